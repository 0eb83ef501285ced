"""How well chats are read off pictures: character error rates on made-up screens, lines joined bubble by bubble."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from amparo.media.textbox import Box, Reading, Script, TextBox, Trouble
from amparo.media.worker import Worker
from needs import needs_arabic, needs_chromium, needs_dejavu
from pictured import (
    IMESSAGE,
    MESSENGER,
    WHATSAPP,
    WHATSAPP_DARK,
    Said,
    Theme,
    drawn,
    error_rate,
    rendered,
)

LATIN = [
    Said("left", "Hey, how are you today? I saw your profile."),
    Said("right", "Hi! I am fine, thank you. Who are you?"),
    Said("left", "I have all your contacts: your sister, your boss, your friends."),
    Said("left", "Send 500 € to GB82 WEST 1234 5698 7654 32 before tonight."),
    Said("right", "Où êtes-vous ? Je n'ai pas d'argent, ça va être très difficile."),
    Said("left", "Call +44 7700 900123 or write to sara@example.org"),
]
ARABIC = [
    Said("left", "السلام عليكم، كيف حالك اليوم؟"),
    Said("right", "الحمد لله، من أنت؟"),
    Said("left", "عندي جميع أرقام عائلتك وأصدقائك"),
    Said("left", "أرسل 500 درهم عبر Western Union إلى الاسم الذي سأعطيك"),
    Said("right", "من فضلك لا تفعل هذا، ليس عندي المال"),
    Said("left", "لديك أربع وعشرون ساعة وإلا سأنشر كل شيء"),
    Said("left", "ابعث المبلغ إلى الحساب رقم 123456789 قبل الساعة العاشرة"),
]
SCALES = [pytest.param(1, marks=pytest.mark.slow), 2, pytest.param(3, marks=pytest.mark.slow)]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as started:
        yield started


def read(worker: Worker, picture: bytes) -> Reading:
    answer = worker.read(picture)
    assert isinstance(answer, Reading), answer
    return answer


def bubbles(reading: Reading) -> list[str]:
    """The texts of the bubbles, from top to bottom."""
    by_shape: dict[Box, list[TextBox]] = {}
    for box in reading.boxes:
        if box.shape:
            by_shape.setdefault(box.shape, []).append(box)
    return [" ".join(box.text for box in boxes) for boxes in by_shape.values()]


def rate(said: list[Said], reading: Reading) -> float:
    found = bubbles(reading)
    assert len(found) >= len(said), found
    truth = "\n".join(one.text for one in said)
    return error_rate(truth, "\n".join(found[: len(said)]))


@needs_dejavu
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("theme", [WHATSAPP, WHATSAPP_DARK], ids=["light", "dark"])
@pytest.mark.parametrize("file_format", ["PNG", "JPEG"])
def test_latin_is_read_with_at_most_one_error_in_a_hundred_characters(
    worker: Worker, theme: Theme, scale: int, file_format: str
) -> None:
    picture = drawn("", LATIN, theme=theme, scale=scale, file_format=file_format, field="", status=False)
    assert rate(LATIN, read(worker, picture)) <= 0.01


@needs_chromium
@pytest.mark.parametrize("theme", [WHATSAPP, MESSENGER, IMESSAGE], ids=["whatsapp", "messenger", "imessage"])
def test_latin_as_a_browser_draws_it(worker: Worker, theme: Theme, tmp_path: Path) -> None:
    assert rate(LATIN, read(worker, rendered("Sara", LATIN, tmp_path, theme=theme))) <= 0.01


@needs_chromium
@needs_arabic
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("theme", [WHATSAPP, WHATSAPP_DARK, MESSENGER], ids=["light", "dark", "messenger"])
def test_arabic_is_read_with_at_most_seven_errors_in_a_hundred_characters(
    worker: Worker, theme: Theme, scale: int, tmp_path: Path
) -> None:
    reading = read(worker, rendered("Sara", ARABIC, tmp_path, theme=theme, scale=scale))
    assert rate(ARABIC, reading) <= 0.07
    arabic = [box for box in reading.boxes if box.script is Script.ARABIC]
    assert len(arabic) >= len(ARABIC)
    assert any("123456789" in box.text for box in arabic)


@needs_chromium
def test_without_the_arabic_model_latin_is_read_and_arabic_is_said_to_be_unread(tmp_path: Path) -> None:
    mixed = [LATIN[0], ARABIC[2], LATIN[1]]
    with Worker(tesseract=None) as worker:
        reading = read(worker, rendered("Sara", mixed, tmp_path))
    assert not reading.arabic
    assert any("how are you today" in box.text for box in reading.boxes)
    unread = [box for box in reading.boxes if box.script is Script.UNREAD]
    assert len(unread) == 1
    assert unread[0].confidence == 0.0


@pytest.mark.slow
@needs_dejavu
def test_a_long_scrolling_picture_is_read_to_its_end_and_nothing_twice(worker: Worker) -> None:
    said = [Said("left" if n % 3 else "right", f"This is message number {n} of many") for n in range(120)]
    picture = drawn("", said, scale=2, height=120 * 60 + 20, field="", status=False)
    assert bubbles(read(worker, picture)) == [one.text for one in said]


@needs_dejavu
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (40, 40), (4000, 60)])
def test_odd_sizes_are_read_as_nothing(worker: Worker, size: tuple[int, int]) -> None:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, "PNG")
    answer = worker.read(out.getvalue())
    assert not isinstance(answer, Trouble), answer
    assert answer.boxes == ()


@needs_dejavu
def test_the_same_picture_gives_the_same_reading(worker: Worker) -> None:
    picture = drawn("Sara", LATIN, scale=2)
    with Worker() as other:
        assert worker.read(picture) == other.read(picture)
