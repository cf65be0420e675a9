"""Ways to reach a person: telephone numbers, mail addresses, names of accounts."""

import re
from collections.abc import Iterator

from communique.committee.committee import Committee
from communique.policy.language.folding import fold
from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, clip, spoken

Span = tuple[int, int]

_NUMBER = re.compile(
    r"""
    (?P<abroad>(?:\+|\b00)[1-9]\d{0,2}[ ().\u00a0/-]{0,3}(?:\d[ ().\u00a0/-]{0,3}){5,12}\d)
  | (?P<french>\b0[1-9](?:[ .\u00a0-]?\d{2}){4}\b)
  | (?P<german>\b0\d{2,4}[ ]?[/-]?[ ]?\d{5,9}\b)
  | (?P<american>(?:\(\d{3}\)[ ]?|\b\d{3}[-.])\d{3}[-.]\d{4}\b)
  | (?P<plain>\b\d(?:[ ().\u00a0/-]{0,2}\d){6,12}\b)
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\D+")
_THOUSANDS = re.compile(
    r"(?:\+|00)?[1-9]\d{0,2}(?:[ .\u00a0]000)+|\+[1-9]\d{0,2}(?:[ .\u00a0]\d{3}){1,2}|\d{1,2}(?:[ .\u00a0]\d{3})+"
)
"""A sum, as in `+2 500 000`."""
_OTHER = re.compile(r"\b(?:iso|iec|en|isbn|issn|doi)[ :/.-]*$")
"""Before the number of a standard or of a book."""
_BEFORE = 40
"""A number is a telephone number where a word for it stands at most so many characters before."""
_MAIL = re.compile(
    r"(?<![\w.+-])(?P<box>\w[\w.+-]{0,63})(?:@| ?[\[({] ?(?:at|arroba|arobase|ät) ?[\])}] ?)"
    r"\w[\w-]{0,62}(?:(?:\.| ?[\[({] ?(?:dot|point|punkt|punto) ?[\])}] ?)\w[\w-]{0,62}){1,5}",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@./+-])@(?P<name>\w[\w.-]{1,63})")
_PROFILE = re.compile(
    r"\b(?:linkedin\.com/in|xing\.com/profile|facebook\.com/profile\.php|orcid\.org)[/?][\w%=.-]{1,100}"
)
_PARTS = re.compile(r"[\W_\d]+")


def phone_numbers(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find telephone numbers; bare ones only after a word for them (`words.phone`).

    Numbers of telephone conferences (`words.conference`) are no person's.
    """
    cues, conferences = settings.words["phone"], settings.words["conference"]
    for field, text in _shown(subject):
        for match in _NUMBER.finditer(text) if len(_DIGITS.sub("", text)) >= min(_LEAST.values()) else ():
            before = fold(text[max(0, match.start() - _BEFORE) : match.start()]).text.casefold()
            if _telephone(match, before, cues) and not any(each in before for each in conferences):
                yield _hit(field, text, match.span())


def mail_addresses(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find mail addresses but those of offices (`words.office`)."""
    offices = {*settings.words["office"]}
    for field, text in _shown(subject):
        if "@" not in text and "at" not in text and "arro" not in text:
            continue
        for match in _MAIL.finditer(text):
            in_address = "://" in (text[max(0, match.start() - _BEFORE) : match.start()].split() or [""])[-1]
            if not in_address and offices.isdisjoint(_PARTS.split(match["box"].casefold())):
                yield _hit(field, text, match.span())


def personal_accounts(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find accounts that are neither the committee's own nor those of organizations (`words.official`)."""
    official, own = tuple(settings.words["official"]), _own(subject.committee)
    for field, text in _shown(subject):
        for match in _HANDLE.finditer(text) if "@" in text else ():
            name = match["name"].rstrip(".-").casefold()
            if name not in own and not any(part in name for part in official):
                yield _hit(field, text, (match.start(), match.start("name") + len(name)))
        for match in _PROFILE.finditer(text) if "/" in text else ():
            yield _hit(field, text, match.span())


_LEAST = {"abroad": 8, "french": 10, "german": 9, "american": 10, "plain": 7}
"""So many digits a telephone number has at least."""


def _telephone(match: re.Match[str], before: str, cues: tuple[str, ...]) -> bool:
    """Tell whether a number is a telephone number, by its look or by the words before it."""
    kind = match.lastgroup or ""
    if len(_DIGITS.sub("", match[0])) < _LEAST[kind] or _THOUSANDS.fullmatch(match[0]) or _OTHER.search(before):
        return False
    return kind != "plain" or any(cue in before for cue in cues)


def _shown(subject: Subject) -> Iterator[tuple[str, str]]:
    """Give what people read, without the credits of pictures, which name their makers."""
    for field, text in (*spoken(subject.idea), ("link", subject.idea.link or "")):
        if not field.endswith(".credit"):
            yield field, text


def _own(committee: Committee) -> set[str]:
    return {account.handle.lstrip("@").casefold() for account in committee.accounts.official().values()}


def _hit(field: str, text: str, span: Span) -> Hit:
    words = text[slice(*span)].strip()
    return Hit(field, words, {"words": clip(words)}, span=(span[0], span[0] + len(words)))
