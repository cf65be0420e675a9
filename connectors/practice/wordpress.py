"""A blog on WordPress, for practice: its REST API as a WordPress 6.1 on this machine answered."""

import base64
import hashlib
import json
import re
from collections.abc import Collection
from html import unescape
from typing import Any, cast

from pydantic import SecretStr

from communique.committee.accounts import WordPressAccount
from communique.connectors.credentials import WordPressCredentials
from communique.connectors.practice.server import Mishap, Reply, Request, Seen, Shelf, Shown
from communique.connectors.practice.wordpress_page import Page

KEYS = WordPressCredentials(user="practice", application_password=SecretStr("abcd EFGH 1234 ijkl MNOP 6789"))
"""What this server accepts; it opens nothing else."""
API = "/wp-json/wp/v2"
LARGEST = 8_000_000
"""Of a larger body PHP hands nothing over."""
STARTS = {"jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "gif": b"GIF8", "webp": b"RIFF"}
WRITTEN = frozenset({"title", "content", "excerpt", "slug", "status", "featured_media", "categories", "tags"})
"""What a post may have. WordPress says nothing of what it does not know; this server refuses it."""
CAPABILITIES = ("upload_files", "edit_posts", "edit_published_posts", "publish_posts", "delete_published_posts", "read")


class Objection(Exception):
    """What WordPress says no with."""

    def __init__(self, status: int, code: str, said: str, **data: object) -> None:
        """Keep the answer."""
        super().__init__(said)
        self.reply = Reply.of(status, {"code": code, "message": said, "data": {"status": status, **data}})


class WordPressService:
    """One blog with one author."""

    def __init__(self, account: WordPressAccount) -> None:
        """Open the blog of an account."""
        self.shelf = Shelf()
        self._account = account
        self._slugs: dict[str, str] = {}
        """The slug of every post and picture, by its number."""
        self._media: dict[str, Shown] = {}

    def answer(self, request: Request) -> Reply:
        """Do what WordPress would do, and refuse what it refuses."""
        path, _, number = request.path.removeprefix("/wp-json/").removeprefix("wp/v2/").partition("/")
        calls = {
            "GET posts": self._list, "POST posts": self._post, "DELETE posts/": self._trash, "GET media": self._held,
            "POST media": self._upload, "POST media/": self._describe, "GET users/": self._me, "GET ": self._site,
        }  # fmt: skip
        call = calls.get(f"{request.method} {path}{'/' if number else ''}")
        if call is None:
            return Objection(404, "rest_no_route", "No route was found matching the URL and request method.").reply
        try:
            _admit(request)
            return call(request, number)
        except Objection as objection:
            return objection.reply

    def publishes(self, request: Request) -> bool:
        """Tell whether this request posts; pictures alone are no post."""
        return (request.method, request.path) == ("POST", f"{API}/posts")

    def trouble(self, mishap: Mishap) -> Reply:
        """Refuse the password or fail in WordPress' own words; throttling is done by hosts, each in their own."""
        if mishap is Mishap.THROTTLE:
            return Reply(429, b"<h1>Too Many Requests</h1>", {"Content-Type": "text/html", "Retry-After": "120"})
        if mishap is Mishap.REFUSE_CREDENTIALS:
            said = "The provided password is an invalid application password."
            return Objection(401, "incorrect_password", said).reply
        said = "<p>There has been a critical error on this website.</p>"
        return Objection(500, "internal_server_error", said).reply

    def _list(self, request: Request, _: str) -> Reply:
        """List the posts with one of these slugs, the newest first; what lies in the trash is not among them."""
        slugs = request.query.get("slug", "").split(",")
        posts = [post for post in reversed(self.shelf.readable()) if self._slugs[post.id] in slugs]
        told = [_chosen(self._told(post.id), request) for post in posts]
        return Reply.of(200, told, X_WP_Total=str(len(told)))

    def _post(self, request: Request, _: str) -> Reply:
        """Publish a post; a slug that is taken gets a number, and a picture that is not there is left out."""
        asked = _object(request, WRITTEN)
        if asked.get("status") not in {"publish", "future", "draft", "pending", "private"}:
            raise _wrong(("status",))
        if not asked.get("title") and not asked.get("content"):
            raise Objection(400, "empty_content", "Content, title, and excerpt are empty.")
        number, page = str(len(self._slugs) + 4), Page(str(asked.get("content", "")))
        featured = self._media.get(str(asked.get("featured_media")))
        below = [Shown(self._media[held].digest, alt) for held, alt in page.pictures if held in self._media]
        pictures = (*filter(None, (featured,)), *below)
        title = Page(f"<p>{asked.get('title', '')}</p>").text
        self._slugs[number] = self._unused(str(asked.get("slug") or number))
        self.shelf.posts[number] = Seen(number, page.text, pictures=pictures, title=title)
        return Reply.of(201, self._told(number), Location=f"{request.url}/{number}")

    def _trash(self, _: Request, number: str) -> Reply:
        """Put a post into the trash, once; its slug becomes free."""
        if number not in self.shelf.posts:
            raise Objection(404, "rest_post_invalid_id", "Invalid post ID.")
        if number in self.shelf.retracted:
            raise Objection(410, "rest_already_trashed", "The post has already been deleted.")
        self.shelf.retracted.add(number)
        self._slugs[number] += "__trashed"
        return Reply.of(200, {**self._told(number), "status": "trash"})

    def _held(self, request: Request, _: str) -> Reply:
        """List the pictures with this slug."""
        held = [number for number in self._media if self._slugs[number] == request.query.get("slug")]
        return Reply.of(200, [_chosen(self._picture(number), request) for number in held])

    def _upload(self, request: Request, _: str) -> Reply:
        """Take a picture in; one whose bytes are not what its name says is a server error."""
        named = re.fullmatch(r'attachment; filename="([\w-]+)\.(\w+)"', request.headers.get("content-disposition", ""))
        if named is None:
            raise Objection(400, "rest_upload_invalid_disposition", "Invalid Content-Disposition supplied.")
        if not request.body or len(request.body) > LARGEST:
            raise Objection(400, "rest_upload_no_data", "No data supplied.")
        if not request.body.startswith(STARTS.get(named[2], b"none")):
            said = "Sorry, you are not allowed to upload this file type."
            raise Objection(500, "rest_upload_sideload_error", said)
        number = str(len(self._slugs) + 4)
        self._slugs[number] = self._unused(named[1])
        self._media[number] = Shown(hashlib.sha256(request.body).hexdigest(), "")
        return Reply.of(201, self._picture(number), Location=f"{request.url}/{number}")

    def _describe(self, request: Request, number: str) -> Reply:
        """Add the alternative text, cleaned of what looks like code."""
        asked = _object(request, {"alt_text", "caption", "title"})
        if number not in self._media:
            raise Objection(404, "rest_post_invalid_id", "Invalid post ID.")
        alt = re.sub(r"<[^>]*>?|%[0-9a-fA-F]{2}", "", " ".join(str(asked.get("alt_text", "")).split()))
        self._media[number] = Shown(self._media[number].digest, unescape(alt))
        return Reply.of(200, self._picture(number))

    def _me(self, request: Request, number: str) -> Reply:
        """Tell who is logged in."""
        if number != "me" or request.query.get("context") != "edit":
            raise Objection(403, "rest_forbidden_context", "Sorry, you are not allowed to edit users.")
        told: dict[str, object] = {
            "slug": KEYS.user,
            "capabilities": dict.fromkeys(CAPABILITIES, True),
            "roles": ["author"],
        }
        return Reply.of(200, _chosen(told, request))

    def _site(self, request: Request, _: str) -> Reply:
        """Tell what the site is called."""
        account = self._account
        return Reply.of(200, _chosen({"name": account.name, "description": account.bio, "home": account.site}, request))

    def _told(self, number: str) -> dict[str, object]:
        """Tell of one post."""
        slug = self._slugs[number]
        link = f"{self._account.site.rstrip('/')}/{slug}/"
        return {"id": int(number), "slug": slug, "status": "publish", "link": link, "type": "post"}

    def _picture(self, number: str) -> dict[str, object]:
        """Tell of one picture; its address ends with its number."""
        url = f"{self._account.site.rstrip('/')}/wp-content/uploads/{number}"
        return {"id": int(number), "slug": self._slugs[number], "source_url": url, "alt_text": self._media[number].alt}

    def _unused(self, slug: str) -> str:
        """Give a slug, with a number if it is taken."""
        taken = set(self._slugs.values())
        tries = (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
        return next(each for each in tries if each not in taken)


def _admit(request: Request) -> None:
    """Refuse strangers; who only asks for posts is told that the question is wrong. Raises `Objection`."""
    both = f"{KEYS.user}:{KEYS.application_password.get_secret_value()}"
    if request.headers.get("authorization") == f"Basic {base64.b64encode(both.encode()).decode()}":
        return
    if request.method == "GET":
        details = {"status": {"code": "rest_forbidden_status", "message": "Status is forbidden."}}
        raise Objection(400, "rest_invalid_param", "Invalid parameter(s): status", details=details)
    raise Objection(401, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.")


def _object(request: Request, known: Collection[str]) -> dict[str, Any]:
    """Read what was sent; raises `Objection` if it is no JSON mapping, or has a field that is not known."""
    try:
        asked: object = request.json() if request.headers.get("content-type") == "application/json" else None
    except json.JSONDecodeError as wrong:
        raise Objection(400, "rest_invalid_json", "Invalid JSON body passed.") from wrong
    if not isinstance(asked, dict):
        raise Objection(400, "rest_invalid_json", "Invalid JSON body passed.")
    told = cast("dict[str, Any]", asked)
    if strange := sorted(set(told) - set(known)):
        raise _wrong(strange)
    return told


def _wrong(names: Collection[str]) -> Objection:
    """Say which parameters are wrong."""
    return Objection(400, "rest_invalid_param", f"Invalid parameter(s): {', '.join(names)}")


def _chosen(told: dict[str, object], request: Request) -> dict[str, object]:
    """Keep the fields that were asked for."""
    fields = request.query.get("_fields", "").split(",")
    return {name: told[name] for name in fields if name in told} if fields != [""] else told
