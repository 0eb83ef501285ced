"""Sums of money: digits, words, symbols, codes and slang.

>>> [hit.value for hit in find(View("200 quid or 2k dh, cinq cents euros, ١٠٠ درهم".replace("١٠٠", "100")))]
['200 GBP', '2000 MAD', '500 EUR', '100 MAD']

The value is number and ISO 4217 code. What a word leaves open (dollars, dirhams, francs of which country; pounds) is
settled by the country that a person named, else by the likeliest reading, and the note says so. A bare number counts
only after a word of paying, without a code.
"""

import re
from collections.abc import Iterator
from itertools import chain

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.number_words import NUMBER_WORDS, number_in
from amparo.recognition.normalise import fold

KIND = IndicatorKind.AMOUNT
CLAIMS = True
EXAMPLES = (
    ("send 200 pounds", "200 GBP"),
    ("200 quid", "200 GBP"),
    ("$1.5k", "1500 USD"),
    ("2k dh", "2000 MAD"),
    ("500 balles", "500 EUR"),
    ("1 000 €", "1000 EUR"),
    ("€1.500,50", "1500.50 EUR"),
    ("USD 1,200", "1200 USD"),
    ("1200$ in Bitcoin", "1200 USD"),
    ("two hundred pounds", "200 GBP"),
    ("mille cinq cents euros", "1500 EUR"),
    ("0.05 BTC", "0.05 BTC"),
    ("100 درهم", "100 MAD"),
    ("50 000 FCFA", "50000 XOF"),
    ("a grand", "1000"),
    ("send me 300 now", "300"),
)
COUNTER_EXAMPLES = (
    "send me 3 photos",
    "200 people came",
    "give me 5 minutes",
    "send 10 times",
    "in 2024",
    "a pound of flour",
    "cent fois",
)

_DOLLARS = {
    "US": "USD",
    "CA": "CAD",
    "AU": "AUD",
    "NZ": "NZD",
    "SG": "SGD",
    "HK": "HKD",
    "JM": "JMD",
    "TT": "TTD",
}
_POUNDS = {"EG": "EGP", "LB": "LBP", "SD": "SDG", "SY": "SYP"}
_DIRHAMS = {"AE": "AED"}
_RIYALS = {"QA": "QAR", "OM": "OMR", "YE": "YER"}
_DINARS = {
    "DZ": "DZD",
    "TN": "TND",
    "JO": "JOD",
    "KW": "KWD",
    "BH": "BHD",
    "IQ": "IQD",
    "LY": "LYD",
    "RS": "RSD",
}
_CFA = dict.fromkeys(("CM", "GA", "CG", "TD", "CF", "GQ"), "XAF")
_FRANCS = {"CH": "CHF", **_CFA, **dict.fromkeys(("CI", "SN", "BJ", "TG", "ML", "BF", "NE"), "XOF")}
_PESOS = {"MX": "MXN", "CO": "COP", "AR": "ARS", "CL": "CLP"}
# Word or sign: code, what other countries mean by it, what it is called in the note.
_CURRENCIES: dict[str, tuple[str, dict[str, str], str]] = {
    **dict.fromkeys(("$", "dollar", "dollars", "bucks", "buck", "دولار"), ("USD", _DOLLARS, "dollars")),
    **dict.fromkeys(
        ("us$", "usd", "$us", "us dollars", "us dollar", "united states dollars"), ("USD", {}, "")
    ),
    **dict.fromkeys(("c$", "cad", "ca$"), ("CAD", {}, "")),
    **dict.fromkeys(("a$", "aud", "au$"), ("AUD", {}, "")),
    **dict.fromkeys(
        ("£", "pounds", "pound", "livres", "livres sterling", "جنيه"), ("GBP", _POUNDS, "pounds")
    ),
    **dict.fromkeys(("gbp", "quid", "pounds sterling"), ("GBP", {}, "")),
    **dict.fromkeys(("€", "eur", "euro", "euros", "eu", "balles", "يورو"), ("EUR", {}, "")),
    **dict.fromkeys(("dh", "dhs", "dirham", "dirhams", "درهم", "دراهم"), ("MAD", _DIRHAMS, "dirhams")),
    "mad": ("MAD", {}, ""),
    "aed": ("AED", {}, ""),
    **dict.fromkeys(("riyal", "riyals", "ريال"), ("SAR", _RIYALS, "riyals")),
    "sar": ("SAR", {}, ""),
    **dict.fromkeys(("dinar", "dinars", "دينار"), ("DZD", _DINARS, "dinars")),
    **dict.fromkeys(("fcfa", "cfa", "francs cfa", "f cfa"), ("XOF", _CFA, "francs CFA")),
    **dict.fromkeys(("francs", "franc"), ("XOF", _FRANCS, "francs")),
    "xof": ("XOF", {}, ""),
    "xaf": ("XAF", {}, ""),
    "chf": ("CHF", {}, ""),
    **dict.fromkeys(("naira", "nairas", "ngn", "₦"), ("NGN", {}, "")),
    **dict.fromkeys(("peso", "pesos"), ("PHP", _PESOS, "pesos")),
    **dict.fromkeys(("php", "₱"), ("PHP", {}, "")),
    **dict.fromkeys(("rupees", "rupee", "₹", "inr", "rs"), ("INR", {}, "")),
    **dict.fromkeys(("reais", "brl", "r$"), ("BRL", {}, "")),
    **dict.fromkeys(("btc", "bitcoin", "bitcoins", "₿"), ("BTC", {}, "")),
    **dict.fromkeys(("eth", "ethereum"), ("ETH", {}, "")),
    **dict.fromkeys(("usdt", "tether"), ("USDT", {}, "")),
    **dict.fromkeys(("ltc", "litecoin"), ("LTC", {}, "")),
}
_NAMES = "|".join(re.escape(name) for name in sorted(_CURRENCIES, key=len, reverse=True))
_BEFORE_WORDS = "usd|eur|gbp|mad|dhs?|cad|aud|chf|xof|xaf|aed|sar|ngn|php|inr|rs|btc|usdt|fcfa"
_BEFORE = "|".join(
    [
        *(re.escape(name) for name in sorted(_CURRENCIES, key=len, reverse=True) if not name.isalpha()),
        _BEFORE_WORDS,
    ]
)
_NUMBER = r"\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,8})?"
_SCALE = r"(?: ?(?P<scale{n}>k|m|mille|mil|thousand|grand|million))?"
_AFTER = re.compile(
    rf"(?<![\w.,/-])(?P<number>{_NUMBER}){_SCALE.format(n='')}\s{{0,2}}(?P<name>{_NAMES})(?![^\W\d_])",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    rf"(?<![^\W\d_])(?P<name>{_BEFORE})\s{{0,2}}(?P<number>{_NUMBER}){_SCALE.format(n='')}(?![\w]|[.,]\d)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"(?<!\w)(?P<words>(?:{NUMBER_WORDS})(?:(?:[ -]|\set\s|\sand\s)(?:{NUMBER_WORDS}))*)\s(?:de\s|d'|d’)?"
    rf"(?P<name>{'|'.join(sorted((n for n in _CURRENCIES if n.isalpha() and len(n) > 3), key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
_GRAND = re.compile(
    r"\b(?:a|(?P<number>\d{1,3})) grand\b(?! (?:total|opening|finale|prix|slam|père|pere))", re.IGNORECASE
)
_PAYING = (
    r"\b(?:pay|send|give|transfer|deposit|want|need|envoie[sz]?|envoyer|envoyez|paye[sz]?|payer|payez|paie|donne[sz]?|donnez|"
    r"verse[rz]?|vire[rz]?|exactly)"
)
_BARE = re.compile(
    rf"{_PAYING}(?:\s(?:me|us|moi|nous|i|only|just|at least|the|another|encore|seulement)){{0,2}}[\s-]"
    rf"(?P<number>\d{{2,3}}(?:[ ,.]\d{{3}})+|\d{{2,6}}){_SCALE.format(n='')}"
    r"(?=\s*(?:$|[,.!?;\n]|now|today|tonight|or|and|by|via|with|in btc|in bitcoin|to|on|maintenant|ou|par|et|before|avant|sinon|then|more|first)(?:\W|$))",
    re.IGNORECASE,
)


def _triggers() -> tuple[str, ...]:
    """Of the same names as the expressions above; on folded text, for an engine that knows only ASCII classes."""
    names = sorted({fold(name).text for name in _CURRENCIES})
    signs = "|".join(re.escape(name) for name in names if not name.isalpha())
    letters = "|".join(name for name in names if name.isascii() and name.replace(" ", "").isalpha())
    others = "|".join(name for name in names if name.isalpha() and not name.isascii())
    long = "|".join(name for name in names if name.isalpha() and len(name) > 3)
    scale = " ?(k|m|mille|mil|thousand|grand|million)?"
    return (
        rf"\d{scale} {{0,2}}((({letters})([^a-z\n]|$))|{signs}|{others})",
        rf"({signs}) {{0,2}}\d",
        rf"(^|[^a-z\n])({_BEFORE_WORDS}) {{0,2}}\d",
        rf"\b({NUMBER_WORDS}) (de |d')?({long})",
        r"\b(a|\d{1,3}) grand\b",
        r"\b(pay|send|give|transfer|deposit|want|need|envoie[sz]?|envoyer|envoyez|paye[sz]?|payer|payez|paie|donne[sz]?|donnez|verse[rz]?"
        r"|vire[rz]?|exactly)( (me|us|moi|nous|i|only|just|at least|the|another|encore|seulement)){0,2}[ \-]\d\d",
    )


TRIGGERS = _triggers()


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted((hit for hit in _all(view) if taken.take(hit.start, hit.end)), key=lambda hit: hit.start)


def _all(view: View) -> Iterator[Hit]:
    """Candidates, those that say most first; where two overlap the first counts."""
    for found in chain(_AFTER.finditer(view.text), _AHEAD.finditer(view.text)):
        number = _scaled(found["number"], found["scale"])
        if number is not None:
            yield _in_currency(view, number, found["name"], *found.span())
    for found in _SPOKEN.finditer(view.text):
        spoken = number_in(found["words"])
        if spoken is not None and (spoken > 1 or found["name"].lower() not in ("pound", "pounds")):
            yield _in_currency(view, str(spoken), found["name"], *found.span())
    for found in _GRAND.finditer(view.text):
        yield Hit(str(int(found["number"] or 1) * 1000), *found.span(), note="currency not stated")
    for found in _BARE.finditer(view.text):
        number = _scaled(found["number"], found["scale"])
        end = found.end("scale") if found["scale"] else found.end("number")
        if number is not None and not _a_year(number):
            yield Hit(number, found.start("number"), end, note="currency not stated")


def _a_year(number: str) -> bool:
    return len(number) == 4 and "1990" <= number <= "2035"


def _in_currency(view: View, number: str, name: str, start: int, end: int) -> Hit:
    code, elsewhere, word = _CURRENCIES[re.sub(r"\s+", " ", name.lower())]
    note = None
    if elsewhere:
        if view.country in elsewhere:
            code = elsewhere[view.country]
            note = f"{word}: country assumed from --country {view.country}"
        else:
            note = f"{word} of which country is not stated"
    return Hit(f"{number} {code}", start, end, note=note)


def _scaled(written: str, scale: str | None) -> str | None:
    """Canonical decimal: `1.500,50` and `1,500.50` are `1500.50`, `1.5k` is `1500`."""
    text = written.replace(" ", "").replace("'", "")
    marks = [char for char in text if char in ".,"]
    if marks:
        last = max(text.rfind("."), text.rfind(","))
        whole, fraction = re.sub(r"[.,]", "", text[:last]), text[last + 1 :]
        groups = len(set(marks)) == 1 and len(fraction) == 3 and not (whole in ("0", "") or scale)
        text = (
            whole + fraction if groups or (len(marks) > 1 and len(set(marks)) == 1) else f"{whole}.{fraction}"
        )
    factor = {"k": 3, "mille": 3, "mil": 3, "thousand": 3, "grand": 3, "m": 6, "million": 6}.get(
        (scale or "").lower(), 0
    )
    whole, _, fraction = text.partition(".")
    if factor:
        moved = fraction.ljust(factor, "0")
        whole, fraction = whole + moved[:factor], moved[factor:].rstrip("0")
    whole = whole.lstrip("0") or "0"
    if set(fraction) <= {"0"} and len(fraction) <= 2:
        fraction = ""
    number = f"{whole}.{fraction}" if fraction else whole
    return number if number != "0" and len(whole) <= 12 else None
