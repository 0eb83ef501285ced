"""`amparo rules`: check a helpline's own rules, and tell which rule saw what."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from amparo.cli import DONE, FAILED, USAGE
from amparo.cli.person import country
from amparo.cli.terminal import printable, say
from amparo.model import Lang, Speaker, Stage
from amparo.recognition.rules import Rule, RuleError, shipped, with_extra

NAMED_BY = "AMPARO_RULES"


def own_rules(given: Path | None) -> Path | None:
    """A helpline's own rules: the file or folder that was given, else that of AMPARO_RULES."""
    named = os.environ.get(NAMED_BY)
    return given or (Path(named) if named else None)


def add_own_rules(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--rules", type=Path, metavar="PATH",
        help=f"a helpline's own rules, a file or a folder, besides those shipped; else {NAMED_BY}",
    )  # fmt: skip


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("rules", help="check rules of your own, and see which rule saw what")
    acts = verb.add_subparsers(dest="act", metavar="ACT", required=True)

    check = acts.add_parser(
        "check",
        help="whether a rule file holds, and what it would change",
        description="Names every mistake with file and line, tries the examples, and tells what the rules would change "
        "on a corpus: lines of text, JSON lines with text, a case, or a folder of these. Nothing is kept or sent.",
    )
    check.add_argument("file", type=Path, metavar="FILE", help="rule file, or folder of them")
    check.add_argument("--corpus", type=Path, metavar="PATH", help="what to try the rules on")
    check.add_argument("--country", type=country, metavar="CC", help="where the people are, such as GB or MA")
    check.add_argument("--json", action="store_true", help="print the result as one JSON object")
    check.set_defaults(run=_check)

    explain = acts.add_parser(
        "explain",
        help="which rule saw what in some words",
        description="Reads each TEXT as a message of one conversation, in order, and tells which rules count, in which "
        "words, and what kept others from counting. - reads the messages from standard input, one a line.",
    )
    explain.add_argument("texts", nargs="+", metavar="TEXT")
    explain.add_argument(
        "--speaker", type=Speaker, choices=list(Speaker), default=Speaker.UNKNOWN, help="whose words they are"
    )
    explain.add_argument(
        "--country", type=country, metavar="CC", help="where the person is, such as GB or MA"
    )
    explain.add_argument(
        "--lang", type=Lang, choices=list(Lang), default=Lang.EN, help="language of the reasons"
    )
    add_own_rules(explain)
    explain.add_argument(
        "--opinion", action="store_true",
        help="a second opinion on what no rule sees, which decides nothing; needs amparo[opinion]",
    )  # fmt: skip
    explain.add_argument("--json", action="store_true", help="one JSON object a message")
    explain.set_defaults(run=_explain)

    listed = acts.add_parser("list", help="the rules there are")
    listed.add_argument("--language", metavar="LANG", help="only of this language, such as fr or any")
    listed.add_argument("--stage", type=Stage, choices=list(Stage), metavar="STAGE", help="only of this step")
    listed.add_argument(
        "--lang", type=Lang, choices=list(Lang), default=Lang.EN, help="language of the reasons"
    )
    add_own_rules(listed)
    listed.add_argument("--json", action="store_true", help="one JSON object a rule")
    listed.set_defaults(run=_list)

    schema = acts.add_parser("schema", help="the JSON schema of rule files")
    schema.set_defaults(run=_schema)


def _check(given: argparse.Namespace) -> int:
    from amparo.recognition.check import slips
    from amparo.recognition.survey import survey
    from amparo.recognition.survey_corpus import CorpusError

    if not given.file.exists():
        say(f"amparo rules: {printable(str(given.file))} is not there")
        return USAGE
    wrong = slips(given.file)
    result: dict[str, Any] = {"file": str(given.file), "slips": wrong, "survey": None}
    if given.corpus and not wrong:
        try:
            result["survey"] = survey(given.file, given.corpus, given.country)
        except CorpusError as cause:
            say(f"amparo rules: {printable(str(cause))}")
            return FAILED
    if given.json:
        _print_json(result)
    else:
        for slip in wrong:
            print(printable(str(slip)))
        for line in _surveyed(result["survey"]) if result["survey"] else ():
            print(printable(line))
        if wrong:
            say(
                f"{len(wrong)} to mend."
                if not given.corpus
                else f"{len(wrong)} to mend; the corpus was not read."
            )
        else:
            say("The rules hold; every example came out as it says.")
    return FAILED if wrong else DONE


def _surveyed(survey: Any) -> Iterator[str]:
    yield f"{survey.messages} messages: {survey.before} findings without these rules, {survey.after} with them."
    for rule, count in survey.rules.items():
        yield f"  {rule}: {count.new} new, {count.lost} lost"
    for change in survey.changes:
        yield f"{'+' if change.new else '-'} {change.where} {change.stage} {change.rule}: {change.words!r} in {change.text!r}"
    left = survey.new + survey.lost - len(survey.changes)
    if left:
        yield f"... and {left} more"


def _explain(given: argparse.Namespace) -> int:
    from amparo.recognition.check import because, said
    from amparo.recognition.explain import Explainer
    from amparo.recognition.opinion import OpinionMissing, SecondOpinion

    try:
        explainer = Explainer(given.country, own_rules(given.rules))
        second = SecondOpinion() if given.opinion else None
    except RuleError as wrong:
        return _do_not_hold(wrong)
    except OpinionMissing as missing:
        say(f"amparo rules: {missing}")
        return USAGE
    reasons = explainer.reasons()
    texts = [text for one in given.texts for text in (_typed() if one == "-" else [one])]
    messages = [said(text, given.speaker, n) for n, text in enumerate(texts, start=1)]
    for message, explained in zip(messages, explainer.explain(messages), strict=True):
        seen = tuple(
            msgspec.structs.replace(one, reason=reasons[one.rule][given.lang]) for one in explained.seen
        )
        opinion = next(second.of([message]), None) if second and not seen else None
        if given.json:
            told = msgspec.to_builtins(msgspec.structs.replace(explained, seen=seen))
            _print_json(told | {"opinion": opinion} if second else told)
            continue
        print(printable(f"{explained.text!r} ({explained.speaker})"))
        for one in seen:
            own = " (your own)" if one.own else ""
            print(printable(f"  {one.stage}: {one.words!r}, by {one.rule}{own}, weight {one.weight}"))
            print(printable(f"      {one.reason}"))
            if one.pattern:
                print(printable(f"      {one.pattern}"))
                parts = dict.fromkeys(f"{part.name} = {part.words!r}" for part in one.parts)
                print(printable(f"      {'; '.join(parts)}"))
        for found in explained.indicators:
            print(printable(f"  {found.kind}: {found.raw!r}, read as {found.value}"))
        for near in explained.near:
            print(printable(f"  not {near.stage}: {near.words!r}, by {near.rule}: {because(near)}"))
        if opinion:
            print(
                printable(f"  worth a look, says a second opinion that decides nothing: near {opinion.stage}")
            )
            for example in opinion.near:
                print(f"      {example.cosine:.2f} {example.text}")
            print(f"      {opinion.ordinary.cosine:.2f} {opinion.ordinary.text} (ordinary)")
        if not (seen or explained.near or explained.indicators or opinion):
            print("  nothing")
    return DONE


def _typed() -> Iterator[str]:
    return (line.rstrip("\r\n") for line in sys.stdin if line.strip())


def _list(given: argparse.Namespace) -> int:
    path = own_rules(given.rules)
    try:
        rules = with_extra(path) if path else shipped()
    except RuleError as wrong:
        return _do_not_hold(wrong)
    for rule in _wanted(rules, given):
        reason = rule.reason[given.lang]
        if given.json:
            _print_json(
                {
                    "id": rule.id,
                    "stage": rule.stage,
                    "offender_stage": rule.offender_stage,
                    "language": rule.language,
                    "weight": rule.weight,
                    "said_by": sorted(rule.said_by),
                    "needs": sorted(rule.needs),
                    "reason": reason,
                    "source": rule.source,
                }
            )
        else:
            print(printable(f"{rule.id}\t{rule.stage}\t{rule.weight}\t{reason}"))
    return DONE


def _wanted(rules: Iterable[Rule], given: argparse.Namespace) -> Iterator[Rule]:
    for rule in rules:
        if given.language in (None, rule.language) and given.stage in (None, rule.stage, rule.offender_stage):
            yield rule


def _schema(given: argparse.Namespace) -> int:
    from amparo.recognition.check_schema import schema

    print(msgspec.json.format(msgspec.json.encode(schema()), indent=2).decode())
    return DONE


def _do_not_hold(wrong: RuleError) -> int:
    say(f"amparo rules: these rules do not hold:\n{printable(str(wrong))}")
    return USAGE


def _print_json(value: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
