"""WhatsApp exports as people hand them in."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from amparo.model import AttachmentKind, Clock, Gap, GapKind, Message, MessageKind, Speaker
from amparo.model.locator import parse
from amparo.sources import Cast, Settings, Thread, detect, whatsapp
from handed import SHARED, file_of, files_of

LRM = "\u200e"
PLAIN = Settings()
ENCRYPTED = (
    "Messages and calls are end-to-end encrypted. No one outside of this chat can read or listen to them."
)


def android(*rows: str, day: str = "31/01/2021") -> str:
    """Rows a minute apart, as an Android phone writes them."""
    return "".join(f"{day}, 20:{minute:02} - {row}\n" for minute, row in enumerate(rows))


def ios(*rows: str) -> str:
    return "".join(f"[31/01/2021, 20:{minute:02}:00] {row}\r\n" for minute, row in enumerate(rows))


def thread_of(text: str | bytes, name: str = "chat.txt") -> Thread:
    content = text if isinstance(text, bytes) else text.encode()
    (thread,) = whatsapp.threads([file_of(content, name)])
    assert isinstance(thread, Thread)
    return thread


def read(
    text: str | bytes, settings: Settings = PLAIN, name: str = "chat.txt"
) -> tuple[list[Message], list[Gap]]:
    rows = list(whatsapp.read(thread_of(text, name), settings))
    return [row for row in rows if isinstance(row, Message)], [row for row in rows if isinstance(row, Gap)]


def gap(gaps: Sequence[Gap], kind: GapKind) -> Gap:
    (found,) = [one for one in gaps if one.kind is kind]
    return found


class TestWhatIsWhatsApp:
    def test_it_is_told_by_its_lines(self) -> None:
        assert detect(file_of(android("Jane: hi").encode(), "notes.doc")).reader is whatsapp

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"Dear diary,\n31/01/2021 was a good day\n",
            b'[{"date": "31/01/2021, 20:49"}]',
            b"<html>\n31/01/2021, 20:49 - Jane: hi",
            b"From: jane@example.org\nSubject: see below\n\n31/01/2021, 20:49 - Jane: hi\n",
            b"31/01/2021;20:49;Jane;hi\n",
            b"2021/01/31(Sun)\n20:49\tJane\thi\n",
            b"99/99/2021, 20:49 - Jane: hi\n",
        ],
    )
    def test_other_files_are_left_to_other_readers(self, content: bytes) -> None:
        assert not whatsapp.sniff(file_of(content))

    def test_a_page_of_talk_before_the_first_row_is_too_much(self) -> None:
        assert not whatsapp.sniff(file_of(b"word " * 2000 + b"\n" + android("Jane: hi").encode()))


class TestTitles:
    @pytest.mark.parametrize(
        ("name", "title"),
        [
            ("WhatsApp Chat with Jane Doe.txt", "Jane Doe"),
            ("WhatsApp Chat with Jane Doe (2).txt", "Jane Doe"),
            ("WhatsApp_Chat_with_Jane.txt", "Jane"),
            ("Discussion WhatsApp avec Jane.txt", "Jane"),
            ("Chat de WhatsApp con +44 7700 900123.txt", "+44 7700 900123"),
            ("Conversa do WhatsApp com Jane.txt", "Jane"),
            ("WhatsApp Chat mit Jane.txt", "Jane"),
            ("محادثة واتساب مع دانة.txt", "دانة"),
            ("notes.txt", "Jane, Sam"),
            ("_chat.txt", "Jane, Sam"),
        ],
    )
    def test_the_name_of_the_file_or_those_who_speak(self, name: str, title: str) -> None:
        assert thread_of(android("Jane: hi", "Sam: ho"), name).title == title

    def test_the_archive_of_an_iphone_gives_the_title(self, tmp_path: Path) -> None:
        path = tmp_path / "WhatsApp Chat - Jane Doe.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("_chat.txt", ios("Jane Doe: hi", "Sam: ho"))
        (thread,) = whatsapp.threads(files_of(path))
        assert isinstance(thread, Thread)
        assert thread.title == "Jane Doe"
        assert thread.owner == {"sam"}

    def test_the_folder_it_was_unpacked_to_gives_it_too(self, tmp_path: Path) -> None:
        folder = tmp_path / "WhatsApp Chat - Jane"
        folder.mkdir()
        (folder / "_chat.txt").write_text(ios("Jane: hi"), "utf-8", newline="")
        (thread,) = whatsapp.threads(files_of(folder))
        assert isinstance(thread, Thread)
        assert thread.title == "Jane"


class TestWhoSpeaks:
    def test_accounts_are_known_before_the_rows(self) -> None:
        thread = thread_of(
            android(ENCRYPTED, "Jane: hi", "\u202a+44\u00a07700\u00a0900123\u202c: hi", "Jane: ho")
        )
        assert [(a.name, a.id) for a in thread.accounts] == [
            ("Jane", None),
            ("+44 7700 900123", "+447700900123"),
        ]
        assert thread.pair
        assert thread.rows == 4

    def test_a_number_is_the_account_of_who_is_not_a_contact(self) -> None:
        messages, _ = read(ios("\u202a+1\u00a0(555)\u00a0555\u20110123\u202c: pay", "~\u202fBob: hi"))
        assert [(m.sender, m.account) for m in messages] == [
            ("+1 (555) 555‑0123", "+15555550123"),
            ("~ Bob", None),
        ]

    def test_a_person_can_be_named_without_the_tilde(self) -> None:
        cast = Cast(offender=frozenset({"bob"}), picked=True)
        messages, _ = read(ios("~\u202fBob: hi", "Sam: ho", "Al: ho"), Settings(cast=cast))
        assert [m.speaker for m in messages] == [Speaker.OFFENDER, Speaker.OTHER, Speaker.OTHER]

    def test_a_group_is_not_a_pair(self) -> None:
        assert not thread_of(android('Jane created group "Us"', "Jane: hi", "Sam: ho")).pair
        assert not thread_of(android("Jane: hi", "Bob left")).pair
        assert not thread_of(android("Jane: 1", "Sam: 2", "Bob: 3")).pair

    def test_the_name_iphones_put_before_notices_is_not_one_who_speaks(self) -> None:
        thread = thread_of(
            ios(f"Our Group: {LRM}{ENCRYPTED}", f"Our Group: {LRM}Jane created this group", "Sam: hi")
        )
        assert [a.name for a in thread.accounts] == ["Sam"]
        assert not thread.pair

    def test_who_deleted_on_this_phone_owns_it(self) -> None:
        thread = thread_of(
            android("Jane: hi", "Sam: You deleted this message", "Jane: This message was deleted")
        )
        assert thread.owner == {"sam"}
        messages, _ = read(android("Jane: hi", "Sam: You deleted this message"))
        assert [m.speaker for m in messages] == [Speaker.UNKNOWN, Speaker.VICTIM]

    def test_words_that_anyone_can_type_do_not_make_two_owners(self) -> None:
        assert not thread_of(android("Jane: You deleted this message", "Sam: You deleted this message")).owner

    def test_the_one_the_file_is_not_named_after_owns_it(self) -> None:
        text = android("Jane: hi", "Sam: ho")
        assert thread_of(text, "WhatsApp Chat with Jane.txt").owner == {"sam"}
        assert thread_of(text, "WhatsApp Chat with Somebody.txt").owner == frozenset()
        assert thread_of(text, "Jane.txt").owner == frozenset()

    @pytest.mark.parametrize(
        "name", ["🤓", "Mr. X (work)", "Ann-Marie O’Neill 👩🏽‍🦰", "a:b", "3 Amigos", "Zoë", "李雷"]
    )
    def test_names_are_taken_as_they_are(self, name: str) -> None:
        messages, _ = read(android(f"{name}: hi: there"))
        assert [(m.sender, m.text) for m in messages] == [(name, "hi: there")]

    def test_an_empty_message_is_one(self) -> None:
        messages, _ = read(android("Jane: ", "Sam:", "Jane Doe:."))
        assert [(m.sender, m.text, m.kind) for m in messages] == [
            ("Jane", "", MessageKind.TEXT),
            ("Sam", "", MessageKind.TEXT),
            ("Jane Doe", ".", MessageKind.TEXT),
        ]

    def test_a_colon_in_a_notice_makes_no_sender(self) -> None:
        notices = [
            'Jane changed the subject from "Plan: A" to "Plan: B"',
            'Sam created group "Trip: 2021"',
            "الرسائل والمكالمات مشفّرة بالكامل: لا أحد خارج هذه الدردشة يستطيع قراءتها.",
        ]
        messages, _ = read(android(*notices, "Jane: hi"))
        assert [(m.sender, m.text) for m in messages[:3]] == [(None, notice) for notice in notices]
        assert {m.kind for m in messages[:3]} == {MessageKind.SYSTEM}


class TestTime:
    def test_a_number_over_twelve_anywhere_decides_the_order(self) -> None:
        early = android("Jane: hi", day="01/02/2021") + android("Jane: hi", day="02/13/2021")
        messages, gaps = read(early)
        assert [m.wall_time for m in messages] == ["2021-01-02T20:00:00", "2021-02-13T20:00:00"]
        assert GapKind.DATE_ORDER not in {g.kind for g in gaps}

    def test_time_that_would_run_backwards_decides_it(self) -> None:
        messages, gaps = read(android("Jane: hi", day="05/02/2021") + android("Jane: hi", day="01/03/2021"))
        assert [m.wall_time for m in messages] == ["2021-02-05T20:00:00", "2021-03-01T20:00:00"]
        assert GapKind.DATE_ORDER not in {g.kind for g in gaps}

    def test_what_the_file_does_not_decide_is_a_gap_with_both_readings(self) -> None:
        messages, gaps = read(android("Jane: hi", "Sam: ho", day="01/02/2021"))
        assert messages[0].wall_time == "2021-02-01T20:00:00"
        found = gap(gaps, GapKind.DATE_ORDER)
        assert found.count == 2
        assert "day first or month first" in found.explanation
        assert found.locator == messages[0].locator

    def test_capital_am_and_pm_suggest_the_american_order(self) -> None:
        messages, gaps = read("1/2/21, 8:49\u202fPM - Jane: hi\n")
        assert messages[0].wall_time == "2021-01-02T20:49:00"
        assert "month first" in gap(gaps, GapKind.DATE_ORDER).explanation

    def test_the_same_day_and_month_is_no_question(self) -> None:
        _, gaps = read(android("Jane: hi", day="02/02/2021"))
        assert {g.kind for g in gaps} == {GapKind.ZONE_UNKNOWN}

    def test_dates_that_contradict_each_other_are_a_gap(self) -> None:
        days = ["13/01/2021", "14/01/2021", "02/25/2021"]
        messages, gaps = read("".join(android("Jane: hi", day=day) for day in days))
        assert [m.wall_time and m.wall_time[:10] for m in messages] == [
            "2021-01-13",
            "2021-01-14",
            "2021-02-25",
        ]
        assert gap(gaps, GapKind.DATE_ORDER).count == 1

    def test_two_exports_in_one_file_are_read_each_by_its_form(self) -> None:
        text = (
            android("Jane: hi", "Sam: ho") + "[2/1/21, 8:50:00 PM] Sam: ho\n[2/25/21, 8:50:00 PM] Sam: ho\n"
        )
        messages, gaps = read(text)
        assert [m.wall_time for m in messages][-2:] == ["2021-02-01T20:50:00", "2021-02-25T20:50:00"]
        assert "2 different forms" in gap(gaps, GapKind.DATE_ORDER).explanation

    def test_a_chat_of_another_phone_pasted_into_a_message_stays_its_text(self) -> None:
        pasted = "look:\n[30/01/2021, 10:00:00] Bob: send it\n[30/01, 10:01] Bob: now"
        messages, gaps = read(
            android("Jane: hi", "Sam: ho", "Jane: hm", "Sam: ah", "Jane: so", "Sam: " + pasted, "Jane: oh")
        )
        assert [m.sender for m in messages] == ["Jane", "Sam"] * 3 + ["Jane"]
        assert messages[5].text == pasted
        assert gap(gaps, GapKind.DATE_ORDER).count == 2

    def test_rows_copied_out_of_the_app_have_no_year(self) -> None:
        messages, gaps = read("[31/01, 20:49] Jane: hi\n[31/01, 20:50] Sam: ho\n")
        assert [(m.sender, m.wall_time, m.clock) for m in messages] == [
            ("Jane", None, Clock.NONE),
            ("Sam", None, Clock.NONE),
        ]
        assert gap(gaps, GapKind.TIME_MISSING).count == 2

    def test_a_named_zone_is_an_assumption(self) -> None:
        messages, gaps = read(android("Jane: hi"), Settings(zone=ZoneInfo("Africa/Casablanca")))
        assert messages[0].sent_at is not None
        assert messages[0].sent_at.isoformat() == "2021-01-31T19:00:00+00:00"
        assert messages[0].clock is Clock.ASSUMED
        assert gap(gaps, GapKind.ZONE_ASSUMED).count == 1

    def test_a_clock_that_goes_back_is_a_gap(self) -> None:
        text = "31/01/2021, 20:49 - J: a\n31/01/2021, 20:48 - J: b\n31/01/2021, 20:30 - J: c\n31/01/2021, 20:31 - J: d\n"
        messages, gaps = read(text)
        found = gap(gaps, GapKind.CLOCK_BACKWARDS)
        assert (found.count, found.locator) == (1, messages[2].locator)
        zoned, gaps = read(text, Settings(zone=ZoneInfo("UTC")))
        assert gap(gaps, GapKind.CLOCK_BACKWARDS).count == 1
        assert len(zoned) == 4

    @pytest.mark.parametrize(
        ("header", "wall", "calendar"),
        [
            ("31/1/2564 20:49 - ", "2021-01-31T20:49:00", "Buddhist"),
            ("[31/1/2564 BE, 20:49:00] ", "2021-01-31T20:49:00", "Buddhist"),
            ("31/1/64 20:49 - ", "2021-01-31T20:49:00", "Buddhist"),
            ("۱۳۹۹/۱۱/۱۲،\u200f ۲۰:۴۹ - ", "2021-01-31T20:49:00", "Persian"),
            ("۱۴۰۰/۱/۱،\u200f ۲۰:۴۹ - ", "2021-03-21T20:49:00", "Persian"),
            ("1399/12/30 20:49 - ", "2021-03-20T20:49:00", "Persian"),
            ("[1/31/R3, 20:49:00] ", "2021-01-31T20:49:00", "Japanese"),
        ],
    )
    def test_years_of_other_calendars_are_converted_and_said(
        self, header: str, wall: str, calendar: str
    ) -> None:
        messages, gaps = read(f"{header}Jane: hi\n")
        assert messages[0].wall_time == wall
        assert calendar in gap(gaps, GapKind.TIME_AMBIGUOUS).explanation

    def test_a_lunar_date_is_not_guessed(self) -> None:
        messages, gaps = read("18/6/1442، 8:49 م - Jane: hi\n")
        assert messages[0].wall_time is None
        assert gap(gaps, GapKind.TIME_MISSING).count == 1

    def test_an_unknown_half_of_the_day_is_a_gap(self) -> None:
        messages, gaps = read("31/01/2021, 8:49 zzz - Jane: hi\n")
        assert messages[0].wall_time == "2021-01-31T08:49:00"
        assert "zzz" in gap(gaps, GapKind.TIME_AMBIGUOUS).explanation

    def test_an_unknown_word_beside_a_24_hour_clock_is_none(self) -> None:
        _, gaps = read("31/01/2021 zzz 8:49 - Jane: hi\n31/01/2021 zzz 20:49 - Jane: hi\n")
        assert {g.kind for g in gaps} == {GapKind.ZONE_UNKNOWN}


class TestPlaces:
    def test_text_before_the_first_row_belongs_to_nothing(self) -> None:
        content = ("He wrote me this:\n\n" + android("Jane: hi")).encode()
        messages, gaps = read(content)
        found = gap(gaps, GapKind.UNPLACED_TEXT)
        assert found.locator is not None
        start, end = parse(found.locator).numbers()
        assert content[start:end] == b"He wrote me this:\n"
        assert "He wrote me this:" in found.explanation
        assert len(messages) == 1

    @pytest.mark.parametrize("piece", [1, 7, 64])
    def test_rows_cut_by_the_reading_are_whole(self, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
        text = "\ufeffhello\r\n" + ios(
            "Jane: hi", f"Sam: {LRM}image omitted", "+44 7700 900123: a\r\nb: c\r\n\r\nd"
        )
        whole = read(text)
        monkeypatch.setattr("amparo.sources.whatsapp_rows.PIECE", piece)
        assert read(text) == whole

    def test_old_macs_end_lines_with_a_carriage_return(self) -> None:
        content = android("Jane: a\nb", "Sam: ho").replace("\n", "\r").encode()
        messages, _ = read(content)
        assert [(m.sender, m.raw_text) for m in messages] == [("Jane", "a\rb"), ("Sam", "ho")]

    def test_bytes_that_are_no_text_can_still_be_told(self) -> None:
        content = b"31/01/2021, 20:49 - Jane: caf\xe9 \xff\n31/01/2021, 20:50 - Jos\xe9: ho\n"
        messages, gaps = read(content)
        assert messages[0].text == "caf\ufffd \ufffd"
        assert messages[0].raw_text == "caf\\xe9 \\xff"
        assert messages[1].sender == "Jos\ufffd"
        assert gap(gaps, GapKind.ENCODING).count == 2

    def test_half_a_character_at_the_end_of_utf_16(self) -> None:
        content = android("Jane: hi").encode("utf-16") + b"\x3d"
        messages, gaps = read(content)
        assert parse(messages[0].locator).numbers() == (2, len(content))
        assert gap(gaps, GapKind.ENCODING).count == 1

    def test_an_endless_message_is_cut_and_said(self) -> None:
        lines = b"spam spam spam\n" * 700_000
        content = b"31/01/2021, 20:49 - Jane: " + lines + b"31/01/2021, 20:50 - Sam: ho\n"
        messages, gaps = read(content)
        start, end = parse(messages[0].locator).numbers()
        assert content[start:end] == content[: content.index(b"\n31/01/2021, 20:50")]
        assert len(messages[0].raw_text) == 8 << 20
        assert gap(gaps, GapKind.LIMIT).count == 1
        assert messages[1].text == "ho"

    def test_a_file_of_one_row_without_an_end(self) -> None:
        messages, _ = read(b"31/01/2021, 20:49 - Jane: hi")
        assert parse(messages[0].locator).numbers() == (0, 28)


class TestTruncation:
    @pytest.mark.parametrize(("rows", "cut"), [(39_990, True), (20_000, False), (60_000, False)])
    def test_a_chat_of_forty_thousand_rows_was_cut(self, rows: int, cut: bool) -> None:
        _, gaps = read("31/01/2021, 20:49 - Jane: hi\n" * rows)
        assert (GapKind.TRUNCATED in {g.kind for g in gaps}) is cut

    def test_with_media_the_limit_is_lower(self) -> None:
        row = "31/01/2021, 20:49 - Jane: IMG-20210131-WA0001.jpg (file attached)\n"
        _, gaps = read(row * 10_000)
        assert "10,000 with media" in gap(gaps, GapKind.TRUNCATED).explanation
        _, gaps = read("31/01/2021, 20:49 - Jane: hi\n" * 10_000)
        assert GapKind.TRUNCATED not in {g.kind for g in gaps}


def test_nothing_is_cut_from_a_file_of_one_conversation() -> None:
    thread = thread_of(android("Jane: hi"))
    assert list(whatsapp.cuts(thread.files[0], [])) == []


def test_a_thread_made_elsewhere_is_read_the_same() -> None:
    thread = thread_of(android("Jane: hi", "Sam: <Media omitted>"))
    plain = Thread(reader="whatsapp", platform="whatsapp", title="", files=thread.files)
    assert list(whatsapp.read(plain, Settings())) == list(whatsapp.read(thread, Settings()))


def test_a_broken_archive_costs_only_itself(tmp_path: Path) -> None:
    text = ios(*["Jane: hi"] * 50).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_chat.txt", text)
    path = tmp_path / "WhatsApp Chat - Jane.zip"
    path.write_bytes(packed.getvalue())
    (file,) = files_of(path)
    broken = file.member.__class__(
        file.name, file.path, file.size, file.member.archives, path, _breaks_after(text[:200])
    )
    (found,) = whatsapp.threads([type(file)(broken, file.digest, file.head)])
    assert isinstance(found, Gap)
    assert found.kind is GapKind.UNREADABLE_FILE


def _breaks_after(content: bytes):  # type: ignore[no-untyped-def]
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            block = super().read(size)
            if not block:
                raise OSError("the disk is gone")
            return block

    return lambda: Breaking(content)


FIXTURES = SHARED / "exports" / "chat-miner"


@pytest.mark.skipif(not FIXTURES.exists(), reason="the shared fixtures are absent")
@pytest.mark.parametrize(
    "name", ["ddmmyy_24hrs", "mmddyy_24hrs", "[mmddyy]_24hrs", "yyyymmdd_24hrs", "mmddyyyy_12hrs"]
)
def test_chat_miner_exports_are_read_whole(name: str) -> None:
    (thread,) = whatsapp.threads(files_of(FIXTURES / "whatsapp" / f"test_{name}.txt"))
    assert isinstance(thread, Thread)
    messages = [row for row in whatsapp.read(thread, Settings()) if isinstance(row, Message)]
    assert [(m.wall_time, m.sender, m.kind) for m in messages] == [
        ("2019-01-01T11:25:00", "John Doe", MessageKind.TEXT),
        ("2019-01-20T11:23:00", "John Doe", MessageKind.TEXT),
        ("2019-01-30T20:49:00", "Jahn Doe", MessageKind.TEXT),
        ("2020-06-10T15:55:00", "John-John Doe", MessageKind.TEXT),
        ("2020-06-20T00:08:00", None, MessageKind.SYSTEM),
        ("2020-06-30T09:10:00", None, MessageKind.SYSTEM),
        ("2021-12-10T10:10:00", "John Doe 🤓", MessageKind.TEXT),
        ("2021-12-20T12:10:00", "🤓", MessageKind.TEXT),
        ("2021-12-30T22:01:00", "John Doe", MessageKind.TEXT),
    ]


@pytest.mark.skipif(not FIXTURES.exists(), reason="the shared fixtures are absent")
def test_text_made_of_signal_is_the_same_layout() -> None:
    (file,) = files_of(FIXTURES / "signal" / "test_export.txt")
    assert whatsapp.sniff(file)
    messages, _ = read(file.head)
    assert [(m.sender, m.text) for m in messages] == [
        ("Jane Doe", "Hello John!"),
        ("John Doe", "Hello\nJane!"),
    ]


def test_attachment_kinds_survive_the_reader() -> None:
    messages, _ = read(
        android("Jane: IMG-20210131-WA0001.jpg (file attached)", "Jane: Sam.vcf (file attached)")
    )
    assert [m.attachments[0].kind for m in messages] == [AttachmentKind.PHOTO, AttachmentKind.CONTACT]
