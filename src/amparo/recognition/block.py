"""The words of many messages at once, as arrays: most messages hold nothing, and this is how to pass them by.

The messages are joined by line breaks, folded character by character with a table, and cut into words; each word is
then one 64-bit number (a polynomial of its characters), so that looking a word up costs a few nanoseconds. What arrays
do not tell easily (spaced letters, several apostrophes in a word) is not guessed: such messages are named in `unsure`, to
be folded one by one.

The words of all other messages are exactly those of `words_of(fold(text).text)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from amparo.recognition.normalise import LONE_PALOCHKA, image, joined_lines

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Entries = npt.NDArray[np.int32]

_BASE = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2**64."""
_CODE = (1 << 21) - 1
_WORD, _DIGIT, _GONE, _UNSURE, _SEVERAL, _KNOWN = (1 << n for n in range(21, 27))
_SPACES = (" ", "\t", "\r")
_SPACE, _BREAK = ord(" "), ord("\n")
_ELIDED = ("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
"""French words that lose their vowel before an apostrophe and stay words of their own; see `words.py`."""


@dataclass(frozen=True, slots=True)
class Block:
    """The words of some messages, in order."""

    content: bytes
    """The folded messages in UTF-8, a line each; all white space is single spaces."""
    message: Numbers
    """Which message each word is from."""
    hashes: Hashes
    numbers: Flags
    """Words that begin with a digit."""
    lengths: Numbers
    unsure: list[int]
    """Messages whose words are not sure to be right."""
    drawn_out: list[int]
    """Messages with drawn-out letters, which may be meant in two ways."""
    _sums: Hashes
    _starts: Numbers
    _joined: Numbers
    """Words that lost an apostrophe, ascending; how many characters stand before it, and where the others begin."""
    _heads: Numbers
    _tails: Numbers

    def beginnings(self, words: Numbers, length: int) -> Hashes:
        """The hashes of the first `length` characters of these words, none of which is shorter."""
        return self._runs(words, np.zeros(len(words), np.int64), length)

    def grams(self, words: Numbers, length: int) -> tuple[Numbers, Hashes, Flags, Flags]:
        """Every run of `length` characters in these words, in order: the place of its word among `words`, its hash, whether
        the word begins with it, and whether it ends with it."""
        counts = np.maximum(self.lengths[words] - length + 1, 0)
        owner = np.repeat(np.arange(len(words)), counts)
        offsets = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
        hashes = self._runs(words.take(owner), offsets, length)
        return owner, hashes, offsets == 0, offsets == counts.take(owner) - 1

    def _runs(self, words: Numbers, offsets: Numbers, length: int) -> Hashes:
        """The hashes of `length` characters of these words, each from its offset on."""
        starts = self._starts[words] + offsets
        hashes = _hash(self._sums, starts, starts + length)
        joints = np.searchsorted(self._joined, words)
        split = np.flatnonzero(np.append(self._joined, -1).take(joints) == words)
        if len(split):  # the apostrophe between the two parts is no character of the word
            joints, offsets, starts = joints[split], offsets[split], starts[split]
            left = np.clip(self._heads[joints] - offsets, 0, length)
            rest = self._tails[joints] + np.maximum(offsets - self._heads[joints], 0)
            hashes[split] = (
                _hash(self._sums, starts, starts + left)
                + _hash(self._sums, rest, rest + length - left) * _powers(length)[0][left]
            )
        return hashes


def hashes_of(words: Sequence[str]) -> Hashes:
    """The numbers that stand for folded words, none of them empty."""
    codes = _codes("\n".join(words))
    breaks = np.flatnonzero(codes == _BREAK)
    sums = _sums(codes)
    return _hash(sums, np.append(0, breaks + 1)[: len(words)], np.append(breaks, len(codes))[: len(words)])


def read(texts: Sequence[str], *, doubles: bool = False) -> Block:
    """Cut messages into words; `doubles` leaves two of a drawn-out letter, as in `fold`."""
    entries, drawn_out = _folded(joined_lines(texts), 2 if doubles else 1)
    chars = entries & _CODE
    lines = np.append(np.flatnonzero(chars == _BREAK), len(chars))
    starts, ends = _stretches(entries & _WORD != 0)
    sums = _sums(chars)
    hashes = _hash(sums, starts, ends)
    doubtful = [np.flatnonzero(entries & _UNSURE), _spaced(chars, starts, ends)]
    lengths = ends - starts
    joints = _joints(chars, starts, ends)
    doubtful.append(starts[joints[:-1][np.diff(joints) == 1]])
    joints = joints[(hashes[joints, np.newaxis] != _elisions()).all(axis=1)]
    heads, tails = lengths[joints], starts[joints + 1]
    if len(joints):
        hashes[joints] += hashes[joints + 1] * _powers(len(sums))[0][heads]
        lengths[joints] += lengths[joints + 1]
        kept = np.ones(len(starts), dtype=bool)
        kept[joints + 1] = False
        left = np.flatnonzero(kept)
        starts, hashes, lengths = starts.take(left), hashes.take(left), lengths.take(left)
        joints = np.searchsorted(left, joints)
    counts = np.diff(np.searchsorted(starts, lines), prepend=0)
    return Block(
        content=_utf8(chars),
        message=np.repeat(np.arange(len(texts)), counts),
        hashes=hashes,
        numbers=entries.take(starts) & _DIGIT != 0,
        lengths=lengths,
        unsure=sorted({*np.searchsorted(lines, np.concatenate(doubtful)).tolist()}),
        drawn_out=drawn_out,
        _sums=sums,
        _starts=starts,
        _joined=joints,
        _heads=heads,
        _tails=tails,
    )


def _folded(lines: str, keep: int) -> tuple[Entries, list[int]]:
    """Each character's image with what it is, and the lines with drawn-out letters, of which `keep` are left."""
    if "ӏ" in lines:
        lines = LONE_PALOCHKA.sub("i", lines)
    entries = _entries(lines)
    marks = entries & (_GONE | _SEVERAL)
    if marks.any():
        for code in np.unique(_codes(lines)[marks & _SEVERAL != 0]).tolist():
            lines = lines.replace(chr(code), image(chr(code)))
        entries = _entries(lines)
        entries = entries.take(np.flatnonzero(entries & _GONE == 0))
    chars = entries & _CODE
    again = chars[1:] == chars[:-1]
    thrice = np.flatnonzero(again[1:] & again[:-1] & (entries[2:] & (_WORD | _DIGIT) == _WORD))
    thrice = thrice[[not _is_www(chars, at) for at in thrice.tolist()]] if len(thrice) else thrice
    spaces = np.flatnonzero(again & (chars[1:] == _SPACE))
    if not len(thrice) and not len(spaces):
        return entries, []
    drawn_out = np.searchsorted(np.flatnonzero(chars == _BREAK), thrice)
    kept = np.ones(len(entries), dtype=bool)
    kept[spaces + 1] = False
    kept[thrice + 2] = False
    if keep == 1:
        kept[thrice + 1] = False
    return entries.take(np.flatnonzero(kept)), sorted({*drawn_out.tolist()})


def _is_www(chars: Entries, at: int) -> bool:
    """An address that begins so is not drawn out."""
    around = chars[max(0, at - 1) : at + 4].tolist()
    return around[-4:] == [119, 119, 119, 46] and (at == 0 or around[0] != 119)


def _codes(lines: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(lines.encode("utf-32-le", "surrogatepass"), "<u4")


def _entries(lines: str) -> Entries:
    codes = _codes(lines)
    table = _table()
    entries = table.take(codes)
    if not entries.all():
        for code in np.unique(codes[entries == 0]).tolist():
            table[code] = _entry(chr(code))
        entries = table.take(codes)
    return entries


def _utf8(chars: Entries) -> bytes:
    if len(chars) and chars.max() < 128:
        return chars.astype(np.uint8).tobytes()
    return chars.astype("<u4").tobytes().decode("utf-32-le", "replace").encode(errors="replace")


@cache
def _table() -> Entries:
    """An entry for every character of Unicode, made when it is first met."""
    return np.zeros(0x110000, dtype=np.int32)


def _entry(char: str) -> int:
    if char == "\n":
        return _KNOWN | _BREAK
    folded = "'" if char == "`" else image(char)
    if not folded:
        return _KNOWN | _GONE
    if folded in _SPACES:
        return _KNOWN | _SPACE
    if len(folded) > 1:
        return _KNOWN | _SEVERAL | _UNSURE | _SPACE
    if folded.isspace():
        return _KNOWN | _UNSURE | _SPACE
    is_word = _WORD if folded.isalnum() else 0
    return _KNOWN | is_word | (_DIGIT if folded.isdigit() else 0) | ord(folded)


def _stretches(is_word: Flags) -> tuple[Numbers, Numbers]:
    """Where words start and end (exclusive)."""
    padded = np.zeros(len(is_word) + 2, dtype=bool)
    padded[1:-1] = is_word
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return edges[0::2], edges[1::2]


def _spaced(chars: Entries, starts: Numbers, ends: Numbers) -> Numbers:
    """Where four single letters may be one word."""
    single = ends - starts == 1
    if len(starts) < 4:
        return np.empty(0, dtype=np.int64)
    four = single[:-3] & single[1:-2] & single[2:-1] & single[3:] & (starts[3:] - starts[:-3] == 6)
    found: Numbers = starts[:-3][four]
    same_line: Numbers = found[(chars[found[:, np.newaxis] + (1, 3, 5)] != _BREAK).all(axis=1)]
    return same_line


def _joints(chars: Entries, starts: Numbers, ends: Numbers) -> Numbers:
    """Which words have an apostrophe and the next word right after them."""
    close = np.flatnonzero(starts[1:] - ends[:-1] == 1)
    found: Numbers = close[chars[ends[close]] == ord("'")]
    return found


def _sums(chars: Entries | npt.NDArray[np.uint32]) -> Hashes:
    sums = np.zeros(len(chars) + 1, dtype=np.uint64)
    np.cumsum(chars.astype(np.uint64) * _powers(len(sums))[0][: len(chars)], out=sums[1:])
    return sums


def _hash(sums: Hashes, starts: Numbers, ends: Numbers) -> Hashes:
    return (sums.take(ends) - sums.take(starts)) * _powers(len(sums))[1].take(starts)


def _powers(length: int) -> tuple[Hashes, Hashes]:
    """At least so many powers of the base and of its inverse, modulo 2**64."""
    return _powers_to(max(18, length.bit_length()))


@lru_cache(maxsize=8)
def _powers_to(bits: int) -> tuple[Hashes, Hashes]:
    both = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        steps = np.full(1 << bits, base, dtype=np.uint64)
        steps[0] = 1
        both.append(np.cumprod(steps))
    return both[0], both[1]


@cache
def _elisions() -> Hashes:
    return hashes_of(_ELIDED)
