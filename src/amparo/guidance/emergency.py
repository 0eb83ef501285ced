"""Emergency numbers of every country.

Which numbers are emergency numbers comes from libphonenumber's short-number metadata (package `phonenumbers`):
a pattern per country, such as `1(?:[59]|77)` for Morocco. The pattern is expanded here by trying every number of
the lengths that the metadata names. `data/emergency.toml` says which to show first and what one is for.
"""

import re
from datetime import date
from functools import cache

import msgspec
from phonenumbers import __version__ as METADATA_VERSION
from phonenumbers.phonemetadata import PhoneMetadata

from amparo.guidance import rows

PREFERRED = ("112", "911", "999", "000")
"""Shown first where the country has it and the data file says nothing: the ITU's two, then the common others."""
_LONGEST = 5
METADATA_CHECKED_ON = date(2026, 11, 23)


class Number(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    meaning: str | None
    """What it is for, where a source says so."""


class Emergency(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to call when life is in danger; never empty: where no number is known there is a sentence."""

    numbers: tuple[Number, ...]
    """The one to call first comes first."""
    sentence: str | None
    """Instead of, or beside, numbers."""
    source: str
    grade: str
    reported: str | None
    """For grade P: `Reported by ...; check before use.`"""
    checked_on: date


def emergency(country: str | None, lang: str) -> Emergency:
    """For an ISO 3166-1 code; without one, or for one that the metadata does not know, the international sentence."""
    listed = _listed(country) if country else ()
    row = rows.emergency_rows().get(country or "")
    if not listed and not row:
        text = rows.sentences()["international"][lang]
        return Emergency(
            numbers=(),
            sentence=text,
            source=rows.named(("eena",)),
            grade="P",
            reported=reported(("eena",), lang),
            checked_on=METADATA_CHECKED_ON,
        )
    shown_row = row if row and row.grade != "U" else None
    extra = shown_row.extra if shown_row else ()
    meaning = shown_row.meaning if shown_row else {}
    first = ([row.first] if row else []) + [n for n in PREFERRED if n in listed] + list(listed)
    found = [n for n in dict.fromkeys(first) if n in listed or n in extra]
    return Emergency(
        numbers=tuple(Number(number=n, meaning=meaning[n][lang] if n in meaning else None) for n in found),
        sentence=None,
        source="; ".join(
            [f"libphonenumber {METADATA_VERSION} (short-number metadata)"]
            + ([rows.named(shown_row.sources)] if shown_row else [])
        ),
        grade=shown_row.grade if shown_row else "O",
        reported=reported(shown_row.sources, lang) if shown_row and shown_row.grade == "P" else None,
        checked_on=(shown_row and shown_row.checked_on) or METADATA_CHECKED_ON,
    )


def reported(keys: tuple[str, ...], lang: str) -> str:
    """What stands beside every row of grade P."""
    publisher = "; ".join(rows.sources()[key].publisher for key in keys)
    return rows.sentences()["reported"][lang].format(publisher=publisher)


@cache
def _listed(country: str) -> tuple[str, ...]:
    metadata = PhoneMetadata.short_metadata_for_region(country)
    if metadata is None or metadata.emergency is None or not metadata.emergency.national_number_pattern:
        return ()
    pattern = re.compile(metadata.emergency.national_number_pattern)
    lengths = [n for n in metadata.emergency.possible_length if 0 < n <= _LONGEST]
    return tuple(
        number
        for length in lengths
        for number in (f"{n:0{length}d}" for n in range(10**length))
        if pattern.fullmatch(number)
    )
