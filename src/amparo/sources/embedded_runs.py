"""How far an encoded medium reaches in a text, and what it holds: from a mark to the end of its run.

Base64 in the wild is broken into lines of any length, escaped (`\\/`, `%2B`, `\\u002f`, `&#47;`), quoted (`> `), or in the
other alphabet. Inside quotes a run reaches as far as its letters do. Outside, words of a message may follow, so there a
further line belongs to the run only if it looks like one: long, as long as the one before, or a last short one that
completes a group of four.
"""

import io
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from amparo.sources import decoded
from amparo.sources.embedded_heads import holds_media
from amparo.sources.embedded_marks import Mark
from amparo.sources.window import Window

SHORTEST = 40
"""Letters of base64 (digits of hex, numbers) below which nothing but a data URI is taken for a medium."""
_NO_PICTURE = 200
"""Letters that are too few for a whole medium: a string that follows them goes on with it."""
LINE = 24
"""Letters from which a line of a run outside quotes is no word of a message."""
_AHEAD = 1 << 14
_PEEK = 1 << 12
_STRING = 64 << 20
"""Bytes of a string that is held to find its end."""

_STANDARD = re.compile(rb"[A-Za-z0-9+/\x00]+")  # NUL: every second byte of UTF-16
_URL_SAFE = re.compile(rb"[A-Za-z0-9_\x00-]+")
_ESCAPED = re.compile(
    rb"\\{1,4}/|%2[BbFf]|=2[BbFf](?=[A-Za-z0-9+/=])|\\{1,4}u002[BbFf]|&#(?:4[37]|x2[BbFf]);"
)
_PAD = re.compile(rb"(?:=3[dD]|%3[dD]|\\{1,4}u003[dD]|&#(?:61|x3[dD]);|=\x00?)")
_JOINT = re.compile(
    rb"(?:[ \t]|\r?\x00?\n[>| \t]*|\r|=\r?\n|\\{1,4}[nrt]|&#(?:9|10|13|x0?[9adAD]);|%0[9adAD]|%20)+"
)
_STRINGS = re.compile(rb"""(["'])\s*[,+.]?\s*\1(?=[A-Za-z0-9+/_-]{40})""")
_LAST_STRING = re.compile(rb"""(["'])\s*[,+.]?\s*\1(?=[A-Za-z0-9+/_-]{1,39}={0,2}\1\s{0,9}[\]);])""")
"""Of several strings that make one run: `["iVBOR...", "Rw0KG...", "gg=="]`."""
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}(?:[\s,:;-]|\\{1,2}x|0[xX](?=[0-9A-Fa-f]{2})){0,6})+")
_HEX_JOINT = re.compile(rb"[\s,:;-]|\\{1,2}x|0[xX]")
_NUMBERS = re.compile(rb"(?:-?\d{1,3}\s{0,9},\s{0,9})*-?\d{1,3}")
_URI_HEAD = re.compile(rb"""(?i)[^,"'<>()\s]{0,300}?(?:,|%2c|\\{1,4}u002c|=2c)""")
_URI_SPACED = re.compile(rb"(?i)data[^,]{0,300}?,")
_UU_LINE = re.compile(rb"[ -`]{1,90}\s*\r?\n|`?\r?\n")


@dataclass(frozen=True, slots=True)
class Run:
    """An encoded medium: bytes `start` to `end` of the text, and what they decode to."""

    start: int
    end: int
    meter: decoded.Meter
    filler: bytes
    name: str = ""


class _Letters:
    """The letters of a base64 run from `at` on, normalised; afterwards `at` is where the run ends."""

    def __init__(self, window: Window, at: int, quoted: bool) -> None:
        self.at = at
        self._window = window
        self._quoted = quoted
        self._letters = _STANDARD
        self._standard_seen = False
        self._in_strings = False
        self._total = 0
        self._line = 0
        self._width = 0

    def chunks(self) -> Iterator[bytes]:
        window = self._window
        while True:
            if self.at - window.base > _AHEAD:
                window.forget(self.at - 64)
            window.need(self.at + _AHEAD)
            here = self.at - window.base
            plain = self._letters.match(window.data, here)
            if plain is not None:
                yield self._took(plain, plain[0])
            elif (escaped := _ESCAPED.match(window.data, here)) is not None:
                yield self._took(
                    escaped, b"+" if escaped[0].lower().endswith((b"b", b"b;", b"43;")) else b"/"
                )
            elif self._turns_url_safe(here):
                self._letters = _URL_SAFE
            else:
                after = self._continued(here)
                if after < 0:
                    self._end(here)
                    return
                self.at = window.base + after

    def _took(self, match: re.Match[bytes], letters: bytes) -> bytes:
        self.at = self._window.base + match.end()
        letters = letters.replace(b"\0", b"")
        self._total += len(letters)
        self._line += len(letters)
        if self._letters is _STANDARD and not self._standard_seen:
            self._standard_seen = b"+" in letters or b"/" in letters
        return letters

    def _turns_url_safe(self, here: int) -> bool:
        mark = self._window.data[here : here + 2]
        return (
            self._letters is _STANDARD
            and not self._standard_seen
            and mark[:1] in (b"-", b"_")
            and mark != b"--"
            and mark[1:] not in (b"\r", b"\n", b" ", b"")
        )

    def _continued(self, here: int) -> int:
        """Where the run goes on behind what is no letter; -1 where it is over."""
        data = self._window.data
        if self._quoted:
            several = self._in_strings or self._total < _NO_PICTURE
            last = _LAST_STRING if several else _STRINGS
            strings = _STRINGS.match(data, here) or last.match(data, here)
            if strings is not None:
                self._in_strings = True
                return strings.end()
        joint = _JOINT.match(data, here)
        if joint is None:
            return -1
        following = self._letters.match(data, joint.end())
        if following is None or following[0].startswith(b"--"):
            return -1
        soft = data[here : here + 1] == b"="  # padding or the end of a quoted-printable line
        length = len(following[0].replace(b"\0", b""))
        width = self._width or self._line
        long = length >= LINE or (length == width and not soft)
        if not long and not (self._quoted and not soft) and not self._is_last(following, length, width):
            return -1
        self._width = width
        self._line = 0
        return joint.end()

    def _is_last(self, following: re.Match[bytes], length: int, width: int) -> bool:
        """Whether a short line completes the run: it fills a group of four, and nothing stands behind it on its line."""
        rest = self._window.data[following.end() : following.end() + 8]
        padded = _PAD.match(rest) is not None
        ends = padded or not rest or rest[:1] in b"\r\n\"'<\\)"
        left = (self._total + length) % 4
        return length < width and ends and (left in (2, 3) if padded else left == 0)

    def _end(self, here: int) -> None:
        """Take the padding, broken over lines or not."""
        window = self._window
        for _ in range(3):
            pad = _PAD.match(window.data, here)
            if pad is None:
                soft = re.compile(rb"=?\r?\n(?==)").match(window.data, here)
                if soft is None:
                    break
                here = soft.end()
            else:
                here = pad.end()
        self.at = window.base + here


def _is_quoted(window: Window, start: int) -> bool:
    before = window.take(max(window.base, start - 8), start).rstrip(b" \t")
    return before.endswith((b'"', b"'", b"("))


def found(window: Window, start: int, mark: Mark) -> Run | None:
    """The run that begins at `start`, or None where the mark was chance. What is passed is let go of."""
    window.need(start + _AHEAD)
    before = window.take(max(window.base, start - 4), start)
    start -= len(before) - len(before.rstrip(b"\\"))
    return _FINDERS[mark](window, start)


def _base64(window: Window, start: int, quoted: bool | None = None, shortest: int = SHORTEST) -> Run | None:
    if quoted is None:
        quoted = _is_quoted(window, start)
    peek = b""
    for chunk in _Letters(Window(io.BytesIO(window.take(start, start + _AHEAD))), 0, quoted).chunks():
        peek += chunk
        if len(peek) >= _PEEK:
            break
    if len(peek) < shortest:
        return None
    head = b"".join(decoded.from_base64([peek]))
    if shortest and not (holds_media(head) and (quoted or _begins_there(window, start, head))):
        return None
    letters = _Letters(window, start, quoted)
    meter = decoded.metered(letters.chunks(), "base64")
    return Run(start, letters.at, meter, b"A") if letters.at > start else None


def _begins_there(window: Window, start: int, head: bytes) -> bool:
    """Whether letters right before leave no doubt: a mark of a few letters may stand in any long token by chance."""
    before = window.take(max(window.base, start - 1), start)
    if not before.isalnum() and before not in (b"/", b"+", b"_", b"-"):
        return True
    if head.startswith(b"\xff\xd8\xff"):
        return head[6:10] in (b"JFIF", b"Exif") or head[3] in (0xDB, 0xE2, 0xED, 0xEE)
    return (
        head.startswith((b"\x89PNG", b"GIF89a", b"GIF87a", b"%PDF-", b"\xd0\xcf\x11\xe0"))
        or head[4:8] == b"ftyp"
    )


def _matched(
    window: Window, start: int, pattern: re.Pattern[bytes], convert: Callable[[bytes], bytes]
) -> Run | None:
    """A run of one pattern, long enough, whose first bytes are those of a medium."""
    peek = pattern.match(window.take(start, start + _AHEAD))
    if peek is None or not holds_media(convert(peek[0])[:_PEEK]):
        return None
    meter = decoded.Meter()
    at = start
    while (match := pattern.match(window.data, at - window.base)) is not None:
        piece = match[0]
        if (
            window.base + match.end() == window.end and window.more()
        ):  # it goes on, maybe in the middle of a number
            piece = piece[: piece.rfind(b",") + 1] or piece[: len(piece) // 2 * 2]
            if pattern is _NUMBERS and not piece.endswith(b","):
                continue
        meter.feed(convert(piece))
        at += len(piece)
        window.forget(at - 64)
        window.need(at + _AHEAD)
    return Run(start, at, meter, b" ") if meter.size * 2 >= SHORTEST else None


_HEX_LENGTH = re.compile(rb"(?:00(?:[\s,:;-]|0[xX]){0,4}){3}[0-9A-Fa-f]{2}(?:[\s,:;-]|0[xX]){0,4}$")
_NUMBERS_LENGTH = re.compile(rb"(?:0\s{0,9},\s{0,9}){2}\d{1,3}\s{0,9},\s{0,9}\d{1,3}\s{0,9},\s{0,9}$")
"""What stands before `ftyp` in ISO media: the length of the box."""


def _with_length(window: Window, start: int, pattern: re.Pattern[bytes]) -> int:
    base = max(window.base, start - 64)
    length = pattern.search(window.take(base, start))
    return base + length.start() if length else start


def _hex(window: Window, start: int) -> Run | None:
    def convert(content: bytes) -> bytes:
        return b"".join(decoded.from_hex([_HEX_JOINT.sub(b"", content)]))

    start = _with_length(window, start, _HEX_LENGTH)
    if re.match(rb"[0-9A-Fa-f]", window.take(max(window.base, start - 1), start)):
        return None  # in the middle of a digest
    return _matched(window, start, _HEX, convert)


def _numbers(window: Window, start: int) -> Run | None:
    def convert(content: bytes) -> bytes:
        return bytes(int(number) & 255 for number in content.split(b",") if number.strip())

    return _matched(window, _with_length(window, start, _NUMBERS_LENGTH), _NUMBERS, convert)


_OPENED = re.compile(rb"""(["'`])[^"'`]{0,64}$""")
_BARE_WORD = re.compile(rb"""[^\s"'<>`]*""")


def _escaped(window: Window, start: int) -> Run | None:
    """A string whose characters are the bytes: to its closing quote, else to the next blank."""
    before = _OPENED.search(window.take(max(window.base, start - 80), start))
    if before is not None:
        start = max(window.base, start - 80) + before.start() + 1
        at = _closing(window, start, before[1])
    else:
        word = _BARE_WORD.match(window.data, start - window.base)
        at = window.base + word.end() if word else start
    content = window.take(start, at)
    plain = decoded.from_escapes(content)
    if len(content) < SHORTEST or plain == content or not holds_media(plain[:_PEEK]):
        return None
    meter = decoded.Meter()
    meter.feed(plain)
    return Run(start, at, meter, b" ")


def _closing(window: Window, start: int, quote: bytes) -> int:
    """Where the string that begins at `start` is closed, by a quote that is not escaped."""
    at = start
    while (at := window.find(quote, at, _STRING)) >= 0:
        before = window.take(max(start, at - 32), at)
        if (len(before) - len(before.rstrip(b"\\"))) % 2 == 0:
            return at
        at += 1
    return window.end


def _data_uri(window: Window, start: int) -> Run | None:
    """The payload of a `data:` URI of a medium, whatever its length."""
    quoted = _is_quoted(window, start)
    ahead = window.take(start, start + 1024)
    head = _URI_HEAD.match(ahead) or (_URI_SPACED.match(ahead) if quoted else None)
    if head is None:
        return None
    payload = start + head.end()
    if re.search(rb"(?i)base\s*=?\s*64", head[0]):
        blanks = re.compile(rb"\s*").match(window.data, payload - window.base)
        payload = window.base + blanks.end() if blanks else payload
        return _base64(window, payload, quoted, shortest=0)
    opened = window.take(max(window.base, start - 1), start)
    closing = {b'"': b'"', b"'": b"'", b"(": b")"}.get(opened)
    if closing:
        end = window.find(closing, payload, _STRING)
        end = window.end if end < 0 else end
    else:
        match = re.compile(rb"""[^\s"'<>]*""").match(window.data, payload - window.base)
        end = window.base + match.end() if match else payload
    if end <= payload:
        return None
    meter = decoded.Meter()
    meter.feed(urllib.parse.unquote_to_bytes(window.take(payload, end)))
    return Run(payload, end, meter, b" ")


def _uuencode(window: Window, start: int) -> Run | None:
    """The lines between `begin` and `end`."""
    eol = window.find(b"\n", start, 1024)
    if eol < 0:
        return None
    in_base64 = window.take(start, start + 12) == b"begin-base64"
    first = at = eol + 1
    name = window.take(start, eol).split(b" ", 2)[-1].decode("utf-8", "replace").strip()

    def lines() -> Iterator[bytes]:
        nonlocal at
        while True:
            window.need(at + 256)
            line = window.take(at, at + 256).partition(b"\n")[0]
            if line.rstrip(b"\r ") in (b"end", b"====", b"") or not _is_line(line.rstrip(b"\r"), in_base64):
                return
            at += len(line) + 1
            if at - window.base > _AHEAD:
                window.forget(at - 64)
            yield line + b"\n"

    meter = decoded.metered(lines(), "base64" if in_base64 else "uuencode")
    at = min(at, window.end)
    return Run(first, at, meter, b" ", name) if meter.size >= LINE else None


def _is_line(line: bytes, in_base64: bool) -> bool:
    if in_base64:
        return re.fullmatch(rb"[A-Za-z0-9+/=]{1,200}", line) is not None
    if not 33 <= line[0] <= 96:
        return False
    wanted = ((line[0] - 32 & 63) + 2) // 3 * 4
    return wanted - 3 <= len(line) - 1 <= wanted + 2


_READABLE = bytes(set(range(256)) - {*range(9), *range(14, 27), *range(28, 32)})
_NO_TEXT = (b"\xff\xd8\xff", b"\x89PNG")
_PDF = re.compile(rb"%PDF-1\.\d\s.{0,200}?\d+ \d+ obj\b", re.DOTALL)


def _bare(window: Window, start: int) -> Run | None:
    """Bytes of a medium that are not encoded: to the end."""
    ahead = window.take(start, start + 1024)
    if not ahead.translate(None, _READABLE) and not (
        _PDF.match(ahead) or any(sign in ahead for sign in _NO_TEXT)
    ):
        return None
    meter = decoded.Meter()
    while True:
        meter.feed(window.take(max(start, window.base), window.end))
        window.forget(window.end)
        if not window.more():
            return Run(start, window.end, meter, b" ")


_FINDERS: dict[Mark, Callable[[Window, int], Run | None]] = {
    Mark.BASE64: _base64,
    Mark.HEX: _hex,
    Mark.NUMBERS: _numbers,
    Mark.ESCAPED: _escaped,
    Mark.DATA_URI: _data_uri,
    Mark.UUENCODE: _uuencode,
    Mark.BARE: _bare,
}
