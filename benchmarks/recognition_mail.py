"""Recall on real blackmail mails and false alarms on other phishing: `python benchmarks/recognition_mail.py [FOLDER] [--spamassassin] [--leave-out]`.

FOLDER holds `blackmail/*.eml` and `other-phishing/*.eml` (default: ../shared/data/mail beside the project). Every
failure is listed. Mails are read with Python's own email package, their text part and their HTML part each as a message
of one conversation, so that the figures are about recognition alone.

`--spamassassin` has SpamAssassin 4.0 (Debian's package `spamassassin`, its shipped rules, offline, no Bayes) judge the same
mails in the same run: what it calls spam, and which of its rules on extortion fire.

`--leave-out` asks what recall rests on. Mails that share much of their wording are one template. For each template every
entry of the rules' word lists that matches no mail of another template is taken out (whoever wrote it may have taken it
from that template), and its mails are read again with what is left.
"""

import argparse
import email
import email.policy
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from amparo.model import Clock, Finding, Locator, Message, MessageKind, Speaker, Stage
from amparo.recognition import Recogniser, recogniser, scheme
from amparo.recognition.normalise import fold
from amparo.recognition.pattern import Node, matches
from amparo.recognition.rules import FOLDER, load, shipped
from amparo.recognition.words import Words, words_of

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "mail"
ALIKE = 0.2
"""Share of their runs of five words that two mails of one template have in common (of the shorter mail's)."""
_RULES = "mail.toml"


def texts(content: bytes) -> Iterator[str]:
    """The text and the HTML parts of a mail, as a person reads them."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    for part in mail.walk():
        if part.get_content_type() not in ("text/plain", "text/html"):
            continue
        payload = part.get_payload(decode=True) or b""
        try:
            text = payload.decode(part.get_content_charset() or "utf-8", "replace")
        except LookupError:
            text = payload.decode("utf-8", "replace")
        if part.get_content_subtype() == "html":
            text = re.sub(r"(?is)<(style|script)\b.*?</\1>", " ", text)
            text = re.sub(r"(?i)<(br|p|div|tr|li|h\d)\b[^>]*>", "\n", text)
            text = re.sub(r"(?s)<[^>]*>", "", text)
        yield html.unescape(text)


def messages_of(content: bytes, name: str) -> Iterator[Message]:
    """The parts of a mail as messages of one conversation."""
    for n, text in enumerate(texts(content), start=1):
        yield Message(
            id=f"{name}-{n}",
            conversation=name,
            sent_at=None,
            wall_time=None,
            clock=Clock.NONE,
            sender="sender",
            speaker=Speaker.UNKNOWN,
            kind=MessageKind.TEXT,
            text=text,
            raw_text=text,
            locator=Locator("sha256:" + "0" * 64 + f"#row={n}"),
        )


def findings(reader: Recogniser, path: Path) -> list[Finding]:
    said = messages_of(path.read_bytes(), path.stem)
    return [item for item in reader.recognise(said) if isinstance(item, Finding)]


def blackmail_rules(found: list[Finding]) -> list[str]:
    return sorted({finding.rule for finding in found if finding.stage is Stage.MAIL_BLACKMAIL})


def measure(folder: Path) -> None:
    reader = Recogniser()
    for name, wanted in (("blackmail", True), ("other-phishing", False)):
        paths = sorted((folder / name).glob("*.eml"))
        failures = []
        flagged = 0
        began = time.perf_counter()
        for path in paths:
            found = findings(reader, path)
            rules = blackmail_rules(found)
            verdict = scheme(found)
            flagged += bool(rules)
            if bool(rules) is not wanted or verdict.recognised is not wanted:
                named = ", ".join(one.rule for one in found) or "nothing found"
                failures.append(f"  {path.name}: {named}: {verdict.reasons[0]}")
        took = time.perf_counter() - began
        told = f"{flagged} of {len(paths)} flagged as blackmail by mail"
        print(f"{name}: {told}, {len(failures)} wrong, {took * 1000 / max(1, len(paths)):.1f} ms a mail")
        print("\n".join(failures) or "  no failure")


def spamassassin(folder: Path) -> None:
    """What SpamAssassin says of the same mails."""
    program = shutil.which("spamassassin")
    if program is None:
        print("SpamAssassin: not on this machine (Debian package spamassassin)")
        return
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )[0]
    for name in ("blackmail", "other-phishing"):
        paths = sorted((folder / name).glob("*.eml"))
        spam, named = 0, 0
        began = time.perf_counter()
        lines = []
        for path in paths:
            with path.open("rb") as mail:
                judged = subprocess.run(
                    [program, "-L", "--cf=use_bayes 0", "--cf=fold_headers 0"],
                    stdin=mail,
                    capture_output=True,
                    check=True,
                ).stdout.decode(errors="replace")
            status = re.search(r"(?m)^X-Spam-Status: (.*)$", judged)
            told = status[1] if status else ""
            extortion = re.findall(
                r"\b\w*(?:EXTORT|BITCOIN_(?:XPRIO|SPAM|DEADLINE|PAY|MAL|YOUR|ONAN)|HACKED|SEXTORT)\w*", told
            )
            spam += told.startswith("Yes")
            named += bool(extortion)
            score = re.search(r"score=(-?[\d.]+)", told)
            lines.append(
                f"  {path.name}: {'spam' if told.startswith('Yes') else 'let through'}, {score[1] if score else '?'}, {', '.join(extortion) or 'no rule on extortion'}"
            )
        took = (time.perf_counter() - began) * 1000 / max(1, len(paths))
        print(
            f"{version}, offline, {name}: {spam} of {len(paths)} spam, {named} with a rule on extortion, {took:.0f} ms a mail"
        )
        if name == "blackmail":
            print("\n".join(lines))


def templates(paths: list[Path]) -> list[list[Path]]:
    """Mails by template: two that share enough runs of five words, or are both alike to a third, are of one."""
    runs = {path: _runs(path) for path in paths}
    groups: list[list[Path]] = []
    for path in paths:
        near = [group for group in groups if any(_alike(runs[path], runs[other]) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([path, *(other for group in near for other in group)])
    return [sorted(group) for group in sorted(groups, key=lambda group: min(group))]


def _runs(path: Path) -> set[tuple[str, ...]]:
    words = words_of(fold(" ".join(texts(path.read_bytes()))).text)
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def _alike(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> bool:
    return len(one & other) >= ALIKE * max(1, min(len(one), len(other)))


def leave_out(folder: Path) -> None:
    """Recall on each template without the entries that may have been taken from it."""
    paths = sorted((folder / "blackmail").glob("*.eml"))
    words = {path: [Words(fold(part)) for part in texts(path.read_bytes())] for path in paths}
    groups = templates(paths)
    vocabularies = {rule.language: rule.vocabulary for rule in shipped()}
    print(f"{len(paths)} mails of {len(groups)} templates")
    found = 0
    for group in groups:
        others = [path for path in paths if path not in group]
        gone: dict[str, list[str]] = {}
        for language, lists in _table(FOLDER / _RULES)["words"].items():
            for name, entries in lists.items():
                for entry in entries:
                    if "<" in entry:
                        continue  # an indicator is nobody's wording
                    node = vocabularies[language].parse(entry)
                    if _in(node, words, group) and not _in(node, words, others):
                        gone.setdefault(f"{language}.{name}", []).append(entry)
        reader = _without(gone)
        left = {path: blackmail_rules(findings(reader, path)) for path in group}
        found += sum(map(bool, left.values()))
        taken = "; ".join(f"{name}: {' '.join(map(repr, entries))}" for name, entries in gone.items())
        print(f"template of {', '.join(path.stem for path in group)}")
        print(f"  left out: {taken or 'nothing: every entry that matches it matches another template, too'}")
        for path, rules in left.items():
            print(f"  {path.name}: {', '.join(rules) or 'MISSED'}")
    print(f"leave one template out: {found} of {len(paths)} recognised")


_alive: list[Node] = []
"""Words remember what they know of a node by its identity, so that none may go before they do."""


def _in(node: Node, words: dict[Path, list[Words]], paths: list[Path]) -> bool:
    _alive.append(node)
    return any(next(matches(node, part), None) for path in paths for part in words[path])


def _without(gone: dict[str, list[str]]) -> Recogniser:
    """A recogniser whose only rules are those on mail, without some entries of their word lists."""
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(FOLDER.glob("*.toml")):
            table = _table(path)
            if path.name == _RULES:
                for place, entries in gone.items():
                    language, _, name = place.partition(".")
                    kept = [one for one in table["words"][language][name] if one not in entries]
                    table["words"][language][name] = kept or ["nothing that anybody writes"]
            else:
                table["rule"] = []
            (Path(folder) / path.name).write_text(_toml(table), encoding="utf-8")
        rules = load(sorted(Path(folder).iterdir()))
    whole = recogniser.shipped
    recogniser.shipped = lambda: rules  # type: ignore[assignment]
    try:
        return Recogniser()
    finally:
        recogniser.shipped = whole


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _toml(table: dict[str, Any]) -> str:
    """The same rules; JSON's strings and lists are TOML's."""
    lines = []
    for language, lists in table.get("words", {}).items():
        lines.append(f"[words.{language}]")
        lines += [f"{name} = {json.dumps(entries, ensure_ascii=False)}" for name, entries in lists.items()]
    for rule in table.get("rule", []):
        lines.append("[[rule]]")
        for name, value in rule.items():
            if isinstance(value, dict):
                lines += [
                    f"{name}.{key} = {json.dumps(part, ensure_ascii=False)}" for key, part in value.items()
                ]
            else:
                lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Recall on real blackmail mails, false alarms on other phishing."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--spamassassin", action="store_true", help="judge the same mails with SpamAssassin")
    parser.add_argument(
        "--leave-out", action="store_true", help="recall on each template without what may be its own"
    )
    chosen = parser.parse_args()
    if not chosen.folder.is_dir():
        sys.exit(f"no mails at {chosen.folder}")
    measure(chosen.folder)
    if chosen.spamassassin:
        spamassassin(chosen.folder)
    if chosen.leave_out:
        leave_out(chosen.folder)


if __name__ == "__main__":
    main()
