"""Many conversations become one timeline, and rows that no spreadsheet runs."""

import csv
import io
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.timeline import Table, Timeline, lines
from amparo.evidence.spool import Spool
from amparo.model import Clock, Locator, Message, MessageKind, Speaker

START = datetime(2026, 3, 14, 19, 0, tzinfo=UTC)


def said(
    text: str, minute: int | None = None, *, wall: str | None = None, conversation: str = "c1"
) -> Message:
    return Message(
        id=f"{conversation}-{text}",
        conversation=conversation,
        sent_at=None if minute is None else START + timedelta(minutes=minute),
        wall_time=wall,
        clock=Clock.SOURCE if minute is not None else Clock.WALL if wall else Clock.NONE,
        sender="Léa",
        speaker=Speaker.UNKNOWN,
        kind=MessageKind.TEXT,
        text=text,
        raw_text=text,
        locator=Locator("sha256:" + "0" * 64 + "#row=1"),
    )


def told(timeline: Timeline) -> list[str]:
    return [message.text for message in timeline]


def test_conversations_are_merged_by_time_and_newest_first_sources_turned_round() -> None:
    timeline = Timeline(lambda: Spool(secret=False))
    for text, minute in (("pay", 30), ("hello", 0)):
        timeline.add(1, said(text, minute))
    timeline.add(2, said("you blocked me?", 40, conversation="c2"))
    timeline.add(2, said("first, on the other app", wall="2026-03-14T19:10:00", conversation="c2"))
    assert told(timeline) == ["hello", "first, on the other app", "pay", "you blocked me?"]


def test_a_message_without_time_stays_behind_the_one_before_it() -> None:
    timeline = Timeline(lambda: Spool(secret=False))
    for message in (said("one", 5), said("no time"), said("two", 6)):
        timeline.add(1, message)
    timeline.add(2, said("between", 5, conversation="c2"))
    assert told(timeline) == ["one", "no time", "between", "two"]


@given(st.lists(st.integers(0, 50), max_size=60), st.booleans())
def test_sorting_in_runs_on_disk_is_sorting_in_memory(minutes: list[int], secret: bool) -> None:
    with ExitStack() as stack:
        long, short = (
            Timeline(lambda: stack.enter_context(Spool(secret=secret)), run=run) for run in (7, 10_000)
        )
        for number, minute in enumerate(minutes):
            for timeline in (long, short):
                timeline.add(1, said(str(number), minute))
        assert list(long) == list(short)
        assert list(long) == list(long), "a timeline can be read again"


@given(st.lists(st.binary(max_size=9).map(lambda b: b.replace(b"\n", b"")), max_size=20), st.integers(1, 7))
def test_lines_do_not_depend_on_where_chunks_end(rows: list[bytes], size: int) -> None:
    whole = b"".join(row + b"\n" for row in rows)
    chunks = [whole[at : at + size] for at in range(0, len(whole), size)]
    assert list(lines(chunks)) == rows


def test_a_cell_that_a_spreadsheet_would_run_is_quoted() -> None:
    table = Table("timeline", ("text", "attachments", "confidence"), lambda: Spool(secret=False))
    table.add(said('=HYPERLINK("http://x.example.org","open")'))
    table.add(said("+33 1 99 00 12 34"))
    table.add(said("a, b\nc"))
    (_, jsonl), (_, sheet) = table.files()
    rows = list(csv.reader(io.StringIO(b"".join(sheet.chunks()).decode(), newline="")))
    assert [row[0] for row in rows] == ["text", "'=HYPERLINK(\"http://x.example.org\",\"open\")",
                                        "'+33 1 99 00 12 34", "a, b\nc"]  # fmt: skip
    assert b"".join(jsonl.chunks()).count(b"\n") == 3
