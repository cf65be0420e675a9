"""One Mastodon server by Mastodon.py; every failure is one of the errors of `communique.connectors.errors`."""

import datetime as dt
import hashlib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import cast

import requests
from mastodon import Mastodon as Client
from mastodon import MastodonError, MastodonNetworkError, MastodonNotFoundError

from communique.connectors.credentials import Credentials, MastodonCredentials
from communique.connectors.errors import ConnectorError, Throttled, Unauthorized
from communique.connectors.mastodon_answers import (
    Application,
    Me,
    Media,
    Plain,
    Server,
    ServerLimits,
    Status,
    Unreadable,
    read,
)
from communique.connectors.transport import Transport, masked, patience
from communique.connectors.verdicts import PAUSE, bounded, by_status, judge
from communique.connectors.wire import Wire, yes

VERSION = "4.5.0"
"""The version that Mastodon.py is told; else it asks the server for it, and over and over where that fails."""
PAGE = 40
MOST = 50
"""So many pages of our own posts are read back at most."""
RENEW = "make a new token and run `communique accounts connect mastodon`"


class Api:
    """The calls that we need, each made once."""

    def __init__(self, server: str, api_url: str | None, keys: Credentials, clock: Callable[[], dt.datetime]) -> None:
        """Name the server, the address to use in its place, the token, and the clock that gives the time in UTC."""
        self._clock = clock
        self._secrets = keys.secrets()
        self._heard: requests.Response | None = None
        transport = Transport(server, api_url)
        transport.hooks["response"].append(self._hear)
        # Without a mode of checking, Mastodon.py forgets the version it was told, and uploads as to Mastodon 1.0.
        self._client = Client(
            api_base_url=server,
            session=transport,
            ratelimit_method="throw",
            request_timeout=cast("int", patience()[1]),
            mastodon_version=VERSION,
            version_check_mode="created",
            user_agent="Communique",
        )
        # Given to the constructor, a token that is also the name of a file would be read from there.
        self._client.access_token = cast("MastodonCredentials", keys).access_token.get_secret_value()
        self._me: Me | None = None

    def post(self, said: str, key: str, *, previous: str | None, media: list[str], language: str) -> Status:
        """Make one post public; raises exactly one `ConnectorError` unless that was surely done."""
        with self._asking():
            told = self._client.status_post(
                said,
                in_reply_to_id=previous,
                media_ids=list(media) or None,
                visibility="public",
                language=language,
                idempotency_key=key,
            )
        return read(Status, told)

    def upload(self, name: str, mime: str, body: bytes, alt: str) -> Media:
        """Hand a picture over; nothing is public yet."""
        with self._asking():
            told = self._client.media_post(body, mime, description=alt, file_name=name)  # pyright: ignore[reportArgumentType] -- takes bytes, says its page
        return read(Media, told)

    def media(self, number: str) -> Media:
        """Look how far the server is with a picture."""
        with self._asking():
            told = self._client.media(number)
        return read(Media, told)

    def statuses(self, since: dt.datetime) -> list[Status]:
        """Give our own posts since a moment, the newest first; raises `InDoubt` where they are too many to look at."""
        found: list[Status] = []
        for _ in range(MOST):
            page = self._page(found[-1].id if found else None)
            found += page
            if not page or page[-1].created_at < since:
                return [status for status in found if status.created_at >= since]
        raise Unreadable(f"the account has more than {len(found)} posts since {since:%Y-%m-%d}; look at it yourself")

    def source(self, number: str) -> str:
        """Give a post as it was written; what is listed is HTML."""
        with self._asking():
            told = self._client.status_source(number)
        return read(Plain, told).text

    def delete(self, number: str) -> None:
        """Delete a post; one that is not there is gone."""
        with self._asking():
            try:
                self._client.status_delete(number)
            except MastodonNotFoundError as missing:
                if missing.args[-1] == "Endpoint not found.":  # Mastodon.py's own words: the answer was not Mastodon's
                    raise

    def me(self) -> Me:
        """Tell whose token it is."""
        if self._me is None:
            with self._asking():
                told = self._client.account_verify_credentials()
            self._me = read(Me, told)
        return self._me

    def scopes(self) -> tuple[str, ...] | None:
        """Tell what the application may do; None before Mastodon 4.3, which does not say it."""
        with self._asking():
            told = self._client.app_verify_credentials()
        return read(Application, told).scopes

    def server_limits(self) -> ServerLimits:
        """Tell what the server allows of a post, in its own words."""
        with self._asking():
            told = self._client.instance_v2()
        return read(Server, told).configuration.statuses

    def fingerprint(self, address: str) -> str:
        """Give the SHA-256 of a picture at a public address, without showing our token; empty if there is none."""
        if not address:
            return ""
        answer = Wire(Transport(address), self._clock).look("")
        return hashlib.sha256(answer.content).hexdigest() if yes(answer) else ""

    def _page(self, before: str | None) -> list[Status]:
        """Give some of our own posts, the newest first, older than another one."""
        me = self.me().id
        with self._asking():
            told = self._client.account_statuses(me, exclude_reblogs=True, max_id=before, limit=PAGE)
        listed = cast("object", told)  # whatever its types say, the library gives what the server answered
        if not isinstance(listed, list):
            raise Unreadable("the server lists our posts in words that can't be read")
        return [read(Status, each) for each in cast("list[object]", listed)]

    def _hear(self, response: requests.Response, **_: object) -> None:
        """Keep the answer: Mastodon.py's errors do not tell its headers."""
        self._heard = response

    @contextmanager
    def _asking(self) -> Generator[None]:
        """Turn whatever goes wrong with one call into its one error."""
        self._heard = None
        try:
            yield
        except MastodonError as trouble:
            raise self._judged(trouble) from trouble
        except Exception as strange:
            # Mastodon.py makes values of its own of an answer, and fails in many ways where it is a strange one.
            raise Unreadable(f"the server's answer can't be read: {type(strange).__name__}") from strange

    def _judged(self, error: MastodonError) -> ConnectorError:
        """Say what an error comes to: by the answer if one came, for Mastodon.py also fails after a clean yes."""
        heard, now = self._heard, self._clock()
        said = masked(" ".join(" ".join(map(str, error.args)).split())[:300], self._secrets)
        if heard is not None and heard.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return Throttled(f"the server asks us to wait: {said}", _reset(heard.headers, now))
        if heard is not None and heard.ok and not isinstance(error, MastodonNetworkError):
            return Unreadable(f"the server said yes in words that can't be read: {said}")
        found = by_status(heard.status_code, heard.headers, said, now) if heard is not None else None
        if isinstance(found, Unauthorized):
            return Unauthorized(f"{found}; {RENEW}")
        return found or judge(error, now, self._secrets)


def _reset(headers: Mapping[str, str], now: dt.datetime) -> dt.datetime:
    """Read when the server takes more (docs.joinmastodon.org/api/rate-limits: a time in ISO 8601)."""
    try:
        until = dt.datetime.fromisoformat(headers.get("X-RateLimit-Reset", ""))
    except ValueError:
        return now + PAUSE
    return bounded(until.replace(tzinfo=until.tzinfo or dt.UTC), now)
