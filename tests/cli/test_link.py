"""`amparo simulate`, `link`, `evaluate` as a stranger with a table uses them."""

import json

import pyarrow.parquet
import pytest

from amparo.cli import main


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    assert main(
        ["simulate", "--reports", "3000", "--seed", "5", "--out", str(folder / "mentions.parquet"), "--truth", str(folder / "truth.parquet")]
    ) == 0  # fmt: skip
    return folder


def test_from_mentions_to_series_to_figures(world, tmp_path, capsys):
    out = tmp_path / "series.parquet"
    assert main(["link", "series", "--in", str(world / "mentions.parquet"), "--out", str(out)]) == 0
    assert "3000 reports" in capsys.readouterr().out
    assert pyarrow.parquet.read_table(out).column_names == ["report_id", "series_id"]
    reasons = pyarrow.parquet.read_table(tmp_path / "series.reasons.parquet")
    assert {"report_id", "kind", "value", "tie", "reports_here", "first_seen"} <= set(reasons.column_names)
    assert main(["evaluate", "--series", str(out), "--truth", str(world / "truth.parquet"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["B-cubed F"][0] > 0.9
    assert (
        main(["evaluate", "--series", str(out), "--truth", str(world / "truth.parquet"), "--samples", "20"])
        == 0
    )
    assert "95 %" in capsys.readouterr().out


def test_without_a_truth_a_kind_is_held_out(world, capsys):
    asked = ["evaluate", "--mentions", str(world / "mentions.parquet"), "--samples", "20"]
    assert main([*asked, "--held-out", "phone", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["pairwise recall"][0] > 0.5
    assert figures["share in first 50"][0] > 0.4
    assert main([*asked, "--held-out", "phone"]) == 0
    assert "name one phone that others name" in capsys.readouterr().out
    assert main([*asked, "--held-out", "shoe size"]) == 1
    assert "'shoe size'" in capsys.readouterr().err
    assert main(asked) == 2


def test_from_cases_to_mentions_to_series(tmp_path, capsys):
    for number in (1, 2):
        chat = tmp_path / f"chat{number}.txt"
        chat.write_text(f"Message {number}. I have your video. Pay 300 dollars to Jean Exemple with Western Union or I send it to all your contacts. "
            "Write to me: +33 1 99 00 12 34, lea@example.org")  # fmt: skip
        assert (
            main(
                ["examine", str(chat), "--out", str(tmp_path / f"case{number}"), "--adult", "--country", "US"]
            )
            == 0
        )
    cases = [str(tmp_path / f"case{number}") for number in (1, 2)]
    capsys.readouterr()
    assert main(["link", "mentions", *cases, "--out", str(tmp_path / "m.parquet")]) == 0
    assert "of 2 cases" in capsys.readouterr().out
    assert (
        main(["link", "series", "--in", str(tmp_path / "m.parquet"), "--out", str(tmp_path / "s.parquet")])
        == 0
    )
    assert len(set(pyarrow.parquet.read_table(tmp_path / "s.parquet")["series_id"].to_pylist())) == 1
    parts = pyarrow.parquet.read_table(tmp_path / "s.parts.parquet").to_pylist()
    assert ("blackmail", "+33199001234", 2) in {(row["part"], row["value"], row["reports"]) for row in parts}
    assert main(["link", "mentions", str(tmp_path), "--out", str(tmp_path / "n.parquet")]) == 2
    assert "is no case" in capsys.readouterr().err


def test_the_batch_honours_what_people_judged(world, tmp_path, capsys):
    given = ["link", "series", "--in", str(world / "mentions.parquet")]
    assert main([*given, "--out", str(tmp_path / "s.parquet")]) == 0
    rows = pyarrow.parquet.read_table(tmp_path / "s.parquet").to_pylist()
    one, other = rows[0], next(row for row in rows if row["series_id"] != rows[0]["series_id"])
    says = {
        "one": one["report_id"],
        "other": other["report_id"],
        "verdict": "same",
        "by": "Nadia",
        "at": "2026-03-01T09:00:00Z",
        "reason": "one voice",
    }
    (tmp_path / "judged.jsonl").write_text(json.dumps(says) + "\n")
    assert (
        main([*given, "--out", str(tmp_path / "j.parquet"), "--judgements", str(tmp_path / "judged.jsonl")])
        == 0
    )
    after = {
        row["report_id"]: row["series_id"]
        for row in pyarrow.parquet.read_table(tmp_path / "j.parquet").to_pylist()
    }
    assert after[one["report_id"]] == after[other["report_id"]]
    capsys.readouterr()
    assert (
        main([*given, "--out", str(tmp_path / "k.parquet"), "--judgements", str(tmp_path / "none.jsonl")])
        == 1
    )
    assert "none.jsonl: no such file" in capsys.readouterr().err


def test_csv_in_and_out(tmp_path):
    (tmp_path / "m.csv").write_text(
        "report_id,kind,value\n1,phone,x\n2,phone,x\n1,account,y\n2,account,y\n3,phone,z\n"
    )
    assert main(["link", "series", "--in", str(tmp_path / "m.csv"), "--out", str(tmp_path / "s.csv")]) == 0
    rows = [line.split(",") for line in (tmp_path / "s.csv").read_text().replace('"', "").splitlines()]
    assert rows[1][1] == rows[2][1] != rows[3][1]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("m.csv", "report_id,kind\n1,phone\n", "lacks the column 'value'"),
        ("m.txt", "report_id,kind,value\n", "not a table known by its name"),
        ("m.parquet", "no parquet", "cannot be read as parquet"),
        ("m.csv", "report_id,kind,value,tie\n1,phone,x,rope\n", "the tie 'rope'"),
    ],
)
def test_what_is_wrong_is_told_with_the_file(tmp_path, capsys, name, text, told):
    (tmp_path / name).write_text(text)
    assert main(["link", "series", "--in", str(tmp_path / name), "--out", str(tmp_path / "s.parquet")]) == 1
    assert told in capsys.readouterr().err


def test_nothing_is_overwritten(world, tmp_path, capsys):
    (tmp_path / "s.parquet").write_text("mine")
    assert (
        main(
            ["link", "series", "--in", str(world / "mentions.parquet"), "--out", str(tmp_path / "s.parquet")]
        )
        == 1
    )
    assert "nothing was overwritten" in capsys.readouterr().err
    assert (tmp_path / "s.parquet").read_text() == "mine"


@pytest.mark.parametrize("shift", ["weather=2", "sizes", "sizes=0"])
def test_a_shift_that_is_none_is_refused(tmp_path, capsys, shift):
    with pytest.raises(SystemExit):
        main(["simulate", "--reports", "10", "--out", str(tmp_path / "m.parquet"), "--shift", shift])
    assert "SIDE=FACTOR" in capsys.readouterr().err


def test_an_index_is_built_asked_added_to_and_left(world, tmp_path, capsys):
    folder, new = str(tmp_path / "index"), tmp_path / "new.csv"
    assert main(["link", "build", "--in", str(world / "mentions.parquet"), "--index", folder]) == 0
    assert "3000 cases" in capsys.readouterr().out
    known = next(
        row
        for row in pyarrow.parquet.read_table(world / "mentions.parquet").to_pylist()
        if row["kind"] == "phone"
    )
    new.write_text(f"report_id,kind,value\nn1,phone,{known['value']}\nn2,phone,nobody's\n")
    assert main(["link", "match", "--in", str(new), "--index", folder]) == 0
    told = capsys.readouterr().out
    assert f"+ phone {known['value']}" in told
    assert "n2: no series" in told
    assert main(["link", "match", "--in", str(new), "--index", folder, "--add", "--json"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["candidates"][0]["series"] == first["series"]
    assert second["series"]
    new.write_text(new.read_text() + "n3,phone,nobody's\n")
    assert main(["link", "match", "--in", str(new), "--index", folder, "--add"]) == 1
    told = capsys.readouterr()
    assert "'n1' is in the index already" in told.err
    assert "n3: s" in told.out  # the others are taken
    assert main(["link", "remove", "n3", "--index", folder]) == 0
    (tmp_path / "index" / "judgements.jsonl").write_text("broken\n")
    assert main(["link", "remove", "n1", "--index", folder]) == 1
    assert "judgements.jsonl, line 1" in capsys.readouterr().err
    (tmp_path / "index" / "judgements.jsonl").unlink()
    assert main(["link", "remove", "n1", "n2", "--index", folder]) == 0
    assert "n2: removed; its series is gone with it" in capsys.readouterr().out
    for what in ("series", "mentions"):
        out = tmp_path / f"{what}.parquet"
        assert main(["link", "export", what, "--out", str(out), "--index", folder]) == 0
        assert len(set(pyarrow.parquet.read_table(out)["report_id"].to_pylist())) == 3000


def test_a_person_judges_two_cases(world, tmp_path, capsys):
    folder, some = str(tmp_path / "index"), tmp_path / "some.csv"
    some.write_text("report_id,kind,value\n1,phone,x\n2,phone,x\n3,phone,y\n4,phone,y\n5,phone,z\n")
    assert main(["link", "build", "--in", str(some), "--index", folder]) == 0
    judge = ["link", "judge", "--by", "Nadia", "--reason", "the same voice", "--index", folder]
    assert main([*judge, "1", "3", "same"]) == 0
    assert main([*judge, "3", "5", "same"]) == 0
    capsys.readouterr()
    assert main([*judge, "1", "5", "not-same"]) == 0
    assert "Contradiction: 1 and 5 are not the same, as Nadia said" in capsys.readouterr().out
    assert main([*judge, "1", "9", "same"]) == 1
    assert "'9' is not in the index" in capsys.readouterr().err


def test_forms_of_a_name_are_one_unless_exactness_is_asked_for(tmp_path, capsys):
    rows = ["1,receiver,Youssef Chraibi", "1,phone,x", "2,receiver,Yusuf Shraïbi", "2,phone,x", "2,account,y"]
    rows += ["3,receiver,Youssef Chraibi", "3,account,y"]
    (tmp_path / "m.csv").write_text("\n".join(["report_id,kind,value", *rows]) + "\n", encoding="utf-8")
    asked = ["link", "series", "--in", str(tmp_path / "m.csv"), "--out"]
    assert main([*asked, str(tmp_path / "s.csv")]) == 0
    assert "2 values are forms of others" in capsys.readouterr().out
    assert "another spelling of the same sound" in (tmp_path / "s.variants.csv").read_text(encoding="utf-8")
    assert "Yusuf Shraïbi" in (tmp_path / "s.reasons.csv").read_text(encoding="utf-8")
    assert main([*asked, str(tmp_path / "e.csv"), "--exact"]) == 0
    assert not (tmp_path / "e.variants.csv").exists()
    for name, exact in (("folds", []), ("exact", ["--exact"])):
        known = str(tmp_path / name)
        assert main(["link", "build", "--in", str(tmp_path / "m.csv"), "--index", known, *exact]) == 0
        (tmp_path / "new.csv").write_text("report_id,kind,value\n4,receiver,CHRAIBI YOUSEF\n")
        capsys.readouterr()
        assert main(["link", "match", "--in", str(tmp_path / "new.csv"), "--index", known]) == 0
        assert ("here: CHRAIBI YOUSEF" in capsys.readouterr().out) == (not exact)
