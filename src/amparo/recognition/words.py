"""A message as a sequence of words and sentences, with the place of each in the text."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from amparo.recognition.normalise import Mapped

_WORD = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)(?='[^\W_])|[^\W_]+(?:'[^\W_]+)*")
_WHOLE_WORD = re.compile(r"[^\W_]+")
"""The same where no apostrophe is."""
_SENTENCE_END = re.compile(r"(?<![.])[.!?;](?![.!?\w])|\n|[!?]+")


def words_of(folded: str) -> list[str]:
    """The words of folded text: `don't` is one (`dont`), `j'envoie` are two."""
    if "'" not in folded:
        return _WHOLE_WORD.findall(folded)
    return [word.replace("'", "") for word in _WORD.findall(folded)]


def as_places(numbers: Sequence[int]) -> int:
    """A set of places, a bit a place; `numbers` ascending."""
    if len(numbers) == 1:
        return 1 << numbers[0]
    if not numbers:
        return 0
    places = bytearray((numbers[-1] >> 3) + 1)
    for number in numbers:
        places[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(places, "little")


class Words:
    """One message as a sequence of words, for patterns; a set of places among them is an integer, a bit a place."""

    __slots__ = (
        "_begins",
        "_by_start",
        "_kinds",
        "_numbers",
        "_of",
        "_of_kind",
        "_sentence",
        "_stops",
        "_word_ends",
        "alternatives",
        "answers",
        "at",
        "everywhere",
        "mapped",
        "phrases",
        "runs",
        "words",
    )

    def __init__(
        self, mapped: Mapped, kinds: Callable[[str], Sequence[tuple[int, int]]] | None = None
    ) -> None:
        """`kinds`: gives the places of indicators of a kind, in characters of the source text."""
        self.mapped = mapped
        self.words = words_of(mapped.text)
        self.at: dict[str, list[int]] = {}
        """Where each word stands, ascending."""
        for number, word in enumerate(self.words):
            self.at.setdefault(word, []).append(number)
        self.everywhere = (2 << len(self.words)) - 1
        """All places, also the one behind the last word."""
        self.phrases: dict[Any, dict[int, int]] = {}
        """What was found already, by `Phrases`; so below by other nodes."""
        self.runs: dict[tuple[Any, int], int] = {}
        """Where a node ends that begins at some places."""
        self.answers: dict[tuple[Any, int, int], bool] = {}
        """Whether a node is there between two words."""
        self.alternatives: dict[Any, Any] = {}
        """What may be there, by `OneOf`."""
        self._by_start: dict[int, dict[str, list[str]]] = {}
        self._of: dict[str, int] = {}
        self._numbers: int | None = None
        self._begins: list[int] = []
        self._word_ends: list[int] = []
        self._kinds = kinds
        self._of_kind: dict[str, dict[int, list[int]]] = {}
        self._sentence: list[int] | None = None
        self._stops: int | None = None

    @property
    def begins(self) -> list[int]:
        """Where each word begins in the folded text."""
        if len(self._begins) < len(self.words):
            text = self.mapped.text
            spans = [found.span() for found in (_WORD if "'" in text else _WHOLE_WORD).finditer(text)]
            self._begins, self._word_ends = [begin for begin, _ in spans], [end for _, end in spans]
        return self._begins

    def by_start(self, length: int) -> dict[str, list[str]]:
        """The words by their first so many letters."""
        known = self._by_start.get(length)
        if known is None:
            known = self._by_start[length] = {}
            for word in self.at:
                known.setdefault(word[:length], []).append(word)
        return known

    @property
    def numbers(self) -> int:
        """The places before words that begin with a digit."""
        if self._numbers is None:
            self._numbers = 0
            for word in self.at:
                if word[0].isdigit():
                    self._numbers |= self.of(word)
        return self._numbers

    def of(self, word: str) -> int:
        """The places before a word, or before words that begin so (`threat*`)."""
        known = self._of.get(word)
        if known is None:
            if word.endswith("*"):
                known = 0
                for one in self.at:
                    if one.startswith(word[:-1]):
                        known |= self.of(one)
            else:
                known = as_places(self.at.get(word, ()))
            self._of[word] = known
        return known

    def within(self, at: int, gap: int) -> int:
        """The places `at` and up to `gap` words further on, before a word of the same sentence as the word before."""
        if self._stops is None:
            self._stops = as_places(self._sentence_ends())
        inside = (self.everywhere >> 1) & ~self._stops
        found = at & inside
        for _ in range(gap):
            found |= found << 1 & inside
        return found | (self.everywhere >> 1) & ((2 << gap) - 1) if at & 1 else found

    def sentence_end(self, word: int) -> int:
        """Index of the first word after the sentence in which `word` stands."""
        ends = self._sentence_ends()
        place = bisect_left(ends, word + 1)
        return ends[place] if place < len(ends) else len(self.words)

    def sentence_start(self, word: int) -> int:
        ends = self._sentence_ends()
        place = bisect_left(ends, word + 1)
        return ends[place - 1] if place else 0

    def _sentence_ends(self) -> list[int]:
        if self._sentence is None:
            stops = _SENTENCE_END.finditer(self.mapped.text)
            begins = self.begins
            self._sentence = [bisect_left(begins, stop.start()) for stop in stops]
        return self._sentence

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the source text that hold the words `start` to `end` (exclusive)."""
        return self.mapped.span(self.begins[start], self._word_ends[end - 1])

    def of_kind(self, kind: str) -> dict[int, list[int]]:
        """First word to ends (exclusive) of the indicators of that kind."""
        if kind not in self._of_kind:
            places: dict[int, list[int]] = {}
            begins = self.begins
            for span in self._kinds(kind) if self._kinds else ():
                first, last = self.mapped.from_source(*span)
                begin, stop = bisect_left(self._word_ends, first + 1), bisect_left(begins, last)
                if begin < stop:
                    places.setdefault(begin, []).append(stop)
            self._of_kind[kind] = places
        return self._of_kind[kind]
