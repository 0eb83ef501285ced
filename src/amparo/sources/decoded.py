"""What an encoded run of bytes holds: its size, digest and first bytes, without holding the whole.

Base64 is read as mail programs read it: whatever is not of the alphabet is passed over, both alphabets count
(RFC 4648, 4 and 5), padding may be missing.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Iterator

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OTHER = bytes(set(range(256)) - set(_ALPHABET) - set(b"-_"))
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_HEX_OTHER = bytes(set(range(256)) - set(b"0123456789abcdefABCDEF"))
_QP = re.compile(rb"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)|(?<![ \t])[ \t]+(?=\r?\n)")
HEAD = 4096
"""First decoded bytes that are kept, to tell what they are."""


class Meter:
    """Size, SHA-256 and first bytes of what was decoded so far."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self.size = 0
        self.head = b""

    def feed(self, content: bytes) -> None:
        self.size += len(content)
        self._sha256.update(content)
        if len(self.head) < HEAD:
            self.head += content[: HEAD - len(self.head)]

    @property
    def digest(self) -> str:
        return self._sha256.hexdigest()


def metered(chunks: Iterable[bytes], encoding: str) -> Meter:
    """Decode all of `chunks` into a meter."""
    meter = Meter()
    for content in decode(chunks, encoding):
        meter.feed(content)
    return meter


def decode(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Undo a content transfer encoding (RFC 2045, 6); an unknown one is taken as the identity."""
    match encoding.strip().strip("\"';").lower():
        case "base64" | "b64" | "b":
            yield from from_base64(chunks)
        case "quoted-printable" | "q":
            yield from from_quoted_printable(chunks)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            yield from from_uuencode(chunks)
        case "hex":
            yield from from_hex(chunks)
        case _:
            yield from chunks


def from_base64(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        letters = chunk.translate(_URL_SAFE, _OTHER)
        rest = rest + letters if rest else letters
        whole = len(rest) // 4 * 4
        if whole:
            yield binascii.a2b_base64(rest[:whole])
            rest = rest[whole:]
    if len(rest) > 1:  # one character alone holds no byte
        yield base64.b64decode(rest + b"=" * (-len(rest) % 4))


def from_hex(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        rest += chunk.translate(None, _HEX_OTHER)
        whole = len(rest) // 2 * 2
        yield bytes.fromhex(rest[:whole].decode("ascii"))
        rest = rest[whole:]


def from_quoted_printable(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for lines in _whole_lines(chunks):
        yield _QP.sub(_unquoted, lines)


def _unquoted(match: re.Match[bytes]) -> bytes:
    found = match[0]
    if found[:1] != b"=":  # blanks before a line end were added on the way
        return b""
    return b"" if found[-1:] == b"\n" else bytes.fromhex(found[1:].decode("ascii"))


_CODE = re.compile(rb"""(?:\\(?:u00|x)|%|&#x)([0-9A-Fa-f]{2});?|\\([nrtbf\\/"'])""")
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def from_escapes(content: bytes) -> bytes:
    """Characters of a JSON, Python or URL string back to the bytes that they stand for."""
    try:
        return str(json.loads(b'"%b"' % content)).encode("latin-1")
    except (ValueError, UnicodeError):
        pass
    return _CODE.sub(
        lambda code: bytes.fromhex(code[1].decode("ascii")) if code[1] else _CONTROLS.get(code[2], code[2]),
        content,
    )


def from_uuencode(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines of uuencode; `begin`, `end` and broken lines are passed over."""
    for lines in _whole_lines(chunks):
        for line in lines.split(b"\n"):
            line = line.rstrip(b"\r")
            if not line or line.startswith((b"begin ", b"end")):
                continue
            try:
                yield binascii.a2b_uu(line)
            except binascii.Error:  # trailing characters: as many bytes as the first one announces
                count = (((line[0] - 32) & 63) * 4 + 5) // 3
                try:
                    yield binascii.a2b_uu(line[:count])
                except binascii.Error:
                    continue


_LONGEST_LINE = 1 << 20


def _whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Regroup so that no line, unless absurdly long, is torn."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        cut = rest.rfind(b"\n") + 1
        if not cut and len(rest) > _LONGEST_LINE:
            cut = len(rest)
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest


def base64_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """For each stretch of letters: how many letters stand before it, and its place."""
    count = 0
    for stretch in re.finditer(rb"[A-Za-z0-9+/_-]+", content):
        yield count, stretch.start()
        count += len(stretch[0])


def quoted_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """For each stretch that quoted-printable leaves as it is: how many decoded bytes stand before it, and its place."""
    count = place = 0
    for escape in _QP.finditer(content):
        yield count, place
        count += escape.start() - place
        place = escape.end()
        if (held := len(_unquoted(escape))) > 0:
            yield count, escape.start()
            count += held
    yield count, place
