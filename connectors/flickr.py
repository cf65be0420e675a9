"""A member of Flickr: one photo with title, description and tags (flickr.com/services/api/upload.api.html)."""

import datetime as dt
import hashlib
import html
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

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
    from requests_oauthlib import OAuth1

    from communique.connectors.credentials import Keys
    from communique.connectors.wire import Wire

TITLE = 255
"""Longest title, in characters."""
FRAME = Frame(mimes=frozenset({"image/jpeg", "image/png", "image/gif"}), size=200_000_000)
SEEN = {"is_public": "1", "is_friend": "0", "is_family": "0", "safety_level": "1", "hidden": "1"}
"""Public, harmless, and to be found; else the account's own settings would decide."""
REST, UPLOAD = "/services/rest/", "/services/upload/"
HOSTS = {REST: "https://api.flickr.com", UPLOAD: "https://up.flickr.com"}
NO_ALT = "Flickr has no alternative texts: the text itself should say what the picture shows"
PERMISSIONS = ("read", "write", "delete")
"""Each includes those before it."""
NOT_THERE, BUSY = 1, 14
# flickr.com/services/api/upload.api.html; after a "general upload failure" the photo is there all the same at times.
CODES: dict[int, type[ConnectorError]] = {
    **dict.fromkeys(range(95, 101), Unauthorized),
    **dict.fromkeys((3, 9, 105, 106), InDoubt),
    BUSY: Throttled,
}


def measure(said: str) -> int:
    """Count the bytes of a description as it is sent; Flickr does not say how it counts."""
    return len(html.escape(said, quote=False).encode(errors="surrogatepass"))


class Flickr:
    """A committee's photo stream; a machine tag made of the key tells what was posted by it."""

    network = "flickr"
    limits = Limits(length=65_535, pictures=1, measure=measure, frame=FRAME)

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it is no member."""
        account = home.committee.accounts.flickr
        if account is None:
            raise LookupError(f"{home.committee.committee} has no account on Flickr")
        self._account, self._pictures, self._keys, self._clock = account, pictures, keys, clock

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent, the link below the text; remarks say what `publish` would refuse."""
        said = [*map(text.tidy, idea.parts(self.network))]
        heading = text.flat(text.tidy(idea.title)) or text.title("\n\n".join(said))
        said += [idea.link] if idea.link and not any(idea.link in each for each in said) else []
        whole = "\n\n".join(filter(None, said))
        return Rendering(
            network=self.network, account=f"flickr.com/photos/{self._account.user}", slug=idea.id, title=heading,
            language=idea.language, parts=(Part(text=whole, length=measure(whole), limit=self.limits.length),),
            pictures=pictures, link=idea.link, remarks=(*objections(heading, len(pictures)), NO_ALT),
        )  # fmt: skip

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:
        """Look, then upload the photo once; raises exactly one `ConnectorError` unless it was surely published."""
        for objection in objections(rendering.title, len(rendering.pictures)):
            raise Refused(objection)
        (picture,) = rendering.pictures
        photo = {"photo": (picture.file.rpartition("/")[2], approved(picture, self._pictures), picture.mime)}
        self._refuse_twice(key)
        described = rendering.parts[len(stands)].text
        tags = " ".join(dict.fromkeys([tag(key), *re.findall(r"(?<!\S)#(\w+)", described)[:70]]))
        form = {"title": rendering.title, "description": html.escape(described, quote=False), "tags": tags, **SEEN}
        signed = {"Authorization": self._signature(form)}
        return self._receipt(_photo(self._wires[UPLOAD].effect("POST", UPLOAD, data=form, files=photo, headers=signed)))

    def find(
        self,
        rendering: Rendering,  # noqa: ARG002 -- the tag tells it all
        key: str,
        stands: tuple[Receipt, ...],  # noqa: ARG002 -- one part
        since: dt.datetime,
    ) -> Receipt | None:
        """Look for the photo by its tag; None is never given. Raises `Unreachable`, or `InDoubt` if it is not there."""
        try:
            found = self._search(key)
        except Refused as no:
            raise InDoubt(f"Flickr does not tell what was posted: {no}") from no
        except ConnectorError as trouble:
            raise Unreachable(f"Flickr does not answer at the moment: {trouble}") from trouble
        if found is None:
            raise InDoubt(
                f"no photo with the post's tag has been found since {since:%Y-%m-%d %H:%M} UTC; Flickr does not "
                f"promise that its search would show it already. Look at flickr.com/photos/{self._account.user}"
            )
        return found

    def retract(self, receipt: Receipt) -> None:
        """Delete a photo; raises exactly one `ConnectorError` unless it is surely gone."""
        with suppress(Gone):
            self._call("flickr.photos.delete", photo_id=receipt.remote_id)

    @of_us("Flickr")
    def identity(self) -> Identity:
        """Tell whose token it is and what it may do; not the picture, of which Flickr shows a copy of its own."""
        token = self._call("flickr.auth.oauth.checkToken").get("oauth", {})
        number, may = str(token.get("user", {}).get("nsid", "")), str(token.get("perms", {}).get("_content", ""))
        known = PERMISSIONS[: PERMISSIONS.index(may) + 1] if may in PERMISSIONS else ()
        person = self._call("flickr.people.getInfo", user_id=number).get("person", {})
        named = {
            name: str(person.get(name, {}).get("_content", "")) for name in ("username", "realname", "description")
        }
        return Identity(
            handle=str(person.get("path_alias") or named["username"]), number=number,
            name=named["realname"] or named["username"], bio=html.unescape(named["description"]),
            scopes=known, missing=PERMISSIONS[len(known) :],
        )  # fmt: skip

    def _refuse_twice(self, key: str) -> None:
        """Send nothing that stands already: Flickr would take it twice. As long as we look, no doubt arises."""
        try:
            found = self._search(key)
        except InDoubt as doubt:
            raise Unreachable(f"nothing was sent, as Flickr can't be asked what stands: {doubt}") from doubt
        if found:
            raise InDoubt(f"the photo stands already, from an earlier try: {found.url}")

    def _search(self, key: str) -> Receipt | None:
        """Find the first photo with a key's tag. Raises `ConnectorError`."""
        asked = tag(key).replace("=", '="') + '"'
        told = self._call(
            "flickr.photos.search", user_id=self._account.user, machine_tags=asked, extras="machine_tags",
            sort="date-posted-asc",
        )  # fmt: skip
        try:
            # A search that Flickr does not understand gives every photo: the tag must be there.
            found = [photo["id"] for photo in told["photos"]["photo"] if tag(key) in photo["machine_tags"].split()]
        except (AttributeError, KeyError, TypeError) as strange:
            raise InDoubt("Flickr lists photos in words that can't be read") from strange
        return self._receipt(str(found[0])) if found else None

    def _call(self, method: str, **asked: str) -> dict[str, Any]:
        """Call a method and give its answer. Raises `ConnectorError`."""
        from communique.connectors.wire import said_json  # noqa: PLC0415 -- loads requests

        form = {"method": method, "format": "json", "nojsoncallback": "1", **asked}
        told = said_json(self._wires[REST].effect("POST", REST, data=form, auth=self._oauth))
        if told.get("stat") != "ok":
            raise InDoubt("Flickr says neither yes nor no")
        return told

    @cached_property
    def _oauth(self) -> "OAuth1":
        """Give what signs requests."""
        from requests_oauthlib import OAuth1  # noqa: PLC0415 -- `communique check` never sends

        key, secret, token, token_secret = self._keys().secrets()
        return OAuth1(key, secret, token, token_secret)

    @cached_property
    def _wires(self) -> dict[str, "Wire"]:
        """Open a session with each of Flickr's two hosts, by what is asked there."""
        from communique.connectors.transport import Transport  # noqa: PLC0415 -- `communique check` never sends
        from communique.connectors.wire import Wire  # noqa: PLC0415 -- see above

        sessions = {path: Transport(host, self._account.api_url) for path, host in HOSTS.items()}
        secrets = self._keys().secrets()
        return {path: Wire(each, self._clock, secrets=secrets, own=judged) for path, each in sessions.items()}

    def _signature(self, form: dict[str, str]) -> str:
        """Sign an upload as if all of it but the photo were a form, which is how Flickr wants it."""
        from requests import Request  # noqa: PLC0415 -- `communique check` never sends

        url = (self._account.api_url or HOSTS[UPLOAD]).rstrip("/") + UPLOAD
        header: str | bytes = Request("POST", url, data=form, auth=self._oauth).prepare().headers["Authorization"]
        return header.decode() if isinstance(header, bytes) else header

    def _receipt(self, number: str) -> Receipt:
        """Say where a photo stands."""
        return Receipt(remote_id=number, url=f"https://www.flickr.com/photos/{self._account.user}/{number}/")


class Gone(Refused):
    """What was to be taken back is not there any more."""


def tag(key: str) -> str:
    """Give the machine tag that tells a key's photo from every other."""
    return f"communique:post={hashlib.sha256(key.encode()).hexdigest()[:40]}"


def objections(title: str, pictures: int) -> tuple[str, ...]:
    """Say what Flickr can't take."""
    one = f"a post on Flickr is one picture, this one has {pictures}: leave Flickr out, or give exactly one"
    short = f"a title on Flickr has at most {TITLE} characters, this one {len(title)}"
    return (one,) * (pictures != 1) + (short,) * (len(title) > TITLE)


def judged(response: "Response", said: str, now: dt.datetime) -> ConnectorError | None:
    """Read what Flickr says of an error, mostly with the status 200."""
    from communique.connectors.verdicts import PAUSE  # noqa: PLC0415 -- loads requests

    code = _code(response)
    kind = CODES.get(code or 0, Refused if code is not None else None)
    if code == NOT_THERE and "flickr.photos.delete" in str(response.request.body):
        return Gone("the photo is not there any more")
    if kind is Throttled:
        return Throttled(f"Flickr asks us to wait: {said}", now + PAUSE)
    if kind is Unauthorized or response.status_code in {401, 403}:
        return Unauthorized(f"Flickr refuses the token; run `communique accounts connect flickr`: {said}")
    words = "Flickr says no" if kind is Refused else "Flickr does not say whether it was done; look at the photos"
    return kind(f"{words}: {said}") if kind else None


def _code(response: "Response") -> int | None:
    """Give the code of an error, in JSON or in XML; None if there is none."""
    found = re.search(r'"code":\s*(\d{1,6})|<err code="(\d{1,6})"', response.text)
    failed = re.search(r'"stat":\s*"fail"|<rsp stat="fail"', response.text)
    return int(found[1] or found[2]) if found and failed else None


def _photo(response: "Response") -> str:
    """Read which number a photo has; raises `InDoubt` if that can't be told."""
    try:
        told = response.content.decode()
        tree = ET.fromstring(told) if "<!" not in told else None  # noqa: S314 -- bounded, and without a doctype
    except (ValueError, ET.ParseError) as strange:
        raise InDoubt("Flickr said yes in words that can't be read") from strange
    number = (tree.findtext("photoid") or "").strip() if tree is not None and tree.get("stat") == "ok" else ""
    if not re.fullmatch(r"\d{1,20}", number):
        raise InDoubt("Flickr said yes, but not which number the photo has")
    return number
