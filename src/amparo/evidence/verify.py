"""Is a case as it was sealed? One sentence, and every place that speaks against it.

All content is hostile: nothing is followed, opened or believed because a list names it; the folder is walked, and each
file found must be accounted for, byte for byte. docs/verify.md says which change is found by which check.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import msgspec
from cryptography import x509

from amparo.evidence import custody, manifests, statement, tarstream, timestamps
from amparo.evidence.atomic import recover
from amparo.evidence.custody import CustodyEntry
from amparo.evidence.digests import Digester
from amparo.evidence.errors import EvidenceError, KeyProblem, StampError
from amparo.evidence.keys import KeyRing, Mark, PublicKey
from amparo.evidence.paths import printable
from amparo.evidence.statement import Statement
from amparo.evidence.timestamps import Stamp

_SMALL = 64 * 1024
"""No statement, key or request is longer."""
_LOOSE = {statement.STATEMENT, statement.SIGNATURE, statement.KEY_PEM, statement.KEY_LINE, statement.REQUEST}
"""Files of the newest seal, which no list can name yet."""


class Problem(msgspec.Struct, frozen=True):
    path: str
    """Relative to the case; a custody entry as `custody.jsonl, entry 3`."""
    cause: str


class StampStatus(StrEnum):
    NONE = "none"
    """No authority was asked."""
    UNCHECKED = "unchecked"
    """It belongs to the seal; no certificate of an authority is trusted here that could confirm it."""
    VALID = "valid"
    WRONG = "wrong"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    ok: bool
    """As it was sealed. Says nothing about whose key it was: see `trusted`."""
    sentence: str
    problems: tuple[Problem, ...]
    signer: str | None
    """Fingerprint of the newest seal's key."""
    trusted: bool
    """Every key in it is this device's own or one that a person trusted."""
    sealed_at: datetime | None
    """Of the newest seal, by the clock of the device."""
    sealings: int
    timestamp: StampStatus
    """Of the newest seal that has one."""
    stamp: Stamp | None
    statement: str | None
    """SHA-256 of the newest statement, to compare with one that was written down."""


def verify(
    case: Path,
    trusted: KeyRing | None = None,
    authorities: Sequence[x509.Certificate] | None = None,
) -> Verdict:
    """Check everything. `trusted` and `authorities` are by default those of this device's home."""
    recover(case)
    ring = trusted or KeyRing()
    try:
        known = timestamps.roots() if authorities is None else authorities
        findings = examined(case, payload=True, ring=ring, authorities=known)
    except (OSError, EvidenceError) as error:
        problem = Problem(printable(case.name), f"it cannot be read: {error}")
        findings = _Findings([problem])
    return findings.verdict(ring)


class _Seal(msgspec.Struct, frozen=True):
    """A seal whose own signature holds."""

    statement: Statement
    text: bytes
    key: PublicKey
    stamp: Stamp | None


class _Findings:
    """What an examination found, in the order in which it matters."""

    def __init__(self, problems: list[Problem] | None = None) -> None:
        self.problems = problems or []
        self.seals: list[_Seal] = []
        self.entries: list[CustodyEntry] = []
        self.stamps = StampStatus.NONE

    def add(self, path: str, cause: str) -> None:
        self.problems.append(Problem(printable(path), cause))

    def verdict(self, ring: KeyRing) -> Verdict:
        newest = self.seals[-1] if self.seals else None
        ok = not self.problems and newest is not None
        strangers = [] if not ok else self._strangers(ring)
        return Verdict(
            ok=ok,
            sentence=self._sentence(ring, strangers),
            problems=tuple(self.problems),
            signer=newest.key.fingerprint if newest else None,
            trusted=ok and not strangers,
            sealed_at=newest.statement.at if newest else None,
            sealings=len(self.seals),
            timestamp=self.stamps,
            stamp=next((seal.stamp for seal in reversed(self.seals) if seal.stamp), None),
            statement=hashlib.sha256(newest.text).hexdigest() if newest else None,
        )

    def _strangers(self, ring: KeyRing) -> list[str]:
        """Fingerprints of keys that nobody here trusts, the newest seal's first."""
        keys = [seal.key for seal in reversed(self.seals)]
        keys += [PublicKey.read(entry.key.encode()) for entry in self.entries]
        strange = (key.fingerprint for key in keys if not ring.trusts(key))
        return list(dict.fromkeys(strange))

    def _sentence(self, ring: KeyRing, strangers: list[str]) -> str:
        if self.problems:
            first, more = self.problems[0], len(self.problems) - 1
            others = f", and {more} more {'problem' if more == 1 else 'problems'}" if more else ""
            return f"Not as it was sealed: {first.path}: {first.cause}{others}."
        newest = self.seals[-1]
        known = ring.find(newest.key)
        since = f"{newest.statement.at:%Y-%m-%d %H:%M:%S} UTC (by the device's clock)"
        owner = f" of {printable(known.name)}" if known else ""
        sentence = f"Unchanged since it was sealed on {since} with the key {newest.key.fingerprint}{owner}"
        if stamp := newest.stamp:
            word = "confirms" if stamp.checked else "(not checked: no certificate of it is trusted here) says"
            sentence += f"; {printable(stamp.authority)} {word} that the seal existed on {stamp.at:%Y-%m-%d %H:%M:%S} UTC"
        if not strangers:
            return sentence + "."
        if strangers[0] == newest.key.fingerprint:
            return (
                f"{sentence}; the seal is valid but by a key that you have not trusted: compare the fingerprint with one "
                f"that you got from its owner by another way."
            )
        return f"{sentence}; an earlier seal or an entry of {custody.NAME} is by a key that you have not trusted: {strangers[0]}."


def examined(
    case: Path,
    *,
    payload: bool,
    ring: KeyRing | None = None,
    authorities: Sequence[x509.Certificate] = (),
) -> _Findings:
    """All checks; without `payload` the bytes below `data/` are not read, only their presence is looked at."""
    findings = _Findings()
    if not case.is_dir() or case.is_symlink():
        findings.add(case.name, "there is no such folder" if not case.exists() else "it is not a folder")
        return findings
    present = set(_walk(case, findings))
    _seals(case, present, findings, authorities)
    _marked_keys(ring, findings)
    _custody(case, present, findings)
    lists = [
        _lists(case, pair, present, findings)
        for pair in zip(statement.MANIFESTS, statement.TAGMANIFESTS, strict=True)
    ]
    _files(case, present, lists, findings, payload)
    _attached(case, present, findings)
    return findings


def _walk(case: Path, findings: _Findings) -> Iterator[str]:
    """Every file, relative; links and devices are problems."""

    def unreadable(error: OSError) -> None:
        findings.add(os.path.relpath(error.filename, case), f"it cannot be read: {error.strerror}")

    for folder, folders, names in os.walk(case, onerror=unreadable):
        folders.sort()
        for name in sorted([*folders, *names]):
            path = Path(folder, name)
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode):
                yield path.relative_to(case).as_posix()
            elif not stat.S_ISDIR(mode):
                kind = "a link" if stat.S_ISLNK(mode) else "not a file"
                findings.add(path.relative_to(case).as_posix(), f"it is {kind}; a case holds none")


def _read(case: Path, path: str, limit: int = _SMALL) -> bytes:
    """ValueError when it is longer than such a file can be."""
    content = bytearray()
    for chunk in tarstream.chunks_of(case / path):
        content += chunk
        if len(content) > limit:
            raise ValueError(f"longer than {limit} bytes")
    return bytes(content)


def _seals(
    case: Path, present: set[str], findings: _Findings, authorities: Sequence[x509.Certificate]
) -> None:
    numbers = statement.numbers(case)
    if not numbers:
        findings.add(statement.FOLDER, "there is no seal")
    for expected in range(1, (numbers[-1] if numbers else 0) + 1):
        folder = statement.folder(expected)
        missing = sorted(f"{folder}/{name}" for name in _LOOSE if f"{folder}/{name}" not in present)
        for path in missing:
            findings.add(path, "it is missing")
        if missing:
            continue
        try:
            _seal(case, expected, present, findings, authorities)
        except (OSError, ValueError) as error:
            findings.add(folder, f"the seal cannot be read: {error}")


def _seal(
    case: Path,
    number: int,
    present: set[str],
    findings: _Findings,
    authorities: Sequence[x509.Certificate],
) -> None:
    folder = statement.folder(number)
    text, signature, pem, line, asked = (
        _read(case, f"{folder}/{name}")
        for name in (
            statement.STATEMENT,
            statement.SIGNATURE,
            statement.KEY_PEM,
            statement.KEY_LINE,
            statement.REQUEST,
        )
    )
    try:
        key = PublicKey.read(pem)
    except KeyProblem:
        findings.add(f"{folder}/{statement.KEY_PEM}", "it is not a public key")
        return
    if key.pem != pem:
        findings.add(f"{folder}/{statement.KEY_PEM}", "it was altered after sealing")
    if f"{key.openssh}\n".encode() != line:
        findings.add(f"{folder}/{statement.KEY_LINE}", f"it is not the key of {statement.KEY_PEM}")
    if not key.verifies(signature, text):
        findings.add(
            f"{folder}/{statement.SIGNATURE}",
            "the signature is wrong: statement, signature or key was altered",
        )
        return
    try:
        said = statement.parse(text)
    except ValueError:
        findings.add(f"{folder}/{statement.STATEMENT}", "it is signed, but not a statement of this program")
        return
    before = findings.seals[-1] if findings.seals else None
    previous = hashlib.sha256(before.text).hexdigest() if before else None
    if said.number != number or said.fingerprint != key.fingerprint or said.previous != previous:
        findings.add(f"{folder}/{statement.STATEMENT}", "it belongs to another place or another case")
    if timestamps.request(signature) != asked:
        findings.add(f"{folder}/{statement.REQUEST}", "it is not the request for this signature")
    stamp = None
    path = f"{folder}/{statement.RESPONSE}"
    if path in present:
        try:
            stamp = timestamps.check(_read(case, path, timestamps.ANSWER_BYTES), signature, authorities)
            findings.stamps = StampStatus.VALID if stamp.checked else StampStatus.UNCHECKED
        except (StampError, ValueError) as error:
            findings.add(path, f"the time stamp is wrong: {error}")
            findings.stamps = StampStatus.WRONG
    findings.seals.append(_Seal(said, text, key, stamp))


def _marked_keys(ring: KeyRing | None, findings: _Findings) -> None:
    """A stolen key may have sealed at any time and with any date; only a stamp shows what is older."""
    for seal in findings.seals:
        known = ring.find(seal.key) if ring else None
        if known is None or known.mark is not Mark.STOLEN or known.since is None:
            continue
        if not (seal.stamp and seal.stamp.checked and seal.stamp.at < known.since):
            findings.add(
                f"{statement.folder(seal.statement.number)}/{statement.KEY_PEM}",
                f"this key is marked as stolen since {known.since:%Y-%m-%d}, and no checked time stamp shows that the seal is older",
            )


def _custody(case: Path, present: set[str], findings: _Findings) -> None:
    if custody.NAME not in present:
        findings.add(custody.NAME, "it is missing")
        return
    content = b""
    try:
        content = _read(case, custody.NAME, custody.FILE_BYTES)
        findings.entries = custody.read(content)
    except custody.Broken as error:
        findings.add(f"{custody.NAME}, entry {error.n}", f"the chain is broken: {error.cause}")
    except (OSError, ValueError) as error:
        findings.add(custody.NAME, f"it cannot be read: {error}")
        return
    lines = content.splitlines()
    for seal in findings.seals:
        said = seal.statement
        if said.entries > len(lines):
            cause = (
                f"it was cut off: {len(lines)} entries, while seal {said.number} was made over {said.entries}"
            )
            findings.add(custody.NAME, cause)
        elif custody.head(lines[said.entries - 1]) != said.head:
            place = f"{custody.NAME}, entry {said.entries}"
            findings.add(place, f"it is not the entry that seal {said.number} was made over")
    if not findings.entries:
        return
    noted = [entry.sealing for entry in findings.entries if entry.sealing is not None]
    made = statement.numbers(case)
    for number in sorted(set(noted) - set(made)):
        cause = f"seal {number} is missing; {custody.NAME} says that it was made"
        findings.add(statement.folder(number), cause)
    if set(noted) <= set(made) and noted != made:
        findings.add(custody.NAME, "its entries do not fit the seals")


def _lists(
    case: Path, names: tuple[str, str], present: set[str], findings: _Findings
) -> dict[str, str] | None:
    """Path to digest of one manifest and its tag manifest; None where they cannot be read."""
    newest = findings.seals[-1].statement if findings.seals else None
    listed: dict[str, str] = {}
    for name in names:
        if name not in present:
            findings.add(name, "it is missing")
            return None
        try:
            content = _read(case, name, manifests.FILE_BYTES)
            read = manifests.read(content)
        except (OSError, ValueError) as error:
            findings.add(name, f"it was altered after sealing: {error}")
            return None
        if name in statement.TAGMANIFESTS and newest:
            expected = newest.tagmanifests[statement.TAGMANIFESTS.index(name)]
            if hashlib.sha256(content).hexdigest() != expected:
                findings.add(name, f"it is not the one that seal {newest.number} was made over")
        if any(path.startswith("data/") != (name in statement.MANIFESTS) for path in read):
            findings.add(name, "it lists files that belong to another list")
        listed |= read
    return listed


def _files(
    case: Path,
    present: set[str],
    lists: list[dict[str, str] | None],
    findings: _Findings,
    payload: bool,
) -> None:
    """Every file is in both lists and as they say; every listed file is there."""
    newest = findings.seals[-1].statement.number if findings.seals else 0
    loose = {custody.NAME, *statement.TAGMANIFESTS}
    loose |= {f"{statement.folder(newest)}/{name}" for name in _LOOSE}
    loose |= {f"{statement.folder(number)}/{statement.RESPONSE}" for number in range(1, newest + 1)}
    known = [listed for listed in lists if listed is not None]
    holders: dict[str, str] = {digest: path for listed in known for path, digest in listed.items()}
    if not known:
        return
    # Tag files first: a list that was altered explains what follows.
    everything = sorted(present.union(*known), key=lambda path: (path.startswith("data/"), path))
    with Digester() as digester:
        for path in everything:
            expected = [listed.get(path) for listed in known]
            if path not in present:
                findings.add(path, "it is missing")
            elif None in expected:
                if path not in loose:
                    findings.add(path, "it was added after sealing: the seal does not cover it")
            elif payload or not path.startswith("data/"):
                try:
                    digest = digester.of(tarstream.chunks_of(case / path))
                except OSError as error:
                    findings.add(path, f"it cannot be read: {error.strerror}")
                    continue
                if any(found not in (digest.sha256, digest.sha512) for found in expected):
                    holder = holders.get(digest.sha256) or holders.get(digest.sha512)
                    elsewhere = (
                        f": it holds what {printable(holder)} should hold"
                        if holder not in (None, path)
                        else ""
                    )
                    findings.add(path, f"it was altered after sealing{elsewhere}")


def _attached(case: Path, present: set[str], findings: _Findings) -> None:
    """What the custody record says came in outside of the lists is there, and as it came."""
    for entry in findings.entries:
        for path, digest in entry.attached.items():
            if path not in present:
                findings.add(
                    path, f"it is missing; entry {entry.n} of {custody.NAME} says that it was received"
                )
                continue
            content = hashlib.sha256()
            for chunk in tarstream.chunks_of(case / path):
                content.update(chunk)
            if content.hexdigest() != digest:
                findings.add(
                    path, f"it is not the file that entry {entry.n} of {custody.NAME} was written for"
                )
