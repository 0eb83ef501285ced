"""Pages on what links reports: all that is told stands there, in three languages, and nothing of the evidence runs."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import Lang
from amparo.pages import links
from amparo.pages.waterfall import WIDTH, waterfall
from pages import linked


def drawn(told: object, lang: Lang = Lang.EN, **more: bool) -> str:
    return links.page(told, "sabc", lang, **more).decode()


PAGES = [linked.explained(), linked.chained(), linked.of_series(), linked.joins(), []]


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("told", PAGES, ids=["pair", "chain", "member", "series", "no joins"])
def test_nothing_runs_and_nothing_is_fetched(told, lang):
    text = drawn(told, lang)
    assert "default-src 'none'; style-src 'sha256-" in unescape(text)
    assert not re.search(r"<script|<img|<link |\sstyle=|\son\w+=|https?://|url\(", text)


@pytest.mark.parametrize("lang", list(Lang))
def test_evidence_is_escaped_and_its_marks_are_shown(lang):
    text = drawn(linked.explained(linked.HOSTILE, one=linked.HOSTILE), lang)
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;" in text
    assert "\u202e" not in text


def test_a_pair_tells_all_that_was_found():
    text = drawn(linked.explained())
    for told in (
        "+447700900123",
        "script-7",
        "r9",
        "and <bdi>3</bdi> more",
        "0.61",
        "2026-03-01",
        "2026-04-02",
        "Noor",
        "another voice",
    ):
        assert told in text
    for against in (
        "Other series use it too",
        "A decoy",
        "further apart in time",
        "by one person or device",
        "scripts are sold",
    ):
        assert against in text
    assert "at least <bdi>130</bdi> times" in text
    assert "Not for a court file" in text
    assert "simulated reports, not on yours" in text


def test_the_caveat_says_where_the_weights_come_from():
    assert "learned on your own reports" in drawn(linked.explained(simulated=False))


def test_a_ratio_below_one_speaks_for_others():
    assert "<bdi>4.0</bdi> times likelier if they are of others" in drawn(
        linked.explained(ratio=0.25, capped=False)
    )


def test_a_chain_stands_in_place_of_a_ratio():
    text = drawn(linked.chained())
    assert "No likelihood ratio" in text
    assert "shortest way" in text
    assert "<svg" not in text


def test_the_table_has_a_row_for_each_bar():
    text = drawn(linked.explained())
    assert text.count("<rect") == len(linked.explained().pieces) == 5
    assert len(re.findall(r'<td class="n" data-label="Step">', text)) == 5
    assert text.count('class="minus"') == 3


def test_the_table_ends_at_the_sum():
    last = re.findall(r'data-label="Sum"><bdi>(.*?)</bdi>', drawn(linked.explained()))[-1]
    assert last == "+2.5"


def test_many_pieces_of_one_join_stand_together_and_add_up():
    (merge, _) = linked.joins(100)
    text = drawn([merge])
    assert text.count("<rect") == links.PIECES + 3
    last = re.findall(r'data-label="Sum"><bdi>(.*?)</bdi>', text)[-1]
    assert float(last) == pytest.approx(sum(piece.log_odds for piece in merge.pieces), abs=0.05)


def test_a_series_of_very_many_joins_says_how_many_are_left_out():
    text = drawn(linked.joins()[:1] * (links.JOINS + 7))
    assert text.count("<svg") == links.JOINS
    assert "<bdi>7</bdi> later joins" in text


@pytest.mark.parametrize("lang", list(Lang))
def test_the_calibration_says_what_it_rests_on(lang):
    text = links.calibration_page(linked.LEARNED, lang).decode()
    assert text.count("<circle") == len(linked.LEARNED.every.bins) + len(linked.LEARNED.people.bins)
    assert text.count("<svg") == 2
    assert not re.search(r"<script|<img|\sstyle=|https?://", text)
    if lang is Lang.EN:
        assert "not a known outcome" in text
        assert "Not for a court file" in text


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=40))
def test_bars_stay_inside_the_picture_and_follow_each_other(steps):
    fall = waterfall(steps)
    assert len(fall.bars) == len(steps)
    before = fall.zero
    for bar, step in zip(fall.bars, steps, strict=True):
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.y < fall.height
        assert bar.speaks_for == (step >= 0)
        assert (bar.to >= before) if step >= 0 else (bar.to <= before)
        before = bar.to
    assert len(fall.ticks) <= 9
    assert "0" in [label for _, label in fall.ticks]
