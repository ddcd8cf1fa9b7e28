"""HTML to the text a person would see, with what was hidden from them put aside.

Nothing is run and nothing is fetched. Hidden are elements that are not displayed, have no size, stand in the colour of
their background or are moved off the page; what can act (scripts, frames, addresses of scripts) is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_BLOCK: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
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
        "header",
        "hr",
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
        "tr",
        "ul",
    ]
)
_SILENT: Final = frozenset(
    [
        "head",
        "title",
        "style",
        "script",
        "template",
        "noscript",
        "svg",
        "math",
        "object",
        "iframe",
        "embed",
        "applet",
    ]
)
_ACTIVE: Final = frozenset(["script", "object", "iframe", "embed", "applet"])
_MOST: Final = 1_000_000
"""Characters of a page that are read, pictures inside it left out."""
_MOST_OPEN: Final = 400
"""Elements inside elements that are followed; deeper ones count as one."""
_NO_SIZE: Final = re.compile(
    r"display:none|visibility:(hidden|collapse)|mso-hide:all|opacity:0?\.?0*(;|$)"
    r"|font-size:0*(\.\d+)?[01]?(px|pt|em|rem|%)?(;|!|$)|clip:rect\(0|clip-path:inset\((50|100)%"
    r"|text-indent:-\d{3,}|(left|top|right):-\d{3,}|transform:scale\(0\)"
)
_NO_ROOM: Final = re.compile(r"(max-)?(height|width):0(px|pt|em|%)?(;|!|$)")
_COLOUR: Final = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND: Final = re.compile(r"background(?:-color)?:([^;!]+)")
_RULE: Final = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_NAMED: Final = {
    "white": "ffffff",
    "black": "000000",
    "red": "ff0000",
    "silver": "c0c0c0",
    "yellow": "ffff00",
}
_RGB: Final = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,(\d+\.?\d*|\.\d+))?\)")
_ZERO_WIDTH: Final = re.compile(
    r"[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u034f\u061c\u180e\U000e0000-\U000e007f]"
)
_TURNED: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_WITHIN_WORD: Final = re.compile(
    r"(?<=[A-Za-z])[\u200b-\u200d\u2060\ufeff\u034f\U000e0000-\U000e007f]+(?=[A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class VisibleText:
    """What a person would read.

    Attributes:
        text: Lines; quoted blocks begin with "> ".
        hostile: Whether something with words of its own was hidden, or something could act.
    """

    text: str
    hostile: bool = False


def plain_text(text: str) -> VisibleText:
    """Text without characters nobody sees; hostile if they split words or turn the direction of reading."""
    hostile = bool(_WITHIN_WORD.search(text) or _TURNED.search(text))
    shown = _TURNED.sub("", _ZERO_WIDTH.sub("", text)).replace("\u00a0", " ").replace("\u202f", " ")
    return VisibleText("".join(c if c.isprintable() or c in "\n\t" else " " for c in shown), hostile)


def html_text(source: str) -> VisibleText:
    """The visible text of a page or a mail in HTML; whatever is no HTML comes out as it is."""
    source = _without_comments(re.sub(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=%\s]{100,}", "", source))[
        :_MOST
    ]
    source = re.sub("<{3,}", "<", source)
    page = _VisiblePage(source)
    try:
        page.feed(source)
        page.close()
    except (AssertionError, ValueError, RecursionError):
        page.hostile = True  # a declaration the parser gives up on: what was read so far stays
    seen = plain_text("".join(page.seen))
    told = _words(seen.text)
    hidden = _words(plain_text(" ".join(page.hidden)).text)
    # A preview line repeats what is visible; only words of its own are a trick.
    return VisibleText(_tidy(seen.text), page.hostile or seen.hostile or len(hidden - told) > 2)


def _without_comments(source: str) -> str:
    """The page without comments; what follows one that never ends is left out, as a browser does."""
    kept, place = [], 0
    while (start := source.find("<!--", place)) >= 0:
        kept.append(source[place:start])
        end = source.find("-->", start + 2)
        if end < 0:
            return "".join(kept)
        place = end + 3
    return "".join([*kept, source[place:]])


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold()))


def _tidy(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@dataclass(slots=True)
class _OpenElement:
    tag: str
    hidden: bool
    colour: str
    ground: str
    quoted: int


class _VisiblePage(HTMLParser):
    """Follows what is open, so that a text knows whether it is seen and on which ground."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rules = _style_rules(source)
        self.open: list[_OpenElement] = [_OpenElement("", False, "000000", "ffffff", 0)]
        self.seen: list[str] = []
        self.hidden: list[str] = []
        self.hostile = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; a line or a cell begins anew."""
        given = {name: value or "" for name, value in attrs}
        self.hostile |= tag in _ACTIVE or any(name.startswith("on") for name in given)
        link = re.sub(r"\s", "", given.get("href", "") or given.get("src", "")).lower()
        self.hostile |= link.startswith(("javascript:", "vbscript:", "data:text/html"))
        if tag == "br" or tag in _BLOCK:
            self._line()
        elif tag in ("td", "th"):
            self.seen.append("  ")
        if tag == "img" and (alt := given.get("alt", "")):
            self.handle_data(f" {alt} ")
        if tag not in _VOID and len(self.open) < _MOST_OPEN:
            self.open.append(self._element(tag, given))
            if tag == "blockquote" or "gmail_quote" in given.get("class", ""):
                self._line()

    def handle_endtag(self, tag: str) -> None:
        """Close the element and what was left open inside it."""
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                break
        if tag in _BLOCK:
            self._line()

    def handle_data(self, data: str) -> None:
        """Keep a text where a person sees it, or aside."""
        now = self.open[-1]
        if now.tag in _SILENT or any(o.tag in _SILENT for o in self.open):
            return
        if now.hidden or (now.colour == now.ground and data.strip()):
            self.hidden.append(data)
        elif now.tag == "pre" or "pre" in (o.tag for o in self.open[-3:]):
            for n, line in enumerate(data.split("\n")):
                if n:
                    self._line()
                self.seen.append(line)
        else:
            self.seen.append(re.sub(r"\s+", " ", data))

    def _line(self) -> None:
        self.seen.append("\n" + "> " * self.open[-1].quoted)

    def _element(self, tag: str, given: dict[str, str]) -> _OpenElement:
        above = self.open[-1]
        names = [
            tag,
            *(f".{c}" for c in given.get("class", "").lower().split()),
            f"#{given.get('id', '').lower()}",
        ]
        style = ";".join(
            [*(self.rules.get(name, "") for name in names), _plain_style(given.get("style", ""))]
        )
        size = re.sub(r"\s", "", given.get("size", ""))
        hidden = (
            above.hidden
            or "hidden" in given
            or bool(_NO_SIZE.search(style))
            or (tag == "font" and size == "0")
        )
        hidden |= "overflow:hidden" in style and bool(_NO_ROOM.search(style))
        colours = _COLOUR.findall(style) or ([given["color"]] if "color" in given else [])
        grounds = _GROUND.findall(style) or ([given["bgcolor"]] if "bgcolor" in given else [])
        colour = _colour(colours[-1], above.colour) if colours else above.colour
        ground = _colour(grounds[-1], above.ground) if grounds else above.ground
        if "background" in given or "url(" in style or "gradient(" in style:
            ground = "image"
        return _OpenElement(tag, hidden, colour, ground, above.quoted + (tag == "blockquote"))


def _plain_style(style: str) -> str:
    return re.sub(r"/\*.*?\*/|\s", "", style.lower()[:2000])


def _style_rules(source: str) -> dict[str, str]:
    """Styles by tag, class and id, as far as a mail needs them; what holds for some screens only is left out."""
    rules: dict[str, str] = {}
    for sheet in re.findall(r"<style[^>]{0,200}>(.{0,60000}?)</style", source[:500_000], re.S | re.I):
        bare = re.sub(r"<!--|-->|/\*.*?\*/", "", sheet, flags=re.S)
        bare = re.sub(r"@[^{};]{0,300}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", bare)
        for selectors, body in _RULE.findall(bare):
            for selector in selectors.split(","):
                name = selector.strip().lower()
                if re.fullmatch(r"[.#]?[\w-]+", name):
                    rules[name] = f"{rules.get(name, '')};{_plain_style(body)}"
    return rules


def _colour(written: str, otherwise: str) -> str:
    """A colour as six hexadecimal digits; very light ones count as white, what is transparent as what is above."""
    text = re.sub(r"\s", "", written.lower())
    if rgb := _RGB.search(text):
        if rgb[4] is not None and float(rgb[4]) == 0:
            return otherwise
        value = "".join(f"{min(int(n), 255):02x}" for n in rgb.groups()[:3])
    elif found := re.search(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", text):
        value = found[1] if len(found[1]) == 6 else "".join(2 * c for c in found[1])
    else:
        value = next((code for name, code in _NAMED.items() if re.search(rf"\b{name}\b", text)), "")
    if not value:
        return otherwise if text in ("inherit", "transparent", "none", "initial") else text
    return "ffffff" if all(int(value[i : i + 2], 16) >= 0xF8 for i in (0, 2, 4)) else value
