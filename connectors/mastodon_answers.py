"""What a Mastodon server answers (docs.joinmastodon.org/entities)."""

from typing import TypeVar

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError

from communique.committee.strict import Strict
from communique.connectors.errors import InDoubt


class Unreadable(InDoubt):
    """The server said yes in words that can't be read; asking again gives the same."""


class Told(Strict):
    """What the server answers, as far as we read it."""

    model_config = ConfigDict(extra="ignore", strict=False)


class Status(Told):
    """One post."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    url: str = Field(pattern=r"^https?://\S+$")
    created_at: AwareDatetime
    in_reply_to_id: str | None = None


class Media(Told):
    """A picture that was handed over; it has no address as long as the server works on it."""

    id: str = Field(min_length=1)
    url: str | None = None


class Plain(Told):
    """A post as its author wrote it."""

    text: str


class Own(Told):
    """What only we are told of our account."""

    note: str = ""


class Me(Told):
    """Our account."""

    id: str = Field(min_length=1)
    username: str
    display_name: str = ""
    avatar: str = ""
    source: Own = Own()


class Application(Told):
    """What the token was made for."""

    scopes: tuple[str, ...] | None = None


class ServerLimits(Told):
    """What a server allows of a post; None where it does not say so."""

    max_characters: int | None = None
    characters_reserved_per_url: int | None = None


class Configuration(Told):
    """How a server is set up."""

    statuses: ServerLimits = ServerLimits()


class Server(Told):
    """A server, as it tells of itself."""

    configuration: Configuration = Configuration()


Kind = TypeVar("Kind", bound=Told)


def read(kind: type[Kind], told: object) -> Kind:
    """Read an answer; raises `InDoubt` if it is not what it should be."""
    try:
        return kind.model_validate(told)
    except ValidationError as strange:
        raise Unreadable("the server said yes in words that can't be read") from strange
