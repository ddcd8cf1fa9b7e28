"""A file brought into a program list over HTTP: looked at or done, at once or as a job."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final, Literal

from fastapi import File, Form, Path, Query, UploadFile
from fastapi.responses import JSONResponse

from matchsafe.api import openapi
from matchsafe.api.catalogs import JSON, Name, catalog_errors
from matchsafe.api.dependencies import AllJobs, AllStaging, api_router
from matchsafe.api.errors import ApiError, from_exception, unprocessable
from matchsafe.api.models import JobStatus
from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.importers import CatalogFileError
from matchsafe.domain.problem import Problem, RequestError
from matchsafe.services.background import Jobs
from matchsafe.services.catalog_import.job import IMPORT, ImportTask
from matchsafe.services.catalog_import.request import LONGEST_SOURCE, ImportRequest, split_answers
from matchsafe.services.catalog_import.staging import (
    StagedFile,
    Staging,
    keep_file,
    keep_public_file,
    stage_download,
    terms_of,
)

router = api_router()

Apply = Annotated[bool, Query(description="Bring it in; without it nothing is changed.")]
Wait = Annotated[bool, Query(description="Answer with the report; `false` answers at once with a job (202).")]
Unsure = Annotated[
    Literal["new", "skip"] | None, Query(description="What to do with each question that is left.")
]
_REPORT_OR_JOB: Final[dict[int | str, dict[str, Any]]] = {
    **JSON,
    202: {"model": JobStatus, "description": "The job, with `wait=false`."},
    **openapi.errors(400, 404, 413, 422, 503),
}


@router.post(
    "/catalogs/{name}/import", summary="Bring a file into a program list",
    responses=_REPORT_OR_JOB,
)  # fmt: skip
def bring(
    jobs: AllJobs,
    staging: AllStaging,
    name: Name,
    file: Annotated[UploadFile, File(description="NRMP's PDF, a CSV, Excel or JSON table, or a catalog.")],
    apply: Apply = False,
    wait: Wait = True,
    unsure: Unsure = None,
    answers: Annotated[
        list[str] | None,
        Form(
            description="KEY=ANSWER, with the key of a question, and `new`, `skip` or the id of a candidate."
        ),
    ] = None,
    maps: Annotated[
        list[str] | None,
        Form(
            description="COLUMN=FIELD, as for `matchsafe catalog import`; the field `-` leaves a column out."
        ),
    ] = None,
    sets: Annotated[list[str] | None, Form(description="FIELD=VALUE for every row.")] = None,
    kind: Annotated[str, Form(description="nrmp, table or exchange; found out if empty.")] = "",
    specialty: Annotated[
        str, Form(description="Of rows that name none, for a list without a column for it.")
    ] = "",
    delimiter: Annotated[str, Form(description="Between columns, or `tab`; found out if empty.")] = "",
    sheet: Annotated[str, Form(description="Of a workbook; the first with a table if empty.")] = "",
    source: Annotated[str, Form(description="Who says so.", max_length=LONGEST_SOURCE)] = "",
    as_of: Annotated[str, Form(description="Date of values that have none: 2026, 2026-06, 2026-06-30.")] = "",
) -> Any:
    """Read a file and tell what bringing it in would do; with `apply=true` do it, as one change to be undone.

    Nothing is taken in before the whole file has been read, and nothing is changed if it cannot be, or if it is
    stopped. The report is that of `matchsafe catalog import --json`. With `wait=false` the work is a job: follow
    or stop it under `/jobs/{job_id}`. A file has at most 64 MB; a file of the US government goes to
    `/import/public`, which takes more.
    """
    try:
        asked = ImportRequest(
            kind=kind, delimiter=delimiter, sheet=sheet, source=source, as_of=as_of, maps=tuple(maps or ()),
            sets=tuple(sets or ()), specialty=specialty, answers=split_answers(answers or ()), unsure=unsure or "",
        )  # fmt: skip
        asked.options()
    except RequestError as error:
        raise unprocessable([Problem(p.message, "asked", p.path) for p in error.problems]) from None
    with catalog_errors():
        staged = keep_file(staging, file.file, file.filename or "", name, asked)
    return _work(jobs, staging, staged, apply=apply, wait=wait)


@router.post(
    "/catalogs/{name}/import/public", summary="Bring a large public file into a program list",
    responses=_REPORT_OR_JOB,
)  # fmt: skip
def bring_public(
    jobs: AllJobs,
    staging: AllStaging,
    name: Name,
    file: Annotated[UploadFile, File(description="A file of the US government: DOL, USCIS or CMS.")],
    apply: Apply = False,
    wait: Wait = True,
) -> Any:
    """The same for a file of the US government, such as a quarter of the Department of Labor's LCA disclosure data.

    It may have up to 700 MB and goes to disk, not to memory. Any other file is refused here.
    """
    with catalog_errors():
        staged = keep_public_file(staging, file.file, file.filename or "", name, ImportRequest())
    return _work(jobs, staging, staged, apply=apply, wait=wait)


@router.post(
    "/catalogs/{name}/fetch/{what}", summary="Download a public list or file, and bring it in",
    status_code=202, response_model=JobStatus, responses=openapi.errors(404, 422, 503),
)  # fmt: skip
def fetch(
    jobs: AllJobs,
    staging: AllStaging,
    name: Name,
    what: Annotated[
        str,
        Path(description="`nrmp`, `dol`, `uscis`, `cms` or `closures`.", max_length=40, examples=["nrmp"]),
    ],
    agree: Annotated[
        bool, Query(description="You agree to the terms, which the refusal without it tells.")
    ] = False,
    apply: Apply = False,
    unsure: Unsure = None,
) -> JobStatus:
    """The job that downloads and reads it, as `matchsafe catalog fetch` does: follow or stop it under `/jobs/{job_id}`.

    Its result is the report of an import. Nothing is changed if it fails or is stopped.
    """
    with catalog_errors():
        staged = stage_download(staging, what, name)
    try:
        if not agree:
            raise unprocessable(
                [Problem(f"send agree=true if you agree: {terms_of(what)}", "terms", "agree")]
            )
        staged = replace(staged, asked=replace(staged.asked, unsure=unsure or ""))
        job = jobs.start(IMPORT, ImportTask(staged, apply=apply, keep=False), about=staged.id)
    except BaseException:
        staging.drop(staged.id)
        raise
    return JobStatus.of(job, job_refusal)


def _work(jobs: Jobs, staging: Staging, staged: StagedFile, *, apply: bool, wait: bool) -> Any:
    """The report of an import, or the job that will have it."""
    try:
        job = jobs.start(IMPORT, ImportTask(staged, apply=apply, keep=False), about=staged.id)
        if not wait:
            return JSONResponse(JobStatus.of(job, job_refusal).model_dump(mode="json"), status_code=202)
        job = jobs.wait(job)
        jobs.forget(staged.id)  # nobody can ask for it again
    finally:
        if wait:
            staging.drop(staged.id)
    if job.result is not None:
        return job.result.report
    if job.error is not None:
        raise job_refusal(job.error)
    raise ApiError(503, "busy", "The server stops; nothing was changed.")


def job_refusal(error: Exception) -> ApiError:
    """Why a file was not brought in: every problem, with its row where it has one."""
    if isinstance(error, CatalogFileError):
        told = [Problem(p.sentence(), p.code, "file", line=p.row) for p in error.problems]
        if error.total > len(told):
            told.append(Problem(f"And {error.total - len(told):,} more.", "more", "file"))
        return unprocessable(told)
    if isinstance(error, CatalogError):
        try:
            with catalog_errors():
                raise error
        except ApiError as known:
            return known
    return from_exception(error)
