"""X: posts, threads and pictures of one account, by OAuth 1.0a.

X knows no keys: what was published is found again by its content alone (docs.x.com, "Posts").
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, cast

from communique.committee.workspace import Home
from communique.connectors import threads, x_costs, x_length, x_reading
from communique.connectors.approved import approved
from communique.connectors.connector import Limits, Pictures
from communique.connectors.errors import InDoubt, Refused
from communique.connectors.identity import Identity
from communique.post.fitting import Frame
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from communique.connectors.credentials import Keys, XCredentials
    from communique.connectors.x_api import Api

FRAME = Frame(mimes=frozenset({"image/jpeg", "image/png", "image/webp"}), size=5_000_000, side=8192)
LIMITS = Limits(length=x_length.LENGTH, pictures=4, measure=x_length.measure, frame=FRAME)
ALT = 1000
"""Longest alternative text, in characters (docs.x.com, "Create metadata")."""
SKEW = dt.timedelta(minutes=5)
"""By how much X's clock and ours may differ."""


class X:
    """One account."""

    network = "x"
    limits = LIMITS

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no account on X."""
        account = home.committee.accounts.x
        if account is None:
            raise LookupError(f"{home.committee.committee} has no account on X")
        self._account = account
        self._handle = account.handle.removeprefix("@")
        self._pictures = pictures
        self._keys = keys
        self._clock = clock

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent, what it costs, and what X would refuse; the link stands below the last part.

        X keeps texts in Unicode's composed form (NFC), so that is what is approved.
        """
        texts = [unicodedata.normalize("NFC", text) for text in threads.texts(idea, self.network, self.limits)]
        return Rendering(
            network=self.network,
            account=f"@{self._handle}",
            slug=idea.id,
            title=idea.title,
            language=idea.language,
            parts=tuple(Part(text=text, length=x_length.measure(text), limit=LIMITS.length) for text in texts),
            pictures=pictures,
            link=idea.link,
            remarks=(x_costs.cost(texts, pictures), *_objections(texts, pictures)),
        )

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:  # noqa: ARG002 -- X knows no keys
        """Send the part that follows those that stand, as a reply to the last of them; pictures go with the first.

        Raises exactly one `ConnectorError` unless the part was surely published.
        """
        text = rendering.parts[len(stands)].text
        pictures = () if stands else rendering.pictures
        for objection in _objections([text], pictures):
            raise Refused(f"nothing was sent: {objection}")
        bodies = [(approved(picture, self._pictures), picture) for picture in pictures]
        media = [self._api.upload(body, picture) for body, picture in bodies]
        previous = stands[-1].remote_id if stands else None
        return self._receipt(self._api.create(text, previous, media))

    def find(
        self,
        rendering: Rendering,
        key: str,  # noqa: ARG002 -- X knows no keys
        stands: tuple[Receipt, ...],
        since: dt.datetime,
    ) -> Receipt | None:
        """Look for the part that follows those that stand among our own posts; never None.

        Raises `InDoubt` if it is not there, as X does not promise to show it at once, and `Unreachable`.
        """
        text = rendering.parts[len(stands)].text
        posts = self._api.timeline(self._api.number(), since - SKEW)
        found = x_reading.first_match(posts, text, stands[-1].remote_id if stands else None, since)
        if found is None:
            raise InDoubt(
                f"it is not among the posts of @{self._handle} since {since:%Y-%m-%d %H:%M} UTC; X does not promise "
                f"that it would be shown already. Look at the account: https://x.com/{self._handle}"
            )
        return self._receipt(found)

    def retract(self, receipt: Receipt) -> None:
        """Delete a part; raises exactly one `ConnectorError` unless it is surely gone."""
        self._api.delete(receipt.remote_id)

    def identity(self) -> Identity:
        """Ask X who we are, and what the token may do. Raises exactly one `ConnectorError`."""
        told, level = self._api.account()
        image = str(told.get("profile_image_url") or "")
        body = self._api.picture(image) if image else b""
        return Identity(
            handle=str(told.get("username") or ""),
            number=str(told["id"]),
            name=str(told.get("name") or ""),
            bio=str(told.get("description") or ""),
            picture=hashlib.sha256(body).hexdigest() if body else "",
            scopes=(level,) if level else None,
            missing=("read-write",) if level == "read" else (),
        )

    @cached_property
    def _api(self) -> "Api":
        """Open the way to X on its first use; raises `Unauthorized` without credentials."""
        from communique.connectors.x_api import Api  # noqa: PLC0415 -- `communique check` never sends anything

        return Api(cast("XCredentials", self._keys()), self._clock, self._account.api_url)

    def _receipt(self, post: str) -> Receipt:
        """Say where a post stands."""
        return Receipt(remote_id=post, url=f"https://x.com/{self._handle}/status/{post}")


def _objections(texts: list[str], pictures: tuple[Picture, ...]) -> tuple[str, ...]:
    """Say what X would refuse besides the length; asking it anyway would cost money."""
    tags = [found for text in texts if len(found := x_length.cashtags(text)) > 1]
    long = [picture for picture in pictures if len(picture.alt) > ALT]
    return (
        *(f"X takes one cashtag for each post, and here are {' and '.join(each)}" for each in tags),
        *(f"X takes alternative texts of {ALT} characters, that of {one.file} has {len(one.alt)}" for one in long),
    )
