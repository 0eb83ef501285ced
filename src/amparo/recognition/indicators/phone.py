"""Phone numbers, by the numbering plans that libphonenumber carries.

>>> [(hit.value, hit.note) for hit in find(View("call me +1 (202) 555-0123"))]
[('+12025550123', None)]

International forms say their country. A local form is tried in the country that a person named, in those of the
conversation's international numbers, then in the countries where the scheme is reported; what remains open stands in
the note. Where several countries have such a number and nothing decides, each reading is a hit of its own. Digits may be
spoken one by one ("oh seven seven double zero"), in any of the languages.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import Phrases, any_of, key, level, words

KIND = IndicatorKind.PHONE
CLAIMS = True
TRIGGERS = (
    r"[o\d]([ .()/\-\x80-\xff]{0,4}[o\d]){6,}",
    # A nought and then two more digits, all or some in words.
    r"\b(zero|oh|cero|null|sero|sifr|صفر)[ ,.\-]{1,2}(\d|o\b|zero|oh\b|double|one|two|three|four|five|six|seven|eight|nine|un|deux|trois|quatre|cinq|sept"
    r"|huit|neuf|uno|dos|tres|cinco|seis|siete|ocho|nueve|meia|sete|oito|nove|eins|zwei|drei|vier|funf|sechs|sieben|acht|neun|صفر|خمسه|سته|سبعه)",
)  # fmt: skip
EXAMPLES = (
    ("my whatsapp +44 7700 900123", "+447700900123"),
    ("appelle le +33 (0)1 99 00 12 34", "+33199001234"),
    ("07700 900123", "+447700900123"),
    ("0033199001234", "+33199001234"),
    ("call (202) 555-0123", "+12025550123"),
    ("wa.me/447700900123", "+447700900123"),
    ("oh seven seven double zero 900 one two three", "+447700900123"),
    ("(+33) 1 99 00 12 34", "+33199001234"),
)
COUNTER_EXAMPLES = (
    "order 12345678",
    "on 2024-03-15 18:30",
    "12.03.2024 18.30",
    "1 000 000 views",
    "code 482 913 77",
    "100041234567890",
    "oh six people came",
    "oh seven, eight or nine of them",
)

LIKELY = ("GB", "FR", "MA", "US", "CA", "CI", "PH", "NG", "SN", "CM", "BJ")
"""Where the scheme is reported from (FIELD.md, sections 2 and 5), in no other order than that of trial."""

_CANDIDATE = re.compile(
    r"(?<![A-Za-zÀ-ÿ0-9_/+@#$€£-])(?<!\d[.,])(?P<plus>\+ ?|00)?(?P<digits>(?>\(?\d(?:[ .()-]{0,3}\d(?![A-Za-z])|(?<=0\d\d)/\d(?=\d{4})|(?<=0\d\d\d)/\d(?=\d{4})){5,15}))"
    r"(?![A-Za-zÀ-ÿ0-9_%€$£@]|[.,:/-]\d| ?[€$£]|-[A-Z])"
)
_LETTER_O = re.compile(r"(?<=\d)[oO](?=[\d oO])|(?<=\d[oO])[oO](?=[\d ])|(?<![^\W_])[oO](?=\d{3})")
"""Written for a nought, to hide from filters or by the eye that read a picture."""
_LINK = re.compile(
    r"(?:wa\.me/|whatsapp\.com/send/?\?phone=|tel:)(?:\+|%2B)?(?P<digits>\d{7,15})(?!\d)", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:19|20)\d{2}[-. ]\d{1,2}[-. ]\d{1,2}(?!\d)|\d{1,2}[-. ]\d{1,2}[-. ](?:19|20)\d{2}(?!\d)"
)
_FOUR_PARTS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
"""Of an internet address."""
_CALLED = re.compile(
    r"phone|\btel\b|\bt[ée]l\b|\bcell?\b|\bmobile\b|t[ée]l[ée]phone|tel[ée]fono|telefone|telemóvel|celular|\bcel\b|\bhandy|nummer\b|\bcall\b|\bring\b|\btext\b|\btxt\b"
    r"|\bnumber\b|\bnum\b|\bno\.|n[uú]m[ée]ro|whats?[ -]?app|\bwh?atsap\b|\bwapp?\b|\bwsp\b|\bwa\b|\bzap\b|\bsms\b|appel|\bjoin|ll[aá]ma|\bliga\b|\bruf|\bmeld|\btawag|\btumawag|raqmi|ra9mi|nmra|nemra|"
    r"3ayet|confirma|viber|telegram|signal|\bbizum|\bpix|هاتف|جوال|موبايل|رقم|رقمي|نمرة|نمرت|واتس|اتصل|كلمني|عيط",
    re.IGNORECASE,
)
# What is asked for or given under such a word is not a phone number.
_CALLED_OTHERWISE = re.compile(
    r"\b(?:mtcn|imei|siret|siren|iban|rib|cpf|cnpj|nif|dni|ssn|order|commande|pedido|bestell\w*|invoice|facture|factura|fatura|rechnung|tracking|suivi|colis|ref|reference|référence|referencia|"
    r"dossier|client|kundennummer|student|account|compte|cuenta|conta|konto|passport|passeport|serial|série|ticket|booking|policy|case|otp|pin|code|código|codigo|receipt|reçu|"
    r"transaction|transacción|transação|boleto|id|vat|tva|version|build|timestamp|server time|barcode|isbn)\s?(?:\w+\s?)?(?:[:#=°]|n[°o]\.?|number|no\.?|is|est|es|é)?\s{0,2}$",
    re.IGNORECASE,
)
_AMERICAN = re.compile(r"\(\d{3}\) ?\d{3}[-. ]\d{4}|1?[-. ]?\d{3}([-.])\d{3}\1\d{4}|1-\d{3}-\d{3}-\d{4}")
_IN_PAIRS = re.compile(
    r"\(?\d{2,4}\)?(?:[ .-]\d{2,5}){2,5}|\(\d{2,4}\) ?\d{3,5}[- ]?\d{3,5}|\d{3,5}[ -]\d{5,7}"
)
"""How people group the digits of a phone number."""
# Ranges that regulators keep for drama and examples; the numbering plan rightly calls them not in use.
_DRAMA = {
    "GB": re.compile(r"7700900\d{3}|1632960\d{3}|2079460\d{3}|(?:1[1-9]1|1[1-9]{2})4960\d{3}"),
    "FR": re.compile(r"(?:199|261|353|465|536)00\d{4}|63998\d{4}"),
    "US": re.compile(r"[2-9]\d{2}55501\d{2}"),
}
_DRAMA_NOTE = "reserved for drama and examples"

Number = tuple[str, bool, str | None]
"""E.164, whether the plan has it, note."""


def find(view: View) -> list[Hit]:
    hits: list[Hit] = []
    taken = Claims()
    for found in _LINK.finditer(view.text):
        number = _international(found["digits"])
        if number and taken.take(*found.span("digits")):
            hits.append(Hit(number[0], *found.span("digits"), valid=number[1], note=number[2], linked=True))
    for found in _CANDIDATE.finditer(_LETTER_O.sub("0", view.text)):
        readings = _candidate(view, found)
        if readings and taken.take(readings[0].start, readings[0].end):
            hits += readings
    for readings in _spoken(view):
        if readings and taken.take(readings[0].start, readings[0].end):
            hits += readings
    return sorted(hits, key=lambda hit: hit.start)


def region_of(number: str) -> str | None:
    """The country of an E.164 number."""
    import phonenumbers

    region: str | None = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    return region


def from_account(account: str) -> tuple[str, bool] | None:
    """A sender that the source gives as an international phone number: E.164, and whether the plan has it."""
    written = account.removesuffix("@s.whatsapp.net").removesuffix("@c.us")
    digits = re.sub(r"[ .()\-\u00a0\u202a-\u202c]", "", written)
    jabber = written != account
    match = re.fullmatch(r"(?:\+|00)(\d{7,15})", digits) or (jabber and re.fullmatch(r"(\d{7,15})", digits))
    number = _international(match[1]) if match else None
    return (number[0], number[1]) if number else None


def local(digits: str, region: str) -> str | None:
    """E.164 of a number as dialled in a country, if its plan has it or keeps it for examples."""
    number = _in(digits, region)
    return number[0] if number else None


def _candidate(view: View, found: re.Match[str]) -> list[Hit]:
    written = found["digits"]
    if _DATE.match(written) or _FOUR_PARTS.fullmatch(written):
        return []
    if found["plus"]:
        number = _international(re.sub(r"\D", "", re.sub(r"\(0\)", "", written)))
        return [Hit(number[0], *found.span(), valid=number[1], note=number[2])] if number else []
    before = view.text[max(0, found.start() - 40) : found.start()]
    if _CALLED_OTHERWISE.search(before):
        return []
    digits = re.sub(r"\D", "", written)
    start = found.start() + (written.startswith("(") and ")" not in written)
    american = bool(_AMERICAN.fullmatch(written))
    called = bool(_CALLED.search(before))
    if not called:
        called = bool(_CALLED.match(view.text[found.end() :].lstrip(" ,.:-")))
    dialled = digits[0] == "0" and 9 <= len(digits) <= 12
    grouped = view.country is not None and 9 <= len(digits) <= 11 and bool(_IN_PAIRS.fullmatch(written))
    if not (american or dialled or grouped or (called and 7 <= len(digits) <= 12)):
        return []
    readings = _local(view, digits, start, found.end(), ("US",) if american else LIKELY, called=called)
    if not readings and called and len(digits) >= 10 and digits[0] != "0":
        number = _international(digits)  # `whatsapp 212 6...`: the plus is left out
        if number and number[1]:
            return [Hit(number[0], start, found.end(), number[1], "written without +")]
    return readings


def _local(
    view: View, digits: str, start: int, end: int, likely: Sequence[str], *, called: bool
) -> list[Hit]:
    """Every reading of a number as dialled within a country; one where something decides."""
    if view.country and (number := _in(digits, view.country)):
        note = number[2] or f"country assumed from --country {view.country}"
        return [Hit(number[0], start, end, number[1], note)]
    for region in view.regions:
        if number := _in(digits, region):
            note = number[2] or f"country assumed: other numbers here are of {region}"
            return [Hit(number[0], start, end, number[1], note)]
    if view.country and not called:
        return []
    fitting = [(region, number) for region in likely if (number := _in(digits, region))]
    # A range reserved for drama is nobody else's.
    fitting = [pair for pair in fitting if pair[1][2]] or fitting
    readings: dict[str, list[str]] = {}
    for region, number in fitting:
        readings.setdefault(number[0], []).append(region)
    several = len(readings) > 1
    note = "country not stated; it could be " if several else "country assumed: such a number exists in "
    note += ", ".join(readings) if several else " or ".join(region for region, _ in fitting)
    return [
        Hit(
            number[0],
            start,
            end,
            None if several else number[1],
            number[2] or note,
            linked=number[0] != fitting[0][1][0],
        )
        for number in dict.fromkeys(number for _, number in fitting)
    ]


_DIGITS = {
    key(word): digit for digit, listed in words("digits").items() if digit != "times" for word in listed
}
_TIMES = {key(word): int(times) for times, listed in words("digits")["times"].items() for word in listed}
_WORD = any_of(
    [word for digit, listed in words("digits").items() if digit != "times" for word in listed]
    + [word for listed in words("digits")["times"].values() for word in listed]
)
_RUN = re.compile(
    rf"(?<![\w+])(?:{_WORD}|\d{{1,4}})(?:[\s,.-]{{1,2}}(?:{_WORD}|\d{{1,4}}(?!\w))){{2,14}}(?!\w)"
)
_NOUGHT = Phrases({"0": words("digits")["0"]}, after=r"(?=[\s,.-]{1,2}\w)")
_NOUGHT_IN_DIGITS = re.compile(r"(?<!\w)0\d{0,3}(?=[\s,.-]{1,2}[^\W\d_])")
"""`07 double seven`"""
_TOKEN = re.compile(r"[^\s,.-]+")


def _spoken(view: View) -> Iterator[list[Hit]]:
    """Runs of digits of which some are words."""
    flat = level(view.text)
    for start in (first.start() for first in chain(_NOUGHT.places(flat), _NOUGHT_IN_DIGITS.finditer(flat))):
        found = _RUN.match(flat, start)
        if not found:
            continue
        digits, times = "", 1
        for token in _TOKEN.findall(found[0]):
            known = key(token)
            if known in _TIMES:
                times = _TIMES[known]
                continue
            digits += _DIGITS.get(known, token if token.isdigit() else "") * times
            times = 1
        if digits[:1] == "0" and 9 <= len(digits) <= 14:
            yield _local(view, digits, *found.span(), LIKELY, called=True)


@lru_cache(maxsize=4096)
def _in(digits: str, region: str) -> Number | None:
    """A local number in a region that has such numbers."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != phonenumbers.country_code_for_region(region):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    drama = _DRAMA.get(region)
    reserved = bool(drama and drama.fullmatch(str(number.national_number)))
    if phonenumbers.is_valid_number_for_region(number, region):
        return written, True, None
    return (written, False, _DRAMA_NOTE) if reserved else None


def _international(digits: str) -> Number | None:
    import phonenumbers

    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = str(number.national_number)
    drama = (number.country_code == 44 and _DRAMA["GB"].fullmatch(national)) or (
        number.country_code == 33 and _DRAMA["FR"].fullmatch(national)
    )
    valid = phonenumbers.is_valid_number(number)
    return written, valid, _DRAMA_NOTE if drama and not valid else None
