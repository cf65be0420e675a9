"""Pictures on a practice server of X (docs.x.com, "Upload media" and "Create metadata")."""

import hashlib
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, cast

from communique.connectors.practice.server import Reply, Request

KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif", b"RIFF": "image/webp"}
"""How the bytes of each kind of picture begin."""
LARGEST = 5 * 1024 * 1024
ALT = 1000
FIRST = 1_900_000_000_000_000_000


@dataclass
class Media:
    """What was handed in to go with posts."""

    digests: dict[str, str] = field(default_factory=dict[str, str])
    """SHA-256 of each picture, by its id."""
    alts: dict[str, str] = field(default_factory=dict[str, str])

    def upload(self, request: Request) -> Reply:
        """Take a picture."""
        fields = _multipart(request)
        if set(fields) != {"media", "media_category"} or fields["media_category"] != b"tweet_image":
            return _no("media and media_category are required, and nothing else")
        body = fields["media"]
        kind = next((kind for begins, kind in KINDS.items() if body.startswith(begins)), None)
        if kind is None or len(body) > LARGEST:
            return _no("The media is no JPEG, PNG, GIF or WebP image of at most 5 MB.")
        media = str(FIRST + len(self.digests))
        self.digests[media] = hashlib.sha256(body).hexdigest()
        told = {"id": media, "media_key": f"3_{media}", "size": len(body), "expires_after_secs": 86400}
        return Reply.of(200, {"data": told})

    def describe(self, request: Request) -> Reply:
        """Take an alternative text."""
        try:
            told: dict[str, Any] = request.json()
            media, alt = told["id"], told["metadata"]["alt_text"]["text"]
            shape = {"id": media, "metadata": {"alt_text": {"text": alt}}}
        except (ValueError, TypeError, KeyError):
            return _no("The body is no metadata.")
        if told != shape or media not in self.digests or not isinstance(alt, str) or not 1 <= len(alt) <= ALT:
            return _no("The metadata is invalid.")
        self.alts[media] = alt
        return Reply.of(200, {"data": {"id": media, "associated_metadata": told["metadata"]}})


def _multipart(request: Request) -> dict[str, bytes]:
    """Read a form; empty if it is none, or names a field twice."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    form = BytesParser(policy=policy.HTTP).parsebytes(head + request.body)
    parts = [cast("EmailMessage", part) for part in form.iter_parts()] if form.is_multipart() else []
    fields = {str(part.get_param("name", header="content-disposition")): _payload(part) for part in parts}
    return fields if len(fields) == len(parts) else {}


def _payload(part: EmailMessage) -> bytes:
    """Give the bytes of one field."""
    body = part.get_payload(decode=True)
    return body if isinstance(body, bytes) else b""


def _no(why: str) -> Reply:
    """Say that a request has not the right form."""
    told = {"errors": [{"message": why}], "title": "Invalid Request", "detail": why, "status": 400}
    return Reply.of(400, told | {"type": "https://api.twitter.com/2/problems/invalid-request"})
