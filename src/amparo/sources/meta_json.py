"""What the JSON downloads of Messenger and Instagram share: one object a file, `messages` newest first.

::

    {participants: [{name}], messages: [...], title, is_still_participant, thread_path, magic_words, ...}

in ``.../messages/{inbox, archived_threads, filtered_threads, message_requests, e2ee_cutover, ...}/name_123/message_N.json``,
10,000 rows a file, ``message_1`` the newest. Keys drift: `title` mostly follows the rows, `participants` may. The
download names nobody's user id; the number in the folder is the thread's.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from amparo.model import Account, Gap, GapKind, Message, locator
from amparo.sources.base import HEAD, File, Settings, Thread
from amparo.sources.json_files import ROWS, begins_object, envelope, read_files, tail
from amparo.sources.json_gaps import GapTally
from amparo.sources.meta_json_rows import Rows, readable

_NUMBER = re.compile(r"message_(\d+)\b.*\.json$", re.IGNORECASE)
_THREAD_ID = re.compile(r"_?[0-9A-Za-z-]*\d[0-9A-Za-z-]*$")
_IN_MESSAGES = re.compile(
    r"(?:^|/)messages/[^/]+/[^/]+/message_\d+\.json$|(?:^|/)(?:inbox|archived_threads|filtered_threads"
    r"|message_requests|e2ee_cutover)/[^/]+/message_\d+\.json$"
)
_INSTAGRAM = re.compile(
    rb"your_instagram_activity|instagram\.com|//ig\.me/|original_content_owner|profile_share_username"
    rb'|"thread_path"\s*:\s*"[^"]*_\d{17,}"|"content"\s*:\s*"Liked a message"'
)
_MESSENGER = re.compile(
    rb'your_facebook_activity|your_activity_across_facebook|stickers_used|facebook\.com|"thread_type"\s*:'
    rb'|"type"\s*:\s*"(?:Generic|Share|Call|Subscribe|Unsubscribe|Plan|Payment)"|"is_unsent"\s*:|"is_taken_down"\s*:'
    rb'|"bumped_message_metadata"'
)


def is_thread(file: File) -> bool:
    """Whether the beginning shows a thread; or a broken file where a download has one, so that the loss is told."""
    head = file.head
    if begins_object(head):
        timed = b'"timestamp_ms"' in head or b'"timestamp"' in head
        if b'"sender_name"' in head and timed and (ROWS.search(head) or b'"participants"' in head):
            return True
        if ROWS.search(head) and b'"participants"' in head and b'"senderName"' not in head:
            return b'"thread_path"' in head or b'"is_still_participant"' in head or b'"title"' in head
    damaged = not head.strip(b" \t\r\n\0") or (begins_object(head) and b'"' not in head[:64])
    return damaged and _IN_MESSAGES.search(file.path) is not None


def platform_of(file: File) -> str:
    """`instagram` or `messenger`: from what the rows name, then from the folders, then from the name of the download.

    A bare list of rows, which both platforms could have written, is read as Instagram's: Messenger's files say more.
    """
    ends = file.head if file.size <= HEAD else file.head + tail(file)
    instagram = len(_INSTAGRAM.findall(ends))
    messenger = len(_MESSENGER.findall(ends))
    if instagram != messenger:
        return "instagram" if instagram > messenger else "messenger"
    for place in (file.path.lower(), file.name.lower()):
        if ("instagram" in place) != ("facebook" in place or "messenger" in place):
            return "instagram" if "instagram" in place else "messenger"
    return "messenger" if b'"participants"' in ends or b'"thread_path"' in ends else "instagram"


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of a thread and what it says about the thread."""

    file: File
    number: int
    key: str
    origin: str
    title: str | None
    people: tuple[str, ...]
    there: bool
    """The owner still takes part."""


def _part(file: File, around: dict[str, object]) -> _Part:
    path = PurePosixPath(file.path)
    number = _NUMBER.search(path.name)
    told = around.get("thread_path")
    folders = path.parts[:-1]
    if isinstance(told, str) and told:
        key = told
    elif number and len(folders) >= 2:
        key = "/".join(folders[-2:])
    else:
        key = file.digest
    title = around.get("title")
    return _Part(
        file=file,
        number=int(number[1]) if number else 1,
        key=key,
        origin="/".join((*file.member.archives, *folders[:-2])),
        title=readable(title) if isinstance(title, str) and title else None,
        people=names(around.get("participants")),
        there=around.get("is_still_participant") is not False,
    )


def names(participants: object) -> tuple[str, ...]:
    """The names of `participants`, written as texts or as objects with a name."""
    if not isinstance(participants, list):
        return ()
    said = [person.get("name") if isinstance(person, dict) else person for person in participants]
    return tuple(dict.fromkeys(readable(name) for name in said if isinstance(name, str) and name))


def threads(
    files: Sequence[File], reader: str, platform: str, owner: frozenset[str]
) -> Iterator[Thread | Gap]:
    """The conversations in `files`; files of one thread are joined, also from several archives of one download."""
    grouped: dict[str, list[_Part]] = {}
    for file in files:
        around, stopped = envelope(file)
        if stopped:
            tally = GapTally(file)
            tally.stopped(stopped)
            yield from tally.gaps()
            continue
        part = _part(file, around)
        grouped.setdefault(part.key, []).append(part)
    joined = [parts for group in grouped.values() for parts in _downloads(group)]
    everybody = {name.casefold() for parts in joined for name in _people(parts)}
    if not owner & everybody:
        owner |= common_name(
            (_people(parts), parts[0].title) for parts in joined if all(part.there for part in parts)
        )
    for parts in joined:
        yield from _twins(parts)
        people = _people(parts)
        yield Thread(
            reader=reader,
            platform=platform,
            title=_title(parts, people, owner),
            accounts=tuple(Account(platform=platform, name=name) for name in people),
            files=tuple({part.file.digest: part.file for part in parts}.values()),
            place=parts[0].key if parts[0].key != parts[0].file.digest else "",
            owner=owner,
            pair=len(people) == 2,
        )


def _downloads(group: list[_Part]) -> Iterator[list[_Part]]:
    """Parts of one thread in order; apart where two downloads, made at different times, number their parts alike."""
    numbers = Counter(number for number, _ in {(part.number, part.file.digest) for part in group})
    apart = any(count > 1 for count in numbers.values())
    origins: dict[str, list[_Part]] = {}
    for part in group:
        origins.setdefault(part.origin if apart else "", []).append(part)
    for parts in origins.values():
        yield sorted(parts, key=lambda part: part.number)


def _twins(parts: list[_Part]) -> Iterator[Gap]:
    met: dict[str, File] = {}
    for part in parts:
        twin = met.setdefault(part.file.digest, part.file)
        if twin is not part.file:
            yield Gap(
                kind=GapKind.DUPLICATE,
                count=1,
                explanation=f"{part.file.name}: the same bytes as {twin.name}; read once.",
                locator=locator.at_file(part.file.digest),
            )


def _people(parts: list[_Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part.people))


def common_name(threads: Iterable[tuple[Sequence[str], str | None]]) -> frozenset[str]:
    """The one name, casefolded, that takes part in every one of several conversations (people, title).

    Where two do, it is the one after whom no conversation of two is called: those bear the other side's name.
    """
    parties = [
        (frozenset(map(str.casefold, people)), (title or "").casefold())
        for people, title in threads
        if people
    ]
    if len({people for people, _ in parties}) < 2:
        return frozenset()
    common = frozenset.intersection(*(people for people, _ in parties))
    if len(common) > 1:
        common -= {title for people, title in parties if len(people) == 2}
    return common if len(common) == 1 else frozenset()


def _title(parts: list[_Part], people: tuple[str, ...], owner: frozenset[str]) -> str:
    told = next((part.title for part in parts if part.title), None)
    others = [name for name in people if name.casefold() not in owner]
    folder = PurePosixPath(parts[0].file.path).parent.name
    return told or ", ".join(others) or _THREAD_ID.sub("", folder) or folder or parts[0].file.path


def read(thread: Thread, settings: Settings, unstable: str) -> Iterator[Message | Gap]:
    """Every row of a thread; `unstable` says what stands in for the user ids that the download does not hold."""
    return read_files(thread.files, Rows(thread, settings).read, unstable)
