"""What WordPress answers (developer.wordpress.org/rest-api/reference/posts), read strictly."""

import datetime as dt
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from communique.connectors.errors import ConnectorError, InDoubt, Refused, Unauthorized, Unreachable
from communique.post.receipt import Receipt

if TYPE_CHECKING:
    from requests import Response

RENEW = (
    "make a new application password of a user with the role Author or higher, "
    "and run `communique accounts connect wordpress`"
)
ELSEWHERE = "look at `site` in the committee file, and at Settings, Permalinks on the site: it must not be “Plain”"
NO = frozenset({"rest_upload_sideload_error", "rest_trash_not_supported"})
"""A clean no, although WordPress gives it the status of a server error."""
GONE = frozenset({"rest_already_trashed", "rest_post_invalid_id"})
NOWHERE = "WordPress said yes, but did not say where the post is"
# Who is not logged in may not ask for posts of every status, and is told so as if the question were wrong.
STRANGER = "rest_forbidden_status"


class Gone(Refused):
    """The post lies in the trash already, or is not there at all."""


@dataclass(frozen=True, slots=True, order=True)
class Stored:
    """A post as WordPress holds it."""

    id: int
    slug: str
    status: str
    link: str

    def receipt(self) -> Receipt:
        """Say where it stands; raises `InDoubt` if the public can't read it."""
        if self.status != "publish":
            raise InDoubt(
                f"the post is there but not public, its status is “{self.status}”; "
                f"publish it on the site, or move it to the trash: {self.link}"
            )
        if not re.fullmatch(r"https?://\S+", self.link):
            raise InDoubt(NOWHERE)
        return Receipt(remote_id=str(self.id), url=self.link)


def judged(response: "Response", said: str, now: dt.datetime) -> ConnectorError | None:  # noqa: ARG001 -- WordPress names no times
    """Read what WordPress says of an error; where its code says more than the HTTP status, the code counts."""
    method, code = response.request.method, _code(response)
    if method == "DELETE" and code in GONE:
        return Gone(said)
    if response.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN} or STRANGER in response.text:
        return Unauthorized(f"WordPress does not let us do this; {RENEW}: {said}")
    if method == "GET" and response.status_code == HTTPStatus.NOT_FOUND:
        return Unreachable(f"there is no WordPress at this address, or it hides its interface; {ELSEWHERE}: {said}")
    return Refused(f"WordPress says no: {said}") if code in NO else None


def stored(response: "Response") -> list[Stored]:
    """Read a list of posts, oldest first; raises `InDoubt` if it is none."""
    return sorted(map(entry, listed(response)))


def listed(response: "Response") -> list[object]:
    """Read a list; raises `InDoubt` if it is none."""
    from communique.connectors.wire import json_in  # noqa: PLC0415 -- `communique check` never sends

    try:
        told = json_in(response)
    except ValueError as strange:
        raise InDoubt("WordPress answers in words that can't be read") from strange
    if not isinstance(told, list) or response.status_code != HTTPStatus.OK:
        raise InDoubt("somebody else answers at WordPress' address")
    return list(cast("Iterable[object]", told))


def mapping(response: "Response") -> dict[str, Any]:
    """Read a mapping; raises `InDoubt` if it is none."""
    from communique.connectors.wire import said_json  # noqa: PLC0415 -- `communique check` never sends

    return said_json(response)


def entry(told: Any) -> Stored:  # noqa: ANN401 -- whatever was answered
    """Read one post; raises `InDoubt` if it is none."""
    try:
        return Stored(int(told["id"]), str(told["slug"]), str(told["status"]), str(told["link"]))
    except (KeyError, TypeError, ValueError) as strange:
        raise InDoubt(NOWHERE) from strange


def place(told: Any) -> tuple[int, str]:  # noqa: ANN401 -- whatever was answered
    """Read the number and the address of a picture; raises `InDoubt` if there are none."""
    try:
        return int(told["id"]), str(told["source_url"])
    except (KeyError, TypeError, ValueError) as strange:
        raise InDoubt("WordPress said yes, but did not say where the picture is") from strange


def standing(posts: list[Stored]) -> Receipt | None:
    """Give the receipt of the one post among these, None if there is none; raises `InDoubt` if there are two."""
    if len(posts) > 1:
        links = " and ".join(post.link for post in posts)
        raise InDoubt(f"WordPress holds this post more than once; move all but one of them to the trash: {links}")
    return posts[0].receipt() if posts else None


@contextmanager
def nothing_public(what: str) -> Generator[None]:
    """Turn a doubt into `Unreachable` where nothing can be public yet."""
    try:
        yield
    except InDoubt as doubt:
        raise Unreachable(f"{what}, and nothing is public: {doubt}") from doubt


def _code(response: "Response") -> str:
    """Give WordPress' own code of an error; empty if there is none."""
    found = re.search(r'"code":\s*"(\w+)"', response.text)
    return found[1] if found else ""
