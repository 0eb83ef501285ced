"""What is a photo, a video or a sound: from the content first, from the name as well.

Either sign is enough, so that a renamed photo is still withheld.
"""

from pathlib import PurePosixPath

from amparo.model import AttachmentKind

_MAGIC: tuple[tuple[int, bytes, AttachmentKind], ...] = (
    (0, b"\xff\xd8\xff", AttachmentKind.PHOTO),  # JPEG
    (0, b"\x89PNG\r\n\x1a\n", AttachmentKind.PHOTO),
    (0, b"GIF8", AttachmentKind.PHOTO),
    (0, b"II*\x00", AttachmentKind.PHOTO),  # TIFF and raw photos
    (0, b"MM\x00*", AttachmentKind.PHOTO),
    (0, b"\xff\x0a", AttachmentKind.PHOTO),  # JPEG XL
    (0, b"\x00\x00\x00\x0cJXL ", AttachmentKind.PHOTO),
    (0, b"\x1aE\xdf\xa3", AttachmentKind.VIDEO),  # Matroska, WebM
    (0, b"FLV\x01", AttachmentKind.VIDEO),
    (0, b"\x00\x00\x01\xba", AttachmentKind.VIDEO),  # MPEG program stream
    (0, b"\x00\x00\x01\xb3", AttachmentKind.VIDEO),
    (0, b"0&\xb2u\x8ef\xcf\x11", AttachmentKind.VIDEO),  # ASF, WMV
    (0, b"OggS", AttachmentKind.AUDIO),
    (0, b"fLaC", AttachmentKind.AUDIO),
    (0, b"#!AMR", AttachmentKind.AUDIO),
    (0, b"caff", AttachmentKind.AUDIO),
)
_RIFF = {b"WEBP": AttachmentKind.PHOTO, b"AVI ": AttachmentKind.VIDEO, b"WAVE": AttachmentKind.AUDIO}
_BITMAP_HEADERS = (12, 16, 40, 52, 56, 64, 108, 124)
"""Sizes of the header that follows a bitmap's first 14 bytes: two letters alone could begin any text."""
_PHOTO_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
_AUDIO_BRANDS = (b"M4A ", b"M4B ", b"M4P ")

_SUFFIXES: dict[AttachmentKind, frozenset[str]] = {
    AttachmentKind.PHOTO: frozenset(
        [
            "jpg",
            "jpeg",
            "jpe",
            "jfif",
            "png",
            "apng",
            "gif",
            "bmp",
            "tif",
            "tiff",
            "webp",
            "heic",
            "heif",
            "avif",
            "jxl",
            "dng",
            "cr2",
            "nef",
            "arw",
            "svg",
        ]
    ),
    AttachmentKind.VIDEO: frozenset(
        ["mp4", "m4v", "mov", "3gp", "3g2", "avi", "mkv", "webm", "flv", "mpg", "mpeg", "wmv", "ts", "mts"]
    ),
    AttachmentKind.AUDIO: frozenset(
        ["mp3", "m4a", "aac", "ogg", "oga", "opus", "wav", "amr", "flac", "caf", "wma"]
    ),
    AttachmentKind.STICKER: frozenset(["was", "tgs"]),
    AttachmentKind.CONTACT: frozenset(["vcf"]),
    AttachmentKind.DOCUMENT: frozenset(
        [
            "pdf",
            "doc",
            "docx",
            "xls",
            "xlsx",
            "ppt",
            "pptx",
            "odt",
            "ods",
            "txt",
            "rtf",
            "csv",
            "apk",
            "zip",
            "epub",
        ]
    ),
}

PICTURED = frozenset(
    {AttachmentKind.PHOTO, AttachmentKind.VIDEO, AttachmentKind.AUDIO, AttachmentKind.STICKER}
)
"""Kinds that can show, or let hear, a person."""


def from_content(head: bytes) -> AttachmentKind | None:
    """The kind that the first bytes tell, or None."""
    for offset, magic, kind in _MAGIC:
        if head.startswith(magic, offset):
            return kind
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS:
        return AttachmentKind.PHOTO
    if head[:3] == b"ID3" and head[3:4] in (b"\2", b"\3", b"\4"):
        return AttachmentKind.AUDIO
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _PHOTO_BRANDS:
            return AttachmentKind.PHOTO
        return AttachmentKind.AUDIO if brand in _AUDIO_BRANDS else AttachmentKind.VIDEO
    if head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9"):
        return AttachmentKind.AUDIO  # MPEG audio frame, ADTS
    return None


def from_name(name: str) -> AttachmentKind:
    """The kind that the suffix tells, or `UNKNOWN`."""
    suffix = PurePosixPath(name).suffix.lower().removeprefix(".")
    return next((kind for kind, suffixes in _SUFFIXES.items() if suffix in suffixes), AttachmentKind.UNKNOWN)


def kind_of(head: bytes, name: str) -> AttachmentKind:
    return from_content(head) or from_name(name)


def is_media(head: bytes, name: str) -> bool:
    """Whether a file must be withheld as a photo, video or sound."""
    return from_content(head) in PICTURED or from_name(name) in PICTURED
