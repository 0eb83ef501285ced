"""A long array is read in batches, and what is broken in it costs only itself."""

import base64
import io
import json
import tracemalloc
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.sources.json_rows import Batch, Broken, JsonStream, Loose, Malformed, Truncated, value_at


class Line(msgspec.Struct):
    who: str | None = None
    text: str | None = None
    at: int | float | None = None
    parts: list[dict[str, object]] | None = None


def lines(document: bytes, window: int = 1 << 20) -> list[tuple[int, Line | str]]:
    """Index and row, or the cause why there is none, for each row of `messages`."""
    found: list[tuple[int, Line | str]] = []
    walk = JsonStream(io.BytesIO(document), window=window)
    for key in walk.members():
        if key == "messages":
            for part in walk.rows(Line):
                if isinstance(part, Batch):
                    found += enumerate(part.rows, start=part.first)
                elif isinstance(part, Loose):
                    found.append((part.index, part.row))
                else:
                    found.append((part.index, part.cause))
    return found


def texts(document: bytes) -> list[str | None]:
    return [row.text if isinstance(row, Line) else None for _, row in lines(document)]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
rows = st.lists(
    st.fixed_dictionaries(
        {"who": st.text(), "text": st.text()},
        optional={"at": st.integers(-(2**40), 2**40), "parts": st.just([{"who": "inner"}]), "other": values},
    ),
    max_size=40,
)


@given(
    rows=rows,
    before=st.dictionaries(st.text().filter(lambda key: key != "messages"), values, max_size=3),
    after=st.dictionaries(st.text().filter(lambda key: key != "messages"), values, max_size=3),
    indent=st.sampled_from([None, 0, 1, 4, "\t"]),
    separators=st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\n:\r ")]),
    ascii_only=st.booleans(),
    window=st.sampled_from([7, 64, 300, 1 << 20]),
)
def test_any_valid_document_gives_every_row_in_order(
    rows: list[dict[str, object]],
    before: dict[str, object],
    after: dict[str, object],
    indent: int | str | None,
    separators: tuple[str, str],
    ascii_only: bool,
    window: int,
) -> None:
    said = {**before, "messages": rows, **{key: after[key] for key in after if key not in before}}
    document = json.dumps(said, indent=indent, separators=separators, ensure_ascii=ascii_only)
    found = lines(document.encode(), window)
    assert [index for index, _ in found] == list(range(len(rows)))
    for given_row, (_, row) in zip(rows, found, strict=True):
        assert isinstance(row, Line)
        assert (row.who, row.text, row.at) == (given_row["who"], given_row["text"], given_row.get("at"))


@given(values)
def test_walking_past_a_value_ends_where_the_value_ends(value: object) -> None:
    document = json.dumps({"first": value, "last": "here"}).encode()
    for window in (3, 1 << 20):
        walk = JsonStream(io.BytesIO(document), window=window)
        assert [(key, walk.value() if key == "last" else None) for key in walk.members()] == [
            ("first", None),
            ("last", "here"),
        ]


@given(rows)
def test_a_pointer_leads_to_the_bytes_of_its_row(rows: list[dict[str, object]]) -> None:
    document = json.dumps({"chats": {"list": [{"a/b~": 1}, {"messages": rows}]}}, indent=1).encode()
    for index, row in enumerate(rows):
        assert json.loads(value_at(io.BytesIO(document), f"/chats/list/1/messages/{index}")) == row
    assert value_at(io.BytesIO(document), "/chats/list/0/a~1b~0") == b"1"
    with pytest.raises(LookupError):
        value_at(io.BytesIO(document), f"/chats/list/1/messages/{len(rows)}")


@given(st.binary(max_size=400), st.integers(1, 200))
def test_no_bytes_raise_anything_but_malformed(garbage: bytes, window: int) -> None:
    for document in (garbage, b'{"messages": [' + garbage, b'{"messages": [{"who": "a"}, ' + garbage + b"]}"):
        try:
            lines(document, window)
        except Malformed as error:
            assert 0 <= error.at <= len(document)


@given(rows.filter(bool), st.data())
def test_a_file_cut_anywhere_gives_all_rows_before_the_cut(
    rows: list[dict[str, object]], data: st.DataObject
) -> None:
    pieces = [json.dumps(row) for row in rows]
    document = ('{"messages": [' + ", ".join(pieces) + "]}").encode()
    keep = data.draw(st.integers(0, len(rows)))
    whole = len('{"messages": [') + sum(len(piece) + 2 for piece in pieces[:keep])
    cut = min(whole + data.draw(st.integers(0, 5)), len(document) - 2)
    walk = JsonStream(io.BytesIO(document[:cut]))
    read = 0
    with pytest.raises(Truncated) as caught:
        for key in walk.members():
            assert key == "messages"
            for part in walk.rows(Line):
                assert isinstance(part, Batch)
                read += len(part.rows)
    assert read >= keep
    assert caught.value.end == cut


GOOD = b'{"who": "Ana", "text": "one"}'
LAST = b'{"who": "Ana", "text": "three"}'


@pytest.mark.parametrize(
    "bad",
    [
        b'{"who": "Ana", "text": }',
        b'{"who": "Ana", "text": "no end}',
        b'{"who": "Ana", "text": "two"',
        b'{"who": "Ana" "text": ["two"}',
        b'{"who": "Ana", "parts": [{"a": 1}}',
        b"null",
        b"17",
        b'"words"',
        b"[1, 2]",
        b"{broken: true}",
        b"}",
        b'{"who": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_a_broken_row_costs_only_itself(bad: bytes) -> None:
    found = texts(b'{"messages": [' + GOOD + b", " + bad + b", " + LAST + b', {"who": "x", "text": "four"}]}')
    assert found[0] == "one"
    assert found[-2:] == ["three", "four"]
    assert None in found[1:-2]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (b'{"text": "tab\there"}', "tab\there"),
        (b'{"text": "a\\x0Bb"}', "a\x0bb"),
        (b'{"text": "half \\ud83d end"}', "half \ufffd end"),
        (b'{"text": "pair \\ud83d\\ude00"}', "pair \U0001f600"),
        (b'{"text": "nul \\u0000"}', "nul \0"),
        (b'{"text": "raw nul \x00"}', "raw nul \0"),
        (b'{"text": "latin \xe9"}', "latin \ufffd"),
        (b'{"text": "odd \\q"}', "odd \\q"),
        (b'{"text": "x", "at": NaN}', "x"),
        (b'{"text": "x", "at": ' + b"9" * 5000 + b"}", "x"),
        (b'{"text": 12.5}', "12.5"),
        (b'{"text": "first", "text": "second"}', "second"),
    ],
)
def test_what_is_nearly_json_is_read(row: bytes, text: str) -> None:
    assert texts(b'{"messages": [' + GOOD + b"," + row + b"," + LAST + b"]}") == ["one", text, "three"]


def test_a_row_with_an_odd_field_keeps_the_others_and_names_the_lost_one() -> None:
    document = b'{"messages": [{"who": ["a", "list"], "text": "still here"}]}'
    walk = JsonStream(io.BytesIO(document))
    (part,) = [part for key in walk.members() if key == "messages" for part in walk.rows(Line)]
    assert isinstance(part, Loose)
    assert part.row == Line(text="still here")
    assert part.lost == ("who",)
    assert json.loads(document[part.start : part.end])["text"] == "still here"


def test_a_row_of_other_shape_and_one_too_long_are_reported_with_their_bytes() -> None:
    long = b'{"who": "' + b"x" * (17 << 20) + b'"}'
    document = b'{"messages": [' + long + b", " + GOOD + b"]}"
    walk = JsonStream(io.BytesIO(document))
    broken, batch = [part for key in walk.members() if key == "messages" for part in walk.rows(Line)]
    assert isinstance(broken, Broken)
    assert document[broken.start : broken.end] == long
    assert "longer than 16 MiB" in broken.cause
    assert isinstance(batch, Batch)


def test_the_sound_part_of_an_export_is_read_in_batches() -> None:
    document = json.dumps(
        {"messages": [{"who": "Ana", "text": str(n)} for n in range(20_000)], "title": "Ana"}, indent=2
    ).encode()
    walk = JsonStream(io.BytesIO(document))
    parts = [part for key in walk.members() if key == "messages" for part in walk.rows(Line)]
    assert all(isinstance(part, Batch) for part in parts)
    assert len(parts) < 40


class Endless(io.RawIOBase):
    """An export of `size` bytes that exists only while it is read."""

    def __init__(self, size: int) -> None:
        self.pieces = self._pieces(size)
        self.left = b""

    @staticmethod
    def _pieces(size: int) -> Iterator[bytes]:
        yield b'{"messages": ['
        row = b'{"who": "Ana", "text": "' + b"words " * 30 + b'"},\n'
        block = row * 1000
        for _ in range(size // len(block)):
            yield block
        yield b'{"who": "Ana", "text": "last"}]}'

    def read(self, size: int = -1) -> bytes:
        while len(self.left) < size and (piece := next(self.pieces, None)):
            self.left += piece
        taken, self.left = self.left[:size], self.left[size:]
        return taken


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file() -> None:
    walk = JsonStream(Endless(50_000_000))  # type: ignore[arg-type]
    count = 0
    tracemalloc.start()
    try:
        for key in walk.members():
            assert key == "messages"
            for part in walk.rows(Line):
                assert isinstance(part, Batch)
                count += len(part.rows)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count > 200_000
    assert peak < 24 << 20


FEIGNED = b'{"messages": [' + base64.b64decode(
    "jt2SmoyMnphlcyI6nphlcyI6IFt7ImEiOiAieP//ICJiIjogMX0sIHsiYSI6IFsgW3siYSI6ICJ4IiwgImIiOiAxfSwg"
    "e8fHx8fHx8fHx8fHx8fHx8fHx8cSAAAAAAAAAF0seyJ5IjpudQ=="
)
"""Found by the fuzzer: a row after a comma, longer than the window, that is no row."""


def test_a_comma_before_a_row_is_not_taken_for_the_border_after_it() -> None:
    walk = JsonStream(io.BytesIO(FEIGNED), window=5)
    parts = 0
    with pytest.raises(Malformed):
        for key in walk.members():
            assert key == "messages"
            for _ in walk.rows(Line):
                parts += 1
                assert parts < 20
    assert parts
