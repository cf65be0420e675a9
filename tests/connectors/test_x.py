"""X: what is shown, what is sent, what goes wrong, and what is found again."""

from collections.abc import Callable
from dataclasses import replace
from email import policy
from email.parser import BytesParser

import pytest
import requests

from communique.committee.accounts import Accounts, XAccount
from communique.committee.workspace import Home
from communique.connectors.errors import Refused, Unreachable
from communique.connectors.practice.server import PracticeServer
from communique.connectors.practice.x import KEYS
from communique.connectors.x import X
from communique.post.picture import Picture
from places import LINK, NOW, Ideas, connected, opened
from x_place import ACCOUNT, asked, send

place = opened("x", **ACCOUNT)
x = connected


def test_the_link_stands_below_and_counts_23(x: X, idea: Ideas) -> None:
    """A link is a line of its own below the last part, and counts 23 however long it is."""
    (part,) = x.render(idea(text="Cakes.", link=LINK), ()).parts
    assert (part.text, part.length, part.limit) == (f"Cakes.\n\n{LINK}", 8 + 23, 280)
    assert x.render(idea(text=f"See {LINK}", link=LINK), ()).parts[0].text == f"See {LINK}"
    assert [part.text for part in x.render(idea(thread=("One.", "Two."), link=LINK), ()).parts] == [
        "One.", f"Two.\n\n{LINK}",
    ]  # fmt: skip


def test_what_is_approved_is_composed(x: X, idea: Ideas) -> None:
    """X keeps texts in the composed form, so that form is shown and sent."""
    rendering = x.render(idea(text="Cre\u0300me"), ())
    assert rendering.parts[0].text == "Crème"
    assert rendering.account == "@ISOTC400"


@pytest.mark.parametrize(
    ("given", "pictures", "cost"),
    [
        ({"text": "Cakes."}, 0, "costs about 0.015 USD ("),
        ({"text": "Cakes.", "link": LINK}, 0, "costs about 0.20 USD because of the link ("),
        ({"text": "See iso.org/cakes."}, 0, "costs about 0.20 USD because of the link ("),
        ({"thread": ("One.", "Two.", "Three.")}, 0, "costs about 0.045 USD ("),
        ({"thread": ("One.", "Two."), "link": LINK}, 0, "costs about 0.215 USD because of the link ("),
        ({"text": "Cakes."}, 1, "costs about 0.02 USD ("),
    ],
)
def test_the_cost_is_shown(  # noqa: PLR0917
    x: X, idea: Ideas, picture: Picture, given: dict[str, str], pictures: int, cost: str
) -> None:
    """What all parts cost together is said beside the post, with its date, and that it may change."""
    (remark,) = x.render(idea(**given), (picture,) * pictures).remarks
    assert remark.startswith(cost)
    assert remark.endswith("(X's prices of 2026-08-22; X changes them)")


def test_a_post_goes_out_as_it_is(x: X, server: PracticeServer) -> None:
    """One signed request, with the text and nothing else in it."""
    (receipt,) = send(x, "Cakes & <more>.")
    (request,) = server.requests
    assert (request.method, request.path, request.query) == ("POST", "/2/tweets", {})
    assert request.json() == {"text": "Cakes & <more>."}
    assert request.headers["authorization"].startswith("OAuth ")
    assert receipt.url == f"https://x.com/ISOTC400/status/{receipt.remote_id}"
    assert server.posts[0].text == "Cakes & <more>."


def test_pictures_go_first(x: X, server: PracticeServer, picture: Picture, bodies: dict[str, bytes]) -> None:
    """Each picture is handed in with its bytes, then its alternative text, then the post names it."""
    send(x, "One.", "Two.", pictures=(picture,))
    assert asked(server) == ["POST /2/media/upload", "POST /2/media/metadata", "POST /2/tweets", "POST /2/tweets"]
    upload, alt, first, second = server.requests
    form = BytesParser(policy=policy.HTTP).parsebytes(
        f"Content-Type: {upload.headers['content-type']}\r\n\r\n".encode() + upload.body
    )
    category, image = form.iter_parts()
    assert (category.get_payload(), image.get_content_type()) == ("tweet_image", "image/png")
    assert image.get_payload(decode=True) == bodies[picture.digest]
    media = alt.json()["id"]
    assert alt.json() == {"id": media, "metadata": {"alt_text": {"text": "A sponge cake on a white plate"}}}
    assert first.json() == {"text": "One.", "media": {"media_ids": [media]}}
    assert "media" not in second.json()
    assert [shown.alt for shown in server.posts[0].pictures] == ["A sponge cake on a white plate"]


def test_four_pictures(x: X, server: PracticeServer, draw: Callable[..., Picture]) -> None:
    """X takes four pictures, in their order; one without alternative text costs no request for it."""
    pictures = tuple(draw(size=(100 + number, 80)).model_copy(update={"alt": ""}) for number in range(4))
    send(x, "Cakes.", pictures=pictures)
    assert [shown.digest for shown in server.posts[0].pictures] == [picture.digest for picture in pictures]
    assert asked(server) == ["POST /2/media/upload"] * 4 + ["POST /2/tweets"]


def test_a_thread_is_made_of_replies(x: X, server: PracticeServer) -> None:
    """Each part replies to the one before."""
    one, two, _ = send(x, "One.", "Two.", "Three.")
    assert [post.previous for post in server.posts] == [None, one.remote_id, two.remote_id]
    assert server.requests[1].json() == {"text": "Two.", "reply": {"in_reply_to_tweet_id": one.remote_id}}


@pytest.mark.parametrize(
    ("text", "words"), [("x" * 281, "too long"), ("日" * 141, "too long"), ("$ISO and $IEC", "one cashtag")]
)
def test_what_x_refuses(x: X, server: PracticeServer, text: str, words: str) -> None:
    """Over-long text is cut by nobody and refused by X; several cashtags are refused before anything is sent."""
    with pytest.raises(Refused, match=words) as caught:
        send(x, text)
    assert type(caught.value) is Refused
    assert server.posts == ()


def test_objections_are_shown_and_cost_nothing(x: X, server: PracticeServer, idea: Ideas, picture: Picture) -> None:
    """What X would surely refuse is said beside the post, and refused here before any request."""
    wordy = picture.model_copy(update={"alt": "x" * 1001})
    rendering = x.render(idea(text="$ISO and $IEC"), (wordy,))
    assert rendering.remarks[1:] == (
        "X takes one cashtag for each post, and here are $ISO and $IEC",
        "X takes alternative texts of 1000 characters, that of cake.png has 1001",
    )
    with pytest.raises(Refused, match="nothing was sent: X takes one cashtag"):
        x.publish(rendering, "key", ())
    assert server.requests == []


def test_a_cashtag_in_each_part_is_fine(x: X, server: PracticeServer) -> None:
    """One cashtag for each post is what X takes."""
    send(x, "$ISO", "$IEC, at 5 $")
    assert len(server.posts) == 2


def test_the_public_address(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without another address in the committee file, everything goes to X's own, encrypted."""
    went: list[str] = []

    def stop(_: object, request: requests.PreparedRequest, *__: object, **___: object) -> None:
        went.append(str(request.url))
        raise requests.ConnectTimeout

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", stop)
    accounts = Accounts(x=XAccount(handle="ISOTC400"))
    home = replace(home, committee=home.committee.model_copy(update={"accounts": accounts}))
    with pytest.raises(Unreachable):
        send(X(home, dict[str, bytes]().__getitem__, lambda: KEYS, lambda: NOW), "Cakes.")
    assert went == ["https://api.twitter.com/2/tweets"]
