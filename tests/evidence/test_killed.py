"""Killed at any moment, sealing leaves no case or a whole one; sealing again, the old state or the new one."""

import random
import shutil
from pathlib import Path

import pytest
from dying import at_a_moment, at_every_step
from sealing import NOON, check_by_hand, entry, names, sealed, snapshot

from amparo.evidence import atomic, custody
from amparo.evidence.bag import add
from amparo.evidence.keys import KeyRing, SigningKey
from amparo.evidence.verify import verify

MORE = [entry("data/originals/mail.eml", b"From: lea@example.org\n"), entry("case-2.html", b"<p>")]

STRIDES = [11, pytest.param(1, marks=pytest.mark.slow)]
"""Every step takes half a minute on a busy machine; every eleventh is for the quick round."""


def cleared(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def more(case: Path, key: SigningKey) -> None:
    add(case, MORE, key=key, who="Nadia", what="a mail came", when=NOON)


@pytest.mark.parametrize("stride", STRIDES)
def test_sealing_killed_at_every_step(stride: int, tmp_path: Path, key: SigningKey) -> None:
    sealed(tmp_path / "wanted", key)
    wanted = snapshot(tmp_path / "wanted")
    desk = tmp_path / "desk"
    desk.mkdir()
    absent = whole = 0
    for _ in at_every_step(lambda: sealed(desk / "case", key), lambda: cleared(desk), stride):
        if (desk / "case").exists():
            assert snapshot(desk / "case") == wanted
            whole += 1
        else:
            absent += 1
        sealed(desk / "next", key)
        assert set(names(desk)) <= {"case", "next"}, "the next run cleans up"
    assert absent > 50 // stride and whole >= 1
    assert verify(desk / "case").ok


@pytest.mark.parametrize("stride", STRIDES)
@pytest.mark.parametrize("exchange", [True, False])
def test_sealing_again_killed_at_every_step(
    exchange: bool, stride: int, tmp_path: Path, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an exchange of folders there is an instant without the case: the next to open it puts it back."""
    if not exchange:

        def unsupported(*arguments: object) -> None:
            raise OSError(95, "Operation not supported")

        monkeypatch.setattr(atomic, "_rename", unsupported)
    case = tmp_path / "case"
    sealed(case, key)
    old = snapshot(case)
    shutil.copytree(case, tmp_path / "wanted")
    more(tmp_path / "wanted", key)
    new = snapshot(tmp_path / "wanted")
    check_by_hand(tmp_path / "wanted")
    original = tmp_path / "original"
    case.rename(original)
    desk = tmp_path / "desk"
    desk.mkdir()

    def reset() -> None:
        cleared(desk)
        shutil.copytree(original, desk / "case")

    seen = []
    for step in at_every_step(lambda: more(desk / "case", key), reset, stride):
        assert exchange is False or (desk / "case").exists()
        assert verify(desk / "case").ok
        now = snapshot(desk / "case")
        assert now in (old, new)
        seen.append(now == new)
        if step % 8 == 0 and now == old:
            more(desk / "case", key)
            assert snapshot(desk / "case") == new
        atomic.sweep(desk)
        assert names(desk) == ["case"], "the next run cleans up"
    assert seen == sorted(seen) and len(seen) > 100 // stride and {True, False} <= set(seen)


def test_a_custody_entry_killed_at_every_step(case: Path, tmp_path: Path, key: SigningKey) -> None:
    old = snapshot(case)
    original = tmp_path / "original"
    case.rename(original)

    def reset() -> None:
        shutil.rmtree(case, ignore_errors=True)
        shutil.copytree(original, case)

    def handed_over() -> None:
        custody.append(case, key=key, who="Nadia", what="handed to Constable Reyes", when=NOON)

    states = []
    for _ in at_every_step(handed_over, reset):
        assert verify(case).ok
        states.append(len((case / "custody.jsonl").read_bytes().splitlines()))
    assert states == sorted(states) and set(states) == {1, 2}
    assert {**snapshot(case), "custody.jsonl": old["custody.jsonl"]} == old


def test_first_use_of_keys_killed_at_every_step(tmp_path: Path) -> None:
    """A key is there or is made anew; what was made is never half."""
    folder = tmp_path / "keys"
    for _ in at_every_step(
        lambda: KeyRing(folder).signing_key(), lambda: shutil.rmtree(folder, ignore_errors=True)
    ):
        first = KeyRing(folder).signing_key().public
        assert KeyRing(folder).signing_key().public == first


PROGRAM = """
from pathlib import Path
from sealing import NOON
from amparo.evidence.bag import Entry, add, seal
from amparo.evidence.keys import KeyRing
key = KeyRing().signing_key()
def entry(name):
    return Entry(f"data/originals/{name}", lambda: (bytes([n]) * 100_000 for n in range(50)))
print("go", flush=True)
case = Path(%r)
how = dict(key=key, who="Nadia", what="sealed", when=NOON)
if case.exists():
    add(case, [entry(f"more-{n}") for n in range(10)], **how)
else:
    seal([entry(f"export-{n}") for n in range(10)], case, **how)
"""


def test_killed_by_signal(tmp_path: Path, home: Path) -> None:
    (tmp_path / "desk").mkdir()
    chance = random.Random(7)
    for _ in range(3):
        at_a_moment(PROGRAM % str(tmp_path / "desk/case"), chance.uniform(0, 0.2), home)
        case = tmp_path / "desk/case"
        assert not case.exists() or verify(case).ok
        assert all(name == "case" or ".amparo-partial-" in name for name in names(case.parent))


@pytest.mark.slow
def test_killed_by_signal_at_many_moments(tmp_path: Path, home: Path) -> None:
    case = tmp_path / "desk" / "case"
    case.parent.mkdir()
    chance = random.Random(11)
    outcomes = set()
    for _ in range(25):
        at_a_moment(PROGRAM % str(case), chance.uniform(0, 0.6), home)
        if not case.exists():
            outcomes.add("none")
            continue
        verdict = verify(case)
        assert verdict.ok, verdict.sentence
        check_by_hand(case)
        outcomes.add(verdict.sealings)
        if verdict.sealings > 1:
            shutil.rmtree(case)
    assert {"none", 1} <= outcomes


def test_what_a_living_process_makes_is_left_alone(tmp_path: Path, key: SigningKey) -> None:
    with atomic.new_folder(tmp_path / "one") as partial:
        sealed(tmp_path / "two", key)
        assert partial.root.exists()
        partial.write("x", [b"x"])
    assert names(tmp_path) == ["one", "two"]


def test_what_only_looks_like_ours_is_left_alone(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / ".case.amparo-partial-holiday").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".case.amparo-partial-0123456789abcdef").symlink_to(tmp_path / "elsewhere")
    sealed(tmp_path / "case", key)
    assert len(names(tmp_path)) == 4


def test_everything_is_on_the_disk_before_the_case_appears(
    tmp_path: Path, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    before: list[Path] = []
    sync, move = atomic.sync, atomic._rename
    monkeypatch.setattr(atomic, "sync", lambda path: (synced.append(path), sync(path)))

    def moved(source: Path, target: Path, flag: int) -> None:
        before.extend(synced)
        hidden = [source, *source.rglob("*")]
        assert set(hidden) <= set(before)
        move(source, target, flag)

    monkeypatch.setattr(atomic, "_rename", moved)
    sealed(tmp_path / "case", key)
    assert before and synced[len(before) :] == [tmp_path]
