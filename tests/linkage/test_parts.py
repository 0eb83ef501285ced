"""Who made contact, who blackmailed, who collected."""

import pyarrow as pa

from amparo.linkage.parts import parts_table
from amparo.linkage.simulate import Parameters, simulate

COLUMNS = ("report_id", "kind", "value", "stage")
SERIES = pa.table({"report_id": ["r1", "r2", "r3"], "series_id": ["s1", "s1", "s2"]})


def rows(*told: tuple[str, str, str, str | None], **more: list[object]) -> pa.Table:
    columns = dict(zip(COLUMNS, map(list, zip(*told, strict=True)), strict=True))
    return pa.table({**columns, **more})


def parts(table: pa.Table, series: pa.Table = SERIES) -> set[tuple[str, str, int]]:
    return {(row["part"], row["value"], row["reports"]) for row in parts_table(table, series).to_pylist()}


def test_accounts_by_what_they_did_and_receivers_collect() -> None:
    told = rows(
        ("r1", "account", "lea", "contact"),
        ("r2", "account", "lea", "move"),
        ("r1", "phone", "+44", "threat"),
        ("r2", "phone", "+44", "demand"),
        ("r2", "phone", "+44", "payment_instruction"),
        ("r1", "receiver", "Jean", None),
        ("r2", "receiver", "Jean", "demand"),
    )
    assert parts(told) == {
        ("contact", "lea", 2),
        ("blackmail", "+44", 2),
        ("collection", "+44", 1),
        ("collection", "Jean", 2),
    }


def test_material_and_places_do_nothing_and_a_lone_report_is_no_series() -> None:
    told = rows(
        ("r1", "photo", "p", "contact"), ("r1", "town", "Lyon", "threat"), ("r3", "phone", "+44", "threat")
    )
    assert parts(told) == set()


def test_a_tie_that_is_given_overrules_the_kind() -> None:
    told = rows(("r1", "purse", "x", None), ("r2", "phone", "y", "threat"), tie=["money", "place"])
    assert parts(told) == {("collection", "x", 1)}


def test_times_are_those_of_the_series() -> None:
    told = rows(
        ("r1", "receiver", "x", None),
        ("r2", "receiver", "x", None),
        seen_at=pa.array([2, 1], pa.timestamp("us")),
    )
    (row,) = parts_table(told, SERIES).to_pylist()
    assert row["first_seen"] < row["last_seen"]


def test_without_stages_only_money_tells() -> None:
    world = simulate(300, 3, Parameters.load())
    told = parts_table(world.mentions, world.truth.select(["report_id", "series_id"]))
    assert set(told["part"].to_pylist()) == {"collection"}
