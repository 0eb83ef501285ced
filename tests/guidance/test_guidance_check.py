"""What `check` finds in data that somebody broke."""

from datetime import date
from pathlib import Path

import pytest

from amparo.guidance import Guidance
from amparo.guidance.check import Problem

TODAY = date(2026, 11, 24)
ROW = """[[service]]
id = "made-up"
country = "GB"
purpose = "support"
name = "Made-up desk"
contact = ["07700 900123"]
sources = ["samaritans"]
grade = "O"
checked_on = 2026-11-20
"""


def found(tmp_path: Path, today: date = TODAY, **files: str) -> list[Problem]:
    """The problems that an overlay of these files adds to ours."""
    for name, words in files.items():
        path = tmp_path / f"{name.replace('__', '/')}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    ours = Guidance().check(today)
    return [problem for problem in Guidance(tmp_path).check(today) if problem not in ours]


def test_ours_has_no_error() -> None:
    assert [problem for problem in Guidance().check(TODAY) if problem.kind == "error"] == []


def test_a_row_without_source_is_an_error(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, directory=ROW.replace('sources = ["samaritans"]\n', ""))
    assert problem.kind == "error"
    assert problem.where.endswith("directory.toml: row 'made-up'")
    assert "sources" in problem.what


def test_every_error_is_told_and_not_only_the_first(tmp_path: Path) -> None:
    rows = ROW.replace('"O"', '"A"') + ROW.replace("made-up", "second").replace("samaritans", "nobody")
    problems = found(tmp_path, directory=rows)
    assert [problem.kind for problem in problems] == ["error", "error"]


def test_a_row_is_stale_after_180_days_and_not_before(tmp_path: Path) -> None:
    old = ROW.replace("2026-11-20", "2026-05-28")
    assert found(tmp_path, directory=old) == []
    (problem,) = found(tmp_path, directory=old.replace("05-28", "05-27"))
    assert (problem.kind, problem.where) == ("stale", "directory.toml: made-up")


def test_a_row_checked_tomorrow_is_an_error(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, directory=ROW.replace("2026-11-20", "2026-11-25"))
    assert problem.kind == "error"


def test_everything_is_stale_a_year_later() -> None:
    stale = [problem for problem in Guidance().check(date(2027, 11, 24)) if problem.kind == "stale"]
    assert "emergency_numbers.toml" in [problem.where for problem in stale]
    assert "steps.toml: safety" in [problem.where for problem in stale]


@pytest.mark.parametrize(("grade", "kind"), [("U", "unverified"), ("P", "reported")])
def test_unverified_and_reported_rows_are_listed(tmp_path: Path, grade: str, kind: str) -> None:
    (problem,) = found(tmp_path, directory=ROW.replace('"O"', f'"{grade}"'))
    assert (problem.kind, problem.where) == (kind, "directory.toml: made-up")


def test_a_country_left_without_crisis_line_is_listed(tmp_path: Path) -> None:
    problems = found(tmp_path, directory='hide = ["fr-3114"]')
    assert ("missing", "FR") in [(problem.kind, problem.country) for problem in problems]


def test_a_country_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, directory=ROW.replace('"GB"', '"UK"'))
    assert (problem.kind, problem.what) == ("error", "no country has the code 'UK'")


def test_an_emergency_number_that_the_country_does_not_have_is_an_error(tmp_path: Path) -> None:
    row = '[[country]]\nid = "GB"\nfirst = "555"\nsources = ["samaritans"]\ngrade = "O"\nchecked_on = 2026-11-20\n'
    (problem,) = found(tmp_path, emergency=row)
    assert problem.kind == "error"
    assert "555" in problem.what


def test_a_text_for_a_row_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    problems = found(tmp_path, texts__en__steps='[text]\nsaftey = "Safety first."\n')
    assert [p.what for p in problems if p.kind == "error"] == ["[text] saftey: no such row"]


def test_a_translation_that_loses_what_is_filled_in_is_an_error(tmp_path: Path) -> None:
    problems = found(tmp_path, texts__fr__sentences='[text]\nreported = "À vérifier avant usage."\n')
    (problem,) = [p for p in problems if p.kind == "error"]
    assert problem.lang == "fr"
    assert "{publisher}" in problem.what


def test_a_step_without_text_is_missing_in_every_language(tmp_path: Path) -> None:
    row = '[[step]]\nid = "desk"\norder = 55\nkind = "step"\nsources = ["c3p"]\ngrade = "O"\nchecked_on = 2026-11-20\n'
    problems = found(tmp_path, steps=row)
    missing = [problem for problem in problems if problem.kind == "missing"]
    assert {problem.lang for problem in missing} >= {"en", "fr", "ar"}
    assert all("texts/" in problem.where for problem in missing)


def test_a_file_that_nothing_reads_is_an_error(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, texts__fr__step='[text]\nsafety = "La sécurité d\'abord."\n')
    assert problem.kind == "error"
    assert problem.where.endswith("texts/fr/step.toml")


def test_a_step_that_all_sources_advise_cannot_be_hidden_unseen(tmp_path: Path) -> None:
    problems = found(tmp_path, steps='hide = ["lock_contacts"]')
    errors = [problem.what for problem in problems if problem.kind == "error"]
    assert any(what.startswith("the plan of threatened for adults goes safety") for what in errors)
    assert not any("mail_claim" in what for what in errors)
