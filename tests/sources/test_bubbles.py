"""Boxes of text to bubbles, chips, bar and field, without any picture."""

from hypothesis import given
from hypothesis import strategies as st

from amparo.media.textbox import Box, Reading, Script, TextBox
from amparo.sources.bubbles import Bubble, Chip, Screen, Side, screen

WIDTH, HEIGHT = 1080, 2400


def box(
    text: str, left: int, top: int, width: int = 300, height: int = 44, shape: Box | None = None,
    ground: tuple[int, int, int] = (239, 234, 226), script: Script = Script.LATIN,
) -> TextBox:  # fmt: skip
    return TextBox(
        text=text, left=left, top=top, width=width, height=height, confidence=0.97, script=script, shape=shape,
        ground=ground,
    )  # fmt: skip


def laid_out(*boxes: TextBox, width: int = WIDTH, height: int = HEIGHT) -> Screen:
    return screen(Reading(width=width, height=height, boxes=boxes, arabic=True))


def bubbles(shown: Screen) -> list[Bubble]:
    return [item for item in shown.items if isinstance(item, Bubble)]


BAR = (box("20:55", 40, 30, 90), box("85%", 950, 30, 80), box("Sara Martin", 200, 120, 320, 56))
LEFT, RIGHT = Box(24, 500, 700, 120), Box(400, 700, 656, 120)


def test_the_bar_the_field_and_the_keyboard_are_no_messages() -> None:
    shown = laid_out(
        *BAR,
        box("online", 200, 180, 100, 30),
        box("Hello you", 48, 540, shape=LEFT),
        box("Message", 100, 2100, shape=Box(24, 2070, 900, 100)),
        *(box(letter, 40 + 100 * n, 2250, 40) for n, letter in enumerate("qwertyuiop")),
    )
    assert shown.title == "Sara Martin"
    assert [bubble.text for bubble in bubbles(shown)] == ["Hello you"]
    assert len(shown.outside) == 3 + 1 + 10


def test_a_bubble_at_the_left_is_the_others_and_one_at_the_right_the_owners() -> None:
    shown = laid_out(*BAR, box("Hello", 48, 540, shape=LEFT), box("Hi there", 430, 740, shape=RIGHT))
    assert [bubble.side for bubble in bubbles(shown)] == [Side.LEFT, Side.RIGHT]


def test_lines_of_one_bubble_are_joined_from_top_to_bottom() -> None:
    shown = laid_out(
        *BAR,
        box("second line", 48, 570, shape=LEFT),
        box("first line", 48, 520, shape=LEFT),
        box("Hi", 430, 740, shape=RIGHT),
    )
    assert bubbles(shown)[0].text == "first line second line"
    assert bubbles(shown)[0].rows == ("first line", "second line")
    assert bubbles(shown)[0].box == LEFT


def test_a_quoted_message_is_not_the_words_of_the_one_who_quotes() -> None:
    quote = Box(410, 705, 630, 50)
    shown = laid_out(
        *BAR,
        box("Send the money", 48, 540, shape=LEFT),
        box("Sara: Send the money", 430, 710, shape=quote),
        box("I have none", 430, 765, shape=RIGHT),
    )
    answer = bubbles(shown)[1]
    assert answer.text == "I have none"
    assert answer.rows == ("Sara: Send the money", "I have none")


def test_a_receipt_under_a_bubble_and_initials_beside_it_are_no_messages() -> None:
    shown = laid_out(
        *BAR,
        box("SM", 30, 545, 40, shape=Box(20, 530, 80, 80)),
        box("Hello", 148, 540, shape=Box(124, 500, 700, 120)),
        box("Hi there", 430, 740, shape=RIGHT),
        box("Delivered", 920, 830, 130, 30),
    )
    assert [bubble.text for bubble in bubbles(shown)] == ["Hello", "Hi there"]
    assert "Delivered" in shown.outside
    assert "SM" in shown.outside


def test_a_chip_with_a_date_is_a_time_and_a_notice_is_the_apps() -> None:
    chip, notice = Box(400, 300, 280, 60), Box(240, 380, 600, 60)
    shown = laid_out(
        *BAR,
        box("31 January 2021", 420, 310, 240, shape=chip),
        box("Sara changed her number", 260, 390, 560, shape=notice),
        box("Hello", 48, 540, shape=LEFT),
        box("Hi there", 430, 740, shape=RIGHT),
    )
    assert isinstance(shown.items[0], Chip)
    assert [bubble.side for bubble in bubbles(shown)] == [Side.MIDDLE, Side.LEFT, Side.RIGHT]


def test_where_an_app_has_no_sides_the_names_above_the_words_tell() -> None:
    shown = laid_out(
        *BAR,
        box("SARA", 60, 400, 100), box("Hello you", 60, 450, 200),
        box("ME", 60, 560, 60), box("Who are you?", 60, 610, 240),
    )  # fmt: skip
    told = [(bubble.own, bubble.name, bubble.text) for bubble in bubbles(shown)]
    assert told == [(False, "SARA", "Hello you"), (True, None, "Who are you?")]


def test_a_mail_or_receipt_has_paragraphs_and_no_sides() -> None:
    shown = laid_out(
        box("Transfer receipt", 60, 900, 400),
        box("Amount 200 EUR", 60, 1000, 300),
        box("Receiver K. B.", 60, 1300, 300),
    )
    assert {bubble.side for bubble in bubbles(shown)} == {Side.NONE}
    assert " ".join(b.text for b in bubbles(shown)) == "Transfer receipt Amount 200 EUR Receiver K. B."


def test_on_a_desktop_the_list_beside_the_conversation_is_left_out() -> None:
    pane = Box(600, 100, 1300, 900)
    shapes = [
        Box(620, 200, 500, 60),
        Box(1300, 300, 580, 60),
        Box(620, 400, 400, 60),
        Box(1400, 500, 480, 60),
    ]
    shown = laid_out(
        box("Karim", 40, 150, 100),
        box("Chats", 40, 40, 100),
        box("Sara Martin", 640, 40, 200),
        *(box(f"message {n}", shape.left + 10, shape.top + 10, 200, shape=shape) for n, shape in enumerate(shapes)),
        box("waiting", 1000, 600, 100, shape=pane),
        width=1900, height=1000,
    )  # fmt: skip
    told = [(bubble.side, bubble.text) for bubble in bubbles(shown) if bubble.text.startswith("message")]
    assert told == [
        (Side.LEFT, "message 0"), (Side.RIGHT, "message 1"), (Side.LEFT, "message 2"), (Side.RIGHT, "message 3"),
    ]  # fmt: skip
    assert "Karim" in shown.outside
    assert shown.title == "Sara Martin"
    assert bubbles(shown)[0].box == shapes[0]


spans = st.builds(
    Box, st.integers(-50, 1200), st.integers(-50, 2600), st.integers(1, 1200), st.integers(1, 800)
)
pieces = st.builds(
    lambda text, place, shape, script: TextBox(
        text=text, left=place.left, top=place.top, width=place.width, height=place.height, confidence=0.5,
        script=script, shape=shape,
    ),
    st.text(max_size=30) | st.sampled_from(["20:49", "Message", "ME", "Today", "SM", "Delivered", "31/01/2021"]),
    spans, st.none() | spans, st.sampled_from(list(Script)),
)  # fmt: skip


@given(st.lists(pieces, max_size=12))
def test_no_text_is_lost_whatever_the_layout(boxes: list[TextBox]) -> None:
    shown = laid_out(*boxes)
    kept = " ".join(
        [shown.title or "", *shown.outside]
        + [" ".join(item.rows) if isinstance(item, Bubble) else item.text for item in shown.items]
    )
    for one in boxes:
        assert one.text in kept or one.text in ("ME", "Moi"), (one, kept)
