"""SHA-256 and SHA-512 of a stream in one read, on two threads.

`hashlib` lets go of the interpreter's lock for blocks above 2 KiB, so SHA-512 (the slower of the two where the
processor knows SHA-256) runs beside the reading, the SHA-256 and the writing.
"""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self

BLOCK = 1 << 20
"""Bytes that are worth handing to another thread; smaller pieces are joined."""
AHEAD = 4
"""Blocks that may wait for the second thread: the memory this takes."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Of one file; hex, lower case; size in bytes."""

    sha256: str
    sha512: str
    size: int


class Digester:
    """Use as a context; one stream at a time."""

    def __init__(self) -> None:
        self._second = ThreadPoolExecutor(1, thread_name_prefix="sha512")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._second.shutdown()

    def passing(self, chunks: Iterable[bytes], result: list[Digest]) -> Iterator[bytes]:
        """The same bytes, in blocks; once they are all taken, `result` has one digest more."""
        sha256, sha512 = hashlib.sha256(), hashlib.sha512()
        size = 0
        pending: deque[Future[None]] = deque()
        for block in blocks(chunks):
            if len(block) < BLOCK and not pending:
                sha512.update(block)
            else:
                pending.append(self._second.submit(sha512.update, block))
            sha256.update(block)
            size += len(block)
            yield block
            if len(pending) > AHEAD:
                pending.popleft().result()
        for future in pending:
            future.result()
        result.append(Digest(sha256.hexdigest(), sha512.hexdigest(), size))

    def of(self, chunks: Iterable[bytes]) -> Digest:
        """Of the whole stream, which is read to its end."""
        result: list[Digest] = []
        for _ in self.passing(chunks, result):
            pass
        return result[0]


def digest_of(content: bytes) -> Digest:
    """Of something small that is in memory."""
    return Digest(hashlib.sha256(content).hexdigest(), hashlib.sha512(content).hexdigest(), len(content))


def blocks(chunks: Iterable[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """The same bytes in pieces of at least `size`, the last excepted; large pieces pass as they are."""
    waiting = bytearray()
    for chunk in chunks:
        if not waiting and len(chunk) >= size:
            yield chunk
            continue
        waiting += chunk
        if len(waiting) >= size:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)
