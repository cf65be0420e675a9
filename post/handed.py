"""An idea as it was handed in: the value, the file it came from, and the pictures ready to be sent."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from communique.committee.mistake import Place
from communique.post.idea import Idea
from communique.post.picture import Picture


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One idea file, read and found to be without mistakes."""

    idea: Idea
    file: str
    """The file's name, relative to the committee's folder if it lies there."""
    source: bytes
    """The file as it was, byte for byte."""
    places: Mapping[str, Place]
    """Where each field stands, as in `media[0].alt`."""
    pictures: tuple[Picture, ...]
    bodies: Mapping[str, bytes]
    """The pictures' bytes as they will be sent, by their digest."""
    originals: tuple[str, ...] = ()
    """SHA-256, in hex, of each picture file as it was handed in."""

    @property
    def text(self) -> str:
        """Give the file's text, as lines and columns count it."""
        return self.source.decode("utf-8-sig")

    @property
    def digest(self) -> str:
        """Give the SHA-256, in hex, of what the idea says and shows; how the file is laid out does not count.

        It is taken of the picture files as handed in: a newer image library must not make every idea a changed one.
        """
        content = {"idea": _counted(self.idea), "pictures": self.originals}
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _counted(idea: Idea) -> dict[str, Any]:
    """Give what counts of an idea; fields of later versions only where they are given.

    Otherwise every idea would be a changed one as soon as a version knows one field more.
    """
    content = idea.model_dump(mode="json")
    later = ((content, "corrects"), (content, "answers"), (content, "split"), (content["material"], "consensus"))
    for holder, field in later:
        if not holder[field]:
            del holder[field]
    return content
