"""Why a program is on the list, and what to look up before paying: in plain words."""

from __future__ import annotations

from typing import Final, Literal

from matchsafe.domain.plan import PlanRequest
from matchsafe.domain.program import FIRST_YEARS, Program
from matchsafe.domain.season import Applicant, Season
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import dollars
from matchsafe.evidence import number
from matchsafe.evidence.signals import signal_name
from matchsafe.present import words

_FAR: Final = 3.0
_APART: Final = 0.1
"""How far its own season may lie above the chance we give, as a multiple and as a difference, before we say so."""
_LOOK_UP: Final = (
    "its lowest Step 2 CK score, its limit on attempts and on years since graduation",
    "how many of its residents are IMGs (its own resident page)",
    "whether it asks for US clinical experience",
)


def look_up(applicant: Applicant) -> tuple[str, ...]:
    """What an applicant has to find out of each program where no catalog tells it."""
    visa = () if applicant.visa == "none" else ("whether it sponsors the visa you need",)
    return (*visa, *_LOOK_UP)


def reasons(
    program: Program,
    season: Season,
    request: PlanRequest,
    *,
    applied: bool,
    signal: Literal["silver", "gold"] | None,
    fee: float,
    chance: float = 1.0,
    barred: str = "",
) -> tuple[str, ...]:
    """What speaks for a program, the weightiest first.

    Args:
        season: The applicant's.
        request: Their wishes.
        applied: Whether the application is sent already.
        signal: The signal it has on the list.
        fee: What it costs there, in US dollars.
        chance: Chance of an interview there.
        barred: Why it does not take such applicants, where it stands on the list all the same.
    """
    found = [barred] if barred and applied else []
    if applied:
        found.append("You have applied here already; it costs nothing more.")
    elif barred:
        found.append(f"{barred} You asked for it all the same: {dollars(fee)} for a chance near 0.")
    elif program.id in request.include:
        found.append("You asked for it.")
    if program.track in FIRST_YEARS and season.target.track == "advanced":
        found.append("A first year, to go before an advanced position.")
    us_img = season.applicant.type == "us_img"
    share, who = (
        program.us_img_share if us_img else program.non_us_img_share,
        "US-IMGs" if us_img else "non-US IMGs",
    )
    if share is None or season.applicant.type not in ("us_img", "non_us_img"):
        share, who = program.img_share, "IMGs"
    if share is not None and share >= number("planning.many_imgs_from") / 100:
        found.append(f"Many of its residents are {who}: {words.per_100(share)}.")
    own = program.invite_rate_us_img if us_img else program.invite_rate_non_us_img
    if own is not None:
        told = f"It invited {words.per_100(own)} applicants of your type in the season its figure is from"
        far = own > _FAR * chance and own - chance > _APART
        found.append(f"{told}. A season so far above the usual seldom comes back." if far else f"{told}.")
    if program.state in request.home_states:
        found.append("It is in a state you have ties to.")
    elif program.state in request.preferred_states:
        found.append("It is in the region you name in your application.")
    found += _visa(program, season)
    score = season.applicant.step2_ck.score
    if score is not None and program.step2_low is not None and score >= program.step2_low:
        found.append(f"Your Step 2 CK score is in the range it invites (from {program.step2_low}).")
    if signal is not None and not applied:
        found.append(
            f"A {signal_name(signal, program.specialty)} here does more than at the programs without one."
        )
    if fee and not found:
        found.append("For its fee it adds more than the programs left out.")
    return tuple(found)


def _visa(program: Program, season: Season) -> list[str]:
    need = season.applicant.visa
    wanted = {"j1": ("j1",), "h1b": ("h1b",), "j1_or_h1b": ("j1", "h1b")}.get(need or "", ())
    called = {"j1": "J-1", "h1b": "H-1B"}
    sponsored = [called[v] for v in wanted if getattr(program, v)]
    told = [f"It sponsors {' and '.join(sponsored)} visas."] if sponsored else []
    return [*told, f"{program.h1b_evidence}."] if "h1b" in wanted and program.h1b_evidence else told


def not_for_me(bar: str) -> str:
    """A bar of a program that the applicant said does not stand for them."""
    return f"{bar} You said that this does not stand for you."


def place(program: Program) -> str:
    """City and state, as far as known."""
    state = STATE_NAMES.get(program.state or "", "")
    return ", ".join(part for part in (program.city, state) if part) or "place not known"
