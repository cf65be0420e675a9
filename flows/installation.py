"""What every flow needs of an installation: its committees and its queue."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from communique.committee.mistake import Mistake
from communique.committee.workspace import Home, Workspace
from communique.queue.database import open_database, upgrade


class NotOurs(Exception):
    """A run was started for another folder than the one that its runner works for."""


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

    @classmethod
    def of_run(cls, folder: str) -> "Installation":
        """Open the installation that a flow run names, which must be the one that its runner works for.

        Whoever may start a run chooses its parameters: another folder would bring a committee file and approvers of
        its own, and send with our credentials. Raises `NotOurs`.
        """
        ours = os.environ.get("COMMUNIQUE_WORKSPACE")
        if ours is None:
            raise NotOurs("Set COMMUNIQUE_WORKSPACE, the workspace's folder, in the environment of the worker.")
        if Path(folder).resolve() != Path(ours).resolve():
            raise NotOurs(f"This runs for the workspace {ours} and for no other. Nothing was done.")
        return cls.at(folder)

    def survey(self) -> tuple[tuple[Home, ...], tuple[Mistake, ...]]:
        """Give the committees that can be read, and the mistakes of the others."""
        return self.workspace.survey()

    def homes(self) -> tuple[Home, ...]:
        """Give the committees; raises Unreadable if a committee file has mistakes."""
        return self.workspace.committees()

    def home(self, key: str) -> Home:
        """Give one committee by its key; raises Unreadable if there is none."""
        return self.workspace.home(key)
