"""What a column's name says: its words in one spelling, its years, and the field of a record it fits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from matchsafe.catalog.importers.cell_values import Kind
from matchsafe.tabular import HeadingRule, fitting_fields

VISAS: Final = "visas"
"""A column that lists visas; it fills ``j1`` and ``h1b``."""
PLACE: Final = "place"
"""A column with city and state in one cell; it fills both."""
CODES: Final = ("acgme_id", "nrmp_codes")
"""Fields of ids; a column of one may hold some of the other."""

KINDS: Final[dict[str, Kind]] = {
    "acgme_id": "acgme", "nrmp_codes": "nrmp", "institution_code": "institution_code", "name": "text",
    "institution": "text", "specialty": "specialty", "track": "track", "city": "text", "state": "state",
    "latitude": "decimal", "longitude": "decimal", "setting": "setting", "positions": "whole", "filled": "whole",
    "address": "text", "h1b_filings": "whole", "h1b_approvals": "whole",
    "img_share": "share", "us_img_share": "share", "non_us_img_share": "share", "j1": "j1", "h1b": "h1b",
    VISAS: "visas", "step2_minimum": "score", "step2_low": "score", "step2_high": "score", "attempts_allowed": "whole",
    "attempts_policy": "text", "graduation_limit": "years", "usce_required": "required", "usce_policy": "text",
    "letters_required": "letters", "ecfmg_by": "text", "takes_signals": "yes_no", "applications": "whole",
    "interviewed": "whole", "invite_rate_us_md": "share", "invite_rate_us_do": "share", "invite_rate_us_img": "share",
    "invite_rate_non_us_img": "share", "invite_rate_signal": "share", "invite_rate_gold": "share",
    "invite_rate_silver": "share", "invite_rate_no_signal": "share", "invite_rate_in_state": "share",
    "invite_rate_out_of_state": "share", "sponsor_city": "text", "sponsor_state": "state", "military": "yes_no",
    "closed": "yes_no", "accreditation": "accreditation", "in_match": "yes_no", "in_eras": "service",
    "first_match": "whole", "salary": "whole", "website": "website", "notes": "text", PLACE: "place",
}  # fmt: skip
"""Every field a column can be given, with how its cells are read."""
IN_WORDS: Final = {"attempts_allowed": "attempts_policy", "usce_required": "usce_policy"}
"""Where a cell is a sentence, the field that keeps it."""

_SPELLINGS: Final = (
    (r"\b(fmgs?|foreign (medical )?graduates?|international medical graduates?)\b", " img "),
    (r"\bnon[ -]?us( citizens?)?[ -]+imgs?\b|\bnonusimgs?\b|\bimgs? +non[ -]?us\b", " non_us_img "),
    (r"\bus[ -]?(citizens? )?imgs?\b|\busimgs?\b", " us_img "),
    (r"\bimgs?\b", " img "),
    (r"\bus[ -]?mds?\b|\busmds?\b", " us_md "),
    (r"\b(us[ -]?)?dos?\b|\busdos?\b", " us_do "),
    (r"\bj ?-?1\b", " j1 "),
    (r"\bh ?-?1( ?-?b)?\b", " h1b "),
    (r"\bf ?-?1\b", " f1 "),
    (r"\b(usmle )?step ?2( ?ck)?\b|\bck\b", " step2 "),
    (r"\bno ?signals?\b|\bnon? ?signale?d?\b|\bwithout signals?\b", " no_signal "),
    (r"\bsignal(s|ed|ing)?\b", " signal "),
    (r"\b(pgy|year|y) ?1\b|\bfirst year\b", " year1 "),
    (r"\bin ?state\b", " in_state "),
    (r"\bout ?(of )?state\b", " out_of_state "),
    (r"\bus clinical experience\b", " usce "),
    (r"\blo rs?\b", " lor "),
    (r"\bpercent(age)?s?\b|%", " pct "),
    (r"\b(cut ?off|cut|min|lowest)\b", " minimum "),
    (r"\b(q1|p25|25th|lower quartile)\b", " q1 "),
    (r"\b(q3|p75|75th|upper quartile)\b", " q3 "),
    (r"\binvit(e|ed|es|ation|ations)\b", " invited "),
)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-/ ]\s*((?:19|20)?\d\d)(?!\d))?")
_PEOPLE: Final = "us_md us_do us_img non_us_img img in_state out_of_state signal no_signal geo failed"
_COUNTS: Final = "number no count # total"
_LATER: Final = "y2 y3 y4 y5 pgy2 pgy3 pgy4 pgy5 2 3 4 5"
_SCORES: Final = "score scores friendly friendliness rank ranking rating index grade stars tier flag"
_PARTS: Final = "advanced physician preliminary prelim soap unfilled"

_OF_SEATS: Final = "filled unfilled position positions seats slots spots"
"""What a share may be of in place of the residents."""
_NOT_RESIDENTS: Final = (
    "invited interview interviewed applicants visa visas requiring needing match faculty attending fellows "
    f"{_OF_SEATS}"
)
_NOT_SEATS: Final = (
    f"pct type interview interviews interviewed conducted applicants applications {_PARTS} {_PEOPLE} {_LATER}"
)
"""Words beside which a number is none of positions."""


_rule: Final = HeadingRule.of

_RULES: Final = (
    _rule("acgme_id", "acgme, id number code program #", "state specialty digits sponsor"),
    _rule("acgme_id", "acgme", "state specialty digits sponsor accreditation status"),
    _rule("acgme_id", "code codes", "state specialty digits sponsor nrmp institution zip postal country area"),
    _rule("acgme_id", "program, code id", "state specialty digits sponsor nrmp"),
    _rule("acgme_id", "id ids", "state specialty digits sponsor nrmp institution"),
    _rule("nrmp_codes", "nrmp", "confidence institution offered filled"),
    _rule("nrmp_codes", "nrmp, code codes number id #", "confidence institution offered filled"),
    _rule("institution_code", "institution, code"),
    _rule("name", "program, name title", "director coordinator institution"),
    _rule("name", "program", "id code number director coordinator type website url email length setting size nrmp "
          "acgme year year1 required signal phone description city state contact location address fax zip"),
    _rule("name", "name", "hospital sponsor sponsoring university organization "
          "state city director coordinator specialty institution contact first last"),
    _rule("institution", "institution sponsor sponsoring hospital organization", "code id type setting number "
          "affiliated affiliate affiliates affiliation participating visa visas j1 h1b"),
    _rule("specialty", "specialty speciality discipline spec", "code digits id"),
    _rule("track", "track", "number"),
    _rule("track", "position positions, type kind"),
    _rule("sponsor_city", "sponsor sponsoring institution, city", "state"),
    _rule("sponsor_state", "sponsor sponsoring institution, state", "city"),
    _rule("city", "city town", "state"),
    _rule("state", "state st", "digits city"),
    _rule(PLACE, "city, state"),
    _rule(PLACE, "location place", "type id number"),
    _rule("latitude", "lat latitude"),
    _rule("longitude", "lon lng long longitude"),
    _rule("setting", "setting"),
    _rule("setting", "type", "visa visas position positions"),
    _rule("setting", "program hospital institution, type"),
    _rule("positions", "offered quota positions seats slots spots openings", f"filled matched {_NOT_SEATS}"),
    _rule("positions", "residents class intake, per size, year", _NOT_SEATS),
    _rule("positions", "class, size", _NOT_SEATS),
    _rule("positions", "year1", f"salary stipend pay graduated graduation residents res program {_NOT_SEATS}"),
    _rule("filled", "filled matched", f"pct rate residents step2 step score {_PARTS} {_PEOPLE}"),
    _rule("img_share", "img",
          f"pct share proportion ratio rate residents year1 {_NOT_RESIDENTS} {_COUNTS} {_SCORES}"),
    _rule("img_share", "img, pct share proportion ratio rate residents",
          f"{_NOT_RESIDENTS} {_COUNTS} {_SCORES}"),
    _rule("us_img_share", "us_img, pct share proportion residents res matched",
          f"invited interview applicants rate {_OF_SEATS} {_COUNTS}"),
    _rule("non_us_img_share", "non_us_img, pct share proportion residents res matched",
          f"invited interview applicants rate {_OF_SEATS} {_COUNTS}"),
    _rule("j1", "j1", "h1b"),
    _rule("j1", "j1, visa visas sponsor sponsors sponsored", "h1b"),
    _rule("h1b", "h1b", "j1 step requires"),
    _rule("h1b", "h1b, visa visas sponsor sponsors sponsored", "j1 step requires"),
    _rule(VISAS, "visa visas", "f1"),
    _rule(VISAS, "sponsorship", "institution signal f1"),
    _rule(VISAS, "j1, h1b"),
    _rule("step2_minimum", "step2, minimum", f"invited {_PEOPLE}"),
    _rule("step2_minimum", "step2, required, score", f"invited {_PEOPLE}"),
    _rule("step2_low", "step2, q1", _PEOPLE),
    _rule("step2_high", "step2, q3", _PEOPLE),
    _rule("attempts_allowed", "attempts attempt fails failures", "rate gap"),
    _rule("graduation_limit", "yog", "residents"),
    _rule("graduation_limit", "graduation graduated graduate, year years limit minimum maximum max since within"),
    _rule("usce_required", "usce", "months month weeks length"),
    _rule("letters_required", "letters lor lors letter recommendation"),
    _rule("ecfmg_by", "ecfmg"),
    _rule("takes_signals", "signal, takes accepts participates participating uses program", "rate invited pct"),
    _rule("applications", "applications applicants apps applied",
          f"pct rate share spot seat slot position invited interviewed n service graduated graduation must {_PEOPLE}"),
    _rule("interviewed", "interviewed interviews",
          f"pct rate share format date type per step2 average mean median score {_PEOPLE}"),
    _rule("accreditation", "accreditation acgme, status", "effective date"),
    _rule("accreditation", "accreditation", "effective date by body agency"),
    _rule("closed", "closed", "date positions"),
    _rule("military", "military", "setting type"),
    _rule("in_eras", "application, service", "fee"),
    _rule("in_eras", "eras, participates participating participation"),
    _rule("salary", "salary stipend", f"moving relocation education educational meal {_LATER}"),
    _rule("website", "website url homepage link web site"),
    _rule("notes", "notes note comment comments remark remarks"),
    *(
        _rule(f"invite_rate_{who}", f"invited interview interviewed, rate pct share, {words}",
              "school geo failed step1 step2 q1 q3 n")
        for who, words in (
            ("us_md", "us_md"), ("us_do", "us_do"), ("us_img", "us_img"), ("non_us_img", "non_us_img"),
            ("gold", "gold"), ("silver", "silver"), ("no_signal", "no_signal"), ("signal", "signal"),
            ("in_state", "in_state"), ("out_of_state", "out_of_state"),
        )
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Header:
    """A column's name, understood.

    Attributes:
        words: In one spelling.
        years: Named in it, in order.
        of_100: Whether it says percent.
        role: "source" or "confidence" for columns that speak about other columns.
    """

    words: frozenset[str]
    years: tuple[int, ...]
    of_100: bool
    role: str = ""


def read_header(name: str) -> Header:
    """The words and years of a column's name."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=\d)(?=[A-Z][a-z])", " ", name).casefold()
    text = re.sub(r"[^\w%#]|_", " ", text)
    text = re.sub(r"(?<=[a-z])(?=(?:19|20)\d\d(?:\D|$))", " ", text)
    years: list[int] = []
    for match in _YEAR.finditer(text):
        first = int(match[1])
        years.append(first)
        if match[2]:
            years.append(int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2]))
    text = _YEAR.sub(" ", text)
    for pattern, word in _SPELLINGS:
        text = re.sub(pattern, word, text)
    words = frozenset(text.split())
    role = ""
    if words & {"src", "source"}:
        role = "source"
    elif "confidence" in words:
        role = "confidence"
    return Header(words, tuple(years), "pct" in words, role)


def fields_of(header: Header) -> list[tuple[str, int]]:
    """The fields a name fits, best first, each with how many groups of words speak for it."""
    if header.role:
        return []
    return fitting_fields(header.words, _RULES)
