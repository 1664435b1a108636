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
    work_s = PIECE_S * len(missing) + LINK_S * sum(len(part.inlined) for part in parts)
    return work_s / (1 + _n_helpers(missing))


def compile_now(functions: Iterable[Any]) -> None:
    """Compile or load functions, and all that they call, before their first call."""
    if not JIT:
        return
    functions = list(functions)
    if parts := _not_kept(functions):
        missing = _pieces_not_kept(parts)
        with _helped(missing, parts):
            _compile(missing, parts)
        code_cache.forget_old()
    for function in functions:
        function._compile_for_args()


def _not_kept(functions: Iterable[Any]) -> list[Part]:
    if not JIT:
        return []
    needed = dict.fromkeys(part for each in functions for part in (each.part, *each.part.linked_apart))
    return [part for part in needed if not code_cache.holds(part.file)]


def _compile(missing: Iterable[Part], parts: Iterable[Part]) -> None:
    for part in missing:
        part.compile_alone()
    for part in parts:
        part.link_alone()


def _pieces_not_kept(parts: Iterable[Part]) -> list[Part]:
    needed = dict.fromkeys(part for each in parts for part in each.inlined)
    return [part for part in needed if not code_cache.holds(part.piece_file)]


def _n_helpers(missing: list[Part]) -> int:
    shared = len(missing) > FEW and code_cache.folder() is not None and bool(sys.executable)
    return min(MOST_PROCESSES, cores()) - 1 if shared else 0


@contextmanager
def _helped(missing: list[Part], parts: list[Part]) -> Iterator[None]:
    """Let other processes compile ahead of this one; without them it compiles everything itself."""
    helpers = []
    names = json.dumps([[part.place for part in each] for each in (missing, parts)])
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
    """Compile, and then link, the functions named on standard input."""
    places = json.load(sys.stdin)
    missing, parts = ([getattr(importlib.import_module(name), own).part for name, own in each] for each in places)
    for each in (missing, parts):
        random.Random(seed).shuffle(each)
    _compile(missing, parts)
