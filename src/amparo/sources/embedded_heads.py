"""What decoded bytes begin with: a medium, or a document or archive that may hold one."""

import re

from amparo.media import kinds
from amparo.model import AttachmentKind
from amparo.sources import decoded

_CONTAINERS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"{\\rtf",
    b"data:image/",
    b"data:video/",
    b"data:audio/",
)
_AGAIN = re.compile(rb"iVBORw0KGg|/9j/|R0lGOD|UklGR|T2dnU|AAA[A-D]..Z0eX")
"""Base64 inside base64."""


def holds_media(head: bytes) -> bool:
    """Whether decoded bytes begin like a medium, or like a document or archive that may hold one."""
    kind = kinds.from_content(head)
    if head.startswith(_CONTAINERS):
        return True
    if _AGAIN.match(head):
        return holds_media(b"".join(decoded.from_base64([head])))
    if kind not in kinds.PICTURED:
        return False
    if head.startswith(b"BM"):
        return head[6:10] == b"\0\0\0\0"
    if kind is AttachmentKind.AUDIO and head[:1] == b"\xff":
        return _is_mpeg_audio(head)
    return True


_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def _is_mpeg_audio(head: bytes) -> bool:
    """Two sync bytes say little: the next frame must stand where the first one's length says (ISO 11172-3, 13818-7)."""
    if len(head) < 8:
        return False
    if head[1] & 0x06 == 0:  # ADTS
        length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    else:
        version, rate_index, bitrate_index = head[1] >> 3 & 3, head[2] >> 2 & 3, head[2] >> 4
        if version == 1 or rate_index == 3 or bitrate_index in (0, 15):
            return False
        bitrate = (_BITRATES if version == 3 else _BITRATES_2)[bitrate_index] * 1000
        samples = 144 if version == 3 else 72
        length = samples * bitrate // _RATES[version][rate_index] + (head[2] >> 1 & 1)
    following = head[length : length + 2]
    sync = len(following) == 2 and following[0] == 0xFF and following[1] & 0xF6 == head[1] & 0xF6
    return length > 7 and sync
