"""Made-up worlds: the same for the same seed, true to their parameters."""

from collections import Counter

import pytest

from amparo.linkage.simulate import OFFENDERS, Parameters, simulate

WORLD = simulate(4000, 7)


def test_the_same_seed_gives_the_same_world_and_another_seed_another():
    assert simulate(4000, 7).mentions.equals(WORLD.mentions) and simulate(4000, 7).truth.equals(WORLD.truth)
    assert not simulate(4000, 8).mentions.equals(WORLD.mentions)


def test_every_report_has_a_series_and_something_that_can_be_linked():
    kinds = {}
    for row in WORLD.mentions.to_pylist():
        kinds.setdefault(row["report_id"], set()).add(row["kind"])
    assert kinds.keys() == set(WORLD.truth["report_id"].to_pylist())
    assert all(told & set(OFFENDERS) for told in kinds.values())


def test_a_report_says_each_thing_once():
    rows = [(row["report_id"], row["kind"], row["value"]) for row in WORLD.mentions.to_pylist()]
    assert len(rows) == len(set(rows))


def test_crews_have_a_heavy_tail():
    sizes = Counter(Counter(WORLD.truth["series_id"].to_pylist()).values())
    assert sizes[1] > 100 and max(sizes) > 100


@pytest.mark.parametrize("kind", ["account", "phone", "script"])
def test_kinds_are_told_about_as_often_as_the_parameters_say(kind):
    told = {row["report_id"] for row in WORLD.mentions.to_pylist() if row["kind"] == kind}
    assert len(told) / 4000 == pytest.approx(Parameters.load().kinds[kind]["carried"], abs=0.06)


def test_poisoned_reports_are_marked_and_belong_to_nobody():
    world = simulate(2000, 1, Parameters.load().with_poison(0.02))
    false = [row["series_id"] for row in world.truth.to_pylist() if row["poisoned"]]
    assert len(false) == 40 == len(set(false))


@pytest.mark.parametrize("side", ["rotation", "sharing", "missing", "sizes", "errors"])
@pytest.mark.parametrize("by", [0.5, 2.0])
def test_each_side_of_the_world_can_be_shifted(side, by):
    world = simulate(500, 1, Parameters.load().shifted(side, by))
    assert world.truth.num_rows == 500


def test_shorter_inventories_mean_more_identifiers():
    def accounts(by: float) -> int:
        world = simulate(3000, 1, Parameters.load().shifted("rotation", by))
        return len({row["value"] for row in world.mentions.to_pylist() if row["kind"] == "account"})

    assert accounts(2.0) > accounts(1.0) > accounts(0.5)


def test_missing_more_means_fewer_mentions():
    def told(by: float) -> int:
        return simulate(2000, 1, Parameters.load().shifted("missing", by)).mentions.num_rows

    assert told(0.5) > told(1.0) > told(2.0)


def test_a_side_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="weather"):
        Parameters.load().shifted("weather", 2)


def test_a_table_that_is_unknown_is_refused(tmp_path):
    (tmp_path / "world.toml").write_text("[moons]\nmany = 2\n")
    with pytest.raises(ValueError, match=r"world\.toml"):
        Parameters.load(tmp_path / "world.toml")
