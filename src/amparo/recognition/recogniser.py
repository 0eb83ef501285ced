"""Messages in, findings and indicators out, in the order in which they are said."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from amparo.model import Finding, Indicator, IndicatorKind, Lang, Message, MessageKind, OwnRules, Speaker
from amparo.recognition import crisis, flips, senders
from amparo.recognition.align import Alignment
from amparo.recognition.chronicle import Chronicle, Found
from amparo.recognition.company import accompanied
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.kinds import KINDS
from amparo.recognition.indicators.phone import region_of
from amparo.recognition.matcher import Candidate, Match, Matcher
from amparo.recognition.normalise import plain
from amparo.recognition.rules import own_rules, reasons, shipped, with_extra
from amparo.recognition.stages import SEEN, Conversations, Courses, State, finding
from amparo.recognition.triggers import Triggers

_KINDS = tuple((kind.KIND.value, kind) for kind in KINDS)
_PLACE = {name: place for place, (name, _) in enumerate(_KINDS)}
LONGEST = 200_000
"""Characters of one message that are read: no platform lets a person write more, hostile files do."""

BLOCK = 16_384
"""Messages that are read together: what a block costs whatever it holds is shared by many."""
_SIZE = 1_000_000
"""Characters that are read together, and no more than one longest message above."""
_AT_ONCE = 64
"""Messages that are taken before their length is looked at."""


class Recogniser:
    """Recognises the steps of the scheme and the identifiers in conversations.

    One pass, bounded memory, any number of conversations interleaved. Not to be shared between threads.
    """

    def __init__(self, country: str | None = None, extra_rules: Path | None = None) -> None:
        """`country`: ISO 3166-1 alpha-2, for what the text leaves open (local phone numbers, dollars).

        `extra_rules`: a rule file, or a folder of them, of one's own; `RuleError` says what is wrong with it.
        """
        self._country = country.upper() if country else None
        self._extra = extra_rules
        triggers = Triggers(
            {name: kind.TRIGGERS for name, kind in _KINDS},
            {name: getattr(kind, "PLAIN_TRIGGERS", ()) for name, kind in _KINDS},
        )
        self._rules = with_extra(extra_rules) if extra_rules else shipped()
        self._matcher = Matcher(self._rules, triggers)
        self._courses = Courses(self._rules)

    def reasons(self) -> dict[str, dict[Lang, str]]:
        """Rule id to its reason in each language, for pages."""
        return reasons(self._rules)

    def own_rules(self) -> OwnRules | None:
        """Which rules of one's own are used beside those shipped."""
        return own_rules(self._extra, self._rules) if self._extra else None

    def recognise(
        self, messages: Iterable[Message], chronicle: Chronicle | None = None
    ) -> Iterator[Finding | Indicator]:
        """Indicators, then findings, of each message, in the order of the messages.

        A finding that only later messages make one (a contact, a deadline) comes as soon as they do. Messages are
        taken in blocks, which makes no difference to what is found. `chronicle` follows the conversations on the way.
        """
        conversations = Conversations()
        for block in _blocks(messages):
            yield from self._block(block, conversations, chronicle)

    def _block(
        self, block: list[Message], conversations: Conversations, chronicle: Chronicle | None
    ) -> Iterator[Finding | Indicator]:
        texts = [message.text for message in block]
        if max(map(len, texts)) > LONGEST:
            texts = [text[:LONGEST] for text in texts]
        candidates = self._matcher.look(texts, [message.speaker for message in block])
        for number, message in enumerate(block):
            state = conversations.state(message.conversation)
            if chronicle is not None:
                chronicle.meet(message)
            who = (message.account, message.sender, message.speaker)
            if who not in state.familiar:
                yield from self._meet(state, message, who, chronicle)
            candidate = candidates.get(number)
            if candidate is not None:
                yield from self._read(
                    state, message, texts[number], candidate, chronicle, findings=not _is_the_apps(message)
                )

    def _meet(
        self,
        state: State,
        message: Message,
        who: tuple[str | None, str | None, Speaker],
        chronicle: Chronicle | None,
    ) -> Iterator[Finding | Indicator]:
        """What shows when somebody is first heard in a conversation."""
        key = (message.account or "", message.sender or "")
        if key not in state.seen:
            yield from _sender(state, message, key)
        if _is_the_apps(message):
            return
        if len(state.familiar) < SEEN:
            state.familiar.add(who)
        for contact in self._courses.meet(state, message):
            if chronicle is not None:
                chronicle.add(contact)
            yield contact

    def _read(
        self,
        state: State,
        message: Message,
        text: str,
        candidate: Candidate,
        chronicle: Chronicle | None,
        *,
        findings: bool,
    ) -> Iterator[Finding | Indicator]:
        closer = CloserLook(message, text, candidate.kinds, self._country, state.regions)
        for name, hit in closer.all_hits():
            if not findings and name == "url" and "//" not in hit.value:
                continue  # in what an app wrote: the servers that a mail passed, not an address that somebody gave
            if name == "phone":
                state.add_region(region_of(hit.value) if hit.value.startswith("+") else None)
            yield closer.indicator(name, hit)
        if findings:
            matches = self._match(closer, candidate, state)
            matches = flips.settle(text, matches, message.speaker)
            matches = accompanied(text, matches, message.speaker)
            if matches:
                yield from self._follow(state, message, closer, matches, chronicle)

    def _follow(
        self,
        state: State,
        message: Message,
        closer: "CloserLook",
        matches: list[Match],
        chronicle: Chronicle | None,
    ) -> Iterator[Finding]:
        """The findings that count by now, told to the chronicle on the way."""
        found = [
            (finding(match.rule, message, closer.raw_span(match.start, match.end)), match.rule)
            for match in matches
        ]
        counting = self._courses.follow(state, message, found, closer.sum_named())
        if chronicle is None:
            yield from counting
            return
        chronicle.note(
            message,
            Found(closer.text, closer.amounts()),
            [(one, match.start, match.end) for (one, _), match in zip(found, matches, strict=True)],
        )
        for one in counting:
            chronicle.add(one)
            yield one
        chronicle.keep(message.conversation, [one for one, _ in state.waiting])

    def _match(self, closer: "CloserLook", candidate: Candidate, state: State) -> list[Match]:
        """The rules that hold, one match each, in order of place; of several readings the first that shows it."""
        found: dict[str, Match] = {}
        speaker = closer.message.speaker
        for reading in candidate.readings:
            composed = self._matcher.compose(reading, closer.places)
            for match in self._matcher.borne_out(composed.held, reading):
                found.setdefault(match.rule.id, match)
            for match in flips.unopposed(self._matcher.weigh(reading, speaker), composed, speaker):
                found.setdefault(match.rule.id, match)
        if crisis.nothing_excuses(speaker, state.stages):
            for reading in candidate.readings:
                for match in crisis.unexcused(reading, closer.places):
                    found.setdefault(match.rule.id, match)
        return _strongest(found.values())


def _is_the_apps(message: Message) -> bool:
    """Nobody said it: an app wrote it."""
    return message.kind is MessageKind.SYSTEM or message.kind is MessageKind.CALL


def _blocks(messages: Iterable[Message]) -> Iterator[list[Message]]:
    """Blocks of bounded size, however long messages are."""
    block: list[Message] = []
    size = 0
    coming = iter(messages)
    while some := list(islice(coming, _AT_ONCE)):
        block += some
        size += sum([len(message.text) for message in some])
        if len(block) >= BLOCK or size >= _SIZE:
            yield block
            block = []
            size = 0
    if block:
        yield block


def _strongest(matches: Iterable[Match]) -> list[Match]:
    """In order of place; of several rules that see the same step in the same words, the one that says most."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (bool(m.rule.needs), -m.rule.weight, m.start, m.rule.id)):
        rivals = (m for m in kept if m.rule.stage is match.rule.stage)
        if not any(m.start < match.end and match.start < m.end for m in rivals):
            kept.append(match)
    return sorted(kept, key=lambda m: (m.start, m.rule.id))


class CloserLook:
    """One message while it is read: its indicators, once found, and the way back to its raw text."""

    def __init__(
        self,
        message: Message,
        text: str,
        kinds: frozenset[str],
        country: str | None,
        regions: tuple[str, ...],
    ) -> None:
        self.message = message
        self.text = text
        self._kinds = kinds
        self._plain = plain(text)
        self._view = View(self._plain.text, message.speaker, country, regions)
        self._hits: list[tuple[str, Hit]] | None = None
        self._aligned: Alignment | None = None

    def all_hits(self) -> list[tuple[str, Hit]]:
        """Kind and hit, in order of place; characters that one kind claims are not given to the next."""
        if self._hits is None:
            self._hits = []
            claimed = Claims()
            for name, kind in _KINDS:
                if name not in self._kinds:
                    continue
                for hit in kind.find(self._view):
                    if hit.linked or (
                        claimed.take(hit.start, hit.end) if kind.CLAIMS else claimed.free(hit.start, hit.end)
                    ):
                        self._hits.append((name, hit))
            self._hits.sort(key=lambda pair: (pair[1].start, _PLACE[pair[0]]))
        return self._hits

    def places(self, kind: str) -> Sequence[tuple[int, int]]:
        """Where indicators of a kind stand, in characters of the text."""
        return [self._plain.span(hit.start, hit.end) for name, hit in self.all_hits() if name == kind]

    def amounts(self) -> list[tuple[int, int, str]]:
        """Place, in characters of the text, and value of every amount."""
        return [
            (*self._plain.span(hit.start, hit.end), hit.value)
            for name, hit in self.all_hits()
            if name == "amount"
        ]

    def sum_named(self) -> str | None:
        """The first amount of the message."""
        return next((hit.value for name, hit in self.all_hits() if name == "amount"), None)

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """From characters of the text to characters of the raw text."""
        return self._alignment().span(start, end)

    def indicator(self, kind: str, hit: Hit) -> Indicator:
        place = self._plain.span(hit.start, hit.end)
        return Indicator(
            kind=IndicatorKind(kind),
            value=hit.value,
            raw=self._alignment().raw(*place),
            valid=hit.valid,
            said_by=self.message.speaker,
            message=self.message.id,
            span=self._alignment().span(*place),
            locator=self.message.locator,
            platform=hit.platform,
            note=hit.note,
        )

    def _alignment(self) -> Alignment:
        if self._aligned is None:
            self._aligned = Alignment(self.message.text, self.message.raw_text)
        return self._aligned


def _sender(state: State, message: Message, key: tuple[str, str]) -> Iterator[Indicator]:
    """The sender's own indicators, each once a conversation."""
    if len(state.seen) >= SEEN:
        return
    state.seen.add(key)
    for indicator in senders.of(message):
        once = (indicator.kind.value, indicator.value)
        if once not in state.seen:
            state.seen.add(once)
            if indicator.kind.value == "phone":
                state.add_region(region_of(indicator.value))
            yield indicator
