"""A published figure, an estimate, a rule of thumb and an assumption never look alike."""

from __future__ import annotations

from typing import get_args

import pytest

from matchsafe.domain.outlook import Source, SourceKind
from matchsafe.evidence import figures
from matchsafe.present import sources


def test_every_kind_has_a_mark_that_differs_in_shape_word_and_class() -> None:
    marks = [sources.mark(kind) for kind in sources.KINDS]
    assert {*get_args(SourceKind), "estimate"} == set(sources.KINDS)
    for part in ("symbol", "ascii", "word", "css", "text"):
        assert len({getattr(m, part) for m in marks}) == len(marks)
    assert all(m.ascii.isascii() and len(m.symbol) == 1 for m in marks)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        sources.mark("rumour")


def test_a_figure_is_cited_with_its_publisher_and_year() -> None:
    figure = figures()[0]
    assert sources.cite(figure.id) == figure.citation()
    assert figure.publisher in sources.cite(figure.id)
    assert sources.kind_of(figure.id) == figure.kind


def test_figures_of_one_report_stand_together_and_the_firmest_kind_first() -> None:
    article = [f for f in figures() if f.id.startswith("article.")][:2]
    sources_ = [Source(id=f.id, kind="rule_of_thumb", text=f.citation()) for f in article]
    sources_ += [
        Source(id="model", kind="assumption", text="Our model"),
        Source(id="x", kind="published", text=""),
    ]
    told = sources.works(sources_)
    assert [(w.kind, w.ids) for w in told] == [
        ("published", ("x",)),
        ("rule_of_thumb", tuple(f.id for f in article)),
        ("assumption", ("model",)),
    ]
    assert [w.text for w in told] == ["x", f"{article[0].publisher}, {article[0].document}", "Our model"]


def test_what_is_not_a_figure_is_our_estimate_and_is_left_as_written() -> None:
    assert sources.cite("docs/methods/odds") == "docs/methods/odds"
    assert sources.kind_of("docs/methods/odds") == "estimate"


def test_what_stands_against_a_rule_of_thumb_has_the_kind_of_its_firmest_source() -> None:
    assert sources.firmest(["charting_2026.counts", "article.zones"]) == "published"
    assert sources.firmest(["article.match_rate_by_ranks"]) == "estimate"
