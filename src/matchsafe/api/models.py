"""What the smaller routes answer; the outlook and a figure are answered as the library has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, Field

from matchsafe.api.errors import ApiError, ErrorDetail, ProblemDetail
from matchsafe.domain.plan import PlanReport
from matchsafe.domain.rank_report import SeasonsAround
from matchsafe.evidence import Figure, Kind
from matchsafe.planning import ProofProgress
from matchsafe.services.background import Job, State, Steps
from matchsafe.services.catalog_import.job import ImportOutcome


class ValidationResult(BaseModel):
    """A season that can be used, with what looks improbable in it."""

    valid: Literal[True] = True
    warnings: tuple[ProblemDetail, ...] = Field(description="Improbable but possible: check these for slips.")


class FigureSummary(BaseModel):
    """A cited figure without its numbers."""

    id: str = Field(examples=["article.strong_step2_score"])
    title: str
    kind: Kind
    year: str
    publisher: str
    document: str

    @classmethod
    def of(cls, figure: Figure) -> FigureSummary:
        """The short form of a figure."""
        return cls(**{name: getattr(figure, name) for name in cls.model_fields})


class FigureList(BaseModel):
    """Every figure the tool relies on."""

    figures: tuple[FigureSummary, ...]


class CatalogList(BaseModel):
    """The program lists on this machine."""

    catalogs: tuple[str, ...]
    in_use: str | None = Field(description="The one used where none is named.")


class JobProgress(BaseModel):
    """How far a proof has come."""

    value: float = Field(description="Worth of the best list so far.")
    bound: float = Field(description="No list is worth more.")
    gap: float
    seconds: float

    @classmethod
    def of(cls, progress: ProofProgress) -> JobProgress:
        """How far a proof is, with the gap."""
        gap = max(0.0, progress.bound - progress.value)
        return cls(value=progress.value, bound=progress.bound, gap=gap, seconds=progress.seconds)


class StepProgress(BaseModel):
    """How far work is that goes in steps, such as the pages of a file."""

    done: int
    total: int | None = Field(description="`null` where it is not known.")
    label: str = Field(description="What is being done.", examples=["reading", "comparing"])

    @classmethod
    def of(cls, steps: Steps) -> StepProgress:
        """How far a job is."""
        return cls(done=steps.done, total=steps.total, label=steps.label)


class JobStatus(BaseModel):
    """A job: how far it is, and once it is finished its plan, seasons or report of an import, or why there is none."""

    id: str
    state: State
    progress: JobProgress | StepProgress | None = None
    result: PlanReport | SeasonsAround | dict[str, Any] | None = None
    error: ErrorDetail | None = None

    @classmethod
    def of(cls, job: Job[Any, Any], refusal: Callable[[Exception], ApiError]) -> JobStatus:
        """A job as it stands; ``refusal`` says why one has no result."""
        how_far = JobProgress if isinstance(job.progress, ProofProgress) else StepProgress
        return cls(
            id=job.id,
            state=job.state,
            progress=None if job.progress is None else how_far.of(job.progress),
            result=job.result.report if isinstance(job.result, ImportOutcome) else job.result,
            error=None if job.error is None else refusal(job.error).detail,
        )


class Health(BaseModel):
    """The server answers."""

    status: Literal["ok"] = "ok"
    version: str
