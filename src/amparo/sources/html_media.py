"""Photos, videos and sounds inside a page itself, as ``data:`` URIs (RFC 2397): found, named and left out."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from amparo.sources.base import Cut, File

_URI = re.compile(
    rb"data:(?=(?:image|video|audio)/|[^,\"'<>\s]{0,200};base64,)"
    rb"((?:image|video|audio|application)/[a-z0-9.+-]{1,60})?((?:;[a-z0-9=.+-]{1,80})*?)(;base64)?,",
    re.IGNORECASE,
)
_OPENING = 300
"""Bytes: an opening is no longer."""
_PAYLOAD = re.compile(rb"(?:[A-Za-z0-9+/=_-]|%[0-9A-Fa-f]{2}|[\r\n])*+")
_LOOSE_PAYLOAD = re.compile(rb"[^\"'<>\s)]*+")
_BLOCK = 1 << 20
_LONGEST = 64 << 20
"""Bytes of one cut; a longer medium is several."""


def withheld(source: bytes) -> bytes:
    """`source` with the content of embedded media replaced by its length; the rest untouched."""
    if b"data:" not in source and b"DATA:" not in source:
        return source
    kept, at = [], 0
    for found in _URI.finditer(source):
        if found.end() >= at:
            end = _payload(source, found).end()
            kept += [source[at : found.end()], b"[%d bytes]" % (end - found.end())]
            at = end
    return b"".join([*kept, source[at:]])


def media_type(uri: bytes) -> str | None:
    """The type of an embedded medium (`image/png`, or `data` where none is stated); None when `uri` is none."""
    if uri[:5].lower() != b"data:":
        return None
    found = _URI.match(uri)
    return _type(found) if found else "data"


def embedded(file: File) -> Iterator[Cut]:
    """The places of all media embedded in `file`, ascending. Raises `ArchiveError` as `file.open` does."""
    with file.open() as stream:
        buffer, base, number, last = b"", 0, 0, False
        while not last:
            more = stream.read(_BLOCK)
            last = not more
            buffer += more
            at = 0
            while found := _URI.search(buffer, at):
                payload = _payload(buffer, found)
                if payload.end() == len(buffer) and not last and len(buffer) - found.start() < _LONGEST:
                    at = found.start()
                    break
                at = payload.end()
                if not payload[0]:
                    continue
                number += 1
                content = _decoded(payload[0], bool(found[3]))
                yield Cut(
                    start=base + payload.start(),
                    end=base + payload.end(),
                    why="photo or video",
                    name=f"{_type(found)} {number} in the page",
                    size=len(content),
                    digest=hashlib.sha256(content).hexdigest(),
                )
            else:
                at = max(at, len(buffer) - _OPENING)
            buffer, base = buffer[at:], base + at


def _type(found: re.Match[bytes]) -> str:
    return found[1].decode("ascii").lower() if found[1] else "data"


def _payload(source: bytes, found: re.Match[bytes]) -> re.Match[bytes]:
    matched = (_PAYLOAD if found[3] else _LOOSE_PAYLOAD).match(source, found.end())
    assert matched is not None, "an empty payload matches"  # noqa: S101
    return matched


def _decoded(payload: bytes, packed: bool) -> bytes:
    """What the payload holds; as far as it is base64, like a browser, else its bytes as they are."""
    plain = unquote_to_bytes(payload)
    if not packed:
        return plain
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), altchars=None)
    except (binascii.Error, ValueError):
        return plain
