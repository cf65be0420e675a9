"""One Discourse forum, by pydiscourse over our own session (docs.discourse.org)."""

import datetime as dt
import hashlib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, cast

from pydiscourse import DiscourseClient

from communique.committee.accounts import DiscourseAccount
from communique.connectors.credentials import Credentials, DiscourseCredentials
from communique.connectors.discourse_answers import (
    Created,
    Elsewhere,
    Member,
    Missing,
    Post,
    Topic,
    Unreadable,
    Uploaded,
    judged,
    read,
)
from communique.connectors.errors import ConnectorError, InDoubt, Refused, Unauthorized, Unreachable
from communique.connectors.transport import Transport
from communique.connectors.wire import Wire, said_json, yes

TWICE = "too similar to what you recently posted"
"""How an English forum refuses what was said a few minutes before (unique_posts_mins)."""
PAGE = 20
MOST = 50
"""So many pages of a topic are read back at most."""


class Client(DiscourseClient):  # type: ignore[misc] # pydiscourse has no types
    """pydiscourse, with our session in place of its own.

    Its own way to send waits without an end, sleeps and tries again by itself where the forum asks it to wait, and
    fails on a redirect; all its calls go through this one method.
    """

    def __init__(self, wire: Wire, server: str, username: str) -> None:
        """Take the wire, which bears the key."""
        super().__init__(server, username, "")  # pyright: ignore[reportUnknownMemberType] -- it has no types
        self._wire = wire

    def _request(  # noqa: PLR0913, PLR0917 -- the library's own signature
        self,
        verb: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        json: object = None,
        override_request_kwargs: Mapping[str, Any] | None = None,  # noqa: ARG002 -- nothing may override ours
    ) -> dict[str, Any] | None:
        """Send once; raises exactly one `ConnectorError` unless the answer is a clean yes."""
        response = self._wire.effect(verb, path, params=params, files=files, data=data, json=json)
        return said_json(response) if response.content.strip() else None


class Posting(Protocol):
    """What we use of pydiscourse, with its types."""

    def create_post(
        self, content: str, category_id: int | None = None, topic_id: int | None = None, **more: str
    ) -> object:
        """Open a topic or reply in one."""
        ...


class Forum:
    """The calls that we need, each made once."""

    def __init__(self, account: DiscourseAccount, keys: Credentials, clock: Callable[[], dt.datetime]) -> None:
        """Speak for an account; the clock gives the time in UTC."""
        self._account, self._clock = account, clock
        transport = Transport(account.server, account.api_url)
        transport.headers["Api-Key"] = cast("DiscourseCredentials", keys).api_key.get_secret_value()
        transport.headers["Api-Username"] = account.handle
        transport.headers["Accept"] = "application/json"
        self._root = transport.root
        self._wire = Wire(transport, clock, secrets=keys.secrets(), own=judged)
        self._client = cast("Posting", Client(self._wire, account.server, account.handle))

    def upload(self, name: str, mime: str, body: bytes) -> str:
        """Hand a picture over and give its short address; nothing is public yet, so no doubt arises.

        Without pydiscourse, which uploads only what lies in a file.
        """
        form = {"type": "composer", "synchronous": "true"}
        try:
            answer = self._wire.effect("POST", "/uploads.json", data=form, files={"file": (name, body, mime)})
            return read(Uploaded, said_json(answer)).short_url
        except InDoubt as lost:
            raise Unreachable(f"nothing was posted: the picture {name} was not taken: {lost}") from lost

    def reply(self, raw: str, topic: int) -> int:
        """Reply in a topic, and give the number of the reply; a reply that is there already may be our own."""
        try:
            return read(Created, self._client.create_post(raw, topic_id=topic)).id
        except Refused as no:
            if TWICE not in str(no):
                raise
            raise InDoubt(f"the forum has a post like this one already, perhaps our own: {no}") from no

    def open(self, raw: str, title: str, external_id: str) -> int:
        """Open a topic by an id of our own choice and give its number; the same id again gives the same."""
        category = self._account.category
        try:
            told = self._client.create_post(raw, category_id=category, title=title, external_id=external_id)
        except Unauthorized:
            raise
        except Refused as no:
            return self._already(external_id, no)
        return read(Created, told).topic_id

    def topic(self, external_id: str) -> int | None:
        """Give the topic that was opened by an id of our own choice; the forum says yes by the way to it (301).

        None if the forum says in its own words that there is none. Raises `Unreachable` or `InDoubt`.
        """
        with looking():
            try:
                self._wire.effect("GET", f"/t/external_id/{external_id}.json")
            except Elsewhere as there:
                return there.topic
            except Missing:
                return None
            raise Unreadable("the forum answers with something else than the way to a topic")

    def posts(self, topic: int, since: dt.datetime) -> list[Post]:
        """Read back the account's own posts in a topic since a moment. Raises `Unreachable` or `InDoubt`."""
        found: list[Post] = []
        with looking():
            numbers = list(read(Topic, self._asked(f"/t/{topic}.json")).post_stream.stream)
            for _ in range(MOST):
                asked, numbers = numbers[-PAGE:], numbers[:-PAGE]
                posts = self._some(topic, asked)
                found += [post for post in posts if post.username.casefold() == self._account.handle.casefold()]
                if not numbers or any(post.created_at < since for post in posts):
                    return [post for post in found if post.created_at >= since]
            raise Unreadable(f"the topic has too many posts since {since:%Y-%m-%d}; look at it yourself")

    def delete(self, path: str) -> None:
        """Delete a topic or a post; of one that is gone Discourse says only that we may not, so we look first."""
        try:
            told = self._asked(path)
            if not (told.get("deleted_at") or told.get("user_deleted")):
                self._wire.effect("DELETE", path)
        except Missing:
            return
        except Unauthorized as no:
            raise Refused(f"the account may not delete it; ask a moderator of the forum: {no}") from no

    def member(self) -> Member:
        """Tell for whom the key speaks."""
        me = read(Member, self._asked("/session/current.json").get("current_user"))
        return read(Member, self._asked(f"/u/{me.username}.json").get("user"))

    def fingerprint(self, template: str) -> str:
        """Give the SHA-256 of a profile picture, asked for without our key; empty if there is none."""
        if not template:
            return ""
        address = template.replace("{size}", "240")
        public = address if "://" in address else f"{self._root}{address}"
        answer = Wire(Transport(public), self._clock).look("")
        return hashlib.sha256(answer.content).hexdigest() if yes(answer) else ""

    def _already(self, external_id: str, no: Refused) -> int:
        """Look whether a topic was refused because it is there already; raises what the forum said if not."""
        try:
            found = self.topic(external_id)
        except ConnectorError as trouble:
            raise InDoubt(f"{no}; whether an earlier try succeeded, the forum does not tell: {trouble}") from trouble
        if found is not None:
            return found
        if "External" in str(no) and "taken" in str(no):
            raise InDoubt(f"an earlier try opened a topic that the forum does not show; look there: {no}") from no
        raise no

    def _some(self, topic: int, numbers: list[int]) -> tuple[Post, ...]:
        """Give some posts of a topic, as they were written."""
        if not numbers:
            return ()
        query = {"post_ids[]": numbers, "include_raw": "true"}
        return read(Topic, self._asked(f"/t/{topic}/posts.json", query)).post_stream.posts

    def _asked(self, path: str, query: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Ask for something; raises `ConnectorError`."""
        return said_json(self._wire.effect("GET", path, params=query))


@contextmanager
def looking() -> Generator[None]:
    """Turn what goes wrong while looking into `Unreachable` if asking again may help and `InDoubt` if not."""
    try:
        yield
    except Unreadable:
        raise
    except Refused as no:
        raise InDoubt(f"the forum does not tell what was posted: {no}") from no
    except ConnectorError as trouble:
        raise Unreachable(f"the forum does not answer at the moment: {trouble}") from trouble
