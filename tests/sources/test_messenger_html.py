"""Messenger's HTML: layouts of 2018 to 2026, as the download has them and as hostile hands would make them."""

import html
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import AttachmentKind, Clock, Gap, GapKind, Message, MessageKind, Speaker
from amparo.sources import messenger_html
from amparo.sources.base import Cast, File, Settings, Thread
from handed import SHARED, file_of, files_of

INBOX = "your_facebook_activity/messages/inbox/ana_1/message_1.html"


def box(layout: str, sender: str, body: str, date: str) -> str:
    if layout == "2018":
        return (
            '<div class="pam _3-95 _2pi0 _2lej uiBoxWhite noborder"><div class="_3-96 _2pio _2lek _2lel">'
            f'{sender}</div><div class="_3-96 _2let"><div><div></div><div>{body}</div><div></div><div></div></div></div>'
            f'<div class="_3-94 _2lem">{date}</div></div>'
        )
    if layout == "2021":
        return (
            f'<div class="_3-95 _a6-g"><div class="_2ph_ _a6-h _a6-i">{sender}</div><div class="_2ph_ _a6-p"><div><div>'
            f'</div><div>{body}</div><div></div><div></div></div></div><div class="_3-94 _a6-o"><div class="_a72d">{date}</div>'
            "</div></div>"
        )
    if layout == "2025":
        return (
            f'<section class="_a6-g" aria-labelledby="u_0_1+/"><h2 class="_2ph_ _a6-h _a6-i" id="u_0_1+/">{sender}</h2>'
            f'<div class="_2ph_ _a6-p"><div><div></div><div>{body}</div><div></div><div></div></div></div>'
            f'<footer class="_3-94 _a6-o"><div class="_a72d">{date}</div></footer></section>'
        )
    if layout == "drifted":
        return f'<div class="x9"><div class="q">{sender}</div><div><div>{body}</div></div><div class="z">{date}</div></div>\n'
    return f"<div><div>{sender}</div><div>{body}</div><div>{date}</div></div>\n"


LAYOUTS = ["2018", "2021", "2025", "drifted", "bare"]


def page(
    boxes: Iterable[str], title: str = "Ana Ruiz", listed: str = "Sam Field and Ana Ruiz", before: str = ""
) -> bytes:
    line = f"<div>Participants: {listed}</div>" if listed else ""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title><style>.a{{b:c}}</style></head><body>'
        f"{before}{line}<main>{''.join(boxes)}</main></body></html>"
        if "<section" in "".join(boxes)
        else f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{before}{line}{"".join(boxes)}</body></html>'
    ).encode()


def thread_of(content: bytes, path: str = INBOX) -> Thread:
    file = file_of(content, path)
    assert messenger_html.sniff(file)
    (thread,) = messenger_html.threads([file])
    assert isinstance(thread, Thread)
    return thread


UNSET = Settings()


def read(thread: Thread, settings: Settings = UNSET) -> tuple[list[Message], list[Gap]]:
    found = list(messenger_html.read(thread, settings))
    return [one for one in found if isinstance(one, Message)], [one for one in found if isinstance(one, Gap)]


def one(body: str, layout: str = "2025", date: str = "Jan 31, 2021 8:49:05 pm") -> Message:
    messages, _ = read(thread_of(page([box(layout, "Ana Ruiz", body, date)])))
    (message,) = messages
    return message


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_conversation_in_each_layout(layout: str) -> None:
    content = page(
        [
            box(layout, "Sam Field", "I told the police.", "Jan 31, 2021, 8:51 PM"),
            box(layout, "Ana Ruiz", "Send 300 or your family sees it<br>today", "Jan 31, 2021, 8:49 PM"),
        ]
    )
    thread = thread_of(content)
    assert (thread.title, thread.pair, thread.owner) == ("Ana Ruiz", True, frozenset(["sam field"]))
    messages, gaps = read(thread, Settings(zone=ZoneInfo("Europe/London")))
    assert [message.text for message in messages] == [
        "I told the police.",
        "Send 300 or your family sees it\ntoday",
    ]
    assert [message.sender for message in messages] == ["Sam Field", "Ana Ruiz"]
    assert [message.id for message in messages] == ["c1-1", "c1-2"]
    assert messages[1].raw_text == "Send 300 or your family sees it<br>today"
    assert messages[1].sent_at == datetime(2021, 1, 31, 20, 49, tzinfo=UTC)
    assert messages[1].clock is Clock.ASSUMED
    assert [gap.kind for gap in gaps] == [GapKind.ZONE_ASSUMED]
    for message in messages:
        start, end = (int(n) for n in message.locator.rpartition("=")[2].split("-"))
        source = content[start:end]
        assert message.raw_text.encode() in source
        assert source.startswith(b"<")
        assert source.endswith((b"</div>", b"</section>"))
        assert source.count(b"<div") == source.count(b"</div")


@pytest.mark.parametrize("layout", ["2018", "2021", "2025"])
def test_pictures_links_and_reactions(layout: str) -> None:
    body = (
        "look</div><div><div><div><a target=_blank href='photos/1.jpg'><img src='photos/1.jpg' class='_a6_o'></a></div></div>"
        "<div><video src='videos/2.mp4' controls><a href='videos/2.mp4'><div>Click for video:</div><img src='t.jpg'></a></video>"
        "</div><div><audio controls src='audio/3.wav'>x</audio></div><a href='https://example.org/pay?a=1&amp;b=2'>pay</a>"
        "<ul class='_a6-q _tqp'><li><span>❤Sam Field</span></li><li><span>😆Ana Ruiz<span> (Jan 31, 2021 8:50 pm)</span></span>"
        "</li><li>👍🏽</li></ul>"
    )
    message = one(body, layout)
    assert message.text == "look\npay"
    assert [(found.name, found.kind) for found in message.attachments] == [
        ("photos/1.jpg", AttachmentKind.PHOTO),
        ("videos/2.mp4", AttachmentKind.VIDEO),
        ("audio/3.wav", AttachmentKind.AUDIO),
        ("https://example.org/pay?a=1&b=2", AttachmentKind.LINK),
    ]
    assert [(found.sender, found.value) for found in message.reactions] == [
        ("Sam Field", "❤"),
        ("Ana Ruiz", "😆"),
        (None, "👍🏽"),
    ]


def test_a_picture_without_words_is_media_and_keeps_its_source() -> None:
    message = one("</div><div><img src='photos/1.jpg'>")
    assert (message.kind, message.text) == (MessageKind.MEDIA, "")
    assert "photos/1.jpg" in message.raw_text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ana called you.", MessageKind.CALL),
        ("You missed a video call from Ana Ruiz.", MessageKind.CALL),
        ("Sam missed your video call.", MessageKind.CALL),
        ("Ana called you.<br>Duration: 5 seconds", MessageKind.CALL),
        ("Ana vous a appelé.", MessageKind.CALL),
        ("Vous avez manqué un appel vidéo de Ana.", MessageKind.CALL),
        ("اتصل بك Ana", MessageKind.CALL),
        ("You unsent a message", MessageKind.DELETED),
        ("Ana Ruiz unsent a message", MessageKind.DELETED),
        ("Ana a annulé l&#039;envoi d&rsquo;un message", MessageKind.DELETED),
        ("Ana Ruiz set the nickname for Sam Field to Sammy.", MessageKind.SYSTEM),
        ("Ana created a poll: when?", MessageKind.POLL),
        ("Ana shared a location.", MessageKind.LOCATION),
        ("hello (edited)", MessageKind.EDITED),
        ("The police called you.", MessageKind.TEXT),
        ("nobody called you", MessageKind.TEXT),
        ("I called you", MessageKind.TEXT),
    ],
)
def test_what_the_app_wrote_is_told_from_what_people_wrote(text: str, kind: MessageKind) -> None:
    assert one(text).kind is kind


def test_hostile_words_stay_words() -> None:
    said = '<script>alert(1)</script> &lt; </div></section> "><img src=x onerror=y> \u202eevil'
    message = one(html.escape(said))
    assert message.text == said.replace("\u202e", "")
    assert message.attachments == ()


def test_a_live_script_is_not_read_and_not_lost() -> None:
    message = one("before<script>document.write('</div></div></section>')</script>after")
    assert message.text == "beforeafter"
    assert "document.write" in message.raw_text


def test_a_photo_inside_the_page_is_named_cut_and_kept_out_of_the_raw_text() -> None:
    body = "look<img src='data:image/jpeg;base64,SGVsbG8gSGVsbG8='>"
    content = page([box("2025", "Ana Ruiz", body, "Jan 31, 2021 8:49:05 pm")])
    (message,), _ = read(thread_of(content))
    assert [(found.name, found.kind) for found in message.attachments] == [
        ("image/jpeg in the page", AttachmentKind.PHOTO)
    ]
    assert "SGVsbG8" not in message.raw_text
    (cut,) = messenger_html.cuts(file_of(content), [])
    assert content[cut.start : cut.end] == b"SGVsbG8gSGVsbG8="
    assert (cut.size, cut.name) == (11, "image/jpeg 1 in the page")


@pytest.mark.parametrize("layout", ["2018", "2021", "2025", "drifted"])
def test_a_date_that_cannot_be_read_is_told_with_its_words(layout: str) -> None:
    content = page([box(layout, "Ana Ruiz", "hi", "le 31 brumaire 229 20:49")])
    (message,), gaps = read(thread_of(content))
    assert (message.text, message.sender, message.clock, message.wall_time) == (
        "hi",
        "Ana Ruiz",
        Clock.NONE,
        None,
    )
    (gap,) = (gap for gap in gaps if gap.kind is GapKind.TIME_MISSING)
    assert "31 brumaire" in gap.explanation
    assert gap.locator == message.locator


def test_text_between_boxes_and_boxes_of_another_make_are_accounted_for() -> None:
    content = page(
        [
            box("2025", "Ana Ruiz", "one", "Jan 31, 2021 8:49:05 pm"),
            "<p>a stray note</p>",
            box("drifted", "Ana Ruiz", "two", "Jan 31, 2021 8:50:05 pm"),
            box("2025", "Ana Ruiz", "three", "Jan 31, 2021 8:51:05 pm"),
        ]
    ).replace(b"x9", b"x9 y")
    messages, gaps = read(thread_of(content))
    assert {message.text for message in messages} == {"one", "two", "three"}
    assert any(gap.kind is GapKind.UNPLACED_TEXT for gap in gaps)


def test_a_page_cut_in_the_middle_keeps_what_is_there() -> None:
    content = page([box("2025", "Ana Ruiz", f"message {n}", "Jan 31, 2021 8:49:05 pm") for n in range(5)])
    messages, gaps = read(thread_of(content[: content.index(b"message 4") + 9]))
    assert [message.text for message in messages][:4] == [f"message {n}" for n in range(4)]
    assert messages[4].text == "message 4"
    assert {GapKind.TRUNCATED, GapKind.TIME_MISSING} <= {gap.kind for gap in gaps}


def test_a_row_of_more_than_8_mib_costs_only_itself() -> None:
    content = page(
        [
            box("2025", "Ana Ruiz", "<i>a</i>" * 1_200_000, "Jan 31, 2021 8:49:05 pm"),
            box("2025", "Ana Ruiz", "after", "Jan 31, 2021 8:49:05 pm"),
        ]
    )
    messages, gaps = read(thread_of(content))
    assert [message.text for message in messages] == ["after"]
    assert GapKind.LIMIT in {gap.kind for gap in gaps}


def test_bytes_that_are_no_utf8_are_told() -> None:
    content = page([box("2025", "Ana Ruiz", "caf@", "Jan 31, 2021 8:49:05 pm")]).replace(b"caf@", b"caf\xe9")
    (message,), gaps = read(thread_of(content))
    assert message.text == "caf\ufffd"
    assert GapKind.ENCODING in {gap.kind for gap in gaps}
    declared = content.replace(b'charset="utf-8"', b'charset="windows-1252"')
    assert read(thread_of(declared))[0][0].text == "café"


def test_numbered_pages_are_one_thread_in_the_order_of_their_numbers() -> None:
    files = [
        file_of(
            page([box("2025", "Ana Ruiz", f"page {n}", "Jan 31, 2021 8:49:05 pm")]),
            f"messages/inbox/ana_1/message_{n}.html",
        )
        for n in (10, 2, 1)
    ]
    (thread,) = messenger_html.threads(files)
    assert isinstance(thread, Thread)
    messages, _ = read(thread)
    assert [message.text for message in messages] == ["page 1", "page 2", "page 10"]
    assert [message.id for message in messages] == ["c1-1", "c1-2", "c1-3"]


def test_the_owner_is_who_is_in_every_thread() -> None:
    def file(other: str, *, listed: str) -> File:
        return file_of(
            page([box("2025", other, "hi", "Jan 31, 2021 8:49:05 pm")], title=other, listed=listed),
            f"messages/inbox/{other}/message_1.html",
        )

    threads = list(
        messenger_html.threads(
            [
                file("Ana Ruiz", listed="Ana Ruiz and Sam Field"),
                file("The crew", listed="Ana Ruiz, Ben Low and Sam Field"),
                file("Ben Low", listed="Ben Low and Sam Field"),
            ]
        )
    )
    assert [thread.owner for thread in threads if isinstance(thread, Thread)] == [
        frozenset(["sam field"])
    ] * 3
    assert [thread.pair for thread in threads if isinstance(thread, Thread)] == [True, False, True]


def test_pages_of_2018_show_the_owner() -> None:
    before = (
        '<img src="p.jpg" alt="" id="profile_pic_header_100000000000001" /><span class="_1vp5">Sam</span>'
    )
    thread = thread_of(page([box("2018", "Ana Ruiz", "hi", "31 Jan 2021, 20:49")], listed="", before=before))
    assert {"100000000000001", "sam"} <= thread.owner


def test_speakers_follow_the_cast() -> None:
    content = page([box("2025", name, "hi", "Jan 31, 2021 8:49:05 pm") for name in ("Ana Ruiz", "Sam Field")])
    cast = Cast(victim=frozenset(["sam field"]), offender=frozenset(["ana ruiz"]), picked=True, pair=True)
    messages, _ = read(thread_of(content), Settings(cast=cast))
    assert [message.speaker for message in messages] == [Speaker.OFFENDER, Speaker.VICTIM]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body><p>A news page of Jan 31, 2021 8:49 pm</p></body></html>",
        b'<html><div class="comment"><div>Ana</div><div>nice</div><div>Jan 31, 2021 8:49 pm</div></div></html>',
        b'{"participants": []}',
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"From: a@example.org\n\n<div class='_a6-g'>",
    ],
)
def test_other_pages_are_not_taken_for_a_thread(content: bytes) -> None:
    assert not messenger_html.sniff(file_of(content, "page.html"))


def test_posts_and_friends_of_the_same_download_are_no_thread() -> None:
    posts = page([box("2025", "Sam Field updated his status.", "hi", "Jan 31, 2021 8:49:05 pm")], listed="")
    assert not messenger_html.sniff(file_of(posts, "your_facebook_activity/posts/your_posts_1.html"))
    linked = posts.replace(b"<footer", b'<a href="https://www.facebook.com/dyi/l/?l=x">x</a><footer')
    assert not messenger_html.sniff(file_of(linked, "your_posts_1.html"))


@pytest.mark.skipif(not SHARED.exists(), reason="the workplace's fixtures are absent")
@pytest.mark.parametrize(
    ("folder", "texts"),
    [
        ("html_simple", ["Hello", "café time?", "See you soon"]),
        ("html_with_media", ["Here's a photo"]),
        ("html_multi_media", ["Hello Carol", "Check out this photo", "Nice picture"]),
        ("mixed", ["Mixed hello", "Mixed reply"]),
    ],
)
def test_fixtures(folder: str, texts: list[str]) -> None:
    files = [
        file for file in files_of(Path(SHARED, "exports/messenger", folder)) if messenger_html.sniff(file)
    ]
    (thread,) = messenger_html.threads(files)
    assert isinstance(thread, Thread)
    messages, gaps = read(thread)
    assert [message.text for message in messages] == texts
    assert thread.owner == frozenset(["test user"])
    assert [gap.kind for gap in gaps] == [GapKind.ZONE_UNKNOWN]


@pytest.mark.skipif(not SHARED.exists(), reason="the workplace's fixtures are absent")
def test_fixtures_of_dates() -> None:
    files = files_of(Path(SHARED, "exports/messenger/html_timestamps"))
    threads = [thread for thread in messenger_html.threads(files) if isinstance(thread, Thread)]
    assert len(threads) == 3
    for thread in threads:
        (message,), _ = read(thread)
        assert (message.text, message.wall_time) == ("ping", "2019-10-19T14:37:00")


WORDS = st.text(
    alphabet=st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\u200b\u200e\u200f\u2060\ufeff\u00ad"
    )
    | st.sampled_from("<>&\"'\n;#😀سé"),
    max_size=60,
)
NAMES = st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=20)


def shown(said: str) -> str:
    """What is left of words on a page: line breaks are `<br>`, invisible marks and outer spaces go."""
    return html_rows_text(html.escape(said).replace("\n", "<br>"))


def html_rows_text(source: str) -> str:
    from amparo.sources.html_rows import readable

    return readable(source.encode())


@given(
    st.sampled_from(LAYOUTS),
    st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=8),
    st.sampled_from(
        ["Jan {d}, 2021, 8:{m:02} PM", "{d} janv. 2021 à 20:{m:02}", "{d} يناير 2021، 8:{m:02} م"]
    ),
)
def test_made_up_conversations_come_back_whole(layout: str, said: list[tuple[str, str]], form: str) -> None:
    start = datetime(2021, 1, 1, 20, 0)  # noqa: DTZ001
    times = [start + timedelta(days=n, minutes=n) for n in range(len(said))]
    content = page(
        [
            box(
                layout,
                html.escape(name),
                html.escape(text).replace("\n", "<br>"),
                form.format(d=at.day, m=at.minute),
            )
            for (name, text), at in zip(said, times, strict=True)
        ],
        listed="Someone Else and Another",
    )
    messages, gaps = read(thread_of(content))
    assert [message.wall_time for message in messages] == [at.isoformat() for at in times]
    assert [message.text for message in messages] == [shown(text) for _, text in said]
    assert [message.sender for message in messages] == [shown(name) or None for name, _ in said]
    assert {gap.kind for gap in gaps} <= {GapKind.ZONE_UNKNOWN, GapKind.SENDER_UNKNOWN}


SCRAPS = st.sampled_from(
    [
        b'<div class="_a6-g">',
        b"<div>",
        b"</div>",
        b"Ana",
        b"Jan 31, 2021 8:49 pm",
        b'<ul class="_a6-q"><li>',
        b"<br>",
        b"<section class='_a6-g'>",
        b"<h2 class='_a6-h'>",
        b"</h2>",
        b"<footer class=_a6-o>",
        b"</section>",
        b"<!--",
        b"&#",
        b"<img src=",
        b"data:image/png;base64,AAAA",
        b"'",
        b'"',
        b">",
        b"Participants: A, B",
        b"<a href=x>",
        b"\xff",
    ]
)


@given(st.lists(SCRAPS | st.binary(max_size=5), max_size=40).map(b"".join))
def test_any_bytes_give_messages_and_gaps(content: bytes) -> None:
    file = file_of(b"<html><body>" + content, "messages/inbox/ana_1/message_1.html")
    messenger_html.sniff(file)
    list(messenger_html.cuts(file, []))
    for thread in messenger_html.threads([file]):
        assert isinstance(thread, Thread)
        list(messenger_html.read(thread, Settings(zone=ZoneInfo("Asia/Manila"))))
