"""The first look at a WhatsApp export, from end to end: its forms of header, and who speaks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from amparo.sources.base import File
from amparo.sources.text import visible
from amparo.sources.whatsapp_order import Form
from amparo.sources.whatsapp_rows import Encoding, Lead, Rows, rows
from amparo.sources.whatsapp_stamps import remember
from amparo.sources.whatsapp_wording import (
    NOTICE_BEGINS,
    OWNER_PHRASES,
    SYSTEM,
    is_notice,
    is_notice_before_colon,
    is_of_group,
    meaning_of,
)

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
    kept: list[Rows | Lead] | None = None
    """All of the file, where it was small enough to be kept, so that it need not be cut into rows again."""


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


def survey(file: File, *, keep: bool = False) -> Survey:
    """Read `file` once; `keep` its rows in memory. Raises `ArchiveError` when it cannot be read to the end."""
    look = _Look(Encoding.of(file.head))
    kept = []
    with file.open() as stream:
        for found in rows(stream, look.encoding, look.counts):
            if isinstance(found, Rows):
                look.at(found)
            if keep:
                kept.append(found)
    concluded = look.concluded()
    if keep and not concluded.pasted:
        concluded.kept = kept
    return concluded


_TELLING = frozenset(phrase.encode()[:6] for phrase in (*OWNER_PHRASES, *NOTICE_BEGINS))
_MARKED = (b"\xe2\x80\x8e", b"\xe2\x80\x8f")


class _Look:
    """Gathers what the rows give away."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._forms: dict[str, Form] = {}
        self._owner: set[str] = set()
        self._group = False
        self._not_names: dict[bytes, bool] = {}

    def counts(self, form: str) -> bool:
        """Whether headers of this form are counted: of every form, within bounds."""
        if form not in self._forms and len(self._forms) < _FORMS:
            self._forms[form] = Form()
        return form in self._forms

    def at(self, found: Rows) -> None:
        if found.form is not None:
            self._of_one_form(self._forms[found.form], found)
            return
        for number, name in enumerate(found.forms):
            one = slice(number, number + 1)
            self._of_one_form(
                self._forms[name],
                Rows(
                    name,
                    [],
                    found.days[one],
                    found.hours[one],
                    found.seconds[one],
                    found.senders[one],
                    found.bodies[one],
                    [0],
                    [0],
                ),
            )

    def _of_one_form(self, form: Form, found: Rows) -> None:
        form.rows += len(found.days)
        for day, _ in groupby(found.days):
            form.see(day)
        form.tick(found.hours)
        plain = Counter(found.senders)
        if plain.pop(b"", 0):
            for sender, body in zip(found.senders, found.bodies, strict=True):
                if not sender:
                    self._without_plain_sender(form, body)
        telling = {body[:6] for body in found.bodies}
        telling = {start for start in telling if start in _TELLING or start[:3] in _MARKED}
        if telling:
            for sender, body in zip(found.senders, found.bodies, strict=True):
                if body[:6] in telling and sender and not self._speaks(sender[:-2], body):
                    plain[sender] -= 1
        for sender, count in plain.items():
            if count and not self._is_notice(sender[:-2]):
                self._spoke(form, sender[:-2], count)

    def _spoke(self, form: Form, sender: bytes, count: int = 1) -> None:
        if sender in form.senders or len(form.senders) < _SENDERS:
            form.senders[sender] += count

    def _speaks(self, sender: bytes, body: bytes) -> bool:
        """Of a row whose text WhatsApp may have written: whether it is still the sender's."""
        text = visible(body[:1000].decode("utf-8", "replace")).strip()
        marked = body[:3] in _MARKED
        if (marked and is_notice(text)) or meaning_of(text, marked) is SYSTEM:
            self._group = self._group or is_of_group(text)
            return False
        if not self._is_notice(sender) and meaning_of(text, marked).by_owner:
            self._owner.add(shown_name(sender).casefold())
        return True

    def _without_plain_sender(self, form: Form, body: bytes) -> None:
        sender, _ = divide(body, self.encoding.line_break)
        if sender is not None and not self._is_notice(sender):
            self._spoke(form, sender)
        elif not self._group:
            self._group = is_of_group(visible(body[:1000].decode("utf-8", "replace")))

    def _is_notice(self, sender: bytes) -> bool:
        known = self._not_names.get(sender)
        if known is None:
            known = remember(self._not_names, sender, is_notice_before_colon(shown_name(sender)), _SENDERS)
        return known

    def concluded(self) -> Survey:
        kept = _of_rows(self._forms)
        names: dict[str, None] = {}
        raw: set[bytes] = set()
        for form in kept.values():
            form.decide()
            raw.update(form.senders)
            names.update(dict.fromkeys(shown_name(sender) for sender in form.senders))
        return Survey(
            encoding=self.encoding,
            forms=kept,
            pasted=sum(form.rows for name, form in self._forms.items() if name not in kept),
            senders=tuple(names),
            raw_senders=frozenset(raw),
            owner=frozenset(self._owner),
            group=self._group,
            rows=sum(form.rows for form in kept.values()),
        )


def _of_rows(forms: dict[str, Form]) -> dict[str, Form]:
    """The forms whose lines start rows.

    A form without a year is that of rows copied out of the app: unless the file is full of them, they were pasted
    into a message.
    """
    dated = sum(form.rows for form in forms.values() if form.dated)
    likely = {name: form for name, form in forms.items() if form.dated or form.rows >= dated}
    if not likely:
        return {}
    first, most = max(likely.items(), key=lambda item: item[1].rows)
    return {
        name: form
        for name, form in likely.items()
        if form.rows
        >= most.rows * (_SHARE if (name[-1] == "]") == (first[-1] == "]") else _SHARE_OF_OTHER_END)
    }
