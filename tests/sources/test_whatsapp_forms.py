"""A made-up conversation, written as the phones of many locales write it, is read back: nothing lost, places exact."""

from datetime import datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import Gap, GapKind, Message, MessageKind
from amparo.model.locator import parse
from amparo.sources import Settings, whatsapp
from handed import file_of
from whatsapp_forms import FORMS, Form

FIRST = datetime(2021, 1, 29, 9, 5, 7)  # noqa: DTZ001  # wall time: no zone is the point
"""A day over 12, so that a file of two days decides the order of day and month."""


def read(content: bytes) -> tuple[list[Message], list[Gap]]:
    file = file_of(content)
    assert whatsapp.sniff(file)
    (thread,) = whatsapp.threads([file])
    rows = list(whatsapp.read(thread, Settings()))
    return [row for row in rows if isinstance(row, Message)], [row for row in rows if isinstance(row, Gap)]


def place(message: Message, content: bytes) -> bytes:
    start, end = parse(message.locator).numbers()
    return content[start:end]


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
def test_every_row_of_every_form_is_accounted_for(form: Form, line_break: str, bom: bytes) -> None:
    times = [FIRST + timedelta(hours=11 * n, seconds=n) for n in range(7)]
    said = [
        ("", "Messages and calls are end-to-end encrypted. Tap to learn more."),
        ("Jane: ", "hello"),
        ("Sam: ", f"first line{line_break}second line{line_break}{line_break}fourth: line"),
        ("Jane: ", "<Media omitted>"),
        ("+44 7700 900123: ", "who is this?"),
        ("Sam 🤓: ", ""),
        ("Jane: ", "29/01 is the day, at 20:49 - be there"),
    ]
    lines = [form.header(at) + sender + text for at, (sender, text) in zip(times, said, strict=True)]
    content = bom + (line_break.join(lines) + line_break).encode()

    messages, gaps = read(content)

    assert [place(m, content) for m in messages] == [line.encode() for line in lines]
    assert [m.raw_text for m in messages] == [text for _, text in said]
    assert [m.sender for m in messages] == [sender.removesuffix(": ") or None for sender, _ in said]
    assert [m.kind for m in messages] == [
        MessageKind.SYSTEM,
        *[MessageKind.TEXT] * 2,
        MessageKind.MEDIA,
        *[MessageKind.TEXT] * 3,
    ]
    exact = times if form.seconds else [at.replace(second=0) for at in times]
    assert [m.wall_time for m in messages] == [at.isoformat() for at in exact]
    assert {gap.kind for gap in gaps} == {GapKind.ZONE_UNKNOWN, GapKind.MEDIA_MISSING}


names = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp"), exclude_characters=":[]"),
    min_size=1,
    max_size=20,
).filter(lambda name: name == name.strip() and name != "~")
texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=120)


@given(
    st.sampled_from(FORMS),
    st.lists(st.tuples(names, texts, st.integers(0, 100_000)), min_size=1, max_size=12),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_what_was_said_is_read_back(form: Form, said: list[tuple[str, str, int]], bom: bytes) -> None:
    at = FIRST
    lines = []
    for name, text, seconds in said:
        lines.append(f"{form.header(at)}{name}: {text}")
        at += timedelta(seconds=seconds)
    content = bom + "\n".join(lines).encode()

    messages, _ = read(content)

    # The last line break of a file belongs to no row.
    last = said[-1][1].removesuffix("\n")
    assert [m.raw_text for m in messages] == [text for _, text, _ in said[:-1]] + [last]
    assert [m.sender for m in messages] == [name for name, _, _ in said]
    expected = [line.encode() for line in lines]
    expected[-1] = expected[-1].removesuffix(b"\n")
    assert [place(m, content) for m in messages] == expected


@given(
    st.sampled_from([form for form in FORMS if form.seconds]),
    st.lists(texts, min_size=1, max_size=8),
    st.sampled_from(["utf-16-le", "utf-16-be"]),
)
def test_places_hold_in_utf_16(form: Form, said: list[str], encoding: str) -> None:
    lines = [f"{form.header(FIRST + timedelta(minutes=n))}Zoë 😀: {text}." for n, text in enumerate(said)]
    content = ("\ufeff" + "\r\n".join(lines)).encode(encoding)

    messages, _ = read(content)

    assert [place(m, content).decode(encoding) for m in messages] == lines
    assert [m.sender for m in messages] == ["Zoë 😀"] * len(said)


@given(st.binary(max_size=400))
def test_any_bytes_become_messages_and_gaps(content: bytes) -> None:
    file = file_of(b"31/01/2021, 20:49 - Jane: hi\n" + content)
    (thread,) = whatsapp.threads([file])
    rows = list(whatsapp.read(thread, Settings()))
    places = [parse(row.locator).numbers() for row in rows if isinstance(row, Message)]
    assert places[0][0] == 0
    # Rows follow one another; between them lies only a line break.
    for (_, end), (start, _) in pairwise(places):
        assert file.head[end:start] in (b"\n", b"\r\n", b"\r")
    assert file.head[places[-1][1] :] in (b"", b"\n", b"\r\n", b"\r")
    assert thread.rows == len(places)
    # A file too large to be kept is cut into rows a second time when it is read.
    with patch.object(whatsapp, "_KEPT", 0):
        (again,) = whatsapp.threads([file])
    assert list(whatsapp.read(again, Settings())) == rows
