"""Fields given on the command line as NAME=VALUE, read by the type each has in a season."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel

from matchsafe.cli.errors import CliError
from matchsafe.domain import season_fields
from matchsafe.domain.field_types import FieldType, field_types
from matchsafe.domain.problem import quote
from matchsafe.workspace.season_answers import read
from matchsafe.workspace.seasonfile import SeasonFileError
from matchsafe.workspace.seasonfile.reader import read_text
from matchsafe.workspace.seasonfile.syntax import plain
from matchsafe.workspace.seasonfile.validation import prepare

_AS_TYPED: Final = ("text", "date", "wall_time", "moment", "month", "time_zone", "link", "id", "state")
_CHOSEN: Final = ("word", "yes_no", "specialty")


def fields_of(model: type[BaseModel], typed: Iterable[str]) -> dict[str, Any]:
    """The fields typed as NAME=VALUE; one without a value is ``None``, to be taken out."""
    found: dict[str, Any] = {}
    wrong = []
    types = field_types(model)
    for text in typed:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign:
            wrong.append(f"{quote(text)} is not FIELD=VALUE. Accepted: {', '.join(types)}.")
        elif name in found:
            wrong.append(f"{name} is given twice.")
        else:
            try:
                found[name] = _value(types.get(name), value.strip())
            except SeasonFileError as error:
                wrong.append(f"{name}: {error.problems[0].message}")
    if wrong:
        raise CliError(wrong)
    return found


def _value(field: FieldType | None, text: str) -> Any:
    """What a text means in a field; what it cannot mean is left to the rules of the season."""
    if text == "":
        return None
    if field is None or field.kind in _AS_TYPED:
        return text
    if field.kind in _CHOSEN:
        known = season_fields.catalogue().of(field)
        return text if known is None else read(known, text)[0]
    if field.kind in ("words", "list") and text[0] != "[":
        return [part.strip() for part in text.split(",")]
    if field.kind in ("words", "list", "map", "group", "groups"):
        document = read_text(f"value: {text}\n", "value")
        value = document.data["value"] if isinstance(document.data, dict) else text
        group = field.group if field.kind == "group" else None
        return value if group is None else prepare(value, document.marks, group, ("value",), nulls=True)
    return plain(text)
