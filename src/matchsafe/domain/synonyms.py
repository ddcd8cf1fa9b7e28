"""Other words people use for the words and fields of a season file; letters and digits only, lower case."""

from __future__ import annotations

from typing import Final

NOT_KNOWN: Final = {
    "unknown",
    "notknown",
    "notyet",
    "na",
    "idk",
    "idontknow",
    "dontknow",
    "pending",
    "tbd",
    "unsure",
    "notsure",
}
YES: Final = {"yes", "y", "true", "t", "passed", "pass", "on"}
NO: Final = {"no", "n", "false", "f", "failed", "fail", "off"}

OTHER_WORDS: Final[dict[str, dict[str, str]]] = {
    "type": {"usmd": "us_md", "md": "us_md", "do": "us_do", "nonusimg": "non_us_img", "fmg": "non_us_img"},
    "visa": {
        "notneeded": "none",
        "uscitizen": "none",
        "citizen": "none",
        "greencard": "none",
        "permanentresident": "none",
        "either": "j1_or_h1b",
        "both": "j1_or_h1b",
        "any": "j1_or_h1b",
        "h1": "h1b",
    },
    "us_clinical_experience": {
        "observer": "observership",
        "externship": "hands_on",
        "elective": "hands_on",
        "electives": "hands_on",
        "rotation": "hands_on",
        "rotations": "hands_on",
    },
    "setting": {
        "academic": "university",
        "affiliated": "community_university_affiliated",
        "private": "community",
    },
    "status": {
        "done": "attended",
        "completed": "attended",
        "interviewed": "attended",
        "booked": "scheduled",
        "invite": "invited",
        "waitlist": "waitlisted",
        "canceled": "cancelled",
        "withdrawn": "declined",
    },
    "format": {"online": "virtual", "zoom": "virtual", "onsite": "in_person", "inperson": "in_person"},
    "went": {
        "good": "well",
        "great": "well",
        "bad": "poorly",
        "badly": "poorly",
        "poor": "poorly",
        "ok": "mixed",
    },
    "track": {"prelim": "preliminary", "ty": "transitional"},
    "letters": {"good": "strong", "excellent": "strong", "ok": "average", "poor": "weak"},
    "red_flags": {"failedattempt": "attempt", "attempts": "attempt", "gaps": "gap"},
}
"""Other words people use, by field; letters and digits only, in lower case."""

OTHER_FIELDS: Final = {
    "yog": "graduation_year",
    "gradyear": "graduation_year",
    "yearofgraduation": "graduation_year",
    "usce": "us_clinical_experience",
    "clinicalexperience": "us_clinical_experience",
    "step2": "step2_ck",
    "step2score": "step2_ck",
    "ck": "step2_ck",
    "lors": "letters",
    "lor": "letters",
    "recommendations": "letters",
    "redflag": "red_flags",
    "couple": "couples",
    "applications": "applications_sent",
    "applied": "applications_sent",
    "name": "program",
    "hospital": "program",
    "programname": "program",
    "visas": "visas_sponsored",
    "imgpercent": "img_share",
    "imgpercentage": "img_share",
    "percentimg": "img_share",
    "dream": "highly_selective",
    "rank": "would_rank",
    "imgtype": "type",
    "applicanttype": "type",
}
