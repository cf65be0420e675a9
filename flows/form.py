"""The form on the Secretary's desk, as Prefect shows it."""

import datetime as dt
from typing import Literal

from prefect.input import RunInput
from pydantic import Field

Choice = Literal["approve", "reject", "request changes"]


class Decide(RunInput):
    """What the Secretary answers; checked by us and not by pydantic, which would fail the run."""

    decision: Choice = Field(title="Decision", description="Approve exactly what is shown above, or send it back.")
    not_before: dt.datetime | None = Field(
        default=None, title="Publish not before", description="Optional. The weekly slot after this moment is used."
    )
    comment: str = Field(
        default="",
        title="Comment",
        description="Needed for anything but a plain approval: the author reads it, and it is kept.",
    )


class DecideWithCode(Decide):
    """The same with the one-time code that says who decides."""

    code: str = Field(title="One-time code", description="The six digits that your authenticator app shows now.")
