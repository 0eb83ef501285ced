"""Pictures to text: lines are found once, read by the Latin model, and by Tesseract where that left ink unread.

Runs only in the confined worker. A line whose Arabic reading has Arabic letters and is reasonably sure wins over the
Latin one; Latin words and figures inside it are taken from the Latin model, which reads them better.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from amparo.media.arabic import Arabic
from amparo.media.decode import Pixels
from amparo.media.latin import Latin, Line, Word, ink
from amparo.media.shapes import Ground, grounds
from amparo.media.textbox import Box, Script, TextBox

UNREAD = 0.5
"""Heights of the line: more ink than this without a character, and the Latin model has not read the line."""
DOUBTFUL = 0.9
"""Latin readings below this are tried in Arabic as well."""
PLAUSIBLE = 0.55
"""Mean confidence of the Arabic words above which an Arabic reading is believed."""
SURE_ARABIC = 0.6
"""Words below this are looked at again by the Latin model: Latin names and figures make Tesseract's `ara` stammer."""
LATIN_WORD = 0.8
"""Confidence above which Latin words inside an Arabic line are believed; of two characters at least, because parts
of Arabic letters look like single Latin ones."""
SEGMENT_GAP, SEGMENT_LEAST = 0.8, 0.12
"""In heights of the line: what parts two stretches of doubtful ink, and what is too narrow to be a word."""

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_ARABIC_DIGIT = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]|[0-9]")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line while it is being read."""

    box: Box
    ground: Ground
    latin: Line


class Engines:
    """`tesseract`: path of the program, or None where it (or its Arabic model) is not installed."""

    def __init__(self, tesseract: str | None) -> None:
        self._latin = Latin()
        self._arabic = Arabic(tesseract) if tesseract else None

    def read(self, pixels: Pixels) -> tuple[TextBox, ...]:
        boxes = self._latin.lines(pixels)
        under = grounds(pixels, boxes)
        boxes = [_inside(box, ground.shape) for box, ground in zip(boxes, under, strict=True)]
        lines = self._latin.read(pixels, boxes)
        seen = [_Seen(*parts) for parts in zip(boxes, under, lines, strict=True)]
        in_arabic = self._with_latin(pixels, seen, self._in_arabic(pixels, seen))
        return tuple(
            text for index, line in enumerate(seen) if (text := _text_box(line, in_arabic.get(index)))
        )

    def _in_arabic(self, pixels: Pixels, seen: Sequence[_Seen]) -> dict[int, tuple[Word, ...]]:
        """Arabic readings, by index, of the lines that the Latin model left open and of their bubble's others."""
        if self._arabic is None:
            return {}
        first = [i for i, line in enumerate(seen) if _open(line.latin)]
        readings = self._arabic_of(pixels, seen, first)
        shapes = {seen[i].ground.shape for i in readings} - {None}
        beside = [i for i, line in enumerate(seen) if line.ground.shape in shapes and i not in first]
        return readings | self._arabic_of(pixels, seen, beside)

    def _with_latin(
        self, pixels: Pixels, seen: Sequence[_Seen], arabic: dict[int, tuple[Word, ...]]
    ) -> dict[int, list[Word]]:
        """The Arabic readings with the Latin model's words and figures in them."""
        places: list[tuple[int, Box]] = []
        for index, words in arabic.items():
            box = seen[index].box
            crop = pixels[box.top : box.bottom, box.left : box.right]
            for start, end in _segments(crop, words, box.left):
                margin = box.height // 6
                from_, to = max(box.left, start - margin), min(box.right, end + margin)
                places.append((index, Box(from_, box.top, to - from_, box.height)))
        latin: dict[int, list[Word]] = {index: [] for index in arabic}
        for (index, _), line in zip(
            places, self._latin.read(pixels, [box for _, box in places]), strict=True
        ):
            if line.confidence >= LATIN_WORD and len(_LATIN.findall(line.text)) >= 2:
                latin[index] += [word for word in line.words if _LATIN.search(word.text)]
        return {index: _mixed(words, latin[index]) for index, words in arabic.items()}

    def _arabic_of(
        self, pixels: Pixels, seen: Sequence[_Seen], indices: Sequence[int]
    ) -> dict[int, tuple[Word, ...]]:
        if self._arabic is None or not indices:
            return {}
        boxes = [seen[i].box for i in indices]
        crops = [pixels[box.top : box.bottom, box.left : box.right] for box in boxes]
        readings = {}
        for index, box, words in zip(indices, boxes, self._arabic.read(crops), strict=True):
            placed = tuple(Word(w.text, w.left + box.left, w.right + box.left, w.confidence) for w in words)
            if _is_arabic(placed):
                readings[index] = placed
        return readings


def _inside(box: Box, shape: Box | None) -> Box:
    """The line without the bubble's own edge, which Tesseract takes for a letter."""
    if shape is None:
        return box
    left, top = max(box.left, shape.left + 2), max(box.top, shape.top + 1)
    right, bottom = min(box.right, shape.right - 2), min(box.bottom, shape.bottom - 1)
    return Box(left, top, right - left, bottom - top) if right - left >= 4 and bottom - top >= 4 else box


def _open(line: Line) -> bool:
    return not line.text or line.unread > UNREAD or line.confidence < DOUBTFUL


def _is_arabic(words: Sequence[Word]) -> bool:
    arabic = [word for word in words if _ARABIC.search(word.text)]
    letters = sum(len(_ARABIC.findall(word.text)) for word in arabic)
    if letters < 2:
        return False
    sure = sum(word.confidence * len(word.text) for word in arabic) / sum(len(word.text) for word in arabic)
    return (
        sure >= PLAUSIBLE or max(word.confidence for word in arabic if len(word.text) > 2 or sure > 0) > 0.8
    )


def _text_box(line: _Seen, words: Sequence[Word] | None) -> TextBox | None:
    latin = line.latin
    if words is not None:
        text = " ".join(word.text for word in words)
        letters = sum(len(word.text) for word in words)
        confidence = sum(word.confidence * len(word.text) for word in words) / letters
        script = Script.ARABIC
    else:
        text, confidence, script = latin.text, latin.confidence, Script.LATIN
        if latin.unread > UNREAD:
            # An icon or an emoji is about as wide as the line is high; writing is wider.
            if latin.unread > 1.6:
                script, confidence = Script.UNREAD, 0.0
            elif not text:
                return None
        elif not text:
            return None
    box = line.box
    return TextBox(
        text=text,
        left=box.left,
        top=box.top,
        width=box.width,
        height=box.height,
        confidence=round(min(1.0, max(0.0, confidence)), 3),
        script=script,
        shape=line.ground.shape,
        ground=line.ground.colour,
    )


def _segments(crop: Pixels, arabic: Sequence[Word], left: int) -> list[tuple[int, int]]:
    """The stretches of a line, in pixels of the picture, whose ink no sure Arabic word accounts for."""
    height = crop.shape[0]
    columns = [
        column + left
        for column in ink(crop).tolist()
        if not any(_sure_arabic(word) and word.left <= column + left <= word.right for word in arabic)
    ]
    segments: list[tuple[int, int]] = []
    for column in columns:
        if segments and column - segments[-1][1] <= SEGMENT_GAP * height:
            segments[-1] = (segments[-1][0], column)
        else:
            segments.append((column, column))
    return [(start, end + 1) for start, end in segments if end - start > SEGMENT_LEAST * height]


def _mixed(arabic: Sequence[Word], latin: Sequence[Word]) -> list[Word]:
    """Arabic words, with the Latin model's words where they stand, in reading order from right to left.

    Consecutive Latin words and figures keep their own order, left to right.
    """
    kept = [word for word in arabic if not any(_covers(other, word) for other in latin)]
    words: list[Word] = []
    run: list[Word] = []
    for word in sorted([*kept, *latin], key=lambda word: -(word.left + word.right)):
        if _ARABIC.search(word.text) or _ARABIC_DIGIT.search(word.text):
            words += [*reversed(run), word]
            run = []
        else:
            run.append(word)
    return [*words, *reversed(run)]


def _sure_arabic(word: Word) -> bool:
    letters = _ARABIC.search(word.text) or _ARABIC_DIGIT.search(word.text)
    return bool(letters) and word.confidence >= SURE_ARABIC


def _covers(one: Word, other: Word) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    return shared > 0.5 * (other.right - other.left)
