"""A file as its copy in the case shows it: the same length, with the places of its cuts filled."""

import io
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import BinaryIO

from amparo.sources.base import Cut, File

BLOCK = 1 << 20
_LINE_ENDS = b"\r\n"


def blank(file: File, cuts: Sequence[Cut]) -> File:
    """`file` with every cut filled, for a reader. `cuts`: ascending, none inside another.

    Name, size and digest stay those of the original, so that locators do.
    """
    if not cuts:
        return file

    def open_blank() -> BinaryIO:
        return _Blank(file, cuts)  # type: ignore[return-value]

    with _Blank(file, cuts) as stream:
        head = stream.read(len(file.head)) or b""
    return replace(file, member=replace(file.member, _open=open_blank), head=head)


def blanked(file: File, cuts: Sequence[Cut]) -> Iterator[bytes]:
    """The bytes of `file` in chunks, with every cut filled."""
    with blank(file, cuts).open() as stream:
        while block := stream.read(BLOCK):
            yield block


def disjoint(cuts: Iterable[Cut]) -> Iterator[Cut]:
    """Without what lies inside an earlier one; what only begins there is taken from the earlier one's end."""
    end = 0
    for cut in cuts:
        if cut.end <= end or cut.end <= cut.start:
            continue
        if cut.start < end:
            cut = Cut(
                start=end,
                end=cut.end,
                why=cut.why,
                name=cut.name,
                size=cut.size,
                digest=cut.digest,
                filler=cut.filler if len(cut.filler) == 1 else b" ",
            )
        yield cut
        end = cut.end


class _Blank(io.RawIOBase):
    """A filler of one byte is repeated, a longer one is written once and followed by spaces; line ends stay, so that
    lines can still be counted."""

    def __init__(self, file: File, cuts: Sequence[Cut]) -> None:
        self._cuts = cuts
        self._ends = [cut.end for cut in cuts]
        self._opened = ExitStack()
        self._stream = self._opened.enter_context(file.open())
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._opened.close()
        super().close()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = self._stream.seek(offset, whence)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        content = bytearray(self._stream.read(len(buffer)))
        start, end = self._at, self._at + len(content)
        for cut in self._cuts[bisect_right(self._ends, start) :]:
            if cut.start >= end:
                break
            first, last = max(cut.start, start), min(cut.end, end)
            here = slice(first - start, last - start)
            content[here] = filling(cut, first - cut.start, bytes(content[here]))
        self._at = end
        buffer[: len(content)] = content
        return len(content)


def filling(cut: Cut, offset: int, content: bytes) -> bytes:
    """What stands for `content`, which begins `offset` bytes into the cut."""
    repeated = cut.filler if len(cut.filler) == 1 else b" "
    table = bytes(byte if byte in _LINE_ENDS else repeated[0] for byte in range(256))
    blanks = content.translate(table)
    if not 1 < len(cut.filler) <= cut.end - cut.start:
        return blanks
    once = cut.filler[offset : offset + len(content)]
    return once + blanks[len(once) :]
