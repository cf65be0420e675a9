"""Long quotations name their source."""

from collections.abc import Callable, Mapping

from growth import grows_linearly

from communique.policy.quotations import without_source
from communique.policy.rule import Settings
from communique.policy.subject import Subject

MakeSubject = Callable[[Mapping[str, object]], Subject]
SETTINGS = Settings(most={"words": 5}, words={"source": ("Source", "Quelle")})


def found(text: str, make_subject: MakeSubject) -> list[str]:
    """Give the quotations that name no source."""
    return [hit.excerpt for hit in without_source(make_subject({"text": text}), SETTINGS)]


def test_long(make_subject: MakeSubject) -> None:
    """A quotation of more words than allowed is found, a shorter one is not."""
    assert found("He said “one two three four five six” and went.", make_subject) == ["one two three four five six"]
    assert found("He said “one two three four five” and went.", make_subject) == []


def test_source(make_subject: MakeSubject) -> None:
    """A source anywhere in the text will do, in any case of letters."""
    assert found("„Eins zwei drei vier fünf sechs“ (QUELLE: Brotbuch)", make_subject) == []


def test_a_quotation_is_no_source_of_itself(make_subject: MakeSubject) -> None:
    """A word for the source inside the quotation says nothing of where it is from."""
    assert found("“one two source four five six”", make_subject) == ["one two source four five six"]


def test_long_text(make_subject: MakeSubject) -> None:
    """A megabyte of quotation marks is looked through in linear time."""
    assert len(found("“a b c d e f” " * 70_000, make_subject)) == 70_000
    assert grows_linearly(lambda text: found(text, make_subject), "“a b c d e f” ")
