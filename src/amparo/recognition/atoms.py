"""Which atoms the messages of a block hold: words, beginnings of words (`threat*`), pairs of words, `#`.

Hashes are compared, not letters: once in a great while a message is said to hold what it does not. It is then read in
vain.
"""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

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


class Known(msgspec.Struct, frozen=True):
    """The signs that are looked for, as they are kept between runs.

    A sign is a word, a pair, a beginning or `#` as met in a text. It stands for one atom or several: `videos` for itself
    and for `video*`. Signs are numbered: words, `#`, pairs, beginnings from the shortest to the longest. Beginnings are
    looked for only in words that are not known; the common words are known, whether they are atoms or not.
    """

    words: bytes
    """Their hashes, eight bytes each; so below."""
    pairs: bytes
    """The numbers of two words, the first one in the upper half."""
    stems: tuple[tuple[int, bytes], ...]
    """Length in letters, hashes."""
    starts: bytes
    """Of the first letters of all stems, as many as the shortest one has."""


def signs_for(atoms: Sequence[str]) -> tuple[Known, list[list[int]]]:
    """The signs of these atoms (as `rarity.Need` names them; `<kind>` has none), and which atoms each stands for."""
    number = {atom: place for place, atom in enumerate(atoms)}
    pairs = [atom.split(" ") for atom in atoms if " " in atom]
    stems = sorted(atom[:-1] for atom in atoms if atom.endswith("*"))
    alone = [
        atom for atom in atoms if not (" " in atom or atom[-1] == "*" or atom[0] == "<" or atom == NUMBER)
    ]
    words = sorted({*alone, *(part for parts in pairs for part in parts), *common_words()} - {NUMBER})
    place = {word: at for at, word in enumerate(words)}
    place[NUMBER] = len(words)
    meant = [[number[word]] if word in number else [] for word in words]
    lengths = sorted({len(stem) for stem in stems})
    shortest = min(lengths, default=0)
    starts = {stem[:shortest] for stem in stems}
    for at, word in enumerate(words):
        if word[:shortest] in starts:
            beginnings = [f"{word[:length]}*" for length in lengths if length <= len(word)]
            meant[at] += [number[atom] for atom in beginnings if atom in number]
    meant.append([number[NUMBER]] if NUMBER in number else [])
    meant += [[number[f"{first} {second}"]] for first, second in pairs]
    by_length = []
    for length in lengths:
        some = [stem for stem in stems if len(stem) == length]
        by_length.append((length, hashes_of(some).tobytes()))
        meant += [[number[f"{stem}*"]] for stem in some]
    paired = np.array([place[first] << 32 | place[second] for first, second in pairs], dtype=np.uint64)
    return Known(
        words=hashes_of(words).tobytes(),
        pairs=paired.tobytes(),
        stems=tuple(by_length),
        starts=hashes_of(sorted(starts)).tobytes(),
    ), meant


class Signs:
    """Looks for known signs."""

    def __init__(self, known: Known, counting: Flags) -> None:
        """`counting`: whether a sign is to be told, by its number."""
        words, pairs = _hashes(known.words), _hashes(known.pairs)
        self._words = Lookup(words)
        self._digits = len(words)
        """The sign of `#`, also in pairs."""
        self._pairs = Lookup(pairs)
        self._first_pair = len(words) + 1
        self._is_first: Flags = np.zeros(len(words) + 1, dtype=bool)
        self._is_first[(pairs >> np.uint64(32)).astype(np.int64)] = True
        self._stem_starts = Lookup(_hashes(known.starts))
        self._stems = []
        first = self._first_pair + len(pairs)
        for length, stems in known.stems:
            hashes = _hashes(stems)
            self._stems.append((length, Lookup(hashes), first))
            first += len(hashes)
        self.count = first
        """How many there are."""
        self._counting = counting[:first]

    def of(self, block: Block) -> tuple[Numbers, Numbers]:
        """What occurs: signs, and the messages that hold each."""
        where, words = self._words.find(block.hashes)
        of_word = np.full(len(block.hashes) + 1, -1)
        of_word[where] = words
        unknown = np.flatnonzero(of_word[:-1] < 0)
        numbers = np.flatnonzero(block.numbers)
        signs = [of_word[:-1].copy(), np.full(len(numbers), self._digits)]
        holders = [block.message, block.message[numbers]]
        of_word[numbers] = self._digits
        for found, several in (self._paired(block, of_word), *self._beginning(block, unknown)):
            signs.append(several)
            holders.append(block.message[found])
        all_signs = np.concatenate(signs)
        counting = np.flatnonzero(np.append(self._counting, False).take(all_signs))
        return all_signs.take(counting), np.concatenate(holders).take(counting)

    def _beginning(self, block: Block, words: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
        if not self._stems:
            return
        shortest = self._stems[0][0]
        long_enough = words[block.lengths[words] >= shortest]
        likely, _ = self._stem_starts.find(block.beginnings(long_enough, shortest))
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


def _hashes(content: bytes) -> Hashes:
    return np.frombuffer(content, np.uint64)
