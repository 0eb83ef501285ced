"""What goes out of a case to be linked, and what of the people in it does not."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from amparo import casework
from amparo.casework.mentions import Row, mentions
from amparo.evidence import keys
from amparo.linkage import scripts as folded
from amparo.model import AgeGroup

CHAT = """14/03/2026, 19:00 - +44 7700 900123: Hi Sam, add me on snapchat @lea.rose77
14/03/2026, 19:20 - Sam Rivers: my number is +44 7700 900456 and my mail sam@example.org
14/03/2026, 19:31 - +44 7700 900123: I recorded you.
14/03/2026, 19:33 - +44 7700 900123: If you don't pay me £500 I will send the video to your family and your friends
14/03/2026, 19:34 - +44 7700 900123: Send 500 pounds by Western Union to Jean Exemple in Abidjan
14/03/2026, 19:40 - Sam Rivers: Sent. Receiver: Jean Exemple, MTCN 1234567890
"""
MOTHER = """15/03/2026, 10:00 - Sam Rivers: call me on +44 7700 900456
15/03/2026, 10:02 - Mum: I am at Rose's, +44 7700 900789, IBAN GB33BUKB20201555555555 for the flowers
"""


def rows_of(folder: Path, chats: dict[str, str], **options: object) -> list[Row]:
    paths = []
    for name, text in chats.items():
        path = folder / f"WhatsApp Chat with {name}.txt"
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    settings = {"age": AgeGroup.ADULT, "country": "GB", "me": ("Sam Rivers",), **options}
    casework.examine(
        paths,
        folder / "case",
        casework.Options(**settings),  # type: ignore[arg-type]
        key=keys.KeyRing().signing_key(),
        now=lambda: datetime(2026, 3, 15, 9, 0, tzinfo=UTC),
    )
    return list(mentions(folder / "case"))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    return rows_of(tmp_path_factory.mktemp("mentions"), {"Lea": CHAT, "Mum": MOTHER})


def test_the_other_sides_identifiers_go_out(rows: list[Row]) -> None:
    assert {
        ("phone", "+447700900123"),
        ("handle", "lea.rose77"),
        ("receiver", "Jean Exemple"),
    } <= {(row.kind, row.value) for row in rows}


def test_of_the_person_who_was_blackmailed_only_the_transfer_does(rows: list[Row]) -> None:
    assert {(row.kind, row.value) for row in rows if row.speaker == "victim"} == {
        ("receiver", "Jean Exemple"),
        ("transfer_reference", "1234567890"),
    }
    assert not {"+447700900456", "sam@example.org", "Sam"} & {row.value for row in rows}


def test_a_talk_with_somebody_else_stays_in_the_case(rows: list[Row]) -> None:
    assert not {"+447700900789", "GB33BUKB20201555555555"} & {row.value for row in rows}


def test_an_account_says_what_it_did_and_when(rows: list[Row]) -> None:
    did = {row.stage: row.seen_at for row in rows if row.value == "+447700900123"}
    assert {"move", "threat", "demand"} <= did.keys()
    assert did["threat"] == datetime(2026, 3, 14, 19, 33, tzinfo=UTC)


def test_contacts_held_up_as_leverage_are_not_taken_for_the_gangs(tmp_path: Path) -> None:
    threat = CHAT + (
        "14/03/2026, 19:50 - +44 7700 900123: I have your contacts, I know your mother Rose +44 7700 900789 and where she works\n"
    )
    rows = rows_of(tmp_path, {"Lea": threat})
    assert "+447700900789" not in {row.value for row in rows}
    assert "+447700900123" in {row.value for row in rows}


def test_the_persons_own_number_stays_whoever_repeats_it(tmp_path: Path) -> None:
    threat = CHAT + "14/03/2026, 19:50 - +44 7700 900123: Pay or I call you on +44 7700 900456 all night\n"
    assert "+447700900456" not in {row.value for row in rows_of(tmp_path, {"Lea": threat})}


def test_where_nobody_said_who_is_who_only_the_senders_who_took_a_step_count(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, {"Lea": CHAT}, me=())
    assert {row.speaker for row in rows} == {"unknown"}
    assert {"+447700900123", "Jean Exemple", "1234567890"} <= {row.value for row in rows}
    assert not {"+447700900456", "sam@example.org"} & {row.value for row in rows}


def test_a_harmless_chat_gives_none(tmp_path: Path) -> None:
    assert rows_of(tmp_path, {"Mum": MOTHER}) == []


def test_the_same_case_gives_the_same_rows(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    one, other = (rows_of(tmp_path / name, {"Lea": CHAT}) for name in ("one", "other"))
    assert one == other
    assert len(set(one)) == len(one)


LONG = (
    "Listen carefully {name} I have recorded our call and saved all of your friends and family, if you do not send {sum} "
    "before tonight I will send the video to every one of them and post it where you work"
)


def test_a_long_threat_goes_out_as_the_fingerprint_of_a_script_and_a_copy_of_it_is_a_form_of_it(
    tmp_path: Path,
) -> None:
    scripts = []
    for name, amount in (("Sam", "500 pounds"), ("Alex Brook", "1200 euros")):
        (tmp_path / name).mkdir()
        chat = CHAT + f"14/03/2026, 19:50 - +44 7700 900123: {LONG.format(name=name, sum=amount)}\n"
        rows = rows_of(tmp_path / name, {"Lea": chat})
        scripts.append({row.value for row in rows if row.kind == "script"})
        assert {"threat", "demand"} <= {row.stage for row in rows if row.kind == "script"}
    [one], [other] = scripts
    assert one != other
    assert folded.likeness(one, other)
    assert not {"recorded", "sam", "friends"} & set(one.split())


def test_no_short_threat_is_a_script(rows: list[Row]) -> None:
    assert "script" not in {row.kind for row in rows}
