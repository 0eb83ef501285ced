"""Worlds in which receivers, handles and scripts are written in several ways."""

from amparo.linkage.evaluate import aligned, measures
from amparo.linkage.mentions import coded
from amparo.linkage.reasons import series_table
from amparo.linkage.series import series
from amparo.linkage.simulate import Parameters, World, simulate
from amparo.linkage.variants import folded

PLAIN = simulate(5000, 101)
SPELT = simulate(5000, 101, Parameters.load().with_errors(variants=0.3))


def b_cubed(world: World) -> float:
    told = coded(world.mentions)
    found = series_table(told, series(told.mentions))
    return {one.name: one.value for one in measures(*aligned(found, world.truth), samples=0)}["B-cubed F"]


def test_only_what_is_written_differs() -> None:
    assert SPELT.truth.equals(PLAIN.truth)
    for column in ("report_id", "kind", "seen_at"):
        assert SPELT.mentions[column].equals(PLAIN.mentions[column])
    assert simulate(5000, 101, Parameters.load().with_errors(variants=0.3)).mentions.equals(SPELT.mentions)


def test_folding_finds_the_series_again() -> None:
    lost = b_cubed(SPELT)
    again = b_cubed(World(folded(SPELT.mentions).mentions, SPELT.truth))
    assert lost + 0.01 < again
    assert abs(again - b_cubed(PLAIN)) < 0.01


def test_folding_leaves_a_world_of_ids_alone() -> None:
    told = folded(PLAIN.mentions)
    assert told.mentions["value"].to_pylist() == PLAIN.mentions["value"].to_pylist()
