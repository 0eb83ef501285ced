"""DuckDB: in this process, one file, as many workers as there are processors."""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet

from amparo.linkage.bulk.engine import ROWS, Work, whole_regions
from amparo.linkage.bulk.scratch import Scratch, ScratchError

_BATCH = 100_000
_QUIET = "SET enable_progress_bar = false"
"""It would stand in what the command prints."""


class Duck:
    """An `Engine`."""

    def __init__(self, room: Scratch, memory: int, workers: int | None = None, rows: int = ROWS) -> None:
        """`memory` in bytes, of the database; each worker takes what its regions need, `rows` at a time."""
        self._room = room
        self._rows = rows
        self._workers = workers or os.cpu_count() or 1
        self._db = duckdb.connect(
            room.path("tables.duckdb"),
            config={
                "temp_directory": str(room.path("spilled")),
                "max_temp_directory_size": f"{room.limit}B",
                "memory_limit": f"{memory}B",
                "threads": self._workers,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        self._db.execute(_QUIET)
        self._db.execute("CREATE MACRO sha2(word, bits) AS sha256(word)")  # as Spark calls it
        self._db.execute("CREATE MACRO array_join(words, between) AS array_to_string(words, between)")

    def parquet(self, name: str, path: Path) -> None:
        where = path / "*.parquet" if path.is_dir() else path
        quoted = str(where).replace("'", "''")
        self._db.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{quoted}')")

    def table(self, name: str, sql: str) -> None:
        self._db.execute("SET preserve_insertion_order = false")  # less memory
        with self._within():
            self._db.execute(f"CREATE TABLE {name} AS {sql}")
        self._room.left()

    @contextmanager
    def _within(self) -> Iterator[None]:
        """What it was given of memory and disk."""
        try:
            yield
        except (duckdb.OutOfMemoryException, duckdb.IOException) as cause:
            raise ScratchError(f"{self._room.folder.parent}: {cause}") from cause

    def numbered(self, name: str, sql: str, number: str, *order: str) -> None:
        by = ", ".join(order)
        self.table(name, f"SELECT *, row_number() OVER (ORDER BY {by}) - 1 AS {number} FROM ({sql})")

    def drop(self, *names: str) -> None:
        for name in names:
            self._db.execute(f"DROP TABLE {name}")

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        self._db.execute(
            "SET preserve_insertion_order = true"
        )  # without it even ORDER BY is lost between batches
        cursor = self._db.cursor()
        cursor.execute(_QUIET)
        with self._within():
            yield from cursor.sql(sql).to_arrow_reader(min(_BATCH, self._rows))

    def by_region(self, name: str, sql: str, order: tuple[str, ...], work: Work, schema: pa.Schema) -> None:
        path = self._room.path(f"{name}.parquet")
        tables = whole_regions(self.batches(f"{sql} ORDER BY region, {', '.join(order)}"), self._rows)
        with pyarrow.parquet.ParquetWriter(path, schema) as out:
            for batch in self._worked(tables, work):
                out.write_batch(batch)
                self._room.left()
        self.parquet(name, path)

    def _worked(self, tables: Iterator[pa.Table], work: Work) -> Iterator[pa.RecordBatch]:
        first, second = next(tables, None), next(tables, None)
        if first is None:
            return
        if second is None or self._workers == 1:  # not worth other processes
            yield work(first)
            if second is not None:
                yield work(second)
            yield from map(work, tables)
            return
        running: deque[Future[pa.RecordBatch]] = deque()
        pool = ProcessPoolExecutor(self._workers, get_context("spawn"))
        try:
            running.extend([pool.submit(work, first), pool.submit(work, second)])
            del first, second
            for table in tables:
                running.append(pool.submit(work, table))
                if len(running) > self._workers:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        except BrokenProcessPool as cause:
            raise ScratchError("a worker was ended from outside, as happens where memory is short") from cause
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        self._db.close()
