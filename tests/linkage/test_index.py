"""A new case is placed at once, and a withdrawn one leaves nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from amparo.linkage.filling import of_cases
from amparo.linkage.index import FILE, LinkIndexError, build, opened, write
from amparo.linkage.judgements import Judgement, Verdict
from amparo.linkage.matching import Mention, cases
from amparo.linkage.mentions import Coded, coded
from amparo.linkage.reasons import series_table
from amparo.linkage.series import series
from amparo.linkage.simulate import Parameters, simulate
from amparo.linkage.variants import folded

PHONE, ACCOUNT, RECEIVER, PHOTO, TOWN = (
    ("phone", 0),
    ("account", 0),
    ("receiver", 1),
    ("photo", 2),
    ("town", 3),
)


def crew(name: str, reports: int) -> list[tuple[str, str, str]]:
    has = [("account", f"{name}-account"), ("phone", f"{name}-phone"), ("receiver", f"{name}-receiver")]
    return [
        (f"{name}{number}", *said)
        for number in range(reports)
        for said in (has[number % 3], has[(number + 1) % 3], ("photo", f"{name}-{number // 2}"))
    ]


def mention(what: tuple[str, int], value: str) -> Mention:
    return Mention(what[0], value, what[1])


def table(rows: list[tuple[str, str, str]]) -> pa.Table:
    report, kind, value = zip(*rows, strict=True)
    return pa.table({"report_id": report, "kind": kind, "value": value})


def says(one: str, other: str, verdict: str) -> Judgement:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return Judgement(one=one, other=other, verdict=Verdict(verdict), by="Nadia", at=at, reason="one voice")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    told = coded(table(crew("a", 12) + crew("b", 12) + [("lone", "phone", "lone-phone")]))
    build(tmp_path / "index", told, series(told.mentions))
    return tmp_path / "index"


def of(folder: Path) -> dict[str, str]:
    with opened(folder) as index:
        rows = index.series().to_pylist()
    return {row["report_id"]: row["series_id"] for row in rows}


def test_a_case_is_placed_with_its_reasons(folder: Path) -> None:
    with opened(folder) as index:
        found = index.match([mention(PHONE, "a-phone"), mention(ACCOUNT, "never seen")])
    assert found.series == of(folder)["a0"]
    (candidate,) = found.candidates
    (reason,) = candidate.reasons
    assert (reason.value, reason.counts, reason.reports_here, reason.reports_elsewhere) == (
        "a-phone",
        True,
        8,
        0,
    )
    assert found.cases[0][1] == 1
    assert all(name.startswith("a") for name, _ in found.cases)


def test_matching_changes_nothing(folder: Path) -> None:
    before = of(folder)
    with opened(folder) as index:
        index.match([mention(PHONE, "a-phone")])
    assert of(folder) == before


def test_what_is_known_of_nobody_has_no_series(folder: Path) -> None:
    with opened(folder) as index:
        found = index.match([mention(PHONE, "new"), mention(TOWN, "Oued Zem")])
    assert (found.series, found.candidates, found.cases) == (None, [], [])


def test_an_added_case_ties_the_next(folder: Path) -> None:
    with opened(folder) as index:
        first = index.add("n1", [mention(PHONE, "a-phone"), mention(ACCOUNT, "a-second")])
        second = index.match([mention(ACCOUNT, "a-second")])
    assert second.series == first.series == of(folder)["a0"] == of(folder)["n1"]


def test_a_lone_case_becomes_a_series_with_the_next_of_its_phone(folder: Path) -> None:
    with opened(folder) as index:
        index.add("n1", [mention(PHONE, "lone-phone")])
    assert of(folder)["n1"] == of(folder)["lone"]


def test_material_alone_places_nothing(folder: Path) -> None:
    with opened(folder) as index:
        index.add("n1", [mention(PHOTO, "stock"), mention(PHONE, "one")])
        found = index.match([mention(PHOTO, "stock"), mention(PHONE, "two")])
    assert found.series is None
    assert "sold or stolen" in found.candidates[0].reasons[0].against


def test_one_case_does_not_fuse_two_established_series(folder: Path) -> None:
    with opened(folder) as index:
        index.add("n1", [mention(PHONE, "a-phone"), mention(RECEIVER, "b-receiver")])
    series_of = of(folder)
    assert series_of["a0"] != series_of["b0"]


def test_a_withdrawn_case_leaves_no_trace(folder: Path) -> None:
    with opened(folder) as index:
        index.add("withdrawn-report", [mention(PHONE, "a-phone"), mention(ACCOUNT, "withdrawn-account")])
        left = index.remove("withdrawn-report")
    assert left == [of(folder)["a0"]]
    assert "withdrawn-report" not in of(folder)
    for file in folder.iterdir():
        assert b"withdrawn" not in file.read_bytes()


def test_removing_what_held_a_series_together_divides_it(folder: Path) -> None:
    with opened(folder) as index:
        index.add("n1", [mention(PHONE, "p")])
        index.add("n2", [mention(PHONE, "p"), mention(ACCOUNT, "q")])
        index.add("n3", [mention(ACCOUNT, "q")])
        together = index.match([mention(PHONE, "p")]).series
        assert index.match([mention(ACCOUNT, "q")]).series == together
        left = index.remove("n2")
    series_of = of(folder)
    assert series_of["n1"] != series_of["n3"]
    assert set(left) == {series_of["n1"], series_of["n3"]}


def test_a_series_is_not_named_after_a_case_that_was_withdrawn(folder: Path) -> None:
    name = of(folder)["a0"]
    with opened(folder) as index:
        assert index.remove("a0") != [name]
    assert name not in of(folder).values()


def test_a_known_case_is_not_added_twice_and_an_unknown_one_not_removed(folder: Path) -> None:
    with opened(folder) as index:
        with pytest.raises(LinkIndexError, match="'a0' is in the index already"):
            index.add("a0", [mention(PHONE, "x")])
        with pytest.raises(LinkIndexError, match="'z' is not in the index"):
            index.remove("z")


def test_errors_of_the_folder_name_it(folder: Path, tmp_path: Path) -> None:
    told = coded(table(crew("a", 3)))
    with pytest.raises(LinkIndexError, match="index holds an index already"):
        build(folder, told, series(told.mentions))
    with pytest.raises(LinkIndexError, match="elsewhere holds no index"), opened(tmp_path / "elsewhere"):
        pass
    (folder / FILE).write_bytes(b"no database, but long enough to be looked at as if it were one" * 40)
    with pytest.raises(LinkIndexError, match="damaged"), opened(folder):
        pass


def test_an_index_that_cannot_be_built_whole_leaves_nothing(tmp_path: Path) -> None:
    told = coded(table(crew("a", 3)))
    whole = of_cases(told, series(told.mentions), None)

    def broken() -> Iterator[pa.RecordBatch]:
        yield from whole.reports
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="the disk is full"):
        write(tmp_path / "index", replace(whole, reports=broken()))
    assert not list((tmp_path / "index").iterdir())


def split(seed: int, late: int) -> tuple[Coded, pa.Table, pa.Table]:
    """A world without its last reports, and these."""
    whole = simulate(4000, seed).mentions
    times: dict[str, object] = {}
    for row in whole.select(["report_id", "seen_at"]).to_pylist():
        times.setdefault(row["report_id"], row["seen_at"])
    last = set(sorted(times, key=lambda name: (times[name], name))[-late:])
    is_late = pa.array([name in last for name in whole["report_id"].to_pylist()])
    is_early = pa.array([name not in last for name in whole["report_id"].to_pylist()])
    return coded(whole.filter(is_early)), whole.filter(is_late), whole


def test_live_and_batch_name_the_same_series(tmp_path: Path) -> None:
    same = added = 0
    for seed in (21, 22, 23):
        early, late, whole = split(seed, 200)
        build(tmp_path / str(seed), early, series(early.mentions))
        with opened(tmp_path / str(seed)) as index:
            names = [name for name, case in cases(late) if index.add(name, case)]
        live = of(tmp_path / str(seed))
        told = coded(whole)
        batch = series_table(told, series(told.mentions)).to_pylist()
        of_batch: dict[str, dict[str, int]] = {}
        for row in batch:
            counts = of_batch.setdefault(row["series_id"], {})
            counts[live[row["report_id"]]] = counts.get(live[row["report_id"]], 0) + 1
        placed = {row["report_id"]: row["series_id"] for row in batch}
        same += sum(max(of_batch[placed[n]], key=of_batch[placed[n]].__getitem__) == live[n] for n in names)
        added += len(names)
    assert added == 600
    assert same / added >= 0.98


def test_who_uses_what_is_what_the_reports_say_after_every_change(tmp_path: Path) -> None:
    whole = simulate(900, 25, Parameters.load().with_errors(mixed=0.02)).mentions
    is_late = pc.greater_equal(whole["report_id"], "r800")
    early = coded(whole.filter(pc.invert(is_late)))
    build(tmp_path / "index", early, series(early.mentions))
    with opened(tmp_path / "index") as index:

        def holds() -> bool:
            counted = index.sql.execute(
                "SELECT identifier, series, count(*), min(seen_at), max(seen_at) FROM mentions "
                "JOIN reports ON reports.id = mentions.report WHERE ties GROUP BY identifier, series"
            ).fetchall()
            return sorted(counted) == sorted(index.sql.execute("SELECT * FROM uses"))

        for name, case in cases(whole.filter(is_late)):
            index.add(name, case)
        assert holds()
        for number in range(0, 120, 3):
            index.judge(says(f"r{number:03}", f"r{number + 1:03}", "same" if number % 2 else "not-same"))
            assert holds()
        for number in range(0, 900, 31):
            index.remove(f"r{number:03}")
            assert holds()


def test_no_change_looks_through_a_whole_table(tmp_path: Path) -> None:
    """A case costs as much as it names, however many are known."""
    told = folded(simulate(600, 24, Parameters.load().with_errors(variants=0.3)).mentions)
    early = told.mentions.filter(pc.less(told.mentions["report_id"], "r500"))
    late = told.mentions.filter(pc.greater_equal(told.mentions["report_id"], "r500"))
    before = coded(early)
    build(tmp_path / "index", before, series(before.mentions), early)
    asked: set[str] = set()
    with opened(tmp_path / "index") as index:
        index.sql.set_trace_callback(asked.add)
        for name, case in cases(late):
            index.add(name, case)
        for verdict in ("same", "not-same"):
            index.judge(says("r500", "r501", verdict))
        for number in (*range(0, 100, 4), 500, *range(502, 600, 3)):
            index.remove(f"r{number:03}")
        index.sql.set_trace_callback(None)
        plans = {
            statement: [step for *_, step in index.sql.execute(f"EXPLAIN QUERY PLAN {statement}")]
            for statement in asked
            if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))
        }
    assert len(plans) > 1000
    large = ("identifiers", "reports", "series", "mentions", "uses", "forms", "form_keys", "written")
    scans = tuple(f"SCAN {table}" for table in large)
    assert not {
        statement for statement, plan in plans.items() if any(step.startswith(scans) for step in plan)
    }


KILLED = """
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from amparo.linkage.index import opened
from amparo.linkage.matching import Mention
with opened(Path(sys.argv[1])) as index:
    for number in range(10_000):
        index.add(f"k{number}", [Mention("phone", "a-phone", 0), Mention("account", f"k{number}", 0)])
        print(number, flush=True)
"""


def test_a_killed_process_leaves_every_case_that_it_told(folder: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) == 50:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.wait()
    process.stdout.close()
    series_of = of(folder)
    assert {f"k{number}" for number in range(51)} <= set(series_of)
    with opened(folder) as index:
        assert index.match([mention(ACCOUNT, "k7")]).series == series_of["a0"]
