"""What LinkedIn refuses of a post, in bodies that users of the real one have published."""

from collections.abc import Mapping
from typing import Any

from communique.connectors.practice.server import Reply

LENGTH, ALT, TITLE = 3000, 4086, 400
FIELDS = frozenset({
    "author", "commentary", "visibility", "distribution", "lifecycleState", "isReshareDisabledByAuthor", "content",
})  # fmt: skip
FEED: Mapping[str, object] = {
    "feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": [],
}  # fmt: skip


def wrong(post: dict[str, Any], author: str, uploaded: Mapping[str, bytes]) -> Reply | None:
    """Say what is wrong with a post, if anything."""
    if unknown := set(post) - FIELDS:
        return invalid(f"/{min(unknown)}", "unrecognized field found but not allowed")
    fixed: Mapping[str, object] = {
        "author": author,
        "visibility": "PUBLIC",
        "distribution": FEED,
        "lifecycleState": "PUBLISHED",
    }
    for field, value in fixed.items():
        if post.get(field) != value:
            return invalid(f"/{field}", f"{post.get(field)!r} is not an allowed value")
    length = len(post["commentary"].encode("utf-16-le", "surrogatepass")) // 2
    if length > LENGTH:
        return _too_long(length)
    return _wrong_content(post.get("content"), uploaded)


def _wrong_content(content: Mapping[str, Any] | None, uploaded: Mapping[str, bytes]) -> Reply | None:
    """Say what is wrong with what stands below the words, if anything."""
    if content is None:
        return None
    (kind,) = content
    images = pictures_of(content)
    allowed = {"media": {"id", "altText", "title"}, "multiImage": {"images", "altText"},
               "article": {"source", "title", "description", "thumbnail"}}  # fmt: skip
    if kind not in allowed or set(content[kind]) - allowed[kind]:
        return invalid(f"/content/{kind}", "unrecognized field found but not allowed")
    if kind == "article" and not (content[kind].get("source") and 0 < len(content[kind].get("title", "")) <= TITLE):
        return invalid("/content/article/title", f"a source and a title of at most {TITLE} characters are required")
    if kind == "multiImage" and not 2 <= len(images) <= 20:  # noqa: PLR2004 -- the network's own numbers
        return invalid("/content/multiImage/images", f"2 to 20 images are allowed, found {len(images)}")
    return next((refusal for image in images if (refusal := _wrong_image(image, uploaded))), None)


def _wrong_image(image: dict[str, Any], uploaded: Mapping[str, bytes]) -> Reply | None:
    """Say what is wrong with one picture of a post, if anything."""
    if not uploaded.get(image["id"]):
        return invalid("/content/media/id", f"{image['id']} is not an image that was uploaded")
    if len(image.get("altText", "")) > ALT:
        return invalid("/content/media/altText", f"at most {ALT} characters are allowed")
    return None


def pictures_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the pictures that stand below the words of a post."""
    return [*([content["media"]] if "media" in content else ()), *content.get("multiImage", {}).get("images", ())]


def error(status: int, code: str, message: str, service: int | None = None) -> Reply:
    """Say no as LinkedIn does."""
    told: dict[str, object] = {"status": status, "code": code, "message": message}
    return Reply.of(status, told | ({"serviceErrorCode": service} if service else {}))


def invalid(path: str, words: str) -> Reply:
    """Refuse a field as LinkedIn does."""
    return error(422, "UNPROCESSABLE_ENTITY", f"ERROR :: {path} :: {words}\n")


def _bad(status: int, message: str, wrong: Mapping[str, object]) -> Reply:
    """Refuse a post in the words of LinkedIn's content service."""
    told: dict[str, object] = {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": f"com.linkedin.content.common.exception.BadRequestResponseException: {message}",
        "errorDetails": {"inputErrors": [{"input": dict[str, str](), **wrong}]},
        "status": status,
    }
    return Reply.of(status, told)


def _too_long(length: int) -> Reply:
    """Refuse a text that is too long."""
    words = f"ShareCommentary text length ({length} characters) exceeded the maximum allowed ({LENGTH} characters)"
    wrong = {"description": "Size of array cannot be higher than the maxLength", "code": "FIELD_ARRAY_SIZE_TOO_HIGH"}
    return _bad(400, words, {**wrong, "maxLength": LENGTH})


def duplicate(urn: str) -> Reply:
    """Refuse what was said already, naming the post."""
    wrong = {"description": "Duplicate post is detected", "code": "DUPLICATE_POST"}
    return _bad(422, f"Content is a duplicate of {urn}", wrong)
