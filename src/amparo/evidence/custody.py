"""Every hand a case passed: one JSON line an entry, each bound to the one before and signed.

A line is the JSON object that was signed with `signature` added at its end; `previous` is the SHA-256 of the line
before, without its line end. Anybody can take it apart with `sed`, `sha256sum` and `openssl` (the bag's README shows
how). The newest seal fixes the chain up to its own entry; what was added later is signed by its writer only, so that
cutting *those* entries off is not seen before the next seal. `verify` says how many entries that concerns.
"""

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from amparo import __version__
from amparo.evidence.atomic import locked, put_file
from amparo.evidence.errors import KeyProblem, SealError
from amparo.evidence.keys import PublicKey, SigningKey

NAME = "custody.jsonl"
FILE_BYTES = 256 << 20
"""No honest record is longer; a longer one is not read."""
_MARK = b',"signature":"'


class CustodyEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    n: int
    """From 1."""
    at: str
    """UTC: `2026-11-23T06:30:00Z`."""
    local: str
    """The same instant on the device's own clock, with its offset."""
    zone: str
    """The device's name for its zone, such as `CET`."""
    who: str
    what: str
    tool: str
    sealing: int | None
    """Number of the seal that this entry is part of."""
    attached: dict[str, str]
    """Files that came into the case outside of the tag manifest, with their SHA-256."""
    previous: str | None
    key: str
    """The signer's public key, as an OpenSSH line."""


class Broken(Exception):
    """Which entry does not hold, and why."""

    def __init__(self, n: int, cause: str) -> None:
        super().__init__(f"entry {n}: {cause}")
        self.n = n
        self.cause = cause


def line(
    before: bytes,
    *,
    key: SigningKey,
    who: str,
    what: str,
    when: datetime,
    sealing: int | None = None,
    attached: dict[str, str] | None = None,
) -> bytes:
    """The next line, line end included, for a record that so far is `before`. `when` is aware."""
    if when.tzinfo is None:
        raise ValueError("custody needs a time with a zone")
    lines = before.splitlines()
    local = when.astimezone()
    entry = CustodyEntry(
        n=len(lines) + 1,
        at=utc(when),
        local=local.isoformat(timespec="seconds"),
        zone=local.tzname() or "",
        who=_writable(who),
        what=_writable(what),
        tool=f"amparo {__version__}",
        sealing=sealing,
        attached=attached or {},
        previous=head(lines[-1]) if lines else None,
        key=key.public.openssh,
    )
    signed = msgspec.json.encode(entry)
    signature = base64.b64encode(key.sign(signed))
    return signed[:-1] + _MARK + signature + b'"}\n'


def read(content: bytes) -> list[CustodyEntry]:
    """All entries, checked: form, order, chain, signatures. Raises `Broken` at the first that does not hold."""
    lines = content.split(b"\n")
    if lines.pop():
        raise Broken(len(lines) + 1, "the last line is not complete")
    entries: list[CustodyEntry] = []
    for n, text in enumerate(lines, start=1):
        entry = _read_line(n, text)
        if entry.n != n:
            raise Broken(n, f"it bears the number {entry.n}")
        if entry.previous != (head(lines[n - 2]) if n > 1 else None):
            raise Broken(n, "it does not continue the entry before it")
        entries.append(entry)
    return entries


def append(case: Path, *, key: SigningKey, who: str, what: str, when: datetime) -> CustodyEntry:
    """Note that a case was handed over, shown, copied: an entry without a new seal. All or nothing."""
    with locked(case) as place:
        return extend(place, key=key, who=who, what=what, when=when)


def extend(
    place: Path,
    *,
    key: SigningKey,
    who: str,
    what: str,
    when: datetime,
    attached: dict[str, str] | None = None,
) -> CustodyEntry:
    """As `append`, for a caller that holds the case's lock."""
    before = content_of(place)
    try:
        read(before)
    except Broken as error:
        raise SealError(f"{place / NAME} is broken at {error}; nothing can be added to it") from error
    added = line(before, key=key, who=who, what=what, when=when, attached=attached)
    put_file(place, NAME, before + added)
    return read(before + added)[-1]


def content_of(case: Path) -> bytes:
    """The whole record as it is on the disk. `SealError` if it cannot be read or is absurdly long."""
    path = case / NAME
    try:
        if path.is_symlink() or path.stat().st_size > FILE_BYTES:
            raise SealError(f"{path} is not a record of custody")
        return path.read_bytes()
    except OSError as error:
        raise SealError(f"{path} cannot be read: {error.strerror}") from error


def head(text: bytes) -> str:
    """SHA-256 of a line without its line end."""
    return hashlib.sha256(text.rstrip(b"\n")).hexdigest()


def utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_line(n: int, text: bytes) -> CustodyEntry:
    signed, mark, rest = text.rpartition(_MARK)
    signed += b"}"
    try:
        if not mark or rest[-2:] != b'"}':
            raise ValueError
        signature = base64.b64decode(rest[:-2], validate=True)
        entry = msgspec.json.decode(signed, type=CustodyEntry)
        # A second way to write the same would be a place where bytes could change unseen.
        if base64.b64encode(signature) != rest[:-2] or msgspec.json.encode(entry) != signed:
            raise ValueError
        key = PublicKey.read(entry.key.encode())
    except (ValueError, KeyProblem, msgspec.DecodeError):
        raise Broken(n, "it is not written as an entry is") from None
    if not key.verifies(signature, signed):
        raise Broken(n, "its signature does not belong to it")
    return entry


def _writable(text: str) -> str:
    """Lone surrogates cannot be written; everything else is kept."""
    return text.encode(errors="replace").decode()
