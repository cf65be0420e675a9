"""The table of states, and the steps that are missing from it on purpose."""

import pytest

from communique.queue.states import FIRST, SEALED, TRANSITIONS, State, may


def reachable(without: State) -> set[State]:
    """Walk the table from the beginning, never through one state."""
    seen: set[State] = set()
    todo = [state for state in FIRST if state is not without]
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo += [target for target in TRANSITIONS[state] if target is not without]
    return seen


def test_the_table_knows_every_state() -> None:
    """Every state has its row, and no row names itself."""
    assert set(TRANSITIONS) == set(State)
    assert not any(may(state, state) for state in State)


def test_every_way_to_the_network_leads_through_ready() -> None:
    """Take `ready` away, and nothing that is sealed can be reached at all."""
    assert reachable(without=State.READY).isdisjoint(SEALED)


def test_every_way_out_leads_through_sending() -> None:
    """Take `sending` away, and nothing is ever published."""
    assert reachable(without=State.SENDING).isdisjoint({State.PUBLISHED, State.IN_DOUBT, State.RETRACTED})


@pytest.mark.parametrize("state", State)
def test_only_waiting_and_doubt_and_tries_lead_to_ready(state: State) -> None:
    """`ready` is entered by an approval, or again after a try that surely did not post."""
    assert may(state, State.READY) is (state in {State.WAITING, State.SENDING, State.IN_DOUBT})


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (State.WAITING, State.SENDING), (State.WAITING, State.PUBLISHED), (State.BLOCKED, State.READY),
        (State.CHANGES, State.WAITING), (State.REJECTED, State.WAITING), (State.SENDING, State.SUPERSEDED),
        (State.SENDING, State.MISSED), (State.SENDING, State.WAITING), (State.IN_DOUBT, State.SENDING),
        (State.IN_DOUBT, State.REFUSED), (State.PUBLISHED, State.READY), (State.PUBLISHED, State.SUPERSEDED),
        (State.REFUSED, State.READY), (State.MISSED, State.READY), (State.MISSED, State.WAITING),
    ],
)  # fmt: skip
def test_the_missing_steps_are_missing(source: State, target: State) -> None:
    """What the comment above the table refuses is not in the table."""
    assert not may(source, target)


@pytest.mark.parametrize("state", [State.SUPERSEDED, State.RETRACTED])
def test_the_end_is_the_end(state: State) -> None:
    """Nothing leads out of a replaced or retracted delivery."""
    assert TRANSITIONS[state] == frozenset()
