"""The report as plain strings in the order of the page, for a drawer that knows no markup (`case.typ`)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from typing import Any

from amparo.guidance import Plan, Service
from amparo.model import Message, Speaker
from amparo.pages.identifiers import Identifier
from amparo.pages.legible import legible, right_to_left
from amparo.pages.report import LeftOut, Report
from amparo.pages.rows import Row
from amparo.pages.shown import short
from amparo.pages.story import reasons, when_text
from amparo.pages.survey import EXCERPT_TEXT
from amparo.pages.wording import Wording


def paper(
    report: Report,
    messages: Callable[[], Iterator[Message]],
    names: Sequence[str],
    *,
    attached: bool,
    apart: bool,
) -> dict[str, Any]:
    """What the template draws; `names` are the files attached or lying beside. `apart`: see `legible`."""
    words, case = report.words, report.case
    content = {
        "lang": case.lang.value,
        "direction": words.direction,
        "title": words.texts["title"].format(id=case.id),
        "page": words.texts["page"],
        "made": words.plain(
            "made",
            when=case.made_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            version=case.version,
            country=case.country or words.texts["not_stated"],
            age=words.texts[f"age.{case.age}"],
        ),
        "helplines": _helplines(report.plan, words),
        "crisis": _crisis(report),
        "story": {
            "title": words.texts["story.title"],
            "lines": [
                {"text": words.plain(line.key, **line.args), "rows": ", ".join(line.rows)}
                for line in report.lines
            ],
            "courses": _courses(report),
            "reasons_title": words.texts["scheme.reasons"],
            "reasons": list(reasons(case)),
            "no_verdict": words.texts["scheme.no_verdict"],
            "opinions": _opinions(report),
        },
        "plan": _plan(report),
        "needs": _needs(report),
        "timeline": _timeline(report, messages),
        "columns": [
            words.texts[f"indicators.{key}"] for key in ("what", "value", "count", "said_by", "where")
        ],
        "indicators": _indicators(report),
        "money": {
            "title": words.texts["money.title"],
            "none": words.texts["money.none"],
            "not_summed": words.texts["money.not_summed"],
            "parts": [
                {
                    "title": words.texts[part.key],
                    "rows": _entries(part.entries, words),
                    "more": words.plain("more", n=part.more) if part.more else "",
                }
                for part in report.money
            ],
        },
        "gaps": _gaps(report),
        "sources": _sources(report),
        "verify": _verify(report, names, attached=attached),
    }
    made: dict[str, Any] = _legible(content, apart)
    return made


def _legible(value: Any, apart: bool) -> Any:
    """Every string of a nest of lists and dicts; keys are ours."""
    if isinstance(value, str):
        return legible(value, apart=apart)
    if isinstance(value, dict):
        return {key: _legible(item, apart) for key, item in value.items()}
    if isinstance(value, list):
        return [_legible(item, apart) for item in value]
    return value


def _said(text: str) -> dict[str, Any]:
    return {"text": text, "rtl": right_to_left(text[:1000])}


def _helplines(plan: Plan, words: Wording) -> list[dict[str, str]]:
    emergency = plan.emergency
    numbers = [n.number if n.meaning is None else f"{n.number} ({n.meaning})" for n in emergency.numbers]
    called = "  ".join([*numbers, *([emergency.sentence] if emergency.sentence else [])])
    lines = [
        {
            "text": f"{words.texts['emergency']}{words.texts['colon']}{called}",
            "source": _sourced(emergency.source, str(emergency.checked_on), emergency.reported, words),
        }
    ]
    for service in plan.crisis:
        lines.append(
            {
                "text": f"{words.texts['crisis_line']}{words.texts['colon']}{_contact(service)}",
                "source": _sourced(service.source, str(service.checked_on), service.reported, words),
            }
        )
    if plan.no_crisis_line:
        lines.append({"text": plan.no_crisis_line, "source": ""})
    return lines


def _sourced(source: str, date: str, reported: str | None, words: Wording) -> str:
    text = words.plain("plan.source", source=source, date=date)
    return f"{text} {reported}" if reported else text


def _contact(service: Service) -> str:
    text = " ".join([service.name, *(f"\u2068{contact}\u2069" for contact in service.contact)])
    return f"{text} ({service.note})" if service.note else text


def _crisis(report: Report) -> dict[str, Any] | None:
    if not report.crisis_count and not report.urged_count:
        return None
    words = report.words
    return {
        "title": words.texts["crisis.title"],
        "lead": words.plain("crisis.lead", n=report.crisis_count) if report.crisis_count else "",
        "rows": [
            {"head": f"\u2068{when_text(seen, words)}\u2069 · {id}", "said": _said(seen.quote)}
            for id, seen in report.crisis
        ],
        "urged": words.plain("crisis.urged", n=report.urged_count) if report.urged_count else "",
        "urged_rows": [
            {"head": f"\u2068{when_text(seen, words)}\u2069 · {id}", "said": _said(seen.quote)}
            for id, seen in report.urged
        ],
        "someone": words.texts["crisis.someone"],
    }


def _courses(report: Report) -> list[dict[str, Any]]:
    words = report.words
    columns = [words.texts[key] for key in ("sum.when", "sum.value", "sum.what", "indicators.where")]
    return [
        {
            "title": words.plain("course.title", who=course.title),
            "lines": [
                {"text": words.plain(line.key, **line.args), "rows": ", ".join(line.rows)}
                for line in course.lines
            ],
            "sums_title": words.texts["course.sums"],
            "columns": columns,
            "sums": [
                [f"\u2068{one.when}\u2069", f"\u2068{one.value}\u2069", one.what, one.message]
                for one in course.sums
            ],
            "more": words.plain("more", n=course.more_sums) if course.more_sums else "",
            "open": f"{words.texts['course.open']}{words.texts['colon']}{' '.join(words.texts[key] for key in course.open)}"
            if course.open
            else "",
        }
        for course in report.courses
    ]


def _opinions(report: Report) -> dict[str, Any] | None:
    words, opinions = report.words, report.case.opinions
    if opinions is None:
        return None
    more = len(opinions) - len(report.opinions)
    return {
        "title": words.texts["opinion.title"],
        "lead": words.plain("opinion.lead", n=len(opinions)),
        "lines": [
            {"text": words.plain(line.key, **line.args), "rows": ", ".join(line.rows)}
            for line in report.opinions
        ],
        "more": f"{words.plain('more', n=more)} (opinions.jsonl)" if more else "",
    }


def _plan(report: Report) -> dict[str, Any]:
    words, plan = report.words, report.plan
    leads = {"warning": f"{words.texts['plan.warning']}. ", "comfort": f"{words.texts['plan.comfort']}. "}
    return {
        "title": words.texts["plan.title"],
        "notes": list(plan.notes),
        "lead": [
            {"text": step.text, "source": _sourced(step.source, str(step.checked_on), step.reported, words)}
            for step in plan.lead
        ],
        "steps": [
            {
                "lead": leads.get(step.kind, ""),
                "text": step.text,
                "source": _sourced(step.source, str(step.checked_on), step.reported, words),
                "other": f"{step.other_view.text} ({step.other_view.source})" if step.other_view else "",
            }
            for step in plan.steps
        ],
        "services_title": words.texts["plan.services"],
        "services": [
            {
                "text": f"{_contact(service)}{words.texts['colon']}{words.texts[f'purpose.{service.purpose}']}",
                "source": _sourced(service.source, str(service.checked_on), service.reported, words),
            }
            for service in plan.services
        ],
    }


def _needs(report: Report) -> dict[str, Any]:
    words = report.words
    return {
        "title": words.texts["needs.title"],
        "none": words.texts["needs.none"],
        "items": [
            {
                "title": words.texts.get(f"need.{need.kind}", words.texts["need.other"]),
                "question": short(need.question, 400),
                "answer": f"{words.texts['needs.option']} \u2068{short(need.option, 120)}\u2069",
            }
            for need in report.needs
        ],
    }


def _timeline(report: Report, messages: Callable[[], Iterator[Message]]) -> dict[str, Any]:
    words, survey = report.words, report.survey
    if survey.whole:
        intro = (
            [words.plain("timeline.whole", n=survey.total)] if survey.total else [words.texts["story.none"]]
        )
    else:
        intro = [words.plain("timeline.excerpt_pdf", shown=len(survey.shown), n=survey.total)]
        if not survey.steps:
            intro.append(words.texts["timeline.no_steps"])
        elif survey.steps_shown < survey.steps:
            intro.append(words.plain("timeline.steps_cut", n=survey.steps, shown=survey.steps_shown))
    return {
        "title": words.texts["timeline.title"],
        "intro": [*intro, words.texts["timeline.clock"], words.plain("pdf_text")],
        "items": [
            {"left": words.plain("timeline.left_out", n=item.count)}
            if isinstance(item, LeftOut)
            else _row(item, words)
            for item in report.timeline(messages, EXCERPT_TEXT)
        ],
    }


def _row(row: Row, words: Wording) -> dict[str, Any]:
    texts = words.texts
    head = [f"\u2068{row.when.text}\u2069"] if row.when.text else []
    head += [texts[row.when.mark]] if row.when.mark else []
    head += [texts[row.speaker]]
    head += [f"\u2068{row.sender}\u2069"] if row.sender else []
    head += [texts[row.kind]] if row.kind else []
    extras = [words.plain(key, **args) for key, args in (*row.attachments, *row.reactions)]
    if row.left_out:
        extras.append(f"{words.plain('timeline.cut', n=row.left_out)}; {texts['timeline.cut_jsonl']}")
    if row.extras_left_out:
        extras.append(words.plain("more", n=row.extras_left_out))
    if row.confidence is not None:
        extras.append(words.plain("confidence", percent=row.confidence))
    place = f"{row.id} {row.locator}"
    return {
        "head": " · ".join(head),
        "stages": " · ".join(
            f"{texts['step']}{texts['colon']}{texts[f'stage.{stage}']}" for stage in row.stages
        ),
        "offender": row.speaker == f"speaker.{Speaker.OFFENDER}",
        "said": _said(row.text),
        "extras": extras,
        "place": f"{row.conversation} · {place}" if row.conversation else place,
    }


def _indicators(report: Report) -> dict[str, Any]:
    words = report.words
    return {
        "title": words.texts["indicators.title"],
        "none": words.texts["indicators.none"],
        "groups": [
            {
                "title": words.texts[found.group.key],
                "notes": [
                    f"{who} {text} ({source})" for who, text, source in found.group.notes(report.case.lang)
                ],
                "rows": _entries(found.entries, words),
                "more": words.plain("more", n=found.more) if found.more else "",
            }
            for found in report.groups
        ],
    }


def _entries(entries: Sequence[Identifier], words: Wording) -> list[list[str]]:
    texts = words.texts
    rows = []
    for entry in entries:
        value = [f"\u2068{entry.value}\u2069"]
        value += [words.plain("indicators.written", raw=raw) for raw in entry.written]
        if entry.valid is not None:
            value.append(texts["indicators.valid" if entry.valid else "indicators.invalid"])
        value += entry.notes
        what = texts[f"indicator.{entry.kind}"]
        rows.append(
            [
                f"{what} ({words.platform(entry.platform)})" if entry.platform else what,
                "\n".join(value),
                str(entry.count),
                words.joined([texts[f"speaker.{speaker}"] for speaker in entry.said_by]),
                ", ".join(entry.rows),
            ]
        )
    return rows


def _gaps(report: Report) -> dict[str, Any]:
    words = report.words
    more = len(report.case.gaps) - len(report.gaps)
    notes = [words.plain("gaps.withheld", n=report.withheld)] if report.withheld else []
    if more:
        notes.append(f"{words.plain('more', n=more)} (gaps.csv)")
    if not report.gaps:
        notes.append(words.texts["gaps.none"])
    return {
        "title": words.texts["gaps.title"],
        "notes": notes,
        "items": [
            {
                "title": f"{words.texts[f'gap.{gap.kind}']} ({words.plain('gaps.count', n=gap.count)})",
                "explanation": short(gap.explanation, 400),
                "place": short(gap.locator, 240),
            }
            for gap in report.gaps
        ],
    }


def _sources(report: Report) -> dict[str, Any]:
    words = report.words
    more = len(report.case.sources) - len(report.sources)
    return {
        "title": words.texts["sources.title"],
        "items": [
            {
                "name": short(source.name, 200),
                "kept": " ".join(
                    [
                        f"{words.texts['sources.size']}{words.texts['colon']}{source.size}.",
                        f"{words.texts['sources.kept']}{words.texts['colon']}{words.texts[f'kept.{source.kept}']}.",
                        *([f"\u2068{short(source.format, 60)}\u2069"] if source.format else []),
                        *([f"({short(source.why, 120)})"] if source.why else []),
                    ]
                ),
                "digest": f"SHA-256 {source.digest[:64]}",
            }
            for source in report.sources
        ],
        "notes": [words.plain("sources.more", n=more)] if more else [],
    }


def _verify(report: Report, names: Sequence[str], *, attached: bool) -> dict[str, Any]:
    words, note = report.words, report.note
    stamp = (
        words.plain("verify.stamped", authority=note.authority)
        if note.authority
        else words.texts["verify.not_stamped"]
    )
    files = [words.plain("attached" if attached else "not_attached", names=", ".join(names))] if names else []
    return {
        "title": words.texts["verify.title"],
        "before": [
            words.plain(
                "verify.sealed",
                when=note.sealed_at_utc,
                local=note.sealed_at_local,
                zone=note.device_zone,
            ),
            stamp,
            f"{words.texts['verify.fingerprint']}{words.texts['colon']}",
        ],
        "fingerprint": note.fingerprint,
        "after": [words.texts["verify.compare"], f"{words.texts['verify.commands']}{words.texts['colon']}"],
        "commands": list(note.commands),
        "proves": [words.texts["verify.proves"], words.texts["verify.proves_not"], *files],
    }
