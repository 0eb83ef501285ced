"""From what a phone holds to a sealed case, as a helper would do it."""

import json
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from amparo import casework
from amparo.casework import derived
from amparo.casework.show import NotThere, show
from amparo.evidence import keys
from amparo.evidence.verify import verify
from amparo.model import AgeGroup, Finding, Gap, GapKind, Indicator, Kept, Message, SourceFile, Speaker, Stage
from handed import SHARED

EXAMPLE = Path(__file__).parents[2] / "examples" / "phone"
CHAT = """14/03/2026, 19:31 - Léa: I recorded you.
14/03/2026, 19:33 - Léa: If you don't pay me £500 I will send the video to your family and your friends
14/03/2026, 19:34 - Sam Rivers: please don't do this
14/03/2026, 19:36 - Léa: IMG-20260314-WA0002.jpg (file attached)
14/03/2026, 19:40 - Léa: IBAN GB33BUKB20201555555555
"""
CANARY = b"\xff\xd8\xff\xe0" + b"AMPARO-CANARY-PICTURE" * 40


def examined(paths: list[Path], out: Path, **options: object) -> casework.Examined:
    settings = {"age": AgeGroup.ADULT, "country": "GB", **options}
    return casework.examine(
        paths,
        out,
        casework.Options(**settings),  # type: ignore[arg-type]
        key=keys.KeyRing().signing_key(),
        now=lambda: datetime(2026, 3, 15, 9, 0, tzinfo=UTC),
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A WhatsApp export with a photo beside the chat."""
    path = tmp_path / "WhatsApp Chat - Léa.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_chat.txt", CHAT)
        archive.writestr("IMG-20260314-WA0002.jpg", CANARY)
    return path


def derived_files(case: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (case / "data/derived").iterdir()}


def test_the_shipped_example_is_recognised_and_sealed(tmp_path: Path) -> None:
    out = tmp_path / "case"
    done = examined(
        [EXAMPLE],
        out,
        me=("Sam Rivers",),
        timezone=ZoneInfo("Europe/London"),
        screenshots=(EXAMPLE / "screenshot-0001.png",),
    )
    case = done.case

    assert case.scheme.recognised, case.scheme.reasons
    assert {"instagram", "whatsapp", "email", "screenshot"} <= {c.platform for c in case.conversations}
    stages = {finding.stage for finding in case.findings}
    assert {Stage.THREAT, Stage.DEMAND, Stage.DEADLINE, Stage.PAYMENT_INSTRUCTION, Stage.CRISIS} <= stages
    found = {(indicator.kind.value, indicator.value) for indicator in case.indicators}
    assert ("iban", "GB33BUKB20201555555555") in found
    assert ("phone", "+33199001234") in found
    assert ("transfer_reference", "1234567890") in found
    assert ("email", "lea.paiement@example.org") in found
    assert verify(out).ok, verify(out).sentence
    assert (out / "case.html").stat().st_size < 5 << 20
    assert (out / "case.pdf").read_bytes().startswith(b"%PDF")
    subprocess.run(["sha256sum", "--quiet", "-c", "manifest-sha256.txt"], cwd=out, check=True)


def test_the_timeline_keeps_to_its_contract(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "case"
    examined([export], out, with_=("Léa",), timezone=ZoneInfo("Europe/London"))
    rows = [json.loads(line) for line in (out / "data/derived/timeline.jsonl").read_text().splitlines()]
    assert len(rows) == 5
    for field in ("id", "conversation", "sent_at", "wall_time", "sender", "speaker", "kind", "text", "raw_text",
                  "attachments", "reactions", "locator"):  # fmt: skip
        assert all(field in row for row in rows), field
    assert rows[0]["sent_at"] == "2026-03-14T19:31:00Z"
    assert [row["speaker"] for row in rows[:3]] == ["offender", "offender", "victim"]
    attachment = rows[3]["attachments"][0]
    assert (attachment["name"], attachment["size"]) == ("IMG-20260314-WA0002.jpg", len(CANARY))


def test_derived_files_are_the_same_bytes_for_the_same_input(export: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        examined([export], tmp_path / name, me=("Sam Rivers",))
    assert derived_files(tmp_path / "one") == derived_files(tmp_path / "two")


def test_without_a_word_nobody_is_presumed_the_offender(export: Path, tmp_path: Path) -> None:
    done = examined([export], tmp_path / "case", age=AgeGroup.UNKNOWN, country=None)
    speakers = {message.speaker for message in derived.rows(tmp_path / "case", "timeline", Message)}
    assert Speaker.OFFENDER not in speakers
    assert {"age", "country", "with", "timezone"} <= {need.kind for need in done.case.needs}


def test_a_photo_never_enters_the_case(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "case"
    done = examined([export], out)
    assert all(b"CANARY" not in path.read_bytes() for path in out.rglob("*") if path.is_file())
    archive, chat, photo = done.case.sources
    assert (archive.kept, archive.path) == (Kept.MEMBERS, None)
    assert chat.kept is Kept.ORIGINAL
    assert (photo.kept, photo.size, photo.path) == (Kept.WITHHELD, len(CANARY), None)
    assert (out / str(chat.path)).read_text() == CHAT
    assert any(gap.kind is GapKind.MEDIA_WITHHELD for gap in done.case.gaps)


@pytest.mark.parametrize("name", ["photo.jpg", "photo.txt", "photo", "_chat.txt", "mail.eml"])
def test_a_photo_by_any_name_is_never_read_as_text(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(CANARY + CHAT.encode())
    with pytest.raises(casework.NothingReadable, match="nothing here") as nothing:
        examined([tmp_path / name], tmp_path / "case")
    assert "photo, video or sound" in nothing.value.reasons[0]


def test_an_archive_of_chats_only_is_kept_byte_for_byte(tmp_path: Path) -> None:
    export = tmp_path / "chat.zip"
    with zipfile.ZipFile(export, "w") as archive:
        archive.writestr("_chat.txt", CHAT)
    done = examined([export], tmp_path / "case")
    archive_row, chat = done.case.sources
    assert archive_row.kept is Kept.ORIGINAL
    assert chat.path == archive_row.path
    assert (tmp_path / "case" / str(archive_row.path)).read_bytes() == export.read_bytes()
    first = next(derived.rows(tmp_path / "case", "timeline", Message))
    assert "I recorded you." in "\n".join(show(tmp_path / "case", first.locator))


@pytest.mark.parametrize("age", [AgeGroup.MINOR, AgeGroup.UNKNOWN])
def test_media_is_refused_under_18_even_encrypted(export: Path, tmp_path: Path, age: AgeGroup) -> None:
    with pytest.raises(casework.UsageProblem, match="under 18"):
        examined([export], tmp_path / "case", age=age, include_media=True, to=("age1x",))
    assert not (tmp_path / "case").exists()


def test_an_adults_media_leaves_only_encrypted(export: Path, tmp_path: Path) -> None:
    with pytest.raises(casework.UsageProblem, match="--to"):
        examined([export], tmp_path / "case", include_media=True)


def test_only_the_picked_conversation_is_taken(tmp_path: Path) -> None:
    phone = tmp_path / "phone"
    phone.mkdir()
    (phone / "WhatsApp Chat with Léa.txt").write_text(CHAT)
    friend = CHAT.replace("Léa", "Noor").replace("I recorded you", "PRIVATE-CANARY")
    (phone / "WhatsApp Chat with Noor.txt").write_text(friend)

    done = examined([phone], tmp_path / "case", with_=("Léa",))

    assert [c.title for c in done.case.conversations] == ["Léa"]
    assert done.case.conversations[0].picked
    everything = b"".join(path.read_bytes() for path in (tmp_path / "case").rglob("*") if path.is_file())
    assert b"PRIVATE-CANARY" not in everything
    assert any(gap.kind is GapKind.NOT_PICKED for gap in done.case.gaps)

    with pytest.raises(casework.UsageProblem, match="no conversation with Zoe"):
        examined([phone], tmp_path / "other", with_=("Zoe",))


def test_what_cannot_be_read_costs_only_itself_and_is_named(export: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(export.read_bytes()[:900])
    done = examined([broken, export], tmp_path / "case")
    assert done.case.messages == 5
    assert any("broken.zip" in gap.explanation for gap in done.case.gaps)

    with pytest.raises(casework.NothingReadable) as nothing:
        examined([broken], tmp_path / "other")
    assert "broken.zip" in nothing.value.reasons[0]
    assert not (tmp_path / "other").exists()


def test_a_case_is_never_overwritten(export: Path, tmp_path: Path) -> None:
    examined([export], tmp_path / "case")
    before = derived_files(tmp_path / "case")
    with pytest.raises(casework.UsageProblem, match="never overwritten"):
        examined([export], tmp_path / "case")
    assert derived_files(tmp_path / "case") == before


def test_the_same_file_twice_is_read_once(export: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    again.write_bytes(export.read_bytes())
    done = examined([export, again], tmp_path / "case")
    assert done.case.messages == 5
    assert any(gap.kind is GapKind.DUPLICATE for gap in done.case.gaps)


def test_pasted_text_is_evidence_too(tmp_path: Path) -> None:
    done = casework.examine(
        [],
        tmp_path / "case",
        casework.Options(age=AgeGroup.ADULT),
        key=keys.KeyRing().signing_key(),
        pasted=b"I have your video. Pay 300 dollars or I send it to all your contacts.\n",
    )
    assert done.case.messages == 1
    assert done.case.scheme.recognised


def test_show_says_what_the_case_does_not_hold(export: Path, tmp_path: Path) -> None:
    done = examined([export], tmp_path / "case")
    photo = done.case.sources[2]
    with pytest.raises(NotThere, match="by name, size and digest only"):
        list(show(tmp_path / "case", f"sha256:{photo.digest}#"))
    with pytest.raises(NotThere, match="no file with the digest"):
        list(show(tmp_path / "case", f"sha256:{'0' * 64}#row=1"))


def test_every_locator_of_the_example_can_be_shown(tmp_path: Path) -> None:
    out = tmp_path / "case"
    examined([EXAMPLE], out)
    for row_type, name in (
        (Message, "timeline"),
        (Finding, "findings"),
        (Indicator, "indicators"),
        (Gap, "gaps"),
    ):
        for row in derived.rows(out, name, row_type):
            if row.locator is None:
                continue
            try:
                assert list(show(out, row.locator))
            except NotThere as missing:
                assert "by name, size and digest only" in str(missing)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the workplace's fixtures (shared/data) are absent")
@pytest.mark.parametrize("folder", ["messenger", "chat-miner"])
def test_whole_folders_of_unknown_exports_go_through(folder: str, tmp_path: Path) -> None:
    done = examined([SHARED / "exports" / folder], tmp_path / "case", age=AgeGroup.UNKNOWN, country=None)
    assert done.case.messages > 20
    assert verify(tmp_path / "case").ok
    names = {source.name for source in derived.rows(tmp_path / "case", "sources", SourceFile)}
    on_disk = [path for path in (SHARED / "exports" / folder).rglob("*") if path.is_file()]
    assert len(names) == len(on_disk), "every file handed in is listed"


def test_the_summary_is_small_and_stable(export: Path, tmp_path: Path) -> None:
    done = examined([export], tmp_path / "case")
    summary = derived.summary(tmp_path / "case")
    assert summary.id == done.case.id
    assert msgspec.structs.asdict(summary)["messages"] == 5


def test_a_marked_screenshot_is_taken_beside_a_picked_conversation_and_accuses_nobody(tmp_path: Path) -> None:
    picture = EXAMPLE / "screenshot-0001.png"
    done = examined([EXAMPLE], tmp_path / "case", with_=("Léa",), screenshots=(picture,))
    assert [(c.title, c.picked) for c in done.case.conversations] == [("Léa", True), ("Lea M.", False)]
    said = [m for m in derived.rows(tmp_path / "case", "timeline", Message) if m.confidence is not None]
    assert said
    assert Speaker.OFFENDER not in {m.speaker for m in said}


def test_a_message_too_long_to_search_is_kept_and_said_so(tmp_path: Path) -> None:
    chat = tmp_path / "chat.txt"
    chat.write_text(f"14/03/2026, 19:31 - Léa: {'word ' * 60_000}\n14/03/2026, 19:32 - Sam: ok\n")
    done = examined([chat], tmp_path / "case")
    (gap,) = [gap for gap in done.case.gaps if gap.kind is GapKind.LIMIT]
    assert "200000 characters" in gap.explanation
    assert len(next(derived.rows(tmp_path / "case", "timeline", Message)).text) > 290_000
