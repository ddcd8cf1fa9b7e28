"""The article's four profile groups, and why an applicant falls into one.

Order of the rules: not an IMG; a highly competitive specialty; any known red flag -> ``average_or_red_flag``; every
sign of strength known -> ``strong_us_img`` or ``strong_non_us_img``; otherwise ``average_or_red_flag``, because
strength has to be known: a fact that is not known is never counted as a red flag, but it does not make a profile
strong either. Unknown letters do not stand in the way (the article asks for decent ones); weak letters do. An older
graduate is one of more than five years, the low end of the article's "5 to 7".
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from matchsafe import evidence
from matchsafe.domain.outlook import Bucket
from matchsafe.domain.season import Applicant, RedFlag, Season, Target
from matchsafe.domain.specialties import specialty_name
from matchsafe.evidence.tables import column

_FLAG_WORDS: dict[RedFlag, str] = {
    "gap": "a gap in training or work",
    "attempt": "an exam you took more than once",
    "professionalism": "a professionalism note",
    "transfer": "a transfer between programs or schools",
    "other": "another point that needs explaining",
}


@cache
def highly_competitive() -> dict[str, str]:
    """Specialty codes for which no number is safe, each with the id of the figure that says so."""
    ids = ("article.highly_competitive", "advice.highly_competitive_added")
    return {specialty: i for i in ids for specialty in column(i, "specialty")}


def is_one_year(wish: Target) -> bool:
    """Whether a position is a single preparatory year (preliminary or transitional)."""
    return wish.track in ("preliminary", "transitional") or wish.specialty == "transitional_year"


def trainings(season: Season) -> tuple[Target, ...]:
    """What a target speaks of: the wishes for a whole training, or all of them if each is a single year."""
    wishes = season.wishes
    return tuple(wish for wish in wishes if not is_one_year(wish)) or wishes


def only_competitive(season: Season) -> bool:
    """Whether no number is safe in any specialty of a season."""
    return all(wish.specialty in highly_competitive() for wish in trainings(season))


def toward_target(season: Season) -> tuple[Target, ...]:
    """The wishes whose interviews count toward the target: none beside one of another, safer kind."""
    known = trainings(season)
    return tuple(wish for wish in known if wish.specialty not in highly_competitive()) or known


def years_since_graduation(applicant: Applicant, application_year: int) -> int | None:
    """Years from graduation to the year applications are sent, at least 0; ``None`` if not known."""
    if applicant.graduation_year is None:
        return None
    return max(0, application_year - applicant.graduation_year)


def is_older_graduate(applicant: Applicant, application_year: int) -> bool:
    """Whether more years than the article's low end have passed since graduation; not known counts as no."""
    years = years_since_graduation(applicant, application_year)
    return years is not None and years > evidence.number("article.older_graduate_years")


def flags(applicant: Applicant, application_year: int) -> tuple[str, ...]:
    """The known facts that put an IMG in the group that needs more interviews, in words."""
    return tuple(_flags(applicant, application_year))


def _flags(a: Applicant, year: int) -> Iterator[str]:
    strong = int(evidence.number("article.strong_step2_score"))
    if a.step1.passed is False:
        yield "Step 1 is not passed yet"
    elif (a.step1.attempts or 1) > 1:
        yield f"Step 1 took {a.step1.attempts} attempts"
    if (a.step2_ck.attempts or 1) > 1:
        yield f"Step 2 CK took {a.step2_ck.attempts} attempts"
    if a.step2_ck.score is not None and a.step2_ck.score < strong:
        yield f"Step 2 CK {a.step2_ck.score} is under {strong}"
    if is_older_graduate(a, year):
        yield f"graduated {years_since_graduation(a, year)} years ago"
    if a.us_clinical_experience == "none":
        yield "no US clinical experience"
    if a.letters == "weak":
        yield "letters are on the weak side"
    for flag in dict.fromkeys(a.red_flags):
        yield f"you told us about {_FLAG_WORDS[flag]}"


def unknown_facts(applicant: Applicant) -> tuple[str, ...]:
    """The facts a strong profile needs that are not known, in words."""
    a = applicant
    missing = {
        "whether Step 1 was passed at the first try": a.step1.passed is None
        or (a.step1.passed and a.step1.attempts is None),
        "the Step 2 CK score": a.step2_ck.score is None,
        "the year of graduation": a.graduation_year is None,
        "US clinical experience": a.us_clinical_experience is None,
    }
    return tuple(words for words, is_missing in missing.items() if is_missing)


def _strengths(a: Applicant, year: int) -> Iterator[str]:
    strong = int(evidence.number("article.strong_step2_score"))
    if a.step1.passed and a.step1.attempts == 1:
        yield "Step 1 passed at the first try"
    if a.step2_ck.score is not None and a.step2_ck.score >= strong:
        yield f"Step 2 CK {a.step2_ck.score} is {strong} or more"
    years = years_since_graduation(a, year)
    if years is not None and not is_older_graduate(a, year):
        ago = "this season" if years == 0 else "1 year ago" if years == 1 else f"{years} years ago"
        yield f"graduated {ago}"
    if a.us_clinical_experience in ("observership", "hands_on"):
        kind = "hands-on" if a.us_clinical_experience == "hands_on" else "as an observer"
        yield f"US clinical experience, {kind}"
    if a.letters in ("average", "strong"):
        yield f"{a.letters} letters"


def bucket(season: Season, application_year: int) -> Bucket:
    """The profile group of a season's applicant, with the reasons in words.

    Args:
        application_year: The calendar year in which the season's applications are sent.
    """
    a = season.applicant
    if a.type in ("us_md", "us_do"):
        school = "MD" if a.type == "us_md" else "DO"
        return Bucket(
            code="not_an_img",
            reasons=(f"a US {school} graduate is not an IMG, and the groups are about IMGs",),
        )
    if only_competitive(season):
        return Bucket(
            code="highly_competitive",
            reasons=(
                f"{specialty_name(season.target.specialty)} is among the specialties with no safe number for any IMG",
            ),
        )
    if found := flags(a, application_year):
        return Bucket(code="average_or_red_flag", reasons=found)
    strengths = tuple(_strengths(a, application_year))
    if missing := unknown_facts(a):
        not_known = tuple(f"not known: {words}" for words in missing)
        return Bucket(code="average_or_red_flag", reasons=(*not_known, *strengths))
    code = "strong_us_img" if a.type == "us_img" else "strong_non_us_img"
    return Bucket.model_validate({"code": code, "reasons": (*strengths, "no red flags given")})
