"""Reading forms as clients send them, on practice servers."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from typing import cast
from urllib.parse import parse_qs

from communique.connectors.practice.server import Request

PLAIN = "application/x-www-form-urlencoded"


class NoForm(Exception):
    """A body that is no form."""


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a form with files."""

    mime: str
    body: bytes
    name: str
    """Of the file, if it is one."""


def fields(request: Request) -> Mapping[str, list[str]]:
    """Read a form without files; raises `NoForm`."""
    if request.headers.get("content-type", "").partition(";")[0] != PLAIN:
        raise NoForm
    return parse_qs(request.body.decode(), keep_blank_values=True)


def files(request: Request) -> dict[str, Field]:
    """Read a form with files, by the fields' names; raises `NoForm`."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + request.body)
    if not message.is_multipart():
        raise NoForm
    parts = cast("list[EmailMessage]", list(message.iter_parts()))
    return {str(part.get_param("name", header="content-disposition")): _field(part) for part in parts}


def _field(part: EmailMessage) -> Field:
    """Read one part."""
    return Field(part.get_content_type(), cast("bytes", part.get_payload(decode=True)), part.get_filename() or "")
