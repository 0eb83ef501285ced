"""Messenger, end-to-end encrypted conversations: a download of its own, made on the device.

Flat ``Name_N.json`` files, one conversation each (N counts conversations), media beside them in ``media/``::

    {participants: [name], threadName, messages: [{isUnsent, media: [{uri}], reactions: [{actor, reaction}],
     senderName, text, timestamp (milliseconds), type}]}

Versions tried: 2023 to 2025. Some hold clean UTF-8, some UTF-8 read as Latin-1; each string is repaired if it decodes.
The owner is the one person who takes part in every conversation.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

import msgspec

from amparo.media import kinds
from amparo.model import Account, Attachment, Clock, Gap, GapKind, Locator, Message, MessageKind, locator
from amparo.sources import meta_wording
from amparo.sources.base import Cut, File, Settings, Thread
from amparo.sources.json_files import ROWS, begins_object, envelope, read_files
from amparo.sources.json_gaps import GapTally
from amparo.sources.json_rows import Batch, Broken, JsonStream
from amparo.sources.meta_json import common_name, names
from amparo.sources.meta_json_rows import Media, Reacted, Senders, instant, reaction, readable

NAME = "messenger-e2ee"
PLATFORM = "messenger"
_UNSTABLE = "the end-to-end download names people by display name only and holds no user id."
LOOKS_FOR = "a JSON object with `threadName` and `messages` that have `senderName` and `timestamp`"

_ORDINAL = re.compile(r"_\d+$")


class Row(msgspec.Struct, gc=False, rename="camel"):
    """One row as the file has it."""

    sender_name: str | None = None
    text: str | None = None
    timestamp: int | float | None = None
    type: str | None = None
    is_unsent: bool | None = None
    media: list[Media] | None = None
    reactions: list[Reacted] | None = None


def sniff(file: File) -> bool:
    head = file.head
    if not begins_object(head) or not ROWS.search(head):
        return b'"threadName"' in head and b'"participants"' in head and begins_object(head)
    return b'"threadName"' in head or (b'"senderName"' in head and b'"timestamp"' in head)


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    read = []
    for file in files:
        around, stopped = envelope(file)
        if stopped:
            tally = GapTally(file)
            tally.stopped(stopped)
            yield from tally.gaps()
        else:
            told = around.get("threadName")
            name = readable(told) if isinstance(told, str) and told else PurePosixPath(file.path).stem
            read.append((file, names(around.get("participants")), _ORDINAL.sub("", name) or name))
    owner = common_name((people, title) for _, people, title in read)
    for file, people, title in read:
        yield Thread(
            reader=NAME,
            platform=PLATFORM,
            title=title,
            accounts=tuple(Account(platform=PLATFORM, name=name) for name in people),
            files=(file,),
            owner=owner,
            pair=len(people) == 2,
        )


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    rows = _Rows(thread, settings)
    return read_files(thread.files, rows.read, _UNSTABLE)


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """One file is one conversation: nothing to cut."""
    yield from ()


class _Rows:
    def __init__(self, thread: Thread, settings: Settings) -> None:
        self._count = 0
        self._conversation = thread.id
        self._senders = Senders(thread, settings)

    def read(self, walk: JsonStream, digest: str, tally: GapTally) -> Iterator[Iterable[Message]]:
        """The rows of the array that comes next, in portions."""
        places = locator.prefix(digest, "json") + "/messages/"
        for part in walk.rows(Row):
            if isinstance(part, Batch):
                yield self._batch(part, places, tally)
                continue
            self._count += 1
            if isinstance(part, Broken):
                tally.broken(part, "/messages")
            else:
                tally.loose(part, "/messages")
                yield (self._message(part.row, Locator(f"{places}{part.index}"), tally),)

    def _batch(self, part: Batch[Row], places: str, tally: GapTally) -> Iterator[Message]:
        for index, row in enumerate(part.rows, start=part.first):
            self._count += 1
            yield self._message(row, Locator(f"{places}{index}"), tally)

    def _message(self, row: Row, place: Locator, tally: GapTally) -> Message:
        sender = self._senders[row.sender_name]
        sent_at = instant(row.timestamp / 1000 if row.timestamp else None)
        if sent_at is None:
            tally.add(GapKind.TIME_MISSING, "a row has no time that could be meant", place)
        raw = row.text or ""
        text = readable(raw)
        attachments = tuple(
            Attachment(name=media.uri or "", kind=kinds.from_name(media.uri or ""))
            for media in row.media or ()
        )
        return Message(
            id=f"{self._conversation}-{self._count}",
            conversation=self._conversation,
            sent_at=sent_at,
            wall_time=None,
            clock=Clock.SOURCE if sent_at else Clock.NONE,
            sender=sender.name,
            speaker=sender.speaker,
            kind=_kind(row, text, sender.name, bool(attachments)),
            text=text,
            raw_text=raw,
            attachments=attachments,
            reactions=tuple(reaction(r.actor, r.reaction, r.timestamp) for r in row.reactions or ()),
            locator=place,
        )


def _kind(row: Row, text: str, sender: str | None, attached: bool) -> MessageKind:
    if row.is_unsent:
        return MessageKind.DELETED
    if row.type and "call" in row.type.lower():
        return MessageKind.CALL
    told = meta_wording.kind_of(text, sender) if text else None
    return told or (MessageKind.MEDIA if attached and not text else MessageKind.TEXT)
