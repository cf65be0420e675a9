"""A practice LinkedIn for one page: as strict as the real one where we know it.

Sources: learn.microsoft.com/linkedin: posts-api, images-api, little-text-format, token-introspection, versioning.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import parse_qsl, unquote

from pydantic import SecretStr

from communique.committee.accounts import LinkedInAccount, Official
from communique.connectors.credentials import LinkedInCredentials
from communique.connectors.practice.linkedin_rules import duplicate, error, invalid, pictures_of, wrong
from communique.connectors.practice.littletext import read
from communique.connectors.practice.server import Mishap, Reply, Request, Seen, Shelf, Shown

KEYS = LinkedInCredentials(
    access_token=SecretStr("practice-linkedin-token"),
    expires=date(2027, 1, 20),
    client_id="practice-app",
    client_secret=SecretStr("practice-app-secret"),
)
"""What the practice server accepts; it opens nothing else."""
PIXELS, LIFE = 36_152_320, 12
Answer = Callable[[Request, str], Reply]


class LinkedInService:
    """One page with one app."""

    def __init__(self, account: Official) -> None:
        """Stand for a page."""
        self.account = cast("LinkedInAccount", account)
        self.author = f"urn:li:organization:{self.account.organization}"
        self.shelf = Shelf()
        self.scopes = {"w_organization_social", "r_organization_social", "rw_organization_admin"}
        self.processing = 0
        """So many times a picture is said to be not ready yet."""
        self.clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
        self._told: dict[str, dict[str, Any]] = {}
        self._images: dict[str, bytes] = {}
        self._said: dict[str, str] = {}
        """By what makes a duplicate: the post that said it first, even if it was taken back."""

    def publishes(self, request: Request) -> bool:
        """Tell whether this request makes a post."""
        return (request.method, request.path) == ("POST", "/rest/posts")

    def trouble(self, mishap: Mishap) -> Reply:
        """Give LinkedIn's own words."""
        if mishap is Mishap.THROTTLE:
            return error(429, "TOO_MANY_REQUESTS", "Resource level throttle APPLICATION_AND_MEMBER DAY limit reached")
        if mishap is Mishap.REFUSE_CREDENTIALS:
            return error(401, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", service=65601)
        return error(500, "INTERNAL_SERVER_ERROR", "Internal Server Error")

    def answer(self, request: Request) -> Reply:
        """Do what LinkedIn would do."""
        if (request.method, request.path) == ("POST", "/oauth/v2/introspectToken"):
            return self._introspect(request)
        if request.headers.get("authorization") != f"Bearer {KEYS.access_token.get_secret_value()}":
            return error(401, "INVALID_ACCESS_TOKEN", "Invalid access token", service=65600)
        if request.method == "PUT" and request.path.startswith("/dms-uploads/"):
            return self._upload(request)
        return self._headers(request) or self._route(request)

    def _headers(self, request: Request) -> Reply | None:
        """Refuse a call without the headers that every call must have."""
        version, now = request.headers.get("linkedin-version", ""), self.clock()
        if not version:
            return error(400, "VERSION_MISSING", "A version must be present. Please specify a version by adding the "
                          "LinkedIn-Version header.")  # fmt: skip
        age = (now.year * 12 + now.month) - (int(version[:4]) * 12 + int(version[4:6])) if version.isdecimal() else -1
        if not 0 <= age <= LIFE:
            return error(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active")
        if request.headers.get("x-restli-protocol-version") != "2.0.0":
            return error(400, "INVALID_VALUE_FOR_HEADER", "X-RestLi-Protocol-Version must be 2.0.0")
        if request.body and request.headers.get("content-type") != "application/json":
            return error(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json")
        return None

    def _route(self, request: Request) -> Reply:
        """Find what a call is about."""
        kind, _, name = request.path.removeprefix("/rest/").partition("/")
        calls: dict[tuple[str, str, bool], tuple[str, str, Answer]] = {
            ("POST", "posts", False): ("CREATE", "w_organization_social", self._create),
            ("GET", "posts", False): ("FINDER", "r_organization_social", self._find),
            ("GET", "posts", True): ("GET", "r_organization_social", self._get),
            ("DELETE", "posts", True): ("DELETE", "w_organization_social", self._delete),
            ("POST", "images", False): ("ACTION", "w_organization_social", self._initialize),
            ("GET", "images", True): ("GET", "w_organization_social", self._image),
            ("GET", "organizations", True): ("GET", "rw_organization_admin", self._organization),
        }  # fmt: skip
        if (request.method, kind, bool(name)) not in calls:
            return error(404, "RESOURCE_NOT_FOUND", f"No virtual resource found for {request.path}")
        method, scope, call = calls[request.method, kind, bool(name)]
        if request.headers.get("x-restli-method") != method:
            return error(400, "ILLEGAL_ARGUMENT", f"X-RestLi-Method must be {method}")
        if scope not in self.scopes:
            return error(403, "ACCESS_DENIED", f"Not enough permissions to access: {kind}.{method}", service=100)
        if name and re.search(r"[:(),]", name):
            return error(400, "ILLEGAL_ARGUMENT", "A key must be percent-encoded")
        return call(request, unquote(name))

    def _create(self, request: Request, _: str) -> Reply:
        """Make a post, unless something is wrong with it."""
        try:
            post = request.json()
            refusal = wrong(post, self.author, self._images)
        except (AttributeError, KeyError, TypeError, ValueError) as unreadable:
            return error(400, "BAD_REQUEST", f"ERROR :: / :: {unreadable!r}")
        if refusal:
            return refusal
        shown, told = read(post["commentary"])
        pictures = [
            Shown(self._digest(image["id"]), image.get("altText", "")) for image in pictures_of(post.get("content", {}))
        ]
        article = post.get("content", {}).get("article", {})
        same = repr((post["commentary"], article.get("source"), [picture.digest for picture in pictures]))
        if same in self._said:
            return duplicate(self._said[same])
        urn = f"urn:li:share:{7_400_000_000_000_000_001 + len(self.shelf.posts)}"
        self._said[same] = urn
        self.shelf.posts[urn] = Seen(urn, shown, article.get("source"), tuple(pictures), title=article.get("title", ""))
        now = int(self.clock().timestamp() * 1000)
        stamps = {"createdAt": now, "publishedAt": now, "lastModifiedAt": now}
        self._told[urn] = {**post, "id": urn, "commentary": told, **stamps}
        return Reply(HTTPStatus.CREATED, headers={"x-restli-id": urn})

    def _find(self, request: Request, _: str) -> Reply:
        """List the posts of a page."""
        query = request.query
        count, start = int(query.get("count", "10")), int(query.get("start", "0"))
        if query.get("q") != "author" or count > 100:  # noqa: PLR2004 -- the network's own number
            return error(400, "ILLEGAL_ARGUMENT", "q must be author and count at most 100")
        if query.get("author") != self.author:
            return error(403, "ACCESS_DENIED", "Viewer is not authorized to read posts of this author", service=100)
        newest = [self._told[post.id] for post in reversed(self.shelf.readable())]
        page = newest[start : start + count]
        return Reply.of(200, {"elements": page, "paging": {"start": start, "count": count, "links": []}})

    def _get(self, _: Request, urn: str) -> Reply:
        """Give one post."""
        if urn not in {post.id for post in self.shelf.readable()}:
            return error(404, "NOT_FOUND", f"Post {urn} could not be found")
        return Reply.of(200, self._told[urn])

    def _delete(self, _: Request, urn: str) -> Reply:
        """Take a post back; LinkedIn says yes for one that is gone already too."""
        if urn not in self.shelf.posts:
            return error(404, "NOT_FOUND", f"Post {urn} could not be found")
        self.shelf.retracted.add(urn)
        return Reply(HTTPStatus.NO_CONTENT)

    def _initialize(self, request: Request, _: str) -> Reply:
        """Say where a picture may be sent."""
        if request.query.get("action") != "initializeUpload":
            return error(400, "ILLEGAL_ARGUMENT", "The action must be initializeUpload")
        if request.json() != {"initializeUploadRequest": {"owner": self.author}}:
            return invalid("/initializeUploadRequest/owner", "the owner must be the page, and nothing else is allowed")
        number = f"C4E10AQ{len(self._images):06}"
        self._images[f"urn:li:image:{number}"] = b""
        root = request.url.partition("/rest/")[0]
        value = {"uploadUrl": f"{root}/dms-uploads/{number}/0?ca=vector_ads", "image": f"urn:li:image:{number}",
                 "uploadUrlExpiresAt": int(self.clock().timestamp() * 1000) + 86_400_000}  # fmt: skip
        return Reply.of(200, {"value": value})

    def _upload(self, request: Request) -> Reply:
        """Take the bytes of a picture."""
        urn = f"urn:li:image:{request.path.split('/')[2]}"
        if urn not in self._images or not request.body:
            return error(400, "BAD_REQUEST", "Upload session not found")
        self._images[urn] = request.body
        return Reply(HTTPStatus.CREATED)

    def _image(self, _: Request, urn: str) -> Reply:
        """Say whether a picture can be shown."""
        if urn not in self._images:
            return error(404, "NOT_FOUND", f"Image {urn} could not be found")
        body, status = self._images[urn], "AVAILABLE" if self.processing <= 0 else "PROCESSING"
        self.processing -= 1
        if not body:
            status = "WAITING_UPLOAD"
        elif not _drawable(body):
            status = "PROCESSING_FAILED"
        return Reply.of(200, {"id": urn, "owner": self.author, "status": status})

    def _organization(self, _: Request, number: str) -> Reply:
        """Tell of the page."""
        if number != self.account.organization:
            return error(403, "ACCESS_DENIED", "Viewer is not an administrator of this organization", service=100)
        told = {"id": int(number), "vanityName": self.account.handle, "localizedName": self.account.name}
        return Reply.of(200, {**told, "localizedDescription": self.account.bio})

    def _introspect(self, request: Request) -> Reply:
        """Tell of the token, to the app that it was made for."""
        form = dict(parse_qsl(request.body.decode()))
        if (
            form.get("client_id") != KEYS.client_id
            or form.get("client_secret") != KEYS.client_secret.get_secret_value()
        ):
            return Reply.of(401, {"error": "invalid_client", "error_description": "Client authentication failed"})
        if form.get("token") != KEYS.access_token.get_secret_value():
            return Reply.of(200, {"active": False})
        ends = dt.datetime.combine(cast("date", KEYS.expires), dt.time(), dt.UTC)
        told = {"active": True, "status": "active", "scope": ",".join(sorted(self.scopes)), "auth_type": "3L"}
        return Reply.of(200, {**told, "client_id": KEYS.client_id, "expires_at": int(ends.timestamp())})

    def _digest(self, urn: str) -> str:
        """Give the SHA-256 of a picture that came, in hex."""
        return hashlib.sha256(self._images[urn]).hexdigest()


def _drawable(body: bytes) -> bool:
    """Tell whether LinkedIn can show a picture: JPEG, PNG or GIF, below its number of pixels."""
    from io import BytesIO  # noqa: PLC0415 -- only where there are pictures

    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 -- see above

    try:
        with Image.open(BytesIO(body)) as image:
            return image.format in {"JPEG", "PNG", "GIF"} and image.width * image.height < PIXELS
    except UnidentifiedImageError:
        return False
