"""Dates of meetings: announced though they are over."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache

from communique.policy.language.lexicon import plain
from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, texts

_MONTHS = (
    ("january", "janvier", "januar", "enero", "jan", "janv", "jänner"),
    ("february", "février", "februar", "febrero", "feb", "févr"),
    ("march", "mars", "märz", "marzo", "mar"),
    ("april", "avril", "abril", "apr", "avr", "abr"),
    ("may", "mai", "mayo"),
    ("june", "juin", "juni", "junio", "jun"),
    ("july", "juillet", "juli", "julio", "jul"),
    ("august", "août", "agosto", "aug", "ago"),
    ("september", "septembre", "septiembre", "sept", "sep", "setiembre"),
    ("october", "octobre", "oktober", "octubre", "oct", "okt"),
    ("november", "novembre", "noviembre", "nov"),
    ("december", "décembre", "dezember", "diciembre", "dec", "dez", "dic", "déc"),
)
_MONTH = {plain(name): number for number, names in enumerate(_MONTHS, 1) for name in names}
_SENTENCE = re.compile(r"(?:(?<!\d)|(?<=\d{4}))\.\s(?!\d)|[!?\n]")
_YEAR = re.compile(r"\b20\d\d\b")
_SLACK = dt.timedelta(hours=12)
"""A day is over everywhere when it is over this long in UTC."""


def over(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find a meeting that is announced for a day which will be over when the post goes out."""
    today = (max(subject.now, subject.after or subject.now) - _SLACK).date()
    asked, ahead, past = (_words(tuple(settings.words.get(name, ()))) for name in ("meeting", "ahead", "past"))
    for field, text in texts(subject.idea):
        for start, end in _sentences(text) if _YEAR.search(text) else ():
            sentence = text[start:end]
            if not _YEAR.search(sentence):
                continue
            said = plain(sentence)
            if not (asked.search(said) and ahead.search(said)) or past.search(said):
                continue
            for first, last, day in _dates(sentence):
                if day < today:
                    words = sentence[first:last]
                    yield Hit(field, words, {"date": words}, span=(start + first, start + last))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _SENTENCE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


@cache
def _date() -> re.Pattern[str]:
    """Give the pattern of a date with its year, in four languages and in digits; of a range, its last day."""
    written = {form for names in _MONTHS for name in names for form in (name, plain(name))}
    month = "|".join(sorted(written, key=lambda name: (-len(name), name)))
    day = r"(?P<day{}>\d{{1,2}})(?:st|nd|rd|th|er|\.)?"
    return re.compile(
        rf"\b{day.format(1)}\s(?:of\s|de\s)?(?P<month1>{month})\.?,?\s(?:de\s|del\s)?(?P<year1>20\d\d)\b"
        rf"|\b(?P<month2>{month})\.?\s(?:\d{{1,2}}\s?[-–]\s?)?{day.format(2)},?\s(?P<year2>20\d\d)\b"
        r"|\b(?P<year3>20\d\d)-(?P<month3>\d\d)-(?P<day3>\d\d)\b"
        r"|\b(?P<day4>\d{1,2})\.\s?(?P<month4>\d{1,2})\.\s?(?P<year4>20\d\d)\b",
        re.IGNORECASE,
    )


def _dates(sentence: str) -> Iterator[tuple[int, int, dt.date]]:
    """Give the dates of a sentence with their places; what is no day of the calendar is left out."""
    for match in _date().finditer(sentence):
        for form in "1234":
            if year := match[f"year{form}"]:
                written = match[f"month{form}"]
                month = int(written) if written.isdigit() else _MONTH[plain(written)]
                try:
                    yield match.start(), match.end(), dt.date(int(year), month, int(match[f"day{form}"]))
                except ValueError:
                    continue


@cache
def _words(words: Sequence[str]) -> re.Pattern[str]:
    """Give a pattern that finds any of these words; a star at the end stands for any letters."""
    forms = (re.escape(plain(word.removesuffix("*"))) + r"\w*" * word.endswith("*") for word in words)
    return re.compile(rf"\b(?:{'|'.join(forms)})\b" if words else r"(?!)")
