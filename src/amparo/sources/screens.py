"""Several screenshots of one conversation: which belong together, in what order, and where they show the same."""

import difflib
import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from amparo.archive import ArchiveError
from amparo.media.textbox import Reading, Trouble
from amparo.media.worker import MAX_FILE, Worker
from amparo.sources.base import File
from amparo.sources.bubbles import Bubble, Screen, screen
from amparo.sources.printed_time import folded

ALIKE = 0.87
"""Share of characters that two readings of the same words have in common, at least (difflib's ratio)."""
TELLING = 12
"""Letters from which on one repeated bubble alone shows that two pictures overlap."""
KEPT = 4096
"""Readings kept: conversations are found first and read later, and a picture is read only once."""

_kept: OrderedDict[str, Reading | Trouble] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture, looked at."""

    file: File
    screen: Screen | None
    trouble: Trouble | None
    arabic: bool
    """The Arabic model took part."""
    truncated: bool


def looked_at(file: File, worker: Worker) -> Shot:
    """Have the worker read a picture, once a run."""
    answer = _kept.get(file.digest)
    if answer is None:
        answer = _answer(file, worker)
        _kept[file.digest] = answer
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    if isinstance(answer, Trouble):
        return Shot(file, None, answer, arabic=True, truncated=False)
    return Shot(file, screen(answer), None, answer.arabic, answer.truncated)


def _answer(file: File, worker: Worker) -> Reading | Trouble:
    if file.size > MAX_FILE:
        return Trouble(cause=f"larger than the {MAX_FILE >> 20} MiB that are read", limit=True)
    try:
        with file.open() as stream:
            return worker.read(stream.read(MAX_FILE + 1))
    except ArchiveError as error:
        return Trouble(cause=error.cause)


def in_order(file: File) -> tuple[tuple[int, int | str], ...]:
    """Sorts names as people count: `IMG_2.png` before `IMG_10.png`."""
    return tuple(
        (0, int(part)) if part.isdigit() else (1, part)
        for part in re.findall(r"[0-9]{1,18}|[^0-9]+|[0-9]+", file.path.casefold())
    )


def same_name(one: str, other: str) -> bool:
    """Whether two readings of the bar show one name: accents and a letter may be read differently."""
    left, right = (re.sub(r"\W", "", folded(name)) for name in (one, other))
    if left == right:
        return True
    if min(len(left), len(right)) < 5 or re.sub(r"\D", "", left) != re.sub(r"\D", "", right):
        return False
    return difflib.SequenceMatcher(None, left, right, autojunk=False).ratio() >= 0.9


def seen_twice(earlier: Sequence[Bubble], later: Sequence[Bubble]) -> int:
    """How many bubbles at the end of one picture stand again at the beginning of the next.

    The outermost bubbles may be cut by the edge of the screen, so they may hold less than their twin.
    """
    for count in range(min(len(earlier), len(later)), 0, -1):
        pairs = list(zip(earlier[-count:], later[:count], strict=True))
        if not all(_same_bubble(a, b, cut=index in (0, count - 1)) for index, (a, b) in enumerate(pairs)):
            continue
        letters = sum(len(a.text) for a, _ in pairs)
        timed = sum(1 for a, b in pairs if a.printed and a.printed == b.printed)
        if letters >= TELLING or timed >= 2:
            return count
    return 0


def _same_bubble(one: Bubble, other: Bubble, *, cut: bool) -> bool:
    if one.side is not other.side:
        return False
    if one.printed and other.printed and one.printed.at != other.printed.at:
        return False
    left, right = folded(one.text), folded(other.text)
    if re.sub(r"\D", "", left) != re.sub(r"\D", "", right) and not cut:
        return False
    if difflib.SequenceMatcher(None, left, right, autojunk=False).ratio() >= ALIKE:
        return True
    shorter, longer = sorted((left, right), key=len)
    return cut and len(shorter) >= TELLING and (longer.startswith(shorter) or longer.endswith(shorter))
