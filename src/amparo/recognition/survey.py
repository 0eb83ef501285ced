"""What a rule file would change on a corpus: found with it and not without, and the other way round.

Both recognisers read the corpus side by side. What both find is forgotten at once, so that memory grows with the
difference only.
"""

from collections.abc import Iterator
from itertools import tee
from pathlib import Path

import msgspec

from amparo.model import Finding, Message, Speaker, Stage
from amparo.recognition.recogniser import Recogniser
from amparo.recognition.survey_corpus import read

SHOWN = 20
"""Changes that are shown in full."""
_EXTRACT = 200
"""Characters of a message that are shown."""

_Key = tuple[str, str, int, int]


class Count(msgspec.Struct, kw_only=True):
    new: int = 0
    lost: int = 0


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One finding that is there only with the file, or only without it."""

    new: bool
    rule: str
    stage: Stage
    words: str
    said_by: Speaker
    where: str
    """File and line of the corpus."""
    text: str
    """The beginning of the message."""


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    messages: int
    before: int
    """Findings without the file."""
    after: int
    new: int
    lost: int
    """Mostly to a rule that sees the same step in the same words and says more."""
    rules: dict[str, Count]
    """Of every rule that finds more, or less, than before."""
    changes: tuple[Change, ...]
    """The first of them."""


class _Side:
    """One recogniser on its way through the corpus."""

    def __init__(self, recogniser: Recogniser, messages: Iterator[Message]) -> None:
        self.read = 0
        self.findings = 0
        self.done = False
        self._found = recogniser.recognise(self._counted(messages))

    def _counted(self, messages: Iterator[Message]) -> Iterator[Message]:
        for message in messages:
            self.read += 1
            yield message

    def step(self) -> Finding | None:
        """The next finding; None where an indicator came, or nothing more comes."""
        item = next(self._found, None)
        self.done = item is None
        if not isinstance(item, Finding):
            return None
        self.findings += 1
        return item


def survey(rules: Path, corpus: Path, country: str | None = None) -> Survey:
    """Compare; raises `RuleError` for the rules, `CorpusError` for the corpus."""
    messages = tee(message for _, message in read(corpus))
    without = _Side(Recogniser(country), messages[0])
    with_it = _Side(Recogniser(country, rules), messages[1])
    only: tuple[dict[_Key, Finding], dict[_Key, Finding]] = ({}, {})
    while not (without.done and with_it.done):
        behind = without.done or (not with_it.done and with_it.read <= without.read)
        finding = (with_it if behind else without).step()
        if finding is None:
            continue
        key = (finding.message, finding.rule, *finding.span)
        here, there = only if not behind else only[::-1]
        if there.pop(key, None) is None:
            here[key] = finding
    lost, new = only
    rules_of: dict[str, Count] = {}
    for finding in lost.values():
        rules_of.setdefault(finding.rule, Count()).lost += 1
    for finding in new.values():
        rules_of.setdefault(finding.rule, Count()).new += 1
    return Survey(
        messages=with_it.read,
        before=without.findings,
        after=with_it.findings,
        new=len(new),
        lost=len(lost),
        rules=dict(sorted(rules_of.items())),
        changes=tuple(_changes(corpus, new, lost)),
    )


def _changes(corpus: Path, new: dict[_Key, Finding], lost: dict[_Key, Finding]) -> Iterator[Change]:
    """The first changes, with the words that they rest on, for which the corpus is read again."""
    both = [*((True, one) for one in new.values()), *((False, one) for one in lost.values())]
    first = sorted(both, key=lambda pair: (int(pair[1].message), not pair[0], pair[1].span, pair[1].rule))[
        :SHOWN
    ]
    wanted = {one.message for _, one in first}
    last = max(map(int, wanted), default=0)
    texts: dict[str, tuple[str, str]] = {}
    for place, message in read(corpus) if wanted else ():
        if message.id in wanted:
            texts[message.id] = place, message.text
        if int(message.id) >= last:
            break
    for is_new, one in first:
        place, text = texts[one.message]
        yield Change(
            new=is_new,
            rule=one.rule,
            stage=one.stage,
            words=text[slice(*one.span)],
            said_by=one.said_by,
            where=place,
            text=text[:_EXTRACT],
        )
