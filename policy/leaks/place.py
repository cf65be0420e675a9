"""Where the index file lies: nobody else may read it, and it is always whole."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path


class Place:
    """A new file beside the one that it will replace; its time is that of the beginning, not of the end."""

    def __init__(self, file: Path) -> None:
        """Begin; where nothing can be written, nothing will be, and the index lives in memory only."""
        self._file = file
        self._handle, self._name, self._begun = -1, "", 0
        with suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle, self._name = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
            self._begun = os.fstat(self._handle).st_mtime_ns

    def put(self, content: bytes) -> None:
        """Write the content and put it in place of the old file, in one step."""
        if not self._name:
            return
        try:
            with os.fdopen(self._handle, "wb") as opened:
                opened.write(content)
            os.utime(self._name, ns=(self._begun, self._begun))
            Path(self._name).replace(self._file)
        except OSError:
            with suppress(OSError):
                Path(self._name).unlink()
