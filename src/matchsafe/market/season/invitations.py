"""Whom programs invite, and which invitations are held: waves of invitations against full calendars.

A program has a number of interviews to give and goes down its own order of applicants. An applicant holds as many as
they are willing to, and gives up the one they like least for one they like better; that program then invites the next.
A program stops when its interviews are held or when it has sent as many invitations as it may. So of its applications
only as many as it may invite, and few more, are ever put in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.keys import REFUSED, edge_of, key_of_edge, key_of_score
from matchsafe.market.noise import Key
from matchsafe.market.proposals import NO_ONE, NO_SEATS, Holders, hold
from matchsafe.market.season.applications import BINS, Applications, bin_of
from matchsafe.market.season.choice import Menu, affinity
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Preset
from matchsafe.market.season.streams import Stream, stream_key
from matchsafe.market.types import Flags, Ints, Longs, Scores

WAVES: Final = 12
"""Rounds of invitations in a season; after about six nothing moves."""


class Contenders(NamedTuple):
    """Applications that may be invited, in order of program, best first; ``starts`` says where each program's begin.

    Attributes of each: the number of the application, its candidacy and program, and how much the applicant likes the
    program before any interview, less for a second specialty.
    """

    starts: Longs
    application: Ints
    candidacy: Ints
    program: Ints
    affinity: Scores


@dataclass(frozen=True, eq=False)
class Invitations:
    """What became of each contender.

    Attributes:
        contenders: The applications that might have been invited.
        invited: Whether an invitation was sent.
        held: Whether the interview was held.
        line: For each program, the view of the last application it invited; infinity if none.
    """

    contenders: Contenders
    invited: Flags
    held: Flags
    line: Scores


@kernel
def find_places(counts: Array, most: Array, lowest: Array, starts: Array) -> None:
    """Of each program the lowest bin of a contender, so that there are ``most`` or all, and where contenders begin.

    ``counts`` becomes where those of each program and bin begin.
    """
    starts[0] = 0
    for program in range(len(most)):
        to, at = starts[program], BINS
        while at > 0 and to - starts[program] < most[program]:
            at -= 1
            size = counts[program, at]
            counts[program, at] = to
            to += size
        lowest[program] = at
        starts[program + 1] = to


@kernel
def gather(
    taste: Key,
    offsets: Array,
    pairs: Array,
    programs: Array,
    views: Array,
    specialty: Array,
    home: Array,
    less: Array,
    menu: Menu,
    lowest: Array,
    places: Array,
    contenders: Contenders,
    keys: Array,
) -> None:
    """Fill in the contenders by program and bin, then put each program's in order.

    ``less`` is what each candidacy takes off a liking. ``keys`` is room for one of each contender: the best view is
    lowest, of equal ones the earlier application.
    """
    for candidacy in range(len(pairs)):
        low, high = 0, 0
        if home[candidacy] >= 0:
            places_of = menu.places[specialty[candidacy]]
            low, high = places_of[home[candidacy]], places_of[home[candidacy] + 1]
        for at in range(np.uint64(offsets[candidacy]), np.uint64(offsets[candidacy + 1])):
            p: Any = np.uint32(programs[at])
            seen: Any = np.uint32(bin_of(views[at]))
            if seen < lowest[p]:
                continue
            to = places[p, seen]
            places[p, seen] = to + 1
            at_home = menu.home if low <= p < high else 0.0
            own = affinity(taste, pairs[candidacy] + np.int64(p), menu.appeal[p], at_home)
            contenders.affinity[to] = own - less[candidacy]
            contenders.application[to] = at
            contenders.candidacy[to] = candidacy
            keys[to] = np.int64(at) - (key_of_score(views[at]) << 32)
    starts = contenders.starts
    for program in range(len(lowest)):
        order_contenders(contenders, keys, starts[program], starts[program + 1])


@inner_kernel
def order_contenders(contenders: Contenders, keys: Array, low: int, high: int) -> None:
    """Put those of one program in order; each stands in its bin already and has not far to go."""
    for at in range(low + 1, high):
        key = keys[at]
        if keys[at - 1] < key:
            continue
        application, candidacy, liked = (
            contenders.application[at],
            contenders.candidacy[at],
            contenders.affinity[at],
        )
        to = at
        while to > low and keys[to - 1] > key:
            keys[to] = keys[to - 1]
            contenders.application[to] = contenders.application[to - 1]
            contenders.candidacy[to] = contenders.candidacy[to - 1]
            contenders.affinity[to] = contenders.affinity[to - 1]
            to -= 1
        keys[to] = key
        contenders.application[to] = application
        contenders.candidacy[to] = candidacy
        contenders.affinity[to] = liked


@kernel
def send_invitations(
    contenders: Contenders,
    applicant: Array,
    wanted: Array,
    most: Array,
    calendars: Holders,
    invited: Array,
    held: Array,
    holding: Array,
    sent: Array,
    waves: int,
) -> None:
    """Send invitations in waves until all want no more or may send no more; ``applicant`` is of each candidacy."""
    starts, program = contenders.starts, contenders.program
    for _ in range(waves):
        quiet = True
        for p in range(len(most)):
            limit = min(most[p], starts[p + 1] - starts[p])
            while holding[p] < wanted[p] and sent[p] < limit:
                at = starts[p] + sent[p]
                sent[p] += 1
                invited[at] = True
                quiet = False
                a = applicant[contenders.candidacy[at]]
                liked = key_of_edge(contenders.affinity[at], at)
                if liked < calendars.floor[a]:
                    continue
                given_up = hold(calendars, a, liked)
                held[at] = True
                holding[p] += 1
                if given_up != NO_ONE:
                    held[edge_of(given_up)] = False
                    holding[program[edge_of(given_up)]] -= 1
        if quiet:
            return


def find_contenders(
    preset: Preset, people: People, sent: Applications, most: Longs, seed: int, season: int
) -> Contenders:
    """The applications that may be invited if each program sends ``most`` invitations at most."""
    count, places = len(most), sent.counts.copy()
    starts, lowest = np.empty(count + 1, np.int64), np.empty(count, np.int64)
    find_places(places, most, lowest, starts)
    total = int(starts[-1])
    contenders = Contenders(
        starts,
        np.empty(total, np.int32),
        np.empty(total, np.int32),
        np.repeat(np.arange(count, dtype=np.int32), np.diff(starts)),
        np.empty(total, np.float32),
    )
    gather(
        stream_key(seed, season, Stream.TASTE),
        sent.offsets,
        sent.pairs,
        sent.program,
        sent.view,
        people.specialty,
        people.home[people.applicant],
        (preset.value("taste_backup") * people.backup).astype(np.float32),
        sent.menu,
        lowest,
        places,
        contenders,
        np.empty(total, np.int64),
    )
    return contenders


def invite(
    preset: Preset, programs: Programs, people: People, sent: Applications, seed: int, season: int
) -> Invitations:
    """Run the invitations of a season."""
    count = len(programs.quotas)
    most = np.ceil(programs.interviews * preset.value("invites_per_interview")).astype(np.int64)
    contenders = find_contenders(preset, people, sent, most, seed, season)
    base = np.concatenate([[0], np.cumsum(people.most, dtype=np.int64)])
    floor = np.where(people.most > 0, REFUSED, NO_SEATS)
    calendars = Holders(base, np.zeros(len(floor), np.int64), np.empty(int(base[-1]), np.int64), floor)
    invited, held = np.zeros(len(contenders.program), np.bool_), np.zeros(len(contenders.program), np.bool_)
    number = np.zeros(count, np.int64)
    send_invitations(
        contenders, people.applicant, programs.interviews, most, calendars, invited, held,
        np.zeros(count, np.int64), number, WAVES,
    )  # fmt: skip
    line = np.full(count, np.inf, np.float32)
    some = number > 0
    last = contenders.starts[:-1][some] + number[some] - 1
    line[some] = sent.view[contenders.application[last]]
    return Invitations(contenders, invited, held, line)
