"""A text taken apart into words, numbers, addresses and sentences, each with its place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from communique.policy.language.folding import fold

_BODIES = "ISO|IEC|CEN|CENELEC|ETSI|ITU"
_TOKEN = re.compile(
    r"""
    (?P<plain>(?![A-Z]{2})[^\W\d_]++(?![\w@/.:'-]|[ ]\d))  # most words: nothing before them need be tried
  | (?P<link>(?i:https?://|www\.)[^\s<>"“”«»]{1,2000}|(?:[a-zA-Z0-9-]{1,63}\.){1,6}[a-zA-Z]{2,24}/[^\s<>"“”«»]{0,2000})
  | (?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6})
  | (?P<handle>@\w[\w.]{1,63})
  | (?P<committee>\b(?:(?:BODIES)(?:/(?:IEC|CENELEC))?[/ -]?)?(?:JTC|TC|PC|SC|WG|JWG)[ -]?\d{1,4}
      (?:[/,.]?[ ]?(?:SC|WG|JWG)[ -]?\d{1,3}){0,2}\b)
  | (?P<draft>\b(?:ISO|IEC)(?:/IEC)?[/ ](?:PWI|NP|AWI|WD|CD|CDV|DIS|FDIS|PRF|DTS|DTR|DAM|FDAM)
      (?:[/ -](?:TS|TR|PAS|Guide|GUIDE))?[ ]?\d{1,6}(?:-\d{1,3}){0,2}(?::\d{4})?\b)
  | (?P<standard>\b(?:ISO|IEC|EN|DIN|BS|NF|UNE|ASTM|ANSI|JIS|GB)(?:[/ -](?:IEC|EN|ISO|TS|TR|PAS|IWA|Guide|GUIDE)){0,2}
      [ -]?\d{1,6}(?:-\d{1,3}){0,3}(?::\d{4})?\b)
  | (?P<paper>\bN(?!(?:95|99|100)\b)[ ]?\d{2,5}\b)
  | (?P<number>\d+(?:[.,]\d+){0,4}(?:[ \u00a0\u202f]?[%‰])?)
  | (?P<emoji>[\U0001F1E6-\U0001F1FF]{2}|[\u2600-\u27BF\U0001F300-\U0001FAFF])
  | (?P<elision>\b(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=\w))
  | (?P<word>[^\W\d_]+(?:'(?:t|re|ve|ll|d|m)\b)?)
  | (?P<stop>[.!?…]+(?=[\s"”“»)'\]]|$)|\n[^\S\n]*\n\s*|\n[^\S\n]*(?=[-•*▪])|[¿¡])
  | (?P<quote>["“”„«»])
    """.replace("BODIES", _BODIES),
    re.VERBOSE,
)
KINDS = ("link", "mail", "handle", "committee", "draft", "standard", "paper", "number")
"""The kinds of tokens that are no words; each is the name of a word list that every pattern may use."""
_ABBREVIATIONS = frozenset({
    "al", "approx", "art", "bzw", "ca", "co", "corp", "dipl", "dott", "dr", "dra", "fig", "inc", "ing", "lic", "ltd",
    "mlle", "mme", "mr", "mrs", "ms", "no", "nr", "num", "núm", "p", "pp", "pr", "prof", "sr", "sra", "srta", "st",
    "vol", "vs",
})  # fmt: skip
ORDINAL = 2
"""A number of so many digits and a point is a day or a place in a row, where more follows."""
LONGEST_QUOTE = 400
"""A quotation longer than so many words is taken for a quotation mark that was never closed."""


@dataclass(slots=True)
class Reading:
    """The tokens of one text or of several that belong together; lists of equal length."""

    raw: list[str] = field(default_factory=list[str])
    """Each token folded, in its own case."""
    kind: list[str] = field(default_factory=list[str])
    """What it is: `word`, `elision`, `emoji` or one of `KINDS`."""
    spans: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    """Which text it stands in, and where it starts and ends there, in characters."""
    sentence: list[int] = field(default_factory=list[int])
    """The number of its sentence, counted over all texts."""
    quotes: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """Quotations: number of the first token, and of the first one after."""
    questions: list[int] = field(default_factory=list[int])
    """The last tokens of questions."""


def read(texts: Iterable[str]) -> Reading:
    """Take texts apart that are read one after the other; takes time linear to their length.

    The last few are remembered, as several detectors look through the same text: what is given is not to be changed.
    """
    return _reading(tuple(texts))


@lru_cache(maxsize=16)
def _reading(texts: tuple[str, ...]) -> Reading:
    reading = Reading()
    for number, text in enumerate(texts):
        _read(text, number, reading)
    return reading


def _read(text: str, number: int, reading: Reading) -> None:
    """Add one text; a sentence never goes on in the next one."""
    folded = fold(text)
    plain, moved = folded.text, folded.cuts is not None
    raw, kinds, spans, sentences = reading.raw, reading.kind, reading.spans, reading.sentence
    current = reading.sentence[-1] + 1 if reading.sentence else 0
    opened = -1
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup or ""
        if kind == "stop":
            current += _ends(match, plain, reading, current)
        elif kind == "quote":
            opened = _quoted(reading, opened)
        else:
            start, end = match.span()
            if moved:
                start, end = folded.original(start, end)
            raw.append(match.group())
            kinds.append("word" if kind == "plain" else kind)
            spans.append((number, start, end))
            sentences.append(current)


def _ends(match: re.Match[str], text: str, reading: Reading, current: int) -> bool:
    """Tell whether a sentence ends here, and remember questions."""
    if not reading.sentence or reading.sentence[-1] != current:
        return False
    mark, last = match.group(), reading.raw[-1]
    if "?" in mark:
        reading.questions.append(len(reading.raw) - 1)
    if mark != ".":
        return True
    following = text[match.end() : match.end() + 3].lstrip()[:1]
    ordinal = reading.kind[-1] == "number" and len(last) <= ORDINAL and bool(following)  # as in `3. März`
    degree = text[max(0, match.start() - 2)] == "°"  # as in `12 °C.`
    initial = len(last) == 1 and last.isupper() and last != "I" and not degree
    return not (initial or ordinal or following.islower() or last.lower() in _ABBREVIATIONS)


def _quoted(reading: Reading, opened: int) -> int:
    """Open a quotation, or close the one that is open; give its first token, or -1."""
    here = len(reading.raw)
    if opened < 0 or here - opened > LONGEST_QUOTE:
        return here
    if here > opened:
        reading.quotes.append((opened, here))
    return -1
