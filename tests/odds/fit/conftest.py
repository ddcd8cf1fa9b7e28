"""The fit is tested where the ``fit`` extra is installed, in double precision as the command runs it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

collect_ignore_glob = [] if find_spec("numpyro") else ["test_*.py"]


@pytest.fixture(autouse=True, scope="module")
def double_precision() -> Iterator[None]:
    import jax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_disable_most_optimizations", True)  # compiling takes longer than the sums
    yield
    jax.config.update("jax_enable_x64", before)
    jax.config.update("jax_disable_most_optimizations", False)
