"""What the readers of Messenger's and Instagram's HTML share: pages of boxes, the newest first (see `meta_boxes`).

A thread is a folder with ``message_1.html``, ``message_2.html`` ... The page's title names the other person of a
conversation of two; a line "Participants: ..." lists people (in the account's language); pages of 2018-2020 show the
owner with numeric id (``profile_pic_header_<id>``). Dates are wall time of the account. ``raw_text`` is the source of
the words, from the first to the last that a reader sees; for a row without words, the source of its body.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from amparo.archive import ArchiveError
from amparo.model import Account, Gap, GapKind, Message
from amparo.model.locator import at_bytes, at_file
from amparo.sources.base import File, Settings, Thread
from amparo.sources.clock import WallClock
from amparo.sources.html_rows import Node, Piece, charset, pieces, readable, tree
from amparo.sources.meta_boxes import (
    BOX,
    PAGE,
    PLAIN,
    SENDER,
    Layout,
    found,
    holds_parts,
    is_box,
    learn,
    of_class,
    outermost,
    parts,
    words,
)
from amparo.sources.meta_html_rows import Page, Speakers
from amparo.sources.meta_notices import participants
from amparo.sources.tally import Tally
from amparo.sources.text import demojibake, unescape

_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|div|main|section|meta|title|link|style|!--|\?xml)",
    re.IGNORECASE,
)
_THREAD_PATH = re.compile(
    r"(?:^|/)(?:inbox|archived_threads|message_requests|filtered_threads|e2ee_cutover|ai_conversations|broadcast"
    r"|secret_conversations|legacy_threads)/[^/]+/[^/]+\.html?$|(?:^|/)messages?(?:_\d+)?\.html?$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"messages?(?:_(\d+))?\.html?", re.IGNORECASE)
_OTHER_PATH = re.compile(
    r"(?:^|/)(?:posts|comments(?:_and_reactions)?|likes(?:_and_reactions)?|connections|followers_and_following"
    r"|friends(?:_and_followers)?|ads_information|profile_information|security_and_login_information|search|events"
    r"|groups|pages|stories|saved|saved_items_and_collections|apps_and_websites[^/]*|logged_information|preferences"
    r"|personal_information|content|your_topics|story_interactions|story_sticker_interactions)/",
    re.IGNORECASE,
)
_INSTAGRAM = re.compile(rb"your_instagram_activity|<title>\s*Instagram|(?:^|/)instagram[-_]", re.IGNORECASE)
_MESSENGER = re.compile(
    rb"your_facebook_activity|your_activity_across_facebook|facebook\.com/dyi|Messenger\s*</title|(?:^|/)facebook[-_]",
    re.IGNORECASE,
)
_PERMALINK = b"/dyi/l/?"
"""Links of posts and comments to themselves; messages have none."""
_OWNER = re.compile(
    rb"profile_pic_header_(\d{1,20})[\"'][^>]{0,400}>\s*(?:<span[^>]{0,200}>([^<]{1,200})</span>)?"
)
_GENERIC = frozenset(
    ["", "instagram", "messenger", "facebook", "messages", "inbox", "chats", "your messages"]
)
_LONGEST_LIST = 1 << 14
_LATE = 1 << 20
"""Bytes of a page in which its first box must stand."""


class Header(NamedTuple):
    """What a page says before its first message, and who speaks in its beginning."""

    title: str
    listed: tuple[str, ...]
    senders: tuple[str, ...]
    owner: frozenset[str]


def family(file: File) -> str | None:
    """`messenger` or `instagram` when the page is a conversation of one of them; else None."""
    head = file.head
    in_thread = bool(_THREAD_PATH.search(file.path))
    if not _HTML.match(head) or (not in_thread and (_OTHER_PATH.search(file.path) or _PERMALINK in head)):
        return None
    root = tree(head)
    listed = _listed(root, head)
    layout = learn(head, root, listed)
    if layout is None and not (in_thread and found(root, PAGE)):
        return None
    if not (in_thread or listed or _has_known_box(root, head)):
        return None
    for where in (file.path.encode("utf-8", "replace"), head):
        instagram = _INSTAGRAM.search(where) is not None
        if instagram != (_MESSENGER.search(where) is not None):
            return "instagram" if instagram else "messenger"
    sender = found(root, SENDER)
    return "instagram" if sender and sender.name == b"h2" and sender.has(b"_2pim") else "messenger"


def threads(files: Sequence[File], reader: str, platform: str) -> Iterator[Thread]:
    """One thread a folder; a page that is not called ``message_N.html`` is a thread of its own."""
    folders: dict[tuple[object, ...], list[File]] = {}
    for file in files:
        path = PurePosixPath(file.path)
        numbered = _NUMBERED.fullmatch(path.name)
        key = (file.member.on_disk, file.member.archives, str(path.parent), "" if numbered else path.name)
        # On disk a folder may be handed in file by file: then the path tells no folder.
        if numbered and not file.member.archives:
            key = (file.member.on_disk.parent, (), "", "")
        folders.setdefault(key, []).append(file)
    groups = [sorted(group, key=_number) for group in folders.values()]
    headers = [header(group[0]) for group in groups]
    owner = _owner(headers)
    for group, page in zip(groups, headers, strict=True):
        names = dict.fromkeys([*page.listed, *page.senders])
        yield Thread(
            reader=reader,
            platform=platform,
            title=page.title or PurePosixPath(group[0].path).parent.name or group[0].path,
            accounts=tuple(
                Account(platform=platform, name=name, locator=at_file(group[0].digest)) for name in names
            ),
            files=tuple(group),
            owner=owner | page.owner,
            pair=_two(page),
        )


def header(file: File) -> Header:
    """Title, participants, first speakers and owner, from the beginning of the page."""
    head, encoding = file.head, charset(file.head)
    root = tree(head)
    listed = _listed(root, head, encoding)
    layout = learn(head, root, listed)
    boxes = [node for node in root.walk() if layout and layout.opens(node.name, node.attributes, node.level)]
    senders: dict[str, None] = {}
    for box in boxes:
        source = head[box.start : box.end]
        sender = parts(tree(source), source).sender
        name = demojibake(words(sender, source, encoding)) if sender else ""
        if name:
            senders[name] = None
    limit = boxes[0].start if boxes else len(head)
    owner = _OWNER.search(head, 0, limit)
    marks = (
        [owner[1].decode(), unescape((owner[2] or b"").decode(encoding, "replace")).strip()] if owner else []
    )
    return Header(
        _title(root, head, encoding, limit),
        listed,
        tuple(senders),
        frozenset(m.casefold() for m in marks if m),
    )


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    """Every box of every page, as a message or a counted gap, in the order of the pages."""
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


def _messages(file: File, page: Page, tally: Tally) -> Iterator[Message]:
    layout = _layout(file)
    with file.open() as stream:
        for piece in pieces(stream, layout.opens if layout else _never, PLAIN):
            if piece.row and layout and not layout.classes and not holds_parts(piece.source):
                if not participants(readable(piece.source, charset(file.head))):
                    yield from _between(piece, page, file, tally)
            elif piece.row and piece.source:
                yield page.message(piece)
            elif piece.row:
                tally.add(
                    GapKind.LIMIT,
                    "{name}: {count} messages are longer than 8 MiB each and were not read.",
                    at_bytes(file.digest, piece.start, piece.end),
                )
            elif piece.start and piece.source.strip():  # the first piece is the page's header
                yield from _between(piece, page, file, tally)


def _between(piece: Piece, page: Page, file: File, tally: Tally) -> Iterator[Message]:
    """What stands between two boxes, or after the last: boxes of another make, and words that are in none."""
    source = piece.source
    others = outermost(tree(source), lambda node: is_box(node, source))
    for box in others:
        start, end = piece.start + box.start, piece.start + box.end
        yield page.message(Piece(source[box.start : box.end], start, end, row=True))
    if readable(source, charset(file.head), without=others):
        place = at_bytes(file.digest, piece.start, piece.end)
        tally.add(GapKind.UNPLACED_TEXT, "{name}: {count} pieces of text stand in no message.", place)


def _never(name: bytes, attributes: bytes, level: int) -> bool:
    return False


def _layout(file: File) -> Layout | None:
    """From the head or, where style sheets fill that, from more of the page."""
    head = file.head
    root = tree(head)
    layout = learn(head, root, _listed(root, head))
    if layout is None and file.size > len(head):
        with file.open() as stream:
            more = stream.read(_LATE)
        root = tree(more)
        layout = learn(more, root, _listed(root, more))
    return layout


def _has_known_box(root: Node, head: bytes) -> bool:
    return any(of_class(node, BOX) and found(node, SENDER) and is_box(node, head) for node in root.walk())


def _listed(root: Node, source: bytes, encoding: str = "utf-8") -> tuple[str, ...]:
    """The names of the "Participants" line, wherever it stands before the messages."""
    for node in root.walk():
        if not node.children and node.inner_end - node.inner <= _LONGEST_LIST:
            names = participants(demojibake(words(node, source, encoding)))
            if names:
                return names
    return ()


def _title(root: Node, source: bytes, encoding: str, limit: int) -> str:
    """What heads the page: its heading, else its title, unless that only names the app."""
    before = [node for node in root.walk() if node.end <= limit or node.name in (b"title", b"h1")]
    headings = [node for node in before if node.name == b"h1"]
    headings += [node for node in before if node.has(b"_a70e") or node.has(b"_3b0d")]
    headings += [node for node in before if node.name == b"title"]
    for node in headings:
        text = demojibake(words(node, source, encoding))
        if text.casefold() not in _GENERIC and not participants(text) and len(text) <= 300:
            return text
    return ""


def _two(page: Header) -> bool:
    """Whether only two people take part: two are listed, or the page is named after one of at most two who speak."""
    names = {*page.listed, *page.senders}
    return len(names) == 2 if page.listed else len(names) <= 2 and page.title in names


def _owner(headers: Sequence[Header]) -> frozenset[str]:
    """Who takes part in every thread; with one thread, or more such people, who is never a thread's name."""
    casts = [{*page.listed, *page.senders} for page in headers]
    casts = [cast for cast in casts if len(cast) > 1]
    common = set.intersection(*casts) if casts else set()
    if len(common) > 1:
        common -= {page.title for page in headers if _two(page)}
    return frozenset(name.casefold() for name in common) if len(common) == 1 else frozenset()


def _number(file: File) -> tuple[int, str]:
    numbered = _NUMBERED.fullmatch(PurePosixPath(file.path).name)
    return (int(numbered[1] or 0) if numbered else 0), file.path
