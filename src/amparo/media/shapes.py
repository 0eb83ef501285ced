"""The evenly coloured area that a piece of text lies on: a bubble, a chip, a bar, or the page.

Colours are clustered, not learned: each text has the colour that fills most of its box; the pixels of that colour
that hang together around the text are its shape. Runs in the confined worker.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from amparo.media.decode import Pixels
from amparo.media.textbox import Box

Colour = tuple[int, int, int]

WORK_WIDTH = 720
"""Shapes are sought in a copy of this width at most: gaps between bubbles stay at least two pixels wide."""
TOLERANCE = 6
"""Per channel. Half the contrast of the palest bubbles seen (Messenger's #f0f0f0 on white), less the blur of JPEG."""
MAX_COLOURS = 32


@dataclass(frozen=True, slots=True)
class Ground:
    colour: Colour
    shape: Box | None
    """None: the area reaches both sides of the picture, as the page and the bars do."""


def grounds(pixels: Pixels, boxes: Sequence[Box]) -> list[Ground]:
    """What each of `boxes` lies on."""
    scale = min(1.0, WORK_WIDTH / pixels.shape[1])
    small = pixels
    if scale < 1:
        size = (round(pixels.shape[1] * scale), max(1, round(pixels.shape[0] * scale)))
        small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    small = np.asarray(cv2.medianBlur(small, 3), dtype=np.uint8)
    colours = [_colour(pixels, box) for box in boxes]
    clusters = _clusters(colours)
    found: list[Ground] = [Ground(colour, None) for colour in colours]
    for centre, members in clusters:
        low = np.clip(np.array(centre, dtype=np.int16) - TOLERANCE, 0, 255)
        high = np.clip(np.array(centre, dtype=np.int16) + TOLERANCE, 0, 255)
        mask = cv2.inRange(small, low.astype(np.uint8), high.astype(np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
        for index in members:
            shape = _shape(np.asarray(labels), np.asarray(stats), boxes[index], scale, small.shape[1])
            found[index] = Ground(colours[index], shape)
    return _bridged(small, scale, boxes, found)


def _colour(pixels: Pixels, box: Box) -> Colour:
    """The colour that fills most of the box: letters cover less than half of it."""
    patch = pixels[max(0, box.top) : box.bottom, max(0, box.left) : box.right].reshape(-1, 3)
    if patch.size == 0:
        return (255, 255, 255)
    codes = (patch >> 3).astype(np.int32) @ np.array([1024, 32, 1], dtype=np.int32)
    most = int(np.bincount(codes).argmax())
    centre = np.array([(most >> 10) * 8 + 4, (most >> 5 & 31) * 8 + 4, (most & 31) * 8 + 4])
    near = patch[np.abs(patch.astype(np.int16) - centre).max(axis=1) <= 8]
    red, green, blue = (int(level) for level in np.median(near, axis=0))
    return (red, green, blue)


def _clusters(colours: Sequence[Colour]) -> list[tuple[Colour, list[int]]]:
    clusters: list[tuple[Colour, list[int]]] = []
    for index, colour in enumerate(colours):
        for centre, members in clusters:
            if max(abs(a - b) for a, b in zip(colour, centre, strict=True)) <= 2:
                members.append(index)
                break
        else:
            if len(clusters) < MAX_COLOURS:
                clusters.append((colour, [index]))
    return clusters


def _shape(
    labels: NDArray[np.int32], stats: NDArray[np.int32], box: Box, scale: float, width: int
) -> Box | None:
    top, bottom = int(box.top * scale), int(np.ceil(box.bottom * scale))
    left, right = int(box.left * scale), int(np.ceil(box.right * scale))
    around = labels[max(0, top) : bottom, max(0, left) : right]
    counts = np.bincount(around.ravel(), minlength=len(stats))
    counts[0] = 0  # label 0 is what has another colour: the letters
    label = int(counts.argmax())
    if counts[label] == 0:
        return None
    shape_left, shape_top, shape_width, shape_height, area = (int(value) for value in stats[label][:5])
    if shape_left <= 0.01 * width and shape_left + shape_width >= 0.99 * width:
        return None
    if area < 0.3 * shape_width * shape_height:  # a texture or a photo, not a bubble
        return None
    return Box(
        round(shape_left / scale),
        round(shape_top / scale),
        round(shape_width / scale),
        round(shape_height / scale),
    )


def _bridged(small: Pixels, scale: float, boxes: Sequence[Box], found: list[Ground]) -> list[Ground]:
    """Join the bands into which a bubble with a colour gradient falls: same sides, and no edge between them."""
    order = sorted((i for i, ground in enumerate(found) if ground.shape), key=lambda i: boxes[i].top)
    for above, below in itertools.pairwise(order):
        first, second = found[above].shape, found[below].shape
        if first is None or second is None or first == second:
            continue
        slack = 0.015 * small.shape[1] / scale
        if abs(first.left - second.left) > slack or abs(first.right - second.right) > slack:
            continue
        column = round((max(first.left, second.left) + min(boxes[above].left, boxes[below].left)) / 2 * scale)
        start, end = round(boxes[above].middle * scale), round(boxes[below].middle * scale)
        strip = small[start : end + 1, min(max(column, 0), small.shape[1] - 1)].astype(np.int16)
        if len(strip) > 1 and int(np.abs(np.diff(strip, axis=0)).max()) <= 3:
            joined = first.joined(second)
            for index, ground in enumerate(found):
                if ground.shape in (first, second):
                    found[index] = Ground(ground.colour, joined)
    return found
