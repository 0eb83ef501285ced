"""The parts of a pattern, and how each is found among the words of a message.

`grammar.py` says how patterns are written. Places in a message are the gaps before, between and behind its words; a set of
places is one integer, a bit a place. A node takes the places where it may begin and gives those where it then ends, all
at once, whatever the text: `run`. What must be in a message for it to be there at all is told by `needs`: by that
the matcher decides first.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Protocol, TypeGuard

from amparo.recognition.needs import ANYTHING, Formula, either, every, one_of
from amparo.recognition.phrases import ByFirstWord, Ends, Phrases, pair
from amparo.recognition.rarity import NUMBER
from amparo.recognition.words import Words

_OPEN: Ends = (frozenset(), frozenset())
_PAIRS = 600
"""Pairs of words that one need may name."""
_FEW = 3
"""Places that are tried one after the other."""
_FIRSTS = 400
"""First words by which an alternative is found; one with more is asked each time."""
Alternatives = tuple[list[tuple[int, int]], list[tuple[int, "Node"]]]
"""Of phrases, the number of words and the places; of other nodes, the places where each may begin."""


class Node(Protocol):
    """A part of a pattern."""

    def firsts(self, words: Words) -> int:
        """The places where it may begin; a superset of where it does."""
        ...

    def run(self, words: Words, at: int) -> int:
        """The places where it ends if it begins at one of the places `at`."""
        ...

    def needs(self) -> Formula:
        """What must be in a message, wherever this occurs."""
        ...

    def outer(self) -> Ends: ...


def _any_of(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets) if all(sets) else frozenset()


def _touching(lasts: frozenset[str], firsts: frozenset[str]) -> list[Formula]:
    """Of words that stand side by side, each pair that they can be; nothing where that is open, or too much."""
    if not lasts or not firsts or len(lasts) * len(firsts) > _PAIRS:
        return []
    pairs = [pair(last, first) for last in lasts for first in firsts]
    return [one_of(one for one in pairs if one)] if all(pairs) else []


class OneOf:
    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes

    @cached_property
    def _lists(self) -> list[Phrases]:
        return [node for node in self._nodes if isinstance(node, Phrases)]

    @cached_property
    def _sorted(self) -> tuple[ByFirstWord[Node] | None, list[Node]]:
        """Other alternatives by their first words; and those that may begin with anything, or nearly."""
        known: list[tuple[str, Node]] = []
        asked: list[Node] = []
        for node in self._nodes:
            firsts = node.outer()[0]
            if isinstance(node, Phrases):
                continue
            if not firsts or len(firsts) > _FIRSTS:
                asked.append(node)
            else:
                known += [(first, node) for first in firsts]
        return ByFirstWord(known) if known else None, asked

    def _there(self, words: Words) -> Alternatives:
        """The alternatives that may be there."""
        there = words.alternatives.get(self)
        if there is None:
            known, asked = self._sorted
            phrases: dict[int, int] = {}
            for one in self._lists:
                for length, places in one.places(words).items():
                    phrases[length] = phrases.get(length, 0) | places
            nodes = {id(node): node for _, node in known.found(words)} if known else {}
            others = [(firsts, node) for node in (*nodes.values(), *asked) if (firsts := node.firsts(words))]
            there = words.alternatives[self] = list(phrases.items()), others
        return there

    def firsts(self, words: Words) -> int:
        phrases, others = self._there(words)
        found = 0
        for _, places in phrases:
            found |= places
        for places, _ in others:
            found |= places
        return found

    def run(self, words: Words, at: int) -> int:
        known = words.runs.get((self, at))
        if known is not None:
            return known
        phrases, others = self._there(words)
        found = 0
        for length, places in phrases:
            found |= (at & places) << length
        for places, node in others:
            if at & places:
                found |= node.run(words, at & places)
        words.runs[self, at] = found
        return found

    def needs(self) -> Formula:
        return self._needs

    @cached_property
    def _needs(self) -> Formula:
        return either(node.needs() for node in self._nodes)

    def outer(self) -> Ends:
        return self._outer

    @cached_property
    def _outer(self) -> Ends:
        firsts, lasts = zip(*(node.outer() for node in self._nodes), strict=True)
        return _any_of(firsts), _any_of(lasts)


class Maybe:
    def __init__(self, node: Node) -> None:
        self._node = node

    def firsts(self, words: Words) -> int:
        return words.everywhere

    def run(self, words: Words, at: int) -> int:
        return at | self._node.run(words, at)

    def needs(self) -> Formula:
        return ANYTHING

    def outer(self) -> Ends:
        return _OPEN


class OfKind:
    """An indicator."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def firsts(self, words: Words) -> int:
        found = 0
        for start in words.of_kind(self._kind):
            found |= 1 << start
        return found

    def run(self, words: Words, at: int) -> int:
        found = 0
        for start, ends in words.of_kind(self._kind).items():
            if at >> start & 1:
                for end in ends:
                    found |= 1 << end
        return found

    def needs(self) -> Formula:
        return one_of((f"<{self._kind}>",))

    def outer(self) -> Ends:
        return _OPEN


_A_NUMBER = frozenset((NUMBER,))


class Number:
    """A word that begins with a digit."""

    def firsts(self, words: Words) -> int:
        return words.numbers

    def run(self, words: Words, at: int) -> int:
        return (at & words.numbers) << 1

    def needs(self) -> Formula:
        return _A_NUMBER

    def outer(self) -> Ends:
        return _A_NUMBER, _A_NUMBER


class Begin:
    """The beginning of the message."""

    def firsts(self, words: Words) -> int:
        return 1

    def run(self, words: Words, at: int) -> int:
        return at & 1

    def needs(self) -> Formula:
        return ANYTHING

    def outer(self) -> Ends:
        return _OPEN


LATER = -1
"""A jump of up to `NEAR` words, across sentences."""
NEAR = 80
"""Words between what belongs together: about what a chat message holds. In a long mail, a demand on the first page and a
farewell on the third have nothing to do with each other."""


class InOrder:
    """Parts one after the other, with the number of words that may stand before each."""

    def __init__(self, parts: Sequence[tuple[int, Node]]) -> None:
        self._parts = parts

    def firsts(self, words: Words) -> int:
        return self._parts[0][1].firsts(words)

    def run(self, words: Words, at: int) -> int:
        known = words.runs.get((self, at))
        if known is not None:
            return known
        found = at
        for gap, node in self._parts:
            if gap == LATER:
                found = words.everywhere & -(found & -found) & (1 << found.bit_length() + NEAR) - 1
            elif gap:
                found = words.within(found, gap)
            found = node.run(words, found)
            if not found:
                break
        words.runs[self, at] = found
        return found

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
    """All parts, in any order: within so many words of a place of the first, or anywhere in the message."""

    def __init__(self, nodes: Sequence[Node], near: int | None) -> None:
        self._nodes = nodes
        self._near = near

    def _span(self, words: Words) -> tuple[int, int] | None:
        for start, end in matches(self._nodes[0], words):
            around = (0, None) if self._near is None else (max(0, start - self._near), end + self._near)
            spans = [next(matches(node, words, *around), None) for node in self._nodes[1:]]
            whole = [span for span in spans if span is not None]
            if len(whole) == len(spans):
                return min([start, *(one for one, _ in whole)]), max([end, *(one for _, one in whole)])
            if self._near is None:
                return None
        return None

    def firsts(self, words: Words) -> int:
        span = self._span(words)
        return 0 if span is None else 1 << span[0]

    def run(self, words: Words, at: int) -> int:
        span = self._span(words)
        return 1 << span[1] if span is not None and at >> span[0] & 1 else 0

    def needs(self) -> Formula:
        return every(node.needs() for node in self._nodes)

    def outer(self) -> Ends:
        return _OPEN


def matches(node: Node, words: Words, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
    """Every place (start, end) among the words where the pattern begins, the shortest reading of each."""
    for start, ends in _found(node, words, first, last):
        yield start, (ends & -ends).bit_length() - 1


def is_there(node: Node, words: Words, first: int, last: int) -> bool:
    """Whether the pattern begins at one of the words `first` to `last` (exclusive)."""
    asked = node, first, last
    known = words.answers.get(asked)
    if known is None:
        known = words.answers[asked] = next(matches(node, words, first, last), None) is not None
    return known


def longest_matches(node: Node, words: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The same, the longest reading of each."""
    for start, ends in _found(node, words, first, last):
        yield start, ends.bit_length() - 1


def _found(node: Node, words: Words, first: int, last: int | None) -> Iterator[tuple[int, int]]:
    """Where the pattern begins, ascending, and the places where it ends then; nothing of no length."""
    starts = node.firsts(words) >> first << first
    if last is not None:
        starts &= (1 << last) - 1
    while starts and (start := _earliest(node, words, starts)):
        starts &= -(start << 1)
        ends = node.run(words, start) & -(start << 1)
        if ends:
            yield start.bit_length() - 1, ends


def _earliest(node: Node, words: Words, starts: int) -> int:
    """A place up to which none begins, of many the first from which it can be run; 0: none."""
    if starts.bit_count() <= _FEW:
        return starts & -starts
    if not node.run(words, starts):
        return 0
    while starts & starts - 1:
        middle = ((starts & -starts).bit_length() + starts.bit_length()) // 2
        lower = starts & (1 << middle) - 1
        starts = lower if node.run(words, lower) else starts ^ lower
    return starts


def merged(nodes: Sequence[Node]) -> Node:
    """Alternatives; single phrases become one list, lists stay as they are: they are shared."""
    if len(nodes) == 1:
        return nodes[0]
    phrases = [node.phrases[0] for node in nodes if _is_phrase(node)]
    others = [node for node in nodes if not _is_phrase(node)]
    if not others:
        return Phrases(phrases)
    if phrases:
        others = [Phrases(phrases), *others]
    return others[0] if len(others) == 1 else OneOf(others)


def _is_phrase(node: Node) -> TypeGuard[Phrases]:
    return isinstance(node, Phrases) and len(node.phrases) == 1


def joined(parts: Sequence[tuple[int, Node]]) -> Node:
    """A sequence; plain words that touch become one phrase."""
    if len(parts) == 1:
        return parts[0][1]
    single = [node.phrases[0] for gap, node in parts if _is_phrase(node) and not gap]
    if len(single) == len(parts):
        return Phrases([tuple(word for phrase in single for word in phrase)])
    return InOrder(parts)
