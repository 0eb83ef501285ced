"""What stands around a conversation on a screen: the phone's clock and battery, the bar with the name, the field for
writing, the keyboard, pictures of initials, and, on a wide screen, the list of other conversations.

Measures are relative to the `unit`: the picture's width, or 0.6 of its height where it is wider than that (desktop,
tablet, a piece cut out). Proportions are those of WhatsApp, Messenger, Instagram, Telegram, Signal and iMessage at 360
to 430 points width.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from amparo.media.textbox import Box, Reading, Script, TextBox
from amparo.sources.printed_time import folded, printed_date, words

STATUS_ZONE, HEADER_ZONE = 0.15, 0.32
"""How far down the phone's clock and battery, and the bar with the name, reach, in units."""
FIELD_ZONE = 0.6
"""The field for writing lies below this share of the height."""
AVATAR = 0.14
"""Width below which a square area with one or two letters is a picture of initials."""
PANE_HOLDS, PANE_AREA = 3, 0.5
"""An area that holds so many others, or covers so much of the picture, is a page, not a bubble."""

_STATUS = re.compile(
    r"^(\d{1,2}[:.]\d{2}.{0,6}|\d{1,3}\s?%?|[345]g\+?|lte|volte|h\+|wifi|[\d.,]+\s?[kmg]b?/s|\W{0,4})$",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")
_PLACEHOLDERS, _PRESENCE = words("screen", "field"), words("screen", "presence")


def pane(reading: Reading) -> tuple[Reading, int, list[str]]:
    """The part of the picture that shows the conversation, how far from the left it starts, and the texts beside it.

    Texts on a page that is itself an area (a window, a pane between others) come to lie on no shape.
    """
    shapes = {box.shape for box in reading.boxes if box.shape}
    held = {
        shape: sum(1 for other in shapes if other != shape and shape.holds(other) and not other.holds(shape))
        for shape in shapes
    }
    whole = reading.width * reading.height
    pages = [
        shape
        for shape in shapes
        if held[shape] >= PANE_HOLDS or shape.width * shape.height > PANE_AREA * whole
    ]
    if not pages:
        return reading, 0, []
    main = max(pages, key=lambda page: (held[page], page.width * page.height, page.left))
    inside = [box for box in reading.boxes if main.left <= box.left + box.width / 2 <= main.right]
    beside = [box.text for box in reading.boxes if box not in inside and box.text]
    moved = tuple(_moved(box, main, pages) for box in inside)
    return msgspec.structs.replace(reading, width=main.width, boxes=moved), main.left, beside


def _moved(box: TextBox, main: Box, pages: Sequence[Box]) -> TextBox:
    shape = box.shape
    if shape is not None and (shape in pages or shape.width >= 0.97 * main.width):
        shape = None
    if shape is not None:
        shape = Box(shape.left - main.left, shape.top, shape.width, shape.height)
    return msgspec.structs.replace(box, left=box.left - main.left, shape=shape)


def rows_of(boxes: Iterable[TextBox]) -> Iterator[list[TextBox]]:
    """Pieces that stand beside one another on the same ground, in reading order."""
    row: list[TextBox] = []
    for box in sorted(boxes, key=lambda b: (b.box.middle, b.left)):
        if row and not (row[-1].shape == box.shape and beside(row[-1].box, box.box)):
            yield _in_order(row)
            row = []
        row.append(box)
    if row:
        yield _in_order(row)


def beside(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.height, other.height)


def _in_order(row: list[TextBox]) -> list[TextBox]:
    """Right to left as soon as one piece is Arabic."""
    rightward = not any(box.script is Script.ARABIC for box in row)
    return sorted(row, key=lambda box: box.left if rightward else -box.left)


def header(rows: Sequence[list[TextBox]], width: int, unit: float) -> tuple[int, TextBox | None, list[str]]:
    """How many rows belong to the top of the screen, the box with the name, and the other texts there."""
    page = _page_ground([box for row in rows for box in row])
    count, status = 0, False
    for row in rows:
        first = row[0]
        if all(_is_status(box) for box in row) and first.box.middle < STATUS_ZONE * unit:
            count, status = count + 1, True
        elif (
            first.box.bottom > HEADER_ZONE * unit
            or is_chip(row)
            or (first.shape is not None and not initials(first, width) and first.shape.width > 0.2 * width)
        ):
            break
        elif first.shape is None and not status and page is not None and _near(first.ground, page):
            # The page's own colour and no clock above: a bar only if it is not simply the first words.
            if not any(box.shape for later in rows for box in later):
                break
            count += 1
        else:
            count += 1
    inside = [box for row in rows[:count] for box in row]
    clock_rows = [box.box for box in inside if _is_status(box) and box.box.middle < STATUS_ZONE * unit]
    named = [
        box
        for box in inside
        if len(_LETTERS.findall(box.text)) >= 2
        and not _is_status(box)
        and not initials(box, width)
        and not any(beside(box.box, clock) for clock in clock_rows)
        and not _starts_with(folded(box.text), _PRESENCE)
    ]
    tallest = max((box.height for box in named), default=0)
    title = next((box for box in named if box.height >= 0.8 * tallest), None)
    return count, title, [box.text for box in inside if box is not title and box.text]


def _is_status(box: TextBox) -> bool:
    return bool(_STATUS.match(box.text.strip()))


def is_chip(row: Sequence[TextBox]) -> bool:
    chip = printed_date(" ".join(box.text for box in row))
    return chip is not None and (chip.at is None or chip.day is not None)


def _page_ground(boxes: Sequence[TextBox]) -> tuple[int, int, int] | None:
    """The colour of the page: that of the lowest text that lies on it."""
    on_page = [box for box in boxes if box.shape is None]
    return max(on_page, key=lambda box: box.top).ground if on_page else None


def _near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 6 for a, b in zip(one, other, strict=True))


def without_field(rows: list[list[TextBox]], height: int) -> tuple[list[list[TextBox]], list[str]]:
    """Cut off the field for writing, and the keyboard under it."""
    for index, row in enumerate(rows):
        if row[0].top > FIELD_ZONE * height and any(folded(box.text) in _PLACEHOLDERS for box in row):
            last = index + 1 == len(rows) or row[0].top > 0.85 * height or row[0].shape is None
            if last or len(rows) - index > 3:
                return rows[:index], [box.text for below in rows[index:] for box in below if box.text]
    return rows, []


def initials(box: TextBox, width: int) -> bool:
    shape = box.shape
    return (
        shape is not None
        and shape.width < AVATAR * width
        and 0.8 < shape.width / shape.height < 1.25
        and len(box.text) <= 2
        and box.text.isalpha()
        and box.text.isupper()
    )


def _starts_with(text: str, phrases: Iterable[str]) -> bool:
    return any(text == phrase or text.startswith(phrase + " ") for phrase in phrases)
