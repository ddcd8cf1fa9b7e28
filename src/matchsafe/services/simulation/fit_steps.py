"""How far a fit moves each kind of parameter, and between what bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

STEPS: Final[Mapping[str, float]] = {
    "pool": 0.05,
    "applications": 5.0,
    "most_interviews": 1.0,
    "invite_offset": 0.15,
    "rank_offset": 0.15,
    "strength_invite": 0.15,
    "strength_rank": 0.15,
    "taste_quality": 0.15,
    "taste_backup": 0.3,
    "signal_bonus": 0.15,
    "interviews_per_position": 0.5,
    "interviews_spread": 0.08,
    "invites_per_interview": 0.06,
    "cut": 0.2,
    "strength_spread": 0.1,
    "trait_rank": 0.2,
    "padding_share": 0.01,
    "interviews_factor": 0.08,
    "capacity_factor": 0.1,
    "img_pool": 0.1,
    "img_invite": 0.15,
    "img_rank": 0.2,
    "img_applications": 0.1,
    "img_spread": 0.1,
    "img_padding": 0.3,
    "img_trait": 0.15,
    "backup_applications": 0.1,
    "backup_share": 0.04,
}
"""How far each kind of parameter is moved to see what it does; also the unit in which a fit measures it."""
BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "pool": (1.0, 6.0),
    "applications": (5.0, 300.0),
    "most_interviews": (4.0, 40.0),
    "strength_invite": (0.1, 5.0),
    "strength_rank": (0.0, 5.0),
    "taste_quality": (0.05, 3.0),
    "taste_backup": (0.0, 4.0),
    "interviews_per_position": (4.0, 25.0),
    "interviews_spread": (0.02, 1.0),
    "invites_per_interview": (1.0, 3.0),
    "backup_share": (0.0, 0.9),
    "strength_spread": (0.2, 3.0),
    "trait_rank": (0.0, 3.0),
    "padding_share": (0.0, 0.2),
    "img_pool": (0.3, 6.0),
    "img_applications": (0.3, 3.0),
    "img_spread": (0.3, 3.0),
    "img_padding": (0.0, 8.0),
    "img_trait": (0.0, 4.0),
    "backup_applications": (0.1, 1.5),
    "interviews_factor": (0.4, 2.0),
    "capacity_factor": (0.4, 2.5),
}
"""Where a parameter has to stay; the others may be anything."""
