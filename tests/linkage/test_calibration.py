"""Weights learned without a truth hold on the truth; a world too small says so."""

import numpy as np
import pyarrow as pa
import pytest

from amparo.linkage.calibration import SIMULATED, CalibrationError, calibrated, load
from amparo.linkage.evaluate import aligned
from amparo.linkage.likelihood import probability
from amparo.linkage.mentions import coded
from amparo.linkage.pairs import COLUMNS, SAME, Found, drawn, evidence, tying_rows
from amparo.linkage.reasons import series_table
from amparo.linkage.reliability import reliability
from amparo.linkage.series import series
from amparo.linkage.simulate import Parameters, simulate
from amparo.linkage.witnesses import Witnessed, borne_out, held_out, without


@pytest.fixture(scope="module")
def world():
    made = simulate(10_000, 21, Parameters.load().with_errors(mixed=0.005))
    cases = coded(made.mentions)
    return made, cases, series(cases.mentions)


@pytest.fixture(scope="module")
def learned(world):
    _, cases, found = world
    return calibrated(cases, found, many=20_000)


@pytest.mark.slow
def test_probabilities_hold_against_a_truth_that_they_never_saw(world, learned):
    made, cases, found = world
    known = Found(cases.mentions, found.label, found.decoy, found.pauses)
    rows = tying_rows(cases.mentions)
    pairs = drawn(cases.mentions, rows, 40_000, np.random.default_rng(2))
    chance = probability(learned.weights, evidence(known, rows, pairs.one, pairs.other))
    _, truth = aligned(series_table(cases, found), made.truth)
    crew = dict(zip(made.truth["report_id"].to_pylist(), truth.tolist(), strict=True))
    of = np.array([crew[name] for name in cases.reports.to_pylist()])
    same = (of[pairs.one] == of[pairs.other]).astype(float)
    told = reliability(chance, same, np.ones(len(same)), pairs.weight)
    assert told.error <= 0.05
    assert told.log_loss <= told.rate_log_loss / 2


@pytest.mark.slow
def test_it_says_so_itself(learned):
    assert learned.every.error <= 0.05
    assert learned.every.log_loss <= learned.every.rate_log_loss / 2
    assert 0 < learned.weights.rate < 1
    assert len(learned.kinds) >= 2


@pytest.mark.slow
def test_the_same_cases_teach_the_same_whatever_the_order_of_rows(world, learned):
    made, _, _ = world
    order = np.random.default_rng(1).permutation(made.mentions.num_rows)
    assert calibrated(coded(made.mentions.take(order)), many=20_000) == learned


def test_a_kind_that_is_held_out_is_in_no_mention(world):
    _, cases, _ = world
    for kind in held_out(cases.mentions):
        left = without(cases.mentions, kind)
        assert len(left.report) < len(cases.mentions.report)
        assert kind not in left.kind[left.identifier]


def test_too_few_reports_teach_nothing():
    with pytest.raises(CalibrationError, match="too few"):
        calibrated(coded(simulate(50, 1).mentions))


def test_what_is_shipped_can_be_read_and_what_is_broken_is_named(tmp_path):
    assert load(SIMULATED).weights.most > 0
    (tmp_path / "broken.json").write_text("{}")
    with pytest.raises(CalibrationError, match=r"broken\.json"):
        load(tmp_path / "broken.json")


def test_the_error_of_probabilities_that_hold_is_none():
    rng = np.random.default_rng(0)
    chance = rng.random(200_000)
    same = (rng.random(200_000) < chance).astype(float)
    even = np.ones(200_000)
    held = reliability(chance, same, even, even)
    assert held.error < 0.01
    assert held.rate_log_loss == pytest.approx(np.log(2), abs=1e-3)
    assert held.log_loss == pytest.approx(0.5, abs=0.01)  # of uniform probabilities: one half
    assert reliability(1 - chance, same, even, even).error == pytest.approx(0.5, abs=0.01)


def test_a_witness_that_could_seldom_tell_says_the_same_of_many():
    """Of 400,000 pairs half are of the same people; a phone that one in five of those shares tells as much."""
    rng = np.random.default_rng(0)
    same = rng.random(400_000) < 0.5
    chance = np.full(400_000, 0.5)
    tells = (same & (rng.random(400_000) < 0.2)).astype(float)
    told = reliability(chance, tells, np.full(400_000, 0.2), np.ones(400_000))
    assert told.rate == pytest.approx(0.5, abs=0.01)
    assert told.error < 0.01


def test_of_no_pairs_nothing_is_said():
    nobody = np.zeros(0)
    assert reliability(nobody, nobody, nobody, nobody).bins == []


def a_witness(agree_in_hundred: int) -> Witnessed:
    """A thousand pairs that one series holds and that share a receiver; of the surest pairs half agree."""
    counts = np.zeros((1000, len(COLUMNS)))
    counts[:, COLUMNS.index(SAME)] = counts[:, COLUMNS.index("money-0")] = 1
    agree = np.arange(1000) % 100 < agree_in_hundred
    return Witnessed(counts, agree, np.full(1000, 0.5), np.zeros(1000), np.ones(1000))


def test_kinds_that_the_hands_of_a_crew_keep_apart_do_not_speak_against_it():
    """Reports that share the receiver name the same wallet as often as the surest, the same phone seldom: each hand has its own."""
    told = borne_out({1: a_witness(50), 2: a_witness(10)})
    assert told[1].same == pytest.approx(np.full(1000, 0.5), abs=0.01)
    assert told[2].same == pytest.approx(np.full(1000, 0.1), abs=0.01)


def test_a_series_that_errs_is_borne_out_by_none():
    """Half of the pairs are of two crews: every kind says so."""
    told = borne_out({1: a_witness(25), 2: a_witness(24)})
    for one in told.values():
        assert one.same == pytest.approx(np.full(1000, 0.5), abs=0.03)


def hands(crews: int, reports: int) -> tuple[pa.Table, list[int]]:
    """Crews of three hands, each with accounts and phones of its own, who share the crew's receivers and wallets; all are replaced
    now and then. The receivers of every tenth crew are another one's too."""
    rng = np.random.default_rng(5)
    rows = []
    crew = [one for one in range(crews) for _ in range(reports)]
    turn: dict[tuple[object, ...], int] = {}
    for n, one in enumerate(crew):
        hand = int(rng.integers(3))
        has = {
            "account": (one, hand),
            "phone": (one, hand),
            "receiver": (one - (one % 10 == 1),),
            "wallet": (one,),
            "script": (one % 40,),
        }
        for kind, who in has.items():
            turn[kind, *who] = turn.get((kind, *who), 0) + int(rng.random() < 0.1)
            if rng.random() < 0.6:
                rows.append((f"r{n:05d}", kind, "-".join(map(str, (*who, turn[kind, *who])))))
    names = ("report_id", "kind", "value")
    return pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))), crew


@pytest.mark.slow
def test_probabilities_hold_where_every_hand_of_a_crew_has_identifiers_of_its_own():
    table, crew = hands(crews=150, reports=40)
    cases = coded(table)
    found = series(cases.mentions)
    weights = calibrated(cases, found, many=20_000).weights
    rows = tying_rows(cases.mentions)
    pairs = drawn(cases.mentions, rows, 40_000, np.random.default_rng(2))
    known = Found(cases.mentions, found.label, found.decoy, found.pauses)
    chance = probability(weights, evidence(known, rows, pairs.one, pairs.other))
    of = np.array([crew[int(name[1:])] for name in cases.reports.to_pylist()])
    same = (of[pairs.one] == of[pairs.other]).astype(float)
    told = reliability(chance, same, np.ones(len(same)), pairs.weight)
    assert told.error <= 0.05
    assert told.log_loss <= told.rate_log_loss / 2
