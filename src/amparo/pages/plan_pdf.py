"""One plan as a PDF: a single A4 sheet, in the largest letters that fit, made by typst as PDF/UA-1.

As with the case's PDF, all text is handed over as JSON strings and fonts are shipped; the date is that of the newest check, so
that the same guidance gives the same bytes.
"""

from collections.abc import Collection
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typst

from amparo.guidance import Guidance
from amparo.model import AgeGroup
from amparo.pages.legible import legible
from amparo.pages.pdf import fonts
from amparo.pages.plan_sheet import sheet
from amparo.pages.plan_words import PlanWords

if TYPE_CHECKING:
    from typst import PDFStandard  # stands in typst's stub only

STANDARDS: "list[PDFStandard]" = ["ua-1"]
SIZES = ("10.5", "10", "9.5", "9", "8.5", "8", "7.5", "7", "6.5")
"""Letters in points, tried from the largest; the last is taken even where it needs a second sheet."""
_TEMPLATE = Path(__file__).parent / "templates" / "plan.typ"


def plan_pdf(
    guidance: Guidance, country: str | None, age: AgeGroup, lang: str, situations: Collection[str] = ()
) -> bytes:
    """One plan, for one country. Raises `typst.TypstError` only for a defect of ours."""
    words = PlanWords(guidance.files, lang)
    plan = guidance.plan(country, age, lang, situations)
    one = sheet(plan, words)
    content = {
        "lang": lang,
        "direction": words.direction,
        "sheet": _legible(msgspec.to_builtins(one)),
        **{key: words(key) for key in ("emergency", "crisis_line", "help", "colon", "sources")},
        "reviewed": words("reviewed_yes" if one.reviewed else "reviewed_no"),
    }
    checked = [plan.emergency.checked_on, *(step.checked_on for step in (*plan.lead, *plan.steps))]
    newest = max([*checked, *(service.checked_on for service in plan.services)])
    return draw(content, datetime.combine(newest, time(), UTC))


def draw(content: dict[str, Any], made_at: datetime) -> bytes:
    inputs = {"plan": msgspec.json.encode(content).decode("utf-8")}

    def compiler(size: str) -> typst.Compiler:
        """Anew for each call: a compiler reads a template from memory only once."""
        return typst.Compiler(
            _TEMPLATE.read_bytes(),
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={**inputs, "size": size},
        )

    fitting = (size for size in SIZES if compiler(size).query("<sheets>", field="value", one=True) == '"1"')
    made = compiler(next(fitting, SIZES[-1])).compile(
        format="pdf", pdf_standards=STANDARDS, timestamp=made_at
    )
    assert isinstance(made, bytes)  # noqa: S101 - one PDF, says typst's own signature for this format
    return made


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {key: _legible(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_legible(item) for item in value]
    return value
