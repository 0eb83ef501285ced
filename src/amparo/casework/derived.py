"""The derived files of a case: written once from a `Case` and its messages, read back to show and report.

They are byte-identical for identical input: no clock, no path of this machine goes into them.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from amparo.casework.keeping import KeptCut
from amparo.casework.timeline import Table, lines
from amparo.evidence.bag import Entry
from amparo.evidence.spool import Spool
from amparo.model import (
    AgeGroup,
    Case,
    Conversation,
    Course,
    Finding,
    Gap,
    Indicator,
    Message,
    Need,
    Opinion,
    OwnRules,
    Scheme,
    SourceFile,
)

FOLDER = "data/derived"

T = TypeVar("T")
_LATER = frozenset(("courses", "opinions"))
"""Tables that cases made before did not hold."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """`case.json`: what the tables do not hold."""

    id: str
    version: str
    country: str | None
    age: AgeGroup
    timezone: str | None
    messages: int
    conversations: tuple[Conversation, ...]
    needs: tuple[Need, ...]
    scheme: Scheme
    own_rules: OwnRules | None = None


class Tables:
    """The tables of one case while it is made."""

    def __init__(self, new_spool: Callable[[], Spool]) -> None:
        self._new_spool = new_spool
        self.timeline = Table("timeline", Message.__struct_fields__, new_spool)
        self.indicators = Table("indicators", Indicator.__struct_fields__, new_spool)
        self.findings = Table("findings", Finding.__struct_fields__, new_spool)
        self.courses = Table("courses", Course.__struct_fields__, new_spool)
        self.opinions = Table("opinions", Opinion.__struct_fields__, new_spool)
        self.gaps = Table("gaps", Gap.__struct_fields__, new_spool)
        self.sources = Table("sources", SourceFile.__struct_fields__, new_spool)
        self.cuts = Table("cuts", KeptCut.__struct_fields__, new_spool)

    def finish(self, case: Case, cuts: Iterable[KeptCut]) -> Iterator[Entry]:
        """Write what was not streamed and hand all of it to the bag."""
        for table, rows in (
            (self.findings, case.findings),
            (self.indicators, case.indicators),
            (self.courses, case.courses),
            (self.gaps, case.gaps),
            (self.sources, case.sources),
            (self.cuts, cuts),
            (self.opinions, case.opinions or ()),
        ):
            for row in rows:
                table.add(row)
        for table in (
            *(self.timeline, self.indicators, self.findings, self.courses),
            *(self.gaps, self.sources, self.cuts),
            *(() if case.opinions is None else (self.opinions,)),
        ):
            for name, spool in table.files():
                yield Entry(f"{FOLDER}/{name}", spool.chunks, spool.digest, spool.size)
        summary = Summary(**{field: getattr(case, field) for field in Summary.__struct_fields__})
        content = msgspec.json.format(msgspec.json.encode(summary), indent=1) + b"\n"
        yield Entry(f"{FOLDER}/case.json", lambda: iter([content]), size=len(content))


def rows(case: Path, name: str, row: type[T]) -> Iterator[T]:
    """The rows of one table of a case on disk; none where an older version of Amparo did not write it."""
    if not (case / FOLDER / f"{name}.jsonl").exists() and name in _LATER:
        return
    decoder = msgspec.json.Decoder(row)
    with (case / FOLDER / f"{name}.jsonl").open("rb") as stream:
        yield from map(decoder.decode, lines(iter(lambda: stream.read(1 << 20), b"")))


def has(case: Path, name: str) -> bool:
    """Whether a case on disk holds that table."""
    return (case / FOLDER / f"{name}.jsonl").exists()


def summary(case: Path) -> Summary:
    return msgspec.json.decode((case / FOLDER / "case.json").read_bytes(), type=Summary)
