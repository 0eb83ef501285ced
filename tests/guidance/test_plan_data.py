"""The data that people are led by: every row has its source, and nothing unverified is shown."""

import re
from datetime import date
from itertools import product

import msgspec
import pytest
from phonenumbers.phonemetadata import PhoneMetadata

from amparo.guidance import Situation, plan, rows
from amparo.model import AgeGroup, Lang

FIELD = ("GB", "MA", "FR", "US", "CA", "AU", "IE", "ES", "IN", "PH", "AE", "SA", "BH", "NG", "CI")
CONSENSUS = [
    "safety",
    "stop_replying",
    "capture_then_block",
    "report_police",
    "report_platform",
    "suspend_not_delete",
    "lock_contacts",
]


def test_every_text_stands_in_every_language() -> None:
    texts = [row.text for row in rows.steps()]
    texts += [row.other_view.text for row in rows.steps() if row.other_view]
    texts += [row.note for row in rows.services() if row.note]
    texts += [meaning for row in rows.emergency_rows().values() for meaning in row.meaning.values()]
    texts += list(rows.sentences().values())
    for text in texts:
        assert set(text) >= set(Lang), text
        assert all(text[lang].strip() for lang in Lang)


def test_every_row_names_sources_that_exist() -> None:
    for row in (*rows.steps(), *rows.services()):
        assert row.sources, row.id
        assert set(row.sources) <= set(rows.sources()), row.id
        assert date(2026, 1, 1) <= row.checked_on <= date(2026, 11, 23), row.id
    for emergency in rows.emergency_rows().values():
        assert set(emergency.sources) <= set(rows.sources())
        if emergency.meaning or emergency.extra:
            assert emergency.sources, emergency.code
            assert emergency.checked_on, emergency.code
    for step in rows.steps():
        assert step.other_view is None or step.other_view.sources


def test_ids_are_unique() -> None:
    for ids in ([row.id for row in rows.steps()], [row.id for row in rows.services()]):
        assert len(ids) == len(set(ids))


def test_the_number_to_call_first_is_one_that_the_country_has() -> None:
    for row in rows.emergency_rows().values():
        metadata = PhoneMetadata.short_metadata_for_region(row.code)
        listed = re.fullmatch(metadata.emergency.national_number_pattern, row.first)
        assert listed or row.first in row.extra, row.code


def test_the_data_covers_the_countries_of_the_field_study() -> None:
    assert {row.country for row in rows.services()} >= set(FIELD)


def test_a_row_without_source_does_not_load(tmp_path, monkeypatch) -> None:
    (tmp_path / "sources.toml").write_text('[x]\npublisher = "X"\ntitle = "Y"\n')
    monkeypatch.setattr(rows, "FOLDER", tmp_path)
    rows.sources.cache_clear()
    with pytest.raises(msgspec.ValidationError, match=r"sources\.toml: .*url"):
        rows.sources()
    monkeypatch.undo()
    rows.sources.cache_clear()
    assert rows.sources()


def test_every_plan_of_the_whole_product_is_complete() -> None:
    for country, age, lang, situation in product((*FIELD, "DZ", None), AgeGroup, Lang, (None, *Situation)):
        made = plan(country, age, lang, [situation] if situation else [])
        where = (country, age, lang, situation)
        assert made.emergency.numbers or made.emergency.sentence, where
        assert made.emergency.source, where
        assert bool(made.crisis) != bool(made.no_crisis_line), where
        ids = [step.id for step in made.steps]
        assert [id for id in ids if id in CONSENSUS] == CONSENSUS, where
        assert ids[0] == "safety", where
        assert ids[-1] == "recovery_firms", where
        for row in (*made.steps, *made.services, *made.crisis, made.emergency):
            assert row.grade in ("O", "P"), where
            assert (row.grade == "P") == bool(row.reported), where
            assert row.source, where
            assert row.checked_on, where
