"""A committee file of today under the account rules: places, pictures, other committees, words for people."""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from communique.committee.workspace import Home, read_home
from communique.policy.standing.findings import in_one_line, network_of, standing_findings
from communique.policy.standing.standing import Standing
from communique.post.finding import Finding

NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
PICTURE = b"a picture"
COMMITTEE = f"""\
committee: ISO/TC 400
title: Cake making
timezone: Europe/Zurich
slot: {{day: tuesday, time: "10:00"}}
secretary: {{id: s.miller, name: Sam Miller}}
kinds: [publication]
picture_sha256: {hashlib.sha256(PICTURE).hexdigest()}
accounts:
  fake: {{url: "http://127.0.0.1:8001", handle: ISOTC400, picture: cake.png}}
  blog:
    site: public/
    title: Cakes
    picture: cake.png
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Give a committee that wrote only what today's files must hold, and a picture."""
    (tmp_path / "committee.yaml").write_text(COMMITTEE)
    (tmp_path / "cake.png").write_bytes(PICTURE)
    return read_home(tmp_path / "committee.yaml")


def found(home: Home) -> dict[str, Finding]:
    """Give the findings by rule; the last of each."""
    return {finding.rule: finding for finding in standing_findings(home, (), None, now=NOW)}


def test_findings_stand_in_the_file(home: Home) -> None:
    """A finding points at its field, or at what it would lie in; the committee's own come first."""
    assert (found(home)["NAME-1"].line, found(home)["NAME-1"].excerpt) == (12, "Cakes")
    assert found(home)["ACCT-11-OPENED"].line == 9
    assert found(home)["ROLE-4"].field == "secretary.acknowledged"
    networks = [network_of(finding) for finding in standing_findings(home, (), None, now=NOW)]
    assert networks == sorted(networks, key=lambda network: network or "")
    assert {*networks} == {None, "blog", "fake"}


def test_the_picture_is_compared_byte_for_byte(home: Home) -> None:
    """The right file passes; another one is named with its digest, and one that is gone is said to be."""
    assert "PIC-1" not in found(home)
    (home.folder / "cake.png").write_bytes(b"another")
    assert hashlib.sha256(b"another").hexdigest() in found(home)["PIC-1"].message
    (home.folder / "cake.png").unlink()
    assert "the file cake.png can't be read" in found(home)["PIC-1"].message


def test_a_committee_is_not_compared_with_itself(home: Home) -> None:
    """The list of all committees may hold the one that is looked at."""
    assert "ACCT-1" not in {finding.rule for finding in standing_findings(home, [home], {}, now=NOW)}


def test_one_line(home: Home) -> None:
    """The desk has one line for it all, the weightiest first."""
    assert in_one_line(()) == "The account check found: nothing amiss."
    names = [finding for finding in standing_findings(home, (), None, now=NOW) if finding.rule in {"NAME-1", "NAME-2"}]
    assert in_one_line(names) == "The account check found: 1 blocking, 1 advice."


@pytest.mark.parametrize(
    ("field", "whose"),
    [
        ("creators[0].since", "Alex Baker"), ("secretary.name", "Sam Miller"), ("accounts.blog.bio", "blog"),
        ("tpm.told", "ISO/TC 400"), ("agreed", "ISO/TC 400"),
    ],
)  # fmt: skip
def test_whom_a_field_is_about(field: str, whose: str, stand: Callable[..., Standing]) -> None:
    """Messages name people and networks, not positions in lists."""
    assert stand({}).whose(field) == whose


def test_a_day_begins_in_the_committees_zone(stand: Callable[..., Standing]) -> None:
    """What is recorded for today has happened where the committee is."""
    piece = {"timezone": "Pacific/Kiritimati", "tpm": {"updated": "2026-11-23"}}
    standing = stand(piece)
    assert standing.today == dt.date(2026, 11, 22)
    late = Standing(standing.home, NOW + dt.timedelta(hours=2), published={})
    assert late.today == dt.date(2026, 11, 23)
