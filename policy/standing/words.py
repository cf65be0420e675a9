"""Names, titles and phrases as they are compared: whatever the capitals, spaces and signs between words."""

import re
import unicodedata
from functools import cache

GAP = r"[\W_]{0,5}"
"""What may stand between the parts of a committee's number: `ISO/TC 400`, `ISOTC400`, `iso_tc_400`."""
ISO = r"(?:@isostandards|iso(?:/iec)?(?!\w|[\s/]{0,3}(?:tc|pc|jtc|iec)\b))"
"""ISO itself, by its name or its account; not a committee of ISO."""
ANY_WORDS = r"(?:[^\s.!?;:]{1,40}\s+){0,4}"


def folded(text: str) -> str:
    """Give a text as it is compared: no capitals, single spaces, straight apostrophes, nothing invisible."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    return " ".join("".join(sign for sign in plain if unicodedata.category(sign) != "Cf").split())


@cache
def parts(committee: str) -> tuple[str, ...]:
    """Give patterns that a name must all fit, in any order; the number of a subcommittee is not its committee's."""
    levels = [_joined(level) for level in _levels(committee)]
    return tuple(levels) if len(levels) > 1 else (rf"{levels[0]}(?!{GAP}sc{GAP}\d)",)


@cache
def phrase(written: str, committee: str) -> re.Pattern[str]:
    """Make a pattern of a phrase in a rule, to be looked for in a folded text."""
    number = _number(committee)
    pattern = ""
    for word in folded(written).replace("...", "…").split():
        if word == "…":
            pattern += ANY_WORDS
            continue
        pieces = re.split(r"(\{number\}|\{iso\})", word)
        known = {"{number}": number, "{iso}": ISO}
        pattern += "".join(known.get(piece, re.escape(piece)) for piece in pieces) + r"\s+"
    return re.compile(r"(?<!\w)" + pattern.removesuffix(r"\s+") + r"(?!\w)")


def _number(committee: str) -> str:
    """Give a pattern for the number in a sentence: `ISO/TC 400/SC 2`, or `SC 2 of ISO/TC 400`."""
    levels = [_joined(part) for part in _levels(committee)]
    among = GAP + r"(?:(?:of|in|du|de|des|del|der|von)\s+)?(?:l')?"
    return f"(?:{GAP.join(levels)}|{among.join(reversed(levels))})"


def _levels(committee: str) -> list[str]:
    """Take `ISO/TC 400/SC 2` apart into `ISO/TC 400` and `SC 2`."""
    return committee.replace("/SC", "|SC").split("|")


def _joined(level: str) -> str:
    return GAP.join(re.findall(r"[a-z]+|\d+", level.lower())) + r"(?!\d)"
