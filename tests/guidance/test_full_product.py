"""Every plan that anybody can be shown: each country, situation, age group and language."""

import re
from itertools import product

import msgspec
import pytest

from amparo.guidance import CONSENSUS, COUNTRIES, LANGUAGES, Files, Plan, Situation, plan
from amparo.guidance.rows import ServiceRow, StepRow
from amparo.model import AgeGroup

AGES = (AgeGroup.ADULT, AgeGroup.MINOR)
FILES = Files()
UNVERIFIED = {row.id for row in FILES.rows("steps", StepRow) if row.grade == "U"} | {
    row.id for row in FILES.rows("directory", ServiceRow) if row.grade == "U"
}

EVERY_PERSON = tuple(product((*COUNTRIES, "DZ", None), Situation, AGES))


def test_the_product_is_as_large_as_promised() -> None:
    assert (len(COUNTRIES) >= 16, len(Situation), len(LANGUAGES)) == (True, 12, 8)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_plan_is_complete(lang: str) -> None:
    for country, situation, age in EVERY_PERSON:
        made = plan(country, age, lang, [situation])
        where = (country, situation, age, lang)
        assert made.untranslated == (), where
        assert made.emergency.numbers or made.emergency.sentence, where
        assert country is None or made.emergency.numbers, where
        assert bool(made.crisis) != bool(made.no_crisis_line), where
        assert made.lead, where
        assert consensus(made) == list(CONSENSUS), where
        assert made.steps[0].id == "safety", where
        assert made.steps[-1].id == "recovery_firms", where
        for row in (*made.lead, *made.steps, *made.services, *made.crisis):
            assert row.id not in UNVERIFIED, where
        for row in (*made.lead, *made.steps, *made.services, *made.crisis, made.emergency):
            assert row.grade in ("O", "P"), where
            assert (row.grade == "P") == bool(row.reported), where
            assert row.source, where
        assert list(empty(msgspec.to_builtins(made))) == [], where


def consensus(made: Plan) -> list[str]:
    """The consensus steps in the order shown, those that stand together told once."""
    seen: list[str] = []
    for step in made.steps:
        if step.consensus and step.consensus not in seen[-1:]:
            seen.append(step.consensus)
    return seen


def empty(value: object, path: str = "plan") -> list[str]:
    """Where a string says nothing."""
    if isinstance(value, str):
        return [] if value.strip() else [path]
    if isinstance(value, dict):
        return [found for key, inner in value.items() for found in empty(inner, f"{path}.{key}")]
    if isinstance(value, list | tuple):
        return [found for i, inner in enumerate(value) for found in empty(inner, f"{path}[{i}]")]
    return []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_for_a_minor_offers_nothing_for_adults_and_the_reverse(lang: str) -> None:
    for country, situation in product((*COUNTRIES, None), Situation):
        minor = plan(country, AgeGroup.MINOR, lang, [situation])
        shown = {step.id for step in minor.steps} | {service.id for service in minor.services}
        assert {"not_in_trouble", "no_nude_screenshots", "tell_adult"} <= shown
        assert shown.isdisjoint({"hash_adult", "any-stopncii"})
        adult = plan(country, AgeGroup.ADULT, lang, [situation])
        if situation is not Situation.UNDER_18:
            shown = {step.id for step in adult.steps} | {service.id for service in adult.services}
            assert shown.isdisjoint({"hash_minor", "any-takeitdown", "not_in_trouble"})


def words_of(lang: str) -> dict[str, str]:
    """Every sentence of steps, sentences and notes, under where it stands."""
    return {
        f"{lang}/{name}.toml [{table}] {id}": said.text
        for name in ("steps", "sentences", "directory")
        for table, texts in FILES.texts(lang, name).items()
        for id, said in texts.items()
        if isinstance(said.text, str)
    }


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?:;؛؟])\s+", text) if part]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_short(lang: str) -> None:
    """Thirty words at most; a third more where the language takes more words to say it."""
    most = 30 if lang == "en" else 40
    for where, text in words_of(lang).items():
        for sentence in sentences(text):
            assert len(sentence.split()) <= most, where


def test_the_english_steps_can_be_read_at_the_age_of_twelve() -> None:
    """Flesch-Kincaid grade (Kincaid and others, 1975): grade 7 is the age of twelve to thirteen."""
    text = [said.text for table in FILES.texts("en", "steps").values() for said in table.values()]
    parts = [part for text in text if isinstance(text, str) for part in sentences(text)]
    words = [word for part in parts for word in re.findall(r"[A-Za-z']+", part)]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words)
    grade = 0.39 * len(words) / len(parts) + 11.8 * syllables / len(words) - 15.59
    assert grade < 7, grade


BLAMING = {
    "en": r"\b(just|should(n't| not)? have|ought to have|he|she|him|her|his|stupid|foolish|careless|naive)\b",
    "fr": r"auri(ez|ons) dû|aurais dû|imprudent|naïf|naïve|stupide|\w(\(e\)|·e|-e-)",
    "ar": r"كان (يجب |ينبغي )?عليك|ساذج|غبي|مهمل",
    "ary": r"كان خاص[كّ]|كان عليك|ساذج|غبي|مكلخ",
    "es": r"deberías? haber|tendrías? que haber|debiste|ingenu|imprudente|estúpid|\w(@|\([ao]s?\)|/[ao]s?\b)",
    "pt": r"dev(er)?ias? ter|ingênu|ingénu|imprudente|estúpid|\w(@|\([ao]s?\)|/[ao]s?\b)",
    "fil": r"dapat sana|sana (ay )?hindi mo|\btanga\b|pabaya|walang ingat",
    "de": r"hätte(n|st)? .*(sollen|müssen)|selbst schuld|naiv|leichtsinnig|unvorsichtig|\w(\(in\)|[*:_]in)\b",
}
"""Words that blame a person, and marks or words that give a gender."""

FAULT = {
    "en": (r"\bfault\b|\bto blame\b|ashamed", r"\bnot\b|nothing|who does it"),
    "fr": (r"\bfaute\b|\bhonte\b|coupable", r"\bpas\b|aucune|rien"),
    "ar": (r"خطؤك|ذنبك|عيب", r"ليس|لا |لست"),
    "ary": (r"غلطتك|ذنبك|عيب|حشومة", r"ماشي|ما |ليس|لا "),
    "es": (r"\bculpa\b|vergüenza", r"\bno\b|\bnada\b|ningun|tiene"),
    "pt": (r"\bculpa\b|vergonha", r"\bnão\b|nada|nenhum|tem"),
    "fil": (r"kasalanan|nakakahiya|ikahiya", r"hindi|wala"),
    "de": (r"\bschuld\b|schäm|Scham", r"nicht|kein|nichts"),
}
"""Words of fault, and what must stand in the same sentence: nobody is told that it is theirs."""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_blames_or_gives_a_gender(lang: str) -> None:
    words = words_of(lang)
    assert words
    fault, answered = FAULT[lang]
    for where, text in words.items():
        assert not (found := re.search(BLAMING[lang], text, re.IGNORECASE)), (where, found)
        for sentence in re.split(r"(?<=[.!?؟])\s+", text):
            if re.search(fault, sentence, re.IGNORECASE):
                assert re.search(answered, sentence, re.IGNORECASE), where


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_a_translation_is_one(lang: str) -> None:
    """Nothing is left in English; Arabic and Darija stand in Arabic letters."""
    english = words_of("en")
    words = words_of(lang)
    assert words
    for where, text in words.items():
        if "steps.toml" in where or "sentences.toml" in where:
            assert text != english.get(where.replace(f"{lang}/", "en/", 1)), where
            if lang in ("ar", "ary"):
                assert re.search(r"[\u0621-\u064a]", text), where
