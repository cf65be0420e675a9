"""Failures of one that must not stop the others: kept until all had their turn; then the run ends in red."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from communique.committee.workspace import Home


class Unsettled(Exception):
    """What came of a try could not be written down; says what it was, and that nothing more is sent."""


def keep(failures: list[Exception], failure: Exception, what: str) -> None:
    """Keep what went wrong with one of many; raised at once is only what concerns all: the queue can't be reached."""
    if of_the_queue(failure):
        raise failure
    failure.add_note(f"This was {what}; the others had their turn.")
    failures.append(failure)


def of_the_queue(failure: Exception) -> bool:
    """Tell whether the queue can't be reached or does not answer, so that nobody can be served."""
    lost = isinstance(failure, DBAPIError) and failure.connection_invalidated
    return lost or isinstance(failure, (InterfaceError, OperationalError, Unsettled))


def one_by_one(homes: Iterable[Home], serve: Callable[[Home], list[str]], failures: list[Exception]) -> list[str]:
    """Serve one committee after the other, and give what was done; what fails is kept."""
    lines: list[str] = []
    for home in homes:
        try:
            lines += serve(home)
        except Exception as failure:
            keep(failures, failure, home.committee.committee)
    return lines


def whole(head: str, lines: Sequence[str], failures: Sequence[Exception]) -> list[str]:
    """Give what was done if nothing failed; otherwise raise the failures as a group that tells it all the same."""
    if failures:
        raise ExceptionGroup("\n".join([head, *lines]), failures)
    return [*lines]
