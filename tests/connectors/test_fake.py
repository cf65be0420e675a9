"""The practice network with everything that can go wrong on the way."""

import datetime as dt
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from communique.committee.accounts import Accounts, FakeAccount
from communique.committee.workspace import Home
from communique.connectors.errors import InDoubt, Refused, Throttled
from communique.connectors.fake import Fake
from communique.connectors.practice.fake import Practice
from communique.connectors.practice.server import Mishap
from communique.connectors.registry import no_keys
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from places import OUTCOMES, Ideas

SINCE = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def test_the_link_stands_below_the_text(fake: Fake, idea: Ideas) -> None:
    """The link is part of what is sent and counted; where the text has it already, it is not said twice."""
    link = "https://www.iso.org/"
    (part,) = fake.render(idea(text="Sponge cakes.", link=link), ()).parts
    assert (part.text, part.length, part.limit) == (f"Sponge cakes.\n\n{link}", 35, 280)
    assert fake.render(idea(text=f"See {link}", link=link), ()).parts[0].text == f"See {link}"
    assert [part.text for part in fake.render(idea(thread=("One.", "Two."), link=link), ()).parts] == [
        "One.", f"Two.\n\n{link}",
    ]  # fmt: skip


def test_a_thread_goes_part_by_part(fake: Fake, idea: Ideas, practice: Practice, picture: Picture) -> None:
    """Each part is one message that follows the one before; pictures go with the first."""
    rendering = fake.render(idea(thread=("One.", "Two.", "Three.")), (picture,))
    stands: tuple[Receipt, ...] = ()
    for number in range(3):
        stands += (fake.publish(rendering, f"key {number}", stands),)
    assert [(post.message.text, post.message.previous) for post in practice.posts] == [
        ("One.", None), ("Two.", stands[0].remote_id), ("Three.", stands[1].remote_id),
    ]  # fmt: skip
    assert [len(post.message.pictures) for post in practice.posts] == [1, 0, 0]
    assert practice.posts[0].message.pictures[0].alt == "A sponge cake on a white plate"


@pytest.mark.parametrize(("mishap", "error", "posted"), [each for each in OUTCOMES if each[0] is not Mishap.CUT_ANSWER])
def test_mishaps(
    fake: Fake, idea: Ideas, practice: Practice, *, mishap: Mishap, error: type[Exception], posted: bool
) -> None:
    """Each mishap gives its one error, looking tells what happened, and sending again makes one post of it."""
    practice.misbehave(mishap)
    rendering = fake.render(idea(), ())
    with pytest.raises(error) as caught:
        fake.publish(rendering, "key", ())
    assert type(caught.value) is error
    assert bool(fake.find(rendering, "key", (), SINCE)) is posted
    fake.publish(rendering, "key", ())
    assert len(practice.posts) == 1


def test_a_throttled_post_knows_until_when(fake: Fake, idea: Ideas, practice: Practice) -> None:
    """The network's own pause is kept."""
    practice.misbehave(Mishap.THROTTLE)
    with pytest.raises(Throttled) as caught:
        fake.publish(fake.render(idea(), ()), "key", ())
    assert caught.value.until == dt.datetime(2026, 12, 1, 9, 2, tzinfo=dt.UTC)


def test_a_stranger_at_the_address_is_a_doubt(home: Home, idea: Ideas, tmp_path: Path) -> None:
    """A "not found" in other words than the network's own does not mean that nothing was posted."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as stranger:
        Thread(target=stranger.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        account = FakeAccount(url=f"http://127.0.0.1:{stranger.server_address[1]}/")
        home = replace(home, committee=home.committee.model_copy(update={"accounts": Accounts(fake=account)}))
        fake = Fake(home, dict[str, bytes]().__getitem__, no_keys, lambda: SINCE)
        with pytest.raises(InDoubt, match="somebody else answers"):
            fake.find(fake.render(idea(), ()), "key", (), SINCE)
        stranger.shutdown()


@pytest.mark.parametrize("parts", [{"text": "x" * 281}, {"text": "x" * 279, "link": "https://www.iso.org/"}])
def test_too_long_is_refused(fake: Fake, idea: Ideas, practice: Practice, parts: dict[str, str]) -> None:
    """The network counts as the connector does, and says so."""
    rendering = fake.render(idea(**parts), ())
    assert rendering.parts[0].length > 280
    with pytest.raises(Refused, match="1 to 280 characters, this one"):
        fake.publish(rendering, "key", ())
    assert practice.posts == ()
