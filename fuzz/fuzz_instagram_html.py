"""Random bytes as Instagram's HTML give messages and gaps, never an exception.

Run: python fuzz/fuzz_instagram_html.py -runs=20000
"""

import hashlib
import io
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import atheris

with atheris.instrument_imports(include=["amparo"]):
    from amparo.archive import Member
    from amparo.model import Gap, Message
    from amparo.sources import instagram_html
    from amparo.sources.base import HEAD as KEPT
    from amparo.sources.base import File, Settings, Thread

NAME = "your_instagram_activity/messages/inbox/a_1/message_1.html"
SETTINGS = Settings(zone=ZoneInfo("Europe/London"))
HEAD = b"<html><title>Instagram</title><body>"


def test_one_input(data: bytes) -> None:
    content = HEAD + data
    member = Member(NAME, NAME, len(content), (), Path(NAME), lambda: io.BytesIO(content))
    file = File(member, hashlib.sha256(content).hexdigest(), content[:KEPT])
    instagram_html.sniff(file)
    for cut in instagram_html.cuts(file, []):
        assert 0 <= cut.start < cut.end <= len(content)
    for thread in instagram_html.threads([file]):
        if isinstance(thread, Thread):
            for found in instagram_html.read(thread, SETTINGS):
                assert isinstance(found, Message | Gap)


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
