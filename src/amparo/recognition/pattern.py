"""The parts of a pattern, and how each is found among the words of a message.

`grammar.py` says how patterns are written. A node tells where it may begin (`starts`), where it ends from there
(`ends`), and what must be in a message for it to be there at all (`needs`): by those the matcher decides first.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any, Generic, Protocol, TypeGuard, TypeVar

from amparo.recognition.needs import ANYTHING, Formula, either, every, one_of
from amparo.recognition.rarity import NUMBER, commonness
from amparo.recognition.words import Words

Ends = tuple[frozenset[str], frozenset[str]]
"""The words with which a node can begin, and with which it can end; empty where that is open."""
_OPEN: Ends = (frozenset(), frozenset())
_PAIRS = 600
"""Pairs of words that one need may name."""
_FIRSTS = 400
"""First words by which an alternative is found; one with more is asked each time."""
_NOTHING: list[Any] = []
Value = TypeVar("Value")


class Node(Protocol):
    """A part of a pattern."""

    def starts(self, words: Words) -> list[int]:
        """Where it may begin, ascending; a superset of where it does."""
        ...

    def ends(self, words: Words, start: int) -> Iterator[int]:
        """Where it ends (exclusive) if it begins at `start`, nearest first."""
        ...

    def needs(self) -> Formula:
        """What must be in a message, wherever this occurs."""
        ...

    def outer(self) -> Ends: ...


def pair(first: str, second: str) -> str | None:
    """The need that two words meet, the one right after the other; None where an end of one is open."""
    if first.endswith("*") or second.endswith("*"):
        return None
    return " ".join(NUMBER if word[0].isdigit() else word for word in (first, second))


def _all_of(phrase: Sequence[str]) -> list[str]:
    """What must be there for a phrase: its pairs; its words, where they make none."""
    pairs = [pair(first, second) for first, second in pairwise(phrase)]
    return [one for one in pairs if one] or list(phrase)


def _any_of(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets) if all(sets) else frozenset()


def _touching(lasts: frozenset[str], firsts: frozenset[str]) -> list[Formula]:
    """Of words that stand side by side, each pair that they can be; nothing where that is open, or too much."""
    if not lasts or not firsts or len(lasts) * len(firsts) > _PAIRS:
        return []
    pairs = [pair(last, first) for last in lasts for first in firsts]
    return [one_of(one for one in pairs if one)] if all(pairs) else []


class ByFirstWord(Generic[Value]):
    """Values by the word with which each begins: a word, a beginning (`threat*`) or `#`."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._words: dict[str, list[Value]] = {}
        self._stems: dict[str, list[Value]] = {}
        for first, value in entries:
            table, word = (self._stems, first[:-1]) if first.endswith("*") else (self._words, first)
            table.setdefault(word, []).append(value)
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._shortest = self._lengths[0] if self._lengths else 0
        self._starts = {stem[: self._shortest] for stem in self._stems}

    def of(self, word: str) -> list[Value]:
        """What can begin with a word of a message."""
        found = self._words.get(word, _NOTHING)
        if self._starts and word[: self._shortest] in self._starts:
            found = found + [
                value
                for length in self._lengths
                if length <= len(word)
                for value in self._stems.get(word[:length], _NOTHING)
            ]
        if NUMBER in self._words and word[0].isdigit():
            found = found + self._words[NUMBER]
        return found

    def places(self, words: Words) -> set[int]:
        """Where something can begin."""
        found = self._words.keys() & words.at.keys()
        if self._starts:
            by_start = words.by_start(self._shortest)
            for start in self._starts & by_start.keys():
                found.update(word for word in by_start[start] if self.of(word))
        if NUMBER in self._words:
            found.update(word for word in words.at if word[0].isdigit())
        return {at for word in found for at in words.at[word]}


class Phrases:
    """A word list: each entry one or several words, the last letters of a word open where it ends in `*`."""

    def __init__(self, phrases: Sequence[tuple[str, ...]]) -> None:
        self.phrases = phrases

    @cached_property
    def _by_first(self) -> ByFirstWord[tuple[str, ...]]:
        ordered = sorted(set(self.phrases), key=lambda phrase: (len(phrase), phrase))
        return ByFirstWord((phrase[0], phrase) for phrase in ordered)

    def starts(self, words: Words) -> list[int]:
        return sorted(self._by_first.places(words))

    def ends(self, words: Words, start: int) -> Iterator[int]:
        if start >= len(words.words):
            return
        for phrase in self._by_first.of(words.words[start]):
            heard = words.words[start : start + len(phrase)]
            if len(heard) == len(phrase) and all(map(_is, phrase[1:], heard[1:])):
                yield start + len(phrase)

    def needs(self) -> Formula:
        return self._needs

    @cached_property
    def _needs(self) -> Formula:
        if len(self.phrases) == 1:
            return every(one_of((one,)) for one in _all_of(self.phrases[0]))
        return one_of(
            phrase[0] if len(phrase) == 1 else min(_all_of(phrase), key=commonness) for phrase in self.phrases
        )

    def outer(self) -> Ends:
        return self._outer

    @cached_property
    def _outer(self) -> Ends:
        return frozenset(phrase[0] for phrase in self.phrases), frozenset(
            phrase[-1] for phrase in self.phrases
        )


def _is(meant: str, heard: str) -> bool:
    return heard == meant or (meant.endswith("*") and heard.startswith(meant[:-1]))


class OneOf:
    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes

    @cached_property
    def _sorted(self) -> tuple[ByFirstWord[Node], list[Node]]:
        """The alternatives by their first words; and those that are quickly asked, or may begin with anything."""
        known: list[tuple[str, Node]] = []
        asked: list[Node] = []
        for node in self._nodes:
            firsts = node.outer()[0]
            if isinstance(node, Phrases) or not firsts or len(firsts) > _FIRSTS:
                asked.append(node)
            else:
                known += [(first, node) for first in sorted(firsts)]
        return ByFirstWord(known), asked

    def starts(self, words: Words) -> list[int]:
        known, asked = self._sorted
        return sorted(known.places(words).union(*(words.starts(node) for node in asked)))

    def ends(self, words: Words, start: int) -> Iterator[int]:
        ends = words.ends(self, start)
        if ends is None:
            known, asked = self._sorted
            nodes = [*known.of(words.words[start]), *asked] if start < len(words.words) else asked
            ends = sorted({end for node in nodes for end in node.ends(words, start)})
            words.remember_ends(self, start, ends)
        yield from ends

    def needs(self) -> Formula:
        return self._needs

    @cached_property
    def _needs(self) -> Formula:
        return either(node.needs() for node in self._nodes)

    def outer(self) -> Ends:
        firsts, lasts = zip(*(node.outer() for node in self._nodes), strict=True)
        return _any_of(firsts), _any_of(lasts)


class Maybe:
    def __init__(self, node: Node) -> None:
        self._node = node

    def starts(self, words: Words) -> list[int]:
        return list(range(len(words.words) + 1))

    def ends(self, words: Words, start: int) -> Iterator[int]:
        yield start
        yield from self._node.ends(words, start)

    def needs(self) -> Formula:
        return ANYTHING

    def outer(self) -> Ends:
        return _OPEN


class OfKind:
    """An indicator."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def starts(self, words: Words) -> list[int]:
        return sorted(words.of_kind(self._kind))

    def ends(self, words: Words, start: int) -> Iterator[int]:
        yield from sorted(words.of_kind(self._kind).get(start, ()))

    def needs(self) -> Formula:
        return one_of((f"<{self._kind}>",))

    def outer(self) -> Ends:
        return _OPEN


_A_NUMBER = frozenset((NUMBER,))


class Number:
    """A word that begins with a digit."""

    def starts(self, words: Words) -> list[int]:
        return [at for at, word in enumerate(words.words) if word[0].isdigit()]

    def ends(self, words: Words, start: int) -> Iterator[int]:
        if start < len(words.words) and words.words[start][0].isdigit():
            yield start + 1

    def needs(self) -> Formula:
        return _A_NUMBER

    def outer(self) -> Ends:
        return _A_NUMBER, _A_NUMBER


class Begin:
    """The beginning of the message."""

    def starts(self, words: Words) -> list[int]:
        return [0]

    def ends(self, words: Words, start: int) -> Iterator[int]:
        if start == 0:
            yield 0

    def needs(self) -> Formula:
        return ANYTHING

    def outer(self) -> Ends:
        return _OPEN


LATER = -1
"""A jump of any length, across sentences."""


class InOrder:
    """Parts one after the other, with the number of words that may stand before each."""

    def __init__(self, parts: Sequence[tuple[int, Node]]) -> None:
        self._parts = parts

    def starts(self, words: Words) -> list[int]:
        return words.starts(self._parts[0][1])

    def ends(self, words: Words, start: int) -> Iterator[int]:
        yield from self._from(words, start, 0)

    def _from(self, words: Words, at: int, part: int) -> Iterator[int]:
        if part == len(self._parts):
            yield at
            return
        dead = words.dead_ends(self)
        if (at, part) in dead:
            return
        reached = False
        gap, node = self._parts[part]
        for begin in self._begins(words, at, gap, node):
            for end in node.ends(words, begin):
                for last in self._from(words, end, part + 1):
                    reached = True
                    yield last
        if not reached:
            dead.add((at, part))

    def _begins(self, words: Words, at: int, gap: int, node: Node) -> Sequence[int]:
        if gap == 0:
            return (at,)
        starts = words.starts(node)
        first = bisect_left(starts, at)
        if gap == LATER:
            return starts[first:]
        last = min(at + gap, words.sentence_end(at - 1) - 1 if at else at + gap)
        return starts[first : bisect_right(starts, last)]

    def needs(self) -> Formula:
        return self._needs

    @cached_property
    def _needs(self) -> Formula:
        needs = [node.needs() for _, node in self._parts]
        for (_, before), (gap, after) in pairwise(self._parts):
            if gap == 0:
                needs += _touching(before.outer()[1], after.outer()[0])
        return every(needs)

    def outer(self) -> Ends:
        return self._parts[0][1].outer()[0], self._parts[-1][1].outer()[1]


class Together:
    """All parts somewhere in the message."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes

    def starts(self, words: Words) -> list[int]:
        spans = [next(matches(node, words), None) for node in self._nodes]
        whole = [span for span in spans if span is not None]
        return [min(start for start, _ in whole)] if len(whole) == len(spans) else []

    def ends(self, words: Words, start: int) -> Iterator[int]:
        spans = [next(matches(node, words), None) for node in self._nodes]
        whole = [span for span in spans if span is not None]
        if len(whole) == len(spans) and min(begin for begin, _ in whole) == start:
            yield max(end for _, end in whole)

    def needs(self) -> Formula:
        return every(node.needs() for node in self._nodes)

    def outer(self) -> Ends:
        return _OPEN


def matches(node: Node, words: Words, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
    """Every place (start, end) among the words where the pattern begins, the shortest reading of each."""
    for start in words.starts(node):
        if start < first or (last is not None and start >= last):
            continue
        for end in node.ends(words, start):
            if end > start:
                yield start, end
                break


_SHORT = 40
"""Entries of a word list up to which it is written into what it is an alternative of; longer ones are shared."""


def merged(nodes: Sequence[Node]) -> Node:
    """Alternatives; short plain word lists become one."""
    if len(nodes) == 1:
        return nodes[0]
    phrases = [phrase for node in nodes if _is_short(node) for phrase in node.phrases]
    others = [node for node in nodes if not _is_short(node)]
    if not others:
        return Phrases(phrases)
    if phrases:
        others = [Phrases(phrases), *others]
    return others[0] if len(others) == 1 else OneOf(others)


def _is_short(node: Node) -> TypeGuard[Phrases]:
    return isinstance(node, Phrases) and len(node.phrases) <= _SHORT


def joined(parts: Sequence[tuple[int, Node]]) -> Node:
    """A sequence; plain words that touch become one phrase."""
    if len(parts) == 1:
        return parts[0][1]
    single = [
        node.phrases[0]
        for gap, node in parts
        if isinstance(node, Phrases) and len(node.phrases) == 1 and not gap
    ]
    if len(single) == len(parts):
        return Phrases([tuple(word for phrase in single for word in phrase)])
    return InOrder(parts)
