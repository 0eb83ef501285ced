"""Telegram Desktop's HTML, as its writer has laid it out since 2018."""

import html
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import AttachmentKind, Clock, Gap, GapKind, Message, MessageKind, Speaker
from amparo.sources import telegram_html
from amparo.sources.base import Cast, Settings, Thread
from amparo.sources.html_rows import readable
from handed import file_of

WHEN = "31.01.2021 20:49:00 UTC+01:00"


def row(inner: str, number: int = 1, name: str | None = "Ana Ruiz", when: str = WHEN) -> str:
    """A message as the writer indents it; without a name it is joined to the one before."""
    joined = " joined" if name is None else ""
    userpic = (
        ""
        if name is None
        else (
            '\n      <div class="pull_left userpic_wrap">\n\n       <div class="userpic userpic4" style="width: 42px; height: 42px">\n\n'
            '        <div class="initials" style="line-height: 42px">\nAR\n        </div>\n\n       </div>\n\n      </div>\n'
        )
    )
    named = "" if name is None else f'\n       <div class="from_name">\n{name} \n       </div>\n'
    return (
        f'\n     <div class="message default clearfix{joined}" id="message{number}">\n{userpic}\n      <div class="body">\n\n'
        f'       <div class="pull_right date details" title="{when}">\n20:49\n       </div>\n{named}\n{inner}\n      </div>\n\n     </div>\n'
    )


def text(words: str) -> str:
    return f'       <div class="text">\n{words}\n       </div>\n'


def media(classes: str, title: str, status: str = "", link: str = "", description: str = "") -> str:
    tag, href = ("a", f' href="{link}"') if link else ("div", "")
    about = f'<div class="description">\n{description}\n</div>' if description else ""
    return (
        f'<div class="media_wrap clearfix">\n<{tag} class="media clearfix pull_left block_link {classes}"{href}>\n'
        f'<div class="fill pull_left">\n</div>\n<div class="body">\n<div class="title bold">\n{title}\n</div>{about}'
        f'<div class="status details">\n{status}\n</div>\n</div>\n</{tag}>\n</div>\n'
    )


def service(words: str, number: int = -1) -> str:
    return f'\n     <div class="message service" id="message{number}">\n\n      <div class="body details">\n{words}\n      </div>\n\n     </div>\n'


def page(*rows: str, title: str = "Ana Ruiz", after: str = "") -> bytes:
    return (
        '<!DOCTYPE html>\n<html>\n\n <head>\n\n  <meta charset="utf-8"/>\n<title>Exported Data</title>\n  <script src="js/script.js"'
        ' type="text/javascript">\n\n  </script>\n\n </head>\n\n <body onload="CheckLocation();">\n\n  <div class="page_wrap">\n\n'
        f'   <div class="page_header">\n\n    <div class="content">\n\n     <div class="text bold">\n{title} \n     </div>\n\n    </div>\n\n'
        f'   </div>\n\n   <div class="page_body chat_page">\n\n    <div class="history">\n{"".join(rows)}{after}\n    </div>\n\n   </div>\n\n'
        "  </div>\n\n </body>\n\n</html>\n"
    ).encode()


def thread_of(content: bytes, path: str = "chats/chat_001/messages.html") -> Thread:
    file = file_of(content, path)
    assert telegram_html.sniff(file)
    (thread,) = telegram_html.threads([file])
    assert isinstance(thread, Thread)
    return thread


UNSET = Settings()


def read(thread: Thread, settings: Settings = UNSET) -> tuple[list[Message], list[Gap]]:
    found = list(telegram_html.read(thread, settings))
    return [one for one in found if isinstance(one, Message)], [one for one in found if isinstance(one, Gap)]


def one(inner: str) -> Message:
    (message,), _ = read(thread_of(page(row(inner))))
    return message


def test_a_private_chat() -> None:
    content = page(
        service("31 January 2021"),
        row(text("Send 300 &amp; I delete it<br>today"), 10),
        row(text("or your family sees it"), 11, None),
        row(text("I told the police"), 12, "Sam Field", "31.01.2021 20:52:10 UTC+01:00"),
    )
    thread = thread_of(content)
    assert (thread.title, thread.pair, thread.owner) == ("Ana Ruiz", True, frozenset(["sam field"]))
    cast = Cast(victim=thread.owner, offender=frozenset(["ana ruiz"]), picked=True, pair=True)
    messages, gaps = read(thread, Settings(cast=cast))
    assert [(message.kind, message.sender, message.speaker, message.text) for message in messages] == [
        (MessageKind.SYSTEM, None, Speaker.UNKNOWN, "31 January 2021"),
        (MessageKind.TEXT, "Ana Ruiz", Speaker.OFFENDER, "Send 300 & I delete it\ntoday"),
        (MessageKind.TEXT, "Ana Ruiz", Speaker.OFFENDER, "or your family sees it"),
        (MessageKind.TEXT, "Sam Field", Speaker.VICTIM, "I told the police"),
    ]
    assert messages[1].raw_text == "Send 300 &amp; I delete it<br>today"
    assert messages[3].sent_at == datetime(2021, 1, 31, 19, 52, 10, tzinfo=UTC)
    assert messages[3].clock is Clock.SOURCE
    assert messages[3].wall_time is None
    assert [(gap.kind, gap.count) for gap in gaps] == [(GapKind.TIME_MISSING, 1)]
    start, end = (int(n) for n in messages[3].locator.rpartition("=")[2].split("-"))
    assert content[start:end].startswith(b'<div class="message default clearfix" id="message12">')
    assert content[start:end].endswith(b"</div>")
    assert b"I told the police" in content[start:end]


def test_before_2021_times_are_wall_times() -> None:
    content = page(row(text("hi"), when="31.01.2019 20:49:00"))
    (message,), gaps = read(thread_of(content))
    assert (message.sent_at, message.wall_time) == (None, "2019-01-31T20:49:00")
    assert [gap.kind for gap in gaps] == [GapKind.ZONE_UNKNOWN]
    (message,), gaps = read(thread_of(content), Settings(zone=ZoneInfo("Asia/Manila")))
    assert message.sent_at == datetime(2019, 1, 31, 12, 49, tzinfo=UTC)


def test_pages_are_joined_in_the_order_of_their_numbers_and_folders_are_chats() -> None:
    names = ["messages10.html", "messages2.html", "messages.html"]
    files = [file_of(page(row(text(name))), f"chats/chat_01/{name}") for name in names]
    files.append(
        file_of(page(row(text("other"), name="Ben Low"), title="Ben Low"), "chats/chat_02/messages.html")
    )
    first, second = telegram_html.threads(files)
    assert isinstance(first, Thread)
    assert isinstance(second, Thread)
    assert [message.text for message in read(first)[0]] == [
        "messages.html",
        "messages2.html",
        "messages10.html",
    ]
    assert second.title == "Ben Low"


def test_links_between_pages_are_no_lost_text() -> None:
    link = '<a class="pagination block_link" href="messages2.html">\nNext messages\n     </a>\n'
    _, gaps = read(thread_of(page(row(text("hi")), after=link)))
    assert gaps == []
    _, gaps = read(thread_of(page(row(text("hi")), after="<p>stray</p>")))
    assert [gap.kind for gap in gaps] == [GapKind.UNPLACED_TEXT]


@pytest.mark.parametrize(
    ("inner", "kind", "words", "attachments"),
    [
        (
            media("media_call success", "Sam Field", "Incoming (8 seconds)"),
            "call",
            "Sam Field\nIncoming (8 seconds)",
            [],
        ),
        (
            media("media_location", "Location", "33.58, -7.60", "https://maps.google.com/maps?q=33.58,-7.60"),
            "location",
            "Location\n33.58, -7.60",
            [],
        ),
        (media("media_contact", "Ben Low", "+44 7700 900123"), "text", "Ben Low\n+44 7700 900123", []),
        (
            '<div class="media_wrap clearfix"><div class="media_poll"><div class="question bold">Pay?</div><div class="answer">- Yes'
            ' <span class="details">1 vote</span></div></div></div>',
            "poll",
            "Pay?\n- Yes 1 vote",
            [],
        ),
        (
            media("media_voice_message", "Voice message", "00:05", "voice_messages/audio_1.ogg"),
            "media",
            "",
            [("voice_messages/audio_1.ogg", AttachmentKind.AUDIO)],
        ),
        (
            media("media_video", "Video message", "00:05, 1 MB", description="Exceeds maximum size"),
            "media",
            "",
            [("", AttachmentKind.VIDEO)],
        ),
        (
            media("media_file", "invoice.pdf", "10 KB", description="Not included"),
            "media",
            "",
            [("invoice.pdf", AttachmentKind.DOCUMENT)],
        ),
        (
            media("media_photo", "Self-destructing photo", "Expired"),
            "text",
            "Self-destructing photo\nExpired",
            [("", AttachmentKind.PHOTO)],
        ),
        (
            '<div class="media_wrap clearfix">\n<a class="photo_wrap clearfix pull_left" href="photos/1.jpg">\n'
            '<img class="photo" src="photos/1_thumb.jpg"/>\n</a>\n</div>\n',
            "media",
            "",
            [("photos/1.jpg", AttachmentKind.PHOTO)],
        ),
        (
            '<div class="media_wrap clearfix"><a class="sticker_wrap" href="stickers/1.webp"><img src="t.webp"/></a></div>',
            "media",
            "",
            [("stickers/1.webp", AttachmentKind.STICKER)],
        ),
    ],
)
def test_what_is_not_words(
    inner: str, kind: str, words: str, attachments: list[tuple[str, AttachmentKind]]
) -> None:
    message = one(inner)
    assert (message.kind, message.text) == (kind, words)
    assert [(found.name, found.kind) for found in message.attachments] == attachments
    assert message.sender == "Ana Ruiz"


def test_a_picture_with_words() -> None:
    message = one(media("media_photo", "Photo", "1x1", "photos/1.jpg") + text("look at this"))
    assert (message.kind, message.text, message.raw_text) == (
        MessageKind.TEXT,
        "look at this",
        "look at this",
    )


def test_forwarded_words_are_the_words_and_replies_are_not() -> None:
    message = one(
        '<div class="pull_left forwarded userpic_wrap"><div class="userpic userpic1"><div class="initials">B</div></div></div>'
        '<div class="forwarded body"><div class="from_name">\nBen Low <span class="date details" title="30.01.2021 10:00:00'
        ' UTC+01:00"> 30.01.2021 10:00:00</span>\n</div>' + text("pay now") + "</div>"
    )
    assert (message.sender, message.text) == ("Ana Ruiz", "pay now")
    reply = '<div class="reply_to details">\nIn reply to <a href="#go_to_message1">this message</a>\n</div>'
    assert one(reply + text("no")).text == "no"


def test_reactions_with_people_and_with_counts() -> None:
    message = one(
        text("hi")
        + '<span class="reactions">\n<span class="reaction active">\n<span class="emoji">\n👍\n</span>\n<span class="userpics">\n'
        '<div class="userpic userpic2" style="width: 20px"><div class="initials" title="Sam Field">\nSF\n</div></div>\n</span>\n</span>'
        '<span class="reaction"><span class="emoji">❤</span><span class="count">2</span></span></span>'
    )
    assert message.text == "hi"
    assert [(found.sender, found.value) for found in message.reactions] == [
        ("Sam Field", "👍"),
        (None, "❤"),
        (None, "❤"),
    ]


def test_addresses_behind_words_are_kept() -> None:
    message = one(
        text(
            '<a href="https://example.org/pay">here</a> or <a href="https://example.org">https://example.org</a>'
        )
    )
    assert message.text == "here or https://example.org"
    assert [(found.name, found.kind) for found in message.attachments] == [
        ("https://example.org/pay", AttachmentKind.LINK)
    ]


def test_outgoing_calls_tell_the_owner() -> None:
    call = media("media_call", "The crew", "Outgoing (8 seconds)")
    content = page(
        row(call, 1, "Sam Field"),
        row(text("a"), 2, "Ana Ruiz"),
        row(text("b"), 3, "Ben Low"),
        title="The crew",
    )
    thread = thread_of(content)
    assert (thread.owner, thread.pair) == (frozenset(["sam field"]), False)


def test_the_page_of_results_tells_the_owner() -> None:
    results = (
        b'<div class="page_wrap"><div class="page_header"></div><div class="personal_info clearfix"><div class="rows names">'
        b'<div class="row"><div class="label details">First name</div><div class="value bold">Sam</div></div>'
        b'<div class="row"><div class="label details">Last name</div><div class="value bold">Field</div></div></div>'
        b'<div class="rows info"><div class="row"><div class="label details">Username</div><div class="value bold">@sam</div></div>'
    )
    index = file_of(results, "export_results.html")
    assert telegram_html.sniff(index)
    content = page(
        row(text("a")), row(text("b"), 2, "Sam Field"), row(text("c"), 3, "Ben Low"), title="The crew"
    )
    (thread,) = telegram_html.threads([index, file_of(content, "chats/chat_1/messages.html")])
    assert isinstance(thread, Thread)
    assert thread.owner == frozenset(["sam field", "@sam", "sam"])
    (gap,) = telegram_html.threads([index])
    assert isinstance(gap, Gap)


def test_service_rows_are_kept() -> None:
    rows = [service("Ana Ruiz took a screenshot", 5), service("History cleared", 6), row(text("hi"), 7)]
    messages, _ = read(thread_of(page(*rows)))
    assert [message.text for message in messages] == ["Ana Ruiz took a screenshot", "History cleared", "hi"]
    assert [message.kind for message in messages][:2] == [MessageKind.SYSTEM] * 2


def test_a_page_cut_in_the_middle_keeps_what_is_there() -> None:
    content = page(*(row(text(f"message {n}"), n) for n in range(1, 6)))
    messages, gaps = read(thread_of(content[: content.index(b"message 5\n") + 9]))
    assert [message.text for message in messages] == [f"message {n}" for n in range(1, 6)]
    assert [gap.kind for gap in gaps] == [GapKind.TRUNCATED]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body><div class='message'>hello</div></body></html>",
        b'<div class="message default clearfix">an ordinary page with a like-named class</div>',
        b'{"messages": []}',
    ],
)
def test_other_pages_are_not_taken_for_a_chat(content: bytes) -> None:
    assert not telegram_html.sniff(file_of(content, "messages.html"))


WORDS = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'\n;#😀سé"), max_size=60
)
NAMES = st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=20)


def written(words: str) -> str:
    """As the writer's SerializeString does."""
    return html.escape(words).replace("&#x27;", "&apos;").replace("\n", "<br>")


@given(
    st.lists(
        st.tuples(st.none() | NAMES, WORDS.filter(lambda words: bool(words.strip()))), min_size=1, max_size=8
    )
)
def test_made_up_chats_come_back_whole(said: list[tuple[str | None, str]]) -> None:
    start = datetime(2021, 1, 1, 20, 0, tzinfo=UTC)
    times = [start + timedelta(days=n, seconds=n) for n in range(len(said))]
    rows = [
        row(text(written(words)), n + 1, name, f"{at:%d.%m.%Y %H:%M:%S} UTC+00:00")
        for n, ((name, words), at) in enumerate(zip(said, times, strict=True))
    ]
    messages, gaps = read(thread_of(page(*rows)))
    assert [message.sent_at for message in messages] == times
    assert [message.text for message in messages] == [readable(written(words).encode()) for _, words in said]
    last: str | None = None
    for message, (name, _) in zip(messages, said, strict=True):
        last = last if name is None else (readable(name.encode()) or None)
        assert message.sender == last
    assert {gap.kind for gap in gaps} <= {GapKind.SENDER_UNKNOWN}


SCRAPS = st.sampled_from(
    [
        b'<div class="message default clearfix" id="message1">',
        b'<div class="body">',
        b"<div>",
        b"</div>",
        b"words",
        b'<div class="message service" id="message-1">',
        b'<div class="text">',
        b'<div class="from_name">',
        b"<br>",
        b'"',
        b'<div class="pull_right date details" title="31.01.2021 20:49:00 UTC+99:99">',
        b'<div class="media_wrap clearfix">',
        b'<a class="media media_photo" href="',
        b"data:image/png;base64,AAAA",
        b'">',
        b'<span class="reactions">',
        b"&#",
        b"\xff",
        b'<span class="reaction">',
        b'<span class="count">',
        b"9999999",
        b'<div class="page_header">',
        b'<div class="media_call">',
    ]
)


@given(st.lists(SCRAPS | st.binary(max_size=5), max_size=40).map(b"".join))
def test_any_bytes_give_messages_and_gaps(content: bytes) -> None:
    file = file_of(content, "messages.html")
    telegram_html.sniff(file)
    list(telegram_html.cuts(file, []))
    for thread in telegram_html.threads([file]):
        assert isinstance(thread, Thread)
        list(telegram_html.read(thread, Settings(zone=ZoneInfo("Asia/Manila"))))
