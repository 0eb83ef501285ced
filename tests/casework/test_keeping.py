"""Whatever a file is called, the case holds it under a name that every system can read, and only once."""

from hypothesis import given
from hypothesis import strategies as st

from amparo.casework.keeping import _Names
from amparo.evidence.paths import check, twin

HOSTILE = st.text(
    alphabet=st.sampled_from("aA/.. >%\\:*\x00\n\u202eé\U000f0000~") | st.characters(), max_size=40
)


@given(st.lists(HOSTILE, max_size=12))
def test_every_name_becomes_a_path_that_the_bag_takes(names: list[str]) -> None:
    given = _Names()
    paths = [given.path("original", name) for name in names]
    for path in paths:
        assert check(path).startswith("data/original/")
    assert len({twin(path) for path in paths}) == len(paths)
    files = {twin(path) for path in paths}
    for path in paths:
        assert not any(twin(path[:at]) in files for at, c in enumerate(path) if c == "/"), (
            "a file is no folder"
        )


def test_names_that_people_know_stay() -> None:
    names = _Names()
    assert names.path("original", "chat.zip > a/Léa.txt") == "data/original/chat.zip/a/Léa.txt"
    assert names.path("original", "chat.zip > a/Léa.txt") == "data/original/chat.zip/a/Léa-2.txt"
    assert names.path("original", "chat.zip") == "data/original/chat-2.zip"


def test_a_very_deep_path_is_shortened_in_the_middle() -> None:
    path = _Names().path("original", "/".join(["folder" * 8] * 60) + "/chat.txt")
    assert path.endswith("/chat.txt")
    assert check(path)
