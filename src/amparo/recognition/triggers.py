"""Which indicator kinds are worth a closer look, told for many messages by two passes of Hyperscan.

A kind names its triggers: words or patterns, on folded text (lower case, no accents; blank lines may be spaces), or,
where capitals tell (`I'm Lea`), on plain text (`normalise.plain`). A trigger best stays within a line: what one with a
white-space class points out is looked at again, alone.
"""

import re
from array import array
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import cast

import numpy as np
import numpy.typing as npt

from amparo.recognition.compiled import database

_META = re.compile(r"[\\\[\](){}|?*+^]")
"""A trigger without any of these is looked for as it is; `$` and `.` then stand for themselves."""
_NEGATED = re.compile(r"(?<!\\)\[\^((?:\\.|[^\]\\])*\])")
_BREAKS_LINES = re.compile(r"\\[sWDnvRXCH]|\(\?[a-z]*s")
_END_BITS = 40
_END = (1 << _END_BITS) - 1


class Triggers:
    """Compiled once, while other things are made ready. Not to be shared between threads: a scan uses scratch memory."""

    def __init__(self, folded: Mapping[str, Iterable[str]], plain: Mapping[str, Iterable[str]]) -> None:
        """Indicator kind to its triggers on folded text, and to those on plain text."""
        compiler = ThreadPoolExecutor(1, "triggers")
        self._scans = [_Scan(folded, compiler), _Scan(plain, compiler)]
        compiler.shutdown(wait=False)
        self.loose = frozenset(
            kind
            for triggers in (folded, plain)
            for kind, patterns in triggers.items()
            if any(_BREAKS_LINES.search(_NEGATED.sub("", pattern)) for pattern in patterns)
        )
        """Kinds of which `among` may name messages that do not trigger them."""

    def kinds(self, folded: str, plain: str) -> frozenset[str]:
        """The kinds that one message triggers; line breaks count as spaces."""
        texts = (folded, plain)
        contents = [text.replace("\n", " ").encode(errors="replace") for text in texts]
        return frozenset().union(
            *(scan.of(content) for scan, content in zip(self._scans, contents, strict=True))
        )

    def among(self, folded: bytes, plain: bytes) -> dict[str, set[int]]:
        """Kind to the messages, a line each, that trigger it."""
        held: dict[str, set[int]] = {}
        for scan, content in zip(self._scans, (folded, plain), strict=True):
            scan.among(content, held)
        return held


class _Scan:
    def __init__(self, triggers: Mapping[str, Iterable[str]], compiler: Executor) -> None:
        expressions = sorted((pattern, kind) for kind, patterns in triggers.items() for pattern in patterns)
        self._kinds = [kind for _, kind in expressions]
        patterns = [_expression(pattern) for pattern, _ in expressions]
        self._database = compiler.submit(database, patterns) if patterns else None

    def of(self, content: bytes) -> set[str]:
        numbers = self._matches(content) >> _END_BITS
        return {self._kinds[number] for number in set(numbers.tolist())}

    def among(self, content: bytes, held: dict[str, set[int]]) -> None:
        matches = self._matches(content)
        if len(matches):
            lines = np.flatnonzero(np.frombuffer(content, np.uint8) == ord("\n"))
            messages = np.searchsorted(lines, (matches & _END) - 1)
            for number, message in zip((matches >> _END_BITS).tolist(), messages.tolist(), strict=True):
                held.setdefault(self._kinds[number], set()).add(message)

    def _matches(self, content: bytes) -> npt.NDArray[np.int64]:
        """Each match as one number: the trigger's, then where the match ends."""
        found = array("q")
        if self._database is not None:
            self._database.result().scan(content, match_event_handler=_collect, context=found)
        return np.frombuffer(found, np.int64) if found else np.empty(0, np.int64)


def _collect(number: int, start: int, end: int, flags: int, found: object) -> None:
    cast("array[int]", found).append(number << _END_BITS | end)


def _expression(trigger: str) -> str:
    """What Hyperscan looks for: no class of characters that is told by what it is not reaches beyond a line."""
    return _NEGATED.sub(r"[^\\n\1", trigger) if _META.search(trigger) else re.escape(trigger)
