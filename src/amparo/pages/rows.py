"""A message as one row of the timeline: everything to be seen, in words, within limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import escape

from amparo.model import Clock, Conversation, Message, MessageKind, Moment, Stage
from amparo.pages.shown import short, shown
from amparo.pages.wording import Wording

MOST_EXTRAS = 12
"""Attachments, and reactions, shown of one message."""
_TAGS = 560
"""Bytes of a row's own markup, at most; tests hold the bound."""


@dataclass(frozen=True, slots=True)
class When:
    text: str
    """`2026-03-03 20:14:05 UTC`."""
    machine: str
    """For `datetime=`."""
    mark: str | None
    """Key of the wording: `clock.assumed` and the like."""


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    when: When
    conversation: str | None
    """Its title, where the case has several."""
    sender: str
    speaker: str
    kind: str | None
    """None for plain text."""
    stages: tuple[Stage, ...]
    text: str
    left_out: int
    attachments: tuple[tuple[str, dict[str, str]], ...]
    """Keys of the wording with their fillings."""
    reactions: tuple[tuple[str, dict[str, str]], ...]
    extras_left_out: int
    confidence: int | None
    """Per cent."""
    locator: str


def when_of(message: Message | Moment) -> When:
    if message.sent_at is not None:
        text = message.sent_at.isoformat(" ", "seconds")[:19]  # aware and UTC, says the model
        mark = "clock.assumed" if message.clock is Clock.ASSUMED else None
        return When(f"{text} UTC", f"{text[:10]}T{text[11:]}Z", mark)
    if message.wall_time:
        text = short(message.wall_time.replace("T", " "), 40)
        return When(text, short(message.wall_time, 40), "clock.wall")
    return When("", "", "clock.none")


class RowMaker:
    """Rows of one case; holds what is the same for all of them."""

    def __init__(self, words: Wording, conversations: Sequence[Conversation]) -> None:
        self.words = words
        self._titles = (
            {c.id: short(c.title, 80) or c.id for c in conversations} if len(conversations) > 1 else {}
        )
        self._kinds: Mapping[MessageKind, str | None] = {
            kind: None if kind is MessageKind.TEXT else f"kind.{kind}" for kind in MessageKind
        }
        self._title_lengths = {id: _escaped_length(title) for id, title in self._titles.items()}
        self._senders: dict[str, str] = {}

    def row(self, message: Message, stages: tuple[Stage, ...], limit: int) -> Row:
        """At most `limit` characters of its text."""
        text, left_out = shown(message.text, limit)
        more = max(len(message.attachments) - MOST_EXTRAS, 0) + max(len(message.reactions) - MOST_EXTRAS, 0)
        return Row(
            id=message.id,
            when=when_of(message),
            conversation=self._titles.get(message.conversation),
            sender=self._sender(message.sender),
            speaker=f"speaker.{message.speaker}",
            kind=self._kinds[message.kind],
            stages=stages,
            text=text,
            left_out=left_out,
            attachments=self._attachments(message) if message.attachments else (),
            reactions=self._reactions(message) if message.reactions else (),
            extras_left_out=more,
            confidence=None if message.confidence is None else round(message.confidence * 100),
            locator=short(message.locator, 240),
        )

    def bound(self, message: Message, stages: tuple[Stage, ...], limit: int) -> int:
        """Bytes of HTML that the row takes at most, found without making it."""
        text, left_out = shown(message.text, limit)
        size = _TAGS + 150 * len(stages) + 220 * bool(left_out) + 150 * (message.confidence is not None)
        size += _escaped_length(text) + 2 * len(message.locator[:240]) * (
            1 if message.locator.isascii() else 12
        )
        size += self._frame_length(message)
        if message.attachments or message.reactions:
            extras = [*self._attachments(message), *self._reactions(message)]
            size += sum(250 + _escaped_length("".join(args.values())) for _, args in extras)
        return size

    def _frame_length(self, message: Message) -> int:
        return _escaped_length(self._sender(message.sender)) + self._title_lengths.get(
            message.conversation, 0
        )

    def _sender(self, sender: str | None) -> str:
        if not sender:
            return ""
        if sender not in self._senders:
            if len(self._senders) > 10_000:
                self._senders.clear()
            self._senders[sender] = short(sender, 80)
        return self._senders[sender]

    def _attachments(self, message: Message) -> tuple[tuple[str, dict[str, str]], ...]:
        made = []
        for attachment in message.attachments[:MOST_EXTRAS]:
            kind = self.words.texts[f"attachment.{attachment.kind}"]
            if attachment.name:
                made.append(("attachment", {"kind": kind, "name": short(attachment.name, 120)}))
            else:
                made.append(("attachment_unnamed", {"kind": kind}))
        return tuple(made)

    def _reactions(self, message: Message) -> tuple[tuple[str, dict[str, str]], ...]:
        made = []
        for reaction in message.reactions[:MOST_EXTRAS]:
            value = {"value": short(reaction.value, 40)}
            if reaction.sender:
                made.append(("reaction_by", {"sender": short(reaction.sender, 60), **value}))
            else:
                made.append(("reaction", value))
        return tuple(made)


def _escaped_length(text: str) -> int:
    return len(str(escape(text)).encode("utf-8", "replace"))
