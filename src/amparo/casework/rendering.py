"""The pages of a case as files of its bag."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from amparo import pages
from amparo.evidence.bag import Entry
from amparo.evidence.keys import SigningKey
from amparo.guidance import Guidance
from amparo.model import Case, Message

ATTACHED = 64 << 20
"""Bytes of the timeline up to which the PDF carries it."""


def page_entries(
    case: Case,
    messages: Callable[[], Iterator[Message]],
    key: SigningKey,
    derived: Sequence[Entry],
    folder: str = "",
    guidance: Guidance | None = None,
) -> Iterator[Entry]:
    """`case.html`, its volumes and `case.pdf`, as files of the bag."""

    def content(entry: Entry) -> bytes:
        return b"".join(entry.chunks())

    attachments = {
        entry.path.rpartition("/")[2]: partial(content, entry)
        for entry in derived
        if entry.path.endswith(("timeline.csv", "timeline.jsonl")) and (entry.size or 0) <= ATTACHED
    }
    note = pages.SealNote(
        fingerprint=key.public.readable, sealed_at=case.made_at, device_zone=str(case.made_at.tzinfo)
    )
    for page in pages.render(case, messages, note, attachments, guidance):
        yield _page_entry(page, folder)


def _page_entry(page: pages.Page, folder: str) -> Entry:
    return Entry(f"{folder}{page.name}", lambda: iter([page.content]), size=len(page.content))
