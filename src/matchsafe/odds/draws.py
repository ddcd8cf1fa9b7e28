"""The fitted posterior draws that ship with the package, and the group of them that fits an applicant."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from math import log
from typing import Any, Final

import numpy as np

from matchsafe.domain.season import ApplicantType
from matchsafe.odds.arrays import Floats

_DATA = files("matchsafe.odds") / "data"
OTHER: Final = "other"
"""Stands for a specialty without data: drawn from how the fitted specialties differ from one another."""
FITTED_RANKS: Final = 44
"""The longest list in the tables the model is fitted to; strength is not read off longer ones."""
ALLOWED_AT: Final = (1, 3, 6, 10)
"""Numbers of ranks at which it is known what the tables alone allow for one more interview."""
_LOG_ALLOWED_AT: Final = np.log(ALLOWED_AT)
_PER_DRAW: Final = ("alpha", "k", "log_capacity", "b", "c_s", "c_u", "eps", "w", "lam", "cut")
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)  # not a figure: nodes of a quadrature
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True, eq=False)
class PosteriorGroup:
    """Draws for one applicant type in one specialty; every array has one value per draw. Compared by identity.

    Attributes:
        known: Whether the specialty has published tables for this type of applicant or, for types other than non-US
            IMGs, for non-US IMGs.
        applicants: Non-US IMGs behind the specialty's tables (0 for a specialty without data).
        alpha, k, log_capacity: Log-mean of interviews ``l - log(1 + exp(l - log_capacity))``, ``l = alpha + k s``.
        b, c_s, c_u: Logit that a ranked program reaches the applicant: ``b + c_s s + c_u u``.
        eps: Share of applicants who do not match however long their list is.
        w: Share of printed lists padded with ranks that gave no interview.
        lam: Correlation of Step 2 CK with ``s``.
        cut: Value of the cut (the centre of ``c_s``) the draw was made at.
        step2_mean, step2_sd: Step 2 CK of the reference population, in points.
        allowed: Lowest and highest effect of one more interview that the tables allow without any prior, over the mean
            of the draws, at ``ALLOWED_AT`` ranks: (2, numbers of ranks).
    """

    type: ApplicantType
    specialty: str
    known: bool
    applicants: int
    alpha: Floats
    k: Floats
    log_capacity: Floats
    b: Floats
    c_s: Floats
    c_u: Floats
    eps: Floats
    w: Floats
    lam: Floats
    cut: Floats
    step2_mean: float
    step2_sd: float
    allowed: Floats

    @property
    def size(self) -> int:
        """Number of draws."""
        return len(self.b)

    @cached_property
    def capacity(self) -> Floats:
        """The mean of interviews that none exceeds."""
        return np.exp(self.log_capacity)

    def log_mean_count(self, s: Floats, exposure: Floats | float = 0.0) -> Floats:
        """Log-mean of interviews at ``s``, (..., draws or 1, nodes); one ``exposure`` per draw."""
        level = self.k[:, None] * s
        level += (self.alpha + exposure)[:, None]
        beyond = np.exp(level - self.log_capacity[:, None])
        level -= np.log1p(beyond, out=beyond)
        return np.asarray(level)

    @cached_property
    def slope(self) -> Floats:
        """How much log-mean interviews rise per standard deviation of ``s``, on average over applicants."""
        level = self.alpha[:, None] + self.k[:, None] * _NODES - self.log_capacity[:, None]
        return np.asarray(self.k * ((1 / (1 + np.exp(level))) @ _WEIGHTS))

    def allowed_for(self, ranks: int) -> tuple[float, float]:
        """What the tables alone allow for one more interview at so many ranks, over the mean of the draws."""
        at = log(min(max(ranks, ALLOWED_AT[0]), ALLOWED_AT[-1]))
        low, high = (float(np.interp(at, _LOG_ALLOWED_AT, ends)) for ends in self.allowed)
        return low, high

    def thin(self, count: int, times: int = 1) -> PosteriorGroup:
        """The group with ``count`` of its draws, evenly spread, the whole repeated ``times`` times."""
        pick = np.tile(np.linspace(0, self.size - 1, count).round().astype(int), times)
        return replace(self, **{n: getattr(self, n)[pick] for n in _PER_DRAW})


@cache
def _file() -> dict[str, Any]:
    with (_DATA / "draws.npz").open("rb") as f, np.load(f, allow_pickle=False) as content:
        return {name: content[name] for name in content.files}


@cache
def fit_report() -> dict[str, Any]:
    """How the shipped draws were made and checked: settings, convergence, reproduction, out-of-sample scores."""
    report: dict[str, Any] = json.loads((_DATA / "fit_report.json").read_text(encoding="utf-8"))
    return report


@cache
def acceptance_report() -> dict[str, Any]:
    """The limits the shipped draws have to keep, each with its value; see ``odds.fit.acceptance``."""
    report: dict[str, Any] = json.loads((_DATA / "acceptance.json").read_text(encoding="utf-8"))
    return report


@lru_cache(maxsize=256)
def thin_draws(type: ApplicantType, specialty: str, count: int, times: int = 1) -> PosteriorGroup:  # noqa: A002
    """So many of the draws for an applicant type in a specialty; see ``PosteriorGroup.thin``."""
    return group(type, specialty).thin(count, times)


@lru_cache(maxsize=128)
def group(type: ApplicantType, specialty: str) -> PosteriorGroup:  # noqa: A002 - the domain's word
    """The draws for an applicant type in a specialty; a specialty without data gets the spread over specialties."""
    content = _file()
    specialties = [str(s) for s in content["specialties"]]
    t = [str(s) for s in content["types"]].index(type)
    known = specialty in specialties
    s = specialties.index(specialty if known else OTHER)
    own = {
        n: content[n][:, s].astype(float) for n in ("alpha", "log_k", "log_capacity", "b", "c_s", "log_c_u")
    }
    return PosteriorGroup(
        type=type,
        specialty=specialty,
        known=known,
        applicants=int(content["applicants"][s]),
        alpha=own["alpha"] + content["type_alpha"][:, t],
        k=np.exp(own["log_k"]) * float(content["count_coupling"][t]),
        log_capacity=own["log_capacity"],
        b=own["b"] + content["type_b"][:, t, s],
        c_s=own["c_s"],
        c_u=np.exp(own["log_c_u"]),
        eps=1 / (1 + np.exp(-content["logit_eps"][:, s].astype(float))),
        w=1 / (1 + np.exp(-content["logit_w"][:, s].astype(float))),
        lam=content["lam"][:, s].astype(float),
        cut=content["cut"].astype(float),
        step2_mean=float(content["step2_mean"][s]),
        step2_sd=float(content["step2_sd"][s]),
        allowed=content["allowed"][:, s].astype(float),
    )
