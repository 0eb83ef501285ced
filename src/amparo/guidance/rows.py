"""The data files under `data/`, held against their schema when they are first read.

A row without text, source, grade or date does not load: `msgspec.ValidationError` names file and field.
Texts are keyed by language, so that further languages are further keys.
"""

from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from amparo.model import AgeGroup

FOLDER = Path(__file__).parent / "data"

Grade = Literal["O", "P", "U"]
"""O: the issuing body's own text was read. P: reported by others. U: not verified, shown to nobody."""

Texts = dict[str, str]
"""Language code to text."""


class Situation(StrEnum):
    """What is going on, as far as it is known; a plan takes any number of them."""

    THREATENED = "threatened"
    PAID = "paid"
    ASKED_AGAIN = "asked_again"
    IMAGES_SENT = "images_sent"
    CONTACTS_TOLD = "contacts_told"
    CRISIS = "crisis"
    HELPING = "helping"
    """It is somebody else's case."""
    HACKED = "hacked"
    MAIL_CLAIM = "mail_claim"
    """A mail claims a hacked webcam."""
    PERFORMER = "performer"
    """The person whose pictures the offender shows."""
    POSTED = "posted"


Ages = tuple[Literal["adult", "minor"], ...]


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    publisher: str
    title: str
    url: str


class OtherViewRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Texts
    sources: tuple[str, ...]
    grade: Grade


class Filter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom a row is; empty means everybody."""

    ages: Ages = ()
    situations: tuple[Situation, ...] = ()
    unless: tuple[Situation, ...] = ()

    def fits(self, age: AgeGroup, situations: frozenset[Situation]) -> bool:
        group = "minor" if age.counts_as_minor else "adult"
        return (
            (not self.ages or group in self.ages)
            and (not self.situations or not situations.isdisjoint(self.situations))
            and situations.isdisjoint(self.unless)
        )


class StepRow(Filter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    order: int
    kind: Literal["step", "warning", "comfort"]
    countries: tuple[str, ...] = ()
    text: Texts
    sources: tuple[str, ...]
    grade: Grade
    checked_on: date
    other_view: OtherViewRow | None = None


class ServiceRow(Filter, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    country: str
    purpose: Literal["crisis", "report", "support", "money", "takedown"]
    name: str
    contact: tuple[str, ...]
    sources: tuple[str, ...]
    grade: Grade
    checked_on: date
    note: Texts = {}


class EmergencyRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    code: str
    first: str
    extra: tuple[str, ...] = ()
    meaning: dict[str, Texts] = {}
    """Number to what it is for."""
    sources: tuple[str, ...] = ()
    """For `meaning` and `extra`."""
    grade: Grade = "U"
    checked_on: date | None = None


class _Steps(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reviewed: tuple[str, ...]
    step: tuple[StepRow, ...]


class _Services(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reviewed: tuple[str, ...]
    service: tuple[ServiceRow, ...]


class _Emergency(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    country: tuple[EmergencyRow, ...]


T = TypeVar("T")


def _read(name: str, kind: type[T]) -> T:
    path = FOLDER / name
    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind)
    except msgspec.DecodeError as cause:
        raise msgspec.ValidationError(f"{path.name}: {cause}") from cause


@cache
def sources() -> dict[str, Source]:
    return _read("sources.toml", dict[str, Source])


@cache
def steps() -> tuple[StepRow, ...]:
    """In the order of the plan."""
    return tuple(sorted(_read("steps.toml", _Steps).step, key=lambda row: row.order))


@cache
def services() -> tuple[ServiceRow, ...]:
    return _read("directory.toml", _Services).service


@cache
def emergency_rows() -> dict[str, EmergencyRow]:
    return {row.code: row for row in _read("emergency.toml", _Emergency).country}


@cache
def sentences() -> dict[str, Texts]:
    return _read("sentences.toml", dict[str, Texts])


def named(keys: tuple[str, ...]) -> str:
    """The sources as a reader sees them: `Publisher (place); Publisher (place)`."""
    return "; ".join(f"{sources()[key].publisher} ({sources()[key].url})" for key in keys)
