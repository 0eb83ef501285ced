"""What the verbs share at a terminal: progress, questions, keys."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded only when a bar is shown: it takes a fifth of a second
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds before a bar appears."""


class Bar:
    """A progress bar on standard error, for whatever takes longer than `PATIENCE`; silent when not a terminal."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._begun = time.monotonic()

    def __enter__(self) -> "Bar":
        return self

    def __call__(self, step: str, done: int, total: int | None) -> None:
        if not sys.stderr.isatty() or time.monotonic() - self._begun < PATIENCE:
            return
        if self._progress is None:
            self._progress = _shown()
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=total)
        self._progress.update(self._tasks[step], completed=done, total=total)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()


def _shown() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    progress.start()
    return progress


def is_asking() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask(question: str) -> str:
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def say(text: str) -> None:
    """A line for the person; results go to standard output."""
    print(text, file=sys.stderr)


def printable(text: str) -> str:
    """Text from evidence, with whatever could steer a terminal shown instead of sent (CWE-150)."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\u{ord(c):04x}" for c in text)
