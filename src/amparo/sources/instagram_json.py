"""Instagram, JSON: the download of an account.

``your_instagram_activity/messages/{inbox, message_requests}/name_123/message_N.json``, ``messages/...`` before 2023;
layout in `meta_json`, rows in `meta_json_rows`. Versions tried: 2021 to 2025. The first contact may sit in
``message_requests``. Rows such as "Liked a message" and "Reacted ... to your message" are the app's and kept as such;
a `share` may name the account that it leads to.

The owner is who ``personal_information.json`` names, else the one person who takes part in every conversation.
"""

from collections.abc import Iterator, Sequence

from amparo.model import Gap, Message
from amparo.sources import meta_json
from amparo.sources.base import Cut, File, Settings, Thread
from amparo.sources.json_files import begins_object, profile
from amparo.sources.text import demojibake

NAME = "instagram-json"
PLATFORM = "instagram"
LOOKS_FOR = "a JSON object with `messages` that have `sender_name` and `timestamp_ms`, from Instagram"

_UNSTABLE = (
    "Instagram's download names people by display name only and holds no user id; "
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
    return begins_object(file.head) and b'"profile_user"' in file.head[:200]


def _owner_names(file: File) -> Iterator[str]:
    """Name and user name; their keys are in the account's language, so all values but the long ones are taken."""
    profiles = profile(file).get("profile_user")
    for one in profiles if isinstance(profiles, list) else ():
        values = one.get("string_map_data") if isinstance(one, dict) else None
        for entry in values.values() if isinstance(values, dict) else ():
            value = entry.get("value") if isinstance(entry, dict) else None
            if isinstance(value, str) and 0 < len(value) <= 64:
                yield demojibake(value)
