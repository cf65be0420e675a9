"""Web addresses: the idea's link and those inside the texts."""

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from communique.policy.rule import Settings
from communique.policy.subject import Hit, Subject, clip, texts
from communique.post.idea import Idea

_IN_TEXT = re.compile(r"\b[a-z][a-z0-9+.-]{0,30}://[^\s<>\"“”«»]{1,2000}", re.IGNORECASE)
"""An address in a text; bounded, so that no text takes long to look through."""
_NUMERIC = re.compile(r"(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*\.?", re.IGNORECASE)
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_NOT_PUBLIC = (
    ".localhost", ".local", ".internal", ".localdomain", ".home.arpa", ".test", ".example", ".invalid", ".onion",
)  # fmt: skip


def malformed(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find addresses that lead nowhere for the public, or that carry what must not be shown."""
    for (field, address), span in _addresses(subject.idea).items():
        if fault := _fault(address, settings.schemes):
            yield Hit(field, address, {"address": clip(address), "fault": fault}, span=span)


def of_scheme(subject: Subject, settings: Settings) -> Iterator[Hit]:
    """Find addresses that begin with one of the rule's schemes and have no other fault."""
    for (field, address), span in _addresses(subject.idea).items():
        scheme = address.partition("://")[0].lower()
        if scheme in settings.schemes and not _fault(address, settings.schemes):
            safe = f"https{address[len(scheme) :]}" if scheme == "http" else None
            yield Hit(field, address, {"address": clip(address), "scheme": scheme}, span=span, instead=safe)


def _addresses(idea: Idea) -> dict[tuple[str, str], tuple[int, int]]:
    """Give every address with its field, once per field, and where it stands there first."""
    found = {("link", idea.link): (0, len(idea.link))} if idea.link is not None else {}
    for field, text in texts(idea):
        for match in _IN_TEXT.finditer(text) if "://" in text else ():
            address = _trimmed(match[0])
            found.setdefault((field, address), (match.start(), match.start() + len(address)))
    return found


def _trimmed(address: str) -> str:
    """Leave out the punctuation that belongs to the sentence around an address."""
    while True:
        shorter = address.rstrip(".,;:!?'’*_…")
        if shorter.endswith(")") and shorter.count("(") < shorter.count(")"):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def _fault(address: str, schemes: tuple[str, ...]) -> str:
    """Say what is wrong with an address, or nothing."""
    if " " in address or not address.isprintable():  # every other white space is not printable either
        return "it has a space or an invisible character in it"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "its host or port can't be read"
    if parts.scheme not in schemes:
        return f"it does not begin with {' or '.join(f'{scheme}://' for scheme in schemes)}"
    if parts.username is not None or parts.password is not None:
        return "it carries a user name or a password"
    if port == 0:
        return "its port can't be reached"
    return _host_fault(parts)


def _host_fault(parts: SplitResult) -> str:
    host = (parts.hostname or "").removesuffix(".")
    if not host:
        return "the host is missing"
    if "[" in parts.netloc or _NUMERIC.fullmatch(host):
        return "it names a machine by number, not by name"
    labels = host.split(".")
    if len(labels) == 1 or host.endswith(_NOT_PUBLIC):
        return f"{host} is not on the public Internet"
    if not all(_LABEL.fullmatch(label) for label in labels):
        return f"{host} is not the name of a host"
    return ""
