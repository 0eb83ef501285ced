"""Which listed name a word of a receiver's name is a spelling of.

`names.toml` has names whose spellings differ by more than sound, `names_listed.txt` more names, so that two of them are not taken for one.
Names that are made of others are looked up by their parts: Abdelfattah by what Abd stands before, Kamaleddine by Kamal.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from amparo.linkage.sounds import folded, forms, is_arabic, plain

FILE = Path(__file__).with_name("names.toml")
_SOUND_FROM = 5
"""Letters of a word from which what sounds the same is the same name."""
LISTED = Path(__file__).with_name("names_listed.txt")


@dataclass(frozen=True, slots=True)
class Listed:
    titles: frozenset[str]
    particles: frozenset[str]
    prefixes: frozenset[str]
    suffixes: frozenset[str]
    all: frozenset[str]
    """All these."""
    spellings: dict[str, frozenset[str]]
    """Of a word by its letters, and by these without doublings: the names that it may be."""
    frequent: frozenset[str]
    curated: frozenset[str]
    """The names of `names.toml`, and those of them that are frequent everywhere."""


@cache
def listed() -> Listed:
    told: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    rows = [
        (name, some.split()) for part in ("spellings", "less_frequent") for name, some in told[part].items()
    ]
    frequent, curated = frozenset(told["spellings"]), frozenset(name for name, _ in rows)
    rows += [(f"abd {some.split()[0]}", [f"abd{one}" for one in some.split()]) for some in told["servant"]]
    exact: dict[str, set[str]] = {}
    bare: dict[str, set[str]] = {}
    for name, some in rows:
        for one in map(folded, some):
            exact.setdefault(one, set()).add(name)
            bare.setdefault(plain(one), set()).add(name)
    for line in LISTED.read_text(encoding="utf-8").splitlines():
        some = [] if line.startswith("#") else [one for one in line.split() if plain(one) not in bare]
        for one in some:
            exact[one] = {some[0]}
    for one, names in list(exact.items()):
        bare.setdefault(plain(one), names)
    spellings = {one: frozenset(names) for one, names in (bare | exact).items()}
    words = {
        part: frozenset(map(looked_up, told[part]))
        for part in ("titles", "particles", "prefixes", "suffixes")
    }
    return Listed(
        words["titles"],
        words["particles"],
        words["prefixes"],
        words["suffixes"],
        frozenset().union(*words.values()),
        spellings,
        frequent,
        curated,
    )


@lru_cache(1 << 18)
def looked_up(word: str) -> str:
    word = folded(word)
    return plain(word) if is_arabic(word) else word


_ABD = re.compile(r"(abd(?:ou|[aeiou])?)l?(?=.{3})")
_EDDINE = re.compile(r"(.{3,}?)(?:d[ei]ne?|دين)")
_OF_THE = re.compile(r"(?:ou|[aeiou])?l?|ال|ل")
NOBODY: frozenset[str] = frozenset()


@lru_cache(1 << 18)
def spelling_of(word: str) -> frozenset[str]:
    """The names of the lists that a folded word may be a spelling of: Salim is سليم and سالم."""
    known = listed().spellings
    bare = plain(word)
    if found := known.get(word) or known.get(bare):
        return found
    if bare.startswith("ال"):
        return known.get(bare[2:], NOBODY)
    if bare.startswith("ل") and (found := known.get("ا" + bare) or known.get(bare[1:])):
        return found
    found = _servant(bare) or _of_the_faith(bare) or known.get(bare.replace("rn", "m"))
    return found or (NOBODY if is_arabic(word) else _by_sound().get(forms(word)[0], NOBODY))


@cache
def _by_sound() -> dict[str, frozenset[str]]:
    """Wilkyn sounds as Wilkin does."""
    found: dict[str, frozenset[str]] = {}
    for word, names in listed().spellings.items():
        if len(word) >= _SOUND_FROM and not is_arabic(word):
            sound = forms(word)[0]
            found[sound] = found[sound] & names if sound in found else names
    return found


def _servant(bare: str) -> frozenset[str]:
    """Abdelfattah, Abdul Fatah, عبدالفتاح."""
    known = listed().spellings
    stems: tuple[str, ...] = (bare[5:], bare[3:]) if bare.startswith("عبد") else ()
    if begin := _ABD.match(bare):
        stems = tuple(bare[end:] for end in (begin.end(), begin.end(1), 3))
    return next((found for stem in stems if (found := known.get("abd" + stem))), NOBODY)


def _of_the_faith(bare: str) -> frozenset[str]:
    """Kamaleddine, Kamaluddin, كمالالدين: of what is before it."""
    if both := _EDDINE.fullmatch(bare):
        stem = both[1]
        for end in range(len(stem), max(2, len(stem) - 4), -1):
            if _OF_THE.fullmatch(stem[end:]) and (
                found := listed().spellings.get(stem[:end], NOBODY) & listed().curated
            ):
                return frozenset(f"{name} eddine" for name in found)
    return NOBODY
