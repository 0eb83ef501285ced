"""`amparo plan` and `amparo guidance check`: for somebody in panic, or beside somebody in panic."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.cli import DONE, FAILED, USAGE, main
from amparo.cli.plan import language
from cli.typed import AMPARO, at_terminal


def run(*words: str | Path) -> int:
    try:
        return main([str(word) for word in words])
    except SystemExit as stopped:  # argparse
        assert isinstance(stopped.code, int)
        return stopped.code


def test_the_number_to_call_is_the_first_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", "--country", "gb", "--age", "30", "--situation", "paid", "--lang", "en") == DONE
    lines = capsys.readouterr().out.splitlines()
    assert "999" in lines[0]
    assert "116 123" in lines[1]
    text = "\n".join(lines)
    assert text.index("Stop replying") < text.index("WHO CAN HELP") < text.index("SOURCES")


def test_without_a_terminal_nothing_is_asked_and_an_unknown_age_counts_as_a_minor(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("plan", "--lang", "en") == DONE
    shown = capsys.readouterr()
    assert "For people under 18" in shown.out
    assert "--adult" in shown.err
    assert "112 and 911" in " ".join(shown.out.split())


def test_at_a_terminal_three_questions_and_no_more() -> None:
    answers = [("Which country", "Morocco"), ("How old", "17"), ("What is happening", "2, 7")]
    code, shown = at_terminal(["plan", "--lang", "en"], answers)
    assert code == DONE, shown
    shown = " ".join(shown.split())
    assert shown.index("112 and 911") < shown.index("Which country")  # help before any question
    assert "177" in shown
    assert "For people under 18" in shown
    assert "Money was paid" in shown
    assert shown.count("Enter if not") == 3


def test_at_a_terminal_every_question_may_be_left_open() -> None:
    code, shown = at_terminal(
        ["plan", "--lang", "en"],
        [("Which country", "Atlantis"), ("How old", "old"), ("What is happening", "99")],
    )
    assert code == DONE, shown
    assert "That country is not known here" in shown
    assert "not an age" in shown
    assert "none of the numbers" in shown
    assert "Stop replying" in shown


def test_at_a_terminal_only_what_is_missing_is_asked() -> None:
    words = ["plan", "--lang", "fr", "--country", "MA", "--situation", "paid"]
    code, shown = at_terminal(words, [("Quel âge", "40")])
    assert code == DONE, shown
    assert "Quel pays" not in shown


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "ar_MA.UTF-8"}, "ar"),
        ({"LC_ALL": "tl_PH", "LANG": "en_US"}, "fil"),
        ({"LC_ALL": "", "LANG": "pt_BR"}, "pt"),
        ({"LC_MESSAGES": "de", "LANG": "fr_FR"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "xx_YY"}, "en"),
        ({}, "en"),
    ],
)
def test_the_computer_tells_the_language(environment: dict[str, str], lang: str) -> None:
    assert language(environment) == lang


def test_the_plan_as_an_object(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert (
        run("plan", "--country", "MA", "--age", "17", "--situation", "paid", "--lang", "fr", "--json") == DONE
    )
    made = json.loads(capsysbinary.readouterr().out)
    assert made["country"] == "MA"
    assert made["age"] == "minor"
    assert made["situations"] == ["paid"]
    assert made["steps"][0]["consensus"] == "safety"


def test_files_only_where_asked_and_never_over_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("plan", "--country", "GB", "--adult", "--html", "plan.html", "--pdf", "plan.pdf") == DONE
    assert capsys.readouterr().out.split() == ["plan.html", "plan.pdf"]
    assert {path.name for path in tmp_path.iterdir()} == {"plan.html", "plan.pdf"}
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")
    before = (tmp_path / "plan.html").read_bytes()
    assert run("plan", "--country", "MA", "--html", "plan.html") == FAILED
    assert "plan.html: File exists" in capsys.readouterr().err
    assert (tmp_path / "plan.html").read_bytes() == before


def test_a_site_needs_a_folder_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("plan", "site", tmp_path / "new" / "site") == DONE
    assert (tmp_path / "new/site/fil/adult-paid.html").is_file()
    assert run("plan", "site", tmp_path) == FAILED
    assert "File exists" in capsys.readouterr().err


def test_wrong_words_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    for words, said in (
        (("--situation", "sad"), "threatened"),
        (("--lang", "xx"), "--lang"),
        (("--country", "France"), "two letters"),
        (("--age", "0"), "not an age"),
        (("--age", "17", "--adult"), "not allowed"),
    ):
        assert run("plan", *words) == USAGE, words
        assert said in capsys.readouterr().err


def helpline(folder: Path, **changed: str) -> Path:
    row = {"id": '"desk"', "country": '"GB"', "purpose": '"support"', "name": '"Leeds Desk"'}
    row |= {
        "contact": '["07700 900123"]',
        "sources": '["samaritans"]',
        "grade": '"O"',
        "checked_on": "2026-11-20",
    }
    row |= changed
    text = "\n".join(f"{key} = {value}" for key, value in row.items() if value)
    (folder / "directory.toml").write_text(f"[[service]]\n{text}\n")
    return folder


def test_a_helpline_adds_its_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = helpline(tmp_path)
    assert run("plan", "--country", "GB", "--adult", "--lang", "en", "--guidance", folder) == DONE
    assert "Leeds Desk: 07700 900123" in capsys.readouterr().out
    monkeypatch.setenv("AMPARO_GUIDANCE", str(folder))
    assert run("plan", "--country", "GB", "--adult", "--lang", "en") == DONE
    assert "Leeds Desk: 07700 900123" in capsys.readouterr().out
    chat = tmp_path / "chat.txt"
    chat.write_text("14/03/2026, 19:31 - Lea: I recorded you. Pay 500 euros or I send it to your family\n")
    assert run("examine", chat, "--out", tmp_path / "case", "--adult", "--country", "GB") == DONE
    assert "Leeds Desk" in (tmp_path / "case/case.html").read_text()
    assert run("report", tmp_path / "case", "--country", "GB", "--adult", "--lang", "fr") == DONE
    assert "Leeds Desk" in (tmp_path / "case/report-0001/case.html").read_text()


def test_a_slip_in_a_helplines_folder_is_named_and_no_plan_is_made_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = helpline(tmp_path, sources="")
    assert run("plan", "--country", "GB", "--guidance", folder) == FAILED
    said = capsys.readouterr()
    assert said.out == ""
    assert "directory.toml" in said.err
    assert "desk" in said.err
    assert run("plan", "--guidance", tmp_path / "nowhere") == FAILED
    monkeypatch.setenv("AMPARO_GUIDANCE", str(folder))
    (tmp_path / "chat.txt").write_text("14/03/2026, 19:31 - Lea: hello\n")
    assert run("examine", tmp_path / "chat.txt", "--out", tmp_path / "case", "--adult") == USAGE
    assert "directory.toml" in capsys.readouterr().err
    assert not (tmp_path / "case").exists()


def test_what_is_shipped_has_no_error_today(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("guidance", "check", "--today", "2026-11-23") == DONE
    shown = capsys.readouterr()
    assert "error" not in shown.err
    assert "missing: " in shown.out


def test_after_half_a_year_every_row_is_stale(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run("guidance", "check", "--today", "2027-06-30", "--json") == DONE
    problems = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert {"steps.toml: safety", "emergency_numbers.toml"} <= {
        p["where"] for p in problems if p["kind"] == "stale"
    }


def test_a_row_without_source_fails_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("guidance", "check", "--guidance", helpline(tmp_path, sources="[]")) == FAILED
    assert "desk" in capsys.readouterr().err


WATCHED = """
import sys, runpy
opened = []
def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")):
        opened.append(f"{event} {arguments!r}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        opened.append(f"{event} {arguments!r}")
    if event in ("os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink", "tempfile.mkstemp"):
        opened.append(f"{event} {arguments!r}")
sys.addaudithook(watch)
from amparo.cli import main
code = main(["plan", "--country", "MA", "--age", "17", "--situation", "paid", "--lang", "ar"])
heavy = {"rich", "typst", "jinja2", "shtab", "numpy", "phonenumbers", "cryptography", "amparo.casework"} & set(sys.modules)
print("ASKED", opened, sorted(heavy), file=sys.stderr)
raise SystemExit(code)
"""


def test_a_plan_writes_nothing_calls_nobody_and_loads_nothing_heavy(tmp_path: Path) -> None:
    """Python's own audit events: every file opened to write, socket, process."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**os.environ, "HOME": str(tmp_path)}, check=True,
    )  # fmt: skip
    assert "ASKED [] []" in done.stderr
    assert "177" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_that_knows_no_arabic_letters_still_gets_the_numbers(tmp_path: Path) -> None:
    done = subprocess.run(
        [*AMPARO, "plan", "--country", "MA", "--adult", "--lang", "ar"],
        stdin=subprocess.DEVNULL, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"}, check=True,
    )  # fmt: skip
    assert b"177" in done.stdout
