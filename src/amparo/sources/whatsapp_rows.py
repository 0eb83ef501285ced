"""Cut a WhatsApp export into rows, with the place of each in the file.

A row runs from the start of its header's line to before the line break that ends its last line, so that the bytes
of its locator are the row. Memory is bounded: a piece of the file, and one row of at most `LONGEST_ROW` bytes.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain
from typing import BinaryIO, NamedTuple

from amparo.sources.whatsapp_headers import Day, Hour, like_pattern, opening, pattern, plain_pattern
from amparo.sources.whatsapp_stamps import PlainForm, Stamp, Stamps

PIECE = 1 << 15
"""Bytes that are read at once; with more, the columns of a piece no longer fit the processor's cache."""
LONGEST_ROW = 8 << 20
"""Bytes of one row that are kept; WhatsApp itself cuts a message at 65,536 characters."""
_LONGEST_HEADER = 1024
_STEP = 6
"""Parts of a row into which `plain_pattern` with a name after it splits."""
_STEP_WITHOUT_SECONDS = 4
"""Those of `like_pattern` where minutes close the header."""

_CONTINUATION = bytes(range(0x80, 0xC0))
_NOT_FOUR = bytes(range(0xF0))


class Encoding(NamedTuple):
    """How the bytes of a file are text."""

    bom: int
    """Bytes of the byte order mark."""
    utf16: str = ""
    """`utf-16-le` or `utf-16-be`; nothing for UTF-8."""
    line_break: bytes = b"\n"
    """The last byte of a line break: `\\r` alone was that of old Macs."""

    @property
    def unit(self) -> int:
        """Bytes of a character such as a line break."""
        return 2 if self.utf16 else 1

    @staticmethod
    def of(head: bytes) -> "Encoding":
        if head.startswith(codecs.BOM_UTF16_LE):
            return Encoding(2, "utf-16-le", b"\n" if b"\n\0" in head or b"\r\0" not in head else b"\r")
        if head.startswith(codecs.BOM_UTF16_BE):
            return Encoding(2, "utf-16-be", b"\n" if b"\0\n" in head or b"\0\r" not in head else b"\r")
        bom = 3 if head.startswith(codecs.BOM_UTF8) else 0
        return Encoding(bom, "", b"\n" if b"\n" in head or b"\r" not in head else b"\r")


def undecodable(body: bytes) -> tuple[str, str]:
    """Text and raw text of bytes that are not UTF-8.

    A byte that cannot be read is U+FFFD in the text and `\\xNN` in the raw text, so that each can still be told and
    both are valid Unicode, unlike with surrogate escapes.
    """
    return body.decode("utf-8", "replace"), body.decode("utf-8", "backslashreplace")


def _units(utf8: bytes) -> int:
    """Bytes of the same text in UTF-16: two a character, four beyond the basic plane."""
    return 2 * (len(utf8.translate(None, _CONTINUATION)) + len(utf8.translate(None, _NOT_FOUR)))


class _Text:
    """A file as UTF-8, piece by piece, without its byte order mark."""

    def __init__(self, stream: BinaryIO, encoding: Encoding) -> None:
        self._stream = stream
        self._encoding = encoding
        self.size = 0
        """Bytes of the file that were read."""

    def __iter__(self) -> Iterator[bytes]:
        """Raises what the stream raises."""
        self.size = len(self._stream.read(self._encoding.bom))
        if not self._encoding.utf16:
            while piece := self._piece():
                yield piece
            return
        # Lone surrogates pass, so that lengths stay true; they are no UTF-8, and count as undecodable later.
        decoder = codecs.getincrementaldecoder(self._encoding.utf16)("surrogatepass")
        while piece := self._piece():
            yield decoder.decode(piece).encode("utf-8", "surrogatepass")
        for _ in decoder.getstate()[0][::2]:  # an odd byte, or half a pair, at the end
            yield "\ud800".encode("utf-8", "surrogatepass")

    def _piece(self) -> bytes:
        piece = self._stream.read(PIECE)
        self.size += len(piece)
        return piece


@dataclass(slots=True)
class Rows:
    """Rows that follow one another, by column: so a long chat is not read in a million small steps."""

    form: str | None
    """Of the header of all rows; None where they differ."""
    forms: list[str]
    """Of each, where they differ."""
    days: list[Day]
    hours: list[Hour]
    seconds: list[str]
    """`:07`, or `:00` where none are written."""
    senders: list[bytes]
    """With colon and space, where they are plain: names without a colon in them; else nothing."""
    bodies: list[bytes]
    """What follows the sender or, where none is plain, the header; without the line break that ends the row."""
    starts: list[int]
    """Of the header's line; in the file."""
    ends: list[int]
    """Past the last byte, before the line break."""
    cut: bool = False
    """The only row is longer than `LONGEST_ROW`; its body is the beginning."""

    def pop(self) -> "Rows":
        """The last row, which is taken from these."""
        form = self.forms.pop() if self.forms else self.form
        return Rows(
            form,
            [],
            [self.days.pop()],
            [self.hours.pop()],
            [self.seconds.pop()],
            [self.senders.pop()],
            [self.bodies.pop()],
            [self.starts.pop()],
            [self.ends.pop()],
        )


class Lead(NamedTuple):
    """What stands before the first header of a file; `text` is its beginning."""

    text: bytes
    start: int
    end: int


def rows(stream: BinaryIO, encoding: Encoding, wanted: Callable[[str], bool]) -> Iterator[Rows | Lead]:
    """All of the file. `wanted` says which forms of header start a row; the others are text of the row above."""
    splitter = _Splitter(encoding, wanted)
    text = _Text(stream, encoding)
    for piece in text:
        yield from splitter.more(piece)
    yield from splitter.rest(text.size)


@dataclass(slots=True)
class _Open:
    """What goes on past the buffer: the lead, or a long row."""

    start: int
    stamp: Stamp | None = None
    sender: bytes = b""
    cut: bool = False
    _parts: list[bytes] = field(default_factory=list)
    _size: int = 0

    def add(self, text: bytes) -> None:
        room = LONGEST_ROW - self._size
        self.cut |= len(text) > room
        self._parts.append(text[:room])
        self._size += len(self._parts[-1])

    def text(self) -> bytes:
        return b"".join(self._parts)


class _Splitter:
    """Holds the bytes that are not yet handed out: the last row, whose end is not known, and what was read after it."""

    def __init__(self, encoding: Encoding, wanted: Callable[[str], bool]) -> None:
        self._break = encoding.line_break
        self._wanted = wanted
        self._stamps = Stamps()
        name = rb"((?:[^:" + self._break + rb"]{1,160}+: )?)"
        self._name = re.compile(name)
        self._opening = opening(self._break).search
        self._then = name
        self._plain = plain_pattern(self._break, name)
        self._plain_form: PlainForm | None = None
        self._wide = bool(encoding.utf16)
        self._unit = encoding.unit
        self._buffer = self._break  # so that the first line is like all others
        self._base = encoding.bom - encoding.unit  # of the buffer, in the file
        self._begin = 1
        """Of the text of `_open` in the buffer."""
        self._open: _Open | None = _Open(encoding.bom)

    @property
    def _origin(self) -> int:
        """What the places of found rows count from: the file's start, or the buffer's where they have to be measured."""
        return 0 if self._wide else self._base

    def more(self, piece: bytes) -> Iterator[Rows | Lead]:
        """The rows that end before the last header read so far."""
        self._buffer += piece
        found = self._found(more_follows=True)
        if found is None:
            if self._open is not None:
                self._drop_into(self._open)
            return
        yield from self._closed(found.starts[0] - self._origin - 1)
        last = found.pop()
        begin = last.starts[0] - self._origin - 1
        if len(self._buffer) - begin > PIECE:  # looked through once, not again with each piece
            stamp = (last.form or "", last.days[0], last.hours[0], last.seconds[0])
            self._open = _Open(self._place(begin + 1), stamp, last.senders[0])
            self._begin = len(self._buffer) - len(last.bodies[0])
        if found.starts:
            yield self._in_file(found)
        if self._open is None:
            self._drop(begin)
        else:
            self._drop_into(self._open)

    def rest(self, size: int) -> Iterator[Rows | Lead]:
        """After the last piece: what is left. `size` is that of the file; an odd byte of UTF-16 counts as two."""
        for mark in (self._break, b"\r") if self._break == b"\n" else (self._break,):
            if not self._buffer.endswith(mark) or len(self._buffer) <= (self._begin if self._open else 1):
                break
            self._buffer = self._buffer[:-1]
        found = self._found()
        yield from self._closed(found.starts[0] - self._origin - 1 if found else len(self._buffer), size)
        if found:
            found = self._in_file(found)
            found.ends[-1] = min(found.ends[-1], size)
            yield found

    def _closed(self, end: int, size: int | None = None) -> Iterator[Rows | Lead]:
        """The open lead or row, which goes on to `end` in the buffer, but not past the `size` of the file."""
        was, self._open = self._open, None
        if was is None:
            return
        if end > self._begin and self._buffer[end - 1 : end] == b"\r" and self._break == b"\n":
            end -= 1
        was.add(self._buffer[self._begin : end])
        place = self._place(max(end, self._begin))
        place = place if size is None else min(place, size)
        if was.stamp is not None:
            form, day, hour, second = was.stamp
            yield Rows(
                form, [], [day], [hour], [second], [was.sender], [was.text()], [was.start], [place], was.cut
            )
        elif text := was.text():
            yield Lead(text, was.start, place)

    def _drop_into(self, goes_on: _Open) -> None:
        """Keep of the buffer only what may be the beginning of a header."""
        line = self._buffer.rfind(self._break, max(self._begin, len(self._buffer) - _LONGEST_HEADER))
        end = line if line >= 0 else len(self._buffer)
        if self._buffer[end - 1 : end] == b"\r":  # half of a line break
            end -= 1
        end = max(end, self._begin)
        goes_on.add(self._buffer[self._begin : end])
        self._drop(end)
        self._begin = 0

    def _drop(self, count: int) -> None:
        self._base = self._place(count)
        self._buffer = self._buffer[count:]

    def _place(self, index: int) -> int:
        """In the file, of an index of the buffer."""
        return self._base + (_units(self._buffer[:index]) if self._wide else index)

    def _in_file(self, found: Rows) -> Rows:
        """With places in the file, and without the first half of the line breaks of Windows."""
        if self._break == b"\n" and b"\r" in self._buffer:
            for number, body in enumerate(found.bodies):
                if body.endswith(b"\r"):
                    found.bodies[number] = body[:-1]
                    found.ends[number] -= 1
        if self._wide:
            places, at, place = [], 0, self._base
            for index in chain.from_iterable(zip(found.starts, found.ends, strict=True)):
                place += _units(self._buffer[at:index])
                at = index
                places.append(place)
            found.starts, found.ends = places[::2], places[1::2]
        return found

    def _found(self, *, more_follows: bool = False) -> Rows | None:
        """All rows that begin in the buffer, with places in the buffer; None where none does."""
        return self._plain_rows(more_follows) or self._any_rows()

    def _plain_rows(self, more_follows: bool) -> Rows | None:
        """The usual case, quickly: all headers of one form, in plain digits; None where that is not so."""
        parts = self._plain.split(self._buffer)
        if len(parts) == 1:
            return None
        step = self._plain.groups + 1
        dates, minutes = parts[1::step], parts[2::step]
        senders, bodies = parts[step - 1 :: step], parts[step::step]
        seconds = parts[3::step] if step > _STEP_WITHOUT_SECONDS else None
        closes = parts[4::step] if step == _STEP else None
        if self._plain_form is None and seconds and closes:
            self._plain_form = self._stamps.plain_form(dates[0], minutes[0], seconds[0], closes[0])
            if self._plain_form is not None and not closes[0].strip(
                b"]- "
            ):  # else morning or afternoon, which varies
                self._plain = like_pattern(self._break, dates[0], seconds[0], closes[0], self._then)
        form = self._plain_form
        if form is None or not self._wanted(form.name):
            return None
        days, hours = form.all_days(dates), form.all_hours(minutes, closes)
        passed = form.all_seconds(seconds) if seconds else [":00"] * len(dates)
        if days is None or hours is None or passed is None:
            return None
        line_break = self._break
        more_lines = [text for text in chain(parts[:1], bodies) if line_break in text]
        if more_follows and more_lines and more_lines[-1] is bodies[-1]:
            more_lines[-1] = self._without_unfinished_line(more_lines[-1])
        for text in filter(self._opening, more_lines):
            for match in pattern(self._break).finditer(text):  # a header of another form
                stamp = self._stamps.read(match)
                if stamp is not None and self._wanted(stamp[0]):
                    return None
        places = list(accumulate(map(len, parts), initial=self._origin))[
            1:
        ]  # the parts are all of the buffer
        ends = places[step::step]
        starts = [place + 1 for place in places[:-1:step]]
        return Rows(form.name, [], days, hours, passed, senders, bodies, starts, ends)

    def _without_unfinished_line(self, text: bytes) -> bytes:
        """Which is mostly a header that the next piece ends, and is looked at then, as the buffer keeps it."""
        line = text.rfind(self._break, max(0, len(text) - _LONGEST_HEADER))
        return text[:line] if line >= 0 else text

    def _any_rows(self) -> Rows | None:
        buffer, origin = self._buffer, self._origin
        found = Rows(None, [], [], [], [], [], [], [], [])
        begin = 0
        for match in pattern(self._break).finditer(buffer):
            stamp = self._stamps.read(match)
            if stamp is None or not self._wanted(stamp[0]):
                continue
            at = match.start()
            if found.starts:
                found.ends.append(origin + at)
                found.bodies.append(buffer[begin:at])
            found.starts.append(origin + at + 1)
            form, day, hour, second = stamp
            found.forms.append(form)
            found.days.append(day)
            found.hours.append(hour)
            found.seconds.append(second)
            name = self._name.match(buffer, match.end())
            found.senders.append(name[1] if name else b"")
            begin = name.end() if name else match.end()
        if not found.starts:
            return None
        found.ends.append(origin + len(buffer))
        found.bodies.append(buffer[begin:])
        if len(set(found.forms)) == 1:
            found.form = found.forms[0]
        return found
