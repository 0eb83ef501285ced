"""Which rules hold for a message.

Three sieves, each only for what passed the one before:

1. The words of thousands of messages are looked up at once (`block.py`, `atoms.py`), and Hyperscan looks for the triggers
   of the indicator kinds (`triggers.py`).
2. A pattern is tried only on messages that hold everything it needs (`sieve.py`).
3. Those few patterns are composed on the words of the message.

Beside them every message is weighed by its wording (`wording.py`), all of a block at once.

A message that is drawn out, spaced or otherwise not plain to read is folded alone before the second sieve, and may be
read in more than one way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from amparo.model import Speaker, Stage
from amparo.recognition.block import Block, Flags, read
from amparo.recognition.normalise import Mapped, fold, folded_as, plain, plain_lines
from amparo.recognition.pattern import Node, is_there, matches
from amparo.recognition.plans import planned
from amparo.recognition.rules import Rule
from amparo.recognition.sieve import Sieve
from amparo.recognition.triggers import Triggers
from amparo.recognition.wording import Wording
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
    heavy: bool
    """Whether its wording is enough for a rule that asks for that."""


class Composed(NamedTuple):
    """What the rules with patterns see in a message."""

    held: list[Match]
    """The first match of each rule, in order of rule id."""
    excused: frozenset[Stage]
    """Stages of which words are there, and none that nothing excuses."""


_NOTHING = Composed([], frozenset())


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
        rules = [*rules]
        self._units = [Unit(rule, place) for rule in rules for place in range(len(rule.written))]
        self._wording = Wording(rules)
        self._sieve = Sieve(planned(self._units))

    def look(self, texts: Sequence[str], speakers: Sequence[Speaker]) -> dict[int, Candidate]:
        """Those of some messages that are worth a closer look, by number."""
        block = read(texts)
        kinds = self._triggers.among(block.content, plain_lines(texts).encode(errors="replace"))
        unsure = set(block.unsure)
        for held in kinds.values():
            held -= unsure
        others = [*self._folded_alone(texts, block.unsure, kinds), *_doubled(texts, block.drawn_out, unsure)]
        again = read([one.text for one in others], doubles=True)
        said_by = [*speakers, *(speakers[one.number] for one in others)]
        units = self._possible(block, again, others, said_by, kinds)
        heavy = set(self._wording.heavy(block, speakers)) - unsure
        heavy.update(len(texts) + place for place in self._wording.heavy(again, said_by[len(texts) :]))
        for place in heavy:
            units.setdefault(place, [])
        readings: dict[int, list[Reading]] = {}
        for place, other in enumerate(others, start=len(texts)):
            if place in units:
                readings.setdefault(other.number, []).append(
                    Reading(other.mapped(), units.pop(place), place in heavy)
                )
        triggered = _by_message(kinds)
        lines = block.content.split(b"\n")
        candidates: dict[int, Candidate] = {}
        for number in units.keys() | readings.keys() | triggered.keys():
            text = texts[number]
            several = readings.get(number, [])
            exact = triggered.get(number, set())
            if number not in unsure:
                mapped = fold(text) if "\n" in text else folded_as(text, lines[number].decode())
                several = [Reading(mapped, units.get(number, []), number in heavy), *several]
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
        again: Block,
        others: Sequence[_Other],
        said_by: Sequence[Speaker],
        kinds: Mapping[str, set[int]],
    ) -> dict[int, list[Unit]]:
        """The patterns of which all needs are met and whose speaker it can be: by message, then by other reading."""
        count = len(said_by) - len(others)
        signs, holders = self._sieve.signs_of(block)
        if others:
            more, by = self._sieve.signs_of(again)
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
        speakers = np.array([_SPEAKERS[one] for one in said_by])
        flags: dict[frozenset[Speaker], Flags] = {}

        def allowed(pattern: int) -> Flags:
            wanted = self._units[pattern].rule.said_by
            if wanted not in flags:
                flags[wanted] = np.array([speaker in wanted for speaker in Speaker]).take(speakers)
            return flags[wanted]

        found: dict[int, list[Unit]] = {}
        for pattern, places in self._sieve.passing(signs, holders, len(said_by), allowed):
            for place in places:
                found.setdefault(place, []).append(self._units[pattern])
        return found

    def weigh(self, reading: Reading, speaker: Speaker) -> Iterator[Match]:
        """The rules of which the wording of the message is enough in this reading."""
        if not reading.heavy:
            return
        words = Words(reading.mapped)
        for held in self._wording.holding(words.words, speaker):
            yield Match(held.rule, *words.source_span(held.start, held.end))

    def borne_out(self, held: Sequence[Match], reading: Reading) -> Iterator[Match]:
        """What rules see in this reading, without hints that the wording as a whole is against."""
        borne_out = self._wording.bears_out((match.rule for match in held), words_of(reading.mapped.text))
        return (match for match in held if match.rule.id in borne_out)

    def compose(self, reading: Reading, kinds: Callable[[str], Sequence[tuple[int, int]]]) -> Composed:
        """What the rules with patterns see in this reading of a message.

        `kinds` gives the places of indicators of a kind, in characters of the source text.
        """
        if not reading.units:
            return _NOTHING
        words = Words(reading.mapped, kinds)
        found: dict[str, tuple[Rule, int, int]] = {}
        excused: set[Stage] = set()
        for unit in reading.units:
            for start, end in matches(unit.node, words):
                if _excused(unit.rule, words, start, end):
                    excused.add(unit.rule.stage)
                    continue
                best = found.get(unit.rule.id)
                if best is None or (start, end) < best[1:]:
                    found[unit.rule.id] = (unit.rule, start, end)
                break
        held = [
            Match(rule, *words.source_span(start, end)) for _, (rule, start, end) in sorted(found.items())
        ]
        return Composed(held, frozenset(excused - {match.rule.stage for match in held}))


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
