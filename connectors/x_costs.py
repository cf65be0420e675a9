"""What X asks for a post (docs.x.com, "Pricing": pay per use, from prepaid credits); X changes its prices."""

from collections.abc import Sequence
from decimal import Decimal

from communique.connectors.x_length import addresses
from communique.post.picture import Picture

AS_OF = "2026-08-22"
"""The day of these prices."""
POST = Decimal("0.015")
"""USD for a post without a web address."""
LINKED = Decimal("0.20")
"""USD for a post with a web address, with `https://` or without."""
ALT_TEXT = Decimal("0.005")
"""USD for the alternative text of one picture."""


def cost(texts: Sequence[str], pictures: Sequence[Picture]) -> str:
    """Say what all parts of a post cost together, and why where there is a link."""
    linked = sum(1 for text in texts if addresses(text))
    alts = sum(1 for picture in pictures if picture.alt)
    total = LINKED * linked + POST * (len(texts) - linked) + ALT_TEXT * alts
    why = " because of the link" if linked else ""
    return f"costs about {_shown(total)} USD{why} (X's prices of {AS_OF}; X changes them)"


def _shown(price: Decimal) -> str:
    """Write a price with two digits behind the point, or three where they are needed."""
    return f"{price:.3f}".removesuffix("0")
