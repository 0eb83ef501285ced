"""What takes long to work out, kept between runs in `AMPARO_HOME/cache`.

What recognition looks for depends on it, so it is not believed on sight. It is kept and read only in a folder of this
user's that nobody else can write to (and only where that home is there already), in a file of this user's, with the
digest of its own content in front. It is named by the digest of all that it was worked out from, Amparo's own code
included. Whatever is wrong with a file, its content is worked out again.
"""

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

MOST = 24
"""Files in the folder; those unused longest go."""
_SUFFIX = ".kept"
_DIGEST = hashlib.sha256().digest_size


def folder() -> Path | None:
    """`AMPARO_CACHE`, else `AMPARO_HOME/cache` (as `evidence.keys.home`), if that home is there."""
    if chosen := os.environ.get("AMPARO_CACHE"):
        return Path(chosen).expanduser()
    given = os.environ.get("AMPARO_HOME")
    data = os.environ.get("XDG_DATA_HOME", "")
    base = Path(data) if data.startswith("/") else Path.home() / ".local" / "share"
    home = Path(given).expanduser() if given else base / "amparo"
    return home / "cache" if home.is_dir() else None


def key(parts: Iterable[bytes]) -> str:
    """The name of what is worked out from these parts."""
    lengths = hashlib.sha256()
    for part in parts:
        lengths.update(hashlib.sha256(part).digest())
    return lengths.hexdigest()


@cache
def code() -> bytes:
    """The digest of this room's code and data; empty where they are not files of their own: then nothing is kept."""
    here = Path(__file__).parent
    files = sorted((*here.glob("*.py"), *here.glob("*.toml")))
    return bytes.fromhex(key(file.read_bytes() for file in files)) if files else b""


def read(name: str, place: Path | None) -> bytes | None:
    """What was kept under a name; None if nothing was, or if it cannot be trusted."""
    if place is None:
        return None
    path = place / (name + _SUFFIX)
    try:
        if not (_is_ours(place, stat.S_ISDIR) and _is_ours(path, stat.S_ISREG)):
            return None
        stored = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    digest, content = stored[:_DIGEST], stored[_DIGEST:]
    return content if hashlib.sha256(content).digest() == digest else None


def write(name: str, content: bytes, place: Path | None) -> None:
    """Keep it, if that can be done."""
    if place is None:
        return
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        if not _is_ours(place, stat.S_ISDIR):
            return
        with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(file.name).replace(place / (name + _SUFFIX))
        for old in sorted(place.glob("*" + _SUFFIX), key=lambda path: path.stat().st_mtime)[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _is_ours(path: Path, is_kind: Callable[[int], bool]) -> bool:
    seen = path.lstat()
    return is_kind(seen.st_mode) and seen.st_uid == os.geteuid() and not seen.st_mode & 0o022
