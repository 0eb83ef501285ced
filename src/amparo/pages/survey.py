"""One pass over the messages before anything is written: what the page shows, and in which volume the rest stands.

Nothing of a message is kept but its place in the order of time, so that millions of messages cost little memory.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from amparo.model import Finding, Message, Stage
from amparo.pages.rows import RowMaker, When, when_of
from amparo.pages.shown import short

WHOLE = 300
"""Messages that the case page shows without leaving anything out."""
AROUND = 5
"""Messages shown before and after a step, of the same conversation."""
EDGE = 20
"""Messages shown at the start and the end where no step was recognised."""
MOST_STEPS = 200
"""Messages with steps shown on the case page; above it, the first `PER_STAGE` of each stage."""
PER_STAGE = 18
PAGE_BYTES = 2_000_000
"""Of timeline on the case page."""
VOLUME_BYTES = 1_800_000
VOLUME_TEXT = 20_000
"""Characters of one message shown in a volume, and on a page that shows all."""
EXCERPT_TEXT = 2_000
"""Characters of one message shown on a page that leaves out others."""
_EXCERPT_ROW = EXCERPT_TEXT * 14 + 50_000
"""Bytes of such a message at most: a character takes up to 14 as `⟨U+10FFFF⟩`."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page says about one message without showing it."""

    ordinal: int
    """Place in the order of time, from 0."""
    when: When
    instant: datetime | None
    wall: str | None
    quote: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Survey:
    total: int
    whole: bool
    """The case page shows every message."""
    shown: frozenset[int]
    """Ordinals that it shows otherwise."""
    volumes: tuple[int, ...]
    """Ordinal of the first message of each volume; empty if `whole`."""
    seen: Mapping[str, Seen]
    """By message id: those asked for."""
    first: Mapping[str, Seen]
    """By conversation id: its first message."""
    last: Seen | None
    steps: int
    """Messages that hold a step."""
    steps_shown: int

    def volume_of(self, ordinal: int) -> int:
        """Number of the volume, from 1."""
        return bisect_right(self.volumes, ordinal)


def stages_by_message(findings: Iterable[Finding]) -> dict[str, tuple[Stage, ...]]:
    """The steps of each message, in the order of the scheme."""
    found: dict[str, set[Stage]] = {}
    for finding in findings:
        found.setdefault(finding.message, set()).add(finding.stage)
    order = {stage: n for n, stage in enumerate(Stage)}
    return {message: tuple(sorted(stages, key=order.__getitem__)) for message, stages in found.items()}


def chosen_steps(stages: Mapping[str, tuple[Stage, ...]]) -> frozenset[str]:
    """The messages whose steps the page shows: all, or the first of each stage where they are very many."""
    if len(stages) <= MOST_STEPS:
        return frozenset(stages)
    left = dict.fromkeys(Stage, PER_STAGE)
    chosen = set()
    for message, of_message in stages.items():
        if any(left[stage] for stage in of_message):
            chosen.add(message)
            for stage in of_message:
                left[stage] = max(left[stage] - 1, 0)
    return frozenset(chosen)


def survey(
    messages: Callable[[], Iterator[Message]],
    maker: RowMaker,
    stages: Mapping[str, tuple[Stage, ...]],
    asked: Collection[str],
) -> Survey:
    """Walk the timeline once. `asked`: ids of messages that the page speaks of or links to."""
    wanted = chosen_steps(stages)
    asked = set(asked) | wanted
    excerpt = _Excerpt(wanted)
    volumes = [0]
    seen: dict[str, Seen] = {}
    first: dict[str, Seen] = {}
    last: Seen | None = None
    in_volume = total_bytes = total = 0
    last_ordinal, last_message = 0, None  # of those whose time is known, if any is
    for ordinal, message in enumerate(messages()):
        total = ordinal + 1
        size = maker.bound(message, stages.get(message.id, ()), VOLUME_TEXT)
        total_bytes += size
        if in_volume and in_volume + size > VOLUME_BYTES:
            volumes.append(ordinal)
            in_volume = 0
        in_volume += size
        excerpt.pass_by(ordinal, message, size)
        if message.id in asked:
            seen[message.id] = _seen(ordinal, message)
        if message.conversation not in first:
            first[message.conversation] = _seen(ordinal, message)
        if last_message is None or message.sent_at or message.wall_time:
            last_ordinal, last_message = ordinal, message
    if last_message is not None:
        last = _seen(last_ordinal, last_message)
    whole = total <= WHOLE and total_bytes <= PAGE_BYTES
    return Survey(
        total=total,
        whole=whole,
        shown=frozenset() if whole else excerpt.ordinals(),
        volumes=() if whole or not total else tuple(volumes),
        seen=seen,
        first=first,
        last=last,
        steps=len(stages),
        steps_shown=len(wanted),
    )


def _seen(ordinal: int, message: Message) -> Seen:
    return Seen(
        ordinal=ordinal,
        when=when_of(message),
        instant=message.sent_at,
        wall=message.wall_time if message.sent_at is None else None,
        quote=short(message.text, 160),
        conversation=message.conversation,
    )


class _Excerpt:
    """Collects the messages around the steps; each conversation has its own surroundings."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._before: dict[str, deque[tuple[int, int]]] = {}
        self._after: dict[str, int] = {}
        self._sizes: dict[int, int] = {}
        self._head: list[tuple[int, int]] = []
        self._tail: deque[tuple[int, int]] = deque(maxlen=EDGE)

    def pass_by(self, ordinal: int, message: Message, size: int) -> None:
        conversation = message.conversation
        here = (ordinal, size)
        if message.id in self._wanted:
            self._sizes.update(self._before.pop(conversation, ()))
            self._sizes[ordinal] = size
            self._after[conversation] = AROUND
        elif self._after.get(conversation, 0):
            self._sizes[ordinal] = size
            self._after[conversation] -= 1
        elif self._wanted:
            self._before.setdefault(conversation, deque(maxlen=AROUND)).append(here)
        if not self._wanted:
            if len(self._head) < EDGE:
                self._head.append(here)
            else:
                self._tail.append(here)

    def ordinals(self) -> frozenset[int]:
        """As many, in the order of time, as fit on the page."""
        kept: set[int] = set()
        left = PAGE_BYTES
        for ordinal, size in sorted([*self._sizes.items(), *self._head, *self._tail]):
            left -= min(size, _EXCERPT_ROW)
            if left < 0:
                break
            kept.add(ordinal)
        return frozenset(kept)
