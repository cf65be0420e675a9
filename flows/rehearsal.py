"""A scripted Secretary, who answers on the desk through Prefect's API with real one-time codes."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRun
from pyotp.totp import TOTP

from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.flows.reviews import has_form, waiting_runs
from communique.queue import desk

STEP = 30
"""Seconds that a one-time code lasts (RFC 6238)."""


@dataclass
class Codes:
    """One-time codes of several people, each used once."""

    secrets: Mapping[str, str]
    used: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    def fresh(self, now: dt.datetime) -> str | None:
        """Give a code that nobody has used and that is valid now, or None until the next step."""
        step = int(now.timestamp()) // STEP
        for counter in (step, step - 1, step + 1):
            for person, secret in self.secrets.items():
                if (person, counter) not in self.used:
                    self.used.add((person, counter))
                    return TOTP(secret).at(counter * STEP)
        return None


@dataclass
class ScriptedSecretary:
    """Answers each desk once per round, in the order of the script."""

    installation: Installation
    client: SyncPrefectClient
    codes: Codes
    todo: dict[str, list[Mapping[str, str]]]
    answered: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def desks(self) -> Iterator[tuple[FlowRun, str, tuple[str, str]]]:
        """Give the runs that wait with a form nobody has answered, with the idea's id and the round."""
        for run in waiting_runs(self.client):
            if run.state and has_form(self.client, run):
                round_key = (str(run.id), str(run.state.state_details.pause_key))
                if round_key not in self.answered:
                    revision = int(run.parameters["revision"])
                    yield run, desk.load(self.installation.engine, revision).idea_id, round_key

    def answer_next(self) -> tuple[str, Mapping[str, str]] | None:
        """Answer one desk by the script; gives the idea and the answer, or None if nothing can be answered now."""
        for run, idea, round_key in self.desks():
            if not self.todo.get(idea):
                continue
            answer = self.todo[idea][0]
            code = "000000" if answer.get("code") == "wrong" else self.codes.fresh(utc_now())
            if code is None:
                return None
            given = {"decision": answer["decision"], "comment": answer.get("comment", ""), "code": code}
            self.client.resume_flow_run(run.id, run_input=given)
            self.answered.add(round_key)
            self.todo[idea].pop(0)
            return idea, answer
        return None

    def finished(self) -> bool:
        """Tell whether every answer of the script was given."""
        return not any(self.todo.values())
