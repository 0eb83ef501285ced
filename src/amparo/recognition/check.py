"""Whether a rule file holds: what is wrong with it, at which line, and which of its examples come out otherwise.

A file that holds may still do harm; what it would change on a corpus is told by `survey.py`.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from amparo.model import Clock, Locator, Message, MessageKind, Speaker
from amparo.recognition.check_lines import Lines
from amparo.recognition.explain import Explainer, Near
from amparo.recognition.grammar import PatternError, Vocabulary
from amparo.recognition.rules import KINDS, Rule, RuleError, files_of, with_extra

_OF_RULE = re.compile(
    r"rule (?:(?P<number>\d+)|'(?P<one>[^']*)'|\"(?P<other>[^\"]*)\"): (?P<cause>.*)", re.DOTALL
)


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """Something that must be mended."""

    file: str
    line: int | None
    """None where the file cannot be read."""
    rule: str | None
    """Id, or number where it has none."""
    cause: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: rule {self.rule!r}: {self.cause}" if self.rule else f"{place}: {self.cause}"


def slips(path: Path) -> list[Slip]:
    """What is wrong with a rule file, or with those of a folder, in order of file and line; empty where they hold."""
    files = files_of(path)
    if not files:
        return [Slip(file=path.name, line=None, rule=None, cause="no *.toml is in this folder")]
    try:
        rules = with_extra(path)
    except RuleError as wrong:
        lines = {file.name: _lines(file) for file in files}
        told = [slip for line in str(wrong).splitlines() for slip in _slip(line, lines)]
    else:
        told = [*_lists(files, rules), *_examples(path, files, rules)]
    return sorted(told, key=lambda slip: (slip.file, slip.line or 0))


def _lines(file: Path) -> Lines:
    try:
        return Lines(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return Lines("")


def _slip(told: str, files: dict[str, Lines]) -> Iterator[Slip]:
    """One line of a `RuleError`, with its place."""
    for name, lines in files.items():
        if not told.startswith(f"{name}: "):
            continue
        cause = told.removeprefix(f"{name}: ")
        found = _OF_RULE.fullmatch(cause)
        if found is None:
            yield Slip(file=name, line=lines.of_toml(cause) or 1, rule=None, cause=cause)
            return
        id = found["one"] or found["other"]
        number = int(found["number"]) if found["number"] else lines.number_of(id)
        line = lines.of_cause(number, found["cause"])
        yield Slip(file=name, line=line, rule=id or found["number"], cause=found["cause"])
        return
    yield Slip(file=told.partition(":")[0], line=None, rule=None, cause=told.partition(": ")[2])


def _lists(files: list[Path], rules: tuple[Rule, ...]) -> Iterator[Slip]:
    """Word lists that no rule uses are read as well: somebody means to."""
    vocabularies = {rule.language: rule.vocabulary for rule in rules}
    for file in files:
        lines = _lines(file)
        for language, lists in _table(file).get("words", {}).items():
            vocabulary = vocabularies.get(language) or Vocabulary(lists, KINDS)
            for name in lists:
                try:
                    vocabulary.named(name)
                except PatternError as wrong:
                    line = lines.of_words(language, name)
                    yield Slip(
                        file=file.name, line=line, rule=None, cause=f"words.{language}.{name}: {wrong}"
                    )


def _table(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _examples(path: Path, files: list[Path], rules: tuple[Rule, ...]) -> Iterator[Slip]:
    explainer = Explainer(extra_rules=path)
    for file in files:
        lines = _lines(file)
        ids = {table["id"] for table in _table(file).get("rule", [])}
        for rule in rules:
            if rule.id not in ids:
                continue
            number = lines.number_of(rule.id)
            for wanted, texts in ((True, rule.examples), (False, rule.counter_examples)):
                for text in texts:
                    message = said(text, min(rule.said_by))
                    if (rule.id in explainer.holding(message)) is wanted:
                        continue
                    line = lines.of_text(number, text)
                    cause = (
                        f"the example {text!r} is not recognised by it{_because(explainer, message, rule.id)}"
                        if wanted
                        else f"the counter-example {text!r} is recognised by it"
                    )
                    yield Slip(file=file.name, line=line, rule=rule.id, cause=cause)


def _because(explainer: Explainer, message: Message, id: str) -> str:
    (explained,) = explainer.explain([message])
    near = next((one for one in explained.near if one.rule == id), None)
    return f": {because(near)}" if near and near.by else ""


def because(near: Near) -> str:
    """In one sentence, what kept a rule from counting."""
    match near.why:
        case "excused":
            return f"{near.by_words!r} excuses it, by unless {near.by!r}"
        case "speaker":
            return f"holds only where the speaker is {near.by}"
        case "says_less":
            return f"{near.by} sees the same step in the same words and says more"
        case "reported":
            return "the words are quoted, or tell what somebody else wrote"
        case "wording":
            return "it only hints, and the wording of the message as a whole is not like that"
        case _:
            return f"waits for company: {near.by}"


def said(text: str, speaker: Speaker, number: int = 1) -> Message:
    """Words on their own, as a message of a conversation."""
    return Message(
        id=str(number),
        conversation="c1",
        sent_at=None,
        wall_time=None,
        clock=Clock.NONE,
        sender=speaker.value,
        speaker=speaker,
        kind=MessageKind.TEXT,
        text=text,
        raw_text=text,
        locator=Locator(f"sha256:{'0' * 64}#row={number}"),
    )
