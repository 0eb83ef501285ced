"""Readers of what a phone holds; `detect` picks one by content."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from amparo.archive import ArchiveError, Member, Refused
from amparo.media import kinds
from amparo.model import AttachmentKind, Gap, Message
from amparo.sources import (
    instagram_html,
    instagram_json,
    mail,
    mbox,
    messenger_e2ee,
    messenger_html,
    messenger_json,
    pasted,
    screenshot,
    sms,
    telegram_html,
    telegram_json,
    whatsapp,
)
from amparo.sources.base import HEAD, Cast, Cut, File, Reader, Settings, Thread

__all__ = [
    "READERS",
    "Cast",
    "Cut",
    "Detection",
    "File",
    "Reader",
    "Settings",
    "Thread",
    "cuts_of",
    "detect",
    "inventory",
    "read",
    "threads",
]

READERS: tuple[Reader, ...] = (
    screenshot,
    whatsapp,
    telegram_json,
    instagram_json,
    messenger_e2ee,
    messenger_json,
    telegram_html,
    instagram_html,
    messenger_html,
    sms,
    mbox,
    mail,
    pasted,
)
"""In the order in which they are asked; the first whose `sniff` accepts a file has it. Pasted text comes last."""

MEDIA = "a photo, video or sound; mark a screenshot of a chat with --screenshot"

_BY_NAME = {reader.NAME: reader for reader in READERS}


class Detection(NamedTuple):
    reader: Reader | None
    explanation: str
    """Why this reader, or what was looked for in vain."""


def inventory(
    members: Iterable[Member | Refused], screenshots: Collection[Path] = ()
) -> Iterator[File | Refused]:
    """Read every member once: digest and head.

    `screenshots` are resolved paths of pictures, or of folders of them, that a person marked as such.
    """
    for member in members:
        if isinstance(member, Refused):
            yield member
            continue
        sha256 = hashlib.sha256()
        try:
            with member.open() as stream:
                head = stream.read(HEAD)
                sha256.update(head)
                while block := stream.read(1 << 20):
                    sha256.update(block)
        except ArchiveError as error:
            yield Refused(member.name, error.cause, member.size)
            continue
        place = member.on_disk.resolve()
        marked = (
            not member.archives
            and kinds.from_content(head) is AttachmentKind.PHOTO
            and any(path in screenshots for path in (place, *place.parents))
        )
        yield File(member, sha256.hexdigest(), head, marked)


def detect(file: File) -> Detection:
    """Name the reader from the content of `file`, never from its name alone.

    What is a photo, video or sound by its content is never read; what is one by its name only is read if it has the
    layout of an export, but is not taken for pasted text.
    """
    if not file.size:
        return Detection(None, "the file is empty")
    if not file.screenshot and kinds.from_content(file.head) in kinds.PICTURED:
        return Detection(None, MEDIA)
    for reader in READERS:
        if reader is pasted and not file.screenshot and kinds.is_media(file.head, file.path):
            return Detection(None, MEDIA)
        if reader.sniff(file):
            return Detection(reader, f"{reader.NAME}: {reader.LOOKS_FOR}")
    looked = "; ".join(f"{reader.LOOKS_FOR} ({reader.NAME})" for reader in READERS)
    return Detection(None, mail.advice(file.head) or f"no format recognised; it looked for {looked}")


def threads(files: Iterable[tuple[Reader, File]]) -> Iterator[Thread | Gap]:
    """The conversations in detected files, reader by reader."""
    grouped: dict[str, list[File]] = {}
    for reader, file in files:
        grouped.setdefault(reader.NAME, []).append(file)
    for name, own in grouped.items():
        yield from _BY_NAME[name].threads(own)


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    """Every row of a conversation as a message or a counted gap, in the order of the source."""
    yield from _BY_NAME[thread.reader].read(thread, settings)


def cuts_of(file: File, reader: Reader, picked: Sequence[Thread]) -> Iterator[Cut]:
    """What the copy of `file` in a case must not show when only `picked` was taken."""
    yield from reader.cuts(file, picked)
