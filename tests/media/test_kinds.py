"""A renamed photo is still withheld, and a sentence is not a photo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.media import kinds
from amparo.model import AttachmentKind
from pictured import Said, drawn


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_a_picture_is_known_by_its_content_whatever_it_is_called(file_format: str) -> None:
    picture = drawn("Sara", [Said("left", "Hello")], scale=1, file_format=file_format)
    assert kinds.from_content(picture) is AttachmentKind.PHOTO
    assert kinds.is_media(picture, "notes.txt")


@pytest.mark.parametrize(
    "sentence",
    [
        "BMW is my car, and you know it",
        "RIFFraff, they said, WEBP",
        "ID3 lessons tomorrow",
        "IImportant: MMore to come",
    ],
)
def test_a_sentence_that_begins_like_a_file_format_is_not_withheld(sentence: str) -> None:
    assert kinds.from_content(sentence.encode()) is None
    assert not kinds.is_media(sentence.encode(), "chat.txt")


@pytest.mark.parametrize(
    ("brand", "kind"),
    [
        (b"heic", AttachmentKind.PHOTO),
        (b"avif", AttachmentKind.PHOTO),
        (b"M4A ", AttachmentKind.AUDIO),
        (b"isom", AttachmentKind.VIDEO),
        (b"qt  ", AttachmentKind.VIDEO),
    ],
)
def test_the_brand_tells_what_an_iso_container_holds(brand: bytes, kind: AttachmentKind) -> None:
    assert kinds.from_content(b"\0\0\0\x18ftyp" + brand + b"\0" * 12) is kind


def test_the_name_alone_is_enough_to_withhold() -> None:
    assert kinds.is_media(b"not really", "IMG_0001.JPG")
    assert not kinds.is_media(b"%PDF-1.7", "receipt.pdf")


@given(st.text(alphabet=st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=20))
def test_plain_words_are_never_a_photo(words: str) -> None:
    if not words.startswith(("GIF8", "OggS", "fLaC", "caff", "#!AMR")) and words[4:8] != "ftyp":
        assert kinds.from_content(words.encode()) is None
