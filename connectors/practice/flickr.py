"""Flickr, for practice: uploads, search and deletion as its documents tell them."""

import datetime as dt
import hashlib
import hmac
import html
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from email import message_from_bytes, policy
from urllib.parse import parse_qsl, quote, unquote

from pydantic import SecretStr

from communique.committee.accounts import FlickrAccount
from communique.connectors.credentials import FlickrCredentials
from communique.connectors.practice.server import Mishap, Reply, Request, Seen, Shelf, Shown

KEYS = FlickrCredentials(
    api_key=SecretStr("practice-key"), api_secret=SecretStr("practice-secret"),
    access_token=SecretStr("practice-token"), access_token_secret=SecretStr("practice-token-secret"),
)  # fmt: skip
"""What this server accepts; it opens nothing else."""
REST, UPLOAD = "/services/rest/", "/services/upload/"
FORM = "application/x-www-form-urlencoded"
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*")
"""How a JPEG, a PNG, a GIF and a TIFF begin."""
PHOTO = frozenset(
    {"title", "description", "tags", "is_public", "is_friend", "is_family", "safety_level", "content_type", "hidden"}
)
ASKED: Mapping[str, frozenset[str]] = {
    "flickr.photos.search": frozenset({"user_id", "machine_tags", "extras", "sort", "per_page", "page"}),
    "flickr.photos.delete": frozenset({"photo_id"}),
    "flickr.auth.oauth.checkToken": frozenset(),
    "flickr.people.getInfo": frozenset({"user_id"}),
}
"""The fields that each method knows, besides its name and the format."""


class Objection(Exception):
    """What Flickr says no with."""

    def __init__(self, code: int, said: str) -> None:
        """Keep code and words."""
        super().__init__(said)
        self.code = code


class FlickrService:
    """One member's photo stream."""

    def __init__(self, account: FlickrAccount) -> None:
        """Open the stream of an account."""
        self.shelf = Shelf()
        self.clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
        """Gives the time in UTC; may be set."""
        self.tags: dict[str, tuple[str, ...]] = {}
        """The tags of every photo, as Flickr keeps them."""
        self._account = account
        self._nonces: set[str] = set()

    def answer(self, request: Request) -> Reply:
        """Do what Flickr would do, and refuse what it refuses; its errors have the status 200."""
        try:
            fields, photo = _fields(request)
            self._admit(request, fields)
            if request.path == UPLOAD:
                return _xml("ok", f"<photoid>{self._keep(fields, photo)}</photoid>")
            return Reply.of(200, {**self._called(fields), "stat": "ok"})
        except Objection as objection:
            return _no(request.path == UPLOAD, objection.code, str(objection))

    def publishes(self, request: Request) -> bool:
        """Tell whether this request makes a photo public: every upload does."""
        return request.path == UPLOAD

    def trouble(self, mishap: Mishap) -> Reply:
        """Throttle, refuse the token, or fail, in the words that Flickr has for uploads."""
        if mishap is Mishap.THROTTLE:
            return _no(True, 14, "Server at capacity")  # noqa: FBT003 -- an upload
        if mishap is Mishap.REFUSE_CREDENTIALS:
            return _no(True, 98, "Invalid auth token")  # noqa: FBT003 -- an upload
        return Reply(502, b"<html><body>Bad Gateway</body></html>", {"Content-Type": "text/html"})

    def _admit(self, request: Request, fields: Mapping[str, str]) -> None:
        """Raise `Objection` for a wrong address, field, key, token or signature, and for one that was used before."""
        if request.method != "POST" or request.path not in {REST, UPLOAD} or request.query:
            raise Objection(112, "Method not found")
        given = dict(re.findall(r'(oauth_\w+)="([^"]*)"', request.headers.get("authorization", "")))
        if given.get("oauth_consumer_key") != KEYS.api_key.get_secret_value():
            raise Objection(100, "Invalid API Key (Key has invalid format)")
        if given.get("oauth_token") != KEYS.access_token.get_secret_value():
            raise Objection(98, "Invalid auth token")
        if not given.get("oauth_timestamp", "").isdecimal() or given.get("oauth_nonce", "") in {"", *self._nonces}:
            raise Objection(97, "Missing signature")
        if not _signed(request, fields):
            raise Objection(96, "Invalid signature")
        self._nonces.add(given["oauth_nonce"])

    def _keep(self, fields: Mapping[str, str], photo: bytes) -> str:
        """Put a photo into the stream and give its number."""
        if not photo:
            raise Objection(2, "No photo specified")
        if not photo.startswith(STARTS):
            raise Objection(5, "Filetype was not recognised")
        if set(fields) - PHOTO or fields.get("is_public") != "1":
            raise Objection(3, "General upload failure")
        if len(fields.get("title", "")) > 255 or len(fields.get("description", "").encode()) > 65535:  # noqa: PLR2004 -- Flickr's limits
            raise Objection(3, "General upload failure")
        number = str(53_000_000_000 + len(self.shelf.posts))
        said = html.unescape(re.sub(r"<[^>]*>", "", fields.get("description", "")))
        shown = (Shown(hashlib.sha256(photo).hexdigest(), ""),)
        self.shelf.posts[number] = Seen(number, said, pictures=shown, title=fields.get("title", ""))
        self.tags[number] = tuple(fields.get("tags", "").lower().split())
        return number

    def _called(self, fields: Mapping[str, str]) -> dict[str, object]:
        """Answer a method."""
        asked = {name: value for name, value in fields.items() if name not in {"method", "format", "nojsoncallback"}}
        method = fields.get("method", "")
        if method not in ASKED or set(asked) - ASKED[method]:
            raise Objection(112, f'Method "{method}" not found')
        if (fields.get("format"), fields.get("nojsoncallback")) != ("json", "1"):
            raise Objection(111, 'Format "" not found')
        if method == "flickr.photos.search":
            return self._found(asked)
        if method == "flickr.photos.delete":
            return self._deleted(asked)
        return self._token() if method == "flickr.auth.oauth.checkToken" else self._person(asked)

    def _found(self, asked: Mapping[str, str]) -> dict[str, object]:
        """Find photos by a machine tag; one that is not understood is not looked at, as on the real Flickr."""
        if asked.get("user_id") != self._account.user:
            raise Objection(2, "Unknown user")
        wanted = re.fullmatch(r'(\w+:\w+=)"?([^"]*)"?', asked.get("machine_tags", ""))
        tag = f"{wanted[1]}{wanted[2]}" if wanted else None
        found = [
            {"id": post.id, "owner": self._account.user, "title": post.title, "ispublic": 1}
            | {
                each: " ".join(self.tags[post.id])
                for each in asked.get("extras", "").split(",")
                if each == "machine_tags"
            }
            for post in self.shelf.readable()
            if tag is None or tag in self.tags[post.id]
        ]
        return {"photos": {"page": 1, "pages": 1, "perpage": 100, "total": len(found), "photo": found}}

    def _deleted(self, asked: Mapping[str, str]) -> dict[str, object]:
        """Delete a photo."""
        number = asked.get("photo_id", "")
        if number not in {post.id for post in self.shelf.standing()}:
            raise Objection(1, "Photo not found")
        self.shelf.retracted.add(number)
        return {}

    def _token(self) -> dict[str, object]:
        """Tell whose token it is, and what it may do."""
        user = {"nsid": self._account.user, "username": self._account.handle, "fullname": self._account.name}
        return {"oauth": {"token": {"_content": "practice-token"}, "perms": {"_content": "delete"}, "user": user}}

    def _person(self, asked: Mapping[str, str]) -> dict[str, object]:
        """Tell who a member is."""
        account = self._account
        if asked.get("user_id") != account.user:
            raise Objection(1, "User not found")
        told = {"username": account.handle, "realname": account.name, "description": html.escape(account.bio)}
        person = {name: {"_content": said} for name, said in told.items()}
        return {"person": {"id": account.user, "nsid": account.user, "path_alias": account.handle, **person}}


def _fields(request: Request) -> tuple[dict[str, str], bytes]:
    """Read what was sent, and the photo if there is one."""
    kind = request.headers.get("content-type", "")
    if kind == FORM:
        return dict(parse_qsl(request.body.decode(), keep_blank_values=True)), b""
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body, policy=policy.HTTP)
    bodies = {
        str(piece.get_param("name", header="content-disposition")): bytes(piece.get_payload(decode=True) or b"")
        for piece in whole.iter_parts()
    }
    photo = bodies.pop("photo", b"")
    return {name: body.decode() for name, body in bodies.items()}, photo


def _signed(request: Request, fields: Mapping[str, str]) -> bool:
    """Tell whether the signature (HMAC-SHA1, RFC 5849, 3.4) covers the address and all fields but the photo."""
    said = {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', request.headers["authorization"])}
    given = said.pop("oauth_signature", "")
    pairs = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in {**said, **fields}.items())
    listed = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join(quote(piece, safe="") for piece in ("POST", request.url, listed))
    secret = "&".join(quote(each.get_secret_value(), safe="") for each in (KEYS.api_secret, KEYS.access_token_secret))
    wanted = b64encode(hmac.new(secret.encode(), base.encode(), hashlib.sha1).digest()).decode()
    return hmac.compare_digest(given.encode(), wanted.encode())


def _no(upload: bool, code: int, said: str) -> Reply:  # noqa: FBT001 -- the two ways in which Flickr answers
    """Say no, in XML to an upload, in JSON to all else."""
    if upload:
        return _xml("fail", f'<err code="{code}" msg="{html.escape(said)}" />')
    return Reply.of(200, {"stat": "fail", "code": code, "message": said})


def _xml(stat: str, inner: str) -> Reply:
    """Answer an upload."""
    body = f'<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="{stat}">\n{inner}\n</rsp>\n'
    return Reply(200, body.encode(), {"Content-Type": "text/xml; charset=utf-8"})
