"""Everything the case page and the PDF say, gathered once, before either is drawn."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from amparo.guidance import Guidance, Plan, Situation, shipped
from amparo.model import Case, Gap, GapKind, Kept, Message, Need, SourceFile, Stage
from amparo.pages import courses, identifiers, money, opinions, story
from amparo.pages.courses import Told
from amparo.pages.identifiers import Gathered
from amparo.pages.money import MoneyPart
from amparo.pages.note import SealNote
from amparo.pages.rows import Row, RowMaker
from amparo.pages.survey import (
    EXCERPT_TEXT,
    VOLUME_TEXT,
    Seen,
    Survey,
    stages_by_message,
    survey,
)
from amparo.pages.wording import Line, Wording, wording

MOST_CRISIS = 8
MOST_NEEDS = 20
MOST_GAPS = 80
MOST_SOURCES = 120

_SITUATIONS = {
    Stage.THREAT: Situation.THREATENED,
    Stage.PAYMENT_MADE: Situation.PAID,
    Stage.REPEAT_DEMAND: Situation.ASKED_AGAIN,
    Stage.CRISIS: Situation.CRISIS,
    Stage.URGES_SELF_HARM: Situation.CRISIS,
    Stage.MAIL_BLACKMAIL: Situation.MAIL_CLAIM,
}
"""What the findings of a case say about the person's situation."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Messages between two rows that the page does not show."""

    count: int
    volume: int


@dataclass(frozen=True, slots=True)
class Report:
    case: Case
    words: Wording
    note: SealNote
    plan: Plan
    survey: Survey
    maker: RowMaker
    stages: Mapping[str, tuple[Stage, ...]]
    lines: list[Line]
    crisis: list[tuple[str, Seen]]
    """The first messages that may come from a person in danger."""
    crisis_count: int
    urged: list[tuple[str, Seen]]
    """The first messages in which the offender tells the person to harm themselves."""
    urged_count: int
    courses: list[Told]
    opinions: list[Line]
    groups: list[Gathered]
    money: list[MoneyPart]
    withheld: int

    @property
    def needs(self) -> tuple[Need, ...]:
        return self.case.needs[:MOST_NEEDS]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.case.gaps[:MOST_GAPS]

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        return self.case.sources[:MOST_SOURCES]

    def timeline(
        self, messages: Callable[[], Iterator[Message]], most: int = VOLUME_TEXT
    ) -> Iterator[Row | LeftOut]:
        """What the case page shows of the timeline, with a word for each stretch left out.

        `most`: characters of one message.
        """
        whole = self.survey.whole
        limit = min(most, VOLUME_TEXT if whole else EXCERPT_TEXT)
        next_ordinal = 0
        for ordinal, message in enumerate(messages()):
            if whole or ordinal in self.survey.shown:
                if ordinal > next_ordinal:
                    yield LeftOut(ordinal - next_ordinal, self.survey.volume_of(next_ordinal))
                next_ordinal = ordinal + 1
                yield self.maker.row(message, self.stages.get(message.id, ()), limit)
        if next_ordinal < self.survey.total:
            yield LeftOut(self.survey.total - next_ordinal, self.survey.volume_of(next_ordinal))


def situations(case: Case) -> set[Situation]:
    """What the findings say of the person's situation.

    The threats inside a bulk mail are part of what it claims, not a threat beside it.
    """
    mails = {f.message for f in case.findings if f.stage is Stage.MAIL_BLACKMAIL}
    return {
        _SITUATIONS[f.stage]
        for f in case.findings
        if f.stage in _SITUATIONS and not (f.stage is Stage.THREAT and f.message in mails)
    }


def _messages(case: Case, stage: Stage) -> list[str]:
    return list(dict.fromkeys(finding.message for finding in case.findings if finding.stage is stage))


def gather(
    case: Case, messages: Callable[[], Iterator[Message]], note: SealNote, guidance: Guidance | None = None
) -> Report:
    """Walk the messages once and put together what there is to say.

    `guidance`: what the plan is taken from; what is shipped, unless a helpline has its own.
    """
    words = wording(case.lang)
    maker = RowMaker(words, case.conversations)
    stages = stages_by_message(case.findings)
    groups = identifiers.by_actor(case)
    parts = money.money(case)
    crisis = _messages(case, Stage.CRISIS)
    urged = _messages(case, Stage.URGES_SELF_HARM)
    asked = story.asked(case) | courses.asked(case) | opinions.asked(case)
    asked |= {*crisis[:MOST_CRISIS], *urged[:MOST_CRISIS]}
    for entries in [*(g.entries for g in groups), *(p.entries for p in parts)]:
        asked |= identifiers.asked(entries)
    surveyed = survey(messages, maker, stages, asked)
    return Report(
        case=case,
        words=words,
        note=note,
        plan=(guidance or shipped()).plan(case.country, case.age, case.lang, situations(case)),
        survey=surveyed,
        maker=maker,
        stages=stages,
        lines=story.story(case, surveyed, words),
        crisis=[(id, surveyed.seen[id]) for id in crisis[:MOST_CRISIS] if id in surveyed.seen],
        crisis_count=len(crisis),
        urged=[(id, surveyed.seen[id]) for id in urged[:MOST_CRISIS] if id in surveyed.seen],
        urged_count=len(urged),
        courses=courses.told(case, words),
        opinions=opinions.lines(case, surveyed, words),
        groups=groups,
        money=parts,
        withheld=max(
            sum(source.kept is Kept.WITHHELD for source in case.sources),
            sum(gap.count for gap in case.gaps if gap.kind is GapKind.MEDIA_WITHHELD),
        ),
    )
