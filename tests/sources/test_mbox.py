"""Mailboxes: many mails in one file, and only the conversation that a person picked is taken."""

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import Gap, Message, MessageKind, Speaker
from amparo.model.locator import parse
from amparo.sources import mail, mbox
from amparo.sources.base import Cast, File, Settings, Thread
from amparo.sources.blank import blanked
from handed import SHARED, file_of


def letter(sender: str, text: str, *, to: str = "tom@example.org", day: int = 1, more: str = "") -> str:
    got = "" if sender == "tom@example.org" else "Delivered-To: tom@example.org\n"
    return (
        f"From {sender} Mon Jan  {day} 10:00:00 2024\n{got}From: {sender}\nTo: {to}\n"
        f"Subject: s{day}\nDate: Mon, {day} Jan 2024 10:00:00 +0000\n{more}\n{text}\n\n"
    )


def box(*letters: str) -> File:
    file = file_of("".join(letters).encode(), "mail.mbox")
    assert mbox.sniff(file)
    assert not mail.sniff(file)
    return file


def threads(file: File) -> list[Thread]:
    found = list(mbox.threads([file]))
    assert not [one for one in found if isinstance(one, Gap)]
    return found  # type: ignore[return-value]


def said(thread: Thread, cast: Cast | None = None) -> list[Message]:
    settings = Settings(cast=cast or Cast())
    items = [item for item in mbox.read(thread, settings) if isinstance(item, Message)]
    assert [item.id for item in items] == [f"c1-{n}" for n in range(1, len(items) + 1)]
    return [item for item in items if item.kind is not MessageKind.SYSTEM]


def content_of(file: File) -> bytes:
    with file.open() as stream:
        return stream.read()


def test_a_mailbox_is_read_by_counterpart() -> None:
    file = box(
        letter("lena@example.net", "Pay.", day=1),
        letter("kim@example.com", "Lunch?", day=2),
        letter("tom@example.org", "No.", to="lena@example.net", day=3),
    )
    lena, kim = threads(file)
    assert (lena.title, kim.title, lena.owner) == (
        "lena@example.net",
        "kim@example.com",
        frozenset({"tom@example.org"}),
    )
    first, answer = said(lena, Cast(victim=lena.owner, picked=True, pair=lena.pair))
    assert (first.text, first.speaker) == ("Subject: s1\n\nPay.", Speaker.OFFENDER)
    assert (answer.text, answer.speaker) == ("Subject: s3\n\nNo.", Speaker.VICTIM)
    assert first.sent_at == datetime(2024, 1, 1, 10, 0, tzinfo=UTC)
    start, end = parse(answer.locator).numbers()
    place = content_of(file)[start:end]
    assert place.startswith(b"From tom@example.org Mon Jan  3")
    assert place.rstrip().endswith(b"No.")


def test_lines_that_begin_with_from_belong_to_the_mail() -> None:
    text = "He wrote:\n>From now on you pay.\n\nFrom here it goes on\nwithout a header\n>>From me"
    (thread,) = threads(box(letter("lena@example.net", text)))
    (message,) = said(thread)
    assert message.text.endswith(
        "He wrote:\nFrom now on you pay.\n\nFrom here it goes on\nwithout a header\n>From me"
    )


def test_a_mail_may_follow_without_a_blank_line() -> None:
    file = box(letter("lena@example.net", "one").rstrip() + "\n", letter("lena@example.net", "two"))
    (thread,) = threads(file)
    assert [message.text.split()[-1] for message in said(thread)] == ["one", "two"]


def test_carriage_returns_and_a_blank_start_do_no_harm() -> None:
    text = "\n" + letter("lena@example.net", "one") + letter("kim@example.net", "two")
    file = file_of(text.replace("\n", "\r\n").encode())
    assert mbox.sniff(file)
    assert [said(thread)[0].text.split()[-1] for thread in threads(file)] == ["one", "two"]


def test_mails_inside_mails_point_to_the_mail_in_the_file() -> None:
    inner = "From: kim@example.net\nSubject: inner\n\nsecret"
    outer = letter("lena@example.net", inner, more="Content-Type: message/rfc822\n")
    (thread,) = threads(box(outer))
    _, message = said(thread)
    assert (message.account, message.text) == ("kim@example.net", "Subject: inner\n\nsecret")
    assert parse(message.locator).numbers() == (0, len(outer))


def test_what_was_not_picked_is_blanked_and_the_rest_reads_on() -> None:
    file = box(
        letter("kim@example.com", "Lunch at noon?", day=1),
        letter("lena@example.net", "Pay.", day=2),
        letter("kim@example.com", "Dinner then?", day=3),
    )
    kim, lena = threads(file)
    cuts = list(mbox.cuts(file, [lena]))
    copy = b"".join(blanked(file, cuts))
    assert len(copy) == file.size
    assert b"kim@" not in copy
    assert b"noon" not in copy
    assert {cut.name for cut in cuts} == {kim.title}
    start, end = cuts[0].start, cuts[0].end
    assert cuts[0].digest == hashlib.sha256(content_of(file)[start:end]).hexdigest()
    again = file_of(copy)
    assert [message.text for message in said(threads(again)[0])] == ["Subject: s2\n\nPay."]


def test_the_honeypots_mails_come_back_from_one_file() -> None:
    if not (SHARED / "mail").is_dir():
        pytest.skip("the shared fixtures are not here")
    paths = sorted((SHARED / "mail").rglob("*.eml"))
    mails = [b"From x@example.org Mon Jan  1 10:00:00 2024\n" + path.read_bytes() + b"\n\n" for path in paths]
    file = file_of(b"".join(mails))
    assert [(start, end) for start, end, _ in mbox.mails(file)][-1] == (len(b"".join(mails[:-1])), file.size)
    found = threads(file)
    rows = [row for thread in found for row in mbox.read(thread, Settings()) if isinstance(row, Message)]
    assert sum(row.kind is MessageKind.SYSTEM for row in rows) == len(paths)


LINES = st.lists(
    st.one_of(
        st.sampled_from(["", "From", "From now on", ">From x", ">>From", "--", "Subject: no"]),
        st.text("ab é:", max_size=9),
    ),
    min_size=1,
    max_size=6,
)


@given(
    st.lists(
        st.tuples(st.sampled_from(["lena@example.net", "kim@example.com"]), LINES), min_size=1, max_size=5
    )
)
def test_made_up_mailboxes_come_back(mails: list[tuple[str, list[str]]]) -> None:
    written = [
        letter(
            sender, "\n".join(f">{line}" if line.lstrip(">").startswith("From ") else line for line in lines)
        )
        for sender, lines in mails
    ]
    file = file_of("".join(written).encode())
    found = {thread.title: [message.raw_text for message in said(thread)] for thread in threads(file)}
    for sender in {sender for sender, _ in mails}:
        bodies = ["\n".join(lines).lstrip("\n").rstrip() for other, lines in mails if other == sender]
        wanted = [f"Subject: s1\n\n{body}" if body.strip() else "Subject: s1" for body in bodies]
        assert found[sender] == wanted


@given(st.binary(max_size=2000))
def test_no_content_raises(content: bytes) -> None:
    for file in (file_of(content), file_of(letter("lena@example.net", "x").encode() + content)):
        for thread in threads(file):
            list(mbox.read(thread, Settings()))
        assert sum(cut.end - cut.start for cut in mbox.cuts(file, [])) <= file.size
