"""Web addresses: what is found in a text, and which ones the public can use."""

from collections.abc import Callable

import pytest

from communique.policy.addresses import malformed
from communique.policy.engine import Subject, check, load_pack
from communique.policy.rule import Settings


def faults(subject: Subject) -> list[str]:
    """Give the addresses that LINK-1 finds fault with."""
    return [finding.excerpt for finding in check(load_pack(), subject) if finding.rule == "LINK-1"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("See http://localhost/a.", "http://localhost/a"),
        ("(see http://localhost/a)", "http://localhost/a"),
        ("http://localhost/a_(cake)", "http://localhost/a_(cake)"),
        ("“http://localhost/a”!", "http://localhost/a"),
        ("<http://localhost/a>", "http://localhost/a"),
        ("HTTP://LOCALHOST/A?!", "HTTP://LOCALHOST/A"),
        ("日本語。http://localhost/a, and", "http://localhost/a"),
    ],
)
def test_an_address_ends_where_its_sentence_goes_on(
    text: str, address: str, make_subject: Callable[..., Subject]
) -> None:
    """Punctuation and brackets around an address don't belong to it."""
    assert faults(make_subject({"text": text})) == [address]


@pytest.mark.parametrize("text", ["ISO/TC 46.SC 4", "10:00", "a ratio of 1://2", "e.g. this", "ISO 22222:2026", "://"])
def test_what_is_no_address(text: str, make_subject: Callable[..., Subject]) -> None:
    """Without a scheme nothing is taken for an address: numbers of committees and standards look like hosts."""
    assert faults(make_subject({"text": text})) == []


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("www.iso.org", "does not begin with https:// or http://"),
        ("https://www.iso.org/a b", "a space or an invisible character"),
        ("https://www.iso.org/\u200bcake", "a space or an invisible character"),
        ("https://user@www.iso.org/", "a user name or a password"),
        ("https://:pw@www.iso.org/", "a user name or a password"),
        ("https://www.iso.org:port/", "host or port can't be read"),
        ("https://www.iso.org:0/", "its port can't be reached"),
        ("https://[::1/", "host or port can't be read"),
        ("https://[::ffff:10.0.0.1]/", "by number"),
        ("https://0x7f.1/", "by number"),
        ("https://192.168.0.1./", "by number"),
        ("https:///cake", "the host is missing"),
        ("https://localhost./", "not on the public Internet"),
        ("https://cake.internal/", "not on the public Internet"),
        ("https://-cake-.org/", "is not the name of a host"),
        ("https://ca%6be.org/", "is not the name of a host"),
    ],
)
def test_faults(link: str, fault: str, make_subject: Callable[..., Subject]) -> None:
    """Each fault is said in its own words."""
    (found,) = [found for found in check(load_pack(), make_subject({"link": link})) if found.rule == "LINK-1"]
    assert fault in found.message


def test_an_address_is_marked_once_without_its_punctuation(make_subject: Callable[..., Subject]) -> None:
    """An address that stands twice in a field is one finding, marked where it stands first."""
    subject = make_subject({"text": "(http://a.test) http://a.test, http://b.test/.", "link": "http://a.test"})
    hits = malformed(subject, Settings(schemes=("http", "https")))
    assert [(hit.field, hit.span) for hit in hits] == [("link", (0, 13)), ("text", (1, 14)), ("text", (31, 45))]


def test_an_unprotected_address_with_a_fault_is_told_once(make_subject: Callable[..., Subject]) -> None:
    """Who has to replace an address needs no second remark about its scheme."""
    findings = check(load_pack(), make_subject({"link": "http://localhost/"}))
    assert [finding.rule for finding in findings] == ["LINK-1"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["a.", "a://", "http://a).", ")", "\u202e", "a "])
def test_no_text_takes_long(piece: str, make_subject: Callable[..., Subject]) -> None:
    """A text of a megabyte that is made to be hard is judged in a moment."""
    subject = make_subject({"text": "http://" + piece * (1_000_000 // len(piece))})
    assert isinstance(check(load_pack(), subject), tuple)
