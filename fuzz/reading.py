"""What the fuzz targets of the readers share: random bytes, bare and inside a thread of the format, give messages and
gaps, never an exception; cuts lie inside the file and apart."""

import sys
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import atheris

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

with atheris.instrument_imports(include=["amparo"]):
    from amparo.model import Gap, Message
    from amparo.sources.base import Reader, Settings, Thread
    from handed import file_of

SETTINGS = Settings(zone=ZoneInfo("Africa/Casablanca"))


def fuzz(reader: Reader, path: str, before: bytes, after: bytes = b"") -> None:
    """Run until atheris is done (`-runs=20000`). `before` and `after` make a file of the format out of random bytes."""

    def test_one_input(data: bytes) -> None:
        for content in (data, before + data, before + data + after):
            file = file_of(content, path)
            reader.sniff(file)
            for thread in reader.threads([file]):
                if not isinstance(thread, Thread):
                    assert isinstance(thread, Gap)
                    continue
                for item in reader.read(thread, SETTINGS):
                    assert isinstance(item, Message | Gap)
            cuts = list(reader.cuts(file, []))
            assert all(0 <= cut.start < cut.end <= len(content) for cut in cuts)
            assert all(one.end <= two.start for one, two in pairwise(cuts))

    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
