"""What the tool answers: the outlook of one season, the same object for page, terminal, library and API."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from matchsafe.domain.estimate import AnswerPart, Estimate
from matchsafe.domain.rankable import Counts
from matchsafe.domain.season_part import Track
from matchsafe.domain.text import MarkedText

BucketCode = Literal[
    "strong_us_img", "strong_non_us_img", "average_or_red_flag", "highly_competitive", "not_an_img"
]
ZoneCode = Literal[
    "extremely_high_risk", "danger", "borderline", "hopeful", "reasonably_safe", "strong", "no_safe_number"
]
ZONE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "extremely_high_risk": "Extremely high risk",
        "danger": "Danger zone",
        "borderline": "Borderline",
        "hopeful": "Hopeful",
        "reasonably_safe": "Reasonably safe",
        "strong": "Strong position",
        "no_safe_number": "No safe number",
    }
)
"""What the article calls each zone."""
Urgency = Literal["now", "this_week", "soon", "later"]
VerdictCode = Literal["very_unlikely", "unlikely", "uncertain", "likely", "very_likely", "cannot_say"]
SourceKind = Literal["published", "derived", "rule_of_thumb", "assumption"]


CaveatCode = Literal[
    "no_interviews",
    "own_match",
    "own_match_imgs",
    "no_tables",
    "few_applicants",
    "plateau",
    "long_list",
    "one_year_track",
    "first_year",
    "first_year_held",
    "other_type",
    "number_only",
    "visa_unknown_h1b",
    "visa_unknown",
    "count_so_far",
    "own_list",
    "no_tables_elsewhere",
    "own_match_elsewhere",
]


class Caveat(NamedTuple):
    """A reason to lean less on a chance.

    Attributes:
        number: The count or the limit it speaks of, if it has one.
        specialty: The specialty it speaks of, if it is not the most wanted one.
    """

    code: CaveatCode
    number: int = 0
    specialty: str = ""


class Bucket(AnswerPart):
    """The article's profile group, and why this applicant fell into it."""

    code: BucketCode
    reasons: tuple[str, ...]


class Zone(AnswerPart):
    """Where the count of rankable interviews stands on the article's scale."""

    code: ZoneCode
    text: str


class TargetCount(AnswerPart):
    """How many interviews the article calls safe for the bucket; both ends included.

    Attributes:
        source: Id of the figure it is read from.
    """

    low: int
    high: int
    source: str = "article.targets"


class RuleOfThumb(AnswerPart):
    """The article's match rate for the bin of ranks the count falls in (``per_100`` of 100 applicants)."""

    bin: str
    per_100: float
    source: str


class ReferenceClass(AnswerPart):
    """How applicants of this type who ranked as many programs of this specialty fared: an association.

    Attributes:
        applicants: Published number of applicants of the type who preferred the specialty; ``None`` if not known.
    """

    text: str
    ranks: int
    estimate: Estimate
    applicants: int | None
    year: int
    sources: tuple[str, ...]


class CurvePoint(AnswerPart):
    """The chance at a number of ranks, for an applicant like this one: an association, not an effect."""

    ranks: int
    value: float
    low: float
    high: float
    rule_of_thumb: float | None


class NextInterview(AnswerPart):
    """What one more interview of a kind would add for this applicant, strength held fixed."""

    kind: str
    label: str
    effect: Estimate


class CoupleOutlook(AnswerPart):
    """Chance that both partners match together, exactly one does, or neither does; the three values add to 1.

    Attributes:
        partner_interviews: The partner's interviews that count toward safety.
    """

    partner_interviews: int
    both: Estimate
    one: Estimate
    neither: Estimate


class SpecialtyOutlook(AnswerPart):
    """One specialty and kind of position of a list.

    Attributes:
        count: Interviews in it that count toward safety.
        chance: Chance to match in it if the list held nothing else, for the same applicant.
        share: Chance that the whole list, ranked in the order of the wishes, matches in it; they add to the chance.
    """

    specialty: str
    track: Track
    count: int
    chance: Estimate
    share: Estimate


class FirstYears(AnswerPart):
    """What a list with advanced positions is worth with the first year they need.

    Attributes:
        held: Interviews for a first year that count; with none, ``both`` rests on an assumption of how many find one.
        both: Chance of an advanced position together with a first year.
        alone: Chance of a first year with no position after it.
        complete: Chance of a whole training: ``both``, or a position that needs no first year of its own.
    """

    held: int
    both: Estimate
    alone: Estimate
    complete: Estimate


class AssumptionEffect(AnswerPart):
    """How far one assumption moves the chance when it is set to the ends of its range."""

    id: str
    label: str
    at_low: float
    at_high: float


class Phase(AnswerPart):
    """What part of the season the day is in; the codes are those of ``advice.phase``.

    Attributes:
        final: Whether no application and no interview can add to the season any more.
    """

    code: str
    text: str
    final: bool


class Caution(AnswerPart):
    """Something that could fool the reader."""

    code: str
    text: str
    source: str


class Action(AnswerPart):
    """One thing to do, by when, and why it applies to this applicant."""

    code: str
    urgency: Urgency
    due: date | None
    text: str
    why: str
    source: str


class Disagreement(AnswerPart):
    """A point on which published data or our model and the article differ; both are shown."""

    code: str
    ours: str
    article: str
    sources: tuple[str, ...]


class Source(AnswerPart):
    """A figure the outlook rests on."""

    id: str
    kind: SourceKind
    text: str


class Verdict(AnswerPart):
    """What the chance and its range amount to, in the words of one scale.

    Attributes:
        text: One sentence: the word of the scale, or why nothing can be said.
        rests_on: The numbers and the rule behind it.
    """

    code: VerdictCode
    text: str
    rests_on: MarkedText


class NextStep(AnswerPart):
    """The one thing worth most now: the first of the actions."""

    code: str
    text: str
    due: date | None


class Outlook(AnswerPart):
    """The whole answer for one season on one day.

    Attributes:
        chance: ``None`` where all that is applied for has a match of its own; then ``reference_class`` is ``None`` and
            ``curve`` and ``by_specialty`` are empty too.
        caveats: What to know before leaning on the chance, or what is published where there is none.
        curve: The chance of a match of any kind by number of ranks, also where first years are held and the headline is
            about a full training: a number of ranks does not say how many of each kind.
        next_interview: What would help, counted as the headline is: toward a full training where first years are held.
        effective_interviews: How many average interviews the list is worth; with several specialties each part is
            counted in interviews of its own specialty, and they are added.
    """

    on: date
    phase: Phase
    headline: MarkedText
    verdict: Verdict
    next_step: NextStep | None
    bucket: Bucket
    counts: Counts
    zone: Zone
    target: TargetCount | None
    toward_target: int
    still_needed: int | None
    chance: Estimate | None
    caveats: tuple[str, ...] = ()
    by_specialty: tuple[SpecialtyOutlook, ...] = ()
    first_years: FirstYears | None = None
    reference_class: ReferenceClass | None
    rule_of_thumb: RuleOfThumb | None
    curve: tuple[CurvePoint, ...]
    next_interview: tuple[NextInterview, ...]
    effective_interviews: float
    couple: CoupleOutlook | None
    assumptions: tuple[AssumptionEffect, ...]
    warnings: tuple[Caution, ...]
    actions: tuple[Action, ...]
    disagreements: tuple[Disagreement, ...]
    sources: tuple[Source, ...]
