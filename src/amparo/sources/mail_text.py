"""Characters of a mail: charsets of bodies, encoded words of headers, addresses, dates. Nothing here raises on content."""

import base64
import binascii
import codecs
import email.utils
import quopri
import re
from dataclasses import dataclass
from datetime import UTC, datetime

_SUPERSETS = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""Charsets that mail programs read as a larger one (WHATWG Encoding Standard, 4.2), by Python's name."""
_ALIASES = {
    "x-unknown": "",
    "unknown-8bit": "",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso8859-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "x-mac-roman": "mac-roman",
}
_NOT_CHARSETS = frozenset(
    ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"]
)
"""Python codecs that no mail may ask for."""
_META = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?([-\w.:]{2,40})""")

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)[ \t\r\n]+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_ANGLE = re.compile(r"<\s*([^<>\s]{1,200}@[^<>\s]{1,255})\s*>")
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]@]{1,128}@[^\s<>\"',;:()\[\]@]{1,255}")


def characters(content: bytes, charset: str | None, *, html: bool = False) -> tuple[str, bool]:
    """Text of a body, and whether the stated charset (or UTF-8, where none is stated) read all of it."""
    if not charset and html and (meta := _META.search(content[:2048])):
        charset = meta[1].decode("ascii")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        charset = "utf-16"
    codec = _codec(charset or "utf-8")
    if codec is not None:
        try:
            text = content.decode(codec)
        except UnicodeError:
            pass
        else:
            return text.removeprefix("\ufeff"), True
    for other in ("utf-8", "cp1252"):
        try:
            return content.decode(other).removeprefix("\ufeff"), False
        except UnicodeError:
            continue
    return content.decode(codec or "utf-8", errors="replace"), False


def _codec(charset: str) -> str | None:
    name = charset.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    if found in _NOT_CHARSETS:
        return None
    try:
        b"a".decode(found)
    except LookupError:  # a codec, but not of text
        return None
    except UnicodeError:  # of text, with more bytes a letter
        pass
    return _SUPERSETS.get(found, found)


def header_text(raw: str) -> str:
    """A header's value on one line, encoded words (RFC 2047) and bytes of 8-bit headers read."""
    unfolded = re.sub(r"\r?\n[ \t]*", " ", raw)
    if "=?" in unfolded:
        unfolded = _joined_words(unfolded)
    if not unfolded.isascii():
        unfolded = _eight_bit(unfolded)
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", unfolded).strip()


def _joined_words(value: str) -> str:
    """Decode encoded words; neighbours of one charset are joined before, as some cut characters in two."""
    value = _BETWEEN.sub(r"\1", value)
    pieces: list[str] = []
    pending: tuple[str, bytes] | None = None
    at = 0

    def flush() -> None:
        if pending is not None:
            pieces.append(characters(pending[1], pending[0].partition("*")[0])[0])

    for word in _WORD.finditer(value):
        if word.start() > at:
            flush()
            pending = None
            pieces.append(value[at : word.start()])
        content = _word_bytes(word[2], word[3])
        if pending is not None and pending[0] == word[1].lower():
            pending = pending[0], pending[1] + content
        else:
            flush()
            pending = word[1].lower(), content
        at = word.end()
    flush()
    return "".join(pieces) + value[at:]


def _word_bytes(encoding: str, value: str) -> bytes:
    content = value.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(content, header=True)
    try:
        return base64.b64decode(content + b"=" * (-len(content.rstrip(b"=")) % 4))
    except (binascii.Error, ValueError):
        return content


def _eight_bit(value: str) -> str:
    try:
        content = value.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:  # already characters
        return value.encode("utf-8", "replace").decode("utf-8")
    return characters(content, None)[0]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One name and address of a header; either may be empty."""

    name: str
    address: str
    """As written."""

    @property
    def key(self) -> str:
        return self.address.casefold()

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name and self.address else self.name or self.address


def mailboxes(raw: str) -> list[Mailbox]:
    """Of From, To, ...: those with an address; where there is none, the whole value as a name."""
    unfolded = re.sub(r"\r?\n[ \t]*", " ", raw)[:20_000]
    try:
        pairs = email.utils.getaddresses([unfolded])
    except (ValueError, IndexError, AttributeError, RecursionError):
        pairs = []
    found = [
        Mailbox(_name(name), address)
        for name, address in ((name, header_text(address)) for name, address in pairs)
        if "@" in address and not re.search(r"\s", address)
    ]
    if found:
        return found
    value = header_text(raw)
    addresses = list(_ADDRESS.finditer(value))
    if not addresses:
        return [Mailbox(_name(value.strip(" <>")), "")] if value.strip(" <>") else []
    first = addresses[0]
    name = _name(
        value[: first.start()].rstrip(" <") if first.start() else value[first.end() :].strip(" <>()")
    )
    return [Mailbox(name, first[0]), *(Mailbox("", other[0]) for other in addresses[1:])]


def author(raw: str) -> Mailbox | None:
    """Of From: the address in angle brackets where there is one, all else being the name; names may hold a trap
    such as `"help@bank.example", <real@example.org>`.
    """
    unfolded = re.sub(r"\r?\n[ \t]*", " ", raw)[:20_000]
    angles = list(_ANGLE.finditer(unfolded))
    if len(angles) == 1:
        around = f"{unfolded[: angles[0].start()]} {unfolded[angles[0].end() :]}"
        return Mailbox(_name(around.strip().strip(",;_").strip()), header_text(angles[0][1]))
    return next(iter(mailboxes(raw)), None)


def _name(raw: str) -> str:
    return header_text(raw).strip().strip("\"'").strip()


@dataclass(frozen=True, slots=True)
class Dated:
    """What a Date header says: an instant, a wall time, or neither."""

    instant: datetime | None = None
    wall: datetime | None = None
    zone_withheld: bool = False
    """The zone is `-0000`: the instant is known, where the sender's clock stood is not (RFC 5322, 3.3)."""


def dated(raw: str | None) -> Dated:
    """Read a Date header."""
    if raw is None:
        return Dated()
    value = header_text(raw)[:200]
    try:
        read = email.utils.parsedate_tz(value)
        if read is None:
            return Dated()
        wall = datetime(*read[:6])  # noqa: DTZ001
        if re.search(r"[ \d]-0000\b", value):
            return Dated(instant=wall.replace(tzinfo=UTC), zone_withheld=True)
        parsed = email.utils.parsedate_to_datetime(value)
        if parsed.tzinfo is None:
            return Dated(wall=wall)
        return Dated(instant=parsed.astimezone(UTC))
    except (ValueError, TypeError, OverflowError, IndexError):
        return Dated()
