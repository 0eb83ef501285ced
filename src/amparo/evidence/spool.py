"""A place for what is derived before it can be sealed: write once, read as often as needed, gone when closed.

Small spools stay in memory. A longer one goes to a nameless temporary file; a *secret* one is encrypted there, block by
block, with a key that exists in this process only, so that `--to` leaves nothing to read whenever the process ends.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

BLOCK = 1 << 20
"""Bytes of a block on disk."""
IN_MEMORY = 8 << 20
"""Bytes that stay in memory."""
_TAG = 16
"""Bytes that ChaCha20-Poly1305 adds to a block (RFC 8439)."""


class Spool:
    """Append bytes with `write`, then take `chunks()`; `size` and `digest` are those of all bytes so far."""

    def __init__(self, *, secret: bool, in_memory: int = IN_MEMORY) -> None:
        self._cipher = ChaCha20Poly1305(ChaCha20Poly1305.generate_key()) if secret else None
        self._step = BLOCK + _TAG if secret else BLOCK
        self._limit = in_memory
        self._blocks = 0
        """On disk."""
        self._memory = bytearray()
        self._descriptor: int | None = None
        self._sha256 = hashlib.sha256()
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def digest(self) -> str:
        """SHA-256, hex."""
        return self._sha256.hexdigest()

    def write(self, content: bytes) -> int:
        """Append. OSError when the disk is full."""
        self._memory += content
        self._sha256.update(content)
        self.size += len(content)
        if len(self._memory) > self._limit:
            self._spill()
        return len(content)

    def chunks(self) -> Iterator[bytes]:
        """All bytes written so far, from the start."""
        blocks, memory = self._blocks, bytes(self._memory)
        for number in range(blocks):
            yield self._read(number)
        if memory:
            yield memory

    def close(self) -> None:
        """Forget everything. A spool can be closed more than once."""
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor, self._cipher, self._blocks = None, None, 0
        self._memory = bytearray()

    def _spill(self) -> None:
        if self._descriptor is None:
            with tempfile.TemporaryFile() as nameless:
                self._descriptor = os.dup(nameless.fileno())
        # Full blocks only: the rest waits in memory for more.
        whole = len(self._memory) // BLOCK * BLOCK
        for start in range(0, whole, BLOCK):
            block = bytes(self._memory[start : start + BLOCK])
            if self._cipher:
                block = self._cipher.encrypt(_nonce(self._blocks), block, None)
            view, at = memoryview(block), self._blocks * self._step
            while view:
                done = os.pwrite(self._descriptor, view, at)
                view, at = view[done:], at + done
            self._blocks += 1
        del self._memory[:whole]

    def _read(self, number: int) -> bytes:
        if self._descriptor is None:
            raise ValueError("the spool was closed while it was being read")
        block = b""
        while len(block) < self._step:
            more = os.pread(self._descriptor, self._step - len(block), number * self._step + len(block))
            if not more:
                raise OSError("the temporary file of a spool was cut")
            block += more
        return self._cipher.decrypt(_nonce(number), block, None) if self._cipher else block


def _nonce(number: int) -> bytes:
    """Each block has its own; the key is used for one spool only."""
    return number.to_bytes(12, "little")
