"""Is a case as it was sealed? One sentence, and every place that speaks against it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography import x509

from amparo.evidence import custody, timestamps
from amparo.evidence.atomic import recover
from amparo.evidence.errors import EvidenceError
from amparo.evidence.examination import Findings, Problem, StampStatus, examined
from amparo.evidence.keys import KeyRing, PublicKey
from amparo.evidence.paths import printable
from amparo.evidence.timestamps import Stamp

__all__ = ["Problem", "StampStatus", "Verdict", "verify"]


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
        findings = Findings([problem])
    return _verdict(findings, ring)


def _verdict(findings: Findings, ring: KeyRing) -> Verdict:
    newest = findings.seals[-1] if findings.seals else None
    ok = not findings.problems and newest is not None
    strangers = [] if not ok else _strangers(findings, ring)
    return Verdict(
        ok=ok,
        sentence=_sentence(findings, ring, strangers),
        problems=tuple(findings.problems),
        signer=newest.key.fingerprint if newest else None,
        trusted=ok and not strangers,
        sealed_at=newest.statement.at if newest else None,
        sealings=len(findings.seals),
        timestamp=findings.stamps,
        stamp=next((seal.stamp for seal in reversed(findings.seals) if seal.stamp), None),
        statement=hashlib.sha256(newest.text).hexdigest() if newest else None,
    )


def _strangers(findings: Findings, ring: KeyRing) -> list[str]:
    """Fingerprints of keys that nobody here trusts, the newest seal's first."""
    keys = [seal.key for seal in reversed(findings.seals)]
    keys += [PublicKey.read(entry.key.encode()) for entry in findings.entries]
    strange = (key.fingerprint for key in keys if not ring.trusts(key))
    return list(dict.fromkeys(strange))


def _sentence(findings: Findings, ring: KeyRing, strangers: list[str]) -> str:
    if findings.problems:
        first, more = findings.problems[0], len(findings.problems) - 1
        others = f", and {more} more {'problem' if more == 1 else 'problems'}" if more else ""
        return f"Not as it was sealed: {first.path}: {first.cause}{others}."
    newest = findings.seals[-1]
    known = ring.find(newest.key)
    since = f"{newest.statement.at:%Y-%m-%d %H:%M:%S} UTC (by the device's clock)"
    owner = f" of {printable(known.name)}" if known else ""
    sentence = f"Unchanged since it was sealed on {since} with the key {newest.key.fingerprint}{owner}"
    if stamp := newest.stamp:
        word = "confirms" if stamp.checked else "(not checked: no certificate of it is trusted here) says"
        sentence += (
            f"; {printable(stamp.authority)} {word} that the seal existed on {stamp.at:%Y-%m-%d %H:%M:%S} UTC"
        )
    if not strangers:
        return sentence + "."
    if strangers[0] == newest.key.fingerprint:
        return (
            f"{sentence}; the seal is valid but by a key that you have not trusted: compare the fingerprint with one "
            f"that you got from its owner by another way."
        )
    return f"{sentence}; an earlier seal or an entry of {custody.NAME} is by a key that you have not trusted: {strangers[0]}."
