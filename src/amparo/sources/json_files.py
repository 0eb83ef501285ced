"""Chat exports that are one JSON object with its rows under ``messages``: what stands around the rows, and the rows."""

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from amparo.model import Gap, GapKind, Message, locator
from amparo.sources.base import File
from amparo.sources.json_gaps import GapTally
from amparo.sources.json_repair import lenient
from amparo.sources.json_rows import JsonStream, Malformed

ROWS = re.compile(rb'"messages"\s*:\s*(?=\[)')
_TAIL = 1 << 15
"""Bytes at the end of a long file in which the keys after the rows are looked for."""
_ATTEMPTS = 2000
_PROFILE = 4 << 20
_AFTER_LIST = re.compile(r"\]\s*,\s*(?=\")")


class RowReader(Protocol):
    """Reads the rows of the array that comes next, in portions: one step of a message, not one for each floor."""

    def __call__(self, walk: JsonStream, digest: str, tally: GapTally) -> Iterator[Iterable[Message]]: ...


def begins_object(head: bytes) -> bool:
    """Whether a file can be one JSON object."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def envelope(file: File) -> tuple[dict[str, object], Malformed | None]:
    """The keys around the rows, and what stopped the reading before the rows, if anything did."""
    around: dict[str, object] = {}
    stopped = None
    walk = JsonStream(io.BytesIO(file.head))
    try:
        for key in walk.members():
            if key != "messages":
                around[key] = walk.value()
            elif file.size > len(file.head):
                break
    except Malformed as error:
        stopped = None if ROWS.search(file.head) else error
    if file.size > len(file.head):
        around = {**_after_rows(tail(file)), **around}
    return around, stopped


def profile(file: File) -> dict[str, object]:
    """A small object, such as the owner's profile; empty where it is none or longer than `_PROFILE`."""
    if file.size > _PROFILE:
        return {}
    try:
        with file.open() as stream:
            found, _ = lenient(stream.read(_PROFILE).removeprefix(b"\xef\xbb\xbf"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def tail(file: File) -> bytes:
    """The last bytes of a file; none where they cannot be read."""
    try:
        with file.open() as stream:
            stream.seek(max(0, file.size - _TAIL))
            return stream.read(_TAIL)
    except OSError:
        return b""


def _after_rows(tail: bytes) -> dict[str, object]:
    """The keys between the last list of the outermost object and the end of the file."""
    text = tail.decode(errors="replace")
    decode = json.JSONDecoder(strict=False).raw_decode
    for tried, after in enumerate(_AFTER_LIST.finditer(text)):
        if tried == _ATTEMPTS:
            break
        rest = "{" + text[after.end() :]
        try:
            found, end = decode(rest)
        except (ValueError, RecursionError):
            continue
        if not rest[end:].strip(" \t\r\n\0") and isinstance(found, dict):
            return found
    return {}


def read_files(files: Sequence[File], read: RowReader, unstable: str = "") -> Iterator[Message | Gap]:
    """The rows of the files of one thread; `unstable` is told where the source holds no user ids."""
    return chain.from_iterable(_portions(files, read, unstable))


def _portions(files: Sequence[File], read: RowReader, unstable: str) -> Iterator[Iterable[Message | Gap]]:
    if unstable:
        place = locator.at_file(files[0].digest)
        yield (
            Gap(
                kind=GapKind.NO_STABLE_ID,
                count=1,
                explanation=f"{files[0].name}: {unstable}",
                locator=place,
            ),
        )
    for file in files:
        tally = GapTally(file)
        try:
            yield from _file(file, read, tally)
        except OSError as error:
            tally.unopened(error)
        yield tally.gaps()


def _file(file: File, read: RowReader, tally: GapTally) -> Iterator[Iterable[Message]]:
    """The rows of one file; damage costs what is damaged."""
    met = 0
    try:
        with file.open() as stream:
            walk = JsonStream(stream)
            for key in walk.members():
                if key == "messages":
                    met += 1
                    yield from read(walk, file.digest, tally)
            _ended(walk, file, tally)
    except Malformed as error:
        tally.stopped(error)
        begin = ROWS.search(file.head)
        if begin and not met:
            yield from _from(begin.end(), file, read, tally)
        return
    if met != 1:
        what = (
            "it holds no list of messages" if not met else f"it holds {met} lists of messages; all were read"
        )
        tally.add(GapKind.UNREADABLE_FILE if not met else GapKind.DUPLICATE, what)


def _from(start: int, file: File, read: RowReader, tally: GapTally) -> Iterator[Iterable[Message]]:
    """The rows of a file whose beginning is broken."""
    try:
        with file.open() as stream:
            yield from read(JsonStream(stream, start), file.digest, tally)
    except Malformed as error:
        tally.stopped(error)


def _ended(walk: JsonStream, file: File, tally: GapTally) -> None:
    """Tell of what follows the object, unless it is padding."""
    if walk.peek() > 0:
        place = locator.at_bytes(file.digest, walk.at, file.size)
        tally.add(GapKind.UNPLACED_TEXT, f"something follows the JSON from byte {walk.at} on", place)
