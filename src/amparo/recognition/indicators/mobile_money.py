"""Mobile-money accounts: the phone number, till, Pix key or UPI id to which the text asks to pay by such a service.

>>> [(hit.value, hit.platform) for hit in find(View("orange money +225 07 01 23 45 67"))]
[('+2250701234567', 'orange_money')]

A number so given is the account; it is not given as a phone number again. The services stand in
`words/mobile_money.toml`.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators import phone
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import any_of, key, level, words

KIND = IndicatorKind.MOBILE_MONEY
CLAIMS = True

_SERVICES = words("mobile_money")
_NAMES = {
    name: re.compile(rf"(?<![\w@.])(?:{any_of(service['names'])})(?!\w|\.\w)", re.IGNORECASE)
    for name, service in _SERVICES.items()
}
_BANKS = (
    "okaxis|okhdfcbank|okicici|oksbi|okbank|ybl|ibl|axl|apl|paytm|upi|yapl|rapl|waicici|wahdfcbank|waaxis|wasbi|ptsbi|ptaxis|pthdfc|ptyes|"
    "sbi|icici|hdfcbank|axisbank|kotak|barodampay|freecharge|airtel|postbank|fam|jupiteraxis|slice|instapay"
)


def _triggers() -> Iterator[str]:
    for service in _SERVICES.values():
        for name in service["names"]:
            # Hyperscan knows no word edges beyond ASCII.
            folded = re.escape(key(name)).replace(r"\ ", "[ -]?")
            edged = rf"\b{folded}\b" if folded.isascii() else folded
            if service.get("word") and " " not in name:  # an ordinary word too: with digits
                yield rf"{edged}.*\d\d"
                yield rf"\d\d.*{edged}"
            else:
                yield edged
    yield rf"[a-z0-9]@({_BANKS})\b"


TRIGGERS = tuple(dict.fromkeys(_triggers()))
EXAMPLES = (
    ("send by Orange Money to 0701234567", "+2250701234567"),
    ("wave: +221 77 123 45 67", "+221771234567"),
    ("gcash 0917 123 4567", "+639171234567"),
    ("0917 123 4567 gcash", "+639171234567"),
    ("pay till 123456 on m-pesa", "123456"),
    ("a chave pix é lea@example.org", "lea@example.org"),
    ("pix 123e4567-e89b-42d3-a456-426614174000", "123e4567-e89b-42d3-a456-426614174000"),
    ("upi: lea.m@okaxis", "lea.m@okaxis"),
    ("حول فودافون كاش 01012345678", "+201012345678"),
    ("yapea al 900 011 122", "+51900011122"),
    ("a chave é lea@example.org pix", "lea@example.org"),
    ("lipa namba 554120", "554120"),
)
COUNTER_EXAMPLES = (
    "do you have orange money?",
    "+225 07 01 23 45 67",
    "I wave at you",
    "wave goodbye, call 07700 900123 later",
    "my m-pesa balance is 1200",
    "pix of 20 reais at 18:30 on 12/06",
    "lea@example.org",
)

_REACH = 50
"""Characters between the service and the number behind it."""
_LONGEST_KEY = 70
_BACK = 25
"""The same, before it."""
_UPI = re.compile(rf"(?<![\w.@-])[A-Za-z0-9][\w.-]{{1,60}}@(?:{_BANKS})(?![\w.@-])", re.IGNORECASE)
_UPI_CALLED = re.compile(r"(?<![\w.@-])[A-Za-z0-9][\w.-]{1,60}@[A-Za-z]{2,20}(?![\w.@-])")
_TILL = re.compile(
    r"\b(?:till|pay ?bill|buy goods|lipa(?: namba)?|business)(?:\s?(?:number|no\.?|n°|num))?\s?(?:[:#=]|is)?\s{0,2}(?P<till>\d{5,7})(?!\d)",
    re.IGNORECASE,
)
_PIX = re.compile(
    r"(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,24})"
    r"|(?P<random>(?<![\w-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-]))"
    r"|(?P<cpf>(?<![\d.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d))"
    r"|(?P<cnpj>(?<![\d.])\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}(?!\d))",
    re.IGNORECASE,
)
_ACCOUNT_WORD = re.compile(r"\b(?:account|acct|acc|compte|cuenta|conta|konto|wallet)\b", re.IGNORECASE)
"""A telephone number behind it is the account."""
_BESIDE = re.compile(r"[^,;.!?\n]{0,22}[\d+]")
_BESIDE_AT_HOME = re.compile(r"[^.!?\n]{0,30}[\d+]")
_BESIDE_BEFORE = re.compile(r"\d[^\w,;.!?\n]{0,3}(?:\w{1,4} )?$")
_BETWEEN = re.compile(
    r"\b(?:order|pedido|commande|ref|refno|r[eé]f[eé]rence|refer[eê]ncia|referencia|referenz\w*|transaction|transaksyon|transacci[oó]n|transa[cç][aã]o|op[eé]ration|operaci[oó]n|opera[cç][aã]o|trans(?: ?id)?|txn|trx|confirmation|comprobante|comprovante|recibo|receipt|re[cç]u|المعاملة|المعامله|العملية|العمليه|المرجع|مرجع|الحوالة|الحواله|otp|id|code|c[oó]digo|balance|solde|saldo)\b|\d{1,2}:\d{2}",
    re.IGNORECASE,
)
"""Between a service and digits that are then no account."""


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted((hit for hit in _all(view) if taken.take(hit.start, hit.end)), key=lambda hit: hit.start)


def _all(view: View) -> Iterator[Hit]:
    for found in _UPI.finditer(view.text):
        yield Hit(found[0].lower(), *found.span(), platform="upi")
    flat = level(view.text)
    # The service right before a number has it before one that follows it at a distance.
    mentions = sorted(
        (
            (mention.start(), mention.end(), name)
            for name, pattern in _NAMES.items()
            for mention in pattern.finditer(flat)
        ),
        key=lambda mention: (mention[0], -mention[1]),
    )
    last = -1
    for start, end, name in mentions:
        if start < last:
            continue  # `mtn` of `mtn momo`
        last = end
        if _SERVICES[name].get("word") and not _meant(view, name, start, end):
            continue
        hit = (
            _other(view, name, end)
            or _key_before(view, name, start)
            or _number(view, name, end, min(len(view.text), end + _REACH))
        )
        hit = hit or (
            None
            if _BETWEEN.search(view.text, max(0, start - _BACK - 20), start)
            else _number(view, name, max(0, start - _BACK), start)
        )
        if hit:
            yield hit._replace(platform=None) if _SERVICES[name].get("any_firm") else hit


def _meant(view: View, name: str, start: int, end: int) -> bool:
    """Whether a name that may be an ordinary word means the service: at home here, or right beside a number."""
    if " " in view.text[start:end].strip():
        return True
    if view.country and view.country not in _SERVICES[name]["countries"]:
        return False
    beside = _BESIDE_AT_HOME if view.country else _BESIDE
    return bool(beside.match(view.text, end) or _BESIDE_BEFORE.search(view.text, max(0, start - 12), start))


def _other(view: View, name: str, end: int) -> Hit | None:
    """An account that is no phone number."""
    service = _SERVICES[name]
    after = view.text[: end + _REACH]
    found = _PIX.search(view.text, end, end + _REACH + _LONGEST_KEY) if service.get("pix") else None
    if found and found.start() <= end + _REACH:
        value = re.sub(r"\D", "", found[0]) if found["cpf"] or found["cnpj"] else found[0].lower()
        return Hit(value, *found.span(), platform=name, linked=bool(found["mail"]))  # stays a mail address
    if service.get("at") and (found := _UPI_CALLED.search(after, end)):
        return Hit(found[0].lower(), *found.span(), platform=name)
    if service.get("till") and (found := _TILL.search(view.text, max(0, end - _REACH), end + _REACH)):
        return Hit(found["till"], *found.span("till"), platform=name)
    return None


def _key_before(view: View, name: str, start: int) -> Hit | None:
    """A Pix key that stands before the word: `a chave é lea@example.org, pix`."""
    if not _SERVICES[name].get("pix"):
        return None
    keys = list(_PIX.finditer(view.text, max(0, start - 70), start))
    found = keys[-1] if keys else None
    if found is None or not re.fullmatch(
        r"\W{0,3}(?:(?:no|o|é|e|via|por|pelo|de|do)\W)?", view.text[found.end() : start]
    ):
        return None
    value = re.sub(r"\D", "", found[0]) if found["cpf"] or found["cnpj"] else found[0].lower()
    return Hit(value, *found.span(), platform=name, linked=bool(found["mail"]))


def _number(view: View, name: str, start: int, end: int) -> Hit | None:
    """The first phone number of the stretch, as one of the countries of the service."""
    countries = _SERVICES[name]["countries"]
    country = view.country if view.country in countries or not countries else countries[0]
    # A word before says that what follows is a number to dial.
    lead = "tel: "
    stretch = _ACCOUNT_WORD.sub(
        lambda word: " " * len(word[0]), view.text[start : _number_end(view.text, end)]
    )
    text = " " * max(0, start - len(lead)) + lead[-start:] * (start > 0) + stretch
    for region in dict.fromkeys((country, *countries, view.country)):
        for hit in phone.find(View(text, view.said_by, region)):
            if (
                hit.start >= start
                and not hit.linked
                and not _BETWEEN.search(view.text, min(start, hit.start), hit.start)
            ):
                return hit._replace(platform=name)
        if not region:
            break
        if region == view.country and (old := _of_its_length(view, region, start, start + len(stretch))):
            return old._replace(platform=name)
    return None


def _of_its_length(view: View, region: str, start: int, end: int) -> Hit | None:
    """A number of the case's country that no plan lists, as long as one there: plans change, and people write old forms."""
    import phonenumbers  # takes a while to load, and most texts have no number

    stretch = view.text[start:end]
    if _BETWEEN.search(view.text, max(0, start - 45), start):
        return None
    for found in phonenumbers.PhoneNumberMatcher(stretch, region, phonenumbers.Leniency.POSSIBLE):
        digits = re.sub(r"\D", "", found.raw_string)
        if (
            len(digits) >= _SHORTEST_NUMBER
            and found.raw_string[0] in "+0123456789"
            and not _BETWEEN.search(stretch, 0, found.start)
            and not re.search(r"[.,/:]\d", found.raw_string)
        ):
            value = phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)
            return Hit(value, start + found.start, start + found.end)
    found_plus = _INTERNATIONAL.search(stretch)
    if found_plus and not _BETWEEN.search(stretch, 0, found_plus.start()):
        return Hit(
            "+" + re.sub(r"\D", "", found_plus[0]), start + found_plus.start(), start + found_plus.end()
        )
    return None


_SHORTEST_NUMBER = 8
_INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00 ?(?=[1-9]))[1-9]\d{0,2}(?:[ .-]?\d){8,11}(?!\w)")


def _number_end(text: str, end: int) -> int:
    """Not in the middle of a number."""
    while end < len(text) and text[end] in "0123456789 .-" and end - 20 < len(text):
        end += 1
    return end
