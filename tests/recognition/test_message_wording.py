"""How a message's wording weighs as a whole: what no rule foresaw is seen, and a score does not depend on the neighbours."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recognition_talk import said

from amparo.model import Finding, Speaker, Stage
from amparo.recognition import wording
from amparo.recognition.block import read
from amparo.recognition.explain import Explainer
from amparo.recognition.normalise import fold
from amparo.recognition.rules import RuleError, load, shipped
from amparo.recognition.words import words_of

LABELLED = Path(__file__).with_name("labelled")
WEIGHED = [rule for rule in shipped() if rule.weighs]


def words(text):
    return words_of(fold(text).text)


def pieces_and_scores(texts, speaker=Speaker.UNKNOWN):
    block = read([" ".join(words(text)) for text in texts], doubles=True)
    message, starts, ends = wording.pieces(block, len(texts))
    rows = wording.rows_of([speaker] * len(message))
    return message, wording.weigh(block, wording.model()).scores(wording.model(), starts, ends, rows)


texts = st.lists(
    st.text(st.sampled_from("abcdehilmnorstuvy0123456789 '’.ا بتسشعكلمنوي"), max_size=300),
    min_size=1,
    max_size=6,
)


@given(texts)
def test_a_score_does_not_depend_on_the_neighbours(some):
    message, together = pieces_and_scores(some)
    alone = [pieces_and_scores([text])[1] for text in some]
    for number, scores in enumerate(alone):
        assert np.array_equal(together[message == number], scores)


@given(texts)
def test_every_word_of_a_message_is_in_a_piece(some):
    block = read([" ".join(words(text)) for text in some], doubles=True)
    message, starts, ends = wording.pieces(block, len(some))
    for number, text in enumerate(some):
        mine = message == number
        inside = {place for one in zip(starts[mine], ends[mine], strict=True) for place in range(*one)}
        assert len(inside) == len(words(text))
        assert (ends[mine] - starts[mine] <= wording.WINDOW).all()


@given(st.text(max_size=60))
def test_the_words_that_are_weighed_are_those_of_the_message(text):
    if found := words(text):
        assert len(wording._one(found).hashes) == len(found)


def test_an_apostrophe_weighs_nothing():
    _, with_it = pieces_and_scores(["i don't want to be here anymore"])
    _, without = pieces_and_scores(["i dont want to be here anymore"])
    assert np.array_equal(with_it, without)


def test_the_weights_are_those_of_the_labelled_turns():
    with np.load(wording._FILE) as stored:
        names, digest = stored["learned_from"].tolist(), stored["digest"].item()
    files = [file for name in names for file in sorted(LABELLED.glob(f"{name}.*.jsonl"))]
    assert len(files) == 9 * len(names)
    found = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    assert found == digest, "labelled turns have changed: python benchmarks/recognition_wording.py --write"


def test_crisis_is_weighed_whoever_speaks():
    text = words("i just want all of it to stop, please look after my little sister when i am gone")
    weigher = wording.Wording(WEIGHED)
    for speaker in Speaker:
        assert Stage.CRISIS in {held.rule.stage for held in weigher.holding(text, speaker)}


def test_what_is_heavy_in_a_block_holds_alone():
    weigher = wording.Wording(WEIGHED)
    some = [
        "see you at the station at six",
        "i just want all of it to stop, please look after my little sister when i am gone",
        "did you buy bread",
    ]
    heavy = weigher.heavy(read(some), [Speaker.VICTIM] * 3)
    assert heavy == [1]
    assert [bool([*weigher.holding(words(text), Speaker.VICTIM)]) for text in some] == [False, True, False]


def test_a_long_text_must_weigh_more():
    weigher = wording.Wording(WEIGHED)
    heavy = [
        "i",
        "just",
        "want",
        "all",
        "of",
        "it",
        "to",
        "stop",
        "please",
        "look",
        "after",
        "my",
        "little",
        "sister",
        "when",
        "i",
        "am",
        "gone",
    ]
    kitchen = [
        "the",
        "meeting",
        "about",
        "the",
        "new",
        "kitchen",
        "was",
        "moved",
        "to",
        "next",
        "week",
        "because",
        "of",
        "the",
        "builders",
    ]
    assert [*weigher.holding(heavy, Speaker.UNKNOWN)]
    (found,) = weigher.holding([*kitchen * 8, *heavy, *kitchen * 8], Speaker.VICTIM)
    assert found.rule.stage is Stage.CRISIS and 8 * 15 - 8 < found.start < found.end < 8 * 15 + 17 + 8
    message, starts, _ = wording.pieces(read([" ".join(kitchen * 400)]), 1)
    assert wording._harder(message).max() == pytest.approx(np.log(len(starts)))
    assert [*weigher.holding(kitchen * 400, Speaker.UNKNOWN)] == []


def test_a_threat_that_a_rule_excuses_is_none_by_its_wording(recogniser):
    text = "I will never send your photos to your friends"
    assert not [
        one
        for one in recogniser.recognise([said(text, Speaker.UNKNOWN)])
        if isinstance(one, Finding) and one.stage in (Stage.THREAT, Stage.DEMAND)
    ]


def test_a_hint_that_the_wording_does_not_bear_out_is_named(recogniser):
    hints = [
        rule for rule in shipped() if rule.stage is Stage.THREAT and rule.weight < 0.55 and not rule.weighs
    ]
    weigher = wording.Wording(shipped())
    ordinary = ["the", "cat", "sat", "on", "the", "mat", "and", "looked", "at", "the", "rain"]
    pressure = [
        "pay",
        "500",
        "or",
        "i",
        "send",
        "the",
        "video",
        "to",
        "your",
        "family",
        "and",
        "all",
        "your",
        "friends",
        "tonight",
    ]
    assert hints
    assert weigher.bears_out(hints, ordinary) == set()
    assert weigher.bears_out(hints, pressure) == {rule.id for rule in hints}
    strong = [rule for rule in shipped() if rule.stage is Stage.THREAT and rule.weight >= 0.55][:5]
    assert weigher.bears_out(strong, ordinary) == {rule.id for rule in strong}


def test_what_weighs_most_is_told():
    text = "i just want all of it to stop, please look after my little sister when i am gone"
    (told,) = Explainer().explain([said(text, speaker=Speaker.VICTIM)])
    assert "crisis" in {one.stage for one in told.seen}
    reasons = wording.reasons(words(text), Stage.CRISIS)
    assert [one.weight for one in reasons] == sorted((one.weight for one in reasons), reverse=True)
    assert len(reasons) == 5 and all(one.first <= one.second < len(words(text)) for one in reasons)


def test_a_file_says_one_of_pattern_course_and_wording(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text(
        '[[rule]]\nid = "x"\nstage = "deadline"\nlanguage = "en"\nweight = 0.5\nsource = "made up"\n'
        'weighs = { offender = 1, victim = 1, unknown = 1 }\nreason = { en = "a", fr = "b", ar = "c" }\n'
    )
    with pytest.raises(RuleError, match="weighs is for these stages: crisis, demand, help, threat"):
        load([file])
    file.write_text(file.read_text().replace("deadline", "crisis") + 'pattern = "hello"\n')
    with pytest.raises(RuleError, match="needs one of these: a pattern, a course, weighs"):
        load([file])
