"""The one writer of state."""

import ast
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from communique.post.receipt import Outcome, Receipt
from communique.queue import sending
from communique.queue.audit import export
from communique.queue.database import writing
from communique.queue.states import IllegalMove, State, may
from communique.queue.writer import Move, lineage, move

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
QUEUE = Path(__file__).parent.parent.parent / "queue"


def test_a_step_that_is_not_in_the_table_is_a_bug(engine: Engine) -> None:
    """Every step outside the table raises, whatever state the delivery is in."""
    wrong = [(source, target) for source in State for target in State if not may(source, target)]
    with writing(engine) as session:
        for source, target in wrong:
            with pytest.raises(IllegalMove):
                move(session, Move(1, source, target, "a.baker"), now=NOW)


def test_the_second_of_two_goes_home(engine: Engine, hand_in: Callable[..., object]) -> None:
    """Who comes late changes nothing and records nothing."""
    hand_in()
    step = Move(1, State.WAITING, State.REJECTED, "s.miller", "no")
    with writing(engine) as session:
        assert move(session, step, now=NOW)
        assert not move(session, step, now=NOW)
    assert [entry["what"] for entry in export(engine)] == ["idea.new", "delivery.rejected"]


def test_a_step_of_an_older_try_changes_nothing(engine: Engine, ready: Callable[..., int]) -> None:
    """A step that belongs to one try is not taken by another."""
    ready()
    with writing(engine) as session:
        assert not move(session, Move(1, State.READY, State.SENDING, "x", attempt=3), now=NOW)
        assert lineage(session, 1).state == State.READY


def test_back_on_the_desk_nothing_is_sealed(engine: Engine, ready: Callable[..., int]) -> None:
    """Leaving `ready` for the desk takes the seal away."""
    ready()
    with writing(engine) as session:
        move(session, Move(1, State.READY, State.WAITING, "x"), now=NOW)
        assert lineage(session, 1).seal is None


def test_every_step_names_the_state_before_it(engine: Engine, ready: Callable[..., int]) -> None:
    """Each UPDATE that sets a delivery's state has the state before it among its conditions."""
    ready()
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *of: said.append(of[2]))
    held = sending.claim(engine, 1, slot=NOW, per_network=9, now=NOW)
    assert held
    sending.settle(engine, held, sending.Settlement(Outcome.PUBLISHED, Receipt(remote_id="1", url="u")), now=NOW)
    steps = [sql.split(" WHERE ") for sql in said if sql.startswith("UPDATE delivery") and " state=" in sql]
    assert len(steps) == 2
    assert all("delivery.state = " in conditions for _, conditions in steps)


def keys(call: ast.Call) -> Iterator[ast.Constant]:
    """Give the names in every dict that is written out inside a call."""
    for node in ast.walk(call):
        if isinstance(node, ast.Dict):
            yield from (key for key in node.keys if isinstance(key, ast.Constant))


def test_nobody_else_writes_the_state() -> None:
    """No module but the writer sets `state` of a delivery in an UPDATE; only new rows are given one."""
    for file in QUEUE.rglob("*.py"):
        tree = ast.parse(file.read_text())
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
        named = [word.arg for call in calls if call.func.attr == "values" for word in call.keywords]
        named += [key.value for call in calls if call.func.attr == "execute" for key in keys(call)]
        targets = [
            node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        ]
        assert file.name == "writer.py" or ("state" not in named and all(node.attr != "state" for node in targets)), (
            file
        )
