"""The rows of Telegram Desktop's JSON as the file has them.

Keys as in `SerializeMessage` of tdesktop's ``export_output_json.cpp``, 2018 to 2025. Every key may be missing.
"""

import msgspec

Number = int | float | str


class Piece(msgspec.Struct, gc=False):
    """A part of a text."""

    text: str | None = None
    type: str | None = None
    href: str | None = None


class Recent(msgspec.Struct, gc=False, rename={"sender": "from"}):
    sender: str | None = None
    date: str | None = None


class Reacted(msgspec.Struct, gc=False):
    type: str | None = None
    emoji: str | None = None
    document_id: str | None = None
    count: int | None = None
    recent: list[Recent] | None = None


class Answer(msgspec.Struct, gc=False):
    text: str | list[str | Piece] | None = None
    voters: int | None = None


class Poll(msgspec.Struct, gc=False):
    question: str | list[str | Piece] | None = None
    answers: list[Answer] | None = None


class Point(msgspec.Struct, gc=False):
    latitude: Number | None = None
    longitude: Number | None = None


class Contact(msgspec.Struct, gc=False):
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None


class Row(msgspec.Struct, gc=False, rename={"sender": "from"}):
    """One row as the file has it."""

    type: str | None = None
    date: str | None = None
    date_unixtime: Number | None = None
    edited: str | None = None
    edited_unixtime: Number | None = None
    sender: str | None = None
    from_id: str | int | None = None
    actor: str | None = None
    actor_id: str | int | None = None
    action: str | None = None
    text: str | list[str | Piece] | None = None
    forwarded_from: str | None = None
    media_type: str | None = None
    mime_type: str | None = None
    photo: str | None = None
    file: str | None = None
    file_name: str | None = None
    sticker_emoji: str | None = None
    contact_information: Contact | None = None
    contact_vcard: str | None = None
    location_information: Point | None = None
    place_name: str | None = None
    address: str | None = None
    poll: Poll | None = None
    reactions: list[Reacted] | None = None
    game_title: str | None = None
    game_description: str | None = None
    game_link: str | None = None
    invoice_information: dict[str, object] | None = None
    information_text: str | None = None
    title: str | None = None
    new_title: str | None = None
    members: list[str | None] | None = None
    inviter: str | None = None
    message_id: int | None = None
    duration_seconds: Number | None = None
    duration: Number | None = None
    discard_reason: str | None = None
    period: Number | None = None
    schedule_date: Number | None = None
    amount: Number | None = None
    currency: str | None = None
    cost: str | None = None
    score: Number | None = None
    emoticon: str | None = None
    distance: Number | None = None
    to: str | None = None
    to_id: str | None = None
    reason_domain: str | None = None
    values: list[str] | None = None
