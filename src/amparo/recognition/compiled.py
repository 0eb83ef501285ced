"""Hyperscan databases, kept between runs where compiling them takes long.

A stored database is a program of Hyperscan's: one that somebody else wrote could make it read where it must not. So it
is kept and read only in a folder of this user's that nobody else can write to (`AMPARO_HOME/cache`, and only where that
home is there already), in a file of this user's, under the digest of the patterns and of Hyperscan's version, with the
digest of its own content in front. Whatever is wrong with it, the patterns are compiled again.
"""

import hashlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import hyperscan

WORTH_KEEPING = 0.3
"""Seconds of compiling."""
_DIGEST = hashlib.sha256().digest_size


def database(patterns: Sequence[str], cache: Path | None = None) -> hyperscan.Database:
    """Patterns, in UTF-8 bytes, numbered in their order. `cache`: where to keep it, by default in Amparo's home."""
    folder = cache or _folder()
    wanted = json.dumps(["1", version("hyperscan"), os.uname().machine, list(patterns)])
    path = folder / f"{hashlib.sha256(wanted.encode()).hexdigest()}.hs" if folder else None
    kept = _kept(path) if path else None
    if kept is not None:
        return kept
    begun = time.monotonic()
    made = hyperscan.Database()
    made.compile(
        expressions=[pattern.encode() for pattern in patterns],
        ids=list(range(len(patterns))),
        elements=len(patterns),
        flags=[hyperscan.HS_FLAG_MULTILINE] * len(patterns),
    )
    if path and time.monotonic() - begun >= WORTH_KEEPING:
        _keep(path, hyperscan.dumpb(made))
    return made


def _folder() -> Path | None:
    """`AMPARO_HOME/cache` (as `evidence.keys.home`), if that home is there."""
    given = os.environ.get("AMPARO_HOME")
    data = os.environ.get("XDG_DATA_HOME", "")
    base = Path(data) if data.startswith("/") else Path.home() / ".local" / "share"
    home = Path(given).expanduser() if given else base / "amparo"
    return home / "cache" if home.is_dir() else None


def _is_ours(path: Path, is_kind: Callable[[int], bool]) -> bool:
    seen = path.lstat()
    return is_kind(seen.st_mode) and seen.st_uid == os.geteuid() and not seen.st_mode & 0o022


def _kept(path: Path) -> hyperscan.Database | None:
    try:
        if not (_is_ours(path.parent, stat.S_ISDIR) and _is_ours(path, stat.S_ISREG)):
            return None
        stored = path.read_bytes()
        digest, content = stored[:_DIGEST], stored[_DIGEST:]
        if hashlib.sha256(content).digest() != digest:
            return None
        kept = hyperscan.loadb(content, hyperscan.HS_MODE_BLOCK)
        kept.scratch = hyperscan.Scratch(kept)
    except (OSError, hyperscan.HyperscanError):
        return None
    return kept


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not _is_ours(path.parent, stat.S_ISDIR):
            return
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(file.name).replace(path)
    except OSError:
        return
