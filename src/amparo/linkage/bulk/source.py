"""The table of mentions, batch by batch, as the rows that the steps begin with."""

from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet

from amparo.linkage.mentions import KNOWN, MentionsError, checked, plain

_FORMATS = {
    ".parquet": "parquet",
    ".arrow": "ipc",
    ".feather": "ipc",
    ".csv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
}
_BATCH = 200_000
ROWS = pa.schema(
    [
        ("report_id", pa.string()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("seen", pa.int64()),
        ("tie", pa.int64()),
        ("origin", pa.string()),
    ]
)
"""`seen` in microseconds."""


def rows(path: Path, out: Path) -> tuple[int, bool]:
    """Writes `ROWS` as Parquet: how many rows lacked something and were left out, and whether there are times. Raises `MentionsError`."""
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise MentionsError(
            f"{path.name}: not a table known by its name; it ends in one of {', '.join(_FORMATS)}"
        )
    skipped = 0
    try:
        table = pyarrow.dataset.dataset(path, format=form)
        checked(path, table.schema.names)
        columns = [name for name in KNOWN if name in table.schema.names]
        with pyarrow.parquet.ParquetWriter(out, ROWS) as writer:
            for batch in table.to_batches(
                columns=columns, batch_size=_BATCH, batch_readahead=2, fragment_readahead=1
            ):
                some, left_out = plain(pa.Table.from_batches([batch]))
                skipped += left_out
                writer.write_table(some.cast(ROWS))
    except MentionsError:
        raise
    except (OSError, pa.ArrowException) as cause:
        raise MentionsError(f"{path.name}: cannot be read as {path.suffix[1:]}: {cause}") from cause
    return skipped, "seen_at" in columns
