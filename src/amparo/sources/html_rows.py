"""HTML as bytes, with the place of everything: rows of a long page in bounded memory, small trees, readable text.

The standard library's `html.parser` tells line and column, wants the whole page and is slow. Here one expression
over bytes finds tags, comments and raw text (script, style) as the tokenizer of the HTML standard does where it
matters to an export (https://html.spec.whatwg.org/multipage/parsing.html): quotes hide ``>``, and what is unclosed
reaches to the end. Nothing is executed or fetched, and nothing here raises on content.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, NamedTuple

from amparo.sources.text import unescape, visible

ROW_LIMIT = 8 << 20
"""Bytes of one row; a longer one is reported, not read."""
_BLOCK = 1 << 20
_DEPTH = 256
_NODES = 20_000
"""Elements of one tree, and how deep it goes; what is beyond is text without structure."""

# Every alternative that runs out of input takes all of it, so that hostile input is not scanned again and again.
_TAG = re.compile(
    rb"<(?:"
    rb"(?:(?i:(script|style|template|iframe|xmp|noembed|noframes)))(?=[\s/>]).*?(?:</(?i:\1)(?=[\s/>])[^>]*+(?:>|\Z)|\Z)"
    rb"|(/?)([a-zA-Z][^\s/>]*+)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)(?:>|.*+\Z)"
    rb"|!--.*?(?:-->|\Z)"
    rb"|[!?][^>]*+(?:>|\Z)"
    rb")",
    re.DOTALL,
)
VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
_BLOCKS = frozenset(
    b"address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 "
    b"h6 header hr li main nav ol option p pre section table tbody td th tr ul".split()
)
_ATTRIBUTE = re.compile(rb"""([^\s=/"'>]++)\s*+(?:=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?""")
_CLASS_FIRST = re.compile(rb"\s*+class=\"([^\"]*+)\"")
_NO_CLASSES: frozenset[bytes] = frozenset()
_INDENTATION = re.compile(r"[ \t\r\f]*+\n[ \t\r\n\f]*+")
_SEAMS = re.compile("[ \t\n\0]*\0[ \t\n\0]*")
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_ASCII_BASED = re.compile(
    r"utf-?8|(us-)?ascii|latin-?1|iso-?8859-\d{1,2}|(windows|cp)-?125\d|koi8-[ru]|gb2312|gbk|gb18030|big5"
    r"|euc-(jp|kr)|shift_jis",
    re.IGNORECASE,
)


class Node:
    """An element; its places count from the start of the source that it was read from."""

    __slots__ = ("_classes", "attributes", "children", "end", "inner", "inner_end", "level", "name", "start")

    def __init__(self, name: bytes, attributes: bytes, start: int, inner: int, end: int, level: int) -> None:
        self.name = name
        self.attributes = attributes
        self.start = start
        self.inner = inner
        self.inner_end = self.end = end
        self.level = level
        """How many elements were open around it."""
        self.children: list[Node] = []
        self._classes: frozenset[bytes] | None = None if attributes else _NO_CLASSES

    @property
    def classes(self) -> frozenset[bytes]:
        if self._classes is None:
            first = _CLASS_FIRST.match(self.attributes)
            self._classes = frozenset((first[1] if first else self.get(b"class") or b"").split())
        return self._classes

    def get(self, name: bytes) -> bytes | None:
        """The value of an attribute (lower-case name), as written."""
        return attribute(self.attributes, name) if self.attributes else None

    def has(self, *classes: bytes) -> bool:
        """Whether it carries all those classes."""
        return self.classes.issuperset(classes)

    def walk(self) -> "Iterator[Node]":
        """Itself and all below, in the order of the page."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def find(self, *classes: bytes) -> "Node | None":
        """The first, itself or below, that carries all those classes."""
        return next((node for node in self.walk() if node.has(*classes)), None)

    def named(self, *names: bytes) -> "list[Node]":
        return [node for node in self.walk() if node.name in names]


class Piece(NamedTuple):
    """A row, or what stands between two rows, with its place in the file."""

    source: bytes
    """Empty for a row that is longer than the limit."""
    start: int
    end: int
    row: bool
    closed: bool = True
    """False where the row ran into the next one, or the file ended in it."""
    plain: re.Match[bytes] | None = None
    """For a row that the expression of plain rows matched as a whole."""


def attribute(attributes: bytes, name: bytes) -> bytes | None:
    """The value of the first attribute called `name` (lower case), as written; None without it."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1].lower() == name:
            return found[2] or found[3] or found[4] or b""
    return None


def pieces(
    stream: BinaryIO,
    opens: Callable[[bytes, bytes, int], bool],
    plain: re.Pattern[bytes] | None = None,
    limit: int = ROW_LIMIT,
) -> Iterator[Piece]:
    """Cut a page into rows and what lies between them; together they are every byte of it, in order.

    `opens(name, attributes, level)` tells from a start tag, and from how many elements are open around it, whether
    a row begins. One that begins inside a row ends it: rows of exports do not nest, and an unclosed one must not
    swallow the rest. `plain` matches whole rows of the usual kind ten times as fast as their tags are counted; it
    must end with the row's own end tag. Memory: about twice `limit`.
    """
    buffer, base, size, last = b"", 0, 0, False
    at = between = level = depth = 0
    begun = -1  # start of the open row in `buffer`
    name = b""
    while not last:
        keep = between if begun < 0 else begun
        if size - keep > limit:  # too long to hold: let go of what was scanned, or of a tag without an end
            at = at if at - keep > limit // 2 else size
            row = begun >= 0
            yield Piece(b"" if row else buffer[keep:at], base + keep, base + at, row, closed=not row)
            begun, between, keep = -1, at, at
        more = stream.read(max(_BLOCK, size - keep))
        last = not more
        buffer = buffer[keep:] + more
        base, size = base + keep, size - keep + len(more)
        at, between, begun = at - keep, between - keep, -1 if begun < 0 else 0
        tags = _TAG.finditer(buffer, at)
        while tag := next(tags, None):
            if tag.end() == size and not last:
                break  # the end of the block may have cut it
            at = tag.end()
            own = tag[3]
            if own is None:
                continue
            if begun < 0:
                own = own.lower()
                if tag[2]:
                    level = max(level - 1, 0)
                elif opens(own, tag[4], level):
                    begun, name, depth = tag.start(), own, 1
                    if begun > between:
                        yield Piece(buffer[between:begun], base + between, base + begun, row=False)
                    if plain and (whole := plain.match(buffer, begun)):
                        at = whole.end()
                        fits = at - begun <= limit
                        yield Piece(whole[0] if fits else b"", base + begun, base + at, True, True, whole)
                        begun, between = -1, at
                        tags = _TAG.finditer(buffer, at)
                elif own not in VOID:
                    level += 1
            elif own == name or own.lower() == name:
                if tag[2]:
                    depth -= 1
                    if not depth:
                        fits = at - begun <= limit
                        yield Piece(buffer[begun:at] if fits else b"", base + begun, base + at, row=True)
                        begun, between = -1, at
                elif opens(name, tag[4], level + depth):
                    yield Piece(
                        buffer[begun : tag.start()], base + begun, base + tag.start(), True, closed=False
                    )
                    begun, depth = tag.start(), 1
                else:
                    depth += 1
    if begun >= 0:
        yield Piece(buffer[begun:], base + begun, base + size, row=True, closed=False)
    elif between < size:
        yield Piece(buffer[between:], base + between, base + size, row=False)


def tree(source: bytes) -> Node:
    """The elements of a short page or a row, under a root without a name."""
    size = len(source)
    root = Node(b"", b"", 0, 0, size, -1)
    stack = [root]
    names: Counter[bytes] = Counter()
    beyond: Counter[bytes] = Counter()  # open, but too deep for the tree
    level = nodes = 0
    for tag in _TAG.finditer(source):
        own = tag[3]
        if own is None:
            continue
        own = own.lower()
        if tag[2]:
            level = max(level - 1, 0)
            if own == stack[-1].name and not beyond:
                node = stack.pop()
                names[own] -= 1
                node.inner_end, node.end = tag.start(), tag.end()
            elif beyond and beyond[own]:
                beyond[own] -= 1
            elif names[own]:
                while True:
                    node = stack.pop()
                    names[node.name] -= 1
                    node.inner_end, node.end = tag.start(), tag.end() if node.name == own else tag.start()
                    if node.name == own:
                        break
            continue
        void = own in VOID
        if nodes < _NODES and len(stack) < _DEPTH:
            nodes += 1
            end = tag.end() if void else size
            node = Node(own, tag[4], tag.start(), tag.end(), end, level)
            stack[-1].children.append(node)
            if not void:
                stack.append(node)
                names[own] += 1
        elif not void:
            beyond[own] += 1
        if not void:
            level += 1
    return root


def readable(source: bytes, encoding: str = "utf-8", without: Sequence[Node] = ()) -> str:
    """What a reader of the page would see of `source`: breaks and blocks begin lines, references are characters.

    White space with a line break in it is the writer's indentation and becomes one space; other spaces stay.
    `without`: elements of it that are left out, in the order of the page.
    """
    if without:
        kept, at = [], 0
        for node in without:
            if node.start >= at:
                kept.append(source[at : node.start])
                at = node.end
        source = b"<hr>".join([*kept, source[at:]])
    if b"\0" in source or b"\1" in source:
        source = source.translate(None, b"\0\1")
    if b"<" in source:
        source = _TAG.sub(_rendered, source)
    text = source.decode(encoding, "replace")
    if "\n" in text or "\r" in text:
        text = _INDENTATION.sub(" ", text.replace("\r", "\n"))
    if "\0" in text or "\1" in text:
        text = _SEAMS.sub("\0", text).replace("\1", "\n").strip("\0").replace("\0", "\n")
    return visible(unescape(text)).strip()


def _rendered(tag: re.Match[bytes]) -> bytes:
    name = tag[3]
    if name is None:
        return b""
    name = name.lower()
    return b"\1" if name == b"br" else b"\0" if name in _BLOCKS else b""


def core(source: bytes) -> bytes:
    """`source` without the tags and the white space around its words: the words as the page has them."""
    first, at, end = None, 0, 0
    for tag in _TAG.finditer(source):
        if source[at : tag.start()].strip():
            first = at if first is None else first
            end = tag.start()
        at = tag.end()
    if source[at:].strip():
        first = at if first is None else first
        end = len(source)
    return source[first or 0 : end].strip()


def charset(head: bytes) -> str:
    """The encoding that the page declares, if it is one in which tags are ASCII; else UTF-8."""
    found = None if head.startswith(b"\xef\xbb\xbf") else _CHARSET.search(head[:4096])
    declared = found[1].decode("ascii") if found else "utf-8"
    return declared.lower() if _ASCII_BASED.fullmatch(declared) else "utf-8"
