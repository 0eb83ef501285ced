"""Folding, and the way back to what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.recognition.normalise import fold, plain
from amparo.recognition.words import Words

TEXT = st.text(
    st.one_of(
        st.sampled_from("abcdefgilmnorstuw IABC012.,!'\n\t-_*"),
        st.sampled_from("éèçñüœßİıàÀ\u0301\u200b\u200e\u202f\u00a0’“”…—"),
        st.sampled_from("аеосухрԁӏӀիսոցΑΒеՏ𝐈𝐰ｆｕ①½"),
        st.sampled_from("ابةىأإآـسِ٠١٢٣۴عائلتك"),
        st.sampled_from("😀👍🏽🇫🇷\u200d"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I WILL send", "i will send"),
        ("pleeeease", "please"),
        ("all your f r i e n d s", "all your friends"),
        ("v.i.d.e.o", "video"),
        ("bіtсоіո", "bitcoin"),
        ("ӏ captured thе ⅴіⅾеο", "i captured the video"),
        ("J’enverrai la vidéo à ta sœur", "j'enverrai la video a ta soeur"),
        ("se\u200bnd\u200e mo\u00adney", "send money"),
        ("𝐈 𝐰𝐢𝐥𝐥 ｐｏｓｔ", "i will post"),
        ("أرسلُ إلى العائلـــة", "ارسل الي العايله"),
        ("١٠٠", "100"),
        ("one\ntwo", "one two"),
        ("one\n\n\ntwo", "one\ntwo"),
        ("1000 www.example.org", "1000 www.example.org"),
    ],
)
def test_writing_that_hides_words_is_read(written, read):
    assert fold(written).text == read


def test_a_word_may_be_drawn_out_in_two_ways():
    assert fold("freeee money").drawn_out and not fold("free  m o n e y").drawn_out
    assert fold("freeee").text == "fre"
    assert fold("freeee", doubles=True).text == "free"


def test_indicators_keep_case_and_accents_but_not_invisible_marks():
    assert plain("IBAN\u200e GB29\u00a0NWBK ١٢").text == "IBAN GB29 NWBK 12"
    assert plain("Léa").text == "Léa"


@given(TEXT, st.booleans())
def test_every_word_maps_to_a_place_that_reads_the_same(text, doubles):
    folded = fold(text, doubles=doubles)
    words = Words(folded)
    for number, word in enumerate(words.words):
        start, end = words.source_span(number, number + 1)
        assert 0 <= start < end <= len(text)
        again = Words(fold(text[start:end], doubles=doubles))
        assert word in "".join(again.words)


@given(TEXT)
def test_plain_maps_back_character_by_character(text):
    read = plain(text)
    for at in range(len(read.text)):
        start, end = read.span(at, at + 1)
        assert end == start + 1
        assert read.text[at] in plain(text[start:end]).text


@given(TEXT, st.data())
def test_the_way_there_and_back_holds_the_place(text, data):
    read = plain(text)
    if read.text:
        start = data.draw(st.integers(0, len(read.text) - 1))
        end = data.draw(st.integers(start + 1, len(read.text)))
        there = read.from_source(*read.span(start, end))
        assert there[0] <= start and end <= there[1]


@given(TEXT)
def test_folding_what_is_folded_changes_no_word(text):
    once = fold(text).text
    assert "\u200b" not in once and once == once.lower()
    assert Words(fold(once)).words == Words(fold(fold(once).text)).words
