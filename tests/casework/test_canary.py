"""No byte of a photo or video reaches the case, in whatever a hostile or careless export wraps it."""

import base64
import email.message
import email.policy
import io
import json
import mailbox
import quopri
import tarfile
import zipfile
from pathlib import Path

import pytest

from amparo import casework
from amparo.casework import derived
from amparo.casework.show import show
from amparo.evidence import keys
from amparo.evidence.verify import verify
from amparo.model import AgeGroup, Kept, Message, SourceFile
from amparo.sources.base import MEDIA, Cut
from amparo.sources.blank import blanked, disjoint
from handed import file_of

CANARY = b"AMPARO-CANARY-" * 90
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + CANARY + b"\xff\xd9"
VIDEO = b"\x00\x00\x00\x18ftypmp42" + CANARY
TALK = "If you don't pay me 500 euros I will send the video to your family and your friends."


def traces(content: bytes) -> list[bytes]:
    """The canary as it may stand in a file: raw, and in base64 at each of its three alignments."""
    found = [b"AMPARO-CANARY"]
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + b"AMPARO-CANARY-" * 4)
        found.append(encoded[8:40])
    return [trace for trace in found if trace in content.replace(b"\n", b"").replace(b"\r", b"")]


def mail(
    *, encoding: str = "base64", kind: tuple[str, str] = ("image", "jpeg"), photo: bytes = PHOTO
) -> bytes:
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = "Léa <lea@example.org>", "sam@example.org"
    message["Subject"], message["Date"] = "your video", "Sat, 14 Mar 2026 20:24:01 +0000"
    message["Message-ID"] = "<1@example.org>"
    message.set_content(TALK)
    message.add_attachment(photo, maintype=kind[0], subtype=kind[1], filename="you.jpg", cte=encoding)
    return bytes(message)


def inside_another_mail() -> bytes:
    inner = email.message_from_bytes(mail(), policy=email.policy.SMTP)
    outer = email.message.EmailMessage(policy=email.policy.SMTP)
    outer["From"], outer["To"], outer["Subject"] = "sam@example.org", "help@example.org", "Fwd: help"
    outer["Date"] = "Sat, 14 Mar 2026 21:24:01 +0000"
    outer.set_content("please see the mail inside")
    outer.add_attachment(inner)
    return bytes(outer)


def quoted_printable() -> bytes:
    whole = mail()
    boundary = whole.split(b'boundary="')[1].split(b'"')[0]
    return (
        whole.split(b"--" + boundary)[0]
        + b"--" + boundary + b"\r\nContent-Type: text/plain\r\n\r\n" + TALK.encode() + b"\r\n"
        + b"--" + boundary + b"\r\nContent-Type: image/jpeg; name=x.jpg\r\n"
        + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(PHOTO) + b"\r\n--" + boundary + b"--\r\n"
    )  # fmt: skip


def html_data_uri() -> bytes:
    source = "data:image/jpeg;base64," + base64.b64encode(PHOTO).decode()
    return (
        "<html><head><title>Léa</title></head><body><div>Participants: Sam Rivers, Léa</div>"
        f'<div class="_a6-g"><div class="_2ph_ _a6-h _a6-i">Léa</div><div class="_2ph_ _a6-p">{TALK}<img src="{source}"></div>'
        '<div class="_a72d">Mar 14, 2026, 7:33 PM</div></div></body></html>'
    ).encode()


def meta_json(content: str) -> bytes:
    row = {"sender_name": "Léa", "timestamp_ms": 1773515000000, "content": TALK, "thumbnail": content}
    talk = {"participants": [{"name": "Léa"}, {"name": "Sam Rivers"}], "messages": [row], "title": "Léa",
            "thread_path": "inbox/lea_1"}  # fmt: skip
    return json.dumps(talk).encode()


def sms() -> bytes:
    data = base64.b64encode(PHOTO).decode()
    return (
        '<?xml version="1.0" encoding="UTF-8"?><smses count="2">'
        f'<sms protocol="0" address="+447700900123" date="1773515000000" type="1" body="{TALK}" contact_name="L" />'
        '<mms address="+447700900123" date="1773515001000" msg_box="1" contact_name="L"><parts>'
        f'<part seq="0" ct="image/jpeg" name="a.jpg" text="null" data="{data}" /></parts></mms></smses>'
    ).encode()


def mbox(tmp_path: Path) -> bytes:
    box = mailbox.mbox(tmp_path / "made.mbox")
    box.add(mail())
    box.add(inside_another_mail())
    box.flush()
    box.close()
    return (tmp_path / "made.mbox").read_bytes()


WRAPPED = {
    "base64 mail": lambda _: mail(),
    "video called octet-stream": lambda _: mail(kind=("application", "octet-stream"), photo=VIDEO),
    "picture called text": lambda _: mail().replace(b"image/jpeg", b"text/plain"),
    "zip attached to a mail": lambda _: mail(kind=("application", "zip"), photo=zipped_photo()),
    "mail inside a mail": lambda _: inside_another_mail(),
    "quoted-printable mail": lambda _: quoted_printable(),
    "mbox": mbox,
    "html data URI": lambda _: html_data_uri(),
    "json data URI": lambda _: meta_json("data:image/jpeg;base64," + base64.b64encode(PHOTO).decode()),
    "bare base64 in json": lambda _: meta_json(base64.b64encode(PHOTO).decode()),
    "url-safe base64 in json": lambda _: meta_json(base64.urlsafe_b64encode(PHOTO).decode()),
    "base64 in lines in json": lambda _: meta_json(base64.encodebytes(VIDEO).decode()),
    "sms backup": lambda _: sms(),
    "base64 in a chat": lambda _: (
        f"14/03/2026, 19:31 - Léa: {TALK}\n14/03/2026, 19:32 - Léa: "
        f"{base64.b64encode(PHOTO).decode()}\n14/03/2026, 19:33 - Léa: pay\n".encode()
    ),
    "a photo behind a chat": lambda _: f"14/03/2026, 19:31 - Léa: {TALK}\n".encode() * 900 + PHOTO,
}


def zipped_photo() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("you.jpg", PHOTO)
    return held.getvalue()


def examined(path: Path, out: Path, **options: object) -> casework.Examined:
    settings = casework.Options(age=AgeGroup.UNKNOWN, **options)  # type: ignore[arg-type]
    return casework.examine([path], out, settings, key=keys.KeyRing().signing_key())


@pytest.mark.parametrize("wrap", WRAPPED)
def test_embedded_media_is_blanked_and_the_words_are_kept(wrap: str, tmp_path: Path) -> None:
    handed_in = tmp_path / "handed-in"
    handed_in.write_bytes(WRAPPED[wrap](tmp_path))
    out = tmp_path / "case"
    done = examined(handed_in, out)

    for path in out.rglob("*"):
        if path.is_file():
            assert not traces(path.read_bytes()), path
    texts = " ".join(message.text for message in derived.rows(out, "timeline", Message))
    assert "500 euros" in texts
    assert verify(out).ok
    (source,) = derived.rows(out, "sources", SourceFile)
    assert source.kept is Kept.CUT
    assert (out / str(source.path)).stat().st_size == handed_in.stat().st_size
    for message in derived.rows(out, "timeline", Message):
        assert list(show(out, message.locator)), "locators stay true in the copy"
    assert any("blanked" in gap.explanation for gap in done.case.gaps)


def test_the_blanked_copy_differs_only_where_the_list_says(tmp_path: Path) -> None:
    original = mail()
    (tmp_path / "m.eml").write_bytes(original)
    out = tmp_path / "case"
    examined(tmp_path / "m.eml", out)
    (source,) = derived.rows(out, "sources", SourceFile)
    copy = bytearray((out / str(source.path)).read_bytes())
    for line in (out / "data/derived/cuts.jsonl").read_text().splitlines():
        cut = json.loads(line)
        assert cut["file"] == source.digest
        copy[cut["start"] : cut["end"]] = original[cut["start"] : cut["end"]]
    assert bytes(copy) == original


@pytest.mark.parametrize("pack", ["zip", "zip in zip", "tar.gz", "folder"])
def test_media_beside_a_chat_stays_out_however_it_is_packed(pack: str, tmp_path: Path) -> None:
    members = {
        "_chat.txt": f"14/03/2026, 19:31 - Léa: {TALK}\n".encode() * 3,
        "a.jpg": PHOTO,
        "b": VIDEO,
        "c.opus": CANARY,
    }
    handed_in = tmp_path / "handed-in"
    if pack == "folder":
        handed_in.mkdir()
        for name, content in members.items():
            (handed_in / name).write_bytes(content)
    elif pack == "tar.gz":
        with tarfile.open(handed_in, "w:gz") as tar:
            for name, content in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    else:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        content = held.getvalue()
        if pack == "zip in zip":
            held = io.BytesIO()
            with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr("inner.zip", content)
            content = held.getvalue()
        handed_in.write_bytes(content)
    out = tmp_path / "case"
    examined(handed_in, out)
    for path in out.rglob("*"):
        if path.is_file():
            assert not traces(path.read_bytes()), path
    withheld = [row for row in derived.rows(out, "sources", SourceFile) if row.kept is Kept.WITHHELD]
    assert len(withheld) == 3
    assert {row.size for row in withheld} == {len(PHOTO), len(VIDEO), len(CANARY)}


def test_a_conversation_not_picked_is_blanked_in_a_file_that_holds_several(tmp_path: Path) -> None:
    def chat(name: str, number: int, text: str) -> dict[str, object]:
        row = {"id": 1, "type": "message", "date_unixtime": "1773515000", "from": name, "from_id": f"user{number}",
               "text": text}  # fmt: skip
        return {"name": name, "type": "personal_chat", "id": number, "messages": [row]}

    chats = [chat("Noor", 1, "PRIVATE-CANARY"), chat("Léa", 2, TALK), chat("Mum", 3, "PRIVATE-CANARY")]
    (tmp_path / "result.json").write_text(
        json.dumps(
            {"contacts": {"list": [{"first_name": "PRIVATE-CANARY"}]}, "chats": {"list": chats}}, indent=1
        )
    )
    out = tmp_path / "case"
    done = examined(tmp_path / "result.json", out, with_=("Léa",))
    assert done.case.messages == 1
    assert all(b"PRIVATE-CANARY" not in path.read_bytes() for path in out.rglob("*") if path.is_file())
    (source,) = derived.rows(out, "sources", SourceFile)
    held = json.loads((out / str(source.path)).read_text())
    assert [bool(chat) for chat in held["chats"]["list"]] == [False, True, False]
    (message,) = derived.rows(out, "timeline", Message)
    assert "500 euros" in "\n".join(show(out, message.locator))


def test_a_photo_that_a_zip_no_longer_lists_is_not_kept_with_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "chat.zip", "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("photo.jpg", PHOTO)
        archive.writestr("_chat.txt", f"14/03/2026, 19:31 - Léa: {TALK}\n" * 3)
        archive.filelist.pop(0)
    out = tmp_path / "case"
    done = examined(tmp_path / "chat.zip", out)
    assert done.case.messages == 3
    assert all(not traces(path.read_bytes()) for path in out.rglob("*") if path.is_file())


def test_of_two_cuts_that_overlap_nothing_between_them_stays() -> None:
    def cut(start: int, end: int) -> Cut:
        return Cut(start=start, end=end, why=MEDIA, name="", size=0, digest="")

    file = file_of(b"0123456789")
    assert b"".join(blanked(file, list(disjoint([cut(1, 5), cut(3, 8), cut(4, 5)])))) == b"0       89"
