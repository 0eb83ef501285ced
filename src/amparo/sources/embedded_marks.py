"""How the beginning of a picture, film, sound or archive looks in a text: in base64, hex, numbers, escapes, or bare.

The marks follow from the first bytes of each format (see `media.kinds`): three bytes are four letters of base64, so the
same bytes always begin with the same letters. Blanks, line ends, backslashes, NUL (UTF-16) and `=` (quoted-printable)
may stand between any two letters; they are dropped before the search, and the places counted back afterwards.
"""

from enum import Enum, auto
from functools import cache
from typing import NamedTuple

import hyperscan
import numpy as np


class Mark(Enum):
    BASE64 = auto()
    HEX = auto()
    NUMBERS = auto()
    """A list of byte values: `[255, 216, 255, ...]`."""
    ESCAPED = auto()
    """Bytes written as characters of a string: `\\u00ff\\u00d8`, `%FF%D8`, or Latin-1 turned into UTF-8."""
    DATA_URI = auto()
    UUENCODE = auto()
    BARE = auto()
    """Not encoded at all."""


class Hit(NamedTuple):
    start: int
    mark: Mark


LONGEST = 1024
"""Bytes that a mark, with what stands between its letters, may take to be found where two blocks meet."""

_DROPPED = b" \t\r\n\x0b\x0c\x00\\="
_KEPT = np.ones(256, dtype=np.bool_)
_KEPT[list(_DROPPED)] = False

_BASE64 = (
    "iVBORw0KGg",  # PNG
    "R0lGOD",  # GIF
    "UklGR",  # RIFF: WebP, AVI, WAVE
    "SUkqA",  # TIFF
    "TU0AK",
    "GkXfo",  # Matroska
    "T2dnU",  # Ogg
    "SUQz",  # ID3
    "ZkxhQ",  # FLAC
    "IyFBTV",  # AMR
    "Y2FmZ",  # CAF
    "RkxWA",  # FLV
    "MCaydY5mzx",  # ASF
    "AAABu",  # MPEG
    "AAABs",
    "AAAADEpYTC",  # JPEG XL
    "JVBERi",  # PDF
    "UEsDB",  # ZIP and what is built on it
    "H4sI",  # gzip
    "0M8R4KGx",  # OLE
    "N3q8ry",  # 7z
    "UmFyIR",  # RAR
    "e1xydG",  # RTF
    "aVZCT1J3MEtHZ",  # base64 of the base64 of PNG
    "LzlqL",  # ... of JPEG
    "UjBsR09E",  # ... of GIF
    "VWtsR1",  # ... of RIFF
    "VDJkb",  # ... of Ogg
    "ZGF0YTppbWFnZS",  # ... of `data:image/`
    "ZGF0YTp2aWRlby",
    "ZGF0YTphdWRpby",
)
_SLASHES = ("/", "_", "%2F", "%2f", "2F", "u002f", "u002F", "&#47;", "&#x2F;", "&#x2f;")
_BASE64_PATTERNS = (
    ("AAA[A-D][A-Za-z0-9+/_-]{2}Z0eX", 10),  # ISO media: a length, then `ftyp`
    ("Qk[A-Za-z0-9+/_-]{6}AAAA", 12),  # BMP: two reserved words of zero
    ("QUFB[A-Za-z0-9+/_-]{4}WjBlWE", 14),  # base64 of the base64 of ISO media
    ("[/_]{2}[I-Ps-v][ACEGIKQSUWYagikmoqwy0246][A-Za-z0-9+/_-]{40}", 44),  # MPEG audio
    ("[/_]{2}[Fl][A-Za-z0-9+/_-]{40}", 43),  # AAC in ADTS
)
_HEX = [
    mark.join(pairs)
    for pairs in (
        ("ff", "d8", "ff"),
        ("89", "50", "4e", "47"),
        ("47", "49", "46", "38"),
        ("52", "49", "46", "46"),
        ("66", "74", "79", "70"),
        ("1a", "45", "df", "a3"),
        ("4f", "67", "67", "53"),
        ("49", "44", "33"),
    )
    for mark in ("", ",0x", ":", ",", "-")
]
_NUMBERS = (
    "255,216,255,",
    "137,80,78,71,",
    "71,73,70,56,",
    "-1,-40,-1,",
    "-119,80,78,71,",
    "102,116,121,112,",
    "82,73,70,70,",
    "79,103,103,83,",
    "73,68,51,",
    "26,69,-33,-93,",
    "26,69,223,163,",
)
_ESCAPED = [
    *(mark.join(("", "ff", "d8", "ff")) for mark in ("u00", "%", "&#x", "x")),
    *(f"{mark}89PNG" for mark in ("u00", "%", "&#x", "x")),
    "\xc3\xbf\xc3\x98\xc3\xbf",
    "\xc2\x89PNG",
    "ftyp",  # these stand as they are, what is around them is escaped
    "GIF87a",
    "GIF89a",
    "WEBPVP8",
    "WAVEfmt",
    "OggSu0000",
    "OggSx00",
    "ID3u000",
    "ID3x0",
]
_DATA_URI = [
    f"data{colon}{medium}{slash}"
    for colon in (":", "%3a", "3a", "u003a", "&#58;")
    for medium in ("image", "video", "audio")
    for slash in ("/", "%2f", "2f", "u002f", "&#47;", "&#x2f;")
]
_BARE = (
    (r"\xff\xd8\xff", 3),
    (r"\x89PNG\r?\n", None),
    ("GIF8[79]a", 6),
    ("RIFF.{4}(?:WEBP|AVI |WAVE)", 12),
    (r"\x00\x00[\x00-\x03].ftyp", 8),
    (r"\x1aE\xdf\xa3", 4),
    (r"OggS\x00[\x00-\x07]", 6),
    (r"ID3[\x02-\x04]\x00", 5),
    (r"fLaC\x00", 5),
    (r"#!AMR\n", 6),
    (r"#!AMR-WB\n", 9),
    (r"II\*\x00[\x08-\xff]\x00", 6),
    (r"MM\x00\*\x00\x00", 6),
    (r"PK\x03\x04[\x0a-\x3f]\x00", 6),
    (r"\x1f\x8b\x08[\x00-\x1f]", 4),
    (r"0&\xb2u\x8ef\xcf\x11", 8),
    (r"\x00\x00\x01[\xba\xb3]", 4),
    (r"%PDF-1\.", 7),
)


class _Expression(NamedTuple):
    pattern: bytes
    length: int
    """Bytes that every match has."""
    mark: Mark
    caseless: bool = False


def _literal(text: str, mark: Mark, caseless: bool = False) -> _Expression:
    content = text.encode("latin-1")
    return _Expression(b"".join(b"\\x%02x" % byte for byte in content), len(content), mark, caseless)


def _encoded() -> list[_Expression]:
    found = [_literal(letters, Mark.BASE64) for letters in _BASE64]
    found += [_literal(f"{slash}9j{slash}", Mark.BASE64) for slash in _SLASHES]
    found += [_Expression(pattern.encode(), length, Mark.BASE64) for pattern, length in _BASE64_PATTERNS]
    found += [_literal(hexed, Mark.HEX, True) for hexed in _HEX]
    found += [_literal(numbers, Mark.NUMBERS) for numbers in _NUMBERS]
    found += [_literal(escaped, Mark.ESCAPED, True) for escaped in _ESCAPED]
    found += [_literal(uri, Mark.DATA_URI, True) for uri in _DATA_URI]
    found += [
        _Expression(pattern, len(pattern), Mark.UUENCODE)
        for pattern in (b"begin6", b"begin7", b"begin-base64")
    ]
    return found


@cache
def _database(bare: bool) -> tuple[hyperscan.Database, tuple[_Expression, ...]]:
    expressions = (
        [_Expression(pattern.encode(), length or 0, Mark.BARE) for pattern, length in _BARE]
        if bare
        else _encoded()
    )
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=[one.pattern for one in expressions],
        ids=list(range(len(expressions))),
        flags=[
            hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if one.caseless else 0)
            for one in expressions
        ],
    )
    return database, tuple(expressions)


def hits(content: bytes, offset: int, *, bare: bool) -> list[Hit]:
    """Where a mark begins in `content`, whose first byte stands at `offset`; ascending. `bare`: also of bare bytes."""
    found = {Hit(offset + start, mark) for start, mark in _encoded_hits(content)}
    if bare:
        found |= {Hit(offset + start, mark) for start, mark in _scan(content, bare=True)}
    return sorted(found, key=lambda hit: (hit.start, hit.mark is not Mark.BARE, hit.mark.value))


def _encoded_hits(content: bytes) -> set[tuple[int, Mark]]:
    dense = content.translate(None, _DROPPED)
    found = _scan(dense, bare=False)
    if not found:
        return found
    places = np.flatnonzero(_KEPT[np.frombuffer(content, dtype=np.uint8)])
    return {(int(places[start]), mark) for start, mark in found}


def _scan(content: bytes, *, bare: bool) -> set[tuple[int, Mark]]:
    database, expressions = _database(bare)
    found: set[tuple[int, Mark]] = set()

    def note(expression: int, _start: int, end: int, _flags: int, _context: object) -> None:
        one = expressions[expression]
        found.add((end - one.length if one.length else content.rindex(b"\x89", 0, end), one.mark))

    database.scan(content, match_event_handler=note)
    return found
