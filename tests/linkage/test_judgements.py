"""A person's word about two cases holds, can be taken back, and contradictions are shown."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from amparo.linkage.index import JUDGED, LinkIndexError, build, opened
from amparo.linkage.judgements import (
    Judgement,
    JudgementsError,
    Verdict,
    append,
    handed_in,
    holding,
    judged,
    read,
)
from amparo.linkage.mentions import coded
from amparo.linkage.reasons import merges_table, reasons_table, series_table
from amparo.linkage.series import series

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def says(one: str, other: str, verdict: str) -> Judgement:
    return Judgement(
        one=one, other=other, verdict=Verdict(verdict), by="Nadia", at=AT, reason="same voice in the calls"
    )


def crew(name: str, reports: int) -> list[tuple[str, str, str]]:
    has = [("account", f"{name}-account"), ("phone", f"{name}-phone"), ("receiver", f"{name}-receiver")]
    return [
        (f"{name}{number}", *said)
        for number in range(reports)
        for said in (has[number % 3], has[(number + 1) % 3], ("photo", f"{name}-{number // 2}"))
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    report, kind, value = zip(*crew("a", 9), *crew("b", 9), *crew("c", 9), strict=True)
    told = coded(pa.table({"report_id": report, "kind": kind, "value": value}))
    build(tmp_path / "index", told, series(told.mentions))
    return tmp_path / "index"


def judge(folder: Path, *judged: Judgement) -> tuple[dict[str, str], list[Judgement]]:
    conflicts: list[Judgement] = []
    with opened(folder) as index:
        for one in judged:
            conflicts = index.judge(one)
        rows = index.series().to_pylist()
    return {row["report_id"]: row["series_id"] for row in rows}, conflicts


def test_same_joins_two_series(folder: Path) -> None:
    of, _ = judge(folder, says("a0", "b0", "same"))
    assert len({of[f"{crew}{number}"] for crew in "ab" for number in range(9)}) == 1
    assert of["c0"] != of["a0"]


def test_and_can_be_taken_back(folder: Path) -> None:
    of, _ = judge(folder, says("a0", "b0", "same"), says("b0", "a0", "undone"))
    assert of["a0"] != of["b0"]
    assert len(set(of.values())) == 3


def test_not_the_same_divides_where_the_evidence_is_least(folder: Path) -> None:
    judge(folder, says("a0", "b0", "same"))
    of, conflicts = judge(folder, says("a1", "a2", "not-same"))
    assert of["a1"] != of["a2"]
    assert not conflicts
    assert len({of[f"c{number}"] for number in range(9)}) == 1


def test_unsure_holds_nothing(folder: Path) -> None:
    before, _ = judge(folder)
    after, conflicts = judge(folder, says("a0", "b0", "unsure"))
    assert (after, conflicts) == (before, [])


def test_a_contradiction_is_shown_and_whom_people_called_the_same_stays_together(folder: Path) -> None:
    of, conflicts = judge(
        folder, says("a0", "b0", "same"), says("b0", "c0", "same"), says("a0", "c0", "not-same")
    )
    assert [(one.one, one.other) for one in conflicts] == [("a0", "c0")]
    assert of["a0"] == of["c0"]


def test_a_withdrawal_forgets_no_other_judgement(folder: Path) -> None:
    judge(folder, says("a0", "b0", "same"))
    with opened(folder) as index:
        index.remove("a5")
    of, _ = judge(folder)
    assert of["a1"] == of["b1"]


def test_a_withdrawn_case_takes_what_was_decided_about_it_along(folder: Path) -> None:
    judge(folder, says("a5", "b0", "same"), says("a0", "c0", "not-same"))
    with opened(folder) as index:
        index.remove("a5")
    assert [(one.one, one.other) for one in read(folder / JUDGED)] == [("a0", "c0")]
    assert b"a5" not in b"".join(file.read_bytes() for file in folder.iterdir())
    of, _ = judge(folder)
    assert of["a1"] != of["b1"]


def test_the_file_grows_and_the_newest_holds(tmp_path: Path) -> None:
    path = tmp_path / "judgements.jsonl"
    for verdict in ("same", "not-same", "unsure"):
        append(path, says("y", "x", verdict))
    append(path, says("a", "b", "same"))
    assert [one.verdict for one in read(path)] == ["same", "not-same", "unsure", "same"]
    assert [(one.one, one.other) for one in holding(read(path))] == [("a", "b")]


def test_a_broken_line_is_named(folder: Path) -> None:
    (folder / JUDGED).write_text('{"one": "a0"}\n')
    with pytest.raises(JudgementsError, match=r"judgements\.jsonl, line 1"):
        judge(folder, says("a0", "b0", "same"))


def test_judgements_are_about_two_known_cases(folder: Path) -> None:
    with pytest.raises(LinkIndexError, match="'z9' is not in the index"):
        judge(folder, says("a0", "z9", "same"))
    with pytest.raises(JudgementsError, match="is one case"):
        judge(folder, says("a0", "a0", "same"))


def test_the_batch_honours_them_too() -> None:
    report, kind, value = zip(*crew("a", 9), *crew("b", 9), *crew("c", 9), strict=True)
    told = coded(pa.table({"report_id": report, "kind": kind, "value": value}))
    found = series(told.mentions)
    joined, conflicts = judged(told, found, [says("a0", "b0", "same"), says("c0", "c1", "not-same")])
    of = dict(zip(told.reports.to_pylist(), joined.label.tolist(), strict=True))
    assert not conflicts
    assert of["a0"] == of["b8"]
    assert of["c0"] != of["c1"]
    reasons = reasons_table(told, joined).to_pylist()
    series_of = {row["report_id"]: row["series_id"] for row in series_table(told, joined).to_pylist()}
    assert all(series_of[row["report_id"]] == row["series_id"] for row in reasons)
    joins = merges_table(told, joined)
    assert set(joins["series_id"].to_pylist()) <= set(series_of.values())


def test_without_any_the_batch_stays_as_it_is() -> None:
    report, kind, value = zip(*crew("a", 5), *crew("b", 4), strict=True)
    told = coded(pa.table({"report_id": report, "kind": kind, "value": value}))
    found = series(told.mentions)
    same, _ = judged(told, found, [])
    assert series_table(told, same) == series_table(told, found)
    assert reasons_table(told, same) == reasons_table(told, found)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert handed_in(None) == []
    with pytest.raises(JudgementsError, match="no such file"):
        handed_in(tmp_path / "told.jsonl")
