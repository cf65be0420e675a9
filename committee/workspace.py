"""The folder that an installation works in: one committee or several, and the program's own state."""

import os
from dataclasses import dataclass
from pathlib import Path

from communique.committee.committee import Committee
from communique.committee.mistake import Mistake, Place, Unreadable
from communique.committee.reading import read_committee

COMMITTEE_FILE = "committee.yaml"


@dataclass(frozen=True, slots=True)
class Home:
    """One committee and the folder in which its files lie."""

    committee: Committee
    file: Path
    """The committee file."""

    @property
    def folder(self) -> Path:
        """Give the folder that all paths of the committee file are relative to."""
        return self.file.absolute().parent

    @property
    def ideas(self) -> Path:
        """Give the folder of the idea files."""
        return self.folder / self.committee.ideas

    @property
    def site(self) -> Path | None:
        """Give the folder of the blog, if the committee has one."""
        blog = self.committee.accounts.blog
        return self.folder / blog.site if blog else None

    @property
    def rules(self) -> Path | None:
        """Give the file of the committee's own rules, if it has any."""
        return self.folder / self.committee.rules if self.committee.rules else None


def read_home(file: Path) -> Home:
    """Read a committee file and remember where it lies. Raises `Unreadable`."""
    return Home(read_committee(file), file)


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder of an installation: `committee.yaml`, or one folder per committee that holds such a file."""

    root: Path

    def survey(self) -> tuple[tuple[Home, ...], tuple[Mistake, ...]]:
        """Give the committees that can be read, and the mistakes of the others: one bad file never stops the rest.

        Raises `Unreadable` if there is no committee file at all.
        """
        homes: dict[str, Home] = {}
        mistakes: list[Mistake] = []
        for file in self._files():
            try:
                home = read_home(file)
            except Unreadable as error:
                mistakes += error.mistakes
                continue
            owner = homes.setdefault(home.committee.key, home)
            if owner is not home:
                mistakes.append(_same_number(home, owner))
        return tuple(homes.values()), tuple(mistakes)

    def committees(self) -> tuple[Home, ...]:
        """Read every committee. Raises `Unreadable` with the mistakes of all their files, or if there is none."""
        homes, mistakes = self.survey()
        if mistakes:
            raise Unreadable(list(mistakes))
        return homes

    def home(self, key: str) -> Home:
        """Give one committee by its key, as in `iso-tc-400`. Raises `Unreadable` if there is none that can be read."""
        homes, mistakes = self.survey()
        for home in homes:
            if home.committee.key == key:
                return home
        known = ", ".join(home.committee.key for home in homes)
        missing = Mistake(str(self.root), Place(), "", f"there is no committee `{key}`", f"known are: {known}")
        raise Unreadable([missing, *mistakes])

    @property
    def state(self) -> Path:
        """Give the program's own folder, made on demand and closed to others."""
        folder = self.root.absolute() / ".communique"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @property
    def database_url(self) -> str:
        """Give the address of the queue's database: COMMUNIQUE_DATABASE, else a file of our own."""
        return os.environ.get("COMMUNIQUE_DATABASE") or f"sqlite:///{self.state / 'queue.db'}"

    def secret_key(self) -> bytes:
        """Give the key that encrypts what must not be read in the database: COMMUNIQUE_KEY, else a file made once.

        It is a Fernet key (https://cryptography.io/en/latest/fernet/): 32 random bytes in URL-safe base64.
        """
        if given := os.environ.get("COMMUNIQUE_KEY"):
            return given.encode()
        file = self.state / "key"
        if not file.exists():
            _make_key(file)
        return file.read_bytes()

    def _files(self) -> list[Path]:
        single = self.root / COMMITTEE_FILE
        files = [single] if single.exists() else sorted(self.root.glob(f"*/{COMMITTEE_FILE}"))
        if not files:
            cure = "make a workspace with `communique init`, or look at the folder's name"
            raise Unreadable([Mistake(str(self.root), Place(), "", f"there is no {COMMITTEE_FILE} here", cure)])
        return files


def _same_number(home: Home, owner: Home) -> Mistake:
    """Say that two files claim to be the same committee."""
    message = f"{home.committee.committee} is also in {owner.file}"
    return Mistake(str(home.file), Place(), "committee", message, "keep one of them")


def _make_key(file: Path) -> None:
    """Make the key file whole or not at all; of two that try at once, the first wins."""
    import base64  # noqa: PLC0415 - once in the life of an installation
    import secrets  # noqa: PLC0415 - likewise

    own = file.with_name(f"key.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(base64.urlsafe_b64encode(secrets.token_bytes(32)))
            stream.flush()
            os.fsync(stream.fileno())
        file.hardlink_to(own)
    except FileExistsError:
        pass
    finally:
        own.unlink()
