"""The words of many messages at once, as arrays: most messages hold nothing, and this is how to pass them by.

The messages are joined by line breaks, folded character by character with a table, and cut into words; each word is
then one 64-bit number (a polynomial of its characters), so that looking a word up costs a few nanoseconds. What cannot
be told from single characters (drawn-out or spaced letters, characters that become several) is not guessed: such
messages are named in `unsure`, to be folded one by one.

The words of all other messages are exactly those of `words_of(fold(text).text)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from amparo.recognition.normalise import image

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]

_BASE = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse modulo 2**64."""
_CODE = (1 << 21) - 1
_WORD, _DIGIT, _GONE, _UNSURE, _KNOWN = (1 << n for n in range(21, 26))
_SPACES = " \t\r\n"
_GAPS = " .*_-"
"""What spaced letters have between them."""
_ELIDED = ("c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu")
"""French words that lose their vowel before an apostrophe and stay words of their own; see `words.py`."""
_UNSPLIT = 1 << 40


@dataclass(frozen=True, slots=True)
class Block:
    """The words of some messages, in order."""

    text: str
    """The folded messages, a line each; white space is spaces, though in the number in which it was written."""
    message: Numbers
    """Which message each word is from."""
    hashes: Hashes
    numbers: Flags
    """Words that begin with a digit."""
    lengths: Numbers
    unsure: list[int]
    """Messages whose words are not sure to be right."""
    _sums: Hashes
    _starts: Numbers
    _head: Numbers
    """Characters up to the apostrophe that a word lost."""
    _tails: Numbers
    """Where its second half begins."""

    def beginnings(self, words: Numbers, length: int) -> Hashes:
        """The hashes of the first `length` characters of these words, none of which is shorter."""
        starts, head = self._starts[words], self._head[words]
        whole = _hash(self._sums, starts, starts + np.minimum(head, length))
        broken = np.flatnonzero(head < length)
        if len(broken):
            tail, left = self._tails[words[broken]], head[broken]
            whole[broken] += _hash(self._sums, tail, tail + length - left) * _powers(len(self._sums))[0][left]
        return whole


def hash_of(word: str) -> int:
    """The number that stands for a folded word."""
    total = 0
    for place, char in enumerate(word):
        total += ord(char) * pow(_BASE, place, 1 << 64)
    return total & ((1 << 64) - 1)


def read(texts: Sequence[str]) -> Block:
    """Cut messages into words."""
    joined = "\n".join(texts)
    if joined.count("\n") != len(texts) - 1:
        joined = "\n".join([text.replace("\n", " ") for text in texts])
    codes, unsure = _folded(joined)
    image_of = codes & _CODE
    is_word = codes & _WORD != 0
    ends_of_lines = np.append(np.flatnonzero(image_of == 10), len(codes))
    starts, ends = _runs(is_word)
    sums = _sums(image_of)
    unsure = np.concatenate([unsure, _drawn_out(codes, image_of), _spaced(codes, image_of, starts, ends)])
    hashes = _hash(sums, starts, ends)
    head = np.full(len(starts), _UNSPLIT)
    tails = starts
    lengths = ends - starts
    joints = _joints(image_of, starts, ends)
    if len(joints):
        chained = joints[np.isin(joints + 1, joints)]
        unsure = np.concatenate([unsure, starts[chained]])
        joints = joints[~np.isin(hashes[joints], _elisions())]
        tails = starts.copy()
        head[joints] = lengths[joints]
        tails[joints] = starts[joints + 1]
        hashes[joints] += hashes[joints + 1] * _powers(len(sums))[0][lengths[joints]]
        lengths[joints] += lengths[joints + 1]
        kept = np.ones(len(starts), dtype=bool)
        kept[joints + 1] = False
        starts, hashes, head, tails, lengths = (x[kept] for x in (starts, hashes, head, tails, lengths))
    counts = np.diff(np.searchsorted(starts, ends_of_lines), prepend=0)
    return Block(
        text=image_of.astype("<u4").tobytes().decode("utf-32-le", "replace"),
        message=np.repeat(np.arange(len(texts)), counts),
        hashes=hashes,
        numbers=codes[starts] & _DIGIT != 0,
        lengths=lengths,
        unsure=np.unique(np.searchsorted(ends_of_lines, unsure)).tolist(),
        _sums=sums,
        _starts=starts,
        _head=head,
        _tails=tails,
    )


def _folded(joined: str) -> tuple[npt.NDArray[np.int32], Numbers]:
    """Each character's image with what it is; and where there is doubt, in places of what is returned."""
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    table = _table()
    entries = table[codes]
    if not entries.all():
        for code in np.unique(codes[entries == 0]).tolist():
            table[code] = _entry(chr(code))
        entries = table[codes]
    marks = entries & (_GONE | _UNSURE)
    if not marks.any():
        return entries, np.empty(0, dtype=np.int64)
    entries = entries[marks & _GONE == 0]
    return entries, np.flatnonzero(entries & _UNSURE)


@cache
def _table() -> npt.NDArray[np.int32]:
    """An entry for every character of Unicode, made when it is first met."""
    return np.zeros(0x110000, dtype=np.int32)


def _entry(char: str) -> int:
    if char == "\n":
        return _KNOWN | 10
    folded = "'" if char == "`" else image(char)
    if not folded:
        return _KNOWN | _GONE
    if len(folded) > 1 or char == "ӏ" or (folded.isspace() and folded not in _SPACES):
        return _KNOWN | _UNSURE | ord(" ")
    if folded in _SPACES:
        return _KNOWN | ord(" ")
    is_word = _WORD if folded.isalnum() else 0
    return _KNOWN | is_word | (_DIGIT if folded.isdigit() else 0) | ord(folded)


def _runs(is_word: Flags) -> tuple[Numbers, Numbers]:
    """Where words start and end (exclusive)."""
    padded = np.zeros(len(is_word) + 2, dtype=bool)
    padded[1:-1] = is_word
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    return edges[0::2], edges[1::2]


def _drawn_out(codes: npt.NDArray[np.int32], chars: npt.NDArray[np.int32]) -> Numbers:
    """Where a letter stands three times."""
    twice = (chars[1:] == chars[:-1]) & (codes[1:] & (_WORD | _DIGIT) == _WORD)
    return np.flatnonzero(twice[1:] & twice[:-1])


def _spaced(
    codes: npt.NDArray[np.int32], chars: npt.NDArray[np.int32], starts: Numbers, ends: Numbers
) -> Numbers:
    """Where four single letters may be one word."""
    single = ends - starts == 1
    if len(starts) < 4:
        return np.empty(0, dtype=np.int64)
    four = single[:-3] & single[1:-2] & single[2:-1] & single[3:] & (starts[3:] - starts[:-3] == 6)
    return starts[:-3][four]


def _joints(chars: npt.NDArray[np.int32], starts: Numbers, ends: Numbers) -> Numbers:
    """Which words have an apostrophe and the next word right after them."""
    close = np.flatnonzero(starts[1:] - ends[:-1] == 1)
    return close[chars[ends[close]] == ord("'")]


def _sums(chars: npt.NDArray[np.int32]) -> Hashes:
    sums = np.zeros(len(chars) + 1, dtype=np.uint64)
    np.cumsum(chars.astype(np.uint64) * _powers(len(sums))[0][: len(chars)], out=sums[1:])
    return sums


def _hash(sums: Hashes, starts: Numbers, ends: Numbers) -> Hashes:
    return (sums[ends] - sums[starts]) * _powers(len(sums))[1][starts]


def _powers(length: int) -> tuple[Hashes, Hashes]:
    """At least so many powers of the base and of its inverse, modulo 2**64."""
    return _powers_to(max(18, length.bit_length()))


@lru_cache(maxsize=1)
def _powers_to(bits: int) -> tuple[Hashes, Hashes]:
    both = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        steps = np.full(1 << bits, base, dtype=np.uint64)
        steps[0] = 1
        both.append(np.cumprod(steps))
    return both[0], both[1]


@cache
def _elisions() -> Hashes:
    return np.array([hash_of(word) for word in _ELIDED], dtype=np.uint64)
