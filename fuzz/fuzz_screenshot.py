"""Random boxes through the layout and the reader: `python fuzz/fuzz_screenshot.py -runs=20000`.

The worker is left out (its decoders are others' code, in a process that may die): its answer is made up here.
"""

import hashlib
import io
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports():
    from amparo.archive import Member
    from amparo.media.textbox import Box, Reading, Script, TextBox
    from amparo.model import Gap, Message
    from amparo.sources import screens, screenshot
    from amparo.sources.base import File, Settings, Thread

WORDS = [
    "20:49",
    "8:49 م",
    "Message",
    "ME",
    "Today",
    "31/01/2021",
    "01/02/2021",
    "SM",
    "Seen",
    "GB82 WEST l234 5698 7654 32",
]
SCRIPTS = list(Script)


def made_up(data: atheris.FuzzedDataProvider) -> Reading:
    def box() -> Box:
        number = data.ConsumeIntInRange
        return Box(number(-10, 1100), number(-10, 2500), number(1, 1100), number(1, 2500))

    shapes = [box() for _ in range(data.ConsumeIntInRange(0, 4))]
    boxes = []
    for _ in range(data.ConsumeIntInRange(0, 10)):
        place = box()
        text = data.PickValueInList(WORDS) if data.ConsumeBool() else data.ConsumeUnicodeNoSurrogates(20)
        boxes.append(
            TextBox(
                text=text,
                left=place.left,
                top=place.top,
                width=place.width,
                height=place.height,
                confidence=data.ConsumeProbability(),
                script=data.PickValueInList(SCRIPTS),
                shape=data.PickValueInList(shapes) if shapes and data.ConsumeBool() else None,
            )
        )
    width, height = data.ConsumeIntInRange(1, 3000), data.ConsumeIntInRange(1, 3000)
    return Reading(width=width, height=height, boxes=tuple(boxes), arabic=data.ConsumeBool())


def TestOneInput(content: bytes) -> None:
    data = atheris.FuzzedDataProvider(content)
    files = []
    screens._kept.clear()
    for number in range(data.ConsumeIntInRange(1, 3)):
        name = f"{number}.png"
        digest = hashlib.sha256(name.encode()).hexdigest()
        member = Member(name, name, 0, (), Path(name), lambda: io.BytesIO(b""))
        files.append(File(member, digest, b"", screenshot=True))
        screens._kept[digest] = made_up(data)
    for thread in screenshot.threads(files):
        if not isinstance(thread, Thread):
            continue
        ids = set()
        for item in screenshot.read(thread, Settings()):
            assert isinstance(item, Message | Gap)
            if isinstance(item, Message):
                assert item.id not in ids
                ids.add(item.id)


if __name__ == "__main__":
    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
