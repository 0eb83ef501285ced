"""What the pipeline asks of a database: SQL that both understand, and our own code on whole regions."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa

from amparo.linkage.arrays import Integers

Work = Callable[[pa.Table], pa.RecordBatch]
"""Whole regions, in order, to what was found in them. It is sent to other processes."""
ROWS = 250_000
"""Rows of whole regions that a worker is given at a time, or one region if that has more."""


class Engine(Protocol):
    """Tables are kept until the engine is closed, or until they are dropped."""

    def parquet(self, name: str, path: Path) -> None:
        """A file, or a folder of files, as a table."""

    def table(self, name: str, sql: str) -> None:
        """What a query gives, kept."""

    def numbered(self, name: str, sql: str, number: str, *order: str) -> None:
        """The same with a column of consecutive numbers from 0, in that order."""

    def drop(self, *names: str) -> None: ...

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """What a query gives, in its order."""

    def by_region(self, name: str, sql: str, order: tuple[str, ...], work: Work, schema: pa.Schema) -> None:
        """What `work` gives of the rows of a query, which are dealt to workers by their column `region`, sorted by it and by `order`."""

    def close(self) -> None: ...


def columns(engine: Engine, sql: str) -> dict[str, Integers]:
    """All of an answer of whole numbers, in memory."""
    batches = list(engine.batches(sql))
    if not batches:
        return _Nothing()
    rows = pa.Table.from_batches(batches)
    return {name: np.asarray(rows[name].cast(pa.int64()).to_numpy()) for name in rows.column_names}


def count(engine: Engine, sql: str) -> int:
    """Of an answer of one number."""
    (column,) = columns(engine, sql).values()
    return int(column[0])


class _Nothing(dict[str, Integers]):
    def __missing__(self, key: str) -> Integers:
        return np.zeros(0, np.int64)


def whole_regions(batches: Iterable[pa.RecordBatch], rows: int = ROWS) -> Iterator[pa.Table]:
    """Tables of whole regions out of batches that are sorted by `region`."""
    held: list[pa.RecordBatch] = []
    many = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        if many >= rows:
            # Those held end where the region of their last row ends.
            last = held[-1]["region"][-1].as_py()
            region = batch["region"]
            cut = _until(region, last)
            if cut < batch.num_rows:
                yield pa.Table.from_batches([*held, batch.slice(0, cut)])
                batch, held, many = batch.slice(cut), [], 0
        held.append(batch)
        many += batch.num_rows
    if held:
        yield pa.Table.from_batches(held)


def _until(region: pa.Array, last: int) -> int:
    """How many of a sorted column are `last`, which they begin with, if they have it."""
    return int(np.searchsorted(region.to_numpy(zero_copy_only=False), last, side="right"))
