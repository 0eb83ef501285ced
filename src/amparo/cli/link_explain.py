"""`amparo link explain`: why two reports, or a report and a series, belong together."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from amparo.cli import DONE, FAILED, USAGE
from amparo.cli.terminal import printable, say

if TYPE_CHECKING:
    from amparo.linkage.explaining import Judged, Member, Merge, PairExplained, Tie

_Act = Callable[[argparse.Namespace], int]
AGAINST = {
    "shared": "other series use it too",
    "decoy": "a decoy: it stands in reports that have nothing else in common",
    "pause": "further apart in time than identifiers of its kind stay with the same people",
    "origin": "all reports here that name it were handed in by one person or device",
    "material": "material: scripts are sold, photos stolen again",
}
_JOINED = {"time": "of one time, or not", "size": "what the size of the smaller group asks"}


def add(acts: "argparse._SubParsersAction[argparse.ArgumentParser]", guarded: Callable[[_Act], _Act]) -> None:
    act = acts.add_parser(
        "explain",
        help="why two cases, or a case and a series, belong together, and what speaks against",
        description="Two reports: what they share, what speaks against, the chain between them where they share nothing, and a likelihood ratio. "
        "A report and a series: its ties there. A series: which groups joined into it, and on what. A ratio is for staff, not for a court "
        "file, as long as it rests on simulation.",
    )
    act.add_argument("one", metavar="REPORT", help="a report, or a series alone")
    act.add_argument("other", metavar="OTHER", nargs="?", help="another report, or a series")
    source = act.add_mutually_exclusive_group(required=True)
    source.add_argument("--index", type=Path, metavar="FOLDER")
    source.add_argument(
        "--in",
        dest="mentions",
        type=Path,
        metavar="FILE",
        help="a table of mentions; its series are found first",
    )
    act.add_argument(
        "--calibration",
        type=Path,
        metavar="FILE",
        help="what `link calibrate` kept; otherwise that of the index, or else one learned on simulated reports",
    )
    act.add_argument("--json", action="store_true")
    act.add_argument(
        "--html", type=Path, metavar="FILE", help="also a page with the waterfall; must not exist"
    )
    act.add_argument("--lang", choices=("en", "fr", "ar"), default="en", help="of the page")
    act.set_defaults(run=guarded(_explain))


def _explain(given: argparse.Namespace) -> int:
    from amparo.linkage.calibration import CalibrationError
    from amparo.linkage.explaining import ExplainError

    try:
        return _told(given)
    except (CalibrationError, ExplainError) as error:
        say(f"amparo link: {printable(str(error))}")
        return FAILED


def _told(given: argparse.Namespace) -> int:
    from amparo.linkage.explaining import ExplainError, Known, member, merges, pair
    from amparo.linkage.index import opened
    from amparo.linkage.known import CALIBRATION, around, learned, only, whole
    from amparo.linkage.mentions import coded, read
    from amparo.linkage.series import series

    if given.html is not None and given.html.exists():
        say(f"amparo link: {printable(given.html.name)} exists already; nothing was overwritten")
        return FAILED
    asked = [given.one] if given.other is None else [given.one, given.other]
    own = given.calibration
    known: Known
    if given.index is not None:
        with opened(given.index) as index:
            known, reports = around(index.sql, given.index, asked)
        own = own or given.index / CALIBRATION
    else:
        cases = coded(read(given.mentions))
        found = series(cases.mentions)
        known = whole(cases, found)
        every = set(cases.reports.to_pylist())
        reports = [one for one in asked if one in every]
    if given.calibration is not None and not given.calibration.exists():
        raise ExplainError(f"there is no {given.calibration.name}")
    calibrated, simulated = learned(own)
    named = [one for one in asked if one not in reports]
    for one in named:
        if one not in known.series:
            raise ExplainError(f"{one!r} is neither a report nor a series")
    result: PairExplained | Member | list[Merge]
    if len(reports) == 2:
        result = pair(known, calibrated.weights, reports[0], reports[1], simulated=simulated)
    elif not reports and len(named) == 1:
        if given.index is not None:
            cases = only(known, named[0])
            result = merges(cases, series(cases.mentions), None)
        else:
            result = merges(cases, found, named[0])
    elif len(reports) == 1:
        place = known.series[known.found.label[known.number(reports[0])]]
        result = member(known, calibrated.weights, reports[0], named[0] if named else place)
    else:
        say("amparo link: explain takes two reports, a report and a series, or one of either")
        return USAGE
    if given.html is not None:
        from amparo.model import Lang
        from amparo.pages import links

        page = links.page(result, named[0] if named else "", Lang(given.lang), alone=given.index is not None)
        with given.html.open("xb") as out:
            out.write(page)
    if given.json:
        print(msgspec.json.encode(result).decode())
    else:
        print("\n".join(_lines(result, named)))
    return DONE


def _lines(result: "PairExplained | Member | list[Merge]", named: list[str]) -> Iterator[str]:
    from amparo.linkage.explaining import Member, PairExplained

    if isinstance(result, PairExplained):
        yield from _pair(result)
    elif isinstance(result, Member):
        yield from _member(result)
    else:
        yield from _joins(result, named[0])


def _pair(told: "PairExplained") -> Iterator[str]:
    where = (
        f"both in series {told.series_one}"
        if told.series_one == told.series_other
        else f"in series {told.series_one} and {told.series_other}"
    )
    yield f"{printable(told.one)} and {printable(told.other)}: {where}."
    for tie in told.ties:
        yield from _tie(tie)
    for kind in told.nothing_in_common:
        yield f"  - {kind}: both name one, and not the same"
    yield from _judged(told.judged)
    if told.chain:
        yield "  They share nothing themselves. The shortest way between them:"
        for step in told.chain:
            yield f"    {printable(step.one)} - {step.kind} {printable(step.value)} - {printable(step.other)}"
    elif not told.ties:
        yield "  They share nothing that ties."
    yield f"  {meaning(told)}"


def meaning(told: "PairExplained") -> str:
    """The ratio in words, with what it rests on."""
    if not told.candidates:
        return "No likelihood ratio: it is learned on pairs that share an identifier."
    ratio = told.ratio if told.ratio >= 1 else 1 / told.ratio
    words = f"{'at least ' if told.capped else ''}{ratio:,.0f} times" if ratio >= 10 else f"{ratio:.1f} times"
    side = "the same people than if of others" if told.ratio >= 1 else "others than if of the same people"
    rests = (
        "learned on simulated reports, never on yours (`amparo link calibrate` learns on yours)"
        if told.simulated
        else "learned on your reports by holding kinds of identifiers out, without any known outcome"
    )
    return (
        f"Likelihood ratio: what they share, and do not, is {words} likelier if they are of {side}, among pairs of "
        f"reports that share something. For staff, not for a court file: it is {rests}, and the method was tried on simulation alone."
    )


def _tie(tie: "Tie") -> Iterator[str]:
    others = (
        f", {tie.reports_elsewhere} elsewhere in {tie.series_elsewhere} series"
        if tie.reports_elsewhere
        else ""
    )
    when = (
        f", {tie.first_seen:%Y-%m-%d} to {tie.last_seen:%Y-%m-%d}" if tie.first_seen and tie.last_seen else ""
    )
    yield (
        f"  + {tie.kind} {printable(tie.value)} ({tie.tie}): {tie.reports_here} reports here{others}{when}; "
        f"purity {tie.purity:.2f}; log-odds {tie.log_odds:+.1f}"
    )
    more = f" and {tie.reports_here - len(tie.reports)} more" if tie.reports_here > len(tie.reports) else ""
    yield f"      reports: {', '.join(map(printable, tie.reports))}{more}"
    for one in tie.against:
        yield f"      - {AGAINST[one]}"


def _judged(judged: "list[Judged]") -> Iterator[str]:
    for one in judged:
        yield (
            f"  Judged {one.verdict} by {printable(one.by)} on {one.at:%Y-%m-%d}, {printable(one.one)} and "
            f"{printable(one.other)}: {printable(one.reason)}"
        )


def _member(told: "Member") -> Iterator[str]:
    is_in = "is in" if told.holds else "is not in"
    yield f"{printable(told.report)} {is_in} series {told.series}, of {told.reports} reports."
    for tie in told.ties:
        yield from _tie(tie)
    if not told.ties:
        yield "  It shares nothing with it that ties."
    yield from _judged(told.judged)


def _joins(told: "list[Merge]", series: str) -> Iterator[str]:
    if not told:
        yield f"{series}: its identifiers are tied by reports that name them together; no groups had to join."
    for merge in told:
        yield (
            f"{merge.number}. {merge.one_kind} {printable(merge.one_value)} ({merge.one_reports} reports) and "
            f"{merge.other_kind} {printable(merge.other_value)} ({merge.other_reports} reports) joined on log-odds "
            f"{merge.log_odds:.1f}; {merge.threshold} was asked"
        )
        for piece in merge.pieces:
            what = (
                _JOINED.get(piece.what)
                or f"{piece.kind or 'report that names both,'} {printable(piece.value)}"
            )
            yield f"    {'+' if piece.log_odds >= 0 else '-'} {abs(piece.log_odds):.1f}  {what}"
