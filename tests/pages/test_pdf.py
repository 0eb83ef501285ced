"""The PDF: archival, with the timeline attached, whatever the evidence holds."""

import io
import unicodedata

import msgspec
import pypdf
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.model import Lang, Message
from amparo.pages import render
from amparo.pages.legible import FONTS
from amparo.pages.pdf import case_pdf, draw
from amparo.pages.report import gather
from pages import made_up


def pdf_of(messages: list[Message] | None = None, **changed: object) -> bytes:
    walk = made_up.several(made_up.timeline() if messages is None else messages)
    report = gather(made_up.case(**changed), walk, made_up.SEAL)
    return case_pdf(
        report, walk, {"timeline.csv": lambda: b"id,text\n", "timeline.jsonl": lambda: '{"a":"é"}\n'.encode()}
    )


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


def saying(text: str) -> list[Message]:
    return [msgspec.structs.replace(made_up.timeline()[0], text=text, sender=text[:40])]


def test_it_is_an_archival_and_accessible_file() -> None:
    reader = read(pdf_of())
    xmp = reader.root_object["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.root_object["/Lang"] == "en"
    assert reader.metadata.title == "Case 00c0ffee00c0ffee"
    assert "/JavaScript" not in str(reader.root_object)


def test_the_timeline_is_attached_byte_for_byte() -> None:
    attached = read(pdf_of()).attachments
    assert attached["timeline.csv"] == [b"id,text\n"]
    assert attached["timeline.jsonl"] == ['{"a":"é"}\n'.encode()]


def test_it_tells_what_the_page_tells() -> None:
    text = text_of(pdf_of())
    for said in (
        "somebody may be in danger",
        "999",
        "I recorded you. Pay or I send the video to your family",
        "money demanded again",
        "Awa Exemple",
        "does not prove that the chats are genuine",
    ):
        assert said in text


def test_the_same_case_gives_the_same_bytes() -> None:
    assert pdf_of() == pdf_of()


@pytest.mark.parametrize("lang", list(Lang))
def test_every_language_can_be_printed(lang: Lang) -> None:
    assert read(pdf_of(lang=lang)).root_object["/Lang"] == lang


@pytest.mark.parametrize(
    "text",
    [
        '#panic("boom") #import "x" $ x $ *bold* `raw` @label <label> \\u{41} // gone /* gone */',
        "\u202egnp.exe\u202c a\x00b\x1b",
        "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️ 🇲🇦 ☠️",
        "مرحبا hello שלום 你好 \ue000 \U000f0000 \ud83d \u0378",
        "a\u064e \u0301 x\u05b0 \u0e34a क\u094d\u200d",
        "Z" + "\u0300" * 2000,
        "x" * 20_000,
        "a\n" * 3000,
        "",
    ],
)
def test_hostile_text_is_drawn_and_never_run(text: str) -> None:
    pdf_of(saying(text))


def test_markup_comes_out_as_it_went_in() -> None:
    assert "#panic(1) *bold* `raw` // not a comment" in text_of(
        pdf_of(saying("#panic(1) *bold* `raw` // not a comment"))
    )


def test_marks_that_no_font_draws_on_their_letters_are_drawn_apart() -> None:
    """typst refuses these together for PDF/A; the emoji under them and the page are not lost."""
    refused = "\u2695\u1ddb \U0001f96b\u1abd\u08ef\u0360 kept"
    walk = made_up.several(saying(refused))
    report = gather(made_up.case(), walk, made_up.SEAL)
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        draw(report, walk, {}, attached=False, apart=False)
    assert "\u2695\u27e8U+1DDB\u27e9 \U0001f96b\u27e8U+1ABD\u27e9" in text_of(pdf_of(saying(refused)))


@given(st.text(max_size=40))
@settings(max_examples=25)
def test_any_text_can_be_drawn(text: str) -> None:
    pdf_of(saying(text))


def test_a_long_timeline_is_not_drawn_but_attached() -> None:
    walk = made_up.long_timeline(5000)
    report = gather(made_up.case(), walk, made_up.SEAL)
    reader = read(case_pdf(report, walk, {"timeline.jsonl": lambda: b"x" * 100_000}))
    assert len(reader.pages) < 12
    assert "messages left out" in "".join(page.extract_text() for page in reader.pages)
    assert reader.attachments["timeline.jsonl"] == [b"x" * 100_000]


def test_a_timeline_too_large_to_attach_is_named_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("amparo.pages.pdf.MOST_ATTACHED", 10)
    content = pdf_of()
    assert read(content).attachments == {}
    assert "too long to attach" in text_of(content)
    assert "timeline.jsonl" in text_of(content)


def test_of_a_very_long_message_the_start_is_drawn() -> None:
    content = pdf_of(saying("word " * 2000))
    assert "more characters" in text_of(content)
    assert len(read(content).pages) < 8


def test_pages_come_in_order_and_the_attachments_are_read_last() -> None:
    asked = []
    walk = made_up.long_timeline(400)
    pages = render(made_up.case(), walk, made_up.SEAL, {"timeline.csv": lambda: asked.append(1) or b"x"})
    names = []
    for page in pages:
        if page.name != "case.pdf":
            assert asked == []
        names.append(page.name)
    assert names == ["case.html", "timeline-001.html", "case.pdf"]
    assert asked == [1]


def test_every_character_that_the_fonts_are_said_to_have_is_drawn() -> None:
    listed = (FONTS / "coverage.txt").read_text().splitlines()
    spans = [line.split("-") for line in listed if not line.startswith("#")]
    characters = [chr(p) for first, last in spans for p in range(int(first, 16), int(last, 16) + 1)]
    assert len(characters) > 6000
    text = "".join(c for c in characters if not unicodedata.category(c).startswith("M"))
    walk = made_up.several([saying(text[start : start + 1900])[0] for start in range(0, len(text), 1900)])
    report = gather(made_up.case(findings=(), indicators=()), walk, made_up.SEAL)
    assert draw(report, walk, {}, attached=False, apart=False).startswith(b"%PDF")
