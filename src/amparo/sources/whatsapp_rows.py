"""Cut a WhatsApp export into rows, block by block, with the place of each in the file.

A row runs from the start of its header's line to before the line break that ends its last line, so that the bytes
of its locator are the row. Memory is bounded: one block, and one row of at most `LONGEST_ROW` bytes.
"""

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from amparo.sources.whatsapp_headers import LONGEST, Stamp, Stamps, pattern

BLOCK = 1 << 20
LONGEST_ROW = 8 << 20
"""Bytes of one row that are kept; WhatsApp itself cuts a message at 65,536 characters."""

_CONTINUATION = bytes(range(0x80, 0xC0))
_NOT_FOUR = bytes(range(0xF0))


class Row(NamedTuple):
    start: int
    """In the file, in bytes; `end` is past the last byte, without the line break."""
    end: int
    stamp: Stamp | None
    """None for what stands before the first header."""
    body: bytes
    """After the header, as UTF-8."""
    cut: bool = False
    """The row is longer than `LONGEST_ROW`; `body` is its beginning."""


class Encoding(NamedTuple):
    """How the bytes of a file are text."""

    bom: int
    """Bytes of the byte order mark."""
    utf16: str = ""
    """`utf-16-le` or `utf-16-be`; nothing for UTF-8."""
    line_break: bytes = b"\n"
    """The last byte of a line break: `\\r` alone was that of old Macs."""

    @staticmethod
    def of(head: bytes) -> "Encoding":
        if head.startswith(codecs.BOM_UTF16_LE):
            return Encoding(2, "utf-16-le", b"\n" if b"\n\0" in head or b"\r\0" not in head else b"\r")
        if head.startswith(codecs.BOM_UTF16_BE):
            return Encoding(2, "utf-16-be", b"\n" if b"\0\n" in head or b"\0\r" not in head else b"\r")
        bom = 3 if head.startswith(codecs.BOM_UTF8) else 0
        return Encoding(bom, "", b"\n" if b"\n" in head or b"\r" not in head else b"\r")

    def text(self, body: bytes) -> tuple[str, str, bool]:
        """Text, raw text, and whether bytes had to be replaced.

        What is not UTF-8 is U+FFFD in the text and `\\xNN` in the raw text, so that each byte can be told and both
        are valid Unicode, unlike with surrogate escapes.
        """
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return body.decode("utf-8", "replace"), body.decode("utf-8", "backslashreplace"), True
        return text, text, False


def _units(utf8: bytes) -> int:
    """Bytes of the same text in UTF-16: two a character, four beyond the basic plane."""
    return 2 * (len(utf8.translate(None, _CONTINUATION)) + len(utf8.translate(None, _NOT_FOUR)))


def _blocks(stream: BinaryIO, encoding: Encoding) -> Iterator[bytes]:
    """The file as UTF-8, without its byte order mark. Raises what `stream` raises."""
    stream.read(encoding.bom)
    if not encoding.utf16:
        while block := stream.read(BLOCK):
            yield block
        return
    # Lone surrogates pass, so that lengths stay true; they are no UTF-8, and count as undecodable later.
    decoder = codecs.getincrementaldecoder(encoding.utf16)("surrogatepass")
    while block := stream.read(BLOCK):
        yield decoder.decode(block).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:  # an odd byte, or half a pair, at the end
        yield "\ufffd".encode()


class _Ruler:
    """Where an index of the buffer lies in the file."""

    def __init__(self, start: int, wide: bool) -> None:
        self._wide = wide
        self._base = start
        """Of index 0 or, in UTF-16, of the last index that was asked for."""
        self._index = 0

    def at(self, buffer: bytes, index: int) -> int:
        """`index` never goes back."""
        if not self._wide:
            return self._base + index
        self._base += _units(buffer[self._index : index])
        self._index = index
        return self._base

    def drop(self, buffer: bytes, count: int) -> None:
        """The first `count` bytes leave the buffer."""
        if self._wide:
            self.at(buffer, max(count, self._index))
            self._index -= count
        else:
            self._base += count


def rows(
    stream: BinaryIO, encoding: Encoding, stamps: Stamps, wanted: Callable[[Stamp], bool]
) -> Iterator[Row]:
    """All of the file: what stands before the first header, if anything, then each row.

    `wanted` says which headers start a row; the others are text of the row above.
    """
    line_break = encoding.line_break
    headers = pattern(line_break)
    read = stamps.read
    buffer = line_break  # so that the first line is like all others
    ruler = _Ruler(encoding.bom - (2 if encoding.utf16 else 1), bool(encoding.utf16))
    search = 0
    stamp: Stamp | None = None  # of the row that is open
    start = body_at = 1  # of it, in the buffer
    place = encoding.bom  # of it, in the file
    kept: bytes | None = None  # of it, when it is too long

    for block in _blocks(stream, encoding):
        buffer += block
        for match in headers.finditer(buffer, search):
            found = read(match)
            if found is None or not wanted(found):
                continue
            at = match.start() + 1
            end = _before_break(buffer, at, start, line_break)
            if stamp is not None or at > start:
                body = buffer[body_at:end] if kept is None else kept
                yield Row(place, ruler.at(buffer, end), stamp, body, kept is not None)
            place = ruler.at(buffer, at)
            start, stamp, body_at, kept = at, found, match.end(), None
        if kept is None and len(buffer) - start > LONGEST_ROW:
            kept = buffer[body_at : body_at + LONGEST_ROW]
        drop = start - 1 if kept is None else max(0, len(buffer) - LONGEST)
        ruler.drop(buffer, drop)
        buffer = buffer[drop:]
        start, body_at = max(0, start - drop), max(0, body_at - drop)
        search = max(0 if stamp is None else body_at, len(buffer) - LONGEST)

    end = len(buffer)
    if buffer.endswith(line_break):
        end = _before_break(buffer, end, start, line_break)
    if stamp is not None or end > start:
        body = buffer[body_at:end] if kept is None else kept
        yield Row(place, ruler.at(buffer, end), stamp, body, kept is not None)


def _before_break(buffer: bytes, at: int, start: int, line_break: bytes) -> int:
    """The index of the line break that ends before `at`, `\\r\\n` being one; not before `start`."""
    end = at - 1
    if line_break == b"\n" and buffer[end - 1 : end] == b"\r":
        end -= 1
    return max(end, start)
