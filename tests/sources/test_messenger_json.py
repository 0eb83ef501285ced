"""Messenger's classic download: threads put together, the owner found, every row kept."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import AttachmentKind, Clock, Gap, GapKind, Message, MessageKind, Speaker
from amparo.sources import detect, messenger_json
from amparo.sources.base import Cast, File, Settings, Thread
from handed import SHARED, file_of, files_of

PLAIN = Settings()
INBOX = "your_facebook_activity/messages/inbox/anaexample_100000000000001"


def mojibake(text: str) -> str:
    """As Meta writes it: UTF-8, each byte as a character."""
    return text.encode().decode("latin-1")


def thread_file(
    rows: list[object],
    *,
    path: str = f"{INBOX}/message_1.json",
    people: Iterable[str] = ("Ana Example", "Tom Owner"),
    title: str = "Ana Example",
    **keys: object,
) -> File:
    said = {
        "participants": [{"name": mojibake(name)} for name in people],
        "messages": rows,
        "title": mojibake(title),
        "is_still_participant": True,
        "thread_path": "/".join(path.split("/")[-3:-1]),
        "magic_words": [],
        **keys,
    }
    return file_of(json.dumps(said, indent=2).encode(), path)


def row(**keys: object) -> dict[str, object]:
    return {"sender_name": "Ana Example", "timestamp_ms": 1_700_000_000_123, **keys}


def found(*files: File) -> tuple[list[Thread], list[Gap]]:
    items = list(messenger_json.threads(files))
    return [item for item in items if isinstance(item, Thread)], [i for i in items if isinstance(i, Gap)]


def read(*files: File, settings: Settings = PLAIN) -> tuple[list[Message], list[Gap]]:
    threads, gaps = found(*files)
    items = [item for thread in threads for item in messenger_json.read(thread, settings)]
    return [i for i in items if isinstance(i, Message)], gaps + [i for i in items if isinstance(i, Gap)]


def kinds(gaps: list[Gap]) -> dict[GapKind, int]:
    return {gap.kind: gap.count for gap in gaps if gap.kind is not GapKind.NO_STABLE_ID}


def one(**keys: object) -> Message:
    messages, _ = read(thread_file([row(**keys)]))
    (message,) = messages
    return message


def test_a_row_keeps_its_time_sender_raw_text_and_place() -> None:
    file = thread_file([row(content=mojibake("à demain ❤"))])
    (message,), gaps = read(file)
    assert message.text == "à demain ❤"
    assert message.raw_text == mojibake("à demain ❤")
    assert message.sent_at == datetime(2023, 11, 14, 22, 13, 20, 123000, UTC)
    assert (message.wall_time, message.clock) == (None, Clock.SOURCE)
    assert (message.sender, message.account, message.speaker) == ("Ana Example", None, Speaker.UNKNOWN)
    assert message.locator == f"sha256:{file.digest}#json=/messages/0"
    assert message.id == "c1-1"
    assert [gap.kind for gap in gaps] == [GapKind.NO_STABLE_ID]


def test_text_that_was_never_broken_stays() -> None:
    assert one(content="déjà vu Ã").text == "déjà vu Ã"


@pytest.mark.parametrize(
    ("keys", "kind", "text"),
    [
        ({"content": "hello", "type": "Generic"}, MessageKind.TEXT, "hello"),
        ({"type": "Call", "call_duration": 192}, MessageKind.CALL, "Call, 192 seconds"),
        ({"type": "Call", "call_duration": 0, "missed": True}, MessageKind.CALL, "Missed call"),
        ({"content": "Ana called you.", "call_duration": 12}, MessageKind.CALL, "Ana called you."),
        ({"content": "Ana missed your video call."}, MessageKind.CALL, "Ana missed your video call."),
        ({"is_unsent": True, "content": "oops"}, MessageKind.DELETED, "oops"),
        ({"is_unsent": True}, MessageKind.DELETED, ""),
        ({"content": "Ana unsent a message"}, MessageKind.DELETED, "Ana unsent a message"),
        ({"is_taken_down": True}, MessageKind.DELETED, ""),
        (
            {"type": "Unsubscribe", "content": "Ana left the group."},
            MessageKind.SYSTEM,
            "Ana left the group.",
        ),
        (
            {"type": "Subscribe", "content": "Ana joined.", "users": [{"name": "Bob Example"}]},
            MessageKind.SYSTEM,
            "Ana joined.\nBob Example",
        ),
        ({"content": "Ana named the group Lake."}, MessageKind.SYSTEM, "Ana named the group Lake."),
        ({"content": "Bob named the group Lake."}, MessageKind.TEXT, "Bob named the group Lake."),
        ({"content": "Ana created a poll: Friday?"}, MessageKind.POLL, "Ana created a poll: Friday?"),
        ({"content": mojibake("Ana a créé un sondage.")}, MessageKind.POLL, "Ana a créé un sondage."),
        ({"content": "You sent a live location."}, MessageKind.LOCATION, "You sent a live location."),
        ({"content": "Ana sent an attachment."}, MessageKind.MEDIA, "Ana sent an attachment."),
        ({"sticker": {"uri": "stickers_used/1.png"}}, MessageKind.MEDIA, ""),
        ({}, MessageKind.TEXT, ""),
    ],
)
def test_what_a_row_is(keys: dict[str, object], kind: MessageKind, text: str) -> None:
    message = one(**keys)
    assert (message.kind, message.text) == (kind, text)


@pytest.mark.parametrize(
    ("keys", "name", "kind"),
    [
        ({"photos": [{"uri": "a/photos/1.jpg"}]}, "a/photos/1.jpg", AttachmentKind.PHOTO),
        ({"videos": [{"uri": "a/videos/1.mp4"}]}, "a/videos/1.mp4", AttachmentKind.VIDEO),
        ({"audio_files": [{"uri": "a/audio/1.mp4"}]}, "a/audio/1.mp4", AttachmentKind.AUDIO),
        ({"gifs": [{"uri": "a/gifs/1.gif"}]}, "a/gifs/1.gif", AttachmentKind.PHOTO),
        ({"files": [{"uri": "a/files/list.pdf"}]}, "a/files/list.pdf", AttachmentKind.DOCUMENT),
        ({"sticker": {"uri": "s/1.png"}}, "s/1.png", AttachmentKind.STICKER),
        ({"photos": [{}]}, "", AttachmentKind.PHOTO),
        ({"content": "Ana sent an attachment."}, "", AttachmentKind.UNKNOWN),
    ],
)
def test_what_a_row_carries(keys: dict[str, object], name: str, kind: AttachmentKind) -> None:
    message = one(**keys)
    assert [(a.name, a.kind) for a in message.attachments] == [(name, kind)]
    assert message.kind is MessageKind.MEDIA


def test_a_caption_makes_a_photo_a_text_and_a_share_shows_its_link() -> None:
    assert one(content="us", photos=[{"uri": "1.jpg"}]).kind is MessageKind.TEXT
    shared = one(type="Share", share={"link": "https://example.org/a", "share_text": "look"})
    assert shared.text == shared.raw_text == "look\nhttps://example.org/a"
    assert [(a.name, a.kind) for a in shared.attachments] == [("https://example.org/a", AttachmentKind.LINK)]
    said = one(content="see https://example.org/a", share={"link": "https://example.org/a"})
    assert said.text == "see https://example.org/a"


def test_the_address_that_an_old_download_shows_is_kept() -> None:
    assert one(content="pay now", ip="192.0.2.7").raw_text == "pay now\n192.0.2.7"


def test_reactions_hang_on_their_message() -> None:
    (reaction,) = one(
        content="ok",
        reactions=[{"reaction": mojibake("❤"), "actor": mojibake("Zoë"), "timestamp": 1_700_000_000}],
    ).reactions
    assert (reaction.sender, reaction.value) == ("Zoë", "❤")
    assert reaction.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("time", [0, -5, 10**18, 1e300, None, "soon"])
def test_a_time_that_cannot_be_meant_is_a_gap_and_the_message_stays(time: object) -> None:
    (message,), gaps = read(thread_file([row(timestamp_ms=time, content="hello")]))
    assert (message.text, message.sent_at, message.clock) == ("hello", None, Clock.NONE)
    assert kinds(gaps)[GapKind.TIME_MISSING] == 1


def test_downloads_of_2018_count_seconds() -> None:
    said = {"sender_name": "Ana", "timestamp": 1_524_000_000, "content": "hi", "type": "Generic"}
    (message,), _ = read(thread_file([said]))
    assert message.sent_at == datetime(2018, 4, 17, 21, 20, tzinfo=UTC)


def test_the_files_of_a_thread_are_joined_by_number_also_across_two_archives() -> None:
    parts = [thread_file([row(content=f"part {n}")], path=f"{INBOX}/message_{n}.json") for n in (10, 2, 1)]
    messages, _ = read(*parts)
    assert [(m.id, m.text) for m in messages] == [("c1-1", "part 1"), ("c1-2", "part 2"), ("c1-3", "part 10")]


def test_two_downloads_of_one_thread_stay_apart_and_a_copy_is_read_once() -> None:
    old = thread_file([row(content="old")], path=f"facebook-2023/{INBOX}/message_1.json")
    new = thread_file([row(content="new"), row(content="old")], path=f"facebook-2024/{INBOX}/message_1.json")
    threads, _ = found(old, new)
    assert [len(thread.files) for thread in threads] == [1, 1]
    messages, gaps = read(old, thread_file([row(content="old")], path=f"copy/{INBOX}/message_1.json"))
    assert [m.text for m in messages] == ["old"]
    assert kinds(gaps) == {GapKind.DUPLICATE: 1}


def thread_with(*people: str, title: str = "") -> File:
    name = people[0].lower().replace(" ", "")
    path = f"messages/inbox/{name}_{abs(hash(people)) % 10**9}/message_1.json"
    return thread_file([row(content="hi")], path=path, people=people, title=title or people[0])


def test_the_owner_is_who_takes_part_in_all_conversations() -> None:
    threads, _ = found(
        thread_with("Ana Example", "Tom Owner"), thread_with("Tom Owner", "Bea Example", title="Bea Example")
    )
    assert {thread.owner for thread in threads} == {frozenset({"tom owner"})}
    assert [thread.title for thread in threads] == ["Ana Example", "Bea Example"]
    messages, _ = read(
        thread_file([row(sender_name="Tom Owner", content="leave me")]),
        thread_with("Bea Example", "Tom Owner"),
    )
    assert messages[0].speaker is Speaker.VICTIM
    assert messages[1].speaker is Speaker.UNKNOWN


def test_one_conversation_alone_presumes_nobody() -> None:
    (thread,), _ = found(thread_with("Ana Example", "Tom Owner"))
    assert thread.owner == frozenset()
    assert thread.pair
    assert [account.name for account in thread.accounts] == ["Ana Example", "Tom Owner"]
    assert {account.id for account in thread.accounts} == {None}


@pytest.mark.parametrize(
    "profile",
    [
        {"profile_v2": {"name": {"full_name": mojibake("Zoë Owner"), "first_name": "Zo"}}},
        {"autofill_information_v2": {"EMAIL": ["z@example.org"], "FULL_NAME": [mojibake("Zoë Owner")]}},
    ],
)
def test_the_download_names_its_owner(profile: dict[str, object]) -> None:
    told = file_of(json.dumps(profile).encode(), "personal_information/profile.json")
    assert messenger_json.sniff(told)
    (thread,), gaps = found(told, thread_with("Ana Example", "Zoë Owner"))
    assert thread.owner == {"zoë owner"}
    assert not gaps


def test_a_person_picked_the_conversation_and_so_said_who_is_who() -> None:
    cast = Cast(offender=frozenset({"ana example"}), picked=True, pair=True)
    file = thread_file([row(content="pay"), row(sender_name="Tom Owner", content="no")])
    messages, _ = read(file, settings=Settings(cast=cast))
    assert [m.speaker for m in messages] == [Speaker.OFFENDER, Speaker.VICTIM]


def test_keys_after_the_rows_of_a_long_file_are_found() -> None:
    rows = [row(content="word " * 40, photos=[{"uri": f"{n}.jpg"}], extra={"a": [1]}) for n in range(600)]
    said = {
        "messages": rows,
        "participants": [{"name": "Ana"}, {"name": "Tom"}],
        "title": "Ana",
        "magic_words": [],
    }
    file = file_of(json.dumps(said).encode(), "message_1.json")
    assert len(file.head) < file.size
    assert messenger_json.sniff(thread_file(rows))
    (thread,), _ = found(file)
    assert (thread.title, thread.pair) == ("Ana", True)
    messages, _ = read(file)
    assert len(messages) == 600


def test_a_broken_file_does_not_cost_its_siblings() -> None:
    broken = file_of(b"{this is not: valid json", f"{INBOX}/message_2.json")
    good = thread_file([row(content="still here")])
    assert messenger_json.sniff(broken)
    messages, gaps = read(broken, good)
    assert [m.text for m in messages] == ["still here"]
    (gap,) = [gap for gap in gaps if gap.kind is GapKind.UNREADABLE_FILE]
    assert f"{INBOX}/message_2.json" in gap.explanation
    assert "byte 1" in gap.explanation
    assert "line 1" in gap.explanation


def test_a_broken_beginning_does_not_cost_the_rows() -> None:
    content = b'{"participants": [{"name": "Ana"], "messages": [{"sender_name": "Ana", "timestamp_ms": 1600000000000, "content": "hi"}], "title": "Ana"}'
    messages, gaps = read(file_of(content, f"{INBOX}/message_1.json"))
    assert [m.text for m in messages] == ["hi"]
    assert GapKind.UNREADABLE_FILE in kinds(gaps)


def test_a_download_that_stopped_keeps_what_came() -> None:
    whole = thread_file([row(content=f"n {n}") for n in range(50)])
    with whole.open() as stream:
        content = stream.read()
    cut = content.index(b"n 30")
    messages, gaps = read(file_of(content[:cut], f"{INBOX}/message_1.json"))
    assert [m.text for m in messages] == [f"n {n}" for n in range(30)]
    (gap,) = [gap for gap in gaps if gap.kind is GapKind.TRUNCATED]
    assert f"byte {cut}" in gap.explanation


def test_odd_rows_cost_only_themselves() -> None:
    rows: list[object] = [
        row(content="one"),
        row(content=7),
        row(sender_name=["Ana"], content="three"),
        "four",
        row(content="five"),
    ]
    file = thread_file(rows)
    messages, gaps = read(file)
    assert [m.text for m in messages] == ["one", "7", "three", "five"]
    assert [m.id for m in messages] == ["c1-1", "c1-2", "c1-3", "c1-5"]
    assert messages[2].sender is None
    (gap,) = [gap for gap in gaps if gap.kind is GapKind.UNREADABLE_ROW]
    assert gap.count == 3
    assert gap.locator == f"sha256:{file.digest}#json=/messages/1"


def test_an_empty_row_and_a_blocked_one_are_told() -> None:
    _, gaps = read(thread_file([row(), row(content="x", is_geoblocked_for_viewer=True)]))
    assert kinds(gaps) == {GapKind.CONTENT_ENCRYPTED: 2}


def test_what_follows_the_object_is_told_unless_it_is_padding() -> None:
    file = thread_file([row(content="hi")])
    with file.open() as stream:
        content = stream.read()
    assert kinds(read(file_of(content + b"\n\0\0\0"))[1]) == {}
    assert kinds(read(file_of(content + b' {"more": 1}'))[1]) == {GapKind.UNPLACED_TEXT: 1}


def test_it_is_known_by_content_and_told_from_instagram() -> None:
    file = thread_file([row(content="hi", type="Generic")], path="a.json")
    assert detect(file).reader is messenger_json
    assert not messenger_json.sniff(file_of(b'{"messages": [{"from": "a"}]}', f"{INBOX}/message_1.json"))
    assert not messenger_json.sniff(file_of(b"<html>", f"{INBOX}/message_1.json"))
    assert not messenger_json.sniff(file_of(b"", "notes.json"))


conversation = st.lists(
    st.tuples(st.sampled_from(["Ana Example", "Tom Owner"]), st.text(min_size=1), st.integers(1, 4 * 10**12)),
    max_size=30,
)


@given(conversation, st.sampled_from([None, 2]), st.booleans())
def test_nothing_is_lost(said: list[tuple[str, str, int]], indent: int | None, broken: bool) -> None:
    rows = [
        {"sender_name": who, "timestamp_ms": at, "content": mojibake(text) if broken else text}
        for who, text, at in said
    ]
    file = file_of(
        json.dumps({"participants": [], "messages": rows, "thread_path": "inbox/a_1"}, indent=indent).encode()
    )
    messages, gaps = read(file)
    assert [(m.sender, m.raw_text) for m in messages] == [(r["sender_name"], r["content"]) for r in rows]
    assert [m.sent_at.timestamp() * 1000 for m in messages if m.sent_at] == [
        pytest.approx(at) for _, _, at in said
    ]
    assert kinds(gaps) == {}


needs_shared = pytest.mark.skipif(not (SHARED / "exports").exists(), reason="shared fixtures are absent")


@needs_shared
@pytest.mark.parametrize(
    ("folder", "threads", "rows"),
    [
        ("json_simple", 2, 4),
        ("json_multifile", 1, 4),
        ("json_nontext", 1, 6),
        ("json_group", 1, 3),
        ("json_with_media", 1, 1),
        ("json_with_media_alt", 1, 1),
        ("corrupt", 1, 1),
    ],
)
def test_public_fixtures_are_read_whole(folder: str, threads: int, rows: int) -> None:
    files = [
        file for file in files_of(SHARED / "exports" / "messenger" / folder) if messenger_json.sniff(file)
    ]
    assert len(found(*files)[0]) == threads
    messages, gaps = read(*files)
    assert len(messages) == rows
    assert (GapKind.UNREADABLE_FILE in kinds(gaps)) == (folder == "corrupt")
    assert all(Path(file.path).suffix == ".json" for file in files)
