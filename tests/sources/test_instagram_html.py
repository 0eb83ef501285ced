"""Instagram's HTML: the same boxes as Messenger's, told apart by what the page and the download say."""

from zoneinfo import ZoneInfo

import pytest

from amparo.model import AttachmentKind, Clock, Gap, GapKind, Message, MessageKind
from amparo.sources import instagram_html, messenger_html
from amparo.sources.base import Settings, Thread
from handed import file_of

INBOX = "your_instagram_activity/messages/inbox/ana_17840000000000001/message_1.html"


def box(sender: str, body: str, date: str, tag: str = "h2") -> str:
    return (
        f'<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><{tag} class="_3-95 _2pim _a6-h _a6-i">{sender}</{tag}>'
        f'<div class="_3-95 _a6-p"><div><div></div><div>{body}</div><div></div><div></div></div></div>'
        f'<div class="_3-94 _a6-o">{date}</div></div>'
    )


def page(*boxes: str, title: str = "Ana Ruiz") -> bytes:
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /><base href="../../../../"/>'
        f'<title>{title}</title></head><body class="_5vb_ _2yq _a7o5"><div class="_li"><div class="_a705">'
        f'<header class="_as-_ _a70a"><div class="_a70d"><h1 id="u_0">{title}</h1></div></header>'
        f'<main class="_a706" role="main">{"".join(boxes)}</main></div></div></body></html>'
    ).encode()


def read(content: bytes, path: str = INBOX) -> tuple[Thread, list[Message], list[Gap]]:
    file = file_of(content, path)
    assert instagram_html.sniff(file)
    assert not messenger_html.sniff(file)
    (thread,) = instagram_html.threads([file])
    assert isinstance(thread, Thread)
    found = list(instagram_html.read(thread, Settings(zone=ZoneInfo("Europe/Madrid"))))
    return (
        thread,
        [one for one in found if isinstance(one, Message)],
        [one for one in found if isinstance(one, Gap)],
    )


def test_a_first_contact_in_the_message_requests() -> None:
    content = page(
        box("Sam Field", "who are you?", "Oct 30, 2025 3:35 pm"),
        box("Ana Ruiz", "hi <br />I saw your profile", "Oct 30, 2025 3:34 pm"),
    )
    thread, messages, gaps = read(content, INBOX.replace("inbox", "message_requests"))
    assert (thread.title, thread.pair, thread.owner) == ("Ana Ruiz", True, frozenset(["sam field"]))
    assert [account.name for account in thread.accounts] == ["Sam Field", "Ana Ruiz"]
    assert [(message.sender, message.text) for message in messages] == [
        ("Sam Field", "who are you?"),
        ("Ana Ruiz", "hi \nI saw your profile"),
    ]
    assert messages[1].wall_time == "2025-10-30T15:34:00"
    assert messages[1].clock is Clock.ASSUMED
    assert [gap.kind for gap in gaps] == [GapKind.ZONE_ASSUMED]


def test_one_page_alone_is_known_by_its_make() -> None:
    read(page(box("Ana Ruiz", "hi", "Oct 30, 2025 3:34 pm")), "message_1.html")
    read(page(box("Ana Ruiz", "hi", "Oct 30, 2025 3:34 pm", tag="div"), title="Instagram"), "page.html")


def test_a_link_to_instagram_in_a_messenger_page_does_not_make_it_instagrams() -> None:
    content = page(box("Ana Ruiz", "see https://www.instagram.com/ana", "Oct 30, 2025 3:34 pm"))
    assert messenger_html.sniff(
        file_of(content, INBOX.replace("your_instagram_activity", "your_facebook_activity"))
    )


def test_photos_reels_and_reactions() -> None:
    body = (
        'Ana sent an attachment.</div><div><div><div><a target="_blank" href="https://www.instagram.com/reel/x1/">'
        'https://www.instagram.com/reel/x1/</a></div></div></div><div><a target="_blank" href="your_instagram_activity/m/1.jpg">'
        '<img src="your_instagram_activity/m/1.jpg" class="_a6_o _3-96"/></a></div>'
        '<ul class="_a6-q"><li><span>🫀daria</span></li></ul><div>'
    )
    _, (message,), _ = read(page(box("Ana Ruiz", body, "Oct 30, 2025 3:34 pm")))
    assert [(found.name, found.kind) for found in message.attachments] == [
        ("https://www.instagram.com/reel/x1/", AttachmentKind.LINK),
        ("your_instagram_activity/m/1.jpg", AttachmentKind.PHOTO),
    ]
    assert [(found.sender, found.value) for found in message.reactions] == [("daria", "🫀")]
    assert message.text == "Ana sent an attachment.\nhttps://www.instagram.com/reel/x1/"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Liked a message", MessageKind.SYSTEM),
        ("Reacted 😂 to your message", MessageKind.SYSTEM),
        ("Ana Ruiz started a video chat", MessageKind.CALL),
        ("Video chat ended", MessageKind.CALL),
        ("You unsent a message", MessageKind.DELETED),
        ("I liked a message of hers", MessageKind.TEXT),
    ],
)
def test_what_the_app_wrote(text: str, kind: MessageKind) -> None:
    _, (message,), _ = read(page(box("Ana Ruiz", text, "Oct 30, 2025 3:34 pm")))
    assert message.kind is kind


def test_a_thread_without_messages_is_a_thread() -> None:
    thread, messages, gaps = read(page())
    assert (thread.title, messages, gaps) == ("Ana Ruiz", [], [])


@pytest.mark.parametrize(
    "date", ["15 mars 2025 15:52", "mar. 15, 2025 3:52 pm", "15.03.2025 15:52", "١٥ مارس ٢٠٢٥ ٣:٥٢ م"]
)
def test_dates_in_the_language_of_the_account(date: str) -> None:
    _, (message,), _ = read(page(box("Ana Ruiz", "hi", date)))
    assert message.wall_time == "2025-03-15T15:52:00"
    assert message.sent_at is not None
    assert message.sent_at.hour == 14


def test_followers_and_likes_are_no_thread() -> None:
    content = page(box("ana.ruiz", "hi", "Oct 30, 2025 3:34 pm"))
    assert not instagram_html.sniff(file_of(content, "your_instagram_activity/likes/liked_posts.html"))
    assert not instagram_html.sniff(file_of(content, "connections/followers_and_following/followers_1.html"))
