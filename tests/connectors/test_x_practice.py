"""The practice server of X refuses what X refuses."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from requests.utils import to_native_string
from requests_oauthlib import OAuth1

from communique.committee.accounts import XAccount
from communique.connectors.practice.server import Mishap, Reply, Request
from communique.connectors.practice.x import KEYS, NUMBER, PUBLIC, XService

PNG = b"\x89PNG\r\n\x1a\n\r\n\r\x00cake"
SECRETS = KEYS.secrets()
TIMELINE = f"/2/users/{NUMBER}/tweets"


@pytest.fixture
def service() -> XService:
    """Give the rules of X."""
    return XService(XAccount(handle="ISOTC400"))


def signed(
    method: str, path: str, *, secrets: tuple[str, ...] = SECRETS, public: str = PUBLIC, **given: Any
) -> Request:
    """Make a request as any client would, signed by the library that they all use."""
    made = requests.Request(method, public + path, auth=OAuth1(*secrets), **given).prepare()
    target, body = urlsplit(str(made.url)), made.body or b""
    headers = {name.lower(): to_native_string(said) for name, said in made.headers.items()}
    query = dict(parse_qsl(target.query))
    body = body.encode() if isinstance(body, str) else body
    return Request(method, target.path, query, headers, body, f"http://127.0.0.1:9{target.path}")


def ask(service: XService, method: str, path: str, **given: Any) -> Reply:
    """Ask with the right signature."""
    headers = {"Content-Type": "application/json"} if "json" in given else {}
    return service.answer(signed(method, path, headers=headers, **given))


def post(service: XService, **told: Any) -> Reply:
    """Post something."""
    return ask(service, "POST", "/2/tweets", json=told)


def upload(service: XService, body: bytes = PNG, **fields: str) -> Reply:
    """Hand a picture in."""
    fields = fields or {"media_category": "tweet_image"}
    return ask(service, "POST", "/2/media/upload", data=fields, files={"media": ("cake", body, "image/png")})


@pytest.mark.parametrize("place", range(4))
def test_wrong_credentials(service: XService, place: int) -> None:
    """Each of the four values has to be right."""
    wrong = tuple("wrong" if number == place else secret for number, secret in enumerate(SECRETS))
    request = signed("GET", "/2/users/me", secrets=wrong)
    assert service.answer(request).status == 401
    assert service.answer(signed("GET", "/2/users/me")).status == 200


def test_a_signature_is_for_one_request(service: XService) -> None:
    """Signed for another host, method, path or query, used twice, or not at all: 401."""
    right = signed("GET", "/2/users/me", params={"user.fields": "name"})
    changed = [
        Request(*("POST", right.path), right.query, right.headers, b"", right.url),
        Request("GET", TIMELINE, right.query, right.headers, b"", right.url),
        Request("GET", right.path, {"user.fields": "id"}, right.headers, b"", right.url),
        Request("GET", right.path, right.query, {"authorization": "Bearer x"}, b"", right.url),
        Request("GET", right.path, right.query, {}, b"", right.url),
        signed("GET", "/2/users/me", public="https://api.x.com"),
    ]
    for request in changed:
        fresh = XService(XAccount(handle="ISOTC400"))
        assert fresh.answer(request).status == 401
    assert [service.answer(right).status for _ in range(2)] == [200, 401]


@pytest.mark.parametrize(
    "told",
    [
        {}, {"text": ""}, {"text": 7}, {"text": None}, {"text": "x", "key": "1"}, {"text": "x", "media": {}},
        {"text": "x", "media": {"media_ids": []}}, {"text": "x", "media": {"media_ids": ["1"]}},
        {"text": "x", "media": {"media_ids": [1]}}, {"text": "x", "media": {"media_ids": ["1"], "alt": "x"}},
        {"text": "x", "media": {"media_ids": ["1"] * 5}}, {"text": "x", "reply": {}},
        {"text": "x", "reply": {"in_reply_to_tweet_id": 7}}, {"text": "x", "reply": {"in_reply_to_tweet_id": None}},
        {"text": "x", "reply": {"in_reply_to_tweet_id": "1", "more": 1}}, {"text": "$ISO $IEC"},
    ],
)  # fmt: skip
def test_what_is_no_post(service: XService, told: dict[str, Any]) -> None:
    """Unknown fields, wrong types, unknown pictures and two cashtags are refused, and nothing is posted."""
    assert post(service, **told).status == 400
    assert service.shelf.posts == {}


def test_posts_that_x_does_not_want(service: XService) -> None:
    """Too long, twice the same, in reply to nothing: 403, told apart by words alone; another kind of body: 415."""
    assert post(service, text="Cakes.").status == 201
    for told in ({"text": "x" * 281}, {"text": "Cakes."}, {"text": "x", "reply": {"in_reply_to_tweet_id": "12"}}):
        answer = post(service, **told)
        assert answer.status == 403
        assert json.loads(answer.body)["type"] == "about:blank"
    assert ask(service, "POST", "/2/tweets", data=b"text=x").status == 415
    assert (
        service.answer(signed("POST", "/2/tweets", data=b"[]", headers={"Content-Type": "application/json"})).status
        == 400
    )
    assert len(service.shelf.posts) == 1


def test_a_deleted_text_is_still_a_duplicate(service: XService) -> None:
    """What was deleted can't be said again at once."""
    number = json.loads(post(service, text="Cakes.").body)["data"]["id"]
    assert ask(service, "DELETE", f"/2/tweets/{number}").status == 200
    assert post(service, text="Cakes.").status == 403
    assert ask(service, "DELETE", f"/2/tweets/{number}", params={"a": "1"}).status == 400


def test_pictures(service: XService) -> None:
    """A picture needs its category, its kind and its size; an alternative text needs a picture and a length."""
    assert upload(service).status == 200
    for answer in (
        upload(service, b"<svg>"), upload(service, PNG + b"x" * 5_242_880), upload(service, media_category="dm_image"),
        upload(service, media_category="tweet_image", alt="x"),
        ask(service, "POST", "/2/media/upload", json={"media": "x"}),
    ):  # fmt: skip
        assert answer.status == 400
    known = next(iter(service._media.digests))
    for media, alt in ((known, ""), (known, "x" * 1001), ("12", "x"), (known, 7)):
        told = {"id": media, "metadata": {"alt_text": {"text": alt}}}
        assert ask(service, "POST", "/2/media/metadata", json=told).status == 400
    for told in ({}, {"id": known, "metadata": {"alt_text": {"text": "x"}}, "more": 1}):
        assert ask(service, "POST", "/2/media/metadata", json=told).status == 400


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        (TIMELINE, {"max_results": "4"}, 400), (TIMELINE, {"max_results": "101"}, 400), (TIMELINE, {"page": "1"}, 400),
        (TIMELINE, {"tweet.fields": "mood"}, 400), (TIMELINE, {"start_time": "soon"}, 400),
        (TIMELINE, {"post.fields": "created_at"}, 200), ("/2/users/12/tweets", {}, 400),
        ("/1.1/statuses.json", {}, 404),
        ("/2/users/me", {"user.fields": "mood"}, 400), ("/2/users/me", {"a": "1"}, 400),
    ],
)  # fmt: skip
def test_questions(service: XService, path: str, query: dict[str, str], status: int) -> None:
    """What X does not know it does not answer; where there are no posts there is no `data`."""
    answer = ask(service, "GET", path, params=query)
    assert answer.status == status
    assert status != 200 or json.loads(answer.body) == {"meta": {"result_count": 0}}


def test_what_is_asked_for_is_told(service: XService) -> None:
    """Fields come only to those who ask; the text comes as X writes it."""
    post(service, text="A & B iso.org")
    (told,) = json.loads(ask(service, "GET", TIMELINE).body)["data"]
    assert set(told) == {"id", "text", "edit_history_tweet_ids"}
    assert told["text"].startswith("A &amp; B https://t.co/")
    fields = {"tweet.fields": "entities,created_at"}
    (told,) = json.loads(ask(service, "GET", TIMELINE, params=fields).body)["data"]
    (url,) = told["entities"]["urls"]
    assert (url["expanded_url"], told["text"][url["start"] : url["end"]]) == ("http://iso.org", url["url"])


def test_trouble(service: XService) -> None:
    """Throttling names the second after which we may ask again."""
    answer = service.trouble(Mishap.THROTTLE)
    assert (answer.status, answer.headers["x-rate-limit-remaining"]) == (429, "0")
    assert [service.trouble(each).status for each in (Mishap.REFUSE_CREDENTIALS, Mishap.BREAK_AFTER)] == [401, 503]
