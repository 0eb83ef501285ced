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
ICON = 1.6
"""Heights of the line: an icon or an emoji leaves less ink unread than this, a word leaves more."""
DOUBTFUL, CERTAIN = 0.9, 0.97
"""Latin readings below the first are tried in Arabic as well; one above the second is never replaced."""
PLAUSIBLE, CONVINCING = 0.55, 0.8
"""Mean confidence above which an Arabic reading is believed: where the Latin model left ink unread; where it did not."""
SURE_ARABIC, STAMMER = 0.6, 0.35
"""Words below the first are looked at again by the Latin model, because Latin names and figures make Tesseract's `ara`
stammer; below the second they give way to anything it reads well."""
LATIN_WORD = 0.8
"""Confidence above which a Latin stretch inside an Arabic line is believed; it has two characters at least, because
parts of Arabic letters look like single Latin ones."""
WORD_GAP, RUN_GAP, LEAST_INK = 0.16, 0.5, 0.12
"""In heights of the line: what parts two words, what parts two runs of words, what is too narrow to be a word."""

HIDDEN = 0.7
"""Share of a sure Arabic word that Latin words cover, from which on it was their ink: Tesseract's boxes are loose."""

_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")
_ARABIC_DIGIT = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_TICKS = re.compile("[✓✔√ ]+")
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
        """Arabic readings, by index: of the lines that the Latin model left open and, where some of these are Arabic, of
        their bubbles' other lines and of the very short ones."""
        if self._arabic is None:
            return {}
        first = [i for i, line in enumerate(seen) if _open(line.latin)]
        readings = self._arabic_of(pixels, seen, first)
        shapes = {seen[i].ground.shape for i in readings} - {None}
        beside = [
            i
            for i, line in enumerate(seen)
            if readings and i not in first and (line.ground.shape in shapes or len(line.latin.text) <= 3)
        ]
        return readings | self._arabic_of(pixels, seen, beside)

    def _with_latin(
        self, pixels: Pixels, seen: Sequence[_Seen], arabic: dict[int, tuple[Word, ...]]
    ) -> dict[int, list[Word]]:
        """The Arabic readings with the Latin model's words and figures in them."""
        places: list[tuple[int, Box]] = []
        latin = {index: [w for w in seen[index].latin.words if _plainly_latin(w)] for index in arabic}
        for index, words in arabic.items():
            box = seen[index].box
            crop = pixels[box.top : box.bottom, box.left : box.right]
            settled = [*latin[index], *filter(_sure_arabic, words)]
            for start, end in _doubtful(crop, settled, box.left):
                margin = box.height // 6
                from_, to = max(box.left, start - margin), min(box.right, end + margin)
                places.append((index, Box(from_, box.top, to - from_, box.height)))
        lines = self._latin.read(pixels, [box for _, box in places])
        for (index, box), line in zip(places, lines, strict=True):
            if _believed(line, box, arabic[index]):
                latin[index] += line.words
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
            if _is_arabic(seen[index].latin, placed):
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
    return not line.text or line.unread > UNREAD or _sure(line) < DOUBTFUL


def _sure(line: Line) -> float:
    """Mean confidence of the words; ticks and other signs say little about the reading."""
    words = [word for word in line.words if _LATIN.search(word.text)]
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _is_arabic(line: Line, words: Sequence[Word]) -> bool:
    """Whether the Arabic reading is to be believed rather than the Latin one."""
    arabic = [word for word in words if _ARABIC.search(word.text)]
    letters = sum(len(_ARABIC.findall(word.text)) for word in arabic)
    if letters < 2:
        return False
    if line.unread > UNREAD:
        best = max(word.confidence for word in arabic)
        return _mean(arabic) >= PLAUSIBLE or best >= CONVINCING
    if _sure(line) > CERTAIN or 2 * letters < len(_LATIN.findall(line.text)):
        return False
    return _mean(words) >= CONVINCING


def _mean(words: Sequence[Word]) -> float:
    return sum(word.confidence * len(word.text) for word in words) / sum(len(word.text) for word in words)


def _text_box(line: _Seen, words: Sequence[Word] | None) -> TextBox | None:
    latin = line.latin
    if words is not None:
        text = " ".join(word.text for word in words)
        confidence, script = _mean(words), Script.ARABIC
    else:
        text, confidence, script = latin.text, latin.confidence, Script.LATIN
        if latin.unread > ICON:
            script, confidence = Script.UNREAD, 0.0
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


def _doubtful(crop: Pixels, settled: Sequence[Word], left: int) -> list[tuple[int, int]]:
    """The stretches of a line, in pixels of the picture, that settled words do not account for.

    The ink is parted at the gaps between words, because the boxes that Tesseract gives for words are loose.
    """
    height = crop.shape[0]
    stretches: list[tuple[int, int]] = []
    columns = (ink(crop) + left).tolist()
    words = [piece for word in _parted(columns, WORD_GAP * height) for piece in _without(word, settled)]
    for start, end in words:
        covered = sum(_shared(Word("", start, end, 1.0), word) for word in settled)
        if 2 * covered >= end - start:
            continue
        if stretches and start - stretches[-1][1] <= RUN_GAP * height:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
    return [(start, end) for start, end in stretches if end - start > LEAST_INK * height]


def _without(stretch: tuple[int, int], settled: Sequence[Word]) -> list[tuple[int, int]]:
    """What is left of a stretch of ink between the settled words that lie wholly inside it."""
    start, end = stretch
    inside = sorted(
        (round(word.left), round(word.right))
        for word in settled
        if start - 3 <= word.left and word.right <= end + 3 and word.right - word.left < 0.8 * (end - start)
    )
    left = []
    for word_start, word_end in [*inside, (end, end)]:
        if word_start > start:
            left.append((start, word_start))
        start = max(start, word_end)
    return left


def _parted(columns: Sequence[int], gap: float) -> list[tuple[int, int]]:
    """Runs of columns with no more than `gap` between neighbours, ends exclusive."""
    runs: list[tuple[int, int]] = []
    for column in columns:
        if runs and column - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], column + 1)
        else:
            runs.append((column, column + 1))
    return runs


def _believed(line: Line, box: Box, arabic: Sequence[Word]) -> bool:
    """Whether what the Latin model made of a doubtful stretch is better than what Tesseract made of it."""
    characters = len(_LATIN.findall(line.text))
    if _TICKS.fullmatch(line.text):
        return True
    if line.confidence < LATIN_WORD or characters < 2:
        return False
    stretch = Word(line.text, box.left, box.right, line.confidence)
    rivals = [
        word
        for word in arabic
        if _ARABIC.search(word.text) and _shared(stretch, word) > 0.3 * min(box.width, word.right - word.left)
    ]
    if any(word.confidence >= STAMMER for word in rivals):
        return characters >= 3 and line.confidence >= DOUBTFUL
    return True


def _mixed(arabic: Sequence[Word], latin: Sequence[Word]) -> list[Word]:
    """The Arabic words in their order, from right to left, with the Latin ones where they stand.

    Latin words beside one another run from left to right; figures alone run, as all else, from right to left
    (Unicode Annex 9). Signs that Tesseract is not sure of are specks and ticks.
    """
    waiting = sorted(latin, key=lambda word: -(word.left + word.right))
    words: list[Word] = []
    for word in arabic:
        if any(_over(other, word) for other in latin) and not _sure_arabic(word):
            continue
        if sum(_shared(other, word) for other in latin) > HIDDEN * (word.right - word.left):
            continue
        if word.confidence < SURE_ARABIC and not any(character.isalnum() for character in word.text):
            continue
        run = [other for other in waiting if other.left + other.right > word.left + word.right]
        waiting = waiting[len(run) :]
        words += [*_in_order(run), word]
    return words + _in_order(waiting)


def _in_order(run: list[Word]) -> list[Word]:
    """`run` comes from right to left."""
    return run[::-1] if any(character.isalpha() for word in run for character in word.text) else run


def _sure_arabic(word: Word) -> bool:
    letters = _ARABIC.search(word.text) or _ARABIC_DIGIT.search(word.text)
    if word.confidence < SURE_ARABIC or not letters:
        return False
    return not re.search("[0-9]", word.text)  # letters and our figures in one word: a Latin name, misread


def _plainly_latin(word: Word) -> bool:
    """The Latin model leaves Arabic ink out, so three sure characters in a row, or five likely ones, are no accident."""
    characters = sum(c.isalnum() and c.isascii() for c in word.text)
    return characters >= 3 and word.confidence >= (DOUBTFUL if characters < 5 else LATIN_WORD)


def _shared(one: Word, other: Word) -> float:
    return max(0.0, min(one.right, other.right) - max(one.left, other.left))


def _over(one: Word, other: Word) -> bool:
    return one.left <= (other.left + other.right) / 2 <= one.right
