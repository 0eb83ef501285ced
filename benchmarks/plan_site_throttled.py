"""When can the first page of the site be read on a slow line? A real Chromium at 400 kbit/s and 400 ms.

The site is made anew and served by Python's http.server on this machine; the line is narrowed by DevTools (latency is per
request), cache off, a new profile each run. Read means: painted for the first time, and the words of all languages are there.
The pages of the next two taps are measured the same way.

    python benchmarks/plan_site_throttled.py [--runs 5]
"""

import argparse
import functools
import http.server
import sys
import tempfile
import threading
from datetime import date
from pathlib import Path
from statistics import median

from amparo.guidance import LANGUAGES, Guidance
from amparo.pages.plan_site import site

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from browser.devtools import browser

LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
PAGES = {
    "first page": (
        "index.html",
        f"document.querySelectorAll('section.lang h1, section.lang h2').length === {len(LANGUAGES)}",
    ),
    "situations": ("ar/minor.html", "document.querySelectorAll('.choices a').length === 12"),
    "plan": ("ar/minor-paid.html#MA", "document.body.innerText.includes('177')"),
}
PAINTED = """new Promise(done => new PerformanceObserver(list => {
  const paint = list.getEntriesByName('first-contentful-paint')[0];
  if (paint) done(paint.startTime);
}).observe({type: 'paint', buffered: true}))"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def seconds(address: str, whole: str) -> tuple[float, float]:
    """Until something is painted, and until the last byte has come; `whole` has to be true by then."""
    with tempfile.TemporaryDirectory() as profile, browser(Path(profile)) as page:
        page.call("Network.setCacheDisabled", cacheDisabled=True)
        page.call("Network.emulateNetworkConditions", **LINE)
        page.open(address)
        assert page.evaluate(whole), address
        painted = page.evaluate(PAINTED) / 1000
        loaded = (
            page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") / 1000
        )
        return painted, loaded


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        for path, content in site(Guidance(), date(2026, 11, 23)):
            file = Path(folder, path)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content)
        handler = functools.partial(Quiet, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            for what, (path, whole) in PAGES.items():
                took = [
                    seconds(f"http://127.0.0.1:{server.server_address[1]}/{path}", whole) for _ in range(runs)
                ]
                size = Path(folder, path.partition("#")[0]).stat().st_size / 1000
                print(
                    f"{what} ({size:.0f} kB): first painted after {median(p for p, _ in took):.2f} s, all words after "
                    f"{median(d for _, d in took):.2f} s (medians of {runs}; worst {max(d for _, d in took):.2f} s)"
                )
            server.shutdown()


if __name__ == "__main__":
    main()
