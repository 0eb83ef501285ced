"""Messenger, classic JSON: the download of a Facebook account.

``{messages, your_facebook_activity/messages, your_activity_across_facebook/messages}/{inbox, archived_threads,
filtered_threads, message_requests, e2ee_cutover, ...}/name_123/message_N.json``; layout in `meta_json`, rows in
`meta_json_rows`. Versions tried: 2018 (`timestamp` in seconds), 2020 (`type`, `thread_type`), 2023 to 2025
(`is_geoblocked_for_viewer`, `is_unsent_image_by_messenger_kid_parent`). Strings are UTF-8 read as Latin-1, one by one.

The owner is who the download's own profile names (``profile_information.json``, ``autofill_information.json``), else
the one person who takes part in every conversation.
"""

from collections.abc import Iterator, Sequence

from amparo.model import Gap, Message
from amparo.sources import meta_json
from amparo.sources.base import Cut, File, Settings, Thread
from amparo.sources.json_files import begins_object, profile
from amparo.sources.text import demojibake

NAME = "messenger-json"
PLATFORM = "messenger"
LOOKS_FOR = "a JSON object with `messages` that have `sender_name` and `timestamp_ms`"

_UNSTABLE = (
    "Messenger's download names people by display name only and holds no user id; "
    "the number in the folder's name is the conversation's."
)


def sniff(file: File) -> bool:
    if _is_profile(file):
        return True
    return meta_json.is_thread(file) and meta_json.platform_of(file) == PLATFORM


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    profiles = [file for file in files if _is_profile(file)]
    owner = frozenset(name.casefold() for file in profiles for name in _owner_names(file))
    yield from meta_json.threads([file for file in files if file not in profiles], NAME, PLATFORM, owner)


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    return meta_json.read(thread, settings, _UNSTABLE)


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """One file is one conversation: nothing to cut."""
    yield from ()


def _is_profile(file: File) -> bool:
    head = file.head
    if not begins_object(head) or b'"messages"' in head:
        return False
    if b'"autofill_information' in head[:200]:
        return True
    return b'"profile' in head[:200] and b'"full_name"' in head


def _owner_names(file: File) -> Iterator[str]:
    for value in profile(file).values():
        if not isinstance(value, dict):
            continue
        name = value.get("name")
        listed = value.get("FULL_NAME")
        told = [name.get("full_name") if isinstance(name, dict) else name]
        told += listed if isinstance(listed, list) else [listed]
        yield from (demojibake(one) for one in told if isinstance(one, str) and one)
