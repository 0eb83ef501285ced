"""Of 21 locale forms of WhatsApp's export, in how many is every row accounted for?

Each form is written as a chat with notices, media only, several lines and plain text, with LF and CRLF and with and
without a byte order mark; Amparo, whatstk and chatpack read the same files. A row counts when it comes out with its
sender and its first line. `words` asks only for rows that people wrote; `all` for the notices as well.

    python benchmarks/whatsapp_headers.py
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from peers import peer_python

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from amparo.archive import opened  # noqa: E402
from amparo.model import Message  # noqa: E402
from amparo.sources import File, Settings, Thread, inventory, whatsapp  # noqa: E402
from whatsapp_forms import FORMS  # noqa: E402

LOCALES = (
    "en-GB Android", "en-GB iOS", "en-US Android, narrow space", "en-US iOS", "en-CA Android", "es-ES Android",
    "es-MX Android", "pt-BR Android", "fr-FR Android", "de-DE Android", "it-IT Android", "nl-NL Android",
    "sv-SE Android", "fi-FI iOS", "ru-RU Android", "tr-TR Android", "ar-EG Android", "fa-IR Android, Gregorian",
    "zh-CN Android", "ja-JP 12-hour", "ko-KR Android",
)  # fmt: skip

CHAT = (
    ("", "Messages and calls are end-to-end encrypted. Tap to learn more."),
    ("Jane", "hello"),
    ("Sam", "first line\nsecond line\n\nfourth"),
    ("Jane", "<Media omitted>"),
    ("", "Jane changed their phone number to a new number. Tap to message or add the new number."),
    ("+44 7700 900123", "IMG-20210131-WA0001.jpg (file attached)"),
    ("Sam", "ok: see you"),
)

_PEERS = """
import json, sys, warnings
warnings.simplefilter("ignore")
from whatstk import df_from_whatsapp
import chatpack
found = {}
for path in sys.argv[1:]:
    try:
        rows = df_from_whatsapp(path, max_size=None).to_dict("records")
        ours = [[row["username"], row["message"]] for row in rows]
    except Exception:
        ours = []
    try:
        others = [[row.sender, row.content] for row in chatpack.parse_whatsapp(path)]
    except Exception:
        others = []
    found[path] = [ours, others]
json.dump(found, sys.stdout)
"""

Rows = list[tuple[str, str]]


def written(folder: Path) -> dict[str, list[Path]]:
    """Each form as four files."""
    forms = {form.name: form for form in FORMS}
    files: dict[str, list[Path]] = {}
    for number, name in enumerate(LOCALES):
        for line_break in ("\n", "\r\n"):
            for bom in (b"", b"\xef\xbb\xbf"):
                at = datetime(2021, 1, 29, 9, 5, 7)
                lines = []
                for sender, text in CHAT:
                    row = forms[name].header(at) + (f"{sender}: {text}" if sender else text)
                    lines.append(row.replace("\n", line_break) + line_break)
                    at += timedelta(hours=11)
                path = folder / f"{number}-{len(line_break)}-{len(bom)}.txt"
                path.write_bytes(bom + "".join(lines).encode())
                files.setdefault(name, []).append(path)
    return files


def _first_lines(rows: Iterable[tuple[str | None, str]]) -> Rows:
    return [(sender or "", text.strip().split("\n")[0].strip()) for sender, text in rows]


def ours(path: Path) -> Rows:
    with opened([path]) as members:
        (file,) = inventory(members)
        if not isinstance(file, File) or not whatsapp.sniff(file):
            return []
        (thread,) = whatsapp.threads([file])
        if not isinstance(thread, Thread):
            return []
        rows = whatsapp.read(thread, Settings())
        return _first_lines((row.sender, row.text) for row in rows if isinstance(row, Message))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder))
        paths = [str(path) for group in files.values() for path in group]
        output = subprocess.run(
            [peer_python(), "-c", _PEERS, *paths], capture_output=True, check=True, text=True
        ).stdout
        found = json.loads(output)
        readers: dict[str, Callable[[Path], Rows]] = {
            "amparo": ours,
            "whatstk": lambda path: _first_lines((s, t) for s, t in found[str(path)][0]),
            "chatpack": lambda path: _first_lines((s, t) for s, t in found[str(path)][1]),
        }
        everything = _first_lines(CHAT)
        words = [row for row in everything if row[0]]
        score = {name: [0, 0] for name in readers}
        for form, group in files.items():
            marks = []
            for name, reader in readers.items():
                results = [reader(path) for path in group]
                complete = all(rows == everything for rows in results)
                spoken = all([row for row in rows if row in words] == words for rows in results)
                score[name][0] += spoken
                score[name][1] += complete
                marks.append(f"{name} {'all' if complete else 'words' if spoken else '-':5}")
            print(f"{form:30} {'  '.join(marks)}")
        for name, (spoken, complete) in score.items():
            print(f"{name}: words {spoken} of {len(LOCALES)}, all rows {complete} of {len(LOCALES)}")


if __name__ == "__main__":
    main()
