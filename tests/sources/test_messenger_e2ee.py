"""Messenger's end-to-end download: flat files, one conversation each."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import Gap, GapKind, Message, MessageKind, Speaker
from amparo.sources import detect, messenger_e2ee
from amparo.sources.base import File, Settings, Thread
from handed import SHARED, file_of, files_of


def chat(
    rows: list[object], name: str = "Ana Example_3", people: tuple[str, ...] = ("Ana Example", "Tom")
) -> File:
    said = {"participants": list(people), "threadName": name, "messages": rows}
    return file_of(json.dumps(said, indent=2, sort_keys=True).encode(), f"messages/{name}.json")


def row(**keys: object) -> dict[str, object]:
    return {
        "isUnsent": False,
        "media": [],
        "reactions": [],
        "senderName": "Ana Example",
        "text": "",
        "timestamp": 1_700_000_000_000,
        "type": "text",
        **keys,
    }


def threads(*files: File) -> list[Thread]:
    return [thread for thread in messenger_e2ee.threads(files) if isinstance(thread, Thread)]


def read(*files: File) -> tuple[list[Message], list[Gap]]:
    items = [item for thread in threads(*files) for item in messenger_e2ee.read(thread, Settings())]
    return [i for i in items if isinstance(i, Message)], [i for i in items if isinstance(i, Gap)]


def test_clean_and_broken_strings_are_both_readable() -> None:
    messages, gaps = read(chat([row(text="café"), row(text="caf\u00c3\u00a9")]))
    assert [m.text for m in messages] == ["café", "café"]
    assert [m.raw_text for m in messages] == ["café", "caf\u00c3\u00a9"]
    assert [gap.kind for gap in gaps] == [GapKind.NO_STABLE_ID]


def test_what_rows_are() -> None:
    messages, _ = read(
        chat(
            [
                row(text="oops", isUnsent=True),
                row(media=[{"uri": "./media/a.jpg"}], type="media"),
                row(text="us", media=[{"uri": "./media/a.mp4"}]),
                row(text="Ana missed your call.", type="call"),
                row(text="Ana named the group Lake."),
                row(text="hi", reactions=[{"actor": "Tom", "reaction": "\u00e2\u009d\u00a4"}]),
            ]
        )
    )
    assert [m.kind for m in messages] == [
        MessageKind.DELETED,
        MessageKind.MEDIA,
        MessageKind.TEXT,
        MessageKind.CALL,
        MessageKind.SYSTEM,
        MessageKind.TEXT,
    ]
    assert messages[1].attachments[0].name == "./media/a.jpg"
    assert [(r.sender, r.value) for r in messages[5].reactions] == [("Tom", "❤")]


def test_the_number_in_the_name_counts_conversations_and_parts_nothing() -> None:
    first, second = threads(chat([row(text="a")]), chat([row(text="b")], "Bea_2", ("Bea", "Tom")))
    assert [first.title, second.title] == ["Ana Example", "Bea"]
    assert first.owner == second.owner == {"tom"}
    assert first.pair


def test_a_group_with_the_same_people_does_not_hide_the_owner() -> None:
    found = threads(chat([row(text="a")]), chat([row(text="b")], "Lake_2", ("Ana Example", "Tom", "Bea")))
    assert [thread.owner for thread in found] == [{"tom"}, {"tom"}]
    messages, _ = read(
        chat([row(senderName="Tom", text="no")]), chat([row(text="b")], "Lake_2", ("Tom", "Bea"))
    )
    assert messages[0].speaker is Speaker.VICTIM


def test_it_is_known_by_content_even_with_the_keys_after_the_rows() -> None:
    said = b'{"messages": [{"senderName": "Ana", "text": "hi", "timestamp": 1700000000000}], "threadName": "Ana_1"}'
    assert detect(file_of(said, "x.json")).reader is messenger_e2ee
    assert detect(chat([])).reader is messenger_e2ee
    assert not messenger_e2ee.sniff(file_of(b'{"messages": [{"sender_name": "a"}]}', "Ana_1.json"))


def test_odd_rows_and_times_are_told() -> None:
    messages, gaps = read(chat([row(text=5), row(text="x", timestamp=10**20), None, row(text="y")]))
    assert [m.text for m in messages] == ["5", "x", "y"]
    assert {gap.kind: gap.count for gap in gaps} == {
        GapKind.NO_STABLE_ID: 1,
        GapKind.UNREADABLE_ROW: 2,
        GapKind.TIME_MISSING: 1,
    }


@given(st.lists(st.tuples(st.sampled_from(["Ana Example", "Tom"]), st.text(min_size=1)), max_size=20))
def test_nothing_is_lost(said: list[tuple[str, str]]) -> None:
    messages, _ = read(chat([row(senderName=who, text=text) for who, text in said]))
    assert [(m.sender, m.raw_text) for m in messages] == said


@pytest.mark.skipif(not (SHARED / "exports").exists(), reason="shared fixtures are absent")
def test_the_public_fixture_is_read_whole() -> None:
    folder = SHARED / "exports" / "messenger" / "e2ee_simple"
    files = [file for file in files_of(folder) if messenger_e2ee.sniff(file)]
    messages, _ = read(*files)
    assert [m.text for m in messages] == ["Hello", "café time?", "See you soon", "oops", "Plans?", ""]
    assert messages[3].kind is MessageKind.DELETED
