"""The words of an HTML mail as its reader saw them, by one pass over hostile markup; nothing is loaded or followed.

Left out: scripts, styles, and what a style hides (`display:none`, `font-size:0`, ...): words that spam filters see and
people do not; how many such places there were is counted. Link targets stand after their words as ` <https://...>`,
because the words often lie about them. Look-alike letters stay as they are.
"""

import html
import re
from dataclasses import dataclass

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "basefont",
        "bgsound",
    ]
)
_RAW = frozenset(["script", "style", "noframes", "noembed", "iframe"])
"""Elements whose content is not markup (HTML, 13.2.5)."""
_UNSEEN = _RAW | {"head", "title", "template"}
_HIDING = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|font-size:0(?:\.0*)?(?:px|pt|em|rem|%)?(?:;|!|$)|opacity:0(?:\.0*)?(?:;|!|$)"
    r"|max-height:0(?:px)?(?:;|!|$)",
)
_TAG_STEP = re.compile(r""">|=\s*(["'])""")
_BACKGROUND = re.compile(r"""url\(\s*["']?([^"')\s]{1,2000})""")
_TAG_NAME = re.compile(r"/?[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_PICTURES = 100


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person saw of an HTML part."""

    text: str
    hidden: int
    """Places with words that the page hides."""
    pictures: tuple[str, ...]
    """Sources of its pictures: addresses outside, or `cid:` of a part."""


def seen(source: str) -> Seen:
    """Read `source`."""
    page = _Page()
    at = 0
    length = len(source)
    while at < length:
        opened = source.find("<", at)
        if opened < 0:
            page.words(source[at:])
            break
        if opened > at:
            page.words(source[at:opened])
        at = page.markup(source, opened)
    return Seen(page.text(), page.hidden, tuple(page.pictures))


class _Page:
    def __init__(self) -> None:
        self.pictures: list[str] = []
        self.hidden = 0
        self._pieces: list[str] = []
        self._hiding: str | None = None
        self._nested = 0
        self._words_hidden = False
        self._pre = 0
        self._link: str | None = None
        self._link_from = 0
        self._no_more: set[str] = set()

    def words(self, raw: str) -> None:
        text = html.unescape(raw)
        if self._hiding is not None:
            self._words_hidden |= self._hiding not in _UNSEEN and bool(
                text.strip(" \t\r\n\xa0\u200b\u200c\u034f\u00ad")
            )
            return
        if not self._pre:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
        self._pieces.append(text)

    def markup(self, source: str, at: int) -> int:
        """What `<` at `at` begins; returns where it is over."""
        if source.startswith("<!--", at):
            return self._after(source, "-->", at + 4)
        if source.startswith(("<!", "<?"), at):
            return self._after(source, ">", at + 2)
        name = _TAG_NAME.match(source, at + 1)
        if name is None:
            self.words("<")
            return at + 1
        end, attributes = self._attributes(source, name.end())
        word = name[0].lower()
        if word.startswith("/"):
            self._close(word[1:])
        else:
            self._open(word, attributes)
            if word in _RAW and self._hiding == word:
                closing = self._find_closing(source, word, end)
                if closing >= 0:
                    return closing
        return end

    def _find_closing(self, source: str, word: str, at: int) -> int:
        if word in self._no_more:
            return -1
        found = re.compile(rf"</{word}", re.IGNORECASE).search(source, at)
        if found is None:
            self._no_more.add(word)
            return len(source)
        return found.start()

    def _after(self, source: str, what: str, at: int) -> int:
        """Behind the next `what`; where there is none, behind the next `>`, or the end."""
        if what not in self._no_more:
            found = source.find(what, at)
            if found >= 0:
                return found + len(what)
            self._no_more.add(what)
        found = source.find(">", at)
        return found + 1 if found >= 0 else len(source)

    def _attributes(self, source: str, at: int) -> tuple[int, str]:
        """Where the tag is over, and the text of its attributes; a `>` inside a quoted value does not end it."""
        scan = at
        while (step := _TAG_STEP.search(source, scan)) is not None:
            quote = step[1]
            if quote is None:
                return step.end(), source[at : step.start()]
            closing = -1 if quote in self._no_more else source.find(quote, step.end())
            if closing < 0:
                self._no_more.add(quote)
            scan = max(step.end(), closing + 1)
        return len(source), source[at:]

    def _open(self, word: str, attributes: str) -> None:
        if self._hiding in ("head", "title") and word == "body":
            self._hiding = None  # a head that nobody closed
        if self._hiding is not None:
            self._nested += word == self._hiding and not attributes.endswith("/")
            return
        if word in _BLOCKS:
            self._pieces.append("\n")
        elif word in ("td", "th"):
            self._pieces.append(" ")
        if "url(" in attributes or "background" in attributes:
            self._background(attributes)
        if word in _VOID:
            if word == "img":
                self._picture(_values(attributes))
            return
        if word in _UNSEEN or (
            ("style" in attributes.lower() or "hidden" in attributes.lower()) and _hides(attributes)
        ):
            if not attributes.endswith("/"):
                self._hiding = word
                self._nested = 0
                self._words_hidden = False
        elif word == "pre":
            self._pre += 1
        elif word == "a":
            self._end_link()
            self._link = _values(attributes).get("href")
            self._link_from = len(self._pieces)

    def _close(self, word: str) -> None:
        if self._hiding is not None:
            if word == self._hiding or word in ("body", "html"):
                if self._nested and word == self._hiding:
                    self._nested -= 1
                else:
                    self._hiding = None
                    self.hidden += self._words_hidden
            return
        if word == "a":
            self._end_link()
        elif word == "pre":
            self._pre = max(0, self._pre - 1)
        if word in _BLOCKS:
            self._pieces.append("\n")

    def _background(self, attributes: str) -> None:
        values = _values(attributes)
        found = _BACKGROUND.search(values.get("style", ""))
        self._add_picture(found[1] if found else values.get("background", ""))

    def _picture(self, values: dict[str, str]) -> None:
        self._add_picture(values.get("src", ""))
        if values.get("alt", "").strip():
            self._pieces.append(values["alt"])

    def _add_picture(self, source: str) -> None:
        source = source.strip()
        if source and not source.lower().startswith("data:") and len(self.pictures) < _PICTURES:
            self.pictures.append(source)

    def _end_link(self) -> None:
        target, self._link = self._link, None
        if not target:
            return
        target = re.sub(r"\s+", "", target)
        words = "".join(self._pieces[self._link_from :]).strip()
        bare = re.sub(r"^(?:https?://|mailto:|tel:)", "", target, flags=re.IGNORECASE).rstrip("/")
        if (
            target.lower().startswith(("http:", "https:", "mailto:", "tel:", "sms:", "bitcoin:"))
            and bare not in words
        ):
            self._pieces.append(f" <{target}>" if words else f"<{target}>")

    def text(self) -> str:
        self._end_link()
        if self._hiding is not None:
            self.hidden += self._words_hidden
        lines = (line.strip(" \t") for line in "".join(self._pieces).replace("\r\n", "\n").split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _values(attributes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes[:20_000]):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value))
    return found


def _hides(attributes: str) -> bool:
    values = _values(attributes)
    if "hidden" in values:
        return True
    return bool(_HIDING.search(re.sub(r"\s+", "", values.get("style", "").lower())))
