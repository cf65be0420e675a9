"""Keys of records on the AT Protocol that come from our own keys alone (atproto.com, "Timestamp Identifiers")."""

import hashlib

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
EARLIEST = 1_672_531_200_000_000
"""The first moment that a key bears, in microseconds since 1970: the start of 2023."""
SPAN = 94_694_400_000_000
"""How many microseconds later the last one is: the end of 2025."""
CLOCKS = 1024
"""How many keys there are for one microsecond."""


def tid(key: str) -> str:
    """Give the record's key for a delivery's key, always the same: thirteen letters and digits.

    The moment in it means nothing; it lies in the past, because a moment to come might be refused.
    """
    number = int.from_bytes(hashlib.sha256(key.encode()).digest(), "big")
    value = (EARLIEST + number % SPAN) * CLOCKS + number // SPAN % CLOCKS
    return "".join(ALPHABET[value >> shift & 31] for shift in range(60, -1, -5))
