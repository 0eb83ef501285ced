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


def legible(text: str, *, apart: bool = False) -> str:
    """`apart`: combining marks and joiners stand apart, as numbers, for text in which a mark sits on a letter
    of another font: no font draws the two together.

    >>> legible("a\\ue000b")
    'a⟨U+E000⟩b'
    >>> legible("😀\\u0308", apart=True)
    '😀⟨U+0308⟩'
    """
    if not (text.isascii() and text.isprintable()):
        if apart:
            text = unicodedata.normalize("NFC", text)
            text = "".join(number_of(c) if _joins(c) else c for c in text)
        text = _uncovered().sub(lambda match: number_of(match[0]), text)
    return _WORD.sub(_breakable, text)


def _joins(character: str) -> bool:
    return character in "\u200c\u200d" or unicodedata.category(character).startswith("M")


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
