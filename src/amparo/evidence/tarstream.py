"""A case as one stream: tar, written and read without seeking, nothing of it trusted.

Only files, folders above them, and one folder around all (`case/`), so that `age -d ... | tar x` does what one expects.
Times, owners and rights are the same for all: what they were is not evidence, and would tell more than is needed.
"""

import os
import stat
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from amparo.evidence.atomic import Partial
from amparo.evidence.errors import EnvelopeError, SealError
from amparo.evidence.paths import COMPONENT_BYTES, PATH_BYTES, printable

ROOT = "case"
MEMBERS = 1_000_000
TOTAL = 1 << 40
"""Bytes of all members: a terabyte is no chat any more."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a case, on its way to where it is written."""

    path: str
    chunks: Callable[[], Iterator[bytes]]
    """Its bytes, from the start, each time it is called."""
    size: Callable[[], int]
    """Asked only where the size has to be known before the bytes, as in a tar."""


def members_of(case: Path) -> Iterator[Member]:
    """All files of a folder, in a fixed order. `EnvelopeError` for links and the like: a case has none."""
    for path in files_of(case):
        yield _member(case / path, path)


def _member(place: Path, path: str) -> Member:
    return Member(path, lambda: chunks_of(place), lambda: place.lstat().st_size)


def files_of(case: Path) -> Iterator[str]:
    """Paths of all files, relative and POSIX, sorted within each folder."""
    for folder, folders, names in os.walk(case):
        folders.sort()
        for name in sorted(names + [name for name in folders if Path(folder, name).is_symlink()]):
            path = Path(folder, name)
            shown = path.relative_to(case).as_posix()
            if not stat.S_ISREG(path.lstat().st_mode):
                raise EnvelopeError(f"{printable(shown)} is a link or a device; a case has no such thing")
            yield shown


def chunks_of(path: Path) -> Iterator[bytes]:
    """A file's bytes; links are not followed."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        while chunk := os.read(descriptor, _CHUNK):
            yield chunk
    finally:
        os.close(descriptor)


def packed(members: Iterable[Member], when: datetime) -> Iterator[bytes]:
    """The tar stream. `SealError` if a member changes while it is read."""
    for member in members:
        size = member.size()
        info = tarfile.TarInfo(f"{ROOT}/{member.path}")
        info.size, info.mtime, info.mode = size, int(when.timestamp()), 0o600
        yield info.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")
        written = 0
        for chunk in member.chunks():
            written += len(chunk)
            if written > size:
                break
            yield chunk
        if written != size:
            raise SealError(f"{printable(member.path)} changed while it was being read")
        yield bytes(-size % tarfile.BLOCKSIZE)
    yield bytes(2 * tarfile.BLOCKSIZE)


def unpacked(stream: IO[bytes], into: Partial) -> None:
    """Write the files of a tar stream below `into`, within limits. `EnvelopeError` for anything unusual."""
    seen: set[str] = set()
    total = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for info in archive:
                if info.isdir():
                    continue
                path = _inside(info)
                total += info.size
                if path in seen or len(seen) >= MEMBERS or total > TOTAL:
                    raise EnvelopeError(
                        f"{printable(path)} is there twice, or the case is too large to be one"
                    )
                seen.add(path)
                content = archive.extractfile(info)
                if content is None:
                    raise EnvelopeError(f"{printable(path)} is not a file")
                into.write(path, iter(lambda content=content: content.read(_CHUNK), b""))  # type: ignore[misc]
    except (tarfile.TarError, UnicodeError, EOFError) as error:
        raise EnvelopeError(f"the content is not a case: {error}") from error
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise EnvelopeError("the content is not a case: one of its names is a file and a folder") from error
    if not seen:
        raise EnvelopeError("the content is not a case: it is empty")


def _inside(info: tarfile.TarInfo) -> str:
    """The member's path below the folder around all. Hostile names end here."""
    around, _, path = info.name.partition("/")
    parts = path.split("/")
    size = len(path.encode(errors="surrogateescape"))
    sane = (
        info.isreg()
        and not info.issparse()
        and around == ROOT
        and all(part not in ("", ".", "..") and "\0" not in part for part in parts)
        and all(len(part.encode(errors="surrogateescape")) <= COMPONENT_BYTES for part in parts)
        and size <= PATH_BYTES
    )
    if not sane:
        raise EnvelopeError(f"{printable(info.name)} is not a file of a case")
    return path
