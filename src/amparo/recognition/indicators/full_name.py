"""A person's full name at a place: how many words belong to it, where it ends.

Capitals with particles between them, or the words of a name without letter case; titles stay with it. What may stand
between the word that announces a name and the name (`a man called`, `un certain`, `una tal`) is stepped over.
"""

import re

from amparo.recognition.indicators import town
from amparo.recognition.indicators.base import Hit
from amparo.recognition.indicators.vocabulary import every, key, lines, words

TITLE = r"(?:(?:mr|mrs|ms|miss|mme|mlle|mister|monsieur|madame|mademoiselle|sr|sra|senor|senora|senhor|senhora|don|dona|herr|herrn|frau|hajj|haj|el hadj|alhaji|sidi|lalla|ginoong|aling|mang|dr|m|السيد|السيدة|الحاج|الحاجة)\.?\s)?"
WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
PARTICLES = frozenset(
    ("el", "al", "ben", "bin", "bint", "ould", "de", "da", "dos", "do", "das", "del", "van", "von", "la", "du", "di", "los", "las", "abd", "ait", "ibn", "bou", "abu", "dela", "delos", "e", "y")
)  # fmt: skip
_INTRO = re.compile(
    r"[\"'“«„‘]?\s?(?:(?:an?|one|the|this|some|un|une|una|um|uma|ein(?:e[nmr]?)?|isang|la|le|el|o|واحد|واحده|وحده|شخص|رجل|chi wahda?|chi wa7da?|shi wahda?|wahda?|wa7da?|واحد|شي واحد|شي وحده|امراه|مراه|سيده|بنت|فتاه|شاب|ست|زلمه|مراه|زبون)\s|l')?"
    r"(?:(?:my|our|ma|mon|mi|meu|minha|mein(?:e[nmr]?)?|ang)\s(?:\w{2,12}\s)?\w{2,10},?\s|ang (?:\w{2,10}) ko,?\s)?"
    r"(?:(?:certain|certaine|tal|gewisser?n?|man|woman|guy|girl|lady|person|individual|account|holder|individu|homme|femme|personne|type|gars|dame|nomme|nommee|hombre|mujer|persona|tipo|chico|homem|mulher|pessoa|cara|mann|frau|person|somebody|someone|jemand|jemanden|alguien|alguem|quelqu'un|lalaki|babae|tao|taong),?\s)*"
    r"(?:(?:called|named|known as|by the name of|with the name|identified as|identifying as|going by|presenting as|se presentant comme|se faisant appeler|nommee?|appelee?|du nom de|qui s'appelle|identifiee? comme|llamad[oa]|de nombre|identificad[oa] como|que se llama"
    r"|que se identifico como|chamad[oa]|de nome|identificad[oa] como|que se chama|namens|mit (?:dem )?namen|na ang pangalan ay|nagngangalang|na nagngangalang|si|kay|يدعي|تدعي|مدعوه|مدعو|مسمي|المدعوه|المدعو|اسمه|اسمها|سميتو|سميتها)\s)?"
)
"""From the word that announces a name to the name."""
_DUTCH = re.compile(r"(?<![^\W_])(?:van|von|op) (?:den|der|dem|de|ter|ten|t) $")
"""`Van den Broeck`"""
_ONE_LETTER = re.compile(r"[^\W\d_a-zà-ÿ] (?=[^\W\d_a-zà-ÿ][^\W\d_])")
"""`Tadhg Ó Súilleabháin`"""
_SURNAMES_TOO = frozenset(("كامل", "سعيد", "ناصر"))
"""Behind a first name they are a name."""
_ARTICLE_OF_NAME = re.compile(r"(?:El|La|Le|L'|EL|LA|LE|O'|A) ?")
"""With a capital it is the name's: `El Houssaine`."""
NOT = frozenset(key(word) for word in every(words("receivers")["not"]))
MOST_WORDS = 5
"""Words of a name."""


def full_name(text: str, flat: str, start: int, *, least: int, any_case: bool) -> Hit | None:
    """The words of a name that begin here, if there are enough: capitals with particles, or any case behind a colon."""
    intro = _INTRO.match(flat, start)
    if (
        intro
        and intro.end() > start
        and (text[intro.end() : intro.end() + 1].isupper() or not intro[0].isascii())
        and not _ARTICLE_OF_NAME.fullmatch(text, start, intro.end())
    ):
        start = intro.end()
    at = start
    end = None
    count = 0
    title = re.match(TITLE, flat[at : at + 14])
    if title:
        at += title.end()
    latin = None
    while count < MOST_WORDS:
        found = WORD.match(text, at)
        if not found:
            break
        written = found[0]
        word = key(written).rstrip(".")
        caseless = not (written[0].isupper() or written[0].islower())
        if latin is not None and latin == caseless:
            break
        latin = not caseless if latin is None else latin
        initial = written[0].isupper() and (
            (len(written) == 2 and written[1] == ".") or (len(written) == 1 and any_case and least == 1)
        )
        initial = initial or written == "Ma."  # Maria
        of_god = bool(count) and word == "الله"  # `عبد الله`, `هبة الله`
        if (
            word in NOT
            and word not in PARTICLES
            and not (count and word in _SURNAMES_TOO)
            and not (written.istitle() and not count and word in lines("first_names"))
            and not of_god
            and not initial
            and not (count and _ONE_LETTER.match(text, at))
        ) or (caseless and count and (_ends_arabic(word) or _in_a_place(flat, at))):
            break
        if written[0].isupper() or caseless or any_case:
            count += 1
            end = found.end() - (written.endswith(".") and len(written) > 3)
        elif not (count and (word in PARTICLES or _DUTCH.search(f"{key(text[start:at])}{word} "))):
            break
        if text[found.end() : found.end() + 1] != " " or (written.endswith(".") and len(written) > 3):
            break
        at = found.end() + 1 + (text[found.end() + 1 : found.end() + 2] == " ")
    if end is None or count < least:
        return None
    name = " ".join(text[start:end].split())
    while name.split()[-1].lower() in PARTICLES and " " in name:
        name = name.rpartition(" ")[0]
        end = start + text[start:end].rstrip().rfind(" ")
    return Hit(name, start, end)


_BEHIND_COMMA = re.compile(r", [A-Z]{2,}(?: [A-Z]{2,})*(?: [A-Z]\.?)?(?![\w.])")


def inverted(text: str, hit: Hit) -> Hit:
    """`EXAMPLE, SARA M`: a list's way to write a name."""
    behind = _BEHIND_COMMA.match(text, hit.end)
    first = key(behind[0][2:].split()[0]) if behind else ""
    if not behind or not hit.value.isupper() or " " in hit.value or first in NOT or town.is_place(first):
        return hit
    return Hit(text[hit.start : behind.end()], hit.start, behind.end())


def in_lower_case(text: str, flat: str, start: int) -> Hit | None:
    """Two or three words before a town, a country, a comma, of which one is a first name."""
    hit = full_name(text, flat, start, least=2, any_case=True)
    if not hit:
        return None
    ends = [word.end() for word in WORD.finditer(text, hit.start, hit.end)]
    starts = [word.start() for word in WORD.finditer(text, hit.start, hit.end)]
    number = next(
        (n for n in range(2, len(ends)) if town.is_place(flat[starts[n] : ends[n]])),
        min(len(ends), _MOST_LOWER),
    )
    named = flat[hit.start : ends[number - 1]].split()
    if number < 2 or not any(word in lines("first_names") for word in named):
        return None
    return Hit(" ".join(text[hit.start : ends[number - 1]].split()), hit.start, ends[number - 1])


_MOST_LOWER = 3


def _ends_arabic(word: str) -> bool:
    """A word of Arabic that no name is: a firm, a place with its preposition."""
    if (word in town.TOWNS and word not in lines("first_names")) or _ARABIC_VERB.match(word):
        return True
    joined = word[0] in "فبو" and (
        word[1:] in NOT or word[1:] in _FIRST_OF_FIRMS or word[1:3] == "ال" or word[1:] in town.TOWNS
    )
    return joined or (word[0] == "و" and len(word) > _SHORT_WORD and word not in lines("first_names"))


def _in_a_place(flat: str, at: int) -> bool:
    """`فوادي زم`: `in` is one with the first word of a town of two."""
    two = _TWO_WORDS.match(flat, at)
    return two is not None and flat[at] in "فب" and town.is_place(flat[at + 1 : two.end()])


_TWO_WORDS = re.compile(r"\w+ \w+")
_ARABIC_VERB = re.compile(
    r"(?:طلب|طلبت|قال|قالت|اتصل|اتصلت|ارسل\w*|دفع\w{0,2}|اخذ\w{0,2}|استلم\w{0,2}|سحب\w{0,2}|ايصال|التحويل|الحواله|المبلغ|عبر|وعنده|لازم|عندو|كود|ماشي|بسرعه)$"
)
"""What stands behind a name in a sentence."""
_SHORT_WORD = 4
"""Letters up to which `و` is rather a name's own than `and`."""


_FIRST_OF_FIRMS = frozenset(
    key(name).split()[0]
    for firm in words("firms").values()
    for name in firm.get("names", ())
    if not name.isascii()
)
