"""The variations of a match in words: which positions moved, who has which first year, which numbers came out."""

from __future__ import annotations

from matchsafe.domain.match_report import FirstYear, MatchReport, ParityFill, VariationReport
from matchsafe.domain.text import plural

RULES = (
    "The check knows the variations: of its holders and all who would rather be there, each program has those it would"
    " choose; a first-year place counts only with the advanced program its list is linked to; positions that were given"
    " away count as the donor's own."
)


def with_variation_words(report: MatchReport) -> MatchReport:
    """The report with what its certificate says of the variations, if it has any."""
    told = report.variations
    if told is None:
        return report
    said = list(report.certificate.sentences)
    if told.given_up:
        people = plural(len(told.given_up), "applicant")
        said.append(
            f"The first-year place of {people} could not be settled and was given up; the advanced place stays."
            " Another --seed may settle it, or no stable match may exist."
        )
    certificate = report.certificate.model_copy(update={"sentences": (*said, RULES)})
    return report.model_copy(update={"certificate": certificate})


def variation_lists(told: VariationReport) -> list[tuple[str, list[str]]]:
    """What the variations did: a heading and lines for each kind that the market has."""
    lists = [
        ("First-year places", [_first_year(one) for one in told.first_year]),
        ("First-year places given up", [f"{name}: no way to settle it was found." for name in told.given_up]),
        ("Even or odd numbers", [_parity(one) for one in told.parity]),
    ]
    if told.reversions:
        moved = [
            f"{one.donor} to {one.receiver}: {plural(one.positions, 'unfilled position')}."
            for one in told.reverted
        ]
        times = plural(told.passes, "time")
        matched = f"The market was matched {times}, until no position moved any more."
        lists.append(
            ("Positions that moved", [*moved, matched] if moved else ["None: no donor had one left."])
        )
    return [(heading, lines) for heading, lines in lists if lines]


def _first_year(one: FirstYear) -> str:
    place = "no first-year place" if one.program is None else f"first year at {one.program} (rank {one.rank})"
    return f"{one.applicant} at {one.advanced}: {place}."


def _parity(one: ParityFill) -> str:
    empty = ""
    if one.left_empty:
        stayed = plural(one.left_empty, "position")
        empty = f"; {stayed} stayed empty to keep the number right, though someone more would have come"
    filled = f"{one.filled} of {plural(one.positions, 'position')} filled"
    return f"{one.program} wants an {one.wants} number: {filled}{empty}."
