"""The power fails, or the disk, at every single step of publishing and of withdrawing."""

import datetime as dt
import errno
import os
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from communique.committee.workspace import Home
from communique.connectors import disk
from communique.connectors.blog import Blog
from communique.connectors.errors import ConnectorError, Unreachable
from communique.post.idea import Idea
from communique.post.picture import Picture
from communique.post.receipt import Receipt
from communique.post.rendering import Rendering

STEPS = {"open", "write", "fsync", "replace", "mkdir", "unlink"}
Tree = dict[str, bytes]


class PowerCut(BaseException):
    """The machine stops here; nothing of the program runs on."""


Stopped = tuple[Tree, BaseException]
"""The site before, and what stopped the act."""
Steps = Callable[[Callable[[], object]], Iterator[Stopped]]


class FailingOs:
    """The module `os`, in which one step fails; of a failing write, half is written."""

    def __init__(self, step: int, failure: BaseException) -> None:
        """Count from 1."""
        self.left = step
        self.failure = failure

    def __getattr__(self, name: str) -> object:
        """Give what `os` gives, and count the steps."""
        real = getattr(os, name)
        if name not in STEPS:
            return real
        return lambda *given: self._step(real, given)

    def _step(self, real: Callable[..., object], given: tuple[object, ...]) -> object:
        """Do one step, or fail."""
        self.left -= 1
        if self.left:
            return real(*given)
        if real is os.write:
            real(given[0], bytes(given[1])[: len(bytes(given[1])) // 2])
        raise self.failure


@dataclass(frozen=True)
class Trial:
    """A site with two posts, and a third that is to be published."""

    blog: Blog
    public: Path
    rendering: Rendering

    def publish(self) -> Receipt:
        """Publish the third post."""
        return self.blog.publish(self.rendering, "three", ())

    def find(self) -> Receipt | None:
        """Look whether the third post stands."""
        return self.blog.find(self.rendering, "three", (), dt.datetime(2026, 12, 1, tzinfo=dt.UTC))

    def undisturbed(self) -> Tree:
        """Give the site as it is when nothing fails, and put it back as it was."""
        spare = self.public.with_name("spare")
        shutil.copytree(self.public, spare)
        self.publish()
        wanted = tree(self.public)
        shutil.rmtree(self.public)
        spare.rename(self.public)
        return wanted


def tree(folder: Path) -> Tree:
    """Read everything that the public may see."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def whole(folder: Path) -> bool:
    """Tell whether every page and the feed are whole, and every link and picture of the site leads somewhere."""
    for page in folder.rglob("*.html"):
        elements = ET.fromstring(page.read_text()).iter()  # noqa: S314 we made it ourselves
        ways = [element.get("href") or element.get("src") for element in elements]
        if not all((page.parent / way).exists() for way in ways if way and "://" not in way):
            return False
    return ET.fromstring((folder / "feed.xml").read_text()).tag.endswith("feed")  # noqa: S314 we made it ourselves


@pytest.fixture
def trial(home: Home, blog: Blog, idea: Callable[..., Idea], draw: Callable[..., Picture]) -> Trial:
    """Put two posts on the site."""
    for name in ("one", "two"):
        blog.publish(blog.render(idea(id=name), (draw(),)), name, ())
    third = idea(id="three", text="Three.", link="https://www.iso.org/")
    return Trial(blog, home.folder / "public", blog.render(third, (draw("new.png", size=(32, 20)),)))


@pytest.fixture(params=[PowerCut(), OSError(errno.ENOSPC, "No space left on device")], ids=["power", "disk"])
def fails(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., BaseException | None]:
    """Do something whose given step fails, and give what came of it; None if it did not come to that step."""

    def run(act: Callable[[], object], step: int) -> BaseException | None:
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", FailingOs(step, request.param))
            try:
                act()
            except (PowerCut, ConnectorError) as error:
                return error
        return None

    return run


@pytest.fixture
def at_every_step(trial: Trial, fails: Callable[..., BaseException | None]) -> Steps:
    """Let an act fail at its first step, at its second, and so on, each time on the same site."""

    def run(act: Callable[[], object]) -> Iterator[Stopped]:
        copy = trial.public.with_name("copy")
        shutil.copytree(trial.public, copy)
        for step in count(1):
            shutil.rmtree(trial.public)
            shutil.copytree(copy, trial.public)
            before = tree(trial.public)
            stopped = fails(act, step)
            if stopped is None:
                break
            yield before, stopped
        assert step > 20, "hardly anything was tried"

    return run


def test_publishing_is_whole_or_not_at_all(trial: Trial, at_every_step: Steps) -> None:
    """Wherever it stops, the site is whole; looking and sending again gives exactly the undisturbed site."""
    undisturbed = trial.undisturbed()
    for before, stopped in at_every_step(trial.publish):
        after = tree(trial.public)
        counts = after["posts.json"] != before["posts.json"]
        assert whole(trial.public)
        assert counts or before.items() <= after.items()
        assert not (counts and isinstance(stopped, Unreachable))
        assert bool(trial.find()) == counts
        assert tree(trial.public) == (undisturbed if counts else before)
        trial.publish()
        assert tree(trial.public) == undisturbed


def test_withdrawing_is_finished_by_the_next_try(trial: Trial, at_every_step: Steps) -> None:
    """Wherever it stops, the site is whole, and withdrawing again leaves nothing of the post."""
    receipt = trial.publish()
    for _ in at_every_step(lambda: trial.blog.retract(receipt)):
        assert whole(trial.public)
        trial.blog.retract(receipt)
        left = tree(trial.public)
        assert not [name for name, body in left.items() if b"Three." in body]
        assert f"pictures/{trial.rendering.pictures[0].digest}.png" not in left
