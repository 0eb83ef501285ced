"""axe-core looks at a page; its script comes with a package whose browser driver is not used."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from browser.devtools import Page


@cache
def _script() -> str:
    found = find_spec("axe_playwright_python")
    assert found
    assert found.origin
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Rule and place of each violation on the page that is open, with every rule that axe has."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script() + ";0")
    found: list[dict] = page.evaluate(
        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map("
        "v => ({id: v.id, places: v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))})))"
    )
    return [f"{violation['id']}: {place}" for violation in found for place in violation["places"]]
