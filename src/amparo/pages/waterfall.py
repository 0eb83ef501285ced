"""Where the bars of a waterfall stand, and the points of a reliability diagram: numbers for a plain SVG, no looks.

Units are those of the drawing's own box, `WIDTH` wide; the page scales it. What a picture shows stands in the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
ROW = 18
"""Height of a bar with the room around it."""
_LEFT = 24
"""For the numbers of the steps."""
_TOP = 4
_AXIS = 18


@dataclass(frozen=True, slots=True)
class Bar:
    number: int
    x: float
    width: float
    y: float
    to: float
    """Where the sum stands after it."""
    speaks_for: bool


@dataclass(frozen=True, slots=True)
class Waterfall:
    bars: list[Bar]
    zero: float
    ticks: list[tuple[float, str]]
    line: str
    """The sum from step to step, as the points of a polyline."""
    height: int
    low: float
    high: float


def waterfall(steps: Sequence[float]) -> Waterfall:
    """Of log-odds that are added up from 0."""
    sums = [0.0]
    for step in steps:
        sums.append(sums[-1] + step)
    low, high = min(sums), max(sums)
    if high - low < 1:
        high = low + 1

    def x(value: float) -> float:
        return round(_LEFT + (value - low) / (high - low) * (WIDTH - _LEFT - 12), 2)

    bars = [
        Bar(
            number=n + 1,
            x=min(x(sums[n]), x(sums[n + 1])),
            width=max(round(abs(x(sums[n + 1]) - x(sums[n])), 2), 1.0),
            y=_TOP + n * ROW,
            to=x(sums[n + 1]),
            speaks_for=step >= 0,
        )
        for n, step in enumerate(steps)
    ]
    points: list[tuple[float, float]] = [(x(0), _TOP)]
    for bar in bars:
        points += [(points[-1][0], bar.y + ROW), (bar.to, bar.y + ROW)]
    bottom = _TOP + len(bars) * ROW + 2
    return Waterfall(
        bars=bars,
        zero=x(0),
        ticks=[(x(value), f"{value:g}") for value in _ticks(low, high)],
        line=" ".join(f"{a:g},{b:g}" for a, b in points),
        height=bottom + _AXIS,
        low=low,
        high=high,
    )


def _ticks(low: float, high: float) -> list[float]:
    """Whole numbers, at most eight, 0 among them."""
    step = next(
        one for one in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if (high - low) / one <= 7 or one == 1000
    )
    first = -int(-low // step) if low < 0 else 0
    return [float(one * step) for one in range(first, int(high // step) + 1)]


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    number: int


SQUARE = 260
"""Width and height of a reliability diagram between its axes."""
EDGE = 36


def dots(points: Sequence[tuple[float, float]]) -> list[Dot]:
    """What was said to the right, what was seen upwards; both from 0 to 1."""
    return [
        Dot(round(EDGE + said * SQUARE, 2), round(EDGE / 2 + (1 - seen) * SQUARE, 2), n + 1)
        for n, (said, seen) in enumerate(points)
    ]
