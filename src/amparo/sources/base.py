"""What every reader shares: the file it gets, the thread it finds, the protocol it follows.

A reader is a module. Its head states the layout, the versions tried and the references. It yields; broken input
costs one record and becomes a `Gap`, never an exception.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, fields
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

import msgspec

from amparo.archive import Member
from amparo.model import Account, Gap, Message, Speaker

HEAD = 1 << 16
"""Bytes of a file that `sniff` may look at without opening it."""


@dataclass(frozen=True, slots=True)
class File:
    """A member with its digest and its first `HEAD` bytes."""

    member: Member
    digest: str
    head: bytes = field(repr=False)
    screenshot: bool = False
    """A person marked it as a screenshot of a chat: a document, not media."""

    @property
    def name(self) -> str:
        """For people and gaps: where it lies."""
        return self.member.name

    @property
    def path(self) -> str:
        """Inside its innermost container."""
        return self.member.path

    @property
    def size(self) -> int:
        return self.member.size

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Its bytes from the start; `ArchiveError` (an `OSError`) when they cannot be read to the end."""
        return self.member.open()


MEDIA = "photo, video or sound"
ATTACHMENT = "attachment"
NOT_PICKED = "conversation not picked"
"""Why bytes of a file, or a whole file, are not in the case."""


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes of a file that its copy in the case does not show: embedded media, or a conversation not picked.

    The copy has `filler`, repeated or padded with spaces to the same length, in their place, so that every
    locator stays true.
    """

    start: int
    end: int
    why: str
    """`MEDIA`, `ATTACHMENT` or `NOT_PICKED`."""
    name: str
    """Of the medium or the conversation, for the list."""
    size: int
    """Bytes of what was cut, decoded."""
    digest: str
    """SHA-256, hex, of what was cut, decoded."""
    filler: bytes = b" "


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """Who is who in one conversation, as far as the export or a person says so. Names are casefolded."""

    victim: frozenset[str] = frozenset()
    offender: frozenset[str] = frozenset()
    """Empty unless a person picked the conversation."""
    picked: bool = False
    pair: bool = False
    """Only two people speak."""

    def speaker(self, *names: str | None) -> Speaker:
        """`names`: whatever the source gives for one sender (name, handle, id)."""
        folded = {name.casefold() for name in names if name}
        if folded & self.victim:
            return Speaker.VICTIM
        if folded & self.offender:
            return Speaker.OFFENDER
        if not folded or not self.picked:
            return Speaker.UNKNOWN
        if self.pair:  # of two people, the one who is not the one is the other
            if self.offender and not self.victim:
                return Speaker.VICTIM
            if self.victim and not self.offender:
                return Speaker.OFFENDER
            return Speaker.UNKNOWN
        return Speaker.OTHER

    def received(self, *names: str | None) -> Speaker:
        """For sources that mark each row as received, whoever the sender."""
        speaker = self.speaker(*names)
        if speaker is Speaker.UNKNOWN and self.picked and self.pair:
            return Speaker.OFFENDER
        return speaker


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How to read one thread."""

    cast: Cast = Cast()
    zone: ZoneInfo | None = None
    """Assumed for wall times; None leaves them wall times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One conversation of a source, known before its messages are read, so that a person can pick."""

    reader: str
    """The reader's NAME."""
    platform: str
    title: str
    accounts: tuple[Account, ...] = ()
    """Those that the source names up front; `read` may meet others."""
    files: tuple[File, ...]
    """In reading order."""
    place: str = ""
    """Which part of the file, where one file holds several threads: a JSON pointer, an address, ...; the reader's own."""
    owner: frozenset[str] = frozenset()
    """Casefolded names, handles, ids that the export itself marks as its owner's."""
    pair: bool = False
    """The source tells that only two people take part."""
    rows: int | None = None
    """How many messages, where it is known without reading."""
    id: str = "c1"
    """Given by whoever reads several threads into one case; prefix of the message ids."""

    def over(self, files: tuple[File, ...]) -> "Thread":
        """The same conversation read from other files, without what its reader remembers of these."""
        kept = {own.name: getattr(self, own.name) for own in fields(Thread)}
        return Thread(**{**kept, "files": files})


class Reader(Protocol):
    """A module of this package that reads one platform's export."""

    NAME: str
    """Such as `messenger-json`."""
    PLATFORM: str
    LOOKS_FOR: str
    """Ends the sentence "it looked for ..."."""

    def sniff(self, file: File) -> bool:
        """Whether the content is this reader's; never from the name alone. Cheap: `file.head`, rarely more."""
        ...

    def threads(self, files: Sequence[File]) -> Iterator[Thread | Gap]:
        """The conversations in those files that `sniff` accepted, in a fixed order; files of one thread are joined."""
        ...

    def read(self, thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
        """Every row, in the order of the source, as a message or a counted gap."""
        ...

    def cuts(self, file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
        """Where one file holds several threads: the places of those not in `picked`, ascending; else nothing."""
        ...
