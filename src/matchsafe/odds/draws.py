"""The fitted posterior draws that ship with the package, and the group of them that fits an applicant."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matchsafe.domain.season import ApplicantType

Floats = npt.NDArray[np.float64]

_DATA = files("matchsafe.odds") / "data"
OTHER: Final = "other"
"""Stands for a specialty without data: drawn from how the fitted specialties differ from one another."""
FITTED_RANKS: Final = 44
"""The longest list in the tables the model is fitted to; strength is not read off longer ones."""


@dataclass(frozen=True)
class PosteriorGroup:
    """Draws for one applicant type in one specialty; every array has one value per draw.

    Attributes:
        known: Whether the specialty has published tables for this type of applicant or, for types other than non-US
            IMGs, for non-US IMGs.
        applicants: Non-US IMGs behind the specialty's tables (0 for a specialty without data).
        alpha, k, log_r: Ranks less one: negative binomial, log-mean ``alpha + k * theta``, size ``exp(log_r)``.
        b, c: Logit that a ranked program reaches the applicant: ``b + c * theta``.
        eps: Share of applicants who do not match however long their list is.
        lam: Correlation of Step 2 CK with strength.
        visa: Standard deviations of strength between applicants who need no visa and those who do.
        step2_mean, step2_sd: Step 2 CK of the reference population, in points.
    """

    type: ApplicantType
    specialty: str
    known: bool
    applicants: int
    alpha: Floats
    k: Floats
    log_r: Floats
    b: Floats
    c: Floats
    eps: Floats
    lam: Floats
    visa: Floats
    step2_mean: float
    step2_sd: float

    @property
    def size(self) -> int:
        """Number of draws."""
        return len(self.b)

    def thin(self, count: int, times: int = 1) -> PosteriorGroup:
        """The group with ``count`` of its draws, evenly spread, the whole repeated ``times`` times."""
        pick = np.tile(np.linspace(0, self.size - 1, count).round().astype(int), times)
        arrays = {n: getattr(self, n)[pick] for n in ("alpha", "k", "log_r", "b", "c", "eps", "lam", "visa")}
        return replace(self, **arrays)


@cache
def _file() -> dict[str, Any]:
    with (_DATA / "draws.npz").open("rb") as f, np.load(f, allow_pickle=False) as content:
        return {name: content[name] for name in content.files}


@cache
def fit_report() -> dict[str, Any]:
    """How the shipped draws were made and checked: settings, convergence, reproduction, out-of-sample scores."""
    report: dict[str, Any] = json.loads((_DATA / "fit_report.json").read_text(encoding="utf-8"))
    return report


@lru_cache(maxsize=128)
def group(type: ApplicantType, specialty: str) -> PosteriorGroup:  # noqa: A002 - the domain's word
    """The draws for an applicant type in a specialty; a specialty without data gets the spread over specialties."""
    content = _file()
    specialties = [str(s) for s in content["specialties"]]
    t = [str(s) for s in content["types"]].index(type)
    known = specialty in specialties
    s = specialties.index(specialty if known else OTHER)
    return PosteriorGroup(
        type=type,
        specialty=specialty,
        known=known,
        applicants=int(content["applicants"][s]),
        alpha=content["alpha"][:, t, s].astype(float),
        k=(content["k"] * content["count_coupling"][t]).astype(float),
        log_r=content["log_r"][:, t, s].astype(float),
        b=content["b"][:, t, s].astype(float),
        c=content["c"].astype(float),
        eps=1 / (1 + np.exp(-content["logit_eps"][:, t, s].astype(float))),
        lam=content["lam"][:, s].astype(float),
        visa=content["visa"].astype(float),
        step2_mean=float(content["step2_mean"][s]),
        step2_sd=float(content["step2_sd"][s]),
    )
