"""International bank account numbers (ISO 13616), in groups or not.

>>> [(hit.value, hit.valid) for hit in find(View("to GB29 NWBK 6016 1331 9268 19 today"))]
[('GB29NWBK60161331926819', True)]

The check digits and the country's length decide where it ends; one whose digits fail is none.
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.IBAN
CLAIMS = True
TRIGGERS = (r"[a-z]{2} ?\d{2}[ .\-]?([a-z]{1,5}[ .\-]?)?(\d[ .\-]?){5}",)
EXAMPLES = (
    ("GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
    ("iban fr1420041010050500013M02606 merci", "FR1420041010050500013M02606"),
    ("IBAN: DE89-3704-0044-0532-0130-00", "DE89370400440532013000"),
)
COUNTER_EXAMPLES = (
    "IBAN GB29 NWBK 6016 1331 9268 18",
    "order AB12 3456 7890 1234 5678",
    "GB29 NWBK 6016 1331 9268 18",
    "room FR14 2004",
)

_CANDIDATE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2} ?\d{2}(?:[ .-]?[A-Za-z0-9]){11,30}")
_SHORTEST = 15
# Countries that use the form without being in the SWIFT registry, which the library follows: country and length.
_UNREGISTERED = {
    "AO": 25, "BF": 28, "BJ": 28, "CF": 27, "CG": 27, "CI": 28, "CM": 27, "CV": 25, "DZ": 26, "GA": 27, "GQ": 27, "GW": 25,
    "HN": 28, "IR": 26, "KM": 27, "MA": 28, "MG": 27, "ML": 28, "MZ": 25, "NE": 28, "SN": 28, "TD": 27, "TG": 28,
}  # fmt: skip


def find(view: View) -> list[Hit]:
    hits = []
    at = 0
    while found := _CANDIDATE.search(view.text, at):
        hit = _longest_valid(found)
        if hit:
            hits.append(hit)
        at = hit.end if hit else found.start() + 2
    return hits


def _longest_valid(found: re.Match[str]) -> Hit | None:
    from stdnum import iban  # its tables take a tenth of a second: read when the first candidate comes

    written = found[0]
    places = [place for place, char in enumerate(written) if char.isalnum()]
    compact = "".join(written[place] for place in places).upper()
    for length in range(len(compact), _SHORTEST - 1, -1):
        number = compact[:length]
        if _remainder(number) != 1:
            continue
        if _UNREGISTERED.get(number[:2]) == length or iban.is_valid(number, check_country=False):
            return Hit(number, found.start(), found.start() + places[length - 1] + 1, valid=True)
    return None


def _remainder(compact: str) -> int:
    """ISO 7064 MOD 97-10: 1 for a good number."""
    return int("".join(str(int(char, 36)) for char in compact[4:] + compact[:4])) % 97
