"""The site of plans in a real browser: three taps, no script, nothing from outside, one sheet of paper, for everybody."""

import functools
import http.server
import io
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest

from amparo.guidance import LANGUAGES, Guidance
from amparo.pages.plan_html import LEAVE_FOR
from amparo.pages.plan_site import AGES, name, site, situations
from browser.axe import violations
from browser.devtools import Page, browser
from needs import needs_chromium

pytestmark = needs_chromium

RIGHT_TO_LEFT = ("ar", "ary")
KINDS = (
    "adult.html", "adult-paid.html", "minor-threatened.html#MA", "adult-crisis.html#GB", "howto.html",
    "howto-whatsapp.html", "numbers.html", "posters.html", "poster-pupils.html#MA", "texts.html", "about.html",
)  # fmt: skip
"""One of each kind of page."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site")
    for path, content in site(Guidance(), date(2026, 11, 23)):
        file = made / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return made


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def page(tab: Page) -> Page:
    tab.call("Emulation.setScriptExecutionDisabled", value=False)
    tab.call("Emulation.setEmulatedMedia", media="", features=[])
    tab.width(1280)
    return tab


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def text(page: Page) -> str:
    """What can be seen."""
    return str(page.evaluate("document.body.innerText"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_three_taps_lead_to_the_plan_from_a_memory_stick_without_a_script(
    page: Page, folder: Path, lang: str
) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.width(320)
    page.open((folder / "index.html").as_uri())
    taps = 0
    for link in (f'#{lang} a[href="{lang}/minor.html"]', 'a[href="minor-paid.html"]', 'a[href="#MA"]'):
        page.click(link)
        reached = page.arrived()
        taps += 1
    assert taps == 3
    assert reached == (folder / lang / "minor-paid.html").as_uri() + "#MA"
    shown = text(page)
    assert "177" in shown  # the gendarmerie of Morocco
    assert "999" not in shown
    assert page.evaluate("getComputedStyle(document.querySelector('.where')).display") == "none"
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.evaluate("getComputedStyle(document.body).direction") == (
        "rtl" if lang in RIGHT_TO_LEFT else "ltr"
    )


def test_the_emergency_numbers_are_one_tap_away(page: Page, folder: Path) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open((folder / "index.html").as_uri())
    assert "999" not in text(page)
    page.click("#en summary")
    assert "999" in text(page)


def test_it_works_with_the_keyboard_alone(page: Page, folder: Path) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open((folder / "index.html").as_uri())
    for link in ("en/adult.html", "adult-helping.html", "#FR"):
        for _ in range(80):
            page.press("Tab", 9)
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            if page.evaluate("document.activeElement.getAttribute('href')") == link:
                break
        else:
            pytest.fail(f"no way to {link} with the keyboard")
        page.forget()
        page.press("Enter", 13)
        assert page.arrived().endswith(link)
    assert "3114" in text(page)


def leaving(page: Page) -> str:
    """Taps `leave`; the id of the request that it makes, which waits: nothing is fetched for real."""
    page.call("Fetch.enable", patterns=[{"urlPattern": "http*"}])
    page.click("#leave")
    paused = page.wait("Fetch.requestPaused")
    assert paused["request"]["url"] == LEAVE_FOR
    assert "Referer" not in paused["request"]["headers"]
    return str(paused["requestId"])


def test_leaving_takes_one_tap_and_the_way_back_does_not_lead_here(page: Page, folder: Path) -> None:
    start = (folder / "en/adult.html").as_uri()
    page.open(start)
    page.open((folder / "en/adult-paid.html").as_uri())
    before = page.call("Page.getNavigationHistory")["entries"]
    page.call("Fetch.fulfillRequest", requestId=leaving(page), responseCode=200, body="")
    assert page.arrived() == LEAVE_FOR
    after = page.call("Page.getNavigationHistory")["entries"]
    page.call("Fetch.disable")
    assert len(after) == len(before)
    assert [entry["url"] for entry in after[-2:]] == [start, LEAVE_FOR]


def test_the_page_is_gone_from_sight_before_the_other_site_answers(page: Page, folder: Path) -> None:
    page.open((folder / "fr/adult-paid.html").as_uri())
    assert "112" in text(page)
    page.call("Fetch.failRequest", requestId=leaving(page), errorReason="Aborted")
    page.call("Fetch.disable")
    assert page.evaluate("document.body.getClientRects().length") == 0
    assert page.evaluate("document.title") == ""


def test_leaving_works_without_a_script_too(page: Page, folder: Path) -> None:
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.open((folder / "ar/adult-paid.html").as_uri())
    page.call("Fetch.failRequest", requestId=leaving(page), errorReason="Aborted")
    page.call("Fetch.disable")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_asked_for_but_the_page_itself(page: Page, served: str, lang: str) -> None:
    for kind in ("../index.html", *KINDS):
        page.open("about:blank")
        page.open(f"{served}/{lang}/{kind}")
        addresses = {
            address.partition("#")[0] for address in page.asked if not address.endswith("/favicon.ico")
        }
        assert len(addresses) == 1, addresses
        assert page.call("Network.getCookies")["cookies"] == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "scheme"), [*((lang, "light") for lang in LANGUAGES), ("en", "dark"), ("ar", "dark")]
)
def test_axe_finds_nothing(page: Page, folder: Path, lang: str, scheme: str) -> None:
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    page.width(320)
    found = {}
    for kind in ("../index.html", *KINDS) if lang == "en" else KINDS:
        page.open("about:blank")
        page.open(f"{folder.as_uri()}/{lang}/{kind}")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        if seen := violations(page):
            found[kind] = seen
    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_sticks_out_at_320_pixels(page: Page, folder: Path, lang: str) -> None:
    page.width(320)
    wide = {}
    for file in [folder / "index.html", *sorted((folder / lang).glob("*.html"))]:
        page.open(file.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        page.evaluate("document.querySelectorAll('.c').forEach(e => e.style.display = 'block')")
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide[file.name] = page.evaluate(
                "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321"
                " || e.getBoundingClientRect().left < -1).map(e => e.outerHTML.slice(0, 120)).slice(0, 3)"
            )
    assert wide == {}


LONGEST = """(() => {
  const long = code => [...document.getElementsByClassName(code)].reduce((n, e) => n + e.textContent.length, 0)
    + document.getElementById(code).textContent.length;
  return [...document.querySelectorAll('.now.c')].map(e => e.id).sort((a, b) => long(b) - long(a))[0];
})()"""


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_plan_and_poster_of_the_longest_country_is_one_sheet(
    page: Page, folder: Path, lang: str
) -> None:
    plans = [name(age, situation) for age in AGES for situation in situations(age)]
    posters = [file.name for file in sorted((folder / lang).glob("poster-*.html"))]
    assert len(plans) == 24
    assert posters
    sheets = {}
    for file in (*plans, *posters):
        page.open((folder / lang / file).as_uri())
        for place in ("", page.evaluate(LONGEST)):
            page.evaluate(f"location.hash = {place!r}")
            printed = pypdf.PdfReader(io.BytesIO(page.printed()))
            if len(printed.pages) != 1:
                sheets[f"{file}#{place}"] = len(printed.pages)
    assert sheets == {}


def test_what_is_printed_holds_the_plan_and_no_buttons(page: Page, folder: Path) -> None:
    page.open(f"{(folder / 'en/adult-paid.html').as_uri()}#GB")
    printed = pypdf.PdfReader(io.BytesIO(page.printed())).pages[0].extract_text()
    assert "999" in printed
    assert "116 123" in printed
    assert "Stop replying" in printed
    assert "Leave quickly" not in printed
    assert "Which country" not in printed
    assert "Choose another country" not in printed
