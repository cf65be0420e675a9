"""Where the demo shows how far it is, and how long it waits."""

import subprocess
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress, TaskID

from communique.cli.options import fail


class Stage:
    """Where the demo shows how far it is, and how long it waits."""

    def __init__(self, console: Console, bars: Progress, process: "subprocess.Popen[bytes]", deadline: float) -> None:
        """Keep console, bars, the process of `up` and the moment (monotonic seconds) at which to give up."""
        self.console, self.bars, self.process, self.deadline = console, bars, process, deadline

    def bar(self, text: str, total: int) -> TaskID:
        """Show another bar."""
        return self.bars.add_task(text, total=total)

    def wait(self, what: str, ready: Callable[[], bool]) -> None:
        """Wait until something holds; ends with a message if `up` ended or it takes too long."""
        while not ready():
            if self.process.poll() is not None:
                fail(f"`communique up` ended while the demo waited: {what}. Its words are in .communique/up.log", 1)
            if time.monotonic() > self.deadline:
                fail(f"The demo waited too long: {what}.", 1)
            time.sleep(0.3)
