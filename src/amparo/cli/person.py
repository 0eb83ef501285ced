"""What several verbs ask about the person: age, country, and the helpline's own guidance."""

import argparse
import os
from pathlib import Path

from amparo.guidance import Guidance
from amparo.model import AgeGroup

ADULT_AGE = 18


def add_age(verb: argparse.ArgumentParser) -> None:
    """`--age N`, `--adult` or `--minor`, as `age`; None where nothing is said."""
    age = verb.add_mutually_exclusive_group()
    age.add_argument(
        "--age", type=age_group, metavar="N", help="age of the person; unknown counts as under 18"
    )
    age.add_argument("--adult", action="store_const", const=AgeGroup.ADULT, dest="age", help="18 or over")
    age.add_argument("--minor", action="store_const", const=AgeGroup.MINOR, dest="age", help="under 18")


def age_group(text: str) -> AgeGroup:
    if not text.isdecimal() or not 0 < int(text) < 130:
        raise argparse.ArgumentTypeError(f"{text!r} is not an age in years")
    return AgeGroup.ADULT if int(text) >= ADULT_AGE else AgeGroup.MINOR


def country(text: str) -> str:
    if len(text) != 2 or not text.isascii() or not text.isalpha():
        raise argparse.ArgumentTypeError(f"{text!r} is not a country of two letters, such as GB or MA")
    return "GB" if text.upper() == "UK" else text.upper()


def overlay(given: Path | None = None) -> Path | None:
    """A helpline's own guidance: the folder that was given, else that of AMPARO_GUIDANCE."""
    named = os.environ.get("AMPARO_GUIDANCE")
    return given or (Path(named) if named else None)


def overlay_that_holds(lang: str) -> Path | None:
    """As `overlay`, tried before the work begins: a slip in it must not cost a long examination its page.

    Raises `GuidanceError`, which names file, row and cause.
    """
    folder = overlay()
    if folder:
        Guidance(folder).plan(None, AgeGroup.UNKNOWN, lang)
    return folder
