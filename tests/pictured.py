"""Made-up chat screens as pictures: drawn with Pillow anywhere, or rendered by Chromium where it is installed."""

import html
import io
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from needs import CHROMIUM, DEJAVU


class Said(NamedTuple):
    """`who`: `left`, `right`, or `chip`."""

    who: str
    text: str
    time: str = ""


@dataclass(frozen=True)
class Theme:
    page: str
    bar: str
    bar_text: str
    left: str
    right: str
    ink: str
    right_ink: str
    faint: str
    css: str = ""


WHATSAPP = Theme("#efeae2", "#075e54", "#fff", "#ffffff", "#d9fdd3", "#111b21", "#111b21", "#667781")
WHATSAPP_DARK = Theme("#0b141a", "#202c33", "#e9edef", "#202c33", "#005c4b", "#e9edef", "#e9edef", "#8696a0")
MESSENGER = Theme(
    "#ffffff", "#ffffff", "#050505", "#f0f0f0", "#0084ff", "#050505", "#ffffff", "#65676b",
    css=".right{background-image:linear-gradient(#a033ff,#0084ff);background-attachment:fixed} .b{border-radius:18px}",
)  # fmt: skip
IMESSAGE = Theme(
    "#ffffff",
    "#f6f6f6",
    "#000000",
    "#e9e9eb",
    "#34c759",
    "#000000",
    "#ffffff",
    "#8e8e93",
    css=".b{border-radius:18px}",
)
INSTAGRAM_DARK = Theme("#000000", "#000000", "#f5f5f5", "#262626", "#3797f0", "#f5f5f5", "#ffffff", "#a8a8a8")
TELEGRAM = Theme("#a7c796", "#ffffff", "#000000", "#ffffff", "#effdde", "#000000", "#000000", "#6a9c5a")
THEMES = {
    "whatsapp": WHATSAPP,
    "whatsapp-dark": WHATSAPP_DARK,
    "messenger": MESSENGER,
    "imessage": IMESSAGE,
    "instagram-dark": INSTAGRAM_DARK,
    "telegram": TELEGRAM,
}


def drawn(
    title: str,
    said: Sequence[Said],
    *,
    theme: Theme = WHATSAPP,
    scale: float = 2,
    height: int = 800,
    file_format: str = "PNG",
    status: bool = True,
    field: str = "Message",
    exif: Image.Exif | None = None,
) -> bytes:
    """A phone's screen, 360 points wide, with Pillow alone: no shaping, so Latin letters only."""
    picture = Image.new("RGB", (round(360 * scale), round(height * scale)), theme.page)
    draw = ImageDraw.Draw(picture)

    def font(points: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(DEJAVU, round(points * scale))

    def at(x: float, y: float, text: str, points: float, colour: str, anchor: str = "la") -> None:
        draw.text((x * scale, y * scale), text, fill=colour, font=font(points), anchor=anchor)

    def box(left: float, top: float, right: float, bottom: float, colour: str, radius: float = 8) -> None:
        draw.rounded_rectangle([v * scale for v in (left, top, right, bottom)], radius * scale, fill=colour)

    y = 10.0
    if status:
        box(0, 0, 360, 24, theme.bar, 0)
        at(12, 12, "20:55", 12, theme.bar_text, "lm")
        at(348, 12, "85%", 12, theme.bar_text, "rm")
    if title:
        box(0, 24 if status else 0, 360, 80, theme.bar, 0)
        at(62, 52, title, 17, theme.bar_text, "lm")
        y = 92.0
    for one in said:
        lines = _wrapped(one.text, font(15), 250 * scale)
        width = max(font(15).getlength(line) for line in lines) / scale
        if one.who == "chip":
            width = font(12).getlength(one.text) / scale
            box(180 - width / 2 - 8, y, 180 + width / 2 + 8, y + 24, theme.left)
            at(180, y + 12, one.text, 12, theme.faint, "mm")
            y += 36
            continue
        tail = (font(11).getlength(one.time) / scale + 12) if one.time else 0
        last = font(15).getlength(lines[-1]) / scale
        inside = one.time and last + tail <= 260
        wide = max(width, last + tail if inside else tail) + 18
        tall = 20 * len(lines) + 14 + (0 if inside or not one.time else 16)
        left = 8 if one.who == "left" else 352 - wide
        box(left, y, left + wide, y + tall, theme.left if one.who == "left" else theme.right)
        colour = theme.ink if one.who == "left" else theme.right_ink
        for number, line in enumerate(lines):
            at(left + 9, y + 7 + 20 * number, line, 15, colour)
        if one.time:
            at(left + wide - 9, y + tall - 6, one.time, 11, theme.faint, "rs")
        y += tall + 6
    if field:
        box(8, height - 48, 300, height - 8, theme.left, 20)
        at(24, height - 28, field, 15, theme.faint, "lm")
    out = io.BytesIO()
    options = {"quality": 85} if file_format in ("JPEG", "WEBP") else {}
    if exif is not None:
        options["exif"] = exif  # type: ignore[assignment]
    picture.save(out, file_format, **options)
    return out.getvalue()


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def rendered(
    title: str,
    said: Iterable[Said],
    folder: Path,
    *,
    theme: Theme = WHATSAPP,
    scale: float = 3,
    width: int = 360,
    height: int = 800,
    rtl: bool = False,
    font: str = "Noto Sans, Noto Sans Arabic",
) -> bytes:
    """A phone's screen as a browser lays it out: real shaping, gradients, right to left. PNG."""
    rows = []
    for one in said:
        text = html.escape(one.text)
        if one.who == "chip":
            rows.append(f'<div class="chip">{text}</div>')
        else:
            time = f'<span class="t"> {html.escape(one.time)}</span>' if one.time else ""
            rows.append(f'<div class="b {one.who}" dir="auto">{text}{time}</div>')
    page = f"""<!doctype html><meta charset="utf-8"><html dir="{"rtl" if rtl else "ltr"}"><style>
    *{{box-sizing:border-box}} body{{margin:0;background:{theme.page};font:15px {font};color:{theme.ink}}}
    .status{{background:{theme.bar};color:{theme.bar_text};font-size:12px;display:flex;justify-content:space-between;padding:5px 14px;direction:ltr}}
    .bar{{background:{theme.bar};color:{theme.bar_text};padding:10px 14px 10px;font-size:17px}}
    .bar small{{display:block;font-size:12px;opacity:.8}} .bar b{{font-weight:500;margin-inline-start:48px}} .bar small{{margin-inline-start:48px}}
    .chat{{display:flex;flex-direction:column;padding:10px;gap:5px}}
    .b{{max-width:76%;border-radius:9px;padding:7px 10px;line-height:1.35;overflow-wrap:anywhere}}
    .left{{align-self:flex-start;background-color:{theme.left}}} .right{{align-self:flex-end;background-color:{theme.right};color:{theme.right_ink}}}
    .chip{{align-self:center;font-size:12px;color:{theme.faint};background:{theme.left};border-radius:8px;padding:3px 10px;margin:5px}}
    .t{{font-size:11px;color:{theme.faint};white-space:nowrap}} .right .t{{opacity:.9}}
    .field{{position:fixed;bottom:8px;left:10px;right:60px;background:{theme.left};border-radius:20px;padding:10px 16px;color:{theme.faint}}}
    {theme.css}</style><div class="status"><span>20:55</span><span>85%</span></div>
    <div class="bar"><b>{html.escape(title)}</b><small>online</small></div><div class="chat">{"".join(rows)}</div>
    <div class="field">Message</div>"""
    source, target = folder / "screen.html", folder / "screen.png"
    source.write_text(page, encoding="utf-8")
    subprocess.run(
        [
            str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            f"--force-device-scale-factor={scale}", f"--window-size={width},{height}",
            f"--screenshot={target}", source.as_uri(),
        ],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return target.read_bytes()


def error_rate(truth: str, read: str) -> float:
    """Characters inserted, left out or replaced, as a share of the truth's (Levenshtein)."""
    before = list(range(len(read) + 1))
    for i, right in enumerate(truth, 1):
        row = [i]
        for j, other in enumerate(read, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (right != other)))
        before = row
    return before[-1] / max(1, len(truth))
