"""Rows of Messenger's and Instagram's classic JSON as messages.

A row has ``sender_name``, ``timestamp_ms`` and any of ``content, photos, videos, audio_files, gifs, files, sticker,
share, call_duration, missed, users, reactions, is_unsent, is_taken_down, is_geoblocked_for_viewer, ip,
bumped_message_metadata``; ``type`` (Generic, Share, Call, Subscribe, Unsubscribe) until about 2022.

What else a row shows (the link and the text of a share, the account it leads to, people who joined, the sender's IP
address, which older downloads hold) follows the content, a line each, in `raw_text` as in `text`: a reader of the
timeline sees it and the rules find it.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import cast

import msgspec

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
    locator,
)
from amparo.sources import meta_wording
from amparo.sources.base import Settings, Thread
from amparo.sources.json_gaps import GapTally
from amparo.sources.json_rows import Batch, Broken, JsonStream
from amparo.sources.text import demojibake, visible


class Media(msgspec.Struct, gc=False):
    uri: str | None = None


class Share(msgspec.Struct, gc=False):
    link: str | None = None
    share_text: str | None = None
    original_content_owner: str | None = None
    profile_share_username: str | None = None
    profile_share_name: str | None = None


class Reacted(msgspec.Struct, gc=False):
    reaction: str | None = None
    actor: str | None = None
    timestamp: int | float | None = None


class Person(msgspec.Struct, gc=False):
    name: str | None = None


class Bumped(msgspec.Struct, gc=False):
    bumped_message: str | None = None


class Row(msgspec.Struct, gc=False):
    """One row as the file has it."""

    sender_name: str | None = None
    timestamp_ms: int | float | None = None
    timestamp: int | float | None = None
    """Seconds: downloads of 2018."""
    content: str | None = None
    type: str | None = None
    photos: list[Media] | None = None
    videos: list[Media] | None = None
    audio_files: list[Media] | None = None
    gifs: list[Media] | None = None
    files: list[Media] | None = None
    sticker: Media | None = None
    share: Share | None = None
    reactions: list[Reacted] | None = None
    call_duration: int | float | None = None
    missed: bool | None = None
    users: list[Person] | None = None
    is_unsent: bool | None = None
    is_taken_down: bool | None = None
    is_geoblocked_for_viewer: bool | None = None
    ip: str | None = None
    bumped_message_metadata: Bumped | None = None


_LATEST = 253_402_300_800_000
"""The year 10000, in milliseconds."""
_SENDERS = 10_000
"""Names that are remembered; more are not people."""
_SYSTEM_TYPES = frozenset({"Subscribe", "Unsubscribe"})


class Sender(msgspec.Struct, frozen=True):
    """What is worked out once for each name."""

    name: str | None
    speaker: Speaker
    initials: frozenset[str]
    """With what the app can begin a sentence about this person."""


def readable(raw: str) -> str:
    """Mojibake and invisible marks repaired."""
    return raw if raw.isascii() else visible(demojibake(raw))


def instant(seconds: float | None) -> datetime | None:
    """An aware time, or None for what is no time."""
    if not seconds or seconds < 0:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


@lru_cache(maxsize=4096)
def _short(raw: str) -> str:
    """`readable`, for names and emoji, of which there are few."""
    return readable(raw)


def reaction(sender: str | None, value: str | None, at: float | None) -> Reaction:
    """`at` in seconds, or in milliseconds where that many seconds are too far off to be meant."""
    when = instant(at / 1000 if at > 1e11 else at) if at else None
    return Reaction(_short(sender) if sender else None, _short(value or ""), when)


class Senders:
    """The people of one conversation, each looked up once."""

    def __init__(self, thread: Thread, settings: Settings) -> None:
        self._owner = thread.owner
        self._cast = settings.cast
        self.known: dict[str | None, Sender] = {}

    def __getitem__(self, raw: str | None) -> Sender:
        known = self.known.get(raw)
        if known is None:
            name = readable(raw) if raw else None
            speaker = self._cast.speaker(name, raw)
            if speaker is Speaker.UNKNOWN and name and name.casefold() in self._owner:
                speaker = Speaker.VICTIM
            known = Sender(name, speaker, meta_wording.initials(name))
            if len(self.known) < _SENDERS:
                self.known[raw] = known
        return known


class Rows:
    """The messages of one thread; rows are counted on from file to file."""

    def __init__(self, thread: Thread, settings: Settings) -> None:
        self.count = 0
        self._conversation = thread.id
        self._ids = f"{thread.id}-"
        self._senders = Senders(thread, settings)

    def read(self, walk: JsonStream, digest: str, tally: GapTally) -> Iterator[Iterable[Message]]:
        """The rows of the array that comes next, in portions."""
        places = locator.prefix(digest, "json") + "/messages/"
        for part in walk.rows(Row):
            if isinstance(part, Batch):
                yield self._batch(part, places, tally)
                self.count += len(part.rows)
                continue
            self.count += 1
            if isinstance(part, Broken):
                tally.broken(part, "/messages")
            else:
                tally.loose(part, "/messages")
                place = Locator(f"{places}{part.index}")
                yield (self._message(part.row, f"{self._ids}{self.count}", place, tally),)

    def _batch(self, part: Batch[Row], places: str, tally: GapTally) -> Iterator[Message]:
        """Nine rows of ten are words and nothing else: these go the short way, with all that is looked up at hand."""
        conversation, senders, known = self._conversation, self._senders, self._senders.known
        now, text, source = datetime.fromtimestamp, MessageKind.TEXT, Clock.SOURCE
        size = len(part.rows)
        ids = map(self._ids.__add__, map(str, range(self.count + 1, self.count + 1 + size)))
        locators = map(places.__add__, map(str, range(part.first, part.first + size)))
        for row, name, place in zip(part.rows, ids, cast("Iterator[Locator]", locators), strict=True):
            words = row.content
            at = row.timestamp_ms
            sender = known.get(row.sender_name) or senders[row.sender_name]
            if (
                not words
                or words[0] in sender.initials
                or not at
                or not 0 < at < _LATEST
                or (row.photos or row.videos or row.audio_files or row.gifs or row.files or row.sticker)
                or (row.share or row.users or row.ip or row.is_unsent or row.is_taken_down)
                or row.call_duration is not None
                or (row.type and row.type != "Generic")
                or row.is_geoblocked_for_viewer
            ):
                yield self._message(row, name, place, tally)
                continue
            yield Message(
                id=name,
                conversation=conversation,
                sent_at=now(at / 1000, UTC),
                wall_time=None,
                clock=source,
                sender=sender.name,
                speaker=sender.speaker,
                kind=text,
                text=words if words.isascii() else readable(words),
                raw_text=words,
                reactions=_reactions(row.reactions) if row.reactions else (),
                locator=place,
            )

    def _message(self, row: Row, name: str, place: Locator, tally: GapTally) -> Message:
        sender = self._senders[row.sender_name]
        milliseconds = row.timestamp_ms
        sent_at = instant(milliseconds / 1000 if milliseconds else row.timestamp)
        if sent_at is None:
            tally.add(GapKind.TIME_MISSING, "a row has no time that could be meant", place)
        raw = row.content or ""
        text = raw if raw.isascii() else readable(raw)
        kind = MessageKind.TEXT
        attachments: tuple[Attachment, ...] = ()
        if _more_than_words(row) or text[:1] in sender.initials:
            if lines := _lines(row):
                raw = "\n".join([raw, *lines] if raw else lines)
                text = "\n".join([text, *map(readable, lines)] if text else map(readable, lines))
            text, kind, attachments = _told(row, text, sender.name, _attachments(row))
            if not text and not attachments and kind is MessageKind.TEXT:
                tally.add(
                    GapKind.CONTENT_ENCRYPTED,
                    "a row holds no words, files or call, though it was sent",
                    place,
                )
        if row.is_geoblocked_for_viewer:
            tally.add(GapKind.CONTENT_ENCRYPTED, "a row is blocked in the viewer's country", place)
        return Message(
            id=name,
            conversation=self._conversation,
            sent_at=sent_at,
            wall_time=None,
            clock=Clock.SOURCE if sent_at else Clock.NONE,
            sender=sender.name,
            speaker=sender.speaker,
            kind=kind,
            text=text,
            raw_text=raw,
            attachments=attachments,
            reactions=_reactions(row.reactions) if row.reactions else (),
            locator=place,
        )


def _more_than_words(row: Row) -> bool:
    return bool(
        not row.content
        or row.photos
        or row.videos
        or row.audio_files
        or row.gifs
        or row.files
        or row.sticker
        or row.share
        or row.is_unsent
        or row.is_taken_down
        or row.call_duration is not None
        or row.users
        or row.ip
        or (row.type is not None and row.type != "Generic" and row.type != "Share")
    )


def _reactions(reactions: list[Reacted]) -> tuple[Reaction, ...]:
    return tuple([reaction(one.actor, one.reaction, one.timestamp) for one in reactions])


def _lines(row: Row) -> list[str]:
    """What a row shows beside its content."""
    if not (row.share or row.users or row.ip or row.bumped_message_metadata):
        return []
    lines = []
    if row.bumped_message_metadata and not row.content:
        lines.append(row.bumped_message_metadata.bumped_message)
    if row.share:
        lines += [
            row.share.share_text,
            row.share.link,
            row.share.original_content_owner,
            row.share.profile_share_username,
            row.share.profile_share_name,
        ]
    lines += [person.name for person in row.users or ()]
    lines.append(row.ip)
    shown = row.content or ""
    return [line for line in dict.fromkeys(lines) if line and line not in shown]


def _attachments(row: Row) -> tuple[Attachment, ...]:
    found = [Attachment(name=photo.uri or "", kind=AttachmentKind.PHOTO) for photo in row.photos or ()]
    if row.videos:
        found += [Attachment(name=video.uri or "", kind=AttachmentKind.VIDEO) for video in row.videos]
    if row.audio_files:
        found += [Attachment(name=audio.uri or "", kind=AttachmentKind.AUDIO) for audio in row.audio_files]
    if row.gifs:
        found += [Attachment(name=gif.uri or "", kind=AttachmentKind.PHOTO) for gif in row.gifs]
    if row.files:
        found += [Attachment(name=one.uri or "", kind=kinds.from_name(one.uri or "")) for one in row.files]
    if row.sticker:
        found.append(Attachment(name=row.sticker.uri or "", kind=AttachmentKind.STICKER))
    if row.share and row.share.link:
        found.append(Attachment(name=row.share.link, kind=AttachmentKind.LINK))
    return tuple(found)


def _told(
    row: Row, text: str, sender: str | None, attachments: tuple[Attachment, ...]
) -> tuple[str, MessageKind, tuple[Attachment, ...]]:
    """Text, kind and attachments of a row that is more than words, or may be the app's words."""
    if row.is_unsent or row.is_taken_down:
        return text, MessageKind.DELETED, attachments
    if row.type == "Call" or row.call_duration is not None:
        return text or _call(row), MessageKind.CALL, attachments
    if row.type in _SYSTEM_TYPES:
        return text, MessageKind.SYSTEM, attachments
    told = meta_wording.kind_of(readable(row.content), sender) if row.content else None
    if told is MessageKind.MEDIA and not attachments:
        attachments = (Attachment(name=""),)
    if told is None:
        told = MessageKind.MEDIA if attachments and not text else MessageKind.TEXT
    return text, told, attachments


def _call(row: Row) -> str:
    if row.missed or not row.call_duration:
        return "Missed call"
    return f"Call, {round(row.call_duration)} seconds"
