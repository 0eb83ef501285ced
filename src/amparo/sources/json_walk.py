"""A cursor over one JSON document of any size.

It walks forward, one level at a time and without recursion, and holds no more than a window and the value at hand.
Places are bytes from the start of the file. It forgives missing and surplus commas, and takes what `json_repair` mends.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from amparo.sources.json_repair import lenient

WINDOW = 1 << 16
"""Bytes that are read, and decoded, at once: rows and their messages stay in the cache of one core."""
LONGEST = 16 << 20
"""Bytes of the longest value that is decoded; longer ones are passed over and reported."""

_SPACE = re.compile(rb"(?:[ \t\r\n]|\xef\xbb\xbf)*+")
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(")?|[\[{\]}]', re.DOTALL)
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_SCALAR = re.compile(rb'[^\s,:\[\]{}"]*+')


class Malformed(ValueError):
    """The file is not JSON from the byte `at` on."""

    def __init__(self, at: int, cause: str) -> None:
        super().__init__(f"byte {at}: {cause}")
        self.at = at
        self.cause = cause


class Truncated(Malformed):
    """The file ends at `end`, inside what begins at `at`."""

    def __init__(self, at: int, end: int) -> None:
        super().__init__(at, "the file ends inside it")
        self.end = end


class JsonWalk:
    """Where it stands, and what can be asked for next.

    >>> walk = JsonWalk(io.BytesIO(b'{"title": "Ana", "messages": [{"content": "hi"}]}'))
    >>> for key in walk.members():
    ...     if key == "title":
    ...         print(walk.value())
    Ana
    """

    def __init__(self, stream: BinaryIO, start: int = 0, window: int = WINDOW) -> None:
        if start:
            stream.seek(start)
        self._stream = stream
        self._window = window
        self._base = start
        self._buffer = b""
        self._pos = 0
        self._ended = False

    @property
    def at(self) -> int:
        """The byte where the cursor stands."""
        return self._base + self._pos

    def peek(self) -> int:
        """The first byte of what comes next, white space passed; -1 at the end of the file."""
        while True:
            space = _SPACE.match(self._buffer, self._pos)
            if space:
                self._pos = space.end()
            if self._pos < len(self._buffer):
                return self._buffer[self._pos]
            if not self._more():
                return -1

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; whoever wants a value takes it before asking for the next key."""
        for _ in self._items(b"{", b"}"):
            start = self.at
            raw = self.take() if self._buffer[self._pos] == 0x22 else None
            if raw is None or self.peek() != 0x3A:
                raise Malformed(start, "a key is expected here")
            self._pos += 1
            if self.peek() == -1:
                raise Truncated(start, self.at)
            before = self.at
            yield str(_decoded(raw, start))
            if self.at == before:
                self.skip()

    def elements(self) -> Iterator[int]:
        """The indexes of the array that comes next; whoever wants an element takes it before asking for the next."""
        for index, _ in enumerate(self._items(b"[", b"]")):
            before = self.at
            yield index
            if self.at == before:
                self.skip()

    def value(self) -> object:
        """The value that comes next; None for one longer than `LONGEST`."""
        self.peek()
        start = self.at
        raw = self.take()
        return None if raw is None else _decoded(raw, start)

    def take(self) -> bytes | None:
        """The bytes of the value that comes next; None for one longer than `LONGEST`."""
        if self.peek() == -1:
            raise Truncated(self.at, self.at)
        length = self._length()
        if length is None:
            self._drop()
            return None
        self._pos += length
        return self._buffer[self._pos - length : self._pos]

    def skip(self) -> None:
        """Pass over the value that comes next, however long."""
        if self.peek() == -1:
            raise Truncated(self.at, self.at)
        length = self._length()
        if length is None:
            self._drop()
        else:
            self._pos += length

    def _items(self, opening: bytes, closing: bytes) -> Iterator[None]:
        """Stand before each item up to the closing bracket. Missing and surplus commas are forgiven."""
        if self.peek() != opening[0]:
            raise Malformed(self.at, f"{opening.decode()} is expected here")
        self._pos += 1
        yield from self._inside(closing, self.at - 1)

    def _inside(self, closing: bytes, start: int) -> Iterator[None]:
        """The same, with the opening bracket, at `start`, passed."""
        while (byte := self.peek()) != closing[0]:
            if byte == -1:
                raise Truncated(start, self.at)
            if byte == 0x2C:
                self._pos += 1
            elif byte in b"]}:":
                raise Malformed(self.at, f"a stray {chr(byte)}")
            else:
                yield
        self._pos += 1

    def _more(self) -> bool:
        """Read on; what was passed is forgotten. False at the end of the file."""
        block = self._stream.read(max(self._window, len(self._buffer) - self._pos))
        if not block:
            self._ended = True
            return False
        self._buffer = self._buffer[self._pos :] + block
        self._base += self._pos
        self._pos = 0
        return True

    def _go(self, start: int) -> None:
        """Stand at the byte `start`."""
        self._stream.seek(start)
        self._base, self._pos, self._buffer, self._ended = start, 0, b"", False

    def _length(self, limit: int = LONGEST) -> int | None:
        """Bytes of the value under the cursor; None if more than `limit`, or a little less."""
        opened = bytearray()
        done = 0
        while True:
            buffer, start = self._buffer, self._pos
            if buffer[start] not in b'"[{':
                scalar = _SCALAR.match(buffer, start)
                end = scalar.end() if scalar else start
                if end == start:
                    raise Malformed(self.at, "a value is expected here")
                if end - start >= limit:
                    return None
                if end < len(buffer) or not self._more():
                    return end - start
                continue
            resume = min(len(buffer), start + limit)
            for token in _TOKEN.finditer(buffer, start + done, start + limit):
                byte = buffer[token.start()]
                if byte == 0x22:
                    if not token[1]:
                        resume = token.start()
                        break
                elif byte in b"[{":
                    opened.append(byte)
                elif opened.pop() != byte - 2:  # in ASCII each bracket stands two before its partner
                    raise Malformed(self._base + token.start(), f"a stray {chr(byte)}")
                if not opened:
                    return token.end() - start
            done = resume - start
            if len(buffer) - start >= limit:
                return None
            if not self._more():
                raise Truncated(self.at, self._base + len(self._buffer))

    def _drop(self) -> None:
        """Pass over the value under the cursor without holding it."""
        begun = self.at
        if self._buffer[self._pos] not in b'"[{':
            self._drop_scalar()
            return
        depth = 0
        inside = False
        while True:
            if inside:
                rest = _REST_OF_STRING.match(self._buffer, self._pos)
                self._pos = rest.end() if rest else self._pos
                inside = self._buffer[self._pos : self._pos + 1] != b'"'
                self._pos += not inside
                if not inside and not depth:
                    return
            if not inside:
                for token in _TOKEN.finditer(self._buffer, self._pos):
                    self._pos = token.end()
                    byte = self._buffer[token.start()]
                    if byte == 0x22:
                        inside = not token[1]
                    else:
                        depth += 1 if byte in b"[{" else -1
                    if not depth and not inside:
                        return
                if not inside:
                    self._pos = len(self._buffer)
            if not self._more():
                raise Truncated(begun, self._base + len(self._buffer))

    def _drop_scalar(self) -> None:
        begun = self.at
        while scalar := _SCALAR.match(self._buffer, self._pos):
            self._pos = scalar.end()
            if self.at == begun:
                raise Malformed(begun, "a value is expected here")
            if self._pos < len(self._buffer) or not self._more():
                return


def _decoded(raw: bytes, start: int) -> object:
    try:
        return lenient(raw)[0]
    except ValueError as error:
        raise Malformed(start, str(error)) from error
