"""A page on Facebook, for practice: the Graph API as its documents and reports of others tell it."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from email import message_from_bytes, policy
from urllib.parse import parse_qsl, quote, urlencode

from pydantic import SecretStr

from communique.committee.accounts import FacebookAccount
from communique.connectors.credentials import FacebookCredentials
from communique.connectors.practice.server import Mishap, Reply, Request, Seen, Shelf, Shown

KEYS = FacebookCredentials(page_token=SecretStr("practice-page-token"), app_secret=SecretStr("practice-app-secret"))
"""What this server accepts; it opens nothing else."""
LONGEST = 63_206
LARGEST = 4_000_000
FORM = "application/x-www-form-urlencoded"
STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
"""How a JPEG, a PNG, a GIF, a BMP and a TIFF begin."""
ASKED: Mapping[str, frozenset[str]] = {
    "POST feed": frozenset({"message", "link", "published"}),
    "POST photos": frozenset({"source", "published", "alt_text_custom", "caption", "temporary"}),
    "POST debug_token": frozenset({"method", "input_token"}),
    "GET published_posts": frozenset({"fields", "limit", "since", "until", "after"}),
    "GET me": frozenset({"fields"}),
    "DELETE post": frozenset(),
}
"""The fields that each call knows, besides the proof."""
SCOPES = ["pages_show_list", "pages_read_engagement", "pages_manage_posts", "public_profile"]
WAIT = '{"page":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":2}]}'


class Objection(Exception):
    """What Graph says no with."""

    def __init__(self, code: int, said: str, *, subcode: int = 0, status: int = 400, transient: bool = False) -> None:
        """Keep the answer."""
        super().__init__(said)
        error: dict[str, object] = {"message": said, "type": "OAuthException", "code": code, "fbtrace_id": "Apractice"}
        error |= {"error_subcode": subcode} if subcode else {}
        error |= {"is_transient": True} if transient else {}
        self.reply = Reply.of(status, {"error": error})


class FacebookService:
    """One page."""

    def __init__(self, account: FacebookAccount) -> None:
        """Open the page of an account."""
        self.shelf = Shelf()
        self.clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
        """Gives the time in UTC; may be set."""
        self._account = account
        self._photos: dict[str, Shown] = {}
        self._times: dict[str, dt.datetime] = {}

    def answer(self, request: Request) -> Reply:
        """Do what Graph would do, and refuse what it refuses."""
        calls = {
            "POST feed": self._post, "POST photos": self._photo, "POST debug_token": self._debug,
            "GET published_posts": self._list, "GET me": self._me, "DELETE post": self._delete,
        }  # fmt: skip
        try:
            call = self._call(request)
            return calls[call](request, self._admitted(call, request))
        except Objection as objection:
            return objection.reply

    def publishes(self, request: Request) -> bool:
        """Tell whether this request posts; uploads that are not shown do not."""
        return request.method == "POST" and request.path.endswith("/feed")

    def trouble(self, mishap: Mishap) -> Reply:
        """Throttle with 400, refuse the token, or fail, in Graph's own words."""
        if mishap is Mishap.THROTTLE:
            reply = Objection(32, "(#32) Page request limit reached").reply
            return Reply(reply.status, reply.body, {**reply.headers, "X-Business-Use-Case-Usage": WAIT})
        if mishap is Mishap.REFUSE_CREDENTIALS:
            said = (
                "Error validating access token: The session has been invalidated because the user changed the password."
            )
            return Objection(190, said, subcode=460).reply
        return Objection(2, "Service temporarily unavailable", status=500, transient=True).reply

    def _call(self, request: Request) -> str:
        """Name the call; raises `Objection` for a path that there is not."""
        version, _, rest = request.path.removeprefix("/").partition("/")
        name = rest.removeprefix(f"{self._account.page}/")
        call = f"{request.method} {'post' if request.method == 'DELETE' else name}"
        if version != self._account.version or call not in ASKED or "/" in name:
            raise Objection(2500, f"Unknown path components: /{rest}")
        return call

    def _admitted(self, call: str, request: Request) -> dict[str, bytes]:
        """Give the fields of a request; raises `Objection` for a wrong token, proof or field."""
        token, secret = KEYS.secrets()
        if request.headers.get("authorization") != f"Bearer {token}":
            raise Objection(190, "Invalid OAuth access token - Cannot parse access token", status=401)
        fields = _fields(request)
        proof = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        if "appsecret_proof" not in fields:
            raise Objection(100, "API calls from the server require an appsecret_proof argument")
        if fields.pop("appsecret_proof") != proof.encode():
            raise Objection(100, "Invalid appsecret_proof provided in the API argument")
        media = {name for name in fields if call == "POST feed" and name.startswith("attached_media[")}
        for name in sorted(set(fields) - ASKED[call] - media):
            raise Objection(100, f"(#100) The parameter {name} is not known to this call")
        return fields

    def _photo(self, _: Request, fields: dict[str, bytes]) -> Reply:
        """Keep a photo; unless it says that it is not to be shown, it is a post."""
        body = fields.get("source", b"")
        if not body.startswith(STARTS):
            raise Objection(324, "(#324) Missing or invalid image file")
        if len(body) > LARGEST:
            raise Objection(100, "(#100) Photos should be smaller than 4 MB", subcode=1366046)
        number = str(700_000 + len(self._photos))
        self._photos[number] = Shown(hashlib.sha256(body).hexdigest(), fields.get("alt_text_custom", b"").decode())
        if fields.get("published") == b"false":
            return Reply.of(200, {"id": number})
        return Reply.of(200, {"id": number, "post_id": self._keep(fields.get("caption", b"").decode(), None, [number])})

    def _post(self, _: Request, fields: dict[str, bytes]) -> Reply:
        """Post a text with a card or with photos."""
        said, link = fields.get("message", b"").decode(), fields.get("link", b"").decode() or None
        try:
            photos = [json.loads(fields[name])["media_fbid"] for name in sorted(fields) if name.startswith("attached")]
        except (ValueError, KeyError, TypeError) as wrong:
            raise Objection(100, "(#100) param attached_media must be an array") from wrong
        if not said and not link and not photos:
            raise Objection(100, "(#100) Missing message or attachment")
        if sum(2 if character > "\uffff" else 1 for character in said) > LONGEST or (link and photos):
            raise Objection(100, "(#100) Invalid parameter", subcode=1349125)
        if not set(photos) <= set(self._photos):
            raise Objection(100, "(#100) Invalid parameter: no such photo", subcode=2424006)
        last = self.shelf.standing()[-1:]
        if last and (last[0].text, last[0].link, len(last[0].pictures)) == (said, link, len(photos)):
            raise Objection(506, "Duplicate status message", subcode=1455006)
        return Reply.of(200, {"id": self._keep(said, link, photos)})

    def _keep(self, said: str, link: str | None, photos: list[str]) -> str:
        """Put a post on the page and give its id."""
        number = f"{self._account.page}_{900_000 + len(self.shelf.posts)}"
        self.shelf.posts[number] = Seen(number, said, link, tuple(self._photos[photo] for photo in photos))
        self._times[number] = self.clock()
        return number

    def _list(self, request: Request, fields: dict[str, bytes]) -> Reply:
        """List posts, the newest first; the way to the next page bears the token, as the real one does."""
        asked = {name: value.decode() for name, value in fields.items()}
        limit, since, start = int(asked.get("limit", 25)), int(asked.get("since", 0)), int(asked.get("after", 0))
        if not 1 <= limit <= 100:  # noqa: PLR2004 -- Graph's own limit
            raise Objection(100, "(#100) Please reduce the amount of data you're asking for")
        posts = [post for post in reversed(self.shelf.readable()) if self._times[post.id].timestamp() >= since]
        told: dict[str, object] = {"data": [self._told(post) for post in posts[start : start + limit]]}
        if start + limit < len(posts):
            onward = {"access_token": KEYS.secrets()[0], **asked, "after": str(start + limit)}
            told["paging"] = {"next": f"{request.url.partition('?')[0]}?{urlencode(onward)}"}
        return Reply.of(200, told)

    def _told(self, post: Seen) -> dict[str, object]:
        """Tell of one post; its link leads through Facebook's own counter."""
        told: dict[str, object] = {"id": post.id, "created_time": f"{self._times[post.id]:%Y-%m-%dT%H:%M:%S+0000}"}
        if post.text:
            told["message"] = post.text
        if post.link:
            shim = f"https://l.facebook.com/l.php?u={quote(post.link, safe='')}&h=AT0practice"
            told["attachments"] = {"data": [{"unshimmed_url": post.link, "url": shim}]}
        return told

    def _delete(self, request: Request, _: dict[str, bytes]) -> Reply:
        """Delete a post; one that is not there can't be loaded."""
        number = request.path.rpartition("/")[2]
        if number not in {post.id for post in self.shelf.standing()}:
            said = f"Unsupported delete request. Object with ID '{number}' does not exist"
            raise Objection(100, said, subcode=33)
        self.shelf.retracted.add(number)
        return Reply.of(200, {"success": True})

    def _me(self, _: Request, fields: dict[str, bytes]) -> Reply:
        """Tell whose token it is: the page's."""
        account = self._account
        told = {"id": account.page, "name": account.name, "username": account.handle, "about": account.bio}
        return Reply.of(200, {name: told[name] for name in fields["fields"].decode().split(",") if told.get(name)})

    def _debug(self, _: Request, fields: dict[str, bytes]) -> Reply:
        """Tell what a token may do; the page's never ends, its right to see anything does."""
        if fields.get("method") != b"get" or fields.get("input_token") != KEYS.secrets()[0].encode():
            raise Objection(100, "(#100) You must provide an input token")
        ends = int((self.clock() + dt.timedelta(days=90)).timestamp())
        data = {"type": "PAGE", "is_valid": True, "profile_id": self._account.page, "scopes": SCOPES}
        return Reply.of(200, {"data": {**data, "expires_at": 0, "data_access_expires_at": ends}})


def _fields(request: Request) -> dict[str, bytes]:
    """Read what was sent, in the address, as a form, or in several pieces."""
    kind = request.headers.get("content-type", "")
    if request.method != "POST":
        return {name: value.encode() for name, value in request.query.items()}
    if kind == FORM:
        return {name: value.encode() for name, value in parse_qsl(request.body.decode(), keep_blank_values=True)}
    whole = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body, policy=policy.HTTP)
    pieces = [(piece.get_param("name", header="content-disposition"), piece) for piece in whole.iter_parts()]
    return {str(name): bytes(piece.get_payload(decode=True) or b"") for name, piece in pieces}
