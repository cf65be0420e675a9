"""Pictures are made what a network takes, and nothing more is done to them."""

import hashlib
import io
from collections.abc import Callable

import pytest
from PIL import Image

from communique.post.fitting import Frame, fit
from communique.post.idea import MediaItem
from communique.post.picture import Picture, prepare

JPEG, PNG = "image/jpeg", "image/png"
Draw = Callable[..., tuple[Picture, bytes]]


def draw(kind: str = "PNG", size: tuple[int, int] = (640, 400), mode: str = "RGB") -> tuple[Picture, bytes]:
    """Draw a picture with much detail, which is hard to make small."""
    image, out = Image.effect_noise(size, 80).convert(mode), io.BytesIO()
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize(size))
    image.save(out, kind)
    return prepare(out.getvalue(), MediaItem(file="cake.png", alt="A cake", credit="B. Baker", licence="CC0-1.0"))


def test_what_fits_stays_as_it_is() -> None:
    """The very bytes are sent where the network takes them."""
    picture, body = draw()
    assert fit(picture, body, Frame(frozenset({PNG}), size=10**7, pixels=10**7, side=640)) == (picture, body)


@pytest.mark.parametrize(
    ("frame", "kind"),
    [
        (Frame(frozenset({JPEG})), JPEG),
        (Frame(frozenset({PNG}), side=300), PNG),
        (Frame(frozenset({PNG}), pixels=10_000), PNG),
        (Frame(frozenset({PNG, JPEG}), size=60_000), JPEG),
        (Frame(frozenset({PNG}), size=60_000), PNG),
        (Frame(frozenset({JPEG}), size=9_000, side=500), JPEG),
    ],
)
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_what_does_not_fit_is_made_to(frame: Frame, kind: str, mode: str) -> None:
    """Kind, bytes, pixels and side are kept; the shape stays; what is said of the picture stays."""
    picture, body = draw(mode=mode)
    made, sent = fit(picture, body, frame)
    assert frame.takes(made)
    assert (made.mime, made.alt, made.digest) == (kind, "A cake", hashlib.sha256(sent).hexdigest())
    assert Image.open(io.BytesIO(sent)).size == (made.width, made.height)
    assert made.width / made.height == pytest.approx(640 / 400, rel=0.05)


def test_the_same_bytes_give_the_same_bytes() -> None:
    """What was approved can be made again."""
    picture, body = draw()
    frame = Frame(frozenset({JPEG}), size=20_000)
    assert fit(picture, body, frame) == fit(picture, body, frame)


def test_what_is_clear_becomes_white() -> None:
    """A kind without transparency shows white paper, not black."""
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(out, "PNG")
    picture, body = prepare(out.getvalue(), MediaItem(file="a.png", alt="a"))
    _, sent = fit(picture, body, Frame(frozenset({JPEG})))
    assert Image.open(io.BytesIO(sent)).getpixel((32, 32)) == (255, 255, 255)


def test_it_ends() -> None:
    """What can't be made small enough is given as small as it gets."""
    picture, body = draw(size=(900, 700))
    made, _ = fit(picture, body, Frame(frozenset({PNG}), size=10))
    assert max(made.width, made.height) <= 64
