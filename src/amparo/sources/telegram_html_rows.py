"""One row of Telegram Desktop's HTML becomes one message (the layout stands in `telegram_html`)."""

import re
from collections.abc import Iterator
from datetime import datetime
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
from amparo.sources import dates
from amparo.sources.base import File, Settings, Thread
from amparo.sources.clock import WallClock
from amparo.sources.html_media import media_type, withheld
from amparo.sources.html_rows import Node, Piece, attribute, core, readable, tree
from amparo.sources.tally import Tally
from amparo.sources.text import unescape

PLAIN = re.compile(
    rb"<div class=\"message default clearfix(?P<joined> joined)?+\" id=\"message\d++\">\s*+"
    rb"(?:<div class=\"pull_left userpic_wrap\">\s*+<div class=\"userpic userpic\d*+\"[^<>]*+>\s*+"
    rb"<div class=\"initials\"[^<>]*+>[^<]*+</div>\s*+</div>\s*+</div>\s*+)?+"
    rb"<div class=\"body\">\s*+<div class=\"pull_right date details\" title=\"(?P<date>[^\"<>]*+)\">[^<]*+</div>\s*+"
    rb"(?:<div class=\"from_name\">(?P<sender>[^<]*+)</div>\s*+)?+"
    rb"<div class=\"text\">(?P<words>(?:[^<]++|<br\s*+/?+>)*+)</div>\s*+</div>\s*+</div>"
)
"""A whole row of words alone: most rows are."""

_MEDIA: dict[bytes, AttachmentKind] = {
    b"media_photo": AttachmentKind.PHOTO,
    b"photo_wrap": AttachmentKind.PHOTO,
    b"media_video": AttachmentKind.VIDEO,
    b"video_file_wrap": AttachmentKind.VIDEO,
    b"animated_wrap": AttachmentKind.VIDEO,
    b"media_voice_message": AttachmentKind.AUDIO,
    b"media_audio_file": AttachmentKind.AUDIO,
    b"sticker_wrap": AttachmentKind.STICKER,
    b"media_file": AttachmentKind.DOCUMENT,
    b"media_contact": AttachmentKind.CONTACT,
}
_WORDED: dict[bytes, MessageKind] = {
    b"media_call": MessageKind.CALL,
    b"media_location": MessageKind.LOCATION,
    b"media_live_location": MessageKind.LOCATION,
    b"media_venue": MessageKind.LOCATION,
    b"media_poll": MessageKind.POLL,
    b"media_contact": MessageKind.TEXT,
    b"media_game": MessageKind.TEXT,
    b"media_invoice": MessageKind.TEXT,
    b"media_giveaway": MessageKind.TEXT,
}
"""Media that are words: what they show is the message."""
_ABSENT = frozenset(["Self-destructing photo", "Self-destructing video"])
_WEB = re.compile(r"https?://", re.IGNORECASE)
_VIA = re.compile(r"\s+via @\w{1,64}\Z")
_MANY = 10_000


class _Said(NamedTuple):
    """What one row says."""

    sender: bytes | None
    """None: the same as the row before."""
    date: str
    text: str
    raw: bytes
    kind: MessageKind
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()


class Speakers:
    """The people of a chat, who spoke last, and the count of its rows, over all its pages."""

    def __init__(self, thread: Thread, settings: Settings) -> None:
        self.thread = thread.id
        self.rows = 0
        self.last: tuple[str | None, Speaker] = None, Speaker.UNKNOWN
        self._cast = settings.cast
        self._known: dict[tuple[bytes, str], tuple[str | None, Speaker]] = {}

    def get(self, source: bytes, encoding: str) -> tuple[str | None, Speaker]:
        known = self._known.get((source, encoding))
        if known is None:
            name = name_of(source, encoding) or None
            known = name, self._cast.speaker(name)
            if len(self._known) < _MANY:
                self._known[source, encoding] = known
        return known


class Page:
    """Turns the rows of one file into messages; what they do not tell goes to `tally`."""

    def __init__(self, file: File, encoding: str, speakers: Speakers, clock: WallClock, tally: Tally) -> None:
        self._encoding = encoding
        self._speakers = speakers
        self._clock = clock
        self._tally = tally
        self._place = prefix(file.digest, "bytes")
        self._undated = ""

    def message(self, piece: Piece) -> Message:
        """The message of a row; `piece.source` is all of it."""
        speakers = self._speakers
        speakers.rows += 1
        locator = Locator(f"{self._place}{piece.start}-{piece.end}")
        said = self._plain(piece.plain) if piece.plain else self._taken_apart(piece.source)
        sender, speaker = None, Speaker.UNKNOWN
        if said.kind is not MessageKind.SYSTEM:
            if said.sender is not None:
                speakers.last = speakers.get(said.sender, self._encoding)
            sender, speaker = speakers.last
        raw = withheld(said.raw).decode(self._encoding, "replace")
        sent_at, wall_time, clock = self._time(said, locator)
        self._gaps(piece, said, sender, raw, locator)
        return Message(
            id=f"{speakers.thread}-{speakers.rows}",
            conversation=speakers.thread,
            sent_at=sent_at,
            wall_time=wall_time,
            clock=clock,
            sender=sender,
            speaker=speaker,
            kind=said.kind,
            text=said.text,
            raw_text=raw,
            attachments=said.attachments,
            reactions=said.reactions,
            locator=locator,
        )

    def _plain(self, match: re.Match[bytes]) -> _Said:
        words = match["words"].strip()
        date = match["date"].decode(self._encoding, "replace")
        raw = core(words) if b"<" in words else words
        return _Said(match["sender"], date, readable(words, self._encoding), raw, MessageKind.TEXT)

    def _taken_apart(self, source: bytes) -> _Said:
        root = tree(source)
        row = root.children[0] if root.children else root
        body = next((node for node in row.children if node.has(b"body")), row)
        if row.has(b"service"):
            return self._service(source, row, body)
        dated = next((node for node in body.children if node.has(b"date", b"details")), None)
        named = next((node for node in body.children if node.has(b"from_name")), None)
        joined = named is None and row.has(b"joined")
        lists = [node for node in body.walk() if node.has(b"reactions")]
        media = [node for node in body.walk() if node.has(b"media_wrap")]
        forwarder = [
            node
            for node in body.walk()
            if node is not named
            and (node.has(b"from_name") or (node.has(b"forwarded") and node.has(b"userpic_wrap")))
        ]
        replies = [node for node in body.walk() if node.has(b"reply_to")]
        heads = [node for node in (dated, named, *forwarder, *replies, *lists) if node]
        kind, attachments, shown = MessageKind.TEXT, [], []
        for wrap in media:
            found, words = self._media(wrap, source)
            attachments += found
            if words is None:
                shown.append(wrap)
            else:
                kind = words
        unseen = sorted([*heads, *shown], key=lambda node: node.start)
        text = readable(source[: body.inner_end], self._encoding, without=[_before(body), *unseen])
        begin = max((node.end for node in heads if node not in lists), default=body.inner)
        raw = source[begin : body.inner_end]
        if text:
            unmixed = not shown and not lists
            words_at = next((node for node in body.walk() if node.has(b"text")), None)
            raw = core(raw if unmixed or words_at is None else source[words_at.inner : words_at.inner_end])
        elif attachments:
            kind = MessageKind.MEDIA
        attachments += self._links(body, media, replies, source)
        sender = source[named.inner : named.inner_end] if named else None if joined else b""
        date = (dated.get(b"title") or source[dated.inner : dated.inner_end]) if dated else b""
        return _Said(
            sender,
            readable(date, self._encoding),
            text,
            raw.strip(),
            kind,
            tuple(attachments),
            tuple(self._reactions(lists, source)),
        )

    def _service(self, source: bytes, row: Node, body: Node) -> _Said:
        pictures = [node for node in row.walk() if node.has(b"userpic_link")]
        names = [self._written(node, b"href") for node in pictures]
        attachments = tuple(Attachment(name=name, kind=AttachmentKind.PHOTO) for name in names if name)
        text = readable(source[body.inner : body.inner_end], self._encoding)
        return _Said(
            None, "", text, core(source[body.inner : body.inner_end]), MessageKind.SYSTEM, attachments
        )

    def _media(self, wrap: Node, source: bytes) -> tuple[list[Attachment], MessageKind | None]:
        """The files of a `media_wrap`, and the kind that its words make the row; None where its words are a caption."""
        kind: MessageKind | None = None
        attachments = []
        for node in wrap.walk():
            classes = (node.get(b"class") or b"").split()
            worded = next((_WORDED[one] for one in classes if one in _WORDED), None)
            kind = worded or kind
            sort = next((_MEDIA[one] for one in classes if one in _MEDIA), None)
            if sort is None:
                continue
            title = node.find(b"title")
            heading = readable(source[title.inner : title.inner_end], self._encoding) if title else ""
            if heading in _ABSENT:
                kind = MessageKind.TEXT
            name = self._written(node, b"href")
            named = kinds.from_name(name)
            if sort is AttachmentKind.DOCUMENT and not name:
                name = heading
                named = kinds.from_name(name)
            if heading == "Sticker":
                sort = AttachmentKind.STICKER
            elif sort is AttachmentKind.DOCUMENT and named is not AttachmentKind.UNKNOWN:
                sort = named
            if name or sort is not AttachmentKind.CONTACT:
                attachments.append(Attachment(name=name, kind=sort))
        for node in wrap.named(b"img"):
            if (written := node.get(b"src")) and (embedded := media_type(written[:200])):
                attachments.append(Attachment(name=f"{embedded} in the page", kind=AttachmentKind.PHOTO))
        return attachments, kind

    def _links(
        self, body: Node, media: list[Node], replies: list[Node], source: bytes
    ) -> Iterator[Attachment]:
        """Web addresses that the words do not show."""
        inside = [(node.start, node.end) for node in (*media, *replies)]
        seen: set[str] = set()
        for node in body.named(b"a"):
            name = self._written(node, b"href")
            if not _WEB.match(name) or name in seen or any(a <= node.start < b for a, b in inside):
                continue
            seen.add(name)
            if readable(source[node.inner : node.inner_end], self._encoding) != name:
                yield Attachment(name=name, kind=AttachmentKind.LINK)

    def _reactions(self, lists: list[Node], source: bytes) -> Iterator[Reaction]:
        """A sign with those who gave it, or with a count; a row has no more than 10,000."""
        left = _MANY
        for one in (node for around in lists for node in around.walk() if node.has(b"reaction")):
            sign = one.find(b"emoji")
            value = readable(source[sign.inner : sign.inner_end], self._encoding) if sign else ""
            people = [self._written(node, b"title") for node in one.walk() if node.get(b"title")]
            count = one.find(b"count")
            number = readable(source[count.inner : count.inner_end], self._encoding) if count else ""
            total = int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0
            nameless = max(total, 0 if people else 1) - len(people)
            givers = [*(name or None for name in people), *([None] * min(nameless, left))][:left]
            left -= len(givers)
            yield from (Reaction(name, value) for name in givers)

    def _written(self, node: Node, name: bytes) -> str:
        value = attribute(node.attributes, name) or b""
        return unescape(value[:4096].decode(self._encoding, "replace")).strip()

    def _time(self, said: _Said, locator: Locator) -> tuple[datetime | None, str | None, Clock]:
        reading = dates.read(said.date) if said.date else None
        if reading is None:
            if said.kind is not MessageKind.SYSTEM or said.date:
                if not self._undated:
                    shown = f"; the first reads “{said.date}”" if said.date else ""
                    self._undated = f"{{name}}: {{count}} messages have no date that can be read{shown}."
                self._tally.add(GapKind.TIME_MISSING, self._undated, locator)
            return None, None, Clock.NONE
        if instant := reading.instant:
            return instant, None, Clock.SOURCE
        try:
            return self._clock.read(reading.wall, locator)
        except OverflowError:  # the year 1 or 9999 leaves the calendar in UTC
            return None, reading.wall.isoformat(), Clock.WALL

    def _gaps(self, piece: Piece, said: _Said, sender: str | None, raw: str, locator: Locator) -> None:
        tally = self._tally
        if said.kind is MessageKind.SYSTEM:
            words = "{name}: {count} service rows (dates between days, joined, pinned ...) state no time of their own."
            tally.add(GapKind.TIME_MISSING, words, locator)
        elif sender is None:
            tally.add(GapKind.SENDER_UNKNOWN, "{name}: {count} messages name no sender.", locator)
        if not piece.closed:
            words = "{name}: {count} messages are not closed: the page is cut or broken there."
            tally.add(GapKind.TRUNCATED, words, locator)
        if "\ufffd" in raw and b"\xef\xbf\xbd" not in said.raw:
            words = f"{{name}}: {{count}} messages hold bytes that are not {self._encoding}."
            tally.add(GapKind.ENCODING, words, locator)


def name_of(source: bytes, encoding: str) -> str:
    """Who is named over a row, without the bot that the row was made with."""
    return _VIA.sub("", readable(source, encoding))


def _before(body: Node) -> Node:
    """All that stands before the inside of `body`, as something to leave out."""
    return Node(b"", b"", 0, 0, body.inner, 0)
