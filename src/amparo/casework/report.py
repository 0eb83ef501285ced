"""Makes the page of a sealed case again, from its derived files."""

import getpass
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from amparo.casework import derived
from amparo.casework.options import UsageProblem
from amparo.casework.rendering import page_entries
from amparo.evidence import bag
from amparo.evidence.bag import Entry
from amparo.evidence.keys import SigningKey
from amparo.guidance import Guidance
from amparo.model import AgeGroup, Case, Course, Finding, Gap, Indicator, Lang, Message, Opinion, SourceFile


def report(
    case: Path,
    *,
    lang: Lang,
    key: SigningKey,
    country: str | None = None,
    age: AgeGroup | None = None,
    guidance: Path | None = None,
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
) -> Path:
    """Add a page to a case and seal it again; returns where the page lies. The earlier pages stay.

    `country` and `age` replace what was said before, for the page only. `guidance`: a helpline's overlay folder.
    """
    if not (case / derived.FOLDER / "case.json").is_file():
        raise UsageProblem(f"{case} is not a case")
    held = load(case, lang=lang, made_at=now().replace(microsecond=0))
    if country is not None:
        held = msgspec.structs.replace(held, country=country)
    if age is not None:
        held = msgspec.structs.replace(held, age=age)
    number = 1
    while (case / (folder := f"report-{number:04}")).exists():
        number += 1

    def messages() -> Iterator[Message]:
        return derived.rows(case, "timeline", Message)

    tables = [
        Entry(f"{derived.FOLDER}/{name}", _reader(path), size=path.stat().st_size)
        for name in ("timeline.csv", "timeline.jsonl")
        for path in (case / derived.FOLDER / name,)
    ]
    bag.add(
        case,
        page_entries(held, messages, key, tables, f"{folder}/", Guidance(guidance)),
        key=key,
        who=getpass.getuser(),
        what=f"page made again in {folder}, language {lang}",
        when=held.made_at,
    )
    return case / folder / "case.html"


def load(case: Path, *, lang: Lang, made_at: datetime) -> Case:
    """The case as it was derived."""
    summary = derived.summary(case)
    return Case(
        **msgspec.structs.asdict(summary),
        lang=lang,
        made_at=made_at,
        sources=tuple(derived.rows(case, "sources", SourceFile)),
        gaps=tuple(derived.rows(case, "gaps", Gap)),
        indicators=tuple(derived.rows(case, "indicators", Indicator)),
        findings=tuple(derived.rows(case, "findings", Finding)),
        courses=tuple(derived.rows(case, "courses", Course)),
        opinions=tuple(derived.rows(case, "opinions", Opinion)) if derived.has(case, "opinions") else None,
    )


def _reader(path: Path) -> Callable[[], Iterator[bytes]]:
    def chunks() -> Iterator[bytes]:
        yield path.read_bytes()

    return chunks
