"""Looks for the mark that a personal opinion needs (Committee work)."""

import json
from collections.abc import Iterator
from functools import cache

from communique.policy.language.matching import Matcher
from communique.policy.language.tokens import read
from communique.policy.rule import Settings
from communique.policy.said import voices
from communique.policy.subject import Hit, Subject, clip

_SPOKEN = ("title", "text")
"""Where the mark may stand: where everybody reads it."""


def unmarked(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find a text of these kinds without any of the marks (`words`, patterns by language) of a personal opinion."""
    if subject.idea.kind not in settings.kinds:
        return
    marks = _matcher(json.dumps({**settings.words}))
    for spoken in voices(subject.idea):
        texts = [each for each in spoken if each.what in _SPOKEN]
        if texts and not any(marks.look(read([each.words for each in texts]))):
            first = next((each for each in texts if each.what == "text"), texts[0])
            yield Hit(first.field, first.words, {"words": clip(first.words)})


@cache
def _matcher(marks: str) -> Matcher:
    """Compile the marks, a word list given as JSON, once per run of the program."""
    from communique.policy.language.compiling import Compiler  # noqa: PLC0415 -- only where an opinion is handed in

    compiler = Compiler({"mark": json.loads(marks)})
    compiler.add("mark", {"any": ["<mark>"]}, {})
    return compiler.matcher()
