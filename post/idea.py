"""The idea file as a value."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from communique.committee.committee import Kind
from communique.committee.strict import Strict

IdeaId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, Field(min_length=1)]
Thread = Annotated[tuple[Text, ...], Field(min_length=2)]
Moment = dt.datetime | dt.date
"""A date alone means the start of that day in the committee's zone."""


class Priority(StrEnum):
    """Which of several due posts goes first."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Publish(Strict):
    """When a post may go out."""

    after: Moment | None = None
    """Not before this moment; a date alone means the start of that day."""
    before: Moment | None = None
    """Only before this moment; a date alone means the start of that day."""
    priority: Priority = Priority.NORMAL


class Override(Strict):
    """What differs on one network; replaces text or thread as a whole."""

    text: Text | None = None
    thread: Thread | None = None


class MediaItem(Strict):
    """An image beside the idea file; alternative text, credit and licence belong to it."""

    file: Text
    """Name of the image, relative to the idea file."""
    alt: str = ""
    """What the image shows, for those who cannot see it."""
    credit: str = ""
    """Who made it (Give credit where due)."""
    licence: str = ""
    """Under which licence it may be used, as in `CC-BY-4.0`."""


class Presentation(Strict):
    """The five conditions for sharing a presentation (Committee and working group documents)."""

    authors_agree: str = ""
    """Who agreed, and when."""
    committee_agrees: str = ""
    """Where the committee or working group agreed, and when."""
    no_draft_content: bool = False
    non_commercial: bool = False
    source: str = ""
    """The source that the post names."""


class Material(Strict):
    """What the author attests about shared material."""

    presentation: Presentation | None = None


class Idea(Strict):
    """What an author hands in; exactly one of `text` and `thread` is given."""

    id: IdeaId
    """Name of the post over all revisions; the file's name if not given."""
    text: Text | None = None
    thread: Thread | None = None
    """Several parts that belong together, in their order; in place of `text`."""
    title: str = ""
    """Title where the network has one; else the first sentence of the text."""
    networks: Annotated[tuple[str, ...], Field(min_length=1)]
    """Where to publish; all the committee's accounts if not given."""
    kind: Kind
    author: str
    """Id of the content creator who hands the idea in."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    link: str | None = None
    publish: Publish = Publish()
    overrides: dict[str, Override] = Field(default_factory=dict[str, Override])
    media: tuple[MediaItem, ...] = ()
    material: Material = Material()

    def parts(self, network: str) -> tuple[str, ...]:
        """Give the texts for one network, in their order, its override applied."""
        own = self.overrides.get(network)
        chosen = own if own and (own.text or own.thread) else self
        return chosen.thread or ((chosen.text,) if chosen.text else ())
