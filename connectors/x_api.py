"""X's interface, version 2: posts by tweepy, pictures by requests, as tweepy has no second version of media.

Source: docs.x.com, "Create Post", "Delete Post", "Get Posts", "Get my User", "Upload media", "Create metadata".
"""

import datetime as dt
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, cast

import requests
import tweepy  # pyright: ignore[reportMissingTypeStubs]
from requests_oauthlib import OAuth1  # pyright: ignore[reportMissingTypeStubs]

from communique.connectors.credentials import XCredentials
from communique.connectors.errors import ConnectorError, InDoubt, Unreachable
from communique.connectors.transport import Transport, masked
from communique.connectors.verdicts import judge
from communique.connectors.wire import said_json, yes
from communique.connectors.x_verdicts import verdict
from communique.post.picture import Picture

PUBLIC = "https://api.twitter.com"
"""Where tweepy sends everything; X answers there as at api.x.com. Signatures are made for this address."""
PAGE = 100
"""Most posts on one page of a timeline."""
PAGES = 32
"""X shows no more than the last 3,200 posts of an account."""
FIELDS = ["created_at", "entities", "referenced_tweets"]


class Api:
    """One account's way to X."""

    def __init__(self, keys: XCredentials, clock: Callable[[], dt.datetime], api_url: str | None) -> None:
        """Take an account's credentials; the clock gives the time in UTC."""
        self._clock = clock
        self._secrets = keys.secrets()
        self._transport = Transport(PUBLIC, api_url)
        self._transport.hooks["response"].append(_yes_or_raise)
        values = {name: getattr(keys, name).get_secret_value() for name in XCredentials.model_fields}
        answer: Any = requests.Response  # tweepy takes it, whatever its types say
        self._client: Any = tweepy.Client(**values, return_type=answer, wait_on_rate_limit=False)
        self._client.session = self._transport  # tweepy knows no time limits of its own
        self._oauth = OAuth1(
            values["consumer_key"], values["consumer_secret"], values["access_token"], values["access_token_secret"]
        )

    def create(self, text: str, previous: str | None, media: list[str]) -> str:
        """Post a text, and give the id. Raises exactly one `ConnectorError` unless it surely stands."""
        with self._sending():
            answer = self._client.create_tweet(text=text, in_reply_to_tweet_id=previous, media_ids=media or None)
        return _id_in(answer)

    def delete(self, post: str) -> None:
        """Take a post back; one that is gone already is as good. Raises exactly one `ConnectorError` otherwise."""
        with self._sending():
            try:
                answer = self._client.delete_tweet(post)
            except requests.HTTPError as no:
                if _is_gone(no.response):
                    return
                raise
        if _data(said_json(answer)).get("deleted") is not True:
            raise InDoubt("X does not say that the post is deleted")

    def upload(self, body: bytes, picture: Picture) -> str:
        """Hand a picture in with its alternative text, and give its id; that makes nothing public.

        Raises exactly one `ConnectorError`, and never `InDoubt`: it may be sent again.
        """
        with self._preparing():
            files = {"media": ("picture", body, picture.mime)}
            media = _id_in(self._post("/2/media/upload", files=files, data={"media_category": "tweet_image"}))
            if picture.alt:
                told = {"id": media, "metadata": {"alt_text": {"text": picture.alt}}}
                self._post("/2/media/metadata", json=told)
        return media

    def timeline(self, number: str, start: dt.datetime) -> Iterator[dict[str, Any]]:
        """Give an account's posts since a moment, newest first. Raises `Unreachable` or `InDoubt`."""
        token = None
        for _ in range(PAGES):
            with self._looking():
                answer = self._client.get_users_tweets(
                    number, start_time=start, max_results=PAGE, pagination_token=token, exclude=["retweets"],
                    tweet_fields=FIELDS, user_auth=True,
                )  # fmt: skip
            told = said_json(answer)
            yield from _posts(told)
            meta = told.get("meta")
            token = cast("dict[str, Any]", meta).get("next_token") if isinstance(meta, dict) else None
            if not token:
                return

    def number(self) -> str:
        """Ask by which number X knows the account. Raises `Unreachable` or `InDoubt`."""
        with self._looking():
            answer = self._client.get_me(user_auth=True)
        return _id_in(answer)

    def account(self) -> tuple[dict[str, Any], str]:
        """Ask who we are: what X tells of the account, and what the token may do. Raises one `ConnectorError`."""
        with self._sending():
            answer = self._client.get_me(user_fields=["description", "profile_image_url"], user_auth=True)
        _id_in(answer)
        return _data(said_json(answer)), str(answer.headers.get("x-access-level", ""))

    def picture(self, url: str) -> bytes:
        """Fetch a profile picture; empty if it is not to be had, as it lies on another host."""
        try:
            return self._transport.get(url).content
        except requests.RequestException:
            return b""

    def _post(self, path: str, **request: Any) -> requests.Response:  # noqa: ANN401 -- as requests takes it
        """Send what tweepy does not know; signed for the public address."""
        return self._transport.post(PUBLIC + path, auth=self._oauth, **request)

    @contextmanager
    def _sending(self) -> Generator[None]:
        """Turn any failure into the one error that says whether we may send again."""
        try:
            yield
        except requests.RequestException as trouble:
            raise self._judged(trouble) from trouble

    @contextmanager
    def _preparing(self) -> Generator[None]:
        """Know that nothing of it is public: what is a doubt elsewhere may be sent again."""
        try:
            with self._sending():
                yield
        except InDoubt as unclear:
            raise Unreachable(f"a picture could not be handed in, nothing is public: {unclear}") from unclear

    @contextmanager
    def _looking(self) -> Generator[None]:
        """Know that nothing is changed: asking again helps, or a person does."""
        try:
            yield
        except requests.RequestException as trouble:
            status = trouble.response.status_code if trouble.response is not None else HTTPStatus.TOO_MANY_REQUESTS
            if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise Unreachable(f"X does not answer at the moment: {self._words(trouble)}") from trouble
            raise InDoubt(f"X does not tell: {self._judged(trouble)}") from trouble

    def _judged(self, trouble: requests.RequestException) -> ConnectorError:
        """Read an answer that is no yes; without one, what failed tells."""
        answer = trouble.response
        if answer is None or yes(answer):
            return judge(trouble, self._clock(), self._secrets)
        return verdict(answer.status_code, answer.headers, self._words(trouble), self._clock())

    def _words(self, trouble: requests.RequestException) -> str:
        """Say what X said, on one line, without secrets."""
        answer = trouble.response
        said = str(trouble) if answer is None else f"{answer.status_code} {' '.join(answer.text.split())}"
        return masked(said, self._secrets)[:300]


def _yes_or_raise(response: requests.Response, **_: object) -> None:
    """Let only a clean yes (2xx) pass, before tweepy reads it: it stumbles over what is not as it should be."""
    said = response.text
    if not yes(response):
        raise requests.HTTPError(said, response=response)


def _is_gone(answer: requests.Response) -> bool:
    """Tell whether X itself says that a post does not exist; a bare 404 could come from anywhere."""
    return answer.status_code == HTTPStatus.NOT_FOUND and "resource-not-found" in answer.text


def _data(told: dict[str, Any]) -> dict[str, Any]:
    """Give what an answer is about; raises `InDoubt` if it is about nothing."""
    data = told.get("data")
    if not isinstance(data, dict):
        raise InDoubt("X said yes in words that can't be read")
    return cast("dict[str, Any]", data)


def _id_in(answer: requests.Response) -> str:
    """Read an id; raises `InDoubt` if there is none."""
    found = _data(said_json(answer)).get("id")
    if not isinstance(found, str) or not found.isdecimal():
        raise InDoubt("X said yes without an id")
    return found


def _posts(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the posts of one page; X leaves `data` out where there are none. Raises `InDoubt` for anything else."""
    data: Any = told.get("data", [])
    if not isinstance(data, list) or not all(isinstance(post, dict) for post in cast("list[object]", data)):
        raise InDoubt("X tells of our posts in words that can't be read")
    return cast("list[dict[str, Any]]", data)
