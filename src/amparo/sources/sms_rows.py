"""Rows of an SMS backup: messages, multimedia messages and calls, with the tags that belong to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from amparo.sources.sms_xml import Tag, tags

PARTS = 1000
"""Parts and addresses of one message that are kept."""

_PHONE = re.compile(r"[\d\s().+/*#-]{3,}")
_NO_NAMES = frozenset({"", "(unknown)", "null", "unknown"})
_FROM = "137"
"""PduHeaders.FROM of Android."""
_OWN_PHONE = "insert-address-token"
"""What Android writes for "this phone's number"."""
_EARLIEST_MS = 10**11
"""Milliseconds to March 1973, before any text message: smaller numbers are seconds, as Android keeps MMS dates."""


@dataclass(slots=True)
class Row:
    """One `sms`, `mms` or `call` element."""

    tag: Tag
    end: int
    whole: bool = True
    parts: list[Tag] = field(default_factory=list)
    addresses: list[Tag] = field(default_factory=list)

    @property
    def start(self) -> int:
        return self.tag.start

    @property
    def address(self) -> str:
        """Of the other side, as written; several joined by `~`."""
        return self.tag.stated("number" if self.tag.name == "call" else "address").strip()

    @property
    def name(self) -> str | None:
        """The other side's name in the phone's contacts."""
        name = self.tag.text("contact_name").strip()
        return None if name.casefold() in _NO_NAMES else name

    @property
    def box(self) -> str:
        """`1` received, `2` sent, `3` draft, `4` outbox, `5` failed, `6` queued; calls have numbers of their own."""
        return self.tag.text("msg_box" if self.tag.name == "mms" else "type").strip()

    @property
    def moment(self) -> datetime | None:
        """When it was received, sent or called."""
        try:
            stamp = int(self.tag.text("date"))
            if stamp <= 0:
                return None
            return datetime.fromtimestamp(stamp / 1000 if stamp >= _EARLIEST_MS else stamp, tz=UTC)
        except (ValueError, OverflowError, OSError):
            return None

    @property
    def origin(self) -> str | None:
        """Who sent a multimedia message, where its addresses tell."""
        for address in self.addresses:
            if address.text("type") == _FROM:
                stated = address.stated("address").strip()
                return None if stated in ("", _OWN_PHONE) else stated
        return None


@dataclass(frozen=True, slots=True)
class Root:
    """The element around all rows."""

    tag: Tag
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A row of which nothing is sure but its place."""

    start: int
    end: int


def rows(
    stream: BinaryIO, start: int = 0, end: int | None = None, *, measure: bool = False
) -> Iterator[Row | Root | Broken]:
    """Everything in bytes `start` to `end`."""
    current: Row | None = None
    for tag in tags(stream, start, end, measure=measure):
        if current is not None:
            current.end = tag.end
            match tag.name:
                case "part" if len(current.parts) < PARTS:
                    current.parts.append(tag)
                    current.whole &= tag.whole
                case "addr" if len(current.addresses) < PARTS:
                    current.addresses.append(tag)
                case "/mms":
                    yield current
                    current = None
                case "sms" | "mms" | "call" | "/smses" | "/calls":  # one that nobody closed
                    current.end = tag.start
                    current.whole = False
                    yield current
                    current = None
            if current is not None or tag.name == "/mms":
                continue
        match tag.name:
            case "sms" | "mms" | "call" if not tag.whole:
                yield Broken(tag.start, tag.end)
            case "mms" if not tag.empty:
                current = Row(tag, tag.end)
            case "sms" | "mms" | "call":
                yield Row(tag, tag.end)
            case "smses" | "calls":
                yield Root(tag)
            case "/smses" | "/calls":
                yield Root(tag, closed=True)
    if current is not None:
        current.whole = False
        yield current


def key_of(address: str) -> str:
    """One key for all ways to write a number: digits with a leading `+` where it is international; names casefolded.

    >>> key_of("+44 7700 900123"), key_of("0044 7700 900123"), key_of("07700 900123"), key_of("ExampleBank")
    ('+447700900123', '+447700900123', '07700900123', 'examplebank')
    """
    return "~".join(sorted({_one_key(one) for one in address.split("~")} - {""}))


def _one_key(address: str) -> str:
    address = address.strip()
    if not _PHONE.fullmatch(address):
        return address.casefold()
    digits = re.sub(r"\D", "", address)
    if address.startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") and len(digits) > 8 else digits


def merged(keys: Iterator[str] | list[str]) -> dict[str, str]:
    """From national forms to the one international form in the same files that ends in the same digits.

    A phone notes one person as `07700 900123` when dialled and as `+44 7700 900123` when received.

    >>> merged(["07700900123", "+447700900123", "60777"])
    {'07700900123': '+447700900123'}
    """
    known = list(keys)
    by_tail: dict[str, set[str]] = {}
    for key in known:
        if key.startswith("+") and "~" not in key:
            by_tail.setdefault(key[-9:], set()).add(key)
    found = {}
    for key in known:
        tail = key.lstrip("0")
        if key.isdigit() and len(tail) >= 9:
            same = {other for other in by_tail.get(tail[-9:], ()) if other.endswith(tail)}
            if len(same) == 1:
                found[key] = same.pop()
    return found
