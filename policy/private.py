"""Private files: posts that share words with papers or name people of the roster, and files that can't be read."""

from collections.abc import Iterator

from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, clip, spoken


def leaked(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find words that stand in a private paper too: in any text, override, title, alternative text or file name."""
    if subject.leaks is None:
        return
    for field, text in spoken(subject.idea):
        for overlap in subject.leaks.compare(text):
            words = text[overlap.start : overlap.end]
            said = {"words": clip(words), "document": overlap.document, "place": overlap.place}
            yield Hit(field, words, said, span=(overlap.start, overlap.end))


def listed(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find people and companies of the private roster, in all that people may read but the credits of pictures."""
    if subject.roster is None:
        return
    for field, text in (*spoken(subject.idea), ("link", subject.idea.link or "")):
        for start, end in subject.roster.find(text) if not field.endswith(".credit") else ():
            words = text[start:end]
            yield Hit(field, words, {"words": clip(words)}, span=(start, end))


def unreadable(subject: Subject, _: Settings) -> Iterator[Hit]:
    """Find files that every post must be judged by or compared with, and that can't be read."""
    for fault in subject.faults:
        yield Hit("", fault.file, {"file": fault.file, "reason": fault.reason, "cure": fault.cure})
