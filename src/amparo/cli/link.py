"""`amparo link`: reports to series."""

import argparse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from amparo.cli import DONE, FAILED, USAGE, link_bulk, link_calibrate, link_explain, link_mentions, link_told
from amparo.cli.tables import TableError, needs, write
from amparo.cli.terminal import printable, say

if TYPE_CHECKING:
    from amparo.linkage.matching import Match


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("link", help="which reports belong to the same series, and why")
    acts = verb.add_subparsers(dest="act", metavar="ACT", required=True)
    link_mentions.add(acts).set_defaults(run=partial(_guarded, link_mentions.run))
    found = acts.add_parser(
        "series",
        help="all series of a table of mentions",
        description="Reads report_id, kind, value (and, if there, seen_at, speaker, tie) and writes report_id, series_id. The same "
        "mentions give the same series, in whatever order they come.",
    )
    found.add_argument("--in", dest="mentions", type=Path, required=True, metavar="FILE")
    found.add_argument("--out", type=Path, required=True, metavar="FILE", help="must not exist")
    found.add_argument(
        "--reasons",
        type=Path,
        metavar="FILE",
        help="which identifiers tie each report to its series; otherwise beside OUT, as NAME.reasons",
    )
    found.add_argument(
        "--shared",
        type=Path,
        metavar="FILE",
        help="identifiers that several series use, and decoys; otherwise beside OUT, as NAME.shared",
    )
    found.add_argument(
        "--review",
        type=Path,
        metavar="FILE",
        help="reports that join no series until a person has looked at them; otherwise beside OUT, as NAME.review",
    )
    found.add_argument(
        "--merges",
        type=Path,
        metavar="FILE",
        help="which groups joined into each series, and on what; otherwise beside OUT, as NAME.merges",
    )
    found.add_argument(
        "--parts",
        type=Path,
        metavar="FILE",
        help="which accounts made contact, blackmailed or collected in each series; otherwise beside OUT, as NAME.parts",
    )
    found.add_argument(
        "--judgements",
        type=Path,
        metavar="FILE",
        help="what people decided about two reports, as `judge` keeps it (judgements.jsonl); series honour it",
    )
    link_bulk.options(found)
    found.add_argument(
        "--variants",
        type=Path,
        metavar="FILE",
        help="which values were taken for forms of one, and why; otherwise beside OUT, as NAME.variants",
    )
    _exact(found)
    found.set_defaults(run=partial(_guarded, _series))
    built = acts.add_parser(
        "build",
        help="an index of all cases, for matching new ones",
        description="Finds all series of a table of mentions and keeps cases and series in a folder, where `match`, `remove` and "
        "`export` find them.",
    )
    built.add_argument("--in", dest="mentions", type=Path, required=True, metavar="FILE")
    link_bulk.options(built)
    _exact(built)
    _index(built, _build)
    matched = acts.add_parser(
        "match",
        help="which series new cases belong to, and why",
        description="Reads cases as `build` does and says for each which series it belongs to, which identifiers tie it there and what "
        "speaks against. With --add they are part of the index from then on.",
    )
    matched.add_argument("--in", dest="mentions", type=Path, required=True, metavar="FILE")
    matched.add_argument("--add", action="store_true", help="take the cases into the index")
    matched.add_argument("--json", action="store_true", help="one JSON object a case")
    _index(matched, _match)
    removed = acts.add_parser(
        "remove",
        help="take cases out of the index: a withdrawal",
        description="The series of each is found again from what is left; of the case itself nothing stays.",
    )
    removed.add_argument("reports", nargs="+", metavar="REPORT")
    _index(removed, _remove)
    judged = acts.add_parser(
        "judge",
        help="say that two cases are of the same people, or not",
        description="A person's word, kept with who, when and why, and honoured from then on; the newest about two cases holds.",
    )
    judged.add_argument("reports", nargs=2, metavar="REPORT")
    judged.add_argument("verdict", choices=("same", "not-same", "unsure", "undone"))
    judged.add_argument("--by", required=True, metavar="NAME", help="who decided")
    judged.add_argument("--reason", required=True, metavar="TEXT")
    _index(judged, _judge)
    link_explain.add(acts, lambda act: partial(_guarded, act))
    link_calibrate.add(acts, lambda act: partial(_guarded, act))
    exported = acts.add_parser("export", help="series or mentions of the index as a table")
    exported.add_argument("what", choices=("series", "mentions"))
    exported.add_argument("--out", type=Path, required=True, metavar="FILE", help="must not exist")
    _index(exported, _export)


_Act = Callable[[argparse.Namespace], int]


def _exact(act: argparse.ArgumentParser) -> None:
    act.add_argument(
        "--exact",
        action="store_true",
        help="take every value as it is written: no forms of names, handles, photos, scripts are folded",
    )


def _index(act: argparse.ArgumentParser, run: _Act) -> None:
    act.add_argument("--index", type=Path, required=True, metavar="FOLDER")
    act.set_defaults(run=partial(_guarded, run))


def _guarded(act: _Act, given: argparse.Namespace) -> int:
    """Runs an act; what it lacks, or cannot read or write, is said in one line."""
    if missing := needs("numpy", "pyarrow", "scipy"):
        say(f"amparo link: {missing}")
        return USAGE
    from amparo.linkage.index import LinkIndexError
    from amparo.linkage.judgements import JudgementsError
    from amparo.linkage.mentions import MentionsError

    try:
        return act(given)
    except (JudgementsError, LinkIndexError, MentionsError, TableError) as error:
        say(f"amparo link: {printable(str(error))}")
        return FAILED


def _build(given: argparse.Namespace) -> int:
    from amparo.linkage.index import JUDGED, build, is_free
    from amparo.linkage.judgements import judged
    from amparo.linkage.judgements import read as judgements_of
    from amparo.linkage.mentions import coded, read
    from amparo.linkage.series import series
    from amparo.linkage.variants import folded

    is_free(given.index)
    said = judgements_of(given.index / JUDGED)
    if (engine := link_bulk.engine_for(given)) != "memory":
        return link_bulk.index_in_bulk(given, engine, said)
    told = None if given.exact else folded(read(given.mentions))
    mentions = coded(told.mentions if told else read(given.mentions))
    found, conflicts = judged(mentions, series(mentions.mentions), said)
    build(given.index, mentions, found, told.mentions if told else None)
    link_told.index(mentions.mentions.reports, int(found.label.max(initial=-1)) + 1, conflicts)
    return DONE


def _match(given: argparse.Namespace) -> int:
    from amparo.linkage.index import LinkIndexError, opened
    from amparo.linkage.matching import cases
    from amparo.linkage.mentions import read

    result = DONE
    with opened(given.index) as index:
        for name, case in cases(read(given.mentions)):
            try:
                found = index.add(name, case) if given.add else index.match(case)
            except LinkIndexError as error:  # costs this case only
                say(f"amparo link: {printable(str(error))}")
                result = FAILED
                continue
            if given.json:
                print(msgspec.json.encode({"report_id": name, **msgspec.to_builtins(found)}).decode())
            else:
                print("\n".join(_told(name, found)))
    return result


def _told(name: str, found: "Match") -> Iterator[str]:
    yield f"{printable(name)}: {found.series or 'no series'}"
    for candidate in found.candidates[:_SHOWN]:
        yield f"  {candidate.series}, {candidate.reports} cases:"
        for reason in candidate.reasons:
            sign = "+" if reason.counts else "-"
            against = f"; {reason.against}" if reason.against else ""
            written = f" (here: {printable(reason.written)}; {reason.folded})" if reason.folded else ""
            yield (
                f"    {sign} {reason.kind} {printable(reason.value)}{written}: {reason.reports_here} cases here, "
                f"{reason.reports_elsewhere} elsewhere{against}"
            )
    if len(found.candidates) > _SHOWN:
        yield f"  and {len(found.candidates) - _SHOWN} series more share something with it (--json names them)"


_SHOWN = 3
"""Candidates that are named."""


def _remove(given: argparse.Namespace) -> int:
    from amparo.linkage.index import opened

    with opened(given.index) as index:
        for report in given.reports:
            left = index.remove(report)
            print(f"{printable(report)}: removed; its series is {', '.join(left) or 'gone with it'}.")
    return DONE


def _judge(given: argparse.Namespace) -> int:
    from amparo.linkage.index import opened
    from amparo.linkage.judgements import Judgement, Verdict

    judgement = Judgement(
        one=given.reports[0],
        other=given.reports[1],
        verdict=Verdict(given.verdict),
        by=given.by,
        at=datetime.now(UTC),
        reason=given.reason,
    )
    with opened(given.index) as index:
        conflicts = index.judge(judgement)
    link_told.contradictions(conflicts)
    return DONE


def _export(given: argparse.Namespace) -> int:
    from amparo.linkage.index import opened

    with opened(given.index) as index:
        write(index.series() if given.what == "series" else index.mentions(), given.out)
    return DONE


def _series(given: argparse.Namespace) -> int:
    from amparo.linkage.judgements import handed_in, judged
    from amparo.linkage.mentions import coded, read
    from amparo.linkage.parts import parts_table
    from amparo.linkage.reasons import merges_table, reasons_table, review_table, series_table, shared_table
    from amparo.linkage.series import series
    from amparo.linkage.variants import folded, written

    beside = {
        part: getattr(given, part) or given.out.with_name(f"{given.out.stem}.{part}{given.out.suffix}")
        for part in ("reasons", "shared", "review", "merges", "parts", "variants")
    }
    if (engine := link_bulk.engine_for(given)) != "memory":
        return link_bulk.series_in_bulk(given, engine, beside)
    told = None if given.exact else folded(read(given.mentions))
    rows = told.mentions if told else read(given.mentions)
    mentions = coded(rows)
    found, conflicts = judged(mentions, series(mentions.mentions), handed_in(given.judgements))
    reasons = reasons_table(mentions, found)
    write(written(reasons, rows) if told else reasons, beside["reasons"])
    if told:
        write(told.variants, beside["variants"])
    write(shared_table(mentions, found), beside["shared"])
    write(review_table(mentions, found), beside["review"])
    write(merges_table(mentions, found), beside["merges"])
    write(parts_table(rows, series_table(mentions, found)), beside["parts"])
    write(series_table(mentions, found), given.out)
    link_told.series(
        mentions.mentions.reports,
        int(found.label.max(initial=-1)) + 1,
        mentions.skipped,
        int(found.apart.sum()),
        told.variants if told else None,
        conflicts,
        beside,
    )
    return DONE
