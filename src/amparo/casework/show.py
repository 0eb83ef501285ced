"""Prints the place that a locator names, out of the sealed case."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from amparo.archive import Refused, opened
from amparo.casework import derived
from amparo.model import Kept, Message, SourceFile, locator
from amparo.sources import mime
from amparo.sources.json_rows import value_at

SLICE_LIMIT = 1 << 20
"""Bytes of a place that are printed."""


class NotThere(LookupError):
    """The case does not hold the place; says what it holds instead."""


def show(case: Path, text: str) -> Iterator[str]:
    """Lines for a person: which file, what stands there, and which message was read from it.

    Raises `ValueError` if `text` is no locator, `NotThere` if the case does not hold the place.
    """
    place = locator.parse(text)
    source = _source(case, place.digest)
    yield f"{source.name} ({source.size} bytes, {source.format or 'format not recognised'}, kept: {source.kept})"
    yield f"sha256 {source.digest}"
    if source.path is None:
        raise NotThere(f"{source.name} is held by name, size and digest only: {source.why}")
    if source.kept is Kept.CUT:
        yield "In this copy embedded media or other conversations are blanked; see data/derived/cuts.jsonl."
    yield ""
    with _opened(case, source, source.path) as stream:
        yield from _place(stream, source, place)
    said = next((m for m in derived.rows(case, "timeline", Message) if m.locator == text), None)
    if said is not None:
        yield ""
        when = said.sent_at.isoformat() if said.sent_at else said.wall_time or "time not known"
        yield f"read as message {said.id} ({said.kind}, {when}, {said.sender or 'no sender'}):"
        yield said.text


def _source(case: Path, digest: str) -> SourceFile:
    matches = [row for row in derived.rows(case, "sources", SourceFile) if row.digest == digest]
    if not matches:
        raise NotThere(f"no file with the digest {digest} was handed in")
    return next((row for row in matches if row.path is not None), matches[0])


@contextmanager
def _opened(case: Path, source: SourceFile, path_in_case: str) -> Iterator[BinaryIO]:
    path = case / path_in_case
    if " > " not in source.name or source.kept is Kept.CUT or not _is_archive(case, source):
        with path.open("rb") as stream:
            yield stream
        return
    inside = source.name.partition(" > ")[2]
    with opened([path]) as members:
        for member in members:
            if not isinstance(member, Refused) and member.name.partition(" > ")[2] == inside:
                with member.open() as stream:
                    yield stream
                return
    raise NotThere(f"{source.name} is not in {source.path}")


def _is_archive(case: Path, source: SourceFile) -> bool:
    """Whether the file lies in an archive that the case keeps whole."""
    rows = derived.rows(case, "sources", SourceFile)
    return any(row.path == source.path and row.format == "archive" for row in rows)


def _place(stream: BinaryIO, source: SourceFile, place: locator.Place) -> Iterator[str]:
    match place.kind:
        case "bytes":
            start, end = place.numbers()
            if not 0 <= start <= end <= source.size:
                raise NotThere(f"{source.name} has {source.size} bytes; {start}-{end} is not in it")
            stream.seek(start)
            yield from _text(stream.read(min(end - start, SLICE_LIMIT)), end - start)
        case "row":
            (row,) = place.numbers()
            line = next((line for number, line in enumerate(stream, start=1) if number == row), None)
            if line is None:
                raise NotThere(f"{source.name} has fewer than {row} rows")
            yield from _text(line[:SLICE_LIMIT], len(line))
        case "json":
            try:
                content = value_at(stream, place.value)
            except LookupError as cause:
                raise NotThere(f"{source.name} has no {place.value}") from cause
            yield from _text(content[:SLICE_LIMIT], len(content))
        case "part":
            yield from _part(stream, source, place.value)
        case "box":
            left, top, width, height = place.numbers()
            yield f"the rectangle {width} x {height} pixels at {left}, {top} of the picture {source.path}"
        case "file":
            yield f"the whole file, {source.path}"


def _text(content: bytes, size: int) -> Iterator[str]:
    yield content.decode("utf-8", errors="replace")
    if size > len(content):
        yield f"... {size - len(content)} further bytes"


def _part(stream: BinaryIO, source: SourceFile, number: str) -> Iterator[str]:
    """A MIME part as it stands in the mail, with its headers."""
    for event in mime.walk(stream):
        if isinstance(event, mime.End) and event.part.number == number and event.part.kind != "around":
            stream.seek(event.part.start)
            size = event.at - event.part.start
            yield from _text(stream.read(min(size, SLICE_LIMIT)), size)
            return
    raise NotThere(f"{source.name} has no part {number}")
