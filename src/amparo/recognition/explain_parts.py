"""Which words of a message stand for which part of a pattern."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from amparo.recognition.grammar import Vocabulary
from amparo.recognition.pattern import Node, matches
from amparo.recognition.words import Words

_PART = re.compile(r"<\w+>|#|[^\s()\[\]|&<>^#]+")


class Place(NamedTuple):
    name: str
    """As the pattern has it: `{publish}`, `<amount>`, `#`, or a word."""
    entry: str | None
    """The entry of a word list."""
    start: int
    end: int
    """Of the words of the message."""


class Parts:
    """Looks for the parts of patterns in one message, of which the words are nobody else's.

    What words remember of a pattern's node they remember by its identity, so every node is kept as long as they are.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self._nodes: dict[tuple[int, str], Node] = {}

    def of(self, pattern: str, vocabulary: Vocabulary, start: int, end: int) -> Iterator[Place]:
        """What of a pattern stands in the words that it matched, in the order of the pattern."""
        for name in dict.fromkeys(_PART.findall(pattern)):
            if name.startswith("..."):
                continue
            for first, last in matches(self._node(name, vocabulary), self._words, start, end):
                if last <= end:
                    yield Place(name, self._entry(name, vocabulary, first, last), first, last)

    def _entry(self, name: str, vocabulary: Vocabulary, start: int, end: int) -> str | None:
        if not (name.startswith("{") and name.endswith("}") and "+" not in name):
            return None
        for entry in filter(None, vocabulary.lists[name[1:-1]]):
            if (start, end) in matches(self._node(entry, vocabulary), self._words, start, start + 1):
                return entry
        return None

    def _node(self, pattern: str, vocabulary: Vocabulary) -> Node:
        key = (id(vocabulary), pattern)
        if key not in self._nodes:
            self._nodes[key] = vocabulary.parse(pattern)
        return self._nodes[key]
