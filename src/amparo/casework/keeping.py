"""In what form the case holds what was handed in: whole, cut, or by name, size and digest only."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from amparo.archive import Member, holds_members_only
from amparo.casework.intake import Found, Intake
from amparo.evidence.bag import Entry
from amparo.evidence.paths import portable, twin
from amparo.model import Kept, SourceFile
from amparo.sources import Cut, Thread, cuts_of
from amparo.sources.base import MEDIA, NOT_PICKED
from amparo.sources.blank import blanked, disjoint

BLOCK = 1 << 20

UNKNOWN = "format not recognised"


class KeptCut(Cut, frozen=True, kw_only=True):
    """A cut with the file it was made in: a row of `cuts.jsonl`."""

    file: str
    """SHA-256, hex, of the whole original."""


@dataclass(slots=True)
class Keeping:
    """What goes into the bag, and the list of all that was handed in."""

    sources: list[SourceFile] = field(default_factory=list)
    cuts: list[KeptCut] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Decided:
    found: Found
    kept: Kept
    why: str | None = None
    cuts: tuple[Cut, ...] = ()


def keep(
    intake: Intake,
    picked: Sequence[Thread],
    *,
    all_picked: bool,
    media_wanted: Callable[[Found], bool],
    embedded: Mapping[str, Sequence[Cut]],
) -> Keeping:
    """Decide for every file.

    `all_picked`: nobody chose, so files without a conversation are kept as well. `embedded`: cuts for the media inside
    text files, by the digest of the file. An archive is kept whole only if all of it is seen: nothing left out, and no
    bytes between, before or behind its members, where a removed photo may still lie.
    """
    keeping = Keeping()
    names = _Names()
    for group in _by_archive(intake.found):
        decided = [_decide(one, picked, intake.threads, all_picked, media_wanted, embedded) for one in group]
        archives = group[0].file.member.archives
        inside = None
        if archives:
            inside_it = (archives[0], f"{archives[0]} > ")
            refused = any(
                item.name == inside_it[0] or item.name.startswith(inside_it[1]) for item in intake.refused
            )
            whole = (
                not refused
                and all(one.kept is Kept.ORIGINAL for one in decided)
                and all(len(one.file.member.archives) == 1 for one in group)
                and holds_members_only(group[0].file.member.on_disk)
            )
            archive = _archive(group[0].file.member, names.path("original", archives[0]) if whole else None)
            keeping.sources.append(archive)
            inside = archive.path
            if inside is not None:
                keeping.entries.append(
                    Entry(inside, _whole_file(group[0].file.member.on_disk), archive.digest, archive.size)
                )
        for one in decided:
            path = inside
            if path is None and one.kept is not Kept.WITHHELD:
                path = names.path("cut" if one.cuts else "original", one.found.file.name)
                keeping.entries.append(_entry(path, one))
            keeping.sources.append(_source(one, path))
            digest = one.found.file.digest
            keeping.cuts += [
                KeptCut(**{name: getattr(cut, name) for name in Cut.__struct_fields__}, file=digest)
                for cut in one.cuts
            ]
    return keeping


def _decide(
    one: Found,
    picked: Sequence[Thread],
    threads: Sequence[Thread],
    all_picked: bool,
    media_wanted: Callable[[Found], bool],
    embedded: Mapping[str, Sequence[Cut]],
) -> _Decided:
    if one.is_media:
        return _Decided(one, Kept.ORIGINAL) if media_wanted(one) else _Decided(one, Kept.WITHHELD, MEDIA)
    if one.reader is None:
        return _Decided(one, Kept.WITHHELD, UNKNOWN)
    if one.file.screenshot:
        return _Decided(one, Kept.ORIGINAL)
    file = one.same_as or one.file
    if not all_picked and not any(file in thread.files for thread in picked):
        return _Decided(one, Kept.WITHHELD, NOT_PICKED)
    cuts = list(cuts_of(file, one.reader, picked)) if len(picked) < len(threads) else []
    cuts += embedded.get(file.digest, ())
    if not cuts:
        return _Decided(one, Kept.ORIGINAL)
    return _Decided(
        one, Kept.CUT, cuts[0].why, tuple(disjoint(sorted(cuts, key=lambda cut: (cut.start, -cut.end))))
    )


def _by_archive(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Files one by one, members of one archive together."""
    group: list[Found] = []
    for one in found:
        member = one.file.member
        if group and not (member.archives and member.on_disk == group[0].file.member.on_disk):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _archive(member: Member, path: str | None) -> SourceFile:
    return SourceFile(
        name=member.archives[0],
        size=member.on_disk.stat().st_size,
        digest=_digest(member.on_disk),
        kept=Kept.MEMBERS if path is None else Kept.ORIGINAL,
        path=path,
        format="archive",
    )


def _source(one: _Decided, path: str | None) -> SourceFile:
    file = one.found.file
    return SourceFile(
        name=file.name,
        size=file.size,
        digest=file.digest,
        kept=one.kept,
        path=path,
        format=one.found.reader.NAME if one.found.reader else None,
        why=one.why,
    )


def _entry(path: str, one: _Decided) -> Entry:
    file = one.found.file

    def chunks() -> Iterator[bytes]:
        if one.cuts:
            yield from blanked(file, one.cuts)
            return
        with file.open() as stream:
            while block := stream.read(BLOCK):
                yield block

    return Entry(path, chunks, None if one.cuts else file.digest, file.size)


def _whole_file(path: Path) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                yield block

    return chunks


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


_LONGEST = 800
"""Bytes of a path in the case, below `evidence.paths.PATH_BYTES`."""


class _Names:
    """Paths inside the case: the names that people know, made safe for every file system, each only once."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def path(self, folder: str, name: str) -> str:
        """`name` as shown (` > ` between archives): `data/original/export.zip/chats/a.json`."""
        steps = [portable(step) for step in name.replace(" > ", "/").split("/") if step.strip(" ./")]
        steps = steps or ["file"]
        if len("/".join(steps).encode()) > _LONGEST:
            middle = hashlib.sha256("/".join(steps[1:-1]).encode()).hexdigest()[:16]
            steps = [steps[0], middle, steps[-1]]
        path = PurePosixPath("data", folder, *steps)
        number = 1
        while self._taken(path):
            number += 1
            last = PurePosixPath(steps[-1])
            path = PurePosixPath("data", folder, *steps[:-1], f"{last.stem}-{number}{last.suffix}")
            if any(twin(str(parent)) in self._files for parent in path.parents):
                path = PurePosixPath("data", folder, f"{steps[0]}-{number}", *steps[1:])
        self._files.add(twin(str(path)))
        self._folders.update(twin(str(parent)) for parent in path.parents)
        return str(path)

    def _taken(self, path: PurePosixPath) -> bool:
        above = any(twin(str(parent)) in self._files for parent in path.parents)
        return above or twin(str(path)) in self._files or twin(str(path)) in self._folders
