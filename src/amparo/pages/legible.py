"""Text made fit for the PDF, which must have a shape for every character (PDF/A, ISO 19005-3, 6.2.11.8).

What no shipped font draws is written as its number; long words get places to break; the first strong character
decides the direction of a paragraph (UAX 9, P2 and P3).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from amparo.pages.shown import number_of

FONTS = Path(__file__).parent / "fonts"
_WORD = re.compile(r"[^\s\u200b]{41,}")
_PIECE = re.compile(r".{1,40}", re.DOTALL)
_PLAIN = re.compile(
    "[^\n\u0020-\u007e\u00a1-\u00ac\u00ae-\u00ff\u0152\u0153\u060c\u061b\u061f\u0621-\u063a\u0641-\u064a"
    "\u2013\u2014\u2018-\u201d\u2026\u2066-\u2069\u27e8\u27e9]"
)


def legible(text: str, *, plain: bool = False) -> str:
    """`plain`: only Latin and basic Arabic letters stay themselves; for text on which shaping fails.

    >>> legible("a\\ue000b")
    'a⟨U+E000⟩b'
    """
    if not (text.isascii() and text.isprintable()):
        text = (_PLAIN if plain else _uncovered()).sub(lambda match: number_of(match[0]), text)
    return _WORD.sub(_breakable, text)


def right_to_left(text: str) -> bool:
    """By the first strong character."""
    for character in text:
        strong = unicodedata.bidirectional(character)
        if strong in ("R", "AL"):
            return True
        if strong == "L":
            return False
    return False


def _breakable(match: re.Match[str]) -> str:
    return "\u200b".join(_PIECE.findall(match[0]))


@cache
def _uncovered() -> re.Pattern[str]:
    lines = (FONTS / "coverage.txt").read_text(encoding="ascii").splitlines()
    ranges = [line.split("-") for line in lines if line and not line.startswith("#")]
    spans = "".join(f"\\U{int(a, 16):08x}-\\U{int(b, 16):08x}" for a, b in ranges)
    return re.compile(f"[^{spans}]")
