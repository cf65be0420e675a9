"""The run that is executing now, as Prefect knows it, and how it ends."""

from collections.abc import Sequence

from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext

from communique.committee.mistake import Mistake, Unreadable


def this_run() -> FlowRun:
    """Give the flow run that we are in; raises LookupError outside of one."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise LookupError("only a flow run knows which run it is")
    return context.flow_run


def end(lines: list[str], mistakes: Sequence[Mistake], failures: Sequence[Exception] = ()) -> list[str]:
    """Say what was done, in the run's log; then raise Unreadable if a committee file could not be read.

    What failed with single committees is raised as a group. The others were served by then: the run shows in red that
    some were not.
    """
    for line in lines:
        print(line)
    unread = [Unreadable(list(mistakes))] if mistakes else []
    if failures:
        raise ExceptionGroup("Not everything could be done", [*failures, *unread])
    for mistake in unread:
        raise mistake
    return lines
