"""Tags of an SMS backup, one by one, in little memory: not XML, but what real backups hold.

Real backups are no valid XML: emoji stand as surrogate pairs (`&#55357;&#56832;`, the app's option "store emojis"), and
a media part is one attribute of many megabytes. So tags are taken from the bytes: no entity but characters is ever
expanded, document types and external references are passed over, and the base64 of an attribute named `data` is never
held, only measured.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from amparo.sources.decoded import Meter, from_base64
from amparo.sources.window import Window

VALUE_LIMIT = 4 << 20
"""Bytes of an attribute that are kept; a longer one is cut off and marked."""

_NAME = re.compile(rb"/?[A-Za-z_][\w:.-]{0,100}")
_ATTRIBUTE = re.compile(rb"""\s*([A-Za-z_][\w:.-]{0,200})\s*=\s*(["'])""")
_CLOSE = re.compile(rb"\s*(/?)>")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Payload:
    """The value of a `data` attribute: where it stands, and what it decodes to."""

    start: int
    end: int
    meter: Meter | None = None
    """Only where asked for."""


@dataclass(slots=True)
class Tag:
    name: str
    """In lower case; `/` before that of an end tag."""
    start: int
    end: int
    empty: bool = False
    """Ends with `/>`."""
    whole: bool = True
    """False where it is malformed, or the file ends in it."""
    values: dict[str, bytes] = field(default_factory=dict, repr=False)
    data: Payload | None = None
    cut_off: bool = False
    """A value was longer than is kept."""

    def text(self, name: str) -> str:
        """A value as the phone had it: entities and surrogate pairs undone; empty where there is none."""
        value = self.values.get(name)
        return "" if value is None else characters(value)

    def stated(self, name: str) -> str:
        """The same, where the app's `null` is nothing."""
        text = self.text(name)
        return "" if text == "null" else text


def characters(value: bytes) -> str:
    """Text of an attribute's value; what is no character becomes U+FFFD.

    >>> characters(b"ok &#55357;&#56832; &amp;lt;")
    'ok \U0001f600 &lt;'
    """
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = value.decode("utf-8", "surrogatepass")  # Java writes emoji as two surrogates (CESU-8)
        except UnicodeDecodeError:
            text = value.decode("utf-8", "replace")
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    if not text.isascii() and _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def tags(stream: BinaryIO, start: int = 0, end: int | None = None, *, measure: bool = False) -> Iterator[Tag]:
    """All tags in bytes `start` to `end`; comments, declarations and text between tags are passed over.

    `measure`: decode `data` for its size and digest.
    """
    window = Window(stream, start, end)
    at = start
    while True:
        opened = window.find(b"<", at)
        if opened < 0:
            return
        window.forget(opened)
        window.need(opened + 128)
        mark = window.take(opened, opened + 9)
        if mark.startswith(b"<!--"):
            at = _behind(window, b"-->", opened + 4)
        elif mark == b"<![CDATA[":
            at = _behind(window, b"]]>", opened + 9)
        elif mark.startswith((b"<!", b"<?")):
            at = _behind_declaration(window, opened)
        else:
            name = _NAME.match(window.data, opened + 1 - window.base)
            if name is None:
                at = opened + 1
                continue
            tag = _tag(window, opened, name[0], measure)
            at = tag.end
            yield tag


def _behind(window: Window, what: bytes, at: int) -> int:
    """After the next `what`, letting go of what is passed."""
    while True:
        found = window.data.find(what, max(at - window.base, 0))
        if found >= 0:
            return window.base + found + len(what)
        at = max(at, window.end - len(what) + 1)
        window.forget(at)
        if not window.more():
            return window.end


def _behind_declaration(window: Window, opened: int) -> int:
    """After `<?xml ...?>` or a document type with all that it declares: nothing of it is ever used."""
    window.need(opened + 4096)
    inner = window.data.find(b"[", opened - window.base)
    close = window.data.find(b">", opened - window.base)
    if 0 <= inner < close and window.take(opened, opened + 9).upper() == b"<!DOCTYPE":
        return _behind(window, b"]>", opened)
    return _behind(window, b">", opened)


def _tag(window: Window, opened: int, name: bytes, measure: bool) -> Tag:
    tag = Tag(name.decode("ascii").lower(), opened, opened)
    at = opened + 1 + len(name)
    while True:
        window.need(at + 1024)
        close = _CLOSE.match(window.data, at - window.base)
        if close is not None:
            tag.end = window.base + close.end()
            tag.empty = bool(close[1])
            return tag
        attribute = _ATTRIBUTE.match(window.data, at - window.base)
        if attribute is None:
            tag.whole = False
            tag.end = _recovered(window, at)
            return tag
        key = attribute[1].decode("ascii").lower()
        first = window.base + attribute.end()
        at = _value(window, tag, key, attribute[2], first, measure)
        if at < 0:
            tag.whole = False
            tag.end = window.end
            return tag


def _value(window: Window, tag: Tag, key: str, quote: bytes, first: int, measure: bool) -> int:
    """Keep (or, for `data`, measure) a value; returns where it is over, -1 where the file ends in it."""
    if key == "data":
        meter = Meter() if measure else None
        chunks = _until(window, quote, first)
        if meter is None:
            for _ in chunks:
                pass
        else:
            for content in from_base64(chunks):
                meter.feed(content)
        found = window.data.find(quote, 0)
        last = window.base + found if found >= 0 else window.end
        tag.data = Payload(first, last, meter)
        return last + 1 if found >= 0 else -1
    last = window.find(quote, first, VALUE_LIMIT)
    if last >= 0:
        tag.values.setdefault(key, window.take(first, last))
        return last + 1
    tag.values.setdefault(key, window.take(first, first + VALUE_LIMIT))
    tag.cut_off = True
    for _ in _until(window, quote, first):
        pass
    found = window.data.find(quote, 0)
    return window.base + found + 1 if found >= 0 else -1


def _until(window: Window, quote: bytes, at: int) -> Iterator[bytes]:
    """What stands before the next `quote`, which is afterwards the first byte in view, block by block."""
    while True:
        window.forget(at)
        found = window.data.find(quote)
        if found >= 0:
            yield window.data[:found]
            window.forget(window.base + found)
            return
        yield window.data
        at = window.end
        window.forget(at)
        if not window.more():
            return


def _recovered(window: Window, at: int) -> int:
    """Where a malformed tag is taken to end: at the next `>` or before the next `<`."""
    while True:
        found = re.compile(rb"[<>]").search(window.data, max(at - window.base, 0))
        if found is not None:
            return window.base + found.start() + (found[0] == b">")
        at = window.end
        window.forget(at)
        if not window.more():
            return window.end
