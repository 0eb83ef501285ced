"""What rules of one's own would change on a corpus, in whatever form the corpus comes."""

import json
from pathlib import Path

import pytest
from recognition_talk import talk

from amparo.model import Stage
from amparo.recognition.survey import SHOWN, survey
from amparo.recognition.survey_corpus import CorpusError, read

OWN = Path(__file__).parents[2] / "examples/rules/our-rules.toml"
FREE = OWN.read_text(encoding="utf-8").replace('needs = ["threat", "leverage"]\n', "")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(kept, monkeypatch):
    """One home for all: what was worked out from the rules is kept there."""
    monkeypatch.setenv("AMPARO_HOME", str(kept))


@pytest.fixture
def free(tmp_path):
    """A rule that asks for no company, and cries wolf."""
    path = tmp_path / "free.toml"
    path.write_text(FREE, encoding="utf-8")
    return path


def test_it_counts_what_is_new_and_shows_where(tmp_path, free):
    corpus = tmp_path / "chat.txt"
    corpus.write_text("good morning\n\nbuy me vouchers\r\npay 500 or I post your video\n", encoding="utf-8")
    told = survey(free, corpus)
    assert (told.messages, told.new, told.lost) == (3, 1, 0)
    assert told.after == told.before + 1
    (change,) = told.changes
    assert (change.where, change.words, change.stage) == ("chat.txt:3", "buy me vouchers", Stage.DEMAND)
    assert change.new
    assert told.rules["own.demand.vouchers.en"].new == 1


def test_each_line_of_text_is_a_conversation_of_its_own(tmp_path):
    corpus = tmp_path / "chat.txt"
    corpus.write_text("pay 500 or I post your video\nbuy me vouchers\n", encoding="utf-8")
    assert survey(OWN, corpus).new == 0


def test_json_lines_keep_speaker_and_conversation(tmp_path):
    corpus = tmp_path / "chat.jsonl"
    rows = [
        {"text": "pay 500 or I post your video", "speaker": "offender", "conversation": 7},
        {"text": "buy me vouchers", "speaker": "offender", "conversation": 7, "more": [1]},
        {"text": "buy me vouchers", "speaker": "victim", "conversation": 7},
        {"text": "buy me vouchers", "speaker": "offender", "conversation_id": "other"},
    ]
    corpus.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    told = survey(OWN, corpus)
    assert [change.where for change in told.changes] == ["chat.jsonl:2"]


def test_a_finding_that_a_stronger_rule_takes_over_is_lost_and_new(tmp_path):
    strong = tmp_path / "strong.toml"
    strong.write_text(
        FREE.replace('"(bring | get', '"pay ... vouchers", "(bring | get').replace("0.6", "1"),
        encoding="utf-8",
    )
    corpus = tmp_path / "chat.jsonl"
    corpus.write_text(
        json.dumps({"text": "pay me 500 euros now in vouchers", "speaker": "offender"}), encoding="utf-8"
    )
    told = survey(strong, corpus)
    assert told.lost >= 1
    assert told.rules["own.demand.vouchers.en"].new == 1


def test_a_case_is_read_by_its_timeline(tmp_path):
    import msgspec

    folder = tmp_path / "case" / "data" / "derived"
    folder.mkdir(parents=True)
    rows = talk(("offender", "pay 500 or I post your video"), ("offender", "buy me vouchers"))
    (folder / "timeline.jsonl").write_bytes(b"\n".join(map(msgspec.json.encode, rows)))
    (folder / "findings.jsonl").write_text("{}")
    assert [change.where for change in survey(OWN, tmp_path / "case").changes] == ["timeline.jsonl:2"]


def test_only_the_first_changes_are_shown_and_all_are_counted(tmp_path, free):
    (tmp_path / "corpus").mkdir()
    for name in ("a.txt", "b.txt"):
        (tmp_path / "corpus" / name).write_text("buy me vouchers\n" * 3000, encoding="utf-8")
    told = survey(free, tmp_path / "corpus")
    assert told.new == 6000
    assert [change.where for change in told.changes] == [f"a.txt:{n}" for n in range(1, SHOWN + 1)]


def test_what_cannot_be_read_is_named_with_its_line(tmp_path):
    corpus = tmp_path / "chat.jsonl"
    corpus.write_text('{"text": "hello"}\n{"words": 1}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"chat.jsonl:2: .*`text`"):
        list(read(corpus))
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match="neither a case nor"):
        list(read(tmp_path / "empty"))


def test_a_line_without_an_end_is_read_in_pieces(tmp_path):
    corpus = tmp_path / "long.txt"
    corpus.write_text("hello " * 1_000_000, encoding="utf-8")
    sizes = [len(message.text) for _, message in read(corpus)]
    assert len(sizes) > 1
    assert sum(sizes) == 6_000_000
