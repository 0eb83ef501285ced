"""Instagram's download: Messenger's layout with habits of its own."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import AttachmentKind, Gap, GapKind, Message, MessageKind
from amparo.sources import detect, instagram_json, messenger_json
from amparo.sources.base import File, Settings, Thread
from handed import SHARED, file_of, files_of

REQUESTS = "your_instagram_activity/messages/message_requests/lena_17900000000000001"


def thread_file(
    rows: list[dict[str, object]], path: str = f"{REQUESTS}/message_1.json", **keys: object
) -> File:
    said = {
        "participants": [{"name": "lena"}, {"name": "Tom"}],
        "messages": rows,
        "title": "lena",
        "is_still_participant": True,
        "thread_path": "message_requests/lena_17900000000000001",
        "magic_words": [],
        **keys,
    }
    return file_of(json.dumps(said, indent=2).encode(), path)


def row(**keys: object) -> dict[str, object]:
    return {
        "sender_name": "lena",
        "timestamp_ms": 1_700_000_000_000,
        "is_geoblocked_for_viewer": False,
        **keys,
    }


def read(*files: File) -> tuple[list[Message], list[Gap]]:
    items: list[Message | Gap] = []
    for thread in instagram_json.threads(files):
        items += instagram_json.read(thread, Settings()) if isinstance(thread, Thread) else [thread]
    return [i for i in items if isinstance(i, Message)], [i for i in items if isinstance(i, Gap)]


def test_the_first_contact_in_the_requests_is_read() -> None:
    file = thread_file([row(content="hey handsome?"), row(sender_name="Tom", content="who are you")])
    assert detect(file).reader is instagram_json
    (thread,) = instagram_json.threads([file])
    assert isinstance(thread, Thread)
    assert (thread.title, thread.place) == ("lena", "message_requests/lena_17900000000000001")
    messages, gaps = read(file)
    assert [m.text for m in messages] == ["hey handsome?", "who are you"]
    assert [gap.kind for gap in gaps] == [GapKind.NO_STABLE_ID]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("Liked a message", MessageKind.SYSTEM),
        ("Reacted \u00e2\u009d\u00a4 to your message ", MessageKind.SYSTEM),
        ("lena sent an attachment.", MessageKind.MEDIA),
        ("lena started a video chat", MessageKind.CALL),
        ("I liked a message from you", MessageKind.TEXT),
    ],
)
def test_rows_that_the_app_wrote_are_kept_as_such(content: str, kind: MessageKind) -> None:
    (message,), _ = read(thread_file([row(content=content)]))
    assert (message.kind, message.raw_text) == (kind, content)


def test_a_share_shows_the_account_it_leads_to() -> None:
    share = {
        "link": "https://www.instagram.com/toms.friend/",
        "profile_share_username": "toms.friend",
        "original_content_owner": "someone.else",
    }
    (message,), _ = read(thread_file([row(content="lena sent an attachment.", share=share)]))
    assert message.raw_text.splitlines() == [
        "lena sent an attachment.",
        "https://www.instagram.com/toms.friend/",
        "someone.else",
        "toms.friend",
    ]
    assert [(a.name, a.kind) for a in message.attachments] == [(share["link"], AttachmentKind.LINK)]


@pytest.mark.parametrize("label", ["Username", "Nom d\u00e2\u0080\u0099utilisateur"])
def test_the_profile_names_the_owner_in_any_language(label: str) -> None:
    profile = {"profile_user": [{"string_map_data": {label: {"value": "tom.o"}, "Name": {"value": "Tom"}}}]}
    told = file_of(json.dumps(profile).encode(), "personal_information/personal_information.json")
    assert detect(told).reader is instagram_json
    (thread,) = instagram_json.threads([told, thread_file([row(content="hi")])])
    assert isinstance(thread, Thread)
    assert thread.owner == {"tom.o", "tom"}


@pytest.mark.parametrize(
    ("rows", "path", "keys", "reader"),
    [
        ([row(content="a", photos=[{"uri": "your_instagram_activity/x.jpg"}])], "x.json", {}, instagram_json),
        ([row(content="a")], "x.json", {}, instagram_json),
        ([row(content="a", share={"link": "https://www.instagram.com/p/1"})], "x.json", {}, instagram_json),
        ([row(content="a")], f"{REQUESTS}/message_1.json", {"thread_path": "inbox/a"}, instagram_json),
        ([row(content="a", type="Generic")], "x.json", {"thread_path": "inbox/a_1"}, messenger_json),
        ([row(content="a", is_unsent=False)], "x.json", {"thread_path": "inbox/a_1"}, messenger_json),
        ([row(content="a")], "your_facebook_activity/m.json", {"thread_path": "inbox/a_1"}, messenger_json),
        ([row(content="a")], "x.json", {"thread_path": "inbox/a_1"}, messenger_json),
    ],
)
def test_instagram_and_messenger_are_told_apart(
    rows: list[dict[str, object]], path: str, keys: dict[str, object], reader: object
) -> None:
    assert detect(thread_file(rows, path, **keys)).reader is reader


@given(st.lists(st.tuples(st.sampled_from(["lena", "Tom"]), st.text(min_size=1)), max_size=20))
def test_nothing_is_lost(said: list[tuple[str, str]]) -> None:
    messages, gaps = read(thread_file([row(sender_name=who, content=text) for who, text in said]))
    assert [(m.sender, m.raw_text) for m in messages] == said
    assert [gap.kind for gap in gaps] == [GapKind.NO_STABLE_ID]


@pytest.mark.skipif(not (SHARED / "exports").exists(), reason="shared fixtures are absent")
def test_a_bare_list_of_rows_is_accepted() -> None:
    files = files_of(SHARED / "exports" / "chat-miner" / "instagram" / "test_export.json")
    assert detect(files[0]).reader is instagram_json
    messages, _ = read(*files)
    assert [(m.sender, m.text) for m in messages] == [
        ("John Doe", "Hello Jane!"),
        ("Jane Doe", "Hello John!"),
    ]
