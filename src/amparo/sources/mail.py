"""E-mail as single files: `.eml`, Apple's `.emlx`, "show original" saved as text. Text and places come from one walk.

Layout: RFC 5322 and MIME; tried on 73 real mails of a honeypot (Outlook, Postfix, Pegasus, bulk mailers), and made-up
ones for the rest. Rows of one mail, all with its own Date and From:

1. a `system` row with the header lines that tell where it came from, as they stand (Received, Message-ID, From, ...);
2. each readable text: `text/plain`, and `text/html` where it says something else than the plain text beside it, or where
   there is none. The subject stands first, as `Subject: ...`. `raw_text` is the text after the transfer encoding, the
   character set and, for HTML, the markup are undone; `text` is without invisible marks and stray entities;
3. without words but with attachments: a `media` row;
4. then the same for each mail attached to it, and for the mail (or its headers) that a bounce returns. What mail servers
   say in a bounce is a `system` row.

A From that is the recipient's own address is what mail blackmail forges: such a sender is never taken for the victim.
Attachments carry size and digest, as they lie in the mail itself. Nothing is ever loaded from outside.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from amparo.model import Gap, GapKind, Locator, Message
from amparo.model.locator import at_file, prefix
from amparo.sources import mime
from amparo.sources.base import Cut, File, Settings, Thread
from amparo.sources.clock import WallClock
from amparo.sources.mail_parts import letters
from amparo.sources.mail_rows import Rows
from amparo.sources.mail_threads import Grouped, Outline, counterpart, outline, owner_of
from amparo.sources.tally import Tally

NAME = "eml"
PLATFORM = "email"
LOOKS_FOR = "header lines of a mail (From, To, Subject, Date, Received, ...) at the start"

USUAL = frozenset(
    {
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "received",
        "x-received",
        "message-id",
        "mime-version",
        "delivered-to",
    }
    | {"return-path", "content-type", "reply-to", "sender", "dkim-signature", "authentication-results"}
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def advice(head: bytes) -> str | None:
    """What to do with a mail that is kept in a way that is not read: Outlook's `.msg` and `.pst`."""
    if head.startswith(_OLE) and (b"__substg1.0_" in head or _utf16("__substg1.0_") in head):
        return (
            "an Outlook message (.msg): open it in Outlook or Thunderbird and save it as .eml, "
            "or forward it as an attachment to yourself and hand that mail in"
        )
    if head.startswith(b"!BDN"):
        return "an Outlook mailbox (.pst or .ost): open it in Outlook and save the mails concerned as .eml, or as .mbox"
    if head.startswith(_OLE):
        return "an old Office file or an Outlook message (.msg); a mail must be saved as .eml to be read"
    return None


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def sniff(file: File) -> bool:
    start = mail_start(file.head)
    if file.head[start : start + 5] == b"From ":
        return False  # a mailbox
    headers = mime.header_block(file.head[start:])
    names = {name.lower() for name, _ in headers.fields}
    if "snapshot-content-location" in names or (headers.first("from") or "").startswith("<Saved by "):
        return False  # a saved page (MHTML)
    return len(names & USUAL) >= 2


def mail_start(head: bytes) -> int:
    """Where the headers begin: at the start, or after the byte count of Apple's `.emlx`."""
    count = re.match(rb"\s*\d{1,12}\s*\n(?=[!-9;-~]+:)", head[:200])
    return count.end() if count else 0


def mail_end(file: File, start: int) -> int | None:
    """In `.emlx` a property list follows the mail."""
    return start + int(file.head[:start]) if start else None


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    outlines: list[tuple[File, Outline]] = []
    for file in files:
        start = mail_start(file.head)
        try:
            outlines.append((file, outline(file, start, mail_end(file, start))))
        except OSError as cause:
            yield Gap(
                kind=GapKind.UNREADABLE_FILE,
                count=1,
                explanation=f"{file.name}: {cause}.",
                locator=at_file(file.digest),
            )
    owner = owner_of([one for _, one in outlines])
    groups: dict[str, tuple[Grouped, list[tuple[File, Outline]]]] = {}
    for file, one in outlines:
        box = counterpart(one, owner)
        group, members = groups.setdefault(box.key or box.name.casefold(), (Grouped(box), []))
        group.add(one)
        members.append((file, one))
    for key, (group, members) in groups.items():
        members.sort(key=lambda member: _when(member[1]))
        yield group.thread(NAME, tuple(file for file, _ in members), owner, key)


def _when(one: Outline) -> tuple[bool, datetime]:
    moment = one.when.instant or one.when.wall
    return moment is None, moment.replace(tzinfo=None) if moment else datetime(1, 1, 1)  # noqa: DTZ001


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    count = 0
    for file in thread.files:
        tally = Tally(file.name)
        clock = WallClock(settings.zone)
        start = mail_start(file.head)
        place = prefix(file.digest, "part")

        def locate(number: str, place: str = place) -> Locator:
            return Locator(place + number)

        rows = Rows(thread, settings.cast, clock, tally, locate)
        try:
            with file.open() as stream:
                taken = letters(stream, start, mail_end(file, start), tally, locate)
        except OSError as cause:
            tally.add(GapKind.UNREADABLE_FILE, f"{cause}.", at_file(file.digest))
            taken = []
        for message in rows.of(taken, count):
            count += 1
            yield message
        yield from clock.gaps(file.name)
        yield from tally.gaps()


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """One file is one mail: nothing to leave out."""
    return iter(())
