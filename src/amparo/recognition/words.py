"""A message as a sequence of words and sentences, with the place of each in the text."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Protocol

from amparo.recognition.normalise import Mapped

_WORD = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)(?='[^\W_])|[^\W_]+(?:'[^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<![.])[.!?;](?![.!?\w])|\n|[!?]+")


def words_of(folded: str) -> list[str]:
    """The words of folded text: `don't` is one (`dont`), `j'envoie` are two."""
    return [word.replace("'", "") for word in _WORD.findall(folded)]


class Findable(Protocol):
    """What can say where it may begin: a node of a pattern."""

    def starts(self, words: "Words") -> list[int]: ...


class Words:
    """One message as a sequence of words, for patterns."""

    __slots__ = (
        "_begins",
        "_by_start",
        "_dead",
        "_ends",
        "_kinds",
        "_of_kind",
        "_sentence",
        "_starts",
        "_word_ends",
        "at",
        "mapped",
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
        self._by_start: dict[int, dict[str, list[str]]] = {}
        self._begins: list[int] = []
        self._word_ends: list[int] = []
        self._kinds = kinds
        self._of_kind: dict[str, dict[int, list[int]]] = {}
        self._sentence: list[int] | None = None
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[tuple[int, int], list[int]] = {}
        self._dead: dict[int, set[tuple[int, int]]] = {}

    @property
    def begins(self) -> list[int]:
        """Where each word begins in the folded text."""
        if len(self._begins) < len(self.words):
            spans = [found.span() for found in _WORD.finditer(self.mapped.text)]
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

    def starts(self, node: Findable) -> list[int]:
        """`node.starts`, worked out once."""
        known = self._starts.get(id(node))
        if known is None:
            known = self._starts[id(node)] = node.starts(self)
        return known

    def ends(self, node: Findable, start: int) -> list[int] | None:
        """Where `node` ends that begins at `start`, if that was worked out before."""
        return self._ends.get((id(node), start))

    def remember_ends(self, node: Findable, start: int, ends: list[int]) -> None:
        self._ends[id(node), start] = ends

    def dead_ends(self, node: Findable) -> set[tuple[int, int]]:
        """Where `node` found that it cannot go on: nothing is tried twice, whatever the text."""
        return self._dead.setdefault(id(node), set())

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
