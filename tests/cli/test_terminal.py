"""At a real terminal: a bar on what takes long, questions where something is missing, age before any file."""

from pathlib import Path

import pytest

from cli.typed import at_terminal

CHAT = "14/03/2026, 19:31 - {0}: I recorded you. Pay 500 euros or I send it to your family\n14/03/2026, 19:32 - Sam: no\n"


@pytest.fixture
def phone(tmp_path: Path) -> Path:
    folder = tmp_path / "phone"
    folder.mkdir()
    for name in ("Léa", "Noor"):
        (folder / f"WhatsApp Chat with {name}.txt").write_text(CHAT.format(name))
    return folder


def test_age_is_asked_first_and_then_which_conversation(phone: Path, tmp_path: Path) -> None:
    out = tmp_path / "case"
    answers = [
        ("How old is the person", "17"),
        ("Which is the blackmailer's?", "Zoe"),
        ("none of them", "Léa"),
    ]
    code, shown = at_terminal(["examine", str(phone), "--out", str(out)], answers)
    assert code == 0, shown
    assert "2 conversations were found" in shown
    assert shown.index("How old") < shown.index("conversations were found")
    assert b"Noor" not in (out / "data/derived/timeline.jsonl").read_bytes()
    assert '"age": "minor"' in (out / "data/derived/case.json").read_text()


def test_enter_takes_all_and_leaves_the_age_open(phone: Path, tmp_path: Path) -> None:
    out = tmp_path / "case"
    answers = [("How old is the person", ""), ("Which is the blackmailer's?", "")]
    code, shown = at_terminal(["examine", str(phone), "--out", str(out)], answers)
    assert code == 0, shown
    assert '"age": "unknown"' in (out / "data/derived/case.json").read_text()
    assert "4 messages in 2 conversations" in shown
