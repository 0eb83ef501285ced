"""Which messages of a block hold which atoms: words, beginnings of words (`threat*`), pairs of words, `#`.

A set of messages is one integer, a bit a message: what needs several atoms is told by `&`, for thousands of messages at
once. Hashes are compared, not letters: once in a great while a message is said to hold what it does not. It is then
read in vain.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from amparo.recognition.block import Block, Flags, Hashes, Numbers, hash_of
from amparo.recognition.rarity import NUMBER, common_words

_TOP = np.uint64(48)
"""The upper 16 bits of a hash are looked at first."""
_MIX = np.uint64(0xD6E8FEB86659FD93)


class Lookup:
    """The numbers of known hashes."""

    def __init__(self, hashes: Sequence[int]) -> None:
        """The number of a hash is its place among `hashes`."""
        self._hashes = np.array(hashes, dtype=np.uint64)
        self._first: Numbers = np.full(1 << 16, -1)
        """By the upper bits of a hash."""
        self._next: Numbers = np.full(len(hashes), -1)
        for number, slot in enumerate(_slots(self._hashes).tolist()):
            self._next[number] = self._first[slot]
            self._first[slot] = number

    def find(self, hashes: Hashes) -> tuple[Numbers, Numbers]:
        """Which of these are known, and their numbers."""
        numbers = self._first[_slots(hashes)]
        where = np.flatnonzero(numbers >= 0)
        numbers = numbers[where]
        found_where, found = [], []
        while len(where):
            same = self._hashes[numbers] == hashes[where]
            found_where.append(where[same])
            found.append(numbers[same])
            rest = self._next[numbers[~same]]
            where = where[~same][rest >= 0]
            numbers = rest[rest >= 0]
        if not found:
            return where, numbers
        return np.concatenate(found_where), np.concatenate(found)


def _slots(hashes: Hashes) -> Numbers:
    return ((hashes * _MIX) >> _TOP).astype(np.int64)


class Atoms:
    """The atoms that matter: words, beginnings of words, pairs, numbers.

    What is counted are *signs*: a word, a pair, a beginning or `#` as met in a text. A sign stands for one atom or
    several: `videos` for itself and for `video*`. Beginnings are looked for only in words that are not known; the
    common words are known, whether they are atoms or not.
    """

    def __init__(self, atoms: Sequence[str]) -> None:
        """`atoms` as `rarity.Need` names them; `<kind>` is not looked for here."""
        number = {atom: place for place, atom in enumerate(atoms)}
        pairs = [atom for atom in atoms if " " in atom]
        stems = sorted({atom[:-1] for atom in atoms if atom.endswith("*")})
        alone = {
            atom
            for atom in atoms
            if not (" " in atom or atom.endswith("*") or atom.startswith("<") or atom == NUMBER)
        }
        parts = {part for atom in pairs for part in atom.split()} - {NUMBER}
        words = sorted(alone | parts | set(common_words()))
        self._words = Lookup([hash_of(word) for word in words])
        place = {word: at for at, word in enumerate(words)}
        self._digits = place[NUMBER] = len(words)
        """The sign of `#`, also in pairs."""
        lengths = sorted({len(stem) for stem in stems})
        self.atoms: list[list[int]] = [
            [
                number[atom]
                for atom in (word, *(f"{word[:length]}*" for length in lengths if length <= len(word)))
                if atom in number
            ]
            for word in words
        ]
        """The atoms of each sign."""
        self.atoms.append([number[NUMBER]] if NUMBER in number else [])
        self._pairs = Lookup([place[first] << 32 | place[second] for first, second in map(str.split, pairs)])
        self._first_pair = len(self.atoms)
        self.atoms += [[number[pair]] for pair in pairs]
        self._is_first: Flags = np.zeros(len(words) + 1, dtype=bool)
        self._is_first[[place[pair.split()[0]] for pair in pairs]] = True
        self._stems = []
        self._shortest = min(map(len, stems), default=0)
        self._stem_starts = Lookup(sorted({hash_of(stem[: self._shortest]) for stem in stems}))
        for length in lengths:
            some = [stem for stem in stems if len(stem) == length]
            self._stems.append((length, Lookup([hash_of(stem) for stem in some]), len(self.atoms)))
            self.atoms += [[number[f"{stem}*"]] for stem in some]
        self._counts: Flags = np.array([bool(several) for several in self.atoms])

    def held_by(self, block: Block, messages: int) -> dict[int, int]:
        """The sign of whatever occurs to the messages that hold it."""
        where, words = self._words.find(block.hashes)
        of_word = np.full(len(block.hashes) + 1, -1)
        of_word[where] = words
        unknown = np.flatnonzero(of_word[:-1] < 0)
        numbers = np.flatnonzero(block.numbers)
        alone = np.flatnonzero(self._counts[of_word[:-1]] & (of_word[:-1] >= 0))
        signs = [of_word[alone], np.full(len(numbers), self._digits)]
        holders = [block.message[alone], block.message[numbers]]
        of_word[numbers] = self._digits
        for found, several in (self._paired(block, of_word), *self._beginning(block, unknown)):
            signs.append(several)
            holders.append(block.message[found])
        return _sets(np.concatenate(signs), np.concatenate(holders), len(self.atoms), messages)

    def _beginning(self, block: Block, words: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        if not self._stems:
            return
        long_enough = words[block.lengths[words] >= self._shortest]
        likely, _ = self._stem_starts.find(block.beginnings(long_enough, self._shortest))
        some = long_enough[likely]
        for length, stems, first in self._stems:
            some = some[block.lengths[some] >= length]
            which, numbers = stems.find(block.beginnings(some, length))
            yield some[which], numbers + first

    def _paired(self, block: Block, of_word: Numbers) -> tuple[Numbers, Numbers]:
        firsts = np.flatnonzero(self._is_first[of_word[:-1]] & (of_word[:-1] >= 0) & (of_word[1:] >= 0))
        firsts = firsts[firsts < len(block.message) - 1]
        keys = (of_word[firsts] << 32 | of_word[firsts + 1]).astype(np.uint64)
        which, numbers = self._pairs.find(keys)
        firsts = firsts[which]
        same = block.message[firsts] == block.message[firsts + 1]
        return firsts[same], numbers[same] + self._first_pair


def _sets(signs: Numbers, holders: Numbers, of: int, messages: int) -> dict[int, int]:
    present = np.flatnonzero(np.bincount(signs, minlength=of))
    rows = np.zeros(of, dtype=np.int64)
    rows[present] = np.arange(len(present))
    held: npt.NDArray[np.bool_] = np.zeros((len(present), -(-messages // 8) * 8), dtype=bool)
    held[rows[signs], holders] = True
    packed = np.packbits(held, axis=1, bitorder="little")
    width = packed.shape[1]
    content = packed.tobytes()
    return {
        sign: int.from_bytes(content[row * width : (row + 1) * width], "little")
        for row, sign in enumerate(present.tolist())
    }
