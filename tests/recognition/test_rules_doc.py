"""docs/rules.md holds true: its rule loads, its examples hold, its fields and stages are those there are."""

import re
from pathlib import Path

import msgspec
import pytest
from recognition_talk import said

from amparo.model import Finding, Speaker, Stage
from amparo.recognition import Recogniser, RuleError
from amparo.recognition import rules as rules_module
from amparo.recognition.rules import with_extra

DOC = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
(RULE,) = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)
MISTAKES = re.findall(r"```text\n(.*?)```", DOC, re.DOTALL)[0].splitlines()


def own(tmp_path, text=RULE):
    path = tmp_path / "our-rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_rule_of_the_page_works_in_a_conversation(tmp_path):
    recogniser = Recogniser(country="FR", extra_rules=own(tmp_path))
    (rule,) = [rule for rule in with_extra(own(tmp_path)) if rule.id == "own.demand.vouchers.en"]
    for text, found in [(t, True) for t in rule.examples] + [(t, False) for t in rule.counter_examples]:
        messages = [said("pay or I post the video", n=1), said(text, Speaker.OFFENDER, n=2)]
        ids = [item.rule for item in recogniser.recognise(messages) if isinstance(item, Finding)]
        assert (rule.id in ids) is found, text


def test_without_company_it_waits(tmp_path):
    found = Recogniser(extra_rules=own(tmp_path)).recognise(
        [said("phone credit of 50 euros", Speaker.UNKNOWN)]
    )
    assert [item for item in found if isinstance(item, Finding)] == []


def test_the_page_names_every_field_and_stage():
    for field in msgspec.structs.fields(rules_module._RawRule):
        assert f"`{field.name}`" in DOC, field.name
    for stage in Stage:
        assert f"`{stage.value}`" in DOC, stage


def test_the_mistakes_of_the_page_are_told_so(tmp_path):
    changes = [("{vouchers} ...4", "{tokens} ...4"), ("weight = 0.6", "weight = 7")]
    for mistake, change in zip(MISTAKES, changes, strict=True):
        with pytest.raises(RuleError) as told:
            with_extra(own(tmp_path, RULE.replace(*change)))
        assert str(told.value) == mistake
