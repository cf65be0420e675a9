"""A page on Facebook, by the Graph API (developers.facebook.com/docs/pages-api/posts)."""

import datetime as dt
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qsl, urlsplit

from communique.committee.workspace import Home
from communique.connectors import text
from communique.connectors.approved import approved
from communique.connectors.connector import Limits, Pictures
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Throttled, Unauthorized, Unreachable
from communique.connectors.identity import Identity, of_us
from communique.post.fitting import Frame
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from requests import Response

    from communique.connectors.credentials import FacebookCredentials, Keys
    from communique.connectors.wire import Wire

SKEW = dt.timedelta(minutes=5)
"""So far may the network's clock be behind ours."""
MOST = 50
"""So many pages of our own posts are read back at most, a hundred posts on each."""
SCOPES = ("pages_manage_posts", "pages_read_engagement", "pages_show_list")
FRAME = Frame(mimes=frozenset({"image/jpeg", "image/png", "image/gif"}), size=4_000_000)
FIELDS = "id,message,created_time,attachments{unshimmed_url}"
# developers.facebook.com/docs/graph-api/guides/error-handling; throttling comes as HTTP 400.
CODES: Mapping[object, type[ConnectorError]] = {
    **dict.fromkeys((4, 17, 32, 341, 613, 80001), Throttled),
    **dict.fromkeys((10, 102, 190, *range(200, 300)), Unauthorized),
    **dict.fromkeys((1, 2, 506), InDoubt),
    368: Refused,
}
PERHAPS = "Facebook does not say whether it was done, now or by our own earlier try; look at the page"
NOT_THERE = (100, 33)
RENEW = "make a new one and run `communique accounts connect facebook`"
Post = tuple[dt.datetime, dict[str, Any]]
"""When something was posted, and what."""


def measure(said: str) -> int:
    """Count in units of UTF-16; Facebook does not say how it counts, and no other way of counting gives more."""
    return len(said.encode("utf-16-le", "surrogatepass")) // 2


class Facebook:
    """A committee's page; Facebook knows no keys, so only the content tells what was posted."""

    network = "facebook"
    limits = Limits(length=63_206, pictures=10, measure=measure, frame=FRAME)

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no page."""
        account = home.committee.accounts.facebook
        if account is None:
            raise LookupError(f"{home.committee.committee} has no page on Facebook")
        self._account, self._pictures, self._keys, self._clock = account, pictures, keys, clock
        self._page = f"/{account.version}/{account.page}"

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent: one post, without threads; below pictures the link is no card but text."""
        whole = "\n\n".join(filter(None, map(text.tidy, idea.parts(self.network))))
        if idea.link and pictures and idea.link not in whole:
            whole = f"{whole}\n\n{idea.link}".strip()
        part = Part(text=whole, length=measure(whole), limit=self.limits.length)
        return Rendering(
            network=self.network, account=f"{self._account.name} facebook.com/{self._account.page}".strip(),
            slug=idea.id, title=idea.title, language=idea.language, parts=(part,), pictures=pictures, link=idea.link,
        )  # fmt: skip

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:  # noqa: ARG002 -- Facebook knows no keys
        """Upload the pictures unseen, then post once; raises exactly one `ConnectorError` unless surely published."""
        form = {"message": rendering.parts[len(stands)].text}
        bodies = [(picture, approved(picture, self._pictures)) for picture in rendering.pictures]
        for number, (picture, body) in enumerate(bodies):
            form[f"attached_media[{number}]"] = json.dumps({"media_fbid": self._upload(picture, body)})
        if rendering.link and not bodies:
            form["link"] = rendering.link
        answer = self._wire.effect("POST", f"{self._page}/feed", data=self._proved(form))
        return _receipt(_number(answer, r"\d+_\d+"))

    def find(
        self,
        rendering: Rendering,
        key: str,  # noqa: ARG002 -- Facebook knows no keys
        stands: tuple[Receipt, ...],  # noqa: ARG002 -- one part
        since: dt.datetime,
    ) -> Receipt | None:
        """Look for the post among the page's own; never None. Raises `Unreachable`, or `InDoubt` if it is not there."""
        posts = self._posts(since - SKEW)
        same = [(at < since, abs(at - since), str(post.get("id"))) for at, post in posts if _same(post, rendering)]
        if not same:
            raise InDoubt(
                f"the post is not among the page's {len(posts)} posts since {since:%Y-%m-%d %H:%M} UTC; Facebook does "
                f"not promise that it would be shown already. Look at the page: facebook.com/{self._account.page}"
            )
        return _receipt(min(same)[2])

    def retract(self, receipt: Receipt) -> None:
        """Delete a post; raises exactly one `ConnectorError` unless it is surely gone."""
        path = f"/{self._account.version}/{receipt.remote_id}"
        with suppress(Gone):
            if _told(self._wire.effect("DELETE", path, params=self._proved({}))).get("success") is not True:
                raise InDoubt("Facebook does not say that the post is gone; look at the page")

    @of_us("Facebook")
    def identity(self) -> Identity:
        """Tell whose token it is and what it may do; not the picture, of which Facebook shows a copy of its own."""
        version, asked = f"/{self._account.version}", self._proved({"fields": "id,name,username,about"})
        me = _told(self._wire.effect("GET", f"{version}/me", params=asked))
        # A GET would bear the token in its address; Graph takes a POST that says that it is one.
        form = self._proved({"method": "get", "input_token": self._secrets[0]})
        data = _told(self._wire.effect("POST", f"{version}/debug_token", data=form)).get("data", {})
        scopes, ends = data.get("scopes", []), [*filter(None, map(data.get, ("expires_at", "data_access_expires_at")))]
        handle, number, name, bio = (str(me.get(each) or "") for each in ("username", "id", "name", "about"))
        return Identity(
            handle, number, name, bio, expires=dt.datetime.fromtimestamp(min(ends), dt.UTC) if ends else None,
            scopes=tuple(map(str, scopes)), missing=tuple(scope for scope in SCOPES if scope not in scopes),
        )  # fmt: skip

    @cached_property
    def _secrets(self) -> tuple[str, str, str]:
        """Give the token, the app's secret, and the proof that we know both."""
        keys = cast("FacebookCredentials", self._keys())
        token, secret = keys.page_token.get_secret_value(), keys.app_secret.get_secret_value()
        return token, secret, hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _wire(self) -> "Wire":
        """Open the session on its first use; the token goes in a header, never in an address."""
        from communique.connectors.transport import Transport  # noqa: PLC0415 -- `communique check` never sends
        from communique.connectors.wire import Wire  # noqa: PLC0415 -- see above

        transport = Transport("https://graph.facebook.com", self._account.api_url)
        transport.headers["Authorization"] = f"Bearer {self._secrets[0]}"
        return Wire(transport, self._clock, secrets=self._secrets, own=judged)

    def _proved(self, form: Mapping[str, str]) -> dict[str, str]:
        """Add the proof that the token is in its own app's hands."""
        return {**form, "appsecret_proof": self._secrets[2]}

    def _upload(self, picture: Picture, body: bytes) -> str:
        """Hand a picture over without showing it, and give its number; as nothing is public yet, no doubt arises."""
        form = self._proved({"published": "false", "alt_text_custom": picture.alt})
        source = {"source": (picture.file.rpartition("/")[2], body, picture.mime)}
        try:
            return _number(self._wire.effect("POST", f"{self._page}/photos", data=form, files=source), r"\d+")
        except InDoubt as doubt:
            raise Unreachable(f"{picture.file} was not taken, and nothing is public: {doubt}") from doubt

    def _posts(self, since: dt.datetime) -> list[Post]:
        """Read back all posts of the page since a moment. Raises `Unreachable` or `InDoubt`."""
        query = {"fields": FIELDS, "limit": "100", "since": str(int(since.timestamp()))}
        found: list[Post] = []
        for _ in range(MOST):
            try:
                answer = self._wire.effect("GET", f"{self._page}/published_posts", params=self._proved(query))
            except Refused as no:
                raise InDoubt(f"Facebook does not tell what was posted: {no}") from no
            except ConnectorError as trouble:
                raise Unreachable(f"Facebook does not answer at the moment: {trouble}") from trouble
            posts, query = _listed(answer)
            found += posts
            if not query:
                return found
        raise InDoubt(f"the page has more than {len(found)} posts since {since:%Y-%m-%d}; look at it yourself")


class Gone(Refused):
    """What was to be taken back is not there any more."""


def judged(response: "Response", said: str, now: dt.datetime) -> ConnectorError | None:
    """Read what Facebook says of an error; its code counts more than the HTTP status."""
    try:
        error = dict[str, Any](_told(response)["error"])
    except (InDoubt, KeyError, TypeError, ValueError):
        error = {}
    kind = CODES.get(code) if isinstance(code := error.get("code"), int) else None
    if (code, error.get("error_subcode")) == NOT_THERE and response.request.method == "DELETE":
        return Gone("the post is not there any more")
    if kind is Throttled:
        return Throttled(f"Facebook asks us to wait: {said}", _until(response, now))
    if kind is Unauthorized or response.status_code in {401, 403} or "appsecret_proof" in str(error.get("message")):
        return Unauthorized(f"Facebook refuses the token; {RENEW}: {said}")
    if kind is None and error.get("is_transient") is True:
        kind = InDoubt
    return kind(f"{'Facebook says no' if kind is Refused else PERHAPS}: {said}") if kind else None


def _until(response: "Response", now: dt.datetime) -> dt.datetime:
    """Say how long to wait: the minutes that Facebook names in a header, else our own pause."""
    from communique.connectors.verdicts import PAUSE, bounded  # noqa: PLC0415 -- loads requests

    usage = response.headers.get("X-Business-Use-Case-Usage", "")
    minutes = max(map(int, re.findall(r'"estimated_time_to_regain_access":\s*(\d{1,6})', usage)), default=0)
    return bounded(now + (dt.timedelta(minutes=minutes) or PAUSE), now)


def _told(response: "Response") -> dict[str, Any]:
    """Read an answer; raises `InDoubt` if it can't be read."""
    from communique.connectors.wire import said_json  # noqa: PLC0415 -- loads requests

    return said_json(response)


def _number(response: "Response", form: str) -> str:
    """Give the id of what was made; raises `InDoubt` if there is none."""
    number = str(_told(response).get("id", ""))
    if not re.fullmatch(form, number):
        raise InDoubt("Facebook said yes, but not which number the post has")
    return number


def _listed(response: "Response") -> tuple[list[Post], dict[str, str]]:
    """Read posts, and what to ask for the next ones; raises `InDoubt` if they can't be read."""
    told = _told(response)
    try:
        posts = [(dt.datetime.fromisoformat(each["created_time"]), dict[str, Any](each)) for each in told["data"]]
        onward = parse_qsl(urlsplit(str(told.get("paging", {}).get("next", ""))).query)
    except (AttributeError, KeyError, TypeError, ValueError) as strange:
        raise InDoubt("Facebook lists the page's posts in words that can't be read") from strange
    # Facebook's own way to the next ones bears the token in its address; ours goes without.
    return posts, {name: said for name, said in onward if name not in {"access_token", "appsecret_proof"}}


def _same(post: dict[str, Any], rendering: Rendering) -> bool:
    """Tell whether a post says the same and, if it was sent with a card, points to the same place."""
    said, ours = (unicodedata.normalize("NFC", str(each)) for each in (post.get("message"), rendering.parts[0].text))
    cards = re.findall(r'"unshimmed_url": "(.*?)/?"', json.dumps(post.get("attachments"), ensure_ascii=False))
    card = rendering.link if not rendering.pictures else None
    return text.flat(said) == text.flat(ours) and (not card or card.rstrip("/") in cards)


def _receipt(post: str) -> Receipt:
    """Say where a post stands."""
    return Receipt(remote_id=post, url=f"https://www.facebook.com/{post.replace('_', '/posts/', 1)}")
