"""A sentence as HTML: each chance and figure leads to where it comes from, and nothing else is markup."""

from __future__ import annotations

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.text import MarkedText
from matchsafe.present import phrase

SEVEN = Estimate(value=0.7, low=0.6, high=0.8)


def test_a_chance_is_said_with_its_range_and_leads_to_the_method() -> None:
    said = MarkedText("Now ", phrase.chance(SEVEN), ".")
    assert said == "Now about 70 in 100 (60 to 80)."
    assert phrase.html(said) == 'Now <a href="/method">about 70 in 100 (60 to 80)</a>.'
    part = MarkedText(phrase.chance(SEVEN, "plan", text="70"))
    assert phrase.html(part) == '<a href="/method#plan">70</a>'


def test_a_figure_leads_to_its_evidence_and_a_link_where_it_says() -> None:
    said = MarkedText(phrase.figure("10 to 12", "article.targets"), " for ", phrase.link("$360", "#bill"))
    assert (
        phrase.html(said) == '<a href="/evidence/article.targets">10 to 12</a> for <a href="#bill">$360</a>'
    )


def test_what_a_text_says_is_never_markup() -> None:
    said = MarkedText("<b>", phrase.link("a & b", '"><script>'))
    assert phrase.html(said) == '&lt;b&gt;<a href="&quot;&gt;&lt;script&gt;">a &amp; b</a>'
    assert phrase.html("<i>plain</i>") == "&lt;i&gt;plain&lt;/i&gt;"
