"""However messages are taken together, each is recognised as it is alone; and nothing that a pattern means is sieved out."""

import random

import pytest
from recognition_talk import said
from recognition_words import matcher, places_in

from amparo.model import Speaker
from amparo.recognition import recogniser as recogniser_module
from amparo.recognition.block import read
from amparo.recognition.indicators.kinds import KINDS
from amparo.recognition.matcher import Reading
from amparo.recognition.normalise import fold, plain
from amparo.recognition.rules import shipped

HOSTILE = (
    "pay or I post\x00the video", "pay or I post\nthe video", "", "\n", "\x00\x00", "'" * 40, "send\u2028me 200 euros",
    "your fam\nily", "my snap: lea\x00_m2001", "mail lea@example\n.org", "l'l'ami", "I'm\nLea", "pleeeease pay 2 0 0",
    "f r i e n d s", "s\u00adend i\u0301t", "IBAN GB29 NWBK\n6016 1331 9268 19", "ﷺ" * 30, "\ud800 pay", "½ hour left",
    "see hxxp://example[.]org", "+44 7700\n900123", "she said I will send", "www.example.org", "wwww.pay.example",
)  # fmt: skip


def story(count, seed):
    """Interleaved conversations of rule examples, plain talk and hostile texts, the same each time."""
    chance = random.Random(seed)
    texts = [text for rule in shipped() for text in (*rule.examples, *rule.counter_examples)]
    texts += [text for kind in KINDS for text, _ in kind.EXAMPLES]
    for n in range(count):
        text = chance.choice(texts) if chance.random() < 0.7 else chance.choice(HOSTILE)
        if chance.random() < 0.1:
            text = text.replace("e", "eeee", 1) if chance.random() < 0.5 else " ".join(text[:30])
        yield said(
            text,
            chance.choice(list(Speaker)),
            n=n,
            conversation=f"c{chance.randrange(9)}",
            sender=f"s{chance.randrange(3)}",
        )


def by_blocks_of(one, messages, size, monkeypatch):
    monkeypatch.setattr(recogniser_module, "BLOCK", size)
    monkeypatch.setattr(recogniser_module, "_AT_ONCE", 1)
    return list(one.recognise(messages))


def test_the_size_of_a_block_makes_no_difference(recogniser, monkeypatch):
    messages = list(story(300, 1))
    alone = by_blocks_of(recogniser, messages, 1, monkeypatch)
    assert len(alone) > 100
    assert by_blocks_of(recogniser, messages, 7, monkeypatch) == alone
    assert by_blocks_of(recogniser, messages, 4096, monkeypatch) == alone


@pytest.mark.slow
def test_the_size_of_a_block_makes_no_difference_over_thousands(recogniser, monkeypatch):
    messages = list(story(6000, 2))
    alone = by_blocks_of(recogniser, messages, 1, monkeypatch)
    assert by_blocks_of(recogniser, messages, 997, monkeypatch) == alone
    assert by_blocks_of(recogniser, messages, 4096, monkeypatch) == alone


def every_unit(speaker):
    return [unit for unit in matcher()._units if speaker in unit.rule.said_by]


def test_what_a_pattern_means_passes_the_sieve():
    for message in story(25, 3):
        text = message.text
        triggered = matcher()._triggers.kinds(fold(text).text, plain(text).text)

        def places(kind, text=text, triggered=triggered):
            return places_in(text)(kind) if kind in triggered else []

        candidate = matcher().look([text], [message.speaker]).get(0)
        passed = {
            match.rule.id
            for reading in (candidate.readings if candidate else ())
            for match in matcher().compose(reading, places).held
        }
        unsieved = Reading(fold(text), every_unit(message.speaker), heavy=False)
        assert {match.rule.id for match in matcher().compose(unsieved, places).held} <= passed, text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.KIND.value)
def test_a_kind_is_triggered_by_its_examples(kind):
    for text, _ in kind.EXAMPLES:
        assert kind.KIND.value in matcher()._triggers.kinds(fold(text).text, plain(text).text), text


def test_triggers_among_many_are_those_of_each_alone():
    texts = [message.text for message in story(300, 4)]
    block = read(texts)
    candidates = matcher().look(texts, [Speaker.UNKNOWN] * len(texts))
    for number, text in enumerate(texts):
        alone = matcher()._triggers.kinds(fold(text).text, plain(text).text)
        told = candidates[number].kinds if number in candidates else frozenset()
        assert told == alone, (text, number in block.unsure)
