"""What is kept between runs lies where only this user can write, and is never believed on sight."""

import os

import msgspec
import pytest

from amparo.recognition import compiled, kept, plans, rules, sieve
from amparo.recognition.matcher import Unit

PATTERNS = ["abc", "[0-9]{3}"]


@pytest.fixture(autouse=True)
def keep_everything(monkeypatch):
    monkeypatch.setattr(compiled, "WORTH_KEEPING", 0)
    monkeypatch.delenv("AMPARO_CACHE", raising=False)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPARO_HOME", str(tmp_path))
    return tmp_path


def hits(database):
    found = []
    database.scan(b"abc 123", match_event_handler=lambda number, *_: found.append(number))
    return found


def files(folder):
    return sorted(folder.glob("*.kept"))


def never(*_):
    raise AssertionError("worked out again")


def test_a_second_run_reads_what_the_first_kept(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    assert hits(compiled.database(PATTERNS, folder)) == [0, 1]
    assert len(files(folder)) == 1 and folder.stat().st_mode & 0o077 == 0
    monkeypatch.setattr(compiled, "compile_all", never)
    assert hits(compiled.database(PATTERNS, folder)) == [0, 1]


def test_other_patterns_are_another_file(tmp_path):
    compiled.database(PATTERNS, tmp_path / "cache")
    compiled.database(["abd"], tmp_path / "cache")
    assert len(files(tmp_path / "cache")) == 2


@pytest.mark.parametrize("spoil", [lambda b: b[:-9], lambda b: b[:200] + b"\x01" + b[201:], lambda b: b""])
def test_what_was_spoilt_is_compiled_again(tmp_path, spoil):
    compiled.database(PATTERNS, tmp_path / "cache")
    (file,) = files(tmp_path / "cache")
    file.write_bytes(spoil(file.read_bytes()))
    assert kept.read(file.stem, tmp_path / "cache") is None
    assert hits(compiled.database(PATTERNS, tmp_path / "cache")) == [0, 1]


def test_what_others_can_write_is_not_read(tmp_path):
    compiled.database(PATTERNS, tmp_path / "cache")
    (file,) = files(tmp_path / "cache")
    file.chmod(0o666)
    assert kept.read(file.stem, tmp_path / "cache") is None
    file.chmod(0o600)
    (tmp_path / "cache").chmod(0o777)
    assert kept.read(file.stem, tmp_path / "cache") is None


def test_a_link_is_not_followed(tmp_path):
    compiled.database(PATTERNS, tmp_path / "cache")
    (file,) = files(tmp_path / "cache")
    elsewhere = file.rename(tmp_path / "elsewhere")
    file.symlink_to(elsewhere)
    assert kept.read(file.stem, tmp_path / "cache") is None


def test_without_a_home_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPARO_HOME", str(tmp_path / "none"))
    assert hits(compiled.database(PATTERNS)) == [0, 1]
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "none").mkdir()
    compiled.database(PATTERNS)
    assert len(files(tmp_path / "none" / "cache")) == 1


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    assert hits(compiled.database(PATTERNS, tmp_path / "file" / "cache")) == [0, 1]


def test_the_oldest_go_when_there_are_many(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    for number, name in enumerate("abc"):
        kept.write(name, b"", tmp_path / "cache")
        (tmp_path / "cache" / f"{name}.kept").touch()
        os.utime(tmp_path / "cache" / f"{name}.kept", (number, number))
    kept.write("d", b"", tmp_path / "cache")
    assert [file.stem for file in files(tmp_path / "cache")] == ["c", "d"]


RULES = """
[words.en]
pay = ["pay", "send {sum}"]
sum = ["money"]

[[rule]]
id = "demand.one"
stage = "demand"
language = "en"
weight = 0.5
pattern = "{pay} ...3 now"
unless = ["never"]
reason = {en = "a", fr = "b", ar = "c"}
source = "made up"
examples = ["send money right now"]
counter_examples = ["now send money"]
"""


def test_rules_are_read_once_and_parsed_when_they_are_asked_for(home, monkeypatch):
    file = home / "own.toml"
    file.write_text(RULES)
    first = rules.load([file])
    monkeypatch.setattr(rules, "_checked", never)
    (again,) = rules.load([file])
    assert "patterns" not in vars(again)
    assert (again.id, again.written, again.excuses) == (first[0].id, ("{pay} ...3 now",), ("never",))
    assert len(again.patterns) == len(again.unless) == 1
    file.write_text(RULES.replace("0.5", "0.6"))
    with pytest.raises(AssertionError, match="again"):
        rules.load([file])


def test_wrong_rules_are_not_kept(home):
    file = home / "own.toml"
    file.write_text(RULES.replace("{pay} ...3", "{pays}"))
    for _ in range(2):
        with pytest.raises(rules.RuleError, match="pays"):
            rules.load([file])
    assert not files(home / "cache")


def test_the_plan_is_worked_out_once_for_the_same_words(home, monkeypatch):
    file = home / "own.toml"
    file.write_text(RULES)
    first = plans.planned([Unit(rule, 0) for rule in rules.load([file])])
    monkeypatch.setattr(plans, "plan", never)
    (rule,) = rules.load([file])
    assert plans.planned([Unit(rule, 0)]) == first
    assert "patterns" not in vars(rule)
    file.write_text(RULES.replace("money", "cash"))
    with pytest.raises(AssertionError, match="again"):
        plans.planned([Unit(rule, 0) for rule in rules.load([file])])


def test_a_plan_of_another_form_is_worked_out_again(home, monkeypatch):
    file = home / "own.toml"
    file.write_text(RULES)
    units = [Unit(rule, 0) for rule in rules.load([file])]
    plan = plans.planned(units)
    monkeypatch.setattr(kept, "read", lambda *_: msgspec.msgpack.encode({"known": 3}))
    assert plans.planned(units) == plan
    assert isinstance(sieve.Sieve(plan), sieve.Sieve)
