"""A locator is one string that finds its place again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import locator

DIGEST = "ab" * 32


def test_each_kind_of_place_comes_back() -> None:
    assert locator.parse(locator.at_bytes(DIGEST, 120, 240)) == locator.Place(DIGEST, "bytes", "120-240")
    assert locator.parse(locator.at_bytes(DIGEST, 120, 240)).numbers() == (120, 240)
    assert locator.parse(locator.at_row(DIGEST, 7)).numbers() == (7,)
    assert locator.parse(locator.at_json(DIGEST, "/messages/3")).value == "/messages/3"
    assert locator.parse(locator.at_part(DIGEST, "1.2")).value == "1.2"
    assert locator.parse(locator.at_box(DIGEST, 1, 2, 3, 4)).numbers() == (1, 2, 3, 4)
    assert locator.parse(locator.at_file(DIGEST)).kind == "file"


@pytest.mark.parametrize(
    "text",
    ["", "sha256:", f"sha256:{DIGEST}", f"md5:{DIGEST}#row=1", f"sha256:{DIGEST}#line=1", "sha256:xyz#row=1"],
)
def test_what_is_no_locator_says_what_one_looks_like(text: str) -> None:
    with pytest.raises(ValueError, match="looks like sha256:"):
        locator.parse(text)


@given(st.text())
def test_random_text_is_a_locator_or_a_value_error(text: str) -> None:
    try:
        place = locator.parse(text)
    except ValueError:
        return
    assert len(place.digest) == 64
