"""The pages on what links reports, in a real browser: for everybody, at any width, in the dark, and under attack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from amparo.model import Lang
from amparo.pages import links
from browser.axe import violations
from browser.devtools import Page, browser
from browser.seen import measured
from needs import needs_chromium
from pages import linked

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


def pages(folder: Path, lang: Lang) -> list[Path]:
    made = {
        "pair": links.page(linked.explained(), "", lang),
        "hostile": links.page(linked.explained(linked.HOSTILE, one=linked.HOSTILE), "", lang),
        "chain": links.page(linked.chained(), "", lang),
        "member": links.page(linked.of_series(), "", lang),
        "series": links.page(linked.joins(40), "sabc", lang, alone=True),
        "calibration": links.calibration_page(linked.LEARNED, lang),
    }
    files = []
    for name, content in made.items():
        files.append(folder / f"{name}.html")
        files[-1].write_bytes(content)
    return files


@pytest.mark.slow
@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(tab: Page, tmp_path: Path, lang: Lang, scheme: str) -> None:
    tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    found = {}
    for width in (320, 1000):
        tab.width(width)
        for file in pages(tmp_path, lang):
            tab.open(file.as_uri())
            if seen := violations(tab):
                found[file.name, width] = seen
    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("width", [320, 1000])
def test_it_fits_and_can_be_read(tmp_path: Path, lang: Lang, width: int) -> None:
    for file in pages(tmp_path, lang):
        seen = measured(file, width)
        assert seen["styled"], file.name
        assert seen["width"] <= width, file.name
        assert seen["wide"] == [], file.name
        assert seen["faint"] == [], file.name
        assert seen["requests"] == [], file.name
        assert seen["direction"] == ("rtl" if lang is Lang.AR else "ltr")


def test_a_hollow_bar_differs_from_a_full_one_without_colour(tab: Page, tmp_path: Path) -> None:
    (pair, *_) = pages(tmp_path, Lang.EN)
    tab.open(pair.as_uri())
    fills = tab.evaluate(
        "['plus', 'minus'].map(c => getComputedStyle(document.querySelector('rect.' + c)).fill)"
    )
    light = [sum(map(int, fill[4:-1].split(", "))) for fill in fills]
    assert abs(light[0] - light[1]) > 300
