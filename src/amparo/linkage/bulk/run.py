"""The whole way: a file of mentions to tables of series, on either engine."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from amparo.linkage.bulk.answers import Answers
from amparo.linkage.bulk.engine import Engine, count
from amparo.linkage.bulk.indexed import contents
from amparo.linkage.bulk.judged import Judged
from amparo.linkage.bulk.regional import FOUND, Regional
from amparo.linkage.bulk.scratch import Scratch, scratch
from amparo.linkage.bulk.source import rows
from amparo.linkage.bulk.steps import Steps
from amparo.linkage.filling import Contents
from amparo.linkage.judgements import Judgement
from amparo.linkage.merging import World
from amparo.linkage.settings import Settings


@dataclass(frozen=True, slots=True)
class Bulk:
    """Asked for while the run is open."""

    reports: int
    series: int
    apart: int
    """Reports that were set apart."""
    skipped: int
    """Rows without report, kind or value."""
    variants: pa.Table | None
    """Values that were folded: as in `variants.Folded`; None where every value was taken as it is written."""
    conflicts: list[Judgement]
    """Judgements that contradict others."""
    _engine: Engine
    _timed: bool
    _pauses: Mapping[str, float]

    def answers(self) -> Answers:
        return Answers(self._engine, self._timed, self.variants is not None)

    def contents(self) -> Contents:
        """Of an index of all cases."""
        return contents(self._engine, self._pauses, self.variants is not None)


@contextmanager
def bulk(
    mentions: Path,
    engine: Callable[[Scratch], Engine],
    *,
    under: Path | None = None,
    limit: int,
    fold: bool = False,
    judgements: Iterable[Judgement] = (),
    settings: Settings | None = None,
) -> Iterator[Bulk]:
    """Series of a file, as `series.series` finds them in memory, of its values as they are written, or of the groups of which they are
    forms (`fold`), as people judged them. `under`: where its scratch folder is made, of at most `limit` bytes.
    Raises `MentionsError`, `ScratchError`."""
    given = settings or Settings()
    with scratch(under, limit) as room:
        told = rows(mentions, room.path("rows.parquet"), fold)
        with closing(engine(room)) as database:
            database.parquet("rows", room.path("rows.parquet"))
            judged = Judged(database, room, judgements)
            steps = Steps(database, room, given)
            reports = steps.number()
            tying = steps.tying(reports)
            steps.voices()
            steps.standing("believed", "stood_first")
            steps.eras()
            steps.standing("aged", "stood_again")
            near = steps.near_by_chance()
            steps.regions()
            regional = Regional(World(reports, near, tying), given)
            database.by_region("found", steps.regional_rows(), ("report", "identifier"), regional, FOUND)
            conflicts = judged.labels()
            led = count(database, "SELECT count(*) FROM labels WHERE series <> report")
            apart = count(database, "SELECT count(*) FROM apart")
            yield Bulk(
                reports,
                reports - led,
                apart,
                told.skipped,
                told.variants,
                conflicts,
                database,
                told.timed,
                steps.pauses,
            )


def memory_of_machine(share: float) -> int:
    """Bytes."""
    return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * share)
