"""Which rule saw what in a few messages, in which words, and what kept other rules from counting.

What counts is told by `Recogniser` itself. For every rule that came near, what is told is the first thing that stood in
its way: words that excuse it, who spoke, another rule that says more, a report of what somebody else wrote, or that it
waits for company.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

import msgspec

from amparo.model import Finding, Indicator, Message, Speaker, Stage
from amparo.recognition import flips, wording
from amparo.recognition.company import accompanied
from amparo.recognition.explain_parts import Parts
from amparo.recognition.matcher import Candidate
from amparo.recognition.normalise import fold
from amparo.recognition.pattern import matches
from amparo.recognition.recogniser import LONGEST, CloserLook, Recogniser
from amparo.recognition.rules import Rule
from amparo.recognition.stages import State
from amparo.recognition.words import Words

Span = tuple[int, int]
"""Start and end (exclusive), in characters of the message's text."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a pattern, and the words that stand for it."""

    name: str
    """As the pattern has it: `{publish}`, `<amount>`, `#`, or a word; of a wording, what these words weigh: `+1.2`."""
    entry: str | None
    """The entry of the word list that stands there."""
    span: Span
    words: str


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that counts."""

    rule: str
    stage: Stage
    language: str
    own: bool
    """A rule of one's own, not one of those shipped."""
    weight: float
    reason: str
    span: Span
    words: str
    pattern: str | None
    """None for what only the course of the conversation shows, and for what the wording weighs."""
    parts: tuple[Part, ...]


class Why(StrEnum):
    """What kept a rule from counting."""

    EXCUSED = "excused"
    """One of its `unless` stands in the same sentence."""
    SPEAKER = "speaker"
    """It holds for other speakers."""
    SAYS_LESS = "says_less"
    """Another rule sees the same step in the same words and says more."""
    REPORTED = "reported"
    """The words are quoted, or tell what somebody else wrote."""
    WORDING = "wording"
    """It only hints, and the wording of the message as a whole is not like that."""
    WAITS = "waits"
    """It counts only once one of its `needs` was found in the conversation."""


class Near(msgspec.Struct, frozen=True, kw_only=True):
    """A rule whose pattern is there, and that does not count."""

    rule: str
    stage: Stage
    span: Span
    words: str
    why: Why
    by: str
    """The `unless`, the speakers, the other rule, or the steps that it waits for."""
    by_words: str
    """The words of the `unless`; empty for the other reasons."""


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One message."""

    text: str
    speaker: Speaker
    seen: tuple[Seen, ...]
    near: tuple[Near, ...]
    indicators: tuple[Indicator, ...]


class Explainer(Recogniser):
    """A recogniser that tells how it came to what it found."""

    def explain(self, messages: Sequence[Message]) -> Iterator[Explained]:
        """Each message, after those before it; a handful, which are held in memory."""
        found: dict[str, list[Finding]] = {}
        indicators: dict[str, list[Indicator]] = {}
        for item in self.recognise(messages):
            if isinstance(item, Finding):
                found.setdefault(item.message, []).append(item)
            else:
                indicators.setdefault(item.message, []).append(item)
        for message in messages:
            closer = _Traced(self, message, found.get(message.id, []))
            yield Explained(
                text=message.text,
                speaker=message.speaker,
                seen=tuple(closer.seen()),
                near=tuple(closer.near()),
                indicators=tuple(indicators.get(message.id, [])),
            )

    def holding(self, message: Message) -> set[str]:
        """Ids of the rules that hold for the words and the speaker, whatever the conversation."""
        traced = _Traced(self, message, [])
        return {
            id
            for id, one in traced.tried.items()
            if one.excuse is None and message.speaker in one.rule.said_by
        }


class _Tried(msgspec.Struct, frozen=True):
    """A rule whose pattern is there."""

    rule: Rule
    pattern: str
    start: int
    end: int
    """Of the words."""
    words: Words
    excuse: tuple[str, int, int] | None
    """The `unless`, and its place among the words."""


class _Traced:
    """One message, read again for the sake of telling."""

    def __init__(self, explainer: Explainer, message: Message, found: Sequence[Finding]) -> None:
        self._explainer = explainer
        self._message = message
        self._text = message.text[:LONGEST]
        self._found = found
        self._rules = {rule.id: rule for rule in explainer._rules}
        self._own = self._candidate(message.speaker)
        self._closer = CloserLook(message, self._text, self._own.kinds, explainer._country, ())
        self.tried: dict[str, _Tried] = {}
        """By rule id; of several readings the first that shows it unexcused."""
        for candidate in (
            self._own,
            *(self._candidate(one) for one in Speaker if one is not message.speaker),
        ):
            for reading in candidate.readings:
                words = Words(reading.mapped, self._closer.places)
                for id in dict.fromkeys(unit.rule.id for unit in reading.units):
                    if id not in self.tried or self.tried[id].excuse:
                        self._try(self._rules[id], words)

    def _candidate(self, speaker: Speaker) -> Candidate:
        found = self._explainer._matcher.look([self._text], [speaker])
        return found.get(0, Candidate([], frozenset()))

    def _try(self, rule: Rule, words: Words) -> None:
        excused: _Tried | None = None
        for pattern, node in zip(rule.written, rule.patterns, strict=True):
            for start, end in matches(node, words):
                one = _Tried(rule, pattern, start, end, words, _excuse(rule, words, start, end))
                if one.excuse is None:
                    self.tried[rule.id] = one
                    return
                excused = excused or one
        if excused:
            self.tried.setdefault(rule.id, excused)

    def seen(self) -> Iterator[Seen]:
        own = self._explainer.own_rules()
        for one in self._found:
            rule = self._rules[one.rule]
            tried = self.tried.get(rule.id)
            yield Seen(
                rule=rule.id,
                stage=one.stage,
                language=rule.language,
                own=own is not None and rule.id in own.ids,
                weight=rule.weight,
                reason=one.reason,
                span=one.span,
                words=self._message.raw_text[slice(*one.span)],
                pattern=tried.pattern if tried else None,
                parts=tuple(self._weighed(rule) if rule.weighs else self._parts(tried) if tried else ()),
            )

    def _weighed(self, rule: Rule) -> Iterator[Part]:
        """What weighs most for a rule that asks for a wording."""
        words = Words(fold(self._text))
        for reason in wording.reasons(words.words, rule.stage):
            span = words.source_span(reason.first, reason.second + 1)
            yield Part(name=f"{reason.weight:+.1f}", entry=None, span=span, words=self._text[slice(*span)])

    def _parts(self, tried: _Tried) -> Iterator[Part]:
        parts = Parts(Words(tried.words.mapped, self._closer.places))
        for place in parts.of(tried.pattern, tried.rule.vocabulary, tried.start, tried.end):
            span = tried.words.source_span(place.start, place.end)
            yield Part(name=place.name, entry=place.entry, span=span, words=self._text[slice(*span)])

    def near(self) -> Iterator[Near]:
        counted = {one.rule for one in self._found}
        strongest = self._explainer._match(self._closer, self._own, State())
        speaker = self._message.speaker
        told = accompanied(self._text, flips.settle(self._text, strongest, speaker), speaker)
        settled = {match.rule.id for match in told}
        winners = {match.rule.id: match for match in strongest}
        for id, one in sorted(self.tried.items()):
            if id in counted:
                continue
            span = one.words.source_span(one.start, one.end)
            by_words = ""
            if one.excuse:
                why, by = Why.EXCUSED, one.excuse[0]
                by_words = self._text[slice(*one.words.source_span(*one.excuse[1:]))]
            elif self._message.speaker not in one.rule.said_by:
                why, by = Why.SPEAKER, ", ".join(sorted(one.rule.said_by))
            elif id not in winners:
                by = next(
                    (other for other, match in winners.items() if match.rule.stage is one.rule.stage), ""
                )
                why = Why.SAYS_LESS if by else Why.WORDING
            elif id not in settled:
                why, by = Why.REPORTED, ""
            else:
                why, by = Why.WAITS, ", ".join(sorted(one.rule.needs))
            yield Near(
                rule=id, stage=one.rule.stage, span=span, words=self._text[slice(*span)],
                why=why, by=by, by_words=by_words,
            )  # fmt: skip


def _excuse(rule: Rule, words: Words, start: int, end: int) -> tuple[str, int, int] | None:
    """The `unless` that stands in the sentences of a match, and where."""
    first, last = words.sentence_start(start), words.sentence_end(end - 1)
    for pattern, node in zip(rule.excuses, rule.unless, strict=True):
        for place in matches(node, words, first, last):
            return pattern, *place
    return None
