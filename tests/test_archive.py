"""What a phone's download may look like, and what a hostile one tries."""

import io
import os
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.archive import ArchiveError, Limits, Member, Refused, holds_members_only, opened

GENEROUS = Limits()


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return held.getvalue()


def listed(*paths: Path, limits: Limits = GENEROUS) -> tuple[dict[str, bytes], list[Refused]]:
    """Contents by name, and what was refused."""
    contents, refused = {}, []
    with opened(paths, limits) as members:
        for member in members:
            if isinstance(member, Refused):
                refused.append(member)
            else:
                with member.open() as stream:
                    contents[member.name] = stream.read()
    return contents, refused


def test_a_folder_a_zip_and_a_tar_give_their_members_in_a_fixed_order(tmp_path: Path) -> None:
    phone = tmp_path / "phone"
    (phone / "b").mkdir(parents=True)
    (phone / "b" / "note.txt").write_bytes(b"two")
    (phone / "a.txt").write_bytes(b"one")
    (phone / "chat.zip").write_bytes(zipped({"_chat.txt": b"three", "x/y.json": b"four"}))
    (phone / "old.tar.gz").write_bytes(tarred({"messages.json": b"five"}))

    contents, refused = listed(phone)

    assert not refused
    assert contents == {
        "phone/a.txt": b"one",
        "phone/chat.zip > _chat.txt": b"three",
        "phone/chat.zip > x/y.json": b"four",
        "phone/old.tar.gz > messages.json": b"five",
        "phone/b/note.txt": b"two",
    }
    assert list(contents) == list(listed(phone)[0])


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_every_usual_tar_is_read(tmp_path: Path, mode: str) -> None:
    (tmp_path / "t").write_bytes(tarred({"a": b"1", "b": b"2"}, mode))
    assert listed(tmp_path / "t")[0] == {"t > a": b"1", "t > b": b"2"}


def test_an_archive_in_an_archive_is_opened_but_not_without_end(tmp_path: Path) -> None:
    matryoshka = b"core"
    for _ in range(5):
        matryoshka = zipped({"inner": matryoshka})
    (tmp_path / "m.zip").write_bytes(matryoshka)

    contents, refused = listed(tmp_path / "m.zip")

    assert contents == {}
    assert [item.cause for item in refused] == ["an archive more than 3 deep"]
    assert refused[0].limit


def test_an_office_document_is_one_file_not_an_archive(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b""}))
    assert list(listed(tmp_path / "letter.docx")[0]) == ["letter.docx"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\..\\b", "\\\\host\\b"])
def test_names_that_lead_out_are_refused_and_cost_only_themselves(tmp_path: Path, name: str) -> None:
    (tmp_path / "evil.zip").write_bytes(zipped({name: b"x", "fine.txt": b"kept"}))
    (tmp_path / "evil.tar").write_bytes(tarred({name: b"x", "fine.txt": b"kept"}, "w"))
    for archive in ("evil.zip", "evil.tar"):
        contents, refused = listed(tmp_path / archive)
        assert list(contents.values()) == [b"kept"]
        assert [item.cause for item in refused] == ["its name leads out of the archive"]


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    limits = Limits(ratio_from=1 << 20)
    (tmp_path / "bomb.zip").write_bytes(zipped({"zeros": bytes(64 << 20), "chat.txt": b"kept"}))
    contents, refused = listed(tmp_path / "bomb.zip", limits=limits)
    assert list(contents.values()) == [b"kept"]
    assert "as a bomb does" in refused[0].cause


def test_overlapping_members_are_refused_as_a_whole(tmp_path: Path) -> None:
    """Fifield's zip bomb: many directory entries that share one packed kernel."""
    content = bytearray(zipped({"a": b"kernel" * 200, "b": b"kernel" * 200}, zipfile.ZIP_STORED))
    end = content.rindex(b"PK\x05\x06")
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    overlapped = content[: content.index(b"PK\x03\x04", 4)]
    directory = content[first:second] + content[first:second].replace(b"a", b"b")
    tail = bytearray(content[end:])
    tail[12:16] = len(directory).to_bytes(4, "little")
    tail[16:20] = len(overlapped).to_bytes(4, "little")
    (tmp_path / "f.zip").write_bytes(overlapped + directory + tail)
    contents, refused = listed(tmp_path / "f.zip")
    assert contents == {}
    assert "overlap" in refused[0].cause


def test_limits_on_count_total_and_names_say_which_one_stopped_the_reading(tmp_path: Path) -> None:
    (tmp_path / "many.zip").write_bytes(zipped({f"{n}.txt": b"x" for n in range(10)}))
    contents, refused = listed(tmp_path / "many.zip", limits=Limits(members=4))
    assert len(contents) == 4
    assert "more than 4 members" in refused[0].cause

    contents, refused = listed(tmp_path / "many.zip", limits=Limits(total=3))
    assert len(contents) == 3
    assert "expands to more" in refused[0].cause

    (tmp_path / "long.zip").write_bytes(zipped({"n" * 2000: b"x", "fine": b"y"}))
    contents, refused = listed(tmp_path / "long.zip")
    assert list(contents.values()) == [b"y"]
    assert "longer than 1024" in refused[0].cause


def test_links_and_devices_are_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"not handed in")
    phone = tmp_path / "phone"
    phone.mkdir()
    (phone / "link.txt").symlink_to(secret)
    (phone / "folder").symlink_to(tmp_path)
    os.mkfifo(phone / "pipe")
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        info = tarfile.TarInfo("link")
        info.type, info.linkname = tarfile.SYMTYPE, str(secret)
        archive.addfile(info)
    (phone / "t.tar").write_bytes(held.getvalue())
    info_zip = zipfile.ZipInfo("link")
    info_zip.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(phone / "z.zip", "w") as zip_archive:
        zip_archive.writestr(info_zip, str(secret))

    contents, refused = listed(phone)

    assert contents == {}
    assert len(refused) == 5


def test_a_locked_member_and_a_broken_archive_are_named(tmp_path: Path) -> None:
    content = bytearray(zipped({"locked.txt": b"x"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        flags = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[flags] |= 1
    (tmp_path / "locked.zip").write_bytes(content)
    assert listed(tmp_path / "locked.zip")[1][0].cause == "locked with a password"

    (tmp_path / "cut.zip").write_bytes(zipped({"a.txt": os.urandom(4000)})[:2000])
    contents, refused = listed(tmp_path / "cut.zip")
    assert contents == {}
    assert refused[0].name == "cut.zip"
    assert "cannot be read" in refused[0].cause


def test_a_damaged_member_raises_with_its_name_only_when_it_is_read(tmp_path: Path) -> None:
    content = bytearray(zipped({"a.txt": b"fine", "b.txt": os.urandom(500_000)}, zipfile.ZIP_STORED))
    content[content.index(b"b.txt") + 300_000] ^= 0xFF
    (tmp_path / "d.zip").write_bytes(content)
    with opened([tmp_path / "d.zip"]) as members:
        first, second = members
        assert isinstance(first, Member)
        assert isinstance(second, Member)
        with first.open() as stream:
            assert stream.read() == b"fine"
        with pytest.raises(ArchiveError, match=r"d\.zip > b\.txt: .*CRC"), second.open() as stream:
            stream.read()


def test_what_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert listed(tmp_path / "nothing.zip")[1] == [Refused("nothing.zip", "there is no such file or folder")]


@given(st.binary(max_size=400), st.sampled_from([b"PK\x03\x04", b"\x1f\x8b", b"BZh9", b"", b"PK\x05\x06"]))
def test_random_bytes_never_raise(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, magic: bytes
) -> None:
    path = tmp_path_factory.mktemp("noise") / "n"
    path.write_bytes(magic + noise)
    contents, refused = listed(path)
    assert len(contents) + len(refused) <= 1


class Unseekable(io.RawIOBase):
    """A pipe: zips written to one have their sizes behind the content."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:  # type: ignore[override]
        self.held += content
        return len(content)


def test_a_zip_that_is_its_members_and_nothing_else_is_told_from_one_that_hides_more(tmp_path: Path) -> None:
    plain = zipped({"_chat.txt": b"hello" * 50, "folder/": b"", "b.txt": b"x"})
    piped = Unseekable()
    with zipfile.ZipFile(piped, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("_chat.txt", b"hello" * 50)
        archive.writestr("b.txt", b"x")
    commented = io.BytesIO(plain)
    with zipfile.ZipFile(commented, "a") as archive:
        archive.comment = b"anything may stand here" * 9
    removed = io.BytesIO()
    with zipfile.ZipFile(removed, "w") as archive:
        archive.writestr("photo.jpg", b"\xff\xd8\xff" + bytes(500))
        archive.writestr("_chat.txt", b"hello")
        archive.filelist.pop(0)  # no longer listed, and still there
    for name, content, only in (
        ("plain", plain, True),
        ("piped", bytes(piped.held), True),
        ("behind", plain + bytes(500), False),
        ("before", b"\xff\xd8\xff" + bytes(500) + plain, False),
        ("commented", commented.getvalue(), False),
        ("removed", removed.getvalue(), False),
        ("tar", tarred({"_chat.txt": b"hello"}, "w"), False),
        ("noise", os.urandom(300), False),
    ):
        (tmp_path / name).write_bytes(content)
        assert holds_members_only(tmp_path / name) is only, name
