"""How LinkedIn reads a commentary: word by word, up to the first sign that makes no sense to it."""

import re

ESCAPED = re.compile(r"\\([|{}@\[\]()<>#\\*_~])")
TEMPLATE = re.compile(r"\{hashtag\|\\?#\|((?:\\[|{}@\[\]()<>#\\*_~]|[^|{}@\[\]()<>#\\*_~\s])+)\}")
MENTION = re.compile(r"@\[((?:\\.|[^\\\]])+)\]\(urn:li:(?:organization|person):\w+\)")
HASHTAG = re.compile(r"#([^\W_]+)")
PLAIN = re.compile(r"[^|{}@\[\]()<>#\\*_~]+")


def read(commentary: str) -> tuple[str, str]:
    """Give what the public reads, and how it is told when it is read back; the rest is lost, and nobody says so."""
    shown, told, at = "", "", 0
    while at < len(commentary):
        element = _element(commentary, at, shown[-1:])
        if element is None:
            break
        words, told_as, at = element
        shown, told = shown + words, told + told_as
    return shown, told


def _element(commentary: str, at: int, before: str) -> tuple[str, str, int] | None:
    """Read one element: the words, how they are told, and where the next one begins; None where there is none."""
    if found := PLAIN.match(commentary, at):
        return found.group(), found.group(), found.end()
    if found := ESCAPED.match(commentary, at):
        return found[1], found.group(), found.end()
    if found := MENTION.match(commentary, at):
        return re.sub(r"\\(.)", r"\1", found[1]), found.group(), found.end()
    if found := TEMPLATE.match(commentary, at):
        return "#" + re.sub(r"\\(.)", r"\1", found[1]), found.group(), found.end()
    found = HASHTAG.match(commentary, at)
    if found and not found[1].isdecimal() and not before.isalnum():
        return found.group(), f"{{hashtag|\\#|{found[1]}}}", found.end()
    return None
