"""What made-up worlds write for an identifier that reports spell in several ways: names of receivers, handles, texts of scripts.

The names are of made-up syllables, the texts of neutral words without meaning. A number always has the same plain form; a share of
the mentions writes it another way.
"""

from collections.abc import Callable

import numpy as np

_GIVEN = (
    "Karim", "Yassine", "Rachid", "Nadia", "Salma", "Hicham", "Koffi", "Seydou", "Aminata", "Emeka", "Ngozi", "Rodrigo", "Cristina", "Thomas", "Mounir",
    "Samira", "Walid", "Bilal", "Zakaria", "Imane", "Javier", "Catherine", "Daniel", "Oussama", "Redouane", "Tarik", "Jamila", "Ayoub", "Khadija", "Steve",
)  # fmt: skip
_SYLLABLES = ("ba", "ben", "chou", "da", "dji", "fa", "gha", "ha", "ji", "ka", "khou", "la", "li", "ma", "mou", "na", "nou", "qua", "ra", "ri", "sa", "sou", "ta",
              "ti", "wa", "ya", "za", "zi", "kou", "del")  # fmt: skip
_ENDS = ("ni", "ri", "oui", "di", "lo", "ssi", "man", "bel", "dou", "zek", "tar", "mi")
_SPELLINGS = (
    ("ou", "u"), ("ch", "sh"), ("dj", "j"), ("kh", "k"), ("k", "q"), ("qu", "k"), ("ss", "s"), ("i", "y"), ("gh", "g"), ("w", "ou"), ("c", "k"), ("a", "à"),
)  # fmt: skip
_WORDS = 4000
"""Neutral words."""
_CHANGED = 0.08
"""Words of a text that a copy of it changes."""


def _own(kind: str, number: int) -> np.random.Generator:
    return np.random.default_rng([number, *kind.encode()])


def _name(number: int) -> str:
    rng = _own("receiver", number)
    family = "".join(rng.choice(_SYLLABLES, rng.integers(2, 4))) + str(rng.choice(_ENDS))
    return f"{rng.choice(_GIVEN)} {family.capitalize()}"


def _name_again(name: str, rng: np.random.Generator) -> str:
    given, family = name.split(" ")
    match rng.integers(6):
        case 0:
            return f"{family.upper()} {given}"
        case 1:
            return f"{given} El {family}"
        case 2:  # a letter that is typed twice, or left out
            at = int(rng.integers(2, len(family) - 1))
            return f"{given} {family[:at]}{family[at] * int(rng.choice((0, 2)))}{family[at + 1 :]}"
        case _:
            some = [(old, new) for old, new in _SPELLINGS if old in family.lower()]
            if not some:
                return name.upper()
            old, new = some[int(rng.integers(len(some)))]
            return f"{given} {family.lower().replace(old, new, 1).capitalize()}"


def _handle(number: int) -> str:
    rng = _own("handle", number)
    return f"{''.join(rng.choice(_SYLLABLES, 3))}_{rng.integers(10, 9999)}"


def _handle_again(handle: str, rng: np.random.Generator) -> str:
    return (
        f"@{handle}",
        handle.replace("_", "."),
        handle.replace("_", ""),
        handle.title(),
        f"https://www.instagram.com/{handle}/",
    )[int(rng.integers(5))]


def _text(number: int) -> str:
    rng = _own("script", number)
    return " ".join(f"w{word}" for word in rng.zipf(1.3, rng.integers(25, 70)) % _WORDS)


def _text_again(text: str, rng: np.random.Generator) -> str:
    words = np.array(text.split(" "), dtype=object)
    changed = rng.random(len(words)) < _CHANGED
    words[changed] = [f"w{word}" for word in rng.integers(0, _WORDS, int(changed.sum()))]
    return " ".join(words[rng.random(len(words)) >= _CHANGED / 4])


FORMS: dict[str, tuple[Callable[[int], str], Callable[[str, np.random.Generator], str]]] = {
    "receiver": (_name, _name_again),
    "handle": (_handle, _handle_again),
    "script": (_text, _text_again),
}
"""For each kind how a number is written, and how it is written another way."""


def written(kind: str, numbers: list[int], share: float, rng: np.random.Generator) -> list[str]:
    """Of mentions: the plain form, or for a share of them another."""
    plain, again = FORMS[kind]
    known = {number: plain(number) for number in set(numbers)}
    other = rng.random(len(numbers)) < share
    return [
        again(known[number], rng) if one else known[number]
        for number, one in zip(numbers, other.tolist(), strict=True)
    ]
