"""How rules and verbs are compiled: ahead of the first call, for the types their signatures name, cached by content."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import numba
import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])

JIT = not numba.config.DISABLE_JIT
TYPES: dict[Any, Any] = {
    float: numba.float64,
    int: numba.int64,
    bool: numba.boolean,
    np.uint64: numba.uint64,
    NoneType: numba.void,
    np.ndarray: numba.float64[::1],
}


# What the compiled code depends on: the tables come from the scenario's models.
SOURCES = ("scenario/*.py", "rules/*.py", "engines/kernel.py") + tuple(
    f"{module}.py"
    for module in (
        "jit",
        "draws",
        "quantiles",
        "clock",
        "tables",
        "agenda",
        "records",
        "world",
        "floor",
        "talk",
        "life",
        "night",
    )  # fmt: skip
)


def _sources_hash() -> str:
    """Numba looks at one file's date only; a changed callee would leave a stale caller in its cache."""
    digest = hashlib.sha256(numba.__version__.encode())
    for pattern in SOURCES:
        for path in sorted(Path(__file__).parent.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path | None:
    """The first place that can be written: the user's cache, then a temporary folder of this user's."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for parent in (home / "rapport", Path(tempfile.gettempdir()) / f"rapport-{os.getuid()}"):
        folder = parent / f"compiled-{_sources_hash()}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


CACHE = _cache_folder() if JIT else None
if CACHE and "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(CACHE)


def is_cold() -> bool:
    """Whether nothing has been compiled yet from these sources."""
    return JIT and (CACHE is None or not any(CACHE.iterdir()))


def numba_type(hint: Any) -> Any:
    """The compiled type of a Python type hint.

    >>> numba_type(tuple[float, int])
    Tuple(float64, int64)
    """
    if get_origin(hint) is tuple:
        return numba.types.Tuple([numba_type(item) for item in get_args(hint)])
    return TYPES[hint]


def compiled(function: Function) -> Function:
    """Compile for the types of the signature; with the JIT off the function is returned as it is."""
    if not JIT:
        return function
    hints = get_type_hints(function)
    returned = numba_type(hints.pop("return"))
    signature = returned(*(numba_type(hint) for hint in hints.values()))
    options = {"cache": CACHE is not None, "nogil": True, "error_model": "numpy"}
    return numba.njit(signature, **options)(function)
