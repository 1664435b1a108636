"""Compilation by several processes: each takes functions in its own order and skips those already stored."""

import importlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sim.compiled import code_cache
from sim.compiled.jit import JIT, Part

MOST_PROCESSES = 4
FEW = 40  # functions, which are compiled before another process has started
PIECE_S, LINK_S = 0.1, 0.02  # for each function, compiled and linked: a first run by the clock took 22 s on two cores


def cores() -> int:
    """Cores available to this process, which may be fewer than the machine's in a container."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def expected_s(functions: Iterable[Any]) -> float:
    """Expected compile time of these functions and all that they call; 0 = nothing is missing."""
    parts = _not_kept(functions)
    missing = _pieces_not_kept(parts)
    return PIECE_S * len(missing) / (1 + _n_helpers(missing)) + LINK_S * sum(len(part.all_called) for part in parts)


def compile_now(functions: Iterable[Any]) -> None:
    """Compile or load functions, and all that they call, before their first call."""
    if not JIT:
        return
    functions = list(functions)
    if missing := _pieces_not_kept(_not_kept(functions)):
        with _helped(missing):
            for part in missing:
                part.compile_alone()
        code_cache.forget_old()
    for function in functions:
        function._compile_for_args()


def _not_kept(functions: Iterable[Any]) -> list[Part]:
    return [function.part for function in functions if not code_cache.holds(function.part.file)] if JIT else []


def _pieces_not_kept(parts: Iterable[Part]) -> list[Part]:
    needed = dict.fromkeys(part for each in parts for part in each.all_called)
    return [part for part in needed if not code_cache.holds(part.piece_file)]


def _n_helpers(missing: list[Part]) -> int:
    shared = len(missing) > FEW and code_cache.folder() is not None and bool(sys.executable)
    return min(MOST_PROCESSES, cores()) - 1 if shared else 0


@contextmanager
def _helped(missing: list[Part]) -> Iterator[None]:
    """Let other processes compile ahead of this one; without them it compiles everything itself."""
    helpers = []
    names = json.dumps([part.place for part in missing])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for seed in range(_n_helpers(missing)):
        command = [sys.executable, "-c", f"from {__name__} import help_out; help_out({seed})"]
        with suppress(OSError):
            helper = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, text=True, **silent)  # type: ignore[call-overload]
            helpers.append(helper)
            with helper.stdin:
                helper.stdin.write(names)
    try:
        yield
    finally:
        for helper in helpers:
            helper.terminate()
            helper.wait()


def help_out(seed: int) -> None:
    """Compile the functions named on standard input."""
    functions = [getattr(importlib.import_module(module), name) for module, name in json.load(sys.stdin)]
    random.Random(seed).shuffle(functions)
    for function in functions:
        function.part.compile_alone()
