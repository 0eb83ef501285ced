"""Word lists among the words of a message: the most common part of a pattern."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Generic, TypeVar

from amparo.recognition.needs import Formula, either, every, one_of
from amparo.recognition.rarity import NUMBER, commonness
from amparo.recognition.words import Words

Ends = tuple[frozenset[str], frozenset[str]]
"""The words with which a node can begin, and with which it can end; empty where that is open."""
Value = TypeVar("Value")
_COMMON = 1.0
"""Turns of 10,000 that hold the rarest part of a phrase, above which all of its parts are asked for."""


def pair(first: str, second: str) -> str | None:
    """The need that two words meet, the one right after the other; None where an end of one is open."""
    if first.endswith("*") or second.endswith("*"):
        return None
    return " ".join(NUMBER if word[0].isdigit() else word for word in (first, second))


def _all_of(phrase: Sequence[str]) -> list[str]:
    """What must be there for a phrase: its pairs; its words, where they make none; the numbers that it names."""
    pairs = [pair(first, second) for first, second in pairwise(phrase)]
    numbers = [word for word in phrase if word[0].isdigit()]
    return [*(one for one in pairs if one), *numbers] or list(phrase)


class ByFirstWord(Generic[Value]):
    """Values by the word with which each begins: a word, a beginning (`threat*`) or `#`."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._words: dict[str, list[Value]] = {}
        self._stems: dict[str, list[Value]] = {}
        for first, value in entries:
            table, word = (self._stems, first[:-1]) if first.endswith("*") else (self._words, first)
            table.setdefault(word, []).append(value)
        self._known = frozenset(self._words)
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._starts = {stem[: self._lengths[0]] for stem in self._stems}

    def found(self, words: Words) -> list[tuple[int, Value]]:
        """Values of which the first word is there, and the places before it."""
        found = []
        if not self._known.isdisjoint(words.at):
            for word in self._known.intersection(words.at):
                places = words.of(word)
                for value in self._words[word]:
                    found.append((places, value))
        if self._starts:
            by_start = words.by_start(self._lengths[0])
            for start in self._starts & by_start.keys():
                for word in by_start[start]:
                    for length in self._lengths:
                        for value in self._stems.get(word[:length], ()) if length <= len(word) else ():
                            found.append((words.of(word), value))
        if NUMBER in self._words and words.numbers:
            found += [(words.numbers, value) for value in self._words[NUMBER]]
        return found


class Phrases:
    """A word list: each entry one or several words, the last letters of a word open where it ends in `*`."""

    def __init__(self, phrases: Sequence[tuple[str, ...]]) -> None:
        self.phrases = phrases

    @cached_property
    def _by_first(self) -> ByFirstWord[tuple[str, ...]]:
        return ByFirstWord((phrase[0], phrase[1:]) for phrase in dict.fromkeys(self.phrases))

    def places(self, words: Words) -> dict[int, int]:
        """Number of words to the places before phrases of so many."""
        known = words.phrases.get(self)
        if known is None:
            known = {}
            for places, rest in self._by_first.found(words):
                for distance, word in enumerate(rest, start=1):
                    places &= words.of(word) >> distance
                if places:
                    known[len(rest) + 1] = known.get(len(rest) + 1, 0) | places
            words.phrases[self] = known
        return known

    def firsts(self, words: Words) -> int:
        found = 0
        for places in self.places(words).values():
            found |= places
        return found

    def run(self, words: Words, at: int) -> int:
        found = 0
        for length, places in self.places(words).items():
            found |= (at & places) << length
        return found

    def needs(self) -> Formula:
        return self._needs

    @cached_property
    def _needs(self) -> Formula:
        if len(self.phrases) == 1:
            return every(one_of((one,)) for one in _all_of(self.phrases[0]))
        rare: list[str] = []
        common: list[Formula] = []
        for phrase in self.phrases:
            atoms = _all_of(phrase)
            rarest = min(atoms, key=commonness)
            if len(atoms) > 1 and commonness(rarest) > _COMMON:
                common.append(every(one_of((one,)) for one in atoms))
            else:
                rare.append(rarest)
        return either([*([one_of(rare)] if rare else []), *common])

    def outer(self) -> Ends:
        return self._outer

    @cached_property
    def _outer(self) -> Ends:
        return frozenset(phrase[0] for phrase in self.phrases), frozenset(
            phrase[-1] for phrase in self.phrases
        )
