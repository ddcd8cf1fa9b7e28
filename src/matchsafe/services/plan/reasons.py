"""Why a program is on the list, what to look up before paying, and why another is not: in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matchsafe.domain.plan import PlanRequest, PolicyRule
from matchsafe.domain.program import Program
from matchsafe.domain.season import Season
from matchsafe.domain.states import STATE_NAMES
from matchsafe.domain.text import dollars
from matchsafe.evidence import number
from matchsafe.evidence.signals import signal_name
from matchsafe.odds.eligibility import Finding
from matchsafe.planning.portfolio import Pick
from matchsafe.present import words

LOOK_UP: Final = (
    "whether it sponsors the visa you need",
    "its lowest Step 2 CK score, its limit on attempts and on years since graduation",
    "how many of its residents are IMGs (its own resident page)",
    "whether it asks for US clinical experience",
)
"""What an applicant has to find out of each program where no catalog tells it."""


def reasons(program: Program, pick: Pick, season: Season, request: PlanRequest) -> tuple[str, ...]:
    """What speaks for a program, the weightiest first."""
    found = []
    if pick.applied:
        found.append("You have applied here already; it costs nothing more.")
    elif program.id in request.include:
        found.append("You asked for it.")
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
        found.append(
            f"It invited {words.per_100(own)} applicants of your type in the season its figure is from."
        )
    if program.state in request.home_states:
        found.append("It is in a state you have ties to.")
    elif program.state in request.preferred_states:
        found.append("It is in the region you name in your application.")
    found += _visa(program, season)
    score = season.applicant.step2_ck.score
    if score is not None and program.step2_low is not None and score >= program.step2_low:
        found.append(f"Your Step 2 CK score is in the range it invites (from {program.step2_low}).")
    if pick.signal is not None and not pick.applied:
        found.append(
            f"A {signal_name(pick.signal, pick.specialty)} here does more than at the programs without one."
        )
    if pick.fee and not found:
        found.append("For its fee it adds more than the programs left out.")
    return tuple(found)


def _visa(program: Program, season: Season) -> list[str]:
    need = season.applicant.visa
    wanted = {"j1": ("j1",), "h1b": ("h1b",), "j1_or_h1b": ("j1", "h1b")}.get(need or "", ())
    called = {"j1": "J-1", "h1b": "H-1B"}
    sponsored = [called[v] for v in wanted if getattr(program, v)]
    told = [f"It sponsors {' and '.join(sponsored)} visas."] if sponsored else []
    return [*told, f"{program.h1b_evidence}."] if "h1b" in wanted and program.h1b_evidence else told


def unknowns(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What is not known and matters."""
    return tuple(dict.fromkeys(f.text for f in findings if f.status == "unknown"))


def flags(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What to know of a program's status before paying, though it bars nobody."""
    return tuple(f.text for f in findings if f.rule == "status" and f.status == "discouraged")


def against_bars(findings: Sequence[Finding], fee: float) -> tuple[str, ...]:
    """What bars the applicant at a program they want on the list all the same, and what that costs."""
    barred = bars(findings)
    return (f"{barred} You asked for it all the same: {dollars(fee)} for a chance near 0.",) if barred else ()


def bars(findings: Sequence[Finding]) -> str:
    """Why a program cannot be on the list."""
    return " ".join(f.text for f in findings if f.bars)


def rules(findings: Sequence[Finding]) -> tuple[PolicyRule, ...]:
    """The rules of a program that bar the applicant."""
    return tuple(dict.fromkeys(f.rule for f in findings if f.bars))


def overridden(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Bars of a program that the applicant said do not stand for them."""
    return tuple(f"{f.text} You said that this does not stand for you." for f in findings if f.overridden)


def place(program: Program) -> str:
    """City and state, as far as known."""
    state = STATE_NAMES.get(program.state or "", "")
    return ", ".join(part for part in (program.city, state) if part) or "place not known"
