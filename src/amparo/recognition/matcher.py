"""Which rules hold for a message.

Three sieves, each only for what passed the one before:

1. Hyperscan looks once through the folded bytes for the rarest words of all patterns and for the triggers of all
   indicator kinds. It knows no word edges beyond ASCII, so words are looked for as bare bytes.
2. The message's words say which patterns have everything they need (a bit for each need, one `or` a word).
3. Those patterns are composed on the words.

Compiling takes less time than importing most libraries (under 0.1 s), so nothing is kept on disk: a stored database
would be a machine's input that anybody with access to the folder could have changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import hyperscan

from amparo.model import Speaker
from amparo.recognition.normalise import Mapped
from amparo.recognition.pattern import Need, Node, matches, rarest
from amparo.recognition.rules import Rule
from amparo.recognition.words import Words, words_of


class Match(NamedTuple):
    rule: Rule
    start: int
    end: int
    """In characters of the text that was folded."""


class Hints(NamedTuple):
    """What one look at a message showed."""

    words: bool
    """Words that rules hang on may be there."""
    kinds: frozenset[str]
    """Indicator kinds that are worth a closer look."""


_NOTHING = Hints(words=False, kinds=frozenset())


class _Unit(NamedTuple):
    """One pattern of one rule."""

    rule: Rule
    node: Node
    needs: int
    """A bit for each need."""


_META = re.compile(r"[\\\[\](){}|?*+^]")
"""A trigger without any of these is a word to look for as it is; `$` and `.` then stand for themselves."""
_SHORT = 3
"""Letters up to which a word is looked for with an edge before it: `ami` is in too many others."""
_REMEMBERED = 100_000
"""Words whose needs are remembered."""
_LONGEST_REMEMBERED = 40
"""Letters of such a word."""


class Matcher:
    """Rules and triggers compiled for one pass. Not to be shared between threads: a scan uses scratch memory."""

    def __init__(self, rules: Sequence[Rule], triggers: Mapping[str, Iterable[str]]) -> None:
        """`triggers`: indicator kind to words or patterns (Hyperscan's regular expressions), on folded text."""
        self._bits: dict[Need, int] = {}
        self._units: dict[int, list[_Unit]] = {}
        """By the bit of the rarest need."""
        rare: set[str] = set()
        for rule in rules:
            for node in rule.patterns:
                needs = node.needs()
                first = rarest(needs)
                rare |= first
                unit = _Unit(rule, node, sum({self._bit(need) for need in needs}))
                self._units.setdefault(self._bit(first), []).append(unit)
        self._rare = sum(self._units)
        self._by_word = self._masks()
        self._stems = {word[:-1]: mask for word, mask in self._by_word.items() if word.endswith("*")}
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._known: dict[str, int] = {}
        self._compile({word.rstrip("*") for word in rare if not word.startswith("<")}, triggers)

    def look(self, folded: str) -> Hints:
        """Whether words of rules may be there, and which indicator kinds."""
        if "'" in folded:  # `can't` is looked for as `cant`, `l'ami` as `ami`
            folded += " " + folded.replace("'", "")
        content = folded.encode(errors="replace")
        met: list[int] = []
        self._literal_scan.scan(content, match_event_handler=_collect, context=met)
        shapes: list[int] = []
        self._shape_scan.scan(content, match_event_handler=_collect, context=shapes)
        if not met and not shapes:
            return _NOTHING
        seen = [self._literals[n] for n in met] + [self._shapes[n] for n in shapes]
        kinds = frozenset().union(*(hints.kinds for hints in seen))
        return Hints(any(hints.words for hints in seen) or not self._by_kind.isdisjoint(kinds), kinds)

    def compose(
        self,
        mapped: Mapped,
        speaker: Speaker,
        hints: Hints,
        kinds: Callable[[str], Sequence[tuple[int, int]]],
    ) -> Iterator[Match]:
        """The first match of each rule that this speaker can have meant, in order of rule id."""
        met = 0
        for word in words_of(mapped.text):
            mask = self._known.get(word)
            met |= self._met_by(word) if mask is None else mask
        for kind in hints.kinds:
            met |= self._by_word.get(f"<{kind}>", 0)
        units = [
            unit for bit in _bits(met & self._rare) for unit in self._units[bit] if not unit.needs & ~met
        ]
        if not units:
            return
        words = Words(mapped, kinds)
        found: dict[str, tuple[Rule, int, int]] = {}
        for unit in units:
            if speaker in unit.rule.said_by:
                for start, end in matches(unit.node, words):
                    if not _excused(unit.rule, words, start, end):
                        best = found.get(unit.rule.id)
                        if best is None or (start, end) < best[1:]:
                            found[unit.rule.id] = (unit.rule, start, end)
                        break
        for _, (rule, start, end) in sorted(found.items()):
            yield Match(rule, *words.source_span(start, end))

    def _bit(self, need: Need) -> int:
        return self._bits.setdefault(need, 1 << len(self._bits))

    def _masks(self) -> dict[str, int]:
        """Word (or `stem*`, or `<kind>`) to the needs that it meets."""
        masks: dict[str, int] = {}
        for need, bit in self._bits.items():
            for word in need:
                masks[word] = masks.get(word, 0) | bit
        return masks

    def _met_by(self, word: str) -> int:
        """The needs that a word meets, by itself or by its beginning."""
        mask = self._by_word.get(word, 0)
        for length in self._stem_lengths:
            if length > len(word):
                break
            mask |= self._stems.get(word[:length], 0)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        if len(word) <= _LONGEST_REMEMBERED:
            self._known[word] = mask
        return mask

    def _compile(self, words: set[str], triggers: Mapping[str, Iterable[str]]) -> None:
        short = sorted(word for word in words if len(word) <= _SHORT and word.isascii())
        hanging = Hints(words=True, kinds=frozenset())
        literals = dict.fromkeys(sorted(words.difference(short)), hanging)
        shapes = {rf"\b({'|'.join(short)})": hanging} if short else {}
        for kind, patterns in sorted(triggers.items()):
            for pattern in patterns:
                table = shapes if _META.search(pattern) else literals
                known = table.get(pattern, _NOTHING)
                table[pattern] = Hints(known.words, known.kinds | {kind})
        self._literals = list(literals.values())
        self._shapes = list(shapes.values())
        self._by_kind = frozenset(kind for kind in triggers if self._by_word.get(f"<{kind}>", 0) & self._rare)
        self._literal_scan = _database(list(literals), literal=True)
        self._shape_scan = _database(list(shapes), literal=False)


def _bits(mask: int) -> Iterator[int]:
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest


def _excused(rule: Rule, words: Words, start: int, end: int) -> bool:
    if not rule.unless:
        return False
    first, last = words.sentence_start(start), words.sentence_end(end - 1)
    return any(next(matches(node, words, first, last), None) for node in rule.unless)


def _collect(number: int, start: int, end: int, flags: int, found: object) -> None:
    cast(list[int], found).append(number)


def _database(expressions: list[str], *, literal: bool) -> hyperscan.Database:
    database = hyperscan.Database()
    database.compile(
        expressions=[expression.encode() for expression in expressions],
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(expressions),
        literal=literal,
    )
    return database
