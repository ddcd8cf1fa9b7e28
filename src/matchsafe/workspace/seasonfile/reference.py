"""Write the generated part of the reference: the tables of fields in the page, and the published schema.

``make docs`` rewrites both; a test holds them current.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from matchsafe.domain import season_fields
from matchsafe.domain.field_types import FieldType, field_types, models_in
from matchsafe.domain.specialties import SPECIALTY_NAMES
from matchsafe.workspace.seasonfile.json_schema import schema

BEGIN: Final = "<!-- fields: generated, do not edit by hand -->"
END: Final = "<!-- end of fields -->"


def field_tables() -> str:
    """The fields of every group as Markdown definition lists, and the list of specialties."""
    catalogue = season_fields.catalogue()
    parts = []
    for model in models_in(catalogue.root):
        parts.append(f"### {catalogue.where(model.__name__)}\n\n{catalogue.meaning(model.__name__)}\n")
        for name, field in field_types(model).items():
            note = catalogue.fields[f"{model.__name__}.{name}"]
            parts.append(
                f"**`{name}`**: {note.meaning}\n\n"
                f"- Accepted: {_accepts(field)}.\n"
                f"- If left out: {note.left_out or 'It is needed.'}\n"
                f"- Example: `{name}: {note.example}`\n"
            )
    rows = "\n".join(f"| `{code}` | {name} |" for code, name in SPECIALTY_NAMES.items())
    parts.append(f"### Specialties\n\n| Code | Name |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def _accepts(field: FieldType) -> str:
    """What a field accepts, with the words to be written set as code."""
    return field.accepted().replace(", ".join(field.words), ", ".join(f"`{word}`" for word in field.words), 1)


def with_tables(page: str) -> str:
    """A reference page with its generated part made new.

    Raises:
        ValueError: If the page lacks the two comments that mark the part.
    """
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{field_tables()}\n{END}{after}"


def schema_text() -> str:
    """The published schema as the text of its file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def write(folder: Path) -> None:
    """Make ``season.schema.json`` and the tables of ``season-file.md`` in a folder new."""
    (folder / "season.schema.json").write_text(schema_text(), encoding="utf-8")
    page = folder / "season-file.md"
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
