"""Mails as people hand them in: saved, forwarded as an attachment, returned by a server, broken, or lying."""

import base64
import hashlib
import quopri
from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import AttachmentKind, Clock, Gap, GapKind, Message, MessageKind, Speaker
from amparo.model.locator import parse
from amparo.sources import mail, mime
from amparo.sources.base import Cast, Settings, Thread
from handed import SHARED, file_of, files_of

HEAD = (
    "Received: from mx.example.net (mx.example.net [203.0.113.7]) by mx.example.org; Mon, 1 Jan 2024 10:00:05 +0000\n"
    "Return-Path: <bounce@example.net>\n"
    "Delivered-To: tom@example.org\n"
    "From: Lena <lena@example.net>\n"
    "To: Tom <tom@example.org>\n"
    "Subject: Your video\n"
    "Date: Mon, 1 Jan 2024 11:00:00 +0100\n"
    "Message-ID: <1@example.net>\n"
    "X-Originating-IP: [203.0.113.9]\n"
)
PLAIN = Settings()
TEN = datetime(2024, 1, 1, 10, 0, tzinfo=UTC)
PHOTO = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(200))


def handed(*mails: str | bytes) -> list[Thread]:
    files = []
    for number, content in enumerate(mails):
        content = content.encode() if isinstance(content, str) else content
        file = file_of(content, f"{number}.eml")
        assert mail.sniff(file)
        files.append(file)
    threads = list(mail.threads(files))
    assert not [thread for thread in threads if isinstance(thread, Gap)]
    return threads  # type: ignore[return-value]


def rows(thread: Thread, settings: Settings = PLAIN) -> tuple[list[Message], list[Gap]]:
    items = list(mail.read(thread, settings))
    messages = [item for item in items if isinstance(item, Message)]
    assert [message.id for message in messages] == [f"c1-{n}" for n in range(1, len(messages) + 1)]
    return messages, [item for item in items if isinstance(item, Gap)]


def said(thread: Thread, settings: Settings = PLAIN) -> list[Message]:
    return [message for message in rows(thread, settings)[0] if message.kind is not MessageKind.SYSTEM]


def kinds_of(gaps: Sequence[Gap]) -> list[GapKind]:
    return [gap.kind for gap in gaps]


def place(message: Message) -> str:
    parsed = parse(message.locator)
    assert parsed.kind == "part"
    return parsed.value


def test_a_plain_mail_is_a_row_of_traces_and_a_row_of_words() -> None:
    (thread,) = handed(HEAD + "\nPay 500 EUR.\n")
    assert (thread.title, thread.platform, thread.owner, thread.pair) == (
        "Lena <lena@example.net>",
        "email",
        frozenset({"tom@example.org"}),
        True,
    )
    (traces, words), gaps = rows(thread)
    assert gaps == []
    assert (traces.kind, place(traces), traces.sent_at) == (MessageKind.SYSTEM, "", TEN)
    for line in (
        "203.0.113.7",
        "X-Originating-IP: [203.0.113.9]",
        "Message-ID: <1@example.net>",
        "From: Lena",
    ):
        assert line in traces.text
    assert "To: Tom" not in traces.text
    assert words.raw_text == words.text == "Subject: Your video\n\nPay 500 EUR."
    assert (words.sender, words.account, place(words)) == ("Lena", "lena@example.net", "1")
    assert (words.sent_at, words.wall_time, words.clock) == (TEN, None, Clock.SOURCE)


def test_mails_of_one_sender_come_together_in_the_order_of_their_dates() -> None:
    later = HEAD.replace("1 Jan 2024", "2 Jan 2024") + "\nsecond\n"
    other = HEAD.replace("lena@example.net", "kim@example.net") + "\nhello\n"
    first, second = handed(later, other, HEAD + "\nfirst\n")
    assert [message.text.split()[-1] for message in said(first)] == ["first", "second"]
    assert second.accounts[0].id == "kim@example.net"


def test_an_answer_of_the_victim_stands_in_the_same_conversation() -> None:
    answer = "From: Tom <tom@example.org>\nTo: lena@example.net\nSubject: no\nDate: Mon, 1 Jan 2024 12:00:00 +0100\n\nNo.\n"
    (thread,) = handed(HEAD + "\nPay.\n", answer)
    cast = Cast(victim=thread.owner, picked=True, pair=thread.pair)
    threat, no = said(thread, Settings(cast=cast))
    assert (threat.speaker, no.speaker) == (Speaker.OFFENDER, Speaker.VICTIM)


def test_a_mail_that_claims_to_come_from_oneself_is_never_the_victims() -> None:
    forged = HEAD.replace("Lena <lena@example.net>", "tom@example.org")
    (thread,) = handed(forged + "\nI sent this from your account.\n")
    for cast in (Cast(victim=thread.owner), Cast(victim=thread.owner, picked=True, pair=True)):
        _, gaps = rows(thread, Settings(cast=cast))
        assert said(thread, Settings(cast=cast))[0].speaker is not Speaker.VICTIM
        assert GapKind.SENDER_UNKNOWN in kinds_of(gaps)


def test_a_display_name_makes_nobody_the_victim() -> None:
    (thread,) = handed(HEAD.replace("From: Lena", "From: Tom") + "\nhello\n")
    cast = Cast(victim=frozenset({"tom", "tom@example.org"}))
    assert said(thread, Settings(cast=cast))[0].speaker is Speaker.UNKNOWN


@pytest.mark.parametrize(
    ("stated", "instant", "kind"),
    [
        ("Mon, 1 Jan 2024 10:00:00 -0000", TEN, GapKind.ZONE_UNKNOWN),
        ("Mon, 1 Jan 2024 05:00:00 EST", TEN, None),
        ("1 Jan 2024 10:00 +0000 (comment)", TEN, None),
        ("yesterday", None, GapKind.TIME_MISSING),
        ("Mon, 99 Jan 2024 10:00:00 +0000", None, GapKind.TIME_MISSING),
        ("Mon, 1 Jan 99999 10:00:00 +0000", None, GapKind.TIME_MISSING),
        ("", None, GapKind.TIME_MISSING),
    ],
)
def test_dates(stated: str, instant: datetime | None, kind: GapKind | None) -> None:
    (thread,) = handed(HEAD.replace("Mon, 1 Jan 2024 11:00:00 +0100", stated) + "\nhello\n")
    messages, gaps = rows(thread)
    assert {message.sent_at for message in messages} == {instant}
    assert {message.clock for message in messages} == {Clock.SOURCE if instant else Clock.NONE}
    assert kinds_of(gaps) == ([kind] if kind else [])


def test_a_date_without_a_zone_is_wall_time() -> None:
    (thread,) = handed(HEAD.replace(" +0100", "") + "\nhello\n")
    assert said(thread)[0].wall_time == "2024-01-01T11:00:00"
    (message,) = said(thread, Settings(zone=ZoneInfo("Europe/Paris")))
    assert (message.sent_at, message.clock) == (TEN, Clock.ASSUMED)


def test_no_header_is_needed() -> None:
    (thread,) = handed("Subject: x\nMIME-Version: 1.0\n\nhello\n")
    messages, gaps = rows(thread)
    assert messages[-1].text == "Subject: x\n\nhello"
    assert set(kinds_of(gaps)) == {GapKind.TIME_MISSING, GapKind.SENDER_UNKNOWN}


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("utf-8", "Envoie 500 € — عربي 🙂"),
        ("iso-8859-1", "Envoyé à côté"),
        ("windows-1252", "500 € “now”"),
        ("windows-1256", "ادفع الآن"),
        ("koi8-r", "Заплати"),
        ("gb2312", "付款"),
        ("iso-2022-jp", "払ってください"),
        ("euc-kr", "지불"),
        ("utf-16", "pay"),
    ],
)
def test_charsets(charset: str, words: str) -> None:
    for encoding, encoded in (
        ("base64", base64.encodebytes(words.encode(charset))),
        ("quoted-printable", quopri.encodestring(words.encode(charset))),
        ("8bit", words.encode(charset)),
    ):
        head = (
            f'{HEAD}Content-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: {encoding}\n\n'
        )
        (thread,) = handed(head.encode() + encoded)
        messages, gaps = rows(thread)
        assert messages[-1].text.endswith(f"\n\n{words}")
        assert gaps == []


def test_a_wrong_charset_is_said() -> None:
    head = HEAD + "Content-Type: text/plain; charset=us-ascii\n\n"
    (thread,) = handed(head.encode() + "à bientôt".encode("cp1252"))
    messages, gaps = rows(thread)
    assert messages[-1].text.endswith("à bientôt")
    assert kinds_of(gaps) == [GapKind.ENCODING]
    for charset in ("rot13", "nonsense", "unicode_escape", "idna"):
        (thread,) = handed(HEAD + f"Content-Type: text/plain; charset={charset}\n\nhello")
        assert said(thread)[0].text.endswith("hello")


def test_encoded_headers_are_read() -> None:
    head = HEAD.replace("Your video", "=?utf-8?B?UGF5IOKC?= =?utf-8?B?rCA1MDA=?=").replace(
        "From: Lena", "From: =?iso-8859-1?Q?Andr=E9_L?="
    )
    (thread,) = handed(head + "\nx\n")
    (message,) = said(thread)
    assert message.text == "Subject: Pay € 500\n\nx"
    assert message.sender == "André L"


def html(body: str, plain: str | None = None) -> str:
    if plain is None:
        return f"{HEAD}Content-Type: text/html; charset=utf-8\n\n{body}"
    return (
        f"{HEAD}Content-Type: multipart/alternative; boundary=B\n\n"
        f"--B\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n"
        f"--B\nContent-Type: text/html; charset=utf-8\n\n{body}\n--B--\n"
    )


def test_of_a_page_the_seen_words_are_read() -> None:
    page = (
        "<html><head><title>no</title><style>p{color:red}</style></head><body><p>Pay&nbsp;500&euro;<br>to&#32;me</p>"
        "<script>var a='<p>no</p>'</script><!-- no --><div style='display: none'>ham ham</div>"
        "<a href='https://pay.example.org/?a=1&amp;b=2'>here</a> bit\u200bcoin</body></html>"
    )
    (thread,) = handed(html(page))
    messages, gaps = rows(thread)
    assert messages[-1].text == (
        "Subject: Your video\n\nPay 500€\nto me\n\nhere <https://pay.example.org/?a=1&b=2> bitcoin"
    )
    assert "bit\u200bcoin" in messages[-1].raw_text
    assert kinds_of(gaps) == [GapKind.UNPLACED_TEXT]


def test_a_page_that_says_the_same_is_not_told_twice() -> None:
    (thread,) = handed(html("<p>Pay <b>500</b> EUR to me now</p>", "Pay 500 EUR to me now"))
    assert [place(message) for message in said(thread)] == ["1"]


@pytest.mark.parametrize("plain", ["", "Your newsletter of this week is here, enjoy"])
def test_a_page_behind_a_harmless_plain_text_is_a_row_of_its_own(plain: str) -> None:
    (thread,) = handed(html("<p>I recorded you. Pay 500 EUR in two days to this wallet</p>", plain))
    texts = {place(message): message.text for message in said(thread)}
    assert texts["2"].endswith("Pay 500 EUR in two days to this wallet")
    assert len(texts) == (2 if plain else 1)


def test_a_mail_of_pictures_alone_is_a_media_row() -> None:
    (thread,) = handed(html('<img src="https://example.net/a.png">').replace("Your video", ""))
    (message,) = said(thread)
    assert (message.kind, message.text) == (MessageKind.MEDIA, "")
    assert message.attachments[0].name == "https://example.net/a.png"


def test_attachments_carry_size_and_digest() -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Date"] = (
        "lena@example.net",
        "tom@example.org",
        "Mon, 1 Jan 2024 10:00:00 +0000",
    )
    letter.set_content("look\n")
    letter.add_attachment(PHOTO, "image", "jpeg", filename="föto.jpg")
    letter.add_attachment(b"%PDF-1.4", "application", "pdf", filename="bill.pdf")
    (thread,) = handed(letter.as_bytes())
    photo, bill = said(thread)[0].attachments
    assert (photo.name, photo.kind, photo.size) == ("föto.jpg", AttachmentKind.PHOTO, len(PHOTO))
    assert photo.digest == hashlib.sha256(PHOTO).hexdigest()
    assert (bill.name, bill.kind, bill.media_type) == ("bill.pdf", AttachmentKind.DOCUMENT, "application/pdf")


def forwarded() -> str:
    return (
        "From: Tom <tom@example.org>\nTo: help@example.com\nSubject: please look\nDate: Tue, 2 Jan 2024 09:00:00 +0000\n"
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=OUT\n\n"
        "--OUT\nContent-Type: text/plain\n\nI got this.\n"
        "--OUT\nContent-Type: message/rfc822\n\n"
        + html("<p>a long page with other words</p>", "Pay.")
        + "\n--OUT--\n"
    )


def test_a_mail_forwarded_as_an_attachment_is_a_mail_of_its_own() -> None:
    (thread,) = handed(forwarded())
    outer, inner, page = said(thread)
    assert [place(row) for row in (outer, inner, page)] == ["1", "2.1", "2.2"]
    assert (inner.sender, inner.sent_at, inner.text) == ("Lena", TEN, "Subject: Your video\n\nPay.")
    assert [place(row) for row in rows(thread)[0] if row.kind is MessageKind.SYSTEM] == ["", "2"]


def test_an_attached_mail_that_is_encoded_as_a_whole_is_read() -> None:
    encoded = base64.encodebytes((HEAD + "\nPay.\n").encode()).decode()
    outer = forwarded().partition("--OUT\nContent-Type: message/rfc822")[0]
    outer += f"--OUT\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{encoded}\n--OUT--\n"
    (thread,) = handed(outer)
    assert [(place(row), row.account) for row in said(thread)] == [
        ("1", "tom@example.org"),
        ("2.1", "lena@example.net"),
    ]


BOUNCE = (
    "From: Mail Delivery <mailer-daemon@example.org>\nTo: tom@example.org\nSubject: Undeliverable\n"
    "Date: Mon, 1 Jan 2024 12:00:00 +0000\nMIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=R\n\n"
    "--R\nContent-Type: text/plain\n\nIt could not be delivered.\n"
    "--R\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; x@example.net\n"
    "--R\nContent-Type: {kind}\n\n{returned}\n--R--\n"
)


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_what_a_bounce_returns_is_a_mail_of_its_own_and_files_it(kind: str) -> None:
    returned = HEAD + ("\nPay.\n" if kind == "message/rfc822" else "")
    (thread,) = handed(BOUNCE.format(kind=kind, returned=returned))
    assert thread.title == "Lena <lena@example.net>"
    messages, _ = rows(thread)
    server = [message for message in messages if "Reporting-MTA" in message.text]
    assert [(place(message), message.kind) for message in server] == [("2", MessageKind.SYSTEM)]
    back = [message for message in said(thread) if message.account == "lena@example.net"]
    assert [message.sent_at for message in back] == [TEN]
    assert said(thread)[0].speaker is Speaker.OTHER
    if kind == "message/rfc822":
        assert place(back[0]) == "3.1"
        assert back[0].text.endswith("Pay.")


def test_mails_too_deep_are_counted() -> None:
    content = HEAD + "\nthe innermost\n"
    for _ in range(10):
        content = HEAD + "Content-Type: message/rfc822\n\n" + content
    (thread,) = handed(content)
    messages, gaps = rows(thread)
    assert sum(message.kind is MessageKind.SYSTEM for message in messages) == mime.MAILS
    assert GapKind.LIMIT in kinds_of(gaps)


def test_broken_mime_is_read_as_mail_programs_do() -> None:
    body = "--B\nContent-Type: text/plain\n\nPay.\n"
    for content_type, text in (
        ("multipart/mixed; boundary=B", body),  # never closed
        ("multipart/mixed", body),  # not named
        ("multipart/mixed; boundary=OTHER", "Pay."),  # never comes
        ("multipart/mixed; boundary=B", "--B\nPay."),  # a part without headers
        ("text/plain; charset", "Pay."),
        (";;;", "Pay."),
    ):
        (thread,) = handed(f"{HEAD}Content-Type: {content_type}\n\n{text}")
        assert said(thread)[0].text == "Subject: Your video\n\nPay.", content_type


def test_entities_in_plain_text_are_repaired_and_kept_raw() -> None:
    (thread,) = handed(HEAD + "\n&#1088;ay 500&euro; at https://example.org/?a=1&copy=2\n")
    (message,) = said(thread)
    assert message.text.endswith("рay 500€ at https://example.org/?a=1&copy=2")
    assert "&#1088;ay 500&euro;" in message.raw_text


def test_apple_mail_files_are_read() -> None:
    content = (HEAD + "\nPay.\n").encode()
    (thread,) = handed(b"%d\n" % len(content) + content + b"<?xml version='1.0'?><plist></plist>")
    assert said(thread)[0].text == "Subject: Your video\n\nPay."


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Lena: hi\nTom: hello\n",
        b'{"From": "x", "To": "y"}',
        b"From x@example.org Mon Jan  1 10:00:00 2024\nFrom: a\nTo: b\n\n",
        b"From: <Saved by Blink>\nSubject: page\nMIME-Version: 1.0\nSnapshot-Content-Location: https://x\n\n",
        PHOTO,
    ],
)
def test_what_is_no_mail_is_left_to_others(content: bytes) -> None:
    assert not mail.sniff(file_of(content, "mail.eml"))


def test_outlook_files_get_advice() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert ".eml" in (mail.advice(ole + "__substg1.0_0037001F".encode("utf-16-le")) or "")
    assert ".eml" in (mail.advice(ole) or "")
    assert mail.advice(b"!BDN" + bytes(100)) is not None
    assert mail.advice(b"From: x") is None


def test_the_honeypots_mails_are_read_without_loss() -> None:
    if not (SHARED / "mail").is_dir():
        pytest.skip("the shared fixtures are not here")
    files = files_of(SHARED / "mail")
    assert len(files) == 73
    assert all(mail.sniff(file) for file in files)
    threads = [thread for thread in mail.threads(files) if isinstance(thread, Thread)]
    assert sum(len(thread.files) for thread in threads) == 73
    messages = [message for thread in threads for message in rows(thread)[0]]
    assert sum(message.kind is MessageKind.SYSTEM for message in messages) == 73
    blackmail = {file.digest for file in files if "blackmail" in file.name}
    told = {
        parse(message.locator).digest
        for message in messages
        if len(message.text) > 500 and message.kind is MessageKind.TEXT
    }
    assert blackmail <= told


WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs"]), min_size=1, max_size=40
)


@given(
    st.lists(WORDS, min_size=1, max_size=5), WORDS, st.sampled_from(["base64", "quoted-printable", "8bit"])
)
def test_made_up_mails_come_back(paragraphs: list[str], name: str, encoding: str) -> None:
    letter = EmailMessage()
    letter["From"] = f"=?utf-8?b?{base64.b64encode(name.encode()).decode()}?= <lena@example.net>"
    letter["To"], letter["Date"] = "tom@example.org", "Mon, 1 Jan 2024 10:00:00 +0000"
    text = "\n\n".join(paragraphs)
    letter.set_content(text, cte=encoding)
    letter.add_attachment(PHOTO, "image", "jpeg", filename="a.jpg")
    letter.add_attachment(letter_inside(text))
    (thread,) = handed(letter.as_bytes())
    outer, inner = said(thread)
    assert outer.raw_text == inner.raw_text.removeprefix("Subject: inside\n\n") == text
    assert (outer.account, outer.sent_at, inner.account) == ("lena@example.net", TEN, "kim@example.net")
    assert [attachment.size for attachment in outer.attachments] == [len(PHOTO)]


def letter_inside(text: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "kim@example.net", "inside"
    letter.set_content(text)
    return letter


FRAGMENTS = st.sampled_from(
    [
        HEAD.encode(),
        BOUNCE.encode(),
        forwarded().encode(),
        b"--B\n",
        b"--B--\n",
        b"\n\n",
        b"Content-Type: ",
        b"message/rfc822\n",
        b"multipart/mixed; boundary=B\n",
        b"text/html\n\n<p style='",
        b"Content-Transfer-Encoding: base64\n",
        b"=?utf-8?b?",
        b"Date: ",
        b"From: ",
        b"\xff\x00",
        b'<a href="',
        b"&#99999999;",
        b"begin 644 x\n",
    ]
)


@given(st.lists(st.one_of(FRAGMENTS, st.binary(max_size=30)), max_size=12))
def test_no_content_raises(pieces: list[bytes]) -> None:
    for content in (b"".join(pieces), HEAD.encode() + b"".join(pieces)):
        for thread in mail.threads([file_of(content)]):
            assert isinstance(thread, Thread)
            rows(thread, Settings(zone=ZoneInfo("Europe/Paris")))
