"""Why reports belong together, on a world that a person can follow."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from amparo.linkage.calibration import SIMULATED, load
from amparo.linkage.explaining import Against, ExplainError, Known, member, merges, pair
from amparo.linkage.index import build, opened
from amparo.linkage.judgements import Judgement, Verdict
from amparo.linkage.known import around, learned, only, whole
from amparo.linkage.mentions import Coded, coded
from amparo.linkage.series import Series, series

WEIGHTS = load(SIMULATED).weights
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def reports() -> dict[str, list[str]]:
    """Crew a changes its phone; crew b has nothing with it but a script that is sold."""
    made = {
        f"a{n}": ["account:a", f"phone:{'old' if n < 4 else 'new'}", *([f"receiver:a{n // 2}"])]
        for n in range(8)
    }
    made |= {f"b{n}": ["account:b", "phone:b", f"receiver:b{n // 2}"] for n in range(5)}
    for name in ("a0", "a1", "b0", "b1"):
        made[name].append("script:sold")
    for n in range(6):
        made[f"c{n}"] = [f"account:c{n}", "first_name:Léa"]
    return made


def table(made: dict[str, list[str]]) -> pa.Table:
    rows = [(report, *word.split(":", 1), DAY) for report, words in made.items() for word in words]
    return pa.table(
        dict(zip(("report_id", "kind", "value", "seen_at"), zip(*rows, strict=True), strict=True))
    )


def found_in(made: dict[str, list[str]]) -> tuple[Coded, Series, Known]:
    cases = coded(table(made))
    found = series(cases.mentions)
    return cases, found, whole(cases, found)


@pytest.fixture(scope="module")
def known() -> Known:
    return found_in(reports())[2]


def why(known: Known, one: str, other: str):
    return pair(known, WEIGHTS, one, other, simulated=True)


def test_a_tie_tells_what_how_many_where_and_since_when(known):
    told = why(known, "a1", "a0")
    assert told.series_one == told.series_other
    by_kind = {tie.kind: tie for tie in told.ties}
    assert set(by_kind) == {"account", "phone", "receiver", "script"}
    account = by_kind["account"]
    assert (account.tie, account.reports_here, account.reports_elsewhere, account.purity) == (
        "actor",
        8,
        0,
        1.0,
    )
    assert account.reports == [f"a{n}" for n in range(8)]
    assert account.first_seen == account.last_seen == DAY
    assert account.against == []
    assert by_kind["script"].against == [Against.SHARED, Against.MATERIAL]
    assert by_kind["script"].series_elsewhere == 1
    assert by_kind["script"].purity == pytest.approx(1 / 3)


def test_a_tie_that_rests_on_one_origin_says_so():
    rows = table(reports())
    handed = ["the same phone" if name < "b" else name for name in rows["report_id"].to_pylist()]
    cases = coded(rows.append_column("origin", pa.array(handed)))
    told = why(whole(cases, series(cases.mentions)), "a0", "a1")
    assert {Against.ORIGIN in tie.against for tie in told.ties if tie.kind != "script"} == {True}
    told = why(whole(cases, series(cases.mentions)), "b0", "b1")
    assert {Against.ORIGIN in tie.against for tie in told.ties} == {False}


def test_the_pieces_add_up_to_the_log_odds(known):
    for one, other in (("a0", "a1"), ("a0", "a7"), ("a0", "b0"), ("a0", "b4")):
        told = why(known, one, other)
        assert sum(piece.log_odds for piece in told.pieces) == pytest.approx(told.log_odds)


def test_it_is_the_same_from_either_side(known):
    assert why(known, "a0", "b1") == why(known, "b1", "a0")


def test_a_script_alone_says_less_than_the_account(known):
    assert why(known, "a0", "b0").ratio < why(known, "a0", "a7").ratio
    assert why(known, "a0", "b0").nothing_in_common == ["account", "phone", "receiver"]


def test_reports_that_share_nothing_are_joined_by_a_chain_and_have_no_ratio():
    made = reports()
    made["a0"] = ["phone:old", "receiver:a0"]
    made["a7"] = ["phone:new", "receiver:a3"]
    _, _, known = found_in(made)
    told = why(known, "a0", "a7")
    assert told.ties == []
    assert not told.candidates
    assert (told.chain[0].one, told.chain[-1].other) == ("a0", "a7")
    for step, after in zip(told.chain, told.chain[1:], strict=False):
        assert step.other == after.one
    for step in told.chain:
        assert f"{step.kind}:{step.value}" in set(made[step.one]) & set(made[step.other])


def test_strangers_have_no_chain(known):
    assert why(known, "a5", "c1").chain == []


def test_a_report_that_is_gone_is_in_no_reason():
    made = reports()
    del made["a3"]
    _, _, known = found_in(made)
    told = [why(known, one, other) for one in made for other in made if one < other]
    named = {name for one in told for tie in one.ties for name in tie.reports}
    named |= {name for one in told for step in one.chain for name in (step.one, step.other)}
    assert "a3" not in named
    assert {"a0", "a1", "a2"} <= named
    with pytest.raises(ExplainError, match="a3"):
        why(known, "a3", "a0")


def test_more_than_ten_reports_are_counted_not_named():
    made = {f"r{n:02}": ["account:x", "phone:x", f"receiver:{n // 2}"] for n in range(14)}
    _, _, known = found_in(made)
    (account, *_) = why(known, "r00", "r13").ties
    assert (account.reports_here, len(account.reports)) == (14, 10)
    assert account.reports[:2] == ["r00", "r13"]


def test_what_a_person_said_is_told(known):
    said = Judgement(one="b0", other="a0", verdict=Verdict.NOT_SAME, by="Noor", at=DAY, reason="other voice")
    judged = Known(known.cases, known.found, known.series, [said])
    assert [(j.verdict, j.by) for j in why(judged, "a0", "b0").judged] == [("not-same", "Noor")]
    assert why(judged, "a0", "b1").judged == []


def test_a_report_and_a_series(known):
    of_a = known.series[known.found.label[known.number("a0")]]
    of_b = known.series[known.found.label[known.number("b0")]]
    mine = member(known, WEIGHTS, "a0", of_a)
    assert mine.holds
    assert mine.reports == 8
    assert {tie.kind for tie in mine.ties} == {"account", "phone", "receiver", "script"}
    other = member(known, WEIGHTS, "a0", of_b)
    assert not other.holds
    assert [tie.kind for tie in other.ties] == ["script"]
    with pytest.raises(ExplainError, match="nowhere"):
        member(known, WEIGHTS, "a0", "nowhere")


def test_one_report_is_no_pair(known):
    with pytest.raises(ExplainError, match="one report"):
        why(known, "a0", "a0")


def test_an_index_explains_as_its_table_does(tmp_path, known):
    cases, found, _ = found_in(reports())
    build(tmp_path, cases, found)
    with opened(tmp_path) as index:
        near, asked = around(index.sql, tmp_path, ["a0", "a1"])
        assert asked == ["a0", "a1"]
        assert why(near, "a0", "a1") == why(known, "a0", "a1")
        with pytest.raises(ExplainError, match="nobody"):
            around(index.sql, tmp_path, ["nobody"])


def test_a_withdrawn_report_is_in_no_reason_of_the_index(tmp_path):
    cases, found, _ = found_in(reports())
    build(tmp_path, cases, found)
    with opened(tmp_path) as index:
        index.remove("a3")
        near, _ = around(index.sql, tmp_path, ["a0", "a1"])
        told = why(near, "a0", "a1")
        assert all("a3" not in tie.reports for tie in told.ties)
        assert {tie.reports_here for tie in told.ties if tie.kind == "account"} == {7}


def test_joins_of_one_series_are_told_in_order():
    old = {f"a{n}": ["account:old", "phone:1", *([f"receiver:o{n // 2}"] if n > 1 else [])] for n in range(6)}
    new = {f"b{n}": ["account:new", "phone:2", *([f"receiver:n{n // 2}"] if n > 1 else [])] for n in range(4)}
    both = {"c": ["phone:1", "account:new"], "d": ["account:old", "phone:2"]}
    others = {f"x{n}": [f"account:x{n // 2}", f"phone:x{n // 2}"] for n in range(40)}
    cases, found, known = found_in(old | new | both | others)
    of_c = known.series[known.found.label[known.number("c")]]
    (merge,) = merges(cases, found, of_c)
    assert [piece.value for piece in merge.pieces if piece.what == "report"] == ["c", "d"]
    assert merge.log_odds >= merge.threshold
    alone = only(known, of_c)
    (again,) = merges(alone, series(alone.mentions), None)
    assert (again.one_value, again.other_value) == (merge.one_value, merge.other_value)
    assert merges(cases, found, "of nobody") == []


def test_what_was_learned_here_is_taken_before_what_is_shipped(tmp_path):
    assert learned(tmp_path / "none.json") == (load(SIMULATED), True)
    (tmp_path / "own.json").write_bytes(SIMULATED.read_bytes())
    assert learned(tmp_path / "own.json") == (load(SIMULATED), False)
