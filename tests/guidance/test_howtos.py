"""How-tos: whoever follows one keeps the evidence, deletes nothing, and reads only what somebody vouches for."""

import re
from pathlib import Path

import pytest

from amparo.guidance.files import Files
from amparo.guidance.howtos import HowTo, HowtoRow, by_task, howtos
from amparo.guidance.rows import LANGUAGES

FILES = Files()
ENGLISH = howtos(FILES, "en")
TASKS = {"capture", "suspend", "report", "lock"}
PLATFORMS = {
    *("any", "whatsapp", "facebook", "instagram", "snapchat", "telegram", "tiktok", "linkedin"),
    *("dating", "tinder", "bumble", "sms", "email", "discord", "skype"),
}


def of(id: str) -> HowTo:
    return next(howto for howto in ENGLISH if howto.id == id)


def sentences(howto: HowTo) -> list[str]:
    return [s for line in howto.steps for s in re.split(r"(?<=[.?!:])\s+", line)]


def laid_over(folder: Path, row: str, texts: str = "") -> Files:
    (folder / "howto.toml").write_text(row, encoding="utf-8")
    (folder / "texts" / "en").mkdir(parents=True)
    (folder / "texts" / "en" / "howto.toml").write_text(texts, encoding="utf-8")
    return Files(folder)


def row(id: str, grade: str) -> str:
    return f"""
[[howto]]
id = "{id}"
platform = "whatsapp"
task = "report"
sources = ["whatsapp-report"]
grade = "{grade}"
checked_on = 2026-11-23
"""


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_each_app_has_its_four_tasks_and_nothing_is_left_to_lock_on_skype(platform: str) -> None:
    rows = [row for row in FILES.rows("howto", HowtoRow) if row.platform == platform]
    assert [row.id for row in rows] == [f"{platform}-{row.task}" for row in rows]
    assert {row.task for row in rows} == (TASKS - {"lock"} if platform == "skype" else TASKS)


def test_no_how_to_stands_for_an_app_that_nobody_asked_for() -> None:
    assert {row.platform for row in FILES.rows("howto", HowtoRow)} == PLATFORMS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_how_to_is_said_in_every_language(lang: str) -> None:
    said = FILES.texts(lang, "howto")
    ids = {row.id for row in FILES.rows("howto", HowtoRow)}
    assert set(said.get("title", {})) == ids
    assert set(said.get("steps", {})) == ids
    for text in said["steps"].values():
        assert 3 <= len(text.text) <= 5
        assert all(line.strip() for line in text.text)


@pytest.mark.parametrize("howto", ENGLISH, ids=lambda howto: howto.id)
def test_a_frightened_person_can_read_it(howto: HowTo) -> None:
    assert len(howto.title) <= 50
    for sentence in sentences(howto):
        assert len(sentence.split()) <= 24, sentence
    words = set(re.findall(r"[a-z]+", " ".join((howto.title, *howto.steps)).lower()))
    assert not words & {
        "just",
        "simply",
        "should",
        "stupid",
        "fault",
        "shame",
        "he",
        "she",
        "his",
        "her",
        "him",
    }


@pytest.mark.parametrize("howto", [h for h in ENGLISH if h.task == "capture"], ids=lambda howto: howto.id)
def test_who_keeps_a_chat_keeps_no_nude_picture(howto: HowTo) -> None:
    if howto.platform not in ("email", "skype"):
        assert "Leave nude pictures out" in " ".join(howto.steps)


@pytest.mark.parametrize(
    ("id", "identifier"),
    [
        ("facebook-capture", "profile.php?id="),
        ("instagram-capture", "instagram.com/username"),
        ("snapchat-capture", "user name, not the display name"),
        ("telegram-capture", "@"),
        ("whatsapp-capture", "country code"),
        ("sms-capture", "country code"),
        ("linkedin-capture", "linkedin.com/in/"),
        ("discord-capture", "Copy ID"),
        ("email-capture", ".eml"),
        ("skype-capture", "Skype ID"),
    ],
)
def test_what_is_written_down_is_what_the_firm_can_act_on(id: str, identifier: str) -> None:
    assert identifier in " ".join(of(id).steps)


@pytest.mark.parametrize("howto", [h for h in ENGLISH if h.task == "report"], ids=lambda howto: howto.id)
def test_a_report_comes_after_the_evidence_is_kept(howto: HowTo) -> None:
    if howto.platform != "skype":
        assert re.match(r"(Keep the evidence|Save the original mail) first", howto.steps[0])


@pytest.mark.parametrize("howto", [h for h in ENGLISH if h.task == "suspend"], ids=lambda howto: howto.id)
def test_nobody_is_told_to_delete_an_account(howto: HowTo) -> None:
    for sentence in sentences(howto):
        assert not re.match(
            r"(Choose|Tap|Click|Open)?\s*(delete|close|remove|reset)\b", sentence, re.IGNORECASE
        )


def test_what_others_report_says_so_and_what_the_platform_says_does_not() -> None:
    assert of("linkedin-report").reported is None
    reported = of("linkedin-suspend").reported
    assert reported is not None
    assert "companyurlfinder.com" in reported


def test_an_unverified_how_to_is_shown_to_nobody(tmp_path: Path) -> None:
    files = laid_over(tmp_path, row("whatsapp-report", "U"))
    assert "whatsapp-report" not in {howto.id for howto in howtos(files, "en")}
    assert "whatsapp-report" not in by_task(files)["report"]
    assert "whatsapp-report" in by_task(FILES)["report"]


def test_a_helpline_says_it_in_its_own_words_and_adds_an_app(tmp_path: Path) -> None:
    texts = """
[title]
whatsapp-report = "WhatsApp: report, with our help"
viber-report = "Viber: report"
[steps]
viber-report = ["Keep the evidence first.", "Call us.", "We report it with you."]
"""
    added = row("viber-report", "O").replace('"whatsapp"', '"viber"')
    files = laid_over(tmp_path, added, texts)
    [viber] = howtos(files, "en", "viber")
    assert viber.steps[1] == "Call us."
    ours = {howto.task: howto for howto in howtos(files, "en", "whatsapp")}
    assert ours["report"].title == "WhatsApp: report, with our help"
    assert ours["report"].steps == of("whatsapp-report").steps


def test_an_app_without_how_tos_gets_those_that_hold_for_every_app() -> None:
    assert [howto.id for howto in howtos(FILES, "en", "mewe")] == [
        *("any-capture", "any-suspend", "any-report", "any-lock")
    ]


def test_words_that_no_speaker_has_read_are_not_called_reviewed(tmp_path: Path) -> None:
    read = laid_over(
        tmp_path,
        "",
        'reviewed = ["whatsapp-lock"]\n[title]\nwhatsapp-lock = "Lock"\n[steps]\nwhatsapp-lock = ["One.", "Two.", "Three."]\n',
    )
    reviewed = {howto.id: howto.reviewed for howto in howtos(read, "en", "whatsapp")}
    assert reviewed["whatsapp-lock"]
    assert not reviewed["whatsapp-report"]


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no guidance in 'xx'"):
        howtos(FILES, "xx")
