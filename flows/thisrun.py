"""The run that is executing now, as Prefect knows it."""

from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext


def this_run() -> FlowRun:
    """Give the flow run that we are in; raises LookupError outside of one."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        raise LookupError("only a flow run knows which run it is")
    return context.flow_run
