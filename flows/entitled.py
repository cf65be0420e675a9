"""What the page's login is enough for: to look, to answer, to start and to end runs.

Prefect itself knows one login, and whoever has it may change a deployment so that it runs any command on this machine,
read credentials, or give a run another environment. So whatever is not named here is refused.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, cast

READ = re.compile(
    r"/api/(health|ready|version|hello|csrf-token|admin/version|collections/views/[\w-]+|block_capabilities/"
    r"|(flows|deployments|flow_runs|task_runs|flow_run_states|task_run_states|artifacts|automations|variables|events"
    r"|work_pools|work_queues|concurrency_limits|v2/concurrency_limits|saved_searches|ui/task_runs)/[^.]*"
    r"|block_types/slug/[\w-]+)"
)
ASK = re.compile(
    r"/api/((flows|deployments|flow_runs|task_runs|artifacts|artifacts/latest|automations|variables|events|logs"
    r"|work_pools|work_queues|concurrency_limits|v2/concurrency_limits|saved_searches|block_types|block_schemas)"
    r"/(filter|count|history|lateness|paginate)"
    r"|work_pools/[^/.]+/(queues|workers)/filter|flow_runs/[\w-]+/input/filter|events/count-by/\w+"
    r"|block_documents/count|ui/[\w/-]+)"
)
RUN = r"/api/flow_runs/[\w-]+"
ENDS = frozenset({"CANCELLING", "CANCELLED", "COMPLETED", "FAILED", "CRASHED"})
"""Types of state that may be set by hand: none that keeps a run's place for ever, or has it run a second time."""
Words = Mapping[str, Any]


def resumes(_body: Words) -> bool:
    """Let every answer at a desk through: the queue judges it."""
    return True


def sets_state(body: Words) -> bool:
    """Tell whether a run is only ended."""
    state = body.get("state")
    return given(body) <= {"state", "force"} and plain(state) and mapping(state).get("type") in ENDS


def starts(body: Words) -> bool:
    """Tell whether a deployment is only started, as it is: no environment of one's own, no slot out of turn."""
    state, later = body.get("state"), mapping(mapping(body.get("state")).get("state_details"))
    planned = state is None or (
        mapping(state).get("type") == "SCHEDULED" and plain({**mapping(state), "state_details": None})
    )
    known = given(body) <= {"parameters", "name", "tags", "state", "enforce_parameter_schema", "work_queue_name"}
    # By name, as Prefect makes parameters out of templates, too.
    chosen = given(mapping(body.get("parameters"))) <= {"workspace", "committee", "revision"}
    return known and chosen and planned and given(later) <= {"scheduled_time"}


CHANGE: tuple[tuple[re.Pattern[str], Callable[[Words], bool]], ...] = (
    (re.compile(f"{RUN}/resume"), resumes),
    (re.compile(f"{RUN}/set_state"), sets_state),
    (re.compile(r"/api/deployments/[\w-]+/create_flow_run"), starts),
)


def mapping(told: object) -> Words:
    """Give what is a mapping as one; anything else is an empty one."""
    return cast("Words", told) if isinstance(told, dict) else {}


def given(body: Words) -> set[str]:
    """Name the fields that say something."""
    return {name for name, value in body.items() if value}


def plain(state: object) -> bool:
    """Tell whether a state is only a type with words."""
    return given(mapping(state)) <= {"type", "name", "message"}


def judged_by_body(method: str, path: str) -> bool:
    """Tell whether what is sent along decides."""
    return method == "POST" and any(route.fullmatch(path) for route, _ in CHANGE)


def entitled(method: str, path: str, body: bytes) -> bool:
    """Tell whether the page's login is enough for a call."""
    if method in {"GET", "HEAD"}:
        return bool(READ.fullmatch(path))
    if method != "POST":
        return False
    if ASK.fullmatch(path):
        return True
    return any(route.fullmatch(path) and fits(mapping(read(body))) for route, fits in CHANGE)


def read(body: bytes) -> object:
    """Read what was sent; None if it can't be read."""
    try:
        return json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return None
