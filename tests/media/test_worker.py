"""Pictures of strangers are decoded in a process that can do nothing else, and that may die of them."""

import io
import os
import signal
import stat
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from amparo.media.textbox import Reading, Trouble
from amparo.media.worker import MAX_FILE, Worker
from pictured import Said, drawn

CHAT = [Said("left", "Send 200 EUR today", "20:49"), Said("right", "Please leave me alone", "20:50")]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(tesseract=None) as started:
        yield started


def texts(answer: Reading | Trouble) -> str:
    assert isinstance(answer, Reading), answer
    return " ".join(box.text for box in answer.boxes)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds one line: what a decompression bomb looks like."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_the_formats_that_screenshots_come_in_are_read(worker: Worker, file_format: str) -> None:
    said = texts(worker.read(drawn("Sara", CHAT, scale=2, file_format=file_format)))
    assert "Send 200 EUR today" in said
    assert "Please leave me alone" in said


def test_one_process_reads_several_pictures(worker: Worker) -> None:
    picture = drawn("Sara", CHAT, scale=1)
    first = worker.read(picture)
    process = worker._process
    assert worker.read(picture) == first
    assert worker._process is process


def test_boxes_are_in_pixels_of_the_picture_as_displayed(worker: Worker) -> None:
    upright = Image.open(io.BytesIO(drawn("Sara", CHAT, scale=2)))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by a quarter, clockwise, to display
    out = io.BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(out, "JPEG", quality=95, exif=exif)
    answer = worker.read(out.getvalue())
    assert isinstance(answer, Reading)
    assert (answer.width, answer.height) == upright.size
    box = next(box for box in answer.boxes if "leave me" in box.text)
    assert box.left > upright.width / 4
    assert box.top < upright.height / 2


def test_a_decompression_bomb_hits_a_limit(worker: Worker) -> None:
    answer = worker.read(png_header(60_000, 60_000))
    assert isinstance(answer, Trouble)
    assert answer.limit


def test_a_file_larger_than_the_limit_is_not_even_sent(worker: Worker) -> None:
    answer = worker.read(b"\x89PNG\r\n\x1a\n" + bytes(MAX_FILE))
    assert isinstance(answer, Trouble)
    assert answer.limit


def test_a_picture_whose_file_ends_early_is_read_as_far_as_it_goes(worker: Worker) -> None:
    whole = drawn("Sara", CHAT, scale=2, file_format="JPEG")
    answer = worker.read(whole[: len(whole) * 2 // 3])
    assert isinstance(answer, Reading)
    assert answer.truncated


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a\0\0\0\0",
    ],
    ids=["empty", "text", "postscript", "png-head", "jpeg-head", "gif-head"],
)
def test_what_is_no_picture_is_trouble_with_a_cause(worker: Worker, content: bytes) -> None:
    answer = worker.read(content)
    assert isinstance(answer, Trouble)
    assert answer.cause


@settings(max_examples=15)
@given(st.binary(max_size=400), st.integers(0, 5))
def test_broken_pictures_never_break_us(worker: Worker, noise: bytes, where: int) -> None:
    picture = bytearray(drawn("Sara", CHAT[:1], scale=1, height=160, field=""))
    start = where * len(picture) // 6
    picture[start : start + len(noise)] = noise
    assert isinstance(worker.read(bytes(picture)), Reading | Trouble)


def test_a_crash_costs_one_picture_and_the_next_is_read_by_a_new_process() -> None:
    with Worker(tesseract=None) as worker:
        assert "Send 200" in texts(worker.read(drawn("Sara", CHAT, scale=1)))
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGSEGV)
        answer = worker.read(drawn("Sara", CHAT, scale=1))
        assert isinstance(answer, Trouble)
        assert "SIGSEGV" in answer.cause
        assert "Send 200" in texts(worker.read(drawn("Sara", CHAT, scale=1)))


def test_a_worker_that_hangs_is_ended_when_the_time_is_up() -> None:
    with Worker(tesseract=None, timeout=1.0) as worker:
        worker.read(b"start it")
        assert worker._process is not None
        os.kill(worker._process.pid, signal.SIGSTOP)
        began = time.monotonic()
        answer = worker.read(drawn("Sara", CHAT, scale=1))
        assert isinstance(answer, Trouble)
        assert "within 1 seconds" in answer.cause
        assert time.monotonic() - began < 10


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="limits are read from /proc")
def test_the_process_may_write_nothing_and_hear_nobody(worker: Worker) -> None:
    worker.read(b"start it")
    assert worker._process is not None
    proc = Path(f"/proc/{worker._process.pid}")
    limits = {
        line[:25].strip(): line[26:].split()[0] for line in (proc / "limits").read_text().splitlines()[1:]
    }
    assert limits["Max file size"] == "0"
    assert limits["Max core file size"] == "0"
    assert int(limits["Max open files"]) <= 64
    assert int(limits["Max address space"]) <= 4 << 30
    assert "NoNewPrivs:\t1" in (proc / "status").read_text()
    links = [str(fd.readlink()) for fd in (proc / "fd").iterdir()]
    assert not [link for link in links if link.startswith("socket:")]
    if (proc / "ns/net").readlink() == Path("/proc/self/ns/net").readlink():
        pytest.skip("this system does not let a process leave the network")
    devices = (proc / "net/dev").read_text().splitlines()[2:]
    assert [line.split(":")[0].strip() for line in devices] == ["lo"]


def test_tesseract_without_an_arabic_model_counts_as_missing(tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho 'List of available languages (1):'\necho eng\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with Worker(tesseract=str(program)) as worker:
        answer = worker.read(drawn("Sara", CHAT, scale=1))
    assert isinstance(answer, Reading)
    assert not answer.arabic
    assert "Send 200" in " ".join(box.text for box in answer.boxes)


def test_a_tesseract_that_talks_nonsense_does_no_harm(tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        "#!/bin/sh\nif [ \"$1\" = --list-langs ]; then echo ara; else printf '5\\tx\\n5\\t1\\t1\\t1\\t1\\t1\\tz\\t0\\t9\\t9\\t9\\tw\\n'; fi\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    noisy = Image.effect_noise((300, 500), 90).convert("RGB")
    out = io.BytesIO()
    noisy.save(out, "PNG")
    with Worker(tesseract=str(program)) as worker:
        assert isinstance(worker.read(out.getvalue()), Reading)
        assert "Send 200" in texts(worker.read(drawn("Sara", CHAT, scale=1)))
