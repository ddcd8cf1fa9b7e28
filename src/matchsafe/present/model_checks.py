"""How the model was checked, as tables with a sentence each: for the method page, the docs and the terminal."""

from __future__ import annotations

from typing import Any, Final

from matchsafe.domain.estimate import AnswerPart
from matchsafe.domain.specialties import specialty_name

ENOUGH: Final = 100
"""Applicants from which a specialty's published figures have to be reproduced."""


class Check(AnswerPart):
    """One check: what was asked, what came out in words, and the table behind it."""

    title: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def checks(report: dict[str, Any], acceptance: dict[str, Any]) -> tuple[Check, ...]:
    """Reproduction of the published tables, prediction of held-out specialties, convergence, and the limits to keep.

    Args:
        report: What the fit says of itself (``odds.fit_report``).
        acceptance: The limits with their values (``odds.acceptance_report``).
    """
    return (
        _specialties(report),
        _types(report),
        _scores(report),
        _errors(report),
        _convergence(report),
        _spreads(report),
        _limits(acceptance["limits"]),
    )


def _numbers(values: list[float] | None) -> str:
    return "not published" if values is None else ", ".join(f"{v:g}" for v in values)


def _specialties(report: dict[str, Any]) -> Check:
    rows = [r for r in report["specialties"] if r["applicants"] >= ENOUGH]
    worst = max(abs(r["rate_fitted"] - r["rate_published"]) for r in rows)
    return Check(
        title="Does the model reproduce the tables it is fitted to?",
        text=(
            f"For the {len(rows)} specialties with {ENOUGH} or more non-US IMGs, the fitted match rate is at most "
            f"{worst:.1f} in 100 away from the published one. The draws are tied to the rates; "
            "the quartiles show whether the form of the model suits the tables. Quartiles are the number of programs "
            "ranked by the lowest quarter, the middle and the highest quarter of applicants."
        ),
        columns=(
            "Specialty",
            "Applicants",
            "Matched in 100: published",
            "fitted",
            "Quartiles, matched: published",
            "fitted",
            "Quartiles, not matched: published",
            "fitted",
        ),
        rows=tuple(_specialty_row(r) for r in rows),
    )


def _specialty_row(r: dict[str, Any]) -> tuple[str, ...]:
    return (
        specialty_name(r["specialty"]),
        f"{r['applicants']:,}",
        f"{r['rate_published']:.1f}",
        f"{r['rate_fitted']:.1f}",
        _numbers(r["matched_published"]),
        _numbers(r["matched_fitted"]),
        _numbers(r["not_matched_published"]),
        _numbers(r["not_matched_fitted"]),
    )


def _types(report: dict[str, Any]) -> Check:
    names = {"non_us_img": "Non-US IMG", "us_img": "US-IMG", "us_md": "US MD senior", "us_do": "US DO senior"}
    return Check(
        title="Does it reproduce the list lengths of each type of applicant?",
        text="All specialties together, 2025 Match: matched in 100, and how many programs were ranked on average.",
        columns=("Applicants", "Matched in 100: published", "fitted", "Ranks, matched: published", "fitted",
                 "Ranks, not matched: published", "fitted"),
        rows=tuple((
            names[r["type"]], f"{r['rate_published']:.1f}", f"{r['rate_fitted']:.1f}",
            f"{r['mean_matched_published']:.1f}", f"{r['mean_matched_fitted']:.1f}",
            f"{r['mean_not_matched_published']:.1f}", f"{r['mean_not_matched_fitted']:.1f}",
        ) for r in report["types"]),
    )  # fmt: skip


_SCORES: Final = ("model", "pooled", "article", "model_with_range")


def _scores(report: dict[str, Any]) -> Check:
    title = "Can it predict a specialty it has not seen?"
    rows = report["hold_out"]
    if not rows:
        return _nothing_held_out(title)
    total = {k: sum(r["scores"][k] for r in rows) for k in _SCORES}
    better = [sum(r["scores"]["model"] > r["scores"][k] for r in rows) for k in ("pooled", "article")]
    return Check(
        title=title,
        text=(
            "We leave out each specialty and predict it from the others and from two figures known before the results. "
            "The score is the log-likelihood of the published counts; nearer to zero is better. In all: "
            f"model {total['model']:,.0f}, one curve pooled over specialties {total['pooled']:,.0f}, the article's "
            f"one curve {total['article']:,.0f}. The model is better than the pooled curve in {better[0]} of "
            f"{len(rows)} specialties and better than the article's in {better[1]}. The first three columns compare "
            "single best guesses; the last one lets the model use its range, which the curves do not have. What "
            "the specialties have in common is drawn anew from the others."
        ),
        columns=(
            "Specialty left out",
            "Applicants",
            "Model",
            "Pooled curve",
            "Article's curve",
            "Model with its range",
        ),
        rows=(
            *(_score_row(specialty_name(r["specialty"]), r["applicants"], r["scores"]) for r in rows),
            _score_row("All", sum(r["applicants"] for r in rows), total),
        ),
    )


def _score_row(name: str, applicants: int, scores: dict[str, float]) -> tuple[str, ...]:
    return (name, f"{applicants:,}", *(f"{scores[k]:,.1f}" for k in _SCORES))


def _errors(report: dict[str, Any]) -> Check:
    rows = [(r["specialty"], q) for r in report["hold_out"] for q in r["quantities"]]
    inside = sum(q["inside"] for _, q in rows)
    rates = [abs(q["error"]) for _, q in rows if q["quantity"] == "match rate"]
    if not rates:
        return _nothing_held_out("How far off are those predictions, and do the ranges hold?")
    return Check(
        title="How far off are those predictions, and do the ranges hold?",
        text=(
            f"For a specialty it has not seen, the match rate is off by {100 * sum(rates) / len(rates):.1f} in 100 on "
            f"average. {inside} of {len(rows)} published figures lie inside the model's nine-in-ten range."
        ),
        columns=("Specialty left out", "Figure", "Published", "Predicted", "Inside the range"),
        rows=tuple(
            (
                specialty_name(s),
                q["quantity"],
                f"{q['published']:g}",
                f"{q['predicted']:g}",
                "yes" if q["inside"] else "no",
            )
            for s, q in rows
        ),
    )


def _nothing_held_out(title: str) -> Check:
    return Check(
        title=title, text="0 specialties were left out of this fit.", columns=("Specialty left out",), rows=()
    )


def _convergence(report: dict[str, Any]) -> Check:
    return Check(
        title="Did the sampling converge?",
        text=(
            f"{report['draws']} draws are kept, an equal number for each value of the cut. R-hat near 1 "
            "means that the chains agree; ESS is the effective number of draws. The worst of all parameters that "
            "the answers use is shown. The mean log-likelihood hardly differs between the values: the tables do not "
            "tell them apart."
        ),
        columns=("Cut", "Worst R-hat", "Smallest ESS", "Divergences", "Mean log-likelihood"),
        rows=tuple(
            (f"{r['cut']:g}", f"{r['r_hat']:.3f}", f"{r['ess']:.0f}", f"{r['divergences']:.0f}",
             f"{r['log_likelihood']:.1f}")
            for r in report["convergence"]
        ),
    )  # fmt: skip


def _limits(limits: list[dict[str, Any]]) -> Check:
    kept = sum(row["holds"] for row in limits)
    return Check(
        title="Does it keep its limits?",
        text=(
            f"{kept} of {len(limits)} limits are kept. A limit that is missed stays in the table, with how far it is "
            "missed and where. One command rebuilds it: python -m matchsafe.odds.fit.acceptance."
        ),
        columns=("What", "Limit", "Found", "Kept", "Where it is missed"),
        rows=tuple(
            (r["check"], r["limit"], r["value"], "yes" if r["holds"] else "no", r["note"] or "nowhere")
            for r in limits
        ),
    )


def _spreads(report: dict[str, Any]) -> Check:
    rows = [r for r in report["specialties"] if r["applicants"] >= ENOUGH]
    return Check(
        title="Are the lists as different as the published ones?",
        text=(
            "Standard deviation of the number of programs ranked, and the probability of a longest list as far out as "
            "the published one. A spread of few applicants is itself uncertain: with 76 of them it may be off by a "
            f"fifth. {len(rows)} specialties."
        ),
        columns=("Specialty", "Spread, matched: published", "fitted", "Longest list: published", "probability",
                 "Spread, not matched: published", "fitted", "Longest list: published", "probability"),
        rows=tuple((
            specialty_name(r["specialty"]),
            *(cell for o in ("matched", "not_matched") for cell in _spread_cells(r[f"{o}_numbers"])),
        ) for r in rows),
    )  # fmt: skip


def _spread_cells(numbers: dict[str, Any]) -> tuple[str, ...]:
    return (
        f"{numbers['sd_published']:.1f}", f"{numbers['sd_fitted']:.1f}", f"{numbers['longest']}",
        f"{numbers['longest_probability']:.3f}",
    )  # fmt: skip
