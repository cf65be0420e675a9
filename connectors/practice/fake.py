"""A practice server on this machine: refuses what a real network refuses, and misbehaves when told to."""

import threading
from collections import deque
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import cast
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from communique.connectors.fake import LIMITS, TOKEN, Answer, Message, Missing
from communique.connectors.practice.server import Loopback, Mishap


@dataclass(frozen=True, slots=True)
class Posted:
    """What the server holds of one message."""

    id: str
    key: str
    message: Message
    retracted: bool = False


@dataclass
class Shelf:
    """Everything that was posted, and the mishaps that are still to come."""

    token: str = TOKEN
    mishaps: deque[Mishap] = field(default_factory=deque[Mishap])
    posts: dict[str, Posted] = field(default_factory=dict[str, Posted])
    keys: dict[str, str] = field(default_factory=dict[str, str])
    """The id of what was posted by a key."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_mishap(self) -> Mishap | None:
        """Take the mishap that happens now, if any."""
        with self.lock:
            return self.mishaps.popleft() if self.mishaps else None

    def by_key(self, key: str) -> Posted | None:
        """Find what was posted by a key, retracted or not."""
        post_id = self.keys.get(key)
        return self.posts[post_id] if post_id else None

    def complaint(self, message: Message) -> str | None:
        """Say what is wrong with a message, if anything."""
        length = LIMITS.measure(message.text)
        if not message.text or length > LIMITS.length:
            return f"a text has 1 to {LIMITS.length} characters, this one {length}"
        if len(message.pictures) > LIMITS.pictures:
            return f"at most {LIMITS.pictures} pictures"
        if not all(picture.alt for picture in message.pictures):
            return "every picture needs an alternative text"
        if message.previous is not None and message.previous not in self.posts:
            return f"there is no post {message.previous} to follow"
        return None

    def keep(self, key: str, message: Message) -> Posted:
        """Post a message; the same key again gives what it gave before."""
        with self.lock:
            known = self.by_key(key)
            if known:
                return known
            post = Posted(str(len(self.posts) + 1), key, message)
            self.posts[post.id] = post
            self.keys[key] = post.id
            return post

    def take_back(self, post_id: str) -> None:
        """Retract a post, once and for all; its key stays used."""
        with self.lock:
            if post_id in self.posts:
                self.posts[post_id] = replace(self.posts[post_id], retracted=True)


class Practice(Loopback):
    """The server, on a free port of this machine; serves while it is used as a context."""

    def __init__(self, token: str = TOKEN, port: int = 0) -> None:
        """Take a port; 0 means any free one. Raises OSError if it is taken."""
        super().__init__(_Answering, port)
        self.shelf = Shelf(token)

    @property
    def url(self) -> str:
        """Give the address to put into `accounts.fake.url`."""
        return f"http://127.0.0.1:{self.server_address[1]}/"

    @property
    def posts(self) -> tuple[Posted, ...]:
        """Give what was posted and not retracted, in order."""
        with self.shelf.lock:
            return tuple(post for post in self.shelf.posts.values() if not post.retracted)

    def misbehave(self, *mishaps: Mishap) -> None:
        """Let these happen, one with each of the next messages."""
        self.shelf.mishaps.extend(mishaps)


class _Answering(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"  # keeps the connection open from one message to the next
    wbufsize = -1  # head and body leave together
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Take a message in."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        mishap = self._shelf.next_mishap()
        if mishap is Mishap.DROP_BEFORE:
            self.close_connection = True
        elif mishap is Mishap.THROTTLE:
            self._say(HTTPStatus.TOO_MANY_REQUESTS, "slow down", retry_after="120")
        elif mishap is Mishap.BREAK_BEFORE:
            self._say(HTTPStatus.INTERNAL_SERVER_ERROR, "out of order")
        elif mishap is Mishap.REFUSE_CREDENTIALS or not self._known():
            self._say(HTTPStatus.UNAUTHORIZED, "unknown credentials")
        else:
            self._post(body, mishap)

    def do_GET(self) -> None:
        """Tell what was posted by a key."""
        key = parse_qs(urlsplit(self.path).query).get("key", [""])[0]
        post = self._shelf.by_key(key)
        if not self._known():
            self._say(HTTPStatus.UNAUTHORIZED, "unknown credentials")
        elif post is None:
            self._say(HTTPStatus.NOT_FOUND, Missing(missing=key).model_dump_json())
        else:
            self._confirm(post)

    def do_DELETE(self) -> None:
        """Retract a post."""
        if self._known():
            self._shelf.take_back(self.path.rpartition("/")[2])
            self._say(HTTPStatus.NO_CONTENT, "")
        else:
            self._say(HTTPStatus.UNAUTHORIZED, "unknown credentials")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the standard library's name
        """Say nothing: the caller looks at what was posted."""

    @property
    def _shelf(self) -> Shelf:
        """Give what the server holds."""
        return cast("Practice", self.server).shelf

    def _known(self) -> bool:
        """Tell whether the caller's credentials are right."""
        return self.headers.get("Authorization") == f"Bearer {self._shelf.token}"

    def _post(self, body: bytes, mishap: Mishap | None) -> None:
        """Post a message unless it breaks a rule, and answer as the mishap says."""
        try:
            message = Message.model_validate_json(body)
        except ValidationError as wrong:
            self._say(HTTPStatus.BAD_REQUEST, str(wrong))
            return
        key = self.headers.get("Idempotency-Key", "")
        complaint = self._shelf.complaint(message) if key else "a message needs an Idempotency-Key"
        if complaint:
            self._say(HTTPStatus.UNPROCESSABLE_ENTITY, complaint)
            return
        post = self._shelf.keep(key, message)
        if mishap is Mishap.LOSE_ANSWER:
            self.close_connection = True
        elif mishap is Mishap.BREAK_AFTER:
            self._say(HTTPStatus.INTERNAL_SERVER_ERROR, "out of order")
        elif mishap is Mishap.GARBLE_ANSWER:
            self._say(HTTPStatus.CREATED, "<html>")
        else:
            self._confirm(post)

    def _confirm(self, post: Posted) -> None:
        """Say where a post stands."""
        url = f"{cast('Practice', self.server).url}posts/{post.id}"
        self._say(HTTPStatus.OK, Answer(id=post.id, url=url).model_dump_json())

    def _say(self, status: HTTPStatus, words: str, retry_after: str = "") -> None:
        """Answer."""
        body = words.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if retry_after:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)
