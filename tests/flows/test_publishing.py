"""Sending what is due: the last look, the one call, and what its end means."""

import sqlite3

import pytest
import time_machine
from sqlalchemy.exc import OperationalError

from bakery import SLOT, Bakery, minutes
from communique.connectors.practice.fake import Practice
from communique.connectors.practice.server import Mishap
from communique.flows import publishing
from communique.flows.failures import Unsettled
from communique.flows.publishing import LEASE, Sender
from communique.queue import audit, controls, sending
from communique.queue.states import State
from communique.queue.view import posts
from publisher import Naive, start

CAKE = "text: The cake is out.\n"
THREAD = "thread: [The cake is mixed., The cake is baked.]\n"


def texts(practice: Practice) -> list[str]:
    """Give what was posted."""
    return [post.message.text for post in practice.posts]


def test_what_is_approved_goes_out(practised: Bakery, practice: Practice) -> None:
    """A delivery is sent once, word for word, and the line about it says where it stands."""
    practised.bake("cake", CAKE)
    (sent,) = practised.sender().send_due(SLOT)
    assert str(sent) == f"cake on fake: published ({practice.url}posts/1)"
    assert practised.sender().send_due(SLOT) == []
    assert texts(practice) == ["The cake is out."]


def test_what_nobody_approved_stays(practised: Bakery, practice: Practice) -> None:
    """An idea on the desk is never sent."""
    practised.save("cake", CAKE)
    practised.collect()
    assert practised.sender().send_due(SLOT) == []
    assert practice.posts == ()


@pytest.mark.parametrize(
    ("mishap", "state"),
    [
        (Mishap.THROTTLE, State.READY),
        (Mishap.BREAK_BEFORE, State.IN_DOUBT),
        (Mishap.BREAK_AFTER, State.IN_DOUBT),
        (Mishap.DROP_BEFORE, State.IN_DOUBT),
        (Mishap.LOSE_ANSWER, State.IN_DOUBT),
        (Mishap.GARBLE_ANSWER, State.IN_DOUBT),
    ],
)
def test_how_a_mishap_ends(practised: Bakery, practice: Practice, mishap: Mishap, state: State) -> None:
    """Each mishap leads to its own state; an hour later the post is out, once."""
    practised.bake("cake", CAKE)
    practice.misbehave(mishap)
    with time_machine.travel(SLOT, tick=False):
        practised.sender().send_due(SLOT)
    assert practised.states("cake") == {"fake": state}
    later = practised.sender(SLOT + minutes(60))
    later.settle_doubts()
    later.send_due(SLOT)
    assert practised.states("cake") == {"fake": State.PUBLISHED}
    assert texts(practice) == ["The cake is out."]


def test_a_refusal_stays(practised: Bakery, practice: Practice) -> None:
    """What the network said no to is never sent again; it holds nothing else up."""
    practised.bake("cake", CAKE)
    practised.bake("pie", "text: The pie is out.\n")
    practice.shelf.complaint = lambda message: "no cakes" if "cake" in message.text else None  # type: ignore[method-assign]
    practised.sender().send_due(SLOT)
    del practice.shelf.complaint
    practised.sender(SLOT + minutes(60)).send_due(SLOT)
    assert practised.states("cake") == {"fake": State.REFUSED}
    assert texts(practice) == ["The pie is out."]


def test_bad_credentials_spare_the_rest(practised: Bakery, practice: Practice) -> None:
    """After the first refusal of the credentials the account is parked, and the next post is not even tried."""
    practised.bake("cake", CAKE)
    practised.bake("pie", CAKE)
    practice.misbehave(Mishap.REFUSE_CREDENTIALS)
    assert [sent.state for sent in practised.sender().send_due(SLOT)] == [State.READY]
    assert practised.sender(SLOT + minutes(60)).send_due(SLOT) == []
    assert practice.posts == ()
    assert list(controls.parked(practised.installation.engine, "iso-tc-400")) == ["fake"]


def test_one_network_never_hides_another(bakery: Bakery, practice: Practice) -> None:
    """Where one network fails, the other gets its post."""
    bakery.settle(f'blog: {{site: public/, title: Cake}}, fake: {{url: "{practice.url}"}}')
    bakery.bake("cake", CAKE)
    (bakery.folder / "public").write_text("a file where the folder of the site should be")
    bakery.sender().send_due(SLOT)
    assert bakery.states("cake") == {"blog": State.READY, "fake": State.PUBLISHED}


def test_the_stop_switch_is_looked_at_last(
    practised: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped after the claim and before the call: nothing is sent, and the post is ready again."""
    practised.bake("cake", CAKE)
    engine = practised.installation.engine

    def claim_and_stop(*given: object, **named: object) -> object:
        claimed = sending_claim(*given, **named)
        controls.stop(engine, "iso-tc-400", "s.miller", "Wait.", now=SLOT)
        return claimed

    sending_claim = sending.claim
    monkeypatch.setattr(publishing.sending, "claim", claim_and_stop)
    practised.sender().send_due(SLOT)
    assert practice.posts == ()
    assert practised.states("cake") == {"fake": State.READY}
    monkeypatch.undo()
    controls.start(engine, "iso-tc-400", "s.miller", now=SLOT)
    practised.sender().send_due(SLOT)
    assert texts(practice) == ["The cake is out."]


def test_a_stop_between_two_parts(practised: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that is stopped in the middle goes on after the start, with the part that is missing."""
    practised.bake("cake", THREAD)
    engine = practised.installation.engine
    monkeypatch.setattr(sending, "obstacle", lambda *_: "Publishing is stopped" * (len(practice.posts) == 1))
    practised.sender().send_due(SLOT)
    assert texts(practice) == ["The cake is mixed."]
    monkeypatch.undo()
    practised.sender(SLOT + minutes(20)).send_due(SLOT)
    assert texts(practice) == ["The cake is mixed.", "The cake is baked."]
    assert [post.message.previous for post in practice.posts] == [None, "1"]
    assert audit.verify(engine) == []


def test_whatever_else_goes_wrong_is_a_doubt(
    practised: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in a connector may come after the sending: it is looked for and never sent blindly."""
    practised.bake("cake", CAKE)
    connector = practised.sender().connector("fake")
    publish = type(connector).publish

    def publish_and_stumble(*given: object) -> object:
        publish(*given)  # type: ignore[arg-type]
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(type(connector), "publish", publish_and_stumble)
    (sent,) = practised.sender().send_due(SLOT)
    assert (sent.state, sent.detail) == (State.IN_DOUBT, "ZeroDivisionError: division by zero")
    (settled,) = practised.sender(SLOT + minutes(60)).settle_doubts()
    assert settled.state == State.PUBLISHED
    assert texts(practice) == ["The cake is out."]


def test_a_doubt_that_nobody_can_settle(practised: Bakery, practice: Practice) -> None:
    """While the network does not tell, nothing is sent; the Secretary is asked once and not every hour."""
    practised.bake("cake", CAKE)
    practice.misbehave(Mishap.LOSE_ANSWER)
    practised.sender().send_due(SLOT)
    practice.shelf.token = "changed"
    (first,), (second,) = (practised.sender(SLOT + minutes(60 * hour)).settle_doubts() for hour in (1, 2))
    assert first.news
    assert not second.news
    assert practised.sender(SLOT + minutes(180)).send_due(SLOT) == []
    assert practised.states("cake") == {"fake": State.IN_DOUBT}


def test_a_publisher_that_slept_sends_nothing(practised: Bakery, practice: Practice) -> None:
    """A machine that sleeps between attempt and call does not send when it wakes: others may have sent by then."""
    practised.bake("cake", CAKE)
    awake = iter([SLOT, SLOT, SLOT])
    sleeper = Sender(practised.installation.engine, practised.home, lambda: next(awake, SLOT + LEASE + minutes(1)))
    (sent,) = sleeper.send_due(SLOT)
    assert sent.detail == "The machine was asleep: nothing was sent."
    assert practice.posts == ()
    practised.sender(SLOT + LEASE + minutes(2)).send_due(SLOT)
    assert texts(practice) == ["The cake is out."]


def test_a_try_that_others_took_for_lost(
    practised: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publisher that was held up while no clock of its own went on asks the queue last, and sends nothing."""
    practised.bake("cake", CAKE)

    def claim_and_sleep(*given: object, **named: object) -> object:
        claimed = sending_claim(*given, **named)
        monkeypatch.undo()
        practised.sender(SLOT + LEASE + minutes(1)).settle_doubts()
        return claimed

    sending_claim = sending.claim
    monkeypatch.setattr(publishing.sending, "claim", claim_and_sleep)
    (sent,) = practised.sender().send_due(SLOT)
    assert (sent.state, sent.detail) == (
        "settled elsewhere",
        "This try was taken for lost meanwhile: nothing was sent.",
    )
    assert practice.posts == ()
    practised.sender(SLOT + LEASE + minutes(2)).send_due(SLOT)
    assert texts(practice) == ["The cake is out."]


def test_a_queue_that_is_lost_ends_it(practised: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came of a call can't be written down: the publisher says it, goes on with nothing, and it is found later."""
    practised.bake("cake", THREAD)
    practised.bake("pie", "text: The pie is out.\n")

    def cut(*_: object, **__: object) -> object:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(publishing.sending, "settle", cut)
    with pytest.raises(Unsettled, match=r"cake on fake: published \(http.*/posts/1\)\. This could not be written"):
        practised.sender().send_due(SLOT)
    assert texts(practice) == ["The cake is mixed."]
    monkeypatch.undo()
    later = practised.sender(SLOT + LEASE + minutes(1))
    assert [str(each.state) for each in later.settle_doubts()] == ["ready"]
    later.send_due(SLOT)
    assert texts(practice) == ["The cake is mixed.", "The cake is baked.", "The pie is out."]


def test_a_claim_whose_yes_was_lost(practised: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue wrote the claim down, but the publisher did not hear of it: it sends nothing, and it is not lost."""
    practised.bake("cake", CAKE)

    def claim_and_lose(*given: object, **named: object) -> object:
        sending_claim(*given, **named)
        raise OperationalError("COMMIT", {}, ConnectionResetError("the line was cut"))

    sending_claim = sending.claim
    monkeypatch.setattr(publishing.sending, "claim", claim_and_lose)
    with pytest.raises(OperationalError, match="the line was cut"):
        practised.sender().send_due(SLOT)
    monkeypatch.undo()
    assert practised.sender(SLOT + LEASE).send_due(SLOT) == []
    assert practice.posts == ()
    later = practised.sender(SLOT + LEASE + minutes(1))
    later.settle_doubts()
    later.send_due(SLOT)
    assert texts(practice) == ["The cake is out."]


def test_what_fails_hides_nothing(bakery: Bakery, practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of this program with one post stops neither the next one nor the other network, and is told."""
    bakery.settle(f'blog: {{site: public/, title: Notes}}, fake: {{url: "{practice.url}"}}')
    bakery.bake("cake", CAKE)
    bakery.bake("pie", "text: The pie is out.\n")

    def stumble(*given: object) -> object:
        if given[2].startswith("The cake"):  # type: ignore[attr-defined]
            raise ZeroDivisionError("division by zero")
        return None

    sender = bakery.sender()
    checked = Sender.broken
    monkeypatch.setattr(
        Sender,
        "broken",
        lambda self, ready: stumble(self, ready, ready.rendering.parts[0].text) or checked(self, ready),
    )
    sent = sender.send_due(SLOT)
    assert [each.state for each in sent] == ["failed", "published"] * 2
    assert [each.detail for each in sent[::2]] == ["ZeroDivisionError: division by zero"] * 2
    assert sender.failures[0].__notes__ == ["This was ISO/TC 400 on blog; the others had their turn."]


def test_a_try_in_its_time_is_left_alone(practised: Bakery, practice: Practice) -> None:
    """Only a try that lasts longer than any connector waits is looked into."""
    practised.bake("cake", CAKE)
    engine = practised.installation.engine
    (delivery,) = sending.due(engine, "iso-tc-400", "fake", now=SLOT, slot=SLOT, per_network=3)
    sending.claim(engine, delivery, slot=SLOT, per_network=3, now=SLOT)
    assert practised.sender(SLOT + LEASE).settle_doubts() == []
    (settled,) = practised.sender(SLOT + LEASE + minutes(1)).settle_doubts()
    assert settled.state == State.READY


def test_several_publishers_at_once(practised: Bakery, practice: Practice, postgresql: str) -> None:
    """Three processes that publish the same slot send each part of each post once, on SQLite and on PostgreSQL."""
    for database in ("", postgresql):
        practice.shelf = Naive()
        bakery = Bakery(practised.folder, database)
        for number in range(4):
            bakery.bake(f"cake-{number}", f"thread: [Cake {number} is baked., Cake {number} is out.]\n")
        bakery.settle(f'fake: {{url: "{practice.url}"}}', per_network=4)
        publishers = [start(bakery) for _ in range(3)]
        for publisher in publishers:
            publisher.join(120)
        assert [publisher.exitcode for publisher in publishers] == [0, 0, 0]
        assert sorted(texts(practice)) == sorted(f"Cake {n} is {done}." for n in range(4) for done in ("baked", "out"))
        assert {state for post in posts(bakery.installation.engine) for state in post.states.values()} == {"published"}
        bakery.installation.engine.dispose()
