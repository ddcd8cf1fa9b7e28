"""The catalogue of season fields: what each means, how it is asked, the words it takes and what is improbable.

The words are data, ``season_fields.toml``; the types and their bounds are those of ``matchsafe.domain.season``. Reader,
schema, reference, pages and terminal all go by this catalogue, so that a field is declared once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from matchsafe.domain.field_types import FieldType, field_at, field_types, models_in
from matchsafe.domain.package_data import own_toml
from matchsafe.domain.problem import Location
from matchsafe.domain.season import Season

_LONGEST: Final = 80


def key(text: str) -> str:
    """A text as words are compared: its letters and digits in small letters."""
    return "".join(c for c in text[:_LONGEST].casefold() if c.isalnum())


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One word that a field takes.

    Attributes:
        code: As it is written in a file.
        label: Inside a sentence.
        choice: As the answer to the field's question.
        hint: Who should choose it, in a line.
        also: What people write for it, in small letters and digits only.
    """

    code: str
    label: str
    choice: str = ""
    hint: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlausibleBound:
    """A bound beyond which a value is possible, but more often a slip; nothing is computed from it.

    Attributes:
        code: A stable short name of the warning.
        says: The warning; ``{value}`` is the value, ``{whose}`` whose it is.
    """

    code: str
    says: str
    low: int | None = None
    high: int | None = None

    def excludes(self, value: float) -> bool:
        """Whether a value lies beyond it."""
        return (self.low is not None and value < self.low) or (self.high is not None and value > self.high)


@dataclass(frozen=True, slots=True)
class SeasonField:
    """One field of a season file; the head of ``season_fields.toml`` says what its words are for."""

    type: FieldType
    label: str
    meaning: str
    example: str
    left_out: str = ""
    also: tuple[str, ...] = ()
    question: str = ""
    why: str = ""
    title: str = ""
    short: str = ""
    hint: str = ""
    skip: str = ""
    unknown: str = ""
    none: str = ""
    yes: str = "Yes"
    no: str = "No"
    moves: str = ""
    options: tuple[FieldOption, ...] = ()
    plausible: tuple[PlausibleBound, ...] = ()
    partner: Mapping[str, str] | None = None

    @property
    def heading(self) -> str:
        """Its name on "Check your answers"."""
        return self.short or self.title or self.label

    def option(self, code: str) -> FieldOption | None:
        """The word with this code."""
        return next((o for o in self.options if o.code == code), None)

    def word(self, text: str) -> str | None:
        """The code behind a code, a label or another word people use; ``None`` if there is none."""
        wanted = key(text)
        for option in self.options:
            if wanted in (key(option.code), key(option.label), *option.also):
                return option.code
        return None

    def of_partner(self) -> SeasonField:
        """The field as it is asked of a partner."""
        words: dict[str, Any] = dict(self.partner or {})
        return replace(self, **words)


class SeasonCatalogue:
    """The fields of a season.

    Args:
        root: The type of a season.
        declared: Groups and fields as ``season_fields.toml`` has them.

    Attributes:
        root: The type of a season.
        fields: Every field by the name of its type and its own, such as ``Applicant.visa``, in the order of the file.
    """

    def __init__(self, root: type[Season], declared: Mapping[str, Mapping[str, Any]]) -> None:
        self.root = root
        self._declared = declared
        types = {
            f"{m.__name__}.{name}": field for m in models_in(root) for name, field in field_types(m).items()
        }
        self.fields = {
            f"{group}.{name}": _field(types[f"{group}.{name}"], words)
            for group, table in declared.items()
            for name, words in table.items()
            if isinstance(words, dict)
        }

    def meaning(self, group: str) -> str:
        """What a group of fields is."""
        return str(self._declared[group]["meaning"])

    def where(self, group: str) -> str:
        """Where a group stands in a file."""
        return str(self._declared[group]["where"])

    def of(self, field: FieldType) -> SeasonField | None:
        """The field of this type; ``None`` for the fields of anything but a season."""
        return self.fields.get(f"{field.owner}.{field.name}")

    def at(self, path: str) -> SeasonField:
        """The field at a dotted path, such as ``applicant.step2_ck.score``, with the words for whose it is.

        Raises:
            KeyError: If there is no such field.
        """
        location: Location = tuple(path.split("."))
        type_ = field_at(self.root, location)
        if type_ is None:
            raise KeyError(path)
        field = self.fields[f"{type_.owner}.{type_.name}"]
        return (
            field.of_partner() if path.startswith(("couples.partner.", "couples.partner_target.")) else field
        )

    def in_group(self, group: str) -> Iterator[tuple[str, SeasonField]]:
        """The fields of a group by their own name, in the order people are asked."""
        for name, field in self.fields.items():
            if name.startswith(f"{group}."):
                yield field.type.name, field

    def paths(self) -> Iterator[str]:
        """The path of each field that is asked about and stands in no list and under no partner."""
        groups = {"Season": ""}
        for model in models_in(self.root):
            for name, type_ in field_types(model).items():
                at = groups.get(model.__name__)
                if at is not None and type_.kind == "group" and type_.group is not None and name != "couples":
                    groups.setdefault(type_.group.__name__, f"{at}{name}.")
        for name, field in self.fields.items():
            group, _, own = name.partition(".")
            if field.question and group in groups and field.type.kind != "group":
                yield f"{groups[group]}{own}"

    def other_name(self, word: str, group: str = "") -> str | None:
        """The field that people call by another name, in one group or, without one, in the first that has it."""
        wanted = key(word)
        for name, field in self.fields.items():
            if wanted in field.also and (not group or name.startswith(f"{group}.")):
                return field.type.name
        return None

    def options(self, name: str) -> tuple[FieldOption, ...]:
        """The words of the field with this name.

        Raises:
            KeyError: If no field of that name takes words.
        """
        for field in self.fields.values():
            if field.type.name == name and field.options:
                return field.options
        raise KeyError(name)


def _field(type_: FieldType, words: Mapping[str, Any]) -> SeasonField:
    plausible = words.get("plausible", ())
    given = {
        **words,
        "also": tuple(words.get("also", ())),
        "plausible": tuple(
            PlausibleBound(**b) for b in ([plausible] if isinstance(plausible, dict) else plausible)
        ),
        "options": tuple(_option(code, option) for code, option in words.get("options", {}).items()),
    }
    return SeasonField(type_, **given)


def _option(code: str, words: Mapping[str, Any]) -> FieldOption:
    label = str(words["label"])
    choice = str(words.get("choice", label[:1].upper() + label[1:]))
    return FieldOption(code, label, choice, str(words.get("hint", "")), tuple(words.get("also", ())))


def declarations() -> dict[str, dict[str, Any]]:
    """A new copy of what ``season_fields.toml`` declares."""
    return own_toml("matchsafe.domain", "season_fields.toml")


@cache
def catalogue() -> SeasonCatalogue:
    """The catalogue of the season file."""
    return SeasonCatalogue(Season, declarations())
