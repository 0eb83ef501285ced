"""Evidence made fit to be looked at: nothing invisible stays invisible, nothing grows without bound.

The exact text stays in `timeline.jsonl`; what stands here is a picture of it. Marks are written as text
(`⟨U+202E⟩`), so that they survive copying, and templates escape them like all other text.

References: Unicode 15 chapters 9.2 and 23 (joiners, direction marks, tags); "Trojan Source" (CVE-2021-42574) for the
overrides; UTS 39 section 5.4 for piled-up combining marks.
"""

import re
import unicodedata
from typing import NamedTuple

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls; line feed and tab stay
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"  # tags, variation selectors of the supplement, private use
)
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0e31-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{7,}"
)
_KEPT_MARKS = 6
"""Marks in a row on one letter; no script writes more."""
_LINES = re.compile("\r\n?")


class Shown(NamedTuple):
    text: str
    left_out: int
    """Characters cut off at the end."""


def shown(text: str, limit: int) -> Shown:
    """At most `limit` characters of `text`, with all that is invisible made visible."""
    cut = len(text) - limit
    if cut > 0:
        text = text[:limit]
    return Shown(visible(text), max(cut, 0))


def visible(text: str) -> str:
    """Controls as pictures (`␀`), direction marks, private use and the like as their number (`⟨U+202E⟩`).

    >>> visible("abc\\u202edef")
    'abc⟨U+202E⟩def'
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINES.sub("\n", text)
    text = _HIDDEN.sub(_name, text)
    return _MARKS.sub(_fewer, text)


def short(text: str | None, limit: int) -> str:
    """One line for names and quotes: white space joined, an ellipsis where it was cut."""
    if not text:
        return ""
    piece = " ".join(text[: limit * 4].split())
    cut = len(text) > limit * 4 or len(piece) > limit
    return visible(piece[:limit]) + ("…" if cut else "")


def number_of(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


def _name(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else number_of(match[0])


def _fewer(match: re.Match[str]) -> str:
    rest = len(match[0]) - _KEPT_MARKS
    return f"{match[0][:_KEPT_MARKS]}⟨+{rest} {unicodedata.name(match[0][-1], 'MARK')}⟩"
