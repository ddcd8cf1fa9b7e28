"""Which programs each candidacy is sent to, those the applicant likes best, and how each program sees it.

An IMG chooses with an eye to openness. Applications are millions, so of each only the program and its view are kept;
liking and noise are worked out again for the few that need them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from matchsafe.market.arrays import Array
from matchsafe.market.jit import inner_kernel, kernel
from matchsafe.market.keys import edge_of
from matchsafe.market.noise import Key, mix_bits, normal_of
from matchsafe.market.season.choice import (
    Desk,
    Menu,
    desk_for,
    favourites,
    level_for,
    menu_of,
    select,
)
from matchsafe.market.season.population import People, Programs
from matchsafe.market.season.preset import Floats, Preset
from matchsafe.market.season.streams import Stream, stream_key
from matchsafe.market.types import Ints, Longs, Scores

BINS: Final = 128
BINS_PER_UNIT: Final = 12
"""Views are counted in bins of this width around 0; the outermost hold all beyond."""


@dataclass(frozen=True, eq=False)
class Applications:
    """Applications in order of candidacy, the signalled ones first.

    Attributes:
        offsets: Where each candidacy's applications begin, shape (candidacies + 1,).
        program: Program of each application.
        view: How the program sees it before any interview.
        signals: How many of each candidacy's applications are signalled: those wanted most.
        pairs: Of each candidacy what makes, added to a program's number, a number for the two that no others have: the
            counter of all noise between them.
        counts: Applications by program and bin of view (``bin_of``), shape (programs, ``BINS``).
        menu: What was chosen from.
    """

    offsets: Longs
    program: Ints
    view: Scores
    signals: Longs
    pairs: Longs
    counts: Ints
    menu: Menu

    def candidacies(self, which: Longs) -> Ints:
        """The candidacy of some applications."""
        return (np.searchsorted(self.offsets, which, side="right") - 1).astype(np.int32)


class Senders(NamedTuple):
    """Of each candidacy: what ``favourites`` and ``select`` ask, and what all programs see (``own``) and by type."""

    specialty: Array
    home: Array
    kind: Array
    img: Array
    safe: Array
    likely: Array
    signals: Array
    signalled: Array
    own: Array


@inner_kernel
def on_scale(view: float) -> float:
    """A view in bins, as far as they reach."""
    return view * BINS_PER_UNIT + BINS // 2


@inner_kernel
def bin_of(view: float) -> int:
    """The bin of a view; a higher view is never in a lower bin."""
    return int(min(max(on_scale(view), 0.0), BINS - 1.0))


@kernel
def send(
    taste: Key,
    review: Key,
    offsets: Array,
    pairs: Array,
    senders: Senders,
    menu: Menu,
    looks: Array,
    bonuses: Array,
    desk: Desk,
    program: Array,
    view: Array,
    counts: Array,
) -> None:
    """Fill ``program``, ``view`` and ``counts``; ``bonuses`` are for none, one's own state, a signal, and both.

    ``looks`` is how each program sees a type of applicants, shape (types, programs).

    The signalled applications come first.
    """
    last = -1
    for candidacy in range(len(pairs)):
        specialty, home, img = senders.specialty[candidacy], senders.home[candidacy], senders.img[candidacy]
        if specialty != last:
            desk.ready[:] = 0
            last = specialty
        begin = menu.first[specialty]
        at_home = (0, 0)
        if home >= 0:
            at_home = (menu.places[specialty, home] - begin, menu.places[specialty, home + 1] - begin)
        start, wanted = offsets[candidacy], offsets[candidacy + 1] - offsets[candidacy]
        pair, signals = pairs[candidacy] + begin, senders.signals[candidacy]
        guesses = (senders.safe[candidacy], senders.likely[candidacy])
        favourites(taste, pair, specialty, at_home, img, guesses, wanted, menu, desk)
        select(desk.keys, wanted, signals, senders.signalled[candidacy])
        own, kind = senders.own[candidacy], senders.kind[candidacy]
        for i in range(wanted):
            desk.passed[i] = edge_of(desk.keys[i])
            desk.words[i] = mix_bits(review, pair + desk.passed[i])
        for i in range(wanted):
            word: Any = np.int64(desk.words[i])
            desk.noise[i] = normal_of(word)
        for i in range(wanted):
            p = np.int64(desk.passed[i])
            at: Any = np.uint64(begin + p)
            to: Any = np.uint64(start + i)
            bonus = bonuses[np.uint64(2 * (i < signals) + ((at_home[0] <= p) & (p < at_home[1])))]
            program[to] = at
            view[to] = desk.noise[i] + own + looks[kind, at] + bonus
        for i in range(np.uint64(start), np.uint64(start + wanted)):
            counts[np.uint32(program[i]), np.uint32(bin_of(view[i]))] += 1


def apply_to(
    preset: Preset,
    people: People,
    menu: Menu,
    applicant: Ints,
    specialty: Ints,
    wanted: Ints,
    signals: Longs,
    own: Floats,
    keys: tuple[Key, Key],
) -> Applications:
    """Send ``wanted`` applications each to programs of a part of a menu; ``own`` is what all programs see."""
    offsets = np.concatenate([[0], np.cumsum(wanted, dtype=np.int64)])
    sizes = np.diff(menu.first)[specialty]
    pairs = np.cumsum(sizes) - sizes - menu.first[specialty]
    kind = people.kind[applicant]
    img = np.array(preset.is_img)[kind]
    senders = Senders(
        specialty,
        people.home[applicant],
        kind,
        img.astype(np.int64),
        level_for(menu, specialty, img, wanted, 1.5),
        level_for(menu, specialty, img, wanted, 0),
        signals,
        level_for(menu, specialty, img, signals, 0),
        own,
    )
    looks = np.outer(preset.by_type("openness_weight"), menu.openness)
    looks -= np.outer(preset.by_type("selective_penalty"), menu.selectivity)
    total = int(offsets[-1])
    program, view = np.empty(total, np.int32), np.empty(total, np.float32)
    counts = np.zeros((len(menu.appeal), BINS), np.int32)
    signal, home = preset.value("signal_bonus"), preset.value("home_bonus")
    bonuses = np.array([0.0, home, signal, signal + home])
    send(*keys, offsets, pairs, senders, menu, looks, bonuses, desk_for(menu), program, view, counts)
    return Applications(offsets, program, view, signals, pairs, counts, menu)


def draw_applications(
    preset: Preset, programs: Programs, people: People, seed: int, season: int
) -> Applications:
    """Send every candidacy's applications and signals."""
    menu = menu_of(preset, programs, np.arange(len(programs.quotas)), programs.first)
    limit = np.array([s.signals for s in preset.specialties], np.int64)[people.specialty]
    keys = stream_key(seed, season, Stream.TASTE), stream_key(seed, season, Stream.INVITATION)
    signals = np.minimum(limit, people.wanted)
    kind = people.kind[people.applicant]
    own = preset.value("strength_invite") * people.strength[people.applicant]
    own += preset.by_type("invite_offset")[kind]
    own += preset.of_imgs("img_invite")[people.specialty, kind]
    return apply_to(
        preset, people, menu, people.applicant, people.specialty, people.wanted, signals, own, keys
    )
