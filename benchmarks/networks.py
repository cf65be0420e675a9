"""The connectors: how fast they render, what they add to the bare library, and what they cost unused."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from PIL import Image

from benchmarks import loaded
from benchmarks.bare import BARE, Send
from benchmarks.measure import Job, Question, Row, Spread, in_turn, milliseconds
from benchmarks.places import COMMITTEE, EXAMPLE, connector, place
from communique.committee.committee import Kind
from communique.committee.workspace import read_home
from communique.connectors.registry import connect
from communique.flows.handing import fit_for
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.reading import read_idea
from communique.post.rendering import Rendering

TEXT = "ISO 22222-{number}, Sponge cakes: part {number}, is published. It says how high a sponge cake must rise."


def rows(folder: Path, *, quick: bool) -> Iterator[Row]:
    """Measure rendering, then publishing on every practice server, then `communique check`."""
    yield from renderings(100 if quick else 1000, 3 if quick else 9)
    for network in BARE:
        yield published(network, turns=5 if quick else 20, each=10 if quick else 50)
    yield from loaded.rows(folder, runs=3 if quick else 21)


def renderings(count: int, runs: int) -> Iterator[Row]:
    """Render the example's idea, which has a link and a picture, beside writing the same rendering as JSON."""
    home = read_home(COMMITTEE)
    handed = read_idea(next((EXAMPLE / "ideas").glob("*.yaml")), home)
    fitted, bodies = fit_for(home, handed)
    for network in handed.idea.networks:
        render = partial(
            connect(home, network, bodies.__getitem__).render, handed.idea, fitted.get(network, handed.pictures)
        )
        write = partial(json.dumps, render().model_dump(mode="json"))
        question = Question(f"rendering-{network}", f"one idea rendered for {network}", "json.dumps of it", "µs")
        mine, other = in_turn(partial(microseconds, render, count), partial(microseconds, write, count), runs)
        yield question.row(mine, other, note=f"{1_000_000 / Spread.of(mine).median:,.0f} a second")


def microseconds(work: Callable[[], object], count: int) -> float:
    """Do something so many times, and give the time that one of them took."""
    return milliseconds(lambda: [work() for _ in range(count)]) / count * 1000


def published(network: str, *, turns: int, each: int) -> Row:
    """Publish texts by our connector and by the bare library, some in turn, each on a server of its own.

    Raises ValueError if a post is lost or if the two did not make as many requests.
    """
    with place(network) as here, place(network) as there:
        made = connector(network, here.url, lambda _: dot())
        pictures = (shown(dot()),) if network == "flickr" else ()
        posts = [made.render(idea(number), pictures) for number in range((turns + 1) * each)]
        ours = posting(lambda post, key: made.publish(post, key, ()), posts, each)
        mine, other = in_turn(ours, posting(BARE[network].open(there.url, dot()), posts, each), turns)
        tally, rival = here.end(), there.end()
    if (tally.posts, tally) != (len(posts), rival):
        message = f"on {network} the two did not do the same, {len(posts)} posts: {tally} and {rival}"
        raise ValueError(message)
    question = Question(f"publishing-{network}", f"texts published on {network}", BARE[network].rival, "ms", "≤ 1.3")
    return question.row(mine, other, note=f"{turns * each} posts, requests for each: {tally.requests // tally.posts}")


def posting(send: Send, posts: Sequence[Rendering], each: int) -> Job:
    """Give the job of sending the next few posts; it costs the milliseconds of one."""
    left = iter(enumerate(posts))
    return lambda: milliseconds(lambda: [send(post, f"post-{at}") for at, post in islice(left, each)]) / each


def idea(number: int) -> Idea:
    """Give a text like no other, without link."""
    title, text = f"Sponge cakes, part {number}", TEXT.format(number=number)
    return Idea(
        id=f"sponge-{number}", title=title, text=text, networks=("blog",), kind=Kind.PUBLICATION, author="a.baker"
    )


def dot() -> bytes:
    """Draw the smallest picture: on Flickr there is no post without one."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#c98b5e").save(out, "PNG")
    return out.getvalue()


def shown(body: bytes) -> Picture:
    """Say what a picture is."""
    return Picture(
        digest=hashlib.sha256(body).hexdigest(), mime="image/png", width=8, height=8, size=len(body), file="cake.png",
        alt="", credit="", licence="",
    )  # fmt: skip
