"""`amparo simulate`: a made-up world of reports whose true series are known."""

import argparse
from pathlib import Path

from amparo.cli import DONE, FAILED, USAGE
from amparo.cli.tables import TableError, needs, write
from amparo.cli.terminal import printable, say

SIDES = ("rotation", "sharing", "missing", "sizes", "errors")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser(
        "simulate",
        help="make up reports whose true series are known",
        description="Writes mentions as `amparo link` reads them, and the truth. No texts, no real identifiers. The same number, "
        "seed and parameters give the same world.",
    )
    verb.add_argument("--reports", type=_count, required=True, metavar="N")
    verb.add_argument("--seed", type=int, default=0, metavar="S")
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help="the mentions; must not exist")
    verb.add_argument(
        "--truth", type=Path, metavar="FILE", help="report_id, series_id, poisoned; must not exist"
    )
    verb.add_argument("--mixed", type=_share, metavar="SHARE", help="of reports with a stranger's identifier")
    verb.add_argument(
        "--variants",
        type=_share,
        metavar="SHARE",
        help="of receivers, handles and scripts that are written another way: names and neutral words then stand for their ids",
    )
    verb.add_argument("--poison", type=_share, metavar="SHARE", help="of false reports")
    verb.add_argument(
        "--shift",
        action="append",
        default=[],
        type=_shift,
        metavar="SIDE=FACTOR",
        help=f"{', '.join(SIDES)}: by half, double ...",
    )
    verb.add_argument("--world", type=Path, metavar="FILE", help="other parameters, laid out as world.toml")
    verb.set_defaults(run=run)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a world has at least one report")
    return number


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("a share lies between 0 and 1")
    return share


def _shift(text: str) -> tuple[str, float]:
    side, _, factor = text.partition("=")
    if side not in SIDES or not factor or float(factor) <= 0:
        raise argparse.ArgumentTypeError(f"SIDE=FACTOR, SIDE being one of {', '.join(SIDES)}")
    return side, float(factor)


def run(given: argparse.Namespace) -> int:
    if missing := needs("numpy", "pyarrow", "scipy"):
        say(f"amparo simulate: {missing}")
        return USAGE
    from amparo.linkage.simulate import FILE, Parameters, simulate

    try:
        parameters = Parameters.load(given.world or FILE)
        for side, factor in given.shift:
            parameters = parameters.shifted(side, factor)
        if given.mixed is not None:
            parameters = parameters.with_errors(mixed=given.mixed)
        if given.variants is not None:
            parameters = parameters.with_errors(variants=given.variants)
        if given.poison is not None:
            parameters = parameters.with_poison(given.poison)
        world = simulate(given.reports, given.seed, parameters)
        write(world.mentions, given.out)
        if given.truth:
            write(world.truth, given.truth)
    except (TableError, ValueError) as error:
        say(f"amparo simulate: {printable(str(error))}")
        return FAILED
    print(f"{given.reports} reports with {world.mentions.num_rows} mentions.")
    return DONE
