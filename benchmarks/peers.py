"""The peers that benchmarks run beside Amparo, in an environment of their own; never a dependency."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-peers"
WANTED = ROOT / "requirements" / "peers.in"


def peer_python() -> Path:
    """The interpreter that has the peers; installs them at first use."""
    python = FOLDER / "bin" / "python"
    ready = FOLDER / ".ready"
    if not ready.exists() or ready.stat().st_mtime < WANTED.stat().st_mtime:
        if not python.exists():
            venv.create(FOLDER, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "-r", str(WANTED)], check=True, stdout=sys.stderr
        )
        ready.touch()
    return python


if __name__ == "__main__":
    print(peer_python())
