"""Indicators gathered for the page: one entry an identifier, grouped by who can act on it.

Which kinds concern whom, and what each can act on, is data: `groups.toml`, from FIELD.md 3.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from amparo.model import Case, Indicator, IndicatorKind, Lang, Speaker
from amparo.pages.shown import short

MOST = 80
"""Entries shown of each group."""
FIRST = 3
"""Rows linked from each entry."""
_VARIANTS = 3


@dataclass(frozen=True, slots=True)
class Identifier:
    kind: IndicatorKind
    value: str
    platform: str | None
    written: tuple[str, ...]
    """Spellings in the messages that differ from `value`: they count where names are searched."""
    valid: bool | None
    count: int
    said_by: tuple[Speaker, ...]
    notes: tuple[str, ...]
    rows: tuple[str, ...]
    """Ids of the first messages that name it."""
    locator: str


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one platform or firm can act on."""

    who: str
    text: dict[str, str]
    source: str
    grade: str


class Group(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    key: str
    """Of the wording: `group.platform` and the like."""
    kinds: tuple[IndicatorKind, ...]
    note: tuple[Note, ...] = ()

    def notes(self, lang: Lang) -> tuple[tuple[str, str, str], ...]:
        """Who, what, source; a row that nobody verified is left out."""
        return tuple((n.who, n.text[lang], n.source) for n in self.note if n.grade != "U")


@dataclass(frozen=True, slots=True)
class Gathered:
    group: Group
    entries: tuple[Identifier, ...]
    more: int


@cache
def groups() -> tuple[Group, ...]:
    path = Path(__file__).parent / "groups.toml"
    loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert(loaded["group"], tuple[Group, ...])


def by_actor(case: Case) -> list[Gathered]:
    """The groups that have something to act on, in the order of the data file."""
    found = []
    for group in groups():
        entries = gathered([i for i in case.indicators if i.kind in group.kinds])
        if entries:
            found.append(Gathered(group, tuple(entries[:MOST]), max(len(entries) - MOST, 0)))
    return found


def gathered(indicators: Iterable[Indicator]) -> list[Identifier]:
    """One entry an identifier: those of the offender first, then the most frequent, then in order of mention."""
    mentions: dict[tuple[IndicatorKind, str, str | None], list[Indicator]] = {}
    for indicator in indicators:
        mentions.setdefault((indicator.kind, indicator.value, indicator.platform), []).append(indicator)
    entries = [_entry(of_one) for of_one in mentions.values()]
    entries.sort(key=lambda e: (Speaker.OFFENDER not in e.said_by, e.valid is False, -e.count))
    return entries


def asked(entries: Iterable[Identifier]) -> set[str]:
    return {row for entry in entries for row in entry.rows}


def _entry(mentions: Sequence[Indicator]) -> Identifier:
    first = mentions[0]
    written = [raw for raw in dict.fromkeys(m.raw for m in mentions) if raw != first.value]
    validities = {m.valid for m in mentions}
    return Identifier(
        kind=first.kind,
        value=short(first.value, 120),
        platform=short(first.platform, 40) or None,
        written=tuple(short(raw, 80) for raw in written[:_VARIANTS]),
        valid=False if False in validities else first.valid,
        count=len(mentions),
        said_by=tuple(sorted({m.said_by for m in mentions}, key=list(Speaker).index)),
        notes=tuple(short(note, 160) for note in dict.fromkeys(m.note for m in mentions if m.note))[:2],
        rows=tuple(dict.fromkeys(m.message for m in mentions))[:FIRST],
        locator=short(first.locator, 240),
    )
