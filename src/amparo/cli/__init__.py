"""The `amparo` command; one module a verb."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from amparo import __version__

VERBS = (
    *("plan", "examine", "list", "show", "verify", "timestamp", "encrypt", "decrypt", "key", "report"),
    *("guidance", "rules", "scan", "link", "simulate", "evaluate"),
)

DONE, FAILED, USAGE, NOTHING_READABLE = 0, 1, 2, 3


def parser(verbs_wanted: Sequence[str] = VERBS) -> argparse.ArgumentParser:
    """The command line; only the modules of `verbs_wanted` are loaded."""
    top = argparse.ArgumentParser(
        prog="amparo",
        description="Seals, reads and explains the evidence of webcam blackmail.",
        epilog="Nothing leaves this device unless you say so. In danger, or with thoughts of ending your life: call "
        "your emergency number first.",
    )
    top.add_argument("--version", action="version", version=f"amparo {__version__}")
    if verbs_wanted == VERBS:
        import shtab  # a third of the time that a plan takes to appear

        shtab.add_argument_to(top, ["--print-completion"])
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    for verb in verbs_wanted:
        import_module(f"amparo.cli.{verb}").add(verbs)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code says done (0), failed (1), wrong usage (2) or nothing readable (3)."""
    words = sys.argv[1:] if arguments is None else [*arguments]
    options = parser([verb for verb in VERBS if words[:1] == [verb]] or VERBS).parse_args(words)
    try:
        code: int = options.run(options)
    except KeyboardInterrupt:
        print("amparo: stopped; nothing half-made was left behind", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except OSError as cause:
        named = f"{cause.filename}: {cause.strerror}" if cause.filename and cause.strerror else cause
        print(f"amparo: {named}", file=sys.stderr)
        return FAILED
    return code
