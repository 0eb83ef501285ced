"""Numbers written out in English and French, as amounts need them.

>>> number_in("deux cent cinquante"), number_in("one thousand five hundred")
(250, 1500)
"""

import re

_UNITS = {
    **{word: n for n, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )},
    **{word: n * 10 for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)},
    **{word: n for n, word in enumerate(["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"], start=1)},
    **{"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "nonante": 90},
}  # fmt: skip
_HUNDRED = frozenset(("hundred", "cent", "cents"))
_THOUSAND = frozenset(("thousand", "mille"))

NUMBER_WORDS = "|".join(sorted({*_UNITS, *_HUNDRED, *_THOUSAND} - {"zero"}, key=len, reverse=True))
"""Alternatives for a regular expression."""


def number_in(words: str) -> int | None:
    """The number that the words say; None when they say none."""
    total = current = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in ("and", "et"):
            continue
        if word in _HUNDRED:
            current = max(current, 1) * 100
        elif word in _THOUSAND:
            total += max(current, 1) * 1000
            current = 0
        elif word in ("vingt", "vingts") and current % 100 == 4:
            current += 76  # quatre-vingts
        elif word in _UNITS:
            current += _UNITS[word]
        else:
            return None
    return total + current or None
