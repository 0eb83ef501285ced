"""Series in bulk are the series in memory, table for table."""

import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields
from datetime import UTC, datetime
from importlib.util import find_spec
from shutil import which

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
import pytest

from amparo.cli import main
from amparo.linkage.bulk.duck import Duck
from amparo.linkage.bulk.engine import Engine, whole_regions
from amparo.linkage.bulk.run import bulk
from amparo.linkage.bulk.scratch import Scratch, ScratchError, scratch
from amparo.linkage.filling import Contents, of_cases
from amparo.linkage.index import FILE
from amparo.linkage.index import JUDGED as JUDGED_FILE
from amparo.linkage.judgements import Judgement, Verdict, append, judged
from amparo.linkage.mentions import MentionsError, coded, read
from amparo.linkage.parts import parts_table
from amparo.linkage.reasons import merges_table, reasons_table, review_table, series_table, shared_table
from amparo.linkage.series import series
from amparo.linkage.simulate import Parameters, simulate
from amparo.linkage.variants import folded, written

GIB = 1 << 30
PLAIN = Parameters.load()


def with_origins(mentions: pa.Table) -> pa.Table:
    """Two reports in three were handed in by one of few persons."""
    number = pc.cast(pc.utf8_slice_codeunits(mentions["report_id"], 1), pa.int64())
    who = pc.binary_join_element_wise("p", pc.cast(pc.divide(number, 5), pa.string()), "")
    return mentions.append_column(
        "origin",
        pc.if_else(pc.equal(pc.subtract(number, pc.multiply(pc.divide(number, 3), 3)), 0), None, who),
    )


def with_stages(mentions: pa.Table) -> pa.Table:
    """One row in two tells a stage of the scheme."""
    stages = ["contact", None, "threat", None, "demand", None, "payment_instruction", None, "no stage", None]
    return mentions.append_column(
        "stage", pa.array(stages * (len(mentions) // 10 + 1)).slice(0, len(mentions))
    )


def with_gaps(mentions: pa.Table) -> pa.Table:
    """Some rows without a time, a kind or a value."""
    rows = mentions.slice(0, 6000).to_pylist()
    for number, row in enumerate(rows):
        if number % 11 == 0:
            row["seen_at"] = None
        if number % 101 == 0:
            row["kind" if number % 2 else "value"] = None
    return pa.Table.from_pylist(rows, mentions.schema)


WORLDS = {
    "plain": lambda: simulate(3000, 1, PLAIN).mentions,
    "mixed and false": lambda: simulate(3000, 2, PLAIN.with_poison(0.03).with_errors(mixed=0.02)).mentions,
    "without times": lambda: simulate(2000, 3, PLAIN.shifted("sharing", 2)).mentions.drop_columns(
        ["seen_at"]
    ),
    "with origins": lambda: with_origins(simulate(2000, 4, PLAIN.with_poison(0.03)).mentions),
    "with gaps": lambda: with_gaps(simulate(3000, 5, PLAIN).mentions),
    "in several forms, with stages": lambda: with_stages(
        simulate(1200, 8, PLAIN.with_errors(variants=0.3)).mentions
    ),
    "nothing": lambda: simulate(10, 6, PLAIN).mentions.slice(0, 0),
    "one report": lambda: simulate(1, 7, PLAIN).mentions,
}


def said(one: str, other: str, verdict: str) -> Judgement:
    return Judgement(
        one=one,
        other=other,
        verdict=Verdict(verdict),
        by="Nadia",
        at=datetime(2026, 3, 1, tzinfo=UTC),
        reason="one voice in the calls",
    )


def people_said(path, fold) -> list[Judgement]:
    """Of the largest series some are the same, and one is divided twice; of others somebody is unsure, or took it back, or others say
    otherwise; reports that nothing ties, that were set apart, or that are not there yet are judged too."""
    rows = read(path)
    mentions = coded(folded(rows).mentions if fold else rows)
    found = series(mentions.mentions)
    of: dict[int, list[str]] = {}
    for report, label in zip(mentions.reports.to_pylist(), found.label.tolist(), strict=True):
        of.setdefault(label, []).append(report)
    a, b, c, d, e, f, g, *_, lone = sorted(of.values(), key=lambda some: (-len(some), some))
    assert len(lone) == 1 < len(g)
    told = [
        said(a[0], c[-1], "same"),
        said(c[0], lone[0], "same"),
        said(b[0], b[-1], "not-same"),
        said(b[1], b[-2], "not-same"),
        said(b[-1], d[0], "same"),
        said(e[0], f[0], "unsure"),
        said(e[1], f[0], "same"),
        said(f[0], e[1], "undone"),
        said(e[0], e[-1], "same"),
        said(e[-1], e[0], "not-same"),
        said(f[0], g[0], "same"),
        said(f[-1], g[-1], "not-same"),
        said(f[1], f[-1], "same"),
        said(f[1], f[-1], "not-same"),
        said(f[1], f[2], "same"),
        said(f[2], f[-1], "same"),
        said(a[1], "not there yet", "same"),
    ]
    if apart := mentions.reports.filter(pa.array(found.apart)).to_pylist():
        told.append(said(a[2], apart[0], "same"))
    return told


JUDGED = ("mixed and false", "with origins", "in several forms, with stages")


Found = tuple[dict[str, pa.Table], list[Judgement], dict[str, object]]


def of_index(contents: Contents) -> dict[str, object]:
    """Everything that an index is filled with, as rows."""
    return {
        field.name: told
        if isinstance(told, dict)
        else [row for batch in told or () for row in rows_of(batch)]
        for field in fields(Contents)
        for told in [getattr(contents, field.name)]
    }


def rows_of(batch: pa.RecordBatch) -> Iterator[tuple[object, ...]]:
    return zip(*(column.to_pylist() for column in batch.columns), strict=True)


def in_memory(path, fold, told_by_people=()) -> Found:
    told = folded(read(path))
    rows = told.mentions if fold else read(path)
    mentions = coded(rows)
    found, conflicts = judged(mentions, series(mentions.mentions), told_by_people)
    tables = {
        "series": series_table,
        "reasons": reasons_table,
        "shared": shared_table,
        "review": review_table,
        "merges": merges_table,
    }
    result = {name: make(mentions, found) for name, make in tables.items()}
    result["parts"] = parts_table(rows, result["series"])
    if fold:
        result["reasons"] = written(result["reasons"], rows)
        result["variants"] = told.variants
    index = of_index(of_cases(mentions, found, told.mentions if fold else None))
    return result, conflicts, index


def in_bulk(path, engine, under, fold, told_by_people=()) -> Found:
    with bulk(path, engine, under=under, limit=GIB, fold=fold, judgements=told_by_people) as found:
        asked = found.answers()
        answers = {
            name: getattr(asked, name)()
            for name in ("series", "reasons", "shared", "review", "merges", "parts")
        }
        tables = {name: pa.Table.from_batches(batches, schema) for name, (schema, batches) in answers.items()}
        if found.variants is not None:
            tables["variants"] = found.variants
        index = of_index(found.contents())
        assert found.series == len(tables["series"]["series_id"].unique())
        return tables, found.conflicts, index


def few_rows_at_a_time(room: Scratch) -> Engine:
    return Duck(room, GIB, workers=1, rows=50)


def same(world: str, engine, tmp_path, fold=True, ask=None) -> None:
    path = tmp_path / "mentions.parquet"
    pyarrow.parquet.write_table(WORLDS[world](), path)
    told = ask(path, fold) if ask else []
    expected, shown, kept = in_memory(path, fold, told)
    got, conflicts, index = in_bulk(path, engine, tmp_path / "temp", fold, told)
    assert conflicts == shown
    assert index == kept
    assert bool(conflicts) == bool(ask)
    assert expected.keys() == got.keys()
    for name, table in expected.items():
        assert got[name].schema == table.schema, name
        assert got[name].equals(table), name
    assert not list((tmp_path / "temp").iterdir())


@pytest.mark.parametrize("world", WORLDS)
def test_duckdb_finds_the_same_as_memory(world, tmp_path):
    same(world, few_rows_at_a_time, tmp_path)


@pytest.mark.parametrize("world", ["without times", "in several forms, with stages", "one report"])
def test_duckdb_takes_values_as_they_are_written_as_memory_does(world, tmp_path):
    same(world, few_rows_at_a_time, tmp_path, fold=False)


@pytest.mark.parametrize("world", JUDGED)
def test_duckdb_honours_what_people_said_as_memory_does(world, tmp_path):
    same(world, few_rows_at_a_time, tmp_path, ask=people_said)


@pytest.mark.slow
def test_workers_in_other_processes_find_the_same(tmp_path):
    same("mixed and false", lambda room: Duck(room, GIB, workers=2, rows=1000), tmp_path)


@pytest.fixture(scope="module")
def on_spark(tmp_path_factory) -> Iterator[Callable[[Scratch], Engine]]:
    """One session for all worlds: most of the time goes into its start."""
    if find_spec("pyspark") is None:
        pytest.skip("needs the package pyspark: pip install 'amparo[spark]'")
    if which("java") is None:
        pytest.skip("needs Java 17: make debian")
    from amparo.linkage.bulk.spark import Spark, session

    class Shared(Spark):
        def close(self) -> None:
            pass

    folder = tmp_path_factory.mktemp("spark")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of PySpark about pandas, and about sockets that it leaves open
        spark = session(Scratch(folder, GIB), "local[2]", GIB)
        # For some hundred small tables, making a plan faster takes longer than running it.
        spark.conf.set("spark.sql.codegen.wholeStage", "false")
        spark.conf.set("spark.sql.adaptive.enabled", "false")
        try:
            yield lambda room: Shared(room, spark)
        finally:
            spark.stop()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("world", [world for world in WORLDS if world not in ("nothing", "one report")])
def test_spark_finds_the_same_as_memory(world, tmp_path, on_spark):
    same(world, on_spark, tmp_path, ask=people_said if world in JUDGED else None)


def test_the_command_says_and_writes_the_same(tmp_path, capsys):
    mentions = tmp_path / "mentions.csv"
    some = simulate(800, 3, PLAIN.with_poison(0.05).with_errors(variants=0.2)).mentions
    pyarrow.csv.write_csv(some, mentions)
    for one in people_said(mentions, fold=True):
        append(tmp_path / "judged.jsonl", one)
    shown = []
    for engine in ("memory", "duckdb"):
        (tmp_path / engine).mkdir()
        out = tmp_path / engine / "series.csv"
        asked = ["link", "series", "--in", str(mentions), "--out", str(out), "--engine", engine]
        asked += ["--judgements", str(tmp_path / "judged.jsonl")]
        assert main([*asked, *([] if engine == "memory" else ["--temp", str(tmp_path / "temp")])]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert "Contradiction" in shown[0]
    files = sorted(path.name for path in (tmp_path / "duckdb").iterdir())
    assert len(files) == 7
    for name in files:
        assert (tmp_path / "duckdb" / name).read_bytes() == (tmp_path / "memory" / name).read_bytes(), name


def test_an_index_built_in_bulk_is_the_one_built_in_memory(tmp_path, capsys):
    """Statement for statement, in whatever order the rows come; and so in what it says of a new case and of a withdrawn one."""
    early, turned, late = (tmp_path / f"{name}.parquet" for name in ("early", "turned", "late"))
    whole = simulate(1000, 9, PLAIN.with_poison(0.03).with_errors(variants=0.3, mixed=0.02)).mentions
    is_late = pc.greater_equal(whole["report_id"], "r950")
    rows = whole.filter(pc.invert(is_late))
    pyarrow.parquet.write_table(rows, early)
    pyarrow.parquet.write_table(rows.take(pa.array(range(len(rows) - 1, -1, -1))), turned)
    pyarrow.parquet.write_table(whole.filter(is_late), late)
    shown: dict[str, list[str]] = {}
    for engine, mentions in (("memory", early), ("duckdb", turned)):
        folder = tmp_path / engine
        folder.mkdir()
        for one in people_said(early, fold=True):
            append(folder / JUDGED_FILE, one)
        asked = ["link", "build", "--in", str(mentions), "--index", str(folder), "--engine", engine]
        assert main([*asked, "--temp", str(tmp_path / "temp"), "--memory", "1G"]) == 0
        with closing(sqlite3.connect(folder / FILE)) as index:
            kept = list(index.iterdump())
        assert main(["link", "match", "--in", str(late), "--index", str(folder), "--add", "--json"]) == 0
        assert main(["link", "remove", "r001", "r951", "--index", str(folder)]) == 0
        shown[engine] = [*kept, capsys.readouterr().out]
    assert shown["memory"] == shown["duckdb"]
    assert "Contradiction" in shown["memory"][-1]
    assert main(["link", "build", "--in", str(early), "--index", str(tmp_path / "duckdb")]) == 1
    assert "holds an index already" in capsys.readouterr().err
    assert not list((tmp_path / "temp").iterdir())


def test_a_table_that_lacks_a_column_is_told_as_in_memory(tmp_path):
    path = tmp_path / "mentions.csv"
    path.write_text("report_id,kind\nr1,phone\n")
    with (
        pytest.raises(MentionsError, match="lacks the column 'value'"),
        bulk(path, few_rows_at_a_time, under=tmp_path / "temp", limit=GIB),
    ):
        pass
    assert not list((tmp_path / "temp").iterdir())


def test_more_than_it_may_keep_on_disk_ends_the_run(tmp_path):
    path = tmp_path / "mentions.parquet"
    pyarrow.parquet.write_table(WORLDS["plain"](), path)
    with (
        pytest.raises(ScratchError, match="10,000 bytes"),
        bulk(path, few_rows_at_a_time, under=tmp_path / "temp", limit=10_000),
    ):
        pass
    assert not list((tmp_path / "temp").iterdir())


def test_more_memory_than_it_may_take_ends_an_answer(tmp_path):
    words = "(SELECT CAST(hash(range) AS VARCHAR) AS word FROM range(1_000_000))"
    asked = f"SELECT word, count(*) OVER (PARTITION BY word) AS many FROM {words} ORDER BY word DESC"
    with scratch(tmp_path, GIB) as room:
        engine = Duck(Scratch(room.folder, 1 << 20), 20_000_000, workers=1)
        with pytest.raises(ScratchError, match="Out of Memory"):
            list(engine.batches(asked))
        engine.close()


def test_regions_are_never_divided():
    regions = [0, 0, 0, 2, 2, 2, 2, 2, 5, 7, 7, 9]
    rows = pa.record_batch({"region": regions})
    for size in range(1, 6):
        batches = [rows.slice(start, size) for start in range(0, len(regions), size)]
        tables = [table["region"].to_pylist() for table in whole_regions(batches, rows=3)]
        assert [region for table in tables for region in table] == regions
        assert len({region for table in tables for region in set(table)}) == sum(
            len(set(table)) for table in tables
        )
        assert len(tables) > 1
