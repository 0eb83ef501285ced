"""`amparo link explain` and `calibrate`, as somebody with an index or a table uses them."""

import json

import pyarrow.csv
import pytest

from amparo.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("explained")
    mentions = str(made / "m.parquet")
    assert main(["simulate", "--reports", "4000", "--seed", "5", "--out", mentions]) == 0
    assert main(["link", "build", "--in", mentions, "--index", str(made / "known")]) == 0
    assert (
        main(["link", "export", "series", "--index", str(made / "known"), "--out", str(made / "s.csv")]) == 0
    )
    return made


@pytest.fixture(scope="module")
def crew(folder):
    """The largest series and two of its reports that share something."""
    of: dict[str, list[str]] = {}
    for row in pyarrow.csv.read_csv(folder / "s.csv").to_pylist():
        of.setdefault(row["series_id"], []).append(row["report_id"])
    series = max(of, key=lambda name: (len(of[name]), name))
    return series, of[series]


def asked(capsys, *words: str) -> dict:
    assert main(["link", "explain", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_pair_is_explained_from_the_index_and_from_the_table_alike(folder, crew, capsys):
    _, reports = crew
    one, other = reports[:2]
    from_index = asked(capsys, one, other, "--index", str(folder / "known"))
    from_table = asked(capsys, one, other, "--in", str(folder / "m.parquet"))
    assert from_index == from_table
    assert from_index["simulated"]
    assert from_index["ties"] or from_index["chain"]


def test_words_say_what_it_rests_on_and_that_it_is_not_for_court(folder, crew, capsys):
    _, reports = crew
    for other in reports[1:40]:
        assert main(["link", "explain", reports[0], other, "--index", str(folder / "known")]) == 0
        told = capsys.readouterr().out
        if "Likelihood ratio" in told:
            break
    assert "not for a court file" in told
    assert "simulated reports, never on yours" in told
    assert "reports here" in told


def test_a_report_and_its_series_and_a_series_alone(folder, crew, capsys):
    series, reports = crew
    index = str(folder / "known")
    assert asked(capsys, reports[0], series, "--index", index)["holds"]
    assert asked(capsys, reports[0], "--index", index)["series"] == series
    assert asked(capsys, series, "--in", str(folder / "m.parquet"))[0]["number"] == 1
    assert main(["link", "explain", series, "--in", str(folder / "m.parquet")]) == 0
    assert "was asked" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["nobody"], ["nobody", "none"]])
def test_whom_nobody_knows_is_named(folder, capsys, words):
    assert main(["link", "explain", *words, "--index", str(folder / "known")]) == 1
    assert "'nobody' is neither a report nor a series" in capsys.readouterr().err
    assert main(["link", "explain", *words, "--in", str(folder / "m.parquet")]) == 1
    assert "'nobody' is neither a report nor a series" in capsys.readouterr().err


@pytest.mark.slow
def test_what_is_learned_from_an_index_is_kept_there_and_taken(folder, crew, tmp_path, capsys):
    page, kept = tmp_path / "held.html", tmp_path / "kept.json"
    words = ["link", "calibrate", "--index", str(folder / "known"), "--out", str(page), "--keep", str(kept)]
    assert main(words) == 0
    assert "Seen by what a kind that was held out says" in capsys.readouterr().out
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert (folder / "known" / "calibration.json").read_bytes() == kept.read_bytes()
    assert not asked(capsys, *crew[1][:2], "--index", str(folder / "known"))["simulated"]
    assert not asked(capsys, *crew[1][:2], "--in", str(folder / "m.parquet"), "--calibration", str(kept))[
        "simulated"
    ]
    assert main(words) == 1
    assert "nothing was overwritten" in capsys.readouterr().err
    named = {name for name in crew[1] if name in kept.read_text()}
    assert named == set()


def test_too_little_to_learn_from_is_said(tmp_path, capsys):
    (tmp_path / "m.csv").write_text("report_id,kind,value\n1,phone,x\n2,phone,x\n")
    assert main(["link", "calibrate", "--in", str(tmp_path / "m.csv")]) == 1
    assert "too few reports" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_a_page_is_written_once(folder, crew, tmp_path, capsys, lang):
    page = tmp_path / "pair.html"
    words = [
        "link",
        "explain",
        *crew[1][:2],
        "--index",
        str(folder / "known"),
        "--html",
        str(page),
        "--lang",
        lang,
    ]
    assert main(words) == 0
    assert f'<html lang="{lang}"' in page.read_text()
    capsys.readouterr()
    assert main(words) == 1
    assert "nothing was overwritten" in capsys.readouterr().err


def test_a_calibration_that_is_not_there_is_named(folder, crew, capsys):
    words = [*crew[1][:2], "--index", str(folder / "known"), "--calibration", "gone.json"]
    assert main(["link", "explain", *words]) == 1
    assert "gone.json" in capsys.readouterr().err
