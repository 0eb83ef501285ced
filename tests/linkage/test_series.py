"""Which reports belong together, told on small made-up worlds that a person can follow."""

from dataclasses import fields
from functools import partial

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.linkage.joins import Lines, lines
from amparo.linkage.mentions import coded
from amparo.linkage.reasons import reasons_table, series_table, shared_table
from amparo.linkage.rounds import region_by_region
from amparo.linkage.series import Series, series
from amparo.linkage.simulate import Parameters, simulate


def table(reports: dict[str, list[str]]) -> pa.Table:
    """`{"r1": ["phone:1", "receiver:Ann"]}`"""
    rows = [(report, *word.split(":", 1)) for report, words in reports.items() for word in words]
    return pa.table(dict(zip(("report_id", "kind", "value"), zip(*rows, strict=True), strict=True)))


def groups(reports: dict[str, list[str]]) -> set[frozenset[str]]:
    found = series_table(mentions := coded(table(reports)), series(mentions.mentions)).to_pylist()
    by_series: dict[str, set[str]] = {}
    for row in found:
        by_series.setdefault(row["series_id"], set()).add(row["report_id"])
    return {frozenset(some) for some in by_series.values()}


def crew(name: str, reports: int) -> dict[str, list[str]]:
    """Each report names the account, most the phone and a receiver."""
    return {
        f"{name}{number}": [
            f"account:{name}",
            *([f"phone:{name}"] if number % 3 else []),
            *([f"receiver:{name}"] if number % 2 else []),
        ]
        for number in range(reports)
    }


def test_reports_on_one_account_with_its_phone_and_receiver_are_one_series():
    assert groups(crew("a", 6)) == {frozenset(crew("a", 6))}


def test_two_crews_stay_two():
    assert groups(crew("a", 6) | crew("b", 6)) == {frozenset(crew("a", 6)), frozenset(crew("b", 6))}


def test_a_crew_that_changes_its_account_and_keeps_its_phone_is_one_series():
    first = {f"a{n}": ["account:old", "phone:1", *(["receiver:Ann"] if n % 2 else [])] for n in range(6)}
    later = {f"b{n}": ["account:new", "phone:1", *(["receiver:Bea"] if n % 2 else [])] for n in range(6)}
    assert groups(first | later) == {frozenset(first | later)}


def test_a_report_that_names_nothing_of_anybody_is_alone():
    assert frozenset({"lone"}) in groups(crew("a", 6) | {"lone": ["phone:9"]})


def nine_crews_with_one_receiver() -> dict[str, list[str]]:
    reports: dict[str, list[str]] = {}
    for name in "abcdefghi":
        reports |= {f"{name}{n}": [f"account:{name}", f"phone:{name}", "receiver:mule"] for n in range(5)}
    return reports


def test_a_receiver_of_nine_crews_does_not_make_them_one():
    assert len(groups(nine_crews_with_one_receiver())) == 9


def test_and_is_reported_as_shared():
    mentions = coded(table(nine_crews_with_one_receiver()))
    (first, *_) = shared_table(mentions, series(mentions.mentions)).to_pylist()
    assert (first["kind"], first["value"], first["series"], first["reports"]) == ("receiver", "mule", 9, 45)


def test_a_script_alone_makes_no_series():
    assert groups({f"r{n}": ["script:bought", f"phone:{n}"] for n in range(5)}) == {
        frozenset({f"r{n}"}) for n in range(5)
    }


def test_a_number_that_is_in_everybodys_report_is_a_decoy():
    reports = {}
    for name in "abcdefghijkl":
        reports |= crew(name, 4)
        reports[f"{name}1"] = [*reports[f"{name}1"], "phone:helpline"]
    mentions = coded(table(reports))
    found = series(mentions.mentions)
    assert len(groups(reports)) == 12
    decoys = [row["value"] for row in shared_table(mentions, found).to_pylist() if row["decoy"]]
    assert decoys == ["helpline"]


def test_one_mixed_report_does_not_join_two_crews():
    reports = crew("a", 30) | crew("b", 30)
    reports["a4"] = [*reports["a4"], "account:b"]
    assert len(groups(reports)) == 2


def test_first_names_and_towns_join_nobody():
    assert len(groups({f"r{n}": ["first_name:Léa", "town:Oued Zem", f"account:{n}"] for n in range(8)})) == 8


def test_a_tie_that_is_given_overrules_that_of_the_kind():
    rows = table({f"r{n}": ["plate:AB 12", "car:red"] for n in range(4)})
    assert len(set(series_of(rows))) == 4
    assert len(set(series_of(rows.append_column("tie", pa.array(["actor"] * rows.num_rows))))) == 1


def series_of(rows: pa.Table) -> list[str]:
    mentions = coded(rows)
    return series_table(mentions, series(mentions.mentions))["series_id"].to_pylist()


def test_reasons_name_what_ties_each_report_and_what_speaks_against():
    mentions = coded(table(nine_crews_with_one_receiver()))
    rows = reasons_table(mentions, series(mentions.mentions)).to_pylist()
    of_a0 = {row["kind"]: row for row in rows if row["report_id"] == "a0"}
    assert (of_a0["account"]["reports_here"], of_a0["account"]["series_elsewhere"]) == (5, 0)
    if "receiver" in of_a0:
        assert (of_a0["receiver"]["reports_elsewhere"], of_a0["receiver"]["series_elsewhere"]) == (40, 8)


WORDS = st.sampled_from(
    [f"{kind}:{n}" for kind in ("account", "phone", "receiver", "script", "town") for n in range(4)]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5, unique=True), min_size=1, max_size=25), st.randoms())
def test_the_order_of_the_rows_changes_nothing(bags, random):
    reports = {f"r{number:02}": words for number, words in enumerate(bags)}
    rows = table(reports)
    order = [*range(rows.num_rows)]
    random.shuffle(order)
    assert series_of(rows) == series_of(rows.take(order))


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5, unique=True), min_size=1, max_size=25))
def test_every_report_has_one_series_and_every_reason_is_true(bags):
    reports = {f"r{number:02}": words for number, words in enumerate(bags)}
    mentions = coded(table(reports))
    found: Series = series(mentions.mentions)
    by_report = {row["report_id"]: row["series_id"] for row in series_table(mentions, found).to_pylist()}
    assert by_report.keys() == reports.keys()
    for row in reasons_table(mentions, found).to_pylist():
        word = f"{row['kind']}:{row['value']}"
        holders = [report for report, words in reports.items() if word in words]
        assert row["report_id"] in holders and by_report[row["report_id"]] == row["series_id"]
        here = sum(by_report[report] == row["series_id"] for report in holders)
        assert (row["reports_here"], row["reports_elsewhere"]) == (here, len(holders) - here)
        assert here >= 2


def test_no_mentions_no_series():
    empty = pa.table(
        {
            "report_id": pa.array([], pa.string()),
            "kind": pa.array([], pa.string()),
            "value": pa.array([], pa.string()),
        }
    )
    assert series_of(empty) == []


@pytest.mark.parametrize("column", ["report_id", "kind", "value"])
def test_a_row_that_lacks_something_is_left_out_and_counted(column):
    rows = table(crew("a", 4)).to_pylist()
    rows[0][column] = None
    mentions = coded(pa.Table.from_pylist(rows))
    assert mentions.skipped == 1 and len(mentions.mentions.report) == len(rows) - 1


def test_without_times_one_report_joins_what_two_small_groups_have():
    """Two reports on an account, two on a phone, and one on both, among strangers."""
    pair = {"a": ["account:1"], "b": ["account:1"], "c": ["account:1", "phone:1"], "d": ["phone:1"]}
    others = {f"x{n}": [f"account:x{n // 2}", f"phone:x{n // 2}"] for n in range(40)}
    assert frozenset(pair) in groups(pair | others)


def test_regions_looked_at_side_by_side_or_one_after_the_other_give_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mentions = coded(simulate(2000, 9, Parameters.load().with_errors(mixed=0.02)).mentions).mentions
    whole = series(mentions)
    monkeypatch.setattr("amparo.linkage.series.region_by_region", partial(region_by_region, rows=100))
    parts = series(mentions)
    assert all((getattr(whole, name) == getattr(parts, name)).all() for name in ("label", "mention", "decoy"))
    one, other = (lines(found.joins, found.joins.group) for found in (whole, parts))
    assert all((getattr(one, field.name) == getattr(other, field.name)).all() for field in fields(Lines))
