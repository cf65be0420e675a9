"""A committee's home with ideas and pictures, and a way to say what is wrong in an idea."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from communique.committee.mistake import Mistake, Unreadable
from communique.committee.workspace import Home, read_home
from communique.post.handed import HandedIn
from communique.post.reading import read_idea

COMMITTEE = """\
committee: ISO/TC 400
title: Cake making and other baking products
timezone: Europe/Zurich
language: fr
slot: {day: tuesday, time: "10:00"}
secretary: {id: s.miller}
kinds: [publication]
accounts:
  blog: {site: public/, title: Cakes}
  fake: {url: "http://127.0.0.1:8000"}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Make a committee with two accounts and an empty folder of ideas."""
    (tmp_path / "ideas").mkdir()
    (tmp_path / "committee.yaml").write_text(COMMITTEE)
    return read_home(tmp_path / "committee.yaml")


@pytest.fixture
def hand_in(home: Home) -> Callable[..., HandedIn]:
    """Write an idea file and read it."""

    def handed(text: str, name: str = "sponge-cakes.yaml") -> HandedIn:
        file = home.ideas / name
        file.write_text(text)
        return read_idea(file, home)

    return handed


@pytest.fixture
def wrong(hand_in: Callable[..., HandedIn]) -> Callable[..., tuple[Mistake, ...]]:
    """Give the mistakes that an idea file brings."""

    def mistakes(text: str, name: str = "sponge-cakes.yaml") -> tuple[Mistake, ...]:
        with pytest.raises(Unreadable) as caught:
            hand_in(text, name)
        return caught.value.mistakes

    return mistakes


@pytest.fixture
def cake() -> Image.Image:
    """Draw a picture, wider than high, with one corner of another colour."""
    image = Image.new("RGB", (60, 40), (200, 150, 100))
    image.paste((0, 0, 250), (0, 0, 30, 20))
    return image


@pytest.fixture
def jpeg(cake: Image.Image) -> bytes:
    """Give the bytes of a picture as a camera saves it: lying on its side, with names, remarks and the place."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "SECRET artist"
    exif.get_ifd(0x8825).update({1: "N", 2: (47.0, 22.0, 11.0), 3: "E", 4: (8.0, 32.0, 30.0)})
    out = io.BytesIO()
    cake.save(out, "JPEG", exif=exif, comment=b"SECRET remark", xmp=b"SECRET xmp")
    return out.getvalue()
