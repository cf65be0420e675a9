"""The practice network: like a real one in all that can go wrong, and nothing sent to it is public."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import ConfigDict, ValidationError

from communique.committee.strict import Strict
from communique.committee.workspace import Home
from communique.connectors import text
from communique.connectors.approved import approved
from communique.connectors.connector import Limits, Pictures
from communique.connectors.errors import InDoubt
from communique.connectors.threads import texts
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Part, Rendering

if TYPE_CHECKING:
    from requests import Response

    from communique.connectors.credentials import Keys
    from communique.connectors.wire import Wire

TOKEN = "practice"  # noqa: S105 it opens nothing but a practice server on this machine
LIMITS = Limits(length=280, pictures=4, measure=text.measure)


class Attached(Strict):
    """A picture as it goes over the wire."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    alt: str
    mime: str
    body: bytes


class Message(Strict):
    """What is sent: one post, or one part of a thread."""

    text: str
    language: str
    previous: str | None = None
    """Id of the part that this one follows."""
    pictures: tuple[Attached, ...] = ()


class Answer(Strict):
    """What comes back."""

    id: str
    url: str


class Missing(Strict):
    """How the practice network says that it surely holds nothing; a bare 404 could come from anywhere."""

    missing: str


class Fake:
    """The practice account."""

    network = "fake"
    limits = LIMITS

    def __init__(self, home: Home, pictures: Pictures, keys: "Keys", clock: Callable[[], dt.datetime]) -> None:  # noqa: ARG002 -- its token opens nothing
        """Speak for a committee; the clock gives the time in UTC. Raises LookupError if it has no practice account."""
        account = home.committee.accounts.fake
        if account is None:
            raise LookupError(f"{home.committee.committee} has no practice account")
        self._account = account
        self._pictures = pictures
        self._clock = clock

    def render(self, idea: Idea, pictures: tuple[Picture, ...]) -> Rendering:
        """Give exactly what would be sent: the parts, the link on a line of its own below the last."""
        return Rendering(
            network=self.network,
            account=f"@{self._account.handle}",
            slug=idea.id,
            title=idea.title,
            language=idea.language,
            parts=tuple(
                Part(text=part, length=text.measure(part), limit=self.limits.length)
                for part in texts(idea, self.network, self.limits)
            ),
            pictures=pictures,
            link=idea.link,
        )

    def publish(self, rendering: Rendering, key: str, stands: tuple[Receipt, ...]) -> Receipt:
        """Send the part that follows those that stand; pictures go with the first.

        Raises exactly one `ConnectorError` unless the part was surely published.
        """
        message = Message(
            text=rendering.parts[len(stands)].text,
            language=rendering.language,
            previous=stands[-1].remote_id if stands else None,
            pictures=() if stands else tuple(map(self._attach, rendering.pictures)),
        )
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        return _receipt(self._wire.effect("POST", "/posts", data=message.model_dump_json().encode(), headers=headers))

    def find(
        self,
        rendering: Rendering,  # noqa: ARG002 the network knows every key
        key: str,
        stands: tuple[Receipt, ...],  # noqa: ARG002 each part has a key of its own
        since: dt.datetime,  # noqa: ARG002 the network never forgets a key
    ) -> Receipt | None:
        """Ask what was published by a key. Raises `Unreachable` or `InDoubt`."""
        response = self._wire.look("/posts", {"key": key})
        if response.status_code != HTTPStatus.NOT_FOUND:
            return _receipt(response)
        try:
            Missing.model_validate_json(response.content)
        except ValidationError as strange:
            raise InDoubt("somebody else answers at the network's address") from strange
        return None

    def retract(self, receipt: Receipt) -> None:
        """Take a part back; raises exactly one `ConnectorError` unless it is surely gone."""
        self._wire.effect("DELETE", f"/posts/{receipt.remote_id}")

    @cached_property
    def _wire(self) -> "Wire":
        """Open the session on its first use."""
        from communique.connectors.transport import Transport  # noqa: PLC0415 `communique check` never sends anything
        from communique.connectors.wire import Wire  # noqa: PLC0415 see above

        transport = Transport(self._account.url)
        transport.headers["Authorization"] = f"Bearer {TOKEN}"
        return Wire(transport, self._clock)

    def _attach(self, picture: Picture) -> Attached:
        """Give a picture with its bytes; raises `Refused` if they are not the approved ones."""
        return Attached(alt=picture.alt, mime=picture.mime, body=approved(picture, self._pictures))


def _receipt(response: "Response") -> Receipt:
    """Read where a part stands; raises `InDoubt` if the answer is no such thing."""
    try:
        answer = Answer.model_validate_json(response.content)
    except ValidationError as strange:
        raise InDoubt("the network said yes in words that can't be read") from strange
    return Receipt(remote_id=answer.id, url=answer.url)
