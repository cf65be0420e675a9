"""A practice server of X: version 2 of its interface, as strict as docs.x.com describes it (2.167, August 2026).

Signatures are verified for X's public address. What X's documents leave open is answered in the way that is harder
for us: a text that is too long by 403, a post that is gone by 404, a deleted text still counts as a duplicate.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from communique.committee.accounts import XAccount
from communique.connectors.credentials import XCredentials
from communique.connectors.practice.oauth1 import Signer
from communique.connectors.practice.server import Mishap, Reply, Request, Seen, Shelf, Shown
from communique.connectors.practice.x_count import LONGEST, weight
from communique.connectors.practice.x_media import Media
from communique.connectors.practice.x_timeline import FIELDS, wire_text, written

PUBLIC = "https://api.twitter.com"
KEYS = XCredentials.model_validate(
    {
        "consumer_key": "practice-consumer-key",
        "consumer_secret": "practice-consumer-secret",
        "access_token": "400400-practice-access-token",
        "access_token_secret": "practice-access-token-secret",
    }
)
"""They open nothing but a practice server on this machine."""
NUMBER = "400400"
MOST_PICTURES = 4
PAGE = range(5, 101)
FIRST = 2_000_000_000_000_000_000
"""Where the ids of posts begin; they are longer than JavaScript can count."""
PROBLEMS = "https://api.twitter.com/2/problems/"
ASKED_OF_ME = frozenset({"user.fields", "tweet.fields", "expansions"})
ASKED_OF_TIMELINE = frozenset({
    "start_time", "end_time", "since_id", "until_id", "max_results", "pagination_token", "exclude", "tweet.fields",
    "post.fields",
})  # fmt: skip
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
LONG = "Your Tweet text is too long. For more information on how Twitter determines text length see its documentation."
UNSEEN = "You attempted to reply to a Tweet that is deleted or not visible to you."
PROFILE = b"\xff\xd8\xff\xe0practice profile picture"


class No(Exception):
    """What X refuses, with its answer."""

    def __init__(self, reply: Reply) -> None:
        """Keep the answer."""
        super().__init__(reply.status)
        self.reply = reply


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to post, as far as it has the right form."""

    text: str
    media: tuple[str, ...]
    previous: str | None


class XService:
    """One account on X."""

    def __init__(self, account: XAccount) -> None:
        """Stand for an account."""
        self.shelf = Shelf()
        self.clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
        self._account = account
        self._media = Media()
        self._made: dict[str, dt.datetime] = {}
        consumer, consumer_secret, token, token_secret = KEYS.secrets()
        self._signer = Signer(consumer, consumer_secret, token, token_secret)

    def answer(self, request: Request) -> Reply:
        """Do what X would do, and refuse what it refuses."""
        if request.method == "GET" and request.path == "/profile_images/practice_normal.jpg":
            return Reply(200, PROFILE, {"Content-Type": "image/jpeg"})
        if not self._signer.signed(request, PUBLIC):
            return problem(401, "Unauthorized", "Unauthorized")
        for method, path, act in self._acts():
            match = re.fullmatch(path, request.path)
            if match and request.method == method:
                try:
                    return act(request, *match.groups())
                except No as no:
                    return no.reply
                except ValueError:
                    return invalid("One or more parameters to your request was invalid.")
        return problem(404, "Not Found", "Not Found")

    def publishes(self, request: Request) -> bool:
        """Tell whether this request makes something public."""
        return request.method == "POST" and request.path == "/2/tweets"

    def trouble(self, mishap: Mishap) -> Reply:
        """Give X's own words for throttling, refused credentials and a server error."""
        if mishap is Mishap.THROTTLE:
            reset = int((self.clock() + dt.timedelta(minutes=2)).timestamp())
            limits = {"x_rate_limit_limit": "100", "x_rate_limit_remaining": "0", "x_rate_limit_reset": str(reset)}
            return problem(429, "Too Many Requests", "Too Many Requests", **limits)
        if mishap is Mishap.REFUSE_CREDENTIALS:
            return problem(401, "Unauthorized", "Unauthorized")
        return problem(503, "Service Unavailable", "Service Unavailable")

    def _acts(self) -> tuple[tuple[str, str, Callable[..., Reply]], ...]:
        """Give everything that can be asked for."""
        return (
            ("POST", "/2/tweets", self._post),
            ("DELETE", r"/2/tweets/([0-9]{1,19})", self._delete),
            ("POST", "/2/media/upload", self._media.upload),
            ("POST", "/2/media/metadata", self._media.describe),
            ("GET", "/2/users/me", self._me),
            ("GET", r"/2/users/([0-9]{1,19})/tweets", self._timeline),
        )

    def _post(self, request: Request) -> Reply:
        """Post a text unless it breaks a rule."""
        draft = _draft(request)
        self._refuse(draft)
        post = str(FIRST + len(self.shelf.posts) * 4_194_304 + 1)
        pictures = tuple(Shown(self._media.digests[one], self._media.alts.get(one, "")) for one in draft.media)
        self.shelf.posts[post] = Seen(post, draft.text, pictures=pictures, previous=draft.previous)
        self._made[post] = self.clock()
        told = {"id": post, "text": wire_text(self.shelf.posts[post]), "edit_history_tweet_ids": [post]}
        return Reply.of(201, {"data": told})

    def _refuse(self, draft: Draft) -> None:
        """Refuse what breaks a rule."""
        if weight(draft.text) > LONGEST:
            raise No(problem(403, "Forbidden", LONG))
        if len([word for word in draft.text.split() if re.match(r"\$[A-Za-z]{1,6}\b", word)]) > 1:
            raise No(invalid("A post may contain at most one cashtag."))
        if not all(one in self._media.digests for one in draft.media):
            raise No(invalid("Your media IDs are invalid."))
        if draft.previous is not None and draft.previous not in {post.id for post in self.shelf.standing()}:
            raise No(problem(403, "Forbidden", UNSEEN))
        if not draft.media and draft.text in {post.text for post in self.shelf.posts.values() if not post.pictures}:
            raise No(problem(403, "Forbidden", DUPLICATE))

    def _delete(self, request: Request, post: str) -> Reply:
        """Take a post back."""
        if request.query or request.body:
            return invalid("A delete takes neither a query nor a body.")
        if post not in {seen.id for seen in self.shelf.standing()}:
            told = {"detail": f"Could not find tweet with id: [{post}].", "title": "Not Found Error", "value": post}
            return Reply.of(404, {"errors": [told | {"type": f"{PROBLEMS}resource-not-found"}]})
        self.shelf.retracted.add(post)
        return Reply.of(200, {"data": {"deleted": True}})

    def _me(self, request: Request) -> Reply:
        """Tell who asks."""
        _known(request, ASKED_OF_ME)
        address = urlsplit(request.url)
        every = {
            "description": self._account.bio,
            "profile_image_url": f"{address.scheme}://{address.netloc}/profile_images/practice_normal.jpg",
        }
        wanted = [field for field in request.query.get("user.fields", "").split(",") if field]
        if not set(wanted) <= {*every, "id", "name", "username"}:
            raise No(invalid("The user.fields are invalid."))
        told = {"id": NUMBER, "name": self._account.name, "username": self._account.handle.removeprefix("@")}
        shown = {field: every[field] for field in wanted if field in every}
        return Reply.of(200, {"data": told | shown}, x_access_level="read-write")

    def _timeline(self, request: Request, number: str) -> Reply:
        """Tell of the posts of an account, newest first, page by page."""
        _known(request, ASKED_OF_TIMELINE)
        asked = request.query
        size, page = int(asked.get("max_results", "10")), int(asked.get("pagination_token", "0"))
        fields = (asked.get("tweet.fields") or asked.get("post.fields") or "").split(",")
        if number != NUMBER or size not in PAGE or not {*fields} <= FIELDS:
            raise No(invalid("One or more parameters to your request was invalid."))
        start = dt.datetime.fromisoformat(asked.get("start_time", "2010-11-06T00:00:00Z"))
        posts = [post for post in reversed(self.shelf.readable()) if self._made[post.id] >= start]
        chosen = posts[page : page + size]
        handle = self._account.handle.removeprefix("@")
        told = [written(post, self._made[post.id], fields, handle) for post in chosen]
        more = {"next_token": str(page + size)} if page + size < len(posts) else {}
        meta: dict[str, object] = {"result_count": len(chosen), **more}
        return Reply.of(200, {"data": told, "meta": meta} if told else {"meta": meta})


def problem(status: int, title: str, detail: str, **headers: str) -> Reply:
    """Say no as X does (RFC 9457)."""
    told = {"title": title, "detail": detail, "type": "about:blank", "status": status}
    return Reply.of(status, told, **headers)


def invalid(why: str) -> Reply:
    """Say that a request has not the right form."""
    told: dict[str, object] = {"errors": [{"message": why}], "title": "Invalid Request", "detail": why}
    return Reply.of(400, told | {"type": f"{PROBLEMS}invalid-request"})


def _known(request: Request, names: frozenset[str]) -> None:
    """Refuse a query that X does not know."""
    if not set(request.query) <= names:
        raise No(invalid(f"The query parameters {sorted(set(request.query) - names)} are not known."))


def _draft(request: Request) -> Draft:
    """Read what is to be posted; unknown fields are refused at every level."""
    if request.headers.get("content-type") != "application/json" or request.query:
        raise No(problem(415, "Unsupported Media Type", "A post is sent as application/json."))
    try:
        told: dict[str, Any] = request.json()
        media, reply = told.get("media", {"media_ids": []}), told.get("reply", {"in_reply_to_tweet_id": None})
        text: object = told.get("text", "")
        draft = Draft(str(text), tuple(media["media_ids"]), reply["in_reply_to_tweet_id"])
        known = set(told) <= {"text", "media", "reply"} and set(media) == {"media_ids"} and len(reply) == 1
        numbers = [*draft.media, *([draft.previous] if "reply" in told else [])]
        right = all(isinstance(one, str) and re.fullmatch("[0-9]{1,19}", one) for one in numbers)
        counted = (
            len(draft.media) <= MOST_PICTURES
            and bool(draft.media) == ("media" in told)
            and bool(draft.text or draft.media)
        )
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise No(invalid("The body is no post.")) from wrong
    if not (known and right and counted and isinstance(text, str)):
        raise No(invalid("One or more parameters to your request was invalid."))
    return draft
