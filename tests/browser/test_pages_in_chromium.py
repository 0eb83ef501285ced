"""The case page in a real browser: narrow, right to left, dark, printed, and under attack."""

from pathlib import Path

import msgspec
import pypdf
import pytest
from PIL import Image

from amparo.model import Lang
from amparo.pages import html
from amparo.pages.report import gather
from browser.seen import measured, picture, printed
from needs import needs_chromium
from pages import made_up

pytestmark = needs_chromium


def page_in(folder: Path, *, messages=None, **changed: object) -> Path:
    walk = made_up.several(messages or made_up.timeline())
    report = gather(made_up.case(**changed), walk, made_up.SEAL)
    path = folder / "case.html"
    path.write_bytes(html.case_page(report, walk))
    return path


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("width", [320, 1000])
def test_it_fits_and_can_be_read(tmp_path: Path, lang: Lang, width: int) -> None:
    seen = measured(page_in(tmp_path, lang=lang, country="MA"), width)
    assert seen["styled"], "the policy shut out the page's own style sheet"
    assert seen["width"] <= width
    assert seen["wide"] == []
    assert seen["faint"] == []
    assert seen["lowest"] < 21.1  # it did look at texts
    assert seen["nameless"] == []
    assert seen["direction"] == ("rtl" if lang is Lang.AR else "ltr")
    assert seen["requests"] == []


def test_it_can_be_read_in_the_dark(tmp_path: Path) -> None:
    page = page_in(tmp_path)
    seen = measured(page, 1000, "--blink-settings=preferredColorScheme=0")
    assert seen["faint"] == []
    dark = Image.open(
        picture(page, tmp_path / "dark.png", 800, 600, "--blink-settings=preferredColorScheme=0")
    )
    assert dark.convert("L").resize((1, 1)).getpixel((0, 0)) < 80  # of 255, on average


def test_hostile_text_neither_sticks_out_nor_piles_up(tmp_path: Path) -> None:
    first = made_up.timeline()[0]
    messages = [
        msgspec.structs.replace(first, id=f"c1-{n}", text=text, sender=text)
        for n, text in enumerate([*made_up.HOSTILE, "\u0e49" * 50, "W" * 300], 1)
    ]
    seen = measured(page_in(tmp_path, messages=messages, findings=(), indicators=()), 320)
    assert seen["width"] <= 320
    assert seen["wide"] == []
    assert seen["requests"] == []


def test_it_prints(tmp_path: Path) -> None:
    reader = pypdf.PdfReader(printed(page_in(tmp_path), tmp_path / "printed.pdf"))
    assert 2 <= len(reader.pages) <= 8
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "What to do now" in text
    assert "On this page" not in text
