"""The command at a real terminal, with a person who types."""

import os
import pty
import select
import subprocess
import sys
import time

AMPARO = [sys.executable, "-c", "from amparo.cli import main; raise SystemExit(main())"]


def at_terminal(words: list[str], answers: list[tuple[str, str]], seconds: float = 60) -> tuple[int, str]:
    """Exit code and all that was shown; each answer is typed when its question stands on the screen."""
    leader, follower = pty.openpty()
    process = subprocess.Popen([*AMPARO, *words], stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    shown, waiting, until = "", list(answers), time.monotonic() + seconds
    while time.monotonic() < until:
        if select.select([leader], [], [], 0.1)[0]:
            try:
                shown += os.read(leader, 4096).decode(errors="replace")
            except OSError:  # the other end is closed
                break
        elif process.poll() is not None:
            break
        if waiting and waiting[0][0] in shown:
            os.write(leader, waiting.pop(0)[1].encode() + b"\n")
    os.close(leader)
    return process.wait(timeout=10), shown
