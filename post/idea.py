"""The idea file as a value."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from communique.committee.committee import Kind
from communique.committee.strict import Note, Several, Strict, Text, Word
from communique.committee.written import Moment

IdeaId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Thread = Annotated[Several[Text], Field(min_length=2)]


class Priority(StrEnum):
    """Which of several due posts goes first."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Question(StrEnum):
    """What the public asked that a post answers; some questions are for ISO's members alone."""

    VOTES = "votes"
    """How somebody voted."""
    PEOPLE = "people"
    """Who takes part, and for whom they work."""
    COMMENTS = "comments"
    """Comments and opinions on a standard or a draft."""
    OTHER = "other"
    """Anything else that the committee can't or should not answer."""


class Publish(Strict):
    """When a post may go out."""

    after: Moment | None = None
    """Not before this moment; a date alone means the start of that day."""
    before: Moment | None = None
    """Only before this moment; a date alone means the start of that day."""
    priority: Word[Priority] = Priority.NORMAL
    """Which of several due posts goes first."""


class Override(Strict):
    """What differs on one network; replaces text or thread as a whole."""

    text: Text | None = None
    thread: Thread | None = None


class MediaItem(Strict):
    """An image beside the idea file; alternative text, credit and licence belong to it."""

    file: Text
    """Name of the image, relative to the idea file."""
    alt: Note = ""
    """What the image shows, for those who cannot see it."""
    credit: Note = ""
    """Who made it (Give credit where due)."""
    licence: Note = ""
    """Under which licence it may be used, as in `CC-BY-4.0`."""


class Presentation(Strict):
    """The five conditions for sharing a presentation (Committee and working group documents)."""

    authors_agree: Note = ""
    """Who agreed, and when."""
    committee_agrees: Note = ""
    """Where the committee or working group agreed, and when."""
    no_draft_content: bool = False
    """Whether nothing of a draft is shown."""
    non_commercial: bool = False
    """Whether nothing is sold or advertised."""
    source: Note = ""
    """The source that the post names."""


class Material(Strict):
    """What the author attests about shared material."""

    presentation: Presentation | None = None
    """The five conditions for sharing a presentation."""
    consensus: Note = ""
    """Where the committee took the position that is reported, as in `Resolution 12/2026` (Committee work)."""


class Idea(Strict):
    """What an author hands in; exactly one of `text` and `thread` is given."""

    id: IdeaId
    """Name of the post over all revisions; the file's name if not given."""
    text: Text | None = None
    """What is to be published; quotes around it keep colons and hashes safe."""
    thread: Thread | None = None
    """Several parts that belong together, in their order; in place of `text`."""
    split: bool = False
    """Whether a text that is too long for a network becomes a numbered thread there, cut at sentence ends."""
    title: Note = ""
    """Title where the network has one; else the first sentence of the text."""
    networks: Annotated[Several[str], Field(min_length=1)]
    """Where to publish; all the committee's accounts if not given."""
    kind: Word[Kind]
    """What it is about; the committee agrees beforehand which kinds it shares."""
    author: Text
    """Id of the content creator who hands the idea in."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    """The language of the text, in two letters (ISO 639)."""
    link: Text | None = None
    """The address that the post points to."""
    publish: Publish = Field(default_factory=Publish)
    """When the post may go out; at the next slot if not given."""
    overrides: dict[str, Override] = Field(default_factory=dict[str, Override])
    """What one network gets in place of the text, by the network's name."""
    media: Several[MediaItem] = ()
    """Images, in their order."""
    material: Material = Field(default_factory=Material)
    """What the author attests about material of others, and where a position was agreed."""
    corrects: IdeaId | None = None
    """Id of the published post that this one corrects (Our social media values: admit mistakes)."""
    answers: Word[Question] | None = None
    """What the public asked, if this post answers it (A place for everything)."""

    def parts(self, network: str) -> tuple[str, ...]:
        """Give the texts for one network, in their order, its override applied."""
        own = self.overrides.get(network)
        chosen = own if own and (own.text or own.thread) else self
        return chosen.thread or ((chosen.text,) if chosen.text else ())
