"""Which messages of a block hold which atoms: words, beginnings of words (`threat*`), pairs of words, `#`.

A set of messages is one integer, a bit a message: what needs several atoms is told by `&`, for thousands of messages at
once. Hashes are compared, not letters: once in a great while a message is said to hold what it does not. It is then
read in vain.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from amparo.recognition.block import Block, Flags, Hashes, Numbers, hash_of
from amparo.recognition.rarity import NUMBER

_TOP = np.uint64(48)
"""The upper 16 bits of a hash are looked at first."""
_MIX = np.uint64(0xD6E8FEB86659FD93)


class Lookup:
    """The numbers of known hashes."""

    def __init__(self, hashes: Sequence[int]) -> None:
        """The number of a hash is its place among `hashes`."""
        unsorted = np.array(hashes, dtype=np.uint64)
        self._numbers = np.argsort(unsorted)
        self._hashes = unsorted[self._numbers]
        self._seen: Flags = np.zeros(1 << 16, dtype=bool)
        self._seen[(self._hashes * _MIX) >> _TOP] = True

    def find(self, hashes: Hashes) -> tuple[Numbers, Numbers]:
        """Which of these are known, and their numbers."""
        likely = np.flatnonzero(self._seen[(hashes * _MIX) >> _TOP])
        if not len(likely):
            return likely, likely
        places = np.searchsorted(self._hashes, hashes[likely])
        places[places == len(self._hashes)] = 0
        known = self._hashes[places] == hashes[likely]
        return likely[known], self._numbers[places[known]]


class Atoms:
    """The atoms that matter, each with a number: its place in the list that was given."""

    def __init__(self, atoms: Iterable[str]) -> None:
        """Words, beginnings and pairs, as `rarity.Need` names them; `<kind>` is not looked for here."""
        self.all = tuple(atoms)
        words: dict[str, int] = {}
        """Words of atoms and of pairs to their numbers; `#` stands for every number in digits."""
        stems: dict[int, list[tuple[int, int]]] = {}
        pairs: list[tuple[str, str, int]] = []
        self._number = -1
        alone: dict[str, int] = {}
        for number, atom in enumerate(self.all):
            first, _, second = atom.partition(" ")
            if second:
                pairs.append((first, second, number))
            elif atom == NUMBER:
                self._number = number
            elif atom.endswith("*"):
                stems.setdefault(len(atom) - 1, []).append((hash_of(atom[:-1]), number))
            elif not atom.startswith("<"):
                alone[atom] = number
        for word in (
            *alone,
            *(word for first, second, _ in pairs for word in (first, second) if word != NUMBER),
        ):
            words.setdefault(word, len(words))
        self._digits = len(words)
        """Stands for `#` in pairs."""
        self._words = Lookup([hash_of(word) for word in words])
        self._alone = np.full(len(words) + 1, -1)
        for word, number in alone.items():
            self._alone[words[word]] = number
        words[NUMBER] = self._digits
        self._is_first = np.zeros(len(words), dtype=bool)
        self._is_first[[words[first] for first, _, _ in pairs]] = True
        keys = sorted((words[first] * len(words) + words[second], number) for first, second, number in pairs)
        self._pair_keys = np.array([key for key, _ in keys], dtype=np.int64)
        self._pair_atoms = np.array([number for _, number in keys], dtype=np.int64)
        self._stems = [
            (length, Lookup([stem for stem, _ in known]), np.array([number for _, number in known]))
            for length, known in sorted(stems.items())
        ]
        self._shortest = self._stems[0][0] if self._stems else 0
        self._stem_starts = Lookup(
            sorted({hash_of(atom[: self._shortest]) for atom in self.all if atom.endswith("*")})
        )

    def held_by(self, block: Block, messages: int) -> dict[int, int]:
        """The number of each atom that occurs to the messages that hold it."""
        where, words = self._words.find(block.hashes)
        alone = self._alone[words]
        used = alone >= 0
        atoms, holders = [alone[used]], [block.message[where[used]]]
        for found, numbers in (*self._beginning(block), self._pairs(block, where, words)):
            atoms.append(numbers)
            holders.append(block.message[found])
        if self._number >= 0:
            found = np.flatnonzero(block.numbers)
            atoms.append(np.full(len(found), self._number))
            holders.append(block.message[found])
        return _sets(np.concatenate(atoms), np.concatenate(holders), len(self.all), messages)

    def _beginning(self, block: Block) -> list[tuple[Numbers, Numbers]]:
        if not self._stems:
            return []
        long_enough = np.flatnonzero(block.lengths >= self._shortest)
        likely, _ = self._stem_starts.find(block.beginnings(long_enough, self._shortest))
        some = long_enough[likely]
        found = []
        for length, stems, atoms in self._stems:
            some = some[block.lengths[some] >= length]
            which, numbers = stems.find(block.beginnings(some, length))
            found.append((some[which], atoms[numbers]))
        return found

    def _pairs(self, block: Block, where: Numbers, words: Numbers) -> tuple[Numbers, Numbers]:
        nothing = np.empty(0, dtype=np.int64)
        if not len(self._pair_keys):
            return nothing, nothing
        of_word = np.full(len(block.hashes) + 1, -1)
        of_word[where] = words
        of_word[:-1][block.numbers] = self._digits
        firsts = np.flatnonzero(self._is_first[of_word[:-1]] & (of_word[:-1] >= 0))
        seconds = of_word[firsts + 1]
        firsts, seconds = firsts[seconds >= 0], seconds[seconds >= 0]
        keys = of_word[firsts] * len(self._is_first) + seconds
        places = np.minimum(np.searchsorted(self._pair_keys, keys), len(self._pair_keys) - 1)
        known = self._pair_keys[places] == keys
        firsts, places = firsts[known], places[known]
        same = block.message[firsts] == block.message[firsts + 1]
        return firsts[same], self._pair_atoms[places[same]]


def _sets(atoms: Numbers, holders: Numbers, of: int, messages: int) -> dict[int, int]:
    present = np.flatnonzero(np.bincount(atoms, minlength=of))
    rows = np.zeros(of, dtype=np.int64)
    rows[present] = np.arange(len(present))
    held: npt.NDArray[np.bool_] = np.zeros((len(present), -(-messages // 8) * 8), dtype=bool)
    held[rows[atoms], holders] = True
    packed = np.packbits(held, axis=1, bitorder="little")
    width = packed.shape[1]
    content = packed.tobytes()
    return {
        atom: int.from_bytes(content[row * width : (row + 1) * width], "little")
        for row, atom in enumerate(present.tolist())
    }
