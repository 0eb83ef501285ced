"""A helpline in Leeds lays its own services and wording over ours."""

from pathlib import Path

import pytest

from amparo.guidance import Guidance, GuidanceError
from amparo.model import AgeGroup

SOURCE = '[leeds]\npublisher = "Leeds Helpline"\ntitle = "Our own desk"\nurl = "example.org"\n'
DESK = """[[service]]
id = "leeds-desk"
country = "GB"
purpose = "crisis"
name = "Leeds Helpline"
contact = ["07700 900123"]
sources = ["leeds"]
grade = "O"
checked_on = 2026-11-20
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(SOURCE)
    (tmp_path / "directory.toml").write_text(DESK)
    return tmp_path


def texts(overlay: Path, lang: str, name: str, words: str) -> None:
    folder = overlay / "texts" / lang
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(words, encoding="utf-8")


def test_its_service_stands_beside_ours(overlay: Path) -> None:
    made = Guidance(overlay).plan("GB", AgeGroup.ADULT, "en")
    assert [s.name for s in made.crisis] == ["Samaritans", "Leeds Helpline"]
    assert made.crisis[1].source == "Leeds Helpline (example.org)"


def test_ours_are_hidden_where_it_says_so(overlay: Path) -> None:
    (overlay / "directory.toml").write_text('hide = ["gb-samaritans"]\n' + DESK)
    assert [s.name for s in Guidance(overlay).plan("GB", AgeGroup.ADULT, "en").crisis] == ["Leeds Helpline"]


def test_a_row_of_the_same_id_takes_the_place_of_ours(overlay: Path) -> None:
    (overlay / "directory.toml").write_text(DESK.replace("leeds-desk", "gb-samaritans"))
    assert [s.name for s in Guidance(overlay).plan("GB", AgeGroup.ADULT, "en").crisis] == ["Leeds Helpline"]


def test_its_wording_is_said_in_its_language_only_and_counts_as_reviewed_when_it_says_so(
    overlay: Path,
) -> None:
    texts(overlay, "en", "steps", 'reviewed = ["do_not_pay"]\n[text]\ndo_not_pay = "Keep your money."\n')
    guidance = Guidance(overlay)
    said = {step.id: step.text for step in guidance.plan("GB", AgeGroup.ADULT, "en").steps}
    assert said["do_not_pay"] == "Keep your money."
    assert said["safety"].startswith("Safety first.")
    french = {step.id: step.text for step in guidance.plan("GB", AgeGroup.ADULT, "fr").steps}
    assert french["do_not_pay"].startswith("Ne payez pas.")
    assert guidance.files.texts("en", "steps")["text"]["do_not_pay"].reviewed
    assert not guidance.files.texts("en", "steps")["text"]["safety"].reviewed


def test_a_plan_is_reviewed_only_if_all_its_texts_are(overlay: Path) -> None:
    assert not Guidance(overlay).plan("GB", AgeGroup.ADULT, "en").reviewed
    for name in ("steps", "directory", "emergency", "sentences"):
        ours = Path(__file__).parents[2] / "src/amparo/guidance/data/texts/en" / f"{name}.toml"
        texts(
            overlay, "en", name, ours.read_text(encoding="utf-8").replace("reviewed = []", 'reviewed = ["*"]')
        )
    assert Guidance(overlay).plan("GB", AgeGroup.ADULT, "en").reviewed


def test_a_step_written_in_french_only_is_shown_in_french_rather_than_left_out(overlay: Path) -> None:
    (overlay / "steps.toml").write_text(
        '[[step]]\nid = "desk"\norder = 55\nkind = "step"\nsources = ["leeds"]\ngrade = "O"\nchecked_on = 2026-11-20\n'
    )
    texts(overlay, "fr", "steps", '[text]\ndesk = "Appelez notre permanence."\n')
    made = Guidance(overlay).plan("GB", AgeGroup.ADULT, "de")
    assert "Appelez notre permanence." in [step.text for step in made.steps]
    assert "desk" in made.untranslated


@pytest.mark.parametrize(
    ("file", "words", "said"),
    [
        ("directory.toml", DESK.replace('sources = ["leeds"]\n', ""), "'leeds-desk': .*sources"),
        ("directory.toml", DESK.replace('["leeds"]', "[]"), "'leeds-desk': .*length"),
        ("directory.toml", DESK.replace('["leeds"]', '["nobody"]'), "'leeds-desk': source 'nobody'"),
        ("directory.toml", DESK.replace('"O"', '"A"'), "'leeds-desk': .*enum value 'A'"),
        ("directory.toml", DESK + DESK, "'leeds-desk' stands twice"),
        ("directory.toml", 'hide = ["gb-nobody"]', "hides 'gb-nobody', which does not exist"),
        ("directory.toml", DESK.replace("[[service]]", "[[servce]]"), "servce"),
        ("directory.toml", "[[service]", r"directory\.toml: .*line 1"),
        ("sources.toml", SOURCE.replace("url", "web"), "'leeds': .*web"),
    ],
)
def test_a_slip_is_named_with_file_row_and_cause(overlay: Path, file: str, words: str, said: str) -> None:
    (overlay / file).write_text(words)
    with pytest.raises(GuidanceError, match=said) as caught:
        Guidance(overlay).plan("GB", AgeGroup.ADULT, "en")
    assert file in str(caught.value)


def test_a_text_that_is_not_a_text_is_named(overlay: Path) -> None:
    texts(overlay, "en", "steps", "[text]\nsafety = 7\n")
    with pytest.raises(GuidanceError, match=r"texts/en/steps\.toml: \[text\]: .*int"):
        Guidance(overlay).plan("GB", AgeGroup.ADULT, "en")


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match="not a folder"):
        Guidance(tmp_path / "nowhere")
