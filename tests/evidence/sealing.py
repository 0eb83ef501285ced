"""A small case to seal: Nadia's chat with somebody who threatens her."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from amparo.evidence.bag import Entry, Sealing, seal
from amparo.evidence.keys import SigningKey

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHAT = b"[20/11/2026, 21:04:11] Lea: Pay 300 euros or your family sees it\n"
FILES = {
    "data/originals/WhatsApp/_chat.txt": CHAT,
    "data/originals/notes from N\u00e9rac.txt": b"They wrote again today.\n",
    "data/derived/timeline.jsonl": b'{"id":"c1-1"}\n',
    "case.html": b"<!doctype html><title>Case</title>\n",
}


def entry(path: str, content: bytes, **more) -> Entry:
    return Entry(path, lambda: iter((content,)), **more)


def entries(files: dict[str, bytes] = FILES) -> list[Entry]:
    return [entry(path, content) for path, content in files.items()]


def sealed(out: Path, key: SigningKey, files: dict[str, bytes] = FILES, **more) -> Sealing:
    return seal(entries(files), out, key=key, who="Nadia", what="examined and sealed", when=NOON, **more)


def snapshot(case: Path) -> dict[str, bytes]:
    """Everything a folder holds."""
    return {p.relative_to(case).as_posix(): p.read_bytes() for p in sorted(case.rglob("*")) if p.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def check_by_hand(case: Path) -> None:
    """What a stranger does, without our code: fails as their tools fail."""
    run = [
        ["sha256sum", "--quiet", "--strict", "-c", "manifest-sha256.txt"],
        ["sha512sum", "--quiet", "--strict", "-c", "manifest-sha512.txt"],
        ["sha256sum", "--quiet", "--strict", "-c", "tagmanifest-sha256.txt"],
        ["sha512sum", "--quiet", "--strict", "-c", "tagmanifest-sha512.txt"],
        [str(Path(sys.executable).parent / "bagit.py"), "--quiet", "--validate", "."],
    ]
    seals = sorted(path.relative_to(case) for path in (case / "signatures").iterdir())
    run.append(["sha256sum", "--quiet", "--strict", "-c", f"{seals[-1]}/statement.txt"])
    for one in seals:
        run.append(
            f"openssl pkeyutl -verify -rawin -pubin -inkey {one}/public-key.pem -in {one}/statement.txt "
            f"-sigfile {one}/statement.sig".split()
        )
    for command in run:
        done = subprocess.run(command, cwd=case, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
