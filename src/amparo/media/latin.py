"""Finding lines of text and reading Latin letters: RapidOCR's models, from its wheel, on the processor.

Runs only in the confined worker. Tried with rapidocr 3.10 (PP-OCRv6 small), onnxruntime 1.32. The paths of the
models are given explicitly, because without them RapidOCR would try to download what it does not find.
The models know Latin (with accents), digits, common signs and Chinese; what they do not know, such as Arabic, they
leave out without a word. So the ink that no read character accounts for is measured here.
"""

import importlib.resources
import itertools
import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

from amparo.media.decode import Pixels
from amparo.media.textbox import Box

THREADS = 2
REC_HEIGHT = 48
"""Pixels: the height that the recognition model was trained on."""
PHONE_WIDTH, WIDE_WIDTH = 736, 1600
"""Width at which lines are sought: a phone's picture (letters are large), a tablet's or a desktop's."""
TILE, OVERLAP = 1760, 160
"""Height of the stretches in which a long picture is searched, and by how much they overlap; scaled pixels."""
DET_MIN = 736
"""RapidOCR enlarges anything smaller than this; tiles are padded to it instead."""
HALF_CHARACTER, NEIGHBOURS = 0.35, 0.9
"""In heights of the line (which are about 1.4 of the letters'): half a wide letter, and the farthest that the middles
of two neighbouring letters stand apart, a space between them included."""


FAINT = 0.28
"""Contrast to the ground, as a share of the line's strongest, from which on a pixel is ink: a bubble's time is grey."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    left: float
    """Pixels of the picture (of the strip, in `arabic`)."""
    right: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Line:
    """What the Latin model makes of one detected line."""

    text: str
    words: tuple[Word, ...]
    confidence: float
    unread: float
    """Width of the ink that no read character accounts for, in heights of the line."""


class Latin:
    """Both models, loaded once (one to two seconds)."""

    def __init__(self) -> None:
        models = importlib.resources.files("rapidocr") / "models"
        self._engine = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "Global.use_rec": False,
                "Global.max_side_len": 4096,
                "Global.return_word_box": True,
                "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
                "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        logging.getLogger("RapidOCR").disabled = True
        blank = np.full((DET_MIN, DET_MIN, 3), 255, dtype=np.uint8)
        self._engine(blank)
        self._recognise([blank[:REC_HEIGHT, :320]])

    def lines(self, pixels: Pixels) -> list[Box]:
        """Where lines of any script stand, from top to bottom."""
        height, width = pixels.shape[:2]
        scale = _search_scale(width, height)
        scaled = cv2.resize(
            pixels,
            (max(1, round(width * scale)), max(1, round(height * scale))),
            interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC,
        )
        found: list[Box] = []
        for top, tile, keep_from, keep_to in _tiles(np.asarray(scaled, dtype=np.uint8)):
            for points in self._detect(tile):
                left, upper = points.min(axis=0)
                right, lower = points.max(axis=0)
                middle = top + (upper + lower) / 2
                if not keep_from <= middle < keep_to:
                    continue
                box = _unscaled(left, top + upper, right, top + lower, scale, width, height)
                if box and not any(_same(box, other) for other in found[-40:]):
                    found.append(box)
        return sorted(found, key=lambda box: (box.top, box.left))

    def read(self, pixels: Pixels, boxes: Sequence[Box]) -> list[Line]:
        crops = [pixels[box.top : box.bottom, box.left : box.right] for box in boxes]
        return [
            _line(crop, box.left, characters, confidence)
            for crop, box, (characters, confidence) in zip(
                crops, boxes, self._recognise([_strip(crop) for crop in crops]), strict=True
            )
        ]

    def _detect(self, tile: Pixels) -> NDArray[np.float32]:
        output = self._engine(tile[:, :, ::-1].copy())
        boxes = getattr(output, "boxes", None)
        if boxes is None:
            return np.empty((0, 4, 2), dtype=np.float32)
        return np.asarray(boxes, dtype=np.float32)

    def _recognise(self, strips: Sequence[Pixels]) -> Iterator[tuple[list[tuple[str, float, float]], float]]:
        """For each strip: its characters as (character, middle, confidence) with the middle as a share
        of the width, and the mean confidence."""
        if not strips:
            return
        output: Any = self._engine.recognize_txt([strip[:, :, ::-1] for strip in strips])
        for text, score, info in zip(output.txts, output.scores, output.word_results, strict=True):
            confidences = iter(info.confs)
            placed: list[tuple[str, float, float]] = []
            columns = iter([column for word in info.word_cols for column in word])
            for character in text:
                confidence = float(next(confidences, 0.0))
                if not character.isspace():
                    placed.append((character, (next(columns, 0) + 0.5) / info.line_txt_len, confidence))
                else:
                    placed.append((character, math.nan, confidence))
            yield placed, float(score)


def _search_scale(width: int, height: int) -> float:
    if width < 0.6 * height or width <= PHONE_WIDTH:
        return PHONE_WIDTH / width if width > 60 else min(PHONE_WIDTH / width, 3.0)
    return min(1.0, WIDE_WIDTH / width)


def _tiles(scaled: Pixels) -> Iterator[tuple[int, Pixels, float, float]]:
    """Stretches of a long picture with their tops, and between which heights each one is believed."""
    height = scaled.shape[0]
    top = 0
    while True:
        last = top + TILE >= height
        tile = scaled[top : top + TILE]
        pad_down, pad_right = max(0, DET_MIN - tile.shape[0]), max(0, DET_MIN - tile.shape[1])
        if pad_down or pad_right:
            tile = np.pad(tile, ((0, pad_down), (0, pad_right), (0, 0)), mode="edge")
        # Where two stretches meet both are believed for some pixels more: `_same` drops what came twice.
        yield (
            top,
            tile,
            top + OVERLAP / 2 - 4 if top else -math.inf,
            math.inf if last else top + TILE - OVERLAP / 2 + 4,
        )
        if last:
            return
        top += TILE - OVERLAP


def _unscaled(
    left: float, top: float, right: float, bottom: float, scale: float, width: int, height: int
) -> Box | None:
    x, y = max(0, math.floor(left / scale)), max(0, math.floor(top / scale))
    w, h = min(width, math.ceil(right / scale)) - x, min(height, math.ceil(bottom / scale)) - y
    return Box(x, y, w, h) if w >= 4 and h >= 4 else None


def _same(one: Box, other: Box) -> bool:
    """Whether two boxes cover more than half of one another."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    if across <= 0 or down <= 0:
        return False
    shared = across * down
    return 2 * shared > min(one.width * one.height, other.width * other.height)


def _strip(crop: Pixels) -> Pixels:
    """The line at the model's height; shrinking by areas keeps thin strokes of large letters."""
    height, width = crop.shape[:2]
    wide = max(8, round(width * REC_HEIGHT / height))
    way = cv2.INTER_AREA if height > REC_HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (wide, REC_HEIGHT), interpolation=way), dtype=np.uint8)


def _line(crop: Pixels, left: int, characters: Sequence[tuple[str, float, float]], confidence: float) -> Line:
    height, width = crop.shape[:2]
    middles = [middle * width for _, middle, _ in characters if not math.isnan(middle)]
    words: list[Word] = []
    piece: list[tuple[str, float, float]] = []
    for character in [*characters, (" ", math.nan, 0.0)]:
        space = character[0].isspace()
        far = bool(piece) and (character[1] - piece[-1][1]) * width > NEIGHBOURS * height
        if piece and (space or far):
            half = 0.25 * height
            words.append(
                Word(
                    "".join(c for c, _, _ in piece),
                    left + piece[0][1] * width - half,
                    left + piece[-1][1] * width + half,
                    sum(sure for _, _, sure in piece) / len(piece),
                )
            )
            piece = []
        if not space:
            piece.append(character)
    return Line(
        " ".join(word.text for word in words), tuple(words), confidence, _unread(crop, middles) / height
    )


def ink(crop: Pixels) -> NDArray[np.intp]:
    """The columns of a line that hold ink."""
    grey = crop.astype(np.int16).sum(axis=2) // 3
    ground = int(np.bincount(grey.ravel()).argmax())
    contrast = np.abs(grey - ground)
    strongest = int(contrast.max())
    if strongest < 30:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero((contrast > FAINT * strongest).any(axis=0))


def _unread(crop: Pixels, middles: Sequence[float]) -> float:
    """How many columns of ink no character stands for: neither near one, nor between two neighbours."""
    height = crop.shape[0]
    columns = ink(crop)
    read = np.zeros(len(columns), dtype=bool)
    for middle in middles:
        read |= np.abs(columns - middle) <= HALF_CHARACTER * height
    for one, other in itertools.pairwise(middles):
        if other - one <= NEIGHBOURS * height:
            read |= (columns >= one) & (columns <= other)
    return float((~read).sum())
