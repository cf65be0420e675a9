"""The command `metrics`: figures in Prometheus' text format, printed once or given at every question."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typer
from prometheus_client import CollectorRegistry, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from communique.cli.doctor_accounts import at_the_server
from communique.cli.doctor_runs import heard
from communique.cli.homes import installed
from communique.cli.options import fail
from communique.flows.expiring import ENDING, last_look
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.flows.verifying import wanting
from communique.queue.figures import LATELY, SLOTS, Figures, figures, slots

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Queue(Collector):
    """Reads the queue whenever somebody asks."""

    installation: Installation

    def collect(self) -> Iterator[Metric]:
        """Give all figures; no text and no name of a person is among them."""
        yield gauge("build_info", "The version that runs.", ("version",), {(version("communique"),): 1})
        yield from of_queue(figures(self.installation.engine))
        yield from of_committees(self.installation)
        yield from of_runs(self.installation)


def of_queue(found: Figures) -> Iterator[Metric]:
    """Give what is counted over all committees."""
    yield gauge(
        "deliveries", "Deliveries that have not ended, by network and state.", ("network", "state"), found.deliveries
    )
    yield gauge(
        "oldest_handed_in_timestamp_seconds", "When the oldest revision was handed in that stands in a state.",
        ("state",), {(state.value,): since.timestamp() for state, since in found.oldest.items()},
    )  # fmt: skip
    yield gauge(
        "recent_attempts", f"The last {LATELY} tries by their outcome.", ("outcome",),
        {(outcome,): count for outcome, count in found.attempts.items()},
    )  # fmt: skip
    yield gauge(
        "account_parked", "1 where an account waits for new credentials.", ("committee", "network"),
        dict.fromkeys(found.parked, 1),
    )  # fmt: skip
    for name, help_text, keys in (
        ("publishing_stopped", "1 where the stop switch is on.", found.stopped),
        ("desk_guarded", "1 where the desk asks for two codes in a row, after too many wrong ones.", found.guarded),
    ):
        yield gauge(name, help_text, ("committee",), {(key,): 1 for key in keys})
    yield gauge("log_entries", "Entries that the audit log has had.", (), {(): found.entries})
    yield gauge("database_bytes", "Size of the queue's database.", (), {(): found.size})


def of_committees(installation: Installation) -> Iterator[Metric]:
    """Give what there is one of for each committee."""
    homes, mistakes = installation.survey()
    yield gauge("committees", "Committees whose file can be read.", (), {(): len(homes)})
    yield gauge("committee_file_mistakes", "Mistakes in committee files.", (), {(): len(mistakes)})
    known = {(home.committee.key,): slots(installation.engine, home.committee.key) for home in homes}
    used = {key: each.used.timestamp() for key, each in known.items() if each.used}
    missed = {key: each.missed for key, each in known.items()}
    yield gauge("last_slot_timestamp_seconds", "The last slot that was used.", ("committee",), used)
    yield gauge("recent_missed_slots", f"Missed among the last {SLOTS} recorded slots.", ("committee",), missed)
    ends = {
        (home.committee.key, network): seen[0].timestamp()
        for home in homes
        for network in ENDING.intersection(wanting(home))
        if (seen := last_look(installation.engine, home, network)) and seen[0]
    }
    yield gauge("token_expiry_timestamp_seconds", "When a token ends.", ("committee", "network"), ends)


def of_runs(installation: Installation) -> Iterator[Metric]:
    """Give what Prefect's server knows, if one runs and answers."""
    try:
        late, ends = runs(installation)
    except Silent:
        yield gauge("prefect_up", "1 if Prefect's server answers.", (), {(): 0})
        return
    yield gauge("prefect_up", "1 if Prefect's server answers.", (), {(): 1})
    yield gauge("late_runs", "Runs that should have begun a quarter of an hour ago.", (), {(): late})
    yield gauge(
        "last_run_timestamp_seconds", "When a flow ended well for the last time.", ("flow",),
        {(name,): end.timestamp() for name, end in ends.items()},
    )  # fmt: skip


class Silent(Exception):
    """Prefect's server does not answer."""


def runs(installation: Installation) -> tuple[int, dict[str, dt.datetime]]:
    """Count the late runs, and give when each flow ended well for the last time. Raises `Silent`."""
    root = installation.workspace.root
    if not at_the_server(root) or not heard(os.environ["PREFECT_API_URL"]):
        raise Silent
    import httpx  # noqa: PLC0415 - only where a server runs
    from prefect.exceptions import PrefectException  # noqa: PLC0415 - likewise, and costs a second

    from communique.flows import watching  # noqa: PLC0415 - likewise

    try:
        with watching.client() as client:
            return len(watching.late(client, utc_now())), watching.completed(client)
    except (httpx.HTTPError, PrefectException) as error:
        raise Silent from error


def gauge(name: str, words: str, labels: Labels, values: Mapping[Any, float]) -> Metric:
    """Give one metric with its values by their labels."""
    made = GaugeMetricFamily(f"communique_{name}", words, labels=labels)
    for key, value in sorted(values.items()):
        made.add_metric(key, value)
    return made


def show_metrics(folder: Path, listen: str | None) -> None:
    """Print the figures once; with an address give them to whoever asks there, until Ctrl-C."""
    registry = CollectorRegistry()
    registry.register(Queue(installed(folder)))
    if listen is None:
        typer.echo(generate_latest(registry).decode(), nl=False)
        return
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal():
        fail(f"{listen!r} is no address. Write host and port, as in 127.0.0.1:9464.")
    server, thread = start_http_server(int(port), host.strip("[]"), registry)
    typer.echo(f"The figures are at http://{host}:{server.server_port}/metrics until Ctrl-C.")
    try:
        thread.join()
    except KeyboardInterrupt:
        server.shutdown()
