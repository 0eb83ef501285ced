"""Payment card numbers: issuer's range, length and the Luhn digit (ISO/IEC 7812).

>>> [hit.value for hit in find(View("card 4111 1111 1111 1111"))]
['4111111111111111']
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.CARD
CLAIMS = True
TRIGGERS = (r"\d([ .\-]?\d){12,}",)
EXAMPLES = (
    ("4111 1111 1111 1111", "4111111111111111"),
    ("amex 3782-822463-10005", "378282246310005"),
    ("carte 5555.5555.5555.4444 stp", "5555555555554444"),
)
COUNTER_EXAMPLES = (
    "ref 4111111111111112",
    "card 4111 1111 1111 1112",
    "1234 5678 9012 3456",
    "id 41111111111111110000000",
    "from 100041111111111111111",
    "IMEI 490154203237518",
    "telegram id 4111111111111111",
)

_CANDIDATE = re.compile(r"(?<![A-Za-z0-9_+-])(?<!\d[.])\d(?:[ .-]?\d){12,18}(?![ .-]?\d)(?![A-Za-z0-9_])")
# First digits and lengths of the issuers.
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17}|3(?:0[0-5]|[689]\d)\d{11}"  # Discover, UnionPay, Diners
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|(?:50(?:18|20|38)|58(?:93)|6(?:304|759|76[123]))\d{8,15}"  # Maestro
    r"|220[0-4]\d{12}|50(?:6[01]|7[89])\d{12,15}|(?:60|81|82)\d{14}"  # Mir, Verve, Meeza, RuPay
)
_OTHERWISE = re.compile(
    r"\b(?:imei|mtcn|order|commande|pedido|bestellung|tracking|suivi|colis|invoice|facture|account id|user ?id|telegram id|\bid|paysafe ?card|psc|transcash|toneo|pin|voucher|coupon|ticket|siret|siren|barcode|timestamp|localizador|localisateur|reserva|reservation|reservierung|booking|contract|contrat|contrato|vertrag|dossier|expediente|protocolo?|boleto|iccid|sim card|guia|folio|sendung|paket|package|parcel|shipment|envio|seguimiento|rastreio|rastreo|member|loyalty|fidelite|library|policy|police n|numero de client|kundennummer|customer|client id|case|reference|referencia|ref)\W{0,3}(?:\w+\W{1,2})?$",
    re.IGNORECASE,
)
"""What the number is then."""


def find(view: View) -> list[Hit]:
    hits = []
    for found in _CANDIDATE.finditer(view.text):
        digits = re.sub(r"\D", "", found[0])
        if (
            _ISSUERS.fullmatch(digits)
            and luhn(digits)
            and not _OTHERWISE.search(view.text[max(0, found.start() - 30) : found.start()])
        ):
            hits.append(Hit(digits, *found.span(), valid=True))
    return hits


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        n = int(digit) * (1 + place % 2)
        total += n - 9 * (n > 9)
    return total % 10 == 0
