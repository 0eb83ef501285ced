"""From the paths that a person hands in to the conversations in them."""

import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from amparo import sources
from amparo.archive import Member, Refused, opened
from amparo.media import kinds
from amparo.model import Gap, GapKind, locator
from amparo.sources import File, Reader, Thread

PASTE_LIMIT = 64 << 20
"""Bytes read from standard input."""


class Progress(Protocol):
    """Told how far a step is; `total` is None where that is not known."""

    def __call__(self, step: str, done: int, total: int | None) -> None: ...


def silent(step: str, done: int, total: int | None) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was handed in (or a member of an archive), and what `detect` made of it."""

    file: File
    reader: Reader | None
    explanation: str
    same_as: File | None = None
    """The same bytes were handed in before, and are read there."""

    @property
    def is_media(self) -> bool:
        return self.reader is None and kinds.is_media(self.file.head, self.file.path)


@dataclass(frozen=True, slots=True)
class Intake:
    """All that was handed in, looked at once."""

    found: tuple[Found, ...]
    refused: tuple[Refused, ...]
    threads: tuple[Thread, ...]
    gaps: tuple[Gap, ...]


@contextmanager
def taken_in(
    paths: Sequence[Path], screenshots: Sequence[Path], pasted: bytes | None, progress: Progress
) -> Iterator[Intake]:
    """Hash, recognise and list everything; the files stay readable until the block ends."""
    marked = {path.resolve() for path in screenshots}
    everything = [*paths, *(path for path in screenshots if not _within(path, paths))]
    with opened(everything) as members:
        stream: Iterable[Member | Refused] = members
        if pasted is not None:
            stream = [*_pasted(pasted), *members]
        yield _look(stream, marked, progress)


def _within(path: Path, others: Iterable[Path]) -> bool:
    resolved = path.resolve()
    return any(resolved.is_relative_to(other.resolve()) for other in others)


def _pasted(content: bytes) -> Iterator[Member]:
    def open_pasted() -> BinaryIO:
        return io.BytesIO(content)

    yield Member("pasted.txt", "pasted.txt", len(content), (), Path("pasted.txt"), open_pasted)


def _look(members: Iterable[Member | Refused], screenshots: Collection[Path], progress: Progress) -> Intake:
    found: list[Found] = []
    refused: list[Refused] = []
    gaps: list[Gap] = []
    first_with: dict[str, File] = {}
    looked = 0
    for item in sources.inventory(members, screenshots):
        if isinstance(item, Refused):
            refused.append(item)
            gaps.append(_refused_gap(item))
            continue
        looked += item.size
        progress("looking at the files", looked, None)
        twin = first_with.setdefault(item.digest, item)
        if twin is not item:
            gaps.append(
                Gap(
                    kind=GapKind.DUPLICATE,
                    count=1,
                    explanation=f"{item.name}: the same bytes as {twin.name}; read once.",
                    locator=locator.at_file(item.digest),
                )
            )
        detection = sources.detect(item)
        same_as = None if twin is item else twin
        found.append(Found(item, detection.reader, detection.explanation, same_as))
    threads: list[Thread] = []
    for thread in sources.threads(
        (one.reader, one.file) for one in found if one.reader and one.same_as is None
    ):
        if isinstance(thread, Gap):
            gaps.append(thread)
        else:
            threads.append(thread)
    return Intake(tuple(found), tuple(refused), tuple(threads), tuple(gaps))


def _refused_gap(item: Refused) -> Gap:
    return Gap(
        kind=GapKind.LIMIT if item.limit else GapKind.UNREADABLE_FILE,
        count=1,
        explanation=f"{item.name}: {item.cause}.",
    )


def matching(threads: Sequence[Thread], names: Sequence[str]) -> list[Thread]:
    """The conversations that a person means by `names`: title, account name, handle or id; exact before part of it."""
    picked: list[Thread] = []
    for name in names:
        wanted = name.casefold().strip()
        exact = [thread for thread in threads if wanted in _labels(thread)]
        partly = [thread for thread in threads if any(wanted in label for label in _labels(thread))]
        picked += [thread for thread in exact or partly if thread not in picked]
    return [thread for thread in threads if thread in picked]


def _labels(thread: Thread) -> set[str]:
    labels = {thread.title}
    for account in thread.accounts:
        labels |= {label for label in (account.name, account.handle, account.id) if label}
    return {label.casefold() for label in labels} - thread.owner
