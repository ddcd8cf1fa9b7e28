"""Where the model is out of its depth, said in plain words beside the chance."""

from __future__ import annotations

from datetime import date
from typing import Final

from matchsafe.domain.season import Season
from matchsafe.domain.specialties import OWN_MATCH, specialty_name
from matchsafe.evidence.calendar import known_day, match_year
from matchsafe.odds.applicant_posterior import ApplicantPosterior

FEW_APPLICANTS: Final = 100
"""Below this many applicants the published report itself warns against reading much into a distribution."""
LONG_LIST: Final = 25
"""Fewer than 1 in 100 non-US IMGs of 2026 ranked more programs of their specialty; not a limit of the model."""
_MANY: Final = 0.1
"""Share of lists that lead nowhere from which it is said aloud; a choice of wording."""


def caveats(season: Season, now: ApplicantPosterior, on: date) -> tuple[str, ...]:
    """What to know on a day before leaning on the chance, the gravest first."""
    name, said = specialty_name(season.target.specialty), []
    if not now.ranks:
        said.append(
            "With no interview that counts there is nothing to match from; the chance is of the list as it is."
        )
    if season.target.specialty in OWN_MATCH:
        said.append(f"{name} runs a match of its own; the figures here are of the Main Residency Match.")
    if not now.group.known:
        said.append(
            f"There are no published rank counts for {name}: the range is how much other specialties differ."
        )
    elif now.group.applicants < FEW_APPLICANTS:
        said.append(
            f"Only {now.group.applicants} non-US IMGs stand behind the figures for {name}; other specialties fill in."
        )
    never = float(now.group.eps.mean())
    if now.ranks and never > _MANY:
        said.append(
            f"In {name} some applicants with long lists did not match to it: the model never goes above about "
            f"{100 * (1 - never):.0f} in 100 here."
        )
    if now.ranks > LONG_LIST:
        said.append(
            f"Hardly any IMG ranks {now.ranks} programs of one specialty: the figures do not reach that far."
        )
    if season.target.track in ("preliminary", "transitional"):
        said.append(
            "No report tells matches by rank count for preliminary or transitional positions; the range is wider."
        )
    if season.applicant.type != "non_us_img":
        said.append(
            "Tables by specialty and rank count exist for non-US IMGs; your type's overall difference is added."
        )
    if season.only_a_number and now.ranks:
        said.append("Only the number of interviews is known; every one is taken as an average program.")
    if any(kind.visa == "unknown" for kind in now.kinds):
        said.append(
            "Visa sponsorship is not known for some programs; they count for less."
            if now.need == "h1b"
            else "Visa sponsorship is not known for some programs; they are taken as average."
        )
    opens = known_day("rank_list_opens", match_year(on))
    if now.ranks and opens is not None and on < opens:
        said.append("Your count is read as final. If more interviews come, the chance is higher than this.")
    if season.couples is not None:
        said.append("This is your chance on your own list; matching together is told apart.")
    return tuple(said)
