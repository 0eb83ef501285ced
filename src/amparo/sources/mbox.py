"""Mailboxes in one file: mbox of Thunderbird, Apple Mail, mutt, Gmail (Takeout).

Layout (RFC 4155 and its kin): each mail begins with a line `From sender date`; in the mail such lines are quoted as
`>From ` (mboxrd, undone) or not at all (mboxcl): therefore a `From ` line counts only before a header line, and after a
blank line or with a time in it. Rows are those of `mail`, all with the byte range of the whole mail as their place, those
of mails inside it as well.

The mails of one counterpart make one conversation. `Thread.place` is its address, a line end, and the byte ranges of its
mails, so that reading one conversation of a large mailbox touches only its own mails.
"""

import io
import re
from collections.abc import Iterator, Sequence

from amparo.model import Gap, GapKind, Locator, Message
from amparo.model.locator import at_bytes, at_file
from amparo.sources import mime
from amparo.sources.base import Cut, File, Settings, Thread
from amparo.sources.clock import WallClock
from amparo.sources.mail_parts import letters
from amparo.sources.mail_rows import Rows
from amparo.sources.mail_threads import Grouped, Outline, counterpart, outlined, owner_of
from amparo.sources.ranges import not_picked, noted, ranges_of
from amparo.sources.tally import Tally
from amparo.sources.window import Window

NAME = "mbox"
PLATFORM = "email"
LOOKS_FOR = "a line `From sender date` followed by the header lines of a mail"

_HEAD = 1 << 16
"""Bytes of a mail that are looked at to group it."""
_BEGIN = re.compile(rb"From [^\r\n]{0,1000}\r?\n(?:>?From [^\r\n]{0,1000}\r?\n)?[!-9;-~]{1,100}[ \t]*:")
_TIME = re.compile(rb"From [^\r\n]{0,900}\d\d:\d\d")


def sniff(file: File) -> bool:
    return _BEGIN.match(file.head.lstrip(b"\r\n \xef\xbb\xbf")) is not None


def mails(file: File) -> Iterator[tuple[int, int, bytes]]:
    """Start and end of each mail, with its `From ` line, and its first bytes."""
    with file.open() as stream:
        window = Window(stream)
        at = start = _first(window)
        head = _head(window, start)
        while True:
            found = window.find(b"\nFrom ", at)
            if found < 0:
                if window.end > start:
                    yield start, window.end, head
                return
            window.need(found + 4096)
            around = window.take(max(found - 1, window.base), found + 4096)
            line = found + 1
            if _begins(
                around[around.index(b"\nFrom ") + 1 :], blank=around.startswith((b"\n\n", b"\r\n", b"\n\r"))
            ):
                yield start, line, head[: line - start]
                start = line
                head = _head(window, start)
            at = line
            window.forget(max(at - 3, window.base))


def _first(window: Window) -> int:
    window.need(_HEAD)
    return window.base + len(window.data) - len(window.data.lstrip(b"\r\n \xef\xbb\xbf"))


def _head(window: Window, start: int) -> bytes:
    window.need(start + _HEAD)
    return window.take(start, start + _HEAD)


def _begins(lines: bytes, *, blank: bool) -> bool:
    return _BEGIN.match(lines) is not None and (blank or _TIME.match(lines) is not None)


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    for file in files:
        outlines: list[tuple[int, int, Outline]] = []
        try:
            for start, end, head in mails(file):
                outlines.append((start, end, outlined(mime.walk(io.BytesIO(head)))))
        except OSError as cause:
            yield Gap(
                kind=GapKind.UNREADABLE_FILE, count=1, explanation=f"{cause}.", locator=at_file(file.digest)
            )
        owner = owner_of([one for _, _, one in outlines])
        groups: dict[str, tuple[Grouped, list[tuple[int, int]]]] = {}
        for start, end, one in outlines:
            box = counterpart(one, owner)
            group, places = groups.setdefault(box.key or box.name.casefold(), (Grouped(box), []))
            group.add(one)
            places.append((start, end))
        for key, (group, places) in groups.items():
            yield group.thread(NAME, (file,), owner, noted(key, [places]))


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    (file,) = thread.files
    tally = Tally(file.name)
    clock = WallClock(settings.zone)
    count = 0
    try:
        with file.open() as stream:
            for start, end in ranges_of(thread.place)[0]:
                place = at_bytes(file.digest, start, end)

                def locate(_number: str, place: Locator = place) -> Locator:
                    return place

                rows = Rows(thread, settings.cast, clock, tally, locate)
                taken = letters(stream, start, end, tally, locate, quoted_from=True)
                for message in rows.of(taken, count):
                    count += 1
                    yield message
    except OSError as cause:
        tally.add(GapKind.UNREADABLE_FILE, f"{cause}.", at_file(file.digest))
    yield from clock.gaps(file.name)
    yield from tally.gaps()


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """The mails of conversations that were not picked; blanks in their place leave the rest as it is."""
    taken = {place[0] for thread in picked if file in thread.files for place in ranges_of(thread.place)[0]}
    with file.open() as stream:
        for start, end, head in mails(file):
            if start in taken:
                continue
            sender = outlined(mime.walk(io.BytesIO(head))).sender
            yield not_picked(stream, start, end, str(sender or "no sender"))
