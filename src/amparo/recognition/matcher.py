"""Which rules hold for a message.

Hyperscan looks once through the folded bytes for the anchors of all rules and the triggers of all indicator kinds;
where none is there, nothing else happens. Only for rules of which an anchor was met are the message's words laid out
and the rule's pattern composed on them. Hyperscan knows no word edges beyond ASCII, so anchors are looked for as bare
bytes and the composition decides.

Compiling the database takes less time than importing most libraries (about 0.1 s), so it is not kept on disk: a
stored database would be machine code's input that anybody with access to the folder could have changed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import hyperscan

from amparo.model import Speaker
from amparo.recognition.normalise import Mapped
from amparo.recognition.pattern import matches
from amparo.recognition.rules import Rule
from amparo.recognition.words import Words


class Match(NamedTuple):
    rule: Rule
    start: int
    end: int
    """In characters of the text that was folded."""


class Hints(NamedTuple):
    """What one look at a message showed."""

    rules: frozenset[int]
    kinds: frozenset[str]

    def with_rule(self, number: int) -> "Hints":
        return Hints(self.rules | {number}, self.kinds)

    def with_kind(self, kind: str) -> "Hints":
        return Hints(self.rules, self.kinds | {kind})


_META = re.compile(r"[\\\[\](){}|?*+^]")
"""A trigger without any of these is a word to look for as it is; `$` and `.` then stand for themselves."""
_NO_HINTS = Hints(frozenset(), frozenset())


class Matcher:
    """Rules and triggers compiled for one pass. Not to be shared between threads: a scan uses scratch memory."""

    def __init__(self, rules: Sequence[Rule], triggers: Mapping[str, Iterable[str]]) -> None:
        """`triggers`: indicator kind to patterns (Hyperscan's regular expressions, on folded text)."""
        self._rules = rules
        literals: dict[str, Hints] = {}
        shapes: dict[str, Hints] = {}
        for number, rule in enumerate(rules):
            for word in rule.anchors:
                literals[word] = literals.get(word, _NO_HINTS).with_rule(number)
        for kind, patterns in sorted(triggers.items()):
            for pattern in patterns:
                table = shapes if _META.search(pattern) else literals
                table[pattern] = table.get(pattern, _NO_HINTS).with_kind(kind)
        self._literals = list(literals.values())
        self._shapes = list(shapes.values())
        self._literal_scan = _compiled([word.encode() for word in literals], literal=True)
        self._shape_scan = _compiled([pattern.encode() for pattern in shapes], literal=False)

    def look(self, folded: str) -> Hints:
        """Which rules and indicator kinds are worth a closer look."""
        content = folded.encode(errors="replace")
        words: list[int] = []
        shapes: list[int] = []
        self._literal_scan.scan(content, match_event_handler=_collect, context=words)
        self._shape_scan.scan(content, match_event_handler=_collect, context=shapes)
        if not words and not shapes:
            return _NO_HINTS
        met = [self._literals[n] for n in words] + [self._shapes[n] for n in shapes]
        return Hints(
            frozenset().union(*(hints.rules for hints in met)),
            frozenset().union(*(hints.kinds for hints in met)),
        )

    def compose(
        self,
        mapped: Mapped,
        speaker: Speaker,
        hints: Iterable[int],
        kinds: Callable[[str], Sequence[tuple[int, int]]],
    ) -> Iterator[Match]:
        """The first match of each rule among `hints` that this speaker can have meant, in order of rule id."""
        words: Words | None = None
        for number in sorted(hints):
            rule = self._rules[number]
            if speaker not in rule.said_by or rule.node is None:
                continue
            if words is None:
                words = Words(mapped, kinds)
            for start, end in matches(rule.node, words):
                if not _excused(rule, words, start, end):
                    yield Match(rule, *words.source_span(start, end))
                    break


def _excused(rule: Rule, words: Words, start: int, end: int) -> bool:
    if not rule.unless:
        return False
    first, last = words.sentence_start(start), words.sentence_end(end - 1)
    return any(next(matches(node, words, first, last), None) for node in rule.unless)


def _collect(number: int, start: int, end: int, flags: int, found: object) -> None:
    cast(list[int], found).append(number)


def _compiled(expressions: list[bytes], *, literal: bool) -> hyperscan.Database:
    database = hyperscan.Database()
    expressions = expressions or [b"\0nothing"]
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[hyperscan.HS_FLAG_SINGLEMATCH] * len(expressions),
        literal=literal,
    )
    return database
