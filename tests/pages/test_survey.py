"""What the page shows of a long conversation, and where the rest stands."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import Attachment, Lang, Message, Reaction, Stage
from amparo.pages import html
from amparo.pages.report import LeftOut, gather
from amparo.pages.rows import Row, RowMaker
from amparo.pages.survey import AROUND, chosen_steps
from amparo.pages.wording import wording
from pages import made_up


def _report(rows: int, **changed: object):
    messages = made_up.long_timeline(rows) if rows else made_up.several(made_up.timeline())
    return gather(made_up.case(**changed), messages, made_up.SEAL), messages


def test_a_short_conversation_is_shown_whole() -> None:
    report, messages = _report(0)
    assert report.survey.whole
    assert report.survey.volumes == ()
    assert [type(item) for item in report.timeline(messages)] == [Row] * 17


def test_a_long_one_shows_its_steps_with_five_rows_before_and_after() -> None:
    report, messages = _report(1000)
    items = list(report.timeline(messages))
    assert not report.survey.whole
    assert sum(isinstance(item, Row) and bool(item.stages) for item in items) == len(made_up.findings())
    first_gap = next(n for n, item in enumerate(items) if isinstance(item, LeftOut))
    shown_before = [item for item in items[:first_gap] if isinstance(item, Row)]
    assert shown_before[-1].id == "c1-4"  # the other conversation's rows do not stand for these surroundings
    assert not any(item.stages for item in items[first_gap + 1 : first_gap + 1 + AROUND - 3])


def test_shown_and_left_out_make_up_the_whole() -> None:
    report, messages = _report(1000)
    items = list(report.timeline(messages))
    counted = sum(item.count if isinstance(item, LeftOut) else 1 for item in items)
    assert counted == report.survey.total == 1017


def test_without_a_step_the_start_and_the_end_are_shown() -> None:
    report, messages = _report(1000, findings=())
    items = list(report.timeline(messages))
    assert [isinstance(item, LeftOut) for item in items].count(True) == 1
    assert len(items) == 41


def test_of_very_many_steps_some_of_each_are_chosen() -> None:
    stages = {f"c1-{n}": (Stage.DEMAND,) for n in range(5000)} | {"c1-9999": (Stage.CRISIS,)}
    chosen = chosen_steps(stages)
    assert "c1-9999" in chosen
    assert len(chosen) < 50


def test_each_message_is_in_the_volume_that_links_name() -> None:
    report, messages = _report(20_000)
    volumes = dict(html.volumes(report, messages))
    assert len(volumes) > 2
    for id, seen in report.survey.seen.items():
        volume = volumes[html.volume_name(report.survey.volume_of(seen.ordinal))]
        assert f'id="m-{id}"'.encode() in volume


_NAMES = st.text(max_size=100)


@given(st.text(max_size=200), _NAMES, _NAMES, _NAMES, st.integers(0, 3), st.booleans())
def test_the_bound_of_a_row_holds(
    text: str, sender: str, name: str, place: str, extras: int, confident: bool
) -> None:
    words = wording(Lang.AR)
    message: Message = msgspec.structs.replace(
        made_up.timeline()[0],
        text=text,
        sender=sender,
        locator="sha256:" + "0" * 64 + "#json=" + place,
        attachments=(Attachment(name=name),) * extras,
        reactions=(Reaction(sender, name),) * extras,
        confidence=0.5 if confident else None,
    )
    conversations = tuple(msgspec.structs.replace(c, title=name) for c in made_up.conversations())
    maker = RowMaker(words, conversations)
    for limit in (10, 1000):
        row = html._row_macro(words)(maker.row(message, tuple(Stage), limit))
        assert len(row.encode("utf-8", "replace")) <= maker.bound(message, tuple(Stage), limit)
