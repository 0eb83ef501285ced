"""How to keep evidence, pause an account, report it and hide contacts, app by app.

Rows of grade U are shown to nobody; a row of grade P says who reported it.
"""

from datetime import date

import msgspec

from amparo.guidance.files import Files, Voice
from amparo.guidance.rows import Row, Task

ANY = "any"
"""The platform of the how-tos that hold for every app."""


class HowtoRow(Row, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Title and steps stand in the texts under the row's id."""

    platform: str
    """Key of `[platform]` in `page.toml`, or `any`."""
    task: Task


class HowTo(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    platform: str
    task: Task
    title: str
    steps: tuple[str, ...]
    """What to do, in order; one or two short sentences each."""
    source: str
    grade: str
    reported: str | None
    """For grade P: who reports it, and to check before use."""
    checked_on: date
    reviewed: bool
    """A speaker of the language has read and approved these words."""


def howtos(files: Files, lang: str, platform: str | None = None) -> tuple[HowTo, ...]:
    """The how-tos of one platform, or of all, in the order of the file: first those that hold for every app.

    A platform that has none gets those that hold for every app. ValueError for a language that does not exist.
    """
    rows = shown(files)
    if platform is not None:
        rows = [row for row in rows if row.platform == platform] or [r for r in rows if r.platform == ANY]
    return tuple(_howto(row, Voice(files, lang)) for row in rows)


def by_task(files: Files) -> dict[Task, tuple[str, ...]]:
    """Ids of the how-tos that show each task, for the steps of a plan."""
    ids: dict[Task, tuple[str, ...]] = {}
    for row in shown(files):
        ids[row.task] = (*ids.get(row.task, ()), row.id)
    return ids


def shown(files: Files) -> list[HowtoRow]:
    """The rows that may be shown."""
    return [row for row in files.rows("howto", HowtoRow) if row.grade != "U"]


def _howto(row: HowtoRow, voice: Voice) -> HowTo:
    return HowTo(
        id=row.id,
        platform=row.platform,
        task=row.task,
        title=voice.say("howto", "title", row.id),
        steps=voice.lines("howto", "steps", row.id),
        source=voice.files.named(row.sources),
        grade=row.grade,
        reported=voice.reported(row.sources, row.grade),
        checked_on=row.checked_on,
        reviewed=voice.reviewed,
    )
