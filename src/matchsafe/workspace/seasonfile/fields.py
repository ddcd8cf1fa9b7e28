"""What each field of a season file means: the words of messages, of the JSON Schema and of the reference."""

from __future__ import annotations

from typing import Final, NamedTuple


class FieldNote(NamedTuple):
    """The words for one field.

    Attributes:
        label: The name of the field inside a sentence.
        meaning: What it says about the applicant, the target or the interview.
        left_out: What happens without it; ``""`` for a field that cannot be left out.
        example: A value as it would be written in a YAML file.
    """

    label: str
    meaning: str
    left_out: str
    example: str


GROUPS: Final[dict[str, str]] = {
    "Season": "One applicant's Match season: who applies, to what, and the interviews they hold.",
    "Applicant": "What programs see of an applicant. Everything but the type may be left out.",
    "Step1": "USMLE Step 1.",
    "Step2": "USMLE Step 2 CK.",
    "Step3": "USMLE Step 3.",
    "Target": "The specialty and the kind of position applied for.",
    "Couple": "The partner of an applicant who enters the Match as a couple.",
    "Interview": "One program that invited the applicant. Everything but the program may be left out.",
}
"""What each group of fields is, by the name of its type."""

NOTES: Final[dict[str, FieldNote]] = {
    "Season.applicant": FieldNote("applicant", "Who applies.", "", "{type: non_us_img}"),
    "Season.target": FieldNote("target", "What you apply for.", "", "{specialty: internal_medicine}"),
    "Season.couples": FieldNote(
        "couples entry",
        "Your partner, if you enter the Match as a couple.",
        "You enter the Match on your own.",
        "{partner: {type: us_img}, partner_interviews: 10}",
    ),
    "Season.applications_sent": FieldNote(
        "number of applications sent", "How many programs you applied to.", "The number is not known.", "100"
    ),
    "Season.interviews": FieldNote(
        "list of interviews",
        "The programs that invited you, one by one; or only how many there are.",
        "You hold no interviews yet.",
        "6",
    ),
    "Applicant.type": FieldNote(
        "type",
        "Where you stand: us_img is a US citizen who studied medicine outside the US, non_us_img is not a US "
        "citizen and studied outside the US, us_md and us_do studied in the US.",
        "",
        "non_us_img",
    ),
    "Applicant.graduation_year": FieldNote(
        "graduation year", "The year you finished medical school, or will.", "The year is not known.", "2023"
    ),
    "Applicant.step1": FieldNote(
        "Step 1 result",
        "Step 1: passed or not, and how many tries.",
        "Nothing is known of it.",
        "{passed: true}",
    ),
    "Applicant.step2_ck": FieldNote(
        "Step 2 CK result",
        "Step 2 CK: the score, and how many tries.",
        "Nothing is known of it.",
        "{score: 245}",
    ),
    "Applicant.step3": FieldNote(
        "Step 3 result", "Step 3: passed or not.", "Nothing is known of it.", "{passed: false}"
    ),
    "Applicant.us_clinical_experience": FieldNote(
        "US clinical experience",
        "Your clinical work in the US: none, observership (you watched), or hands_on (you cared for "
        "patients, as in an elective or externship).",
        "It is not known.",
        "hands_on",
    ),
    "Applicant.letters": FieldNote(
        "strength of letters",
        "How strong your letters of recommendation are.",
        "It counts as unknown.",
        "strong",
    ),
    "Applicant.visa": FieldNote(
        "visa need",
        "The visa you need to train in the US: none (you need no visa), j1, h1b, or j1_or_h1b (either will "
        "do).",
        "It is not known whether you need one.",
        "j1",
    ),
    "Applicant.red_flags": FieldNote(
        "list of red flags",
        "What a program may ask you to explain: gap (time without medicine), attempt (a failed exam), "
        "professionalism, transfer (between schools or programs), other.",
        "There are none.",
        "[gap]",
    ),
    "Step1.passed": FieldNote("Step 1 result", "Whether you passed Step 1.", "It is not known.", "true"),
    "Step1.attempts": FieldNote(
        "number of Step 1 tries", "How many times you sat Step 1, the pass included.", "It is not known.", "1"
    ),
    "Step2.score": FieldNote(
        "Step 2 CK score", "Your three-digit score.", "You have no score yet, or it is not known.", "245"
    ),
    "Step2.attempts": FieldNote(
        "number of Step 2 CK tries",
        "How many times you sat Step 2 CK, the pass included.",
        "It is not known.",
        "1",
    ),
    "Step3.passed": FieldNote("Step 3 result", "Whether you passed Step 3.", "It is not known.", "false"),
    "Target.specialty": FieldNote(
        "specialty",
        "The specialty you apply for. Its code is the surest way to write it; full names and short forms "
        "such as IM or Ob/Gyn are read too.",
        "",
        "internal_medicine",
    ),
    "Target.track": FieldNote(
        "track",
        "The kind of position: categorical (the whole training), preliminary (one year), transitional (one "
        "mixed year), advanced (begins after a first year elsewhere).",
        "It counts as categorical.",
        "categorical",
    ),
    "Couple.partner": FieldNote(
        "partner", "Your partner as an applicant: the same fields as under applicant.", "", "{type: us_img}"
    ),
    "Couple.partner_target": FieldNote(
        "partner's target",
        "What your partner applies for.",
        "Your partner applies for the same as you.",
        "{specialty: psychiatry}",
    ),
    "Couple.partner_interviews": FieldNote(
        "list of your partner's interviews",
        "Your partner's interviews, one by one; or only how many there are.",
        "Your partner holds no interviews yet.",
        "10",
    ),
    "Interview.program": FieldNote(
        "program",
        "The name of the program, in your own words, or its id in a catalog.",
        "",
        "Lakeshore Example Hospital",
    ),
    "Interview.state": FieldNote(
        "state",
        "The US state, district or territory the program is in: its two letters, or its full name.",
        "It is not known.",
        "NY",
    ),
    "Interview.city": FieldNote(
        "city",
        "The city or metro area, in your own words; used only to see whether all are in one place.",
        "It is not known.",
        "Buffalo",
    ),
    "Interview.setting": FieldNote(
        "setting", "The kind of hospital the program is at.", "It counts as unknown.", "community"
    ),
    "Interview.img_share": FieldNote(
        "share of IMGs",
        "The share of the program's current residents who are IMGs, from 0 to 1: write 0.7 for 70 in 100.",
        "It is not known.",
        "0.7",
    ),
    "Interview.visas_sponsored": FieldNote(
        "list of visas sponsored",
        "The visas the program sponsors. An empty list [] means it sponsors none; null means not known.",
        "It is not known.",
        "[j1, h1b]",
    ),
    "Interview.status": FieldNote(
        "status", "How far this interview has come.", "It counts as scheduled.", "attended"
    ),
    "Interview.format": FieldNote(
        "format",
        "Whether you meet online or on site. It does not change the chance.",
        "It counts as unknown.",
        "virtual",
    ),
    "Interview.went": FieldNote(
        "impression", "How the interview went, as you felt it.", "It counts as unknown.", "well"
    ),
    "Interview.would_rank": FieldNote(
        "would_rank answer", "Whether you would be willing to train there.", "You would.", "true"
    ),
    "Interview.highly_selective": FieldNote(
        "highly_selective answer", 'Whether it is a "dream" or top-name program.', "It is not.", "false"
    ),
}
"""The words for each field, by the name of its type and its own name."""
