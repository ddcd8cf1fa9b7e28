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
from matchsafe.market.keys import LOW, REFUSED, edge_of, key_of_edge, key_of_score
from matchsafe.market.noise import Key
from matchsafe.market.proposals import NO_ONE, NO_SEATS, ONE, Holders, hold
from matchsafe.market.season.applications import BINS, Applications, bin_of, on_scale
from matchsafe.market.season.choice import affinity
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
        calendars: The interviews each applicant holds, by contender.
    """

    contenders: Contenders
    invited: Flags
    held: Flags
    line: Scores
    calendars: Holders


@kernel
def find_places(counts: Array, most: Array, least: Array, starts: Array) -> None:
    """Of each program the least view (``on_scale``) of ``most`` contenders, or all, and where contenders begin.

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
        least[program] = at if at > 0 else -np.inf
        starts[program + 1] = to


@kernel
def gather(
    offsets: Array,
    programs: Array,
    views: Array,
    least: Array,
    places: Array,
    passed: Array,
    candidacies: Array,
    keys: Array,
) -> None:
    """Put the contenders in ``candidacies`` and ``keys`` by program and bin; ``passed`` is room for one candidacy's.

    The key of the best view is lowest, and of equal ones that of the earlier application.
    """
    for candidacy in range(len(offsets) - 1):
        count: Any = np.uint64(0)
        for at in range(np.uint64(offsets[candidacy]), np.uint64(offsets[candidacy + 1])):
            passed[count] = at
            count += np.uint64(on_scale(views[at]) >= least[np.uint32(programs[at])])
        for i in range(count):
            application: Any = np.uint32(passed[i])
            p: Any = np.uint32(programs[application])
            view = views[application]
            seen: Any = np.uint32(bin_of(view))
            to: Any = np.uint32(places[p, seen])
            places[p, seen] += 1
            candidacies[to] = candidacy
            keys[to] = np.int64(application) - (key_of_score(view) << 32)


@kernel
def line_up(
    taste: Key,
    pairs: Array,
    home: Array,
    less: Array,
    place: Array,
    appeal: Array,
    at_home: float,
    contenders: Contenders,
    keys: Array,
) -> None:
    """Put each program's contenders in order of their keys, and fill in the rest of them.

    ``less`` is what each candidacy takes off a liking, ``at_home`` what it adds for a program whose place is its home.
    """
    starts, candidacies = contenders.starts, contenders.candidacy
    for program in range(len(appeal)):
        order_contenders(candidacies, keys, starts[program], starts[program + 1])
        for at in range(np.uint64(starts[program]), np.uint64(starts[program + 1])):
            candidacy: Any = np.uint32(candidacies[at])
            more = at_home if home[candidacy] == place[program] else 0.0
            own = affinity(taste, pairs[candidacy] + program, appeal[program], more)
            contenders.affinity[at] = own - less[candidacy]
            contenders.program[at] = program
            contenders.application[at] = keys[at] & LOW


@inner_kernel
def order_contenders(candidacies: Array, keys: Array, low: int, high: int) -> None:
    """Put those of one program in order; each stands in its bin already and has not far to go."""
    first = np.uint64(low)
    for at in range(first + ONE, np.uint64(high)):
        key, candidacy = keys[at], candidacies[at]
        to: Any = np.uint64(at)
        while to > first and keys[to - ONE] > key:
            keys[to], candidacies[to] = keys[to - ONE], candidacies[to - ONE]
            to -= ONE
        keys[to], candidacies[to] = key, candidacy


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
    passed: Array,
    waves: int,
) -> None:
    """Send invitations in waves until all want no more or may send no more; ``applicant`` is of each candidacy."""
    starts, program = contenders.starts, contenders.program
    for _ in range(waves):
        quiet = True
        for p in range(len(most)):
            limit = min(most[p], starts[p + 1] - starts[p])
            while holding[p] < wanted[p] and sent[p] < limit:
                quiet = False
                begin = starts[p] + sent[p]  # all that are missing at once: no applicant is asked twice
                end = min(begin + wanted[p] - holding[p], starts[p] + limit)
                sent[p] += end - begin
                count: Any = np.uint64(0)
                for at in range(np.uint64(begin), np.uint64(end)):
                    invited[at] = True
                    passed[count] = at
                    edge: Any = np.int64(at)
                    floor = calendars.floor[np.uint32(applicant[np.uint32(contenders.candidacy[at])])]
                    count += np.uint64(key_of_edge(contenders.affinity[at], edge) >= floor)
                holding[p] += np.int64(count)
                for i in range(count):
                    one: Any = np.int64(passed[i])
                    held[one] = True
                    liked = key_of_edge(contenders.affinity[one], one)
                    given_up = hold(calendars, applicant[contenders.candidacy[one]], liked)
                    if given_up != NO_ONE:
                        held[edge_of(given_up)] = False
                        holding[program[edge_of(given_up)]] -= 1
        if quiet:
            return


def find_contenders(
    preset: Preset,
    programs: Programs,
    people: People,
    sent: Applications,
    most: Longs,
    seed: int,
    season: int,
) -> Contenders:
    """The applications that may be invited if each program sends ``most`` invitations at most."""
    count, places = len(most), sent.counts.copy()
    starts, least = np.empty(count + 1, np.int64), np.empty(count)
    find_places(places, most, least, starts)
    total = int(starts[-1])
    rows = np.empty((4, total), np.int32)  # one piece of memory: large ones come in fewer, larger pages
    contenders = Contenders(starts, rows[0], rows[1], rows[2], rows[3].view(np.float32))
    keys, menu = np.empty(total, np.int64), sent.menu
    passed = np.empty(int(people.wanted.max()) + 1, np.int32)
    gather(sent.offsets, sent.program, sent.view, least, places, passed, contenders.candidacy, keys)
    less = (preset.value("taste_backup") * people.backup).astype(np.float32)
    line_up(
        stream_key(seed, season, Stream.TASTE), sent.pairs, people.home[people.applicant], less, programs.place,
        menu.appeal, menu.home, contenders, keys,
    )  # fmt: skip
    return contenders


def invite(
    preset: Preset, programs: Programs, people: People, sent: Applications, seed: int, season: int
) -> Invitations:
    """Run the invitations of a season."""
    count = len(programs.quotas)
    most = np.ceil(programs.interviews * preset.value("invites_per_interview")).astype(np.int64)
    contenders = find_contenders(preset, programs, people, sent, most, seed, season)
    base = np.concatenate([[0], np.cumsum(people.most, dtype=np.int64)])
    floor = np.where(people.most > 0, REFUSED, NO_SEATS)
    calendars = Holders(base, np.zeros(len(floor), np.int32), np.empty(int(base[-1]), np.int64), floor)
    invited, held = np.zeros(len(contenders.program), np.bool_), np.zeros(len(contenders.program), np.bool_)
    number = np.zeros(count, np.int64)
    send_invitations(
        contenders, people.applicant, programs.interviews, most, calendars, invited, held,
        np.zeros(count, np.int64), number, np.empty(int(programs.interviews.max()) + 1, np.int32), WAVES,
    )  # fmt: skip
    line = np.full(count, np.inf, np.float32)
    some = number > 0
    last = contenders.starts[:-1][some] + number[some] - 1
    line[some] = sent.view[contenders.application[last]]
    return Invitations(contenders, invited, held, line, calendars)
