"""A sentence as HTML: each chance and figure leads to where it comes from, and nothing else is markup."""

from __future__ import annotations

from matchsafe.domain.estimate import Estimate
from matchsafe.domain.text import MarkedText
from matchsafe.present import marked

SEVEN = Estimate(value=0.7, low=0.6, high=0.8)


def test_a_chance_is_said_with_its_range_and_leads_to_the_method() -> None:
    said = MarkedText("Now ", marked.chance(SEVEN), ".")
    assert said == "Now about 70 in 100 (60 to 80)."
    assert marked.html(said) == 'Now <a href="/method">about 70 in 100 (60 to 80)</a>.'
    part = MarkedText(marked.chance(SEVEN, "plan", text="70"))
    assert marked.html(part) == '<a href="/method#plan">70</a>'


def test_a_figure_leads_to_its_evidence_and_a_link_where_it_says() -> None:
    said = MarkedText(marked.figure("10 to 12", "article.targets"), " for ", marked.link("$360", "#bill"))
    assert (
        marked.html(said) == '<a href="/evidence/article.targets">10 to 12</a> for <a href="#bill">$360</a>'
    )


def test_what_a_text_says_is_never_markup() -> None:
    said = MarkedText("<b>", marked.link("a & b", '"><script>'))
    assert marked.html(said) == '&lt;b&gt;<a href="&quot;&gt;&lt;script&gt;">a &amp; b</a>'
    assert marked.html("<i>plain</i>") == "&lt;i&gt;plain&lt;/i&gt;"
