"""Telegram Desktop, JSON: ``result.json`` of one chat or of a whole account.

One chat: ``{name, type, id, messages: [...]}``. An account: ``{about, personal_information: {user_id, ...}, contacts,
..., chats: {about, list: [chat, ...]}, left_chats: {about, list: [...]}}``; rows in `telegram_rows`. Versions tried:
2018 (numeric `from_id`, `date` without `date_unixtime`) to 2025. Reference: tdesktop, ``export_output_json.cpp``.

The owner is ``personal_information.user_id``. In a personal chat, whose `id` is the other side's user id, it is whoever
else writes. Rows stand oldest first.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePosixPath

import msgspec

from amparo.model import Account, Gap, Message
from amparo.sources.base import NOT_PICKED, Cut, File, Settings, Thread
from amparo.sources.json_files import ROWS, begins_object, envelope, read_files
from amparo.sources.json_gaps import GapTally
from amparo.sources.json_rows import Batch, JsonStream, Malformed, Truncated
from amparo.sources.telegram_rows import Rows
from amparo.sources.text import visible

NAME = "telegram-json"
PLATFORM = "telegram"
LOOKS_FOR = "a JSON object with `messages` that have `from`, `text` and `date_unixtime`, or with `chats`"

_ROW_KEYS = re.compile(rb'"(?:date_unixtime|from_id|actor_id|text_entities)"\s*:')
_OLD_ROW = (b'"from"', b'"date"', b'"text"')
_CHAT_TYPE = re.compile(
    rb'"type"\s*:\s*"(?:personal_chat|bot_chat|saved_messages|replies|verification_codes|(?:private|public)_'
    rb'(?:group|supergroup|channel))"'
)
_CHATS = re.compile(rb'"(?:left_)?chats"\s*:\s*\{\s*("about"\s*:\s*"[^"]*"\s*,\s*)?"list"\s*:')
_ACCOUNT = re.compile(
    rb'\s*(?:\xef\xbb\xbf)?\s*\{\s*"about"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"'
    rb"(?:personal_information|profile_pictures|stories|contacts|frequent_contacts|sessions|other_data)\""
)
_LISTS = frozenset({"chats", "left_chats"})
_PAIRS = frozenset({"personal_chat", "bot_chat"})
_TITLES = {"saved_messages": "Saved Messages", "replies": "Replies"}
_SHORTEST = len(b"null")
_BLOCK = 1 << 20


class _Nothing(msgspec.Struct, gc=False):
    """Takes any row and keeps none of it."""


class _Said(msgspec.Struct, gc=False, rename={"sender": "from"}):
    sender: str | None = None
    from_id: str | int | None = None


@dataclass(slots=True)
class _Chat:
    """A chat of an account and its place."""

    pointer: str
    start: int
    end: int = 0
    around: dict[str, object] = field(default_factory=dict)
    rows: int = 0


def sniff(file: File) -> bool:
    head = file.head
    if not begins_object(head):
        return False
    if _CHATS.search(head) or _ACCOUNT.match(head):
        return True
    if not ROWS.search(head) or (b'"author"' in head and b'"guild"' in head):
        return False
    return bool(_ROW_KEYS.search(head) or _CHAT_TYPE.search(head) or all(key in head for key in _OLD_ROW))


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    for file in files:
        if _is_one_chat(file):
            around, _ = envelope(file)
            yield _thread(file, around, "", _Owner.of_rows(file, around))
            continue
        account = _Account(file)
        tally = GapTally(file)
        try:
            for chat in account.chats():
                yield _thread(file, chat.around, f"{chat.pointer}@{chat.start}", account.owner, chat.rows)
        except Malformed as error:
            tally.stopped(error)
        except OSError as error:
            tally.unopened(error)
        yield from tally.gaps()


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    (file,) = thread.files
    pointer, _, start = thread.place.partition("@")
    rows = Rows(thread, settings, pointer)
    if pointer:
        yield from chain.from_iterable(_chat(file, int(start), rows))
    else:
        yield from read_files(thread.files, rows.read)
    yield from rows.clock.gaps(file.name)


def _chat(file: File, start: int, rows: Rows) -> Iterator[Iterable[Message | Gap]]:
    """The rows of the chat of an account that begins at the byte `start`."""
    tally = GapTally(file)
    try:
        with file.open() as stream:
            walk = JsonStream(stream, start)
            for key in walk.members():
                if key == "messages":
                    yield from rows.read(walk, file.digest, tally)
    except Malformed as error:
        tally.stopped(error)
    except OSError as error:
        tally.unopened(error)
    yield tally.gaps()


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """The chats of an account that were not picked, and whatever is not a chat (contacts, sessions, ...).

    `null` takes their place, so that the others keep theirs.
    """
    if _is_one_chat(file):
        return
    kept = {
        thread.place.partition("@")[0]
        for thread in picked
        if any(own.digest == file.digest for own in thread.files)
    }
    account = _Account(file)
    last: _Chat | None = None
    places: list[tuple[int, int, str]] = []
    try:
        for chat in account.chats():
            last = chat
            if chat.pointer not in kept:
                places.append((chat.start, chat.end, _title(file, chat.around)))
    except Truncated:
        pass  # the last chat was given, up to the end of the file
    except Malformed as error:
        start = max(error.at, last.end if last else 0)
        places.append((start, file.size, "what follows a broken place"))
    for start, end, name in sorted([*places, *account.aside] if places else ()):
        if end - start >= _SHORTEST:
            yield _cut(file, start, end, name)


class _Account:
    """Walks the chats of an account; what else the file holds about it is noted on the way."""

    def __init__(self, file: File) -> None:
        self._file = file
        self.owner = _Owner()
        self.aside: list[tuple[int, int, str]] = []
        """Start, end and key of what is neither a chat nor about the owner."""

    def chats(self) -> Iterator[_Chat]:
        """In order. One in which the file ends or breaks is given as far as it goes, before the error."""
        with self._file.open() as stream:
            walk = JsonStream(stream)
            for key in walk.members():
                if key == "personal_information":
                    self.owner = _Owner.of_account(walk.value())
                elif key in _LISTS and walk.peek() == 0x7B:
                    for inner in walk.members():
                        if inner == "list" and walk.peek() == 0x5B:
                            yield from self._list(walk, f"/{key}/list")
                elif walk.peek() in (0x5B, 0x7B):
                    start = walk.at
                    walk.skip()
                    self.aside.append((start, walk.at, key))

    def _list(self, walk: JsonStream, pointer: str) -> Iterator[_Chat]:
        for index in walk.elements():
            if walk.peek() != 0x7B:
                continue
            chat = _Chat(f"{pointer}/{index}", walk.at)
            try:
                for key in walk.members():
                    if key == "messages":
                        for part in walk.rows(_Nothing):
                            chat.rows += len(part.rows) if isinstance(part, Batch) else 1
                    else:
                        chat.around[key] = walk.value()
            except Malformed as error:
                chat.end = error.end if isinstance(error, Truncated) else error.at
                yield chat
                raise
            chat.end = walk.at
            yield chat


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose export it is, by user id."""

    ids: frozenset[str] = frozenset()
    account: Account | None = None

    @classmethod
    def of_account(cls, information: object) -> "_Owner":
        if not isinstance(information, dict):
            return cls()
        number = information.get("user_id")
        if not isinstance(number, int) or isinstance(number, bool):
            return cls()
        handle = information.get("username")
        account = Account(
            platform=PLATFORM,
            id=f"user{number}",
            handle=handle.removeprefix("@") if isinstance(handle, str) and handle else None,
            name=_full_name(information) or None,
        )
        return cls(frozenset({f"user{number}", str(number)}), account)

    @classmethod
    def of_rows(cls, file: File, around: dict[str, object]) -> "_Owner":
        """In a personal chat: who writes near the beginning and is not the other side."""
        other = _counterpart(around)
        met: dict[str, str | None] = {}
        walk = JsonStream(io.BytesIO(file.head))
        try:
            for key in walk.members() if other else ():
                if key == "messages":
                    for part in walk.rows(_Said):
                        for row in part.rows if isinstance(part, Batch) else ():
                            if row.from_id and str(row.from_id) != other:
                                met[str(row.from_id)] = row.sender
        except Malformed:
            pass  # the head ends inside the rows
        if len(met) != 1:
            return cls()
        ((identity, name),) = met.items()
        return cls(frozenset({identity.casefold()}), Account(platform=PLATFORM, id=identity, name=name))


def _is_one_chat(file: File) -> bool:
    walk = JsonStream(io.BytesIO(file.head))
    try:
        for key in walk.members():
            if key in _LISTS or key == "personal_information":
                return False
            if key == "messages":
                return True
    except Malformed:
        pass
    return not (_ACCOUNT.match(file.head) or _CHATS.search(file.head))


def _thread(
    file: File, around: dict[str, object], place: str, owner: _Owner, rows: int | None = None
) -> Thread:
    other = _counterpart(around)
    name = around.get("name")
    accounts = []
    if other:
        accounts.append(
            Account(platform=PLATFORM, id=other, name=visible(name) if isinstance(name, str) else None)
        )
    if owner.account:
        accounts.append(owner.account)
    return Thread(
        reader=NAME,
        platform=PLATFORM,
        title=_title(file, around),
        accounts=tuple(accounts),
        files=(file,),
        place=place,
        owner=owner.ids,
        pair=other is not None,
        rows=rows,
    )


def _counterpart(around: dict[str, object]) -> str | None:
    """The user id of the other side of a chat of two."""
    number = around.get("id")
    kind = around.get("type")
    if not isinstance(kind, str) or kind not in _PAIRS or not isinstance(number, int):
        return None
    return f"user{number}"


def _title(file: File, around: dict[str, object]) -> str:
    name, kind, number = around.get("name"), around.get("type"), around.get("id")
    if isinstance(name, str) and name:
        return visible(name)
    if isinstance(kind, str) and kind in _TITLES:
        return _TITLES[kind]
    if isinstance(number, int):
        return f"Deleted Account {number}"
    return PurePosixPath(file.path).name


def _full_name(information: dict[str, object]) -> str:
    parts = (information.get("first_name"), information.get("last_name"))
    return " ".join(part for part in parts if isinstance(part, str) and part)


def _cut(file: File, start: int, end: int, name: str) -> Cut:
    sha256 = hashlib.sha256()
    with file.open() as stream:
        stream.seek(start)
        left = end - start
        while left and (block := stream.read(min(left, _BLOCK))):
            sha256.update(block)
            left -= len(block)
    return Cut(
        start=start,
        end=end,
        why=NOT_PICKED,
        name=name,
        size=end - start,
        digest=sha256.hexdigest(),
        filler=b"null",
    )
