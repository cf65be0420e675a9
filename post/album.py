"""The pictures that an idea file names: found beside it, and made ready to be sent."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from communique.committee.document import Document, inside
from communique.committee.mistake import Mistake
from communique.committee.plainfile import open_plain
from communique.committee.words import nearest
from communique.post.idea import MediaItem
from communique.post.picture import NoPicture, Picture, prepare

LARGEST_FILE = 20_000_000


@dataclass(slots=True)
class Album:
    """The pictures of one idea, in their order, and what is wrong with them."""

    shown: list[Picture] = field(default_factory=list[Picture])
    bodies: dict[str, bytes] = field(default_factory=dict[str, bytes])
    digests: list[str] = field(default_factory=list[str])
    mistakes: list[Mistake] = field(default_factory=list[Mistake])

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Give the pictures that are ready."""
        return tuple(self.shown)

    @property
    def originals(self) -> tuple[str, ...]:
        """Give the SHA-256 of each file as it was handed in."""
        return tuple(self.digests)


def collect(document: Document, folder: Path, file: str, *, within: Path) -> Album:
    """Prepare every picture that `media` names; items that are wrong as such are left to the model to explain.

    `folder` is the idea's own; no picture is taken from outside of `within`, even if `folder` has become a link.
    """
    album = Album()
    media = document.value.get("media")
    for number, raw in enumerate(media if isinstance(media, list) else []):
        try:
            item = MediaItem.model_validate(raw)
        except ValidationError:
            continue
        try:
            original = read_picture(folder, item.file, within=within)
            picture, body = prepare(original, item)
        except NoPicture as error:
            at = inside(inside("media", number), "file")
            album.mistakes.append(Mistake(file, document.place(at), at, error.message, error.cure))
        else:
            album.shown.append(picture)
            album.bodies[picture.digest] = body
            album.digests.append(hashlib.sha256(original).hexdigest())
    return album


def read_picture(folder: Path, name: str, *, within: Path) -> bytes:
    """Read a picture from the idea's own folder. Raises `NoPicture` if it is not there or lies elsewhere."""
    path = _within(folder, name)
    try:
        with open_plain(path, within) as stream:
            body = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        raise NoPicture(f"there is no file `{name}` beside the idea", _meant(folder, name)) from error
    except OSError as error:
        raise NoPicture(f"`{name}` can't be read: {error.strerror}", "look at the file and its permissions") from error
    if len(body) > LARGEST_FILE:
        raise NoPicture(f"`{name}` is larger than 20 MB", "make the picture smaller")
    return body


def _within(folder: Path, name: str) -> Path:
    """Give the path of a file that lies in a folder, links followed. Raises `NoPicture` if it leads elsewhere."""
    outside = NoPicture(f"`{name}` leads out of the idea's folder", "put the picture beside the idea file")
    if "\\" in name or Path(name).is_absolute():
        raise outside
    try:
        path = (folder / name).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise NoPicture(f"`{name}` is no file name", "look at the name") from error
    if not path.is_relative_to(folder.resolve()):
        raise outside
    return path


def _meant(folder: Path, name: str) -> str:
    """Suggest the file that was probably meant."""
    files = [str(found.relative_to(folder)) for found in (folder / name).parent.glob("*") if found.is_file()]
    meant = nearest(name, files)
    return f"did you mean `{meant}`?" if meant else "put the picture into the idea's folder"
