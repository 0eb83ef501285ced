"""Numbers written out, in all languages of the scheme, as amounts need them.

>>> number_in("deux cent cinquante"), number_in("one thousand five hundred"), number_in("zweihundertfünfzig")
(250, 1500, 250)
"""

import re

from amparo.recognition.indicators.vocabulary import key, words

_WORDS = words("numbers")
_SMALL = {key(word): int(number) for number, listed in _WORDS["small"].items() for word in listed}
_SCALE = {key(word): int(number) for number, listed in _WORDS["scale"].items() for word in listed}
_HUNDRED = frozenset(key(word) for word in _WORDS["hundred"])
_HALF = frozenset(key(word) for word in _WORDS["half"])
_AND = frozenset(key(word) for word in _WORDS["and"])

_ENGLISH_DIGITS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
_ENGLISH_TENS = frozenset(
    ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
)

SCALES = {key(word): factor for word, factor in _SCALE.items()} | _WORDS["behind_digits"]
"""What multiplies digits: `5 mil`, `2k`."""

_GERMAN = re.compile(
    r"tausend|hundert|und|(?:drei|vier|funf|sech|acht|neun)zehn|siebzehn|zehn|elf|zwolf|zwanzig|drei(?:ss|s)ig|(?:vier|funf|sech|sieb|acht|neun)zig"
    r"|eins?|zwei|drei|vier|funf|sechs|sieben|acht|neun"
)
_MOST = 10**12


def number_in(written: str) -> int | None:
    """The number that the words say; None when they say none."""
    tokens = [token for word in re.split(r"[\s-]+", key(written)) for token in _apart(word)]
    if len(tokens) == 2 and tokens[0] in _ENGLISH_DIGITS and tokens[1] in _ENGLISH_TENS:
        return _SMALL[tokens[0]] * 100 + _SMALL[tokens[1]]  # two fifty
    total = current = 0
    met = False
    scale = 0
    for token in tokens:
        if token in _HUNDRED:
            current = max(current, 1) * 100
        elif token in _SCALE:
            scale = _SCALE[token]
            total += max(current, 1) * scale
            current = 0
        elif token in _HALF and scale:
            total += scale // 2
        elif token in ("vingt", "vingts") and current % 100 == 4:
            current += 76  # quatre-vingts
        elif token in _SMALL:
            current += _SMALL[token]
        elif token in _AND:
            continue
        else:
            return None
        met = True
    number = total + current
    return number if met and 0 < number < _MOST else None


def is_number_word(word: str) -> bool:
    """Whether the word, by itself, is part of a number in words."""
    return all(
        token in _SMALL or token in _HUNDRED or token in _SCALE or token in _HALF
        for token in _apart(key(word))
    )


def joins(word: str) -> bool:
    """Whether it stands between the words of a number, as `and` does."""
    return key(word) in _AND


def _apart(word: str) -> list[str]:
    """The words that are written as one: `zweihundertfünfzig`, `وخمسين`, `limang`."""
    if word in _SMALL or word in _HUNDRED or word in _SCALE or word in _AND:
        return [word]
    if word[:1] == "و" and len(word) > 2:
        return [word[1:]]
    if "-" in word:
        return [part for piece in word.split("-") for part in _apart(piece)]
    if word.isascii() and (parts := _GERMAN.findall(word)) and "".join(parts) == word:
        return parts
    return [word]
