"""How common what a pattern needs is, so that a message is asked for its rarest part first.

Only speed depends on these figures, no result: a word that is not in `common_words.toml` counts as rare. The file is made
by `benchmarks/common_words.py`.
"""

import tomllib
from bisect import bisect_left
from functools import cache
from pathlib import Path

Need = frozenset[str]
"""What a message must hold one of: words, beginnings (`threat*`), pairs of words (`your video`), `#`, `<kind>`."""
NUMBER = "#"
"""The need that any number in digits meets."""
_FILE = Path(__file__).parent / "common_words.toml"
_OF = 10_000
"""Turns that the figures of the file count in."""
_STOP_WORD = 300
"""Turns out of `_OF` that are taken to hold a word of which only is known that it is everywhere in its language."""
_RARE = 0.5
"""The same for words that the file does not have."""
_NOT_SHARED = 5.0
"""Turns that hold words of one beginning, from which on it says too little."""
_NUMBER = 600.0
_ONE_NUMBER = 60.0
"""The same for one number."""
_INDICATOR = 100.0


@cache
def commonness(atom: str) -> float:
    """Turns out of 10,000 that hold a word, a beginning (`threat*`), a pair (`your video`), `#` or `<kind>`, roughly."""
    if atom.startswith("<"):
        return _INDICATOR
    if atom == NUMBER:
        return _NUMBER
    first, _, second = atom.partition(" ")
    if second:
        return (
            commonness(first) * commonness(second) / _OF * 5
        )  # words that go together do so more often than by chance
    if atom.endswith("*"):
        return _with_beginning(atom[:-1])
    return _figures().get(atom, _ONE_NUMBER if atom[0].isdigit() else _RARE)


_LONG = 200
"""Words of a list up to which each is looked for."""
_BEGINNING = 4
"""Letters by which longer lists are looked for."""
_SHARED = 4
"""Words that share a beginning, for it to be looked for instead of them."""


def condensed(need: Need) -> Need:
    """A need that the same messages meet, and few more, with fewer atoms: `{will}+send+{it}` makes thousands of words."""
    if len(need) <= _LONG:
        return need
    groups: dict[str, list[str]] = {}
    for atom in need:
        whole = len(atom.rstrip("*")) <= _BEGINNING or " " in atom or atom.startswith("<")
        groups.setdefault(atom if whole else atom[:_BEGINNING] + "*", []).append(atom)
    return frozenset(
        atom
        for start, several in groups.items()
        for atom in ((start,) if len(several) >= _SHARED and commonness(start) < _NOT_SHARED else several)
    )


def _with_beginning(stem: str) -> float:
    words = common_words()
    total = _RARE * 2
    for place in range(bisect_left(words, stem), len(words)):
        if not words[place].startswith(stem):
            break
        total += _figures()[words[place]]
    return total


@cache
def _figures() -> dict[str, float]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    figures = {word: float(_STOP_WORD) for words in table["everywhere"].values() for word in words.split()}
    for count, words in table["turns"].items():
        for word in words.split():
            figures[word] = max(float(count), figures.get(word, 0.0))
    return figures


@cache
def common_words() -> list[str]:
    """Folded, sorted."""
    return sorted(_figures())
