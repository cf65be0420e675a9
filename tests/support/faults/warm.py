"""What every process of a trial finds imported and done once already; it only saves time."""

import gc
import tempfile
from pathlib import Path

import time_machine

from bakery import BEFORE, SLOT
from communique.connectors import fake, wire, x, x_api
from faults.actor import JOBS
from faults.trial import heat

WARM = (fake, wire, x, x_api)


def rehearse() -> None:
    """Take the whole way once, to the blog alone, so that rules and templates are read and tables are known."""
    with tempfile.TemporaryDirectory() as place:
        bakery = heat(Path(place) / "oven", "")
        bakery.save("cake", "text: The cake is out.\n")
        for job, at in (("collect", BEFORE), ("desk", BEFORE), ("publish", SLOT)):
            with time_machine.travel(at, tick=False):
                JOBS[job](bakery, {"cake": "approve"})
        bakery.installation.engine.dispose()


rehearse()
# A process that is forked from here writes to nothing that it only looks at, so no memory has to be copied.
gc.collect()
gc.freeze()
