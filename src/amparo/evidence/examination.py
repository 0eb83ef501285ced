"""The checks behind `verify`, each a function that adds what it finds to the findings.

All content is hostile: nothing is followed, opened or believed because a list names it; the folder is walked, and each
file found must be accounted for, byte for byte. docs/verify.md says which change is found by which check.
"""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec
from cryptography import x509

from amparo.evidence import custody, manifests, statement, tarstream, timestamps
from amparo.evidence.custody import CustodyEntry
from amparo.evidence.digests import Digester
from amparo.evidence.errors import KeyProblem, StampError
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


class Seal(msgspec.Struct, frozen=True):
    """A seal whose own signature holds."""

    statement: Statement
    text: bytes
    key: PublicKey
    stamp: Stamp | None


class Findings:
    """What an examination found, in the order in which it matters."""

    def __init__(self, problems: list[Problem] | None = None) -> None:
        self.problems = problems or []
        self.seals: list[Seal] = []
        self.entries: list[CustodyEntry] = []
        self.stamps = StampStatus.NONE

    def add(self, path: str, cause: str) -> None:
        self.problems.append(Problem(printable(path), cause))


def examined(
    case: Path,
    *,
    payload: bool,
    ring: KeyRing | None = None,
    authorities: Sequence[x509.Certificate] = (),
) -> Findings:
    """All checks; without `payload` the bytes below `data/` are not read, only their presence is looked at."""
    findings = Findings()
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
    if lists[0] is not None:
        _continued(case, lists[0], findings)
    _attached(case, present, findings)
    return findings


def _walk(case: Path, findings: Findings) -> Iterator[str]:
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
    case: Path, present: set[str], findings: Findings, authorities: Sequence[x509.Certificate]
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
    findings: Findings,
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
    if not key.verifies(signature, text):
        findings.add(
            f"{folder}/{statement.SIGNATURE}",
            "the signature is wrong: statement, signature or key was altered",
        )
        return
    if key.pem != pem:
        findings.add(f"{folder}/{statement.KEY_PEM}", "it was altered after sealing")
    if f"{key.openssh}\n".encode() != line:
        findings.add(f"{folder}/{statement.KEY_LINE}", f"it is not the key of {statement.KEY_PEM}")
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
    findings.seals.append(Seal(said, text, key, stamp))


def _marked_keys(ring: KeyRing | None, findings: Findings) -> None:
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


def _custody(case: Path, present: set[str], findings: Findings) -> None:
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
    case: Path, names: tuple[str, str], present: set[str], findings: Findings
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
    findings: Findings,
    payload: bool,
) -> None:
    """Every file is in both lists and as they say; every listed file is there."""
    newest = max(statement.numbers(case), default=0)
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


def _continued(case: Path, newest: dict[str, str], findings: Findings) -> None:
    """What an older seal covered, every later one covers, and unchanged: sealing again only adds."""
    for seal in findings.seals[:-1]:
        number = seal.statement.number
        folder = statement.folder(number)
        covered: dict[str, str] = {}
        try:
            for name, expected in zip(statement.TAGMANIFESTS, seal.statement.tagmanifests, strict=True):
                content = _read(case, f"{folder}/{name}", manifests.FILE_BYTES)
                if hashlib.sha256(content).hexdigest() != expected:
                    findings.add(f"{folder}/{name}", f"it is not the one that seal {number} was made over")
            for name in (statement.MANIFESTS[0], statement.TAGMANIFESTS[0]):
                covered |= manifests.read(_read(case, f"{folder}/{name}", manifests.FILE_BYTES))
        except (OSError, ValueError) as error:
            findings.add(folder, f"its lists cannot be read: {error}")
            continue
        for path, digest in covered.items():
            if newest.get(f"{folder}/{path}" if path in statement.SUPERSEDED else path) != digest:
                findings.add(path, f"seal {number} covers it in another form than the newest seal does")


def _attached(case: Path, present: set[str], findings: Findings) -> None:
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
