"""A real Chromium looks at a page: measures it, or takes a picture. Nothing else runs in it, and it has no network to use."""

import json
import subprocess
from pathlib import Path

from needs import CHROMIUM

QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
)

# Looks into the page from a frame around it: the page's own policy allows no script.
_FRAME = """<!doctype html><iframe id=f src="%s" style="width:%dpx;height:2000px;border:0"></iframe><pre id=out></pre>
<script>
const rgb = s => { const m = s.match(/[\\d.]+/g).map(Number); return m.length > 3 && m[3] === 0 ? null : m };
const light = c => { const [r, g, b] = c.map(v => (v /= 255, v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)); return .2126 * r + .7152 * g + .0722 * b };
const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c) return c } return [255, 255, 255] };
f.onload = () => {
  const d = f.contentDocument, wide = [], faint = [], nameless = [];
  const shown = d.createTreeWalker(d.body, NodeFilter.SHOW_TEXT);
  let lowest = 99;
  while (shown.nextNode()) {
    const e = shown.currentNode.parentElement;
    if (!shown.currentNode.data.trim()) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color).slice(0, 3)), light(behind(e).slice(0, 3))].sort();
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    lowest = Math.min(lowest, ratio);
    if (ratio < 4.5) faint.push(e.className + ' ' + ratio.toFixed(2));
  }
  for (const a of d.querySelectorAll('a')) if (!a.textContent.trim()) nameless.push(a.outerHTML);
  for (const e of d.querySelectorAll('body *')) {
    const r = e.getBoundingClientRect();
    if (r.width && !e.closest('.skip, thead') && (r.right > %d + 1 || r.left < -1)) wide.push(e.tagName + '.' + e.className);
  }
  out.textContent = JSON.stringify({
    width: d.documentElement.scrollWidth, wide: wide.slice(0, 5), faint: faint.slice(0, 5), lowest,
    nameless, direction: getComputedStyle(d.body).direction,
    tall: Math.max(0, ...[...d.querySelectorAll('.said')].map(e => e.getBoundingClientRect().height)),
    styled: getComputedStyle(d.body).maxWidth !== 'none',
    requests: performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith('file:')),
  });
};
</script>"""


def _run(folder: Path, *options: str) -> str:
    assert CHROMIUM
    command = [CHROMIUM, *QUIET, f"--user-data-dir={folder / 'profile'}", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


def measured(page: Path, width: int, *options: str) -> dict:
    """Width, faint texts, elements that stick out, and more, of the page in a frame of `width` pixels."""
    frame = page.with_name(f"frame-{width}.html")
    frame.write_text(_FRAME % (page.name, width, width), encoding="utf-8")
    shown = _run(page.parent, "--virtual-time-budget=5000", "--dump-dom", *options, frame.as_uri())
    result: dict = json.loads(
        shown.split('<pre id="out">')[1]
        .split("</pre>")[0]
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )
    return result


def picture(page: Path, to: Path, width: int, height: int, *options: str) -> Path:
    _run(page.parent, f"--window-size={width},{height}", f"--screenshot={to}", *options, page.as_uri())
    return to


def printed(page: Path, to: Path) -> Path:
    """As it comes out of a printer."""
    _run(page.parent, f"--print-to-pdf={to}", "--no-pdf-header-footer", page.as_uri())
    return to
