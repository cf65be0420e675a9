"""The flow that is the Secretary's desk for one revision."""

import datetime as dt
from functools import partial
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.flow_runs import suspend_flow_run

from communique.committee.times import start_of
from communique.flows.beside import beside
from communique.flows.form import Choice, Decide, DecideWithCode
from communique.flows.gate import look, recheck
from communique.flows.installation import Installation
from communique.flows.page import page
from communique.flows.publishing import utc_now
from communique.flows.telling import News, tell
from communique.flows.thisrun import this_run
from communique.post.finding import Severity
from communique.queue import decisions, desk, intake
from communique.queue.decisions import Answer, Answered, Guard, Round, Verdict
from communique.queue.states import State

OVER = {"decided", "gone"}
"""Outcomes after which the desk is cleared; after any other the form is back with the reason."""

WORDS: dict[Choice, Verdict] = {"approve": "approve", "reject": "reject", "request changes": "changes"}


@flow(name="review-post", log_prints=True)
def review_post(workspace: str, revision: int) -> str:
    """Show one revision to the Secretary, wait, suspended, for the answer, and record the decision.

    Resuming runs this from the top again: what was answered stands in the queue's database, so each
    round is shown once and judged once, whatever dies in between.
    """
    installation = Installation.of_run(workspace)
    run_id = str(this_run().id)
    while True:
        shown = sit_down(installation, revision, run_id)
        if shown is None:
            return leave(installation, revision)
        given = suspend_flow_run(wait_for_input=form(installation, revision, shown), key=f"answer-{shown.number}")
        answered = judge(installation, shown, given)
        warn_of_guessing(installation, revision, answered)
        if answered.outcome in OVER:
            return report(installation, revision, answered, given)


def sit_down(installation: Installation, revision: int, run_id: str) -> Round | None:
    """Give the round that waits for an answer, checked again and sealed; None if there is nothing to decide."""
    engine, view = installation.engine, desk.load(installation.engine, revision)
    for shown in decisions.rounds(engine, run_id):
        if shown.answered_at is None:
            return shown
    if State.WAITING not in view.states.values():
        return None
    seen = recheck(engine, installation.home(view.committee), revision, "before the desk", now=utc_now())
    states = desk.load(engine, revision).states
    if State.WAITING not in states.values():
        return None
    seals = {network: digest for network, digest in seen.seals().items() if states.get(network) is State.WAITING}
    return decisions.open_round(engine, revision, run_id, seals=seals, findings=seen.findings, now=utc_now())


def form(installation: Installation, revision: int, shown: Round) -> type[Decide]:
    """Give the form with the page above it."""
    view = desk.load(installation.engine, revision)
    home = installation.home(view.committee)
    fields: type[Decide] = DecideWithCode if home.committee.approval.one_time_code else Decide
    around = beside(installation, home, now=utc_now())
    text = page(view, home.committee, shown, partial(intake.picture, installation.engine), beside=around)
    return fields.with_initial_data(description=text)


def judge(installation: Installation, shown: Round, given: Decide) -> Answered:
    """Hand the answer to the queue, which verifies the code and records the decision in one step."""
    view = desk.load(installation.engine, shown.revision)
    home = installation.home(view.committee)
    code = given.code if isinstance(given, DecideWithCode) else ""
    not_before = start_of(given.not_before, home.committee.timezone) if given.not_before else None
    answer = Answer(WORDS[given.decision], given.comment, not_before, code, clicked(shown.run_id))
    guard = Guard(installation.workspace.secret_key(), home.committee.approval.one_time_code)
    current = {
        network: seal for network, seal in look(home, view, now=utc_now()).seals().items() if network in shown.seals
    }
    return decisions.answer(installation.engine, shown.id, answer, current=current, guard=guard, now=utc_now())


def clicked(run_id: str) -> dt.datetime:
    """Give the moment of the click: a one-time code is judged then, not when the code runs."""
    with get_client(sync_client=True) as client:
        states = client.read_flow_run_states(UUID(run_id))
    return max((state.timestamp for state in states if state.name == "Resuming"), default=utc_now())


def warn_of_guessing(installation: Installation, revision: int, answered: Answered) -> None:
    """Tell those who may decide, once, that so many wrong codes came in that one is not enough any more."""
    if answered.outcome == "guarded":
        view = desk.load(installation.engine, revision)
        committee = installation.home(view.committee).committee
        news = News(f"{committee.committee}: wrong codes at the desk", answered.note, view.idea_id)
        tell(installation.engine, committee, committee.approvers(), news, now=utc_now())


def report(installation: Installation, revision: int, answered: Answered, given: Decide) -> str:
    """Tell the author what was decided, and give it in one line for the run."""
    if answered.outcome != "decided":
        return answered.note
    words = f"{given.decision}, said {answered.approver or 'somebody without a code'}"
    tell_author(installation, revision, "\n\n".join(part for part in (words, given.comment) if part))
    return words


def leave(installation: Installation, revision: int) -> str:
    """Clear the desk of a post that waits for nothing any more; tell the author if the rules block it now."""
    view = desk.load(installation.engine, revision)
    if State.BLOCKED not in view.states.values():
        return "Nothing to decide: the post is not on the desk any more."
    blocks = [finding for finding in view.findings if finding.severity is Severity.BLOCK]
    words = "The rules block it now: " + "\n".join(f"{finding.message} {finding.cure}" for finding in blocks)
    tell_author(installation, revision, words)
    return words


def tell_author(installation: Installation, revision: int, words: str) -> None:
    """Tell the author of a revision what became of it."""
    view = desk.load(installation.engine, revision)
    committee = installation.home(view.committee).committee
    author = [person for person in (*committee.creators, *committee.approvers()) if person.id == view.author]
    news = News(f"{committee.committee}: {view.idea_id}", words, view.idea_id)
    tell(installation.engine, committee, author, news, now=utc_now())
