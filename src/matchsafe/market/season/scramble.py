"""SOAP at the end of a season: unmatched applicants and the seats that are left.

A program comes to a few of the thousand applications it gets. Only those it likes best are listed; if that was too few
for anyone's seats, more are.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.keys import edge_of, key_of_edge
from matchsafe.market.noise import Key
from matchsafe.market.season.applications import Applications, apply_to, on_scale
from matchsafe.market.season.choice import affinity, menu_of, put_in_order
from matchsafe.market.season.invitations import find_places
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, stream_key
from matchsafe.market.soap_arrays import SoapRounds, rounds_of
from matchsafe.market.types import Flags, Ints, Longs, Market

NEAR_TOP: Final = (32, 16)
"""Applications that a program lists at first, whatever its seats and for each seat."""


def run_scramble(
    preset: Preset, programs: Programs, people: People, unmatched: Ints, free: Longs, seed: int, season: int
) -> SoapRounds:
    """Let everyone without a place apply to what is left, in any specialty, and run the four rounds.

    Args:
        unmatched: Applicants without a place, with a rank list or not.
        free: Free seats of each program of the season.
    """
    most_left = int(np.count_nonzero(free > 0))
    left = np.flatnonzero(free > 0) if most_left else np.zeros(1, np.int64)  # a menu has a program at least
    left = left[np.argsort(programs.place[left], kind="stable")]
    menu = menu_of(preset, programs, left, np.array([0, len(left)]))
    most = np.full(len(unmatched), min(round(preset.value("soap_applications")), most_left), np.int32)
    keys = stream_key(seed, season, Stream.SOAP_TASTE), stream_key(seed, season, Stream.SOAP_REVIEW)
    one_part, no_signals = np.zeros(len(unmatched), np.int32), np.zeros(len(unmatched), np.int64)
    own = preset.value("strength_invite") * people.strength[unmatched]
    own += preset.by_type("invite_offset")[people.kind[unmatched]]
    sent = apply_to(preset, people, menu, unmatched, one_part, most, no_signals, own, keys)
    img, seats = np.array(preset.is_img)[people.kind[unmatched]], free[left].astype(np.int32)
    depth = NEAR_TOP[0] + NEAR_TOP[1] * seats.astype(np.int64)
    home, place = people.home[unmatched], programs.place[left]
    while True:
        market = list_applications(sent, depth, seats, img, home, place, keys[0])
        rounds = rounds_of(market)
        # Who is left in line at the end was there all the time: that program never looked for one more.
        in_line = (rounds.offered_in == 0) & (rounds.assignment[market.owners] < 0)
        line = np.bincount(market.programs[in_line], minlength=len(left))
        if not ((line == 0) & (rounds.free > 0) & (depth < sent.counts.sum(1))).any():
            return rounds
        depth = 4 * depth


def list_applications(
    sent: Applications, most: Longs, seats: Ints, img: Flags, home: Ints, place: Ints, taste: Key
) -> Market:
    """The market of each program's ``most`` best applications, or few more, each applicant's in order of liking."""
    starts, least = np.empty(len(most) + 1, np.int64), np.empty(len(most))
    find_places(sent.counts.copy(), most, least, starts)
    total, menu = int(starts[-1]), sent.menu
    offsets, keys = np.zeros(len(sent.offsets), np.int64), np.empty(total, np.int64)
    wishes, scores = np.empty(total, np.int32), np.empty(total, np.float32)
    order_wishes(
        taste, sent.offsets, sent.program, sent.view, least, sent.pairs, img, home, menu.grade, menu.home, place,
        np.empty(len(most), np.float32), keys, offsets, wishes, scores,
    )  # fmt: skip
    return Market(offsets, wishes, scores, seats)


@kernel
def order_wishes(
    taste: Key,
    offsets: Array,
    programs: Array,
    views: Array,
    least: Array,
    pairs: Array,
    img: Array,
    home: Array,
    grade: Array,
    at_home: float,
    place: Array,
    seen: Array,
    keys: Array,
    ends: Array,
    wishes: Array,
    scores: Array,
) -> None:
    """Fill ``wishes`` and ``scores`` with the applications not seen below ``least``, each applicant's favourite first.

    ``seen`` is room for one applicant's views.
    """
    count = 0
    for applicant in range(len(pairs)):
        start = count
        for at in range(np.uint64(offsets[applicant]), np.uint64(offsets[applicant + 1])):
            program: Any = np.int64(programs[at])
            if on_scale(views[at]) >= least[program]:
                more = at_home if home[applicant] == place[program] else 0.0
                liked = affinity(taste, pairs[applicant] + program, grade[int(img[applicant]), program], more)
                keys[count] = key_of_edge(liked, program)
                seen[program] = views[at]
                count += 1
        put_in_order(keys, start, count)
        for at in range(start, count):
            wishes[at] = edge_of(keys[at])
            scores[at] = seen[wishes[at]]
        ends[applicant + 1] = count
