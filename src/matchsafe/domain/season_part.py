"""What every part of a season shares: frozen groups of fields, and the types of single values with their checks."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from matchsafe.domain.specialties import SPECIALTY_NAMES, specialty_code
from matchsafe.domain.states import state_code

Track = Literal["categorical", "preliminary", "transitional", "advanced"]
Visa = Literal["j1", "h1b"]

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
_LINK: Final = re.compile(r"https?://[!#-&(-;=?-\[\]-~]+", re.ASCII)


class Part(BaseModel):
    """One group of fields of a season: it does not change, and holds no field that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class FrozenMap(dict[str, Any]):
    """A map of a frozen group; it is never changed, so it has a hash."""

    def __hash__(self) -> int:  # type: ignore[override]
        entries: frozenset[Hashable] = frozenset(self.items())
        return hash(entries)


def specialty_of(value: str) -> str:
    """The code of a specialty given by code, name or short form; an error a form can show if there is none."""
    if (code := specialty_code(value)) is None:
        raise PydanticCustomError("specialty", "not a specialty this tool knows")
    return code


def state_of(value: str) -> str:
    """The code of a state given by code or name; an error a form can show if there is none."""
    if (code := state_code(value)) is None:
        raise PydanticCustomError("state", "not a US state, DC or a territory")
    return code


def id_of(value: str) -> str:
    """A short name that other parts of a season refer to; an error a form can show if it is not one."""
    if not _ID.fullmatch(value):
        raise PydanticCustomError("id", "not up to 40 letters, digits, - or _")
    return value


def own_id_of(value: str) -> str:
    """An id, or nothing where a part has none yet; an error a form can show if it is neither."""
    return value and id_of(value)


def link_of(value: str) -> str:
    """A web address; an error a form can show if it is anything else, such as a script."""
    if not _LINK.fullmatch(value):
        raise PydanticCustomError("link", "not a web address")
    return value


def _schema(pattern: str, longest: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "maxLength": longest})


SpecialtyName = Annotated[str, AfterValidator(specialty_of)]
"""A specialty as people write it, which becomes its code."""

SpecialtyCode = Annotated[SpecialtyName, Field(json_schema_extra={"enum": list(SPECIALTY_NAMES)})]
"""A specialty given by code, name or short form."""

StateCode = Annotated[str, AfterValidator(state_of)]
"""A US state, DC or a territory given by its two letters or its name."""

Id = Annotated[str, AfterValidator(id_of), _schema(_ID.pattern, 40)]
"""The id of another part of the season."""

OwnId = Annotated[str, AfterValidator(own_id_of), _schema("[A-Za-z0-9_-]{0,40}", 40)]
"""The id of a part itself, unique in the season; empty until it has one."""

Link = Annotated[str, Field(max_length=2000), AfterValidator(link_of), _schema(_LINK.pattern, 2000)]
"""A web address that begins with http:// or https://."""

Name = Annotated[str, Field(min_length=1, max_length=300)]
"""A name in free words."""

ShortText = Annotated[str, Field(max_length=300)]
"""A line of free text."""

LongText = Annotated[str, Field(max_length=10_000)]
"""Notes."""

Money = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
"""US dollars."""
