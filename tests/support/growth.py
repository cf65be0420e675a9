"""How the time of a search grows with its text."""

import gc
import time
from collections.abc import Callable

ROUNDS = 5
LIMIT = 40.0
TINY = 0.01


def grows_linearly(look: Callable[[str], object], piece: str, length: int = 1_000_000) -> bool:
    """Tell whether `look` takes about ten times as long for a text ten times as long, and never a hundred times.

    The text is `piece` again and again, `length` characters at last. The best of some rounds counts, in processor
    seconds of this thread and without looking for garbage meanwhile, so that neighbours on the machine don't.
    """
    short = long = float("inf")
    for number in range(ROUNDS):
        short = min(short, _seconds(look, piece, length // 10, number))
        long = min(long, _seconds(look, piece, length, number))
        if long < LIMIT * max(short, TINY):
            return True
    return False


def _seconds(look: Callable[[str], object], piece: str, length: int, number: int) -> float:
    text = piece * (length // len(piece)) + " " * number  # another text each time, as the last ones are remembered
    gc.disable()
    try:
        start = time.thread_time()
        look(text)
        return time.thread_time() - start
    finally:
        gc.enable()
