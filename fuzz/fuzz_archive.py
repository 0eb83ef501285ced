"""Random bytes as an archive give members and refusals, never an exception.

Run: python fuzz/fuzz_archive.py -runs=20000
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["amparo"]):
    from amparo.archive import ArchiveError, Limits, Refused, opened

FOLDER = Path(tempfile.mkdtemp(prefix="amparo-fuzz-"))


def test_one_input(data: bytes) -> None:
    path = FOLDER / "input"
    path.write_bytes(data)
    with opened([path], Limits(total=1 << 24, members=1000)) as members:
        for member in members:
            if isinstance(member, Refused):
                continue
            try:
                with member.open() as stream:
                    stream.read(1 << 20)
            except ArchiveError:
                continue


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
