"""What a seal signs: a short text that fixes the tag manifests, the custody record and the seal before.

Its comment lines are for people; the others make it a check list, so that `sha256sum -c` takes it as it is.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from amparo.evidence.custody import utc

FOLDER = "signatures"
STATEMENT = "statement.txt"
SIGNATURE = "statement.sig"
KEY_PEM = "public-key.pem"
KEY_LINE = "public-key.pub"
REQUEST = "timestamp-request.tsq"
RESPONSE = "timestamp-response.tsr"
TAGMANIFESTS = ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt")
MANIFESTS = ("manifest-sha256.txt", "manifest-sha512.txt")
SUPERSEDED = ("bag-info.txt", *MANIFESTS, *TAGMANIFESTS)
"""What a later seal makes anew; the old ones go to the folder of the seal that they belong to."""

_FORM = re.compile(
    r"# Amparo seal, format 1\n"
    r"# sealing: (?P<number>[1-9]\d{0,3})\n"
    r"# sealed at: (?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ), by the clock of the device\n"
    r"# key: (?P<fingerprint>SHA256:[A-Za-z0-9+/]{43})\n"
    r"# custody\.jsonl: (?P<entries>[1-9]\d{0,8}) lines, the last with SHA-256 (?P<head>[0-9a-f]{64})\n"
    r"# statement before: (?P<previous>none|[0-9a-f]{64})\n"
    r"(?P<sha256>[0-9a-f]{64})  tagmanifest-sha256\.txt\n"
    r"(?P<sha512>[0-9a-f]{64})  tagmanifest-sha512\.txt\n"
)


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    """Of the seal, from 1; the folder's name."""
    at: datetime
    """UTC, to the second."""
    fingerprint: str
    entries: int
    """Lines of the custody record, the seal's own included."""
    head: str
    """SHA-256 of the last of them."""
    previous: str | None
    """SHA-256 of the statement before."""
    tagmanifests: tuple[str, str]
    """SHA-256 of both tag manifests."""

    def text(self) -> bytes:
        return (
            f"# Amparo seal, format 1\n"
            f"# sealing: {self.number}\n"
            f"# sealed at: {utc(self.at)}, by the clock of the device\n"
            f"# key: {self.fingerprint}\n"
            f"# custody.jsonl: {self.entries} lines, the last with SHA-256 {self.head}\n"
            f"# statement before: {self.previous or 'none'}\n"
            f"{self.tagmanifests[0]}  {TAGMANIFESTS[0]}\n"
            f"{self.tagmanifests[1]}  {TAGMANIFESTS[1]}\n"
        ).encode()


def parse(content: bytes) -> Statement:
    """ValueError if a single byte is not as `Statement.text` writes it."""
    found = _FORM.fullmatch(content.decode("ascii"))
    if not found:
        raise ValueError("not a statement")
    return Statement(
        number=int(found["number"]),
        at=datetime.strptime(found["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC),
        fingerprint=found["fingerprint"],
        entries=int(found["entries"]),
        head=found["head"],
        previous=None if found["previous"] == "none" else found["previous"],
        tagmanifests=(found["sha256"], found["sha512"]),
    )


def folder(number: int) -> str:
    """`signatures/0001`."""
    return f"{FOLDER}/{number:04}"


def numbers(case: Path) -> list[int]:
    """Of the seals that a case holds, ascending; names that are no number are not looked at here."""
    return sorted(int(path.name) for path in (case / FOLDER).glob("[0-9][0-9][0-9][0-9]") if path.is_dir())
