"""Work on whole columns, side by side on the cores of the machine."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def side_by_side(do: Callable[[Given], Made], several: Iterable[Given]) -> Iterator[Made]:
    """What `map` gives, in its order. What is worked on is not many times in memory: one more is begun when one is taken."""
    cores = os.cpu_count() or 1
    coming = iter(several)
    with ThreadPoolExecutor(
        cores, "linkage"
    ) as threads:  # sorting and counting columns leaves the interpreter free
        begun: list[Future[Made]] = [threads.submit(do, one) for one in islice(coming, cores)]
        while begun:
            yield begun.pop(0).result()
            begun += [threads.submit(do, one) for one in islice(coming, 1)]
