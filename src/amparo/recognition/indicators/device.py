"""Devices: IMEI (3GPP TS 23.003, Luhn digit), network (MAC) addresses, Android and advertising ids, UDID, serial numbers.

>>> [hit.value for hit in find(View("IMEI 49-015420-323751-8"))]
['490154203237518']

A MAC address has a form of its own; of all others the text must say what they are (`words/devices.toml`).
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.card import luhn
from amparo.recognition.indicators.vocabulary import any_of, key, level, trigger, words

KIND = IndicatorKind.DEVICE
CLAIMS = True
_WORDS = words("devices")
TRIGGERS = (
    r"[0-9a-f]{2}[:\-][0-9a-f]{2}[:\-][0-9a-f]{2}[:\-][0-9a-f]{2}[:\-]",
    r"\*#06#",
    r"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}",
    *sorted({trigger(key(word)) for name, listed in _WORDS.items() if name != "mac" for word in listed}),
)
EXAMPLES = (
    ("imei: 490154203237518", "490154203237518"),
    ("IMEI 49-015420-323751-8", "490154203237518"),
    ("mac 00:00:5E:00:53:01", "00:00:5e:00:53:01"),
    ("mac 0000.5e00.5301", "00:00:5e:00:53:01"),
    ("android_id=A1B2C3D4E5F60718", "a1b2c3d4e5f60718"),
    ("numéro de série : RF8TEST5678", "RF8TEST5678"),
    ("IDFA 12345678-90AB-4CDE-8F01-234567890ABC", "12345678-90ab-4cde-8f01-234567890abc"),
)
COUNTER_EXAMPLES = (
    "order 490154203237518",
    "at 10:20:30 and 11:20:30",
    "what is an imei?",
    "countdown 10:20:30:40:50:60",
    "imei 490154203237519",
    "a serial of 2024",
    "android id is missing",
)

_MAC = re.compile(
    r"(?<![\w:-])[0-9a-f]{2}(?P<sep>[:-])(?:[0-9a-f]{2}(?P=sep)){4}[0-9a-f]{2}(?![\w:-])|(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])",
    re.IGNORECASE,
)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Word list, form of the value, whether its case means nothing.
_FORMS = (
    ("imei", r"\d(?:[ /.-]?\d){14}", True),
    ("meid", r"[A-Fa-f0-9]{2}(?:[ .-]?[A-Fa-f0-9]){12}", False),
    ("android", r"[0-9a-f]{16}", True),
    ("advertising", _UUID, True),
    ("udid", r"[0-9a-f]{8}-[0-9a-f]{16}|[0-9a-f]{40}", True),
    ("id", rf"{_UUID}|(?=[\w-]*\d)[\w-]{{6,64}}", False),
    ("serial", r"(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{5,24}", False),
)
_CALLED = {
    name: re.compile(rf"(?<!\w)(?:{any_of(listed)})(?![^\W_])", re.IGNORECASE)
    for name, listed in _WORDS.items()
}
_NEXT = re.compile(r"\s?(?:[,/&+;]|and|et|y|e|und|و)?\s?(?=\d)")
"""Between two numbers of one telephone."""
_VALUES = {
    name: re.compile(rf"(?<![\w.+-])(?P<value>{form})(?![\w-])", re.IGNORECASE if folded else 0)
    for name, form, folded in _FORMS
}
_REACH = 34


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted(
        (hit for hit in _all(view.text) if taken.take(hit.start, hit.end)), key=lambda hit: hit.start
    )


def _all(text: str) -> Iterator[Hit]:
    flat = level(text)
    for found in _MAC.finditer(text):
        digits = re.sub(r"[^0-9a-f]", "", found[0].lower())
        if digits.isdecimal() and not _CALLED["mac"].search(flat, max(0, found.start() - 30), found.start()):
            continue  # may be a time, a score, a lottery ticket
        yield Hit(":".join(re.findall("..", digits)), *found.span())
    for name, _, folded in _FORMS:
        for called in _CALLED[name].finditer(flat):
            value = _VALUES[name].search(text, called.end(), called.end() + _REACH + 40)
            if (
                value
                and value.start() - called.end() <= _REACH
                and _leads(text[called.end() : value.start()])
            ):
                if name == "imei":
                    yield from _imei(text, value)
                else:
                    written = value["value"]
                    lower = folded or re.fullmatch(_UUID, written, re.IGNORECASE)
                    yield Hit(written.lower() if lower else written, *value.span("value"))


def _imei(text: str, first: re.Match[str]) -> Iterator[Hit]:
    """The number, and a second one that follows it: telephones with two cards have two."""
    second = _NEXT.match(text, first.end())
    other = _VALUES["imei"].match(text, second.end()) if second else None
    for found in filter(None, (first, other)):
        digits = re.sub(r"\D", "", found["value"])
        if luhn(digits):
            yield Hit(digits, *found.span("value"), valid=True)


def _leads(between: str) -> bool:
    """Whether the words between say nothing else: at most four, none ending the sentence."""
    return len(between.split()) <= 5 and not re.search(r"[.!?\n] |\d{4}", between.removeprefix("."))
