"""Whom programs invite, and which invitations are held: waves of invitations against full calendars.

A program has a number of interviews to give and goes down its own order of applicants. An applicant holds as many as
they are willing to, and gives up the one they like least for one they like better; that program then invites the next.
A program stops when its interviews are held or when it has sent as many invitations as it may.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import kernel
from matchsafe.market.season.applications import Applications, sort_segment
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.streams import Stream, noise_of, stream_key
from matchsafe.market.seats import Seats, admit, empty_seats, heapify
from matchsafe.market.types import Flags, Ints, Longs, Scores

WAVES: Final = 12
"""Rounds of invitations in a season; after about six nothing moves."""


@dataclass(frozen=True, eq=False)
class Invitations:
    """What became of each application.

    Attributes:
        view: How the program saw it.
        invited: Whether an invitation was sent.
        held: Whether the interview was held.
        line: For each program, the view of the last application it invited; infinity if none.
    """

    view: Scores
    invited: Flags
    held: Flags
    line: Floats


@kernel
def order_by_view(starts: Array, order: Array, view: Array) -> None:
    """Sort each program's applications best first, in place; ``view`` is in the order of ``order``."""
    for program in range(len(starts) - 1):
        low, size = starts[program], starts[program + 1] - starts[program]
        heapify(view, order, low, size)
        sort_segment(view, order, low, size)


@kernel
def send(
    starts: Array,
    order: Array,
    applicant: Array,
    program: Array,
    liking: Array,
    wanted: Array,
    most_sent: Array,
    calendars: Seats,
    invited: Array,
    held: Array,
    holding: Array,
    sent: Array,
    waves: int,
) -> None:
    """Send invitations in waves until all want no more or may send no more."""
    for _ in range(waves):
        quiet = True
        for p in range(len(starts) - 1):
            while holding[p] < wanted[p] and sent[p] < most_sent[p] and starts[p] + sent[p] < starts[p + 1]:
                edge = order[starts[p] + sent[p]]
                sent[p] += 1
                invited[edge] = True
                quiet = False
                a = applicant[edge]
                floor = calendars.floor[a]
                if liking[edge] < floor or (liking[edge] == floor and edge > calendars.floor_who[a]):
                    continue
                given_up = admit(calendars, a, liking[edge], edge)
                held[edge] = True
                holding[p] += 1
                if given_up >= 0:
                    held[given_up] = False
                    holding[program[given_up]] -= 1
        if quiet:
            return


def views(
    preset: Preset,
    programs: Programs,
    people: People,
    applicant: Ints,
    program: Ints,
    signal: Flags,
    noise: Floats,
) -> Scores:
    """How each program sees an application before any interview; all arrays are of applications."""
    kind = people.kind[applicant]
    selectivity = np.array([s.selectivity for s in preset.specialties])[programs.specialty[program]]
    view = noise + preset.value("strength_invite") * people.strength[applicant]
    view += preset.by_type("invite_offset")[kind]
    view -= preset.by_type("selective_penalty")[kind] * selectivity
    view += preset.by_type("openness_weight")[kind] * programs.openness[program]
    view += preset.value("signal_bonus") * signal
    view += preset.value("home_bonus") * (people.home[applicant] == programs.place[program])
    return view.astype(np.float32)


def group(values: Ints, count: int) -> tuple[Ints, Longs]:
    """Positions in order of their value, and where each value begins, shape (count + 1,)."""
    order = np.argsort(values, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(values, minlength=count))])
    return order.astype(np.int32), starts


def invite(
    preset: Preset, programs: Programs, people: People, sent: Applications, seed: int, season: int
) -> Invitations:
    """Run the invitations of a season."""
    noise = noise_of(stream_key(seed, season, Stream.INVITATION), sent.pair)
    view = views(preset, programs, people, sent.applicant, sent.program, sent.signal, noise)
    count = len(programs.quotas)
    order, starts = group(sent.program, count)
    ordered = view[order]
    order_by_view(starts, order, ordered)
    most_sent = np.ceil(programs.interviews * preset.value("invites_per_interview")).astype(np.int64)
    liking = sent.liking - np.float32(preset.value("taste_backup")) * people.backup[sent.candidacy]
    calendars = empty_seats(np.concatenate([[0], np.cumsum(people.most, dtype=np.int64)]))
    invited, held = np.zeros(len(view), np.bool_), np.zeros(len(view), np.bool_)
    number = np.zeros(count, np.int64)
    send(
        starts,
        order,
        sent.applicant,
        sent.program,
        liking,
        programs.interviews,
        most_sent,
        calendars,
        invited,
        held,
        np.zeros(count, np.int64),
        number,
        WAVES,
    )
    line = np.full(count, np.inf)
    some = number > 0
    line[some] = ordered[starts[:-1][some] + number[some] - 1]
    return Invitations(view, invited, held, line)
