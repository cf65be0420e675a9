"""Many desks at once: which are asked for their form, and when they are asked again."""

from collections.abc import Iterator

import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.input import keyset_from_paused_state
from prefect.states import Suspended

from bakery import Bakery, minutes
from benchmarks.waiting import wait
from communique.committee.workspace import Workspace
from communique.flows.publishing import utc_now
from communique.flows.reviews import open_reviews
from communique.queue import desk


@pytest.fixture
def client(bakery: Bakery, prefect: Workspace) -> Iterator[SyncPrefectClient]:
    """Let two posts wait at desks whose forms are there."""
    assert prefect.root != bakery.folder
    bakery.save("cake", "text: The cake is out.\n")
    bakery.save("pie", "text: The pie is out.\n")
    bakery.collect()
    with get_client(sync_client=True) as opened:
        wait(bakery.installation, opened, 2)
        yield opened


def forms_go(bakery: Bakery, client: SyncPrefectClient) -> None:
    """Take all forms away behind the program's back."""
    for review in desk.wanted(bakery.installation.engine):
        run = client.read_flow_run(review.run_id)
        client.delete_flow_run_input(run.id, keyset_from_paused_state(run.state)["schema"])


def test_a_form_that_was_seen_is_not_asked_for_again(bakery: Bakery, client: SyncPrefectClient) -> None:
    """The second look trusts the first one as long as the run waits; a run that waits anew is asked anew."""
    later = utc_now() + minutes(60)
    assert open_reviews(bakery.installation, now=later) == []
    forms_go(bakery, client)
    assert open_reviews(bakery.installation, now=later) == []
    first, _ = desk.wanted(bakery.installation.engine)
    client.set_flow_run_state(first.run_id, Suspended(timeout_seconds=600, pause_key="answer-1"), force=True)
    assert open_reviews(bakery.installation, now=later) == [f"{first.idea_id}, revision 1, turn 2"]


def test_a_form_that_is_missing_is_noticed(bakery: Bakery, client: SyncPrefectClient) -> None:
    """A desk that never shows its form is opened anew, but not at once: the form may be on its way."""
    forms_go(bakery, client)
    assert open_reviews(bakery.installation, now=utc_now()) == []
    assert len(open_reviews(bakery.installation, now=utc_now() + minutes(60))) == 2
