"""Hand things in, as a person would: from bytes or paths to the `File` that readers get."""

import hashlib
import io
from pathlib import Path

from amparo.archive import Member, Refused, opened
from amparo.sources import File, inventory
from amparo.sources.base import HEAD

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Fixtures of the workplace; tests that use them skip where they are absent."""


def file_of(content: bytes, name: str = "export.txt", *, screenshot: bool = False) -> File:
    """One file handed in, without touching the disk."""
    member = Member(name, name, len(content), (), Path(name), lambda: io.BytesIO(content))
    return File(member, hashlib.sha256(content).hexdigest(), content[:HEAD], screenshot)


def files_of(*paths: Path) -> list[File]:
    """Everything at `paths`; small things only, as all content is held in memory."""
    files = []
    with opened(paths) as members:
        for item in inventory(members):
            assert not isinstance(item, Refused), item
            with item.open() as stream:
                content = stream.read()
            member = Member(
                item.name,
                item.path,
                item.size,
                item.member.archives,
                item.member.on_disk,
                lambda content=content: io.BytesIO(content),
            )
            files.append(File(member, item.digest, item.head, item.screenshot))
    return files
