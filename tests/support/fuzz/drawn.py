"""Images: made ready to be sent, without what is not drawn in them, or refused in words."""

import hashlib
import io
import struct
import zlib
from functools import cache

from hypothesis import strategies as st
from PIL import Image, ImageCms

from communique.post.encoding import MOST_PIXELS, refit
from communique.post.idea import MediaItem
from communique.post.picture import NoPicture, prepare
from fuzz.claim import Target
from fuzz.twists import CUTS, Cuts, damaged

ITEM = MediaItem(file="cake.png", alt="A cake.", credit="A. Baker", licence="CC0-1.0")
MARK = b"pl4nted-place-of-the-kitchen"
"""Stands in everything that a file says besides its picture."""
MODES = {"JPEG": "RGB L CMYK", "PNG": "RGB RGBA P L 1 I;16 LA", "GIF": "P L", "WEBP": "RGB RGBA", "TIFF": "RGB"}
Drawn = bytes | tuple[int, Cuts]


@cache
def samples() -> tuple[bytes, ...]:
    """Give a small image of each kind and mode, with all that cameras and programs write into them."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = MARK.decode(), 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made: list[bytes] = []
    for kind, modes in MODES.items():
        for mode in modes.split():
            out = io.BytesIO()
            more = {"exif": exif, "icc_profile": profile} if kind != "GIF" else {"comment": MARK}
            Image.new(mode, (24, 16)).save(out, kind, **more)
            made.append(out.getvalue())
    return tuple(made)


def chunk(name: bytes, body: bytes) -> bytes:
    """Give a chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(wide: int, high: int, body: bytes) -> bytes:
    """Give a PNG that says of itself that it is so large."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")


def in_words(refused: NoPicture) -> str:
    """Hold that it is told what is wrong and what would be right."""
    assert refused.message
    assert refused.cure
    return "refused"


def image(given: Drawn) -> str:
    """Hold that an image is refused in words, or gives bytes that are an image of bounded size, saying nothing else."""
    body = given if isinstance(given, bytes) else damaged(samples()[given[0] % len(samples())], given[1])
    try:
        picture, sent = prepare(body, ITEM)
    except NoPicture as refused:
        return in_words(refused)
    assert picture.digest == hashlib.sha256(sent).hexdigest()
    assert 0 < picture.width * picture.height <= MOST_PIXELS
    assert MARK not in sent
    with Image.open(io.BytesIO(sent)) as again:
        assert again.size == (picture.width, picture.height)
        assert not again.getexif()
    if picture.width * picture.height < 100_000:
        fitted = refit(sent, {"image/jpeg"}, size=2000, pixels=300, side=20)
        assert fitted.mime == "image/jpeg"
    return "sent"


BOMBS = (png(60_000, 60_000, bytes(1000)), png(7000, 7000, bytes(30_000_000)), png(1, 2**31 - 1, b""), png(0, 0, b""))
IMAGES = Target(
    st.binary(max_size=100) | st.tuples(st.integers(0, 99), CUTS) | st.tuples(st.integers(0, 99), CUTS),
    image,
    kept=BOMBS,
    share=3,
)
