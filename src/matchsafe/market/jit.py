"""Kernels are plain Python functions on arrays: compiled when Numba is installed, run as they are when it is not."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, Final, ParamSpec, TypeVar
from zlib import crc32

P = ParamSpec("P")
R = TypeVar("R")

try:
    from numba import njit
    from numba.core.options import DefaultOptions
except ImportError:  # pragma: no cover - depends on what is installed
    njit = None  # type: ignore[assignment]

COMPILED: Final = njit is not None
"""Whether kernels run compiled in this process."""
_OPTIONS: Final[dict[str, Any]] = {"nogil": True, "no_cfunc_wrapper": True}
if COMPILED and hasattr(DefaultOptions, "_nrt"):
    # Kernels allocate nothing; counting references to the arrays they are given takes two thirds of the time.
    _OPTIONS["_nrt"] = False


def _fingerprint() -> str:
    files = sorted(Path(__file__).parent.rglob("*.py"))
    contents = [content for file in files if b"kernel\ndef " in (content := file.read_bytes())]
    return f"{crc32(b''.join(contents)):08x}"


_SOURCES: Final = _fingerprint()
"""Of all files with kernels, as a part of the name a compiled kernel is kept under. Numba looks at the file of a kernel
alone, and would go on using one whose callee in another file has changed. A constant of a kernel stands in such a file
too."""


def compiles_first() -> bool:
    """Whether the first call will have to compile, which takes half a minute or more; afterwards it is on disk."""
    if not COMPILED or "NUMBA_CACHE_DIR" in os.environ:
        return False
    return not any(Path(__file__).parent.rglob(f"__pycache__/*_{_SOURCES}-*.nbi"))


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile at the first call (kept on disk for the next process) and run without the interpreter's lock.

    A kernel works in the arrays it is given and makes none of its own.
    """
    return _compiled(function, cache=True)


def inner_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """A kernel that only kernels call; to compile it takes half the time, and it is kept as a part of them.

    It becomes part of its callers: handing over a tuple of a dozen arrays takes longer than many a kernel does.
    """
    compiled: Any = _compiled(function, cache=False, no_cpython_wrapper=True, forceinline=True)
    if COMPILED:
        numba_class: Any = type(compiled)
        compiled.__class__ = _inner_class(numba_class)
    inner: Callable[P, R] = compiled
    return inner


@cache
def _inner_class(dispatcher: Any) -> Any:
    """Numba's class, without what a call from outside a kernel would crash in."""

    def refuse(self: Any, *_: object) -> None:
        raise TypeError(
            f"{self.py_func.__name__} is compiled for other kernels only; jit.plain gives it for Python"
        )

    return type("InnerKernel", (dispatcher,), {"__call__": refuse})


def _compiled(function: Callable[P, R], **options: bool) -> Callable[P, R]:
    if njit is None:
        return function
    function.__qualname__ += f"_{_SOURCES}"
    compiler: Any = njit
    compiled: Callable[P, R] = compiler(**_OPTIONS, **options)(function)
    return compiled


def plain(function: Callable[P, R]) -> Callable[P, R]:
    """The same source as interpreted Python, down to every kernel it calls: the oracle the compiled one is held to."""
    source: Any = getattr(function, "py_func", function)
    scope = dict(source.__globals__)
    for name in source.__code__.co_names:
        if hasattr(scope.get(name), "py_func"):
            scope[name] = plain(scope[name])
    copied = FunctionType(source.__code__, scope, source.__name__, source.__defaults__, source.__closure__)
    interpreted: Callable[P, R] = copied
    return interpreted
