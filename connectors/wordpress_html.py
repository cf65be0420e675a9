"""A text as HTML that WordPress shows to the letter.

WordPress reads more into a text than HTML does: it sets quotes and dashes of its own, turns `8)` into a face and
`[name]` into whatever a plugin makes of it (developer.wordpress.org/reference/functions/wptexturize,
…/convert_smilies, …/do_shortcode). Characters that would mean something to it are written as numbers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from communique.connectors import text
from communique.connectors.pages import linked
from communique.post.picture import Picture

_READ = re.compile(
    r"[\[\]`]"  # shortcodes, quotes
    r"|\.(?=\.)|-(?=-)|(?<=-)-|(?<!\S)-(?!\S)"  # ellipses, dashes
    r"|(?<=[\d.,])x(?=\d)|(?<=\s)\((?=tm\))"  # a multiplication, a trademark
    r"|(?<!\S)(?:[:;](?=\S)|8(?=[-O)]))"  # faces
    r"|(?<=&amp;)#"  # a character's number that the text only talks of
    r"|(?<=Word)p(?=ress)",  # the maker's own name
    re.IGNORECASE,
)
_STRIPPED = re.compile(r"<|%(?=[0-9a-f]{2})|&(?=#?\w+;)", re.IGNORECASE)
"""What WordPress takes out of an alternative text, or reads as something else."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A picture in the site's media library."""

    number: int
    url: str
    picture: Picture


def content(whole: str, language: str, pictures: Iterable[Uploaded]) -> str:
    """Give a text as paragraphs, its web addresses as links, with these pictures below."""
    paragraphs = [f'<p lang="{escape(language)}">{_lines(part)}</p>' for part in whole.split("\n\n")]
    return "\n".join([*paragraphs, *map(_figure, pictures)])


def plain(said: str) -> str:
    """Give a text on one line, as in a title, without links."""
    return _shown(escape(text.flat(said)))


def alternative(said: str) -> str:
    """Give an alternative text, which WordPress keeps as plain text but cleans of what looks like code."""
    return _STRIPPED.sub(_number, text.flat(said))


def caption(picture: Picture) -> str:
    """Give who made a picture and how it may be used."""
    return plain(" · ".join(filter(None, (picture.credit, picture.licence))))


def _lines(paragraph: str) -> str:
    """Give one paragraph with its line breaks."""
    return _shown(linked(paragraph)).replace("\n", "<br />\n")


def _shown(made: Markup) -> str:
    """Write as numbers what WordPress would read something into; tags stay, but for their brackets."""
    pieces = re.split(r"(<[^>]*>)", str(made))
    kept = [
        re.sub(r"[\[\]]", _number, piece) if piece.startswith("<") else _READ.sub(_number, piece) for piece in pieces
    ]
    return "".join(kept)


def _number(found: re.Match[str]) -> str:
    """Write a character as its number."""
    return f"&#{ord(found.group())};"


def _figure(uploaded: Uploaded) -> str:
    """Show a picture with who made it."""
    picture, said = uploaded.picture, caption(uploaded.picture)
    below = f"<figcaption>{said}</figcaption>" if said else ""
    shape = f'width="{picture.width}" height="{picture.height}" class="wp-image-{uploaded.number}"'
    return f'<figure><img src="{escape(uploaded.url)}" alt="{plain(picture.alt)}" {shape} />{below}</figure>'
