"""Pictures with what belongs to them."""

import hashlib
import subprocess
import sys

import pytest

from communique.post.idea import MediaItem
from communique.post.picture import NoPicture, prepare

ITEM = MediaItem(file="cake.jpg", alt="A cake", credit="Ann", licence="CC0-1.0")


def test_a_picture_is_known_by_the_bytes_that_are_sent(jpeg: bytes) -> None:
    """Digest, size and dimensions are those of what goes out, turned upright."""
    picture, body = prepare(jpeg, ITEM)
    assert picture.digest == hashlib.sha256(body).hexdigest()
    assert (picture.mime, picture.size) == ("image/jpeg", len(body))
    assert (picture.width, picture.height) == (40, 60)
    assert (picture.file, picture.alt, picture.credit, picture.licence) == ("cake.jpg", "A cake", "Ann", "CC0-1.0")


def test_what_is_no_picture_is_named() -> None:
    """The message bears the file's name, so that the author knows which one."""
    with pytest.raises(NoPicture, match=r"`cake\.jpg` is no JPEG, PNG, GIF or WebP image"):
        prepare(b"no image", ITEM)


def test_reading_ideas_loads_no_heavy_library() -> None:
    """An idea without pictures costs no image library, no database and no network code."""
    code = (
        "import sys, communique.post.reading; print(*{'PIL', 'sqlalchemy', 'requests', 'prefect'} & set(sys.modules))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ""
