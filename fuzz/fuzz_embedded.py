"""Random bytes, bare and inside mails, backups and JSON, give cuts in order, never an exception.

Run: python fuzz/fuzz_embedded.py -runs=20000
"""

import sys
from itertools import pairwise
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

with atheris.instrument_imports(include=["amparo"]):
    from amparo.sources.blank import blanked
    from amparo.sources.embedded import embedded_media
    from handed import file_of

BEFORE = {
    None: b'{"a": "data:image/png;base64,iVBORw0KGgo',
    "eml": b"From: a@example.org\nTo: b@example.org\nContent-Type: multipart/mixed; boundary=B\n\n--B\n",
    "mbox": b"From a@example.org 10:00\nFrom: a@example.org\nTo: b@example.org\nContent-Transfer-Encoding: base64\n\n",
    "sms-backup": b'<smses><mms><parts><part ct="image/jpeg" data="',
}


def test_one_input(data: bytes) -> None:
    for reader, before in BEFORE.items():
        file = file_of(before + data)
        cuts = list(embedded_media(file, reader))
        assert all(0 <= cut.start < cut.end <= file.size for cut in cuts)
        assert all(one.end <= two.start for one, two in pairwise(cuts))
        assert sum(map(len, blanked(file, cuts))) == file.size


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
