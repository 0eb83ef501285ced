"""A mail taken apart: its letters (itself, the mails attached to it, the mail that a bounce returns), with their texts."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from amparo.media import kinds
from amparo.model import Attachment, AttachmentKind, GapKind, Locator
from amparo.sources import decoded, mime
from amparo.sources.mail_text import characters, header_text
from amparo.sources.tally import Tally

TEXT_LIMIT = 8 << 20
"""Encoded bytes that are kept of one text."""
MAIL_LIMIT = 32 << 20
"""Encoded bytes of all texts of one mail, and of an attached mail that is itself encoded."""

_NOTICES = ("message/delivery-status", "message/disposition-notification", "message/feedback-report")
_RETURNED_HEADERS = ("text/rfc822-headers", "message/rfc822-headers")
_WORDS = re.compile(r"text/(?:plain|enriched|richtext|.*html.*|markdown|unknown|x-plain)$")
_BOILERPLATE = re.compile(r"(?i)mime|multi-?part|mehrteilig|multipartes|многочаст")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")
_TYPES = {
    "image": AttachmentKind.PHOTO,
    "video": AttachmentKind.VIDEO,
    "audio": AttachmentKind.AUDIO,
}

Locate = Callable[[str], Locator]
"""From a part's number to its place."""


@dataclass(frozen=True, slots=True)
class Words:
    """One readable part, decoded."""

    number: str
    text: str
    html: bool
    group: str | None
    """Number of the `multipart/alternative` around it: parts of one group say the same, or should."""


@dataclass(slots=True)
class Letter:
    """One mail, attached or not."""

    number: str
    headers: mime.Headers
    bodies: list[Words] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    notices: list[Words] = field(default_factory=list)
    """What mail servers say in a bounce."""


def letters(
    stream: BinaryIO, start: int, end: int | None, tally: Tally, locate: Locate, *, quoted_from: bool = False
) -> list[Letter]:
    """The mail in bytes `start` to `end`, then those inside it, in the order in which they stand.

    `quoted_from`: lines that begin with `>From ` were quoted by the mailbox file (mboxrd).
    """
    taker = _Taker(tally, locate, quoted_from)
    taker.take(mime.walk(stream, start, end))
    taker.place_texts_around()
    return taker.letters


class _Taker:
    def __init__(self, tally: Tally, locate: Locate, quoted_from: bool) -> None:
        self.letters: list[Letter] = []
        self._tally = tally
        self._locate = locate
        self._quoted_from = quoted_from
        self._left = MAIL_LIMIT
        self._types: dict[str, str] = {}
        """Content types of mails and multiparts, by number."""
        self._texts_around: list[tuple[Letter, mime.Part, str]] = []
        self._filled: set[str] = set()
        """Numbers of the containers that hold a leaf."""

    def take(self, events: Iterator[mime.Event]) -> None:
        current: list[Letter] = []
        for event in events:
            if isinstance(event, mime.TooDeep):
                self._add(
                    GapKind.LIMIT,
                    f"{{name}}: {{count}} mails lie more than {mime.MAILS} deep inside other mails and were not opened.",
                    event.part,
                )
            elif isinstance(event, mime.End) and event.part.kind == "mail":
                current.pop()
            elif isinstance(event, mime.Part):
                if event.kind == "mail":
                    current.append(Letter(event.number, event.headers))
                    self.letters.append(current[-1])
                if event.kind in ("mail", "multipart"):
                    self._types[event.number] = event.content_type
                    if event.content_type == "multipart/encrypted":
                        self._encrypted(event)
                else:
                    self._leaf(current[-1], event, mime.body(events))

    def _leaf(self, letter: Letter, part: mime.Part, body: Iterator[mime.Data]) -> None:
        chunks = (data.content for data in body)
        encoding = part.headers.encoding
        if part.kind == "around":
            self._around(letter, part, chunks)
            return
        self._filled.update(part.within)
        if part.content_type in _NOTICES:
            text = self._text(part, chunks, html=False)[0]
            letter.notices.append(Words(part.number, text, False, None))
        elif part.content_type in _RETURNED_HEADERS:
            returned = mime.header_block(self._held(part, decoded.decode(chunks, encoding)))
            self.letters.append(Letter(part.number, returned))
        elif part.content_type in mime.ATTACHED and encoding not in mime.IDENTITY:
            content = self._held(part, decoded.decode(chunks, encoding))
            self.take(mime.walk(io.BytesIO(content), number=part.number, depth=part.depth + 1))
        elif _WORDS.match(part.content_type):
            self._words(letter, part, chunks)
        else:
            if part.content_type in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
                self._encrypted(part)
            letter.attachments.append(_attachment(part, decoded.metered(chunks, encoding)))

    def _words(self, letter: Letter, part: mime.Part, chunks: Iterator[bytes]) -> None:
        html = "html" in part.content_type
        text, content = self._text(part, chunks, html=html)
        if kinds.from_content(content[:64]) in kinds.PICTURED and b"\0" in content[:4096]:
            meter = decoded.Meter()  # a picture that calls itself text
            meter.feed(content)
            letter.attachments.append(_attachment(part, meter))
            return
        if part.headers.attached and part.headers.file_name:
            meter = decoded.Meter()
            meter.feed(content)
            letter.attachments.append(_attachment(part, meter))
        around = (number for number in reversed(part.within) if number in self._types)
        nearest = next(
            (
                n
                for n in around
                if self._types[n] not in ("multipart/related", "multipart/mixed") or n == letter.number
            ),
            "",
        )
        group = nearest if self._types.get(nearest) == "multipart/alternative" else None
        letter.bodies.append(Words(part.number, text, html, group))

    def _around(self, letter: Letter, part: mime.Part, chunks: Iterator[bytes]) -> None:
        """Before the first boundary stands a note for old programs; without any boundary it is the text itself."""
        text = self._text(part, chunks, html=False)[0].strip()
        if re.search(r"\w", text):
            self._texts_around.append((letter, part, text))

    def place_texts_around(self) -> None:
        """Before the first boundary stands a note for old programs; without any boundary it is the text itself."""
        for letter, part, text in self._texts_around:
            if part.number not in self._filled:
                number = f"{part.number}.1" if part.number else "1"
                letter.bodies.append(Words(number, text, False, None))
            elif not (_BOILERPLATE.search(text) and len(text) < 400):
                self._add(
                    GapKind.UNPLACED_TEXT,
                    "{name}: {count} texts outside the parts of a mail, which mail programs do not show, were left out.",
                    part,
                )

    def _text(self, part: mime.Part, chunks: Iterator[bytes], *, html: bool) -> tuple[str, bytes]:
        held = self._held(part, chunks)
        if self._quoted_from:
            held = _QUOTED_FROM.sub(rb"\1", held)
        content = b"".join(decoded.decode([held], part.headers.encoding))
        text, clean = characters(content, part.headers.parameter("charset"), html=html)
        if not clean:
            self._add(
                GapKind.ENCODING,
                "{name}: {count} texts are not in the character set that the mail states; letters may be wrong.",
                part,
            )
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""), content

    def _held(self, part: mime.Part, chunks: Iterator[bytes]) -> bytes:
        """All of `chunks`, within the limits."""
        limit = min(TEXT_LIMIT, self._left)
        if part.content_type in mime.ATTACHED:
            limit = self._left
        kept: list[bytes] = []
        size = 0
        for chunk in chunks:
            if size < limit:
                kept.append(chunk[: limit - size])
            size += len(chunk)
        self._left -= min(size, limit)
        if size > limit:
            self._add(
                GapKind.LIMIT,
                "{name}: {count} texts of a mail are longer than is read; their ends are missing.",
                part,
            )
        return b"".join(kept)

    def _encrypted(self, part: mime.Part) -> None:
        smime = part.headers.parameter("smime-type") or "enveloped-data"
        if "signed" not in smime:
            self._add(
                GapKind.CONTENT_ENCRYPTED,
                "{name}: {count} parts of mails are encrypted and cannot be read.",
                part,
            )

    def _add(self, kind: GapKind, explanation: str, part: mime.Part) -> None:
        self._tally.add(kind, explanation, self._locate(part.number))


def _attachment(part: mime.Part, meter: decoded.Meter) -> Attachment:
    """With the size and digest of what it holds: it lies in the mail itself."""
    name = header_text(part.headers.file_name or "")
    kind = _TYPES.get(part.content_type.partition("/")[0]) or kinds.kind_of(meter.head, name)
    if kind is AttachmentKind.UNKNOWN and part.content_type != "application/octet-stream":
        kind = AttachmentKind.DOCUMENT
    return Attachment(
        name=name, kind=kind, media_type=part.content_type, size=meter.size, digest=meter.digest
    )
