"""The boxes of Meta's HTML exports: which elements they are, and what in them is sender, date, words and media.

One family of layouts; class names are hashes of Meta's style sheets and drift:

- 2018-2020: ``div.pam._3-95._2pi0._2lej.uiBoxWhite.noborder`` > ``div._3-96._2pio._2lek._2lel``,
  ``div._3-96._2let``, ``div._3-94._2lem``; reactions in ``ul._tqp``
- 2021-2023: ``div.pam._3-95._2ph-._a6-g`` or ``div._3-95._a6-g`` > ``._a6-h._a6-i``, ``._a6-p``, ``._3-94._a6-o``;
  reactions in ``ul._a6-q``
- 2024-2026: ``section._a6-g`` > ``h2._a6-h``, ``div._a6-p``, ``footer._a6-o`` > ``div._a72d``

So a box is known by its structure, the outermost element whose first part is a name and whose last is a date, and
class names help only where that fails, as with dates in a language that `dates` does not know.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from amparo.sources import dates
from amparo.sources.html_rows import Node, readable, tree

BOX = frozenset([b"_a6-g", b"uiBoxWhite", b"_2lej"])
SENDER = frozenset([b"_a6-h", b"_2lek"])
DATE = frozenset([b"_a6-o", b"_2lem", b"_a72d"])
PAGE = frozenset([b"_a706", b"_a705", b"_4t5n"])
REACTIONS = frozenset([b"_a6-q", b"_tqp"])

_CLASS = re.compile(rb"class\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_FRAME = frozenset([b"html", b"head", b"body", b"main", b"title", b"header"])
"""Never a box themselves."""
_LONGEST_NAME = 400
"""Bytes of the source of a name or a date."""

PLAIN = re.compile(
    rb"<(?P<box>div|section)\b[^<>]*+>\s*+"
    rb"<(?P<head>div|h[1-6])\b[^<>]*+>(?:<div>)?+(?P<sender>[^<]*+)(?:</div>)?+</(?P=head)>\s*+"
    rb"<div\b[^<>]*+>(?P<opened>(?:\s*+</?div>)*+)(?P<words>(?:[^<]++|<br\s*+/?+>)*+)(?P<closed>(?:</?div>\s*+)*+)"
    rb"<(?P<foot>div|footer)\b[^<>]*+>(?:<div\b[^<>]*+>)?+(?P<date>[^<]*+)(?:</div>)?+</(?P=foot)>\s*+"
    rb"</(?P=box)>"
)
"""A whole box of words alone: most boxes are. `balanced` must hold too."""


class Layout(NamedTuple):
    """How a page writes its boxes."""

    names: frozenset[bytes]
    classes: tuple[bytes, ...]
    """The class attributes of boxes, as written; empty where boxes carry none."""
    level: int
    """How many elements are around a box; tells boxes where nothing else does."""

    def opens(self, name: bytes, attributes: bytes, level: int) -> bool:
        if name not in self.names:
            return False
        if self.classes:
            return any(written in attributes for written in self.classes)
        return level == self.level and b"class" not in attributes


class Parts(NamedTuple):
    """What stands where in one box."""

    box: Node
    sender: Node | None
    date: Node | None


def balanced(match: re.Match[bytes]) -> bool:
    """Whether the words that `PLAIN` found fill the element between sender and date, no more and no less."""
    around = match["opened"] + match["closed"]
    return around.count(b"<div>") + 1 == around.count(b"</div>")


def of_class(node: Node, known: frozenset[bytes]) -> bool:
    """Whether it carries one of the `known` classes."""
    return not known.isdisjoint(node.classes)


def found(node: Node, known: frozenset[bytes]) -> Node | None:
    """The first, itself or below, of the `known` classes."""
    return next((one for one in node.walk() if of_class(one, known)), None)


def words(node: Node, source: bytes, encoding: str = "utf-8") -> str:
    return readable(source[node.inner : node.inner_end], encoding)


def learn(source: bytes, root: Node, listed: Collection[str]) -> Layout | None:
    """The layout of the page that begins with `source`; None when no box is seen.

    By structure where a date can be read, else by class names, else by a `listed` participant in the first place.
    """
    boxes = (
        outermost(root, lambda node: is_box(node, source))
        or outermost(root, lambda node: of_class(node, BOX) and found(node, SENDER) is not None)
        or _beginning_with(root, source, listed)
    )
    if not boxes:
        return None
    classes = {match[0] for box in boxes if (match := _CLASS.search(box.attributes))}
    level = Counter(box.level for box in boxes).most_common(1)[0][0]
    return Layout(frozenset(box.name for box in boxes), tuple(sorted(classes)), level)


def outermost(root: Node, wanted: Callable[[Node], bool]) -> list[Node]:
    """The highest elements that are `wanted`; of nested ones around the same parts, the one that looks like a box."""
    boxes = []
    waiting = list(reversed(root.children))
    while waiting:
        node = waiting.pop()
        if node.name in _FRAME or not wanted(node):
            waiting.extend(reversed(node.children))
            continue
        chain = [node]
        while len(chain[-1].children) == 1 and wanted(chain[-1].children[0]):
            chain.append(chain[-1].children[0])
        known = next((one for one in chain if of_class(one, BOX)), None)
        styled = next((one for one in reversed(chain) if _CLASS.search(one.attributes)), None)
        boxes.append(known or styled or chain[-1])
    return boxes


def is_box(node: Node, source: bytes) -> bool:
    """Whether it has a name first, something in between, and a date last."""
    kids = _kids(node)
    if len(kids) < 2 or (len(kids) == 2 and not of_class(kids[0], SENDER)):
        return False
    first, last = kids[0], kids[-1]
    return (
        last.end - last.start <= _LONGEST_NAME
        and first.end - first.start <= _LONGEST_NAME
        and dates.read(words(last, source)) is not None
        and dates.read(words(first, source)) is None
    )


def holds_parts(source: bytes) -> bool:
    """Whether the element that is all of `source` has more than one part."""
    root = tree(source)
    return bool(root.children) and len(_kids(root.children[0])) > 1


def parts(root: Node, source: bytes) -> Parts:
    """Find sender and date in the box that is all of `source`."""
    box = root.children[0] if root.children else root
    kids = _kids(box)
    date = next((kid for kid in reversed(kids) if found(kid, DATE)), None)
    if date is None and len(kids) > 1 and _looks_like_date(kids[-1], source, len(kids)):
        date = kids[-1]
    sender = next((kid for kid in kids if of_class(kid, SENDER)), None)
    if sender is None and len(kids) > 1 and kids[0] is not date:
        first = kids[0]
        if first.end - first.start <= _LONGEST_NAME and not first.named(
            b"img", b"video", b"audio", b"a", b"br"
        ):
            sender = first
    return Parts(box, sender, date)


def _beginning_with(root: Node, source: bytes, listed: Collection[str]) -> list[Node]:
    """The lowest elements whose first part is a participant: a page headed with a name holds lower ones."""
    boxes = []
    for node in root.walk() if listed else ():
        kids = [] if node.name in _FRAME else node.children
        if (
            len(kids) > 1
            and kids[0].end - kids[0].start <= _LONGEST_NAME
            and words(kids[0], source) in listed
        ):
            boxes.append(node)
    return [box for box in boxes if not any(box.start < other.start < box.end for other in boxes)]


def _looks_like_date(node: Node, source: bytes, kids: int) -> bool:
    if node.end - node.start > _LONGEST_NAME:
        return False
    text = words(node, source)
    return dates.read(text) is not None or (
        kids > 2 and len(text) <= dates.LONGEST and any(c.isdigit() for c in text)
    )


def _kids(node: Node) -> list[Node]:
    while len(node.children) == 1:
        node = node.children[0]
    return node.children


def below(node: Node, skip: Collection[Node]) -> Iterator[Node]:
    """Elements below `node` in the order of the page, without those of `skip` and what is in them."""
    waiting = list(reversed(node.children))
    while waiting:
        one = waiting.pop()
        if one not in skip:
            yield one
            waiting.extend(reversed(one.children))
