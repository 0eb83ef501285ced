"""Rows of a page: every byte accounted for, places exact, text as a reader of the page would see it."""

import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.sources import html_rows
from amparo.sources.html_rows import Piece, charset, core, pieces, readable, tree


def opens(name: bytes, attributes: bytes, level: int) -> bool:
    return name == b"div" and b'class="row"' in attributes


def cut(page: bytes, limit: int = html_rows.ROW_LIMIT) -> list[Piece]:
    return list(pieces(io.BytesIO(page), opens, limit=limit))


def rows(page: bytes) -> list[bytes]:
    return [piece.source for piece in cut(page) if piece.row]


def test_rows_end_where_their_element_ends() -> None:
    page = b'<body><p>head<div class="row"><div>a</div><DIV>b</Div></div> between <div class="row">c</div></body>'
    assert [(piece.row, piece.source) for piece in cut(page)] == [
        (False, b"<body><p>head"),
        (True, b'<div class="row"><div>a</div><DIV>b</Div></div>'),
        (False, b" between "),
        (True, b'<div class="row">c</div>'),
        (False, b"</body>"),
    ]


@pytest.mark.parametrize(
    "inside",
    [
        b"<!-- </div> -->",
        b"<script>document.write('</div></div>')</script>",
        b"<style>a::after{content:'</div>'}</style>",
        b'<img alt="</div>">',
        b"<img alt='</div>' title=\"a>b\">",
        b"a < b and 3 <4 </ div",
        b"<textarea>&lt;/div&gt;</textarea>",
    ],
)
def test_what_only_looks_like_an_end_is_none(inside: bytes) -> None:
    row = b'<div class="row">' + inside + b"</div>"
    assert rows(row + row) == [row, row]


def test_an_unclosed_row_does_not_swallow_the_next() -> None:
    page = b'<div class="row"><div>one<div class="row">two</div>'
    first, second = (piece for piece in cut(page) if piece.row)
    assert (first.source, first.closed) == (b'<div class="row"><div>one', False)
    assert (second.source, second.closed) == (b'<div class="row">two</div>', True)


def test_a_row_that_the_end_of_the_file_cuts_is_kept() -> None:
    (row,) = (piece for piece in cut(b'<div class="row">they wrote <b') if piece.row)
    assert row.source == b'<div class="row">they wrote <b'
    assert not row.closed


def test_a_row_beyond_the_limit_is_told_and_the_next_is_read() -> None:
    long = b'<div class="row">' + b"<i>x</i>" * 200_000 + b"</div>"
    found = cut(long + b'<div class="row">next</div>', limit=1 << 20)
    told = [piece for piece in found if piece.row]
    assert told[0].source == b""
    assert told[0].end > told[0].start
    assert told[-1].source == b'<div class="row">next</div>'
    assert all(after.start == before.end for before, after in itertools.pairwise(found))


def test_a_gigantic_attribute_costs_its_own_row() -> None:
    page = b'<div class="row"><img src="' + b"A" * (3 << 20) + b'"></div><div class="row">next</div>'
    told = [piece for piece in cut(page, limit=1 << 20) if piece.row]
    assert told[-1].source == b'<div class="row">next</div>'


class Dribble(io.RawIOBase):
    """A stream that gives a few bytes at a time, as a packed archive may."""

    def __init__(self, content: bytes, step: int) -> None:
        self._content = io.BytesIO(content)
        self._step = step

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._content.read(self._step)


SCRAPS = st.sampled_from(
    [
        b"<div>",
        b"</div>",
        b'<div class="row">',
        b"<!--",
        b"-->",
        b"<script>",
        b"</script>",
        b'"',
        b"'",
        b"<",
        b">",
        b"<img alt=",
        b"<br>",
        b"</p>",
        b"words",
        b"\x00",
        b"\xc3",
        b"&lt;",
        b"<DIV",
        b"<!",
        b"=",
        b" ",
    ]
)
PAGES = st.lists(SCRAPS | st.binary(max_size=4), max_size=60).map(b"".join)


@given(PAGES, st.integers(1, 7))
def test_pieces_are_every_byte_in_order_however_the_stream_comes(page: bytes, step: int) -> None:
    found = cut(page)
    assert b"".join(piece.source for piece in found) == page
    assert [piece.start for piece in found] == [0, *(piece.end for piece in found)][: len(found)]
    assert list(pieces(Dribble(page, step), opens)) == found  # type: ignore[arg-type]


@given(PAGES)
def test_any_bytes_make_a_tree_and_text(page: bytes) -> None:
    for node in tree(page).walk():
        assert 0 <= node.start <= node.inner <= node.inner_end <= node.end <= len(page)
    assert "\0" not in readable(page)
    assert core(page) in page


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (b"one<br>two<br/>three", "one\ntwo\nthree"),
        (b"one<br><br>three", "one\n\nthree"),
        (b"<div>one</div><div></div><div>two</div>", "one\ntwo"),
        (b"\n   indented\n   words  stay\n", "indented words  stay"),
        (b"&lt;b&gt; &amp;lt; &eacute; &#128512;", "<b> &lt; é 😀"),
        (b"<b>bo</b>ld<script>alert(1)</script><!-- no -->", "bold"),
        (b"&#" + b"9" * 6000 + b";&#x" + b"f" * 6000 + b";", "\ufffd\ufffd"),
        (b"I <3 you & < everything", "I <3 you & < everything"),
        ("\u200fسلام\u202c".encode(), "سلام"),
        (b"nul\0 and \x01 <b>go</b>", "nul and  go"),
    ],
)
def test_text_is_what_a_reader_sees(source: bytes, text: str) -> None:
    assert readable(source) == text


def test_the_core_is_the_source_of_the_words() -> None:
    assert core(b"<div><div></div><p> caf&eacute;<br>too </p></div>") == b"caf&eacute;<br>too"
    assert core(b"<div><img src=a></div>") == b""


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        (b"<html>", "utf-8"),
        (b'<meta charset="windows-1256">', "windows-1256"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "iso-8859-1"),
        (b'<meta charset="utf-16">', "utf-8"),
        (b'<meta charset="rot13">', "utf-8"),
        (b'\xef\xbb\xbf<meta charset="windows-1252">', "utf-8"),
    ],
)
def test_a_declared_encoding_is_believed_if_tags_are_ascii_in_it(head: bytes, encoding: str) -> None:
    assert charset(head) == encoding


@pytest.mark.parametrize(
    "page",
    [
        b"<div " * 100_000,
        b'<div a="' * 80_000,
        b"<!--" * 100_000,
        b"<script " * 80_000,
        b"<script>" * 80_000,
        b"<div>" * 100_000,
        b"</b>" * 100_000,
        b"<b>" * 1000 + b"</i>" * 100_000,
        b"&" * 500_000,
        b"<a href='" * 100_000 + b'"' * 100_000,
        b'<div class="row">' * 100_000,
    ],
)
def test_hostile_pages_take_time_in_proportion(page: bytes) -> None:
    """A scan that grows with the square of the length would need hours for these, not seconds."""
    cut(page)
    tree(page)
    readable(page)
    core(page)
