"""Members of a zip, a tar or a folder, read in place: nothing is unpacked to disk.

Everything here is hostile. A member that breaks a limit or a rule is `Refused` with its cause and costs only itself;
an archive whose directory cannot be read is refused as a whole. Names are never used to write anywhere.
"""

import io
import lzma
import os
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

MiB = 1 << 20
BUFFER = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may ask for. Chat exports stay far below; bombs do not (zip's own ratio ends at 1032)."""

    members: int = 200_000
    total: int = 200 * 1024 * MiB
    """Bytes of all members of one archive, expanded."""
    ratio: int = 200
    """Expanded to packed, for members above `ratio_from`."""
    ratio_from: int = 64 * MiB
    depth: int = 3
    """Archives inside archives, the outermost counted."""
    nested: int = 256 * MiB
    """Bytes of an archive inside an archive: it is held in memory."""
    name: int = 1024
    """Characters of a member's path."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file, wherever it lies."""

    name: str
    """For people: path as handed in, ` > ` before what lies inside an archive."""
    path: str
    """POSIX path inside its innermost container (folder or archive); a single file's own name."""
    size: int
    archives: tuple[str, ...]
    """Names of the archives around it, outermost first; empty for a file on disk."""
    on_disk: Path
    """The file on disk that holds it: itself, or the outermost archive."""
    _open: Callable[[], IO[bytes]] = field(repr=False, compare=False)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its bytes, from the start, seekable. Reading raises `ArchiveError` when it cannot go on to the end."""
        try:
            stream = self._open()
        except _BROKEN as cause:
            raise ArchiveError(self.name, str(cause) or type(cause).__name__) from cause
        with stream, io.BufferedReader(_Named(stream, self.name), BUFFER) as buffered:
            yield buffered


@dataclass(frozen=True, slots=True)
class Refused:
    """A member, or a whole archive, that was not opened, and why."""

    name: str
    cause: str
    size: int | None = None
    limit: bool = False
    """A limit of ours stopped it, rather than a defect of the file."""


class ArchiveError(OSError):
    """Names the member and the cause."""

    def __init__(self, name: str, cause: str) -> None:
        super().__init__(f"{name}: {cause}")
        self.name = name
        self.cause = cause


@contextmanager
def opened(paths: Sequence[Path], limits: Limits = Limits()) -> Iterator[Iterator[Member | Refused]]:
    """The members of all `paths`, in a fixed order; they can be opened, in any order, until the block ends."""
    with ExitStack() as stack:
        walker = _Walker(limits, stack)
        yield (item for path in paths for item in walker.path(path))


_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError,
    ValueError, LookupError, OverflowError, AssertionError,
)  # fmt: skip
"""What the standard library raises on a damaged or hostile archive (found by fuzz_archive)."""


class _Named(io.RawIOBase):
    """A stream whose errors name the member; what its reader raises is left alone."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream = stream
        self._name = name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            content = self._stream.read(len(buffer))
        except _BROKEN as cause:
            raise ArchiveError(self._name, str(cause) or type(cause).__name__) from cause
        buffer[: len(content)] = content
        return len(content)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        try:
            return self._stream.seek(offset, whence)
        except _BROKEN as cause:
            raise ArchiveError(self._name, str(cause) or type(cause).__name__) from cause


class _Walker:
    def __init__(self, limits: Limits, stack: ExitStack) -> None:
        self.limits = limits
        self.stack = stack

    def path(self, path: Path) -> Iterator[Member | Refused]:
        if path.is_dir():
            yield from self._folder(path)
        elif path.is_file():
            yield from self._file(path, path.name, path.name)
        else:
            yield Refused(path.name, "there is no such file or folder" if not path.exists() else "not a file")

    def _folder(self, root: Path) -> Iterator[Member | Refused]:
        shown_root = root.name or root.resolve().name
        count = 0
        for folder, subfolders, names in os.walk(root, followlinks=False):
            subfolders.sort()
            for name in [*subfolders, *sorted(names)]:
                path = Path(folder, name)
                inner = path.relative_to(root).as_posix()
                shown = f"{shown_root}/{inner}"
                mode = path.lstat().st_mode
                if stat.S_ISLNK(mode):
                    yield Refused(shown, "a link; links are not followed")
                elif stat.S_ISREG(mode):
                    count += 1
                    if count > self.limits.members:
                        yield Refused(shown_root, f"more than {self.limits.members} files", limit=True)
                        return
                    yield from self._file(path, shown, inner)
                elif not stat.S_ISDIR(mode):
                    yield Refused(shown, "neither a file nor a folder")

    def _file(self, path: Path, shown: str, inner: str) -> Iterator[Member | Refused]:
        try:
            with path.open("rb") as stream:
                kind = _archive_kind(stream)
            size = path.stat().st_size
        except OSError as cause:
            yield Refused(shown, cause.strerror or str(cause))
            return
        if kind is None:
            yield Member(shown, inner, size, (), path, lambda: path.open("rb"))
            return
        stream = self.stack.enter_context(path.open("rb"))
        yield from self._archive(kind, stream, size, shown, (shown,), path)

    def _archive(
        self, kind: str, stream: BinaryIO, packed: int, shown: str, archives: tuple[str, ...], on_disk: Path
    ) -> Iterator[Member | Refused]:
        members = self._zip if kind == "zip" else self._tar
        try:
            yield from members(stream, packed, shown, archives, on_disk)
        except _BROKEN as cause:
            yield Refused(
                shown, f"the {kind} archive cannot be read: {cause or type(cause).__name__}", packed
            )

    def _zip(
        self, stream: BinaryIO, packed: int, shown: str, archives: tuple[str, ...], on_disk: Path
    ) -> Iterator[Member | Refused]:
        archive = self.stack.enter_context(zipfile.ZipFile(stream))
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if sum(info.compress_size for info in infos) > packed:
            yield Refused(shown, "members overlap, as in a zip bomb", packed, limit=True)
            return
        budget = _Budget(self.limits)
        for info in infos:
            name = f"{shown} > {info.filename}"
            cause = budget.refuses(info.filename, info.file_size, info.compress_size)
            if cause:
                yield Refused(name, cause, info.file_size, limit=True)
                if budget.spent:
                    return
            elif info.flag_bits & 1:
                yield Refused(name, "locked with a password", info.file_size)
            elif stat.S_ISLNK(info.external_attr >> 16):
                yield Refused(name, "a link; links are not followed", info.file_size)
            else:

                def open_member(info: zipfile.ZipInfo = info) -> IO[bytes]:
                    return archive.open(info)

                yield from self._nested(
                    Member(name, info.filename, info.file_size, archives, on_disk, open_member), archives
                )

    def _tar(
        self, stream: BinaryIO, packed: int, shown: str, archives: tuple[str, ...], on_disk: Path
    ) -> Iterator[Member | Refused]:
        archive = self.stack.enter_context(tarfile.open(fileobj=stream, mode="r:*"))  # noqa: SIM115
        budget = _Budget(self.limits)
        for info in archive:
            name = f"{shown} > {info.name}"
            if info.isdir():
                continue
            # A compressed tar is one stream: what it has expanded to is held against the whole file.
            cause = budget.refuses(info.name, info.size, max(packed, 1))
            if cause:
                yield Refused(name, cause, info.size, limit=True)
                if budget.spent:
                    return
            elif not info.isreg():
                yield Refused(name, "a link or a device; not followed", info.size)
            else:

                def open_member(info: tarfile.TarInfo = info) -> IO[bytes]:
                    extracted = archive.extractfile(info)
                    if extracted is None:
                        raise ArchiveError(info.name, "not a regular file")
                    return extracted

                yield from self._nested(
                    Member(name, info.name, info.size, archives, on_disk, open_member), archives
                )

    def _nested(self, member: Member, archives: tuple[str, ...]) -> Iterator[Member | Refused]:
        """The member itself or, when it is an archive, its members."""
        try:
            with member.open() as stream:
                kind = _archive_kind(stream)
                if kind is None:
                    yield member
                    return
                if len(archives) >= self.limits.depth:
                    cause = f"an archive more than {self.limits.depth} deep"
                    yield Refused(member.name, cause, member.size, limit=True)
                    return
                if member.size > self.limits.nested:
                    cause = f"an archive of more than {self.limits.nested // MiB} MiB inside an archive"
                    yield Refused(member.name, cause, member.size, limit=True)
                    return
                stream.seek(0)
                inner = io.BytesIO(stream.read())
        except ArchiveError as error:
            yield Refused(member.name, error.cause, member.size)
            return
        yield from self._archive(
            kind, inner, member.size, member.name, (*archives, member.name), member.on_disk
        )


class _Budget:
    """Holds the members of one archive against the limits."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.count = 0
        self.total = 0
        self.spent = False

    def refuses(self, name: str, size: int, packed: int) -> str | None:
        self.count += 1
        self.total += size
        limits = self.limits
        if self.count > limits.members:
            self.spent = True
            return f"more than {limits.members} members; the rest was not read"
        if self.total > limits.total:
            self.spent = True
            return f"the archive expands to more than {limits.total >> 30} GiB; the rest was not read"
        if size > limits.ratio_from and size > packed * limits.ratio:
            return f"expands more than {limits.ratio} times, as a bomb does"
        if len(name) > limits.name:
            return f"its name is longer than {limits.name} characters"
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or "\0" in name:
            return "its name leads out of the archive"
        return None


def holds_members_only(path: Path) -> bool:
    """Whether a zip consists of its listed members and their headers alone, byte after byte.

    False for anything else: a tar may go on behind its end, a zip may hide removed members, comments or another file.
    """
    try:
        with path.open("rb") as stream, zipfile.ZipFile(stream) as archive:
            end = 0
            for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
                if info.header_offset != end or info.comment or len(info.extra) > _EXTRA:
                    return False
                stream.seek(end)
                name, extra = struct.unpack("<26x2H", stream.read(30))
                if extra > _EXTRA:
                    return False
                end += 30 + name + extra + info.compress_size
                if info.flag_bits & 8:  # sizes stand behind the content as well, in 12, 16, 20 or 24 bytes
                    stream.seek(end)
                    behind = stream.read(28)
                    end += next((n for n in (12, 16, 20, 24) if behind[n : n + 4] in _NEXT), 0)
            directory = sum(46 + len(i.orig_filename.encode()) + len(i.extra) for i in archive.infolist())
            tail = path.stat().st_size - archive.start_dir - directory
            # 22 bytes end a zip, 76 more if it is large (zip64); names may be counted in another encoding.
            return end == archive.start_dir and not archive.comment and tail <= 22 + 76
    except _BROKEN:
        return False


_EXTRA = 64
"""Bytes of a header's extra field that hold times and ids; more could hold anything."""
_NEXT = (b"PK\x03\x04", b"PK\x01\x02")


def _archive_kind(stream: IO[bytes]) -> str | None:
    """`zip`, `tar` or None, from the content; office documents and apps are zips that are not archives here."""
    head = stream.read(8192)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None if b"[Content_Types].xml" in head or b"mimetypeapplication/" in head else "zip"
    packed = head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"))
    if packed or head[257:262] == b"ustar":
        stream.seek(0)
        try:
            with tarfile.open(fileobj=stream, mode="r:*") as archive:
                archive.next()
        except _BROKEN:
            return None
        return "tar"
    return None
