"""Images are turned upright and stripped; what is no image is explained."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from communique.post.encoding import NotAnImage, encode

ORANGE = (200, 150, 100)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Give the bytes of an image file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(body: bytes) -> Image.Image:
    """Decode an image file."""
    image = Image.open(io.BytesIO(body))
    image.load()
    return image


def png(width: int, height: int) -> bytes:
    """Make a PNG file that only claims its size."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checked = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + checked + struct.pack(">I", 9) + b"IDAT"


def test_the_place_where_a_photograph_was_taken_never_leaves(jpeg: bytes) -> None:
    """A JPEG with GPS, names and remarks loses all of them."""
    assert opened(jpeg).getexif().get_ifd(0x8825)
    encoded = encode(jpeg)
    assert not opened(encoded.body).getexif()
    assert not any(sign in encoded.body for sign in (b"SECRET", b"Exif", b"http://ns.adobe.com"))


def test_pictures_are_turned_upright(jpeg: bytes) -> None:
    """What the camera says about its orientation is done, then forgotten."""
    encoded = encode(jpeg)
    upright = opened(encoded.body)
    assert (encoded.width, encoded.height) == upright.size == (40, 60)
    assert upright.convert("RGB").crop((30, 0, 40, 10)).resize((1, 1)).tobytes()[2] > 200  # blue went to the right


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_other_formats_lose_their_metadata_too(cake: Image.Image, kind: str) -> None:
    """Text chunks, EXIF, XMP and remarks go, whatever the format."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "SECRET author")
    exif = Image.Exif()
    exif[0x013B] = "SECRET artist"
    options: dict[str, object] = {"comment": b"SECRET remark"} if kind == "GIF" else {"exif": exif, "xmp": b"SECRET"}
    source = saved(cake, kind, **options, **({"pnginfo": texts} if kind == "PNG" else {}))
    assert b"SECRET" in source
    encoded = encode(source)
    assert b"SECRET" not in encoded.body
    assert opened(encoded.body).format == kind
    assert encoded.mime == f"image/{kind.lower()}"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_same_bytes_give_the_same_bytes(cake: Image.Image, kind: str) -> None:
    """Handing a picture in again changes nothing."""
    source = saved(cake, kind)
    assert encode(source) == encode(source)


def test_colours_are_converted_before_their_space_is_forgotten(cake: Image.Image) -> None:
    """A colour profile is applied, then dropped; one that means nothing is only dropped."""
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = usual.replace(b"rXYZ", b"xXYZ").replace(b"bXYZ", b"rXYZ").replace(b"xXYZ", b"bXYZ")
    for profile, colour in ((usual, ORANGE), (b"no profile", ORANGE), (swapped, ORANGE[::-1])):
        encoded = opened(encode(saved(cake, "PNG", icc_profile=profile)).body)
        assert "icc_profile" not in encoded.info
        assert encoded.convert("RGB").getpixel((50, 30)) == colour


def test_transparency_stays(cake: Image.Image) -> None:
    """What belongs to the drawing itself is kept."""
    clear = cake.convert("P")
    clear.info["transparency"] = 0
    assert "transparency" in opened(encode(saved(clear, "PNG", transparency=0)).body).info
    assert opened(encode(saved(cake.convert("RGBA"), "PNG")).body).mode == "RGBA"
    assert opened(encode(saved(cake.convert("CMYK"), "JPEG")).body).mode == "RGB"


@pytest.mark.parametrize("size", [(10_000, 5_001), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    """Over 50 megapixels is refused by what the file's head claims; this one has nothing but a head."""
    with pytest.raises(NotAnImage, match="unpacks to more than 50 megapixels"):
        encode(png(*size))


def test_an_animation_is_refused(cake: Image.Image) -> None:
    """Nobody is shown one frame and sent another."""
    other = cake.transpose(Image.Transpose.ROTATE_180)
    for kind in ("GIF", "WEBP", "PNG"):
        with pytest.raises(NotAnImage, match="is an animation"):
            encode(saved(cake, kind, save_all=True, append_images=[other]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_file_cut_off_anywhere_is_explained(cake: Image.Image, kind: str) -> None:
    """A download that broke off is no picture, wherever it broke."""
    source = saved(cake.resize((200, 200)), kind)
    for end in range(0, len(source) * 3 // 4, 97):
        with pytest.raises(NotAnImage, match=r"is no JPEG|is damaged or cut off"):
            encode(source[:end])


def test_other_formats_are_refused(cake: Image.Image) -> None:
    """A format that networks don't take is said to be no picture for us."""
    with pytest.raises(NotAnImage, match="is no JPEG, PNG, GIF or WebP image"):
        encode(saved(cake, "BMP"))
