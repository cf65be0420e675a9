"""The flow that publishes what is due at the committee's weekly slot."""

import datetime as dt

from prefect import flow

from communique.committee.committee import NO_CODE
from communique.committee.times import local, slot_before
from communique.committee.workspace import Home
from communique.flows.failures import whole
from communique.flows.installation import Installation
from communique.flows.publishing import Sender, Sent, utc_now
from communique.flows.telling import News, tell
from communique.flows.thisrun import end, this_run
from communique.queue import approvers, slots

EARLY = dt.timedelta(minutes=1)
"""Prefect may start a run a second before its time."""


@flow(name="publish-week", log_prints=True)
def publish_week(workspace: str, committee: str, now: bool = False) -> list[str]:  # noqa: FBT001, FBT002 - a Prefect parameter
    """Publish what is due at the slot of this run; with `now`, as if the slot were this moment."""
    installation = Installation.of_run(workspace)
    home = installation.home(committee)
    scheduled = this_run().expected_start_time or utc_now()
    slot = scheduled if now else slot_before(home.committee.slot, home.committee.timezone, scheduled + EARLY)
    unproven = [] if home.committee.approval.one_time_code else [NO_CODE]
    return end(unproven + publish_slot(installation, home, slot), ())


def publish_slot(installation: Installation, home: Home, slot: dt.datetime) -> list[str]:
    """Publish one slot if it is not too late for it, and say what happened.

    Raises what failed besides, as a group, when everything else was done.
    """
    engine, committee, now = installation.engine, home.committee, utc_now()
    if committee.approval.one_time_code and not approvers.approvers(engine, committee.key):
        return ["Nothing is published: nobody is enrolled for approvals. Run: communique secretary enroll"]
    if now > slot + committee.slot.late_until:
        return missed(installation, home, slot)
    sender = Sender(engine, home)
    sent = sender.send_due(slot)
    slots.slot_done(engine, committee.key, slot, now=utc_now())
    tell_of_trouble(installation, home, sent)
    lines = [str(each) for each in sent] or ["Nothing was due."]
    return whole(f"{committee.committee}: not everything could be sent", lines, sender.failures)


def missed(installation: Installation, home: Home, slot: dt.datetime) -> list[str]:
    """Record a slot that passed unused; what is still inside its window waits for the next one."""
    committee = home.committee
    if not slots.missed_slot(installation.engine, committee.key, slot, now=utc_now()):
        return []
    when = local(slot, committee.timezone)
    line = f"The slot of {when} was missed; nothing goes out late. What is inside its window waits for the next slot."
    news = News(f"{committee.committee}: a publishing slot was missed", line)
    tell(installation.engine, committee, committee.approvers(), news, now=utc_now())
    return [line]


def tell_of_trouble(installation: Installation, home: Home, sent: list[Sent]) -> None:
    """Tell the Secretary what did not simply go out."""
    trouble = [str(each) for each in sent if each.state != "published"]
    if trouble:
        news = News(f"{home.committee.committee}: not everything went out", "\n".join(trouble))
        tell(installation.engine, home.committee, home.committee.approvers(), news, now=utc_now())
