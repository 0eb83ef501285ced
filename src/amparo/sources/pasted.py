"""Text that a person pasted or typed: the last reader, for what nothing else recognised.

Layout: where lines have the form `Name: words` (a date before it or not) and a name comes back, each such line begins a row,
and lines without a name belong to the row before; otherwise each paragraph is a row. Dates in a row stay
in its text: what they mean is not known. UTF-8, UTF-16 with a byte order mark, else Windows-1252. A row's place is its
byte range. Markup, data and binary files are not taken: a saved web page or a table is not what a person said.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from amparo.model import Clock, Gap, GapKind, Message, MessageKind
from amparo.model.locator import at_bytes, at_file
from amparo.sources.base import Cut, File, Settings, Thread
from amparo.sources.tally import Tally
from amparo.sources.text import visible
from amparo.sources.window import Window

NAME = "pasted-text"
PLATFORM = "text"
LOOKS_FOR = "plain text that a person can read"

ROW_LIMIT = 1 << 20
"""Bytes of one row; a longer one is divided."""

_NAMED = re.compile(
    r"""\s{0,9}(?:[\[(]?\d[\d/.:,\s–APMapm-]{3,28}[\])]?\s{0,9}[–-]?\s{0,9})?"""
    r"""([^\W\d_][^:\n\t<>{}"=;]{0,39}?)\s?:(?!//)(?:\s|$)"""
)
_MARKUP = re.compile(rb"(?i)<!doctype|<html|<\?xml|<svg|<head|<body|<div|<script|<smses|<calls|%PDF-|\{\\rtf")
_DATA = re.compile(rb'[\[{]\s*(?:[\[{"]|\}|\]|-?\d+\s*,\s*-?\d)')
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LETTER = re.compile(r"\w")


def sniff(file: File) -> bool:
    head = file.head
    encoding = _encoding(head)
    if encoding is None or file.screenshot:
        return False
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512]
    if encoding == "utf-8" and (_MARKUP.match(start) or _DATA.match(start)):
        return False
    text = head.decode(encoding, "replace")
    return _LETTER.search(text) is not None and not _is_table(text)


def _encoding(head: bytes) -> str | None:
    """Of readable text; None for anything else."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            text = head[2 : len(head) // 2 * 2].decode(encoding, "replace")
            odd = sum(text.count(sign) for sign in "\0\ufffd")
            return encoding if odd * 20 <= len(text) else None
    if _CONTROL.search(head):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as cause:
        if cause.start < len(head) - 3:
            undefined = sum(head.count(bytes([byte])) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
            high = sum(byte > 0x7F for byte in head)
            return "cp1252" if not undefined and high * 4 <= len(head) else None
    return "utf-8"


def _is_table(text: str) -> bool:
    """Whether each line has the same number (at least two) of the same separator: a table of unknown meaning."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    if len(lines) < 3:
        return False
    return any(
        min(counts) == max(counts) and counts[0] >= 2
        for separator in ",;\t|"
        if (counts := [line.count(separator) for line in lines[:-1]])
    )


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    for file in files:
        yield Thread(reader=NAME, platform=PLATFORM, title=file.path.rpartition("/")[2], files=(file,))


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    (file,) = thread.files
    tally = Tally(file.name)
    encoding = _encoding(file.head) or "utf-8"
    named = _names(file.head.decode(encoding, "replace"))
    count = 0
    try:
        for start, end, content in _rows(file, encoding, named):
            raw, clean = _text(content, encoding)
            if not raw.strip("\ufeff \t\r\n"):
                continue
            count += 1
            place = at_bytes(file.digest, start, end)
            raw = raw.removeprefix("\ufeff").strip("\r\n")
            sender = None
            match = _NAMED.match(raw)
            if match is not None and match[1].strip().casefold() in named:
                sender = match[1].strip()
                raw = raw[: match.start(1)] + raw[match.end() :]
            if not clean:
                tally.add(GapKind.ENCODING, "{name}: {count} rows hold bytes that are no text.", place)
            yield Message(
                id=f"{thread.id}-{count}",
                conversation=thread.id,
                sent_at=None,
                wall_time=None,
                clock=Clock.NONE,
                sender=sender,
                speaker=settings.cast.speaker(sender),
                kind=MessageKind.TEXT,
                text=visible(raw),
                raw_text=raw,
                locator=place,
            )
    except OSError as cause:
        tally.add(GapKind.UNREADABLE_FILE, f"{cause}.", at_file(file.digest))
    if count:
        whole = at_file(file.digest)
        tally.add(
            GapKind.TIME_MISSING,
            "{name}: pasted text; its {count} rows have no time of their own.",
            whole,
            count,
        )
        if not named:
            tally.add(
                GapKind.SPEAKER_UNKNOWN,
                "{name}: pasted text; who wrote its {count} rows is not said.",
                whole,
                count,
            )
    yield from tally.gaps()


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """One file is one conversation: nothing to leave out."""
    return iter(())


def _text(content: bytes, encoding: str) -> tuple[str, bool]:
    try:
        return content.decode(encoding), True
    except UnicodeDecodeError:
        return content.decode(encoding, "replace"), False


def _names(text: str) -> frozenset[str]:
    """Casefolded names that begin lines, if the text is a conversation: at least two such lines, and a name comes back."""
    counted = Counter(
        match[1].strip().casefold()
        for line in text.removeprefix("\ufeff").splitlines()
        if (match := _NAMED.match(line)) is not None
    )
    if counted.total() < 2 or max(counted.values(), default=0) < 2:
        return frozenset()
    return frozenset(counted)


def _rows(file: File, encoding: str, named: frozenset[str]) -> Iterator[tuple[int, int, bytes]]:
    """Byte ranges of rows, and what stands there."""
    start, end = 0, 0
    held: list[bytes] = []
    for at, content in _lines(file, encoding):
        words = _text(content, encoding)[0].strip("\ufeff \t\r\n\xa0")
        if named:
            match = _NAMED.match(words)
            begins = match is not None and match[1].strip().casefold() in named
        else:
            begins = not words
        if held and (begins or at - start > ROW_LIMIT):
            yield start, end, b"".join(held)
            held = []
        if words:
            if not held:
                start = at
            elif end < at:  # blank lines inside a row
                held.append(_newline(encoding))
            held.append(content)
            end = at + len(content)
    if held:
        yield start, end, b"".join(held)


def _newline(encoding: str) -> bytes:
    return "\n".encode(encoding)


def _lines(file: File, encoding: str) -> Iterator[tuple[int, bytes]]:
    """Offset and content of each line with its end; a line of absurd length in pieces."""
    newline = _newline(encoding)
    step = len(newline)
    with file.open() as stream:
        window = Window(stream)
        at = search = 0
        while True:
            found = window.find(newline, search, ROW_LIMIT)
            if found >= 0 and (found - at) % step:  # half of one character, half of the next
                search = found + 1
                continue
            end = found + step if found >= 0 else min(window.end, at + ROW_LIMIT)
            if end <= at:
                return
            yield at, window.take(at, end)
            window.forget(end)
            at = search = end
