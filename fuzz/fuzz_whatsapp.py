"""Fuzz the WhatsApp reader: whatever the bytes, messages and gaps come out, and each row's place is inside the file.

python fuzz/fuzz_whatsapp.py -runs=20000
"""

import hashlib
import io
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["amparo.sources"]):
    from amparo.archive import Member
    from amparo.model import Gap, Message
    from amparo.model.locator import parse
    from amparo.sources import Settings, Thread, whatsapp, whatsapp_rows
    from amparo.sources.base import HEAD, File

whatsapp_rows.PIECE = 64
"""Small, so that rows and headers are cut in two."""

_STARTS = (
    b"31/01/2021, 20:49 - Jane: hi\n",
    b"\xe2\x80\x8e[1/31/21, 8:49:00\xe2\x80\xafPM] Jane: hi\r\n",
    "٣١/١/٢٠٢١، ٨:٤٩ م - دانة: مرحبا\n".encode(),
    "\ufeff31.01.21, 20:49 - Zoë: hi\n".encode("utf-16-le"),
    b"",
)


def TestOneInput(data: bytes) -> None:
    """Half of the inputs go on after a true row, so that the reader is reached."""
    content = _STARTS[data[0] % len(_STARTS)] + data[1:] if data else data
    member = Member("chat.txt", "chat.txt", len(content), (), Path("chat.txt"), lambda: io.BytesIO(content))
    file = File(member, hashlib.sha256(content).hexdigest(), content[:HEAD])
    whatsapp.sniff(file)
    for thread in whatsapp.threads([file]):
        assert not isinstance(thread, Gap)
        last = 0
        count = 0
        read = list(whatsapp.read(thread, Settings()))
        plain = Thread(
            reader=thread.reader, platform=thread.platform, title="", files=thread.files, owner=thread.owner
        )
        assert read == list(whatsapp.read(plain, Settings())), "kept rows and those cut again differ"
        for row in read:
            if isinstance(row, Message):
                count += 1
                start, end = parse(row.locator).numbers()
                assert last <= start <= end <= len(content), (row.locator, len(content))
                last = end
                row.text.encode()
                row.raw_text.encode()
        assert count == thread.rows


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
