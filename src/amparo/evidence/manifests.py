"""Manifests of a bag: which file has which digest (RFC 8493, 2.1.3 and 2.2.1)."""

import re
from collections.abc import Iterable, Mapping

from amparo.evidence.digests import Digest
from amparo.evidence.paths import decoded, encoded

FILE_BYTES = 1 << 30
"""A manifest of 200,000 files with long names has 60 MB."""
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64}|[0-9a-f]{128})  (?P<path>[^\r\n]+)")


def written(digests: Mapping[str, str]) -> bytes:
    """Path to digest, sorted by path: the same files make the same bytes."""
    return "".join(f"{digests[path]}  {encoded(path)}\n" for path in sorted(digests)).encode()


def pair(digests: Mapping[str, Digest], paths: Iterable[str]) -> tuple[bytes, bytes]:
    """The SHA-256 and the SHA-512 manifest of some `paths`."""
    chosen = list(paths)
    return (
        written({path: digests[path].sha256 for path in chosen}),
        written({path: digests[path].sha512 for path in chosen}),
    )


def read(content: bytes) -> dict[str, str]:
    """Path to digest. ValueError, with the line, for anything that `written` would not write."""
    found: dict[str, str] = {}
    lines = content.decode().split("\n")
    if lines.pop():
        raise ValueError("its last line is not complete")
    for number, text in enumerate(lines, start=1):
        match = _LINE.fullmatch(text)
        path = decoded(match["path"]) if match else ""
        if not match or path in found:
            raise ValueError(f"line {number} is not a digest and a path that stands there once")
        found[path] = match["digest"]
    return found
