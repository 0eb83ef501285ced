"""Whole worlds: the figures that have to hold on seeds that nothing was tuned on."""

import pytest

from amparo.linkage.evaluate import aligned, measures
from amparo.linkage.mentions import coded
from amparo.linkage.reasons import series_table
from amparo.linkage.series import series
from amparo.linkage.simulate import Parameters, simulate


@pytest.mark.parametrize(("mixed", "least"), [(0.0, 0.95), (0.005, 0.945), (0.02, 0.935)])
def test_a_world_is_mostly_found(mixed, least):
    world = simulate(50_000, 100, Parameters.load().with_errors(mixed=mixed))
    mentions = coded(world.mentions)
    found = series_table(mentions, series(mentions.mentions))
    figures = {row.name: row.value for row in measures(*aligned(found, world.truth), samples=0)}
    assert figures["B-cubed F"] >= least and figures["pairwise F1"] >= 0.86
