"""What every flow needs of an installation: its committees and its queue."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from communique.committee.mistake import Mistake
from communique.committee.workspace import Home, Workspace
from communique.queue.database import open_database, upgrade


@dataclass(frozen=True, slots=True)
class Installation:
    """One workspace with its queue open and brought up to date."""

    workspace: Workspace
    engine: Engine

    @classmethod
    def at(cls, folder: str | Path) -> "Installation":
        """Open the installation in a folder; an old database is upgraded."""
        workspace = Workspace(Path(folder).resolve())
        engine = open_database(workspace.database_url)
        upgrade(engine)
        return cls(workspace, engine)

    def survey(self) -> tuple[tuple[Home, ...], tuple[Mistake, ...]]:
        """Give the committees that can be read, and the mistakes of the others."""
        return self.workspace.survey()

    def homes(self) -> tuple[Home, ...]:
        """Give the committees; raises Unreadable if a committee file has mistakes."""
        return self.workspace.committees()

    def home(self, key: str) -> Home:
        """Give one committee by its key; raises Unreadable if there is none."""
        return self.workspace.home(key)
