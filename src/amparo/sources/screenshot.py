"""Screenshots of chats that a person marked as such; pictures to messages.

Layout: one picture is one screen of a chat app: a bar with the other's name, bubbles on the left (the other's) and on
the right (the phone owner's), chips with dates between them. Apps tried, drawn after their look: WhatsApp, Messenger,
Instagram, Telegram, iMessage, in light and dark, from 1x to 3x, English, French and Arabic; long scrolling captures.
Where the app runs from right to left the sides may be mirrored: then ticks (which only own messages carry) decide, and
without ticks nobody is named.

Recognition: `amparo.media.worker`. Everything here is *read from a picture*: each message carries a confidence, its
place is the bubble in pixels of the picture as displayed (after EXIF orientation), and `raw_text` keeps the lines as
read, with the time that the bubble shows. No other picture is ever opened.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from amparo.media import kinds
from amparo.media.worker import shared
from amparo.model import (
    Account,
    AttachmentKind,
    Clock,
    Gap,
    GapKind,
    Locator,
    Message,
    MessageKind,
    Speaker,
    locator,
)
from amparo.sources.base import Cut, File, Settings, Thread
from amparo.sources.bubbles import Bubble, Chip, Side
from amparo.sources.clock import WallClock
from amparo.sources.lookalikes import repaired
from amparo.sources.printed_time import PrintedTime, folded, settled, words
from amparo.sources.screens import Shot, in_order, looked_at, same_name, seen_twice
from amparo.sources.tally import Tally
from amparo.sources.text import visible

NAME = "screenshot"
PLATFORM = "screenshot"
LOOKS_FOR = "a picture that a person marked as a screenshot"

LOW = 0.8
"""Confidence below which a message is listed for a second look."""
UNNAMED = "Screenshot without a name"
"""Title of pictures whose top bar is not in the picture."""

_BAR_FOR_I = re.compile(r"(?<![^\sA-Za-z])\|(?=$|[\sA-Za-z'])")
"""Nobody writes an upright stroke among words; a capital I looks like one."""

_KINDS = (
    (MessageKind.DELETED, words("kinds", "deleted")),
    (MessageKind.CALL, words("kinds", "call")),
    (MessageKind.SYSTEM, words("kinds", "system")),
)


def sniff(file: File) -> bool:
    """Marked by a person, and a picture by content."""
    return file.screenshot and kinds.from_content(file.head) is AttachmentKind.PHOTO


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    """One for each name in the top bar; a picture without one belongs to the picture before, if both show the same
    bubbles."""
    titled: list[tuple[str, list[Shot]]] = []
    last: list[Shot] | None = None
    for file in sorted(files, key=in_order):
        shot = looked_at(file, shared())
        if shot.screen is None:
            yield _not_read(shot)
            last = None
            continue
        title = visible(shot.screen.title or "").strip()
        own = next((shots for name, shots in titled if title and same_name(name, title)), None)
        if own is None and not title and last and _overlap(last[-1], shot):
            own = last
        if own is None and not title:
            own = next((shots for name, shots in titled if not name), None)
        if own is None:
            own = []
            titled.append((title, own))
        own.append(shot)
        last = own
    for title, shots in titled:
        yield Thread(
            reader=NAME,
            platform=PLATFORM,
            title=title or UNNAMED,
            accounts=(Account(platform=PLATFORM, name=title, locator=locator.at_file(shots[0].file.digest)),)
            if title
            else (),
            files=tuple(shot.file for shot in shots),
            place=title,
            pair=bool(title) and _only_two(shots),
            rows=sum(len(_bubbles(shot)) for shot in shots),
        )


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    """The bubbles of all pictures, from top to bottom, those shown twice only once."""
    shots = [looked_at(file, shared()) for file in thread.files]
    conversation = _Conversation(thread, settings, shots)
    before: list[Bubble] = []
    for shot in shots:
        if shot.screen is None:
            yield _not_read(shot)
            before = []
            continue
        bubbles = _bubbles(shot)
        repeated = seen_twice(before, bubbles)
        yield from conversation.picture(shot, bubbles[:repeated])
        before = bubbles
    yield from conversation.clock.gaps(thread.title)


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """A picture shows one conversation."""
    yield from ()


@dataclass(slots=True)
class _Moment:
    """What the last chip said: the day, and the time of the first bubble below it."""

    day: date | None = None
    at: PrintedTime | None = None


@dataclass(slots=True)
class _Conversation:
    """Turns the pictures of one thread into messages; remembers what holds for all of them."""

    thread: Thread
    settings: Settings
    shots: Sequence[Shot]
    clock: WallClock = field(init=False)
    own_side: Side | None = field(init=False)
    _day_first: bool | None = field(init=False)
    _twelve: bool = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        self.clock = WallClock(self.settings.zone)
        self.own_side = _own_side(self.shots)
        dates = [chip.printed for shot in self.shots for chip in _chips(shot)]
        self._day_first = settled(dates)
        printed = [b.printed for shot in self.shots for b in _bubbles(shot)] + [chip.at for chip in dates]
        self._twelve = any(one.twelve for one in printed if one)

    def picture(self, shot: Shot, repeated: Sequence[Bubble]) -> Iterator[Message | Gap]:
        """The rows of one picture but those already read, then its gaps."""
        if shot.screen is None:
            return
        file, tally = shot.file, Tally(shot.file.name)
        moment = _Moment()
        for item in shot.screen.items:
            if isinstance(item, Chip):
                moment = self._moment(item, tally, _place(file, item))
                continue
            place = _place(file, item)
            if any(item is bubble for bubble in repeated):
                tally.add(
                    GapKind.DUPLICATE,
                    "{name}: {count} messages at its beginning are those at the end of the picture before; they were taken from there.",
                    place,
                )
                moment.at = None
                continue
            yield self._message(item, moment, place, tally)
            moment.at = None
        _about_picture(shot, tally)
        yield from tally.gaps()

    def _message(self, bubble: Bubble, moment: _Moment, place: Locator, tally: Tally) -> Message:
        self._count += 1
        text, decided = repaired(_BAR_FOR_I.sub("I", visible(bubble.text)))
        kind = _kind(bubble, text)
        sender, speaker = self._who(bubble, kind)
        sent_at, wall_time, clock = self._when(bubble.printed or moment.at, moment.day, place, tally)
        tally.add(
            GapKind.READ_FROM_PICTURE,
            "{name}: {count} messages were read from a picture by a program; compare them with the picture. Photos and voice messages that it shows are not rows.",
            place,
        )
        if bubble.confidence < LOW:
            tally.add(
                GapKind.LOW_CONFIDENCE,
                "{name}: {count} messages were read with little certainty; compare them with the picture.",
                place,
            )
        if bubble.unread:
            tally.add(
                GapKind.UNREADABLE_ROW,
                "{name}: {count} messages hold words in a script, or in a form, that could not be read.",
                place,
            )
        if decided:
            tally.add(
                GapKind.LOW_CONFIDENCE,
                "{name}: in {count} messages an account, card, coin or phone number was read with look-alike characters (such as O for 0) that its checksum or form decided; the raw text keeps what was read.",
                place,
            )
        return Message(
            id=f"{self.thread.id}-{self._count}",
            conversation=self.thread.id,
            sent_at=sent_at,
            wall_time=wall_time,
            clock=clock,
            sender=sender,
            speaker=speaker,
            kind=kind,
            text=text,
            raw_text="\n".join(bubble.rows),
            locator=place,
            confidence=bubble.confidence,
        )

    def _who(self, bubble: Bubble, kind: MessageKind) -> tuple[str | None, Speaker]:
        cast, title = self.settings.cast, self.thread.place or None
        if bubble.own is not None:
            return (None, Speaker.VICTIM) if bubble.own else (bubble.name, cast.received(bubble.name, title))
        if bubble.side is Side.MIDDLE or kind is MessageKind.SYSTEM or self.own_side is None:
            return None, Speaker.UNKNOWN
        if bubble.side is Side.NONE:
            return None, Speaker.UNKNOWN
        if bubble.side is self.own_side:
            return None, Speaker.VICTIM
        name = bubble.name or title
        return name, cast.received(name)

    def _moment(self, chip: Chip, tally: Tally, place: Locator) -> _Moment:
        printed = chip.printed
        day = printed.day
        if printed.other is not None:
            if self._day_first is None:
                day = None
                tally.add(
                    GapKind.DATE_ORDER,
                    "{name}: {count} dates between the messages do not tell day from month; they were not used.",
                    place,
                )
            elif not self._day_first:
                day = printed.other
        return _Moment(day, printed.at)

    def _when(
        self, at: PrintedTime | None, day: date | None, place: Locator, tally: Tally
    ) -> tuple[datetime | None, str | None, Clock]:
        if at is None:
            tally.add(GapKind.TIME_MISSING, "{name}: the picture shows no time for {count} messages.", place)
            return None, None, Clock.NONE
        if day is None:
            tally.add(
                GapKind.TIME_MISSING,
                "{name}: for {count} messages the picture shows a time of day but no full date; the raw text keeps it.",
                place,
            )
            return None, None, Clock.NONE
        if self._twelve and not at.twelve and at.at.hour <= 12:
            tally.add(
                GapKind.TIME_AMBIGUOUS,
                "{name}: {count} times of day were read without the AM or PM that others there have; they were not used.",
                place,
            )
            return None, None, Clock.NONE
        return self.clock.read(datetime.combine(day, at.at), place)


def _about_picture(shot: Shot, tally: Tally) -> None:
    """What concerns the picture as a whole."""
    if shot.screen is None:
        return
    whole = locator.at_file(shot.file.digest)
    outside = [text for text in shot.screen.outside if text]
    if outside:
        shown = ", ".join(outside)
        shown = shown if len(shown) <= 200 else shown[:200] + "..."
        shown = shown.replace("{", "(").replace("}", ")")
        tally.add(
            GapKind.UNPLACED_TEXT,
            f"{{name}}: {{count}} pieces of text stand outside the messages (clock, bar, field for writing): {shown}.",
            whole,
            len(outside),
        )
    if not _bubbles(shot):
        tally.add(GapKind.UNREADABLE_FILE, "{name}: no words of a message were found in the picture.", whole)
    if not shot.arabic:
        tally.add(
            GapKind.TOOL_MISSING,
            "{name}: Arabic was not read, because Tesseract with its Arabic model is not installed (Debian packages tesseract-ocr tesseract-ocr-ara).",
            whole,
        )
    if shot.truncated:
        tally.add(
            GapKind.TRUNCATED, "{name}: the picture's file ends early; its lower part is missing.", whole
        )
    spoken = [bubble for bubble in _bubbles(shot) if bubble.side in (Side.LEFT, Side.RIGHT)]
    if spoken and _own_side([shot]) is None:
        tally.add(
            GapKind.SPEAKER_UNKNOWN,
            "{name}: the app may run from right to left, with the sides mirrored; nothing in the picture tells whose {count} messages are whose.",
            _place(shot.file, spoken[0]),
            len(spoken),
        )


def _own_side(shots: Sequence[Shot]) -> Side | None:
    """The phone owner's side: where ticks stand; else the right, unless the app may be mirrored."""
    ticked = {
        bubble.side
        for shot in shots
        for bubble in _bubbles(shot)
        if bubble.printed and bubble.printed.ticks and bubble.side in (Side.LEFT, Side.RIGHT)
    }
    if len(ticked) == 1:
        return ticked.pop()
    mirrored = any(
        shot.screen is not None and shot.screen.title_arabic and not shot.screen.title_left for shot in shots
    )
    return None if mirrored else Side.RIGHT


def _only_two(shots: Sequence[Shot]) -> bool:
    """No bubble carries a name: apps write names above the bubbles of a group."""
    return not any(bubble.name for shot in shots for bubble in _bubbles(shot))


def _overlap(one: Shot, other: Shot) -> bool:
    return seen_twice(_bubbles(one), _bubbles(other)) > 0


def _bubbles(shot: Shot) -> list[Bubble]:
    return [item for item in shot.screen.items if isinstance(item, Bubble)] if shot.screen else []


def _chips(shot: Shot) -> list[Chip]:
    return [item for item in shot.screen.items if isinstance(item, Chip)] if shot.screen else []


def _kind(bubble: Bubble, text: str) -> MessageKind:
    said = folded(text)
    for kind, phrases in _KINDS:
        if any(
            said == phrase or (said.startswith(phrase) and len(said) < 3 * len(phrase)) for phrase in phrases
        ):
            return kind
    return MessageKind.SYSTEM if bubble.side is Side.MIDDLE else MessageKind.TEXT


def _place(file: File, item: Bubble | Chip) -> Locator:
    box = item.box
    return locator.at_box(file.digest, box.left, box.top, box.width, box.height)


def _not_read(shot: Shot) -> Gap:
    trouble = shot.trouble
    cause = trouble.cause if trouble else "not read"
    return Gap(
        kind=GapKind.LIMIT if trouble and trouble.limit else GapKind.UNREADABLE_FILE,
        count=1,
        explanation=f"{shot.file.name}: the picture could not be read: {cause}.",
        locator=locator.at_file(shot.file.digest),
    )
