"""Text as rules see it, with the way back to the text as written.

Two levels, both with an offset map:

- `plain`: what indicators read. Zero-width and direction marks go, every script's digits become ASCII digits, odd
  spaces and dashes become plain ones, full-width and mathematical letters become letters. Case and accents stay.
- `fold`: what rules read. On top: lower case, no accents, no Arabic vowel marks, one form of alef, ya and
  ta marbuta, Latin letters for their Cyrillic, Greek, Armenian and Cherokee look-alikes, `pleeease` as `please`,
  `f r i e n d s` as `friends`, white space as one space.

The map is made only when a span is asked for: most messages match nothing.

Method: Unicode Standard Annex 15 (NFKD, NFKC) and Technical Standard 39 (confusables; the table below is the part of
it that blackmail mails were seen to use, with its neighbours).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

# Look-alike, then the Latin letter it stands for.
_LOOK_ALIKES = (
    "аa вb сc еe нh іi јj кk мm оo рp тt уy хx ѕs ԁd ԛq ԝw һh ҽe ɡg ӏl ԍg ѡw ѵv ѐe ёe ґr ғf қk ң" + "h "
    "АA ВB СC ЕE НH ІI ЈJ КK МM ОO РP ТT УY ХX ЅS Ӏi ԌG ԜW ԚQ ҮY "
    "αa βb εe ηn ιi κk νv οo ρp σo τt υu χx γy ωw ϲc ϳj "
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "
    "ոn սu ցg օo հh զq ԁd եt քp ղn ձa յj ւw ռn նu ԛq ՏS ՕO ՍU ՏS ԼL "
    "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᏆI ᎫJ ᏦK ᏞL ᎷM ᏢP ᏒR ᏚS ᎢT ᏙV ᎳW ᏃZ ᎥI ꓮA ꓐB ꓚC ꓓD ꓰE "
    "ɑa ɩi ıi ɪi ʏy ʟl ᴀa ʙb ᴄc ᴅd ᴇe ɢg ʜh ᴊj ᴋk ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ᴢz "
    "øo łl đd ħh ŧt ɓb ɗd ƙk ỿy ßs þp ƒf"
)
_LATIN = {pair[0]: pair[1].lower() for pair in _LOOK_ALIKES.split()}
# One form for letters that are written several ways (Unicode keeps them apart even in NFKD).
_ARABIC = {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ٱ": "ا", "ـ": "", "ڤ": "ف", "گ": "ك"}
_APOSTROPHES = dict.fromkeys("’‘ʼʹ`´′＇", "'")
_LIGATURES = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}
_KEEPS = {**_LATIN, **_LIGATURES, **_ARABIC, **_APOSTROPHES}

LONE_PALOCHKA = re.compile(r"(?<!\w)ӏ(?!\w)")
"""Mails write the word `I` with it; inside words it is an `l`."""

_EXCESS = re.compile(
    r"(?P<long>(?P<letter>[^\W\d_])(?P=letter){2,})"
    r"|(?P<spaced>(?<![^\W_])[^\W\d_](?:(?P<gap>[ .*_\-])[^\W\d_])(?:(?P=gap)[^\W\d_]){2,}(?![^\W_]))"
    r"|(?P<white>\s{2,}|[\n\t\r])"
)


class _Table(dict[int, str]):
    """For `str.translate`: makes each character's image when it is first met."""

    def __init__(self, image: Callable[[str], str]) -> None:
        super().__init__()
        self._image = image

    def __missing__(self, code: int) -> str:
        self[code] = image = self._image(chr(code))
        return image


def image(char: str) -> str:
    """What one character becomes when text is folded, whatever stands around it; empty if it goes."""
    kept = _KEEPS.get(char)
    if kept is not None:
        return kept
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.digit(char))
    parts = unicodedata.normalize("NFKD", char)
    return "".join(
        _KEEPS.get(part, part).lower()
        for part in parts
        if unicodedata.category(part) not in ("Mn", "Cf", "Me")
    )


def _plained(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category == "Zs":
        return " "
    if category == "Pd" or char == "\u2212":
        return "-"
    if category == "Cf" or "\ufe00" <= char <= "\ufe0f":
        return ""
    if char in _APOSTROPHES and char != "`":
        return "'"
    return unicodedata.normalize("NFKC", char)


_FOLD = _Table(image)
_PLAIN = _Table(_plained)


class Mapped:
    """A rewritten text that remembers where each character came from."""

    __slots__ = ("_ends", "_make", "_starts", "drawn_out", "source", "text")

    def __init__(
        self, source: str, text: str, make: Callable[[], tuple[list[int], list[int]]] | None
    ) -> None:
        self.source = source
        self.text = text
        self.drawn_out = False
        """Letters were drawn out, so that `fold(text, doubles=True)` may read differently."""
        self._make = make
        """None: nothing moved."""
        self._starts: list[int] = []
        self._ends: list[int] = []

    def places(self) -> tuple[list[int], list[int]]:
        """Start and end in `source` of each character of `text`."""
        if self._make is None:
            return list(range(len(self.text))), list(range(1, len(self.text) + 1))
        return self._make()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in `source` of `text[start:end]`; an empty span maps to an empty one."""
        if self._make is None:
            return start, end
        if not self._ends:
            self._starts, self._ends = self._make()
        if start >= end:
            at = self._starts[start] if start < len(self._starts) else len(self.source)
            return at, at
        return self._starts[start], max(self._ends[start:end])

    def from_source(self, start: int, end: int) -> tuple[int, int]:
        """The other way: the characters of `text` that come from `source[start:end]`."""
        if self._make is None:
            return start, end
        if not self._ends:
            self._starts, self._ends = self._make()
        first = bisect_right(self._starts, start - 1)
        return first, max(first, bisect_right(self._starts, end - 1))


def _lengths(source: str, table: _Table) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    for at, char in enumerate(source):
        starts.extend([at] * len(table[ord(char)]))
    return starts, [at + 1 for at in starts]


def plain(text: str) -> Mapped:
    """What indicators read; `text` itself where nothing had to change."""
    if text.isascii():
        return Mapped(text, text, None)
    changed = text.translate(_PLAIN)
    if changed == text:
        return Mapped(text, text, None)
    return Mapped(text, changed, lambda: _lengths(text, _PLAIN))


def joined_lines(texts: Sequence[str]) -> str:
    """Texts, a line each: what line breaks they hold are spaces."""
    lines = "\n".join(texts)
    if lines.count("\n") == len(texts) - 1:
        return lines
    return "\n".join([text.replace("\n", " ") for text in texts])


def plain_lines(texts: Sequence[str]) -> str:
    """The plain form of texts, a line each."""
    lines = joined_lines(texts)
    if lines.isascii():
        return lines
    changing = "".join(
        sorted(char for char in set(lines) if not char.isascii() and _PLAIN[ord(char)] != char)
    )
    return re.sub(f"[{changing}]", lambda found: _PLAIN[ord(found[0])], lines) if changing else lines


def fold(text: str, *, doubles: bool = False) -> Mapped:
    """What rules read. `doubles` leaves two of a letter that was drawn out (`freeee` as `free`, not `fre`)."""
    if text.isascii():
        letters = text.lower().replace("`", "'")
        spread = None
    else:
        marked = LONE_PALOCHKA.sub("i", text) if "ӏ" in text else text
        letters = marked.translate(_FOLD)
        spread = marked
    drops, blanks = _excess(letters, 2 if doubles else 1)
    folded = letters if not drops and not blanks else _without(letters, drops, blanks)
    if spread is None and folded == letters:
        return Mapped(text, folded, None)

    def make() -> tuple[list[int], list[int]]:
        if spread is None:
            starts = list(range(len(letters)))
            ends = [at + 1 for at in starts]
        else:
            starts, ends = _lengths(spread, _FOLD)
        return _dropped(starts, ends, letters, drops)

    mapped = Mapped(text, folded, make)
    mapped.drawn_out = any(
        letters[start].isalpha() and letters[start - 1] == letters[start] for start, _ in drops
    )
    return mapped


def folded_as(text: str, line: str) -> Mapped:
    """`fold(text)`, of which the folded text is known already; the way back is worked out when it is asked for."""
    return Mapped(text, line, lambda: fold(text).places())


def _excess(letters: str, keep: int) -> tuple[list[tuple[int, int]], list[int]]:
    """What to leave out of `letters`, ascending, and which characters become a space."""
    drops: list[tuple[int, int]] = []
    blanks: list[int] = []
    for found in _EXCESS.finditer(letters):
        start, end = found.span()
        if found["long"]:
            if found["letter"] != "w" or end - start != 3 or letters[end : end + 1] != ".":
                drops.append((start + keep, end))
        elif found["spaced"]:
            drops.extend((at, at + 1) for at in range(start + 1, end, 2))
        else:
            # A blank line ends a sentence and stays visible as one line break; all else is a space.
            if found[0].count("\n") < 2:
                blanks.append(start)
            elif letters[start] != "\n":
                start = letters.index("\n", start)
                drops.append((found.start(), start))
            if end > start + 1:
                drops.append((start + 1, end))
    return drops, blanks


def _without(letters: str, drops: list[tuple[int, int]], blanks: list[int]) -> str:
    if blanks:
        chars = list(letters)
        for at in blanks:
            chars[at] = " "
        letters = "".join(chars)
    parts = []
    last = 0
    for start, end in drops:
        parts.append(letters[last:start])
        last = end
    parts.append(letters[last:])
    return "".join(parts)


def _dropped(
    starts: list[int], ends: list[int], letters: str, drops: list[tuple[int, int]]
) -> tuple[list[int], list[int]]:
    """The map without the dropped characters; a drawn-out letter keeps the whole of its run."""
    gone = [0] * (len(letters) + 1)
    for start, end in drops:
        gone[start] += 1
        gone[end] -= 1
        if letters[start].isalpha() and start and letters[start - 1] == letters[start]:
            ends[start - 1] = ends[end - 1]
    keep = [not inside for inside in accumulate(gone[:-1])]
    return [at for at, kept in zip(starts, keep, strict=True) if kept], [
        at for at, kept in zip(ends, keep, strict=True) if kept
    ]
