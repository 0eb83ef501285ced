"""The parts of a mail with their places: a walk over RFC 5322 and MIME (RFC 2045, 2046) in little memory.

The standard library's parser gives no byte places and holds the whole mail; here a mail of any size passes through a
window. Parts are numbered as IMAP does (RFC 3501, 6.4.5): `` is the mail itself, `2.1` the first part of its second
part; a mail that is not multipart has the one part `1`. What is broken (no closing boundary, no boundary at all, no
blank line after the headers, an outer boundary inside an inner part) is read as mail programs do.
"""

import email.message
import email.utils
import io
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from amparo.sources.window import Window

MAILS = 8
"""Mails inside mails that are followed."""
NESTING = 64
"""Containers inside containers, mails counted."""
_HEADER_LIMIT = 1 << 20
_LINE_LIMIT = 1 << 12

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]?(.*)", re.DOTALL)
ATTACHED = ("message/rfc822", "message/global", "message/news")
IDENTITY = ("", "7bit", "8bit", "binary")


@dataclass(slots=True)
class Headers:
    """Header lines as they stand, with the questions that MIME asks of them. Never raises on content."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    """Name and unfolded-as-written value; bytes that are not ASCII are surrogate escapes."""
    _message: email.message.Message | None = None

    def all(self, name: str) -> list[str]:
        wanted = name.lower()
        return [value for key, value in self.fields if key.lower() == wanted]

    def first(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    @property
    def content_type(self) -> str | None:
        """`type/subtype` in lower case; None where no header tells."""
        stated = self.first("content-type")
        if stated is None or "/" not in stated.partition(";")[0]:
            return None
        return stated.partition(";")[0].strip().strip("\"'").lower().replace(" ", "")

    @property
    def encoding(self) -> str:
        stated = (self.first("content-transfer-encoding") or "")[:200].partition(";")[0]
        return re.sub(r"\([^()]*\)", "", stated).strip().strip("\"'").lower()

    @property
    def attached(self) -> bool:
        return (self.first("content-disposition") or "").strip().lower().startswith("attachment")

    def parameter(self, name: str) -> str | None:
        """Of Content-Type, unquoted and with RFC 2231 undone."""
        return self._asked(name, "content-type")

    @property
    def file_name(self) -> str | None:
        return self._asked("filename", "content-disposition") or self._asked("name", "content-type")

    def _asked(self, name: str, header: str) -> str | None:
        if self._message is None:
            self._message = email.message.Message()
            for key in ("content-type", "content-disposition"):
                value = self.first(key)
                if value is not None:
                    self._message[key] = re.sub(r"[\r\n]+", "", value)
        try:
            found = self._message.get_param(name, None, header)
            if found is None:
                return None
            return email.utils.collapse_rfc2231_value(found).strip()
        except (ValueError, LookupError, TypeError, AttributeError):  # what the library trips over
            return None


@dataclass(frozen=True, slots=True)
class Part:
    """A part whose headers are read."""

    number: str
    kind: str
    """`mail`, `multipart`, `leaf`, or `around`: what stands before the first or after the last boundary."""
    headers: Headers = field(repr=False)
    start: int
    """First byte of its headers."""
    body: int
    """First byte after them."""
    content_type: str
    within: tuple[str, ...]
    """Numbers of the parts around it, outermost first."""
    depth: int
    """Mails around it."""


@dataclass(frozen=True, slots=True)
class Data:
    """Some bytes of the body of the leaf that began last."""

    at: int
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class End:
    """`part` is over; its last byte stands before `at`."""

    part: Part
    at: int


@dataclass(frozen=True, slots=True)
class TooDeep:
    """A mail inside the allowed depth of mails, read as one leaf."""

    part: Part


Event = Part | Data | End | TooDeep


def walk(
    stream: BinaryIO, start: int = 0, end: int | None = None, *, number: str = "", depth: int = 0
) -> Iterator[Event]:
    """All parts of the mail in bytes `start` to `end` of `stream`, in their order."""
    yield from _Walk(Window(stream, start, end)).mail(number, (), depth)


def body(events: Iterator[Event]) -> Iterator[Data]:
    """What follows a leaf in `events`, up to and with its end."""
    for event in events:
        if isinstance(event, Data):
            yield event
        elif isinstance(event, End):
            return


def header_block(content: bytes) -> Headers:
    """Headers that stand alone, as a bounce returns them."""
    return _Walk(Window(io.BytesIO(content))).headers(0)[0]


@dataclass(frozen=True, slots=True)
class _Stop:
    """Why a body ended: at a boundary of the open multipart `level` (-1: at the end of the mail)."""

    level: int
    closing: bool


class _Walk:
    def __init__(self, window: Window) -> None:
        self.window = window
        self.boundaries: list[bytes] = []
        self.at = window.base
        if self._view(self.at, 3) == b"\xef\xbb\xbf":
            self.at += 3
        self.stop = _Stop(-1, False)

    def mail(self, number: str, within: tuple[str, ...], depth: int) -> Iterator[Event]:
        yield from self._entity(number, within, depth, "text/plain", is_mail=True)

    def headers(self, at: int) -> tuple[Headers, int]:
        """The header lines from `at` on, and where the body begins."""
        window = self.window
        found = Headers()
        name, lines = "", [b""]
        begun = at
        first = True

        def close() -> None:
            if name:
                value = b"\n".join(lines).decode("ascii", "surrogateescape").strip(" \t\r\n")
                found.fields.append((name, value))

        while True:
            eol = window.find(b"\n", at, _HEADER_LIMIT)
            after = eol + 1 if eol >= 0 else window.end
            line = window.take(at, after).rstrip(b"\r\n")
            if at >= window.end or (after - begun > _HEADER_LIMIT and not self._delimits(line)):
                break
            if line[:1] in (b" ", b"\t") and (name or line.strip()):
                lines.append(line)
            elif not line:
                if not first:
                    at = after
                    break
            elif (match := _FIELD.fullmatch(line)) and not line.startswith((b"From ", b">From ")):
                close()
                name, lines = match[1].decode("ascii"), [match[2]]
                first = False
            elif not line.startswith((b"From ", b">From ")) or not first:
                break
            at = after
            if at - window.base > _LINE_LIMIT:
                window.forget(at)
        close()
        return found, at

    def _entity(
        self, number: str, within: tuple[str, ...], depth: int, default: str, *, is_mail: bool = False
    ) -> Iterator[Event]:
        """One part; afterwards `self.stop` tells what ended it."""
        start = self.at
        headers, body = self.headers(start)
        self.at = body
        content_type = headers.content_type or default
        inner = (*within, number)
        deep = len(within) >= NESTING
        if is_mail:
            mail = Part(number, "mail", headers, start, body, content_type, within, depth)
            yield mail
            boundary = None if deep else self._boundary(content_type, headers)
            if boundary is not None:
                yield from self._multipart(mail, boundary)
            else:
                only = f"{number}.1" if number else "1"
                yield from self._single(only, headers, start, body, content_type, inner, depth)
            yield End(mail, self.at)
            return
        boundary = None if deep else self._boundary(content_type, headers)
        if boundary is not None:
            part = Part(number, "multipart", headers, start, body, content_type, within, depth)
            yield part
            yield from self._multipart(part, boundary)
            yield End(part, self.at)
        else:
            yield from self._single(number, headers, start, body, content_type, within, depth)

    def _single(
        self,
        number: str,
        headers: Headers,
        start: int,
        body: int,
        content_type: str,
        within: tuple[str, ...],
        depth: int,
    ) -> Iterator[Event]:
        """A leaf, or a mail attached as it is."""
        part = Part(number, "leaf", headers, start, body, content_type, within, depth)
        if content_type in ATTACHED and headers.encoding in IDENTITY:
            if depth + 1 < MAILS and len(within) < NESTING:
                yield from self.mail(number, within, depth + 1)
                return
            yield TooDeep(part)
        yield part
        end = yield from self._body(part)
        yield End(part, end)

    def _multipart(self, part: Part, boundary: bytes) -> Iterator[Event]:
        level = len(self.boundaries)
        self.boundaries.append(b"--" + boundary)
        yield from self._around(part)
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        inner = (*part.within, part.number)
        prefix = f"{part.number}." if part.number else ""
        count = 0
        while self.stop == _Stop(level, False):
            count += 1
            yield from self._entity(f"{prefix}{count}", inner, part.depth, default)
        self.boundaries.pop()
        if self.stop == _Stop(level, True):
            yield from self._around(part)

    def _around(self, part: Part) -> Iterator[Event]:
        number, inner = part.number, (*part.within, part.number)
        around = Part(number, "around", Headers(), self.at, self.at, "text/plain", inner, part.depth)
        yield around
        end = yield from self._body(around)
        yield End(around, end)

    def _boundary(self, content_type: str, headers: Headers) -> bytes | None:
        """Of a multipart; where the header does not name it, the first line that looks like one."""
        if not content_type.startswith("multipart/"):
            return None
        named = headers.parameter("boundary")
        if named:
            return named.encode("utf-8", "surrogateescape").rstrip()
        self.window.need(self.at + _LINE_LIMIT)
        seen = re.search(rb"(?m)^--([!-~][ -~]{0,69})\r?$", self.window.take(self.at, self.at + _LINE_LIMIT))
        return seen[1].rstrip() if seen else None

    def _body(self, part: Part) -> Generator[Event, None, int]:
        """Pass over a body up to the boundary line that ends it; returns where it ends."""
        window = self.window
        at = search = self.at
        line_start = True
        while True:
            if not self.boundaries:
                found = -1
            elif line_start and self._view(search, 2) == b"--":
                found = search
            else:
                found = window.data.find(b"\n--", max(search - 1, window.base) - window.base)
                found = found + window.base + 1 if found >= 0 else -1
            line_start = False
            if found >= 0:
                eol = window.find(b"\n", found, _LINE_LIMIT)
                after = eol + 1 if eol >= 0 else window.end
                stop = self._delimits(window.take(found, min(after, found + _LINE_LIMIT)))
                if stop is None:
                    search = found + 2
                    continue
                end = found
                if end > at and window.take(end - 1, end) == b"\n":
                    end -= 1
                    if end > at and window.take(end - 1, end) == b"\r":
                        end -= 1
                if end > at:
                    yield Data(at, window.take(at, end))
                self.at = after
                window.forget(after)
                self.stop = stop
                return end
            safe = max(at, window.end - 4) if self.boundaries else window.end  # a line end and two dashes
            if safe > at:
                yield Data(at, window.take(at, safe))
            at = safe
            search = max(search, safe)
            window.forget(max(at - 1, window.base))
            if not window.more():
                if window.end > at:
                    yield Data(at, window.take(at, window.end))
                self.at = window.end
                self.stop = _Stop(-1, False)
                return window.end

    def _view(self, at: int, count: int) -> bytes:
        self.window.need(at + count)
        return self.window.take(at, at + count)

    def _delimits(self, line: bytes) -> _Stop | None:
        line = line.rstrip(b" \t\r\n")
        for level in range(len(self.boundaries) - 1, -1, -1):
            boundary = self.boundaries[level]
            if line.startswith(boundary):
                rest = line[len(boundary) :]
                if not rest or rest == b"--":
                    return _Stop(level, bool(rest))
        return None
