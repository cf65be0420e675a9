"""Reads YAML as people write it: values, the place of each, and every trap explained."""

import codecs
from pathlib import Path

import yaml

from communique.committee.document import Document
from communique.committee.events import CONTROL, MOST_NODES, Builder
from communique.committee.mistake import Mistake, Place, Unreadable
from communique.committee.plainfile import open_plain
from communique.committee.traps import explain

LARGEST = 1_000_000
USUAL = 64_000
"""Asked for first: room for a whole megabyte costs more than reading the few lines that there mostly are."""


def read(source: bytes, file: str, *, most: int = MOST_NODES) -> Document:
    """Read a YAML file of up to `most` values; `file` names it in messages. Raises `Unreadable` with every fault."""
    if len(source) > LARGEST:
        raise Unreadable([Mistake(file, Place(), "", "larger than 1 MB", "split it; pictures are files of their own")])
    text = decode(source, file)
    lines = text.splitlines()
    builder, parser = Builder(file, lines, most=most), yaml.CSafeLoader(text)
    try:
        builder.take(iter(parser.get_event, None))
    except yaml.YAMLError as error:
        raise Unreadable([*builder.mistakes, explain(error, lines, file)]) from error
    return builder.document()


def load(path: Path, file: str, *, within: Path | None = None) -> bytes:
    """Read a file's bytes, at most a little over what `read` takes; `within` a folder only a plain file of it.

    Raises `Unreadable` if there is no such file.
    """
    try:
        with open_plain(path, within) if within else path.open("rb") as stream:
            start = stream.read(USUAL)
            return start if len(start) < USUAL else start + stream.read(LARGEST + 1 - USUAL)
    except FileNotFoundError as error:
        raise Unreadable([Mistake(file, Place(), "", "there is no such file", "look at the name")]) from error
    except OSError as error:
        why = error.strerror or "it can't be opened"
        raise Unreadable([Mistake(file, Place(), "", f"can't be read: {why}", "look at its permissions")]) from error


def decode(source: bytes, file: str) -> str:
    """Give the text of a file. Raises `Unreadable` if it is not UTF-8 or holds control characters."""
    source = source.removeprefix(codecs.BOM_UTF8)
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable([Mistake(file, Place(), "", "the file is UTF-16", "save it as UTF-8")])
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8")
        message = f"byte 0x{source[error.start]:02X} is no UTF-8"
        raise Unreadable([Mistake(file, _after(before), "", message, "save the file as UTF-8")]) from error
    if found := [match for _, match in zip(range(10), CONTROL.finditer(text), strict=False) if match[0] != "\r"]:
        raise Unreadable([
            Mistake(file, _after(text[: match.start()]), "", f"control character U+{ord(match[0]):04X}", "take it out")
            for match in found
        ])  # fmt: skip
    return text


def _after(before: str) -> Place:
    """Give the place of the character that follows a text."""
    lines = (before + ".").splitlines()
    return Place(len(lines), len(lines[-1]), len(lines), len(lines[-1]) + 1)
