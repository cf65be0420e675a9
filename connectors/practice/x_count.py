"""How X counts, found in another way than the connector's: by walking through a text, character by character.

What both share is the list of the endings of addresses, which is a fact and no way of counting.
"""

import unicodedata
from collections.abc import Iterator

from communique.connectors.x_length import ENDINGS

LONGEST = 280
LIGHT = ((0, 0x1100), (0x2000, 0x200E), (0x2010, 0x2020), (0x2032, 0x2038))
SIGNS = frozenset("\u00a9\u00ae\u203c\u2049\u3030\u2122\u2139")
"""What is an emoji only if the next character says so."""
JOINER, SHOWN_AS_EMOJI, KEY = "\u200d", "\ufe0f", "\u20e3"
IN_PATH = "!*';:=+,.$/%#[]~@|&-_"
IN_QUERY = "!?*'@();:&=+$/%#[]_.,~|-"


def weight(text: str) -> int:
    """Count a text as X does."""
    composed = unicodedata.normalize("NFC", text)
    total = place = 0
    for start, end in spans(composed):
        total += _plain(composed[place:start]) + 23
        place = end
    return total + _plain(composed[place:])


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Give where addresses begin and end."""
    place = 0
    while place < len(text):
        end = _address_end(text, place)
        if end:
            yield place, end
        place = end or place + 1


def _address_end(text: str, start: int) -> int:
    """Give where the address ends that begins here; 0 if none does."""
    before = text[start - 1] if start else " "
    if (before.isascii() and before.isalnum()) or before in "@\uff20$#\uff03\u202a\u202b\u202c\u202d\u202e":
        return 0
    head = text[start : start + 8].lower()
    scheme = next((len(scheme) for scheme in ("https://", "http://") if head.startswith(scheme)), 0)
    if not scheme and before in "-_./":
        return 0
    host = _host_end(text, start + scheme, bare=not scheme)
    return _tail_end(text, host) if host else 0


def _host_end(text: str, start: int, *, bare: bool) -> int:
    """Give where the longest name of a host ends that begins here; 0 if there is none."""
    end = start
    while end < len(text) and (_in_name(text[end], bare=bare) or text[end] == "."):
        end += 1
    for stop in range(end, start, -1):
        after = text[stop : stop + 1]
        if not (after in set("@+-") or (after.isascii() and after.isalnum())) and _is_host(text[start:stop], bare=bare):
            return stop
    return 0


def _is_host(name: str, *, bare: bool) -> bool:
    """Tell whether this is a host's name: labels with a known ending, or with `https://` before it with any."""
    *labels, ending = name.split(".")
    known = ending.lower() in ENDINGS if bare else (len(ending) > 1 and ending.isalpha()) or ending.startswith("xn--")
    return known and bool(labels) and all(label and not label.startswith("-") for label in labels)


def _in_name(sign: str, *, bare: bool) -> bool:
    """Tell whether a character may stand in a host's name."""
    if bare:
        return sign == "-" or (sign.isascii() and sign.isalnum()) or "\u00c0" <= sign <= "\u024f"
    return sign in "-_" or sign.isalnum()


def _tail_end(text: str, host: int) -> int:
    """Give where port, path and query end; what ends the sentence is none of it."""
    digits = text[host + 1 :]
    port = len(digits) - len(digits.lstrip("0123456789")) if text[host : host + 1] == ":" else 0
    path = host + (port + 1 if port else 0)
    query = _path_end(text, path + 1) if text[path : path + 1] == "/" else path
    return _query_end(text, query) if text[query : query + 1] == "?" else query


def _path_end(text: str, start: int) -> int:
    """Give where a path ends: brackets belong to it in pairs."""
    place = end = start
    while place < len(text):
        pair = _bracket_end(text, place) if text[place] == "(" else 0
        if pair:
            place = end = pair
        elif _in_path(text[place]):
            place += 1
            end = place if text[place - 1].isalnum() or text[place - 1] in "_=#/+-" else end
        else:
            break
    return end


def _bracket_end(text: str, start: int, *, inner: bool = False) -> int:
    """Give where a pair of brackets ends, with one more pair in it at most; 0 if it has no end or nothing in it."""
    place = start + 1
    while place < len(text) and text[place] != ")":
        step = _bracket_end(text, place, inner=True) if text[place] == "(" and not inner else 0
        if not step and not _in_path(text[place]):
            return 0
        place = step or place + 1
    return place + 1 if start + 1 < place < len(text) else 0


def _query_end(text: str, start: int) -> int:
    """Give where a query ends; where it begins if there is nothing in it."""
    place, end = start + 1, start
    while place < len(text) and text[place].isascii() and (text[place].isalnum() or text[place] in IN_QUERY):
        place += 1
        end = place if text[place - 1].isalnum() or text[place - 1] in "_&=#/-" else end
    return end


def _in_path(sign: str) -> bool:
    """Tell whether a character may stand in a path, brackets apart."""
    return (sign in IN_PATH) or (sign.isalnum() and (sign.isascii() or "\u00c0" <= sign <= "\u024f" or _cyrillic(sign)))


def _cyrillic(sign: str) -> bool:
    """Tell whether a letter is Cyrillic."""
    return unicodedata.name(sign, "").startswith("CYRILLIC") and sign < "\u0500"


def _plain(piece: str) -> int:
    """Count what has no address in it: drawings as a whole, everything else by itself."""
    total = place = 0
    while place < len(piece):
        length = _drawing(piece, place)
        total += 2 if length else _alone(piece[place])
        place += length or 1
    return total


def _alone(sign: str) -> int:
    """Count one character."""
    point = ord(sign)
    return 1 if any(first <= point < after for first, after in LIGHT) else 2


def _drawing(piece: str, start: int) -> int:
    """Give of how many characters the emoji is made that begins here; 0 if none does."""
    here, then = piece[start], piece[start + 1 : start + 3]
    if here in "0123456789#*":
        return next((len(key) + 1 for key in (SHOWN_AS_EMOJI + KEY, KEY) if then.startswith(key)), 0)
    if _is_flag_letter(here):
        return 2 if then and _is_flag_letter(then[0]) else 0
    end = _one_drawing(piece, start)
    while end > start and piece[end : end + 1] == JOINER:
        more = _one_drawing(piece, end + 1)
        if more == end + 1:
            break
        end = more
    return end - start


def _one_drawing(piece: str, start: int) -> int:
    """Give where one drawing ends, with what colours it and with its tags; where it begins if there is none."""
    sign = piece[start : start + 1]
    shown = piece[start + 1 : start + 2] == SHOWN_AS_EMOJI
    drawn = sign >= "\U0001f000" or (sign >= "\u2100" and unicodedata.category(sign) == "So")
    if _is_flag_letter(sign) or not (drawn or (shown and sign in SIGNS)):
        return start
    end = start + 1
    if shown or "\U0001f3fb" <= piece[end : end + 1] <= "\U0001f3ff":
        end += 1
    while "\U000e0020" <= piece[end : end + 1] <= "\U000e007f":
        end += 1
    return end


def _is_flag_letter(sign: str) -> bool:
    """Tell whether a character is one of the two that make a flag."""
    return "\U0001f1e6" <= sign <= "\U0001f1ff"
