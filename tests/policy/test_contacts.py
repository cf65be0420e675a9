"""Telephone numbers, mail addresses and accounts of people are found; those of offices may be named."""

import dataclasses
from collections.abc import Callable

import pytest
from growth import grows_linearly

from communique.policy.detectors import DETECTORS
from communique.policy.engine import Subject, check, load_pack

CONTACTS = ("IDENT-3", "IDENT-3-MAIL", "IDENT-3-ACCOUNT")


def found(subject: Subject) -> list[str]:
    """Give the words that the rules on contacts point at."""
    return [finding.excerpt for finding in check(load_pack().only(*CONTACTS), subject)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ring +41 (0)22 749 01 11 now", ["+41 (0)22 749 01 11"]),
        ("0041 22 749 01 11", ["0041 22 749 01 11"]),
        ("Llame al 612 345 678 hoy", ["612 345 678"]),
        ("612 345 678 loaves", []),
        ("Telephone sets: ISO 1234567", []),
        ("a.baker@crumb.example and info@iso.org", ["a.baker@crumb.example"]),
        ("a.baker(at)crumb.example", ["a.baker(at)crumb.example"]),
        ("@mcrumb and @isostandards", ["@mcrumb"]),
        ("@mcrumb@social.example", ["mcrumb@social.example"]),
    ],
)
def test_words(text: str, words: list[str], make_subject: Callable[..., Subject]) -> None:
    """Exactly the number, the address or the account is pointed at."""
    assert found(make_subject({"text": text})) == words


def test_the_place_is_that_of_the_words(make_subject: Callable[..., Subject]) -> None:
    """The span leads to the words in the field, whichever it is."""
    media = [
        {"file": "m.crumb@crumb.example.png", "alt": "Cake", "credit": "c.rumb@crumb.example", "licence": "CC0-1.0"}
    ]
    (finding,) = check(load_pack().only(*CONTACTS), make_subject({"media": media}))
    assert (finding.field, finding.excerpt) == ("media[0].file", "m.crumb@crumb.example.png")


def test_the_committees_own_account_may_be_named(make_subject: Callable[..., Subject]) -> None:
    """What stands in the committee file as the handle of an account is no person's."""
    subject = make_subject({"text": "Follow @CakeFriends"})
    assert found(subject) == ["@CakeFriends"]
    blog = subject.committee.accounts.blog
    assert blog
    accounts = subject.committee.accounts.model_copy(
        update={"blog": blog.model_copy(update={"handle": "@cakefriends"})}
    )
    committee = subject.committee.model_copy(update={"accounts": accounts})
    assert found(dataclasses.replace(subject, committee=committee)) == []


@pytest.mark.parametrize("piece", ["1 ", "+41 ", "0", "a.", "a@", "@a", "a (at) ", "tel 1"])
def test_time_is_linear(piece: str, make_subject: Callable[..., Subject]) -> None:
    """A megabyte of what nearly is a number or an address is looked through in linear time."""
    rules = {rule.check: rule.settings for rule in load_pack().only(*CONTACTS).rules}

    def looks(text: str) -> None:
        subject = make_subject({"text": text})
        for name, settings in rules.items():
            look = DETECTORS[name].look
            assert look
            list(look(subject, settings))

    assert grows_linearly(looks, piece)
