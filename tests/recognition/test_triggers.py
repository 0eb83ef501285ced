"""Triggers of indicator kinds: what is told for a block of messages is what each message tells alone."""

import pytest

from amparo.recognition.triggers import Triggers

LINES = ("I am at home a", "b is for bee", "write to a-b", "a b")


def among(trigger: str) -> set[int]:
    content = "\n".join(LINES).encode()
    return Triggers({"handle": (trigger,)}, {}).among(content, content).get("handle", set())


@pytest.mark.parametrize("trigger", ["a[^x]b", r"a[^\]x]b", r"a[^\nx]b"])
def test_a_class_told_by_what_it_is_not_stays_within_a_message(trigger: str) -> None:
    assert among(trigger) == {2, 3}
    assert not Triggers({"handle": (trigger,)}, {}).loose


def test_white_space_may_be_the_end_of_a_message_and_is_looked_at_again() -> None:
    triggers = Triggers({"handle": (r"a\sb",)}, {})
    assert triggers.loose == {"handle"}
    assert triggers.kinds(LINES[3], LINES[3]) == {"handle"}
    assert not triggers.kinds(LINES[1], LINES[1])


def test_a_bracket_that_is_meant_as_such_is_no_class() -> None:
    triggers = Triggers({"handle": (r"(\[\^a)",)}, {})
    assert triggers.kinds("see [^a", "see [^a") == {"handle"}
    assert not triggers.kinds("see b", "see b")
