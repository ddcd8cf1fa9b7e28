"""The few SVG elements the charts are made of. Class names and plain attributes, never a ``style``."""

from __future__ import annotations

import hashlib
from html import escape


def tag(name: str, content: str = "", /, **attributes: str | float) -> str:
    """One element. ``content`` is markup; attribute values are escaped; ``css`` stands for ``class``.

    Underscores in attribute names become hyphens; numbers are written with at most one decimal.
    """
    told = "".join(
        f' {"class" if key == "css" else key.replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>"


def _value(value: str | float) -> str:
    return escape(value) if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def words(content: str, /, **attributes: str | float) -> str:
    """A text element; the content is escaped."""
    return tag("text", escape(content), **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float) -> str:
    """A line in the text's own colour unless a stylesheet says otherwise."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", **attributes)


def image(
    css: str,
    width: int,
    height: int,
    title: str,
    described: str,
    parts: list[str],
    *,
    role: str = "img",
    **attributes: str | float,
) -> str:
    """An inline SVG that a screen reader announces by its title and describes in words.

    A picture with links in it has the role ``group``: what is inside an ``img`` cannot be reached.
    ``attributes`` are further ones of the picture as a whole.
    """
    # A page may hold several charts: the ids differ with what they say.
    name = f"{css}-{hashlib.sha256(f'{title}|{described}'.encode()).hexdigest()[:8]}"
    told = tag("title", escape(title), id=f"{name}-t") + tag("desc", escape(described), id=f"{name}-d")
    return tag(
        "svg",
        told + "".join(parts),
        css=css,
        viewBox=f"0 0 {width} {height}",
        role=role,
        aria_labelledby=f"{name}-t {name}-d",
        xmlns="http://www.w3.org/2000/svg",
        fill="currentColor",
        **{"font_size": 14, **attributes},
    )


_SHEET = """<style>
.ms-sheet{color:#221d17;font-family:system-ui,sans-serif}.ms-paper{fill:#fffdf8}.ms-you,.ms-band,.ms-line{color:#8a4a00}
@media(prefers-color-scheme:dark){.ms-sheet{color:#f0e8d9}.ms-paper{fill:#1f1b16}.ms-you,.ms-band,.ms-line{color:#f4bd66}}
</style>"""


def sheet(picture: str) -> str:
    """A picture as a file of its own: on paper, in colours for light and dark, which no page around it gives.

    Programs that read no stylesheets show it dark on light paper.
    """
    opening, rest = picture.split(">", 1)
    opening = opening.replace('class="', 'color="#221d17" class="ms-sheet ', 1)
    told, end, parts = rest.partition("</desc>")
    paper = tag("rect", css="ms-paper", width="100%", height="100%", fill="#fffdf8")
    return f"{opening}>{told}{end}{_SHEET}{paper}{parts}"
