"""Text that a person pasted: read as far as it speaks for itself, and no further."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import Clock, Gap, GapKind, Message, Speaker
from amparo.model.locator import parse
from amparo.sources import pasted
from amparo.sources.base import Cast, Settings
from handed import file_of


def read(content: bytes, cast: Cast | None = None) -> tuple[list[Message], dict[GapKind, int]]:
    file = file_of(content, "chat.txt")
    assert pasted.sniff(file)
    (thread,) = pasted.threads([file])
    assert not isinstance(thread, Gap)
    items = list(pasted.read(thread, Settings(cast=cast or Cast())))
    messages = [item for item in items if isinstance(item, Message)]
    assert [message.id for message in messages] == [f"c1-{n}" for n in range(1, len(messages) + 1)]
    assert all((m.clock, m.sent_at, m.wall_time) == (Clock.NONE, None, None) for m in messages)
    return messages, {item.kind: item.count for item in items if isinstance(item, Gap)}


def test_lines_with_names_are_rows_and_lines_without_belong_to_them() -> None:
    content = b"Lena: hi\nTom: hello\nhow are you\n\nLena: send 100 EUR\n"
    messages, gaps = read(content, Cast(victim=frozenset({"tom"})))
    assert [(m.sender, m.text, m.speaker) for m in messages] == [
        ("Lena", "hi", Speaker.UNKNOWN),
        ("Tom", "hello\nhow are you", Speaker.VICTIM),
        ("Lena", "send 100 EUR", Speaker.UNKNOWN),
    ]
    start, end = parse(messages[1].locator).numbers()
    assert content[start:end] == b"Tom: hello\nhow are you\n"
    assert gaps == {GapKind.TIME_MISSING: 3}


def test_a_date_before_the_name_stays_in_the_text() -> None:
    messages, _ = read(
        b"[12/05/2024, 10:22] Lena: hi\n[12/05/2024, 10:23] Tom: yes\n[12/05/2024, 10:24] Lena: pay"
    )
    assert [(m.sender, m.text) for m in messages] == [
        ("Lena", "[12/05/2024, 10:22] hi"),
        ("Tom", "[12/05/2024, 10:23] yes"),
        ("Lena", "[12/05/2024, 10:24] pay"),
    ]


def test_paragraphs_are_rows_where_nobody_is_named() -> None:
    content = b"I will send it to all\nyour friends.\n \nPay 200 EUR: today.\nNote: https://example.org\n\n\n"
    messages, gaps = read(content)
    assert [m.text for m in messages] == [
        "I will send it to all\nyour friends.",
        "Pay 200 EUR: today.\nNote: https://example.org",
    ]
    assert all(m.sender is None for m in messages)
    assert gaps == {GapKind.TIME_MISSING: 2, GapKind.SPEAKER_UNKNOWN: 2}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends(encoding: str, newline: str) -> None:
    text = newline.join(["Lena: où es-tu", "Tom: là", "Lena: paie 100 €", ""])
    messages, gaps = read(text.encode(encoding))
    assert [(m.sender, m.text) for m in messages] == [
        ("Lena", "où es-tu"),
        ("Tom", "là"),
        ("Lena", "paie 100 €"),
    ]
    assert GapKind.ENCODING not in gaps
    for message in messages:
        start, end = parse(message.locator).numbers()
        codec = "utf-16-le" if encoding == "utf-16" else encoding
        assert message.raw_text in text.encode(encoding)[start:end].decode(codec)


def test_invisible_marks_go_and_the_raw_text_stays() -> None:
    ((message,), _) = read("pay\u200b me\u202fnow".encode())
    assert (message.text, message.raw_text) == ("pay me now", "pay\u200b me\u202fnow")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n\n",
        b"\x00\x01\x02 binary",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.4\n1 0 obj",
        b"<!DOCTYPE html><p>hello",
        b"\xef\xbb\xbf<html><body>hello",
        b"<?xml version='1.0'?><a/>",
        b'{"a": 1}',
        b'[{"a": 1}]',
        b"[1, 2, 3]",
        b"name,date,words\nlena,1,hi\ntom,2,yes\nlena,3,pay\n",
        bytes(range(128, 256)) * 4,
    ],
)
def test_what_no_person_wrote_is_left_out(content: bytes) -> None:
    assert not pasted.sniff(file_of(content, "chat.txt"))


def test_a_row_without_end_is_divided() -> None:
    messages, _ = read(b"word " * 500_000)
    assert len(messages) > 1
    assert sum(end - start for start, end in (parse(m.locator).numbers() for m in messages)) == 2_500_000


NAMES = st.sampled_from(["Lena", "Tom M.", "مريم", "Zoë"])
LINES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(
    lambda line: pasted.visible(line) == line
)


@given(
    st.lists(st.tuples(NAMES, LINES), min_size=4, max_size=12).filter(
        lambda rows: len({n for n, _ in rows}) < len(rows)
    )
)
def test_made_up_chats_come_back(rows: list[tuple[str, str]]) -> None:
    messages, _ = read("\n".join(f"{name}: {line}" for name, line in rows).encode())
    assert [(m.sender, m.raw_text) for m in messages] == rows


@given(st.binary(max_size=600))
def test_no_content_raises(content: bytes) -> None:
    for start in (b"", b"Lena: a\nTom: b\nLena: c\n", b"\xff\xfe", b"\xfe\xff"):
        file = file_of(start + content)
        pasted.sniff(file)
        (thread,) = pasted.threads([file])
        assert not isinstance(thread, Gap)
        list(pasted.read(thread, Settings()))
