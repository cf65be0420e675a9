"""A stand-in for a Bluesky server: its sessions, keys and records, its rules on posts, and its errors.

Source: the lexicons of the AT Protocol, and how a real server (PDS 0.5.35) applies them.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from pydantic import SecretStr

from communique.committee.accounts import Official
from communique.connectors.credentials import BlueskyCredentials
from communique.connectors.practice import bluesky_rules as rules
from communique.connectors.practice.bluesky_rules import Body, Wrong, refuse_keys
from communique.connectors.practice.server import Mishap, Reply, Request, Seen, Shelf, Shown

KEYS = BlueskyCredentials(app_password=SecretStr("prac-tice-app-pass"))
DID = "did:plc:practicepracticepractic"
TOKEN = "practice.access.token"  # noqa: S105 -- it opens nothing but a practice server on this machine
POSTS = "app.bsky.feed.post"
PROFILE = "app.bsky.actor.profile"
RESET = "4102444800"
NEEDED = ("repo", "collection", "rkey")


@dataclass(frozen=True, slots=True)
class Kept:
    """A record, named by what it says."""

    cid: str
    value: Body


class BlueskyService:
    """The rules of one server with one account."""

    def __init__(self, account: Official) -> None:
        """Keep an account, with its name and its description as the profile."""
        self.shelf = Shelf()
        self._handle = account.handle.lstrip("@")
        self._blobs: dict[str, bytes] = {}
        profile = {"$type": PROFILE, "displayName": account.name, "description": account.bio}
        self._records = {f"at://{DID}/{PROFILE}/self": Kept(rules.record_cid(profile), profile)}
        self._methods: dict[tuple[str, str], Callable[[Request], object]] = {
            ("POST", "com.atproto.server.createSession"): self._create_session,
            ("GET", "com.atproto.repo.getRecord"): self._get_record,
            ("GET", "com.atproto.identity.resolveHandle"): self._resolve,
            ("POST", "com.atproto.repo.putRecord"): self._put_record,
            ("POST", "com.atproto.repo.deleteRecord"): self._delete_record,
            ("POST", "com.atproto.repo.uploadBlob"): self._upload_blob,
        }

    def answer(self, request: Request) -> Reply:
        """Do what the server would do, and refuse what it refuses."""
        name = request.path.removeprefix("/xrpc/")
        method = self._methods.get((request.method, name))
        if method is None:
            told = {"error": "InvalidRequest", "message": f"No service configured for {name}"}
            return Reply.of(HTTPStatus.BAD_REQUEST, told)
        try:
            return Reply.of(HTTPStatus.OK, method(request))
        except Wrong as wrong:
            return Reply.of(wrong.status, {"error": wrong.name, "message": str(wrong)})

    def publishes(self, request: Request) -> bool:
        """Tell whether this request makes something public."""
        return request.path == "/xrpc/com.atproto.repo.putRecord"

    def trouble(self, mishap: Mishap) -> Reply:
        """Give the server's own words for throttling, an ended account and a server error."""
        if mishap is Mishap.THROTTLE:
            told = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
            return Reply.of(HTTPStatus.TOO_MANY_REQUESTS, told, ratelimit_limit="1666", ratelimit_reset=RESET)
        if mishap is Mishap.REFUSE_CREDENTIALS:
            told = {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
            return Reply.of(HTTPStatus.UNAUTHORIZED, told)
        told = {"error": "InternalServerError", "message": "Internal Server Error"}
        return Reply.of(HTTPStatus.INTERNAL_SERVER_ERROR, told)

    def _create_session(self, request: Request) -> object:
        """Give a token for the app password."""
        told = refuse_keys(_json(request), ("identifier", "password"), ("identifier", "password"), "$")
        known = told["identifier"] in {self._handle, DID}
        if not known or told["password"] != KEYS.app_password.get_secret_value():
            raise Wrong("Invalid identifier or password", "AuthenticationRequired", HTTPStatus.UNAUTHORIZED)
        tokens = {"accessJwt": TOKEN, "refreshJwt": "practice.refresh.token"}
        return {**tokens, "did": DID, "handle": self._handle, "active": True}

    def _get_record(self, request: Request) -> object:
        """Read a record back; no session is needed."""
        query = refuse_keys(dict(request.query), NEEDED, NEEDED, "$")
        if query["repo"] not in {DID, self._handle}:
            raise Wrong("Could not locate record")
        uri = f"at://{DID}/{query['collection']}/{query['rkey']}"
        if uri not in self._records:
            raise Wrong(f"Could not locate record: {uri}", "RecordNotFound")
        return {"uri": uri, "cid": self._records[uri].cid, "value": self._records[uri].value}

    def _resolve(self, request: Request) -> object:
        """Tell who bears a handle: the account itself, and everybody on `bsky.social`."""
        handle = request.query.get("handle", "")
        if handle == self._handle:
            return {"did": DID}
        if handle.endswith(".bsky.social"):
            return {"did": f"did:web:{handle}"}
        raise Wrong("Unable to resolve handle")

    def _put_record(self, request: Request) -> object:
        """Keep a post under the key that the client chose; the same key again puts the new one in its place."""
        told = self._ours(request, (*NEEDED, "record"), ("validate", "swapRecord", "swapCommit"))
        post = rules.refuse_post(told["record"])
        for image in rules.pictures(post):
            if _cid(image) not in self._blobs:
                raise Wrong(f"Could not find blob: {_cid(image)}", "BlobNotFound")
        uri = f"at://{DID}/{POSTS}/{told['rkey']}"
        self._records[uri] = Kept(rules.record_cid(post), post)
        self.shelf.posts[uri] = self._seen(uri, post)
        self.shelf.retracted.discard(uri)
        return {"uri": uri, "cid": self._records[uri].cid, "validationStatus": "valid"}

    def _delete_record(self, request: Request) -> object:
        """Take a post away; a second time is no error."""
        told = self._ours(request, NEEDED, ("swapRecord", "swapCommit"))
        uri = f"at://{DID}/{POSTS}/{told['rkey']}"
        if self._records.pop(uri, None):
            self.shelf.retracted.add(uri)
        return {}

    def _upload_blob(self, request: Request) -> object:
        """Keep bytes; whether they may be in a post is looked at when a post names them."""
        _authorized(request)
        mime, body = request.headers.get("content-type", ""), request.body
        if not mime.startswith("image/"):
            raise Wrong(f"Request encoding (Content-Type) {mime or 'missing'}: an image is expected")
        name = rules.cid(b"\x55", body)
        self._blobs[name] = body
        return {"blob": {"$type": "blob", "ref": {"$link": name}, "mimeType": mime, "size": len(body)}}

    @staticmethod
    def _ours(request: Request, needed: tuple[str, ...], more: tuple[str, ...]) -> Body:
        """Refuse who is not the account, and what is not about a post of its own."""
        _authorized(request)
        told = refuse_keys(_json(request), needed, (*needed, *more), "$")
        if told["repo"] != DID or told["collection"] != POSTS:
            raise Wrong("Could not find repo: " + str(told["repo"]))
        if not rules.TID.fullmatch(str(told["rkey"])):
            raise Wrong(f'Invalid record key for {POSTS}: Invalid TID string (got "{told["rkey"]}") at $')
        return told

    def _seen(self, uri: str, post: Body) -> Seen:
        """Say how the public reads a post; raises `Wrong` where it follows one that is not there as named."""
        for end in [post["reply"][name] for name in ("root", "parent") if "reply" in post]:
            kept = self._records.get(end["uri"])
            if kept is None or kept.cid != end["cid"]:
                raise Wrong(f"Practice: the post before it is not there as named: {end['uri']}")
        shown = tuple(Shown(_digest(self._blobs[_cid(image)]), image["alt"]) for image in rules.pictures(post))
        previous = post["reply"]["parent"]["uri"] if "reply" in post else None
        return Seen(uri, post["text"], rules.card(post), shown, previous)


def _authorized(request: Request) -> None:
    """Refuse who has no session."""
    given = request.headers.get("authorization")
    if given is None:
        raise Wrong("Authentication Required", "AuthMissing", HTTPStatus.UNAUTHORIZED)
    if given != f"Bearer {TOKEN}":
        raise Wrong("Token could not be verified", "InvalidToken")


def _json(request: Request) -> object:
    """Read a body that must be JSON."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Wrong("Request encoding (Content-Type) is not application/json")
    try:
        return request.json()
    except ValueError as strange:
        raise Wrong("Request body is not JSON") from strange


def _cid(image: Body) -> str:
    return str(image["image"]["ref"]["$link"])


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
