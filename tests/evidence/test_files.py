"""Every data file parses into whole, cited figures."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from matchsafe import evidence
from matchsafe.domain.specialties import SPECIALTY_NAMES

FIGURES = evidence.figures()
TABLES = [f for f in FIGURES if f.table is not None]
RANGE_COLUMNS = ["n", "min", "q1", "median", "q3", "max", "mean", "sd"]
EXPECTED_COLUMNS = {
    "charting_2026.counts": ["specialty", "positions", "applicants_first_choice", "matched", "not_matched"],
    "charting_2026.contiguous_ranks": ["specialty", "outcome", *RANGE_COLUMNS],
    "charting_2026.step2_ck": ["specialty", "outcome", *RANGE_COLUMNS],
    "charting_2026.specialties_ranked": ["specialty", "outcome", *RANGE_COLUMNS],
    **{
        f"match_rates.{kind}": ["year", "active", "matched", "rate", "seen_in"]
        for kind in ("us_img", "non_us_img", "all_img", "us_md", "us_do", "all")
    },
    **{
        f"rol_length.{kind}": [
            "year", "n_matched", "mean_matched", "n_unmatched", "mean_unmatched", "pct_matched",
        ]
        for kind in ("us_img", "non_us_img", "us_md", "us_do", "all")
    },
    "positions_2025.by_specialty": [
        "specialty", "name", "level", "positions", "filled", "us_md_senior", "us_md_grad", "us_do_senior",
        "us_do_grad", "us_img", "non_us_img", "other", "unfilled",
    ],
    "positions_2025.applicants_and_matches": [
        "specialty", "applicants_us_img", "matches_us_img", "applicants_non_us_img", "matches_non_us_img",
        "applicants_us_md", "matches_us_md", "applicants_us_do", "matches_us_do", "unfilled",
    ],
    "competition_2026.candidates_per_position": [
        "specialty", "candidates", "positions", "candidates_per_position",
    ],
    "signals.season_2025": ["specialty", "gold", "silver", "total"],
    "signals.season_2026": ["specialty", "gold", "silver", "total", "seen_in"],
    "soap.by_year": ["year", "offered", "filled"],
    "neurology_2026.invite_rates": [
        "by", "group", "rate", "programs", "applications", "program_median", "program_q1", "program_q3",
    ],
    "neurology_2026.img_seats_per_invitation": ["img_resident_share", "seats_per_invitation"],
    "places_2025.by_state": ["specialty", "state", "positions", "us_img", "non_us_img", "unfilled"],
    "places_2025.nationwide": ["specialty", "positions", "us_img", "non_us_img", "unfilled"],
    "headline.totals": ["measure", "match_2025", "match_2026"],
}  # fmt: skip


class _NoDuplicates(yaml.SafeLoader):
    """A loader that refuses a key given twice, where YAML would silently keep the last."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = {k for k in keys if keys.count(k) > 1}
    assert not twice, f"{sorted(map(str, twice))} given twice near line {node.start_mark.line + 1}"
    return {k: loader.construct_object(v, deep=True) for k, (_, v) in zip(keys, node.value, strict=True)}


_NoDuplicates.add_constructor("tag:yaml.org,2002:map", _mapping)


@pytest.mark.parametrize("name", evidence.file_names())
def test_a_data_file_parses_and_gives_no_key_twice(name: str) -> None:
    text = (files("matchsafe.evidence") / "data" / f"{name}.yaml").read_text(encoding="utf-8")
    content = yaml.load(text, Loader=_NoDuplicates)
    assert set(content) <= {"common", "figures"}
    assert content["figures"]


def test_a_key_given_twice_would_be_noticed() -> None:
    with pytest.raises(AssertionError, match="'a'"):
        yaml.load("figures: {a: 1, a: 2}", Loader=_NoDuplicates)


def test_ids_are_unique() -> None:
    ids = [f.id for f in FIGURES]
    assert len(ids) == len(set(ids))


def test_titles_tell_the_figures_of_a_file_apart() -> None:
    for name in evidence.file_names():
        titles = [f.title for f in evidence.with_prefix(f"{name}.")]
        assert len(titles) == len(set(titles)), name


class TestEachFigure:
    def test_is_cited(self) -> None:
        for figure in FIGURES:
            assert figure.publisher.strip(), figure.id
            assert figure.document.strip(), figure.id
            assert figure.citation().startswith(figure.publisher), figure.id
            assert figure.year in figure.citation(), figure.id
            assert date(2026, 1, 1) <= figure.retrieved <= date(2027, 12, 31), figure.id

    def test_says_what_may_be_done_with_it_and_what_rests_on_it(self) -> None:
        for figure in FIGURES:
            assert figure.rights.strip(), figure.id
            assert figure.used_by.strip(), figure.id
            assert figure.title.strip(), figure.id
            assert figure.unit.strip(), figure.id
            assert figure.population.strip(), figure.id

    def test_has_a_kind_that_agrees_with_its_confidence(self) -> None:
        for figure in FIGURES:
            allowed = {
                "published": {"primary", "secondary", "secondary_extraction_of_primary"},
                "derived": {"derived"},
                "rule_of_thumb": {"opinion"},
                "assumption": {"assumption"},
            }
            assert figure.confidence in allowed[figure.kind], figure.id

    def test_says_who_passed_it_on_when_it_was_not_read_at_the_source(self) -> None:
        for figure in FIGURES:
            if figure.confidence in ("secondary", "secondary_extraction_of_primary"):
                assert re.search(
                    r"quoted|transcri|seen|said|read|third part|publish", figure.notes, re.IGNORECASE
                ), figure.id

    def test_is_not_one_of_the_unreliable_ones(self) -> None:
        for figure in FIGURES:
            text = " ".join((figure.notes, figure.document, figure.publisher, figure.url)).casefold()
            for source in ("residencyadvisor", "zaro.info", "unsourced_or_unreliable"):
                assert source not in text, figure.id

    def test_links_only_over_https(self) -> None:
        for figure in FIGURES:
            assert figure.url == "" or figure.url.startswith("https://"), figure.id

    def test_an_interval_holds_its_value(self) -> None:
        for figure in FIGURES:
            if figure.low is not None and figure.high is not None and isinstance(figure.value, int | float):
                assert figure.low <= figure.value <= figure.high, figure.id

    def test_a_table_has_rows_that_differ(self) -> None:
        for figure in FIGURES:
            if figure.table is not None:
                assert figure.table.rows, figure.id
                assert len(set(figure.table.columns)) == len(figure.table.columns), figure.id
                assert len(set(figure.table.rows)) == len(figure.table.rows), figure.id


def test_a_table_has_the_columns_that_others_read() -> None:
    for figure_id, columns in EXPECTED_COLUMNS.items():
        assert list(evidence.table(figure_id).columns) == columns


def test_specialty_codes_are_known() -> None:
    for figure in TABLES:
        assert figure.table is not None
        if "specialty" in figure.table.columns:
            seen = {r["specialty"] for r in figure.table.records()}
            if "name" in figure.table.columns:
                seen.discard(None)
            assert seen <= set(SPECIALTY_NAMES)


def test_years_rise_down_a_table() -> None:
    for figure in TABLES:
        assert figure.table is not None
        if figure.table.columns[0] == "year":
            years = [int(str(row[0])) for row in figure.table.rows]
            assert years == sorted(set(years))


def test_the_rights_of_the_owners_are_stated_plainly() -> None:
    for figure in FIGURES:
        if figure.publisher.startswith("National Resident Matching Program"):
            assert "NRMP forbids" in figure.rights, figure.id
            assert "consent" in figure.rights, figure.id
        if figure.publisher.startswith("Association of American Medical Colleges"):
            assert "AAMC reserves" in figure.rights or "behind a login" in figure.rights, figure.id
