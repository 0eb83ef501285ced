"""Rules as data: `rules/*.toml` of this package, and a unit's own file.

A rule file is TOML: optional word lists per language (`[words.en]`, name to patterns), then `[[rule]]` tables. What a
rule says is described field by field in docs/rules.md. Whatever is wrong with a file is reported all at once, each
with file, rule and cause.
"""

import hashlib
import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

import msgspec

from amparo.model import IndicatorKind, Lang, OwnRules, Speaker, Stage
from amparo.recognition import kept
from amparo.recognition.grammar import PatternError, Vocabulary
from amparo.recognition.needs import can_be_looked_for
from amparo.recognition.pattern import Node, merged

FOLDER = Path(__file__).parent / "rules"
KINDS = frozenset(kind.value for kind in IndicatorKind)
NOT_THE_VICTIM = (Speaker.OFFENDER, Speaker.UNKNOWN, Speaker.OTHER)

_Words = dict[str, dict[str, list[str]]]
"""Language to the name and the entries of its word lists."""
WEIGHED = (Stage.CRISIS, Stage.THREAT, Stage.DEMAND, Stage.HELP)
"""Stages that the wording of a message is weighed for."""
HINT = 0.55
"""The weight of a rule below which it only hints."""
Course = Literal["first_message", "demand_after_payment", "another_demand"]
"""What only the course of a conversation shows; `stages.py` knows how to tell."""


class RuleError(ValueError):
    """What is wrong with rule files: one line each, `file: rule: cause`."""


class Weighs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a message's wording must weigh (`wording.py`), by who says it: natural logarithms of odds."""

    offender: float
    victim: float
    unknown: float
    """Others too."""
    hints: float = -math.inf
    """What the words alone must weigh, whoever says them, for shipped rules of the stage that are mere hints (`HINT`)."""


class _RawRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    stage: Stage
    language: str
    weight: float
    reason: dict[Lang, str]
    source: str
    pattern: str | tuple[str, ...] = ()
    course: Course | None = None
    weighs: Weighs | None = None
    unless: tuple[str, ...] = ()
    said_by: tuple[Speaker, ...] = tuple(Speaker)
    needs: tuple[Stage, ...] = ()
    offender_stage: Stage | None = None
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


class _Kept(msgspec.Struct, frozen=True):
    """Rule files that were read and found right, as they are kept between runs."""

    words: _Words
    rules: list[_RawRule]


class Rule(msgspec.Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """One thing to recognise. Its patterns are read when they are first asked for: most are never met."""

    id: str
    stage: Stage
    language: str
    """ISO 639-1, or `any`."""
    weight: float
    reason: dict[Lang, str]
    """In plain words, in each language of the interface."""
    source: str
    said_by: frozenset[Speaker]
    needs: frozenset[Stage]
    """Counts only once one of these stages was found in the same conversation; empty: at once."""
    written: tuple[str, ...]
    """The patterns, as the file has them; none for rules on the course of a conversation or on the wording."""
    excuses: tuple[str, ...]
    """What makes a match nothing, as the file has it."""
    vocabulary: Vocabulary
    """The word lists of its language."""
    course: Course | None
    weighs: Weighs | None
    offender_stage: Stage | None
    """What it is instead where the speaker is known to be the offender: `kill yourself` is no cry for help then."""
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]

    @cached_property
    def patterns(self) -> tuple[Node, ...]:
        """One of them must match."""
        return tuple(map(self.vocabulary.parse, self.written))

    @cached_property
    def excuse(self) -> Node | None:
        """All of `unless` as one."""
        return merged(self.unless) if self.excuses else None

    @cached_property
    def unless(self) -> tuple[Node, ...]:
        """A match is nothing when one of these is found in the same sentence."""
        return tuple(map(self.vocabulary.parse, self.excuses))


@cache
def shipped() -> tuple[Rule, ...]:
    """The rules of this package."""
    return load(sorted(FOLDER.glob("*.toml")))


def with_extra(path: Path) -> tuple[Rule, ...]:
    """The rules of this package and those of a unit's own file (or of every `*.toml` of a folder). A shipped file is read once."""
    ours = sorted(file.resolve() for file in FOLDER.glob("*.toml"))
    return load([*ours, *(file for file in files_of(path) if file.resolve() not in ours)])


def files_of(path: Path) -> list[Path]:
    """A rule file, or every `*.toml` of a folder."""
    return sorted(path.glob("*.toml")) if path.is_dir() else [path]


def own_rules(path: Path, rules: Iterable[Rule]) -> OwnRules:
    """Which of `rules`, those shipped and those of `path`, are not shipped; with the digest of their files."""
    digests = [hashlib.sha256(file.read_bytes()).digest() for file in files_of(path)]
    ids = {rule.id for rule in rules} - {rule.id for rule in shipped()}
    return OwnRules(digest=hashlib.sha256(b"".join(digests)).hexdigest(), ids=tuple(sorted(ids)))


def load(paths: Sequence[Path]) -> tuple[Rule, ...]:
    """All rules of the files, sorted by id; `RuleError` lists everything that is wrong with them."""
    wrong: list[str] = []
    files = [(path, _content(path, wrong)) for path in paths]
    place = kept.folder() if kept.code() else None
    name = kept.key(
        (b"rules", kept.code(), *(part for path, text in files for part in (path.name.encode(), text)))
    )
    known = None if wrong else _known(kept.read(name, place))
    if known is not None:
        languages = _Languages(known.words)
        return tuple(_ready(raw, languages) for raw in known.rules)
    words, checked = _checked(files, wrong)
    raw_rules = [raw for raw, _ in checked]
    kept.write(name, msgspec.msgpack.encode(_Kept(words, raw_rules)), place)
    return tuple(rule for _, rule in checked)


def _content(path: Path, wrong: list[str]) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        wrong.append(f"{path.name}: cannot be read: {error.strerror}")
    return b""


def _known(content: bytes | None) -> _Kept | None:
    try:
        return None if content is None else msgspec.msgpack.decode(content, type=_Kept)
    except msgspec.MsgspecError:
        return None


def _checked(
    files: Iterable[tuple[Path, bytes]], wrong: list[str]
) -> tuple[_Words, list[tuple[_RawRule, Rule]]]:
    """The word lists and the rules of the files, every pattern of which was read; raises `RuleError`."""
    tables = [(path, _read(path, content, wrong)) for path, content in files]
    words: _Words = {}
    for path, table in tables:
        _gather_words(path, table.get("words", {}), words, wrong)
    languages = _Languages(words)
    rules: dict[str, tuple[_RawRule, Rule]] = {}
    for path, table in tables:
        for unknown in sorted(table.keys() - {"words", "rule"}):
            wrong.append(f"{path.name}: {unknown!r} is neither 'words' nor 'rule'")
        for raw, rule in _rules(path, table.get("rule", []), languages, wrong):
            if rule.id in rules:
                wrong.append(f"{path.name}: rule {rule.id!r}: there is another rule of this id")
            rules[rule.id] = raw, rule
    if wrong:
        raise RuleError("\n".join(wrong))
    return words, [rules[id] for id in sorted(rules)]


def _read(path: Path, content: bytes, wrong: list[str]) -> dict[str, object]:
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        wrong.append(f"{path.name}: not TOML: {error}")
    return {}


def _gather_words(path: Path, table: object, words: _Words, wrong: list[str]) -> None:
    try:
        lists = msgspec.convert(table, _Words)
    except msgspec.ValidationError as error:
        wrong.append(f"{path.name}: words: {error}")
        return
    for language, named in lists.items():
        for name, entries in named.items():
            words.setdefault(language, {}).setdefault(name, []).extend(entries)


class _Languages(dict[str, Vocabulary]):
    """The vocabulary of each language; `any`'s words are part of every one."""

    def __init__(self, words: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        super().__init__()
        self._words = words

    def __missing__(self, language: str) -> Vocabulary:
        lists = {**self._words.get("any", {}), **self._words.get(language, {})}
        self[language] = vocabulary = Vocabulary(lists, KINDS)
        return vocabulary


def _rules(
    path: Path, tables: object, languages: _Languages, wrong: list[str]
) -> Iterator[tuple[_RawRule, Rule]]:
    if not isinstance(tables, list):
        wrong.append(f"{path.name}: rules are written as [[rule]]")
        return
    for number, table in enumerate(tables, start=1):
        name = repr(table.get("id", number)) if isinstance(table, dict) else str(number)
        try:
            raw = msgspec.convert(table, _RawRule, strict=False)
            rule = _ready(raw, languages)
            _check(raw, rule)
            yield raw, rule
        except (msgspec.ValidationError, PatternError, ValueError) as error:
            wrong.append(f"{path.name}: rule {name}: {error}")


def _ready(raw: _RawRule, languages: _Languages) -> Rule:
    return Rule(
        id=raw.id,
        stage=raw.stage,
        language=raw.language,
        weight=raw.weight,
        reason=raw.reason,
        source=raw.source,
        said_by=frozenset(raw.said_by),
        needs=frozenset(raw.needs),
        written=(raw.pattern,) if isinstance(raw.pattern, str) else raw.pattern,
        excuses=raw.unless,
        vocabulary=languages[raw.language],
        course=raw.course,
        weighs=raw.weighs,
        offender_stage=raw.offender_stage,
        examples=raw.examples,
        counter_examples=raw.counter_examples,
    )


def _check(raw: _RawRule, rule: Rule) -> None:
    """Raises `ValueError` (and `PatternError`, which is one) for what is wrong with a rule."""
    if not 0 < raw.weight <= 1:
        raise ValueError(f"weight is {raw.weight}; it lies above 0 and is at most 1")
    if raw.stage is Stage.CRISIS and (raw.needs or set(raw.said_by) != set(Speaker)):
        raise ValueError("a crisis rule holds at once and whoever speaks: leave out said_by and needs")
    if (bool(raw.pattern), raw.course is not None, raw.weighs is not None).count(True) != 1:
        raise ValueError("needs one of these: a pattern, a course, weighs")
    if raw.weighs and raw.stage not in WEIGHED:
        raise ValueError(f"weighs is for these stages: {', '.join(sorted(WEIGHED))}")
    missing = [lang for lang in Lang if not raw.reason.get(lang)]
    if missing:
        raise ValueError(f"reason is missing in {', '.join(missing)}")
    if raw.pattern and not (raw.examples and raw.counter_examples):
        raise ValueError("needs at least one example and one counter-example")
    for pattern, node in zip(rule.written, rule.patterns, strict=True):
        if not can_be_looked_for(node.needs()):
            raise PatternError(
                f"{pattern!r} can match without any word of its own; add one that must be there"
            )
    for excuse in rule.excuses:
        rule.vocabulary.parse(excuse)


def reasons(rules: Iterable[Rule]) -> dict[str, dict[Lang, str]]:
    """Rule id to its reason in each language, for pages."""
    return {rule.id: rule.reason for rule in rules}
