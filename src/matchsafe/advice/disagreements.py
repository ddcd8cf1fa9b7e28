"""Points on which published figures and the article differ; both are shown, neither wins.

Codes: ``ranks_of_those_who_matched``, ``match_rate_of_specialty``, ``strong_score``, ``university_interviews``,
``visa_and_rate``, ``community_and_visa``. Published figures are given as counts or "N in 100" as printed, rounded
to whole numbers. ``model_against_article`` is for callers who hold the model's chance.
"""

from __future__ import annotations

from collections.abc import Iterator

from matchsafe import evidence
from matchsafe.advice.facts import Facts
from matchsafe.domain.estimate import Estimate
from matchsafe.domain.outlook import Disagreement, RuleOfThumb
from matchsafe.domain.specialties import specialty_name
from matchsafe.domain.text import listing, span
from matchsafe.evidence.figure import Cell
from matchsafe.evidence.tables import bounds, row_where, rows

RANKS = "charting_2026.contiguous_ranks"
COUNTS = "charting_2026.counts"
SCORES = "charting_2026.step2_ck"
SEATS = "neurology_2026.img_seats_per_invitation"


def disagreements(facts: Facts) -> tuple[Disagreement, ...]:
    """Every disagreement that concerns this applicant."""
    if not facts.is_img:
        return ()
    return tuple(_all(facts))


def _all(facts: Facts) -> Iterator[Disagreement]:
    if facts.competitive:
        yield from _rate(facts)
    else:
        yield from _ranks(facts)
        yield from _score(facts)
    yield from _university(facts)
    yield from _visa(facts)


def _first(facts: Facts) -> str:
    """The specialty wanted most, which the published rows are of."""
    return specialty_name(facts.season.target.specialty)


def _whole(value: Cell) -> str:
    """A published number as people say it: without a fraction when it has none, with commas in thousands."""
    if isinstance(value, float) and not value.is_integer():
        return str(value)
    return f"{value:,.0f}" if isinstance(value, int | float) else str(value)


def _ranks(facts: Facts) -> Iterator[Disagreement]:
    low, high = bounds("article.most_imgs_target")
    article = f"Most IMGs begin to feel safe with {span(low, high)} interviews."
    if facts.applicant.type == "us_img":
        last = rows("rol_length.us_img")[-1]
        yield Disagreement(
            code="ranks_of_those_who_matched",
            ours=f"In {last['year']} US-IMGs who matched had ranked {_whole(last['mean_matched'])} programs "
            f"on average, those who did not {_whole(last['mean_unmatched'])}. Strong "
            "applicants hold more interviews, so this is no effect of the number.",
            article=article,
            sources=("rol_length.us_img", "article.most_imgs_target"),
        )
        return
    row = row_where(RANKS, specialty=facts.season.target.specialty, outcome="matched")
    if row is None or row["median"] is None:
        return
    yield Disagreement(
        code="ranks_of_those_who_matched",
        ours=f"Of {_whole(row['n'])} non-US IMGs who matched to {_first(facts)} in 2026, half had ranked "
        f"{_whole(row['median'])} programs or fewer, and the middle half {_whole(row['q1'])} to "
        f"{_whole(row['q3'])}. They matched; others with as many ranks did not.",
        article=article,
        sources=(RANKS, "article.most_imgs_target"),
    )


def _rate(facts: Facts) -> Iterator[Disagreement]:
    row = row_where(COUNTS, specialty=facts.season.target.specialty)
    if row is None or facts.applicant.type != "non_us_img":
        return
    matched, other = row["matched"], row["not_matched"]
    if not isinstance(matched, int) or not isinstance(other, int):
        return
    yield Disagreement(
        code="match_rate_of_specialty",
        ours=f"In 2026, {_whole(matched)} of the {_whole(matched + other)} non-US IMGs who preferred "
        f"{_first(facts)} and certified a list matched to it. They are few, so this says little about others.",
        article=f"No number of interviews is safe for an IMG in {_first(facts)}.",
        sources=(COUNTS, "article.highly_competitive"),
    )


def _score(facts: Facts) -> Iterator[Disagreement]:
    score, strong = facts.applicant.step2_ck.score, evidence.number("article.strong_step2_score")
    row = row_where(SCORES, specialty=facts.season.target.specialty, outcome="matched")
    if row is None or score is None or facts.applicant.type != "non_us_img":
        return
    median = row["median"]
    if not isinstance(median, int | float) or not min(median, strong) <= score < max(median, strong):
        return
    yield Disagreement(
        code="strong_score",
        ours=f"Half of the non-US IMGs who matched to {_first(facts)} in 2026 had a Step 2 CK score of "
        f"{_whole(median)} or less; yours is {score}.",
        article=f"A strong Step 2 CK score is {strong:g} or more.",
        sources=(SCORES, "article.strong_step2_score"),
    )


def _university(facts: Facts) -> Iterator[Disagreement]:
    if facts.season.only_a_number or not any(
        i.setting == "university" or i.highly_selective for i in facts.ranked
    ):
        return
    shares = (row["seats_per_invitation"] for row in rows(SEATS))
    seats = [100 * share for share in shares if isinstance(share, int | float)]
    words = listing(f"{s:.1f}" for s in seats)
    yield Disagreement(
        code="university_interviews",
        ours=f"In Neurology in 2026, 100 invitations to IMGs led to {words} IMG residents at programs with "
        "few, some and many IMGs: nearly the same. One specialty, and invitations rather than interviews.",
        article="Interviews at famous university programs are worth less to an IMG than those at community "
        "programs.",
        sources=(SEATS, "article.prestige_heavy"),
    )


def _visa(facts: Facts) -> Iterator[Disagreement]:
    if not facts.needs_visa:
        return
    if facts.applicant.type == "non_us_img":
        need = evidence.number("match_rates.visa_required_2026")
        none = evidence.number("match_rates.visa_not_required_2026")
        yield Disagreement(
            code="visa_and_rate",
            ours=f"In 2026 about {need:.0f} in 100 non-US IMGs who need a visa matched, and {none:.0f} in "
            "100 of those who need none. The two groups differ in other ways too.",
            article="Needing a visa does not change how many interviews you want, only how safe that "
            "number is.",
            sources=("match_rates.visa_required_2026", "match_rates.visa_not_required_2026", "article.visa"),
        )
    if facts.season.target.specialty == "internal_medicine" and facts.applicant.visa != "h1b":
        yield Disagreement(
            code="community_and_visa",
            ours="In a study of Internal Medicine programs, community programs said less often than "
            "academic ones that they accept J-1 holders.",
            article="Community programs in less popular places are the ones to add.",
            sources=("visa.im_j1_odds_community", "article.apply_more"),
        )


def model_against_article(chance: Estimate, rule: RuleOfThumb | None, words: str) -> Disagreement | None:
    """The model's chance against the article's match rate, when the latter lies outside the model's range.

    Args:
        chance: The chance of the outlook.
        rule: The article's bin, or ``None``.
        words: The chance as it is shown to people.
    """
    if rule is None or chance.low <= rule.per_100 / 100 <= chance.high:
        return None
    return Disagreement(
        code="model_against_article",
        ours=f"For an applicant like you, with your list: {words}. This uses published results, your profile and your "
        "programs.",
        article=f"For IMGs in primary care who ranked {rule.bin} programs: about {rule.per_100:g} in 100, one rough "
        "figure for all of them, from no named report.",
        sources=(rule.source,),
    )
