"""`amparo rules`: what it prints, and how it ends; a helpline's own rules in a case."""

import json
from pathlib import Path

import pytest

from amparo.casework.derived import rows, summary
from amparo.cli import DONE, FAILED, USAGE, main
from amparo.model import Finding

OWN = Path(__file__).parents[2] / "examples/rules/our-rules.toml"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One home for all: what was worked out from the rules is kept there."""
    monkeypatch.setenv("AMPARO_HOME", str(kept))
    return kept


def run(*words: str | Path) -> int:
    try:
        return main([str(word) for word in words])
    except SystemExit as stopped:  # argparse
        assert isinstance(stopped.code, int)
        return stopped.code


def test_a_file_that_holds_and_what_it_would_change(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "chat.jsonl"
    talk = ["pay or I post the video", "buy me vouchers\u001b[2J"]
    corpus.write_text("\n".join(json.dumps({"text": text, "conversation": 1}) for text in talk))
    assert run("rules", "check", OWN, "--corpus", corpus) == DONE
    told = capsys.readouterr()
    assert "2 messages" in told.out
    assert "own.demand.vouchers.en: 1 new, 0 lost" in told.out
    assert "+ chat.jsonl:2 demand own.demand.vouchers.en" in told.out
    assert "\u001b" not in told.out
    assert "The rules hold" in told.err
    assert run("rules", "check", OWN, "--corpus", corpus, "--json") == DONE
    printed = json.loads(capsys.readouterr().out)
    assert printed["slips"] == []
    assert printed["survey"]["new"] == 1


def test_a_file_that_does_not_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(OWN.read_text().replace("weight = 0.6", "weight = 6"))
    assert run("rules", "check", bad) == FAILED
    assert "bad.toml:15: rule 'own.demand.vouchers.en': weight is 6.0" in capsys.readouterr().out
    assert run("rules", "check", bad, "--json") == FAILED
    (slip,) = json.loads(capsys.readouterr().out)["slips"]
    assert (slip["file"], slip["line"], slip["rule"]) == ("bad.toml", 15, "own.demand.vouchers.en")
    assert run("rules", "explain", "--rules", bad, "hello") == USAGE
    assert "weight is 6.0" in capsys.readouterr().err
    assert run("rules", "list", "--rules", bad) == USAGE
    assert run("rules", "check", tmp_path / "missing.toml") == USAGE
    assert run("rules") == USAGE


def test_a_corpus_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "chat.jsonl"
    corpus.write_text("hello")
    assert run("rules", "check", OWN, "--corpus", corpus) == FAILED
    assert "chat.jsonl:1: " in capsys.readouterr().err
    assert run("rules", "check", OWN, "--corpus", tmp_path / "nowhere") == FAILED


def test_words_are_explained_to_people_and_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMPARO_RULES", str(OWN))
    talk = ("pay or I post the video", "buy me vouchers")
    assert run("rules", "explain", "--lang", "fr", *talk) == DONE
    told = capsys.readouterr().out
    assert "own.demand.vouchers.en (your own)" in told
    assert "Demande des bons." in told
    assert "{vouchers} = 'vouchers'" in told
    assert run("rules", "explain", "--speaker", "victim", "--json", *talk) == DONE
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["speaker"] == "victim"
    assert [near["why"] for near in second["near"] if near["rule"] == "own.demand.vouchers.en"] == ["speaker"]


def test_what_is_typed_is_explained_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("hello there\n\nI want to die\n"))
    assert run("rules", "explain", "-") == DONE
    told = capsys.readouterr().out
    assert "'hello there' (unknown)\n  nothing\n" in told
    assert "  crisis: " in told


def test_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", "list", "--language", "en", "--stage", "threat", "--rules", OWN) == DONE
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines
    assert all(stage == "threat" and id.endswith(".en") for id, stage, _, _ in lines)
    assert run("rules", "list", "--stage", "urges_self_harm", "--json") == DONE
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {rule["offender_stage"] for rule in told} == {"urges_self_harm"}


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rules", "schema") == DONE
    assert json.loads(capsys.readouterr().out)["title"] == "Amparo rule file"


CHAT = """14/03/2026, 19:33 - Léa: pay or I post the video
14/03/2026, 19:36 - Léa: buy me vouchers
"""


def test_a_case_holds_the_ids_and_the_digest_of_own_rules_and_not_their_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chat = tmp_path / "WhatsApp Chat with Léa.txt"
    chat.write_text(CHAT, encoding="utf-8")
    monkeypatch.setenv("AMPARO_RULES", str(OWN))
    assert run("examine", chat, "--out", tmp_path / "case", "--adult") == DONE
    own = summary(tmp_path / "case").own_rules
    assert own is not None
    assert own.ids == ("own.demand.vouchers.en",)
    found = {one.rule: one for one in rows(tmp_path / "case", "findings", Finding)}
    assert "own.demand.vouchers.en" in found
    for path in (tmp_path / "case").rglob("*"):
        assert not path.is_file() or b"Asks for vouchers." not in path.read_bytes(), path
    bad = tmp_path / "bad.toml"
    bad.write_text(OWN.read_text().replace("weight = 0.6", "weight = 6"))
    capsys.readouterr()
    assert run("examine", chat, "--out", tmp_path / "two", "--adult", "--rules", bad) == USAGE
    assert "weight is 6.0" in capsys.readouterr().err
    assert not (tmp_path / "two").exists()
