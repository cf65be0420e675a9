"""A page on LinkedIn: what is shown, what is sent, and what is told of the account."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest

from communique.connectors import linkedin, restli
from communique.connectors.errors import InDoubt, Refused, Unauthorized, Unreachable
from communique.connectors.linkedin import version_warning
from communique.connectors.practice.server import Reply
from communique.post.picture import Picture
from places import LINK, Ideas, opened

page = opened("linkedin", handle="isotc400", bio="Official page of ISO/TC 400")


def sent(page: Any) -> list[Any]:
    """Give the posts as they were sent."""
    return [each.json() for each in page.server.requests if page.server.service.publishes(each)]


def test_what_the_secretary_sees(page: Any, idea: Ideas) -> None:
    """The rendering says plain words, the count of the escaped ones, the page, and the title of the card."""
    rendering = page.connector.render(idea(text="ISO 22222 (2026) is out. Enjoy.", link=LINK), ())
    (part,) = rendering.parts
    assert (part.text, part.length, part.limit) == ("ISO 22222 (2026) is out. Enjoy.", 33, 3000)
    assert rendering.account == "ISO/TC 400 (linkedin.com/company/isotc400)"
    assert (rendering.title, rendering.link) == ("ISO 22222 (2026) is out", LINK)


def test_a_thread_is_one_post(page: Any, idea: Ideas) -> None:
    """Pages have no threads: the parts become paragraphs."""
    rendering = page.connector.render(idea(thread=("One.", "Two.")), ())
    assert [part.text for part in rendering.parts] == ["One.\n\nTwo."]


def test_the_link_is_a_card_or_a_line(page: Any, idea: Ideas, picture: Picture) -> None:
    """Without pictures the link is no part of the text; beside pictures it stands below, once."""
    assert LINK not in page.connector.render(idea(link=LINK), ()).parts[0].text
    below = page.connector.render(idea(link=LINK), (picture,)).parts[0]
    assert below.text.endswith(f"\n\n{LINK}")
    assert below.length == linkedin.LIMITS.measure(below.text)
    assert page.connector.render(idea(text=f"See {LINK}", link=LINK), (picture,)).parts[0].text == f"See {LINK}"


def test_a_post_as_it_is_sent(page: Any, idea: Ideas) -> None:
    """A link goes as a card with its title, the words as little text, and every header that LinkedIn wants is there."""
    receipt = page.connector.publish(
        page.connector.render(idea(text="Cake (new) #ISO", title="Cake", link=LINK), ()), "k", ()
    )
    assert sent(page) == [{
        "author": "urn:li:organization:40000400", "commentary": r"Cake \(new\) #ISO", "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED", "isReshareDisabledByAuthor": False,
        "content": {"article": {"source": LINK, "title": "Cake"}},
    }]  # fmt: skip
    headers = page.server.requests[0].headers
    assert (headers["linkedin-version"], headers["x-restli-protocol-version"]) == ("202610", "2.0.0")
    assert receipt.url == f"https://www.linkedin.com/feed/update/{receipt.remote_id}/"
    assert page.server.posts[0].text == "Cake (new) #ISO"


def test_one_picture(page: Any, idea: Ideas, picture: Picture) -> None:
    """One picture goes as media, with its alternative text, after its bytes went to the address that LinkedIn named."""
    page.connector.publish(page.connector.render(idea(), (picture,)), "k", ())
    assert sent(page)[0]["content"] == {"media": {"id": "urn:li:image:C4E10AQ000000", "altText": picture.alt}}
    upload = next(each for each in page.server.requests if each.method == "PUT")
    assert (upload.headers["content-type"], len(upload.body)) == ("image/png", picture.size)
    assert page.server.posts[0].pictures[0].digest == picture.digest


def test_twenty_pictures(page: Any, idea: Ideas, draw: Callable[..., Picture]) -> None:
    """Several pictures go as one post in their order, up to twenty; one more is refused and nothing is public."""
    pictures = tuple(draw(f"{size}.png", size=(size, 40)) for size in range(50, 71))
    with pytest.raises(Refused, match="2 to 20 images"):
        page.connector.publish(page.connector.render(idea(), pictures), "k", ())
    page.connector.publish(page.connector.render(idea(), pictures[:20]), "k", ())
    assert [shown.digest for shown in page.server.posts[0].pictures] == [each.digest for each in pictures[:20]]
    assert all(image["altText"] for image in sent(page)[1]["content"]["multiImage"]["images"])


def test_a_picture_without_words(page: Any, idea: Ideas, picture: Picture) -> None:
    """An empty alternative text is left out rather than sent."""
    page.connector.publish(page.connector.render(idea(), (picture.model_copy(update={"alt": ""}),)), "k", ())
    assert "altText" not in sent(page)[0]["content"]["media"]


def test_a_picture_takes_its_time(page: Any, idea: Ideas, picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is waited for; one that never gets ready stops the post before anything is public."""
    monkeypatch.setattr(linkedin, "PAUSES", (0, 0, 0))
    page.server.service.processing = 3
    with pytest.raises(Unreachable, match=r"still working on the picture cake\.png"):
        page.connector.publish(page.connector.render(idea(), (picture,)), "k", ())
    page.server.service.processing = 2
    page.connector.publish(page.connector.render(idea(), (picture,)), "k", ())
    assert len(page.server.posts) == 1


def test_a_picture_that_linkedin_cannot_use(
    page: Any, idea: Ideas, picture: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no picture for LinkedIn is refused before anything is public."""
    monkeypatch.setattr(linkedin, "approved", lambda *_: b"no picture")
    with pytest.raises(Refused, match=r"can't use the picture cake\.png"):
        page.connector.publish(page.connector.render(idea(), (picture,)), "k", ())
    assert page.server.posts == ()


def test_a_cut_text_is_seen(page: Any, idea: Ideas, monkeypatch: pytest.MonkeyPatch) -> None:
    """If LinkedIn silently cuts a text, the Secretary is asked, at once and when looking later."""
    monkeypatch.setattr("communique.connectors.littletext.encoded", lambda text: text)
    rendering = page.connector.render(idea(text="ISO 22222 (2026) is out."), ())
    where = (
        r"LinkedIn cut the text after “…ISO 22222”.*look at https://www\.linkedin\.com/feed/update/urn:li:share:\d+/"
    )
    with pytest.raises(InDoubt, match=where):
        page.connector.publish(rendering, "k", ())
    with pytest.raises(InDoubt, match=where):
        page.connector.find(rendering, "k", (), dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    assert [post.text for post in page.server.posts] == ["ISO 22222 "]


def test_another_text_is_seen(page: Any, idea: Ideas) -> None:
    """If LinkedIn shows something else than the approved words, the Secretary is asked."""
    real = page.server.service.answer
    other = Reply.of(200, {"commentary": "Buy cake!"})
    page.server.service.answer = lambda asked: other if "/rest/posts/" in asked.path else real(asked)
    with pytest.raises(InDoubt, match="another text than the approved one: “Buy cake!”; the post stands"):
        page.connector.publish(page.connector.render(idea(), ()), "k", ())


@pytest.mark.parametrize(
    "reply", [Reply.of(403, {}), Reply.of(404, {}), Reply(500), Reply(200, b"<"), Reply.of(200, [])]
)
def test_a_post_that_cannot_be_read_back_stands(page: Any, idea: Ideas, reply: Reply) -> None:
    """Where LinkedIn does not show the post yet, or to us, its name is proof enough that it stands."""
    real = page.server.service.answer
    page.server.service.answer = lambda asked: reply if "/rest/posts/" in asked.path else real(asked)
    receipt = page.connector.publish(page.connector.render(idea(), ()), "k", ())
    assert receipt.remote_id == page.server.posts[0].id


@pytest.mark.parametrize("text", ["x" * 3001, "(" * 1501, "🍰" * 1501])
def test_too_long_is_refused(page: Any, idea: Ideas, text: str) -> None:
    """What counts more than 3000 is refused by LinkedIn's own count, and 3000 is not."""
    rendering = page.connector.render(idea(text=text), ())
    assert rendering.parts[0].length > 3000
    with pytest.raises(Refused, match="exceeded the maximum allowed"):
        page.connector.publish(rendering, "k", ())
    page.connector.publish(page.connector.render(idea(text=text[:-1]), ()), "k", ())
    assert len(page.server.posts) == 1


def test_who_we_are(page: Any) -> None:
    """The page tells its name, description and handle, the token its scopes and its end."""
    told = page.connector.identity()
    assert (told.handle, told.number, told.name) == ("isotc400", "40000400", "ISO/TC 400")
    assert told.bio == "Official page of ISO/TC 400"
    assert told.scopes == ("r_organization_social", "rw_organization_admin", "w_organization_social")
    assert (told.missing, told.expires) == ((), dt.datetime(2027, 1, 20, tzinfo=dt.UTC))


def test_what_the_token_may_not_do(page: Any) -> None:
    """Missing scopes are named; without the one for reading back nothing is told but how to renew."""
    page.server.service.scopes = {"r_organization_social"}
    assert page.connector.identity().missing == ("rw_organization_admin", "w_organization_social")
    page.server.service.scopes = {"w_organization_social"}
    with pytest.raises(Unauthorized, match=r"r_organization_social.*communique accounts connect linkedin"):
        page.connector.identity()


def test_without_the_apps_own_credentials(page: Any) -> None:
    """Where only a token was given, its end is the day that was written down, and its scopes are unknown."""
    keys = page.connector._keys().model_copy(update={"client_id": ""})
    page.connector._keys = lambda: keys
    told = page.connector.identity()
    assert (told.scopes, told.expires) == (None, dt.datetime(2027, 1, 20, tzinfo=dt.UTC))


def test_the_age_of_the_version_is_told(page: Any, moments: list[dt.datetime]) -> None:
    """Whoever asks who we are also hears that the version is getting old."""
    assert page.connector.identity().remarks == ()
    moments.append(dt.datetime(2027, 8, 1, tzinfo=dt.UTC))
    (remark,) = page.connector.identity().remarks
    assert "version 202610 of LinkedIn's interface is 10 months old" in remark


@pytest.mark.parametrize(
    ("version", "warning"),
    [("202612", None), ("202603", None), ("202602", "10 months old"), ("202512", '12 months old.*version: "202611"')],
)
def test_an_old_version_is_warned_about(page: Any, version: str, warning: str | None) -> None:
    """A version older than nine months is named with the one to take instead."""
    account = page.connector._account.model_copy(update={"version": version})
    said = version_warning(account, dt.date(2026, 12, 24))
    assert (said is None) if warning is None else re.search(warning, said or "")


def test_the_host_of_pictures(page: Any) -> None:
    """With `api_url` every address goes by way of it; without, the token goes to LinkedIn's own hosts alone."""
    api = page.connector._page
    assert api.through("https://www.linkedin.com/dms/1?a=b") == f"{page.server.url}/dms/1?a=b"
    assert api.through(f"{page.server.url}/dms/1") == f"{page.server.url}/dms/1"
    account = page.connector._account.model_copy(update={"api_url": None})
    direct = restli.Restli(account, page.connector._keys(), page.connector._clock)
    assert direct.through("https://www.linkedin.com/dms/1?a=b") == "https://www.linkedin.com/dms/1?a=b"
    for foreign in (
        "http://www.linkedin.com/1",
        "https://linkedin.com.example/1",
        "https://notlinkedin.com/",
        "file:///x",
    ):
        with pytest.raises(Refused, match="not its own"):
            direct.through(foreign)
