"""Spark: on this machine, or on any cluster by its URL. The scratch folder must then be one that all its machines see."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.dataset

from amparo.linkage.bulk.engine import Work, whole_regions
from amparo.linkage.bulk.scratch import Scratch

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_PARTITION = 1 << 33
"""Spark numbers the rows of each partition from its number times this."""


def session(room: Scratch, master: str, memory: int) -> "SparkSession":
    """Of our own settings; `memory` in bytes, of the driver."""
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("amparo link series")
    if master.startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config(
            "spark.driver.host", "127.0.0.1"
        )
        builder = builder.config("spark.sql.shuffle.partitions", str(os.cpu_count() or 1))
    settings = {
        "spark.local.dir": str(room.path("spilled")),
        "spark.sql.warehouse.dir": str(room.path("warehouse")),
        "spark.driver.memory": f"{memory >> 20}m",
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={room.folder}",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "100000",
        "spark.log.level": "ERROR",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


class Spark:
    """An `Engine`."""

    def __init__(self, room: Scratch, spark: "SparkSession") -> None:
        self._room = room
        self._spark = spark

    def parquet(self, name: str, path: Path) -> None:
        self._spark.read.parquet(path.as_uri()).createOrReplaceTempView(name)

    def table(self, name: str, sql: str) -> None:
        self._kept(name, self._spark.sql(sql))

    def _kept(self, name: str, rows: "DataFrame") -> None:
        path = self._room.path(name)
        rows.write.parquet(path.as_uri())
        self.parquet(name, path)
        self._room.left()

    def numbered(self, name: str, sql: str, number: str, *order: str) -> None:
        by = ", ".join(order)
        self.table(
            f"{name}_sorted", f"SELECT *, monotonically_increasing_id() AS place FROM ({sql} ORDER BY {by})"
        )
        columns = ", ".join(
            column for column in self._spark.table(f"{name}_sorted").columns if column != "place"
        )
        self.table(
            name,
            f"""
            SELECT {columns}, place % {_PARTITION} + begins AS {number} FROM {name}_sorted
            JOIN (SELECT partition, sum(many) OVER (ORDER BY partition) - many AS begins
                  FROM (SELECT place div {_PARTITION} AS partition, count(*) AS many FROM {name}_sorted
                        GROUP BY place div {_PARTITION}))
            ON partition = place div {_PARTITION}""",
        )
        self.drop(f"{name}_sorted")

    def drop(self, *names: str) -> None:
        import shutil

        for name in names:
            self._spark.catalog.dropTempView(name)
            shutil.rmtree(self._room.path(name), ignore_errors=True)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        path = self._room.path("answer")
        self._spark.sql(sql).write.mode("overwrite").parquet(path.as_uri())
        parts = sorted(map(str, path.glob("part-*")))  # numbered in the order of the rows
        yield from pyarrow.dataset.dataset(parts, format="parquet").to_batches(use_threads=False)

    def by_region(self, name: str, sql: str, order: tuple[str, ...], work: Work, schema: pa.Schema) -> None:
        from pyspark.sql.pandas.types import from_arrow_schema

        def worked(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            return map(work, whole_regions(batches))

        rows = self._spark.sql(sql).repartition("region").sortWithinPartitions("region", *order)
        self._kept(name, rows.mapInArrow(worked, from_arrow_schema(schema)))

    def close(self) -> None:
        self._spark.stop()
