"""How far two words of a name are from each other: by sound in the spelling habits of French, English, Spanish, Portuguese and
Arabic letters, and by slips of the pen.

A word becomes a string of sounds: capital letters for consonants (X is sh, H is kh, Q is gh, C is th, E is dh, Y and W half-vowels), small ones for
vowels and h, `*` for the Arabic letters that Latin ones leave out. Arabic is written without its short vowels, so what only
the Latin word has of these costs little. The costs are confusabilities: 0 is the same sound, 1 another one; chosen by hand on made-up names
(`tests/linkage/labelled/receiver_names_dev.csv`).
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

_ARABIC = re.compile("[\u0600-\u06ff]")
_UNWRITTEN = re.compile("[\u0640\u064b-\u065f\u0670\u200b-\u200f]")
"""Signs of short vowels, the lengthening stroke, marks of direction."""
_LATIN_ONLY = str.maketrans("ßøæœđıłşŞğĞ", "soaodilssgg")
_LOOK_ALIKE = str.maketrans("0135789$@", "ol*sh8gsa")
_TWICE = re.compile(r"(.)\1+", re.DOTALL)

_FOLDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^abd(?:e|u|ou|a|i|o)?(?:l(?=[^aeiouy])|(?=(.)\1))", "abd"),
        ("tsch|tch|sch|sh|tx", "X"),
        ("kh", "H"),
        ("gh|^rh", "Q"),
        ("ph", "F"),
        ("th", "C"),
        ("dh", "E"),
        ("dj|dg(?=[eiy])", "J"),
        ("c[kq]", "K"),
        ("ch(?=ri?st|lo)", "K"),
        ("ch", "X"),
        ("cc?(?=[eiy])", "S"),
        ("qu(?=[eiy])|[ckq]", "K"),
        ("gu(?=[eiy])", "G"),
        ("g(?=[eiy])", "J"),
        ("^di(?=[ao])", "J"),
        ("^x", "J"),
        ("x", "KS"),
        ("ou(?=[aeiouy])|w", "W"),
        ("oo|ou", "u"),
        ("ee|ii", "i"),
        ("eau|au(?![aeiou])", "o"),
        ("y(?=[aeiou])", "Y"),
        ("[ae][iy](?![aeiou])", "e"),
        ("y", "i"),
    )
)
_OTHER = str.maketrans("bdfgjlmnprstvz", "BDFGJLMNPRSTVZ")
_ARABIC_SOUNDS = str.maketrans(
    "بتثجحخدذرزسشصضطظغفقكلمنهويىاآةپڤگڭڨچکیعءأإؤئٱ",
    "BTCJhHDERZSXSDTEQFKKLMNhuiaaaaPVGGGXKi*******",
)

_DIPHTHONG = re.compile("ai(?![aiu*])(?=.)")
_OPEN = frozenset("aeiou*")
_VOWELS = frozenset("aeiou")
_NEAR = {
    both: cost
    for pairs, cost in (
        ("Wu Yi", 0.05), ("ou", 0.06), ("Wo Ye *a *e *i *o *u", 0.1), ("CT DE", 0.03), ("ae ei GJ GQ SZ EZ hH", 0.13),
        ("KH JY Jh JH BV FV VW QR KG CS", 0.2), ("TD TE BP SX HQ", 0.27), ("ao Jx JX PF", 0.33),
        ("eo eu ue KQ", 0.38), ("ai iu au io LR MN", 0.5),
    )
    for pair in pairs.split()
    for both in (pair, pair[::-1])
}  # fmt: skip
"""What may stand for what, in two words of one script."""
_STRONG = frozenset(both for both, cost in _NEAR.items() if cost >= 0.33 and set(both) <= set("aeiou"))
_NEAR_SHORT = {
    both: 1.5 * cost if cost >= 0.2 else cost for both, cost in _NEAR.items() if both not in _STRONG
}
"""The same for words of one or two consonants: Seck and Sock, Fall and Fell are two names."""
_NEAR_THREE = {both: cost for both, cost in _NEAR.items() if both not in _STRONG}
"""Of three: Rachelle and Rochelle."""
_NEAR_ACROSS = _NEAR | {
    both: cost
    for pairs, cost in (("ae ou ie", 0.03), ("ao", 0.15), ("au", 0.3))
    for pair in pairs.split()
    for both in (pair, pair[::-1])
}
_LOST = {"h": 0.1, "*": 0.06, "e": 0.13, "a": 0.22, "i": 0.27, "o": 0.27, "u": 0.27, "Y": 0.25, "W": 0.5}
_LOST_ACROSS = {"a": 0.03, "e": 0.03, "o": 0.07, "u": 0.07, "i": 0.09}
"""Vowels of the Latin word that the Arabic one does not write."""
_LAST = {"e": 0.06, "h": 0.06, "*": 0.06, "a": 0.65, "i": 0.6, "o": 0.6, "u": 0.6}
"""At the end of the word a vowel more makes another name: Karim and Karima, Mansour and Mansouri."""
_ENDINGS = frozenset(("ae", "ea", "ao", "oa", "eo", "oe"))
_ANOTHER_ENDING = 0.5
"""Rosa and Rose, Mario and Maria."""
_SAME_FIRST = frozenset(map(frozenset, ("ou", "iY", "uW", "oW", "ie")))
_ANOTHER_FIRST = 0.4
"""In short words: Afi and Efi, Eider and Heider."""
_FEMININE = re.compile(r"(?:[aeio]ll|[eo]nn|ett|ell?in)e$")
_LONG_VOWEL = 0.35
_GLIDE = 0.5
"""An i or u before a vowel: Nadia and Nada, Reda and Radia."""
_FIRST = 0.4
"""A vowel at the beginning: Adama and Dama."""
_CONSONANT = 0.9
_ARTICLES = re.compile(
    r"^(?:el|al|le(?=[bcdfgjmnpqrstv])|delo(?=s)|delas|dela|del|dos|da|l(?=[aeiouy]))(?=.{4})|^[ea](?=([bcdfghjklmnpqrstvz])\1.{3})"
)

_WITHIN = re.compile(r"^(ould|ait|abou|oum|ouled|oulad)[ea]l(?=.{3})")
"""Ould El Haj, Ouldelhaj."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
_BESIDE = frozenset(frozenset(pair) for row in _ROWS for pair in pairwise(row))
"""Neighbours on a keyboard (English, French)."""
_READ_FOR = frozenset(map(frozenset, ("li", "ce", "uv", "hb", "nr", "vy", "ft", "gq", "oa", "nh")))
"""Letters that readers of pictures confuse."""
_READ_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"), ("nb", "mb"), ("np", "mp"))
_SLIP_FROM = 5
"""Letters of a word from which a slip of the pen is not as likely another name."""
_LOSES_FROM = 7
"""The same for a consonant that is left out, or that is another key."""


def unwritten(text: str) -> str:
    """Without the signs that Arabic mostly leaves out."""
    return _UNWRITTEN.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(1 << 18)
def is_arabic(word: str) -> bool:
    return bool(_ARABIC.search(word))


@lru_cache(1 << 18)
def folded(word: str) -> str:
    """Lower case without accents, apostrophes, signs of short vowels."""
    if is_arabic(word):
        return unwritten(word)
    flat = unicodedata.normalize("NFKD", word.casefold().translate(_LATIN_ONLY))
    return "".join(sign for sign in flat if sign.isalnum())


_SAME_ARABIC = str.maketrans("أإآٱىةؤئ", "ااااي" + "هوي", "ء")


def once(word: str) -> str:
    """No sign twice in a row."""
    return _TWICE.sub(r"\1", word)


@lru_cache(1 << 18)
def plain(word: str) -> str:
    """A folded word for looking up: no letter twice, Arabic letters that are often written for each other as one."""
    return once(word.translate(_SAME_ARABIC) if is_arabic(word) else word)


def sounds(word: str) -> str:
    """Of a folded word."""
    if is_arabic(word):
        if word.startswith("عبدال") and len(word) > 6:
            word = "عبد" + word[5:]
        elif word.startswith("ال") and len(word) > 4:
            word = word[2:]
        if word.endswith("ه") and len(word) > 3:
            word = word[:-1] + "ة"
        return once(_DIPHTHONG.sub("e", word.translate(_ARABIC_SOUNDS)))
    word = word.translate(_LOOK_ALIKE)
    for pattern, sound in _FOLDS:
        word = pattern.sub(sound, word)
    return once(word.translate(_OTHER))


@lru_cache(1 << 18)
def forms(word: str) -> tuple[str, ...]:
    """The sounds of a folded word, and those without the article that is written together with it: Lamrani, Amrani."""
    found = [sounds(word)]
    if not is_arabic(word):
        for other in (_ARTICLES.sub("", word), _WITHIN.sub(r"\1", word)):
            if (
                other != word
                and (sound := sounds(other)) not in found
                and len(skeleton(sound)) + sound.count("h") >= 2
            ):
                found.append(sound)
    return tuple(found)


_BONES = str.maketrans("PVHGQZDJCE", "BBKKKSTJTT", "aeiouhWY*")


def skeleton(sound: str) -> str:
    """The consonants, those that are written for each other as one."""
    return once(sound.translate(_BONES))


@lru_cache(1 << 18)
def skeletons(word: str) -> frozenset[str]:
    """All that a word could be found by: gh is written g or r, g is written j."""
    found = set()
    for sound in forms(word):
        found.add(skeleton(sound))
        if "Q" in sound:
            found.add(skeleton(sound.replace("Q", "R")))
        if "C" in sound or "E" in sound:
            found.add(skeleton(sound.translate(_HISSED)))
        if "rn" in word:
            found.add(skeleton(sounds(word.replace("rn", "m"))))
        if "V" in sound:
            found.add(skeleton(sound.replace("V", "F")))
        if "w" in word:
            found.add(skeleton(sound.replace("W", "V")))
        if "J" in sound:
            found.add(skeleton(sound.replace("J", "G")))
    return frozenset(found)


_HISSED = str.maketrans("CE", "SZ")

_COARSE = str.maketrans("STXFLM", "SSSBRN", "J")


@lru_cache(1 << 18)
def _coarse(word: str) -> frozenset[str]:
    """Words that have none of these in common are further apart by sound than any that are one name."""
    return frozenset(once(bones.translate(_COARSE)) for bones in skeletons(word))


FAR = 0.7
ARTICLE = 0.08
"""What an article costs that only one of two words has."""


@lru_cache(1 << 18)
def distance(one: str, other: str) -> tuple[float, str]:
    """Between two folded words, from 0, and what it is: `spelling`, `letters` (of another alphabet) or `slip`. What is over `FAR` is
    infinite."""
    if one == other:
        return 0.0, ""
    across = is_arabic(one) != is_arabic(other)
    best, why = float("inf"), "letters" if across else "spelling"
    if not _coarse(one).isdisjoint(_coarse(other)):
        best = min(
            _by_sound(left, right, across, is_arabic(one)) + ARTICLE * bool(a + b)
            for a, left in enumerate(forms(one))
            for b, right in enumerate(forms(other))
        )
    if best < _ANOTHER_ENDING and _feminine(one, other):
        best += _ANOTHER_ENDING
    if not across and (slip := _slip(one, other)) < best:
        best, why = slip, "slip"
    return (best if best <= FAR else float("inf")), why


def _feminine(one: str, other: str) -> bool:
    """Gaël and Gaëlle, Lucien and Lucienne; not Amine, which is written Amin too."""
    return bool(_FEMININE.search(one)) != bool(_FEMININE.search(other)) and plain(one).rstrip("e") == plain(
        other
    ).rstrip("e")


def _by_sound(one: str, other: str, across: bool, first_is_arabic: bool) -> float:
    """The least sum of costs that makes one of the other (Needleman and Wunsch 1970)."""
    closed = min(sum(sound not in _OPEN for sound in word) for word in (one, other))
    near = _NEAR_ACROSS if across else _NEAR_SHORT if closed <= 2 else _NEAR_THREE if closed == 3 else _NEAR
    lost_one = _losing(one, across, first_is_arabic)
    lost_other = _losing(other, across, not first_is_arabic)
    row = [0.0]
    for cost in lost_other:
        row.append(row[-1] + cost)
    for mine, gone in zip(one, lost_one, strict=True):
        last, row = row, [row[0] + gone]
        behind = row[0]
        for at, theirs in enumerate(other):
            behind += lost_other[at]
            if (same := last[at] + (0.0 if mine == theirs else near.get(mine + theirs, 1.0))) < behind:
                behind = same
            if (less := last[at + 1] + gone) < behind:
                behind = less
            row.append(behind)
        if min(row) > FAR:
            break
    ends = 0.0 if across or one[-1:] + other[-1:] not in _ENDINGS else _ANOTHER_ENDING
    if not across and closed <= 2 and (first := frozenset((one[:1], other[:1]))) not in _SAME_FIRST:
        ends += _ANOTHER_FIRST * (len(first) > 1 and (first <= _VOWELS or "h" in first))
    return row[-1] + ends


@lru_cache(1 << 18)
def _losing(word: str, across: bool, arabic: bool) -> list[float]:
    """What it costs to leave out each sound."""
    costs = [_LOST.get(sound, _CONSONANT) for sound in word]
    if across:
        of = dict.fromkeys("aiu", _LONG_VOWEL) if arabic else _LOST_ACROSS
        costs = [of.get(sound, cost) for sound, cost in zip(word, costs, strict=True)]
    for at, (sound, following) in enumerate(pairwise(word)):
        if sound in "iu" and following in _VOWELS:
            costs[at] = _GLIDE
    if not across and word[:1] in _VOWELS:
        costs[0] = _FIRST
    if word and word[-1] in _LAST:
        costs[-1] = _LAST[word[-1]]
    return costs


def _slip(one: str, other: str) -> float:
    """The cost of a single slip that makes one folded word of the other; infinite where it takes more, where a word is short, or
    where another first letter or another vowel at the end makes it another name."""
    none = float("inf")
    if min(len(one), len(other)) < _SLIP_FROM or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return none
    if any(one.replace(*pair) == other.replace(*pair) for pair in _READ_ALIKE):
        return 0.2
    begin = next(at for at in range(len(one) + 1) if one[at : at + 1] != other[at : at + 1])
    end = 0
    while end < min(len(one), len(other)) - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    mine, theirs = one[begin : len(one) - end], other[begin : len(other) - end]
    long = 0.1 * (min(len(one), len(other)) >= 8)
    if len(mine) == len(theirs) == 2 and mine == theirs[::-1]:
        return 0.27 - long
    if len(mine) + len(theirs) == 1:
        lost = mine or theirs
        if not end and (lost in _VOWELS or lost in "يةاهى"):
            return none
        return 0.4 - long if lost in _VOWELS or min(len(one), len(other)) >= _LOSES_FROM else 0.5
    if len(mine) == len(theirs) == 1:
        if not end and {mine, theirs} & _VOWELS:
            return none
        if {mine, theirs} <= _VOWELS:
            return none  # sound tells
        if (both := frozenset((mine, theirs))) in _READ_FOR:
            return 0.37 - long
        return (
            0.55 if both not in _BESIDE else 0.37 if min(len(one), len(other)) >= _LOSES_FROM else 0.47
        ) - long
    return none
