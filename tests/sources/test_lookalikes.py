"""O and 0, l and 1: the checksum says which, or nothing is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.sources.lookalikes import repaired


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("to GB82 WEST l234 5698 7654 32 now", "to GB82 WEST 1234 5698 7654 32 now"),
        ("GB82WEST12345698765432 but GB82WESTI2345698765432", "GB82WEST12345698765432 but GB82WEST12345698765432"),
        ("pay FR76 3OOO 6000 O112 3456 7890 189", "pay FR76 3000 6000 0112 3456 7890 189"),
        ("6B82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32"),
        ("card 4111 1111 1111 ll11 thx", "card 4111 1111 1111 1111 thx"),
        ("MTCN: 123 456 78O9", "MTCN: 123 456 7809"),
        ("call +44 77OO 9001Z3", "call +44 7700 900123"),
        ("bc1qarOsrrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
        ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DlvfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
    ],
)  # fmt: skip
def test_the_one_reading_that_is_valid_is_taken(read: str, meant: str) -> None:
    assert repaired(read) == (meant, 1)


@pytest.mark.parametrize(
    "text",
    [
        "GB82 WEST 1234 5698 7654 32",
        "GB82 WEST 1234 5698 7654 33",
        "GB00 WEST OOOO OOOO OOOO OO",
        "4111 1111 1111 1112",
        "l told you lots of things. Sometimes soon, B8 SOOOO",
        "SOOO GOOD ISLE BOSS OILS LOBO SOLO",
        "+44 7700 900123",
        "call me at lOl",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    ],
)
def test_what_is_valid_or_beyond_repair_is_left_alone(text: str) -> None:
    assert repaired(text) == (text, 0)


@given(st.text(alphabet="O0lI1S5B8ZzGb6 GFR+-|a", max_size=60))
def test_repair_ends_and_keeps_the_length_of_the_text(text: str) -> None:
    fixed, count = repaired(text)
    assert len(fixed) == len(text)
    assert (fixed != text) == (count > 0)


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert repaired(text)[1] >= 0
