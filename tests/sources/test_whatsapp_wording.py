"""What WhatsApp's own words in an export mean, in many languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.model import AttachmentKind, MessageKind
from amparo.sources.whatsapp_wording import (
    CLOCK,
    PLAIN,
    Meaning,
    is_of_group,
    meaning_of,
    meanings,
    notice_of,
    title_in,
)

LRM = "\u200e"


def meaning(text: str) -> Meaning:
    """As the reader asks: with and without the mark that iOS sets."""
    (found,) = meanings([text.replace(LRM, "")], [text])
    return found


@pytest.mark.parametrize(
    "text",
    [
        "<Media omitted>",
        "<Médias omis>",
        "<تم استبعاد الوسائط>",
        "<Multimedia omitido>",
        "<Mídia oculta>",
        "<Arquivo de mídia oculto>",
        "<Medien ausgeschlossen>",
        "<Media omessi>",
        "<Media weggelaten>",
        "<Medya dahil edilmedi>",
        "<Media tidak disertakan>",
        "<Без медиафайлов>",
        "<メディアは含まれていません>",
        "null",
    ],
)
def test_media_left_out_by_android(text: str) -> None:
    found = meaning(text)
    assert found.kind is MessageKind.MEDIA
    assert found.announced
    assert [a.name for a in found.attachments] == [""]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("image omitted", "photo"),
        ("image absente", "photo"),
        ("imagen omitida", "photo"),
        ("Bild weggelassen", "photo"),
        ("imagem ocultada", "photo"),
        ("immagine omessa", "photo"),
        ("afbeelding weggelaten", "photo"),
        ("görüntü dahil edilmedi", "photo"),
        ("gambar tidak disertakan", "photo"),
        ("لم يتم إدراج الصورة", "photo"),
        ("GIF omitted", "photo"),
        ("video omitted", "video"),
        ("vidéo absente", "video"),
        ("audio omitted", "audio"),
        ("Audio weggelassen", "audio"),
        ("sticker omitted", "sticker"),
        ("Contact card omitted", "contact"),
        ("document omitted", "document"),
        (f"Resume.pdf • {LRM}2 pages {LRM}document omitted", "document"),
        ("Lettre.docx document manquant", "document"),
        ("You received a view once photo. For added privacy, you can only open it on your phone.", "photo"),
        ("<View once voice message omitted>", "audio"),
    ],
)
def test_media_left_out_by_ios(text: str, kind: str) -> None:
    for marked in (text, LRM + text):
        found = meaning(marked)
        assert found.kind is MessageKind.MEDIA
        assert [(a.name, a.kind) for a in found.attachments] == [("", AttachmentKind(kind))]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("IMG-20210131-WA0001.jpg (file attached)", "IMG-20210131-WA0001.jpg", "photo"),
        (f"{LRM}VID-20210131-WA0001.mp4 (fichier joint)", "VID-20210131-WA0001.mp4", "video"),
        ("PTT-20210131-WA0001.opus (words of a language nobody knows)", "PTT-20210131-WA0001.opus", "audio"),
        ("STK-20210131-WA0001.webp (Datei angehängt)", "STK-20210131-WA0001.webp", "sticker"),
        ("Jane Doe (work).vcf (archivo adjunto)", "Jane Doe (work).vcf", "contact"),
        ("Invoice 12.pdf (arquivo anexado)", "Invoice 12.pdf", "document"),
        ("صورة.jpg (الملف مرفق)", "صورة.jpg", "photo"),
        ("<attached: 00000012-PHOTO-2021-01-31-20-49-00.jpg>", "00000012-PHOTO-2021-01-31-20-49-00.jpg", "photo"),
        (f"{LRM}<pièce jointe : 00000012-AUDIO-2021-01-31-20-49-00.opus>", "00000012-AUDIO-2021-01-31-20-49-00.opus", "audio"),
        (f"{LRM}<adjunto: 00000012-STICKER-2021-01-31-20-49-00.webp>", "00000012-STICKER-2021-01-31-20-49-00.webp", "sticker"),
        (f"Resume.pdf • {LRM}2 pages {LRM}<attached: 00000021-Resume.pdf>", "00000021-Resume.pdf", "document"),
        ("2016-11-01-PHOTO-00000001.jpg <attached>", "2016-11-01-PHOTO-00000001.jpg", "photo"),
    ],
)  # fmt: skip
def test_media_named(text: str, name: str, kind: str) -> None:
    found = meaning(text)
    assert [(a.name, a.kind) for a in found.attachments] == [(name, AttachmentKind(kind))]
    assert found.kind is MessageKind.MEDIA
    assert not found.announced


@pytest.mark.parametrize(
    "text",
    [
        "IMG-20210131-WA0001.jpg (file attached)\nlook at this",
        f"look at this {LRM}<attached: 00000012-PHOTO-2021-01-31-20-49-00.jpg>",
        "<Media omitted>\nlook at this",
    ],
)
def test_words_beside_a_picture_make_it_a_text(text: str) -> None:
    found = meaning(text)
    assert found.kind is MessageKind.TEXT
    assert len(found.attachments) == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("This message was deleted", "deleted"),
        (f"{LRM}This message was deleted.", "deleted"),
        ("Ce message a été supprimé", "deleted"),
        ("تم حذف هذه الرسالة", "deleted"),
        ("Se eliminó este mensaje.", "deleted"),
        ("Mensagem apagada", "deleted"),
        ("Diese Nachricht wurde gelöscht.", "deleted"),
        ("Bu mesaj silindi", "deleted"),
        ("see you <This message was edited>", "edited"),
        (f"see you {LRM}<This message was edited>", "edited"),
        ("à demain <Ce message a été modifié>", "edited"),
        ("bis dann <Diese Nachricht wurde bearbeitet.>", "edited"),
        ("line\nline <Se editó este mensaje.>", "edited"),
        ("Missed voice call", "call"),
        ("Missed video call, Tap to call back", "call"),
        (f"{LRM}Voice call. {LRM}4 min", "call"),
        ("Video call, 3 min", "call"),
        ("Voice call, No answer", "call"),
        ("Appel vocal manqué", "call"),
        ("Appel vidéo, Pas de réponse", "call"),
        ("مكالمة فيديو فائتة", "call"),
        ("Verpasster Videoanruf um 20:49", "call"),
        ("Location: https://maps.google.com/?q=51.5,-0.12", "location"),
        ("Localisation : https://maps.google.com/?q=51.5,-0.12", "location"),
        ("Pimlico Gardens (London): https://foursquare.com/v/4e89af95", "location"),
        ("words nobody knows: https://maps.google.com/?q=51.5,-0.12", "location"),
        ("live location shared", "location"),
        ("POLL:\nPizza?\nOPTION: Yes (2 votes)\nOPTION: No (0 votes)\n", "poll"),
        ("SONDAGE :\nPizza ?\nOPTION : Oui (2 votes)", "poll"),
        (f"{LRM}XYZ:\nPizza?\n{LRM}ABC: Yes ({LRM}2 xyz)\n{LRM}ABC: No ({LRM}0 xyz)", "poll"),
        ("Waiting for this message. This may take a while.", "system"),
        ("Messages and calls are end-to-end encrypted. No one outside of this chat can read them.", "system"),
    ],
)
def test_rows_that_are_no_plain_text(text: str, kind: str) -> None:
    assert meaning(text).kind is MessageKind(kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hi",
        "video call me later",
        "Video call?",
        "can you see <this>",
        "<3",
        "the file.pdf (see above)",
        "I will send an image omitted from the book",
        "This message was deleted by me, sorry",
        "see https://maps.google.com/?q=51.5,-0.12 for the place",
        "https://example.org/a?b=(c)",
        "list:\n- one\n- two (2)",
        "poll: who comes?",
        "Location: the usual",
        "null and void",
    ],
)
def test_what_people_write_stays_text(text: str) -> None:
    assert meaning(text) == PLAIN


def test_who_deleted_owns_the_phone() -> None:
    assert meaning("You deleted this message").by_owner
    assert meaning(f"{LRM}Vous avez supprimé ce message.").by_owner
    assert not meaning("This message was deleted").by_owner


def test_a_message_that_was_not_decrypted_exists() -> None:
    assert meaning("في انتظار هذه الرسالة. قد يستغرق هذا بعض الوقت").waiting


def test_calls_without_a_sender() -> None:
    assert notice_of("Missed voice call").kind is MessageKind.CALL
    assert notice_of("Missed video call at 20:49").kind is MessageKind.CALL
    assert notice_of("You blocked this contact. Tap to unblock.").kind is MessageKind.SYSTEM
    assert notice_of("words nobody knows").kind is MessageKind.SYSTEM


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ('Jane created group "Us"', True),
        ("Jane added Bob", True),
        ("Bob left", True),
        ("Jane a créé le groupe « Nous »", True),
        ("Jane hat die Gruppe erstellt", True),
        ("You blocked this contact", False),
        ("Messages and calls are end-to-end encrypted", False),
        ("Jane changed their phone number to a new number.", False),
    ],
)
def test_notices_that_only_a_group_has(text: str, group: bool) -> None:
    assert is_of_group(text) is group


@pytest.mark.parametrize(
    "name", ["Jane.txt", "_chat.txt", "export.zip", "WhatsApp Chat with .txt", "chat with Jane.txt"]
)
def test_other_file_names_give_no_title(name: str) -> None:
    assert title_in(name) is None


def test_a_name_may_stand_before_whatsapps_words() -> None:
    assert title_in("Jane ile WhatsApp Sohbeti.txt") == "Jane"


@pytest.mark.parametrize(
    ("text", "period", "word"),
    [
        ("AM", "am", "AM"),
        ("p. m.", "pm", "p. m."),
        ("p.\u00a0m.", "pm", "p.\u00a0m."),
        (", 下午", "pm", "下午"),
        ("klo", "", ""),
        ("", "", ""),
        ("in the morning", "am", "in the morning"),
    ],
)
def test_parts_of_the_day(text: str, period: str, word: str) -> None:
    assert CLOCK.period(text) == (period, word)


@given(st.text(max_size=300), st.booleans())
def test_any_text_means_something(text: str, mark: bool) -> None:
    found = meaning_of(text, mark)
    assert found.kind in set(MessageKind)
    assert notice_of(text).kind in {MessageKind.SYSTEM, MessageKind.CALL}
