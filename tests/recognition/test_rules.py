"""Rules as data: every example holds, every counter-example is nothing, every mistake in a file is named."""

import pytest
from recognition_words import matches_of

from amparo.model import Lang, Stage
from amparo.recognition import RuleError
from amparo.recognition.rules import load, shipped, with_extra

RULES = [rule for rule in shipped() if rule.patterns]
EXAMPLES = [(rule, text) for rule in RULES for text in rule.examples]
COUNTER_EXAMPLES = [(rule, text) for rule in RULES for text in rule.counter_examples]


def name(item):
    return getattr(item, "id", item)[:40]


@pytest.mark.parametrize(("rule", "text"), EXAMPLES, ids=name)
def test_an_example_is_recognised_by_its_rule(rule, text):
    assert rule.id in matches_of(text, min(rule.said_by))


@pytest.mark.parametrize(("rule", "text"), COUNTER_EXAMPLES, ids=name)
def test_a_counter_example_is_not(rule, text):
    assert rule.id not in matches_of(text, min(rule.said_by))


def test_every_rule_explains_itself_in_every_language_and_names_its_source():
    for rule in shipped():
        assert all(rule.reason[lang] for lang in Lang), rule.id
        assert rule.source, rule.id


def test_whatever_tells_somebody_to_die_is_the_offenders_doing_when_the_offender_says_it():
    told = [rule for rule in shipped() if "told_to_die" in rule.id]
    assert {rule.offender_stage for rule in told} == {Stage.URGES_SELF_HARM}


def test_every_stage_of_the_scheme_has_rules_in_english_and_french():
    by_language = {
        lang: {rule.stage for rule in shipped() if rule.language in (lang, "any")} for lang in ("en", "fr")
    }
    assert by_language["en"] == set(Stage) - {Stage.URGES_SELF_HARM}
    assert by_language["fr"] == set(Stage) - {Stage.URGES_SELF_HARM}


GOOD = """
[[rule]]
id = "own.voucher.en"
stage = "demand"
language = "en"
pattern = "bring ...2 vouchers"
weight = 0.5
reason = { en = "Asks for vouchers.", fr = "Demande des bons.", ar = "يطلب قسائم." }
source = "our own cases"
examples = ["bring me the vouchers"]
counter_examples = ["bring a friend"]
"""


def written(folder, text, name="own.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_unit_adds_its_own_rules_to_those_shipped(tmp_path):
    path = written(tmp_path, GOOD)
    assert {rule.id for rule in with_extra(path)} == {rule.id for rule in shipped()} | {"own.voucher.en"}
    assert {rule.id for rule in with_extra(tmp_path)} == {rule.id for rule in with_extra(path)}


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (
            ('"bring ...2 vouchers"', '"bring {gizmo}"'),
            "rule 'own.voucher.en': no word list is called 'gizmo'",
        ),
        (('"bring ...2 vouchers"', '"(bring"'), "'(' is not closed in '(bring'"),
        (('"bring ...2 vouchers"', '"bring ..."'), "something is missing in 'bring ...'"),
        (('"bring ...2 vouchers"', '"... bring"'), "a gap must stand between two things"),
        (('"bring ...2 vouchers"', '"bring )"'), "')' closes nothing"),
        (('"bring ...2 vouchers"', '"<voucher>"'), "no kind of indicator is called 'voucher'"),
        (('"bring ...2 vouchers"', '"[bring]"'), "without any word of its own"),
        (('"bring ...2 vouchers"', '"!!!"'), "holds no word"),
        (('"demand"', '"menace"'), "own.toml: rule 'own.voucher.en': Invalid enum value 'menace'"),
        (("weight = 0.5", "weight = 7"), "weight is 7.0; it lies above 0 and is at most 1"),
        (('ar = "يطلب قسائم."', 'ar = ""'), "reason is missing in ar"),
        (("source", "sauce"), "unknown field `sauce`"),
        (('counter_examples = ["bring a friend"]', ""), "needs at least one example and one counter-example"),
        (('"own.voucher.en"', '"crisis.self.en"'), "there is another rule of this id"),
        (
            ('"demand"', '"crisis"\nneeds = ["threat"]'),
            "a crisis rule holds at once and whoever speaks: leave out said_by and needs",
        ),
        (("[[rule]]", "[[rules]]"), "own.toml: 'rules' is neither 'words' nor 'rule'"),
        (("[[rule]]", "[rule]"), "rules are written as [[rule]]"),
        (("[[rule]]", "[[rule"), "own.toml: not TOML"),
        (("[[rule]]", "[words]\nen = 3\n[[rule]]"), "own.toml: words: Expected `object`"),
        (("[[rule]]", '[words.en]\nloop = ["{loop}"]\n[[rule]]'), None),
    ],
)
def test_a_mistake_is_named_with_file_rule_and_cause(tmp_path, change, cause):
    path = written(tmp_path, GOOD.replace(*change))
    if cause is None:  # a list that nothing uses is not read
        assert with_extra(path)
        return
    with pytest.raises(RuleError) as told:
        with_extra(path)
    assert cause in str(told.value)
    assert str(told.value).startswith("own.toml: ")


def test_a_list_that_contains_itself_is_named(tmp_path):
    text = '[words.en]\nloop = ["x {loop}"]\n' + GOOD.replace("bring ...2", "{loop}")
    with pytest.raises(RuleError, match="'loop' contains itself"):
        load([written(tmp_path, text)])


def test_all_mistakes_are_told_at_once(tmp_path):
    one = written(tmp_path, GOOD.replace("weight = 0.5", "weight = 0"), "one.toml")
    two = written(tmp_path, GOOD.replace('"demand"', '"x"'), "two.toml")
    with pytest.raises(RuleError) as told:
        load([one, two, tmp_path / "missing.toml"])
    assert [line.split(":")[0] for line in str(told.value).splitlines()] == [
        "missing.toml",
        "one.toml",
        "two.toml",
    ]
