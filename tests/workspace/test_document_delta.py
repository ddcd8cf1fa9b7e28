"""Deltas of documents: they lead exactly from one to the other, and are small where little changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchsafe.workspace.document_delta import difference, patch

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from([0.0, 1.0, 1.5]) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
)


@given(json_values, json_values)
def test_the_delta_of_two_documents_leads_from_one_to_the_other(source: Any, target: Any) -> None:
    before = json.dumps(source)
    delta = json.loads(json.dumps(difference(source, target)))
    assert json.dumps(patch(source, delta), sort_keys=True) == json.dumps(target, sort_keys=True)
    assert json.dumps(source) == before, "nothing was changed in place"


@given(json_values)
def test_nothing_differs_from_itself(value: Any) -> None:
    assert difference(value, json.loads(json.dumps(value))) is None


def test_one_event_more_in_a_season_of_thousands_is_a_small_delta() -> None:
    events = [{"id": str(n), "kind": "invited", "note": "x" * 50} for n in range(5_000)]
    season = {"interviews": [{"id": str(n), "status": "scheduled"} for n in range(60)], "events": events}
    after = json.loads(json.dumps(season))
    after["events"].append({"id": "new", "kind": "attended"})
    after["interviews"][30]["status"] = "attended"
    assert len(json.dumps(difference(after, season))) < 200


def test_one_is_not_yes() -> None:
    assert patch({"a": 1}, difference({"a": 1}, {"a": True})) == {"a": True}
    assert difference([0], [False]) == ["#", {"0": ["=", False]}]


def test_what_is_no_delta_is_refused() -> None:
    with pytest.raises(ValueError, match="delta"):
        patch({}, ["?"])
