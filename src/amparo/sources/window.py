"""A byte stream seen through a buffer that only moves forward, so that files of any length are read in little memory."""

from typing import BinaryIO

BLOCK = 1 << 18


class Window:
    """`data` holds the bytes from offset `base` of the stream on; all places are absolute offsets.

    >>> import io
    >>> window = Window(io.BytesIO(b"To: you"))
    >>> window.find(b":", 0), window.take(0, 2)
    (2, b'To')
    """

    def __init__(self, stream: BinaryIO, start: int = 0, end: int | None = None, block: int = BLOCK) -> None:
        if start:
            stream.seek(start)
        self._stream = stream
        self._left = None if end is None else end - start
        self._block = block
        self.base = start
        self.data = b""
        self.ended = False

    @property
    def end(self) -> int:
        """Offset after the last byte in view."""
        return self.base + len(self.data)

    def more(self) -> bool:
        """Read on by a block; False at the end of the stream."""
        if self.ended:
            return False
        wanted = self._block if self._left is None else min(self._block, self._left)
        block = self._stream.read(wanted) if wanted > 0 else b""
        if not block:
            self.ended = True
            return False
        if self._left is not None:
            self._left -= len(block)
        self.data = self.data + block if self.data else block
        return True

    def forget(self, until: int) -> None:
        """Let go of all bytes before `until`, as far as they are in view."""
        until = min(until, self.end)
        if until > self.base:
            self.data = self.data[until - self.base :]
            self.base = until

    def need(self, until: int) -> bool:
        """Read until offset `until` is in view; False where the stream ends before."""
        while self.end < until:
            if not self.more():
                return False
        return True

    def take(self, start: int, end: int) -> bytes:
        """Bytes in view."""
        return self.data[start - self.base : end - self.base]

    def find(self, what: bytes, start: int, limit: int | None = None) -> int:
        """Offset of `what` from `start` on, reading as far as needed, at most `limit` bytes; -1 where it is not."""
        at = start
        while True:
            found = self.data.find(what, at - self.base)
            if found >= 0:
                return found + self.base
            at = max(start, self.end - len(what) + 1)
            if limit is not None and self.end - start >= limit:
                return -1
            if not self.more():
                return -1
