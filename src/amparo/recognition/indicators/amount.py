"""Sums of money: digits, words, symbols, codes and slang.

>>> [hit.value for hit in find(View("200 quid or 2k dh, cinq cents euros, 500 dollars", country="MA"))]
['200 GBP', '2000 MAD', '500 EUR', '500 USD']

The value is number and ISO 4217 code. What a word leaves open (dollars, dirhams, francs of which country) is settled by
the country that a person named; else it stays open, as `400 USD|CAD|AUD`, and the note says so. A bare number counts
only after a word of paying, as `300 ?`. The price of something in a shop is none. Words: `words/currencies.toml`,
`words/numbers.toml`, `words/paying.toml`.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from amparo.model import IndicatorKind
from amparo.recognition.indicators import currencies
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.number_words import SCALES, is_number_word, joins, number_in
from amparo.recognition.indicators.vocabulary import Phrases, any_of, every, key, level, words

KIND = IndicatorKind.AMOUNT
CLAIMS = True
EXAMPLES = (
    ("send 200 pounds", "200 GBP"),
    ("200 quid", "200 GBP"),
    ("$1.5k", "1500 USD|CAD|AUD"),
    ("2k dh", "2000 MAD|AED"),
    ("500 balles", "500 EUR"),
    ("1 000 €", "1000 EUR"),
    ("€1.500,50", "1500.5 EUR"),
    ("USD 1,200", "1200 USD"),
    ("1200$ in Bitcoin", "1200 USD|CAD|AUD"),
    ("two hundred pounds", "200 GBP"),
    ("mille cinq cents euros", "1500 EUR"),
    ("0.05 BTC", "0.05 BTC"),
    ("خمسمية درهم", "500 MAD|AED"),
    ("50 000 FCFA", "50000 XOF|XAF"),
    ("send me a grand", "1000 ?"),
    ("send me 300 now", "300 ?"),
    ("300 lang po", "300 ?"),
    ("5 mil reais", "5000 BRL"),
    ("R$ 1.000,00", "1000 BRL"),
    ("zweihundertfünfzig Euro", "250 EUR"),
    ("Rs 1,00,000", "100000 INR"),
    ("a tenner", "10 GBP"),
    ("500,- Euro", "500 EUR"),
    ("send another two fifty", "250 ?"),
    ("half a grand, pay now", "500 ?"),
    ("limang libo bukas", "5000 ?"),
)
COUNTER_EXAMPLES = (
    "send me 3 photos",
    "200 people came",
    "give me 5 minutes",
    "send 10 times",
    "in 2024",
    "a pound of flour",
    "cent fois",
    "the bike costs 200 euros in the shop",
    "la pizza est à 12 €",
    "I lost 20 pounds",
    "a grand opening",
)

_GROUP = "[ '.,\u066c]"
_NUMBER = rf"\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:[.,\u066b]\d{{1,2}})?(?!\d)|\d{{1,2}}(?:,\d{{2}}){{1,3}},\d{{3}}(?!\d)|\d+(?:[.,\u066b]\d{{1,8}})?(?!\d)"
_SCALES = any_of([*SCALES, "آلاف", "ألف"])
_SCALE = rf"(?:\s?(?P<scale>{_SCALES})(?![^\W\d_]))?"
_NAMES = any_of(currencies.NAMES)
_AFTER = re.compile(
    rf"(?<![\w/])(?<!\d[.,])(?P<number>{_NUMBER})(?:[.,]-)?{_SCALE}[\s-]{{0,2}}(?:d[e'] ?|of )?(?P<name>{_NAMES})(?![^\W\d_]|\d)"
)
_AHEAD = re.compile(rf"(?P<number>{_NUMBER}){_SCALE}(?:[.,]-)?(?![\w]|[.,]\d)")
_NAMED_AHEAD = re.compile(rf"(?<![^\W\d_])(?P<name>{any_of(currencies.BEFORE)})[\s:]{{0,2}}$")
_BEFORE_LENGTH = 2 + max(map(len, currencies.BEFORE))
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_NOTES = {
    (code, name): value
    for code, notes in words("currencies")["notes"].items()
    for name, value in notes.items()
}
_NOTE = re.compile(rf"\b(?:a|(?P<number>\d{{1,3}})) (?P<name>{any_of(name for _, name in _NOTES)})\b")
_GRAND = re.compile(
    r"\b(?:(?P<half>half a|half)|a|(?P<spelled>two|three|four|five|six|seven|eight|nine|ten|twenty)|(?P<number>\d{1,3}(?:\.\d)?)) (?:grand|thousand)\b(?= ?(?:[.,;!?]|$|by|now|or|and|to|today|in|via|if|before|then|each|more))"
)

_PAYING = words("paying")
_TOLD = Phrases(
    {
        "name": (name for name in currencies.NAMES if len(name) > 1 and name[0].isalpha()),
        **{name: every(_PAYING[name]) for name in ("pay", "only", "by")},
    },
    after=r"(?!\w)",
)
"""What in a message may have to do with a sum, but for digits and signs."""


def _listed(name: str) -> str:
    return any_of(every(_PAYING[name]))


_PAYS = re.compile(rf"(?<!\w)(?:{_listed('pay')})(?!\w)")
_BARE_NUMBER = (
    rf"(?P<number>{_NUMBER})(?:\s?(?P<scale>{_SCALES})(?![^\W\d_]))?(?![\w%°]|:\d|[.,/-]\d| ?[€$£%])"
)
_THEN = rf"(?=\s*(?:$|[,.!?;:)\n-]|(?:{_listed('then')})(?:\W|$)))"
_PAID = re.compile(rf"(?:[\s:]+(?:{_listed('between')})){{0,3}}[\s:]+{_BARE_NUMBER}{_THEN}")
_ONLY = re.compile(rf"\s+{_BARE_NUMBER}{_THEN}")
_BEFORE_ONLY = re.compile(
    rf"(?<![\w.,/:-]){_BARE_NUMBER}(?=\s(?:lang|lamang|only|seulement|fqt|nur|daba|ghir|فقط|بس|gezahlt|bezahlt|uberwiesen|eingezahlt|abgehoben|zahlen|uberweisen|uberweise|payes|verses|envoyes|pagados|enviados|depositados|pagos|enviados|transferidos|ang hiningi|ang hinihingi|ang binayad|ang pinadala|yung hiningi|yung binayad|ang gusto)(?:\W|$))"
)
_PAID_BY = re.compile(
    rf"(?<![\w.,/:#-]){_BARE_NUMBER}(?=\s(?:(?:en|in|de|em|por|via|through|on|par|sa|f|mit|als|no|na|pelo|per|by)\s)?(?:{_listed('by')}|pcs|transcash|neosurf|paysafecards?|steam|google play|itunes|btc|usdt|crypto)(?!\w)(?! ?(?:cards?|codes?|karten?|tarjetas?|cartes?|tickets?|cupons?|cartoes|vouchers?|gutscheine?)))"
)
"""`200 en PCS`, `5k gcash`"""
_THOUSANDS = re.compile(rf"(?<![\w.,/:-])(?P<number>\d{{1,3}}(?:[.,]\d)?)\s?(?P<scale>k)(?!\w){_THEN}")
_PAID_IN_WORDS = re.compile(
    rf"(?:\s+(?:{_listed('between')})){{0,3}}\s+(?P<words>[^\W\d_]+(?:[ -][^\W\d_]+){{0,5}})"
)
_ENDS_THOUGHT = re.compile(_THEN)
_WEIGHT = re.compile(rf"(?<!\w)(?:{_listed('weight')})(?!\w)|\d'\d")
_WEIGHTS = frozenset(("pound", "pounds", "livres", "libras", "libra", "pfund"))
_HEAVIEST = 350
"""Of what is told in pounds of weight."""
_PRICE = re.compile(rf"(?<!\w)(?:{_listed('price')})(?!\w)")
_CLAUSE = re.compile(r"[.!?;\n](?:\s|$)|,\s")
_STARTS = 60
"""Characters before an amount in which a price is told of."""
_FOLLOWS = 25
"""The same behind it."""
_LEAST_SPOKEN = 20
"""A bare number in words below it is a count: `give me one`."""


def _triggers() -> tuple[str, ...]:
    """Hyperscan compiles many small patterns faster than one that joins them behind a class of characters."""
    folded = {key(name) for name in currencies.NAMES}
    signs = _either({name for name in folded if not name[0].isalnum()})
    signs_before = _either({key(name) for name in currencies.BEFORE if not name[0].isalnum()})
    latin = {name for name in folded if name[0].isalpha() and name.isascii()}
    arabic = _either({name for name in folded if name[0].isalpha() and not name.isascii() and len(name) > 2})
    short_arabic = _either({name for name in folded if not name.isascii() and len(name) <= 2})
    before = _either({key(name) for name in currencies.BEFORE if name[0].isalpha()})
    large = {key(word) for word in words("numbers")["hundred"]}
    large |= {scale for scale in map(key, every(words("numbers")["scale"])) if len(scale) > 1}
    large |= {
        key(word) for size, listed in words("numbers")["small"].items() for word in listed if int(size) >= 100
    }
    arabic_large = _either({word for word in large if not word.isascii()})
    pay = {key(word) for word in every(_PAYING["pay"])}
    return (
        rf"\d ?[,.\-]?[,.\-]?({_either(latin)})\b",
        rf"\d ?[,.\-]?[,.\-]? ?({signs})",
        rf"({signs_before}) ?\d",
        rf"\b({before}) ?:?\d",
        arabic,
        rf"\d ?({short_arabic})",
        rf"({_either(large)}) ?(dh|cfa|rs|php|eur|usd|chf|€|£|\$|₱|₹|₦)",
        rf"\b({_either({word for word in pay if word.isascii()})})[a-z' ]* (\d\d|{_either(large)})",
        rf"({_either({word for word in pay if not word.isascii()})}).*(\d\d|{arabic_large})",
        r"\b(only|just|lang|seulement|solo|nur|then) \d\d\d?\b",
        r"\d\d (lang|only|seulement|gezahlt|bezahlt|uberwiesen|eingezahlt|zahlen|uberweisen|payes|verses|envoyes|pagados|enviados|depositados|pagos|ang (hini|bina|pina)[a-z]+)\b",
        r"(libo|daan|raan|hundred|thousand|mille|cents|mil|tausend|alf|mya),? (lang|lamang|po|only|seulement|nur|bukas|ngayon|mamaya|ngayong)\b",
        r"\b(a|half|two|three|four|five|six|seven|eight|nine|ten|twenty|\d) (grand|thousand|fiver|tenner)\b",
        r"\d ?k\b",
        r"\d\d (en |in |de |em |d')?(pcs|transcash|neosurf|paysafe)",
        r"\b(one|two|three|four|five|six|seven|eight|nine) (twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b",
        *(rf"\d ?{re.escape(scale)}" for scale in sorted(large - {"cent", "hundred"})),
        *(rf" {re.escape(name)}\b" for name in sorted(latin) if len(name) > 3 and name not in _COMMON),
    )


def _either(alternatives: Iterable[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(alternatives))


_COMMON = frozenset(("real", "rand", "peso", "libra", "mangos", "pila", "paus", "lana", "sterling", "swish"))
"""Currencies that are looked closer for only behind digits."""
TRIGGERS = _triggers()


def find(view: View) -> list[Hit]:
    view = view._replace(text=level(view.text))
    told: dict[str, list[re.Match[str]]] = {"name": [], "pay": [], "only": [], "by": []}
    for name, word in _TOLD.found(view.text):
        told[name].append(word)
    digits = [found.start() for found in _DIGITS.finditer(view.text)]
    taken = Claims()
    sums = [hit for hit in _named(view, digits, told["name"]) if taken.take(hit.start, hit.end)]
    sums += [hit for hit in _paid(view, told["pay"]) if taken.take(hit.start, hit.end)]
    sums += [hit for hit in _spoken_only(view) if taken.take(hit.start, hit.end)]
    if sums:
        sums += [hit for hit in _spelled(view, told["only"]) if taken.take(hit.start, hit.end)]
    implied = [_BEFORE_ONLY.match(view.text, start) for start in digits]
    implied += [_PAID_BY.match(view.text, start) for start in digits]
    if sums or told["pay"] or told["by"]:
        implied += [_ONLY.match(view.text, word.end()) for word in told["only"]]
        implied += [_THOUSANDS.match(view.text, start) for start in digits]
    sums += [hit for hit in _bare(view, implied) if taken.take(hit.start, hit.end)]
    return sorted(sums, key=lambda hit: hit.start)


def _named(view: View, digits: list[int], names: list[re.Match[str]]) -> Iterator[Hit]:
    """With a currency; those that say most first; where two overlap the first counts."""
    for start in digits:
        name = _NAMED_AHEAD.search(view.text, max(0, start - _BEFORE_LENGTH), start)
        found = _AHEAD.match(view.text, start) if name else None
        if name and found:
            yield from _in_currency(view, found, name["name"], name.start(), found.end())
    for start in digits:
        if found := _AFTER.match(view.text, start):
            glued = (
                found["name"] not in _GLUED
                or found[0][-1 - len(found["name"])].isdigit()
                or (found["name"] == "f" and view.country in _CFA and len(found["number"]) > 2)
            )
            if glued:
                yield from _in_currency(view, found, found["name"], *found.span())
    for word in (*names, *_SIGN.finditer(view.text)):
        begin = _words_before(view.text, word.start())
        if begin is not None:
            written = view.text[begin : word.start()].strip(" -").removesuffix(" de").removesuffix(" d'")
            spoken = number_in(written)
            if spoken and (spoken > 1 or word[0] not in _SINGLE):
                yield from _sum(view, Decimal(spoken), word[0], begin, word.end())
    for found in _NOTE.finditer(view.text):
        code, value = next((code, value) for (code, name), value in _NOTES.items() if name == found["name"])
        yield Hit(_written(Decimal(value) * int(found["number"] or 1), code), *found.span())


_SIGN = re.compile(r"(?<=[^\W\d] )[€£$₱₹₦](?!\d)|(?<=[^\W\d])[€£₱₹₦](?!\d)")
"""Behind a number in words."""
_CFA = frozenset(("BJ", "BF", "CI", "GW", "ML", "NE", "SN", "TG", "CM", "CF", "TD", "CG", "GQ", "GA"))
"""Countries of the CFA franc, where a lone F behind a sum is the franc."""
_GLUED = frozenset(("f", "da"))
"""Currencies only right behind the digits (`5000F`); elsewhere they are other words."""
_SINGLE = frozenset(
    ("pound", "pounds", "livre", "livres", "libra", "pfund", "rial", "franc", "rand", "peso", "bob", "real")
)
"""One of them is a weight, or a coin in a saying."""


def _words_before(text: str, end: int) -> int | None:
    """Where the words of a number begin that end here."""
    spans = [found.span() for found in _WORD.finditer(text, max(0, end - 80), end)]
    start = None
    last = end
    for left, right in reversed(spans):
        if text[right:last].strip(" -'") or (start is None and last - right > 2):
            break
        word = text[left:right]
        if is_number_word(word):
            start = left
        elif not (joins(word) or (start is None and word.lower() in ("de", "d", "of"))):
            break
        last = left
    return start


def _paid(view: View, pays: list[re.Match[str]]) -> Iterator[Hit]:
    """Without a currency, after a word of paying."""
    yield from _bare(view, (_PAID.match(view.text, word.end()) for word in pays))
    for found in _GRAND.finditer(view.text):
        if found["number"] or found["spelled"] or pays:
            spelled = number_in(found["spelled"]) if found["spelled"] else None
            number = Decimal(found["number"] or spelled or ("0.5" if found["half"] else 1)) * 1000
            yield Hit(_written(number, "?"), *found.span(), note="currency not stated")
    yield from _spelled(view, pays)


def _spelled(view: View, pays: list[re.Match[str]]) -> Iterator[Hit]:
    """A number in words behind such a word: `puis deux cents`."""
    for word in pays:
        following = _PAID_IN_WORDS.match(view.text, word.end())
        if not following:
            continue
        end = start = following.start("words")
        for part in _WORD.finditer(view.text, start, following.end("words")):
            if not (is_number_word(part[0]) or (joins(part[0]) and end > start)):
                break
            end = part.end() if is_number_word(part[0]) else end
        spoken = number_in(view.text[start:end]) if end > start else None
        if spoken and spoken >= _LEAST_SPOKEN and _ENDS_THOUGHT.match(view.text, end):
            yield Hit(_written(Decimal(spoken), "?"), start, end, note="currency not stated")


def _spoken_only(view: View) -> Iterator[Hit]:
    """`limang libo lang`"""
    for only in _ONLY_BEHIND.finditer(view.text):
        behind = only.start() - 2 * (view.text[max(0, only.start() - 2) : only.start()] == ", ")
        start = _words_before(view.text, behind)
        spoken = number_in(view.text[start:behind].strip(" -")) if start is not None else None
        if (
            start is not None
            and spoken
            and spoken >= 100
            and not view.text[max(0, start - 2) : start].strip().isdigit()
        ):
            end = start + len(view.text[start:behind].rstrip(" -"))
            yield Hit(_written(Decimal(spoken), "?"), start, end, note="currency not stated")


_ONLY_BEHIND = re.compile(
    r"(?<!\w)(?:lang|lamang|po|bukas|ngayon|ngayong|mamaya|only|seulement|nur|فقط|بس)(?!\w)"
)


def _bare(view: View, candidates: Iterable[re.Match[str] | None]) -> Iterator[Hit]:
    for found in filter(None, candidates):
        number = _number(found["number"], found["scale"])
        if number is not None and 10 <= number < 10**9 and (found["scale"] or not _a_year(number)):
            end = found.end("scale") if found["scale"] else found.end("number")
            age = number < _OLDEST and _AGE_BEHIND.match(view.text, end)
            housed = _STREET.search(view.text, max(0, found.start("number") - 40), found.start("number"))
            if not age and not housed and not _priced(view.text, found.start("number"), end):
                yield Hit(_written(number, "?"), found.start("number"), end, note="currency not stated")


_STREET = re.compile(
    r"(?:stra(?:ß|ss?)e|str\.|gasse|allee|platz|damm|ufer|\b(?:rue|calle|rua|avenida|avenue|boulevard|bd|carrera) [^\W\d][^\d,]{2,28}) $",
    re.IGNORECASE,
)
"""Before the number of a house."""
_AGE_BEHIND = re.compile(r" (?:lang|lamang|only|pa|na|palang|pa lang)(?: po)? (?:ako|ko|siya|sya)(?!\w)")
"""`18 lang po ako`"""
_OLDEST = 100


def _a_year(number: Decimal) -> bool:
    return 1990 <= number <= 2035 and number != 2000


def _in_currency(view: View, found: re.Match[str], name: str, start: int, end: int) -> Iterator[Hit]:
    number = _number(found["number"], found["scale"])
    if number is not None and (number >= 10 or not currencies.ordinary(name)):
        yield from _sum(view, number, name, start, end)


def _sum(view: View, number: Decimal, name: str, start: int, end: int) -> Iterator[Hit]:
    meant = currencies.currency(name, view.country)
    if name in _WEIGHTS and number <= _HEAVIEST and _WEIGHT.search(view.text, max(0, start - 40), end + 15):
        return
    if meant and not _priced(view.text, start, end):
        yield Hit(_written(number * meant.times, meant.code), start, end, note=meant.note)


def _priced(text: str, start: int, end: int) -> bool:
    """Whether the clause tells what something costs, and asks nobody to pay."""
    left = max(0, start - _STARTS)
    for clause in _CLAUSE.finditer(text, left, start):
        left = clause.end()
    right = min(len(text), end + _FOLLOWS)
    stop = _CLAUSE.search(text, end, right)
    right = stop.start() if stop else right
    around = f"{text[left:start]} {text[end:right]}"
    return bool(_PRICE.search(around)) and not _PAYS.search(around)


def _number(written: str, scale: str | None) -> Decimal | None:
    """`1.500,50` and `1,500.50` are 1500.5, `1.5k` is 1500."""
    text = re.sub(r"[ '\u066c]", "", written).replace("\u066b", ".")
    marks = [char for char in text if char in ".,"]
    if marks:
        last = max(text.rfind("."), text.rfind(","))
        whole, fraction = re.sub(r"[.,]", "", text[:last]), text[last + 1 :]
        groups = len(set(marks)) == 1 and (
            len(marks) > 1 or (len(fraction) == 3 and whole.strip("0") and not scale)
        )
        text = whole + fraction if groups else f"{whole}.{fraction}"
    try:
        number = Decimal(text) * SCALES.get(key(scale or ""), 1)
    except InvalidOperation:
        return None
    return number if 0 < number < 10**12 else None


def _written(number: Decimal, code: str) -> str:
    plain = f"{number:f}"
    return f"{plain.rstrip('0').rstrip('.') if '.' in plain else plain} {code}"
