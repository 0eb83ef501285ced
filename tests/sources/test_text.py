"""Repairs of text keep what people wrote and survive what attackers write."""

from hypothesis import given
from hypothesis import strategies as st

from amparo.sources.text import demojibake, unescape, visible


def test_direction_marks_and_odd_spaces_go_joiners_stay() -> None:
    assert visible("\u200e8:49\u202fPM \u2068Sam\u2069\ufeff") == "8:49 PM Sam"
    assert visible("👨\u200d👩\u200d👧 می\u200cخواهم") == "👨\u200d👩\u200d👧 می\u200cخواهم"


def test_meta_mojibake_is_repaired_only_where_the_whole_string_decodes() -> None:
    assert demojibake("caf\u00c3\u00a9") == "café"
    assert demojibake("déjà vu") == "déjà vu"
    assert demojibake("\u00e2\u009d\u00a4") == "❤"


def test_character_references_even_absurd_ones() -> None:
    assert unescape("&lt;b&gt; &eacute; &#128512;") == "<b> é 😀"
    assert unescape("&#" + "9" * 5000 + ";") == "\ufffd"


@given(st.text())
def test_utf8_read_as_latin1_comes_back(text: str) -> None:
    assert demojibake(text.encode().decode("latin-1")) == text


@given(st.text(alphabet="&#x0123456789abcdefABCDEF;ltgamp"))
def test_random_references_never_raise(text: str) -> None:
    unescape(text)
