"""Handles: written with or without @, the platform, dots and underscores, capital letters, and signs that look like others.

Two handles that differ only so may still be two accounts: that they are folded says that they are told alike, and how far reports bear it out
is seen from what else these name.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import product

from amparo.linkage.grouping import Groups, Likeness, candidates, grouped

_PLATFORMS = {
    "instagram": "instagram", "insta": "instagram", "ig": "instagram", "facebook": "facebook", "fb": "facebook", "m.facebook": "facebook",
    "snapchat": "snapchat", "snap": "snapchat", "sc": "snapchat", "telegram": "telegram", "tg": "telegram", "t": "telegram", "tiktok": "tiktok",
    "tt": "tiktok", "twitter": "twitter", "x": "twitter", "discord": "discord", "kik": "kik", "skype": "skype", "whatsapp": "whatsapp", "wa": "whatsapp",
    "messenger": "facebook", "signal": "signal", "paypal": "paypal", "cash": "cashapp", "cashapp": "cashapp", "venmo": "venmo",
}  # fmt: skip
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?([a-z.]{1,12})\.(?:com|me|app|net|org|gg)/(?:add/|u/|in/)?@?([^/?#\s]+)/?(?:[?#].*)?",
    re.I,
)
_PREFIXED = re.compile(r"([a-z]{1,12})\s*[:=]\s*@?(\S+)|([a-z]{2,12})\s+@(\S+)", re.I)
_HOMOGLYPHS = str.maketrans("аеорсухіјѕԁһкмтвнαορνιτκυ", "aeopcyxijsdhkmtbhaopvitku")
"""Cyrillic and Greek small letters that look like Latin ones."""
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])[015](?=[^\W\d_])")
_MASKED = {"0": "0o", "1": "1il", "5": "5s"}
_SEPARATORS = re.compile(r"(?<!\d)[._\-]+|[._\-]+(?!\d)")
_SHORT = 5
"""Signs below which dots and look-alikes may well make another handle."""


@lru_cache(1 << 18)
def parts(handle: str) -> tuple[str | None, str]:
    """The platform if it is told, and the rest in lower case without @."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", handle)).strip().casefold()
    platform = None
    if found := _ADDRESS.fullmatch(text):
        platform, text = _PLATFORMS.get(found[1]), found[2] if found[1] in _PLATFORMS else text
    elif (found := _PREFIXED.fullmatch(text)) and (told := found[1] or found[3]) in _PLATFORMS:
        platform, text = _PLATFORMS[told], found[2] or found[4]
    return platform, text.lstrip("@").translate(_HOMOGLYPHS)


@lru_cache(1 << 18)
def plain(handle: str) -> str:
    """Without dots and underscores, unless digits stand on both sides."""
    bare = _SEPARATORS.sub("", parts(handle)[1])
    return bare if len(bare) >= _SHORT else parts(handle)[1]


@lru_cache(1 << 18)
def readings(handle: str) -> frozenset[str]:
    """With each digit that stands between letters read as the letter that it looks like, or as itself."""
    bare = plain(handle)
    masked = [found.start() for found in _BETWEEN_LETTERS.finditer(bare)][:4]
    if len(bare) < _SHORT or not masked:
        return frozenset((bare,))
    signs = [_MASKED[sign] if at in masked else sign for at, sign in enumerate(bare)]
    return frozenset(map("".join, product(*signs)))


def folds(handle: str) -> bool:
    return bool(plain(handle))


def keys(handle: str) -> frozenset[int]:
    return frozenset(
        int.from_bytes(blake2b(one.encode(), digest_size=8).digest(), "big") >> 1 for one in readings(handle)
    )


probes = kept = keys


def likeness(one: str, other: str, slack: float = 1.0) -> Likeness | None:
    """None where they are two handles; those of two platforms are."""
    (mine, _), (theirs, _) = parts(one), parts(other)
    if (mine and theirs and mine != theirs) or readings(one).isdisjoint(readings(other)):
        return None
    fuller = 0 if mine == theirs else 1 if mine else 2
    if parts(one)[1] == parts(other)[1]:
        cost, why = 0.0, "capital letters, @ or alphabet"
    elif plain(one) == plain(other):
        cost, why = 0.1, "dots or underscores"
    else:
        cost, why = 0.2, "signs that look alike"
    return Likeness(cost, fuller, f"{why}; the platform is not told" if fuller else why)


def contradict(one: str, other: str) -> bool:
    mine, theirs = parts(one)[0], parts(other)[0]
    return mine is not None and theirs is not None and mine != theirs


def groups(handles: Sequence[str]) -> Groups:
    """Of the forms of one handle; the handles are sorted, none twice."""
    left, right = candidates(map(keys, handles))
    return grouped(
        len(handles),
        left,
        right,
        lambda one, other, slack: likeness(handles[one], handles[other], slack),
        lambda one, other: contradict(handles[one], handles[other]),
    )
