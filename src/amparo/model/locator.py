"""Where a fact stands: the digest of a file and a place in it.

A locator is one string, ``sha256:<64 hex>#<place>``, so that it survives any table, page or mail:

- ``bytes=120-240``: bytes 120 up to, not including, 240 of the file
- ``row=7``: the seventh record (line or element) of the file, counted from 1
- ``json=/messages/3``: a JSON pointer (RFC 6901)
- ``part=1.2``: a MIME part, numbered as IMAP does (RFC 3501, 6.4.5); ``part=`` alone is the whole mail
- ``box=12,40,300,28``: left, top, width, height of a rectangle of a picture, in pixels
- nothing after ``#``: the whole file
"""

from typing import Literal, NewType, cast, get_args

import msgspec

Locator = NewType("Locator", str)
PlaceKind = Literal["bytes", "row", "json", "part", "box", "file"]


class Place(msgspec.Struct, frozen=True):
    """A parsed locator; `value` is what stands after the equals sign."""

    digest: str
    kind: PlaceKind
    value: str

    def numbers(self) -> tuple[int, ...]:
        """The numbers of a ``bytes``, ``row`` or ``box`` place."""
        return tuple(int(n) for n in self.value.replace("-", ",").split(","))


def prefix(digest: str, kind: PlaceKind) -> str:
    """All of a locator but its value: readers of long files build the rest with one concatenation."""
    return f"sha256:{digest}#{kind}="


def at_file(digest: str) -> Locator:
    return Locator(f"sha256:{digest}#")


def at_bytes(digest: str, start: int, end: int) -> Locator:
    return Locator(f"sha256:{digest}#bytes={start}-{end}")


def at_row(digest: str, row: int) -> Locator:
    return Locator(f"sha256:{digest}#row={row}")


def at_json(digest: str, pointer: str) -> Locator:
    return Locator(f"sha256:{digest}#json={pointer}")


def at_part(digest: str, part: str) -> Locator:
    return Locator(f"sha256:{digest}#part={part}")


def at_box(digest: str, left: int, top: int, width: int, height: int) -> Locator:
    return Locator(f"sha256:{digest}#box={left},{top},{width},{height}")


def parse(text: str) -> Place:
    """Take a locator apart; ValueError says what a locator looks like when `text` is none."""
    scheme, _, rest = text.partition(":")
    digest, mark, place = rest.partition("#")
    kind, _, value = place.partition("=")
    digest = digest.lower()
    well_formed = (
        scheme == "sha256"
        and mark == "#"
        and len(digest) == 64
        and all(c in "0123456789abcdef" for c in digest)
        and (place == "" or kind in get_args(PlaceKind))
    )
    if not well_formed:
        raise ValueError(f"not a locator: {text!r} (it looks like sha256:<64 hex digits>#bytes=0-120)")
    return Place(digest=digest, kind=cast(PlaceKind, kind) if place else "file", value=value)
