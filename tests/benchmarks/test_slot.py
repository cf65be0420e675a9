"""The benchmark of a whole slot: the two sides do the same, and what is lost is no success."""

from pathlib import Path

import pytest

from benchmarks import installation, slot
from benchmarks.slot import Slot, beside_bare
from benchmarks.worker import Work


@pytest.fixture
def one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Slot:
    """Give a committee on one network whose posts are approved."""
    for module in (installation, slot):
        monkeypatch.setattr(module, "NETWORKS", ("facebook",))
    for name, value in installation.credentials():
        monkeypatch.setenv(name, value)
    made = Slot(tmp_path / "slot", 1)
    made.prepare()
    return made


def test_both_send_everything(one: Slot) -> None:
    """Ours and the bare library put every post there by as many requests; the row says how many."""
    by_clock, by_processor = beside_bare("slot", one, 1)
    assert (by_clock.name, by_processor.name, by_clock.runs) == ("slot", "slot-cpu", 1)
    assert by_clock.note.startswith("3 deliveries, 3 requests, ")


def test_what_is_lost_is_no_success(one: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that says it sent what never came is found out."""
    monkeypatch.setattr(slot, "together", lambda _: [Work(sent=3, ms=1, cpu=1, peak=1)])
    with pytest.raises(ValueError, match=r"3 were to be sent: \[3\], on the networks: Tally\(posts=0, requests=0\)"):
        one.run(1)
