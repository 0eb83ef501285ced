"""What happened, in about ten lines, each resting on rows that the reader can open.

Made from findings, indicators and conversations by templates; nothing is inferred that no row says.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from amparo.model import DANGER, Case, Finding, Moment, Stage
from amparo.pages.money import amounts_in
from amparo.pages.rows import When, when_of
from amparo.pages.shown import short
from amparo.pages.survey import Seen, Survey
from amparo.pages.wording import Line, Wording

ROWS = 3
"""Rows linked from one line."""


def asked(case: Case) -> set[str]:
    """Ids of the messages that the lines speak of."""
    return {
        message
        for stage in Stage
        for message in _messages([f for f in case.findings if f.stage is stage])[:ROWS]
    }


def story(case: Case, survey: Survey, words: Wording) -> list[Line]:
    """The lines; at least one."""
    if not survey.total:
        return [Line("story.none", {}), *_scheme(case, words)]
    return [
        *_when_and_where(case, survey, words),
        *_steps(case, survey, words),
        *_scheme(case, words),
    ]


def _when_and_where(case: Case, survey: Survey, words: Wording) -> Iterator[Line]:
    platforms = dict.fromkeys(words.platform(c.platform) for c in case.conversations)
    yield Line(
        "story.extent",
        {
            "n": str(survey.total),
            "k": str(len(case.conversations)),
            "platforms": words.joined(list(platforms)[:8]),
        },
    )
    start = _start(case, survey)
    if start:
        conversation = next((c for c in case.conversations if c.id == start.conversation), None)
        if conversation:
            yield Line(
                "story.began",
                {
                    "when": when_text(start, words),
                    "platform": words.platform(conversation.platform),
                    "title": short(conversation.title, 80),
                },
            )
    if survey.last:
        yield Line("story.ended", {"when": when_text(survey.last, words)})


def _steps(case: Case, survey: Survey, words: Wording) -> Iterator[Line]:
    by_stage: dict[Stage, list[Finding]] = {}
    for finding in case.findings:
        by_stage.setdefault(finding.stage, []).append(finding)
    for stage in Stage:
        if stage in DANGER:
            continue  # it stands above everything else, on its own
        messages = _messages(by_stage.get(stage, []))
        if not messages:
            if stage is Stage.PAYMENT_MADE and (Stage.DEMAND in by_stage or Stage.THREAT in by_stage):
                yield Line("story.not_paid", {})
            continue
        rows, more = tuple(messages[:ROWS]), max(len(messages) - ROWS, 0)
        args = _facts(survey.seen.get(messages[0]), words, len(messages))
        key = f"story.{stage}"
        if stage is Stage.THREAT:
            key, args = _threat(case, survey, words, messages[0], args)
        elif stage is Stage.DEMAND:
            amounts = [
                f"{value} (×{count})" if count > 1 else value
                for value, count in amounts_in(case.indicators, set(messages))[:6]
            ]
            key = "story.demand" if amounts else "story.demand_bare"
            args["amounts"] = words.joined(amounts)
        yield Line(key, args, rows, more)
        if stage is Stage.THREAT and len(messages) > 1:
            yield Line("story.threats", {"n": str(len(messages))})


def _facts(seen: Seen | None, words: Wording, count: int) -> dict[str, str]:
    return {
        "n": str(count),
        "when": when_text(seen, words) if seen else words.texts["clock.none"],
        "quote": seen.quote if seen else "",
    }


def _threat(
    case: Case, survey: Survey, words: Wording, message: str, args: dict[str, str]
) -> tuple[str, dict[str, str]]:
    start, threat = _start(case, survey), survey.seen.get(message)
    took = duration(start, threat) if start and threat else None
    if took is None:
        return "story.threat_when", args
    return "story.threat", {**args, "duration": duration_text(int(took.total_seconds()), words)}


def _scheme(case: Case, words: Wording) -> Iterator[Line]:
    scheme = [stage for stage in dict.fromkeys(case.scheme.stages) if stage not in DANGER]
    stages = [words.texts[f"stage.{stage}"] for stage in scheme]
    key = "scheme.recognised" if case.scheme.recognised else "scheme.not_recognised"
    yield Line(key if stages else f"{key}_bare", {"stages": words.joined(stages)})


def _messages(findings: Sequence[Finding]) -> list[str]:
    return list(dict.fromkeys(finding.message for finding in findings))


def _start(case: Case, survey: Survey) -> Seen | None:
    """The first message of the conversations that matter: picked, or holding a step, or all."""
    picked = {c.id for c in case.conversations if c.picked}
    with_steps = {f.conversation for f in case.findings if f.stage not in DANGER}
    for conversations in (picked | with_steps if picked else with_steps, set(survey.first)):
        firsts = [seen for id, seen in survey.first.items() if id in conversations]
        if firsts:
            return min(firsts, key=lambda seen: seen.ordinal)
    return None


def when_text(seen: Seen, words: Wording) -> str:
    """To the minute, with the mark of a time that is not the source's own instant."""
    return _to_the_minute(seen.when, seen.instant is not None, words)


def moment_text(moment: Moment, words: Wording) -> str:
    """As `when_text`."""
    return _to_the_minute(when_of(moment), moment.sent_at is not None, words)


def _to_the_minute(when: When, instant: bool, words: Wording) -> str:
    if when.mark == "clock.none":
        return words.texts["clock.none"]
    text = when.text.removesuffix(" UTC")[:16] + (" UTC" if instant else "")
    return words.joined([text, words.texts[when.mark]]) if when.mark else text


def duration(start: Seen, end: Seen) -> timedelta | None:
    """Between two messages whose clocks can be compared: two instants, or two wall times of one conversation."""
    if start.instant and end.instant:
        took = end.instant - start.instant
    elif start.wall and end.wall and start.conversation == end.conversation:
        try:
            took = datetime.fromisoformat(end.wall) - datetime.fromisoformat(start.wall)
        except (ValueError, TypeError):
            return None
    else:
        return None
    return took if took >= timedelta() else None


def duration_text(seconds: int, words: Wording) -> str:
    minutes = seconds // 60
    days, hours = divmod(minutes // 60, 24)
    if days:
        key = "duration.days"
    elif hours:
        key = "duration.hours"
    elif minutes:
        key = "duration.minutes"
    else:
        key = "duration.less"
    return words.texts[key].format(d=days, h=hours, m=minutes % 60)


def reasons(case: Case) -> tuple[str, ...]:
    """The recogniser's own sentences, in English."""
    return tuple(short(reason, 300) for reason in case.scheme.reasons[:12])
