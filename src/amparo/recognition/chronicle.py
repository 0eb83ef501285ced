"""Follows every conversation while it is recognised, so that the course of each counterpart can be told in the end.

A message leaves no more than its place and time; what is kept of a conversation is bounded, and of conversations
without findings only those that spoke last are remembered. How a course is told is in `summary.py`.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence

from amparo.model import Course, Finding, Message, MessageKind, Moment, Speaker, Stage
from amparo.recognition import audience
from amparo.recognition.normalise import fold
from amparo.recognition.sentences import sentence_at
from amparo.recognition.stages import CONVERSATIONS, SENDERS, sender_of
from amparo.recognition.summary import Event, Followed, Side, courses_of
from amparo.recognition.words import Words

_TO_SOMEBODY = frozenset((Stage.THREAT, Stage.MAIL_BLACKMAIL, Stage.EXPOSURE))
"""Stages of which it is told to whom."""
_OWN_SENTENCE = frozenset((Stage.PAYMENT_MADE,))
"""Stages whose sums must stand in their own sentence: `I paid. You asked for 300` does not say what was paid."""
_OF_MONEY = frozenset(
    (
        *(Stage.DEMAND, Stage.REPEAT_DEMAND, Stage.DEADLINE, Stage.THREAT, Stage.MAIL_BLACKMAIL),
        *(Stage.PAYMENT_INSTRUCTION, Stage.BARGAINING, Stage.PAYMENT_MADE, Stage.RECOVERY_OFFER),
    )
)


class Found:
    """What stands in one message, place by place, in characters of its text."""

    def __init__(self, text: str, amounts: Sequence[tuple[int, int, str]]) -> None:
        self._words = Words(fold(text))
        self._text = text
        self._amounts = amounts

    def sums(self, stage: Stage, start: int, end: int) -> tuple[str, ...]:
        """The sums that the words at a place are about: those of its sentence, else of the message."""
        if stage not in _OF_MONEY or not self._amounts:
            return ()
        first, last = sentence_at(self._words, start, end)
        if first == last:
            return ()
        begin, stop = self._words.source_span(first, last)
        near = [value for at, _, value in self._amounts if begin <= at < stop]
        if not near and stage not in _OWN_SENTENCE:
            near = [value for _, _, value in self._amounts]
        return tuple(dict.fromkeys(near))

    def audiences(self, stage: Stage, start: int, end: int) -> tuple[tuple[audience.Named, str], ...]:
        """To whom, and in which words."""
        if stage not in _TO_SOMEBODY:
            return ()
        named = audience.named(self._words, *sentence_at(self._words, start, end))
        return tuple((one, self._text[one.start : one.end]) for one in named)


class Chronicle:
    """To be given to `Recogniser.recognise`; afterwards `courses` tells what every counterpart did."""

    def __init__(self, most: int = CONVERSATIONS) -> None:
        """`most`: conversations remembered at a time; one that falls out is told as far as it went."""
        self._most = most
        self._followed: OrderedDict[str, Followed] = OrderedDict()
        self._told: list[Course] = []
        self._rows = 0
        self._last: Followed | None = None

    def courses(self) -> Iterator[Course]:
        """One course a counterpart, in the order in which the conversations fell silent or spoke last."""
        yield from self._told
        for followed in self._followed.values():
            yield from courses_of(followed)

    def meet(self, message: Message) -> None:
        """To be called for every message, in order, before its findings."""
        followed = self._of(message.conversation)
        self._rows += 1
        if message.kind is MessageKind.SYSTEM:
            return
        key = side_of(message.speaker, sender_of(message))
        side = followed.sides.get(key)
        moment = moment_of(message)
        if side is not None:
            side.last, side.last_row = moment, self._rows
            side.messages += 1
        elif len(followed.sides) < SENDERS:
            followed.sides[key] = Side(
                sender_of(message) or None, message.speaker, moment, self._rows, moment, self._rows
            )

    def note(self, message: Message, found: Found, places: Sequence[tuple[Finding, int, int]]) -> None:
        """What the findings of a message, some of which may wait for company, are about.

        `places`: each with start and end in characters of the text.
        """
        followed = self._of(message.conversation)
        moment = moment_of(message)
        for one, start, end in places:
            followed.notes[one.message, one.rule] = Event(
                row=self._rows,
                start=start,
                stage=one.stage,
                said_by=one.said_by,
                side=side_of(one.said_by, one.sender or ""),
                moment=moment,
                sums=found.sums(one.stage, start, end),
                audiences=found.audiences(one.stage, start, end),
            )

    def add(self, one: Finding) -> None:
        """A finding, once it counts."""
        followed = self._of(one.conversation)
        event = followed.notes.get((one.message, one.rule)) or self._of_the_course(followed, one)
        if event is not None:
            followed.add(event)

    def keep(self, conversation: str, waiting: Collection[Finding]) -> None:
        """Forget what was noted of a conversation but for those that wait."""
        followed = self._of(conversation)
        keep = {(one.message, one.rule) for one in waiting}
        followed.notes = {key: event for key, event in followed.notes.items() if key in keep}

    def _of_the_course(self, followed: Followed, one: Finding) -> Event | None:
        """What the words alone do not show: a first contact, a demand that is another one."""
        key = side_of(one.said_by, one.sender or "")
        for event in followed.notes.values():
            if event.moment.message == one.message:
                return event._replace(stage=one.stage, sums=(), audiences=())
        side = followed.sides.get(key)
        if side is None or side.first.message != one.message:
            return None
        return Event(side.first_row, 0, one.stage, one.said_by, key, side.first, (), ())

    def _of(self, conversation: str) -> Followed:
        if self._last is not None and self._last.conversation == conversation:
            return self._last
        followed = self._followed.get(conversation)
        if followed is None:
            followed = self._followed[conversation] = Followed(conversation)
            if len(self._followed) > self._most:
                self._told.extend(courses_of(self._followed.popitem(last=False)[1]))
        else:
            self._followed.move_to_end(conversation)
        self._last = followed
        return followed


def moment_of(message: Message) -> Moment:
    return Moment(
        message=message.id,
        locator=message.locator,
        sent_at=message.sent_at,
        wall_time=message.wall_time,
        clock=message.clock,
    )


def side_of(speaker: Speaker, sender: str) -> str:
    """All that is known to be the offender's is one side, and so is the victim's; others are told apart by sender."""
    if speaker in (Speaker.OFFENDER, Speaker.VICTIM):
        return speaker.value
    return f"{speaker.value}:{sender}"
