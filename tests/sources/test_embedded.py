"""Canaries: no picture that lies in a text file stays in the copy of it, in whatever form; no word of a message goes."""

import base64
import binascii
import hashlib
import itertools
import json
import quopri
import random
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.media import kinds
from amparo.sources.base import Cut
from amparo.sources.blank import blanked
from amparo.sources.embedded import ATTACHMENT, MEDIA, embedded_media
from handed import SHARED, file_of, files_of

CANARY = b"canary-9f3b"
WORDS = "Please do not send it to my family"


def noise(seed: int, times: int) -> bytes:
    """Bytes as a compressed picture has them, with the canary again and again, at every alignment."""
    dice = random.Random(seed)
    return b"".join(CANARY + dice.randbytes(dice.choice([7, 8, 9])) for _ in range(times))


PICTURES = {
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1" + noise(1, 60),
    "not quite jpeg": b"\xff\xd8\xff" + noise(2, 10),
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + noise(3, 60),
    "gif": b"GIF89a\x10\0\x10\0" + noise(4, 20),
    "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0" + noise(5, 40),
    "tiny mp4": b"\0\0\0\x20ftypisom" + noise(6, 3),
    "webp": b"RIFF\x10\x20\0\0WEBPVP8 " + noise(7, 20),
    "ogg": b"OggS\0\2" + bytes(8) + noise(8, 30),
}


def b64(content: bytes, width: int = 0, joint: str = "\n") -> str:
    letters = base64.b64encode(content).decode()
    return joint.join(textwrap.wrap(letters, width)) if width else letters


def odd_lines(content: bytes) -> str:
    letters, dice, lines = b64(content), random.Random(9), []
    while letters:
        width = dice.choice([25, 37, 44, 60, 61, 76])
        lines.append(letters[:width])
        letters = letters[width:]
    return "\n".join(lines)


def uuencoded(content: bytes) -> str:
    lines = (content[at : at + 45] for at in range(0, len(content), 45))
    return f"begin 644 photo.jpg\n{''.join(binascii.b2a_uu(line).decode() for line in lines)}`\nend\n"


def copy_of(content: bytes, reader: str | None = None) -> tuple[bytes, list[Cut]]:
    """The copy that a case would hold, and its cuts."""
    file = file_of(content)
    cuts = list(embedded_media(file, reader))
    copy = b"".join(blanked(file, cuts))
    assert len(copy) == len(content)
    assert all(one.end <= other.start for one, other in itertools.pairwise(cuts))
    return copy, cuts


def leaked(copy: bytes) -> list[str]:
    """In which forms the canary can still be read."""
    dense = copy.translate(None, b" \r\n\t\0\\>=")
    for escaped, plain in ((b"u002f", b"/"), (b"%2F", b"/"), (b"&#47;", b"/"), (b"_", b"/")):
        dense = dense.replace(escaped, plain)
    found = ["bare"] if CANARY in dense else []
    for cut in range(3):
        whole = CANARY[cut:][: (len(CANARY) - cut) // 3 * 3]
        once = base64.b64encode(whole)
        if once in dense or base64.b64encode(once)[:16] in dense:
            found.append("base64")
    bare_hex = dense.lower().replace(b",", b"").replace(b"0x", b"").replace(b"%", b"")
    if CANARY.hex().encode() in bare_hex:
        found.append("hex")
    if ",".join(map(str, CANARY)).encode() in dense:
        found.append("numbers")
    return found


IN_TEXT: dict[str, Callable[[bytes], str]] = {
    "alone in a line": lambda m: f"{WORDS}\n{b64(m)}\n{WORDS}, how are you",
    "after a word": lambda m: f"Look: {b64(m)}\n{WORDS}",
    "lines of 76": lambda m: f"see\n\n{b64(m, 76)}\n\n{WORDS}\n",
    "lines of 64, CRLF": lambda m: f"see\r\n{b64(m, 64, chr(13) + chr(10))}\r\n{WORDS}\r\n",
    "lines of 4": lambda m: f"see\n{b64(m, 4)}\n{WORDS}\n",
    "odd lines": lambda m: f"see\n{odd_lines(m)}\n{WORDS}\n",
    "quoted in a reply": lambda m: f"see\n> {b64(m, 72, chr(10) + '> ')}\n> {WORDS}\nok",
    "JSON": lambda m: json.dumps({"photo": b64(m), "text": WORDS}),
    "JSON, slashes escaped": lambda m: json.dumps({"photo": b64(m), "text": WORDS}).replace("/", "\\/"),
    "JSON, line ends escaped": lambda m: json.dumps({"photo": b64(m, 76), "text": WORDS}),
    "JSON, unicode escapes": lambda m: (
        json.dumps({"photo": b64(m), "text": WORDS}).replace("/", "\\u002f").replace("=", "\\u003d")
    ),
    "JSON, strings of 60": lambda m: json.dumps([textwrap.wrap(b64(m), 60), WORDS]),
    "JSON, data URI": lambda m: json.dumps({"photo": f"data:image/png;base64,{b64(m)}", "text": WORDS}),
    "JSON, numbers": lambda m: json.dumps({"data": list(m), "text": WORDS}),
    "JSON, signed numbers": lambda m: json.dumps([[n - 256 if n > 127 else n for n in m], WORDS]),
    "JSON, Latin-1": lambda m: json.dumps({"photo": m.decode("latin-1"), "text": WORDS}),
    "JSON, Latin-1 unescaped": lambda m: json.dumps([m.decode("latin-1"), WORDS], ensure_ascii=False),
    "URL-safe": lambda m: f"x={base64.urlsafe_b64encode(m).decode()}&{WORDS}",
    "HTML": lambda m: f"<p>{WORDS}</p><img src='data:image/jpeg;base64,{b64(m)}'>",
    "HTML, blanks": lambda m: f'<img alt="{WORDS}" src="data:image/png;base64, {b64(m, 60, " " + chr(10))}">',
    "HTML, percent": lambda m: f'<img src="data:image/png;base64,{b64(m).replace("/", "%2F")}">{WORDS}',
    "HTML, no base64": lambda m: f'<img src="data:image/png,{"".join(f"%{n:02X}" for n in m)}">{WORDS}',
    "CSS": lambda m: f'<p style="background:url(data:image/png;base64,{b64(m)})">{WORDS}</p>',
    "XML, entities": lambda m: f'<x a="{b64(m, 76, "&#10;").replace("/", "&#47;")}"/>{WORDS}',
    "hex": lambda m: f"blob {m.hex()} {WORDS}",
    "hex, SQL": lambda m: f"X'{m.hex().upper()}', '{WORDS}'",
    "hex, C": lambda m: f"[{', '.join(f'0x{n:02x}' for n in m)}] {WORDS}",
    "Python": lambda m: f"{m!r} {WORDS}",
    "uuencode": lambda m: f"{WORDS}\n{uuencoded(m)}\nbye",
}


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("form", IN_TEXT)
def test_a_picture_in_a_text_is_blanked_and_the_words_stay(form: str, picture: str) -> None:
    content = PICTURES[picture]
    copy, cuts = copy_of(IN_TEXT[form](content).encode())
    assert leaked(copy) == []
    assert WORDS.encode() in copy
    if form != "Python":  # what a repr escapes is not undone to the byte
        assert hashlib.sha256(content).hexdigest() in [cut.digest for cut in cuts]
        assert len(content) in [cut.size for cut in cuts]


@pytest.mark.parametrize("picture", ["jpeg", "png", "mp4"])
def test_base64_of_base64_is_seen_through(picture: str) -> None:
    twice = base64.b64encode(b64(PICTURES[picture]).encode()).decode()
    copy, _ = copy_of(json.dumps({"a": twice, "text": WORDS}).encode())
    assert leaked(copy) == []
    assert WORDS.encode() in copy


def test_a_picture_in_utf_16_text_is_blanked() -> None:
    text = f"{WORDS}\n{b64(PICTURES['jpeg'], 76)}\nbye"
    copy, cuts = copy_of(text.encode("utf-16"))
    assert leaked(copy) == []
    assert WORDS in copy.decode("utf-16")
    assert cuts[0].digest == hashlib.sha256(PICTURES["jpeg"]).hexdigest()


def test_bare_bytes_of_a_picture_are_blanked_to_the_end() -> None:
    for content in PICTURES.values():
        copy, (cut,) = copy_of(WORDS.encode() + b"\n" + content)
        assert leaked(copy) == []
        assert copy.startswith(WORDS.encode())
        assert cut.end == len(copy)


HEAD = (
    b"From: Lena <lena@example.org>\r\nTo: tom@example.org\r\nSubject: hi\r\n"
    b"Date: Mon, 1 Jan 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
)


def part(media_type: str, encoding: str, body: bytes) -> bytes:
    return f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def multipart(*parts: bytes, boundary: str = "BOUND") -> bytes:
    """A mail whose first part is the words, and whose last is a farewell."""
    edge = f"\r\n--{boundary}\r\n".encode()
    first, last = part("text/plain", "7bit", WORDS.encode()), part("text/plain", "7bit", b"that is all")
    inner = edge.join([b"preamble", first, *parts, last])
    return (
        HEAD
        + f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
        + inner
        + (f"\r\n--{boundary}--\r\n".encode())
    )


def page(content: bytes) -> bytes:
    return f'<p>{WORDS}</p><img src="data:image/png;base64,{b64(content)}"><p>the end</p>'.encode()


def lines(content: bytes, width: int = 76) -> bytes:
    return b64(content, width, "\r\n").encode()


IN_MAIL: dict[str, Callable[[bytes], bytes]] = {
    "base64": lambda m: multipart(part('image/jpeg; name="a.jpg"', "base64", lines(m))),
    "base64, odd lines": lambda m: multipart(part("image/jpeg", "BASE64", odd_lines(m).encode())),
    "base64, one line": lambda m: multipart(part("image/jpeg", "base64", b64(m).encode())),
    "base64, three letters a line": lambda m: multipart(part("image/jpeg", "base64", lines(m, 3))),
    "base64 with junk": lambda m: multipart(part("image/jpeg", "base64", b64(m, 50, " !\r\n*").encode())),
    "quoted-printable": lambda m: multipart(part("image/jpeg", "quoted-printable", quopri.encodestring(m))),
    "binary": lambda m: multipart(part("image/jpeg", "binary", m)),
    "octet-stream": lambda m: multipart(part("application/octet-stream", "base64", lines(m))),
    "says it is text": lambda m: multipart(part("text/plain", "base64", lines(m))),
    "says nothing": lambda m: multipart(b"Content-Transfer-Encoding: base64\r\n\r\n" + lines(m)),
    "bare in a text": lambda m: multipart(part("text/plain", "8bit", m)),
    "base64 in a text": lambda m: multipart(part("text/plain", "7bit", lines(m))),
    "uuencode": lambda m: multipart(part("application/octet-stream", "x-uuencode", uuencoded(m).encode())),
    "uuencode in a text": lambda m: multipart(part("text/plain", "7bit", uuencoded(m).encode())),
    "page, base64": lambda m: multipart(part("text/html", "base64", lines(page(m)))),
    "page, quoted-printable": lambda m: multipart(
        part("text/html", "quoted-printable", quopri.encodestring(page(m)))
    ),
    "page, as it is": lambda m: multipart(part("text/html", "8bit", page(m))),
    "attached mail": lambda m: multipart(
        b"Content-Type: message/rfc822\r\n\r\n"
        + multipart(part("image/png", "base64", lines(m)), boundary="INNER")
    ),
    "attached mail, encoded": lambda m: multipart(
        part(
            "message/rfc822", "base64", lines(multipart(part("image/png", "base64", lines(m)), boundary="IN"))
        )
    ),
    "multipart inside": lambda m: multipart(
        b"Content-Type: multipart/related; boundary=BOUNDX\r\n\r\n--BOUNDX\r\n"
        + part("image/png", "base64", lines(m))
        + b"\r\n--BOUNDX--"
    ),
    "no closing boundary": lambda m: multipart(part("image/png", "base64", lines(m))).replace(
        b"--BOUND--", b""
    ),
    "boundary not named": lambda m: multipart(part("image/png", "base64", lines(m))).replace(
        b'; boundary="BOUND"', b""
    ),
    "zip": lambda m: multipart(part("application/zip", "base64", lines(b"PK\3\4\x14\0" + m))),
    "vCard": lambda m: multipart(
        part("text/vcard", "8bit", b"BEGIN:VCARD\r\nPHOTO;ENCODING=b:" + lines(m).replace(b"\n", b"\n "))
    ),
    "header": lambda m: HEAD + b"Face: " + lines(m).replace(b"\n", b"\n ") + b"\r\n\r\n" + WORDS.encode(),
    "after the end": lambda m: multipart() + lines(m),
}


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("form", IN_MAIL)
def test_a_picture_in_a_mail_is_blanked_and_the_words_stay(form: str, picture: str) -> None:
    content = IN_MAIL[form](PICTURES[picture])
    copy, _ = copy_of(content)
    assert leaked(copy) == []
    assert WORDS.encode() in copy
    if form == "page, base64":
        encoded = copy.split(b"base64\r\n\r\n")[1].partition(b"\r\n--BOUND")[0]
        decoded = base64.b64decode(encoded)
        assert leaked(decoded) == []
        assert decoded.startswith(f"<p>{WORDS}</p>".encode())
        assert decoded.endswith(b"<p>the end</p>")
    mailbox = b"From lena@example.org Mon Jan  1 10:00:00 2024\n" + content
    mailbox += b"\n\nFrom tom@example.org Mon Jan  1 11:00:00 2024\n" + HEAD + b"\r\nthe second mail\r\n"
    copy, _ = copy_of(mailbox)
    assert leaked(copy) == []
    assert WORDS.encode() in copy
    assert b"the second mail" in copy


def test_documents_of_a_mail_are_cut_as_attachments() -> None:
    document = b"%PDF-1.4\n" + noise(10, 9)
    copy, (cut,) = copy_of(multipart(part('application/pdf; name="offer.pdf"', "base64", lines(document))))
    assert (cut.why, cut.name, cut.size) == (ATTACHMENT, "offer.pdf", len(document))
    assert cut.digest == hashlib.sha256(document).hexdigest()
    assert leaked(copy) == []


def test_every_medium_of_an_sms_backup_is_cut() -> None:
    rows = []
    for name, content in PICTURES.items():
        spoiled = b"\x00\x01" + content  # no longer looks like a picture
        rows += [
            f"<part ct='image/jpeg' name='{name}.jpg' data='{b64(data)}'/>" for data in (content, spoiled)
        ]
        rows.append(f'<part seq="0" ct="text/plain" data = "{b64(content)}" text="{WORDS}" />')
        rows.append(f'<part data="{b64(content, 76)}" ct="application/octet-stream" />')
    xml = f'<smses count="1"><mms address="07700 900123" date="1700000000000"><parts>{"".join(rows)}</parts></mms></smses>'
    copy, cuts = copy_of(xml.encode(), "sms-backup")
    assert leaked(copy) == []
    assert len(cuts) == len(rows)
    assert copy.count(WORDS.encode()) == len(PICTURES)
    assert {cut.why for cut in cuts} == {MEDIA}
    assert len(copy.split(b"<part ")) == len(rows) + 1


def test_lines_and_syntax_stay_where_something_is_blanked() -> None:
    text = json.dumps({"a": f"data:image/png;base64,{b64(PICTURES['png'])}", "b": [1, WORDS]}, indent=1)
    copy, _ = copy_of(text.encode())
    assert json.loads(copy)["b"] == [1, WORDS]
    wrapped = f"one\n{b64(PICTURES['png'], 60)}\ntwo"
    copy, _ = copy_of(wrapped.encode())
    assert copy.count(b"\n") == wrapped.count("\n")


def test_fillers_of_several_bytes_are_written_once() -> None:
    file = file_of(b"[1234567890, 12]")
    cut = {"why": MEDIA, "name": "", "size": 0, "digest": "", "filler": b"null"}
    wide, narrow = Cut(start=1, end=11, **cut), Cut(start=13, end=15, **cut)
    assert b"".join(blanked(file, [wide, narrow])) == b"[null      ,   ]"


HARMLESS = [
    "the digest is " + hashlib.sha512(b"x").hexdigest() + " as you see",
    "token " + base64.urlsafe_b64encode(random.Random(3).randbytes(900)).decode(),
    "key ssh-rsa " + base64.b64encode(random.Random(4).randbytes(700)).decode(),
    "GIF89a is a format, an object, %PDF-1.4 too, and ID3 tags; RIFF WAVE files",
    "https://example.org//ManyWordsInALongPathWithoutAnyDotOrDash/andMoreAndMoreAndMoreAndMore/9j/x",
    "we begin 644 times and end\nbegin 100 new\nend",
    "data:image is how it starts, ftyp is inside",
    "255, 216, 255 are three numbers; [71, 73, 70, 56] four",
    "Ÿÿ Ø ÿØÿ letters",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_stays_whole(text: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        content = f"{text}\n{WORDS}".encode(encoding)
        assert copy_of(content) == (content, [])


def test_real_exports_and_mails_stay_whole() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared fixtures are not here")
    looked = 0
    for file in files_of(SHARED / "exports", SHARED / "mail"):
        if kinds.is_media(file.head, file.path) or b"\0" in file.head:
            continue
        looked += 1
        cuts = list(embedded_media(file, None))
        with file.open() as stream:
            content = stream.read()
        for cut in cuts:  # the mails hold three tracking pixels as data URIs, and nothing else
            assert b"data:image/gif;base64," in content[cut.start - 40 : cut.start]
    assert looked > 90


def test_a_screenshot_is_left_alone() -> None:
    assert list(embedded_media(file_of(PICTURES["png"], screenshot=True), "screenshot")) == []


@given(st.binary(min_size=30, max_size=400), st.integers(1, 120), st.integers(0, 40))
def test_any_wrapped_picture_is_found_across_blocks(content: bytes, width: int, gap: int) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + CANARY * 3 + content
    filling = ("words and words " * ((1 << 16) + gap))[: (1 << 20) - 20 + gap]
    _, cuts = copy_of(f'{filling}\n{{"p": "{b64(picture, width)}"}}'.encode())
    assert [cut.digest for cut in cuts] == [hashlib.sha256(picture).hexdigest()]


@given(st.binary(max_size=3000))
def test_random_bytes_never_raise(content: bytes) -> None:
    for reader in (None, "eml", "mbox", "sms-backup"):
        copy_of(content, reader)
        copy_of(HEAD + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" + content, reader)
        copy_of(b"<smses><part data='" + content, reader)
