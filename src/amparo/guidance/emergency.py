"""Emergency numbers of every country.

Which numbers are emergency numbers comes from libphonenumber's short-number metadata, expanded into
`data/emergency_numbers.toml` (`tests/guidance/test_emergency_numbers.py` holds the two to be the same and says how to
write the file anew). `data/emergency.toml` says which to show first and adds what the metadata lacks.
"""

import tomllib
from datetime import date
from functools import cache

import msgspec

from amparo.guidance.files import FOLDER, Voice
from amparo.guidance.rows import EmergencyRow

PREFERRED = ("112", "911", "999", "000")
"""Shown first where the country has it and the data file says nothing: the ITU's two, then the common others."""
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


def emergency(country: str | None, voice: Voice) -> Emergency:
    """For an ISO 3166-1 code; without one, or for one that the metadata does not know, the international sentence."""
    version, listed_by_country = metadata()
    listed = listed_by_country.get(country or "", ())
    rows = {row.id: row for row in voice.files.rows("emergency", EmergencyRow) if row.grade != "U"}
    row = rows.get(country or "")
    if not listed and not row:
        return Emergency(
            numbers=(),
            sentence=voice.say("sentences", "text", "international"),
            source=voice.files.named(("eena",)),
            grade="P",
            reported=voice.reported(("eena",), "P"),
            checked_on=METADATA_CHECKED_ON,
        )
    there = (*listed, *(row.extra if row else ()))
    known = list(dict.fromkeys((*(n for n in PREFERRED if n in there), *there)))
    meaning = {n: _meaning(voice, f"{country}-{n}") for n in known}
    if row:
        # Few numbers for somebody in fear: a number that nobody tells the use of stands back where a general one is.
        general = [n for n in known if n in PREFERRED]
        known = [row.first, *(n for n in known if meaning[n]), *(general or known)]
    found = list(dict.fromkeys(known))
    return Emergency(
        numbers=tuple(Number(number=n, meaning=meaning[n]) for n in found),
        sentence=None,
        source="; ".join(
            [f"libphonenumber {version} (short-number metadata)"]
            + ([voice.files.named(row.sources)] if row and row.sources != ("libphonenumber",) else [])
        ),
        grade=row.grade if row else "O",
        reported=voice.reported(row.sources, row.grade) if row else None,
        checked_on=row.checked_on if row else METADATA_CHECKED_ON,
    )


def _meaning(voice: Voice, id: str) -> str | None:
    text = voice.find("emergency", "meaning", id)
    return text if isinstance(text, str) else None


@cache
def metadata() -> tuple[str, dict[str, tuple[str, ...]]]:
    """The version of libphonenumber, and its emergency numbers by country."""
    loaded = tomllib.loads((FOLDER / "emergency_numbers.toml").read_text(encoding="utf-8"))
    return loaded["version"], {code: tuple(numbers) for code, numbers in loaded["numbers"].items()}
