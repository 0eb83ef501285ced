"""Telegram Desktop's HTML export.

Layout: one chat exported alone is a folder with ``messages.html``, ``messages2.html`` ... (1,000 messages a page); all
chats at once lie in ``chats/chat_001/messages.html`` ..., with ``export_results.html`` naming the account's owner.
A page is ``div.page_header`` (the chat's name) and ``div.history`` with rows::

    div.message.default.clearfix[.joined]#message<id>
        div.pull_left.userpic_wrap
        div.body
            div.pull_right.date.details[title="31.01.2021 20:49:00 UTC+01:00"]
            div.from_name                       (rows that are `joined` have the sender of the row before)
            div.forwarded.body > div.from_name > span.date.details
            div.reply_to.details, div.media_wrap, div.text, div.signature, span.reactions
    div.message.service#message<id> > div.body.details

Read from the writer itself (``export_output_html.cpp`` of Telegram Desktop, 2018 to 2026). Before 2021 the title has
no zone: wall time. Rows with negative ids are the dates that the writer puts between days: they are kept as system
rows, without a time. Calls tell the owner: an outgoing or cancelled one is theirs. The chat's name is the other
person's in a private chat, so the one other speaker is the owner. ``raw_text`` is the source of the words; for a row
without words, of its media. Sender ids are not in HTML.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from amparo.archive import ArchiveError
from amparo.model import Account, Gap, GapKind, Message
from amparo.model.locator import at_bytes, at_file
from amparo.sources import html_media
from amparo.sources.base import Cut, File, Settings, Thread
from amparo.sources.clock import WallClock
from amparo.sources.html_rows import charset, pieces, readable, tree
from amparo.sources.tally import Tally
from amparo.sources.telegram_html_rows import PLAIN, Page, Speakers, name_of

NAME = "telegram-html"
PLATFORM = "telegram"
LOOKS_FOR = (
    'a page with `<div class="message default clearfix" id="message1">`, as Telegram Desktop exports it'
)

_ROW = re.compile(rb"\bclass\s*=\s*[\"']?\s*message\s+(?:default|service)\b", re.IGNORECASE)
_PAGE = re.compile(rb"class=\"page_(?:wrap|header)\"")
_HISTORY = re.compile(rb"class=\"(?:history|page_body chat_page)\"")
_RESULTS = re.compile(rb"class=\"personal_info\b")
_NUMBERED = re.compile(r"messages(\d*)\.html?", re.IGNORECASE)
_FROM = re.compile(rb"<div class=\"from_name\">\s*([^<]{1,400}?)\s*</div>")
_CALL = b"media_call"
_STATUS = re.compile(rb"class=\"status details\">\s*(?:Outgoing|Cancelled)")
_BLOCK = 1 << 20
_OVERLAP = 1 << 13


def sniff(file: File) -> bool:
    """A page of a chat, or the page that names the account's owner."""
    head = file.head
    if b"<" not in head[:512] or not _PAGE.search(head):
        rows = _ROW.findall(head)
        return bool(rows) and b"from_name" in head and b"date details" in head
    return bool(_ROW.search(head) or _HISTORY.search(head) or _RESULTS.search(head))


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    """One chat a folder, its pages in the order of their numbers."""
    folders: dict[tuple[object, ...], list[File]] = {}
    marks: set[str] = set()
    for file in files:
        path = PurePosixPath(file.path)
        if _RESULTS.search(file.head) and not _ROW.search(file.head):
            marks |= _personal(file)
            continue
        numbered = _NUMBERED.fullmatch(path.name)
        folder = (
            (file.member.on_disk.parent, ())
            if not file.member.archives
            else (file.member.on_disk, file.member.archives)
        )
        folders.setdefault((*folder, str(path.parent), "" if numbered else path.name), []).append(file)
    if marks and not folders:
        yield Gap(
            kind=GapKind.UNREADABLE_FILE,
            count=1,
            explanation=f"{files[0].name}: this page only leads to the chats of the export, which were not handed in.",
            locator=at_file(files[0].digest),
        )
    for group in folders.values():
        pages = sorted(group, key=_number)
        title = _title(pages[0])
        speakers, callers = _speakers(pages)
        owners = marks | callers
        if title in speakers and len(speakers) == 2:
            owners |= {name.casefold() for name in speakers if name != title}
        yield Thread(
            reader=NAME,
            platform=PLATFORM,
            title=title or PurePosixPath(pages[0].path).parent.name or pages[0].path,
            accounts=tuple(
                Account(platform=PLATFORM, name=name, locator=at_file(pages[0].digest)) for name in speakers
            ),
            files=tuple(pages),
            owner=frozenset(owners),
            pair=title in speakers and len(speakers) <= 2,
        )


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    """Every row of every page, dates between days and service rows as well."""
    speakers = Speakers(thread, settings)
    for file in thread.files:
        tally = Tally(file.name)
        clock = WallClock(settings.zone)
        page = Page(file, charset(file.head), speakers, clock, tally)
        try:
            yield from _messages(file, page, tally)
        except ArchiveError as error:
            cause = f"{{name}}: it cannot be read to the end ({error.cause})."
            tally.add(GapKind.UNREADABLE_FILE, cause, at_file(file.digest))
        yield from clock.gaps(file.name)
        yield from tally.gaps()


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """Media embedded in the page; a page holds one chat."""
    yield from html_media.embedded(file)


def _messages(file: File, page: Page, tally: Tally) -> Iterator[Message]:
    with file.open() as stream:
        for piece in pieces(stream, _opens, PLAIN):
            if piece.row and piece.source:
                yield page.message(piece)
            elif piece.row:
                tally.add(
                    GapKind.LIMIT,
                    "{name}: {count} messages are longer than 8 MiB each and were not read.",
                    at_bytes(file.digest, piece.start, piece.end),
                )
            elif piece.start and piece.source.strip():  # the first piece is the page's header
                root = tree(piece.source)
                links = [node for node in root.walk() if node.has(b"pagination")]
                if readable(piece.source, without=links):
                    place = at_bytes(file.digest, piece.start, piece.end)
                    tally.add(
                        GapKind.UNPLACED_TEXT, "{name}: {count} pieces of text stand in no message.", place
                    )


def _opens(name: bytes, attributes: bytes, level: int) -> bool:
    return name == b"div" and b"message" in attributes and _ROW.search(attributes) is not None


def _title(file: File) -> str:
    header = tree(file.head).find(b"page_header")
    name = header.find(b"text", b"bold") if header else None
    return readable(file.head[name.inner : name.inner_end], charset(file.head)) if name else ""


def _speakers(pages: Sequence[File]) -> tuple[list[str], set[str]]:
    """The names over rows, in their order, and those who made calls from this account (casefolded)."""
    names: dict[bytes, None] = {}
    callers: set[bytes] = set()
    for file in pages:
        try:
            with file.open() as stream:
                rest = b""
                while block := stream.read(_BLOCK):
                    block = rest + block
                    names |= dict.fromkeys(_FROM.findall(block))
                    callers |= set(_callers(block))
                    rest = block[-_OVERLAP:]
        except ArchiveError:
            continue  # told when the page is read
    encoding = charset(pages[0].head)
    read_names = dict.fromkeys(name_of(name, encoding) for name in names)
    return [name for name in read_names if name], {name_of(name, encoding).casefold() for name in callers}


def _callers(block: bytes) -> Iterator[bytes]:
    at = block.find(_CALL)
    while at >= 0:
        row = block.rfind(b'class="message ', max(at - _OVERLAP, 0), at)
        named = _FROM.search(block, row, at) if row >= 0 else None
        if named and _STATUS.search(block, at, at + 1000):
            yield named[1]
        at = block.find(_CALL, at + 1)


def _personal(file: File) -> set[str]:
    """Name, number and handle of the account's owner (casefolded), from ``export_results.html``."""
    info = tree(file.head).find(b"personal_info")
    if info is None:
        return set()
    rows = {}
    for row in (node for node in info.walk() if node.has(b"row")):
        label, value = row.find(b"label"), row.find(b"value")
        if label and value:
            rows[readable(file.head[label.inner : label.inner_end])] = readable(
                file.head[value.inner : value.inner_end]
            )
    name = f"{rows.get('First name', '')} {rows.get('Last name', '')}".strip()
    marks = [
        name,
        rows.get("Phone number", ""),
        rows.get("Username", ""),
        rows.get("Username", "").lstrip("@"),
    ]
    return {mark.casefold() for mark in marks if mark}


def _number(file: File) -> tuple[int, str]:
    numbered = _NUMBERED.fullmatch(PurePosixPath(file.path).name)
    return (int(numbered[1] or 1) if numbered else 0), file.path
