"""Phone numbers, by the numbering plans that libphonenumber carries.

>>> [(hit.value, hit.note) for hit in find(View("call me +1 (202) 555-0123"))]
[('+12025550123', None)]

International forms say their country. A local form is tried in the country that a person named, in those of the
conversation's international numbers, then in the countries where the scheme is reported; what remains open stands in
the note. Where several countries have such a number and nothing decides, the value is the number as dialled there.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View

KIND = IndicatorKind.PHONE
CLAIMS = True
TRIGGERS = (r"\d([ .()\-]{0,3}\d){6,}",)
EXAMPLES = (
    ("my whatsapp +44 7700 900123", "+447700900123"),
    ("appelle le +33 (0)1 99 00 12 34", "+33199001234"),
    ("07700 900123", "+447700900123"),
    ("0033199001234", "+33199001234"),
    ("call (202) 555-0123", "+12025550123"),
    ("wa.me/447700900123", "+447700900123"),
)
COUNTER_EXAMPLES = (
    "order 12345678",
    "on 2024-03-15 18:30",
    "12.03.2024 18.30",
    "1 000 000 views",
    "code 482 913 77",
    "100041234567890",
)

LIKELY = (
    "GB",
    "FR",
    "MA",
    "US",
    "CA",
    "CI",
    "PH",
    "NG",
    "SN",
    "CM",
    "BJ",
    "DZ",
    "TN",
    "BE",
    "CH",
    "ES",
    "DE",
    "IE",
)
"""Where the scheme is reported from (FIELD.md, sections 2 and 5), in no other order than that of trial."""

_CANDIDATE = re.compile(
    r"(?<![\w.,/+@#$€£-])(?P<plus>\+ ?|00)?(?P<digits>(?>\(?\d(?:[ .()-]{0,3}\d){5,14}))(?![\w%€$£@]|[.,:-]\d| ?[€$£])"
)
_LINK = re.compile(
    r"(?:wa\.me/|whatsapp\.com/send/?\?phone=|tel:)(?:\+|%2B)?(?P<digits>\d{7,15})(?!\d)", re.IGNORECASE
)
_DATE = re.compile(r"\d{4}[-. ]\d{1,2}[-. ]\d{1,2}(?!\d)|\d{1,2}[-. ]\d{1,2}[-. ](?:19|20)\d{2}(?!\d)")
_CALLED = re.compile(
    r"phone|\btel\b|t[ée]l[ée]phone|\bcall\b|\btext\b|\bnumber\b|\bnum\b|num[ée]ro|whats?app|\bwapp?\b|\bsms\b|appel|هاتف|رقم|واتساب",
    re.IGNORECASE,
)
_AMERICAN = re.compile(r"\(\d{3}\) ?\d{3}[-. ]\d{4}|\d{3}([-.])\d{3}\1\d{4}")
# Ranges that regulators keep for drama and examples; the numbering plan rightly calls them not in use.
_DRAMA = {"GB": re.compile(r"7700900\d{3}|1632960\d{3}|2079460\d{3}|(?:1[1-9]1|1[1-9]{2})4960\d{3}")}
_DRAMA_NOTE = "reserved for drama and examples"


def find(view: View) -> list[Hit]:
    hits = []
    taken = Claims()
    for found in _LINK.finditer(view.text):
        number = _international(found["digits"])
        if number and taken.take(*found.span("digits")):
            hits.append(Hit(number[0], *found.span("digits"), valid=number[1], note=number[2], linked=True))
    for found in _CANDIDATE.finditer(view.text):
        hit = _candidate(view, found)
        if hit and taken.take(hit.start, hit.end):
            hits.append(hit)
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


def _candidate(view: View, found: re.Match[str]) -> Hit | None:
    digits = re.sub(r"\D", "", found["digits"])
    if _DATE.match(found["digits"]):
        return None
    if found["plus"]:
        number = _international(re.sub(r"\D", "", found["digits"].replace("(0)", "")))
        if number:
            return Hit(number[0], found.start(), found.end(), valid=number[1], note=number[2])
        return None
    digits = re.sub(r"\D", "", found["digits"])
    american = bool(_AMERICAN.fullmatch(found["digits"]))
    called = bool(_CALLED.search(view.text, max(0, found.start() - 30), found.start()))
    if not (american or (digits[0] == "0" and 9 <= len(digits) <= 11) or (called and 8 <= len(digits) <= 11)):
        return None
    return _local(view, digits, found.start(), found.end(), ("US",) if american else LIKELY)


def _local(view: View, digits: str, start: int, end: int, likely: Sequence[str]) -> Hit | None:
    if view.country and (number := _in(digits, view.country)):
        return Hit(
            number[0], start, end, number[1], number[2] or f"country assumed from --country {view.country}"
        )
    for region in view.regions:
        if number := _in(digits, region):
            return Hit(
                number[0],
                start,
                end,
                number[1],
                number[2] or f"country assumed: other numbers here are of {region}",
            )
    fitting = [(region, number) for region in likely if (number := _in(digits, region))]
    fitting = [
        pair for pair in fitting if pair[1][2]
    ] or fitting  # a range reserved for drama is nobody else's
    if not fitting:
        return None
    values = {number[0]: number for _, number in fitting}
    if len(values) == 1:
        (number,) = values.values()
        regions = " or ".join(region for region, _ in fitting)
        return Hit(
            number[0],
            start,
            end,
            number[1],
            number[2] or f"country assumed: such a number exists in {regions}",
        )
    regions = ", ".join(f"{region} {number[0]}" for region, number in fitting)
    return Hit(digits, start, end, None, f"country not stated; it could be {regions}")


@lru_cache(maxsize=4096)
def _in(digits: str, region: str) -> tuple[str, bool, str | None] | None:
    """E.164, validity and note of a local number in a region that has such numbers."""
    import phonenumbers

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != phonenumbers.country_code_for_region(region):
        return None
    written = f"+{number.country_code}{number.national_number}"
    if phonenumbers.is_valid_number_for_region(number, region):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), True, None
    drama = _DRAMA.get(region)
    if drama and drama.fullmatch(str(number.national_number)):
        return written, False, _DRAMA_NOTE
    return None


def _international(digits: str) -> tuple[str, bool, str | None] | None:
    import phonenumbers

    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    drama = number.country_code == 44 and _DRAMA["GB"].fullmatch(str(number.national_number))
    return written, phonenumbers.is_valid_number(number), _DRAMA_NOTE if drama else None
