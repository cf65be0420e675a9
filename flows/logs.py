"""Logs as JSON, one object a line, where COMMUNIQUE_LOG asks for it; for commands, flows and Prefect's server alike."""

import logging
import os
import sys
from typing import Any

from pythonjsonlogger.json import JsonFormatter

KEPT = {"time": "time", "levelname": "level", "name": "logger", "message": "message", "flow_run_id": "run",
        "flow_run_name": "run_name", "exc_info": "exception"}  # fmt: skip
"""What is told of each record, and under which name; whatever else somebody hangs on a record is not."""


def wanted() -> bool:
    """Tell whether logs are to be JSON."""
    return os.environ.get("COMMUNIQUE_LOG") == "json"


class Lines(JsonFormatter):
    """Writes a record of a log as one line of JSON."""

    def __init__(self, *_given: object) -> None:
        """Take no notice of what Prefect's settings give to every formatter."""
        super().__init__(["levelname", "name", "message"], timestamp="time")  # pyright: ignore[reportUnknownMemberType] - untyped there

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Keep what is told, and add the committee that the run is about, where there is one."""
        told = {ours: log_data[theirs] for theirs, ours in KEPT.items() if log_data.get(theirs) is not None}
        committee = committee_of_run()
        return {**told, "committee": committee} if committee else told


def committee_of_run() -> str:
    """Name the committee of the flow run that we are in; empty outside of one, and where a run is about all."""
    context = sys.modules.get("prefect.context")  # where nobody has loaded Prefect, no flow runs
    run = context.FlowRunContext.get() if context else None
    if run is None or run.flow_run is None:
        return ""
    tags = [tag for tag in run.flow_run.tags if tag != "communique"]
    return str(run.parameters.get("committee") or next(iter(tags), ""))


def settings() -> dict[str, str]:
    """Give the settings that let Prefect's logs be as ours (https://docs.prefect.io, logging)."""
    if not wanted():
        return {"PREFECT_LOGGING_LEVEL": "WARNING"}
    return {
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_FORMATTERS_JSON_CLASS": f"{Lines.__module__}.{Lines.__qualname__}",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
        "PREFECT_LOGGING_COLORS": "false",
    }


def begin() -> None:
    """Let everything that this process logs be JSON, on standard error; of others only what is wrong."""
    os.environ.update(settings())
    handler = logging.StreamHandler()
    handler.setFormatter(Lines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
