"""What Prefect runs: `prefect.yaml` read for the runner of `communique up`, and one weekly schedule per committee."""

import json
import os
import re
from pathlib import Path
from typing import Any

import yaml
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentScheduleUpdate, DeploymentUpdate
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment

from communique.committee.times import cron
from communique.committee.workspace import Home, Workspace
from communique.flows.triggers import WEEKLY

FILE = Path(__file__).parent.parent / "prefect.yaml"
VARIABLE = re.compile(r"\{\{ *\$(\w+) *\}\}")


def described(file: Path = FILE) -> list[dict[str, Any]]:
    """Give the deployments that the file describes, its environment variables put in."""
    # Inside JSON strings, which YAML reads as well: a folder's name may contain quotes and backslashes.
    text = VARIABLE.sub(lambda match: json.dumps(os.environ[match[1]], ensure_ascii=False)[1:-1], file.read_text())
    return list(yaml.safe_load(text)["deployments"])


def deployments() -> list[RunnerDeployment]:
    """Give the deployments of `prefect.yaml` for a runner, which needs no work pool."""
    return [deployment(entry) for entry in described()]


def deployment(entry: dict[str, Any]) -> RunnerDeployment:
    """Give one deployment of the file for a runner."""
    schedules = [
        DeploymentScheduleCreate(schedule=CronSchedule(cron=each["cron"]), slug=each["slug"], active=True)
        for each in entry.get("schedules", ())
    ]
    return RunnerDeployment.from_entrypoint(
        entry["entrypoint"],
        entry["name"],
        parameters=entry.get("parameters"),
        description=entry.get("description"),
        concurrency_limit=entry.get("concurrency_limit"),
        schedules=schedules or None,
        tags=["communique"],
    )


def weekly(home: Home, workspace: Workspace) -> DeploymentScheduleUpdate:
    """Give the weekly schedule of one committee, with its own slot, zone and parameters."""
    committee = home.committee
    return DeploymentScheduleUpdate(
        slug=committee.key,
        active=True,
        schedule=CronSchedule(cron=cron(committee.slot), timezone=committee.timezone),
        parameters={"workspace": str(workspace.root), "committee": committee.key},
    )


def agree_schedules(client: SyncPrefectClient, workspace: Workspace) -> None:
    """Make the weekly schedules say what the committee files say; a committee that left loses its own.

    While a file can't be read, nothing is taken away: it may be that one's.
    """
    homes, mistakes = workspace.survey()
    found = client.read_deployment_by_name(WEEKLY)
    wanted = {home.committee.key: weekly(home, workspace) for home in homes}
    for schedule in found.schedules:
        if schedule.slug not in wanted and not mistakes:
            client.delete_deployment_schedule(found.id, schedule.id)
    client.update_deployment(found.id, DeploymentUpdate(schedules=list(wanted.values())))
