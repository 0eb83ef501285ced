"""Photos, films and sounds inside text files: their places, and the file with these places blanked.

Where they stand: parts of a mail, `data` of an SMS backup, `data:` URIs, base64, hex or number lists in any text, bytes
that are not encoded at all. What is not text in a mail or an SMS backup is cut as a whole, for a document or archive may
hold pictures. Message text is never cut. Everything streams; only texts of mails are held, within a limit.
"""

import io
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from amparo.media import kinds
from amparo.sources import decoded, mail, mbox, mime, sms
from amparo.sources.base import ATTACHMENT, MEDIA, Cut, File
from amparo.sources.blank import blank, disjoint, filling
from amparo.sources.embedded_marks import LONGEST, hits
from amparo.sources.embedded_runs import Run, found
from amparo.sources.mail_text import header_text
from amparo.sources.sms_xml import tags
from amparo.sources.window import Window

BLOCK = 1 << 20
TEXT_LIMIT = 32 << 20
"""Encoded bytes of a mail's text that are searched; a longer one is no message, and cut as a whole when encoded."""
_PARTED = frozenset({mail.NAME, mbox.NAME, sms.NAME})

_TEXTS = frozenset(
    {
        "message/delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "message/rfc822-headers",
    }
)
_DOCUMENTS = frozenset({"text/rtf", "text/vcard", "text/x-vcard", "text/directory"})
"""Text by name, with pictures inside by design."""
_KEPT_SMS = ("text/", "application/smil")


def embedded_media(file: File, reader_name: str | None) -> Iterator[Cut]:
    """Places of media in a text file, ascending, none inside another. `reader_name`: of who reads the file, if anyone."""
    if file.screenshot:
        return
    if reader_name == mbox.NAME or mbox.sniff(file):
        parts = _mailbox(file)
    elif reader_name == mail.NAME or _is_mail(file):
        start = mail.mail_start(file.head)
        parts = _mail(file, start, mail.mail_end(file, start))
    elif reader_name == sms.NAME or sms.sniff(file):
        parts = _backup(file)
    else:
        with file.open() as stream:
            yield from disjoint(_cut_of(run) for run in _runs(stream, bare=True))
        return
    yield from disjoint(_together(file, iter(parts)))


def for_reading(file: File, reader_name: str, cuts: Sequence[Cut]) -> File:
    """What a reader of the whole text gets to see. Readers of parts leave media out themselves, and tell their digests."""
    return file if reader_name in _PARTED else blank(file, cuts)


def without_media(text: str) -> str:
    """The text of a mail or SMS with encoded media in it filled, as `for_reading` does for whole texts."""
    content = text.encode(errors="surrogatepass")
    cuts = list(disjoint(_cut_of(run) for run in _runs(io.BytesIO(content), bare=False)))
    for cut in cuts:
        content = content[: cut.start] + filling(cut, 0, content[cut.start : cut.end]) + content[cut.end :]
    return content.decode(errors="replace") if cuts else text


def _cut(start: int, end: int, name: str, media_type: str, meter: decoded.Meter, filler: bytes) -> Cut:
    media = kinds.is_media(meter.head, name) or media_type.partition("/")[0] in ("image", "video", "audio")
    return Cut(
        start=start,
        end=end,
        why=MEDIA if media else ATTACHMENT,
        name=name,
        size=meter.size,
        digest=meter.digest,
        filler=filler,
    )


def _together(file: File, parts: Iterator[Cut]) -> Iterator[Cut]:
    """`parts`, and whatever else lies between them."""
    ahead: deque[Cut] = deque()

    def behind_part(place: int) -> int:
        while (not ahead or ahead[-1].end <= place) and (cut := next(parts, None)) is not None:
            ahead.append(cut)
        return next((cut.end for cut in ahead if cut.start <= place < cut.end), place)

    with file.open() as stream:
        for run in _runs(stream, bare=False, behind_part=behind_part):
            while ahead and ahead[0].start <= run.start:
                yield ahead.popleft()
            yield _cut_of(run)
    yield from ahead
    yield from parts


def _cut_of(run: Run) -> Cut:
    return _cut(run.start, run.end, run.name, "", run.meter, run.filler)


def _runs(stream: BinaryIO, *, bare: bool, behind_part: Callable[[int], int] | None = None) -> Iterator[Run]:
    """Encoded media wherever they stand in a text. `bare`: bytes that are not encoded too, each to the end.

    `behind_part`: from a place to the end of the part around it that is cut anyway, or to itself.
    """
    window = Window(stream, block=BLOCK)
    at = scanned = 0
    while scanned < window.end or window.more():
        scanned = window.end
        if behind_part is not None and (behind := behind_part(max(at, window.base))) >= scanned:
            at = behind
            window.forget(scanned - LONGEST)
            continue
        for hit in hits(window.data, window.base, bare=bare):
            if hit.start < at:
                continue
            if behind_part is not None and (behind := behind_part(hit.start)) > hit.start:
                at = behind
                continue
            run = found(window, hit.start, hit.mark)
            if run is not None:
                yield run
                at = run.end
        at = max(at, scanned - LONGEST)
        window.forget(at - LONGEST)


def _is_mail(file: File) -> bool:
    """A mail, or a page saved as one (MHTML)."""
    head = file.head[mail.mail_start(file.head) :]
    names = {name.lower() for name, _ in mime.header_block(head).fields}
    return len(names & {*mail.USUAL, "snapshot-content-location"}) >= 2


def _mailbox(file: File) -> Iterator[Cut]:
    for start, end, _ in mbox.mails(file):
        yield from _mail(file, start, end)


def _mail(file: File, start: int, end: int | None) -> Iterator[Cut]:
    with file.open() as stream:
        yield from _parts(mime.walk(stream, start, end))


def _parts(events: Iterator[mime.Event]) -> Iterator[Cut]:
    for event in events:
        if not isinstance(event, mime.Part) or event.kind not in ("leaf", "around"):
            continue
        body = mime.body(events)
        name = header_text(event.headers.file_name or "")
        if event.kind == "leaf" and not _is_text(event.content_type, name):
            yield from _whole(event, body, name)
        else:
            yield from _in_text(event, body, name)


def _is_text(content_type: str, name: str) -> bool:
    if content_type in mime.ATTACHED:  # encoded as a whole, or too deep
        return False
    text = content_type.startswith(("text/", "multipart/")) or content_type in _TEXTS
    return text and content_type not in _DOCUMENTS and kinds.from_name(name) not in kinds.PICTURED


def _whole(
    part: mime.Part, body: Iterator[mime.Data], name: str, before: Sequence[mime.Data] = ()
) -> Iterator[Cut]:
    """A part that is no text, as a cut; unless it is a mail, encoded as a whole, that holds nothing but text."""
    end = part.body

    def chunks() -> Iterator[bytes]:
        nonlocal end
        for source in (before, body):
            for data in source:
                end = data.at + len(data.content)
                yield data.content

    encoding = part.headers.encoding
    if part.content_type in mime.ATTACHED and encoding not in mime.IDENTITY:
        content = b"".join(chunks())[:TEXT_LIMIT]
        inner = b"".join(decoded.decode([content], encoding))
        if end - part.body <= TEXT_LIMIT and not any(_within(inner)):
            return
        meter = decoded.Meter()
        meter.feed(inner)
    else:
        meter = decoded.metered(chunks(), encoding)
    if end > part.body:
        yield _cut(part.body, end, name, part.content_type, meter, b"A" if encoding == "base64" else b" ")


def _within(content: bytes) -> Iterator[Cut]:
    """Media in a mail held in memory."""
    yield from _parts(mime.walk(io.BytesIO(content)))
    for run in _runs(io.BytesIO(content), bare=False):
        yield _cut_of(run)


def _in_text(part: mime.Part, body: Iterator[mime.Data], name: str) -> Iterator[Cut]:
    """Media in a text of a mail, found behind its transfer encoding, placed before it."""
    held: list[mime.Data] = []
    size = 0
    for data in body:
        held.append(data)
        size += len(data.content)
        if size > TEXT_LIMIT:
            if part.headers.encoding not in mime.IDENTITY:
                yield from _whole(part, body, name, held)
            else:
                for _ in body:
                    pass
            return
    if not held:
        return
    start = held[0].at
    content = b"".join(data.content for data in held)
    layers = _Layer(content, part.headers.encoding)
    runs = list(_runs(io.BytesIO(layers.inner), bare=True))
    begins = kinds.from_content(layers.inner[:64]) in kinds.PICTURED and not layers.inner[:64].isascii()
    if begins or (runs and layers.opaque):
        meter = decoded.Meter()
        meter.feed(layers.inner)
        yield _cut(start, start + len(content), name, "", meter, layers.filler)
        return
    for run in runs:
        first, last = layers.place(run.start, run.end)
        filler = run.filler if layers.plain else layers.filler
        yield _cut(start + first, start + last, run.name or name, "", run.meter, filler)


class _Layer:
    """A text under its transfer encoding, with the way back from places in the one to places in the other."""

    def __init__(self, outer: bytes, encoding: str) -> None:
        self._outer = outer
        self.inner = b"".join(decoded.decode([outer], encoding))
        self.opaque = encoding not in ("base64", "quoted-printable", *mime.IDENTITY) and self.inner != outer
        """No way back is known."""
        self.plain = encoding not in ("base64", "quoted-printable")
        self.filler = b"A" if encoding == "base64" else b" "
        self._groups = encoding == "base64"
        self._counts: list[int] = []
        self._places: list[int] = []
        if not self.plain:
            segments = decoded.base64_segments(outer) if self._groups else decoded.quoted_segments(outer)
            for count, place in segments:
                self._counts.append(count)
                self._places.append(place)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Bytes of the outer text that hold bytes `start` to `end` of the inner."""
        if self.plain:
            return start, end
        if self._groups:  # whole groups of four letters
            return self._outside(start // 3 * 4), self._outside((end + 2) // 3 * 4 - 1) + 1
        return self._outside(start), self._outside(end)

    def _outside(self, count: int) -> int:
        index = bisect_right(self._counts, count) - 1
        if index < 0:
            return len(self._outer)
        return min(self._places[index] + count - self._counts[index], len(self._outer))


def _backup(file: File) -> Iterator[Cut]:
    """Every part of an SMS backup that is no text."""
    with file.open() as stream:
        for tag in tags(stream, measure=True):
            data = tag.data
            if data is None or data.meter is None or data.end - data.start <= len("null"):
                continue
            media_type = tag.text("ct").strip().lower()
            if (
                tag.name == "part"
                and media_type.startswith(_KEPT_SMS)
                and not kinds.from_content(data.meter.head)
            ):
                continue
            name = next((stated for key in ("name", "fn", "cl", "cid") if (stated := tag.stated(key))), "")
            yield _cut(data.start, data.end, name, media_type, data.meter, b"A")
