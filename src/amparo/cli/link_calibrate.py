"""`amparo link calibrate`: how far the linkage's probabilities hold, without a truth."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from amparo.cli import DONE, FAILED
from amparo.cli.terminal import printable, say

if TYPE_CHECKING:
    from amparo.linkage.calibration import Calibrated

_Act = Callable[[argparse.Namespace], int]


def add(acts: "argparse._SubParsersAction[argparse.ArgumentParser]", guarded: Callable[[_Act], _Act]) -> None:
    act = acts.add_parser(
        "calibrate",
        help="learn how much shared identifiers say, by holding kinds out, and show how far that holds",
        description="Finds the series once without each of the kinds that most reports name, and asks that kind. With --index what is learned is "
        "kept beside the index, for `explain`. For staff; not for a court file.",
    )
    source = act.add_mutually_exclusive_group(required=True)
    source.add_argument("--index", type=Path, metavar="FOLDER")
    source.add_argument("--in", dest="mentions", type=Path, metavar="FILE")
    act.add_argument(
        "--out", type=Path, metavar="FILE", help="a page with the reliability diagrams; must not exist"
    )
    act.add_argument(
        "--keep",
        type=Path,
        metavar="FILE",
        help="what was learned, for `explain --calibration`; must not exist",
    )
    act.add_argument("--json", action="store_true")
    act.add_argument("--lang", choices=("en", "fr", "ar"), default="en", help="of the page")
    act.set_defaults(run=guarded(_calibrate))


def _calibrate(given: argparse.Namespace) -> int:
    from amparo.linkage.calibration import CalibrationError, calibrated
    from amparo.linkage.index import opened
    from amparo.linkage.known import CALIBRATION
    from amparo.linkage.mentions import coded, read

    for path in (given.out, given.keep):
        if path is not None and path.exists():
            say(f"amparo link: {printable(path.name)} exists already; nothing was overwritten")
            return FAILED
    if given.index is not None:
        with opened(given.index) as index:
            cases = coded(index.mentions())
    else:
        cases = coded(read(given.mentions))
    try:
        told = calibrated(cases)
    except CalibrationError as error:
        say(f"amparo link: {error}")
        return FAILED
    kept = msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"
    if given.keep is not None:
        given.keep.write_bytes(kept)
    if given.index is not None:
        begun = given.index / f"{CALIBRATION}.part"
        begun.write_bytes(kept)
        begun.replace(given.index / CALIBRATION)
    if given.out is not None:
        from amparo.model import Lang
        from amparo.pages import links

        with given.out.open("xb") as out:
            out.write(links.calibration_page(told, Lang(given.lang)))
    print(msgspec.json.encode(told).decode() if given.json else "\n".join(_lines(told)))
    return DONE


def _lines(told: "Calibrated") -> Iterator[str]:
    yield f"{told.reports} reports; held out: {', '.join(map(printable, told.kinds))}; {told.pairs} pairs."
    for name, one in (
        ("All pairs that share something", told.every),
        ("Pairs that share an identifier of people", told.people),
    ):
        yield (
            f"{name}: {one.rate:.1%} of the same people; expected calibration error {one.error:.3f}, log-loss {one.log_loss:.3f} "
            f"(base rate {one.rate_log_loss:.3f})."
        )
        yield "  said    seen    pairs"
        for each in one.bins:
            yield f"  {each.said:.4f}  {each.seen:.4f}  {each.pairs}"
    yield "Seen by what a kind that was held out says, not by known outcomes. For staff; not for a court file."
