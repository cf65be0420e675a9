"""What is said in a post: looks for the rules' patterns of words in every text that people will read."""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from communique.policy.language.matching import Match
from communique.policy.language.tokens import Reading, read
from communique.policy.pack import Pack
from communique.policy.rule import Rule
from communique.policy.subject import Hit, Subject, clip, value_of
from communique.post.idea import Idea

USUAL = ("text", "title", "alt")
"""Where a rule looks that names no fields."""


class Spoken(NamedTuple):
    """One text of a post: its field, what it is (`text`, `title`, `alt` …), and the words."""

    field: str
    what: str
    words: str


def said(pack: Pack, subject: Subject) -> Iterator[tuple[Rule, Hit]]:
    """Give every pattern of the pack's rules that is found, with its place."""
    idea, own = subject.idea, subject.committee.committee
    for spoken in voices(idea):
        reading = read([each.words for each in spoken])
        for match in chain.from_iterable(speakers.look(reading, idea.language, own) for speakers in pack.speakers):
            rule = pack.by_id.get(match.rule)
            if rule and _speaks(rule, idea):
                what, hit = _hit(reading, match, spoken)
                if what in (rule.settings.fields or USUAL):
                    yield rule, hit


def voices(idea: Idea) -> Iterator[list[Spoken]]:
    """Give the texts of an idea; those that are read one after the other stand together."""
    yield [*_title(idea), *_words("", idea.text, idea.thread)]
    for network, override in idea.overrides.items():
        yield _words(f"overrides.{network}.", override.text, override.thread)
    for number, item in enumerate(idea.media):
        for name in ("alt", "credit", "file"):
            if words := getattr(item, name):
                yield [Spoken(f"media[{number}].{name}", name, words)]
    if idea.link:
        yield [Spoken("link", "link", idea.link)]


def _title(idea: Idea) -> list[Spoken]:
    return [Spoken("title", "title", idea.title)] if idea.title else []


def _words(prefix: str, text: str | None, thread: tuple[str, ...] | None) -> list[Spoken]:
    if text is not None:
        return [Spoken(f"{prefix}text", "text", text)]
    return [Spoken(f"{prefix}thread[{number}]", "text", part) for number, part in enumerate(thread or ())]


def _speaks(rule: Rule, idea: Idea) -> bool:
    settings = rule.settings
    wanted = not settings.kinds or idea.kind in settings.kinds
    return wanted and not (settings.without and value_of(idea, settings.without))


def _hit(reading: Reading, match: Match, spoken: list[Spoken]) -> tuple[str, Hit]:
    """Point at the words from the first to the last token, as far as they stand in one text; and say what it is."""
    number, start, _ = reading.spans[match.first]
    where = spoken[number]
    tokens = reading.spans[match.first : max(match.after, match.first + 1)]
    end = max(last for text, _, last in tokens if text == number)
    words = where.words[start:end]
    return where.what, Hit(where.field, words, {"words": clip(words)}, span=(start, end))
