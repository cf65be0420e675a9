"""What `doctor` looks at in the committees' files and folders."""

import os
from collections.abc import Iterator
from pathlib import Path

from communique.cli.diagnosis import Check, Diagnosis, Level, Patient
from communique.policy.standing.findings import standing_findings
from communique.post.finding import Severity
from communique.queue.activity import last_published


def ideas_folder(patient: Patient) -> Iterator[Diagnosis]:
    """Look for the folder that ideas are saved in."""
    for home in patient.homes:
        name = f"ideas of {home.committee.committee}"
        if home.ideas.is_dir() and os.access(home.ideas, os.R_OK | os.X_OK):
            yield Diagnosis(name, Level.OK, f"The folder is {home.ideas}.")
        else:
            wrong = f"The folder {home.ideas} is missing or can't be read: no idea ever comes in."
            yield Diagnosis(name, Level.DANGER, wrong, f"Make it: mkdir {home.ideas}")


def one_time_codes(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether approvals need a code; Prefect's page has one login for all, so only the code tells who decided."""
    for home in patient.homes:
        name = f"one-time codes of {home.committee.committee}"
        if home.committee.approval.one_time_code:
            yield Diagnosis(name, Level.OK, "Every decision needs a code.")
        else:
            wrong = "Approvals need no code: whoever opens the Prefect page can approve, and nobody can tell who did."
            cure = f"Take `one_time_code: false` out of {home.file} and enroll the Secretary."
            yield Diagnosis(name, Level.DANGER, wrong, cure)


def addresses(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether anybody is told when something needs attention."""
    for home in patient.homes:
        name = f"messages to {home.committee.committee}"
        told = [person.id for person in home.committee.approvers() if person.notify]
        if told:
            yield Diagnosis(name, Level.OK, f"Told when something needs attention: {', '.join(told)}.")
        else:
            wrong = "Nobody is told when something needs attention: neither Secretary nor deputies have an address."
            cure = f'Add `notify: ["mailto://…"]` to the Secretary in {home.file}.'
            yield Diagnosis(name, Level.WARNING, wrong, cure)


def site_folder(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether the blog can be written."""
    for home in patient.homes:
        if home.site is None:
            continue
        name = f"site of {home.committee.committee}"
        place = nearest_there(home.site)
        if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
            yield Diagnosis(name, Level.OK, f"The folder {home.site} can be written.")
        else:
            wrong = f"The folder {home.site} can't be written: nothing goes out on the blog."
            yield Diagnosis(name, Level.DANGER, wrong, f"Give the user who runs Communiqué the right to write {place}.")


def account_rules(patient: Patient) -> Iterator[Diagnosis]:
    """Look whether the accounts are as the guidelines ask; the account check says what is missing."""
    for home in patient.homes:
        name = f"accounts of {home.committee.committee}"
        last = last_published(patient.engine, home.committee.key) if patient.engine else None
        found = standing_findings(home, patient.homes, last, now=patient.now)
        blocking = sum(finding.severity is Severity.BLOCK for finding in found)
        if blocking:
            wrong = f"The guidelines ask for more than is there: {blocking} of the account rules block."
            yield Diagnosis(name, Level.WARNING, wrong, f"See what: communique accounts check {home.file}")
        else:
            yield Diagnosis(name, Level.OK, "No account rule blocks.")


def nearest_there(folder: Path) -> Path:
    """Give a folder itself, or the nearest one above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


COMMITTEE: tuple[Check, ...] = (ideas_folder, one_time_codes, addresses, site_folder, account_rules)
