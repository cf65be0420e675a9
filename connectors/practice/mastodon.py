"""A Mastodon server for practice (docs.joinmastodon.org/methods), with one account and no other users."""

import datetime as dt
import hashlib
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

from pydantic import SecretStr

from communique.committee.accounts import MastodonAccount, Official
from communique.connectors.credentials import MastodonCredentials
from communique.connectors.practice import forms
from communique.connectors.practice.mastodon_rules import No, as_html, check, invalid
from communique.connectors.practice.server import Mishap, Reply, Request, Seen, Shelf, Shown

KEYS = MastodonCredentials(access_token=SecretStr("practice-mastodon-token"))
SCOPES = ("read:accounts", "read:statuses", "write:media", "write:statuses")
KEPT = dt.timedelta(hours=1)
"""So long is an Idempotency-Key remembered."""
NUMBER = "110400"
AVATAR = b"a sponge cake, 400 by 400"
KNOWN = frozenset({"status", "in_reply_to_id", "media_ids[]", "sensitive", "spoiler_text", "visibility", "language"})
MIMES = frozenset({"image/png", "image/jpeg", "image/webp", "image/heif", "image/avif", "image/gif"})
LARGEST, LONGEST_ALT, MOST = 16_000_000, 1_500, 4


@dataclass(slots=True)
class Uploaded:
    """A picture that was handed over."""

    shown: Shown
    left: int
    """So many looks more until it can be used."""
    used: bool = False


@dataclass
class MastodonService:
    """The rules of one server; `slow` pictures need so many looks until they are ready."""

    account: Official
    shelf: Shelf = field(default_factory=Shelf)
    slow: int = 0
    characters: int | None = None
    """Longest text; as the account says if not given."""
    keys: dict[str, tuple[str, dt.datetime]] = field(default_factory=dict[str, tuple[str, dt.datetime]])
    media: dict[str, Uploaded] = field(default_factory=dict[str, Uploaded])
    times: dict[str, dt.datetime] = field(default_factory=dict[str, dt.datetime])

    def __post_init__(self) -> None:
        """Look at the wall clock until somebody sets another one."""
        self.clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
        self.limit = self.characters or cast("MastodonAccount", self.account).characters

    def publishes(self, request: Request) -> bool:
        """Tell whether a request makes a post."""
        return (request.method, request.path) == ("POST", "/api/v1/statuses")

    def trouble(self, mishap: Mishap) -> Reply:
        """Give Mastodon's words for what went wrong."""
        if mishap is Mishap.THROTTLE:
            until = (self.clock() + dt.timedelta(minutes=2)).isoformat().replace("+00:00", "Z")
            limits = {"X_RateLimit_Limit": "300", "X_RateLimit_Remaining": "0", "X_RateLimit_Reset": until}
            return Reply.of(HTTPStatus.TOO_MANY_REQUESTS, {"error": "Too many requests"}, **limits)
        if mishap is Mishap.REFUSE_CREDENTIALS:
            return No(HTTPStatus.UNAUTHORIZED, "The access token is invalid").reply
        return Reply.of(HTTPStatus.INTERNAL_SERVER_ERROR, {"status": 500, "error": "Internal Server Error"})

    def answer(self, request: Request) -> Reply:
        """Do what Mastodon would do."""
        if (request.method, request.path) == ("GET", "/avatars/original.png"):
            return Reply(HTTPStatus.OK, AVATAR, {"Content-Type": "image/png"})
        if request.headers.get("authorization") != f"Bearer {KEYS.access_token.get_secret_value()}":
            return self.trouble(Mishap.REFUSE_CREDENTIALS)
        for method, path, does in self._paths():
            found = re.fullmatch(path, request.path)
            if found and method == request.method:
                try:
                    return does(self, request, *found.groups())
                except No as no:
                    return no.reply
                except forms.NoForm:
                    return No(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type").reply
        return No(HTTPStatus.NOT_FOUND, "Not Found").reply

    @staticmethod
    def _paths() -> tuple[tuple[str, str, Callable[..., Reply]], ...]:
        """Say who answers what."""
        return (
            ("POST", "/api/v1/statuses", MastodonService._post),
            ("DELETE", r"/api/v1/statuses/([^/]+)", MastodonService._delete),
            ("GET", r"/api/v1/statuses/([^/]+)/source", MastodonService._source),
            ("GET", r"/api/v1/accounts/(\d+)/statuses", MastodonService._list),
            ("GET", "/api/v1/accounts/verify_credentials", MastodonService._me),
            ("GET", "/api/v1/apps/verify_credentials", MastodonService._app),
            ("GET", "/api/v2/instance/?", MastodonService._instance),
            ("POST", "/api/v2/media", MastodonService._upload),
            ("GET", r"/api/v1/media/([^/]+)", MastodonService._media),
        )

    def _post(self, request: Request) -> Reply:
        """Post, or give what was posted by the same key within the hour."""
        key = request.headers.get("idempotency-key", "")
        known, at = self.keys.get(key, ("", self.clock()))
        if key and known and self.clock() - at < KEPT:
            return self._shown(self._standing(known), request)
        form = _form(request)
        said, previous = form.get("status", [""])[0].strip(), form.get("in_reply_to_id", [None])[0]
        if previous is not None and previous not in {post.id for post in self.shelf.standing()}:
            raise No(HTTPStatus.NOT_FOUND, "The post you are trying to reply to does not appear to exist.")
        pictures = self._attached(form.get("media_ids[]", []))
        check(said or None if not pictures else said, self.limit)
        number = str(110_400_000_000 + len(self.shelf.posts))
        self.shelf.posts[number] = Seen(number, said, pictures=pictures, previous=previous)
        self.times[number] = self.clock()
        if key:
            self.keys[key] = (number, self.clock())
        return self._shown(self.shelf.posts[number], request)

    def _attached(self, numbers: list[str]) -> tuple[Shown, ...]:
        """Take pictures that were handed over, each once."""
        if len(numbers) > MOST:
            raise invalid("Cannot attach more than 4 files")
        missing = [number for number in numbers if number not in self.media or self.media[number].used]
        if missing:
            raise invalid(f"Media {', '.join(missing)} not found or already attached to another post")
        if any(self.media[number].left for number in numbers):
            raise invalid("Cannot attach files that have not finished processing. Try again in a moment!")
        for number in numbers:
            self.media[number].used = True
        return tuple(self.media[number].shown for number in numbers)

    def _delete(self, request: Request, number: str) -> Reply:
        """Delete a post, and give it back once with its text."""
        post = self._standing(number)
        self.shelf.retracted.add(number)
        return Reply.of(HTTPStatus.OK, {**self._told(post, request), "text": post.text})

    def _source(self, request: Request, number: str) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Give a post as it was written."""
        return Reply.of(HTTPStatus.OK, {"id": number, "text": self._standing(number).text, "spoiler_text": ""})

    def _list(self, request: Request, number: str) -> Reply:
        """Give the account's posts, the newest first, a page at a time."""
        if number != NUMBER:
            raise No(HTTPStatus.NOT_FOUND, "Record not found")
        before, size = request.query.get("max_id"), int(request.query.get("limit", "20"))
        posts = [post for post in reversed(self.shelf.readable()) if not before or int(post.id) < int(before)]
        return Reply.of(HTTPStatus.OK, [self._told(post, request) for post in posts[: min(size, 40)]])

    def _me(self, request: Request) -> Reply:
        """Tell whose token it is."""
        avatar = f"{_root(request)}/avatars/original.png"
        source: Mapping[str, object] = {"note": self.account.bio, "privacy": "public", "language": "en", "fields": []}
        me = {"id": NUMBER, "username": self.account.handle, "acct": self.account.handle, "avatar": avatar}
        note = f"<p>{html.escape(self.account.bio)}</p>"
        return Reply.of(HTTPStatus.OK, {**me, "display_name": self.account.name, "note": note, "source": source})

    def _app(self, request: Request) -> Reply:  # noqa: ARG002 -- every answer has one shape
        """Tell what the application may do."""
        return Reply.of(HTTPStatus.OK, {"id": "1", "name": "Communiqué", "website": None, "scopes": list(SCOPES)})

    def _instance(self, request: Request) -> Reply:
        """Tell what the server allows."""
        statuses = {
            "max_characters": self.limit, "max_media_attachments": MOST, "characters_reserved_per_url": 23,
        }  # fmt: skip
        media = {"supported_mime_types": sorted(MIMES), "image_size_limit": LARGEST, "image_matrix_limit": 33_177_600}
        configuration = {"statuses": statuses, "media_attachments": media}
        return Reply.of(HTTPStatus.OK, {"domain": _root(request), "version": "4.5.0", "configuration": configuration})

    def _upload(self, request: Request) -> Reply:
        """Take a picture in; where the server is slow, it is ready later."""
        parts = forms.files(request)
        file, alt = parts.pop("file", None), parts.pop("description", None)
        if file is None:
            raise invalid("File can't be blank")
        if parts:
            raise invalid(f"Unknown {', '.join(parts)}")
        body, said = file.body, alt.body.decode() if alt is not None else ""
        if file.mime not in MIMES:
            raise invalid("File content type is invalid")
        if len(body) > LARGEST or len(said) > LONGEST_ALT:
            raise invalid("File must be less than 16 MB, its description at most 1500 characters")
        number = str(1 + len(self.media))
        self.media[number] = Uploaded(Shown(hashlib.sha256(body).hexdigest(), said), self.slow)
        return self._progress(number, request, HTTPStatus.ACCEPTED)

    def _media(self, request: Request, number: str) -> Reply:
        """Tell how far the server is with a picture."""
        if number not in self.media or self.media[number].used:
            raise No(HTTPStatus.NOT_FOUND, "Record not found")
        self.media[number].left = max(0, self.media[number].left - 1)
        return self._progress(number, request, HTTPStatus.PARTIAL_CONTENT)

    def _progress(self, number: str, request: Request, meanwhile: HTTPStatus) -> Reply:
        """Give a picture's number, and its address once it is ready."""
        ready = not self.media[number].left
        url = f"{_root(request)}/media/{number}.png" if ready else None
        told = {"id": number, "type": "image", "url": url, "description": self.media[number].shown.alt}
        return Reply.of(HTTPStatus.OK if ready else meanwhile, told)

    def _standing(self, number: str) -> Seen:
        """Give a post that was not deleted."""
        found = next((post for post in self.shelf.standing() if post.id == number), None)
        if found is None:
            raise No(HTTPStatus.NOT_FOUND, "Record not found")
        return found

    def _shown(self, post: Seen, request: Request) -> Reply:
        """Answer with a post."""
        return Reply.of(HTTPStatus.OK, self._told(post, request))

    def _told(self, post: Seen, request: Request) -> Mapping[str, object]:
        """Give a post as Mastodon tells it: its text as HTML."""
        url = f"{cast('MastodonAccount', self.account).server.rstrip('/')}/@{self.account.handle}/{post.id}"
        return {
            "id": post.id, "created_at": self.times[post.id].isoformat().replace("+00:00", "Z"), "url": url, "uri": url,
            "in_reply_to_id": post.previous, "visibility": "public", "language": "en", "sensitive": False,
            "spoiler_text": "", "content": as_html(post.text), "reblog": None,
            "media_attachments": [{"description": picture.alt, "type": "image"} for picture in post.pictures],
            "account": {"id": NUMBER, "acct": self.account.handle}, "application": {"name": _root(request)},
        }  # fmt: skip


def _form(request: Request) -> Mapping[str, list[str]]:
    """Read a form; what nobody knows is refused."""
    form = forms.fields(request)
    if unknown := set(form) - KNOWN:
        raise invalid(f"Unknown {', '.join(sorted(unknown))}")
    if form.get("visibility", ["public"]) != ["public"]:
        raise invalid("Visibility is not public")
    return form


def _root(request: Request) -> str:
    """Give the address of this server."""
    return "/".join(request.url.split("/")[:3])
