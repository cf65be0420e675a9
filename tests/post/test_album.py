"""Finding the pictures that an idea names."""

import os
from collections.abc import Callable

import pytest

from communique.committee.mistake import Mistake
from communique.committee.workspace import Home
from communique.committee.yamltext import read
from communique.post.album import LARGEST_FILE, collect
from communique.post.handed import HandedIn

Wrong = Callable[..., tuple[Mistake, ...]]
START = "text: A cake.\nkind: publication\nauthor: a.baker\nmedia:\n"


def test_pictures_come_in_their_order(hand_in: Callable[..., HandedIn], home: Home, jpeg: bytes) -> None:
    """Pictures beside the idea, or in a folder below, are prepared in the order of the file."""
    (home.ideas / "img").mkdir()
    for name in ("b.jpg", "img/a.jpg"):
        (home.ideas / name).write_bytes(jpeg)
    handed = hand_in(START + "  - {file: b.jpg, alt: B, credit: Ann, licence: CC0-1.0}\n  - {file: img/a.jpg}\n")
    assert [(picture.file, picture.alt) for picture in handed.pictures] == [("b.jpg", "B"), ("img/a.jpg", "")]
    assert (handed.pictures[0].credit, handed.pictures[0].licence) == ("Ann", "CC0-1.0")


@pytest.mark.parametrize("name", ["../cake.jpg", "/etc/passwd", "img/../../cake.jpg", "..", r"..\cake.jpg", "link.jpg"])
def test_a_path_never_leaves_the_folder(wrong: Wrong, home: Home, jpeg: bytes, name: str) -> None:
    """Neither steps up, nor the root of the disk, nor a link lead out of the idea's folder."""
    (home.folder / "cake.jpg").write_bytes(jpeg)
    (home.ideas / "link.jpg").symlink_to(home.folder / "cake.jpg")
    (mistake,) = wrong(f"{START}  - file: {name}\n")
    assert mistake.message == f"`{name}` leads out of the idea's folder"
    assert (mistake.field, mistake.place.line, mistake.place.column) == ("media[0].file", 5, 11)


def test_a_missing_picture_gets_the_nearest_name(wrong: Wrong, home: Home, jpeg: bytes) -> None:
    """A mistyped file name finds its file."""
    (home.ideas / "sponge-cake.jpg").write_bytes(jpeg)
    (mistake,) = wrong(START + "  - file: sponge-cake.jpeg\n")
    assert (mistake.message, mistake.cure) == (
        "there is no file `sponge-cake.jpeg` beside the idea",
        "did you mean `sponge-cake.jpg`?",
    )
    (mistake,) = wrong(START + "  - file: none/pie.jpg\n")
    assert mistake.cure == "put the picture into the idea's folder"


def test_a_folder_or_an_endless_name_is_no_picture(wrong: Wrong, home: Home) -> None:
    """What the disk refuses is a mistake too."""
    (home.ideas / "img").mkdir()
    (home.ideas / "loop.jpg").symlink_to(home.ideas / "loop.jpg")
    for name in ("img", "a" * 300, "loop.jpg", "img/."):
        assert [mistake.field for mistake in wrong(f"{START}  - file: {name}\n")] == ["media[0].file"]


def test_a_pipe_is_not_waited_for(wrong: Wrong, home: Home) -> None:
    """A named pipe in a picture's place would keep the reading of all ideas waiting; it is refused."""
    os.mkfifo(home.ideas / "cake.jpg")
    (mistake,) = wrong(START + "  - file: cake.jpg\n")
    assert mistake.message == "`cake.jpg` can't be read: it is no plain file"


def test_a_folder_that_becomes_a_link_gives_no_picture(home: Home, jpeg: bytes) -> None:
    """Where a sub-folder of the ideas was swapped for a link, the pictures behind it are not taken."""
    (home.folder / "private").mkdir()
    (home.folder / "private" / "cake.jpg").write_bytes(jpeg)
    (home.ideas / "sub").symlink_to(home.folder / "private")
    document = read(START.encode() + b"  - {file: cake.jpg}\n", "sub/cake.yaml")
    (mistake,) = collect(document, home.ideas / "sub", "sub/cake.yaml", within=home.ideas).mistakes
    assert mistake.message == "`cake.jpg` can't be read: it leads out of its folder"


def test_a_huge_file_is_not_decoded(wrong: Wrong, home: Home) -> None:
    """A file over 20 MB is refused by its size."""
    with (home.ideas / "big.jpg").open("wb") as big:
        big.truncate(LARGEST_FILE + 1)
    (mistake,) = wrong(START + "  - file: big.jpg\n")
    assert mistake.message == "`big.jpg` is larger than 20 MB"


def test_mistakes_of_pictures_and_fields_come_at_once(wrong: Wrong, home: Home) -> None:
    """One bad picture hides neither the next nor a mistyped field."""
    (home.ideas / "a.jpg").write_bytes(b"no image")
    found = wrong(START + "  - file: a.jpg\n  - {file: b.jpg, al: B}\n  - file: c.jpg\n")
    assert [mistake.field for mistake in found] == ["media[0].file", "media[1].al", "media[2].file"]
