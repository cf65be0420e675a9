"""From the idea file to a network of others: credentials, pictures made to fit, what it costs, and what breaks."""

from collections.abc import Iterator

import pytest
from PIL import Image

from bakery import BLOG, SLOT, TC, Bakery, minutes
from communique.committee.accounts import XAccount
from communique.connectors.practice.server import Mishap, PracticeServer
from communique.connectors.practice.x import KEYS, XService
from communique.flows.page import page
from communique.flows.publishing import LEASE
from communique.queue import controls, desk, intake, view
from communique.queue.rounds import Round
from communique.queue.states import State

CAKE = """\
text: The cake is out.
media: [{file: cake.png, alt: A cake, credit: A. Baker, licence: CC0-1.0}]
"""


@pytest.fixture
def x(bakery: Bakery, monkeypatch: pytest.MonkeyPatch) -> Iterator[PracticeServer]:
    """Give the bakery an account on X beside its blog, with credentials from the environment."""
    for name, value in zip(type(KEYS).model_fields, KEYS.secrets(), strict=True):
        monkeypatch.setenv(f"COMMUNIQUE_ISO_TC_400_X_{name.upper()}", value)
    rules = XService(XAccount(handle="ISOTC400"))
    rules.clock = lambda: SLOT
    with PracticeServer(rules) as server:
        bakery.settle(f"{BLOG}, x: {{handle: ISOTC400, api_url: {server.url}}}")
        yield server


def drawn(bakery: Bakery) -> None:
    """Draw a picture that X does not take: wider than 8192 pixels."""
    (bakery.folder / "ideas").mkdir()
    Image.new("RGB", (9000, 300), "tan").save(bakery.folder / "ideas" / "cake.png")


def test_each_network_gets_the_picture_that_it_takes(bakery: Bakery, x: PracticeServer) -> None:
    """The Secretary approves the picture of each network; X gets its own bytes, the blog the whole picture."""
    drawn(bakery)
    bakery.save("cake", CAKE)
    bakery.collect()
    engine = bakery.installation.engine
    (post,) = view.posts(engine)
    pictures = {network: each.pictures[0] for network, each in desk.load(engine, post.revision).renderings.items()}
    assert (pictures["blog"].width, pictures["x"].width) == (9000, 8192)
    bakery.approve("cake")
    assert [sent.state for sent in bakery.sender().send_due(SLOT)] == ["published", "published"]
    (posted,) = x.posts
    assert posted.pictures[0].digest == pictures["x"].digest
    assert list((bakery.folder / "public").rglob(f"*{pictures['blog'].digest[:8]}*"))


def test_the_desk_says_what_it_costs(bakery: Bakery, x: PracticeServer) -> None:
    """What X takes for a post stands on the desk, and is no part of what is sealed."""
    assert x.posts == ()
    bakery.save("cake", "text: The cake is out.\nlink: https://www.iso.org/\n")
    bakery.collect()
    engine = bakery.installation.engine
    view_of = desk.load(engine, view.posts(engine)[0].revision)
    shown = Round(1, 1, "run", 1, {"x": "0" * 64}, (), "", None, "", None)
    text = page(view_of, bakery.home.committee, shown, lambda digest: intake.picture(engine, digest))
    assert "costs about 0&#46;20 USD" in text


def test_refused_credentials_park_one_account(bakery: Bakery, x: PracticeServer) -> None:
    """The account waits and the Secretary reads how to renew; the blog goes on, and nothing is lost."""
    bakery.bake("cake", "text: The cake is out.\n")
    x.misbehave(Mishap.REFUSE_CREDENTIALS)
    sent = {each.network: each for each in bakery.sender().send_due(SLOT)}
    assert (sent["blog"].state, sent["x"].state) == ("published", "ready")
    assert "communique accounts connect x" in sent["x"].detail
    assert list(controls.parked(bakery.installation.engine, TC)) == ["x"]
    assert bakery.sender().send_due(SLOT) == []
    controls.unpark(bakery.installation.engine, TC, "x", "operator", now=SLOT)
    assert [str(each.state) for each in bakery.sender().send_due(SLOT)] == ["published"]


def test_a_lost_answer_is_found_again(bakery: Bakery, x: PracticeServer) -> None:
    """What X took without an answer is found by its content, once the lease is over, and never sent again."""
    bakery.bake("cake", "text: The cake is out & about.\nlink: https://www.iso.org/\n")
    x.misbehave(Mishap.LAG)
    states = [str(each.state) for each in bakery.sender().send_due(SLOT) if each.network == "x"]
    assert states == [State.IN_DOUBT]
    for hour in range(1, 4):
        bakery.sender(SLOT + LEASE + minutes(60 * hour)).settle_doubts()
    assert bakery.states("cake")["x"] == State.PUBLISHED
    assert len(x.posts) == 1
