"""`examine`: the one place that walks the rooms of the house in order."""

import getpass
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from amparo import __version__
from amparo.casework.derived import Tables
from amparo.casework.intake import Found, Intake, Progress, matching, silent, taken_in
from amparo.casework.keeping import UNKNOWN, Keeping, keep
from amparo.casework.needs import needs_of
from amparo.casework.options import Choose, NothingReadable, Options, UsageProblem
from amparo.casework.reading import Reading
from amparo.casework.rendering import page_entries
from amparo.casework.report import report
from amparo.casework.timeline import Timeline
from amparo.evidence import bag, envelope
from amparo.evidence.bag import Entry
from amparo.evidence.keys import SigningKey
from amparo.evidence.spool import Spool
from amparo.guidance import Guidance
from amparo.model import (
    Case,
    Course,
    Finding,
    Gap,
    GapKind,
    Indicator,
    Kept,
    Message,
    Opinion,
    SourceFile,
    locator,
)
from amparo.recognition import Chronicle, Recogniser, RuleError, scheme
from amparo.recognition.opinion import OpinionMissing, SecondOpinion
from amparo.sources import Cut, Thread
from amparo.sources.base import MEDIA, NOT_PICKED
from amparo.sources.embedded import embedded_media

__all__ = ["Examined", "NothingReadable", "Options", "UsageProblem", "conversations_in", "examine", "report"]

PRIVATE = "Seen by a rule of the helpline's own."
"""The reason that a case gives for a finding of such a rule."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What `examine` made."""

    case: Case
    path: Path
    """The case folder or, with recipients, the encrypted file."""
    sealing: bag.Sealing


def examine(
    paths: Sequence[Path],
    out: Path,
    options: Options,
    *,
    key: SigningKey,
    pasted: bytes | None = None,
    choose: Choose | None = None,
    progress: Progress = silent,
    now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
) -> Examined:
    """Read what was handed in and seal it as a case at `out`, which must not exist.

    `now` gives the time of the sealing, aware, in the zone of the device. Raises `UsageProblem` when the options do not
    fit, `NothingReadable` when no conversation is found, `EvidenceError` when the case cannot be sealed; whatever
    happens, `out` is afterwards either whole or not there.
    """
    problem = options.problem()
    if problem:
        raise UsageProblem(problem)
    if out.exists():
        raise UsageProblem(f"{out} is there already; a case is never overwritten: choose another --out")
    if options.to:
        envelope.recipients(options.to)  # a mistyped one is said before anything is read
    try:
        recogniser = Recogniser(country=options.country, extra_rules=options.rules)
    except RuleError as slip:
        raise UsageProblem(f"the rules of one's own do not hold:\n{slip}") from slip
    try:
        second = SecondOpinion() if options.second_opinion else None
    except OpinionMissing as missing:
        raise UsageProblem(str(missing)) from missing
    with ExitStack() as stack:

        def new_spool() -> Spool:
            return stack.enter_context(Spool(secret=bool(options.to)))

        intake = stack.enter_context(taken_in(paths, options.screenshots, pasted, progress))
        chosen = _pick(intake, options, choose)
        all_picked = not chosen
        # A picture that a person marked is taken whichever conversation they chose, but names nobody the offender.
        threads = [
            t for t in intake.threads if all_picked or t in chosen or any(f.screenshot for f in t.files)
        ]
        timeline = Timeline(new_spool)
        embedded = (
            {} if options.include_media else _embedded(intake, None if all_picked else threads, progress)
        )
        reading = Reading(intake.found, options, timeline, embedded, progress)
        reading.read(threads, chosen)
        if not timeline.count:
            raise NothingReadable(_reasons(intake, reading.gaps))

        def media_wanted(found: Found) -> bool:
            member = found.file.member
            handed_in_itself = not member.archives and member.on_disk in paths
            return options.include_media and (handed_in_itself or found.file.digest in reading.linked)

        kept = keep(
            intake,
            threads,
            all_picked=all_picked,
            media_wanted=media_wanted,
            embedded=embedded,
        )
        tables = Tables(new_spool)
        findings, indicators, courses = _recognise(timeline, tables, recogniser, progress)
        opinions = _second(timeline, findings, second, progress) if second else None
        gaps = (*intake.gaps, *reading.gaps, *_left_out(kept, intake, threads))
        made_at = now().replace(microsecond=0)
        case = Case(
            id=_case_id(kept.sources),
            made_at=made_at,
            version=__version__,
            lang=options.lang,
            country=options.country,
            age=options.age,
            timezone=str(options.timezone) if options.timezone else None,
            sources=tuple(kept.sources),
            conversations=tuple(reading.conversations),
            messages=timeline.count,
            gaps=gaps,
            needs=tuple(needs_of(options, threads, all_picked, gaps, kept.sources)),
            indicators=indicators,
            findings=findings,
            scheme=scheme(findings, reading.conversations),
            courses=courses,
            own_rules=recogniser.own_rules(),
            opinions=opinions,
        )
        derived = list(tables.finish(case, kept.cuts))

        def entries() -> Iterator[Entry]:
            yield from kept.entries
            yield from derived
            yield from page_entries(
                case, lambda: iter(timeline), key, derived, guidance=Guidance(options.guidance)
            )

        sealing = bag.seal(
            entries(),
            out,
            key=key,
            who=options.who or getpass.getuser(),
            what=f"examined: {len(kept.sources)} files, {timeline.count} messages",
            when=case.made_at,
            recipients=options.to,
            authority=options.authority,
            progress=_counted(progress),
        )
        return Examined(case, out, sealing)


def conversations_in(paths: Sequence[Path], progress: Progress = silent) -> tuple[list[Thread], list[str]]:
    """The conversations of an export, unread, and why files were not recognised."""
    with taken_in(paths, (), None, progress) as intake:
        return list(intake.threads), _reasons(intake, ())


def _pick(intake: Intake, options: Options, choose: Choose | None) -> Sequence[Thread]:
    """The conversations that a person chose; none where nobody did, and all are to be taken."""
    threads = intake.threads
    if not threads:
        raise NothingReadable(_reasons(intake, ()))
    if options.with_:
        picked = matching(threads, options.with_)
        if not picked:
            names = ", ".join(options.with_)
            listed = "; ".join(thread.title for thread in threads[:20])
            raise UsageProblem(f"no conversation with {names}; there are {len(threads)}: {listed}")
        return picked
    if choose is not None and len(threads) > 1:
        return choose(threads) or ()
    return ()


def _embedded(
    intake: Intake, picked: Sequence[Thread] | None, progress: Progress
) -> dict[str, tuple[Cut, ...]]:
    """Media inside the text files that are taken, by the digest of the file; found before anything is read or written."""
    taken = None if picked is None else {file.digest for thread in picked for file in thread.files}
    cuts = {}
    looked = 0
    for one in intake.found:
        if one.reader is not None and one.same_as is None and (taken is None or one.file.digest in taken):
            cuts[one.file.digest] = tuple(embedded_media(one.file, one.reader.NAME))
            looked += one.file.size
            progress("looking for photos inside text", looked, None)
    return cuts


def _recognise(
    timeline: Timeline, tables: Tables, recogniser: Recogniser, progress: Progress
) -> tuple[tuple[Finding, ...], tuple[Indicator, ...], tuple[Course, ...]]:
    """All in the order of the timeline, whose rows are written on the way; courses in the order of conversations."""
    findings: list[Finding] = []
    indicators: list[Indicator] = []

    def passing() -> Iterator[Message]:
        for number, message in enumerate(timeline, start=1):
            tables.timeline.add(message)
            if number % 5_000 == 0:
                progress("recognising", number, timeline.count)
            yield message

    chronicle = Chronicle()
    own = recogniser.own_rules()
    private = frozenset(own.ids) if own else frozenset()
    for item in recogniser.recognise(passing(), chronicle):
        if isinstance(item, Finding):
            # A helpline's rule stays its own: the case names it and does not repeat it.
            findings.append(replace(item, reason=PRIVATE) if item.rule in private else item)
        else:
            indicators.append(item)
    courses = sorted(chronicle.courses(), key=lambda course: int(course.conversation[1:]))
    return tuple(findings), tuple(indicators), tuple(courses)


def _second(
    timeline: Timeline, findings: tuple[Finding, ...], second: SecondOpinion, progress: Progress
) -> tuple[Opinion, ...]:
    """What is worth a look of the messages in which no rule saw anything."""
    seen = {finding.message for finding in findings}

    def rest() -> Iterator[Message]:
        for number, message in enumerate(timeline, start=1):
            if number % 1_000 == 0:
                progress("asking for a second opinion", number, timeline.count)
            if message.id not in seen:
                yield message

    return tuple(second.of(rest()))


def _counted(progress: Progress) -> Callable[[int], None]:
    """Sealing tells how many bytes more; people are told how many in all."""
    sealed = 0

    def more(count: int) -> None:
        nonlocal sealed
        sealed += count
        progress("sealing", sealed, None)

    return more


def _left_out(kept: Keeping, intake: Intake, threads: Sequence[Thread]) -> Iterator[Gap]:
    """Files and conversations that are not in the case, or only by name, size and digest."""
    files: dict[str, list[SourceFile]] = {}
    for source in kept.sources:
        if source.kept is Kept.WITHHELD and source.why:
            files.setdefault(source.why, []).append(source)
    reasons = {found.file.name: found.explanation for found in intake.found}
    for why, left in files.items():
        kind = {
            MEDIA: GapKind.MEDIA_WITHHELD,
            NOT_PICKED: GapKind.NOT_PICKED,
            UNKNOWN: GapKind.UNKNOWN_FORMAT,
        }[why]
        named = ", ".join(source.name for source in left[:3]) + (" ..." if len(left) > 3 else "")
        detail = f" ({reasons[left[0].name]})" if why == UNKNOWN else ""
        yield Gap(
            kind=kind,
            count=len(left),
            explanation=f"{len(left)} files are held by name, size and digest only, {why}{detail}: {named}.",
            locator=locator.at_file(left[0].digest),
        )
    for why, count in Counter(cut.why for cut in kept.cuts if cut.why != NOT_PICKED).items():
        first = next(cut for cut in kept.cuts if cut.why == why)
        yield Gap(
            kind=GapKind.MEDIA_WITHHELD,
            count=count,
            explanation=f"{count} times {why} inside a file was blanked in the copy that the case holds; cuts.jsonl "
            "lists place, size and digest of each.",
            locator=locator.at_bytes(first.file, first.start, first.end),
        )
    left_threads = len(intake.threads) - len(threads)
    if left_threads:
        yield Gap(
            kind=GapKind.NOT_PICKED,
            count=left_threads,
            explanation=f"{left_threads} further conversations were handed in and not taken, as a person chose.",
        )


def _reasons(intake: Intake, gaps: Sequence[Gap]) -> list[str]:
    if not intake.found and not intake.refused:
        return ["what was handed in holds no file"]
    return [
        *(f"{one.file.name}: {one.explanation}" for one in intake.found if one.reader is None),
        *(gap.explanation for gap in (*intake.gaps, *gaps)),
    ]


def _case_id(files: Sequence[SourceFile]) -> str:
    together = "\n".join(sorted(source.digest for source in files))
    return hashlib.sha256(together.encode()).hexdigest()[:16]
