"""What to do, by when and why: the rules put together, cut to the most useful few and ordered.

``ACTIONS`` names every code an action can have. Its order is the order of usefulness: when more rules apply than
may be shown (``advice.most_actions``), those further down are left out. What is shown is ordered by urgency, then
due date, then usefulness.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, get_args

from matchsafe import evidence
from matchsafe.advice import checklist, interview_actions, milestones, season_end
from matchsafe.advice.facts import Facts
from matchsafe.domain.outlook import Action, Urgency

ACTIONS: Final[dict[str, str]] = {
    "match_week": "Match Week: read the status, SOAP if needed",
    "after_match": "after Match Day: the ways on",
    "list_closed": "between the last day for rank lists and Match Week",
    "season_before": "before applications can be sent",
    "season_send": "send applications before programs look at them",
    "season_early": "September and October: too early to judge",
    "november_outreach": "November with 3 or fewer: start to write to programs",
    "november_keep_applying": "November with 4 or more below the target: add some programs",
    "november_on_track": "November at the target",
    "december_high_risk": "December with 4 or fewer after many applications",
    "december_widen": "December with 4 or fewer after few applications",
    "december_keep_chasing": "December with 5 or 6",
    "december_prepare": "December with 7 or more below the target",
    "december_on_track": "December at the target",
    "january_protect": "January with 4 or fewer",
    "january_stay_reachable": "January with 5 or more",
    "book_invitations": "invitations without a date",
    "plan_b_categorical": "a second specialty beside a highly competitive one",
    "check_visas": "visas that are not known",
    "certify_list": "certify a rank list",
    "interest_email": "a real update and one specific sentence",
    "check_inbox": "spam folder and ERAS messages",
    "use_connections": "people who know the applicant",
    "mock_interviews": "mock interviews",
    "plan_b": "a way on if the season ends without a match",
    "soap_ready": "prepare for SOAP",
    "partner_list": "plan a couple's two lists together",
    "ask_waitlist": "tell programs with a waiting list of continued interest",
    "apply_more": "add programs that take IMGs",
}
"""Every action code and when it is given, the most useful first."""

_URGENCY: Final = get_args(Urgency)


def actions(facts: Facts) -> tuple[Action, ...]:
    """The actions for a season on a day: at least one below the target, at most ``advice.most_actions``."""
    useful = list(ACTIONS)
    found = sorted(_all(facts), key=lambda a: useful.index(a.code))
    kept = found[: int(evidence.number("advice.most_actions"))]
    return tuple(sorted(kept, key=lambda a: (_URGENCY.index(a.urgency), a.due or date.max)))


def _all(facts: Facts) -> Iterator[Action]:
    season = milestones.season_action(facts)
    if season is not None:
        yield season
    yield from interview_actions.actions(facts)
    yield from checklist.actions(facts)
    yield from season_end.actions(facts)
