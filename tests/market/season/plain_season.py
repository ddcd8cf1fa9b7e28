"""A season by its rules and nothing else: every taste drawn, every view worked out, every list sorted in Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matchsafe.market.noise import normal
from matchsafe.market.season import Preset
from matchsafe.market.season.population import draw_people, draw_programs
from matchsafe.market.season.streams import Stream, stream_key


@dataclass
class PlainSeason:
    """Applications as (candidacy, program): views, who is signalled, invited and holding; lists by applicant."""

    view: dict[tuple[int, int], float] = field(default_factory=dict)
    signalled: set[tuple[int, int]] = field(default_factory=set)
    invited: set[tuple[int, int]] = field(default_factory=set)
    held: set[tuple[int, int]] = field(default_factory=set)
    line: dict[int, float] = field(default_factory=dict)
    lists: dict[int, list[int]] = field(default_factory=dict)
    scores: dict[tuple[int, int], float] = field(default_factory=dict)
    nearest: dict[int, int] = field(default_factory=dict)


class Rules:
    """The rules of a season of a preset."""

    def __init__(self, preset: Preset, seed: int, number: int) -> None:
        self.preset, self.seed, self.number = preset, seed, number
        self.programs = draw_programs(preset, seed, number, 1.0)
        self.people = draw_people(preset, self.programs, seed, number, 1.0)
        sizes = np.diff(self.programs.first)[self.people.specialty]
        self.row = np.cumsum(sizes) - sizes
        self.liking: dict[tuple[int, int], Any] = {}
        self.season = PlainSeason()

    def noise(self, stream: Stream, candidacy: int, program: int) -> float:
        first = self.programs.first[self.people.specialty[candidacy]]
        return normal(stream_key(self.seed, self.number, stream), int(self.row[candidacy] + program - first))

    def by_type(self, name: str, candidacy: int) -> float:
        return float(self.preset.by_type(name)[self.people.kind[self.people.applicant[candidacy]]])

    def for_img(self, name: str, candidacy: int) -> float:
        kind = self.people.kind[self.people.applicant[candidacy]]
        return float(self.preset.of_imgs(name)[self.people.specialty[candidacy], kind])

    def apply(self, candidacy: int) -> None:
        preset, programs, people, value = self.preset, self.programs, self.people, self.preset.value
        person, specialty = people.applicant[candidacy], people.specialty[candidacy]
        eye = value("taste_open") if preset.is_img[people.kind[person]] else 0.0
        ranked = []
        for p in range(programs.first[specialty], programs.first[specialty + 1]):
            appeal = programs.appeal[p] * value("taste_quality")
            home = value("taste_home") if programs.place[p] == people.home[person] else 0.0
            taste = self.noise(Stream.TASTE, candidacy, p)
            self.liking[candidacy, p] = np.float32(appeal + home + taste) - np.float32(
                value("taste_backup") * people.backup[candidacy]
            )
            wish = appeal + eye * programs.openness[p] if eye else appeal
            ranked.append((-np.float32(wish + home + taste), p))
        chosen = [p for _, p in sorted(ranked)][: people.wanted[candidacy]]
        signals = preset.specialties[specialty].signals
        self.season.signalled |= {(candidacy, p) for p in chosen[:signals]}
        for at, p in enumerate(chosen):
            seen = self.noise(Stream.INVITATION, candidacy, p)
            seen += value("strength_invite") * people.strength[person] + self.by_type(
                "invite_offset", candidacy
            )
            seen += self.for_img("img_invite", candidacy)
            seen += (
                self.by_type("openness_weight", candidacy) * programs.openness[p]
                - self.by_type("selective_penalty", candidacy) * preset.specialties[specialty].selectivity
            )
            at_home = programs.place[p] == people.home[person]
            seen += value("signal_bonus") * (at < signals) + value("home_bonus") * at_home
            self.season.view[candidacy, p] = float(np.float32(seen))

    def invite(self, waves: int) -> None:
        programs, people, season = self.programs, self.people, self.season
        asked = {
            p: sorted((-v, c) for (c, q), v in season.view.items() if q == p)
            for p in range(len(programs.quotas))
        }
        sent = dict.fromkeys(asked, 0)
        most = np.ceil(programs.interviews * self.preset.value("invites_per_interview"))
        for _ in range(waves):
            for p, order in asked.items():
                while sent[p] < min(most[p], len(order)) and (
                    sum(q == p for _, q in season.held) < programs.interviews[p]
                ):
                    view, candidacy = order[sent[p]]
                    sent[p] += 1
                    season.line[p] = -view
                    season.invited.add((candidacy, p))
                    season.held.add((candidacy, p))
                    person = people.applicant[candidacy]
                    calendar = [one for one in season.held if people.applicant[one[0]] == person]
                    if len(calendar) > people.most[person]:
                        season.held.remove(min(calendar, key=self.liking.__getitem__))

    def rank(self) -> None:
        people, value = self.people, self.preset.value
        wish: dict[int, list[Any]] = {}
        for candidacy, p in self.season.held:
            day = value("taste_interview") * self.noise(Stream.INTERVIEW_DAY, candidacy, p)
            person = int(people.applicant[candidacy])
            liked = np.float32(self.liking[candidacy, p] + day)
            wish.setdefault(person, []).append((-liked, candidacy, p))
        for person, held in wish.items():
            self.season.lists[person] = [p for *_, p in sorted(held)]
            for _, candidacy, p in held:
                self.season.scores[person, p] = self.evaluation(candidacy, p)

    def evaluation(self, candidacy: int, p: int) -> float:
        person = self.people.applicant[candidacy]
        seen = self.noise(Stream.EVALUATION, candidacy, p)
        seen += self.preset.value("strength_rank") * self.people.strength[person]
        trait = self.preset.value("trait_rank") * self.for_img("img_trait", candidacy)
        seen += trait * self.people.trait[person]
        seen += self.by_type("rank_offset", candidacy) + self.for_img("img_rank", candidacy)
        seen += self.by_type("openness_weight", candidacy) * self.programs.openness[p]
        cut = self.preset.by_specialty("cut")[self.programs.specialty[p]]
        return float(np.float32(seen)) if seen >= cut else -np.inf

    def miss(self) -> None:
        short: dict[int, list[tuple[float, int]]] = {}
        for (candidacy, p), view in self.season.view.items():
            if (candidacy, p) not in self.season.invited and not self.people.backup[candidacy]:
                distance = np.float32(self.season.line.get(p, np.inf)) - np.float32(view)
                if distance < np.inf:
                    short.setdefault(int(self.people.applicant[candidacy]), []).append((distance, p))
        self.season.nearest = {person: min(found)[1] for person, found in short.items()}


def plain_season(preset: Preset, seed: int, number: int, waves: int = 12) -> PlainSeason:
    """Play a season up to the rank lists."""
    rules = Rules(preset, seed, number)
    for candidacy in range(len(rules.people.specialty)):
        rules.apply(candidacy)
    rules.invite(waves)
    rules.rank()
    rules.miss()
    return rules.season
