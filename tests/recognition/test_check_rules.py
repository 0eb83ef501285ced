"""A rule file of one's own: every mistake at its line, every example tried, its schema that of the reader."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import Stage
from amparo.recognition import rules as rules_module
from amparo.recognition.check import slips
from amparo.recognition.check_lines import Lines
from amparo.recognition.check_schema import schema

GOOD = (Path(__file__).parents[2] / "examples/rules/our-rules.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(kept, monkeypatch):
    """One home for all: what was worked out from the rules is kept there."""
    monkeypatch.setenv("AMPARO_HOME", str(kept))


def written(folder, text, name="own.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_and_a_folder_of_them_hold(tmp_path):
    written(tmp_path, GOOD)
    written(
        tmp_path, GOOD.replace("own.demand", "own.demand.too").replace("[words.en]", "[words.pt]"), "z.toml"
    )
    assert slips(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "line", "cause"),
    [
        (('stage = "demand"', 'stage = "menace"'), 6, "Invalid enum value 'menace'"),
        (("weight = 0.6", "weight = 7"), 15, "weight is 7.0"),
        (('reason.ar = "يطلب قسائم."\n', ""), 16, "reason is missing in ar"),
        (("source =", "sauce ="), 19, "unknown field `sauce`"),
        (('source = "Our helpline, spring 2026"\n', ""), 4, "missing required field `source`"),
        (("{vouchers} ...4", "(vouchers ...4"), 12, "'(' is not closed"),
        (('"(mobile | phone) credit"', '"{nothing}"'), 2, "no word list is called 'nothing'"),
        (('"own.demand.vouchers.en"', '"crisis.self.en"'), 4, "there is another rule of this id"),
        (("weight = 0.6", "weight = "), 15, "not TOML"),
        (("[[rule]]", "[[rules]]"), 1, "'rules' is neither"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path, change, line, cause):
    path = written(tmp_path, GOOD.replace(*change))
    (slip,) = slips(path)
    assert cause in slip.cause
    assert (slip.file, slip.line) == ("own.toml", line)
    assert str(slip).startswith(f"own.toml:{line}: ")


def test_of_two_rules_each_has_its_own_lines(tmp_path):
    text = GOOD + "\n" + GOOD.partition("\n\n")[2].replace("own.demand", "own.other").replace("0.6", "0")
    (slip,) = slips(written(tmp_path, text))
    assert slip.rule == "own.other.vouchers.en"
    assert text.splitlines()[slip.line - 1] == "weight = 0"


def test_a_word_list_that_no_rule_uses_is_read_too(tmp_path):
    text = GOOD.replace("[words.en]", '[words.en]\nunused = [\n  "fine",\n  "(open",\n]')
    (slip,) = slips(written(tmp_path, text))
    assert slip.cause == "words.en.unused: '(' is not closed in '(open'"
    assert slip.line == 2


def test_files_that_are_missing_empty_or_not_text_are_named(tmp_path):
    assert [str(slip) for slip in slips(tmp_path)] == [f"{tmp_path.name}: no *.toml is in this folder"]
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe")
    (slip,) = slips(tmp_path)
    assert "not TOML" in slip.cause


def test_an_example_that_another_rule_outdoes_holds_all_the_same(tmp_path):
    text = GOOD.replace('"buy me vouchers",', '"buy me vouchers, pay me 500 euros or I post your video",')
    assert slips(written(tmp_path, text)) == []


def test_the_schema_is_that_of_the_reader():
    rule = schema()["$defs"]["Rule"]
    fields = {field.name for field in rules_module.msgspec.structs.fields(rules_module._RawRule)}
    assert set(rule["properties"]) == fields
    assert all(field["description"] for field in rule["properties"].values())
    assert rule["additionalProperties"] is False
    assert set(rule["required"]) == {"id", "stage", "language", "weight", "reason", "source"}
    assert set(schema()["$defs"]["Stage"]["enum"]) == {stage.value for stage in Stage}


def test_keys_inside_strings_and_lists_are_not_keys():
    text = 'a = """\n[[rule]]\nid = 1\n"""\n[[rule]]\nid = "x" # [[rule]]\npattern = [\n  "weight = 3", # ]\n]\nweight = 1\n'
    lines = Lines(text)
    assert lines.of_rule(1) == 5
    assert lines.of_rule(2) is None
    assert lines.number_of("x") == 1
    assert lines.of_cause(1, "weight is 1") == 10


@given(st.text(alphabet="[]{}\"'#=\n rule.words\\x") | st.text(max_size=200), st.text(max_size=40))
def test_whatever_is_in_a_file_a_line_is_one_of_its_lines(text, cause):
    lines = Lines(text)
    for number in range(3):
        for line in (lines.of_rule(number), lines.of_cause(number, cause), lines.of_text(number, cause)):
            assert line is None or 1 <= line <= text.count("\n") + 1


def test_a_shipped_file_is_no_double_of_itself():
    assert slips(rules_module.FOLDER / "approach.en.toml") == []
