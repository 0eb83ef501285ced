"""Messenger's HTML export.

Layout: ``{messages,your_facebook_activity/messages,your_activity_across_facebook/messages}/
{inbox,archived_threads,message_requests,...}/name_id/message_N.html`` (see `meta_html` and `meta_boxes`, which it
shares with Instagram: layouts of 2018 to 2026, class names, dates).
"""

from collections.abc import Iterator, Sequence

from amparo.model import Gap, Message
from amparo.sources import html_media, meta_html
from amparo.sources.base import Cut, File, Settings, Thread

NAME = "messenger-html"
PLATFORM = "messenger"
LOOKS_FOR = "a page of message boxes with sender, words and date, as Messenger exports it (message_1.html)"


def sniff(file: File) -> bool:
    """A page of boxes with sender, words and date, and signs of Messenger."""
    return meta_html.family(file) == PLATFORM


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    """One conversation a folder."""
    yield from meta_html.threads(files, NAME, PLATFORM)


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    """Every box of its pages, the newest first, as the source has it."""
    yield from meta_html.read(thread, settings)


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """Media embedded in the page; a page holds one thread."""
    yield from html_media.embedded(file)
