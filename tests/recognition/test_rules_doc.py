"""docs/rules.md holds true: its rule loads, its examples hold, its fields and stages are those there are."""

import re
from pathlib import Path

import msgspec
import pytest
from recognition_talk import said

from amparo.model import Finding, Speaker, Stage
from amparo.recognition import Recogniser
from amparo.recognition import rules as rules_module
from amparo.recognition.check import slips
from amparo.recognition.explain import Explainer, Why
from amparo.recognition.rules import with_extra

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
(RULE,) = re.findall(r"```toml\n(.*?)```", DOC, re.DOTALL)
MISTAKES = re.findall(r"```text\n(.*?)```", DOC, re.DOTALL)[0].splitlines()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(kept, monkeypatch):
    """One home for all: what was worked out from the rules is kept there."""
    monkeypatch.setenv("AMPARO_HOME", str(kept))


def own(tmp_path, text=RULE):
    path = tmp_path / "our-rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_rule_of_the_page_works_in_a_conversation(tmp_path):
    explainer = Explainer(country="FR", extra_rules=own(tmp_path))
    (rule,) = [rule for rule in with_extra(own(tmp_path)) if rule.id == "own.demand.vouchers.en"]
    for text, found in [(t, True) for t in rule.examples] + [(t, False) for t in rule.counter_examples]:
        messages = [said("pay or I post the video", n=1), said(text, Speaker.OFFENDER, n=2)]
        _, explained = explainer.explain(messages)
        ids = {one.rule for one in explained.seen}
        # A rule that was shipped since may say more about the same words.
        ids |= {near.rule for near in explained.near if near.why is Why.SAYS_LESS}
        assert (rule.id in ids) is found, text


def test_without_company_it_waits(tmp_path):
    found = Recogniser(extra_rules=own(tmp_path)).recognise(
        [said("phone credit of 50 euros", Speaker.UNKNOWN)]
    )
    assert [item for item in found if isinstance(item, Finding)] == []


def test_the_rule_of_the_page_is_the_one_of_the_examples():
    assert (ROOT / "examples/rules/our-rules.toml").read_text(encoding="utf-8") == RULE


def test_the_page_names_every_field_and_stage():
    for field in msgspec.structs.fields(rules_module._RawRule):
        assert f"`{field.name}`" in DOC, field.name
    for stage in Stage:
        assert f"`{stage.value}`" in DOC, stage


def test_the_mistakes_of_the_page_are_told_so(tmp_path):
    changes = [
        ("{vouchers} ...4", "{tokens} ...4"),
        ("weight = 0.6", "weight = 7"),
        ('"buy me vouchers",', '"he said buy me vouchers",'),
        ('"buy me flowers"', '"buy vouchers for gran"'),
    ]
    for mistake, change in zip(MISTAKES, changes, strict=True):
        assert [str(slip) for slip in slips(own(tmp_path, RULE.replace(*change)))] == [mistake]
