"""Quotations: long ones need a source that the public can read."""

from collections.abc import Iterator

from communique.policy.language.lexicon import plain
from communique.policy.language.tokens import read
from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, clip, texts


def without_source(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find a quotation of more words than the rule allows, in a text that names no source."""
    sources = {plain(word) for word in settings.words.get("source", ())}
    for field, text in texts(subject.idea):
        reading = read([text])
        quotes = [quote for quote in reading.quotes if quote[1] - quote[0] > settings.most["words"]]
        if not quotes:
            continue
        quoted = {number for quote in quotes for number in range(*quote)}
        said = (plain(raw) for number, raw in enumerate(reading.raw) if number not in quoted)
        if not sources.isdisjoint(said):
            continue
        for first, after in quotes:
            start, end = reading.spans[first][1], reading.spans[after - 1][2]
            words = {"words": clip(text[start:end]), "count": str(after - first)}
            yield Hit(field, text[start:end], words, span=(start, end))
