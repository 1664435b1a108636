"""How rules and verbs are compiled: when first needed, for the types their signatures name, cached by content."""

import gc
import hashlib
import os
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import numba
import numpy as np

from sim.time_units import DAY_S, MONTH_D

Function = TypeVar("Function", bound=Callable[..., Any])

MONTH_S = MONTH_D * DAY_S
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
PACKAGE = Path(__file__).parents[1]
SOURCES = ("time_units.py", "scenario/*.py", "rules/*.py", "compiled/*.py", "model/**/*.py")


def _sources_hash() -> str:
    """Numba looks at one file's date only; a changed callee would leave a stale caller in its cache."""
    digest = hashlib.sha256(numba.__version__.encode())
    for pattern in SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache_parents() -> Iterator[Path]:
    """Where compiled code may be kept: as numba was told, the user's cache, a folder of this user's for a while."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(named)
    with suppress(RuntimeError):  # a user without a home
        yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rapport"
    yield Path(tempfile.gettempdir()) / f"rapport-{os.getuid()}"


def _cache_folder() -> Path | None:
    """A folder of our own for these sources: what is read there is run, so nobody else may write to it."""
    for parent in _cache_parents():
        folder = parent / f"compiled-{_sources_hash()}"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            mine = folder.stat().st_uid == parent.stat().st_uid == os.getuid()
        except OSError:
            continue
        if mine and os.access(folder, os.W_OK):
            return folder
    return None


def _forget_old(folder: Path) -> None:
    """Compiled code of sources that nobody has started with for a month goes."""
    folder.touch()
    for other in folder.parent.glob("compiled-*"):
        with suppress(OSError):
            if time.time() - other.stat().st_mtime > MONTH_S:
                shutil.rmtree(other)


CACHE = _cache_folder() if JIT else None
if CACHE:
    numba.config.CACHE_DIR = str(CACHE)
    _forget_old(CACHE)


_compiling: list[str] = []  # each for the one before, which calls it


def is_cold(functions: Iterable[Any]) -> bool:
    """Whether one of these has not been compiled yet from these sources, by this Python."""
    kept = f"py{sys.version_info.major}{sys.version_info.minor}{sys.abiflags}.nbi"  # as numba names it
    names = [f"*.{function.__name__}-*.{kept}" for function in functions]
    return JIT and (CACHE is None or not all(any(CACHE.rglob(name)) for name in names))


def compile_now(functions: Iterable[Any]) -> None:
    """Compile or load functions, and all that they call, which the first call would have to do."""
    if JIT:
        for function in functions:
            function._compile_for_args()


def numba_type(hint: Any) -> Any:
    """The compiled type of a Python type hint.

    >>> str(numba_type(tuple[float, int]))
    'Tuple(float64, int64)'
    """
    if get_origin(hint) is tuple:
        return numba.types.Tuple([numba_type(item) for item in get_args(hint)])
    return TYPES[hint]


def compiled(function: Function) -> Function:
    """Compile for the types of the signature when it is first needed; with the JIT off the function stays as it is.

    Callers take in what they call: handing over arguments and looking for errors was a fifth of a contact's time.
    """
    return _on_demand(function, forceinline=True)


def called(function: Function) -> Function:
    """Likewise, for a long verb with many callers, who call it: as many copies would double the time to compile."""
    return _on_demand(function, forceinline=False)


def afresh(function: Any, formula: Callable[..., Any] | None = None) -> Any:
    """A compiled function made again: of another formula, or of its own for what its global names stand for by now.

    Numba's cache knows a function by its own source and not by what it calls, so this copy stays out of it.
    """
    if not JIT:
        return formula or function
    return _on_demand(formula or function.py_func, function.targetoptions["forceinline"], cached=False)


def _on_demand(function: Function, forceinline: bool, cached: bool = CACHE is not None) -> Function:
    if not JIT:
        return function
    # no reference counts: nothing compiled allocates, and the caller in Python keeps the tables alive
    options = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
    dispatcher = numba.njit(cache=cached, forceinline=forceinline, **options)(function)

    def known() -> Any:
        if not dispatcher.overloads:
            with _cheaply(function.__qualname__):
                _compile(dispatcher, function)
            dispatcher.disable_compile()
        return dispatcher

    # a warm start loads what Python calls, ten functions, and none of those that they took in
    kind = type(dispatcher)
    dispatcher.get_call_template = lambda args, kws: kind.get_call_template(known(), args, kws)
    dispatcher.get_overload = lambda signature: kind.get_overload(known(), signature)
    dispatcher._compile_for_args = lambda *args, **kws: next(iter(known().overloads.values())).entry_point
    return dispatcher


@contextmanager
def _cheaply(name: str) -> Iterator[None]:
    """Optimize in full what Python calls, and within it all that it calls: the pieces on their own only a little.

    Nor look for garbage among the million objects that compiling makes, which stay: that takes a tenth of the time.
    """
    level, vectorizing, collecting = numba.config.OPT, numba.config.LOOP_VECTORIZE, gc.isenabled()
    gc.disable()
    numba.config.LOOP_VECTORIZE = 0  # no loop of ours goes over numbers that lie side by side
    if _compiling:
        numba.config.OPT = type(level)(1)
    _compiling.append(name)
    try:
        yield
    finally:
        _compiling.pop()
        numba.config.OPT, numba.config.LOOP_VECTORIZE = level, vectorizing
        if collecting:
            gc.enable()


def _compile(dispatcher: Any, function: Function) -> None:
    """Load from the cache, or compile."""
    hints = get_type_hints(function)
    returned = numba_type(hints.pop("return"))
    signature = returned(*(numba_type(hint) for hint in hints.values()))
    try:
        dispatcher.compile(signature)
    except (EOFError, OSError, ValueError, pickle.UnpicklingError):
        if CACHE is None:
            raise
        # a file that was cut short, by a full disk or a killed process: compile again
        for file in CACHE.rglob(f"*.{function.__qualname__}-*"):
            file.unlink(missing_ok=True)
        dispatcher.compile(signature)
