"""The first look at a WhatsApp export, from end to end: its forms of header, and who speaks."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from amparo.sources.base import File
from amparo.sources.text import visible
from amparo.sources.whatsapp_headers import HEADER_GROUPS, Stamp, Stamps, pattern
from amparo.sources.whatsapp_order import Form
from amparo.sources.whatsapp_rows import Encoding, whole_lines
from amparo.sources.whatsapp_wording import OWNER_PHRASES, is_notice, is_of_group, meaning_of

_FORMS = 64
"""Forms that are told apart; more are only in files made to exhaust memory."""
_SENDERS = 5_000
"""Senders that are counted; WhatsApp's largest groups have 1,024 members."""
_SHARE = 0.1
"""Of the most frequent form: a form that is rarer is taken for text that someone pasted into a message."""
_SHARE_OF_OTHER_END = 0.3
"""The same, where the one ends with a bracket and the other does not, as with a forwarded chat of another phone."""
LONGEST_NAME = 160
"""Bytes; WhatsApp allows 100 characters for a group and 25 for a profile."""


@dataclass(slots=True)
class Survey:
    """What the whole file says about its rows."""

    encoding: Encoding
    forms: dict[str, Form]
    """Those whose headers start a row."""
    pasted: int = 0
    """Lines that look like headers of a form too rare to be one."""
    senders: tuple[str, ...] = ()
    """Names as shown, in order of first appearance; none that appears only over WhatsApp's own notices."""
    raw_senders: frozenset[bytes] = frozenset()
    owner: frozenset[str] = frozenset()
    """Casefolded names that wrote what only the owner of the phone can."""
    group: bool = False
    rows: int = 0


def divide(body: bytes, line_break: bytes, known: Iterable[bytes] = frozenset()) -> tuple[bytes | None, int]:
    """The sender's bytes and where the text starts; no sender, and 0, for what WhatsApp wrote itself.

    The first colon with a space decides. Without one, a colon that ends the line, or a sender who is `known` from
    other rows, still makes a message: an empty one, or one of iOS whose space was lost.
    """
    line_end = body.find(line_break)
    if line_end < 0:
        line_end = len(body)
    colon = body.find(b": ", 0, min(line_end, LONGEST_NAME + 2))
    if colon > 0:
        return body[:colon], colon + 2
    line = body[: min(line_end, LONGEST_NAME + 2)].rstrip(b"\r")
    if line.endswith(b":") and len(line) > 1:
        return line[:-1], len(line)
    name, colon_found, _ = line.partition(b":")
    if colon_found and name and (name in known or line.endswith(b":.")):
        return name, len(name) + 1
    return None, 0


def shown_name(raw: bytes) -> str:
    """A sender as the app showed it: no direction marks around numbers, no space around the name."""
    return visible(raw.decode("utf-8", "replace")).strip()


def survey(file: File) -> Survey:
    """Read `file` once. Raises `ArchiveError` when it cannot be read to the end."""
    encoding = Encoding.of(file.head)
    look = _Look(encoding)
    with file.open() as stream:
        for chunk in whole_lines(stream, encoding):
            look.at(chunk)
    return look.concluded()


_OWNER_MARK = rb"|".join(re.escape(phrase.encode()) for phrase in sorted(OWNER_PHRASES, reverse=True))


def _pattern(end: bytes) -> re.Pattern[bytes]:
    """A header, its sender, and what WhatsApp marked as its own words or only the owner's phone writes; or, where no
    sender is plain, the line."""
    name = rb"([^:" + end + rb"]{1,160}+): "
    telling = rb"(\xe2\x80[\x8e\x8f][^" + end + rb"]{0,300}|" + _OWNER_MARK + rb")?"
    return pattern(end, rb"(?:" + name + telling + rb"|([^" + end + rb"]{0,600}))")


class _Look:
    """Gathers what the rows give away.

    A chunk is taken by columns, not row by row: its rows are nearly always of one form, and then only its distinct
    dates, times and senders have to be read.
    """

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._find = _pattern(encoding.line_break).findall
        self._stamps = Stamps()
        self._forms: dict[str, Form] = {}
        self._speaks: set[bytes] = set()
        """Senders with at least one row that is not a notice of WhatsApp."""
        self._owner: set[str] = set()
        self._group = False

    def at(self, chunk: bytes) -> None:
        rows = self._find(chunk)
        if not rows:
            return
        columns: list[Sequence[bytes]] = list(zip(*rows, strict=True))
        form = self._of_all(columns)
        if form is not None:
            form.rows += len(rows)
            self._speakers(form, *columns[HEADER_GROUPS:])
            return
        for groups in rows:  # of several forms, or of lines that only look like headers
            stamp = self._stamps.read(groups[1:])
            form = self._form(stamp) if stamp else None
            if stamp and form:
                form.rows += 1
                form.see(stamp.day)
                form.tick(stamp.hour)
                self._speakers(form, *([value] for value in groups[HEADER_GROUPS:]))

    def _form(self, stamp: Stamp) -> Form | None:
        form = self._forms.get(stamp.form)
        if form is None and len(self._forms) < _FORMS:
            form = self._forms[stamp.form] = Form()
        return form

    def _of_all(self, columns: list[Sequence[bytes]]) -> Form | None:
        """The form of all rows, after a look at their dates and times; None when they have not one."""
        brackets, dates, _, clocks, closes = columns[1:6]
        if b"" in dates or len(set(brackets)) > 1 or len(set(closes)) > 1:
            return None
        days = [self._stamps.day(raw) for raw, _ in groupby(dates)]
        hours = [self._stamps.hour(raw) for raw in set(clocks)]
        if len({day.shape if day else None for day in days}) > 1:
            return None
        if len({hour.shape if hour else None for hour in hours}) > 1:
            return None
        stamp = self._stamps.read([column[0] for column in columns[1:]])
        form = self._form(stamp) if stamp else None
        if form is None:
            return None
        for day in filter(None, days):
            form.see(day)
        for hour in filter(None, hours):
            form.tick(hour)
        return form

    def _speakers(
        self, form: Form, senders: Sequence[bytes], telling: Sequence[bytes], lines: Sequence[bytes]
    ) -> None:
        for sender, words in zip(senders, telling, strict=True):
            if words and sender:
                self._tells(form, sender, words)
        for line in lines:
            if line:
                self._without_plain_sender(form, line)
        plain = Counter(
            sender for sender, words in zip(senders, telling, strict=True) if sender and not words
        )
        for sender, count in plain.items():
            if sender in self._speaks or not is_notice(shown_name(sender)):
                self._spoke(form, sender, count)

    def _spoke(self, form: Form, sender: bytes, count: int = 1) -> None:
        if sender in form.senders or len(form.senders) < _SENDERS:
            form.senders[sender] += count
            self._speaks.add(sender)

    def _tells(self, form: Form, sender: bytes, words: bytes) -> None:
        """A row whose text WhatsApp may have written."""
        text = visible(words.decode("utf-8", "replace")).strip()
        marked = words[:1] == b"\xe2"
        if marked and is_notice(text):
            self._group = self._group or is_of_group(text)
            return
        if is_notice(shown_name(sender)):
            return
        self._spoke(form, sender)
        if meaning_of(text, marked).by_owner:
            self._owner.add(shown_name(sender).casefold())

    def _without_plain_sender(self, form: Form, line: bytes) -> None:
        sender, _ = divide(line, self._encoding.line_break)
        if sender is not None and not is_notice(shown_name(sender)):
            self._spoke(form, sender)
        elif not self._group:
            self._group = is_of_group(visible(line.decode("utf-8", "replace")))

    def concluded(self) -> Survey:
        kept = _of_rows(self._forms)
        names: dict[str, None] = {}
        raw: set[bytes] = set()
        for form in kept.values():
            form.decide()
            raw.update(form.senders)
            names.update(dict.fromkeys(shown_name(sender) for sender in form.senders))
        return Survey(
            encoding=self._encoding,
            forms=kept,
            pasted=sum(form.rows for name, form in self._forms.items() if name not in kept),
            senders=tuple(names),
            raw_senders=frozenset(raw),
            owner=frozenset(self._owner),
            group=self._group,
            rows=sum(form.rows for form in kept.values()),
        )


def _of_rows(forms: dict[str, Form]) -> dict[str, Form]:
    """The forms whose lines start rows. Where some have a year, those without were copied from the app."""
    dated = {name: form for name, form in forms.items() if form.dated} or forms
    if not dated:
        return {}
    first, most = max(dated.items(), key=lambda item: item[1].rows)
    return {
        name: form
        for name, form in dated.items()
        if form.rows
        >= most.rows * (_SHARE if (name[-1] == "]") == (first[-1] == "]") else _SHARE_OF_OTHER_END)
    }
