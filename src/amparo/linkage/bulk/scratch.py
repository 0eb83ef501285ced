"""Room on disk for a run: one folder that only we can read, of limited size, gone at the end, also where the run before was killed."""

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from amparo.evidence.keys import home

_PREFIX = "link-"
_LOCK = "lock"


class ScratchError(RuntimeError):
    """The run needs more disk or memory than it was given; names which."""


class Scratch:
    """A folder, and how many bytes may be in it."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder, self.limit = folder, limit

    def path(self, name: str) -> Path:
        return self.folder / name

    def left(self) -> int:
        """Bytes that are still free; raises `ScratchError` where none are."""
        used = 0
        for path in self.folder.rglob("*"):
            with suppress(FileNotFoundError):  # engines come and go with files of theirs
                used += path.lstat().st_size
        if used > self.limit:
            raise ScratchError(
                f"{self.folder.parent}: the run needs more than the {self.limit:,} bytes of disk that it was given"
            )
        return self.limit - used


@contextmanager
def scratch(under: Path | None, limit: int) -> Iterator[Scratch]:
    """A new folder below `under`, or below AMPARO's own; what killed runs left there is removed first. SIGTERM ends the run as
    control-C does, so that the folder goes with it."""
    parent = under or home() / "cache" / "link"
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))  # readable by us only
    before = None
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)
        raise SystemExit(128 + number)

    lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with suppress(ValueError):  # only the main thread may
            before = signal.signal(signal.SIGTERM, stop)
        yield Scratch(folder, limit)
    except RuntimeError:  # what DuckDB makes of a signal during a query
        if stopped:
            raise SystemExit(128 + stopped[0]) from None
        raise
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _sweep(parent: Path) -> None:
    """Folders whose lock nobody holds are of runs that were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
