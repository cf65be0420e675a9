"""What `doctor` looks at in the queue."""

import datetime as dt
import os
from collections.abc import Iterator

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient
from communique.cli.trouble import of_database
from communique.committee.times import local, slot_before
from communique.committee.workspace import Workspace
from communique.connectors.credentials import KINDS
from communique.queue import approvers, audit, slots, view
from communique.queue.database import migrations, open_database, revision
from communique.queue.states import State

NAME = "queue"
DAY = dt.timedelta(days=1)


def open_queue(workspace: Workspace) -> tuple[Engine | None, Diagnosis]:
    """Open the queue if it can be read as it is, and say how it stands; makes and upgrades nothing."""
    if not has_queue(workspace):
        wrong = "There is no queue yet: nothing was handed in, and nobody can approve anything."
        cure = "Enroll the Secretary, which makes it: communique secretary enroll PERSON"
        return None, Diagnosis(NAME, Level.DANGER, wrong, cure)
    try:
        engine = open_database(workspace.database_url)
        found = at_revision(revision(engine))
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        cure = "See that the database runs; its address is in COMMUNIQUE_DATABASE, or it is .communique/queue.db"
        return None, Diagnosis(NAME, Level.DANGER, of_database(error).splitlines()[0], cure)
    if found.level is Level.OK:
        return engine, found
    engine.dispose()
    return None, found


def has_queue(workspace: Workspace) -> bool:
    """Tell whether a queue was made, without making anything."""
    given = os.environ.get("COMMUNIQUE_DATABASE")
    return bool(given) or (workspace.root / ".communique" / "queue.db").exists()


def at_revision(stands: str | None) -> Diagnosis:
    """Say whether this program can read a queue at this migration."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - slow, and only `doctor` asks

    scripts = ScriptDirectory.from_config(migrations())
    if stands == scripts.get_current_head():
        return Diagnosis(NAME, Level.OK, f"The database answers, at revision {stands}.")
    if stands is None or stands in {script.revision for script in scripts.walk_revisions()}:
        wrong = f"The database is older than this program (revision {stands or 'none'}): it was not looked into."
        return Diagnosis(NAME, Level.WARNING, wrong, "Keep a copy; the next start brings it up to date: communique up")
    wrong = f"The database was made by a newer Communiqué (revision {stands})."
    return Diagnosis(NAME, Level.DANGER, wrong, "Install the newer Communiqué again.")


def enrolled(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether somebody can approve, and whether the committee file still names them."""
    if patient.engine is None:
        return
    for home in patient.homes:
        committee, name = home.committee, f"approvers of {home.committee.committee}"
        known = {each.id for each in committee.approvers()}
        people = [each.person for each in approvers.approvers(patient.engine, committee.key)]
        if people:
            yield Diagnosis(name, Level.OK, f"Enrolled: {', '.join(people)}.")
        elif committee.approval.one_time_code:
            cure = f"Run: communique secretary enroll {committee.secretary.id}"
            yield Diagnosis(name, Level.DANGER, "Nobody is enrolled: nothing can be approved or published.", cure)
        for person in people:
            if person not in known:
                wrong = f"{person} can approve, but is neither Secretary nor deputy in {home.file}."
                yield Diagnosis(name, Level.DANGER, wrong, f"Run: communique secretary revoke {person}")


def held_up(patient: Patient) -> Iterator[Diagnosis]:
    """Look for stop switches, parked accounts and desks at which somebody guessed."""
    if patient.engine is None:
        return
    health = view.health(patient.engine)
    for committee, why in health.stopped.items():
        wrong = f"Publishing is stopped: {why}"
        yield Diagnosis(f"stop switch of {committee}", Level.WARNING, wrong, "To go on: communique start")
    for committee, network, why in health.parked:
        wrong = f"The account on {network} is parked, so nothing goes out there: {why}"
        cure = "Put right what is named, then run: communique start"
        if network in KINDS:
            cure = f"Put its credentials right: communique accounts connect {network} --committee {committee}"
        yield Diagnosis(f"account of {committee}", Level.DANGER, wrong, cure)
    for committee in health.guarded:
        wrong = "Five wrong codes came in: somebody may have guessed. The desk asks for two codes in a row."
        cure = "Ask the Secretary. If it was somebody else, write a new login into .communique/login and start anew."
        yield Diagnosis(f"desk of {committee}", Level.WARNING, wrong, cure)
    if not (health.stopped or health.parked or health.guarded):
        yield Diagnosis("publishing", Level.OK, "Nothing is stopped or parked.")


def doubts(patient: Patient) -> Iterator[Diagnosis]:
    """Look for posts of which nobody knows whether they are out, and how long that has been so."""
    if patient.engine is None:
        return
    health = view.health(patient.engine)
    if health.oldest_doubt is None:
        yield Diagnosis("doubts", Level.OK, "Of every post it is known whether it is out.")
        return
    age = patient.now - health.oldest_doubt
    hours = int(age.total_seconds() // 3600)
    since = f"{hours} hours" if age >= dt.timedelta(hours=2) else "less than two hours"
    number = counted(health.states[State.IN_DOUBT])
    wrong = f"Of {number} nobody knows whether it is out; this has been so for {since}."
    cure = "communique up looks on the network every hour. If it stays, look at the account: communique queue list"
    yield Diagnosis("doubts", Level.DANGER if age > DAY else Level.WARNING, wrong, f"{cure} --state in-doubt")


def counted(number: int) -> str:
    """Count deliveries in words."""
    return f"{number} {'delivery' if number == 1 else 'deliveries'}"


def missed(patient: Patient) -> Iterator[Diagnosis]:
    """Look for posts whose window ended before they went out."""
    if patient.engine and (count := view.health(patient.engine).states.get(State.MISSED, 0)):
        wrong = f"The window of {counted(count)} ended before it went out."
        cure = "Write a later `publish.before` into their files. See: communique queue list --state missed"
        yield Diagnosis("missed posts", Level.NOTE, wrong, cure)


def last_slots(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether the last slot was used; a slot without any record passed while nothing ran."""
    if patient.engine is None:
        return
    for home in patient.homes:
        committee, name = home.committee, f"slot of {home.committee.committee}"
        slot = slot_before(committee.slot, committee.timezone, patient.now)
        when, what = local(slot, committee.timezone), slots.recorded(patient.engine, committee.key, slot)
        if what == "done":
            yield Diagnosis(name, Level.OK, f"The last one, {when}, was used.")
        elif what == "missed":
            cure = "Let communique up run at the time of the slot; what is inside its window waits for the next one."
            yield Diagnosis(name, Level.WARNING, f"The last one, {when}, was missed.", cure)
        elif any(each.state is State.READY for each in view.ready(patient.engine, committee.key)):
            wrong = f"There is no record of the last one, {when}, and there are approved posts."
            yield Diagnosis(name, Level.NOTE, wrong, "If they were approved before it, see that communique up runs.")


def log(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether the log of everything that happened is whole."""
    if patient.engine is None:
        return
    problems = audit.verify(patient.engine)
    if problems:
        wrong = f"The log was changed: {problems[0]}"
        cure = "All that is wrong: communique audit verify. Compare with your last copy, and ask who had access."
        yield Diagnosis("log", Level.DANGER, wrong, cure)
    else:
        yield Diagnosis("log", Level.OK, f"It is whole; its head is {audit.head(patient.engine)}")


QUEUE: tuple[Check, ...] = (enrolled, held_up, doubts, missed, last_slots, log)
