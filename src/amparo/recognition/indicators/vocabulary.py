"""The word lists of the kinds: TOML files in `words/`, in all languages of the scheme, so that one can add a word."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
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


def trigger(folded: str) -> str:
    """A phrase as Hyperscan looks for it: with its edges only where it is short, since edges take long to compile."""
    written = re.escape(folded)
    if not folded.isascii() and len(folded) < _SHORT_ARABIC:
        return rf"(^|[^\n\xd8-\xdb\x80-\xbf]){_ARABIC_BEFORE}{written}(ي|ه|ها|ك|و)?($|[^\n\xd8-\xdb])"
    if not folded.isascii() or len(folded) > _LONG:
        return written
    return rf"\b{written}" + (r"\b" if folded[-1].isalnum() else "")


_ARABIC_BEFORE = "(وال|بال|عال|فال|ال|لل|ل|ب|ف|ع|و)?"
"""Article and prepositions, written as one with the word."""
_SHORT_ARABIC = 5
"""Letters below which a word is often part of another; Hyperscan knows no word edges beyond ASCII, but UTF-8's first bytes."""
_LONG = 6
"""Letters from which a word is seldom part of another."""


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


_TOKEN = re.compile(r"[^\W_]+")


class Phrases:
    """Where the phrases of word lists stand, found at the words that begin them: far quicker than one alternation of all."""

    def __init__(
        self, lists: Mapping[str, Iterable[str]], after: str = r"(?![^\W_])", prefixes: str = ""
    ) -> None:
        """Name of a list to its phrases; `after`: what must follow one; `prefixes`: letters that may stand before one."""
        beginnings: dict[str, dict[str, list[str]]] = {}
        for name, listed in lists.items():
            for phrase in dict.fromkeys(map(key, listed)):
                words_of = _TOKEN.findall(phrase)
                glued = "".join(words_of)
                starts = {
                    words_of[0],
                    *(glued[: len("".join(words_of[:n]))] for n in range(1, len(words_of) + 1)),
                }
                for start in starts:
                    beginnings.setdefault(start, {}).setdefault(name, []).append(phrase)
        self._prefixes = prefixes
        self._by_word = {
            word: [(name, re.compile(f"(?:{any_of(phrases)}){after}")) for name, phrases in named.items()]
            for word, named in beginnings.items()
        }

    def found(self, flat: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, re.Match[str]]]:
        """Name of the list and place, in order of place, for `level` text; those of one list do not overlap."""
        stop = len(flat) if end is None else end
        past: dict[str, int] = {}
        for token in _TOKEN.finditer(flat, start, stop):
            known = self._by_word.get(token[0])
            at = token.start()
            if known is None and self._prefixes and not token[0].isascii():
                for length in (1, 2, 3):
                    if token[0][:length] in self._prefixes.split() and token[0][length:] in self._by_word:
                        known, at = self._by_word[token[0][length:]], at + length
                        break
            for name, pattern in known or ():
                if at >= past.get(name, 0) and (match := pattern.match(flat, at, stop)):
                    past[name] = match.end()
                    yield name, match

    def places(self, flat: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The same without the names."""
        return (match for _, match in self.found(flat, start, end))

    def any(self, flat: str, start: int = 0, end: int | None = None) -> bool:
        """Whether one stands there."""
        return next(self.found(flat, start, end), None) is not None
