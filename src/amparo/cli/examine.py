"""`amparo examine`: from what a phone holds to a sealed case with a page."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from amparo import casework
from amparo.casework.intake import PASTE_LIMIT, matching
from amparo.cli import DONE, FAILED, NOTHING_READABLE, USAGE
from amparo.cli.keyring import keyring
from amparo.cli.person import add_age, age_group, country, overlay_that_holds
from amparo.cli.rules import add_own_rules, own_rules
from amparo.cli.terminal import Bar, ask, is_asking, printable, say
from amparo.evidence.errors import EvidenceError
from amparo.guidance import GuidanceError
from amparo.model import AgeGroup, Lang
from amparo.sources import Thread


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser(
        "examine",
        help="read exports, mails and screenshots into a sealed case with a page",
        description="Reads chat exports (zip, folder or file), mails, pasted text (-) and marked screenshots into one "
        "sealed case: a timeline, the recognised steps, the identifiers, the gaps, and a page to read. Photos and "
        "videos are never taken in, unless an adult asks for it and then only encrypted.",
    )
    verb.add_argument("paths", nargs="*", metavar="PATH", help="file, folder or archive; - reads pasted text")
    verb.add_argument("--out", type=Path, metavar="CASE", help="where the case goes; must not exist")
    verb.add_argument(
        "--me", action="append", default=[], metavar="NAME", help="name of the person who was blackmailed"
    )
    verb.add_argument(
        "--with",
        action="append",
        default=[],
        dest="with_",
        metavar="NAME",
        help="take only this conversation",
    )
    verb.add_argument("--timezone", type=_zone, metavar="ZONE", help="assumed for clocks without a zone")
    verb.add_argument("--country", type=country, metavar="CC", help="where the person is, such as GB or MA")
    add_age(verb)
    verb.add_argument("--lang", type=Lang, choices=list(Lang), default=Lang.EN, help="language of the page")
    verb.add_argument(
        "--screenshot", action="append", default=[], type=Path, metavar="PATH",
        help="a picture that is a screenshot of a chat, a mail or a receipt: it is read and kept",
    )  # fmt: skip
    verb.add_argument(
        "--to", action="append", default=[], metavar="RECIPIENT",
        help="age recipient, SSH key or file of them: leave only the encrypted case",
    )  # fmt: skip
    verb.add_argument(
        "--include-media", action="store_true", help="adults only, with --to: photos and videos too"
    )
    add_own_rules(verb)
    verb.add_argument(
        "--second-opinion", action="store_true",
        help="also list messages that no rule saw and that resemble examples; decides nothing; needs amparo[opinion]",
    )  # fmt: skip
    verb.add_argument("--who", default="", metavar="NAME", help="who hands it in, for the chain of custody")
    verb.add_argument(
        "--authority", metavar="URL", help="time stamp authority (RFC 3161) to ask; none by default"
    )
    verb.add_argument("--json", action="store_true", help="print the result as one JSON object")
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    age = given.age
    if age is None:  # asked before any file is touched
        age = _ask_age() if is_asking() else AgeGroup.UNKNOWN
    pasted = None
    paths = [Path(path) for path in given.paths if path != "-"]
    if "-" in given.paths:
        pasted = sys.stdin.buffer.read(PASTE_LIMIT + 1)
        if len(pasted) > PASTE_LIMIT:
            say(
                f"amparo examine: more than {PASTE_LIMIT >> 20} MiB were pasted; save the text as a file and name that"
            )
            return USAGE
    if not paths and not given.screenshot and pasted is None:
        say("amparo examine: name a file or folder, or - to paste text")
        return USAGE
    try:
        guidance = overlay_that_holds(given.lang)
    except GuidanceError as slip:
        say(f"amparo examine: {printable(str(slip))}")
        return USAGE
    options = casework.Options(
        me=tuple(given.me),
        with_=tuple(given.with_),
        timezone=given.timezone,
        country=given.country,
        age=age,
        lang=given.lang,
        screenshots=tuple(given.screenshot),
        to=tuple(given.to),
        include_media=given.include_media,
        who=given.who,
        authority=given.authority,
        rules=own_rules(given.rules),
        second_opinion=given.second_opinion,
        guidance=guidance,
    )
    problem = options.problem()
    if problem:
        say(f"amparo examine: {problem}")
        return USAGE
    out = given.out or _default_out(bool(options.to))
    try:
        with Bar() as progress:
            done = casework.examine(
                paths,
                out,
                options,
                key=keyring().signing_key(),
                pasted=pasted,
                choose=_choose if is_asking() else None,
                progress=progress,
            )
    except casework.UsageProblem as problem:
        say(f"amparo examine: {printable(str(problem))}")
        return USAGE
    except casework.NothingReadable as nothing:
        say("amparo examine: nothing here could be read, and no case was made.")
        for reason in nothing.reasons[:40]:
            say(f"  {printable(reason)}")
        return NOTHING_READABLE
    except EvidenceError as error:
        say(f"amparo examine: {error}")
        return FAILED
    if done.sealing.stamp_problem:
        say(f"amparo examine: the case is sealed, with no time stamp: {done.sealing.stamp_problem}")
    if given.json:
        sys.stdout.buffer.write(_json(done) + b"\n")
    else:
        _tell(done, encrypted=bool(options.to))
    return DONE


def _json(done: casework.Examined) -> bytes:
    case = done.case
    return msgspec.json.encode(
        {
            "case": str(done.path),
            "sources": case.sources,
            "conversations": case.conversations,
            "messages": case.messages,
            "gaps": case.gaps,
            "needs": case.needs,
            "indicators": case.indicators,
            "findings": case.findings,
            "scheme": case.scheme,
        }
    )


def _tell(done: casework.Examined, *, encrypted: bool) -> None:
    case = done.case
    print(f"{case.messages} messages in {len(case.conversations)} conversations, {len(case.gaps)} gaps.")
    verdict = (
        "The steps of the scheme were recognised"
        if case.scheme.recognised
        else "The scheme was not recognised"
    )
    print(f"{verdict}: {printable('; '.join(case.scheme.reasons))}")
    for need in case.needs:
        print(f"To decide: {need.question} ({need.option})")
    print(f"{'Encrypted case' if encrypted else 'Case'}: {done.path}")
    if not encrypted:
        print(f"Page: {done.path / 'case.html'}")


def _choose(threads: Sequence[Thread]) -> Sequence[Thread] | None:
    say(f"{len(threads)} conversations were found:")
    for number, thread in enumerate(threads, start=1):
        rows = f", {thread.rows} messages" if thread.rows else ""
        say(f"  {number:4} {printable(thread.title)} ({thread.platform}{rows})")
    while True:
        answer = ask("Which is the blackmailer's? Number or name, several with commas; Enter takes all:")
        if not answer:
            return None
        names = [part.strip() for part in answer.split(",") if part.strip()]
        numbers = {int(name) for name in names if name.isdecimal() and 1 <= int(name) <= len(threads)}
        chosen = [thread for number, thread in enumerate(threads, start=1) if number in numbers]
        named = matching(threads, [name for name in names if not name.isdecimal()])
        if chosen or named:
            return [thread for thread in threads if thread in chosen or thread in named]
        say("That is none of them.")


def _ask_age() -> AgeGroup:
    answer = ask("How old is the person who was blackmailed? (a number; Enter if not known)")
    return age_group(answer) if answer.isdecimal() else AgeGroup.UNKNOWN


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as cause:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a time zone, such as Africa/Casablanca or UTC"
        ) from cause


def _default_out(encrypted: bool) -> Path:
    number = 1
    suffix = ".age" if encrypted else ""
    while (out := Path(f"amparo-case-{number}{suffix}")).exists():
        number += 1
    return out
