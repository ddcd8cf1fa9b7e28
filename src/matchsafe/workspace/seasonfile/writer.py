"""Write a season as a file: only what was given, in a fixed order, so that it reads back as the same."""

from __future__ import annotations

import json
from typing import Any, Final

from matchsafe.domain.season import Season
from matchsafe.domain.season_plan import SeasonPlan
from matchsafe.workspace.seasonfile.syntax import plain
from matchsafe.workspace.seasonfile.validation import content_of

HEAD: Final = """\
# matchsafe season file
# Every field but applicant.type, target.specialty and an interview's program may be left out.
"""
"""The comment that begins each YAML file."""

_ON_ONE_LINE: Final = frozenset(
    {
        "step1",
        "step2_ck",
        "step3",
        "target",
        "targets",
        "partner_target",
        "partner_targets",
        "red_flags",
        "visas_sponsored",
    }
)


def dump_json(season: Season, plan: SeasonPlan | None = None) -> str:
    """The season, and what was asked of its plan if given, as JSON text ending with a line break."""
    return json.dumps(content_of(season, plan), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def dump_yaml(season: Season, plan: SeasonPlan | None = None) -> str:
    """The season, and what was asked of its plan if given, as YAML text with a comment at its head."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes small groups on one line and quotes every text that could be read as something else."""

        def ignore_aliases(self, data: object) -> bool:
            return True

        def represent_str(self, data: str) -> yaml.ScalarNode:
            style = None if isinstance(plain(data), str) else '"'
            return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)

        def represent_one_line(self, data: _OneLine) -> yaml.Node:
            node = self.represent_data(data.value)
            if isinstance(node, yaml.CollectionNode):
                node.flow_style = True
            return node

    Dumper.add_representer(str, Dumper.represent_str)
    Dumper.add_representer(_OneLine, Dumper.represent_one_line)
    text = yaml.dump(
        _laid_out(content_of(season, plan)),
        Dumper=Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=1_000_000,
    )
    return HEAD + text


class _OneLine:
    """A small group or list that is written on one line."""

    def __init__(self, value: object) -> None:
        self.value = value


def _laid_out(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: _OneLine(v) if k in _ON_ONE_LINE and isinstance(v, dict | list) else _laid_out(v)
            for k, v in value.items()
        }
    return [_laid_out(item) for item in value] if isinstance(value, list) else value
