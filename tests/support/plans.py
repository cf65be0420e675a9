"""Listens to the questions that the queue asks its database, and tells how the database finds the answers."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, text

READY = "delivery_due"
"""An index that holds nothing but what is ready to be sent: reading it whole is no harm."""
ROOM = str(Path(__file__).parent.parent.parent / "queue")
LITTLE = 20
"""Instructions of SQLite's machine after which it is looked who asks."""
SMALL = frozenset({"account", "approver", "chainhead", "desklock", "switch"})
"""Tables that do not grow with the posts: a row for each committee, account or person, and the one end of the log."""


def asking() -> str:
    """Name the function of the queue that was called from outside, as in `view.posts`; empty if none was."""
    frame, found = sys._getframe(1), ""
    while frame:
        if frame.f_code.co_filename.startswith(ROOM):
            found = f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}"
        frame = frame.f_back
    return found


@dataclass
class Listener:
    """What was asked, by whom, and how much work it made."""

    engine: Engine
    said: dict[tuple[str, str], Any] = field(default_factory=dict[tuple[str, str], Any])
    """By function and statement, one set of its values."""
    work: Counter[str] = field(default_factory=Counter[str])
    """By function, the instructions that SQLite's machine took."""
    now: str = ""

    def __post_init__(self) -> None:
        """Begin to listen; connections that are open already are closed."""
        self.engine.dispose()
        event.listen(self.engine, "before_cursor_execute", self.hear)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", self.count)

    def hear(self, _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: Any) -> None:
        """Note a statement."""
        self.now = asking()
        if self.now:
            self.said.setdefault((self.now, statement), values[0] if many else values)

    def count(self, connection: Any, _entry: Any) -> None:
        """Count what a connection does."""

        def tick() -> int:
            self.work[self.now] += LITTLE
            return 0

        connection.set_progress_handler(tick, LITTLE)

    def scans(self) -> set[tuple[str, str]]:
        """Name, by function, the growing tables that are read from one end to the other."""
        whole = sqlite_scans if self.engine.dialect.name == "sqlite" else postgresql_scans
        asked = dict(self.said)
        return {
            (who, table)
            for (who, statement), values in asked.items()
            if statement.split()[0] in {"SELECT", "UPDATE", "DELETE"}
            for table in whole(self.engine, statement, values)
            if table not in SMALL
        }


def sqlite_scans(engine: Engine, statement: str, values: Any) -> Iterator[str]:
    """Name the tables that SQLite reads whole for a statement."""
    with engine.connect() as connection:
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values):
            verb, table, *_ = row[3].split()
            if verb == "SCAN" and table != "CONSTANT" and not table.startswith("("):
                yield table


def postgresql_scans(engine: Engine, statement: str, values: Any) -> Iterator[str]:
    """Name the tables that PostgreSQL would read whole for a statement even if that had a high price."""
    with engine.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
        connection.rollback()
    for node in nodes(plan["Plan"]):
        index = node["Node Type"] in {"Index Scan", "Index Only Scan"} and "Index Cond" not in node
        if (index and node["Index Name"] != READY) or node["Node Type"] == "Seq Scan":
            yield node["Relation Name"]


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give every step of a plan."""
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)


def functions(modules: Mapping[str, Any]) -> Iterator[str]:
    """Name the functions of the queue that are given an engine: those that ask the database for others."""
    for name, module in modules.items():
        room, _, stem = name.rpartition(".")
        if room == "communique.queue":
            for each in vars(module).values():
                own: Callable[..., Any] | None = each if getattr(each, "__module__", "") == name else None
                if own and "engine" in getattr(own, "__annotations__", {}):
                    yield f"{stem}.{own.__name__}"
