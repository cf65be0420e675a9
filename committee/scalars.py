"""How an unquoted word of a YAML file is read: fewer surprises than YAML 1.1, and none that is not explained."""

import datetime as dt
import re

Scalar = str | int | float | bool | dt.date | dt.datetime | None

WORDS: dict[str, bool | None] = {
    form: meaning
    for word, meaning in {
        "yes": True, "no": False, "true": True, "false": False, "on": True, "off": False, "null": None,
    }.items()
    for form in (word, word.capitalize(), word.upper())
} | {"": None, "~": None}  # fmt: skip
"""Words that YAML 1.1 does not read as text."""

INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([Tt ]\d{1,2}:\d{2}(:\d{2})?( ?(Z|z|[-+]\d{2}:\d{2}))?)?", re.ASCII)


def resolve(word: str) -> Scalar:
    """Give the meaning of an unquoted word; whatever is no number, date, yes or no stays text.

    A number with leading zeros, `10:00` and a day that no calendar has stay text too.
    """
    if word in WORDS:
        return WORDS[word]
    if word[0] not in "+-0123456789":
        return word
    if INTEGER.fullmatch(word):
        return int(word)
    if DECIMAL.fullmatch(word):
        return float(word)
    moment = read_moment(word)
    return word if moment is None else moment


def read_moment(word: str) -> dt.datetime | dt.date | None:
    """Read `2026-12-01`, `2026-12-01 10:00` or `2026-12-01T10:00:00+01:00`; None if it is no such thing."""
    if not MOMENT.fullmatch(word):
        return None
    day, clock = word[:10], word[11:].replace(" ", "").upper()
    if clock[1:2] == ":":
        clock = f"0{clock}"
    try:
        return dt.datetime.fromisoformat(f"{day}T{clock}") if clock else dt.date.fromisoformat(day)
    except ValueError:
        return None
