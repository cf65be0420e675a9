"""What is old goes, what keeps a post from going out again stays, on both databases."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from communique.post.picture import Picture
from communique.post.receipt import Outcome, Receipt
from communique.post.rendering import Part, Rendering
from communique.queue import afterwards, audit, cutting, desk, intake, refusals, retention, sending, view
from communique.queue.states import State

NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
YEARS = NOW + dt.timedelta(days=5 * 365)
LIMIT = NOW + dt.timedelta(days=1)
TC = "iso-tc-400"
OUT = Receipt(remote_id="7", url="https://example.org/7")
CAKE, CRUMB = (hashlib.sha256(word).hexdigest() for word in (b"cake", b"crumb"))
BODIES = {CAKE: b"cake", CRUMB: b"crumb"}
Ready = Callable[..., int]


@pytest.fixture
def out(engine: Engine, ready: Ready) -> Callable[..., None]:
    """Give a way to publish one post."""

    def publish(name: str, **more: object) -> None:
        revision = ready(name, **more)
        (delivery,) = sending.due(engine, TC, "blog", now=NOW, slot=NOW, per_network=9)
        claim = sending.claim(engine, delivery, now=NOW, slot=NOW, per_network=9)
        assert claim
        settled = sending.Settlement(Outcome.PUBLISHED, OUT, detail=f"The network said: hello a.baker {revision}")
        sending.settle(engine, claim, settled, now=NOW)

    return publish


def rendering(name: str, digest: str) -> Rendering:
    """Show a picture on the blog."""
    known = {"mime": "image/png", "width": 1, "height": 1, "size": 4, "alt": "", "credit": "", "licence": ""}
    picture = Picture(digest=digest, file="c.png", **known)
    part = Part(text="Cake.", length=5, limit=0)
    return Rendering(
        network="blog", account="Cakes", slug=name, title="", language="en", parts=(part,), pictures=(picture,)
    )


def retired(engine: Engine, before: dt.datetime = LIMIT) -> retention.Old:
    """Take everything older than a moment out of the queue."""
    found = retention.old(engine, before)
    retention.empty(engine, found, "operator", "f" * 64, now=YEARS)
    retention.drop_pictures(engine, found)
    cutting.cut_off(engine, found.log, "operator", "f" * 64, now=YEARS)
    assert audit.verify(engine) == []
    return found


def everything(engine: Engine) -> str:
    """Give every value of every table as one text."""
    with engine.connect() as connection:
        names = ("post", "revision", "delivery", "attempt", "proof", "deskround", "decision", "refusal", "event")
        rows = [row for name in names for row in connection.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608
    return str([[bytes(value) if isinstance(value, memoryview) else value for value in row] for row in rows])


def test_nothing_of_a_post_is_left_but_what_keeps_it_from_going_out(engine: Engine, out: Callable[..., None]) -> None:
    """Text, author, comment and the network's words are nowhere any more; id, digest, seal and receipt are."""
    out("cakes", texts=("Zuckerguss.",))
    digest = desk.load(engine, 1).digest
    assert len(retired(engine).posts) == 1
    left = everything(engine)
    for gone in ("Zuckerguss.", "a.baker", "Fine.", "hello"):
        assert gone not in left.replace(digest, ""), gone
    assert digest in left
    published = afterwards.published(engine, TC, "cakes", "blog")
    assert published
    assert published.receipts == (OUT,)


def test_the_same_file_again_is_nothing_new(
    engine: Engine, out: Callable[..., None], submission: Callable[..., intake.Submission]
) -> None:
    """The file that still lies in the folder is known; a changed one is refused, because the post is out."""
    out("cakes")
    retired(engine)
    (same,) = intake.take_in(engine, TC, [submission("cakes")], now=YEARS)
    assert (same.outcome, same.revision) == ("unchanged", 1)
    (changed,) = intake.take_in(engine, TC, [submission("cakes", texts=("Other words.",))], now=YEARS)
    assert changed.outcome == "refused"
    assert "is out already" in changed.message


@pytest.mark.parametrize("state", ["waiting", "ready", "lately"])
def test_what_can_still_go_out_stays(
    engine: Engine, hand_in: Callable[..., intake.Taken], ready: Ready, *, out: Callable[..., None], state: str
) -> None:
    """A post on the desk, an approved one, and one that the log told of since, keep contents and log."""
    {"waiting": hand_in, "ready": ready, "lately": out}[state]("cakes", texts=("Zuckerguss.",))
    if state == "lately":
        audit.note(engine, audit.Entry("s.miller", "retraction.failed", TC, "cakes"), now=YEARS)
    found = retired(engine)
    assert (found.posts, found.log.through, found.log.holds) == ((), 0, f"{TC}/cakes")
    assert "Zuckerguss." in everything(engine)


def test_a_post_that_comes_to_life_meanwhile(
    engine: Engine, hand_in: Callable[..., intake.Taken], submission: Callable[..., intake.Submission]
) -> None:
    """Found old, but changed before it was its turn: it stays, and so does what the log tells of it."""
    hand_in("cakes", before=NOW)
    found = retention.old(engine, LIMIT)
    assert len(found.posts) == 1
    intake.take_in(engine, TC, [submission("cakes", texts=("New words.",))], now=YEARS)
    assert retention.empty(engine, found, "operator", "f", now=YEARS) == 0
    assert cutting.cut_off(engine, found.log, "operator", "f", now=YEARS) == 0
    assert desk.load(engine, 2).previous_idea is not None


def test_a_retired_post_can_be_handed_in_anew(
    engine: Engine, hand_in: Callable[..., intake.Taken], submission: Callable[..., intake.Submission]
) -> None:
    """What was missed years ago and is written anew comes on the desk, beside what is left of its first revision."""
    hand_in("cakes", before=NOW)
    retired(engine)
    (again,) = intake.take_in(engine, TC, [submission("cakes", texts=("New words.",))], now=YEARS)
    assert (again.outcome, again.number) == ("revised", 2)
    seen = desk.load(engine, again.revision or 0)
    assert seen.previous_idea
    assert seen.previous_idea.text == retention.REMOVED


def test_it_can_still_be_shown(engine: Engine, out: Callable[..., None]) -> None:
    """List and history know the post, its state and where it stands."""
    out("cakes")
    retired(engine)
    (listed,) = view.posts(engine)
    assert (listed.title, dict(listed.states)) == (retention.REMOVED, {"blog": State.PUBLISHED})
    detail = view.post(engine, TC, "cakes")
    assert detail
    assert [event["what"] for event in detail.events] == ["post.retired"]
    assert detail.revisions[0]["deliveries"][0]["receipts"][0]["url"] == OUT.url
    assert Rendering.model_validate_json(json.dumps(detail.revisions[0]["deliveries"][0]["rendering"]))


def test_it_is_retired_once(engine: Engine, out: Callable[..., None]) -> None:
    """The second time there is nothing to do."""
    out("cakes")
    retired(engine)
    again = retention.old(engine, LIMIT)
    assert (again.posts, again.pictures, again.log.through) == ((), (), 0)


def test_pictures_that_another_post_shows_stay(
    engine: Engine, ready: Ready, out: Callable[..., None], submission: Callable[..., intake.Submission]
) -> None:
    """Of two pictures of an old post one goes; the other is shown by a post that came in while it was its turn."""
    out("cakes", renderings=(rendering("cakes", CAKE),), bodies=BODIES)
    found = retention.old(engine, LIMIT)
    assert set(found.pictures) == {CAKE, CRUMB}
    retention.empty(engine, found, "operator", "f", now=YEARS)
    ready("again", renderings=(rendering("again", CAKE),), bodies={CAKE: b"cake"})
    assert retention.drop_pictures(engine, found) == 1
    assert intake.picture(engine, CAKE) == b"cake"
    with pytest.raises(KeyError):
        intake.picture(engine, CRUMB)


def test_a_picture_that_comes_in_between_looking_and_removing(
    engine: Engine, ready: Ready, out: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look and the removal are two transactions: a post between them keeps its picture."""
    out("cakes", renderings=(rendering("cakes", CAKE),), bodies={CAKE: b"cake"})
    found = retention.old(engine, LIMIT)
    retention.empty(engine, found, "operator", "f", now=YEARS)
    split = retention.batches

    def meanwhile(rows: list[str]) -> object:
        ready("again", renderings=(rendering("again", CAKE),), bodies={CAKE: b"cake"})
        return split(rows)

    monkeypatch.setattr(retention, "batches", meanwhile)
    assert retention.drop_pictures(engine, found) == 0
    assert intake.picture(engine, CAKE) == b"cake"


def test_refused_files_go_and_stay_known(engine: Engine) -> None:
    """The file and what was wrong with it are gone; the same file again is still no news."""
    unread = refusals.Unread("ideas/odd.yaml", b"Zuckerguss", ("what is this",))
    refusals.refuse_file(engine, TC, unread, now=NOW)
    assert len(retired(engine).refusals) == 1
    assert "Zuckerguss" not in everything(engine)
    assert "what is this" not in everything(engine)
    assert not refusals.refuse_file(engine, TC, unread, now=YEARS)
