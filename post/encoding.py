"""Decodes and encodes images; the only module that knows the image library."""

import io
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000
KINDS = ("JPEG", "PNG", "GIF", "WEBP")
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
SAVE: dict[str, dict[str, int | bool]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {},
    "GIF": {},
    "WEBP": {"quality": 90},
}
LOSSY = frozenset({"JPEG", "WEBP"})
QUALITIES = (90, 80, 70, 60)
"""How well a photograph is kept, tried in this order until it is small enough."""
SHRINK = 0.8
"""By how much an image is made smaller, again and again, where quality does not help."""
SMALLEST = 64
"""No image is made smaller than so many pixels."""
DRAWN = frozenset({"transparency", "background"})
"""What belongs to the image itself, of all that its file says about it."""

SRGB: Any = ImageCms.createProfile("sRGB")  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


class NotAnImage(Exception):
    """Bytes that are no image which can be sent; says what is wrong and what would be right."""

    def __init__(self, message: str, cure: str) -> None:
        """Keep both texts for the author."""
        super().__init__(message)
        self.message = message
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Encoded:
    """An image as it will be sent."""

    body: bytes
    mime: str
    width: int
    height: int


def encode(body: bytes) -> Encoded:
    """Turn an image upright, bring its colours to sRGB and drop everything that is not drawn.

    The same bytes always give the same bytes. Raises `NotAnImage`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the image library's remarks on strange files; the outcome is judged below
        try:
            return _encode(body)
        except NotAnImage:
            raise
        except UnidentifiedImageError as error:
            raise NotAnImage("is no JPEG, PNG, GIF or WebP image", "save it as one of these") from error
        except Image.DecompressionBombError as error:
            raise _too_many_pixels() from error
        except Exception as error:  # decoders fed with damaged files raise whatever comes to them
            raise NotAnImage("is damaged or cut off", "save the image anew") from error


def _encode(body: bytes) -> Encoded:
    with Image.open(io.BytesIO(body), formats=KINDS) as image:
        if image.width * image.height > MOST_PIXELS:
            raise _too_many_pixels()
        kind = "JPEG" if image.format == "MPO" else str(image.format)  # cameras put a second view behind the first
        if kind != "JPEG" and getattr(image, "is_animated", False):
            raise NotAnImage("is an animation", "save one frame of it as a still image")
        image.load()
        upright = _in_srgb(ImageOps.exif_transpose(image))
    upright.info = {name: value for name, value in upright.info.items() if name in DRAWN}
    out = io.BytesIO()
    upright.save(out, kind, **SAVE[kind])
    return Encoded(out.getvalue(), MIMES[kind], upright.width, upright.height)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Convert to sRGB where the file names another colour space, so that the name can go; CMYK has no place online."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"L", "RGB", "RGBA", "CMYK"}:
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, SRGB, outputMode=mode)
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a profile that is none, or does not fit its image, says nothing
        image = converted or image
    return image.convert("RGB") if image.mode == "CMYK" else image


def _too_many_pixels() -> NotAnImage:
    return NotAnImage("unpacks to more than 50 megapixels", "make the image smaller")


def refit(body: bytes, mimes: Collection[str], *, size: int, pixels: int, side: int) -> Encoded:
    """Encode an image that `encode` gave anew: of one of these kinds, with at most so many bytes, pixels, long side.

    0 stands for no limit. The shape stays; quality goes before size, and size before sharpness. The same bytes always
    give the same bytes.
    """
    with Image.open(io.BytesIO(body), formats=KINDS) as image:
        image.load()
        kind = _kind(image, mimes)
        picture = _over_white(image) if kind == "JPEG" else image
    picture = _scaled(picture, _factor(picture, pixels, side))
    while True:
        for quality in QUALITIES if kind in LOSSY else QUALITIES[:1]:
            out = io.BytesIO()
            picture.save(out, kind, **({**SAVE[kind], "quality": quality} if kind in LOSSY else SAVE[kind]))
            if not size or out.tell() <= size or max(picture.size) <= SMALLEST:
                return Encoded(out.getvalue(), MIMES[kind], picture.width, picture.height)
        if kind == "PNG" and MIMES["JPEG"] in mimes:
            kind, picture = "JPEG", _over_white(picture)
        else:
            picture = _scaled(picture, SHRINK)


def _kind(image: Image.Image, mimes: Collection[str]) -> str:
    """Choose how to encode: as it was if that is taken, else with transparency if it has any, else as a photograph."""
    clear = "A" in image.getbands() or "transparency" in image.info
    wanted = [str(image.format), *(("PNG", "WEBP", "JPEG") if clear else ("JPEG", "PNG", "WEBP")), "GIF"]
    return next((kind for kind in wanted if MIMES.get(kind) in mimes), "JPEG")


def _over_white(image: Image.Image) -> Image.Image:
    """Lay an image on white paper, as JPEG knows no transparency."""
    clear = image.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    paper.alpha_composite(clear)
    return paper.convert("RGB")


def _factor(image: Image.Image, pixels: int, side: int) -> float:
    """Give by how much an image must be made smaller; 1 if not at all."""
    by_side = side / max(image.size) if side else 1.0
    by_pixels = (pixels / (image.width * image.height)) ** 0.5 if pixels else 1.0
    return min(1.0, by_side, by_pixels)


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    """Make an image smaller, rounded down, at least one pixel each way."""
    if factor >= 1:
        return image
    size = max(1, int(image.width * factor)), max(1, int(image.height * factor))
    drawn = (
        image
        if image.mode in {"RGB", "RGBA", "L"}
        else image.convert("RGBA" if "transparency" in image.info else "RGB")
    )
    return drawn.resize(size, Image.Resampling.LANCZOS)  # pyright: ignore[reportUnknownMemberType]
