"""What the sentences that Messenger and Instagram write themselves tell: a call, a poll, a withdrawn message, ..."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from amparo.model import MessageKind


class _Form(NamedTuple):
    kind: MessageKind
    pattern: re.Pattern[str]


class _Wording(NamedTuple):
    you: frozenset[str]
    by_sender: tuple[_Form, ...]
    """Begin with the sender."""
    by_start: tuple[_Form, ...]
    starts: tuple[str, ...]
    """With what the others begin."""


@cache
def _wording() -> _Wording:
    data = tomllib.loads(files("amparo.sources").joinpath("meta_wording.toml").read_text("utf-8"))
    by_sender, by_start, starts = [], [], set()
    for sentences in data["sentences"]:
        kind = MessageKind(sentences["kind"])
        for text in sentences["forms"]:
            escaped = re.escape(text).replace(r"\{who\}", "(?P<who>.+?)").replace(r"\*", ".*")
            form = _Form(kind, re.compile(escaped.replace("’", "['’]"), re.DOTALL))
            start = re.split(r"[{*]", text)[0]
            if start:
                by_start.append(form)
                starts.add(start)
            else:
                by_sender.append(form)
    return _Wording(frozenset(data["you"]), tuple(by_sender), tuple(by_start), tuple(sorted(starts)))


def initials(sender: str | None) -> frozenset[str]:
    """The first letters of what the app can write about `sender`; no need to ask about a text with another."""
    wording = _wording()
    return frozenset(start[0] for start in (*_names(sender), *wording.you, *wording.starts))


def kind_of(text: str, sender: str | None) -> MessageKind | None:
    """What a repaired text tells if the app wrote it about `sender`, else None.

    >>> kind_of("Alice named the group Lake.", "Alice Example")
    <MessageKind.SYSTEM: 'system'>
    >>> kind_of("Bob named the group Lake.", "Alice Example") is None
    True
    """
    wording = _wording()
    started = text.startswith(wording.starts)
    forms = wording.by_start + wording.by_sender if started else wording.by_sender
    names = _names(sender) | wording.you
    if not (started or text.startswith(tuple(names))):
        return None
    for kind, pattern in forms:
        found = pattern.fullmatch(text)
        if found and ("who" not in pattern.groupindex or found["who"] in names):
            return kind
    return None


def _names(sender: str | None) -> frozenset[str]:
    return frozenset((sender, sender.split()[0])) if sender and sender.strip() else frozenset()
