"""The rows of one long array of a JSON file, streamed: in batches where they are sound, one by one where they are not.

Chat exports are one object with one array that may hold a gigabyte. A window of the array, cut between two rows, is
handed to a typed msgspec decoder. Where to cut is a guess (the last place that looks like the beginning of a row, as
the first row of the window begins), and the decoder is the proof: what decodes as a whole array was cut at a border of
that array, since a prefix that ended inside a string or a nested value could not be completed by one ``]``. A window
that the decoder refuses is read row by row, where repairs are tried and a broken row costs only itself.

Places are bytes from the start of the file; rows are counted from 0, as JSON pointers (RFC 6901) do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import BinaryIO, Generic, TypeVar

import msgspec

from amparo.sources.json_repair import Read, read_row
from amparo.sources.json_walk import LONGEST, WINDOW, JsonWalk, Malformed, Truncated

__all__ = ["Batch", "Broken", "JsonStream", "Loose", "Malformed", "Truncated", "value_at"]

FIRST = 1 << 14
"""Bytes of the first batch of an array, so that an account with thousands of short chats is quick too."""

_ROW_BEGINS = re.compile(rb'\{[ \t\r\n]*"[^"\\]*"')
_BORDER = re.compile(rb'\}[ \t\r\n]*,[ \t\r\n]*(?=\{[ \t\r\n]*["}])')
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """Sound rows in a row; `first` is the index of the first."""

    first: int
    rows: list[T]


@dataclass(frozen=True, slots=True)
class Loose(Generic[T]):
    """A row that was read after a repair, or without the fields named in `lost`."""

    index: int
    start: int
    end: int
    row: T
    lost: tuple[str, ...]
    replaced: bool
    """Bytes or escapes that are no characters were replaced by U+FFFD."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be read."""

    index: int
    start: int
    end: int
    cause: str


@cache
def _decoder(kind: type[T]) -> msgspec.json.Decoder[list[T]]:
    return msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]


class JsonStream(JsonWalk):
    """A walk that takes a long array in batches of typed rows."""

    def __init__(self, stream: BinaryIO, start: int = 0, window: int = WINDOW) -> None:
        super().__init__(stream, start, window)
        self._token = b""
        self._slow_until = 0

    def rows(self, kind: type[T]) -> Iterator[Batch[T] | Loose[T] | Broken]:
        """The objects of the array that comes next, all of them, in order.

        Raises `Truncated` where the file ends early and `Malformed` where it is no longer JSON, after what came before.
        """
        if self.peek() != 0x5B:
            start = self.at
            self.skip()
            yield Broken(0, start, self.at, "it is not a list")
            return
        begun = self.at
        self._pos += 1
        index = 0
        size = FIRST
        while (byte := self.peek()) != 0x5D:
            if byte == -1:
                raise Truncated(begun, self.at)
            if byte == 0x2C:
                self._pos += 1
                continue
            batch = None if self.at < self._slow_until else self._batch(kind, size)
            size = min(size * 4, self._window)
            if batch:
                yield Batch(index, batch)
                index += len(batch)
            else:
                yield self._stray(index) if byte in b"}:" else self._row(kind, index)
                index += 1
        self._pos += 1

    def _batch(self, kind: type[T], size: int) -> list[T] | None:
        """The rows from the cursor to some border, about `size` bytes on; None if they are not all sound."""
        while len(self._buffer) - self._pos < size and not self._ended:
            self._more()
        buffer, start = self._buffer, self._pos
        begins = _ROW_BEGINS.match(buffer, start)
        if begins is None:
            return None
        self._token = begins[0]
        end = stop = len(buffer)
        if not self._ended or stop - start > size:
            stop = buffer.rfind(self._token, begins.end(), start + size)
            row_ends = buffer[start : max(stop, start)].rstrip(b" \t\r\n")
            if not row_ends.endswith(b","):
                return None
            end = start + len(row_ends) - 1
        closed = b"" if stop == len(buffer) else b"]"
        many = _decoder(kind)
        document = b"[%b%b" % (buffer[start:end], closed)
        try:
            rows = many.decode(document)
            self._pos = stop if closed else buffer.rindex(b"]")
        except (ValueError, RecursionError) as error:
            trailing = _TRAILING.search(str(error))
            border = document.rfind(b"]", 0, int(trailing[1]) + 1) if trailing else -1
            try:
                rows = many.decode(document[: border + 1])
            except (ValueError, RecursionError):
                self._slow_until = self._base + end
                return None
            self._pos = start + border - 1
        return rows

    def _row(self, kind: type[T], index: int) -> Batch[T] | Loose[T] | Broken:
        """One row, repaired where that is possible; the next border bounds the harm that a broken one does."""
        start = self.at
        border, after = self._next_border()
        cause = "a quote or a bracket is not closed"
        limit = LONGEST
        if border:
            read = read_row(kind, self._buffer[self._pos : border])
            if not isinstance(read, str):
                self._pos = after
                return _found(index, start, self._base + border, read)
            limit = 2 * (border - self._pos) + 4096  # it may have been a border inside the row
        length = None
        try:
            length = self._length(limit)
        except Malformed as error:
            if isinstance(error, Truncated) and not border:
                raise
        if length is not None:
            read = read_row(kind, self._buffer[self._pos : self._pos + length])
            border, after = self._next_border()
            if not isinstance(read, str) or not border or border >= self._pos + length:
                self._pos += length
                return _found(index, start, start + length, read)
            cause = read
        elif limit == LONGEST <= len(self._buffer) - self._pos:
            cause = f"it is longer than {LONGEST >> 20} MiB"
        border, after = self._next_border()
        if not border:
            self._drop()
            return Broken(index, start, self.at, cause)
        self._pos = after
        return Broken(index, start, self._base + border, cause)

    def _stray(self, index: int) -> Broken:
        """What stands where a row should begin, up to the next row."""
        start = self.at
        border, after = self._next_border()
        if not border:
            raise Malformed(start, "the list is not closed")
        self._pos = after
        return Broken(index, start, self._base + border, "a stray bracket or colon")

    def _next_border(self) -> tuple[int, int]:
        """In the buffer: the end of the row under the cursor, if it looks so, and where the next begins; else zeros."""
        begins = _ROW_BEGINS.match(self._buffer, self._pos)
        token = begins[0] if begins else self._token
        after = self._buffer.find(token, self._pos + 1) if token else -1
        if after != -1:
            row = self._buffer[self._pos : after].rstrip(b" \t\r\n")
            return self._pos + len(row) - row.endswith(b","), after
        border = _BORDER.search(self._buffer, self._pos)
        return (border.start() + 1, border.end()) if border else (0, 0)


def value_at(stream: BinaryIO, pointer: str) -> bytes:
    """The bytes of the value that a JSON pointer (RFC 6901) names; `stream` can be sought.

    Raises LookupError where there is none, or where the file is no JSON on the way there.
    """
    walk = JsonStream(stream)
    try:
        for step in pointer.split("/")[1:]:
            name = step.replace("~1", "/").replace("~0", "~")
            opening = walk.peek()
            if opening == 0x7B:
                found = any(key == name for key in walk.members())
            else:
                found = opening == 0x5B and name.isdecimal() and _advance(walk, int(name))
            if not found:
                raise LookupError(pointer)
        value = walk.take()
    except Malformed as error:
        raise LookupError(f"{pointer}: {error}") from error
    if value is None:
        raise LookupError(f"{pointer} is longer than {LONGEST >> 20} MiB")
    return value


class _Nothing(msgspec.Struct, gc=False):
    """Takes any object and keeps none of it."""


def _advance(walk: JsonStream, index: int) -> bool:
    """Set `walk` before the element `index` of the array that comes next; False if it is shorter."""
    near = walk.at + 1
    for part in walk.rows(_Nothing):
        count = len(part.rows) if isinstance(part, Batch) else 1
        first = part.first if isinstance(part, Batch) else part.index
        if index < first + count:
            walk._go(near)
            for passed, _ in enumerate(walk._inside(b"]", near), start=first):
                if passed == index:
                    return True
                walk.skip()
        near = walk.at
    return False


def _found(index: int, start: int, end: int, read: Read[T] | str) -> Batch[T] | Loose[T] | Broken:
    if isinstance(read, str):
        return Broken(index, start, end, read)
    if not read.lost and not read.replaced:
        return Batch(index, [read.row])
    return Loose(index, start, end, read.row, read.lost, read.replaced)
