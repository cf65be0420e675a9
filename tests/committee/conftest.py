"""A committee file to start from, and a way to say what is wrong in a text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from communique.committee.mistake import Mistake, Unreadable
from communique.committee.reading import read_committee
from communique.committee.yamltext import read

CAKES = """\
committee: ISO/TC 400
title: Cake making and other baking products
timezone: Europe/Zurich
slot: {day: tuesday, time: "10:00", late_until: 6h, per_network: 3}
secretary: {id: s.miller, name: Sam Miller}
creators: [{id: a.baker, name: Ann Baker, since: 2026-09-01}]
kinds: [publication, meeting]
accounts: {blog: {site: public/, title: News from ISO/TC 400}}
"""


@pytest.fixture
def cakes() -> str:
    """Give the text of a committee file without mistakes."""
    return CAKES


@pytest.fixture
def wrong_cakes(wrong_committee: Callable[[str], list[Mistake]], cakes: str) -> Callable[[str, str], list[Mistake]]:
    """Give the mistakes that one change to the committee file brings."""

    def mistakes(old: str, new: str) -> list[Mistake]:
        assert old in cakes
        return wrong_committee(cakes.replace(old, new))

    return mistakes


@pytest.fixture
def wrong() -> Callable[[str | bytes], list[Mistake]]:
    """Give the mistakes that reading a YAML text brings."""

    def mistakes(text: str | bytes) -> list[Mistake]:
        with pytest.raises(Unreadable) as caught:
            read(text.encode() if isinstance(text, str) else text, "cake.yaml")
        return list(caught.value.mistakes)

    return mistakes


@pytest.fixture
def wrong_committee(tmp_path: Path) -> Callable[[str], list[Mistake]]:
    """Give the mistakes that reading a committee file brings."""

    def mistakes(text: str) -> list[Mistake]:
        file = tmp_path / "committee.yaml"
        file.write_text(text)
        with pytest.raises(Unreadable) as caught:
            read_committee(file)
        return list(caught.value.mistakes)

    return mistakes
