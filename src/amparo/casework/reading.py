"""Reads the picked conversations into one timeline, and counts what they do not tell."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from amparo import sources
from amparo.casework.intake import Found, Progress
from amparo.casework.options import Options
from amparo.casework.timeline import Timeline, key_time
from amparo.media import kinds
from amparo.model import (
    Account,
    Attachment,
    AttachmentKind,
    Conversation,
    Gap,
    GapKind,
    Message,
    MessageKind,
    Speaker,
    locator,
)
from amparo.recognition import LONGEST
from amparo.sources import Cast, Cut, File, Settings, Thread
from amparo.sources.embedded import for_reading, without_media

SHORTEST = 200
"""Characters from which a message may hold a medium written out."""
STEP = 5_000
"""Messages between two reports of progress."""


class Reading:
    """One pass over the picked conversations. Afterwards `conversations`, `gaps` and `linked` are complete."""

    def __init__(
        self,
        found: Sequence[Found],
        options: Options,
        timeline: Timeline,
        embedded: Mapping[str, Sequence[Cut]],
        progress: Progress,
    ) -> None:
        self._files = _Attached(found)
        self._options = options
        self._timeline = timeline
        self._embedded = embedded
        self._progress = progress
        self.conversations: list[Conversation] = []
        self.gaps: list[Gap] = []
        self.linked: set[str] = set()
        """Digests of the files that messages name."""

    def read(self, threads: Sequence[Thread], chosen: Collection[Thread]) -> None:
        """`chosen`: those that a person said are the offender's."""
        for number, thread in enumerate(threads, start=1):
            self._read(number, replace(thread, id=f"c{number}"), thread in chosen)

    def _read(self, number: int, thread: Thread, picked: bool) -> None:
        settings = Settings(cast=cast_of(thread, self._options, picked=picked), zone=self._options.timezone)
        met = _Met(thread)
        told: set[GapKind] = set()
        if any(self._embedded.get(file.digest) for file in thread.files):
            thread = thread.over(
                tuple(
                    for_reading(file, thread.reader, self._embedded.get(file.digest, ()))
                    for file in thread.files
                )
            )
        for item in sources.read(thread, settings):
            if isinstance(item, Gap):
                self.gaps.append(item)
                told.add(item.kind)
                continue
            message = self._words_only(item)
            if message.attachments:
                message = self._with_files(message, thread)
            met.message(message)
            self._timeline.add(number, message)
            if self._timeline.count % STEP == 0:
                self._progress("reading messages", self._timeline.count, None)
        self.gaps += met.gaps(told)
        self.conversations.append(met.conversation(picked))

    def _words_only(self, message: Message) -> Message:
        """Without media written out in the words, which no reader can know."""
        if not self._embedded or len(message.raw_text) < SHORTEST:
            return message
        raw_text = without_media(message.raw_text)
        if raw_text == message.raw_text:
            return message
        return msgspec.structs.replace(message, raw_text=raw_text, text=without_media(message.text))

    def _with_files(self, message: Message, thread: Thread) -> Message:
        attachments = tuple(self._files.attach(attachment, thread) for attachment in message.attachments)
        self.linked.update(attachment.digest for attachment in attachments if attachment.digest)
        return msgspec.structs.replace(message, attachments=attachments)


def cast_of(thread: Thread, options: Options, *, picked: bool) -> Cast:
    """Who is who, from what the export marks and what a person says; nobody is presumed the offender."""
    victim = {name.casefold() for name in options.me} | thread.owner
    named = {name.casefold() for name in options.with_}
    offender: set[str] = set()
    for account in thread.accounts:
        labels = {label.casefold() for label in (account.id, account.handle, account.name) if label}
        if labels & victim:
            victim |= labels
        elif picked and (thread.pair or labels & named):
            offender |= labels
    if picked:
        offender |= named
        if thread.pair and thread.title:
            offender.add(thread.title.casefold())
    return Cast(
        victim=frozenset(victim), offender=frozenset(offender - victim), picked=picked, pair=thread.pair
    )


class _Places:
    """How many messages something concerns, and where the first of them stands."""

    def __init__(self) -> None:
        self.count = 0
        self._first: locator.Locator | None = None

    def __bool__(self) -> bool:
        return self.count > 0

    def add(self, message: Message) -> None:
        self.count += 1
        self._first = self._first or message.locator

    def gap(self, kind: GapKind, explanation: str) -> Gap:
        return Gap(kind=kind, count=self.count, explanation=explanation, locator=self._first)


class _Met:
    """What a conversation shows while it is read."""

    def __init__(self, thread: Thread) -> None:
        self._thread = thread
        self._accounts: dict[tuple[str | None, str | None], Account] = {}
        self._count = 0
        self._first: tuple[str, str] | None = None
        self._last: tuple[str, str] | None = None
        self._unknown = _Places()
        self._named = _Places()
        """Attachments whose names are given and whose files are not."""
        self._announced = _Places()
        """Attachments without even a name."""
        self._long = _Places()

    def message(self, message: Message) -> None:
        self._count += 1
        when = key_time(message)
        if when is not None:
            shown = when if message.sent_at is None else f"{when}Z"
            if self._first is None or when < self._first[0]:
                self._first = when, shown
            if self._last is None or when >= self._last[0]:
                self._last = when, shown
        if message.speaker is Speaker.UNKNOWN and message.kind is not MessageKind.SYSTEM:
            self._unknown.add(message)
        if len(message.text) > LONGEST:
            self._long.add(message)
        for attachment in message.attachments:
            if attachment.digest is None and attachment.kind is not AttachmentKind.LINK:
                (self._named if attachment.name else self._announced).add(message)
        if message.sender is None and message.account is None:
            return
        key = message.account, message.sender
        if key not in self._accounts:
            self._accounts[key] = Account(
                platform=self._thread.platform,
                id=message.account,
                name=message.sender,
                speaker=message.speaker,
                locator=message.locator,
            )

    def gaps(self, told: Collection[GapKind]) -> Iterator[Gap]:
        """What the reader, which told gaps of the kinds `told`, cannot know or has not said."""
        title = self._thread.title
        if self._named:
            yield self._named.gap(
                GapKind.MEDIA_MISSING,
                f"{title}: {self._named.count} attachments are named whose files are not in what was handed in.",
            )
        if self._announced and GapKind.MEDIA_MISSING not in told:
            yield self._announced.gap(
                GapKind.MEDIA_MISSING,
                f"{title}: {self._announced.count} attachments are announced that the source does not hold.",
            )
        if self._long:
            yield self._long.gap(
                GapKind.LIMIT,
                f"{title}: of {self._long.count} very long messages only the first {LONGEST} characters were searched for "
                "steps and identifiers; the timeline holds all of them.",
            )
        if self._unknown and GapKind.SPEAKER_UNKNOWN not in told:
            yield self._unknown.gap(
                GapKind.SPEAKER_UNKNOWN,
                f"{title}: of {self._unknown.count} messages the source does not say whether the victim or the other "
                "side wrote them; say so with --me NAME and --with NAME.",
            )

    def conversation(self, picked: bool) -> Conversation:
        accounts = list(self._accounts.values())
        shown = {label for account in accounts for label in (account.id, account.name) if label}
        accounts += [
            account
            for account in self._thread.accounts
            if not {account.id, account.handle, account.name} & shown
        ]
        known = {account.name: account for account in self._thread.accounts if account.name}
        return Conversation(
            id=self._thread.id,
            platform=self._thread.platform,
            format=self._thread.reader,
            title=self._thread.title,
            accounts=tuple(_joined(account, known.get(account.name or "")) for account in accounts),
            picked=picked,
            messages=self._count,
            first_at=self._first[1] if self._first else None,
            last_at=self._last[1] if self._last else None,
            locator=locator.at_file(self._thread.files[0].digest),
        )


def _joined(account: Account, listed: Account | None) -> Account:
    """The sender as met, with the id and handle that the source lists for the same name."""
    if listed is None or listed is account:
        return account
    return msgspec.structs.replace(
        account, id=account.id or listed.id, handle=account.handle or listed.handle
    )


class _Attached:
    """Finds the file that a message names among all that was handed in."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._by_name: dict[str, list[File]] = {}
        for one in found:
            self._by_name.setdefault(one.file.path.rpartition("/")[2], []).append(one.file)

    def attach(self, attachment: Attachment, thread: Thread) -> Attachment:
        file = self._find(attachment.name, thread)
        if file is None:
            return attachment
        kind = attachment.kind
        if kind is AttachmentKind.UNKNOWN:
            kind = kinds.kind_of(file.head, file.path)
        return msgspec.structs.replace(attachment, kind=kind, size=file.size, digest=file.digest)

    def _find(self, name: str, thread: Thread) -> File | None:
        """The same path from some folder downwards; of several, the one nearest to the thread's own file."""
        base = name.rpartition("/")[2]
        candidates = [file for file in self._by_name.get(base, ()) if base and _same_tail(file.path, name)]
        if not candidates:
            return None
        home = thread.files[0]
        return max(candidates, key=lambda file: _nearness(file, home))


def _same_tail(path: str, name: str) -> bool:
    """Whether one is the other's end, folder by folder."""
    left, right = path.split("/"), [part for part in name.split("/") if part not in ("", ".", "..")]
    shorter = min(len(left), len(right))
    return left[-shorter:] == right[-shorter:]


def _nearness(file: File, home: File) -> tuple[bool, int]:
    return (
        file.member.on_disk == home.member.on_disk
        or file.member.on_disk.parent == home.member.on_disk.parent,
        sum(1 for _ in _shared(file.path.split("/"), home.path.split("/"))),
    )


def _shared(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    for one, other in zip(left, right, strict=False):
        if one != other:
            return
        yield one
