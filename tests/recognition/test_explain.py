"""Every finding explains itself, and so does what came near."""

import pytest
from recognition_talk import said, talk

from amparo.model import Finding, Speaker, Stage
from amparo.recognition.explain import Explainer, Why


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def home(kept, monkeypatch):
    """One home for all: what was worked out from the rules is kept there."""
    monkeypatch.setenv("AMPARO_HOME", str(kept))


@pytest.fixture(scope="module")
def explainer(kept):
    return Explainer(country="GB")


def only(explainer, text, speaker=Speaker.UNKNOWN):
    (explained,) = explainer.explain([said(text, speaker)])
    return explained


def test_a_threat_names_the_words_that_stand_for_each_part_of_its_pattern(explainer):
    explained = only(explainer, "Send me 500 pounds or I will post your vidéo to your family")
    (threat,) = [one for one in explained.seen if one.stage is Stage.THREAT]
    assert explained.text[slice(*threat.span)] == threat.words
    assert threat.pattern
    assert not threat.own
    assert threat.weight > 0
    assert threat.reason
    parts = {part.name: part for part in threat.parts}
    assert parts["{publish}"].words == "post"
    assert parts["{publish}"].entry in ("post", "post*")
    assert all(explained.text[slice(*part.span)] == part.words for part in threat.parts)
    assert all(threat.span[0] <= part.span[0] and part.span[1] <= threat.span[1] for part in threat.parts)


def test_an_amount_is_a_part_too_and_is_told_as_an_indicator(explainer):
    explained = only(explainer, "pay me 500 euros or I post the video", Speaker.OFFENDER)
    parts = {part.words for one in explained.seen for part in one.parts}
    assert "500 euros" in parts
    assert [found.value for found in explained.indicators] == ["500 EUR"]


def test_what_excuses_a_sentence_is_named_with_its_words(explainer):
    explained = only(explainer, "I will never send your photos to your friends")
    assert explained.seen == ()
    excused = [near for near in explained.near if near.why is Why.EXCUSED and near.stage is Stage.THREAT]
    assert any("never" in near.by_words for near in excused)
    assert all(near.by for near in excused)


def test_the_same_words_of_another_speaker_would_count(explainer):
    by_speaker = {
        speaker: only(explainer, "he said he will send the video to my family", speaker)
        for speaker in (Speaker.OFFENDER, Speaker.VICTIM)
    }
    assert Stage.HELP not in {one.stage for one in by_speaker[Speaker.OFFENDER].seen}
    waiting = [near for near in by_speaker[Speaker.OFFENDER].near if near.stage is Stage.HELP]
    assert waiting
    assert all(near.why in (Why.SPEAKER, Why.EXCUSED) for near in waiting)
    assert Stage.HELP in {one.stage for one in by_speaker[Speaker.VICTIM].seen}


def test_a_quoted_threat_is_reported_not_made(explainer):
    explained = only(explainer, '"pay 500 or I post the video to your family" arrived this morning')
    assert not {one.stage for one in explained.seen} & {Stage.THREAT, Stage.DEMAND}
    assert Why.REPORTED in {near.why for near in explained.near}


def test_a_deadline_waits_for_company_and_counts_once_it_comes(explainer):
    alone = only(explainer, "you have two hours")
    assert alone.seen == ()
    assert [near.by for near in alone.near if near.why is Why.WAITS and near.stage is Stage.DEADLINE]
    _, beside = explainer.explain(
        talk(("unknown", "pay or I post the video"), ("unknown", "you have two hours"))
    )
    assert Stage.DEADLINE in {one.stage for one in beside.seen}


def test_of_two_rules_on_the_same_words_the_weaker_names_the_stronger(explainer):
    explained = only(explainer, "pay me 500 pounds or I will send your video to your family")
    weaker = [near for near in explained.near if near.why is Why.SAYS_LESS]
    counting = {one.rule for one in explained.seen}
    assert weaker
    assert {near.by for near in weaker} <= counting


def test_what_only_the_course_shows_has_no_pattern(explainer):
    first, _ = explainer.explain(talk(("offender", "hello dear"), ("offender", "pay or I post the video")))
    (contact,) = first.seen
    assert contact.pattern is None
    assert contact.parts == ()


@pytest.mark.parametrize(
    "text",
    ["", "???", "hello dear", "ѕеnd the money or I p0st the vidéo", "\x00\u202e", "p a y or I post it " * 40],
)
def test_it_tells_what_the_recogniser_finds_whatever_the_text(explainer, text):
    message = said(text, Speaker.UNKNOWN)
    (explained,) = explainer.explain([message])
    found = [item for item in explainer.recognise([message]) if isinstance(item, Finding)]
    assert [one.rule for one in explained.seen] == [one.rule for one in found]
    assert not {one.rule for one in explained.seen} & {near.rule for near in explained.near}
