"""Many messages cut into words at once are cut as one alone would be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.recognition.atoms import Lookup, Signs, signs_for
from amparo.recognition.block import hashes_of, read
from amparo.recognition.normalise import fold
from amparo.recognition.words import words_of

LINES = st.lists(
    st.text(
        st.one_of(
            st.sampled_from("abcdlmnqtsuw IABC012.,!'’`\n\t-_*"),
            st.sampled_from("éœßİ½…ﷺ\u0301\u200b\u00a0\u2028\x00\x0b«»€😀"),
            st.sampled_from("аоѕԁӏԱ𝐈ｆابةىأـ٣ههه"),
        ),
        max_size=40,
    ),
    min_size=1,
    max_size=6,
)


def words_in(block, number):
    return block.hashes[block.message == number].tolist()


def known(words):
    return hashes_of(words).tolist() if words else []


@given(LINES, st.booleans())
def test_the_words_of_each_are_those_of_the_message_alone(texts, doubles):
    block = read(texts, doubles=doubles)
    for number, text in enumerate(texts):
        if number not in block.unsure:
            folded = fold(text, doubles=doubles)
            assert words_in(block, number) == known(words_of(folded.text))
            assert (number in block.drawn_out) == folded.drawn_out


@given(LINES)
def test_what_triggers_read_is_the_folded_text_with_spaces_for_line_breaks(texts):
    block = read(texts)
    lines = block.content.split(b"\n")
    assert len(lines) == len(texts)
    for number, text in enumerate(texts):
        if number not in block.unsure:
            assert lines[number] == fold(text).text.replace("\n", " ").encode(errors="replace")


@pytest.mark.parametrize(
    "text",
    ["l'ami d'hier, j'ai dit qu'il vient", "don't can't rock'n'roll", "l''ami '' 'ok' o'", "24h 2nd '90s", "www.example.org wwww"],
)  # fmt: skip
def test_apostrophes_join_words_or_part_them(text):
    block = read([text, "x"])
    assert block.unsure == [0] or words_in(block, 0) == known(words_of(fold(text).text))


@given(st.lists(st.text("abcdé'", min_size=1, max_size=9), min_size=1, max_size=8), st.integers(1, 4))
def test_a_beginning_is_that_of_the_word(parts, length):
    text = " ".join(parts)
    block = read([text])
    if block.unsure:
        return
    words = words_of(fold(text).text)
    long = np.array([at for at, word in enumerate(words) if len(word) >= length], dtype=np.int64)
    expected = known([words[at][:length] for at in long.tolist()])
    assert block.beginnings(long, length).tolist() == expected


@given(st.sets(st.text("abc", min_size=1, max_size=6), min_size=1), st.text("abc", min_size=1, max_size=6))
def test_a_lookup_knows_what_it_was_given(words, other):
    listed = sorted(words)
    lookup = Lookup(hashes_of(listed))
    where, numbers = lookup.find(hashes_of([*listed, other]))
    found = dict(zip(where.tolist(), numbers.tolist(), strict=True))
    assert all(found[place] == place for place in range(len(listed)))
    assert (len(listed) in found) == (other in words)


def test_atoms_are_told_with_the_messages_that_hold_them():
    atoms = ["video", "vid*", "your video", "# hours", "#", "threat*"]
    texts = [
        "your video in 24 hours",
        "videos",
        "video your",
        "threatened hours 24",
        "nothing",
        "your\nvideo",
    ]
    signs, meant = signs_for(atoms)
    held = {}
    for sign, message in zip(*Signs(signs, np.ones(len(meant), dtype=bool)).of(read(texts)), strict=True):
        for atom in meant[sign]:
            held.setdefault(atom, set()).add(int(message))
    assert held == {0: {0, 2, 5}, 1: {0, 1, 2, 5}, 2: {0, 5}, 3: {0}, 4: {0, 3}, 5: {3}}
