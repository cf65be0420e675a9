"""The sample committee, and a way to make a subject from a piece of an idea file."""

from collections.abc import Callable, Mapping

import pytest

from communique.committee.committee import Committee
from communique.policy.engine import Subject
from communique.policy.trial import sample, subject_of

MakeSubject = Callable[[Mapping[str, object]], Subject]


@pytest.fixture
def committee() -> Committee:
    """Give ISO/TC 400 with people who may hand in, and others who are named after what is wrong with them."""
    return sample()


@pytest.fixture
def make_subject(committee: Committee) -> MakeSubject:
    """Give a function that fills a piece of an idea file up to a whole subject."""

    def make(piece: Mapping[str, object]) -> Subject:
        return subject_of(piece, committee)

    return make
