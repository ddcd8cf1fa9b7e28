"""The figures agree with themselves and with each other, so that a slip of the pen shows."""

from __future__ import annotations

from typing import Any

import pytest

from matchsafe import evidence
from matchsafe.domain.states import STATE_NAMES

DISTRIBUTIONS = ["contiguous_ranks", "step2_ck", "specialties_ranked"]
TYPES = ["us_img", "non_us_img", "us_md", "us_do", "all"]


def rows(figure_id: str) -> list[dict[str, Any]]:
    return list(evidence.table(figure_id).records())


def full(figure_id: str, *columns: str) -> list[dict[str, Any]]:
    """The rows that show all these columns; at least one."""
    found = [r for r in rows(figure_id) if all(r[c] is not None for c in columns)]
    assert found
    return found


@pytest.mark.parametrize("measure", DISTRIBUTIONS)
class TestChartingOutcomes:
    def test_each_specialty_has_a_row_for_each_outcome(self, measure: str) -> None:
        specialties = [r["specialty"] for r in rows("charting_2026.counts")]
        assert len(set(specialties)) == len(specialties) == 24
        pairs = [(r["specialty"], r["outcome"]) for r in rows(f"charting_2026.{measure}")]
        assert pairs == [(s, o) for s in specialties for o in ("matched", "not_matched")]

    def test_quartiles_are_in_order(self, measure: str) -> None:
        for r in full(f"charting_2026.{measure}", "n"):
            assert r["min"] <= r["q1"] <= r["median"] <= r["q3"] <= r["max"], r
            assert r["min"] <= r["mean"] <= r["max"], r
            assert 0 <= r["sd"] <= r["max"] - r["min"], r

    def test_a_row_is_shown_whole_or_not_at_all(self, measure: str) -> None:
        for r in rows(f"charting_2026.{measure}"):
            assert len({v is None for k, v in r.items() if k not in ("specialty", "outcome")}) == 1, r

    def test_those_who_consented_are_some_of_those_who_applied(self, measure: str) -> None:
        counts = {r["specialty"]: r for r in rows("charting_2026.counts")}
        for r in full(f"charting_2026.{measure}", "n"):
            assert 5 <= r["n"] <= counts[r["specialty"]][r["outcome"]], r

    def test_the_measures_are_of_the_same_persons(self, measure: str) -> None:
        same = {(r["specialty"], r["outcome"]): r["n"] for r in rows("charting_2026.contiguous_ranks")}
        assert {(r["specialty"], r["outcome"]): r["n"] for r in rows(f"charting_2026.{measure}")} == same


def test_the_specialties_add_up_to_nearly_the_printed_totals() -> None:
    counts = rows("charting_2026.counts")
    for column in ("matched", "not_matched"):
        total = evidence.number(f"charting_2026.total_{column}")
        assert 0 <= total - sum(r[column] for r in counts) < 0.005 * total


@pytest.mark.parametrize(
    ("specialty", "per_100"),
    [("internal_medicine", 48.5), ("family_medicine", 53.9), ("pediatrics", 68.5), ("psychiatry", 58.4),
     ("neurology", 41.9), ("surgery_general", 28.6), ("dermatology", 16.7), ("pathology", 45.1)],
)  # fmt: skip
def test_counts_give_the_match_rate_seen_beside_them(specialty: str, per_100: float) -> None:
    r: Any = evidence.table("charting_2026.counts").find(specialty=specialty)
    assert 100 * r["matched"] / (r["matched"] + r["not_matched"]) == pytest.approx(per_100, abs=0.051)


def test_the_overall_medians_lie_among_those_of_the_specialties() -> None:
    overall: Any = evidence.table("charting_2026.overall_medians").find(measure="contiguous_ranks")
    for outcome in ("matched", "not_matched"):
        medians = [
            r["median"] for r in full("charting_2026.contiguous_ranks", "n") if r["outcome"] == outcome
        ]
        assert min(medians) <= overall[outcome] <= max(medians)


@pytest.mark.parametrize(
    ("kind", "years"), [("us_md", 2), ("us_do", 2), ("us_img", 9), ("non_us_img", 11), ("all_img", 7)]
)
def test_matched_over_active_is_the_printed_match_rate(kind: str, years: int) -> None:
    whole = [r for r in rows(f"match_rates.{kind}") if None not in (r["active"], r["matched"], r["rate"])]
    assert len(whole) == years
    for r in whole:
        assert 100 * r["matched"] / r["active"] == pytest.approx(r["rate"], abs=0.08), r


def test_match_rates_reach_2026_for_every_type() -> None:
    for kind in TYPES:
        assert rows(f"match_rates.{kind}")[-1]["year"] == 2026
        assert rows(f"match_rates.{kind}")[-1]["rate"] is not None


@pytest.mark.parametrize("year", [2012, 2016, 2024, 2026])
def test_the_two_kinds_of_img_add_up_to_all_of_them(year: int) -> None:
    parts: list[Any] = [evidence.table(f"match_rates.{k}").find(year=year) for k in ("us_img", "non_us_img")]
    whole: Any = evidence.table("match_rates.all_img").find(year=year)
    assert whole["matched"] == pytest.approx(sum(p["matched"] for p in parts), rel=0.002)


def test_the_share_that_needs_a_visa_solves_the_three_match_rates() -> None:
    need = evidence.number("match_rates.visa_required_2026")
    none = evidence.number("match_rates.visa_not_required_2026")
    share = evidence.figure("match_rates.visa_required_share_2026")
    overall: Any = evidence.table("match_rates.non_us_img").find(year=2026)
    assert isinstance(share.value, float)
    assert share.value * need + (1 - share.value) * none == pytest.approx(overall["rate"], abs=0.01)
    half = 0.05
    assert share.low == pytest.approx((none - half - overall["rate"] - half) / (none - need), abs=0.0006)
    assert share.high == pytest.approx((none + half - overall["rate"] + half) / (none - need), abs=0.0006)


@pytest.mark.parametrize("kind", TYPES)
class TestListLength:
    def test_covers_2006_to_2025(self, kind: str) -> None:
        assert [r["year"] for r in rows(f"rol_length.{kind}")] == list(range(2006, 2026))

    def test_counts_give_the_printed_share(self, kind: str) -> None:
        for r in rows(f"rol_length.{kind}"):
            share = 100 * r["n_matched"] / (r["n_matched"] + r["n_unmatched"])
            assert share == pytest.approx(r["pct_matched"], abs=0.1), r

    def test_those_who_matched_ranked_more(self, kind: str) -> None:
        assert all(r["mean_matched"] > r["mean_unmatched"] > 0 for r in rows(f"rol_length.{kind}"))

    def test_a_type_is_part_of_all_applicants(self, kind: str) -> None:
        everyone = rows("rol_length.all")
        for r, a in zip(rows(f"rol_length.{kind}"), everyone, strict=True):
            assert r["n_matched"] <= a["n_matched"]
            assert r["n_unmatched"] <= a["n_unmatched"]

    def test_without_couples_the_count_of_2025_is_below_the_count_of_all(self, kind: str) -> None:
        alone: Any = evidence.table(f"rol_length.{kind}").find(year=2025)
        whole: Any = evidence.table(f"match_rates.{kind}").find(year=2025)
        assert 0.9 * whole["active"] < alone["n_matched"] + alone["n_unmatched"] < whole["active"]


def test_programs_that_filled_ranked_more_applicants_per_position() -> None:
    for r in rows("rol_length.programs"):
        assert r["ranks_per_position_filled"] > r["ranks_per_position_unfilled"], r
        assert 100 * r["n_filled"] / (r["n_filled"] + r["n_unfilled"]) == pytest.approx(
            r["pct_filled"], abs=0.1
        )


class TestPositions2025:
    def test_each_row_adds_up(self) -> None:
        types = ["us_md_senior", "us_md_grad", "us_do_senior", "us_do_grad", "us_img", "non_us_img", "other"]
        for r in rows("positions_2025.by_specialty"):
            assert sum(r[t] for t in types) == r["filled"], r
            assert r["filled"] + r["unfilled"] == r["positions"], r

    def test_the_rows_add_up_to_the_printed_totals(self) -> None:
        table = rows("positions_2025.by_specialty")
        totals = {r["measure"]: r["match_2025"] for r in rows("headline.totals")}
        assert sum(r["positions"] for r in table) == totals["positions_offered"]
        assert sum(r["filled"] for r in table) == totals["positions_filled"]
        assert sum(r["unfilled"] for r in table) == totals["positions_unfilled"]

    def test_nobody_matches_who_did_not_apply(self) -> None:
        for name in ("applicants_and_matches", "applicants_and_matches_other"):
            for r in rows(f"positions_2025.{name}"):
                for kind in ("us_img", "non_us_img", "us_md", "us_do"):
                    assert 0 <= r[f"matches_{kind}"] <= r[f"applicants_{kind}"], r

    @pytest.mark.parametrize("kind", ["us_img", "non_us_img"])
    @pytest.mark.parametrize(
        "specialty", ["internal_medicine", "family_medicine", "neurology", "surgery_general"]
    )
    def test_matches_agree_with_the_positions_filled(self, specialty: str, kind: str) -> None:
        filled: Any = evidence.table("positions_2025.by_specialty").find(specialty=specialty, level="pgy1")
        tables = [
            rows(f"positions_2025.{n}") for n in ("applicants_and_matches", "applicants_and_matches_other")
        ]
        matches = sum(r[f"matches_{kind}"] for t in tables for r in t if r["specialty"] == specialty)
        assert matches == filled[kind]

    def test_each_specialty_stands_once_among_categorical_positions(self) -> None:
        specialties = [r["specialty"] for r in rows("positions_2025.applicants_and_matches")]
        assert len(set(specialties)) == len(specialties)


class TestPlaces2025:
    def test_states_add_up_to_about_the_specialty(self) -> None:
        for whole in rows("places_2025.nationwide"):
            states = [r for r in rows("places_2025.by_state") if r["specialty"] == whole["specialty"]]
            total = sum(r["positions"] for r in states)
            assert abs(total - whole["positions"]) <= 2.5 * len(states), whole
            if whole["positions"] < 500:  # too many states without a share
                continue
            shown = [r for r in states if r["us_img"] is not None]
            seats = sum(r["positions"] for r in shown)
            for column in ("us_img", "non_us_img", "unfilled"):
                mean = sum(r["positions"] * r[column] for r in shown) / seats
                assert mean == pytest.approx(whole[column], abs=0.025), (whole, column)

    def test_a_row_is_of_a_state_and_its_shares_are_shown_whole_or_not_at_all(self) -> None:
        table = rows("places_2025.by_state")
        assert len({(r["specialty"], r["state"]) for r in table}) == len(table)
        for r in table:
            assert r["state"] in STATE_NAMES
            assert r["positions"] % 5 == 0
            shares = [r["us_img"], r["non_us_img"], r["unfilled"]]
            assert shares == [None] * 3 or all(0 <= x <= 1 for x in shares), r
            assert shares == [None] * 3 or shares[0] + shares[1] <= 1.001, r

    def test_it_agrees_with_the_positions_of_the_specialty(self) -> None:
        for whole in rows("places_2025.nationwide"):
            parts = [
                r
                for r in rows("positions_2025.by_specialty")
                if r["specialty"] == whole["specialty"] and r["level"] in ("pgy1", "pgy2")
            ]
            filled = sum(r["filled"] for r in parts)
            assert abs(sum(r["positions"] for r in parts) - whole["positions"]) <= 2.5
            for column in ("us_img", "non_us_img"):
                assert sum(r[column] for r in parts) / filled == pytest.approx(whole[column], abs=0.0051)


def test_candidates_per_position_is_what_its_name_says() -> None:
    for r in rows("competition_2026.candidates_per_position"):
        assert r["candidates"] / r["positions"] == pytest.approx(r["candidates_per_position"], abs=0.0006), r


def test_the_two_counts_of_first_choices_differ_only_where_the_note_says() -> None:
    charting = {r["specialty"]: r for r in rows("charting_2026.counts")}
    differ = set()
    for r in rows("competition_2026.candidates_per_position"):
        other = charting[r["specialty"]]
        assert r["positions"] == other["positions"], r
        if abs(r["candidates"] - other["applicants_first_choice"]) > 3:
            differ.add(r["specialty"])
    assert differ == {"obstetrics_gynecology"}
    assert "Obstetrics" in evidence.figure("competition_2026.candidates_per_position").notes


@pytest.mark.parametrize("season", ["season_2025", "season_2026"])
def test_gold_and_silver_signals_add_up(season: str) -> None:
    for r in full(f"signals.{season}", "gold", "silver"):
        assert r["gold"] + r["silver"] == r["total"], r


def test_no_more_positions_fill_in_soap_than_are_offered() -> None:
    for r in full("soap.by_year", "offered", "filled"):
        assert 0 < r["filled"] <= r["offered"], r
    assert evidence.number("soap.filled_in_round_1") < evidence.number("soap.filled_by_round_2")


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_match_in_numbers_adds_up(year: int) -> None:
    totals = {r["measure"]: r[f"match_{year}"] for r in rows("headline.totals")}
    assert totals["positions_offered"] - totals["positions_filled"] == totals["positions_unfilled"]
    assert totals["registered_applicants"] > totals["active_applicants"]
    offered: Any = evidence.table("soap.by_year").find(year=year)
    assert offered["offered"] == totals["positions_offered_in_soap"]
    active: Any = evidence.table("match_rates.all").find(year=year)
    assert active["active"] == totals["active_applicants"]
    assert evidence.number(f"headline.couples_{year}") == totals["couples"]


@pytest.mark.parametrize("kind", ["us_img", "non_us_img"])
def test_the_share_of_positions_filled_follows_from_the_matched(kind: str) -> None:
    totals = {r["measure"]: r["match_2025"] for r in rows("headline.totals")}
    matched: Any = evidence.table(f"match_rates.{kind}").find(year=2025)
    share: Any = evidence.table("headline.pgy1_share_2025").find(type=kind)
    assert 100 * matched["matched"] / totals["pgy1_positions_offered"] == pytest.approx(
        share["share"], abs=0.051
    )


def test_the_couples_figures_warn_of_the_conflict() -> None:
    for year in (2025, 2026):
        assert "conflict" in evidence.figure(f"headline.couples_match_rate_{year}").notes


@pytest.mark.parametrize(
    ("figure_id", "part", "whole"),
    [
        ("visa.im_j1_accepting", 267, 419),
        ("visa.im_j1_only", 175, 267),
        ("visa.im_also_h1b", 92, 267),
        ("visa.neurology_j1", 174, 191),
        ("visa.neurology_h1b", 40, 191),
        ("visa.neurology_neither", 17, 191),
        ("neurology_2026.virtual_only", 175, 192),
    ],
)
def test_a_share_of_programs_is_its_two_counts(figure_id: str, part: int, whole: int) -> None:
    assert f"{part} of {whole}" in evidence.figure(figure_id).unit
    assert evidence.number(figure_id) == pytest.approx(100 * part / whole, abs=0.07)


class TestNeurologyInvitations:
    def test_quartiles_hold_the_median(self) -> None:
        for r in rows("neurology_2026.invite_rates"):
            assert r["program_q1"] <= r["program_median"] <= r["program_q3"], r
            assert 0 < r["rate"] < 100, r

    @pytest.mark.parametrize(
        ("by", "more", "less"),
        [
            ("signal", "sent", "not_sent"),
            ("step1_failure", "never", "ever"),
            ("step2_failure", "never", "ever"),
            ("home_state", "same", "other"),
            ("type", "us_md", "non_us_img"),
        ],
    )
    def test_the_groups_are_not_swapped(self, by: str, more: str, less: str) -> None:
        rates = {r["group"]: r["rate"] for r in rows("neurology_2026.invite_rates") if r["by"] == by}
        assert rates[more] > rates[less]

    def test_the_types_were_invited_at_rates_that_average_to_the_rest(self) -> None:
        def overall(by: str) -> float:
            part = [r for r in rows("neurology_2026.invite_rates") if r["by"] == by]
            return float(
                sum(r["rate"] * r["applications"] for r in part) / sum(r["applications"] for r in part)
            )

        for by in ("signal", "step1_failure", "home_state"):
            assert overall(by) == pytest.approx(overall("type"), abs=0.8)

    def test_seats_per_invitation_do_not_rise_with_the_share_of_imgs(self) -> None:
        seats = [r["seats_per_invitation"] for r in rows("neurology_2026.img_seats_per_invitation")]
        assert seats == [0.115, 0.125, 0.103]
        assert evidence.figure("neurology_2026.img_seats_per_invitation").kind == "derived"


def test_the_fees_of_the_printed_examples_come_out() -> None:
    low, high = (evidence.number(f"fees.eras_2026_{k}") for k in ("first_30", "from_31"))
    end = evidence.number("fees.eras_2026_tier_end")

    def cost(programs: int) -> float:
        return low * min(programs, end) + high * max(0, programs - end)

    assert cost(30) == 330
    assert cost(43) + cost(7) == 797
    assert cost(32) + cost(32) == 780
    assert evidence.number("fees.eras_2027_thirty_programs") == cost(30)


def test_adjusted_differences_lie_in_their_intervals_and_fall_by_type() -> None:
    table = rows("research.adjusted_difference")
    assert all(r["low"] < r["difference"] < r["high"] < 0 for r in table)
    assert [r["type"] for r in sorted(table, key=lambda r: -r["difference"])] == [
        "us_do",
        "us_img",
        "non_us_img",
    ]
