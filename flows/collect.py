"""The flow that takes idea files into the queue and opens a review for each."""

from functools import partial
from pathlib import Path

from prefect import flow

from communique.committee.workspace import Home
from communique.flows.failures import one_by_one
from communique.flows.handing import Handed, hand_in, idea_files
from communique.flows.installation import Installation
from communique.flows.publishing import utc_now
from communique.flows.reminding import remind
from communique.flows.reviews import open_reviews
from communique.flows.telling import News, tell
from communique.flows.thisrun import end
from communique.queue.states import State


@flow(name="collect-ideas", log_prints=True)
def collect_ideas(workspace: str) -> list[str]:
    """Take new and changed idea files of every committee into the queue, then open what waits for the Secretary."""
    installation = Installation.of_run(workspace)
    homes, mistakes = installation.survey()
    failures: list[Exception] = []
    lines = one_by_one(homes, partial(collect, installation), failures)
    lines += [f"on the desk: {name}" for name in open_reviews(installation, now=utc_now())]
    one_by_one(homes, partial(remind, installation, now=utc_now()), failures)
    return end(lines, mistakes, failures)


def collect(installation: Installation, home: Home) -> list[str]:
    """Take in one committee's folder and tell the authors what needs their attention."""
    handed = hand_in(installation.engine, home, idea_files(home.ideas), now=utc_now())
    fresh = [each for each in handed if each.news]
    for each in fresh:
        tell_author(installation, home, each)
    return [describe(each) for each in fresh]


def describe(handed: Handed) -> str:
    """Say on one line what became of a file."""
    if handed.taken is None:
        return f"{handed.file.name}: could not be read: {handed.mistakes[0]}"
    taken = handed.taken
    states = ", ".join(f"{network} {state}" for network, state in taken.states.items())
    return f"{handed.file.name}: {taken.outcome} {states} {taken.message}".rstrip()


def needs_author(handed: Handed) -> bool:
    """Tell whether the author must do something about the file."""
    if handed.taken is None or handed.taken.outcome == "refused":
        return True
    return bool({State.BLOCKED, State.MISSED} & set(handed.taken.states.values()))


def tell_author(installation: Installation, home: Home, handed: Handed) -> None:
    """Tell the content creators what needs their attention; who wrote an unreadable file is not known."""
    if needs_author(handed):
        name = Path(handed.file).name
        news = News(
            f"{home.committee.committee}: {name} needs you", "\n".join([describe(handed), *handed.mistakes]), name
        )
        tell(installation.engine, home.committee, home.committee.creators, news, now=utc_now())
