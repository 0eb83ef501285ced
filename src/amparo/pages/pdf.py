"""`case.pdf`: the case page on paper, with the timeline attached.

Made by typst as PDF/A-3a and PDF/UA-1. The template is ours; all else is handed over as JSON strings, so that text of
the evidence is never read as markup. Fonts are shipped and the date is the case's own: the same case gives the same
bytes. Nothing is written to disk.
"""

import mimetypes
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import typst

from amparo.model import Message
from amparo.pages.legible import FONTS
from amparo.pages.paper import paper
from amparo.pages.report import Report

if TYPE_CHECKING:
    from typst import PDFStandard  # stands in typst's stub only

STANDARDS: "list[PDFStandard]" = ["a-3a", "ua-1"]
MOST_ATTACHED_ROWS = 100_000
"""Messages up to which the timeline is attached; above it, and above `MOST_ATTACHED` bytes, the files beside the PDF
are named instead: what is attached passes through memory several times."""
MOST_ATTACHED = 64 << 20
_TEMPLATE = Path(__file__).parent / "templates" / "case.typ"


def case_pdf(
    report: Report,
    messages: Callable[[], Iterator[Message]],
    attachments: Mapping[str, Callable[[], bytes]],
) -> bytes:
    """Raises `typst.TypstError` only for a defect of ours: marks that cannot be drawn on their letter are drawn apart from it."""
    attached = report.survey.total <= MOST_ATTACHED_ROWS
    contents = {name: content() if attached else b"" for name, content in attachments.items()}
    attached = attached and sum(map(len, contents.values())) <= MOST_ATTACHED
    files = {name: content.decode("utf-8") if attached else "" for name, content in contents.items()}
    try:
        return draw(report, messages, files, attached=attached, apart=False)
    except typst.TypstError:
        # A letter of one font under a mark of another leaves a hole, which PDF/A forbids.
        return draw(report, messages, files, attached=attached, apart=True)


def draw(
    report: Report,
    messages: Callable[[], Iterator[Message]],
    files: Mapping[str, str],
    *,
    attached: bool,
    apart: bool,
) -> bytes:
    """One try. `files`: name to text, attached or only named; `apart`: see `legible`. Raises `typst.TypstError`."""
    content = paper(report, messages, tuple(files), attached=attached, apart=apart)
    names = list(files) if attached else []
    content["attachments"] = [{"name": name, "type": _media_type(name)} for name in names]
    inputs = {f"file:{name}": files[name] for name in names}
    inputs["report"] = msgspec.json.encode(content).decode("utf-8")
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(), font_paths=fonts(), ignore_system_fonts=True, sys_inputs=inputs
    )
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=report.case.made_at)
    assert isinstance(made, bytes)  # noqa: S101 - one PDF, says typst's own signature for this format
    return made


@cache
def fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def _media_type(name: str) -> str:
    if name.endswith(".jsonl"):
        return "application/jsonl"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
