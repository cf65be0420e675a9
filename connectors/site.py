"""A static site in a folder: pictures, one page per post, a list, a feed, and the manifest that is its truth."""

import re
from contextlib import AbstractContextManager
from pathlib import Path

from pydantic import ValidationError

from communique.connectors import disk, feed, pages
from communique.connectors.approved import approved
from communique.connectors.connector import Pictures
from communique.connectors.errors import InDoubt
from communique.connectors.manifest import Entry, Manifest
from communique.connectors.pages import PER_PAGE, TEMPLATES, Imprint, Leaf
from communique.post.picture import Picture

PATIENCE = 30.0
"""So many seconds another publisher may hold a site."""
_PICTURE = re.compile(r"[0-9a-f]{64}")


class Site:
    """The folder of one site; whoever changes it holds its lock."""

    def __init__(self, folder: Path, imprint: Imprint, pictures: Pictures) -> None:
        """Name the folder, who speaks there, and where the bytes of pictures come from."""
        self.folder = folder
        self.imprint = imprint
        self._pictures = pictures
        self._manifest = folder / "posts.json"

    def held(self) -> AbstractContextManager[None]:
        """Keep other publishers away from the site; raises OSError if that takes too long."""
        return disk.locked(self.folder, seconds=PATIENCE)

    def page(self, slug: str) -> Path:
        """Give the place of a post's page."""
        return self.folder / "posts" / slug / "index.html"

    def read(self) -> Manifest:
        """Read what the site holds.

        Raises `InDoubt` if that can't be told and OSError if the disk fails.
        """
        if not self._manifest.exists():
            if (self.folder / "index.html").exists():
                raise InDoubt(f"{self.folder} holds a site that was not made here; name an empty folder as the site")
            return Manifest(committee=self.imprint.committee)
        try:
            manifest = Manifest.model_validate_json(self._manifest.read_bytes())
        except ValidationError as mistake:
            raise InDoubt(f"{self._manifest} can't be read; restore it from a copy") from mistake
        if manifest.committee != self.imprint.committee:
            raise InDoubt(f"{self.folder} is the site of {manifest.committee}; name another folder as the site")
        return manifest

    def prepare(self, manifest: Manifest, entry: Entry) -> Path:
        """Write everything that a new entry needs before it counts, and give the staged manifest.

        Raises `Refused` if a picture is not the approved one and OSError if the disk fails.
        """
        for picture in entry.rendering.pictures if entry.rendering else ():
            disk.put(self._picture(picture), approved(picture, self._pictures))
        disk.put(self.folder / "style.css", (TEMPLATES / "style.css").read_bytes())
        disk.put(self.page(entry.slug), pages.post_page(self.imprint, entry))
        return self.stage(manifest)

    def stage(self, manifest: Manifest) -> Path:
        """Write a new manifest beside the old one; raises OSError."""
        return disk.stage(self._manifest, manifest.model_dump_json(indent=1).encode() + b"\n")

    def commit(self, staged: Path) -> None:
        """Make the staged manifest the truth, in one step; raises OSError."""
        disk.commit(staged, self._manifest)

    def refresh(self, manifest: Manifest, slug: str) -> None:
        """Bring everything that shows a post in line with the manifest; what is right already is left alone.

        Raises OSError.
        """
        position = [entry.slug for entry in manifest.posts].index(slug)
        disk.put(self.page(slug), pages.post_page(self.imprint, manifest.posts[position]))
        self._list(manifest, position)
        disk.put(self.folder / "feed.xml", feed.atom(self.imprint, manifest))

    def clear(self, manifest: Manifest, slug: str) -> None:
        """Remove what the manifest does not know: a page that a crash left at an address, and pictures no post shows.

        Raises OSError.
        """
        if manifest.by_slug(slug) is None:
            disk.drop(self.page(slug))
        shown = manifest.pictures()
        for file in (self.folder / "pictures").glob("*"):
            if _PICTURE.fullmatch(file.stem) and file.stem not in shown:
                disk.drop(file)

    def _list(self, manifest: Manifest, position: int) -> None:
        """Write the index and the archive page that an entry is on.

        Pages are counted from the oldest post, withdrawn ones included, so that a full page never changes again.
        """
        last = (len(manifest.posts) - 1) // PER_PAGE
        # The page before the last one shows the way to the last one as soon as that exists.
        for number in {position // PER_PAGE, max(last - 1, 0), last}:
            leaf = Leaf(
                entries=_newest_first(manifest.posts[number * PER_PAGE : (number + 1) * PER_PAGE]),
                root="../../",
                newer=f"../{number + 2}/index.html" if number < last else "../../index.html",
                older=f"../{number}/index.html" if number else None,
            )
            disk.put(self.folder / "archive" / str(number + 1) / "index.html", pages.list_page(self.imprint, leaf))
        older = f"archive/{last}/index.html" if last else None
        latest = Leaf(_newest_first(manifest.posts[-PER_PAGE:]), root="", newer=None, older=older)
        disk.put(self.folder / "index.html", pages.list_page(self.imprint, latest))

    def _picture(self, picture: Picture) -> Path:
        """Give the place of a picture."""
        return self.folder / "pictures" / pages.picture_name(picture)


def _newest_first(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Turn the order round and leave out what is withdrawn."""
    return tuple(entry for entry in reversed(entries) if entry.rendering)
