"""Which names a bag may hold, and how a manifest writes them.

A bag is opened years later, on other systems, with `sha256sum -c` and `bagit.py`; both take names literally, although
RFC 8493 (2.1.3) asks for `%`, CR and LF to be percent-encoded. The one way to please all three is a bag without such
names: `check` refuses them, `portable` turns any name into one that passes. The name as handed in is the caller's to
keep (`SourceFile.name`).
"""

import re
import unicodedata

from amparo.evidence.errors import PathRefused

COMPONENT_BYTES = 255
"""NAME_MAX of every common file system."""
PATH_BYTES = 1024
"""Far below PATH_MAX (4096 on Linux, 1024 on macOS), so that a case can lie in a deep folder."""

_WINDOWS = re.compile(r'[<>:"|?*\\]')
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_RESERVED = re.compile(
    r"(?i)(bagit\.txt|bag-info\.txt|fetch\.txt|readme\.txt|custody\.jsonl|(tag)?manifest-[^/]*\.txt|signatures(/.*)?)"
)


def check(path: str) -> str:
    """`path` itself, if a bag may hold it; `PathRefused` otherwise.

    `path` is relative to the bag, POSIX; below `data/` it is payload, elsewhere a tag file.
    """
    shown = printable(path)
    parts = path.split("/")
    if not path or path.startswith("/") or any(part in ("", ".", "..") for part in parts):
        raise PathRefused(f"{shown}: not a path inside the case")
    try:
        sizes = [len(part.encode()) for part in parts]
    except UnicodeEncodeError:
        raise PathRefused(f"{shown}: a name that is not Unicode") from None
    if max(sizes) > COMPONENT_BYTES or sum(sizes) + len(parts) > PATH_BYTES:
        raise PathRefused(f"{shown}: a name that is too long")
    if any(_unprintable(c) for c in path) or "%" in path or "\\" in path:
        raise PathRefused(f"{shown}: a name with characters that a manifest cannot hold")
    if path.startswith("~") or any(part != part.strip() for part in parts):
        raise PathRefused(f"{shown}: a name that starts or ends with a blank, or starts with ~")
    if parts[0].casefold() == "data" and (parts[0] != "data" or len(parts) < 2):
        raise PathRefused(f"{shown}: the name of the folder of the payload")
    if _RESERVED.fullmatch(path):
        raise PathRefused(f"{shown}: a name that the seal needs itself")
    return path


def portable(name: str) -> str:
    """A name for one file or folder (`/` included in what is replaced) that any system can hold; never empty.

    Deterministic; two names can become one: number them then. The ending is kept where the name is cut.
    """
    name = unicodedata.normalize("NFC", name.encode(errors="replace").decode())
    name = "".join("_" if _unprintable(c) or c in "%/" else c for c in name)
    name = _WINDOWS.sub("_", name).strip().strip(".").strip()
    if name.startswith("~"):
        name = "_" + name[1:]
    if not name or _DEVICES.fullmatch(name):
        name = f"_{name}"
    if len(name.encode()) > 200:
        stem, dot, ending = name.rpartition(".")
        ending = dot + ending if stem and len(ending.encode()) <= 16 else ""
        kept = name.encode()[: 200 - len(ending.encode())]
        name = kept.decode(errors="ignore").strip() + ending
    return name


def twin(path: str) -> str:
    """What two paths have in common that some file system cannot tell apart (case, Unicode form)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def encoded(path: str) -> str:
    """As a manifest writes it (RFC 8493, 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def decoded(path: str) -> str:
    """The reverse of `encoded`."""
    return re.sub(r"(?i)%(25|0D|0A)", lambda match: chr(int(match[1], 16)), path)


def printable(path: str) -> str:
    """For a sentence: nothing in it can break a line or turn the direction of writing."""
    return "".join(c.encode("unicode_escape").decode() if _unprintable(c) else c for c in path)


def _unprintable(c: str) -> bool:
    return unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
