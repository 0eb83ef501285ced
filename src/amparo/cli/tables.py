"""Tables that commands write: Parquet, Arrow or CSV, by the end of the name."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ENDINGS = (".parquet", ".arrow", ".feather", ".csv")


class TableError(ValueError):
    """Names the file and the cause."""


def needs(*packages: str, extra: str = "linkage") -> str | None:
    """What to say where one of these is not installed; they come with an extra."""
    missing = [package for package in packages if find_spec(package) is None]
    return f"needs {', '.join(missing)}: pip install 'amparo[{extra}]'" if missing else None


def write(table: "pa.Table", path: Path) -> None:
    """A file that did not exist; raises `TableError`."""
    import pyarrow.csv
    import pyarrow.feather
    import pyarrow.parquet

    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise TableError(f"{path.name}: a table ends in one of {', '.join(ENDINGS)}")
    try:
        with path.open("xb") as out:
            if ending == ".parquet":
                pyarrow.parquet.write_table(table, out)
            elif ending == ".csv":
                pyarrow.csv.write_csv(table, out)
            else:
                pyarrow.feather.write_feather(table, out)
    except FileExistsError as cause:
        raise TableError(f"{path.name} exists already; nothing was overwritten") from cause
