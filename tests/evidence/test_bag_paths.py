"""Names in a bag, and the lists that hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.evidence import manifests
from amparo.evidence.paths import check, decoded, encoded, portable, printable


@given(st.text())
def test_any_name_can_be_made_portable(name: str) -> None:
    made = portable(name)
    assert check(f"data/{made}") and "/" not in made
    assert portable(made) == made, "what is portable stays as it is"


@pytest.mark.parametrize(
    ("name", "made"),
    [("_chat.txt", "_chat.txt"), ("WhatsApp Chat with Léa.txt", "WhatsApp Chat with Léa.txt"), ("e\u0301", "\u00e9"),
     ("محادثة.txt", "محادثة.txt"), ("..", "_"), ("", "_"), ("a/b\\c:d", "a_b_c_d"), ("100%", "100_"), ("CON.txt", "_CON.txt"),
     ("x" * 300 + ".json", "x" * 195 + ".json"), (".hidden", "hidden"), ("a\u202egpj.exe", "a_gpj.exe")],
)  # fmt: skip
def test_ordinary_names_stay_and_dangerous_ones_change(name: str, made: str) -> None:
    assert portable(name) == made


@given(st.text())
def test_percent_encoding_goes_there_and_back(path: str) -> None:
    assert decoded(encoded(path)) == path
    assert not {"\r", "\n"} & set(encoded(path))


@given(st.text())
def test_nothing_unprintable_reaches_a_sentence(path: str) -> None:
    assert not [c for c in printable(path) if c in "\n\r\x1b\u202e\u200f\x00"]


@given(st.dictionaries(st.text(min_size=1), st.binary(min_size=32, max_size=32).map(bytes.hex)))
def test_lists_are_read_as_they_were_written(digests: dict[str, str]) -> None:
    digests = {path: digest for path, digest in digests.items() if path.isprintable()}
    assert manifests.read(manifests.written(digests)) == digests


@pytest.mark.parametrize(
    "content",
    ["x", "x\n", f"{'a' * 64} one space\n", f"{'A' * 64}  upper\n", f"{'a' * 63}  short\n", f"{'a' * 64}  no end",
     f"{'a' * 64}  twice\n{'b' * 64}  twice\n", f"{'a' * 64}  \n", f"{'a' * 64}  cr\r\n", "\n"],
)  # fmt: skip
def test_other_lists_are_refused(content: str) -> None:
    with pytest.raises(ValueError, match="line"):
        manifests.read(content.encode())
