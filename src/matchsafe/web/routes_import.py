"""Bringing in a program list on the page: a file, a look at what it holds, questions, and one change to undo."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Path, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from matchsafe.catalog.errors import CatalogError
from matchsafe.catalog.import_change import target
from matchsafe.catalog.importers import CatalogFileError
from matchsafe.catalog.importers.federal.sources import LIMITS, public_source
from matchsafe.catalog.importers.reader import mapping_of
from matchsafe.catalog.store import Store
from matchsafe.domain.problem import Problem, RequestError
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.services.background import TooManyJobs
from matchsafe.services.catalog_import.request import ImportRequest
from matchsafe.services.catalog_import.staging import StagedFile
from matchsafe.tabular import MEBIBYTE
from matchsafe.web import catalogs, forms, import_form, import_view
from matchsafe.web.dependencies import AllImports
from matchsafe.web.errors import error_page
from matchsafe.web.forms import on_field
from matchsafe.web.import_form import COLUMNS_A_PAGE, QUESTIONS_A_PAGE
from matchsafe.web.imports import ImportJob, Imports
from matchsafe.web.pages import render, see_other

Key = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_ABOUT: Final = ("kind", "source", "as_of", "delimiter", "sheet", "specialty")
_REFRESH: Final = {"Refresh": "2"}

router = APIRouter(include_in_schema=False)


@router.get("/catalogs/import")
def choose(request: Request) -> Response:
    return _upload(request, ImportRequest(), target(Store(), None), [])


@router.post("/catalogs/import")
def upload(request: Request, imports: AllImports, form: forms.Form) -> Response:
    problems: list[Problem] = []
    sent = form.get("file")
    name = import_form.list_name(form, problems)
    asked = import_form.about_file(form, ImportRequest())
    if not isinstance(sent, UploadFile) or not sent.filename:
        problems.insert(0, on_field("file", "Choose a file."))
    try:
        asked.options()
    except RequestError as error:
        problems += import_form.problems_of(error)
    if not problems and isinstance(sent, UploadFile):
        try:
            return see_other(_at(imports.begin(sent.file, sent.filename or "", name, asked)))
        except (CatalogError, TooManyJobs) as error:
            problems.append(on_field("file", str(error)))
    return _upload(request, asked, name, problems, status=422)


@router.post("/catalogs/import/public")
def upload_public(request: Request, imports: AllImports, form: forms.Form) -> Response:
    sent, name = form.get("public"), target(Store(), None)
    if not isinstance(sent, UploadFile) or not sent.filename:
        return _upload(request, ImportRequest(), name, [on_field("public", "Choose a file.")], status=422)
    try:
        return see_other(_at(imports.begin(sent.file, sent.filename, name, ImportRequest(), public=True)))
    except (CatalogError, TooManyJobs) as error:
        return _upload(request, ImportRequest(), name, [on_field("public", str(error))], status=422)


@router.post("/catalogs/national")
def national(request: Request, imports: AllImports) -> Response:
    return _download(request, imports, "nrmp")


@router.post("/catalogs/public/{source}")
def public(request: Request, imports: AllImports, source: str) -> Response:
    if public_source(source) is None:
        raise HTTPException(404)
    return _download(request, imports, source)


def _download(request: Request, imports: Imports, what: str) -> Response:
    name = target(Store(), None)
    try:
        return see_other(_at(imports.begin_download(name, what)))
    except (CatalogError, TooManyJobs) as error:
        return _upload(request, ImportRequest(), name, [on_field("file", str(error))], status=422)


@router.get("/catalogs/import/{key}")
def show(request: Request, imports: AllImports, key: Key) -> Response:
    job = imports.job(key)
    if job is None:
        return _gone(request)
    if not job.finished:
        return _progress(request, imports, key, job)
    if job.state == "done" and job.result is not None:
        return _result(request, imports, key, job)
    staged = imports.find(key)
    if staged is None:
        return _gone(request)
    if job.state == "stopped":
        return render(request, "import_stopped.html", base=_at(key), file=staged.path.name, list=staged.name)
    return _failure(request, staged, _problems(job.error))


@router.post("/catalogs/import/{key}/again")
def again(request: Request, imports: AllImports, key: Key, form: forms.Form) -> Response:
    staged = _needed(imports, key)
    problems: list[Problem] = []
    name = import_form.list_name(form, problems) if "name" in form else staged.name
    asked = import_form.about_file(form, staged.asked) if "kind" in form else staged.asked
    return _second_look(request, imports, staged, problems, asked=asked, name=name)


@router.get("/catalogs/import/{key}/columns")
def columns(request: Request, imports: AllImports, key: Key, page: int = 1) -> Response:
    return _columns(request, _needed(imports, key), page)


@router.post("/catalogs/import/{key}/columns")
def choose_columns(
    request: Request, imports: AllImports, key: Key, form: forms.Form, page: int = 1
) -> Response:
    staged = _needed(imports, key)
    if forms.text(form, "do", 20) == "forget":
        imports.ask(staged, maps=(), sets=())
        return see_other(_at(key))
    mapping = mapping_of(staged.path, staged.asked.options())
    if mapping is None:
        raise HTTPException(404)
    asked, problems = import_form.column_choices(form, mapping, staged.asked, page)
    if problems:
        return _columns(request, staged, page, problems, form)
    imports.ask(staged, maps=asked.maps, sets=asked.sets)
    if forms.text(form, "do", 20) == "next":
        return see_other(f"{_at(key)}/columns?page={page + 1}")
    return see_other(_at(key))


@router.get("/catalogs/import/{key}/questions")
def questions(request: Request, imports: AllImports, key: Key, page: int = 1) -> Response:
    return _questions(request, imports, _needed(imports, key), page)


@router.post("/catalogs/import/{key}/questions")
def answer(request: Request, imports: AllImports, key: Key, form: forms.Form, page: int = 1) -> Response:
    staged = _needed(imports, key)
    outcome = imports.outcome(key)
    if outcome is None:
        return see_other(_at(key))
    rest = forms.text(form, "rest", 10)
    if rest:
        return _second_look(request, imports, staged, [], unsure=rest if rest != "ask" else "")
    answers, problems = import_form.answers(form, outcome.questions, page, staged.asked.answers)
    if problems:
        return _questions(request, imports, staged, page, problems)
    if page * QUESTIONS_A_PAGE < len(outcome.questions):
        imports.change(staged, answers=answers)
        return see_other(f"{_at(key)}/questions?page={page + 1}")
    return _second_look(request, imports, staged, [], answers=answers)


@router.get("/catalogs/import/{key}/all/{what}")
def all_of(request: Request, imports: AllImports, key: Key, what: str, page: int = 1) -> Response:
    outcome = imports.outcome(key)
    if what not in import_view.LISTS or outcome is None:
        raise HTTPException(404)
    found = import_view.rows(what, outcome)
    title, headings = import_view.LISTS[what]
    shown = _page_of(len(found), page, import_view.ROWS_A_PAGE)
    rows = found[shown["start"] : shown["start"] + import_view.ROWS_A_PAGE]
    return render(
        request,
        "import_list.html",
        base=_at(key),
        what=what,
        title=title,
        headings=headings,
        rows=rows,
        **shown,
    )


@router.post("/catalogs/import/{key}/bring")
def bring(request: Request, imports: AllImports, key: Key) -> Response:
    staged = _needed(imports, key)
    try:
        imports.bring_in(staged)
    except TooManyJobs as error:
        return error_page(request, 503, str(error))
    return see_other(_at(key))


@router.post("/catalogs/import/{key}/stop")
def stop(imports: AllImports, key: Key) -> Response:
    imports.stop(key)
    return see_other(_at(key))


@router.post("/catalogs/import/{key}/drop")
def drop(imports: AllImports, key: Key) -> Response:
    imports.drop(key)
    return see_other("/catalogs/import")


def _needed(imports: Imports, key: str) -> StagedFile:
    staged = imports.find(key)
    if staged is None:
        raise HTTPException(404)
    return staged


def _second_look(
    request: Request, imports: Imports, staged: StagedFile, problems: list[Problem], **changes: Any
) -> Response:
    """Ask otherwise and look again, or tell what is wrong with it."""
    asked = changes.pop("asked", None)
    if asked is not None:
        changes.update({f: getattr(asked, f) for f in _ABOUT})
    try:
        if not problems:
            imports.ask(staged, **changes)
            return see_other(_at(staged.id))
    except RequestError as error:
        problems = import_form.problems_of(error)
    except TooManyJobs as error:
        problems = [on_field("read-again", str(error))]
    return _failure(request, staged, problems, asked)


def _upload(
    request: Request, asked: ImportRequest, name: str, problems: list[Problem], status: int = 200
) -> Response:
    return render(
        request, "import_upload.html", status=status, problems=problems, public_megabytes=LIMITS.size // MEBIBYTE,
        **_fields(asked, name),
    )  # fmt: skip


def _fields(asked: ImportRequest, name: str) -> dict[str, Any]:
    lists = [n for n in Store().names() if n != "sample"]
    return {
        "asked": asked, "list": name, "lists": lists, "kinds": import_form.FILE_KINDS, "signs": import_form.SIGNS,
        "specialties": {"": "Each row says it", **SPECIALTY_NAMES},
    }  # fmt: skip


def _progress(request: Request, imports: Imports, key: str, job: ImportJob) -> Response:
    staged = imports.find(key)
    response = render(
        request,
        "import_progress.html",
        base=_at(key),
        file=staged.path.name if staged else "",
        stopping=job.state == "stopping",
        p=import_view.progress_words(job.progress),
    )
    response.headers.update(_REFRESH)
    return response


def _result(request: Request, imports: Imports, key: str, job: ImportJob) -> Response:
    outcome = job.result
    assert outcome is not None
    staged = imports.find(key)
    if staged is None and not outcome.applied:
        return _gone(request)
    asked = staged.asked if staged else ImportRequest()
    shown = import_view.view(outcome, asked.answers, asked.unsure)
    template = "import_done.html" if outcome.applied else "import_preview.html"
    in_use = Store().in_use()
    pairs = catalogs.open_twin_pairs(outcome.name) if outcome.applied else 0
    return render(request, template, base=_at(key), v=shown, in_use=in_use == outcome.name, pairs=pairs)


def _failure(
    request: Request, staged: StagedFile, problems: list[Problem], asked: ImportRequest | None = None
) -> Response:
    try:
        has_columns = mapping_of(staged.path, staged.asked.options()) is not None
    except (CatalogFileError, CatalogError, RequestError):
        has_columns = False
    return render(
        request,
        "import_failed.html",
        status=422,
        base=_at(staged.id),
        problems=problems,
        file=staged.path.name,
        has_columns=has_columns,
        another_way=not any(p.path == "another-file" for p in problems),
        **_fields(asked or staged.asked, staged.name),
    )


def _columns(
    request: Request,
    staged: StagedFile,
    page: int,
    problems: list[Problem] | None = None,
    form: forms.Sent | None = None,
) -> Response:
    try:
        mapping = mapping_of(staged.path, staged.asked.options())
    except (CatalogFileError, CatalogError) as error:
        return _failure(request, staged, _problems(error))
    if mapping is None:
        raise HTTPException(404)
    shown = _page_of(len(mapping.columns), page, COLUMNS_A_PAGE)
    rows = import_form.columns(mapping, staged.asked, shown["page"])
    constants = import_form.constants(staged.asked)
    if form is not None:
        import_form.fill_in(form, rows, constants)
    return render(
        request,
        "import_columns.html",
        status=422 if problems else 200,
        base=_at(staged.id),
        file=staged.path.name,
        problems=problems or [],
        rows=rows,
        constants=constants,
        fields=import_form.FIELDS,
        units=import_form.UNITS,
        chosen=bool(staged.asked.maps or staged.asked.sets),
        **shown,
    )


def _questions(
    request: Request, imports: Imports, staged: StagedFile, page: int, problems: list[Problem] | None = None
) -> Response:
    outcome = imports.outcome(staged.id)
    if outcome is None or not outcome.questions:
        return see_other(_at(staged.id))
    shown = _page_of(len(outcome.questions), page, QUESTIONS_A_PAGE)
    return render(
        request,
        "import_questions.html",
        status=422 if problems else 200,
        base=_at(staged.id),
        problems=problems or [],
        list=staged.name,
        questions=import_view.questions(outcome, staged.asked.answers, shown["start"], QUESTIONS_A_PAGE),
        **shown,
    )


def _gone(request: Request) -> Response:
    return render(request, "import_gone.html", status=404)


def _at(key: str) -> str:
    return f"/catalogs/import/{key}"


def _problems(error: Exception | None) -> list[Problem]:
    """What is wrong with a file, each linked to where it can be put right."""
    if isinstance(error, CatalogFileError):
        where = {"which_specialty": "specialty", "wrong_kind": "another-file"}
        told = [
            on_field(where.get(p.code, "read-again"), p.sentence()) for p in error.problems[:_MOST_PROBLEMS]
        ]
        if error.total > len(told):
            told.append(on_field("read-again", f"And {error.total - len(told):,} more."))
        return told
    return [on_field("read-again", line) for line in str(error).splitlines()]


_MOST_PROBLEMS: Final = 20


def _page_of(total: int, page: int, size: int) -> dict[str, int]:
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    return {"page": page, "pages": pages, "start": (page - 1) * size, "total": total}
