"""What Meta's apps write themselves, in the account's language: participants, calls, unsent messages, notices.

The wording is data (``meta_html.toml``). A text is a notice only where a person of the conversation, or "you", stands
in the place of the name, so that a chat *about* calls is not taken for one.
"""

import re
import tomllib
from collections.abc import Collection, Iterable
from importlib.resources import files

from amparo.model import MessageKind

_DATA = tomllib.loads(files("amparo.sources").joinpath("meta_html.toml").read_text("utf-8"))
_PARTICIPANTS = re.compile(
    rf"\s*(?:{'|'.join(map(re.escape, _DATA['participants']))})\s*[:：]\s*(\S[^\n]*)", re.IGNORECASE
)
_LISTED = re.compile(rf",\s+(?:(?:{'|'.join(map(re.escape, _DATA['and']))})\s+)?|،\s*(?:و\s?)?")
_LAST = re.compile(rf"\s+(?:{'|'.join(map(re.escape, _DATA['and']))})\s+")
_YOU = frozenset(_DATA["you"])
_EDITED = tuple(_DATA["edited"])
_LONGEST = 300
_METACHARACTERS = frozenset("\\()[]?*+|{}")


def _straight(text: str) -> str:
    return text.replace("’", "'")


def _compiled(patterns: Iterable[str]) -> re.Pattern[str]:
    joined = "|".join(_straight(pattern).replace("{who}", "(.{1,80}?)") for pattern in patterns)
    return re.compile(joined, re.IGNORECASE | re.DOTALL)


def _key(pattern: str) -> str:
    """The longest word of a pattern that is only letters: a text without any such word is no notice."""
    plain = [word for word in _straight(pattern).casefold().split() if not _METACHARACTERS & set(word)]
    return max(plain, key=len)


_KINDS = [(MessageKind(kind), _compiled(patterns)) for kind, patterns in _DATA["kinds"].items()]
_KEYS = frozenset(
    spelled
    for patterns in _DATA["kinds"].values()
    for key in map(_key, patterns)
    for spelled in (key, f"{key}.", key.replace("'", "’"), f"{key}.".replace("'", "’"))
)


def participants(line: str) -> tuple[str, ...]:
    """The names in a line such as ``Participants: Ana, Ben and Carl``; none if it is no such line."""
    found = _PARTICIPANTS.fullmatch(line)
    if not found:
        return ()
    names = [name.strip() for name in _LISTED.split(found[1])]
    if len(names) == 1 or _LAST.search(names[-1]):
        names[-1:] = _LAST.split(names[-1], maxsplit=1)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


class Notices:
    """Tells what a text is, in a conversation of known people."""

    def __init__(self, names: Collection[str]) -> None:
        self._names: set[str] = set(_YOU)
        for name in names:
            self.meet(name)

    def meet(self, name: str) -> None:
        """Another person speaks; notices may use the first name alone."""
        folded = _straight(name).casefold()
        self._names |= {folded, *folded.split()[:1]}

    def kind(self, text: str) -> MessageKind:
        """The kind of a row with these words (not empty)."""
        if len(text) <= _LONGEST and not _KEYS.isdisjoint(text.casefold().split()):
            lines = [line.removesuffix(".") for line in _straight(text).split("\n")]
            for kind, pattern in _KINDS:
                if all(self._is_notice(pattern.fullmatch(line)) for line in lines):
                    return kind
        return MessageKind.EDITED if text.endswith(_EDITED) else MessageKind.TEXT

    def _is_notice(self, found: re.Match[str] | None) -> bool:
        return found is not None and all(self._knows(name) for name in found.groups() if name)

    def _knows(self, name: str) -> bool:
        folded = name.casefold().strip()
        return folded in self._names or bool(self._names.issuperset(_LAST.split(folded)))
