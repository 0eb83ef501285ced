"""Messages of a platform in bulk: a Parquet file in, findings and conversations out, over several processes.

The file is read once, batch by batch, and its rows are laid out by conversation into parts (files in a folder beside the
output that only this user can read, taken away in the end). Each part is sorted and recognised by one process; the
results are merged by conversation. What comes out, and in which order, depends on the rows alone.
"""

import heapq
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from amparo.recognition.recogniser import Recogniser
from amparo.recognition.scan_rows import (
    CONVERSATIONS,
    FINDINGS,
    NEEDED,
    OPTIONAL,
    ScanError,
    cast,
    checked,
    in_order,
    recognised,
)

ROWS = 200_000
"""Rows of a part, about; a part is sorted in memory."""
MOST_PARTS = 512
_BATCH = 16_384
_TOLD = 65_536
"""Rows written at a time."""
Told = Callable[[str, int, int | None], None]
"""Of a step: what is done of how much."""


class Counted(NamedTuple):
    messages: int
    findings: int
    conversations: int
    recognised: int
    """Conversations in which the scheme is recognised."""


class _Task(NamedTuple):
    part: Path
    country: str | None
    rules: Path | None


class _Row(msgspec.Struct, array_like=True):
    conversation: str
    row: dict[str, Any]


def scan(
    source: Path,
    findings: Path,
    conversations: Path | None = None,
    *,
    workers: int = 1,
    country: str | None = None,
    rules: Path | None = None,
    told: Told = lambda step, done, total: None,
) -> Counted:
    """Recognise the messages of a Parquet file (columns: `scan_rows.NEEDED`; others are left alone).

    Writes one row a finding, and one a conversation, as Parquet; a file is there whole or not at all. `country` and
    `rules` as for `Recogniser`. Raises `ScanError` for what cannot be read, `RuleError`, `OSError`.
    """
    if len({path.resolve() for path in (source, findings, conversations) if path}) < 3 - (
        conversations is None
    ):
        raise ScanError("what is read and what is written must be different files")
    try:
        file = pq.ParquetFile(source)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ScanError(f"{source.name} is no Parquet file: {str(error).splitlines()[0]}") from error
    with file, tempfile.TemporaryDirectory(dir=findings.parent, prefix=".scan-") as folder:
        parts = _laid_out(file, Path(folder), told)
        tasks = [_Task(part, country, rules) for part in parts]
        done: Iterable[tuple[Path, Path]]
        with ExitStack() as stack:
            if workers > 1 and len(parts) > 1:
                pool = ProcessPoolExecutor(min(workers, len(parts)), mp_context=get_context("spawn"))
                stack.enter_context(pool)
                done = pool.map(_work, tasks)
            else:
                done = map(_work, tasks)
            results = []
            for number, result in enumerate(done, start=1):
                results.append(result)
                told("recognising", number, len(parts))
        found = _written((path for path, _ in results), FINDINGS, findings)
        counted = [0, 0]

        def counting(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
            for row in rows:
                counted[0] += 1
                counted[1] += row["recognised"]
                yield row

        _written((path for _, path in results), CONVERSATIONS, conversations, counting)
        return Counted(file.metadata.num_rows, found, *counted)


def _laid_out(file: pq.ParquetFile, folder: Path, told: Told) -> list[Path]:
    """The rows of a file in parts, each conversation in one of them; how many parts depends on the rows alone."""
    wanted = checked(file.schema_arrow.names)
    total = file.metadata.num_rows
    count = min(max(1, -(-total // ROWS)), MOST_PARTS)
    schema = pa.schema([(name, NEEDED.get(name) or OPTIONAL[name]) for name in wanted])
    paths = [folder / f"part-{number:03}.arrow" for number in range(count)]
    done = 0
    with ExitStack() as stack:
        writers = [stack.enter_context(pa.ipc.new_stream(path, schema)) for path in paths]
        for raw in file.iter_batches(batch_size=_BATCH, columns=wanted):
            batch = cast(raw)
            parts = _parts(batch.column("conversation_id"), count)
            for number in np.unique(parts).tolist():
                writers[number].write_batch(batch.filter(pa.array(parts == number)) if count > 1 else batch)
            done += len(batch)
            told("reading", done, total)
    return paths


def _parts(conversations: pa.StringArray, count: int) -> "np.typing.NDArray[np.int64]":
    coded = conversations.dictionary_encode()
    by_name = np.array([zlib.crc32(name.encode()) % count for name in coded.dictionary.to_pylist()], np.int64)
    return by_name[coded.indices.to_numpy()] if len(by_name) else np.empty(0, np.int64)


_known: dict[tuple[str | None, Path | None], Recogniser] = {}
"""One recogniser a process."""


def recogniser_for(country: str | None, rules: Path | None) -> Recogniser:
    """The recogniser of this process, made once."""
    key = (country, rules)
    if key not in _known:
        _known[key] = Recogniser(country=country, extra_rules=rules)
    return _known[key]


def _work(task: _Task) -> tuple[Path, Path]:
    """The rows of a part recognised, into two files of MessagePack: findings, and conversations, by conversation."""
    recogniser = recogniser_for(task.country, task.rules)
    with pa.OSFile(str(task.part)) as opened, pa.ipc.open_stream(opened) as stream:
        table = in_order(stream.read_all())
    findings, conversations = task.part.with_suffix(".findings"), task.part.with_suffix(".conversations")
    encoder = msgspec.msgpack.Encoder()
    with findings.open("wb") as to_findings, conversations.open("wb") as to_conversations:
        for found in recognised(table.to_batches(max_chunksize=_BATCH), recogniser):
            for conversation, row in found.findings:
                _put(to_findings, encoder.encode(_Row(conversation, row)))
            for row in found.conversations:
                _put(to_conversations, encoder.encode(_Row(row["conversation_id"], row)))
    task.part.unlink()
    return findings, conversations


def _put(out: Any, content: bytes) -> None:
    out.write(len(content).to_bytes(4, "little"))
    out.write(content)


def _rows(path: Path) -> Iterator[_Row]:
    decoder = msgspec.msgpack.Decoder(_Row)
    with path.open("rb") as file:
        while length := file.read(4):
            yield decoder.decode(file.read(int.from_bytes(length, "little")))


def _written(
    paths: Iterable[Path],
    schema: pa.Schema,
    out: Path | None,
    through: Callable[[Iterator[dict[str, Any]]], Iterator[dict[str, Any]]] = iter,
) -> int:
    """The rows of all parts, merged by conversation, into a Parquet file (none: only counted)."""
    merged = heapq.merge(*map(_rows, paths), key=lambda one: one.conversation.encode())
    rows = through(one.row for one in merged)
    count = 0
    if out is None:
        return sum(1 for _ in rows)
    with _whole(out) as made, pq.ParquetWriter(made, schema) as writer:
        batch: list[dict[str, Any]] = []
        for row in rows:
            batch.append(row)
            count += 1
            if len(batch) == _TOLD:
                writer.write_table(pa.Table.from_pylist(batch, schema))
                batch = []
        writer.write_table(pa.Table.from_pylist(batch, schema))
    return count


@contextmanager
def _whole(out: Path) -> Iterator[IO[bytes]]:
    """A file that takes its place when it is whole; before, only this user can read it."""
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=".scan-", delete=False) as file:
        made = Path(file.name)
        try:
            yield file.file
        except BaseException:
            made.unlink()
            raise
    made.replace(out)
