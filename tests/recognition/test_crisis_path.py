"""Crisis signs: nothing before or beside the rules may cost one."""

import random

import pytest
from recognition_talk import said, talk

from amparo.model import DANGER, Finding, Speaker, Stage
from amparo.recognition import Recogniser
from amparo.recognition.normalise import fold
from amparo.recognition.pattern import matches
from amparo.recognition.rules import shipped
from amparo.recognition.words import Words

RULES = [rule for rule in shipped() if rule.stage is Stage.CRISIS]
EXAMPLES = [text for rule in RULES for text in rule.examples]
NEIGHBOURS = [
    "see you tonight",
    "x" * 5000,
    "a\nb\n\nc",
    "\u202e\u200b",
    "f r i e n d s",
    "pleeeease",
    "🙂" * 50,
    "",
    "don't can't won't l'ami d'abord",
    "1 2 3 4 5 6 7 8 9",
]


def alone(text):
    """Rules that hold for a text when no sieve stands before them."""
    words = Words(fold(text))
    found = set()
    for rule in RULES:
        for node in rule.patterns:
            for start, end in matches(node, words):
                first, last = words.sentence_start(start), words.sentence_end(end - 1)
                if not any(next(matches(excuse, words, first, last), None) for excuse in rule.unless):
                    found.add(rule.id)
                    break
    return found


def crisis_messages(recogniser, messages):
    found = recogniser.recognise(messages)
    return {item.message for item in found if isinstance(item, Finding) and item.stage in DANGER}


@pytest.mark.parametrize("speaker", [Speaker.VICTIM, Speaker.UNKNOWN])
def test_no_sieve_loses_a_crisis_sign_whatever_stands_beside_it(recogniser, speaker):
    texts = [text for example in EXAMPLES for text in (example, *random.Random(4).sample(NEIGHBOURS, 2))]
    messages = [said(text, speaker, conversation=f"c{n}") for n, text in enumerate(texts)]
    expected = {m.id for m in messages if alone(m.text)}
    assert len(expected) >= len(EXAMPLES) * 0.95
    assert crisis_messages(recogniser, messages) >= expected


def test_every_language_is_read_whatever_the_language_around(recogniser):
    pieces = ["Guten Tag, wie geht es dir heute. ", "مرحبا كيف حالك. ", "Bonjour, ça va bien. ", "привет. "]
    messages = [
        said(pieces[n % 4] + example, Speaker.UNKNOWN, conversation=f"c{n}")
        for n, example in enumerate(EXAMPLES)
    ]
    expected = {m.id for m in messages if alone(m.text)}
    assert crisis_messages(recogniser, messages) >= expected


def test_crisis_rules_ask_for_no_speaker_and_no_company():
    for rule in RULES:
        assert rule.said_by == frozenset(Speaker) and not rule.needs, rule.id


OWN = """
[[rule]]
id = "crisis.own"
stage = "crisis"
language = "en"
pattern = "jump off the pier"
unless = ["swim*"]
weight = 0.1
reason = { en = "A place that is known here.", fr = "Un lieu connu ici.", ar = "مكان معروف هنا." }
source = "our own cases"
examples = ["I will jump off the pier"]
counter_examples = ["jump off the pier and swim"]
"""


def test_where_somebody_is_blackmailed_nothing_is_taken_for_a_joke(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    recogniser = Recogniser(extra_rules=path)
    joke = "I will jump off the pier, you know I can't swim"
    assert crisis_messages(recogniser, [said(joke, Speaker.VICTIM)]) == set()
    pressed = talk(("offender", "pay 300 euros or I send the video to your family"), ("victim", joke))
    assert crisis_messages(recogniser, pressed) == {"c1-2"}
    elsewhere = [*pressed[:1], said(joke, Speaker.VICTIM, conversation="c2")]
    assert crisis_messages(recogniser, elsewhere) == set()


def test_a_match_says_where_it_stands(recogniser):
    text = "bon. je veux mourir"
    (found,) = [
        item
        for item in recogniser.recognise([said(text, Speaker.VICTIM)])
        if isinstance(item, Finding) and item.stage is Stage.CRISIS
    ]
    assert "mourir" in text[slice(*found.span)]
