"""Bring plain data into the form the types expect, where the meaning is beyond doubt."""

from __future__ import annotations

from pydantic import BaseModel

from matchsafe.domain.season import Season
from matchsafe.workspace.seasonfile.problems import Location
from matchsafe.workspace.seasonfile.shape import Shape, shapes
from matchsafe.workspace.seasonfile.tree import Marks


def prepare(data: object, marks: Marks, model: type[BaseModel] = Season, location: Location = ()) -> object:
    """Adjust one group of fields and the groups in it.

    - A field that is left blank (``null``) and has no meaning for it counts as left out.
    - Free text in YAML keeps its writing: a program called ``No`` or ``2023`` is no number.
    - A number without a fraction is a whole number, however it is written (``245.0``).
    """
    if not isinstance(data, dict):
        return data
    known = shapes(model)
    prepared: dict[str, object] = {}
    for name, value in data.items():
        shape = known.get(name)
        here = (*location, name)
        if shape is None:
            prepared[name] = value
        elif value is not None or shape.nullable or shape.required:
            prepared[name] = _value(value, shape, marks, here)
    return prepared


def _value(value: object, shape: Shape, marks: Marks, here: Location) -> object:
    if shape.kind == "text" and isinstance(value, bool | int | float) and marks.bare_words:
        return marks.raws.get(here, value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if shape.group is None:
        return value
    if isinstance(value, tuple):
        return tuple(prepare(item, marks, shape.group, (*here, i)) for i, item in enumerate(value))
    return prepare(value, marks, shape.group, here)
