"""Hyperscan databases, kept between runs where compiling them takes long.

A stored database is a program of Hyperscan's: one that somebody else wrote could make it read where it must not.
`kept.py` says what is believed.
"""

import os
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import hyperscan

from amparo.recognition import kept

WORTH_KEEPING = 0.1
"""Seconds of compiling."""


def database(patterns: Sequence[str], cache: Path | None = None) -> hyperscan.Database:
    """Patterns, in UTF-8 bytes, numbered in their order. `cache`: where to keep it, by default in Amparo's home."""
    place = cache or kept.folder()
    made_by = f"2 {version('hyperscan')} {os.uname().machine}"
    name = kept.key(text.encode() for text in ("hyperscan", made_by, *patterns))
    known = _read(name, place)
    if known is not None:
        return known
    begun = time.monotonic()
    made = compile_all(patterns)
    if time.monotonic() - begun >= WORTH_KEEPING:
        kept.write(name, hyperscan.dumpb(made), place)
    return made


def compile_all(patterns: Sequence[str]) -> hyperscan.Database:
    made = hyperscan.Database()
    made.compile(
        expressions=[pattern.encode() for pattern in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[hyperscan.HS_FLAG_MULTILINE] * len(patterns),
    )
    return made


def _read(name: str, place: Path | None) -> hyperscan.Database | None:
    content = kept.read(name, place)
    if content is None:
        return None
    try:
        known = hyperscan.loadb(content, hyperscan.HS_MODE_BLOCK)
        known.scratch = hyperscan.Scratch(known)
    except hyperscan.HyperscanError:
        return None
    return known
