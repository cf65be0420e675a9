"""How X counts a text: most letters one, other characters two, each emoji two, each web address 23.

Source: docs.x.com, "Counting characters", and the third configuration of X's own text rules. What counts is the text
in Unicode's composed form (NFC). Everything that looks like a web address is one, with `https://` or without.
"""

import re
import unicodedata

LENGTH = 280
"""Longest post, for accounts without a subscription."""
ADDRESS = 23
"""What a web address counts, however long: X shows a short one in its place."""
EMOJI = 2
"""What an emoji counts, however many characters it is made of."""

COUNTRIES = """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd
    cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge
    gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki
    km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my
    mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se
    sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz
    va vc ve vg vi vn vu wf ws ye yt za zm zw
"""
OTHERS = """
    academy aero africa agency ai amsterdam app arpa asia bank bar berlin best bio biz blog blue book brussels build
    business cafe cards care cat center chat city claims cloud club codes coffee college com community company
    computer consulting cool coop country courses credit date degree design dev digital direct directory domains earth
    eco edu education email energy engineer engineering equipment events exchange expert family farm finance fish fit
    food forum foundation fun fund garden global gov graphics green group guide guru health healthcare help homes host
    house how industries info ink institute insure int international jobs kitchen law legal life link live london ltd
    management market marketing media menu mil mobi moda money museum name net network new news ngo one ong online org
    organic page paris partners parts photo photos pictures place plus post press pro productions properties pub recipes
    red report rest restaurant review reviews rocks run sale school science security services shop show site social
    software solar solutions space store stream studio study style supply support swiss systems team tech technology tel
    tips today tools top tours town toys trade training travel university video vision watch web website wien wiki work
    works world wtf xxx xyz zone
"""
ENDINGS = frozenset((COUNTRIES + OTHERS).split())
"""What an address without `https://` ends in: every country, and the commonest of the others."""

_LATIN = "a-zA-Z0-9\u00c0-\u024f"
_NOT_AFTER = "(?<![A-Za-z0-9@\uff20$#\uff03\u202a-\u202e])"
_NOT_BEFORE = "(?![0-9A-Za-z@+-])"
_FULL = rf"https?://(?:\w[\w-]*\.)+(?:xn--[a-z0-9-]+|[^\W\d_]{{2,}}){_NOT_BEFORE}"
_BARE = rf"(?<![-_./])(?:[{_LATIN}][{_LATIN}-]*\.)+(?:{'|'.join(sorted(ENDINGS))}){_NOT_BEFORE}"
_WITHIN = rf"[{_LATIN}\u0400-\u04ff_!*';:=+,.$/%#\[\]~@|&-]"
_BRACKETS = rf"\((?:{_WITHIN}|\({_WITHIN}+\))+\)"
_LAST = rf"(?:[{_LATIN}\u0400-\u04ff_=#/+-]|{_BRACKETS})"
_PATH = rf"(?:/(?:(?:{_WITHIN}|{_BRACKETS})*{_LAST})?)?"
_QUERY = r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]*[a-z0-9_&=#/-])?"
WEB = re.compile(rf"{_NOT_AFTER}(?:{_FULL}|{_BARE})(?::[0-9]+)?{_PATH}{_QUERY}", re.IGNORECASE)
"""A web address as X finds it."""

_DRAWN = (
    "\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u24c2"
    "\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615\u2618\u261d\u2620\u2622\u2623\u2626"
    "\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666\u2668\u267b\u267e\u267f"
    "\u2692-\u2697\u2699\u269b\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5\u26c8\u26ce"
    "\u26cf\u26d1\u26d3\u26d4\u26e9\u26ea\u26f0-\u26f5\u26f7-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2712\u2714"
    "\u2716\u271d\u2721\u2728\u2733\u2734\u2744\u2747\u274c\u274e\u2753-\u2755\u2757\u2763\u2764\u2795-\u2797\u27a1"
    "\u27b0\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5"
    "\U0001f200-\U0001faff"
)
_DRAWING = rf"(?:[{_DRAWN}](?:\ufe0f|[\U0001f3fb-\U0001f3ff])?(?:[\U000e0020-\U000e007e]+\U000e007f)?)"
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff]{2}"  # a flag
    "|[0-9#*]\ufe0f?\u20e3"  # a key
    "|[\u00a9\u00ae]\ufe0f"
    rf"|{_DRAWING}(?:\u200d{_DRAWING})*"
)
_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_CASHTAG = re.compile(r"(?<!\S)\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?![A-Za-z0-9_$])")


def measure(text: str) -> int:
    """Count a text as X counts it."""
    pieces = WEB.split(unicodedata.normalize("NFC", text))
    return ADDRESS * (len(pieces) - 1) + sum(map(_weight, pieces))


def _weight(piece: str) -> int:
    """Count what has no web address in it."""
    rests = _EMOJI.split(piece)
    return EMOJI * (len(rests) - 1) + sum(len(rest) + len(_HEAVY.findall(rest)) for rest in rests)


def addresses(text: str) -> tuple[str, ...]:
    """Give the web addresses in a text, as X finds them."""
    return tuple(WEB.findall(unicodedata.normalize("NFC", text)))


def cashtags(text: str) -> tuple[str, ...]:
    """Give the cashtags in a text, as in `$ISO`; X takes one for each post (docs.x.com, "Create Post")."""
    return tuple(_CASHTAG.findall(text))
