"""The confined process in which pictures of strangers are decoded, and our side of it.

The process is started once (loading the models takes one to two seconds) and reads picture after picture: bytes go
in by a pipe, a `Reading` or a `Trouble` comes back as JSON. It never learns a file's name or place. Before the first
byte of a picture arrives it has given up

- the network, where the kernel lets it (`unshare` of the network, under a user namespace for ordinary users; some
  containers forbid that: then only RapidOCR's fixed model paths keep it from asking for anything),
- writing files (`RLIMIT_FSIZE` 0), gaining rights (`no_new_privs`), core dumps,
- memory beyond 4 GiB of addresses (the models alone take 1.7), open files beyond 64, and processor time beyond four
  minutes a picture.

If it crashes, hangs or talks nonsense it is killed; that costs the one picture, and the next picture gets a new
process. Tried on Linux; on other systems the limits that do not exist there are left out.
"""

import atexit
import contextlib
import ctypes
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import threading
from typing import IO

import msgspec

from amparo.media.textbox import Reading, Trouble

Answer = Reading | Trouble

TIMEOUT = 240.0
"""Seconds for one picture; a phone's takes about two, a scrolling capture of 40,000 lines about a minute, more where the machine is busy."""
START_TIMEOUT = 60.0
MAX_FILE = 100 << 20
"""Bytes of a picture's file."""
MAX_ANSWER = 32 << 20
ADDRESSES = 4 << 30
CPU_SECONDS = 240
OPEN_FILES = 64
PICTURES = 200
"""After so many the process is replaced, so that no leak of a decoder adds up."""

_FRAME = struct.Struct(">I")
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Answer] = msgspec.json.Decoder(Answer)


class Worker:
    """Our side. `tesseract`: path of the program; found on the PATH unless given, None to do without."""

    def __init__(self, tesseract: str | None = "", *, timeout: float = TIMEOUT) -> None:
        self._tesseract = shutil.which("tesseract") if tesseract == "" else tesseract
        self._timeout = timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def read(self, content: bytes) -> Answer:
        """What the picture says. Never raises on content."""
        if len(content) > MAX_FILE:
            return Trouble(cause=f"larger than the {MAX_FILE >> 20} MiB that are read", limit=True)
        if self._served >= PICTURES:
            self.close()
        try:
            process = self._process or self._start()
        except (OSError, EOFError, ValueError) as cause:
            ended = self._end()
            return Trouble(cause=f"the process that reads pictures does not start ({ended or cause})")
        self._served += 1
        try:
            with _Alarm(process, self._timeout) as alarm:
                _send(process.stdin, content)
                return _decoder.decode(_receive(process.stdout, MAX_ANSWER))
        except (OSError, EOFError, ValueError, msgspec.DecodeError) as cause:
            ended = self._end()
            if alarm.rang:
                return Trouble(cause=f"not read within {self._timeout:g} seconds")
            return Trouble(cause=f"the process that read it broke off ({ended or type(cause).__name__})")

    def close(self) -> None:
        self._end()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {"LC_ALL": "C.UTF-8", "PATH": os.defpath, "OMP_NUM_THREADS": "2"}
        if prefix := os.environ.get("TESSDATA_PREFIX"):
            environment["TESSDATA_PREFIX"] = prefix
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "amparo.media.worker", self._tesseract or ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,  # so that it can be ended together with a tesseract it runs
        )
        self._process, self._served = process, 0
        with _Alarm(process, START_TIMEOUT):
            _receive(process.stdout, 16)
        return process

    def _end(self) -> str:
        """Kill the process; say how it had ended before, if it had."""
        process, self._process = self._process, None
        if process is None:
            return ""
        with contextlib.suppress(subprocess.TimeoutExpired):  # one that broke off is about to end by itself
            process.wait(0.2 if process.stdin and not process.stdin.closed else 0)
        code = process.poll()
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        if code is None:
            return ""
        return signal.Signals(-code).name if code < 0 else f"exit {code}"


class _Alarm:
    """Kills the process when the time is up, which ends every wait for its pipes."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.rang = False
        self._process = process
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True

    def _ring(self) -> None:
        self.rang = True
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def __enter__(self) -> "_Alarm":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


_shared: Worker | None = None


def shared() -> Worker:
    """The one worker of this run, ended with it."""
    global _shared
    if _shared is None:
        _shared = Worker()
        atexit.register(_shared.close)
    return _shared


def _send(pipe: IO[bytes] | None, content: bytes) -> None:
    if pipe is None:
        raise EOFError
    pipe.write(_FRAME.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def _receive(pipe: IO[bytes] | None, limit: int) -> bytes:
    if pipe is None:
        raise EOFError
    head = pipe.read(_FRAME.size)
    if len(head) < _FRAME.size:
        raise EOFError
    (size,) = _FRAME.unpack(head)
    if size > limit:
        raise ValueError(f"a frame of {size} bytes")
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content


def _no_network() -> None:
    """A network namespace of our own, with nothing in it; must run before any thread is started."""
    new_user, new_net, no_new_privs = 0x10000000, 0x40000000, 38
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(new_net) != 0 and libc.unshare(new_user | new_net) == 0:
        # Keep our own ids inside the new user namespace, so that our files stay readable.
        for name, line in (
            ("setgroups", "deny"),
            ("uid_map", f"{user} {user} 1"),
            ("gid_map", f"{group} {group} 1"),
        ):
            with contextlib.suppress(OSError), open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123
                file.write(line)
    libc.prctl(no_new_privs, 1, 0, 0, 0)


def _limit(kind: int, value: int) -> None:
    with contextlib.suppress(OSError, ValueError):  # the system may hold it lower already, or not know it
        resource.setrlimit(kind, (value, value))


def _allow_cpu(seconds: int) -> None:
    """Processor time counts over the life of a process: move the limit along, picture by picture."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def main(tesseract: str) -> None:
    """The process's side: announce readiness, then answer until the pipe closes."""
    _no_network()
    pipe_in, pipe_out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)  # what a library prints, or asks for, must not touch the pipes
        os.dup2(nothing.fileno(), 1)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_AS, ADDRESSES)

    from amparo.media.arabic import Arabic
    from amparo.media.decode import PictureError, decode, formats
    from amparo.media.ocr import Engines

    program = tesseract if tesseract and Arabic.installed(tesseract) else None
    engines = Engines(program)
    allowed = formats()
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    _send(pipe_out, b"ready")
    while True:
        try:
            content = _receive(pipe_in, MAX_FILE)
        except EOFError:
            return
        _allow_cpu(CPU_SECONDS)
        answer: Answer
        try:
            decoded = decode(content, allowed)
            height, width = decoded.pixels.shape[:2]
            answer = Reading(
                width=width,
                height=height,
                boxes=engines.read(decoded.pixels),
                arabic=program is not None,
                truncated=decoded.truncated,
            )
        except PictureError as error:
            answer = Trouble(cause=error.cause, limit=error.limit)
        except MemoryError:
            answer = Trouble(cause="needs more memory than the worker may take", limit=True)
        except Exception as error:  # whatever the recognition of one picture runs into costs that picture
            answer = Trouble(cause=f"{type(error).__name__}: {str(error)[:200]}")
        _send(pipe_out, _encoder.encode(answer))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
