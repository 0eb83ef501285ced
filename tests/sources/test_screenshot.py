"""From marked pictures to messages: sides, times, names, what is missing, and what look-alikes were meant."""

import io
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from amparo.media.textbox import Box, Reading, Script, TextBox, Trouble
from amparo.model import Clock, Gap, GapKind, Message, MessageKind, Speaker, locator
from amparo.sources import detect, screens, screenshot
from amparo.sources.base import Cast, File, Settings, Thread
from handed import file_of
from needs import needs_arabic, needs_chromium, needs_dejavu
from pictured import IMESSAGE, INSTAGRAM_DARK, WHATSAPP, Said, Theme, drawn, rendered

pytestmark = needs_dejavu

CHAT = [
    Said("chip", "31 January 2021"),
    Said("left", "Hello, I saw your profile and I like it", "20:41"),
    Said("right", "Hi, who are you?", "20:42 ✓✓"),
    Said("left", "Send 200 EUR or your family will see the video", "20:49"),
    Said("right", "Please leave me alone", "20:50 ✓✓"),
]


def shot(picture: bytes, name: str = "shot.png") -> File:
    return file_of(picture, name, screenshot=True)


def read(*files: File, settings: Settings = Settings()) -> tuple[list[Thread], list[Message], list[Gap]]:  # noqa: B008
    found = list(screenshot.threads(files))
    threads = [one for one in found if isinstance(one, Thread)]
    gaps = [one for one in found if isinstance(one, Gap)]
    messages = []
    for thread in threads:
        for item in screenshot.read(thread, settings):
            (messages if isinstance(item, Message) else gaps).append(item)  # type: ignore[arg-type]
    return threads, messages, gaps


def count(gaps: list[Gap], kind: GapKind) -> int:
    return sum(gap.count for gap in gaps if gap.kind is kind)


def test_only_a_picture_that_a_person_marked_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = drawn("Sara Martin", CHAT, scale=1)
    assert screenshot.sniff(file_of(picture, "a.png", screenshot=True))
    assert not screenshot.sniff(file_of(picture, "a.png"))
    assert not screenshot.sniff(file_of(b"Hello there", "a.png", screenshot=True))
    assert detect(file_of(picture, "a.png")).reader is None
    assert detect(file_of(picture, "a.png", screenshot=True)).reader is screenshot


@pytest.mark.parametrize("theme", [WHATSAPP, INSTAGRAM_DARK], ids=["light", "dark"])
@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
def test_a_chat_is_read_row_by_row(theme: Theme, file_format: str) -> None:
    file = shot(drawn("Sara Martin", CHAT, theme=theme, file_format=file_format))
    (thread,), messages, gaps = read(file)
    said = [one for one in CHAT if one.who != "chip"]
    assert thread.title == "Sara Martin"
    assert [m.text for m in messages] == [one.text for one in said]
    assert [m.speaker is Speaker.VICTIM for m in messages] == [one.who == "right" for one in said]
    assert [m.sender for m in messages] == ["Sara Martin", None, "Sara Martin", None]
    assert [m.wall_time for m in messages] == [f"2021-01-31T{one.time[:5]}:00" for one in said]
    assert {m.clock for m in messages} == {Clock.WALL}
    assert all(m.sent_at is None and m.confidence and m.confidence > 0.8 for m in messages)
    assert [m.id for m in messages] == ["c1-1", "c1-2", "c1-3", "c1-4"]
    assert "20:49" in messages[2].raw_text
    assert count(gaps, GapKind.READ_FROM_PICTURE) == 4
    assert count(gaps, GapKind.ZONE_UNKNOWN) == 4
    assert count(gaps, GapKind.UNPLACED_TEXT) == 3  # clock, battery, field


def test_the_box_of_a_message_is_its_bubble_in_pixels_of_the_original() -> None:
    file = shot(drawn("Sara Martin", CHAT, scale=3))
    _, messages, _ = read(file)
    place = locator.parse(messages[0].locator)
    left, top, width, height = place.numbers()
    assert (place.digest, place.kind) == (file.digest, "box")
    assert abs(left - 8 * 3) <= 4
    assert abs(top - (92 + 36) * 3) <= 6
    assert 150 * 3 < width < 300 * 3
    assert 30 * 3 < height < 80 * 3


def test_a_named_zone_makes_instants_and_is_said_to_be_assumed() -> None:
    _, messages, gaps = read(
        shot(drawn("Sara Martin", CHAT)), settings=Settings(zone=ZoneInfo("Africa/Casablanca"))
    )
    assert messages[0].sent_at == datetime(2021, 1, 31, 19, 41, tzinfo=UTC)
    assert count(gaps, GapKind.ZONE_ASSUMED) == 4


def test_a_time_of_day_without_a_date_stays_in_the_raw_text_only() -> None:
    _, messages, gaps = read(shot(drawn("Sara Martin", [Said("chip", "Today"), *CHAT[1:]])))
    assert {(m.wall_time, m.sent_at, m.clock) for m in messages} == {(None, None, Clock.NONE)}
    assert "20:41" in messages[0].raw_text
    assert "20:41" not in messages[0].text
    assert count(gaps, GapKind.TIME_MISSING) == 4


def test_an_app_that_prints_no_times_loses_none_from_its_texts() -> None:
    said = [
        Said("left", "Be at the bank by 20:30"),
        Said("right", "I am still at work"),
        Said("left", "Now, I said"),
    ]
    _, messages, gaps = read(shot(drawn("Sara", said, theme=IMESSAGE)))
    assert messages[0].text == "Be at the bank by 20:30"
    assert count(gaps, GapKind.TIME_MISSING) == 3


def test_whoever_a_person_picked_is_the_offender() -> None:
    cast = Cast(offender=frozenset({"sara martin"}), picked=True, pair=True)
    _, messages, _ = read(shot(drawn("Sara Martin", CHAT)), settings=Settings(cast=cast))
    assert [m.speaker for m in messages] == [Speaker.OFFENDER, Speaker.VICTIM] * 2


def test_nobody_is_presumed_the_offender() -> None:
    _, messages, _ = read(shot(drawn("Sara Martin", CHAT)))
    assert messages[0].speaker is Speaker.UNKNOWN


def test_pictures_under_one_name_are_one_conversation_in_the_order_people_count() -> None:
    first = shot(drawn("Sara Martin", CHAT[:2]), "IMG_2.png")
    second = shot(drawn("Sara Martin", [CHAT[0], CHAT[3]]), "IMG_10.png")
    other = shot(drawn("Karim", [Said("left", "See you on Sunday", "10:10")]), "IMG_1.png")
    threads, messages, _ = read(second, other, first)
    assert {thread.title: [file.name for file in thread.files] for thread in threads} == {
        "Sara Martin": ["IMG_2.png", "IMG_10.png"],
        "Karim": ["IMG_1.png"],
    }
    sara = [m.text for m in messages if m.sender == "Sara Martin"]
    assert sara == [CHAT[1].text, CHAT[3].text]


def test_what_two_pictures_both_show_is_taken_once() -> None:
    more = Said("left", "You have until midnight, not a minute more", "20:55")
    first = shot(drawn("Sara Martin", CHAT), "1.png")
    second = shot(drawn("Sara Martin", [*CHAT[3:], more]), "2.png")
    _, messages, gaps = read(first, second)
    assert [m.text for m in messages] == [one.text for one in [*CHAT[1:], more]]
    assert [m.id for m in messages] == [f"c1-{n}" for n in range(1, 6)]
    assert count(gaps, GapKind.DUPLICATE) == 2


def test_a_picture_without_the_bar_joins_the_one_it_overlaps() -> None:
    first = shot(drawn("Sara Martin", CHAT), "1.png")
    second = shot(drawn("", [*CHAT[3:], Said("left", "Last warning to you", "20:58")], status=False), "2.png")
    threads, messages, _ = read(first, second)
    assert [thread.title for thread in threads] == ["Sara Martin"]
    assert messages[-1].text == "Last warning to you"


def test_a_picture_without_the_bar_has_no_name() -> None:
    (thread,), messages, _ = read(shot(drawn("", CHAT, status=False)))
    assert thread.title == screenshot.UNNAMED
    assert thread.accounts == ()
    assert not thread.pair
    assert [m.sender for m in messages] == [None] * 4
    assert [m.speaker for m in messages] == [Speaker.UNKNOWN, Speaker.VICTIM] * 2


def test_one_broken_picture_costs_only_itself() -> None:
    broken = shot(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "1.png")
    whole = shot(drawn("Sara Martin", CHAT), "2.png")
    threads, messages, gaps = read(broken, whole)
    assert len(threads) == 1
    assert len(messages) == 4
    (gap,) = [gap for gap in gaps if gap.kind is GapKind.UNREADABLE_FILE]
    assert "1.png" in gap.explanation


def test_a_picture_without_words_is_said_to_have_none() -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 600), "white").save(out, "PNG")
    _, messages, gaps = read(shot(out.getvalue()))
    assert messages == []
    assert count(gaps, GapKind.UNREADABLE_FILE) == 1


def test_deleted_messages_calls_and_notices_are_told_apart() -> None:
    said = [
        Said("chip", "Messages and calls are end-to-end encrypted"),
        Said("left", "This message was deleted", "20:41"),
        Said("right", "Missed voice call at", "20:42"),
        Said("left", "Answer me right now please", "20:43"),
    ]
    _, messages, _ = read(shot(drawn("Sara", said)))
    assert [m.kind for m in messages] == [
        MessageKind.SYSTEM, MessageKind.DELETED, MessageKind.CALL, MessageKind.TEXT,
    ]  # fmt: skip
    assert messages[0].speaker is Speaker.UNKNOWN


@needs_chromium
@needs_arabic
def test_in_an_app_that_runs_from_right_to_left_nobody_is_named(tmp_path: Path) -> None:
    said = [Said("left", "السلام عليكم ورحمة الله"), Said("right", "وعليكم السلام من أنت")]
    _, messages, gaps = read(shot(rendered("سارة المنصوري", said, tmp_path, rtl=True)))
    assert {m.speaker for m in messages} == {Speaker.UNKNOWN}
    assert count(gaps, GapKind.SPEAKER_UNKNOWN) == 2


@needs_chromium
@needs_arabic
def test_ticks_tell_whose_side_it_is_where_sides_are_mirrored(tmp_path: Path) -> None:
    said = [
        Said("left", "السلام عليكم ورحمة الله", "20:41"),
        Said("right", "وعليكم السلام من أنت", "20:42 ✓✓"),
    ]
    _, messages, _ = read(shot(rendered("سارة المنصوري", said, tmp_path, rtl=True)))
    own = [m for m in messages if m.speaker is Speaker.VICTIM]
    assert len(own) == 1
    assert "أنت" in own[0].text or "من" in own[0].text


def line(
    text: str, left: int, top: int, width: int, shape: Box | None, script: Script = Script.LATIN
) -> TextBox:
    return TextBox(
        text=text, left=left, top=top, width=width, height=40, confidence=0.95, script=script, shape=shape
    )


def pretend(monkeypatch: pytest.MonkeyPatch, *answers: Reading | Trouble) -> list[File]:
    """Have the worker answer so, for files handed in this order."""
    files = [shot(f"picture {n}".encode(), f"{n}.png") for n in range(len(answers))]
    by_digest = {file.digest: answer for file, answer in zip(files, answers, strict=True)}
    monkeypatch.setattr(screens, "_kept", screens._kept.__class__(by_digest))
    return files


def test_look_alikes_are_decided_by_checksums_and_the_reading_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bubble = Box(24, 400, 700, 120)
    boxes = (
        line("Sara", 200, 80, 200, None),
        line("Pay to GB82 WEST l234 5698 7654 32", 40, 430, 640, bubble),
    )
    files = pretend(monkeypatch, Reading(width=1080, height=2000, boxes=boxes, arabic=True))
    _, (message,), gaps = read(*files)
    assert message.text == "Pay to GB82 WEST 1234 5698 7654 32"
    assert message.raw_text == "Pay to GB82 WEST l234 5698 7654 32"
    assert any("look-alike" in gap.explanation for gap in gaps)


def test_without_tesseract_the_gap_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    bubble = Box(24, 400, 700, 120)
    boxes = (
        line("Sara", 200, 80, 200, None),
        line("20:51", 40, 430, 640, bubble, Script.UNREAD),
        line("Hello there", 40, 600, 300, Box(24, 580, 400, 90)),
    )
    files = pretend(monkeypatch, Reading(width=1080, height=2000, boxes=boxes, arabic=False))
    _, messages, gaps = read(*files)
    assert messages[1].text == "Hello there"
    (missing,) = [gap for gap in gaps if gap.kind is GapKind.TOOL_MISSING]
    assert "tesseract-ocr tesseract-ocr-ara" in missing.explanation
    assert count(gaps, GapKind.UNREADABLE_ROW) == 1


def test_a_bomb_is_a_limit_and_a_crash_is_an_unreadable_file(monkeypatch: pytest.MonkeyPatch) -> None:
    files = pretend(monkeypatch, Trouble(cause="too large", limit=True), Trouble(cause="SIGSEGV"))
    threads, _, gaps = read(*files)
    assert threads == []
    assert [gap.kind for gap in gaps] == [GapKind.LIMIT, GapKind.UNREADABLE_FILE]
    assert "SIGSEGV" in gaps[1].explanation


def test_names_are_the_same_but_for_an_accent_or_a_letter_and_numbers_are_not() -> None:
    assert screens.same_name("Héloïse Martin", "Heloise  Martin")
    assert screens.same_name("Sara El Mansouri", "Sara El Mansourl")
    assert not screens.same_name("+44 7700 900123", "+44 7700 900124")
    assert not screens.same_name("Ana", "Ann")
