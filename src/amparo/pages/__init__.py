"""What people read of a case: the case page, the volumes of a long timeline, the PDF.

Wording is in `wording/`, who can act on what in `groups.toml`, looks in `templates/`; nothing here has a network,
a script or a picture of the evidence.
"""

from collections.abc import Callable, Iterator, Mapping

import msgspec

from amparo.guidance import Guidance
from amparo.model import Case, Message
from amparo.pages.note import SealNote

__all__ = ["Page", "SealNote", "render"]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    """`case.html`, `timeline-001.html`, ..., `case.pdf`."""
    content: bytes


def render(
    case: Case,
    messages: Callable[[], Iterator[Message]],
    seal: SealNote,
    attachments: Mapping[str, Callable[[], bytes]],
    guidance: Guidance | None = None,
) -> Iterator[Page]:
    """The pages of a case, one after the other.

    `messages` is called several times, and each time yields all messages in the order of time. `attachments` go into
    the PDF: file name to content in UTF-8, read only when the PDF is made and only if the case is small enough.
    `guidance`: what the plan is taken from, if not what is shipped. `case.html` comes first; volumes follow only where it does not show the whole timeline; `case.pdf` is last.
    """
    # Loaded when a case is drawn: a plan at the terminal needs neither templates nor typesetting.
    from amparo.pages import html
    from amparo.pages.pdf import case_pdf
    from amparo.pages.report import gather

    report = gather(case, messages, seal, guidance)
    yield Page(name="case.html", content=html.case_page(report, messages))
    for name, content in html.volumes(report, messages):
        yield Page(name=name, content=content)
    yield Page(name="case.pdf", content=case_pdf(report, messages, attachments))
