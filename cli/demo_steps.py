"""The steps of the demo that talk to Prefect."""

import shutil
from functools import partial
from pathlib import Path

from prefect.client.orchestration import get_client

from communique.cli.stage import Stage
from communique.flows.installation import Installation
from communique.flows.rehearsal import Codes, ScriptedSecretary
from communique.flows.script import script
from communique.flows.triggers import COLLECT, Start, publish_at_once, start
from communique.queue import desk, view
from communique.queue.states import State


def take_in(installation: Installation, stage: Stage, example: Path) -> None:
    """Wait until every idea is in the queue or known to be unreadable, and the desks are open."""
    lines = script(example / "rehearsal.yaml")
    readable = {line.idea for line in lines if line.becomes != "unreadable"}
    bar = stage.bar("Ideas taken in and checked", len(readable))
    stage.wait("ideas are taken in", lambda: taken(installation) >= readable)
    states = {post.idea_id: ", ".join(set(post.states.values())) for post in view.posts(installation.engine)}
    for line in lines:
        stage.console.print(f"  {line.idea} ({line.shows}): {states.get(line.idea, 'could not be read')}")
    stage.bars.update(bar, completed=len(readable))


def taken(installation: Installation) -> set[str]:
    """Give the ids of the posts in the queue."""
    return {post.idea_id for post in view.posts(installation.engine)}


def answer_all(installation: Installation, secrets: dict[str, str], stage: Stage, example: Path) -> None:
    """Answer every desk by the script; a changed idea is handed in when changes were asked for."""
    lines = script(example / "rehearsal.yaml")
    todo = {line.idea: list(line.answers) for line in lines}
    bar = stage.bar("The Secretary answers", sum(map(len, todo.values())))
    with get_client(sync_client=True) as client:
        secretary = ScriptedSecretary(installation, client, Codes(secrets), todo)
        while not secretary.finished():
            answers: list[tuple[str, str, str]] = []
            stage.wait("a desk opens", partial(answered, secretary, answers))
            for idea, text, changed in answers:
                stage.console.print(f"  {idea}: {text}")
                stage.bars.advance(bar)
                if changed:
                    stage.wait("changes are asked for", partial(state_is, installation, idea, "changes"))
                    hand_in_again(installation, example / changed)
    settling = stage.bar("The answers are recorded", 1)
    stage.wait("the last answer is recorded", lambda: not desk.wanted(installation.engine))
    stage.bars.advance(settling)


def answered(secretary: ScriptedSecretary, answers: list[tuple[str, str, str]]) -> bool:
    """Answer one desk if one waits, and note what was said."""
    given = secretary.answer_next()
    if given:
        idea, answer = given
        text = answer["decision"] + (", with a wrong code" if answer.get("code") == "wrong" else "")
        answers.append((idea, text, answer.get("changed", "")))
    return given is not None


def state_is(installation: Installation, idea: str, state: str) -> bool:
    """Tell whether all deliveries of a post are in this state."""
    posts = [post for post in view.posts(installation.engine) if post.idea_id == idea]
    return bool(posts) and set(posts[0].states.values()) == {state}


def hand_in_again(installation: Installation, changed: Path) -> None:
    """Put the changed file in place of the old one and let it be collected."""
    (home,) = installation.homes()
    shutil.copy(changed, home.ideas / changed.name)
    with get_client(sync_client=True) as client:
        start(client, Start(COLLECT, {"workspace": str(installation.workspace.root)}))


def publish(installation: Installation, stage: Stage) -> None:
    """Run the weekly flow."""
    bar = stage.bar("The weekly flow publishes", 1)
    (home,) = installation.homes()
    publish_at_once(installation.workspace, home.committee.key)
    stage.bars.advance(bar)
    for post in view.posts(installation.engine, state=State.PUBLISHED):
        stage.console.print(f"  {post.idea_id}: published")
