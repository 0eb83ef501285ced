"""From a place in a message's repaired text to the place in its raw text.

Readers repair text: mojibake is decoded, entities become characters, invisible marks go. `Alignment` walks both forms
side by side and recognises exactly these repairs. Where they differ in another way (a mail whose raw text is HTML), the
matched words are looked up in the raw text; where they do not stand there once and only once, the span is the whole
raw text: never a wrong place.
"""

import html
import re

_ENTITY = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9a-fA-F]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?")
_INVISIBLE = frozenset(
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
)


class Alignment:
    """The raw place of spans of one message's text."""

    __slots__ = ("_ends", "_raw", "_starts", "_text")

    def __init__(self, text: str, raw: str) -> None:
        self._text = text
        self._raw = raw
        self._starts: list[int] | None = None
        self._ends: list[int] = []
        if text != raw:
            self._walk()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end, in characters of the raw text, of `text[start:end]`."""
        if self._text == self._raw:
            return start, end
        if self._starts is not None:
            if start >= end:
                at = self._starts[start] if start < len(self._starts) else len(self._raw)
                return at, at
            return self._starts[start], self._ends[end - 1]
        words = self._text[start:end]
        at = self._raw.find(words) if words else -1
        if at >= 0 and self._raw.find(words, at + 1) < 0:
            return at, at + len(words)
        return 0, len(self._raw)

    def raw(self, start: int, end: int) -> str:
        """As written in the raw text; the repaired words where they cannot be placed there."""
        place = self.span(start, end)
        if self._starts is None and place == (0, len(self._raw)):
            return self._text[start:end]
        return self._raw[place[0] : place[1]]

    def _walk(self) -> None:
        text, raw = self._text, self._raw
        starts: list[int] = []
        ends: list[int] = []
        at = here = 0
        while here < len(text):
            taken, seen = _step(text, here, raw, at)
            if not seen:
                return
            starts.extend([at] * taken)
            at += seen
            ends.extend([at] * taken)
            here += taken
        if _rest_is_invisible(raw[at:]):
            self._starts, self._ends = starts, ends


def _step(text: str, here: int, raw: str, at: int) -> tuple[int, int]:
    """How many characters of `text` stand for how many of `raw` at this point; (0, 0): none known."""
    if at >= len(raw):
        return 0, 0
    char, there = text[here], raw[at]
    if there == "&":
        entity = _ENTITY.match(raw, at)
        if entity:
            meant = html.unescape(entity[0])
            if meant and text.startswith(meant, here):
                return len(meant), len(entity[0])
            if meant in _INVISIBLE:
                return 0, len(entity[0])
    if char == there:
        return 1, 1
    if there in _INVISIBLE:
        return 0, 1
    if char == " " and there.isspace():
        return 1, 1
    return _decoded(char, raw, at)


def _decoded(char: str, raw: str, at: int) -> tuple[int, int]:
    """UTF-8 that was read as Latin-1, as Meta's exports have it."""
    lead = ord(raw[at])
    length = 2 if 0xC2 <= lead < 0xE0 else 3 if 0xE0 <= lead < 0xF0 else 4 if 0xF0 <= lead < 0xF5 else 0
    if not length:
        return 0, 0
    try:
        meant = raw[at : at + length].encode("latin-1").decode("utf-8")
    except UnicodeError:
        return 0, 0
    if meant == char or (char == " " and meant.isspace()):
        return 1, length
    return (0, length) if meant in _INVISIBLE else (0, 0)


def _rest_is_invisible(rest: str) -> bool:
    return all(char in _INVISIBLE or char.isspace() for char in rest)
