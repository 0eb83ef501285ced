"""Reading Arabic lines: the `tesseract` program with its `ara` model, each line at several scales.

Runs only in the confined worker and inherits its limits. The program gets pixels that we decoded, as a grey bitmap on
its standard input; its arguments are fixed; there is no shell; it has ten seconds a line. Tried with Tesseract 5.3
(Debian packages tesseract-ocr, tesseract-ocr-ara). One scale alone misses words: letters of 30 and of 60 pixels are
read differently well, so the surest word at each place wins.
"""

import re
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
from numpy.typing import NDArray

from amparo.media.decode import Pixels
from amparo.media.latin import Word

Grey = NDArray[np.uint8]

HEIGHTS = (44, 32, 58)
"""Heights of a line, in pixels, at which it is read; the first is enough when it is sure of every word."""
SURE_MEAN, SURE_LEAST = 0.88, 0.70
"""Of the words' confidences: above both, no further scale is tried."""
BORDER = 12
"""White pixels around a line; Tesseract misses letters that touch the edge."""
_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TIMEOUT = 10
"""Seconds a call."""
AT_ONCE = 2


class Arabic:
    """`program` is the path of tesseract."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._environment = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}

    @staticmethod
    def installed(program: str) -> bool:
        """Whether that program has the Arabic model."""
        try:
            listed = subprocess.run(
                [program, "--list-langs"], capture_output=True, timeout=TIMEOUT, check=False, text=True
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return "ara" in listed.stdout.split()

    def read(self, crops: Sequence[Pixels]) -> list[tuple[Word, ...]]:
        """The words of each line in reading order, placed in pixels of its crop."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self._line, crops))

    def _line(self, crop: Pixels) -> tuple[Word, ...]:
        grey = _dark_on_light(crop)
        best: list[Word] = []
        for height in HEIGHTS:
            words = self._at(grey, height)
            best = _surer(best, words)
            if best and _mean(best) >= SURE_MEAN and min(w.confidence for w in best) >= SURE_LEAST:
                break
        return tuple(best)

    def _at(self, grey: Grey, height: int) -> list[Word]:
        scale = height / grey.shape[0]
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        size = (max(4, round(grey.shape[1] * scale)), height)
        line = np.pad(np.asarray(cv2.resize(grey, size, interpolation=way)), BORDER, constant_values=255)
        bitmap = b"P5 %d %d 255\n" % (line.shape[1], line.shape[0]) + line.astype(np.uint8).tobytes()
        try:
            answer = subprocess.run(
                [self._program, "stdin", "stdout", "-l", "ara", "--psm", "7", "--dpi", "300", "tsv"],
                input=bitmap,
                capture_output=True,
                env=self._environment,
                timeout=TIMEOUT,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return []
        return _words(answer.stdout.decode("utf-8", "replace"), scale)


def _dark_on_light(crop: Pixels) -> Grey:
    """Grey, stretched to the full range, inverted where the ground is dark: what the model was trained on."""
    grey = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), dtype=np.float32)
    ground = float(np.bincount(grey.astype(np.uint8).ravel()).argmax())
    away = np.abs(grey - ground)
    strongest = float(away.max()) or 1.0
    return np.asarray(255 - away / strongest * 255, dtype=np.uint8)


def _words(tsv: str, scale: float) -> list[Word]:
    """Level 5 of Tesseract's table; confidences below 0 mean none."""
    words: list[Word] = []
    for row in tsv.splitlines():
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5":
            continue
        text = _MARKS.sub("", cells[11]).strip()
        try:
            left, width, sure = int(cells[6]), int(cells[8]), float(cells[10])
        except ValueError:
            continue
        start, end = (left - BORDER) / scale, (left + width - BORDER) / scale
        # Its line finder sometimes gives one word twice, once with a direction mark.
        if text and not any(word.text == text and word.left < end and start < word.right for word in words):
            words.append(Word(text, start, end, min(1.0, max(0.0, sure) / 96)))
    return words


def _mean(words: Sequence[Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _surer(one: list[Word], other: list[Word]) -> list[Word]:
    """Word by word where both readings have as many, else the one that is surer as a whole."""
    if len(one) == len(other):
        return [a if a.confidence >= b.confidence else b for a, b in zip(one, other, strict=True)]
    return one if _mean(one) >= _mean(other) else other
