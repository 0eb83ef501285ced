"""Telegram Desktop's JSON: one chat or a whole account, service rows kept, ids before names."""

import hashlib
import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import AttachmentKind, Clock, Gap, GapKind, Message, MessageKind, Speaker
from amparo.sources import detect, telegram_json
from amparo.sources.base import Cast, Cut, File, Settings, Thread
from amparo.sources.json_rows import value_at
from handed import SHARED, file_of, files_of

ANA, TOM = "user5550101", "user5550102"
PLAIN = Settings()
NOT_INCLUDED = "(File not included. Change data exporting settings to download.)"


def row(**keys: object) -> dict[str, object]:
    said: dict[str, object] = {
        "id": 1,
        "type": "message",
        "date": "2023-11-14T23:13:20",
        "date_unixtime": "1700000000",
        "from": "Ana",
        "from_id": ANA,
        "text": "",
        "text_entities": [],
    }
    return {**said, **keys}


def chat(rows: list[object], **keys: object) -> dict[str, object]:
    return {"name": "Ana", "type": "personal_chat", "id": 5550101, **keys, "messages": rows}


def export(said: object, name: str = "result.json") -> File:
    return file_of(json.dumps(said, indent=1, ensure_ascii=False).encode(), name)


def account(*chats: object, left: tuple[object, ...] = ()) -> File:
    return export(
        {
            "about": "Here is the data you requested.",
            "personal_information": {
                "user_id": 5550102,
                "first_name": "Tom",
                "last_name": "Owner",
                "username": "@tom_o",
            },
            "contacts": {"about": "", "list": [{"first_name": "Bea", "phone_number": "+44 7700 900123"}]},
            "chats": {"about": "This page lists all chats.", "list": list(chats)},
            "left_chats": {"about": "", "list": list(left)},
        }
    )


def threads(file: File) -> list[Thread]:
    return [thread for thread in telegram_json.threads([file]) if isinstance(thread, Thread)]


def read(file: File, settings: Settings = PLAIN) -> tuple[list[Message], list[Gap]]:
    items: list[Message | Gap] = []
    for thread in telegram_json.threads([file]):
        items += telegram_json.read(thread, settings) if isinstance(thread, Thread) else [thread]
    return [i for i in items if isinstance(i, Message)], [i for i in items if isinstance(i, Gap)]


def one(**keys: object) -> Message:
    (message,), _ = read(export(chat([row(**keys)])))
    return message


def test_a_row_keeps_its_time_sender_id_and_place() -> None:
    file = export(chat([row(text="hello")]))
    (message,), gaps = read(file)
    assert (message.text, message.raw_text) == ("hello", "hello")
    assert message.sent_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (message.wall_time, message.clock) == (None, Clock.SOURCE)
    assert (message.sender, message.account) == ("Ana", ANA)
    assert message.locator == f"sha256:{file.digest}#json=/messages/0"
    assert not gaps


def test_a_text_in_parts_is_one_text_and_a_hidden_link_is_shown() -> None:
    parts = [
        "Pay ",
        {"type": "bold", "text": "here"},
        ": ",
        {"type": "text_link", "text": "bank", "href": "https://example.org/pay"},
        " or ",
        {"type": "mention", "text": "@ana_example"},
    ]
    assert one(text=parts).raw_text == "Pay here: bank (https://example.org/pay) or @ana_example"
    assert (
        one(text=["(", {"type": "link", "text": "https://example.org"}, ")"]).text == "(https://example.org)"
    )


def test_a_deleted_account_has_an_id_and_no_name() -> None:
    message = one(**{"from": None, "text": "pay"})
    assert (message.sender, message.account) == (None, ANA)


@pytest.mark.parametrize(
    ("keys", "kind", "text"),
    [
        ({"text": "new", "edited": "2023-11-15T00:00:00", "edited_unixtime": "1700002800"}, "edited", "new"),
        ({"text": "old", "edited": "1970-01-01T01:00:00"}, "text", "old"),
        ({"photo": "photos/1.jpg"}, "media", ""),
        ({"photo": "photos/1.jpg", "text": "you"}, "text", "you"),
        (
            {"poll": {"question": "Pay?", "answers": [{"text": "yes", "voters": 1}]}},
            "poll",
            "Pay?\n- yes (1)",
        ),
        ({"location_information": {"latitude": 33.5, "longitude": -7.6}}, "location", "33.5, -7.6"),
        (
            {
                "place_name": "Cafe",
                "address": "1 Example St",
                "location_information": {"latitude": 1, "longitude": 2},
            },
            "location",
            "Cafe, 1 Example St\n1, 2",
        ),
        (
            {
                "contact_information": {
                    "first_name": "Bea",
                    "last_name": "",
                    "phone_number": "+44 7700 900123",
                }
            },
            "text",
            "Bea +44 7700 900123",
        ),
        ({"type": "unsupported"}, "system", ""),
        ({"forwarded_from": "Bank", "text": "pay"}, "text", "[forwarded from Bank]\npay"),
    ],
)
def test_what_a_row_is(keys: dict[str, object], kind: str, text: str) -> None:
    message = one(**keys)
    assert (message.kind.value, message.text) == (kind, text)


@pytest.mark.parametrize(
    ("keys", "kind", "text"),
    [
        (
            {"action": "phone_call", "duration_seconds": 35, "discard_reason": "hangup"},
            MessageKind.CALL,
            "phone call: duration seconds 35, discard reason hangup",
        ),
        (
            {"action": "phone_call", "discard_reason": "missed"},
            MessageKind.CALL,
            "phone call: discard reason missed",
        ),
        ({"action": "take_screenshot"}, MessageKind.SYSTEM, "take screenshot"),
        (
            {"action": "invite_members", "members": ["Bea", None]},
            MessageKind.SYSTEM,
            "invite members: members Bea, ?",
        ),
        ({"action": "edit_group_title", "title": "Lake"}, MessageKind.SYSTEM, "edit group title: title Lake"),
    ],
)
def test_service_rows_are_kept(keys: dict[str, object], kind: MessageKind, text: str) -> None:
    said = {
        "id": 1,
        "type": "service",
        "date_unixtime": "1700000000",
        "actor": "Ana",
        "actor_id": ANA,
        "text": "",
    }
    (message,), _ = read(export(chat([{**said, **keys}])))
    assert (message.kind, message.text, message.sender, message.account) == (kind, text, "Ana", ANA)


@pytest.mark.parametrize(
    ("keys", "name", "kind"),
    [
        ({"photo": "photos/1.jpg"}, "photos/1.jpg", AttachmentKind.PHOTO),
        ({"photo": NOT_INCLUDED}, "", AttachmentKind.PHOTO),
        ({"file": NOT_INCLUDED, "media_type": "sticker"}, "", AttachmentKind.STICKER),
        ({"file": "v/1.ogg", "media_type": "voice_message"}, "v/1.ogg", AttachmentKind.AUDIO),
        ({"file": "r/1.mp4", "media_type": "video_message"}, "r/1.mp4", AttachmentKind.VIDEO),
        ({"file": "f/1.mp4", "media_type": "animation"}, "f/1.mp4", AttachmentKind.VIDEO),
        ({"file": "f/list.pdf", "mime_type": "application/pdf"}, "f/list.pdf", AttachmentKind.DOCUMENT),
        (
            {"file": NOT_INCLUDED, "file_name": "me.jpg", "mime_type": "image/jpeg"},
            "me.jpg",
            AttachmentKind.PHOTO,
        ),
        ({"file": "f/x", "mime_type": "image/png"}, "f/x", AttachmentKind.PHOTO),
    ],
)
def test_what_a_row_carries(keys: dict[str, object], name: str, kind: AttachmentKind) -> None:
    message = one(**keys)
    assert [(a.name, a.kind) for a in message.attachments] == [(name, kind)]
    assert message.kind is MessageKind.MEDIA


def test_reactions_name_their_senders_where_the_export_does() -> None:
    message = one(
        text="hi",
        reactions=[
            {"type": "emoji", "emoji": "❤", "count": 1, "recent": [{"from": "Tom", "from_id": TOM}]},
            {"type": "emoji", "emoji": "👍", "count": 3, "recent": [{"from": "Bea", "from_id": "user7"}]},
        ],
    )
    assert [(r.sender, r.value) for r in message.reactions] == [("Tom", "❤"), ("Bea", "👍"), (None, "👍 × 2")]


def test_exports_before_2021_show_wall_time() -> None:
    said = {
        "id": 1,
        "type": "message",
        "date": "2019-07-01T12:00:00",
        "from": "Ana",
        "from_id": 5550101,
        "text": "hi",
    }
    (message,), gaps = read(export(chat([said])))
    assert (message.sent_at, message.wall_time, message.clock) == (None, "2019-07-01T12:00:00", Clock.WALL)
    assert message.account == "5550101"
    assert [gap.kind for gap in gaps] == [GapKind.ZONE_UNKNOWN]
    (message,), gaps = read(export(chat([said])), Settings(zone=ZoneInfo("Europe/Paris")))
    assert message.sent_at == datetime(2019, 7, 1, 10, tzinfo=UTC)
    assert [gap.kind for gap in gaps] == [GapKind.ZONE_ASSUMED]


@pytest.mark.parametrize("time", ["soon", 10**30, -1, "", True])
def test_a_time_that_cannot_be_meant_is_a_gap(time: object) -> None:
    (message,), gaps = read(export(chat([row(date="", date_unixtime=time, text="hi")])))
    assert (message.sent_at, message.text) == (None, "hi")
    assert GapKind.TIME_MISSING in {gap.kind for gap in gaps}


def test_control_characters_as_telegram_writes_them_are_read() -> None:
    content = json.dumps(chat([row(text="a?b"), row(text="next")])).replace("a?b", "a\\x0Bb")
    messages, gaps = read(file_of(content.encode(), "result.json"))
    assert [m.text for m in messages] == ["a\x0bb", "next"]
    assert not gaps


def test_in_a_personal_chat_the_other_writer_owns_the_export() -> None:
    file = export(chat([row(text="hi"), row(**{"from": "Tom", "from_id": TOM, "text": "hello"})]))
    (thread,) = threads(file)
    assert (thread.title, thread.pair, thread.owner) == ("Ana", True, {TOM})
    assert [(a.id, a.name) for a in thread.accounts] == [(ANA, "Ana"), (TOM, "Tom")]
    messages, _ = read(file)
    assert [m.speaker for m in messages] == [Speaker.UNKNOWN, Speaker.VICTIM]


def test_bearing_the_name_of_the_victim_makes_nobody_the_victim() -> None:
    file = account(chat([row(**{"from": "Tom Owner"}, text="it is you"), row(from_id=TOM, text="who?")]))
    cast = Cast(victim=frozenset({"tom owner", TOM}))
    messages, _ = read(file, Settings(cast=cast))
    assert [m.speaker for m in messages] == [Speaker.UNKNOWN, Speaker.VICTIM]


def test_a_person_picked_the_chat_and_so_said_who_is_who() -> None:
    file = account(chat([row(text="pay"), row(from_id=TOM, text="no")]))
    cast = Cast(offender=frozenset({"ana", ANA}), victim=frozenset({TOM}), picked=True, pair=True)
    messages, _ = read(file, Settings(cast=cast))
    assert [m.speaker for m in messages] == [Speaker.OFFENDER, Speaker.VICTIM]


def test_an_account_lists_its_chats_and_names_its_owner() -> None:
    file = account(
        chat([row(text="a1"), row(text="a2")]),
        chat([row(text="b1")], name=None, id=77),
        chat([], name="Lake", type="private_group", id=88),
        {"type": "saved_messages", "id": 99, "messages": []},
        left=(chat([row(text="c1")], name="Old", type="public_channel"),),
    )
    assert detect(file).reader is telegram_json
    found = threads(file)
    assert [t.title for t in found] == ["Ana", "Deleted Account 77", "Lake", "Saved Messages", "Old"]
    assert [t.rows for t in found] == [2, 1, 0, 0, 1]
    assert [t.pair for t in found] == [True, True, False, False, False]
    assert all(TOM in t.owner for t in found)
    assert found[0].accounts[1].handle == "tom_o"
    messages, gaps = read(file)
    assert [m.text for m in messages] == ["a1", "a2", "b1", "c1"]
    assert messages[3].locator.endswith("#json=/left_chats/list/0/messages/0")
    assert not gaps
    with file.open() as stream:
        assert json.loads(value_at(stream, "/chats/list/1/messages/0"))["text"] == "b1"


def content_of(file: File) -> bytes:
    with file.open() as stream:
        return stream.read()


def blanked(content: bytes, cuts: list[Cut]) -> bytes:
    """As the case keeps the copy: the filler, padded with spaces."""
    copy = bytearray(content)
    for cut in cuts:
        copy[cut.start : cut.end] = cut.filler.ljust(cut.end - cut.start)
    return bytes(copy)


def test_chats_that_were_not_picked_are_cut_and_the_others_keep_their_places() -> None:
    file = account(
        chat([row(text="secret one")]),
        chat([row(text="the threat")], name="Bea"),
        left=(chat([row(text="secret two")]),),
    )
    picked = [thread for thread in threads(file) if thread.title == "Bea"]
    content = content_of(file)
    cuts = list(telegram_json.cuts(file, picked))
    copy = blanked(content, cuts)
    assert b"secret" not in copy
    assert len(copy) == len(content)
    said = json.loads(copy)
    assert (said["chats"]["list"][0], said["left_chats"]["list"]) == (None, [None])
    assert said["chats"]["list"][1]["messages"][0]["text"] == "the threat"
    chats = [cut for cut in cuts if cut.name == "Ana"]
    assert [cut.why for cut in chats] == ["conversation not picked"] * 2
    assert [cut.name for cut in cuts if cut not in chats] == ["contacts"], "nor is who else the phone knows"
    assert cuts[0].digest == hashlib.sha256(content[cuts[0].start : cuts[0].end]).hexdigest()
    again, _ = read(file_of(copy, "result.json"))
    assert [m.text for m in again] == ["the threat"]


def test_nothing_is_cut_when_one_file_is_one_chat_or_all_are_picked() -> None:
    single = export(chat([row(text="hi")]))
    assert not list(telegram_json.cuts(single, []))
    file = account(chat([row(text="a")]), chat([row(text="b")]))
    assert not list(telegram_json.cuts(file, threads(file)))


def test_an_export_cut_short_keeps_the_chats_and_rows_before() -> None:
    content = content_of(
        account(chat([row(text="one")]), chat([row(text="two"), row(text="lost")], name="Bea"))
    )
    file = file_of(content[: content.index(b"lost")], "result.json")
    assert [t.title for t in threads(file)] == ["Ana", "Bea"]
    messages, gaps = read(file)
    assert [m.text for m in messages] == ["one", "two"]
    assert {gap.kind for gap in gaps} == {GapKind.TRUNCATED}
    ana = [thread for thread in threads(file) if thread.title == "Ana"]
    assert b"two" not in blanked(content_of(file), list(telegram_json.cuts(file, ana)))


def test_what_follows_a_broken_chat_is_not_kept_unpicked() -> None:
    content = content_of(
        account(chat([row(text="one")]), chat([row(text="two")], name="Bea"), chat([row(text="three")]))
    )
    broken = file_of(content.replace(b'"name": "Bea"', b'"name" "Bea" '), "result.json")
    kept = blanked(content_of(broken), list(telegram_json.cuts(broken, threads(broken)[:1])))
    assert b"one" in kept
    assert b"two" not in kept
    assert b"three" not in kept


def test_odd_rows_cost_only_themselves() -> None:
    rows: list[object] = [
        row(text="one"),
        row(text={"a": 1}),
        5,
        row(text="four", reactions="many"),
        row(text="five"),
    ]
    messages, gaps = read(export(chat(rows)))
    assert [m.text for m in messages] == ["one", "", "four", "five"]
    assert {gap.kind: gap.count for gap in gaps} == {GapKind.UNREADABLE_ROW: 3}


def test_it_is_known_by_content() -> None:
    assert detect(export(chat([row(text="x")]), "chat.txt")).reader is telegram_json
    assert detect(
        export({"messages": [{"type": "message", "date": "2019-01-01T00:00:00", "from": "A", "text": "x"}]})
    ).reader
    assert telegram_json.sniff(export({"type": "personal_chat", "messages": []}))
    for other in (b"[]", b"{}", b'{"messages": [{"sender_name": "a"}]}', b'{"messages": [{"author": "a"}]}'):
        assert not telegram_json.sniff(file_of(other, "result.json"))


said_text = st.one_of(
    st.text(min_size=1),
    st.lists(
        st.one_of(
            st.text(min_size=1),
            st.builds(
                lambda t, k: {"type": k, "text": t}, st.text(min_size=1), st.sampled_from(["bold", "link"])
            ),
        ),
        min_size=1,
        max_size=4,
    ),
)


@given(
    st.lists(
        st.tuples(st.sampled_from(["Ana", "Tom", None]), said_text, st.integers(1, 10**10)), max_size=20
    ),
    st.booleans(),
)
def test_nothing_is_lost(said: list[tuple[str | None, object, int]], whole: bool) -> None:
    rows: list[object] = [row(**{"from": who}, text=text, date_unixtime=str(at)) for who, text, at in said]
    messages, gaps = read(account(chat(rows)) if whole else export(chat(rows)))
    assert [m.sender or None for m in messages] == [who for who, _, _ in said]
    assert [m.sent_at.timestamp() for m in messages if m.sent_at] == [at for _, _, at in said]
    for message, (_, text, _) in zip(messages, said, strict=True):
        parts = [text] if isinstance(text, str) else text
        words = "".join(part if isinstance(part, str) else part["text"] for part in parts)  # type: ignore[union-attr]
        assert message.raw_text.replace(" ", "") == words.replace(" ", "")
    assert not gaps


@pytest.mark.skipif(not (SHARED / "exports").exists(), reason="shared fixtures are absent")
@pytest.mark.parametrize("name", ["test_single_export.json", "test_batch_export.json"])
def test_public_fixtures_are_read_whole(name: str) -> None:
    (file,) = files_of(SHARED / "exports" / "chat-miner" / "telegram" / name)
    assert detect(file).reader is telegram_json
    messages, _ = read(file)
    assert [(m.sender, m.text) for m in messages] == [
        ("Author 1", "Minimal Message"),
        ("Author 2", "Link: https://telegram.org/"),
    ]
    assert messages[0].sent_at == datetime(2018, 12, 5, 10, 39, 10, tzinfo=UTC)
