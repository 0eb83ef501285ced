"""Random bytes, bare and inside a backup, give messages and gaps, never an exception.

Run: python fuzz/fuzz_sms.py -runs=20000
"""

import sys
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import atheris

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

with atheris.instrument_imports(include=["amparo"]):
    from amparo.model import Gap, Message
    from amparo.sources import sms as reader
    from amparo.sources.base import Settings, Thread
    from handed import file_of

BEFORE = (
    b'<smses count="1"><mms address="07700 900123" date="1700000000000"><parts><part ct="image/jpeg" data="'
)
SETTINGS = Settings(zone=ZoneInfo("Africa/Casablanca"))


def test_one_input(data: bytes) -> None:
    for content in (data, BEFORE + data):
        file = file_of(content)
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


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
