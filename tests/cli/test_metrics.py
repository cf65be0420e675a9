"""`communique metrics`: figures for Prometheus, without a word of anybody."""

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import Result

from communique.committee.workspace import Workspace
from communique.flows.expiring import LOOKED
from communique.flows.installation import Installation
from communique.post.receipt import Outcome
from communique.queue import audit, controls, slots
from ports import free_port

Run = Callable[..., Result]
Samples = dict[tuple[str, ...], float]
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
LAST = dt.datetime(2026, 11, 17, 9, tzinfo=dt.UTC)
TC = "iso-tc-400"


def read(printed: str) -> Samples:
    """Read the text format as Prometheus does: values by name and labels."""
    return {
        (sample.name.removeprefix("communique_"), *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(printed)
        for sample in family.samples
    }


@pytest.fixture
def samples(run: Run) -> Callable[[], Samples]:
    """Give a way to ask for the figures."""
    return lambda: read(run("metrics").stdout)


def test_what_is_under_way(
    samples: Callable[[], Samples], hand: Callable[..., int], answer: Callable[..., int], attempt: Callable[..., None]
) -> None:
    """What waits, is ready or in doubt is counted, and since when; what has ended is not."""
    hand("muffins")
    answer("cakes")
    answer("scones", "reject")
    attempt(Outcome.IN_DOUBT)
    found = samples()
    assert found["deliveries", "blog", "waiting"] == found["deliveries", "blog", "in-doubt"] == 1
    assert not any("rejected" in each for each in found)
    assert found["oldest_handed_in_timestamp_seconds", "waiting"] == NOW.timestamp()
    assert found["recent_attempts", "in-doubt"] == 1
    assert (found["log_entries",] > 5, found["database_bytes",] > 1000, found["committees",]) == (True, True, 1)


def test_what_is_held_up(samples: Callable[[], Samples], installation: Installation) -> None:
    """A stop, a parked account and missed slots show; where there is none there is no row."""
    assert not {("publishing_stopped", TC), ("account_parked", "blog", TC)} & set(samples())
    controls.stop(installation.engine, TC, "tester", "A mistake.", now=NOW)
    controls.park(installation.engine, TC, "blog", "The password is wrong.", now=NOW)
    found = samples()
    assert found["publishing_stopped", TC] == found["account_parked", "blog", TC] == 1


def test_slots(samples: Callable[[], Samples], installation: Installation, answer: Callable[..., int]) -> None:
    """The last used slot is told, and how many of the last ones were missed."""
    assert ("last_slot_timestamp_seconds", TC) not in samples()
    answer("cakes")
    slots.slot_done(installation.engine, TC, LAST, now=LAST)
    later = LAST + dt.timedelta(days=7)
    assert slots.missed_slot(installation.engine, TC, later, now=later)
    found = samples()
    assert (found["last_slot_timestamp_seconds", TC], found["recent_missed_slots", TC]) == (LAST.timestamp(), 1)


def test_tokens(samples: Callable[[], Samples], installation: Installation, workspace: Path) -> None:
    """When a token ends, as the hourly look has found it."""
    file = workspace / "committee.yaml"
    file.write_text(file.read_text().replace("accounts:\n", 'accounts:\n  linkedin: {organization: "400"}\n'))
    data = {"ends": NOW.isoformat(), "refused": False}
    audit.note(installation.engine, audit.Entry("communique", LOOKED, TC, "linkedin", data), now=NOW)
    assert samples()["token_expiry_timestamp_seconds", TC, "linkedin"] == NOW.timestamp()


def test_no_words_of_anybody(run: Run, answer: Callable[..., int]) -> None:
    """Neither a text, nor an id of a post, nor the name of a person."""
    answer("cakes", text="Zuckerguss")
    printed = run("metrics").stdout
    assert not [each for each in ("cakes", "Zuckerguss", "a.baker", "s.miller", "Please.") if each in printed]


def test_prefect(prefect: Workspace, samples: Callable[[], Samples], monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that answers is told, with the late runs; one that does not is a 0, and all else stays."""
    found = samples()
    assert (found["prefect_up",], found["late_runs",]) == (1, 0)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    found = samples()
    assert (found["prefect_up",], ("late_runs",) in found, found["committees",]) == (0, False, 1)


@pytest.fixture
def listening(workspace: Path) -> Iterator[str]:
    """Give the address of the command as it listens, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "communique.cli", "metrics", "-w", str(workspace), "--listen", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert "until Ctrl-C" in process.stdout.readline()
        yield f"127.0.0.1:{port}"
        process.terminate()


def test_prometheus_asks(listening: str, hand: Callable[..., int]) -> None:
    """The answer is of the moment of the question, and only the address that was named is open."""
    address = f"http://{listening}/metrics"
    assert ("deliveries", "blog", "waiting") not in read(requests.get(address, timeout=30).text)
    hand("cakes")
    assert read(requests.get(address, timeout=30).text)["deliveries", "blog", "waiting"] == 1
    port = int(listening.rpartition(":")[2])
    places = {each.laddr.ip for each in psutil.net_connections("tcp") if each.laddr.port == port and not each.raddr}
    assert places == {"127.0.0.1"}


@pytest.mark.parametrize("address", ["9464", ":9464", "127.0.0.1:", "127.0.0.1:x"])
def test_an_odd_address(run: Run, address: str) -> None:
    """Host and port are both asked for, so that nobody opens it to everybody by accident."""
    assert "is no address" in run("metrics", "--listen", address, expect=2).stderr
