"""Random bytes, bare and inside a thread, give messages and gaps, never an exception.

Run: python fuzz/fuzz_instagram_json.py -runs=20000
"""

import sys
from itertools import pairwise
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

with atheris.instrument_imports(include=["amparo"]):
    from amparo.model import Gap, Message
    from amparo.sources import instagram_json as reader
    from amparo.sources.base import Settings, Thread
    from handed import file_of

BEFORE, AFTER = (
    b'{"messages": [{"sender_name": "A", "share": {"link": "https://www.instagram.com/"}, ',
    b"}]}",
)
PATH = "your_instagram_activity/messages/inbox/a_1/message_1.json"


def test_one_input(data: bytes) -> None:
    for content in (data, BEFORE + data, BEFORE + data + AFTER):
        file = file_of(content, PATH)
        reader.sniff(file)
        for thread in reader.threads([file]):
            if not isinstance(thread, Thread):
                assert isinstance(thread, Gap)
                continue
            for item in reader.read(thread, Settings()):
                assert isinstance(item, Message | Gap)
        cuts = list(reader.cuts(file, []))
        assert all(0 <= cut.start < cut.end <= len(content) for cut in cuts)
        assert all(one.end <= two.start for one, two in pairwise(cuts))


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
