"""Who is applying, to what, and the interviews they hold: the contract every face shares."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from matchsafe.domain.moments import Day, TimeZone
from matchsafe.domain.season_couple import CoupleList
from matchsafe.domain.season_interview import Interview, Interviews, expand
from matchsafe.domain.season_part import (
    FrozenMap,
    LongText,
    Money,
    Name,
    Part,
    ShortText,
    SpecialtyCode,
    Track,
)
from matchsafe.domain.season_rank import RankList
from matchsafe.domain.season_record import (
    MAX_APPLICATIONS,
    MAX_EVENTS,
    MAX_RECORDS,
    Application,
    Connection,
    Cost,
    Criteria,
    Event,
    MockInterview,
    OutlookRecord,
    SeasonResult,
    TaskMark,
)
from matchsafe.domain.season_state import interviews_of

ApplicantType = Literal["us_img", "non_us_img", "us_md", "us_do"]
ClinicalExperience = Literal["none", "observership", "hands_on"]
Letters = Literal["weak", "average", "strong", "unknown"]
VisaNeed = Literal["none", "j1", "h1b", "j1_or_h1b"]
Residence = Literal["citizen", "green_card", "neither"]
Certification = Literal["yes", "expected", "no"]
RedFlag = Literal["gap", "attempt", "professionalism", "transfer", "other"]

LATEST_VERSION = 2
"""The version of season files that holds a record: applications, events and all that."""


class Step1(Part):
    """USMLE Step 1: pass or fail, and how many tries it took."""

    passed: bool | None = None
    attempts: int | None = Field(default=None, ge=1, le=4)


class Step2(Part):
    """USMLE Step 2 CK: three-digit score (1 to 300; ``None`` means not yet or not known) and tries."""

    score: int | None = Field(default=None, ge=1, le=300)
    attempts: int | None = Field(default=None, ge=1, le=4)


class Step3(Part):
    """USMLE Step 3: passed or not, and the day it was or will be sat."""

    passed: bool | None = None
    day: Day | None = None


class Applicant(Part):
    """What programs see of an applicant. Anything but ``type`` may be unknown (``None``).

    Attributes:
        visa: The visa needed; ``"none"`` by itself for a citizen or the holder of a green card.
        us_experience_months: How long the hands-on work in the US was, in all.
        ecfmg_expected: The day on which certification is expected, while it is.
        earlier_us_training: Whether there was any residency training in the US before.
        languages: Spoken with patients, besides English.
        school: For finding people who know the way; it never moves a chance. Nor does ``country``.
    """

    type: ApplicantType
    graduation_year: int | None = Field(default=None, ge=1950, le=2035)
    step1: Step1 = Step1()
    step2_ck: Step2 = Step2()
    step3: Step3 = Step3()
    us_clinical_experience: ClinicalExperience | None = None
    letters: Letters = "unknown"
    visa: VisaNeed | None = None
    red_flags: tuple[RedFlag, ...] = ()
    us_residence: Residence | None = None
    us_experience_months: int | None = Field(default=None, ge=0, le=240)
    ecfmg_certified: Certification | None = None
    ecfmg_expected: Day | None = None
    earlier_us_training: bool | None = None
    reapplicant: bool | None = None
    languages: tuple[Name, ...] = Field(default=(), max_length=30)
    school: ShortText | None = None
    country: ShortText | None = None

    @model_validator(mode="after")
    def _no_visa(self) -> Applicant:
        if self.visa is None and self.us_residence in ("citizen", "green_card"):
            self.__dict__["visa"] = "none"  # not in model_fields_set: it was not given
        return self


MAX_TARGETS = 10
"""Most specialties and kinds of position that one season applies for."""


class Target(Part):
    """The specialty and the kind of position applied for.

    Attributes:
        track: Where it is not given, the whole training; for the transitional year its own.
    """

    specialty: SpecialtyCode
    track: Track = "categorical"

    @model_validator(mode="after")
    def _one_year(self) -> Target:
        if self.specialty == "transitional_year" and "track" not in self.model_fields_set:
            self.__dict__["track"] = "transitional"  # not in model_fields_set: it was not given
        return self


class Couple(Part):
    """The partner of an applicant who enters the Match as a couple."""

    partner: Applicant
    partner_target: Target | None = None
    partner_targets: tuple[Target, ...] = Field(default=(), max_length=MAX_TARGETS)
    partner_interviews: Interviews = ()
    partner_rank_list: RankList | None = None


class Season(Part):
    """One applicant's Match season: the content of a season file.

    Attributes:
        target: What is applied for; the first of ``targets`` where those are given.
        targets: Everything applied for, most wanted first.
        version: The version of the file; ``None`` in files from before there were versions.
        cycle: The year of the Match.
        time_zone: The applicant's own.
        events: What happened, in the order it was noted; ``Event.at`` says when.
        budget: How much may be spent, in US dollars.
        tasks: What was said of pieces of advice.
        outlooks: The outlook of each month as it was shown.
    """

    version: int | None = Field(default=None, ge=1, le=LATEST_VERSION)
    cycle: int | None = Field(default=None, ge=2020, le=2040)
    time_zone: TimeZone | None = None
    applicant: Applicant
    target: Target = Field(default=None)  # type: ignore[assignment]  # filled by _first_target, or refused
    targets: tuple[Target, ...] = Field(default=(), max_length=MAX_TARGETS)
    couples: Couple | None = None
    applications_sent: int | None = Field(default=None, ge=0, le=10_000)
    interviews: Interviews = ()
    applications: tuple[Application, ...] = Field(default=(), max_length=MAX_APPLICATIONS)
    events: tuple[Event, ...] = Field(default=(), max_length=MAX_EVENTS)
    mock_interviews: tuple[MockInterview, ...] = Field(default=(), max_length=MAX_RECORDS)
    connections: tuple[Connection, ...] = Field(default=(), max_length=MAX_RECORDS)
    costs: tuple[Cost, ...] = Field(default=(), max_length=MAX_RECORDS)
    budget: Money | None = None
    criteria: Criteria = Field(default_factory=FrozenMap)
    tasks: tuple[TaskMark, ...] = Field(default=(), max_length=MAX_RECORDS)
    notes: LongText | None = None
    outlooks: tuple[OutlookRecord, ...] = Field(default=(), max_length=MAX_RECORDS)
    result: SeasonResult | None = None
    rank_list: RankList | None = None
    couple_list: CoupleList | None = None

    @model_validator(mode="after")
    def _first_target(self) -> Season:
        if "target" in self.model_fields_set and self.targets and self.target != self.targets[0]:
            raise PydanticCustomError(
                "two_targets", "target and targets both say what you apply for: keep one"
            )
        if self.target is None and not self.targets:
            raise PydanticCustomError("missing_target", "a season needs a target")
        if self.targets:
            self.__dict__["target"] = self.targets[0]  # not in model_fields_set: it was not given
        return self

    @property
    def interview_list(self) -> tuple[Interview, ...]:
        """The interviews one by one, whether given as a list or as a number, as the events say they stand."""
        return interviews_of(expand(self.interviews), self.events)

    @property
    def only_a_number(self) -> bool:
        """Whether the interviews were given as a bare number, so that nothing is known of each."""
        return isinstance(self.interviews, int)

    @property
    def named_interviews(self) -> tuple[Interview, ...]:
        """The interviews of which something is known: none where only their number was given."""
        return () if self.only_a_number else self.interview_list

    @property
    def every_target(self) -> tuple[Target, ...]:
        """What is applied for, most wanted first, whether given as one or as several."""
        return self.targets or (self.target,)

    def target_of(self, interview: Interview) -> Target:
        """What an interview is for: the first target that fits what it says, else a target of its own."""
        known = self.every_target
        specialty = interview.specialty or known[0].specialty
        for target in known:
            if interview.specialty in (None, target.specialty) and interview.track in (None, target.track):
                return target
        return Target(specialty=specialty, **({"track": interview.track} if interview.track else {}))

    @property
    def wishes(self) -> tuple[Target, ...]:
        """Everything applied for, most wanted first: the targets, then what only interviews name."""
        known = self.every_target
        if isinstance(self.interviews, int):
            return known
        kinds = {(i.specialty, i.track): i for i in self.interviews if i.specialty or i.track}
        return tuple(dict.fromkeys((*known, *map(self.target_of, kinds.values())))) if kinds else known

    def partner_season(self) -> Season | None:
        """The partner's own season (their targets are this one's unless given), or ``None`` without a couple."""
        if self.couples is None:
            return None
        couple = self.couples
        given = couple.partner_targets or (() if couple.partner_target is None else (couple.partner_target,))
        targets = given or self.every_target
        several = targets if len(targets) > 1 else ()
        return Season(applicant=couple.partner, target=targets[0], targets=several,
                      interviews=couple.partner_interviews, rank_list=couple.partner_rank_list)  # fmt: skip
