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
        "_dead",
        "_ends",
        "_kinds",
        "_of_kind",
        "_sentence",
        "_starts",
        "at",
        "begins",
        "mapped",
        "words",
    )

    def __init__(
        self, mapped: Mapped, kinds: Callable[[str], Sequence[tuple[int, int]]] | None = None
    ) -> None:
        """`kinds`: gives the places of indicators of a kind, in characters of the source text."""
        self.mapped = mapped
        self.words: list[str] = []
        self.begins: list[int] = []
        self._ends: list[int] = []
        self.at: dict[str, list[int]] = {}
        """Where each word stands, ascending."""
        for found in _WORD.finditer(mapped.text):
            word = found[0].replace("'", "") if "'" in found[0] else found[0]
            self.at.setdefault(word, []).append(len(self.words))
            self.words.append(word)
            self.begins.append(found.start())
            self._ends.append(found.end())
        self._kinds = kinds
        self._of_kind: dict[str, dict[int, list[int]]] = {}
        self._sentence: list[int] | None = None
        self._starts: dict[int, list[int]] = {}
        self._dead: dict[int, set[tuple[int, int]]] = {}

    def starts(self, node: Findable) -> list[int]:
        """`node.starts`, worked out once."""
        known = self._starts.get(id(node))
        if known is None:
            known = self._starts[id(node)] = node.starts(self)
        return known

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
            self._sentence = [bisect_left(self.begins, stop.start()) for stop in stops]
        return self._sentence

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the source text that hold the words `start` to `end` (exclusive)."""
        return self.mapped.span(self.begins[start], self._ends[end - 1])

    def of_kind(self, kind: str) -> dict[int, list[int]]:
        """First word to ends (exclusive) of the indicators of that kind."""
        if kind not in self._of_kind:
            places: dict[int, list[int]] = {}
            for span in self._kinds(kind) if self._kinds else ():
                first, last = self.mapped.from_source(*span)
                begin, stop = bisect_left(self._ends, first + 1), bisect_left(self.begins, last)
                if begin < stop:
                    places.setdefault(begin, []).append(stop)
            self._of_kind[kind] = places
        return self._of_kind[kind]
