"""Which messages of a block hold which atoms: words, beginnings of words (`threat*`), pairs of words, `#`.

A set of messages is one integer, a bit a message: what needs several atoms is told by `&`, for thousands of messages at
once. Hashes are compared, not letters: once in a great while a message is said to hold what it does not. It is then
read in vain.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from amparo.recognition.block import Block, Flags, Hashes, Numbers, hashes_of
from amparo.recognition.rarity import NUMBER, common_words

_MIX = np.uint64(0xD6E8FEB86659FD93)


class Lookup:
    """The numbers of known hashes."""

    def __init__(self, hashes: Hashes) -> None:
        """The number of a hash is its place among `hashes`."""
        self._hashes = hashes
        self._shift = np.uint64(64 - min(20, max(12, len(hashes).bit_length() + 2)))
        slots = self._slots(hashes)
        self._first = np.full(1 << (64 - int(self._shift)), -1, dtype=np.int32)
        """By the upper bits of a hash."""
        self._next = np.full(len(hashes), -1, dtype=np.int32)
        order = np.argsort(slots, kind="stable").astype(np.int32)
        again = slots[order][1:] == slots[order][:-1]
        self._next[order[1:][again]] = order[:-1][again]
        self._first[slots[order]] = order

    def find(self, hashes: Hashes) -> tuple[Numbers, Numbers]:
        """Which of these are known, and their numbers."""
        numbers = self._first.take(self._slots(hashes))
        where = np.flatnonzero(numbers >= 0)
        numbers = numbers.take(where)
        found_where, found = [where[:0]], [numbers[:0]]
        while len(where):
            same = self._hashes.take(numbers) == hashes.take(where)
            found_where.append(where[same])
            found.append(numbers[same])
            where, numbers = where[~same], self._next.take(numbers[~same])
            where, numbers = where[numbers >= 0], numbers[numbers >= 0]
        return np.concatenate(found_where), np.concatenate(found).astype(np.int64)

    def _slots(self, hashes: Hashes) -> Numbers:
        return ((hashes * _MIX) >> self._shift).astype(np.int64)


class Atoms:
    """The atoms that matter: words, beginnings of words, pairs, numbers.

    What is counted are *signs*: a word, a pair, a beginning or `#` as met in a text. A sign stands for one atom or
    several: `videos` for itself and for `video*`. Beginnings are looked for only in words that are not known; the
    common words are known, whether they are atoms or not.
    """

    def __init__(self, atoms: Sequence[str]) -> None:
        """`atoms` as `rarity.Need` names them; `<kind>` is not looked for here."""
        number = {atom: place for place, atom in enumerate(atoms)}
        pairs = [atom.split(" ") for atom in atoms if " " in atom]
        stems = sorted(atom[:-1] for atom in atoms if atom.endswith("*"))
        alone = [
            atom for atom in atoms if not (" " in atom or atom[-1] == "*" or atom[0] == "<" or atom == NUMBER)
        ]
        words = sorted({*alone, *(part for parts in pairs for part in parts), *common_words()} - {NUMBER})
        place = {word: at for at, word in enumerate(words)}
        self._words = Lookup(hashes_of(words))
        self._digits = place[NUMBER] = len(words)
        """The sign of `#`, also in pairs."""
        lengths = sorted({len(stem) for stem in stems})
        self._shortest = min(lengths, default=0)
        starts = {stem[: self._shortest] for stem in stems}
        self.atoms: list[list[int]] = [[number[word]] if word in number else [] for word in words]
        """The atoms of each sign."""
        self.atoms.append([number[NUMBER]] if NUMBER in number else [])
        for at, word in enumerate(words):
            if word[: self._shortest] in starts:
                beginnings = [f"{word[:length]}*" for length in lengths if length <= len(word)]
                self.atoms[at] += [number[atom] for atom in beginnings if atom in number]
        self._pairs = Lookup(
            np.array([place[first] << 32 | place[second] for first, second in pairs], dtype=np.uint64)
        )
        self._first_pair = len(self.atoms)
        self.atoms += [[number[f"{first} {second}"]] for first, second in pairs]
        self._is_first: Flags = np.zeros(len(words) + 1, dtype=bool)
        self._is_first[[place[first] for first, _ in pairs]] = True
        self._stems = []
        self._stem_starts = Lookup(hashes_of(sorted(starts)))
        for length in lengths:
            some = [stem for stem in stems if len(stem) == length]
            self._stems.append((length, Lookup(hashes_of(some)), len(self.atoms)))
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
