"""The pieces of a sentence whose numbers keep what they are, and the same sentence as HTML.

A ``MarkedText`` is its own plain text, so a terminal and JSON show it as it is.
"""

from __future__ import annotations

from html import escape

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.text import MarkedText, Piece
from matchsafe.present import words


def chance(e: Estimate, section: str = "", *, text: str = "") -> Piece:
    """A chance with its range: "about 71 in 100 (58 to 82)".

    Args:
        e: The estimate behind it.
        section: Section of the method page that says how it is made; the whole page if left out.
        text: Other words for it, such as a part of it.
    """
    return Piece(text or words.chance(e), "chance", e, section)


def figure(text: str, evidence_id: str) -> Piece:
    """A number that a cited figure holds, in words."""
    return Piece(text, "figure", to=evidence_id)


def link(text: str, href: str) -> Piece:
    """Words that lead elsewhere."""
    return Piece(text, "link", to=href)


def html(text: str) -> str:
    """The text as HTML: escaped, with a link on each chance and figure to where it comes from."""
    if not isinstance(text, MarkedText):
        return escape(text)
    return "".join(_html(piece) for piece in text.pieces)


def _html(piece: Piece) -> str:
    shown = escape(piece.text)
    if piece.kind == "text":
        return shown
    return f'<a href="{escape(href(piece))}">{shown}</a>'


def href(piece: Piece) -> str:
    """Where a piece that is not plain text leads."""
    if piece.kind == "chance":
        return f"/method#{piece.to}" if piece.to else "/method"
    return f"/evidence/{piece.to}" if piece.kind == "figure" else piece.to
