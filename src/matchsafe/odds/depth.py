"""Where the model is out of its depth, said in plain words beside the chance."""

from __future__ import annotations

from typing import Final

from matchsafe.domain.season import Season
from matchsafe.domain.specialties import specialty_name
from matchsafe.odds.standing import Standing

FEW_APPLICANTS: Final = 100
"""Below this many applicants the published report itself warns against reading much into a distribution."""
LONG_LIST: Final = 25
"""Fewer than 1 in 100 non-US IMGs of 2026 ranked more programs of their specialty; not a limit of the model."""
_OWN_MATCH: Final = ("ophthalmology", "urology")


def caveats(season: Season, now: Standing) -> tuple[str, ...]:
    """What to know before leaning on the chance, the gravest first."""
    name, said = specialty_name(season.target.specialty), []
    if not now.ranks:
        said.append(
            "With no interview that counts there is nothing to match from; the chance is of the list as it is."
        )
    if season.target.specialty in _OWN_MATCH:
        said.append(f"{name} runs a match of its own; the figures here are of the Main Residency Match.")
    if not now.group.known:
        said.append(
            f"There are no published rank counts for {name}: the range is how much specialties differ."
        )
    elif now.group.applicants < FEW_APPLICANTS:
        said.append(
            f"Only {now.group.applicants} non-US IMGs stand behind the figures for {name}; other specialties fill in."
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
        said.append("Visa sponsorship is not known for some programs; they count for less.")
    if season.couples is not None:
        said.append("This is your chance on your own list; matching together is told apart.")
    return tuple(said)
