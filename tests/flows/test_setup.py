"""What a Prefect server is told before workers on several machines can do anything."""

from collections.abc import Iterator

import pytest
import yaml
from prefect.client.orchestration import SyncPrefectClient, get_client

from bakery import Bakery
from communique.committee.workspace import Workspace
from communique.flows.deployments import FILE
from communique.flows.publishing import utc_now
from communique.flows.setup import setup
from office import until

FLOWS = {"collect-ideas", "review-post", "publish-week", "follow-up"}


@pytest.fixture
def client(prefect: Workspace, bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> Iterator[SyncPrefectClient]:
    """Give a client of a real server, and leave nothing of ours on it."""
    monkeypatch.setenv("COMMUNIQUE_WORKSPACE", str(bakery.folder))
    with get_client(sync_client=True) as made:
        yield made
        for run in made.read_flow_runs():
            made.delete_flow_run(run.id)
        for deployment in made.read_deployments():
            made.delete_deployment(deployment.id)
        made.delete_work_pool("communique")


def test_any_number_of_times(client: SyncPrefectClient, bakery: Bakery) -> None:
    """Each flow is there once, for the pool of process workers, with its schedules; credentials can be kept."""
    for _ in range(2):
        assert setup(bakery.installation.workspace, now=utc_now()) == ["communique"]
    assert client.read_work_pool("communique").type == "process"
    found = {each.name: each for each in client.read_deployments()}
    assert set(found) == FLOWS
    assert {each.work_pool_name for each in found.values()} == {"communique"}
    schedules = {name: [schedule.slug for schedule in each.schedules] for name, each in found.items()}
    assert schedules == {
        "collect-ideas": ["every-five-minutes"],
        "follow-up": ["hourly"],
        "publish-week": ["iso-tc-400"],
        "review-post": [],
    }
    assert client.read_block_type_by_slug("communique-mastodon").name == "Communiqué: Mastodon"


def test_nothing_is_copied(client: SyncPrefectClient, bakery: Bakery) -> None:
    """A run begins where `prefect.yaml` says: not in a copy of where we were, and not among other people's files."""
    setup(bakery.installation.workspace, now=utc_now())
    steps = yaml.safe_load(FILE.read_text(encoding="utf-8"))["pull"]
    assert [*steps[0].values()] == [{"directory": "/"}]
    assert [each.pull_steps for each in client.read_deployments()] == [steps] * len(FLOWS)


def test_the_first_runs_are_started(client: SyncPrefectClient, bakery: Bakery) -> None:
    """Ideas are collected and lost things found at once, in this workspace, by whichever worker comes first."""
    setup(bakery.installation.workspace, now=utc_now())
    names = {each.id: each.name for each in client.read_deployments()}
    begun = [run for run in client.read_flow_runs() if not run.auto_scheduled and run.deployment_id]
    assert sorted(names[run.deployment_id] for run in begun if run.deployment_id) == ["collect-ideas", "follow-up"]
    assert {run.parameters["workspace"] for run in begun} == {str(bakery.folder)}
    assert {run.work_pool_name for run in begun} == {"communique"}


def test_schedules_are_kept(client: SyncPrefectClient, bakery: Bakery) -> None:
    """The server plans runs from the schedules, of the committee's slot too: without that nothing would ever go out."""
    setup(bakery.installation.workspace, now=utc_now())
    names = {each.id: each.name for each in client.read_deployments()}

    def planned() -> bool:
        runs = client.read_flow_runs()
        return {names.get(run.deployment_id) for run in runs if run.auto_scheduled} == FLOWS - {"review-post"}

    until("runs are planned", planned)
