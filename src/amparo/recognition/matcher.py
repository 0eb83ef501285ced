"""Which rules hold for a message.

Three sieves, each only for what passed the one before:

1. The words of thousands of messages are looked up at once (`block.py`, `atoms.py`), and Hyperscan looks for the triggers
   of the indicator kinds (`triggers.py`).
2. A pattern is tried only on messages that hold everything it needs (`sieve.py`).
3. Those few patterns are composed on the words of the message.

A message that is drawn out, spaced or otherwise not plain to read is folded alone before the second sieve, and may be
read in more than one way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from amparo.model import Speaker
from amparo.recognition.block import Block, Flags, read
from amparo.recognition.normalise import Mapped, fold, folded_as, plain, plain_lines
from amparo.recognition.pattern import Node, is_there, matches
from amparo.recognition.plans import planned
from amparo.recognition.rules import Rule
from amparo.recognition.sieve import Sieve
from amparo.recognition.triggers import Triggers
from amparo.recognition.words import Words, words_of

_SPEAKERS = {speaker: number for number, speaker in enumerate(Speaker)}


class Match(NamedTuple):
    rule: Rule
    start: int
    end: int
    """In characters of the text that was folded."""


class Unit(NamedTuple):
    """One pattern of one rule."""

    rule: Rule
    place: int
    """Among the patterns of the rule."""

    @property
    def node(self) -> Node:
        return self.rule.patterns[self.place]


class Reading(NamedTuple):
    """One way to read a message, and the patterns that may hold then."""

    mapped: Mapped
    units: list[Unit]


class Candidate(NamedTuple):
    """A message that is worth a closer look."""

    readings: list[Reading]
    kinds: frozenset[str]
    """Indicator kinds that it triggers."""


class _Other(NamedTuple):
    """Another way to read a message."""

    number: int
    """Of the message."""
    text: str
    """Of which the words are looked up; drawn-out letters in it are read as two."""
    mapped: Callable[[], Mapped]


class Matcher:
    """Rules and triggers compiled. Not to be shared between threads: a scan uses scratch memory."""

    def __init__(self, rules: Iterable[Rule], triggers: Triggers) -> None:
        self._triggers = triggers
        self._units = [Unit(rule, place) for rule in rules for place in range(len(rule.written))]
        self._sieve = Sieve(planned(self._units))

    def look(self, texts: Sequence[str], speakers: Sequence[Speaker]) -> dict[int, Candidate]:
        """Those of some messages that are worth a closer look, by number."""
        block = read(texts)
        kinds = self._triggers.among(block.content, plain_lines(texts).encode(errors="replace"))
        unsure = set(block.unsure)
        for held in kinds.values():
            held -= unsure
        others = [*self._folded_alone(texts, block.unsure, kinds), *_doubled(texts, block.drawn_out, unsure)]
        units = self._possible(block, others, speakers, kinds)
        readings: dict[int, list[Reading]] = {}
        for place, other in enumerate(others, start=len(texts)):
            if place in units:
                readings.setdefault(other.number, []).append(Reading(other.mapped(), units.pop(place)))
        triggered = _by_message(kinds)
        lines = block.content.split(b"\n")
        candidates: dict[int, Candidate] = {}
        for number in units.keys() | readings.keys() | triggered.keys():
            text = texts[number]
            several = readings.get(number, [])
            exact = triggered.get(number, set())
            if number not in unsure:
                mapped = fold(text) if "\n" in text else folded_as(text, lines[number].decode())
                several = [Reading(mapped, units.get(number, [])), *several]
                exact = self._exactly(exact, mapped, text)
            candidates[number] = Candidate(several, frozenset(exact))
        return candidates

    def _folded_alone(
        self, texts: Sequence[str], numbers: Iterable[int], kinds: dict[str, set[int]]
    ) -> Iterator[_Other]:
        """Messages of which a block does not tell all words; what they trigger is added to `kinds`."""
        for number in numbers:
            mapped = fold(texts[number])
            for kind in self._kinds_of(mapped, texts[number]):
                kinds.setdefault(kind, set()).add(number)
            for one in (mapped, fold(texts[number], doubles=True)) if mapped.drawn_out else (mapped,):
                yield _Other(number, " ".join(words_of(one.text)), partial(_same, one))

    def _exactly(self, kinds: set[str], mapped: Mapped, text: str) -> set[str]:
        """The kinds that the message triggers by itself, of those that it may trigger."""
        loose = self._triggers.loose & kinds
        return kinds - loose | (self._kinds_of(mapped, text) & loose) if loose else kinds

    def _kinds_of(self, mapped: Mapped, text: str) -> frozenset[str]:
        return self._triggers.kinds(mapped.text, plain(text).text)

    def _possible(
        self,
        block: Block,
        others: Sequence[_Other],
        speakers: Sequence[Speaker],
        kinds: Mapping[str, set[int]],
    ) -> dict[int, list[Unit]]:
        """The patterns of which all needs are met and whose speaker it can be: by message, then by other reading."""
        count = len(speakers)
        signs, holders = self._sieve.signs_of(block)
        if others:
            more, by = self._sieve.signs_of(read([one.text for one in others], doubles=True))
            signs, holders = np.concatenate((signs, more)), np.concatenate((holders, by + count))
        of_kind = [
            (sign, place)
            for kind, numbers in kinds.items()
            if (sign := self._sieve.kind(kind)) is not None
            for place in (*numbers, *(at for at, one in enumerate(others, count) if one.number in numbers))
        ]
        if of_kind:
            more, by = np.array(of_kind, dtype=np.int64).T
            signs, holders = np.concatenate((signs, more)), np.concatenate((holders, by))
        said_by = np.array([_SPEAKERS[one] for one in (*speakers, *(speakers[one.number] for one in others))])
        flags: dict[frozenset[Speaker], Flags] = {}

        def allowed(pattern: int) -> Flags:
            wanted = self._units[pattern].rule.said_by
            if wanted not in flags:
                flags[wanted] = np.array([speaker in wanted for speaker in Speaker]).take(said_by)
            return flags[wanted]

        found: dict[int, list[Unit]] = {}
        for pattern, places in self._sieve.passing(signs, holders, len(said_by), allowed):
            for place in places:
                found.setdefault(place, []).append(self._units[pattern])
        return found

    def compose(self, reading: Reading, kinds: Callable[[str], Sequence[tuple[int, int]]]) -> Iterator[Match]:
        """The first match of each rule that the message holds in this reading, in order of rule id.

        `kinds` gives the places of indicators of a kind, in characters of the source text.
        """
        if not reading.units:
            return
        words = Words(reading.mapped, kinds)
        found: dict[str, tuple[Rule, int, int]] = {}
        for unit in reading.units:
            for start, end in matches(unit.node, words):
                if not _excused(unit.rule, words, start, end):
                    best = found.get(unit.rule.id)
                    if best is None or (start, end) < best[1:]:
                        found[unit.rule.id] = (unit.rule, start, end)
                    break
        for _, (rule, start, end) in sorted(found.items()):
            yield Match(rule, *words.source_span(start, end))


def _doubled(texts: Sequence[str], numbers: Iterable[int], unsure: set[int]) -> Iterator[_Other]:
    """What drawn-out letters may also mean: `freee` is `fre` or `free`."""
    for number in numbers:
        if number not in unsure:
            yield _Other(number, texts[number], partial(fold, texts[number], doubles=True))


def _same(mapped: Mapped) -> Mapped:
    return mapped


def _by_message(kinds: Mapping[str, set[int]]) -> dict[int, set[str]]:
    triggered: dict[int, set[str]] = {}
    for kind, numbers in kinds.items():
        for number in numbers:
            triggered.setdefault(number, set()).add(kind)
    return triggered


def _excused(rule: Rule, words: Words, start: int, end: int) -> bool:
    if rule.excuse is None:
        return False
    return is_there(rule.excuse, words, words.sentence_start(start), words.sentence_end(end - 1))
