"""The practice server refuses what a real network refuses."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from communique.connectors.fake import TOKEN, Attached, Message
from communique.connectors.practice.fake import Practice

PICTURE = Attached(alt="A cake", mime="image/png", body=b"\x89PNG")


def post(practice: Practice, message: Message, *, token: str = TOKEN, key: str = "key") -> requests.Response:
    """Send a message as any client would."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Connection": "close"}
    return requests.post(f"{practice.url}posts", data=message.model_dump_json(), headers=headers, timeout=5)


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        (Message(text="x" * 281, language="en"), "a text has 1 to 280 characters, this one 281"),
        (Message(text="", language="en"), "a text has 1 to 280 characters, this one 0"),
        (Message(text="x", language="en", pictures=(PICTURE,) * 5), "at most 4 pictures"),
        (Message(text="x", language="en", pictures=(PICTURE, PICTURE.model_copy(update={"alt": ""}))), "alternative"),
        (Message(text="x", language="en", previous="7"), "no post 7 to follow"),
    ],
)
def test_rules(practice: Practice, message: Message, complaint: str) -> None:
    """What breaks a rule is refused with the reason, and nothing is posted."""
    answer = post(practice, message)
    assert answer.status_code == 422
    assert complaint in answer.text
    assert practice.posts == ()


def test_credentials(practice: Practice) -> None:
    """Without the right token nobody posts, looks or takes back."""
    assert post(practice, Message(text="x", language="en"), token="wrong").status_code == 401
    for ask in (requests.get, requests.delete):
        assert ask(f"{practice.url}posts", headers={"Connection": "close"}, timeout=5).status_code == 401
    assert practice.posts == ()


def test_a_message_needs_a_key(practice: Practice) -> None:
    """Without a key nobody could tell afterwards whether a message was posted."""
    assert post(practice, Message(text="x", language="en"), key="").status_code == 422


def test_what_is_no_message(practice: Practice) -> None:
    """Anything but a message is refused in words."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "key", "Connection": "close"}
    answer = requests.post(f"{practice.url}posts", data="<html>", headers=headers, timeout=5)
    assert answer.status_code == 400
    assert "Invalid JSON" in answer.text


def test_one_key_at_once_is_one_post(practice: Practice) -> None:
    """However many send by one key in the same moment, there is one post."""
    with ThreadPoolExecutor(8) as crew:
        answers = list(crew.map(lambda _: post(practice, Message(text="x", language="en")).json(), range(16)))
    assert answers == [{"id": "1", "url": f"{practice.url}posts/1"}] * 16
    assert len(practice.posts) == 1


def test_it_is_nobody_elses(practice: Practice) -> None:
    """The server listens on this machine only, and gives its port back."""
    assert practice.server_address[0] == "127.0.0.1"
    with Practice() as other:
        port = other.server_address[1]
    with Practice(port=port) as again:
        assert again.url == other.url
