"""Which rules hold for a message.

Three sieves, each only for what passed the one before:

1. The words of thousands of messages are looked up at once (`block.py`, `atoms.py`), and Hyperscan looks for the triggers
   of the indicator kinds (`triggers.py`).
2. A pattern is tried only on messages that hold everything it needs: one `&` of two long integers a need.
3. Those few patterns are composed on the words of the message.

A message that is drawn out, spaced or otherwise not plain to read is folded alone before the second sieve, and may be
read in more than one way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from amparo.model import Speaker
from amparo.recognition.atoms import Atoms
from amparo.recognition.block import Block, read
from amparo.recognition.needs import Needs
from amparo.recognition.normalise import Mapped, fold, folded_as, plain, plain_lines
from amparo.recognition.pattern import Node, matches
from amparo.recognition.rules import Rule
from amparo.recognition.triggers import Triggers
from amparo.recognition.words import Words, words_of


class Match(NamedTuple):
    rule: Rule
    start: int
    end: int
    """In characters of the text that was folded."""


class Unit(NamedTuple):
    """One pattern of one rule."""

    rule: Rule
    node: Node
    needs: int
    """The number of what a message must hold."""


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

    def __init__(
        self,
        rules: Iterable[Rule],
        triggers: Mapping[str, Iterable[str]],
        plain: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """`triggers` on folded text, `plain` on plain text: see `Triggers`."""
        self._triggers = Triggers(triggers, plain or {})
        self._needs = Needs()
        self._units: dict[int, list[Unit]] = {}
        """By the number of the rarest part of what they need."""
        for rule in rules:
            for node in rule.patterns:
                number = self._needs.number(node.needs())
                self._units.setdefault(self._needs.rarest(number), []).append(Unit(rule, node, number))
        meets = self._needs.met_by()
        self._atoms = Atoms(list(meets))
        by_atom = list(meets.values())
        self._meets = [
            by_atom[several[0]]
            if len(several) == 1
            else sorted({need for atom in several for need in by_atom[atom]})
            for several in self._atoms.atoms
        ]
        """The needs that a sign meets."""
        self._kinds = {atom[1:-1]: needs for atom, needs in meets.items() if atom.startswith("<")}

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
        held = self._atoms.held_by(block, count)
        if others:
            again = self._atoms.held_by(read([one.text for one in others], doubles=True), len(others))
            for sign, holders in again.items():
                held[sign] = held.get(sign, 0) | holders << count
        messages = [*range(count), *(one.number for one in others)]
        met: dict[int, int] = {}
        for sign, holders in held.items():
            for need in self._meets[sign]:
                met[need] = met.get(need, 0) | holders
        for kind, numbers in kinds.items():
            of_kind = sum(1 << number for number in numbers)
            of_kind |= sum(1 << count + place for place, one in enumerate(others) if one.number in numbers)
            for need in self._kinds.get(kind, ()):
                met[need] = met.get(need, 0) | of_kind
        holders_of = self._needs.asked(met)
        found: dict[int, list[Unit]] = {}
        for rarest, units in self._units.items():
            if not holders_of(rarest):
                continue
            for unit in units:
                for place in _bits(holders_of(unit.needs)):
                    if speakers[messages[place]] in unit.rule.said_by:
                        found.setdefault(place, []).append(unit)
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


def _bits(holders: int) -> Iterator[int]:
    while holders:
        lowest = holders & -holders
        yield lowest.bit_length() - 1
        holders ^= lowest


def _excused(rule: Rule, words: Words, start: int, end: int) -> bool:
    if not rule.unless:
        return False
    first, last = words.sentence_start(start), words.sentence_end(end - 1)
    return any(next(matches(node, words, first, last), None) for node in rule.unless)
