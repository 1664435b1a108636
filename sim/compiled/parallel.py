"""Compiling by several processes at once: each takes the functions in another order, and none that another has done."""

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
FEW = 40  # functions, below which another process would come too late
PIECE_S, LINK_S = 0.06, 0.012  # a function, on a slow core


def processes() -> int:
    """Cores this process may use, up to as many as are worth their start."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST_PROCESSES, cores)


def unlinked(functions: Iterable[Any]) -> list[Part]:
    """Those that have not been compiled with all that they call."""
    return [function.part for function in functions if not code_cache.holds(function.part.file)] if JIT else []


def pieces_missing(parts: Iterable[Part]) -> list[Part]:
    """Those that have not been compiled, of these and all that they call."""
    called = dict.fromkeys(part for each in parts for part in each.all_called)
    return [part for part in called if not code_cache.holds(part.piece_file)]


def expected_s(functions: Iterable[Any]) -> float:
    """How long it will take to compile what is missing of these; 0 = they are there."""
    parts = unlinked(functions)
    missing = len(pieces_missing(parts))
    return PIECE_S * missing / (processes() if missing > FEW else 1) + LINK_S * sum(len(part.all_called) for part in parts)


def compile_now(functions: Iterable[Any]) -> None:
    """Compile or load functions, and all that they call, which the first call would have to do."""
    if not JIT:
        return
    functions = list(functions)
    if missing := pieces_missing(unlinked(functions)):
        with _helped(missing):
            for part in missing:
                _ = part.piece
        code_cache.forget_old()
    for function in functions:
        function._compile_for_args()


@contextmanager
def _helped(missing: list[Part]) -> Iterator[None]:
    """Let other processes compile for us what we have not come to."""
    n = processes() - 1 if len(missing) > FEW and code_cache.folder() and sys.executable else 0
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    names = json.dumps([[part.function.__module__, part.function.__qualname__] for part in missing]).encode()
    helpers = []
    for seed in range(n):
        command = [sys.executable, "-c", f"from {__name__} import help_out; help_out({seed})"]
        with suppress(OSError):
            helper = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            helper.stdin.write(names)
            helper.stdin.close()
            helpers.append(helper)
    try:
        yield
    finally:
        for helper in helpers:
            helper.terminate()
            helper.wait()


def help_out(seed: int) -> None:
    """Compile the functions that are named on stdin, in an order of our own."""
    functions = [getattr(importlib.import_module(module), name) for module, name in json.load(sys.stdin)]
    random.Random(seed).shuffle(functions)
    for function in functions:
        if not code_cache.holds(function.part.piece_file):
            _ = function.part.piece
