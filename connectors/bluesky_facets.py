"""What can be clicked in a text on Bluesky: addresses, tags and names, each with its place in UTF-8 bytes.

Source: docs.bsky.app, "Links, mentions, and rich text", and the lexicon `app.bsky.richtext.facet`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from communique.connectors.graphemes import graphemes

Feature = dict[str, str]
Facet = dict[str, object]
Resolve = Callable[[str], str | None]
"""Gives the DID behind a handle; None if there is none."""

TAG = (64, 640)
"""A tag has at most so many characters, and so many bytes."""
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_LINK = re.compile(r"(?<![\w#])https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_TAG = re.compile(r"(?<!\S)[#＃](?!\ufe0f)[^\s\u00ad\u2060\u200a-\u200d\u20e2]+")
_MENTION = re.compile(rf"(?<![^\s(])@(?:{_LABEL}\.)+[a-zA-Z](?:[a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?(?![\w-])")
_CLOSERS = {")": "(", "]": "[", "}": "{"}


def facets(text: str, resolve: Resolve) -> list[Facet]:
    """Give what can be clicked in a text, in its order; a name that nobody bears stays plain text."""
    found = sorted([*_links(text), *_tags(text), *_mentions(text)], key=lambda each: each[0])
    given: list[Facet] = []
    end = 0
    for place, said in found:
        feature = _feature(said, resolve) if place >= end else None
        if feature:
            end = place + len(said)
            start = len(text[:place].encode())
            index = {"byteStart": start, "byteEnd": start + len(said.encode())}
            given.append({"index": index, "features": [feature]})
    return given


def _feature(said: str, resolve: Resolve) -> Feature | None:
    """Say what a click does; None for a name that nobody bears."""
    if said.startswith("@"):
        did = resolve(said[1:].lower())
        return {"$type": "app.bsky.richtext.facet#mention", "did": did} if did else None
    if said.startswith(("#", "＃")):
        return {"$type": "app.bsky.richtext.facet#tag", "tag": said[1:]}
    return {"$type": "app.bsky.richtext.facet#link", "uri": said}


def _links(text: str) -> Iterator[tuple[int, str]]:
    """Find addresses, without the punctuation of the sentence around them."""
    for match in _LINK.finditer(text):
        said = _bare(match.group())
        if said.partition("://")[2]:
            yield match.start(), said


def _tags(text: str) -> Iterator[tuple[int, str]]:
    """Find tags; a number alone is none."""
    for match in _TAG.finditer(text):
        said = _unpunctuated(match.group())
        word = said[1:]
        fits = graphemes(word) <= TAG[0] and len(word.encode()) <= TAG[1]
        if fits and any(not each.isdigit() and not _punctuation(each) for each in word):
            yield match.start(), said


def _mentions(text: str) -> Iterator[tuple[int, str]]:
    """Find handles; an e-mail address is none."""
    for match in _MENTION.finditer(text):
        yield match.start(), match.group()


def _bare(address: str) -> str:
    """Take away what ends the sentence rather than the address: punctuation, brackets that were opened before it."""
    while address:
        last = address[-1]
        opened = _CLOSERS.get(last)
        unmatched = opened is not None and address.count(last) > address.count(opened)
        if not unmatched and (opened or not _punctuation(last) or last in "/_-#&%@*"):
            break
        address = address[:-1]
    return address


def _unpunctuated(word: str) -> str:
    """Take punctuation away from the end of a tag."""
    while len(word) > 1 and _punctuation(word[-1]):
        word = word[:-1]
    return word


def _punctuation(character: str) -> bool:
    return unicodedata.category(character).startswith("P")
