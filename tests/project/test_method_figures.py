"""The numbers in the method pages are those of the files that ship."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
from scipy.stats import norm

from matchsafe.evidence import table
from matchsafe.odds.draws import acceptance_report, fit_report

METHODS = Path(__file__).parents[2] / "docs" / "methods"


def words(name: str) -> str:
    return " ".join((METHODS / f"{name}.md").read_text(encoding="utf-8").split())


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
