"""The numbers in the method pages are those of the files that ship."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import norm

from matchsafe.evidence import table
from matchsafe.odds.draws import acceptance_report, fit_report
from matchsafe.services.simulation import fitted_names, load_preset, shipped_record

DRAWS = files("matchsafe.odds") / "data" / "draws.npz"
METHODS = Path(__file__).parents[2] / "docs" / "methods"
NOISE = 1.7
"""A logistic noise over a normal one."""


def words(name: str) -> str:
    return " ".join((METHODS / f"{name}.md").read_text(encoding="utf-8").split())


def away(figure: dict[str, Any]) -> float:
    return float(figure["simulated"] / figure["published"] - 1)


def ends(count: dict[str, Any]) -> str:
    return f"{count['low']:.0f} to {count['high']:.0f}"


def test_the_model_page_says_what_the_fit_and_the_limits_say() -> None:
    page, report = words("chances-model"), fit_report()
    limits = {row["check"]: row for row in acceptance_report()["limits"]}
    chains = report["convergence"]
    told = [
        f"R-hat is at most {max(c['r_hat'] for c in chains):.3f} and the effective number of draws"
        f" {min(c['ess'] for c in chains):.0f} at least",
        "with no divergence",
    ]
    assert not sum(c["divergences"] for c in chains)
    scores = [row["scores"]["model"] for row in report["hold_out"][:3]]
    told.append("against {:,.0f}, {:,.0f} and {:,.0f} this way".format(*scores))
    places: dict[str, list[float]] = {}
    for row in report["hold_out"]:
        for quantity in row["quantities"]:
            places.setdefault(quantity["quantity"], []).append(quantity["place"])
    spread = [float(np.sqrt(np.mean(norm.ppf(p) ** 2))) for p in places.values()]
    told.append(
        "match rates lie {:.2f} times as far from their predictions as the ranges say, ranks of matched {:.2f}"
        " and of not matched {:.2f} times".format(*spread)
    )
    held = limits["specialties left out, ranges of 90 in 100"]["value"]
    told.append(f"all {re.findall('[0-9]+', held)[1]} figures lie in ranges of 90 in 100")
    lists = limits["spread of ranks, not matched"]
    told += [
        f"({lists['value'].split()[0]} in 100, where the limit is 20)",
        "of 76 applicants the published spread",
    ]
    assert "76 applicants: the published spread has an error of 34 in 100" in lists["note"]
    assert [t for t in told if t not in page] == []
    misses = page.partition("Known misses, each")[2].partition("The [simulated seasons]")[0]
    assert misses.count(" - *") == sum(not row["holds"] for row in limits.values())


def test_the_page_for_applicants_has_the_published_scale_and_count() -> None:
    page = words("chances")
    for row in table("likelihood.words").records():
        assert f"| {row['low']} to {row['high']} |" in page
    row = table("selection.preliminary_positions").find(specialty="surgery_general", match_year=2025)
    assert f"in 2025, {row['programs_unfilled']} of {row['programs']} in surgery" in page


def test_the_page_on_seasons_says_what_the_report_on_them_says() -> None:
    page, told = words("simulated-seasons"), []
    report, preset = shipped_record("us_2025"), load_preset()
    figures = [f for f in report["figures"] if f["published"]]
    fitted = [f for f in figures if f["fitted"]]
    tallies = {(c["scope"], c["measure"]): c for c in report["checks"]}
    pooled, means, single = (
        [tallies[scope, measure] for scope in ("the first checks", "all checks")]
        for measure in ("all seasons together", "mean of single seasons", "among single seasons")
    )
    told += [
        f"{sum(abs(away(f)) <= 0.1 for f in fitted)} of {len(fitted)} are within 10 in 100",
        f"{pooled[0]['met']} of the first {pooled[0]['figures']} are within 10 in 100, and {pooled[1]['met']} of all"
        f" {pooled[1]['figures']}",
        f"it is {means[0]['met']} and {means[1]['met']}",
        f"{pooled[0]['perfect']:.0f} of the first 66 are within 10 in 100 on average ({ends(pooled[0])} in 90 of 100"
        f" seasons), or {means[0]['perfect']:.0f} by means of single seasons ({ends(means[0])})",
        f"met in {100 * pooled[0]['often']:.0f} of 100 seasons. Of all 198 it is {pooled[1]['perfect']:.0f}"
        f" ({ends(pooled[1])})",
        f"{single[0]['met']} of the first 66 published figures are among 95 in 100 single seasons, where a perfect"
        f" model would have {single[0]['perfect']:.0f} ({ends(single[0])}); of all 198 it is {single[1]['met']}, where"
        f" it would have {single[1]['perfect']:.0f} ({ends(single[1])})",
        f"Of all 198 it misses {198 - single[1]['met']} by more than chance",
    ]
    names = {"the first checks": "**the first**", "all checks": "**all**"}
    for (scope, measure), one in tallies.items():
        if measure == "among single seasons":
            of = tallies[scope, "all seasons together"]
            row = (of["figures"], of["met"], f"{of['perfect']:.1f}", one["met"], f"{one['perfect']:.1f}")
            told.append(f"| {names.get(scope, scope)} | {' | '.join(map(str, row))} |")
    outside = [
        f
        for f in figures
        if not f["fitted"] and not f["season_low"] - 1e-9 <= f["published"] <= f["season_high"] + 1e-9
    ]
    assert len(outside) == 198 - single[1]["met"]
    for figure in outside:
        ours, theirs = figure["simulated"], figure["published"]
        if figure["since"] == 4:
            told.append(
                f"{ours:g} ranks ({theirs:g})" if ours.is_integer() else f"{ours:.1f} of 100 ({theirs:.1f})"
            )
    told.append(f"There are {len(fitted_names())} such parameters and {len(fitted)} fitted figures")
    broken = next(f for f in report["figures"] if f["group"].startswith("Bounds"))
    told.append(
        f"{round(1.29 * broken['simulated'])} of 129 broken (single seasons break {broken['season_mean']:.1f} in 100"
    )
    told.append(f"In {report['seasons']} seasons (seed {report['seed']}")
    told.append(f"In {report['seasons_found_stable']} of them the match is stable")
    assert report["couples_unresolved"] == report["seasons"] - report["seasons_found_stable"]
    img = preset.types.index("non_us_img")
    prefer = [s.candidates[img] for s in preset.specialties]
    spread, trait = (
        float(np.average(preset.of_imgs(name)[:, img], weights=prefer))
        for name in ("img_spread", "img_trait")
    )
    strength = (
        NOISE * preset.value("strength_rank") * preset.parameters["strength_spread.non_us_img"] * spread
    )
    told.append(
        f"weigh a non-US IMG's strength by {strength:.1f} and what only the interview shows by"
        f" {NOISE * preset.value('trait_rank') * trait:.1f}"
    )
    drawn, nearest = np.load(DRAWS), 1.3
    at, large = np.isclose(drawn["cut"], nearest), drawn["applicants"] >= 100
    low, high = np.quantile(np.exp(drawn["log_c_u"][at][:, large]).mean(1), (0.05, 0.95))
    told.append(f"at {nearest} they give {low:.1f} to {high:.1f} for the second")
    slopes = [e["slope"] / e["taken_away"] for e in report["effects"][:3]]
    told.append(
        "slope of the table is {:.1f} times the effect of an interview for one to three ranks, {:.1f} times for four"
        " to six, and {:.1f} times for seven to nine".format(*slopes)
    )
    for effect in report["effects"][:3]:
        said, true = effect["outlook_fewer"], 100 * effect["taken_away"]
        low, value, high = (100 * said[end] for end in ("low", "value", "high"))
        assert low <= true <= high
        digits = 0 if value > 10 else 1
        told.append(
            f"{true:.{digits}f} in 100 (it says {value:.{digits}f}, range {low:.{digits}f} to {high:.{digits}f})"
        )
    assert [t for t in told if t not in page] == []
