"""One timeline out of many conversations, in bounded memory, and its rows as JSON lines and CSV."""

import csv
import heapq
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import msgspec

from amparo.evidence.spool import Spool
from amparo.model import Message

RUN = 50_000
"""Messages sorted in memory at a time; longer timelines are merged from sorted runs (external merge sort)."""

NEVER = "~"
"""Sorts after every time."""

Key = tuple[str, int, int]
"""When (ISO 8601, without zone), which conversation, which row."""

_encoder = msgspec.json.Encoder()


class Keyed(msgspec.Struct, frozen=True, array_like=True):
    """A message with its place in the timeline."""

    when: str
    conversation: int
    row: int
    message: Message

    @property
    def key(self) -> Key:
        return self.when, self.conversation, self.row


_keyed = msgspec.json.Decoder(Keyed)


def key_time(message: Message) -> str | None:
    """When a message is taken to have been said, for sorting only; wall times are compared as they stand."""
    if message.sent_at is not None:
        return message.sent_at.replace(tzinfo=None).isoformat()
    return message.wall_time


class Timeline:
    """Collects messages in the order of their sources and gives them back in the order of time.

    A message without time stays behind the one that its source has before it; where no time is known yet, it comes last.
    """

    def __init__(self, new_spool: Callable[[], Spool], run: int = RUN) -> None:
        self._new_spool = new_spool
        self._run = run
        self._rows: list[Keyed] = []
        self._spools: list[Spool] = []
        self._last: dict[int, str] = {}
        self.count = 0

    def add(self, conversation: int, message: Message) -> None:
        self.count += 1
        when = key_time(message) or self._last.get(conversation, NEVER)
        self._last[conversation] = when
        self._rows.append(Keyed(when, conversation, self.count, message))
        if len(self._rows) >= self._run:
            self._spill()

    def _spill(self) -> None:
        spool = self._new_spool()
        for row in self._sorted():
            spool.write(_encoder.encode(row) + b"\n")
        self._spools.append(spool)
        self._rows = []

    def _sorted(self) -> list[Keyed]:
        return sorted(self._rows, key=lambda row: row.key)

    def __iter__(self) -> Iterator[Message]:
        runs: list[Iterable[Keyed]] = [map(_keyed.decode, lines(spool.chunks())) for spool in self._spools]
        runs.append(self._sorted())
        for row in heapq.merge(*runs, key=lambda row: row.key):
            yield row.message


def lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a stream of chunks, without their ends."""
    rest = b""
    for chunk in chunks:
        whole, newline, tail = (rest + chunk).rpartition(b"\n")
        rest = tail
        if newline:
            yield from whole.split(b"\n")
    if rest:
        yield rest


class Table:
    """Rows of one kind, spooled as JSON lines and as CSV."""

    def __init__(self, name: str, columns: Iterable[str], new_spool: Callable[[], Spool]) -> None:
        self.name = name
        self.columns = tuple(columns)
        self.jsonl = new_spool()
        self.csv = new_spool()
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._writer.writerow(self.columns)
        self.count = 0

    def add(self, row: msgspec.Struct) -> None:
        self.count += 1
        self.jsonl.write(_encoder.encode(row) + b"\n")
        self._writer.writerow([_cell(getattr(row, column)) for column in self.columns])
        if self.count % 1024 == 0:
            self._flush()

    def _flush(self) -> None:
        self.csv.write(self._text.getvalue().encode())
        self._text.seek(0)
        self._text.truncate()

    def files(self) -> Iterator[tuple[str, Spool]]:
        """File names with what they hold; no row can be added afterwards."""
        self._flush()
        yield f"{self.name}.jsonl", self.jsonl
        yield f"{self.name}.csv", self.csv


def _cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value
    elif isinstance(value, datetime):
        text = value.isoformat().replace("+00:00", "Z")
    elif isinstance(value, tuple | msgspec.Struct):
        text = _encoder.encode(value).decode() if value else ""
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and isinstance(value, str) else text
