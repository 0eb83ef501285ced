"""Recall on real blackmail mails and false alarms on other phishing: `python benchmarks/recognition_mail.py [FOLDER]`.

FOLDER holds `blackmail/*.eml` and `other-phishing/*.eml` (default: ../shared/data/mail beside the project). Every
failure is listed. Mails are read with Python's own email package, their text part and their HTML part each as a message
of one conversation, so that the figures are about recognition alone.
"""

import email
import email.policy
import html
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from amparo.model import Clock, Finding, Locator, Message, MessageKind, Speaker, Stage
from amparo.recognition import Recogniser, scheme

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "mail"


def texts(path: Path) -> Iterator[str]:
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    for part in mail.walk():
        if part.get_content_type() not in ("text/plain", "text/html"):
            continue
        content = part.get_payload(decode=True) or b""
        try:
            text = content.decode(part.get_content_charset() or "utf-8", "replace")
        except LookupError:
            text = content.decode("utf-8", "replace")
        if part.get_content_subtype() == "html":
            text = re.sub(r"(?is)<(style|script)\b.*?</\1>", " ", text)
            text = re.sub(r"(?i)<(br|p|div|tr|li|h\d)\b[^>]*>", "\n", text)
            text = re.sub(r"(?s)<[^>]*>", "", text)
        yield html.unescape(text)


def messages(path: Path) -> Iterator[Message]:
    for n, text in enumerate(texts(path), start=1):
        yield Message(
            id=f"{path.stem}-{n}",
            conversation=path.stem,
            sent_at=None,
            wall_time=None,
            clock=Clock.NONE,
            sender="sender",
            speaker=Speaker.UNKNOWN,
            kind=MessageKind.TEXT,
            text=text,
            raw_text=text,
            locator=Locator("sha256:" + "0" * 64 + f"#row={n}"),
        )


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    if not folder.is_dir():
        sys.exit(f"no mails at {folder}")
    recogniser = Recogniser()
    for name, wanted in (("blackmail", True), ("other-phishing", False)):
        paths = sorted((folder / name).glob("*.eml"))
        failures = []
        parts = 0
        began = time.perf_counter()
        for path in paths:
            findings = [item for item in recogniser.recognise(messages(path)) if isinstance(item, Finding)]
            rules = sorted({finding.rule for finding in findings if finding.stage is Stage.MAIL_BLACKMAIL})
            verdict = scheme(findings)
            parts += bool(rules)
            if bool(rules) is not wanted or verdict.recognised is not wanted:
                failures.append(
                    f"  {path.name}: {', '.join(f.rule for f in findings) or 'nothing found'}: {verdict.reasons[0]}"
                )
        took = time.perf_counter() - began
        flagged = f"{parts} of {len(paths)} flagged as blackmail by mail"
        print(f"{name}: {flagged}, {len(failures)} wrong, {took * 1000 / max(1, len(paths)):.1f} ms a mail")
        print("\n".join(failures) or "  no failure")


if __name__ == "__main__":
    main()
