"""Fingerprints of scripts: long messages of the other side that gangs copy from one victim to the next.

A fingerprint says that two messages are near copies of one another, and nothing of what they say: each word stands as one of 256
classes, so that some two hundred words of a language share each and no name can be read back, while a row of neighbours still tells
copies from other texts (`amparo.linkage.scripts` compares pairs of neighbours). Numbers are left out, as sums and dates change with each victim.
"""

import hashlib
import re
import unicodedata

FEWEST = 25
"""Words that a script has at least. Shorter threats are in everybody's words and tie nobody."""
MOST = 300
"""Words that are looked at: a whole blackmail mail."""
_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = "abcdefghijklmnop"


def fingerprint(text: str) -> str | None:
    """Two letters for each word of a long message; None of a short one."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).lower())[:MOST]
    return " ".join(map(_class, words)) if len(words) >= FEWEST else None


def _class(word: str) -> str:
    high, low = divmod(hashlib.sha256(word.encode()).digest()[0], 16)
    return _LETTERS[high] + _LETTERS[low]
