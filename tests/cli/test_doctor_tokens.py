"""What `doctor` says of tokens, as the hourly look has found them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from communique.flows.expiring import LOOKED
from communique.flows.installation import Installation
from communique.queue import audit

Diagnose = Callable[..., dict[str, tuple[str, str]]]
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
NAME = "token of ISO/TC 400 on linkedin"


@pytest.fixture
def linkedin(workspace: Path) -> None:
    """Give the committee a page on LinkedIn."""
    file = workspace / "committee.yaml"
    file.write_text(file.read_text().replace("accounts:\n", 'accounts:\n  linkedin: {organization: "400"}\n'))


@pytest.mark.usefixtures("linkedin")
@pytest.mark.parametrize(
    ("days", "refused", "level"),
    [(58, False, "ok"), (9, False, "warning"), (0, False, "danger"), (None, True, "danger"), (None, False, "ok")],
)
def test_a_token(
    days: int | None, level: str, *, refused: bool, diagnose: Diagnose, installation: Installation
) -> None:  # fmt: skip
    """One that lasts is well, one that ends soon is a warning with its days, one that has ended is a danger."""
    assert NAME not in diagnose()
    ends = None if days is None else (NOW + dt.timedelta(days=days, minutes=bool(days))).isoformat()
    for number in (1, 2):  # only the last look counts
        data = {"ends": ends if number == 2 else NOW.isoformat(), "refused": refused}
        audit.note(installation.engine, audit.Entry("communique", LOOKED, "iso-tc-400", "linkedin", data), now=NOW)
    found, words = diagnose()[NAME]
    assert (found, "communique accounts connect linkedin" in words) == (level, level != "ok")
    assert days != 9 or "The token ends in 9 days." in words


@pytest.mark.usefixtures("linkedin")
def test_a_look_of_an_older_version(diagnose: Diagnose, installation: Installation) -> None:
    """A look that told no day, as earlier versions noted it, says nothing."""
    audit.note(installation.engine, audit.Entry("communique", LOOKED, "iso-tc-400", "linkedin"), now=NOW)
    assert NAME not in diagnose()
