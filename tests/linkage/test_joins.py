"""What a series was joined on, told piece by piece."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.linkage.joins import NO_JOINS, joined
from amparo.linkage.mentions import Coded, coded
from amparo.linkage.reasons import merges_table, names
from amparo.linkage.series import Series, series
from amparo.linkage.settings import Settings
from amparo.linkage.simulate import Parameters, simulate


def found_in(rows: pa.Table) -> tuple[Coded, Series]:
    mentions = coded(rows)
    return mentions, series(mentions.mentions)


def table(reports: dict[str, list[str]]) -> pa.Table:
    rows = [(report, *word.split(":", 1)) for report, words in reports.items() for word in words]
    return pa.table(dict(zip(("report_id", "kind", "value"), zip(*rows, strict=True), strict=True)))


@pytest.fixture(scope="module")
def crew_with_a_new_account() -> list[dict]:
    """A crew changes its account and its phone; two reports fall between, each in its own way."""
    old = {f"a{n}": ["account:old", "phone:1", *([f"receiver:o{n // 2}"] if n > 1 else [])] for n in range(6)}
    new = {f"b{n}": ["account:new", "phone:2", *([f"receiver:n{n // 2}"] if n > 1 else [])] for n in range(4)}
    both = {"c": ["phone:1", "account:new"], "d": ["account:old", "phone:2"]}
    others = {f"x{n}": [f"account:x{n // 2}", f"phone:x{n // 2}"] for n in range(40)}
    rows = merges_table(*found_in(table(old | new | both | others))).to_pylist()
    return [row for row in rows if row["one_value"] in ("old", "1")]


def test_a_world_without_joins_has_an_empty_log():
    mentions, found = found_in(table({"r1": ["phone:1"], "r2": ["phone:2"]}))
    assert merges_table(mentions, found).num_rows == 0
    assert len(joined([]).one) == len(NO_JOINS.one) == 0


@pytest.fixture(scope="module")
def world() -> tuple[Coded, Series]:
    return found_in(simulate(3000, 5, Parameters.load().with_errors(mixed=0.01)).mentions)


def test_the_pieces_of_each_join_reach_the_threshold(world):
    total: dict[tuple, float] = {}
    for row in merges_table(*world).to_pylist():
        key = (row["series_id"], row["join"])
        total[key] = total.get(key, 0.0) + row["log_odds"]
    assert len(total) > 100
    assert min(total.values()) >= Settings().threshold - 1e-9


def test_joins_are_numbered_within_each_series_from_one(world):
    of: dict[str, list[int]] = {}
    for row in merges_table(*world).to_pylist():
        of.setdefault(row["series_id"], []).append(row["join"])
    for numbers in of.values():
        assert numbers == sorted(numbers)
        assert set(numbers) == set(range(1, max(numbers) + 1))


def test_a_piece_of_evidence_is_a_report_or_an_identifier_or_neither(world):
    for row in merges_table(*world).to_pylist():
        named = (row["report_id"] is not None, row["value"] is not None)
        assert named == {"report": (True, False), "identifier": (False, True)}.get(
            row["evidence"], (False, False)
        )


def test_a_shared_identifier_is_one_that_reports_of_the_series_name(world):
    mentions, found = world
    of = dict(
        zip(
            mentions.reports.to_pylist(),
            names(mentions, found).take(pa.array(found.label)).to_pylist(),
            strict=True,
        )
    )
    kinds, values = mentions.kinds.to_pylist(), mentions.values.to_pylist()
    rows = mentions.mentions
    used = {
        (of[mentions.reports[report].as_py()], kinds[rows.kind[identifier]], values[identifier])
        for report, identifier in zip(rows.report.tolist(), rows.identifier.tolist(), strict=True)
    }
    shared = [row for row in merges_table(*world).to_pylist() if row["evidence"] == "identifier"]
    missing = [row for row in shared if (row["series_id"], row["kind"], row["value"]) not in used]
    assert len(missing) <= 0.01 * len(shared)  # its reports can stand elsewhere by most of what they name


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_log_does_not_depend_on_the_order_of_rows(random):
    rows = simulate(300, 4, Parameters.load()).mentions
    order = list(range(rows.num_rows))
    random.shuffle(order)
    assert merges_table(*found_in(rows.take(order))).equals(merges_table(*found_in(rows)))


def test_a_join_tells_its_two_groups_and_what_they_share(crew_with_a_new_account):
    rows = crew_with_a_new_account
    assert {row["join"] for row in rows} == {1}
    assert {row["one_value"] for row in rows} <= {"old", "1"}
    assert {row["other_value"] for row in rows} <= {"new", "2"}
    assert [row["report_id"] for row in rows if row["evidence"] == "report"] == ["c", "d"]
    assert [row["log_odds"] < 0 for row in rows if row["evidence"] == "size"] == [True]
