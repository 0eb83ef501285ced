"""One box of Meta's HTML becomes one message."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from amparo.media import kinds
from amparo.model import (
    Attachment,
    AttachmentKind,
    Clock,
    GapKind,
    Locator,
    Message,
    MessageKind,
    Reaction,
    Speaker,
)
from amparo.model.locator import prefix
from amparo.sources import dates, meta_wording
from amparo.sources.base import File, Settings, Thread
from amparo.sources.clock import WallClock
from amparo.sources.html_media import media_type, withheld
from amparo.sources.html_rows import Node, Piece, core, readable, tree
from amparo.sources.meta_boxes import REACTIONS, balanced, below, of_class, parts
from amparo.sources.meta_notices import Notices
from amparo.sources.tally import Tally
from amparo.sources.text import demojibake, unescape

_SHOWN = {b"img": AttachmentKind.PHOTO, b"video": AttachmentKind.VIDEO, b"audio": AttachmentKind.AUDIO}
_FALLBACK = frozenset([b"video", b"audio"])
"""What stands in these is shown only by browsers that cannot play them."""
_WEB = re.compile(r"https?://", re.IGNORECASE)
_NO_FILE = re.compile(r"#|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_REACTED_AT = re.compile(r"\(([^()]{6,80})\)\s*\Z")
_MANY = 10_000
"""Senders whose names are kept decoded."""


class _Said(NamedTuple):
    """What one box says."""

    sender: bytes
    date: str
    reading: dates.Reading | None
    text: str
    raw: bytes
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()


class _Known(NamedTuple):
    """A sender."""

    name: str | None
    speaker: Speaker
    initials: frozenset[str]
    """With which letters the app's sentences about them begin."""


class Speakers:
    """The people of a thread, and the count of its rows, over all its pages."""

    def __init__(self, thread: Thread, settings: Settings) -> None:
        self.thread = thread.id
        self.rows = 0
        self.zone = settings.zone
        self.notices = Notices([account.name for account in thread.accounts if account.name])
        self._cast = settings.cast
        self._known: dict[tuple[bytes, str], _Known] = {}

    def get(self, source: bytes, encoding: str) -> _Known:
        known = self._known.get((source, encoding))
        if known is None:
            name = demojibake(readable(source, encoding)) or None
            known = _Known(name, self._cast.speaker(name), meta_wording.initials(name))
            if name:
                self.notices.meet(name)
            if len(self._known) < _MANY:
                self._known[source, encoding] = known
        return known

    def kind(self, text: str, by: _Known) -> MessageKind:
        """What a row with words is, by the wording of this reader and, so that both agree, of the one of JSON."""
        kind = self.notices.kind(text)
        if kind is MessageKind.TEXT and text[:1] in by.initials:
            return meta_wording.kind_of(text, by.name) or kind
        return kind


class Page:
    """Turns the boxes of one file into messages; what they do not tell goes to `tally`."""

    def __init__(self, file: File, encoding: str, speakers: Speakers, clock: WallClock, tally: Tally) -> None:
        self._encoding = encoding
        self._speakers = speakers
        self._clock = clock
        self._tally = tally
        self._place = prefix(file.digest, "bytes")
        self._undated = ""

    def message(self, piece: Piece) -> Message:
        """The message of a box; `piece.source` is all of it."""
        speakers = self._speakers
        speakers.rows += 1
        locator = Locator(f"{self._place}{piece.start}-{piece.end}")
        said = (self._plain(piece.plain) if piece.plain else None) or self._taken_apart(piece.source)
        by = speakers.get(said.sender, self._encoding)
        text = demojibake(said.text)
        raw = withheld(said.raw).decode(self._encoding, "replace")
        self._gaps(piece, said, by.name, raw, locator)
        sent_at, wall_time, clock = self._time(said.reading, locator)
        if text:
            kind = speakers.kind(text, by)
        else:
            kind = MessageKind.MEDIA if said.attachments else MessageKind.TEXT
        return Message(
            id=f"{speakers.thread}-{speakers.rows}",
            conversation=speakers.thread,
            sent_at=sent_at,
            wall_time=wall_time,
            clock=clock,
            sender=by.name,
            speaker=by.speaker,
            kind=kind,
            text=text,
            raw_text=raw,
            attachments=said.attachments,
            reactions=said.reactions,
            locator=locator,
        )

    def _plain(self, match: re.Match[bytes]) -> _Said | None:
        """A box of words alone; None where it must be taken apart after all."""
        date = unescape(match["date"].decode(self._encoding, "replace")).strip()
        reading = dates.read(date)
        if reading is None or not balanced(match):
            return None
        words = match["words"].strip()
        raw = core(words) if b"<" in words else words
        return _Said(match["sender"], date, reading, readable(words, self._encoding), raw)

    def _taken_apart(self, source: bytes) -> _Said:
        box, sender, dated = parts(tree(source), source)
        date = self._words(source, dated)
        lists = [node for node in box.walk() if of_class(node, REACTIONS)]
        apart = [node for node in (sender, dated, *lists) if node]
        rest = list(below(box, apart))
        unseen = [*apart, *(node for node in rest if node.name in _FALLBACK)]
        unseen.sort(key=lambda node: node.start)
        text = readable(source[: box.inner_end], self._encoding, without=unseen)
        begin = sender.end if sender else box.inner
        end = min(
            (node.start for node in (dated, *lists) if node and node.start >= begin), default=box.inner_end
        )
        raw = source[begin:end]
        return _Said(
            source[sender.inner : sender.inner_end] if sender else b"",
            date,
            dates.read(date),
            text,
            core(raw) if text else raw.strip(),
            tuple(self._attachments(rest)),
            tuple(self._reactions(lists, source)),
        )

    def _words(self, source: bytes, node: Node | None) -> str:
        return readable(source[node.inner : node.inner_end], self._encoding) if node else ""

    def _attachments(self, nodes: Iterable[Node]) -> Iterator[Attachment]:
        """Files and links that the box names, each once."""
        seen: set[str] = set()
        players_end = 0
        for node in nodes:
            if node.start < players_end and node.name != b"source":
                continue  # stands in for a player that cannot play
            if node.name in _FALLBACK:
                players_end = node.end
            written = node.get(b"href" if node.name == b"a" else b"src")
            if not written or node.name not in (b"a", b"source", *_SHOWN):
                continue
            embedded = media_type(written[:200])
            name = (
                f"{embedded} in the page"
                if embedded
                else unescape(written.decode(self._encoding, "replace")).strip()
            )
            kind = kinds.from_name(embedded.replace("/", ".") if embedded else name.partition("?")[0])
            if node.name == b"a" and _WEB.match(name):
                kind = AttachmentKind.LINK
            elif node.name in (b"a", b"source") and not embedded and _NO_FILE.match(name):
                continue
            elif node.name != b"a":
                kind = _SHOWN.get(node.name, kind)
            if name and name not in seen:
                seen.add(name)
                yield Attachment(name=name, kind=kind)

    def _reactions(self, lists: Iterable[Node], source: bytes) -> Iterator[Reaction]:
        """Each item is an emoji, at once followed by a name, sometimes by a date in brackets."""
        for item in (item for node in lists for item in node.named(b"li")):
            text = demojibake(self._words(source, item))
            at = None
            if (dated := _REACTED_AT.search(text)) and (reading := dates.read(dated[1])):
                text = text[: dated.start()].strip()
                at = reading.instant or self._zoned(reading.wall)
            length = next((n for n, sign in enumerate(text) if sign.isalnum()), len(text))
            if text and length:
                yield Reaction(text[length:].strip() or None, text[:length].strip(), at)
            elif text:
                yield Reaction(None, text, at)

    def _zoned(self, wall: datetime) -> datetime | None:
        return wall.replace(tzinfo=self._speakers.zone).astimezone(UTC) if self._speakers.zone else None

    def _time(
        self, reading: dates.Reading | None, locator: Locator
    ) -> tuple[datetime | None, str | None, Clock]:
        if reading is None:
            return None, None, Clock.NONE
        if instant := reading.instant:
            return instant, None, Clock.SOURCE
        try:
            return self._clock.read(reading.wall, locator)
        except OverflowError:  # the year 1 or 9999 leaves the calendar in UTC
            return None, reading.wall.isoformat(), Clock.WALL

    def _gaps(self, piece: Piece, said: _Said, sender: str | None, raw: str, locator: Locator) -> None:
        tally = self._tally
        if said.reading is None:
            if not self._undated:
                shown = f"; the first reads “{said.date}”" if said.date else ""
                self._undated = f"{{name}}: {{count}} messages have no date that can be read{shown}."
            tally.add(GapKind.TIME_MISSING, self._undated, locator)
        if sender is None:
            tally.add(GapKind.SENDER_UNKNOWN, "{name}: {count} messages name no sender.", locator)
        if not piece.closed:
            tally.add(
                GapKind.TRUNCATED,
                "{name}: {count} messages are not closed: the page is cut or broken there.",
                locator,
            )
        if "\ufffd" in raw and b"\xef\xbf\xbd" not in said.raw:
            tally.add(
                GapKind.ENCODING,
                f"{{name}}: {{count}} messages hold bytes that are not {self._encoding}.",
                locator,
            )
