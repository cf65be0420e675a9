"""What the blog does beyond the contract: addresses, threads, errors of the disk, withdrawn posts."""

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from communique.committee.workspace import Home
from communique.connectors import site
from communique.connectors.blog import Blog
from communique.connectors.disk import locked
from communique.connectors.errors import InDoubt, Refused, Unreachable
from communique.connectors.manifest import Manifest
from communique.connectors.registry import no_keys
from communique.post.idea import Idea
from communique.post.picture import Picture

Ideas = Callable[..., Idea]
Read = Callable[[str | Path], ET.Element]
SINCE = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def publish(blog: Blog, idea: Idea, *pictures: Picture) -> Path:
    """Publish an idea by its id, and give the place of its page."""
    url = blog.publish(blog.render(idea, pictures), idea.id, ()).url
    return Path(url.removeprefix("file://"))


def test_a_thread_is_one_part(blog: Blog, idea: Ideas) -> None:
    """A thread becomes one text, a blank line between its parts, without limit."""
    (part,) = blog.render(idea(thread=("First.\n", " Second.", "Third.")), ()).parts
    assert (part.text, part.limit) == ("First.\n\nSecond.\n\nThird.", 0)


def test_the_title_is_given_or_taken(blog: Blog, idea: Ideas) -> None:
    """The idea's own title goes first, else the first sentence of the text."""
    assert blog.render(idea(title=" Sponge\ncakes "), ()).title == "Sponge cakes"
    assert blog.render(idea(), ()).title == "ISO 22222, Sponge cakes, is published"


def test_the_account_names_title_and_address(blog: Blog, public_home: Home, idea: Ideas) -> None:
    """The Secretary sees where it goes: the site's title and its address, or its folder."""
    public = Blog(public_home, dict[str, bytes]().__getitem__, no_keys, lambda: SINCE)
    assert blog.render(idea(), ()).account == "Notes on cake (public/)"
    assert public.render(idea(), ()).account == "Notes on cake (https://cakes.example.org/)"


def test_the_receipt_is_the_permalink(blog: Blog, public_home: Home, idea: Ideas, public: Path) -> None:
    """The receipt is the public address, or the page's own file where there is none."""
    public_blog = Blog(public_home, dict[str, bytes]().__getitem__, no_keys, lambda: SINCE)
    rendering = blog.render(idea(), ())
    assert blog.publish(rendering, "key", ()).url == (public / "posts/sponge-cakes/index.html").as_uri()
    assert public_blog.publish(rendering, "key", ()).url == "https://cakes.example.org/posts/sponge-cakes/"


def test_the_date_stays_and_is_the_committees(blog: Blog, idea: Ideas, moments: list[dt.datetime], read: Read) -> None:
    """A page bears the day of its publication in the committee's zone, whenever it is written again."""
    moments.append(dt.datetime(2026, 12, 1, 23, 30, tzinfo=dt.UTC))
    publish(blog, idea())
    moments.append(dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    publish(blog, idea())
    time = read("posts/sponge-cakes/index.html").find(".//time")
    assert time is not None
    assert (time.text, time.get("datetime")) == ("2026-12-02", "2026-12-02T00:30:00+01:00")


def test_an_address_belongs_to_one_post(blog: Blog, idea: Ideas) -> None:
    """An address that another post has, even a withdrawn one, is refused with the cure."""
    receipt = blog.publish(blog.render(idea(), ()), "one", ())
    for _ in range(2):
        with pytest.raises(Refused, match=r"posts/sponge-cakes/ belongs to a post of 2026-12-01; give this one an id"):
            blog.publish(blog.render(idea(text="Another."), ()), "two", ())
        blog.retract(receipt)


def test_a_withdrawn_post_leaves_only_a_word(
    blog: Blog, idea: Ideas, draw: Callable[..., Picture], public: Path
) -> None:
    """After retracting, nothing of the post is left in the folder, but its address still answers."""
    receipt = blog.publish(blog.render(idea(text="Marzipan secret"), (draw(),)), "key", ())
    blog.retract(receipt)
    files = [file for file in public.rglob("*") if file.is_file()]
    assert not [file for file in files if b"Marzipan" in file.read_bytes() or file.suffix == ".png"]
    assert "This post was withdrawn" in (public / "posts/sponge-cakes/index.html").read_text()


def test_withdrawing_again_later_changes_nothing(
    blog: Blog, idea: Ideas, public: Path, moments: list[dt.datetime]
) -> None:
    """The page keeps the day on which the post was withdrawn first."""
    receipt = blog.publish(blog.render(idea(), ()), "key", ())
    blog.retract(receipt)
    before = {file: file.read_bytes() for file in public.rglob("*") if file.is_file()}
    moments.append(moments[-1] + dt.timedelta(days=1))
    blog.retract(receipt)
    assert {file: file.read_bytes() for file in public.rglob("*") if file.is_file()} == before


def test_a_shared_picture_outlives_one_of_its_posts(
    blog: Blog, idea: Ideas, draw: Callable[..., Picture], public: Path
) -> None:
    """Withdrawing one of two posts with the same picture keeps it for the other."""
    picture = draw()
    receipts = [blog.publish(blog.render(idea(id=name), (picture,)), name, ()) for name in ("one", "two")]
    blog.retract(receipts[0])
    assert (public / "pictures" / f"{picture.digest}.png").exists()


def test_retracting_what_never_stood_changes_nothing(blog: Blog, idea: Ideas, public: Path) -> None:
    """A receipt of another site takes nothing away."""
    receipt = blog.publish(blog.render(idea(), ()), "key", ())
    before = (public / "posts.json").read_bytes()
    blog.retract(receipt.model_copy(update={"remote_id": "unknown"}))
    assert (public / "posts.json").read_bytes() == before


def test_a_foreign_site_is_left_alone(blog: Blog, idea: Ideas, public: Path) -> None:
    """A folder with a site that was not made here is never written over."""
    public.mkdir()
    (public / "index.html").write_text("Our old site")
    with pytest.raises(InDoubt, match="not made here; name an empty folder"):
        blog.publish(blog.render(idea(), ()), "key", ())
    assert (public / "index.html").read_text() == "Our old site"


def test_another_committees_site_is_left_alone(blog: Blog, idea: Ideas, public: Path) -> None:
    """No committee ever speaks on the site of another one."""
    publish(blog, idea())
    manifest = public / "posts.json"
    manifest.write_text(manifest.read_text().replace("ISO/TC 400", "ISO/TC 401"))
    with pytest.raises(InDoubt, match="is the site of ISO/TC 401; name another folder"):
        publish(blog, idea(id="two"))
    assert not (public / "posts/two").exists()


def test_a_broken_manifest_is_a_doubt(blog: Blog, idea: Ideas, public: Path) -> None:
    """Where nobody can tell what stands, nothing is sent, nothing is denied."""
    publish(blog, idea())
    (public / "posts.json").write_text('{"posts": [')
    for act in (lambda: publish(blog, idea(id="two")), lambda: blog.find(blog.render(idea(), ()), "key", (), SINCE)):
        with pytest.raises(InDoubt, match="restore it from a copy"):
            act()


def test_a_held_site_is_unreachable(blog: Blog, idea: Ideas, public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another publisher holds the site for too long, nothing is sent."""
    monkeypatch.setattr(site, "PATIENCE", 0.01)
    with locked(public, seconds=1), pytest.raises(Unreachable, match="another publisher has held"):
        publish(blog, idea())


def test_a_file_in_the_way_is_unreachable(blog: Blog, idea: Ideas, public: Path) -> None:
    """Where the folder can't be made, nothing is sent, and the message says why and where."""
    public.write_text("a file")
    with pytest.raises(Unreachable, match=r"nothing was published: File exists: .*public"):
        publish(blog, idea())


def test_publishers_at_once_lose_nothing(blog: Blog, idea: Ideas, public: Path) -> None:
    """Twelve posts by four publishers at once, each post twice: every one stands, once."""
    names = [f"post-{number}" for number in range(12)] * 2
    with ThreadPoolExecutor(4) as crew:
        list(crew.map(lambda name: publish(blog, idea(id=name)), names))
    manifest = Manifest.model_validate_json((public / "posts.json").read_bytes())
    assert sorted(entry.slug for entry in manifest.posts) == sorted(set(names))


def test_find_mends_what_a_crash_left_undone(blog: Blog, idea: Ideas, public: Path) -> None:
    """A post that counts but is missing in the list, in the feed and at its address is put there."""
    page = publish(blog, idea())
    wanted = {file: file.read_bytes() for file in (page, public / "index.html", public / "feed.xml")}
    for file in wanted:
        file.unlink()
    assert blog.find(blog.render(idea(), ()), "sponge-cakes", (), SINCE)
    assert {file: file.read_bytes() for file in wanted} == wanted


def test_find_clears_what_does_not_count(blog: Blog, idea: Ideas, public: Path) -> None:
    """A page that a crash left at an address before the post counted goes, once we say that it never stood."""
    page = publish(blog, idea())
    (public / "posts.json").write_text('{"committee": "ISO/TC 400"}')
    assert blog.find(blog.render(idea(), ()), "sponge-cakes", (), SINCE) is None
    assert not page.exists()
