"""SMS backups as phones write them: emoji that are no XML, drafts, groups, overlapping files, broken ends."""

import base64
import hashlib
import io
import time
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import AttachmentKind, Clock, Gap, GapKind, Message, MessageKind, Speaker
from amparo.model.locator import parse
from amparo.sources import sms
from amparo.sources.base import Cast, File, Settings, Thread
from amparo.sources.blank import blanked
from amparo.sources.sms_xml import tags
from handed import file_of

LENA, TOM = "+447700900123", "+447700900124"
START = 1_700_000_000_000
PHOTO = b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(range(256))


def text(body: str, *, address: str = LENA, kind: int = 1, minute: int = 0, name: str = "Lena") -> str:
    return (
        f'<sms protocol="0" address="{address}" date="{START + minute * 60_000}" type="{kind}" subject="null" '
        f'body="{body}" toa="null" read="1" status="-1" readable_date="14 Nov 2023" contact_name="{name}" />'
    )


def mms(*parts: str, address: str = LENA, box: int = 1, sender: str = LENA, more: str = "") -> str:
    return (
        f'<mms date="{START}" msg_box="{box}" address="{address}" sub="null" m_type="132" {more} contact_name="Lena">\n'
        f"  <parts>{''.join(parts)}</parts>\n"
        f'  <addrs><addr address="{sender}" type="137" charset="106" /></addrs>\n</mms>'
    )


def photo(content: bytes = PHOTO, kind: str = "image/jpeg", name: str = "IMG_1.jpg") -> str:
    return (
        f'<part seq="0" ct="{kind}" name="{name}" text="null" data="{base64.b64encode(content).decode()}" />'
    )


def backup(
    *rows: str, count: int | None = None, root: str = "smses", end: bool = True, name: str = "sms.xml"
) -> File:
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!--File Created By SMS Backup & Restore-->\n"
    content = f'{head}<{root} count="{len(rows) if count is None else count}">\n' + "\n".join(rows)
    file = file_of((content + (f"\n</{root}>" if end else "")).encode(), name)
    assert sms.sniff(file)
    return file


def look(*files: File) -> tuple[list[Thread], list[GapKind]]:
    found = list(sms.threads(files))
    return [one for one in found if isinstance(one, Thread)], [
        one.kind for one in found if isinstance(one, Gap)
    ]


def rows(thread: Thread, cast: Cast | None = None) -> tuple[list[Message], dict[GapKind, int]]:
    items = list(sms.read(thread, Settings(cast=cast or Cast())))
    messages = [item for item in items if isinstance(item, Message)]
    assert [message.id for message in messages] == [f"c1-{n}" for n in range(1, len(messages) + 1)]
    return messages, {item.kind: item.count for item in items if isinstance(item, Gap)}


def one(file: File) -> Message:
    ((thread,), _) = look(file)
    ((message,), _) = rows(thread)
    return message


def content_of(file: File) -> bytes:
    with file.open() as stream:
        return stream.read()


def test_sent_and_received_are_told_apart() -> None:
    file = backup(text("Pay 100"), text("no", kind=2, minute=1), text("please", kind=3, minute=2))
    (thread,), gaps = look(file)
    assert gaps == []
    assert (thread.title, thread.platform, thread.pair, thread.rows) == ("Lena", "sms", True, 3)
    assert [(account.id, account.name) for account in thread.accounts] == [(LENA, "Lena")]
    (got, sent, draft), open_points = rows(thread, Cast(picked=True, pair=True, offender=frozenset({LENA})))
    assert (got.sender, got.account, got.speaker, got.text) == ("Lena", LENA, Speaker.OFFENDER, "Pay 100")
    assert (got.sent_at, got.wall_time, got.clock) == (
        datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        None,
        Clock.SOURCE,
    )
    assert (sent.sender, sent.speaker) == (None, Speaker.VICTIM)
    assert draft.speaker is Speaker.VICTIM
    assert open_points == {GapKind.NOT_SENT: 1}
    start, end = parse(sent.locator).numbers()
    assert content_of(file)[start:end].decode() == text("no", kind=2, minute=1)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ok &#55357;&#56832;!", "ok 😀!"),
        ("ok &#128512;!", "ok 😀!"),
        ("ok &#xD83D;&#xDE00;!", "ok 😀!"),
        ("ok &#55357;!", "ok \ufffd!"),
        ("a&#10;b &amp; &lt;c> &quot;d&apos; &amp;amp;", "a\nb & <c> \"d' &amp;"),
        ("&nbsp; &unknown; &#0;", "&nbsp; &unknown; \ufffd"),
        ("ادفع الآن", "ادفع الآن"),
    ],
)
def test_characters_as_phones_write_them(written: str, meant: str) -> None:
    assert one(backup(text(written))).raw_text == meant


def test_emoji_written_as_java_does_are_read() -> None:
    surrogates = "😀".encode("utf-16-be").decode("utf-16-be", "surrogatepass")
    halves = b"".join(chr(half).encode("utf-8", "surrogatepass") for half in (0xD83D, 0xDE00))
    content = content_of(backup(text("ok X"))).replace(b"ok X", b"ok " + halves)
    assert one(file_of(content)).text == f"ok {surrogates}"


def test_nothing_that_a_document_type_declares_is_ever_expanded() -> None:
    laughs = (
        '<!DOCTYPE smses [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>\n'
    )
    content = content_of(backup(text("&b;&c;"))).replace(b"<smses", laughs.encode() + b"<smses")
    assert one(file_of(content)).text == "&b;&c;"


def test_numbers_of_one_person_come_together() -> None:
    file = backup(
        text("1"),
        text("2", address="07700 900123"),
        text("3", address="0044 (7700) 900-123"),
        text("4", address="ExampleBank", name="(Unknown)"),
        text("5", address="60777", name="null"),
    )
    (lena, bank, short), _ = look(file)
    assert [message.text for message in rows(lena)[0]] == ["1", "2", "3"]
    assert [message.account for message in rows(lena)[0]] == [LENA, "07700 900123", "0044 (7700) 900-123"]
    assert (bank.title, short.title) == ("ExampleBank", "60777")


def test_multimedia_messages() -> None:
    layout = '<part seq="-1" ct="application/smil" name="null" text="&lt;smil>x&lt;/smil>" />'
    words = '<part seq="0" ct="text/plain" name="null" text="look" />'
    file = backup(mms(layout, photo(), words), mms(photo(b"BEGIN:VCARD", "text/x-vcard", "a.vcf")))
    (thread,), _ = look(file)
    (look_, card), gaps = rows(thread)
    assert (look_.text, look_.kind, gaps) == ("look", MessageKind.TEXT, {})
    (attachment,) = look_.attachments
    assert (attachment.name, attachment.kind, attachment.size) == (
        "IMG_1.jpg",
        AttachmentKind.PHOTO,
        len(PHOTO),
    )
    assert attachment.digest == hashlib.sha256(PHOTO).hexdigest()
    assert (card.kind, card.attachments[0].kind) == (MessageKind.MEDIA, AttachmentKind.CONTACT)


def test_a_group_is_a_conversation_of_its_own_and_names_who_wrote() -> None:
    file = backup(
        text("hi"),
        mms('<part ct="text/plain" text="all of you"/>', address=f"{TOM}~{LENA}", sender=LENA),
        mms('<part ct="text/plain" text="mine"/>', address=f"{LENA}~{TOM}", box=2, sender="+447700900999"),
    )
    (_, group), _ = look(file)
    assert (group.pair, group.owner) == (False, frozenset({"+447700900999"}))
    (theirs, mine), _ = rows(group)
    assert (theirs.sender, theirs.account, theirs.speaker) == ("Lena", LENA, Speaker.UNKNOWN)
    assert (mine.account, mine.speaker) == ("+447700900999", Speaker.VICTIM)


def test_a_message_that_was_never_fetched_says_so() -> None:
    message = one(backup(mms().replace('m_type="132"', 'm_type="130"')))
    assert (message.kind, [a.name for a in message.attachments]) == (MessageKind.MEDIA, [""])


def test_calls_join_the_conversation() -> None:
    def call(kind: int, seconds: int, number: str = LENA) -> str:
        return (
            f'<call number="{number}" duration="{seconds}" date="{START + kind}" type="{kind}" presentation="1" '
            f'readable_date="x" contact_name="{"Lena" if number else "(Unknown)"}" />'
        )

    calls = backup(call(1, 65), call(2, 0), call(3, 0), call(5, 0, ""), root="calls", name="calls.xml")
    (lena, hidden), gaps = look(backup(text("hi")), calls)
    assert gaps == []
    messages, _ = rows(lena)
    assert [(m.kind, m.text, m.speaker) for m in messages[1:]] == [
        (MessageKind.CALL, "incoming call, 65 s", Speaker.UNKNOWN),
        (MessageKind.CALL, "outgoing call", Speaker.VICTIM),
        (MessageKind.CALL, "missed call", Speaker.UNKNOWN),
    ]
    ((unknown,), _) = rows(hidden)
    assert (hidden.title, unknown.text, unknown.account) == ("number withheld", "rejected call", None)


def test_overlapping_backups_are_read_once() -> None:
    old = backup(text("1"), text("1"), text("2", minute=1), name="old.xml")
    new = backup(text("1"), text("2", minute=1), text("3", minute=2), name="new.xml")
    (thread,), _ = look(old, new)
    messages, gaps = rows(thread)
    assert [message.text for message in messages] == ["1", "1", "2", "3"]  # twice in one file is twice
    assert gaps == {GapKind.DUPLICATE: 2}


def test_what_is_missing_is_said() -> None:
    assert look(backup(text("1"), count=5))[1] == [GapKind.COUNT_MISMATCH]
    whole = content_of(backup(text("1"), text("2")))
    cut = file_of(whole[: whole.index(b'body="2')])
    (thread,), gaps = look(cut)
    assert set(gaps) == {GapKind.TRUNCATED, GapKind.COUNT_MISMATCH, GapKind.UNREADABLE_ROW}
    assert [message.text for message in rows(thread)[0]] == ["1"]
    torn = content_of(backup(mms(photo(), '<part ct="text/plain" text="look"/>')))
    (thread,), _ = look(file_of(torn[: torn.index(b"</parts>")]))
    (message,), open_points = rows(thread)
    assert message.text == "look"
    assert open_points == {GapKind.TRUNCATED: 1}


def test_a_broken_row_costs_that_row() -> None:
    (thread,), gaps = look(backup(text("1"), text('he said "pay" to me'), text("3")))
    assert [message.text for message in rows(thread)[0]] == ["1", "3"]
    assert set(gaps) == {GapKind.UNREADABLE_ROW, GapKind.COUNT_MISMATCH}


@pytest.mark.parametrize("stamp", ["0", "-5", "", "soon", "9" * 30])
def test_absurd_times_are_gaps(stamp: str) -> None:
    content = content_of(backup(text("hi"))).replace(str(START).encode(), stamp.encode())
    (thread,), _ = look(file_of(content))
    (message,), gaps = rows(thread)
    assert (message.sent_at, message.clock, gaps) == (None, Clock.NONE, {GapKind.TIME_MISSING: 1})


def test_seconds_are_seconds() -> None:
    content = content_of(backup(mms(photo()))).replace(str(START).encode(), b"1700000000")
    assert one(file_of(content)).sent_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_the_rows_of_others_are_blanked_and_the_rest_stays_xml() -> None:
    file = backup(
        text("lunch", address=TOM, name="Tom"),
        mms(photo(), address=TOM, sender=TOM),
        text("Pay", minute=1),
        text("dinner", address=TOM, name="Tom", minute=2),
    )
    (_, lena), _ = look(file)
    cuts = list(sms.cuts(file, [lena]))
    assert [(cut.name, cut.why) for cut in cuts] == [
        ("Tom", "conversation not picked"),
        ("Lena", "conversation not picked"),
        ("Tom", "conversation not picked"),
    ]
    copy = b"".join(blanked(file, cuts))
    assert TOM.encode() not in copy
    assert b"lunch" not in copy
    (only,), _ = look(file_of(copy))
    assert [message.locator.partition("#")[2] for message in rows(only)[0]] == [
        message.locator.partition("#")[2] for message in rows(lena)[0]
    ]


def test_media_of_many_megabytes_is_never_held() -> None:
    class Endless(io.RawIOBase):
        """64 MiB of base64 in one attribute."""

        def __init__(self) -> None:
            self.left = 64
            self.largest = 0

        def read(self, count: int = -1) -> bytes:
            self.largest = max(self.largest, count)
            self.left -= 1
            if self.left < 0:
                return b""
            return b"<part data='" if self.left == 63 else b"QUJD" * (1 << 16)

    stream = Endless()
    (tag,) = tags(stream, measure=True)  # type: ignore[arg-type]
    assert tag.data is not None
    assert tag.data.meter is not None
    assert tag.data.meter.size == 63 * 3 * (1 << 16)
    assert stream.largest <= 1 << 20


def test_hostile_input_takes_no_time() -> None:
    started = time.process_time()
    for content in (
        b"<sms " * 40_000,
        b"<sms a='" * 40_000,
        b"<" * 200_000,
        b"<!" * 100_000,
        b"<a " + b"x " * 100_000,
    ):
        list(sms.threads([file_of(b"<smses>" + content)]))
    assert time.process_time() - started < 20


def test_other_xml_is_left_to_others() -> None:
    for content in (b"<?xml version='1.0'?><chat/>", b"<html>sms</html>", b"", b"smses", b"{}"):
        assert not sms.sniff(file_of(content, "sms.xml"))


ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=30)
ROWS = st.lists(
    st.tuples(st.sampled_from([LENA, TOM, "ExampleBank"]), st.integers(1, 6), ANY_TEXT, st.booleans()),
    min_size=1,
    max_size=8,
)


def as_phones_write(value: str) -> str:
    """Everything beyond the basic plane as two surrogates, line ends as numbers."""
    halves = [
        "".join(
            f"&#{int.from_bytes(pair, 'big')};"
            for pair in (letter.encode("utf-16-be")[:2], letter.encode("utf-16-be")[2:])
        )
        if ord(letter) > 0xFFFF
        else letter
        for letter in quoteattr(value, {"\n": "&#10;"})[1:-1]
    ]
    return "".join(halves).replace('"', "&quot;")


@given(ROWS)
def test_made_up_backups_come_back(made_up: list[tuple[str, int, str, bool]]) -> None:
    written = [
        mms(
            f'<part ct="text/plain" text="{as_phones_write(f"_{body}")}"/>',
            photo(),
            address=address,
            box=box,
            sender=address,
        )
        if multimedia
        else text(as_phones_write(f"_{body}"), address=address, kind=box)
        for address, box, body, multimedia in made_up
    ]
    threads, gaps = look(backup(*written))
    assert gaps == []
    for thread in threads:
        address = thread.accounts[0].id
        messages, _ = rows(thread)
        assert [(m.raw_text, bool(m.attachments), m.speaker is Speaker.VICTIM) for m in messages] == [
            (f"_{body}", multimedia, box > 1) for other, box, body, multimedia in made_up if other == address
        ]


@given(
    st.lists(
        st.one_of(
            st.sampled_from([text("x"), mms(photo()), "<", ">", '"', "'", "<!--", "<sms ", "/>", "&#"]),
            st.text(max_size=9),
        ),
        max_size=9,
    )
)
def test_no_content_raises(pieces: list[str]) -> None:
    content = ("<smses count='3'>" + "".join(pieces)).encode("utf-8", "surrogatepass")
    file = file_of(content)
    for thread in look(file)[0]:
        rows(thread)
    assert sum(cut.end - cut.start for cut in sms.cuts(file, [])) <= file.size
