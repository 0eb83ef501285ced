"""What people call money, and which currency they mean by it where.

>>> currency("dollars", "CA"), currency("balles", "FR")
(Currency(code='USD|CAD', times=Decimal('1'), note='dollars: as --country CA reads it'), Currency(code='EUR', times=Decimal('1'), note=None))
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from amparo.recognition.indicators.vocabulary import key, words


class Currency(NamedTuple):
    code: str
    """ISO 4217, or the coin's own; `A|B` where the word leaves it open."""
    times: Decimal
    """Units of the code that one of the named is."""
    note: str | None


_LISTED: list[dict[str, Any]] = words("currencies")["currency"]


def _named() -> Iterator[tuple[str, dict[str, Any], bool]]:
    for entry in _LISTED:
        for name in (*entry["names"], *entry.get("before", ())):
            yield name.removesuffix("!"), entry, name.endswith("!")


_BY_NAME = {key(name): (entry, ordinary) for name, entry, ordinary in reversed(list(_named()))}
NAMES = tuple(dict.fromkeys(name for name, _, _ in _named()))
"""What may stand behind a number."""
BEFORE = tuple(dict.fromkeys(name for entry in _LISTED for name in entry.get("before", ())))
"""What may stand before one."""


def currency(name: str, country: str | None) -> Currency | None:
    """What the name means in a country (ISO 3166-1 alpha-2), or where none is known."""
    known = _BY_NAME.get(" ".join(key(name).split()))
    if known is None:
        return None
    entry, _ = known
    if country and key(name) in entry.get("not_in", {}).get(country, ()):
        return None
    if "only_in" in entry and country not in entry["only_in"]:
        return None
    own = entry.get("in", {}).get(country)
    code = own or (entry.get("elsewhere", entry["code"]) if country else entry["code"])
    note = None
    if "called" in entry:
        called = entry["called"]
        note = (
            f"{called}: as --country {country} reads it"
            if own
            else f"{called} of which country is not stated"
        )
    times = entry.get("times", {})
    return Currency(code, Decimal(times.get(country, times.get("*", 1))), note)


def ordinary(name: str) -> bool:
    """Whether the name is also an ordinary word."""
    _, marked = _BY_NAME[" ".join(key(name).split())]
    return bool(marked)
