"""What a user installs is free to use."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

PERMISSIVE = ("MIT", "BSD", "APACHE", "PSF", "PYTHON SOFTWARE FOUNDATION", "ISC", "0BSD", "ZLIB")


def installed(name: str, extras: set[str], seen: dict[str, str]) -> dict[str, str]:
    """The licence of every distribution that ``name`` with ``extras`` needs here, by name."""
    for line in distribution(name).requires or ():
        need = Requirement(line)
        wanted = need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        if not wanted or need.name.lower() in seen:
            continue
        try:
            meta = distribution(need.name).metadata
        except PackageNotFoundError:
            continue
        classifiers = [c for c in meta.get_all("Classifier", []) if c.startswith("License")]
        seen[need.name.lower()] = " ".join(
            [meta.get("License-Expression") or meta.get("License") or "", *classifiers]
        )
        installed(need.name, need.extras, seen)
    return seen


def test_every_library_a_user_installs_is_permissively_licensed() -> None:
    licences = installed("matchsafe", {"web"}, {})
    assert {"numpy", "fastapi", "sqlalchemy"} <= set(licences)
    strict = {n: t[:80] for n, t in licences.items() if not any(word in t.upper() for word in PERMISSIVE)}
    assert not strict
