"""What some tests need of the machine; each skips with the name of the Debian package. On CI none may (see conftest)."""

import shutil
import subprocess
from pathlib import Path

import pytest

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MISSING = "needs the Debian package"


def _reads_arabic() -> bool:
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "ara" in listed.stdout.split()


def _package(name: str, is_there: bool) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not is_there, reason=f"{MISSING} {name}")


needs_dejavu = _package("fonts-dejavu-core", DEJAVU.exists())
needs_chromium = _package("chromium", CHROMIUM is not None)
needs_java = _package("openjdk-17-jre-headless", shutil.which("java") is not None)
needs_arabic = _package("tesseract-ocr-ara", _reads_arabic())
