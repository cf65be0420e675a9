"""A Discourse forum for practice (docs.discourse.org), with one member."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from communique.committee.accounts import DiscourseAccount, Official
from communique.connectors.credentials import DiscourseCredentials
from communique.connectors.practice import forms
from communique.connectors.practice.discourse_rules import PICTURE, No, as_json, invalid, missing, seen
from communique.connectors.practice.server import Mishap, Reply, Request, Seen, Shelf, Shown

KEYS = DiscourseCredentials(api_key=SecretStr("practice-discourse-key"))
AVATAR = b"a sponge cake, 240 by 240"
KNOWN = frozenset({"raw", "title", "category", "topic_id", "external_id"})
MIMES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LARGEST, LONGEST, TITLE, TEXT = 4_194_304, 32_000, (15, 255), 20
KEY = 50
WAIT = 120
FORBIDDEN = "You are not permitted to view the requested resource. The API username or key is invalid."


@dataclass(frozen=True, slots=True)
class Kept:
    """What the forum knows of a post besides what is seen."""

    topic: int
    raw: str
    at: dt.datetime
    key: str = ""


@dataclass
class DiscourseService:
    """The rules of one forum; `moderated` holds every post back for a moderator."""

    account: Official
    shelf: Shelf = field(default_factory=Shelf)
    moderated: bool = False
    kept: dict[str, Kept] = field(default_factory=dict[str, Kept])
    uploads: dict[str, str] = field(default_factory=dict[str, str])
    """SHA-256 of what was handed over, by its short name."""

    def __post_init__(self) -> None:
        """Look at the wall clock until somebody sets another one."""
        self.clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
        self.mine = cast("DiscourseAccount", self.account)

    def publishes(self, request: Request) -> bool:
        """Tell whether a request makes a post."""
        return request.method == "POST" and request.path in {"/posts", "/posts.json"}

    def trouble(self, mishap: Mishap) -> Reply:
        """Give Discourse's words for what went wrong."""
        if mishap is Mishap.THROTTLE:
            words = f"You’ve performed this action too many times. Please wait {WAIT} seconds before trying again."
            told = {"errors": [words], "error_type": "rate_limit", "extras": {"wait_seconds": WAIT}}
            return as_json(HTTPStatus.TOO_MANY_REQUESTS, told)
        if mishap is Mishap.REFUSE_CREDENTIALS:
            return No(HTTPStatus.FORBIDDEN, "invalid_access", FORBIDDEN).reply
        return Reply(HTTPStatus.INTERNAL_SERVER_ERROR, b"<html>Oops</html>", {"Content-Type": "text/html"})

    def answer(self, request: Request) -> Reply:
        """Do what Discourse would do."""
        if (request.method, request.path) == ("GET", "/user_avatar/240/1.png"):
            return Reply(HTTPStatus.OK, AVATAR, {"Content-Type": "image/png"})
        mine = (KEYS.api_key.get_secret_value(), self.account.handle)
        if (request.headers.get("api-key"), request.headers.get("api-username")) != mine:
            return self.trouble(Mishap.REFUSE_CREDENTIALS)
        try:
            for method, path, does in self._paths():
                found = re.fullmatch(path, request.path)
                if found and method == request.method:
                    return does(self, request, *found.groups())
            raise missing()
        except No as no:
            return no.reply
        except forms.NoForm:
            return No(HTTPStatus.BAD_REQUEST, "invalid_parameters", "the body is no form").reply

    @staticmethod
    def _paths() -> tuple[tuple[str, str, Callable[..., Reply]], ...]:
        """Say who answers what."""
        return (
            ("POST", r"/posts(?:\.json)?", DiscourseService._post),
            ("POST", "/uploads.json", DiscourseService._upload),
            ("GET", r"/t/external_id/([\w-]+)\.json", DiscourseService._by_key),
            ("GET", r"/t/(\d+)\.json", DiscourseService._topic),
            ("GET", r"/t/(\d+)/posts\.json", DiscourseService._some),
            ("GET", r"/posts/(\d+)\.json", DiscourseService._one),
            ("DELETE", r"/(t|posts)/(\d+)\.json", DiscourseService._delete),
            ("GET", r"/session/current\.json", DiscourseService._me),
            ("GET", r"/u/([^/]+)\.json", DiscourseService._member),
        )

    def _post(self, request: Request) -> Reply:
        """Open a topic, or reply in one."""
        form = {name: values[0] for name, values in forms.fields(request).items()}
        if unknown := set(form) - KNOWN:
            raise invalid(f"unknown: {', '.join(sorted(unknown))}")
        raw, title = form.get("raw", "").strip(), form.get("title", "")
        self._check(raw)
        topic = int(form["topic_id"]) if "topic_id" in form else self._fresh(title, form.get("external_id", ""))
        if "topic_id" in form:
            self._check_reply(raw, topic)
        if self.moderated:
            return as_json(HTTPStatus.OK, {"action": "enqueued", "success": True, "pending_count": 1})
        return self._keep(Kept(topic, raw, self.clock(), form.get("external_id", "")), title)

    @staticmethod
    def _check(raw: str) -> None:
        """Refuse a text that is too short or too long."""
        if len(raw) < TEXT:
            raise invalid(f"Body is too short (minimum is {TEXT} characters)")
        if len(raw) > LONGEST:
            raise invalid(f"Body is limited to {LONGEST} characters; you entered {len(raw)}.")

    def _fresh(self, title: str, key: str) -> int:
        """Give the number of a new topic; a key is taken once, for ever."""
        if not TITLE[0] <= len(title) <= TITLE[1]:
            raise invalid(f"Title is too short (minimum is {TITLE[0]} characters)" if title else "Title can't be blank")
        if key and (len(key) > KEY or not re.fullmatch(r"[\w-]+", key, re.ASCII)):
            raise invalid("External is invalid")
        if key and key in {kept.key for kept in self.kept.values()}:
            raise invalid("External has already been taken")
        if title.casefold() in {post.title.casefold() for post in self.shelf.standing()}:
            raise invalid("Title has already been used")
        return 100 + len(self.kept)

    def _check_reply(self, raw: str, topic: int) -> None:
        """Refuse a reply where there is no topic, and one that says again what was just said."""
        if topic != self.mine.topic:
            raise missing()
        if raw in {self.kept[post.id].raw for post in self.shelf.standing()}:
            raise invalid("Body is too similar to what you recently posted")

    def _keep(self, kept: Kept, title: str) -> Reply:
        """Show a post, and tell its number."""
        number = str(5000 + len(self.kept))
        pictures = tuple(
            Shown(self.uploads[found[4]], found[1]) for found in PICTURE.finditer(kept.raw) if found[4] in self.uploads
        )
        self.kept[number] = kept
        self.shelf.posts[number] = Seen(number, seen(kept.raw), pictures=pictures, title=title)
        return as_json(HTTPStatus.OK, {**self._told(number), "topic_slug": "topic"})

    def _upload(self, request: Request) -> Reply:
        """Take a picture in."""
        parts = forms.files(request)
        file = parts.get("file")
        if set(parts) != {"file", "type", "synchronous"} or file is None or parts["type"].body != b"composer":
            raise invalid("an upload has file, type and synchronous")
        if file.mime not in MIMES or len(file.body) > LARGEST:
            raise invalid("Sorry, the file you are trying to upload is not authorized, or too big (maximum is 4 MB).")
        name = hashlib.sha1(file.body, usedforsecurity=False).hexdigest()
        self.uploads[name] = hashlib.sha256(file.body).hexdigest()
        extension = file.name.rpartition(".")[2]
        told = {"id": len(self.uploads), "short_url": f"upload://{name}.{extension}", "width": 640, "height": 400}
        return as_json(HTTPStatus.OK, {**told, "original_filename": file.name, "filesize": len(file.body)})

    def _by_key(self, request: Request, key: str) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Show the way to the topic that was opened by a key."""
        readable = {post.id for post in self.shelf.readable()}
        found = [kept.topic for number, kept in self.kept.items() if kept.key == key and number in readable]
        if not found:
            raise missing()
        return Reply(HTTPStatus.MOVED_PERMANENTLY, b"", {"Location": f"{self.mine.server}/t/topic/{found[0]}.json"})

    def _topic(self, request: Request, topic: str) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Tell the numbers of a topic's posts."""
        numbers = [int(post.id) for post in self.shelf.readable() if self.kept[post.id].topic == int(topic)]
        if not numbers and int(topic) != self.mine.topic:
            raise missing()
        return as_json(HTTPStatus.OK, {"id": int(topic), "post_stream": {"posts": [], "stream": numbers}})

    def _some(self, request: Request, topic: str) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Tell some posts of a topic, at most 20."""
        asked = parse_qs(urlsplit(request.url).query).get("post_ids[]", [])[:20]
        standing = {post.id for post in self.shelf.standing()}
        posts = [self._told(number) for number in asked if number in standing]
        return as_json(HTTPStatus.OK, {"post_stream": {"posts": posts}})

    def _one(self, request: Request, number: str) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Tell one post."""
        if number not in {post.id for post in self.shelf.standing()}:
            raise missing()
        return as_json(HTTPStatus.OK, self._told(number))

    def _delete(self, request: Request, kind: str, number: str) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Delete a topic or a post; what is gone can't be deleted again."""
        found = {
            post.id for post in self.shelf.standing()
            if (str(self.kept[post.id].topic) if kind == "t" else post.id) == number
        }  # fmt: skip
        if not found:
            raise No(HTTPStatus.FORBIDDEN, "invalid_access", "You are not permitted to view the requested resource.")
        self.shelf.retracted |= found
        return Reply(HTTPStatus.OK, b"", {"Content-Type": "text/plain"})

    def _me(self, request: Request) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Tell for whom the key speaks."""
        return as_json(HTTPStatus.OK, {"current_user": self._self()})

    def _member(self, request: Request, name: str) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Tell of the one member."""
        if name.casefold() != self.account.handle.casefold():
            raise missing()
        return as_json(HTTPStatus.OK, {"user": {**self._self(), "bio_raw": self.account.bio}})

    def _self(self) -> Mapping[str, object]:
        """Tell of the member what all may know."""
        avatar = "/user_avatar/{size}/1.png"
        return {"id": 7, "username": self.account.handle, "name": self.account.name, "avatar_template": avatar}

    def _told(self, number: str) -> Mapping[str, object]:
        """Tell of a post."""
        kept = self.kept[number]
        at = kept.at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        name = self.account.handle
        return {"id": int(number), "topic_id": kept.topic, "username": name, "created_at": at, "raw": kept.raw}
