"""Work that is killed at an exact moment, or at any: as a lost battery does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from amparo.evidence import atomic

_CALLS = ("open", "write", "fsync", "mkdir", "rename", "link", "unlink", "rmdir")
KILLED = 137


def at_every_step(work: Callable[[], object], reset: Callable[[], None], stride: int = 1) -> Iterator[int]:
    """Run `work` in a child that ends without any cleaning up right before its first call that changes the disk, then
    right before its second (or, with a `stride`, a later one), and so on, until one comes through. `reset` prepares each;
    yields after each."""
    step = 1 - stride
    while True:
        step += stride
        reset()
        child = os.fork()
        if not child:
            _die_at(step)
            try:
                work()
                os._exit(0)
            except BaseException as error:
                os.write(2, f"{error!r}\n".encode())
                os._exit(1)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        assert code in (0, KILLED), f"step {step} failed"
        yield step
        if code == 0:
            return


def at_a_moment(program: str, delay: float, home: Path) -> bool:
    """Run a program of ours in a process of its own and kill it `delay` seconds after it says `go`. True if it was
    killed, False if it had ended before."""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        env={**os.environ, "AMPARO_HOME": str(home), "PYTHONPATH": str(Path(__file__).parent)},
    )
    with process:
        assert process.stdout and process.stdout.readline() == b"go\n"
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def _die_at(step: int) -> None:
    left = step

    def dying(call: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **more: object) -> object:
            nonlocal left
            left -= 1
            if not left:
                os._exit(KILLED)
            return call(*arguments, **more)

        return counted

    for name in _CALLS:
        setattr(os, name, dying(getattr(os, name)))
    atomic._rename = dying(atomic._rename)  # type: ignore[assignment]
