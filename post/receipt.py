"""What a network answered to one try."""

from enum import StrEnum

from communique.committee.strict import Strict


class Receipt(Strict):
    """Where one part of a post stands on the network."""

    remote_id: str
    url: str


class Outcome(StrEnum):
    """How one attempt ended; each answers the question "may we send again?"."""

    PUBLISHED = "published"
    REFUSED = "refused"
    """Not posted, and never again unchanged."""
    UNAUTHORIZED = "unauthorized"
    """Not posted; the whole account waits for new credentials."""
    THROTTLED = "throttled"
    """Not posted; again later."""
    UNREACHABLE = "unreachable"
    """Nothing was sent; again."""
    IN_DOUBT = "in-doubt"
    """Nobody knows; look before anything else."""
