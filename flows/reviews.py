"""One review run in Prefect for each revision that waits for a decision; a lost one gets a new one."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import ObjectNotFound, PrefectHTTPStatusError
from prefect.input import keyset_from_paused_state
from prefect.states import Cancelled

from communique.flows.installation import Installation
from communique.flows.lost import bury, silent
from communique.flows.triggers import REVIEW, Start, start
from communique.queue import desk
from communique.queue.desk import Review

NOT_FOUND = 404
PAGE = 100
"""Runs asked for at once."""

GRACE = dt.timedelta(minutes=10)
"""A run that was suspended but shows no form after so long was killed in between."""


def open_reviews(installation: Installation, *, now: dt.datetime) -> list[str]:
    """Open a run for each revision on the desk that has none, or whose run is lost; gives their names.

    Forms of posts that are not on the desk any more are taken away first, so that nobody answers them in vain. Runs
    of any flow that were killed with their worker are called crashed, so that nothing waits for them.
    """
    with get_client(sync_client=True) as client:
        bury(client, silent(client, now=now))
        runs = {str(run.id): run for run in waiting_runs(client)}  # before the desk: a post is there before its run
        wanted = desk.wanted(installation.engine)
        close_reviews(installation, client, runs.values(), {review.revision for review in wanted})
        shown = {each.revision: since for each in wanted if (since := unseen(runs.get(each.run_id or ""), each, now))}
        opened = {review.revision: open_review(installation, client, review, runs, now=now) for review in wanted}
    desk.note_forms(installation.engine, {each: since for each, since in shown.items() if not opened[each]})
    return [name for name in opened.values() if name]


def close_reviews(
    installation: Installation, client: SyncPrefectClient, runs: Iterable[FlowRun], on_desk: set[int]
) -> None:
    """Cancel the suspended review runs of this workspace whose revision waits for no decision any more."""
    for run in runs:
        ours = run.parameters.get("workspace") == str(installation.workspace.root)
        if ours and run.parameters.get("revision") not in on_desk:
            gone: State[object] = Cancelled(
                message="Its post is not on the desk any more: it was changed, decided or missed."
            )
            client.set_flow_run_state(run.id, gone, force=True)


def waiting_runs(client: SyncPrefectClient) -> Iterator[FlowRun]:
    """Give every suspended review run."""
    paused = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED])))
    reviews = DeploymentFilter(name=DeploymentFilterName(any_=["review-post"]))
    found: list[FlowRun] = []
    while page := client.read_flow_runs(
        flow_run_filter=paused, deployment_filter=reviews, limit=PAGE, offset=len(found)
    ):
        found += page
    yield from found


def name_of(review: Review) -> str:
    """Name the desk of a revision, as Prefect shows it."""
    return f"{review.idea_id}, revision {review.number}" + (f", turn {review.turn}" if review.turn > 1 else "")


def open_review(
    installation: Installation,
    client: SyncPrefectClient,
    review: Review,
    waiting: Mapping[str, FlowRun],
    *,
    now: dt.datetime,
) -> str | None:
    """Open the run of one revision if it needs one; the same turn never gets two."""
    engine = installation.engine
    if review.run_id:
        why = lost(client, review, waiting.get(review.run_id), now)
        if why is None or not desk.next_turn(engine, review.revision, review.turn, why, now=now):
            return None
        review = replace(review, turn=review.turn + 1, run_id=None)
    name = name_of(review)
    wanted = Start(
        REVIEW,
        {"workspace": str(installation.workspace.root), "revision": review.revision},
        name=name,
        # With the moment of handing in: a queue made anew beside an old Prefect database gets desks of its own.
        key=f"{review.committee}/{review.idea_id}/r{review.number}/t{review.turn}/{review.handed_in.isoformat()}",
        tags=("communique", review.committee),
    )
    run = start(client, wanted)
    desk.note_run(engine, review.revision, review.turn, str(run.id), now=now)
    return name


def lost(client: SyncPrefectClient, review: Review, waiting: FlowRun | None, now: dt.datetime) -> str | None:
    """Say why a review's run no longer holds the desk, or None if it does; `waiting` is the run if it waits."""
    try:
        run = waiting or client.read_flow_run(UUID(review.run_id))
    except ObjectNotFound:
        return "Its review run is not known to Prefect any more."
    if run.state is None or run.state.is_final():
        return f"Its review run ended without a decision ({run.state.name if run.state else 'no state'})."
    return "Its review run shows no form." if unseen(run, review, now) and not has_form(client, run) else None


def unseen(run: FlowRun | None, review: Review, now: dt.datetime) -> dt.datetime | None:
    """Give since when a run has waited whose form should be there by now and was not seen yet, else None.

    A form that was seen once stays as long as the run waits: asking for each of them, every few minutes, adds up.
    """
    if run is None or run.state is None or not run.state.is_paused():
        return None
    since = run.state.timestamp
    return since if now - since > GRACE and since != review.form_seen else None


def has_form(client: SyncPrefectClient, run: FlowRun) -> bool:
    """Tell whether a suspended run has its form stored."""
    if run.state is None:
        return False
    key = keyset_from_paused_state(run.state)["schema"]
    try:
        client.read_flow_run_input(run.id, key)
    except PrefectHTTPStatusError as error:  # where other calls raise ObjectNotFound
        if error.response.status_code == NOT_FOUND:
            return False
        raise
    return True
