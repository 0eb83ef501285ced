"""Cut a WhatsApp export into rows, block by block, with the place of each in the file.

A row runs from the start of its header's line to before the line break that ends its last line, so that the bytes
of its locator are the row. Memory is bounded: one block, and one row of at most `LONGEST_ROW` bytes.
"""

import codecs
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, TypeVar

from amparo.sources.whatsapp_headers import HEADER_GROUPS, pattern, remember

BLOCK = 1 << 20
LONGEST_ROW = 8 << 20
"""Bytes of one row that are kept; WhatsApp itself cuts a message at 65,536 characters."""

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
        yield b"\xff"


def whole_lines(stream: BinaryIO, encoding: Encoding) -> Iterator[bytes]:
    """The file in chunks that begin with a line break, one being put before the first line, and end before one.

    Only a line longer than a block is broken: what goes on in the next chunk has no line break before it.
    """
    line_break = encoding.line_break
    held = line_break
    for block in _blocks(stream, encoding):
        held += block
        end = held.rfind(line_break)
        if end > 0:
            yield held[:end]
            held = held[end:]
        elif len(held) > BLOCK:
            yield held
            held = b""
    if held:
        yield held


class Ruler:
    """Where an index of the current chunk lies in the file."""

    def __init__(self, encoding: Encoding) -> None:
        self._wide = bool(encoding.utf16)
        self._base = (
            encoding.bom - encoding.unit
        )  # the line break put before the first line is not in the file
        self._index = 0

    def at(self, chunk: bytes, index: int) -> int:
        """`index` never goes back within one chunk."""
        if not self._wide:
            return self._base + index
        self._base += _units(chunk[self._index : index])
        self._index = index
        return self._base

    def next(self, chunk: bytes) -> None:
        """Done with this chunk."""
        self._base = self.at(chunk, len(chunk))
        self._index = 0


T = TypeVar("T")
Row = tuple[T | None, int, int, bytes | None, bytes, bool]
"""What the header says, None before the first one; start and end in the file, the end without the line break; the
sender, where it is plain; the text after it, or after the header; whether the row is longer than `LONGEST_ROW`, and
the text its beginning."""

_HEADERS_REMEMBERED = 20_000


def sender_pattern(line_break: bytes) -> bytes:
    """A name without a colon in it, then colon and space; others are left to `divide`."""
    return rb"(?:([^:" + line_break + rb"]{1,160}+): )?"


def rows(
    stream: BinaryIO, encoding: Encoding, header: Callable[[Sequence[bytes | None]], T | None]
) -> Iterator[Row[T]]:
    """All of the file: what stands before the first header, if anything, then each row.

    `header` makes of the groups of a match what the caller needs, or None when the line starts no row: then it is
    text of the row above. Equal headers are asked about once.
    """
    line_break = encoding.line_break
    find = pattern(line_break, sender_pattern(line_break)).finditer
    ruler = Ruler(encoding)
    known: dict[bytes, T | None] = {}
    value: T | None = None
    sender: bytes | None = None
    start = encoding.bom
    held: list[bytes] = []  # of the row that is open, from earlier chunks
    size = 0  # of all of them, also what was not held
    last = b""
    for chunk in whole_lines(stream, encoding):
        begin = 0 if held else len(line_break)
        for match in find(chunk):
            raw, named = match.group(1, HEADER_GROUPS + 1)
            if raw in known:
                found = known[raw]
            else:
                found = remember(known, raw, header(match.groups()[1:]), _HEADERS_REMEMBERED)
            if found is None:
                continue
            at = match.start()
            body = chunk[begin:at]
            cut = False
            if held:
                cut = size + len(body) > LONGEST_ROW
                body = b"".join([*held, body])[:LONGEST_ROW]
                held = []
                size = 0
            if value is not None or body:
                end = ruler.at(chunk, at)
                if body.endswith(b"\r") and line_break == b"\n":
                    body = body[:-1]
                    end -= encoding.unit
                yield value, start, end, sender, body, cut
            value, sender, begin = found, named, match.end()
            start = ruler.at(chunk, at + 1)
        held.append(chunk[begin:] if size <= LONGEST_ROW else b"")
        size += len(chunk) - begin
        last = (last + chunk)[-2:]
        ruler.next(chunk)
    body = b"".join(held)
    end = ruler.at(b"", 0)
    for mark in (line_break, b"\r") if line_break == b"\n" else (line_break,):
        if not last.endswith(mark):
            break
        last, end, size = last[:-1], end - encoding.unit, size - 1
        body = body[: max(0, size)] if size < LONGEST_ROW else body
    if value is not None or body:
        yield value, start, max(start, end), sender, body[:LONGEST_ROW], size > LONGEST_ROW
