"""Towns to which money is sent, as the details of a transfer give them.

>>> [hit.value for hit in find(View("receiver: Sara El Amrani. city: Oued Zem, country: Morocco"))]
['Oued Zem']
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.TOWN
CLAIMS = False
TRIGGERS = (r"\b(city|town|ville)\b",)
EXAMPLES = (
    ("western union, name: Sara El Amrani, city: Oued Zem", "Oued Zem"),
    ("Receiver name: Sara El Amrani\nCity : Abidjan\nCountry : Ivory Coast", "Abidjan"),
    ("nom du bénéficiaire: Sara El Amrani, ville : Khouribga", "Khouribga"),
)
COUNTER_EXAMPLES = (
    "what city are you from?",
    "city: Paris is nice",
    "my town is small",
    "western union in the city centre",
)

_TOWN = re.compile(
    r"\b(?i:city|town|ville)\s?(?i:[:=-]|\bis\b|\best\b)\s?(?P<town>[^\W\d_]+(?:[ '-][^\W\d_a-zà-ÿ][^\W\d_]*){0,2})"
)
_TRANSFER = re.compile(
    r"western ?union|money ?gram|\bria\b|wafa ?cash|cash ?plus|receiver|reciever|b[ée]n[ée]ficiair|beneficiar|recipient"
    r"|destinataire|transfer|virement|mandat|mtcn|last name|surname",
    re.IGNORECASE,
)
_NOT_TOWNS = frozenset(
    "and or the country pays is not a my your small big nice unknown where same la le une".split()  # noqa: SIM905
)


def find(view: View) -> list[Hit]:
    if not _TRANSFER.search(view.text):
        return []
    return [
        Hit(found["town"], *found.span("town"))
        for found in _TOWN.finditer(view.text)
        if found["town"].lower() not in _NOT_TOWNS
    ]
