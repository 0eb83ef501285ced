"""`amparo link series` and `link build` of a table that is too large for memory: on DuckDB, or on Spark."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.cli import DONE, FAILED, USAGE, link_told
from amparo.cli.tables import needs, write, write_batches
from amparo.cli.terminal import printable, say

if TYPE_CHECKING:
    from amparo.linkage.bulk.engine import Engine
    from amparo.linkage.bulk.run import Bulk
    from amparo.linkage.bulk.scratch import Scratch
    from amparo.linkage.judgements import Judgement

ENGINES = ("memory", "duckdb", "spark")
_LARGE = 2 << 30
"""Bytes that a table would fill in memory, from which on it is not taken there unasked."""
_WIDER = {".parquet": 12, ".arrow": 2, ".feather": 6}
"""How many times larger a table is in memory than its file, about; others are as large."""
_SIZE = re.compile(r"(\d+)([KMGT]?)")


def options(act: argparse.ArgumentParser) -> None:
    act.add_argument(
        "--engine",
        choices=ENGINES,
        help="where series are found, with the same result: in memory, on DuckDB (the disk holds what memory cannot), or on Spark; "
        "otherwise in memory, or on DuckDB where the table is large",
    )
    act.add_argument(
        "--master",
        metavar="URL",
        default="local[*]",
        help="of Spark: this machine (%(default)s), or a cluster",
    )
    act.add_argument(
        "--temp",
        type=Path,
        metavar="FOLDER",
        help="where DuckDB and Spark keep what does not fit into memory, gone at the end; otherwise in AMPARO_HOME. "
        "A cluster needs a folder that all its machines see",
    )
    act.add_argument(
        "--temp-size",
        type=_bytes,
        metavar="SIZE",
        default="200G",
        help="the most they may keep there (%(default)s)",
    )
    act.add_argument(
        "--memory",
        type=_bytes,
        metavar="SIZE",
        help="of DuckDB, or of Spark's driver; otherwise a fifth of the machine's",
    )


def _bytes(text: str) -> int:
    if not (told := _SIZE.fullmatch(text.upper())):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 500M or 20G")
    return int(told[1]) << 10 * " KMGT".index(told[2] or " ")


def engine_for(given: argparse.Namespace) -> str:
    """The one that was asked for, or the one that the size of the table asks for."""
    if given.engine:
        return str(given.engine)
    try:
        size = given.mentions.stat().st_size * _WIDER.get(given.mentions.suffix.lower(), 1)
    except OSError:  # reading it will say what is wrong
        return "memory"
    return "duckdb" if size > _LARGE else "memory"


def series_in_bulk(given: argparse.Namespace, engine: str, beside: dict[str, Path]) -> int:
    from amparo.linkage.judgements import handed_in

    asked = {name: path for name, path in beside.items() if name != "variants"}

    def written(found: "Bulk") -> None:
        answers = found.answers()
        if found.variants is not None:
            write(found.variants, beside["variants"])
        for name, path in {**asked, "series": given.out}.items():
            schema, batches = getattr(answers, name)()
            write_batches(schema, batches, path)
        link_told.series(
            found.reports, found.series, found.skipped, found.apart, found.variants, found.conflicts, beside
        )

    return _in_bulk(given, engine, handed_in(given.judgements), written)


def index_in_bulk(given: argparse.Namespace, engine: str, judgements: "list[Judgement]") -> int:
    from amparo.linkage.index import write

    def written(found: "Bulk") -> None:
        write(given.index, found.contents())
        link_told.index(found.reports, found.series, found.conflicts)

    return _in_bulk(given, engine, judgements, written)


def _in_bulk(
    given: argparse.Namespace, engine: str, judgements: "list[Judgement]", act: "Callable[[Bulk], None]"
) -> int:
    if missing := needs("duckdb") if engine == "duckdb" else needs("pyspark", "pandas", extra="spark"):
        say(f"amparo link: {missing}")
        return USAGE
    from amparo.linkage.bulk.run import bulk
    from amparo.linkage.bulk.scratch import ScratchError

    try:
        with bulk(
            given.mentions,
            _opener(given, engine),
            under=given.temp,
            limit=given.temp_size,
            fold=not given.exact,
            judgements=judgements,
        ) as found:
            act(found)
    except ScratchError as error:
        say(f"amparo link: {printable(str(error))}")
        return FAILED
    return DONE


def _opener(given: argparse.Namespace, engine: str) -> "Callable[[Scratch], Engine]":
    from amparo.linkage.bulk.run import memory_of_machine

    memory = given.memory or memory_of_machine(0.2)
    if engine == "duckdb":
        from amparo.linkage.bulk.duck import Duck

        return lambda room: Duck(room, memory)
    from amparo.linkage.bulk.spark import Spark, session

    return lambda room: Spark(room, session(room, given.master, memory))
