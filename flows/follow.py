"""The hourly flow that finds what was held up, lost or forgotten."""

from functools import partial

from prefect import flow
from prefect.client.orchestration import get_client

from communique.committee.times import slot_before
from communique.committee.workspace import Home
from communique.flows.deployments import agree_schedules
from communique.flows.expiring import warn
from communique.flows.failures import keep, one_by_one, whole
from communique.flows.gate import recheck
from communique.flows.installation import Installation
from communique.flows.publishing import Sender, utc_now
from communique.flows.reminding import remind
from communique.flows.reviews import open_reviews
from communique.flows.telling import News, tell
from communique.flows.thisrun import end
from communique.flows.weekly import publish_slot, tell_of_trouble
from communique.queue import desk, slots
from communique.queue.slots import Missed


@flow(name="follow-up", log_prints=True)
def follow_up(workspace: str) -> list[str]:
    """Settle doubts, send what was held up, mark what was missed, open lost reviews, remind, warn.

    What fails with one committee stops no other.
    """
    installation = Installation.of_run(workspace)
    homes, mistakes = installation.survey()
    failures: list[Exception] = []
    with get_client(sync_client=True) as client:
        agree_schedules(client, installation.workspace)
    lines = one_by_one(homes, partial(follow, installation), failures)
    lines += [f"on the desk: {name}" for name in open_reviews(installation, now=utc_now())]
    lines += [
        f"reminded of: {name}" for name in one_by_one(homes, partial(remind, installation, now=utc_now()), failures)
    ]
    lines += [f"told of: {line}" for line in one_by_one(homes, partial(warn, installation, now=utc_now()), failures)]
    return end(lines, mistakes, failures)


def follow(installation: Installation, home: Home) -> list[str]:
    """Do one committee's follow-up, in the order in which one thing can free the next.

    What fails stops nothing else: it is raised at last, as a group.
    """
    failures: list[Exception] = []
    lines: list[str] = []
    for step in (settle, let_go, free, send):
        lines += one_by_one([home], partial(step, installation), failures)
    return whole(f"{home.committee.committee}: not everything could be done", lines, failures)


def settle(installation: Installation, home: Home) -> list[str]:
    """Look on the networks for what is in doubt."""
    settled = Sender(installation.engine, home).settle_doubts()
    tell_of_trouble(installation, home, [each for each in settled if each.state == "in doubt" and each.news])
    return [str(each) for each in settled]


def let_go(installation: Installation, home: Home) -> list[str]:
    """Mark what was missed, and tell people."""
    gone = slots.miss(installation.engine, home.committee.key, now=utc_now())
    tell_of_missed(installation, home, gone)
    return [line(each) for each in gone]


def free(installation: Installation, home: Home) -> list[str]:
    """Look at what is blocked anew: its cause may be gone."""
    failures: list[Exception] = []
    for revision in desk.blocked(installation.engine, home.committee.key):
        try:
            recheck(installation.engine, home, revision, "while blocked", now=utc_now())
        except Exception as failure:
            keep(failures, failure, f"revision {revision} of {home.committee.committee}, looked at anew")
    return whole("What is blocked could not be looked at", [], failures)


def send(installation: Installation, home: Home) -> list[str]:
    """Publish what the last slot had to leave."""
    slot = slot_before(home.committee.slot, home.committee.timezone, utc_now())
    return publish_slot(installation, home, slot)


def line(missed: Missed) -> str:
    """Say on one line what was missed."""
    return f"{missed.idea_id} on {missed.network}: missed, its window has passed (it was {missed.was})"


def tell_of_missed(installation: Installation, home: Home, gone: list[Missed]) -> None:
    """Tell Secretary and content creators which windows have passed."""
    if gone:
        people = (*home.committee.approvers(), *home.committee.creators)
        news = News(f"{home.committee.committee}: posts missed their window", "\n".join(map(line, gone)))
        tell(installation.engine, home.committee, people, news, now=utc_now())
