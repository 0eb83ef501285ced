"""Names of those who collect the money, as a transfer agency needs them.

>>> [hit.value for hit in find(View("Receiver name: Sara El Amrani, city: Oued Zem"))]
['Sara El Amrani']

The name is kept as written, spaces made single: its spelling variants are what an agency searches by.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View

KIND = IndicatorKind.RECEIVER
CLAIMS = False
TRIGGERS = ("receiver", "reciever", "beneficiar", "benefic", "recipient", "au nom d", "in the name of", "to the name", "under the name",
            "first name", "last name", "prenom", "nom ", "nom:", "destinataire", "full name", "send", "transfer", "envoi", "envoy",
            "account name", "account holder", "titulaire", "payee")  # fmt: skip
EXAMPLES = (
    ("Receiver name: Sara El Amrani", "Sara El Amrani"),
    ("name of the receiver is SARA EL AMRANI", "SARA EL AMRANI"),
    ("envoie par western union au nom de Sara El Amrani", "Sara El Amrani"),
    ("nom du bénéficiaire : sara el amrani", "sara el amrani"),
    ("First name: Sara\nLast name: El Amrani\nCity: Oued Zem", "Sara El Amrani"),
    ("send to Sara El Amrani, western union", "Sara El Amrani"),
    ("prénom : Sara\nnom : El Amrani\nwestern union", "Sara El Amrani"),
)
COUNTER_EXAMPLES = (
    "what is the receiver name?",
    "send to my family",
    "au nom de la loi",
    "I send it to Sara",
    "receiver name will follow",
    "send to Western Union",
)

_CAPITAL = r"[^\W\d_a-zà-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*\.?"
_ANY = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_PARTICLE = r"(?:el|al|ben|bin|bint|ould|de|da|dos|van|von|le|la|du|di|abd|ait|aït)"
_PROPER = rf"{_CAPITAL}(?:[ ]{{1,2}}(?:{_PARTICLE}[ ])?{_CAPITAL}){{1,3}}"
_LABEL = (
    r"(?:(?:name\sof\s(?:the\s)?)?(?:receiver|reciever|beneficiary|recipient|payee)(?:'?s)?(?:\s(?:full\s)?name)?"
    r"|account\s(?:holder\s)?name|full\sname"
    r"|(?:nom\s(?:et\spr[ée]noms?\s)?(?:du|de\sla)\s)?(?:b[ée]n[ée]ficiaire|destinataire|titulaire)"
    r"|nom\scomplet)"
)
_LABELLED = re.compile(
    rf"\b(?i:{_LABEL})\s?(?i::|=|-|\bis\b\s?:?|\best\b\s?:?|\n)\s{{0,2}}(?P<name>{_ANY}(?:[ ]{{1,2}}{_ANY}){{1,3}})"
)
_IN_NAME = re.compile(
    rf"\b(?i:au\snom\sd[e']|in\sthe\sname\sof|to\sthe\sname(?:\sof)?|under\sthe\sname(?:\sof)?)\s?:?\s?(?P<name>{_PROPER})"
)
_PARTS = re.compile(
    rf"\b(?i:(?P<first>first\sname|pr[ée]nom)|last\sname|surname|family\sname|nom(?:\sde\sfamille)?)\s?[:=]\s?"
    rf"(?P<one>{_ANY}(?:[ ]{_ANY}){{0,2}})[\s,;/-]{{1,4}}"
    rf"(?i:first\sname|pr[ée]nom|last\sname|surname|family\sname|nom(?:\sde\sfamille)?)\s?[:=]\s?"
    rf"(?P<two>{_ANY}(?:[ ]{_ANY}){{0,2}})"
)
_SENT_TO = re.compile(
    rf"\b(?i:send|transfer|envoie[sz]?|envoyez|envoyer)\s(?i:it\s|the\smoney\s|money\s|l'argent\s)?(?i:to|à|a)\s(?P<name>{_PROPER})"
)
_MONEY = re.compile(
    r"western ?union|money ?gram|\bria\b|wafa ?cash|cash ?plus|transfer|virement|mandat|receiver|money|argent",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    """the a an my your his her our their this that me you him them us is are will be not no please pls now today tomorrow and or
    western union moneygram money gram orange bitcoin btc wallet ria cash plus paypal bank account family friends facebook
    instagram follow follows soon later here below city country town number phone what which who ok la le les un une mon ma mes
    ton ta tes votre vos notre loi suit sera est et ou ville pays pour par avec dans en du""".split()  # noqa: SIM905
)  # fmt: skip


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted(
        (hit for hit in _all(view.text) if taken.take(hit.start, hit.end)), key=lambda hit: hit.start
    )


def _all(text: str) -> Iterator[Hit]:
    for found in _PARTS.finditer(text):
        one, two = found["one"], found["two"]
        name = f"{one} {two}" if found["first"] else f"{two} {one}"
        if _a_name(name):
            yield Hit(" ".join(name.split()), found.start("one"), found.end("two"))
    for pattern in (_LABELLED, _IN_NAME, _SENT_TO):
        for found in pattern.finditer(text):
            hit = _named(found)
            if hit and (pattern is not _SENT_TO or _about_money(text, hit)):
                yield hit


def _about_money(text: str, hit: Hit) -> bool:
    """Whether money is spoken of near the name, which itself says nothing."""
    return bool(
        _MONEY.search(text, max(0, hit.start - 200), hit.start) or _MONEY.search(text, hit.end, hit.end + 200)
    )


def _named(found: re.Match[str]) -> Hit | None:
    """The name up to the first word that cannot be part of one."""
    words = []
    end = found.start("name")
    for word in re.finditer(r"\S+", found["name"]):
        if word[0].lower() in _NOT_NAMES:
            break
        words.append(word[0])
        end = found.start("name") + word.end()
    name = " ".join(words)
    return Hit(name, found.start("name"), end) if len(words) >= 2 and _a_name(name) else None


def _a_name(name: str) -> bool:
    return not any(word.lower() in _NOT_NAMES for word in name.split()[:2])
