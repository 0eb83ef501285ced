"""The layout of a chat on a screen: pieces of text to bubbles with sides, chips with dates, and what is neither.

Nothing here looks at pixels; it works on the boxes that came back from the worker. All measures are relative to the
`unit`: the picture's width, or 0.6 of its height where it is wider than that (desktop, tablet, a piece cut out).
Proportions were taken from WhatsApp, Messenger, Instagram, Telegram, Signal and iMessage at 360 to 430 points width.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from amparo.media.textbox import Box, Reading, Script, TextBox
from amparo.sources.printed_time import PrintedDate, PrintedTime, folded, last_time, printed_date, words
from amparo.sources.screen_parts import beside, header, initials, is_chip, pane, rows_of, without_field

CENTRED, MARGIN = 0.04, 0.09
"""A chip's two margins differ by less than the first and are wider than the second, in widths."""
EDGE = 0.03
"""Bubbles of one side share their edge within this, in widths (a tail sticks out)."""
TIMED = 0.5
"""Share of bubbles that end with a time of day, from which on the app is taken to print it there."""

_RECEIPTS, _LABELS, _OWN = words("screen", "receipt"), words("screen", "label"), words("screen", "own")


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"
    """A chip that the app wrote."""
    NONE = "none"
    """Text on the page that lies on no side."""


@dataclass(frozen=True, slots=True)
class Bubble:
    side: Side
    box: Box
    rows: tuple[str, ...]
    """Lines as read, with times and labels."""
    text: str
    """The words: without the bubble's time, labels and quoted message."""
    printed: PrintedTime | None
    confidence: float
    unread: bool
    """Part of it is in a script that was not read."""
    name: str | None = None
    """Whose words, where the app writes a name above them."""
    own: bool | None = None
    """The app calls the writer "me"."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A date, a day word or a time of day between bubbles."""

    printed: PrintedDate
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Screen:
    title: str | None
    """The name in the bar at the top."""
    title_arabic: bool
    """It has Arabic letters and no Latin ones."""
    title_left: bool
    """It starts near the left edge, as it does where the app runs from left to right."""
    items: tuple[Bubble | Chip, ...]
    """From top to bottom."""
    outside: tuple[str, ...]
    """Clock, battery, bar, field, keyboard, receipts."""


def screen(reading: Reading) -> Screen:
    """Make out the layout of one picture."""
    reading, left, beside_pane = pane(reading)
    unit = min(reading.width, 0.6 * reading.height) or 1.0
    rows = list(rows_of(reading.boxes))
    top, title, outside_top = header(rows, reading.width, unit)
    rows, outside_bottom = without_field(rows[top:], reading.height)
    groups = _groups([box for row in rows for box in row if not initials(box, reading.width)])
    faces = [box.text for row in rows for box in row if initials(box, reading.width)]
    sides = _sides(groups, reading.width)
    drafts = [_draft(group, side) for group, side in zip(groups, sides, strict=True)]
    receipts = [d for d in drafts if d.on_page and _is_receipt(" ".join(d.rows))]
    drafts = [d for d in drafts if d not in receipts]
    items = tuple(
        replace(item, box=Box(item.box.left + left, item.box.top, item.box.width, item.box.height))
        for item in _named(_finished(drafts))
    )
    return Screen(
        title=title.text if title else None,
        title_arabic=title is not None
        and title.script is Script.ARABIC
        and not re.search("[A-Za-z]", title.text),
        title_left=title is not None
        and title.left < 0.3 * reading.width
        and title.box.right < 0.65 * reading.width,
        items=items,
        outside=(
            *beside_pane,
            *outside_top,
            *faces,
            *(row for d in receipts for row in d.rows),
            *outside_bottom,
        ),
    )


def _groups(boxes: Sequence[TextBox]) -> list[list[TextBox]]:
    """Pieces of one bubble: the same area, an area inside it (a quoted message), or neighbours on the page."""
    shapes = {box.shape for box in boxes if box.shape}
    outer = {
        shape: max(
            (other for other in shapes if other.holds(shape)),
            key=lambda other: (other.width * other.height, other.top, other.left),
        )
        for shape in shapes
    }
    groups: list[list[TextBox]] = []
    by_shape: dict[Box, list[TextBox]] = {}
    for box in boxes:
        if box.shape:
            key = outer[box.shape]
            if key not in by_shape:
                by_shape[key] = []
                groups.append(by_shape[key])
            by_shape[key].append(box)
        elif groups and groups[-1][-1].shape is None and _continues(groups[-1], box):
            groups[-1].append(box)
        else:
            groups.append([box])
    return sorted(groups, key=lambda group: (min(b.top for b in group), min(b.left for b in group)))


def _continues(group: Sequence[TextBox], box: TextBox) -> bool:
    """On the page: close below, of like size, flush on one side; chips and receipts stand alone."""
    last = group[-1]
    if is_chip([box]) or is_chip(group) or _is_receipt(box.text) or _is_receipt(last.text):
        return False
    if beside(last.box, box.box):
        return True
    flush = min(abs(last.left - box.left), abs(last.box.right - box.box.right)) < box.height
    return flush and box.top - last.box.bottom < 0.6 * box.height and 0.7 < box.height / last.height < 1.4


def _sides(groups: Sequence[list[TextBox]], width: int) -> list[Side]:
    areas = [_area(group) for group in groups]
    bubbles = [area for group, area in zip(groups, areas, strict=True) if any(box.shape for box in group)]
    off_centre = [area for area in bubbles if not _centred(area, width)] or bubbles
    left = min((area.left for area in off_centre), default=0)
    right = max((area.right for area in off_centre), default=width)
    sides = []
    for group, area in zip(groups, areas, strict=True):
        on_page = not any(box.shape for box in group)
        if on_page and not bubbles:
            sides.append(Side.MIDDLE if is_chip(group) else Side.NONE)
            continue
        at_left, at_right = area.left - left <= EDGE * width, right - area.right <= EDGE * width
        if (_centred(area, width) and not at_left and not at_right) or (
            is_chip(group) and _centred(area, width)
        ):
            sides.append(Side.MIDDLE)
        elif on_page and not at_left and not at_right:
            sides.append(Side.NONE)
        elif at_left != at_right:
            sides.append(Side.LEFT if at_left else Side.RIGHT)
        else:
            sides.append(Side.LEFT if area.left < width - area.right else Side.RIGHT)
    return sides


def _centred(area: Box, width: int) -> bool:
    before, after = area.left, width - area.right
    return abs(before - after) < CENTRED * width and min(before, after) > MARGIN * width


def _area(group: Sequence[TextBox]) -> Box:
    area = group[0].shape or group[0].box
    for box in group[1:]:
        area = area.joined(box.shape or box.box)
    return area


@dataclass(frozen=True, slots=True)
class _Draft:
    side: Side
    box: Box
    rows: tuple[str, ...]
    spoken: tuple[str, ...]
    """Rows without quoted ones."""
    on_page: bool
    confidence: float
    unread: bool


def _draft(group: list[TextBox], side: Side) -> _Draft:
    area = _area(group)
    main = max((box.shape for box in group if box.shape), key=lambda s: s.width * s.height, default=None)
    rows, spoken = [], []
    for row in rows_of(group):
        text = " ".join(box.text for box in row if box.text)
        rows.append(text)
        if main is None or not _quoted(row[0], main):
            spoken.append(text)
    letters = sum(max(1, len(box.text)) for box in group)
    return _Draft(
        side=side,
        box=area,
        rows=tuple(rows),
        spoken=tuple(spoken) or tuple(rows),
        on_page=main is None,
        confidence=sum(box.confidence * max(1, len(box.text)) for box in group) / letters,
        unread=any(box.script is Script.UNREAD for box in group),
    )


def _quoted(box: TextBox, main: Box) -> bool:
    """On an area of its own inside the bubble: the message that this one answers."""
    shape = box.shape
    return (
        shape is not None
        and main.holds(shape)
        and shape.width * shape.height < 0.8 * main.width * main.height
        and shape.width > 0.5 * main.width
    )


def _is_receipt(text: str) -> bool:
    split = last_time(text)
    return folded(split[0] if split else text) in _RECEIPTS


def _finished(drafts: Sequence[_Draft]) -> Iterator[Bubble | Chip]:
    prints_times = _sides_with_times(drafts)
    for draft in drafts:
        chip = printed_date(" ".join(draft.rows)) if draft.side in (Side.MIDDLE, Side.NONE) else None
        if chip is not None:
            yield Chip(chip, " ".join(draft.rows), draft.box)
            continue
        rows = [row for row in draft.spoken if folded(row) not in _LABELS]
        printed = None
        split = last_time(rows[-1]) if rows else None
        if split:
            before, at = split
            labelled = before != _without_label(before)
            if draft.side in prints_times or at.ticks or labelled:
                rows[-1], printed = _without_label(before), at
        yield Bubble(
            side=draft.side,
            box=draft.box,
            rows=draft.rows,
            text=" ".join(row for row in rows if row),
            printed=printed,
            confidence=round(draft.confidence, 3),
            unread=draft.unread,
        )


def _sides_with_times(drafts: Sequence[_Draft]) -> set[Side]:
    """Where most bubbles end with a time of day; side by side, as faint figures may be legible on one only."""
    ends = {
        side: [last_time(d.spoken[-1]) for d in drafts if d.side is side and not d.on_page] for side in Side
    }
    spoken = ends[Side.LEFT] + ends[Side.RIGHT]
    if sum(map(bool, spoken)) < TIMED * len(spoken):
        return set()
    return {side for side, found in ends.items() if found and sum(map(bool, found)) >= TIMED * len(found)}


def _without_label(row: str) -> str:
    """A last line may read `see you Edited 20:49`."""
    before, _, last = row.rpartition(" ")
    return before if folded(last) in _LABELS else row


def _named(items: Iterable[Bubble | Chip]) -> Iterator[Bubble | Chip]:
    """Apps without sides write whose words follow: "ME" or a name, alone on its line, above the first of them."""
    listed = list(items)
    headed = any(isinstance(item, Bubble) and item.side is Side.NONE and _own_head(item) for item in listed)
    if not headed:
        yield from listed
        return
    name: str | None = None
    own: bool | None = None
    for item in listed:
        if isinstance(item, Chip) or item.side is not Side.NONE:
            yield item
            continue
        head, rest = item.rows[0], item.rows[1:]
        is_own = folded(head) in _OWN
        if is_own or (head.isupper() and len(head) > 1 and rest):
            name, own = (None, True) if is_own else (head, False)
            if not rest:
                continue
            text = item.text.removeprefix(head).strip()
            yield Bubble(
                item.side, item.box, item.rows, text, item.printed, item.confidence, item.unread, name, own
            )
        else:
            yield Bubble(
                item.side,
                item.box,
                item.rows,
                item.text,
                item.printed,
                item.confidence,
                item.unread,
                name,
                own,
            )


def _own_head(bubble: Bubble) -> bool:
    return folded(bubble.rows[0]) in _OWN
