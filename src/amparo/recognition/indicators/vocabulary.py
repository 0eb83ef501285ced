"""The word lists of the kinds: TOML files in `words/`, in all languages of the scheme, so that one can add a word."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from amparo.recognition.normalise import fold, image


@cache
def words(name: str) -> dict[str, Any]:
    """A word list as its file has it."""
    return tomllib.loads((files(__package__) / "words" / f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=20_000)
def key(written: str) -> str:
    """What a word is looked up by: lower case, no accents, one form of each Arabic letter."""
    return fold(written).text


def every(table: dict[str, list[str]]) -> list[str]:
    """The words of all languages of a list, each once."""
    return list(dict.fromkeys(word for listed in table.values() for word in listed))


def any_of(listed: Iterable[str]) -> str:
    """Alternatives of a regular expression for `level` text, the longest first; a space may be missing or a hyphen."""
    ordered = sorted({key(word) for word in listed}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"[\s-]?") for word in ordered)


class _Level(dict[int, str]):
    """For `str.translate`: each character's image where it is one character, else itself."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        changed = image(char)
        self[code] = kept = changed if len(changed) == 1 else char
        return kept


_LEVEL = _Level()


def level(text: str) -> str:
    """The text as `key` has its words, every character in its place."""
    return text.lower() if text.isascii() else text.translate(_LEVEL)


@cache
def lines(name: str) -> frozenset[str]:
    """The entries of a long list, one a line."""
    text = (files(__package__) / "words" / f"{name}.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
