"""Execution of tasks: in this process, in several processes, or in any executor."""

import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Lock
from typing import TypeVar

from sim.compiled.parallel import cores

STARTING = Lock()
IGNORE_CTRL_C = (signal.SIGINT, signal.SIG_IGN)  # the parent stops its workers
Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


def finished(
    play: Callable[[Task], Outcome], tasks: Mapping[int, Task], workers: int | Executor | None
) -> Iterator[tuple[int, Outcome]]:
    """Run all tasks; yield (index, outcome) in order of completion."""
    if isinstance(workers, Executor):
        yield from _by_executor(play, tasks, workers)
        return
    n = min(len(tasks), cores() if workers is None else workers)
    if n <= 1:
        yield from ((place, play(task)) for place, task in tasks.items())
        return
    with processes(n) as pool:
        yield from _by_executor(play, tasks, pool)


@contextmanager
def kept(workers: int | Executor | None) -> Iterator[int | Executor | None]:
    """Keep the same processes for several rounds of tasks; they start with the first task."""
    n = cores() if workers is None else workers
    if isinstance(n, Executor) or n <= 1:
        yield workers
        return
    with processes(n) as pool:
        yield pool


@contextmanager
def processes(n: int) -> Iterator[Executor]:
    """A pool of n processes for several rounds of tasks; tasks not started at its end are dropped."""
    # spawn: a forked child would inherit locks and threads of compiled code
    pool = ProcessPoolExecutor(n, mp_context=get_context("spawn"), initializer=signal.signal, initargs=IGNORE_CTRL_C)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _unguarded() -> Iterator[None]:
    """Start processes without importing the running script, which they do not need and would run again.

    A spawned process imports ``__main__`` by its spec or file, unless it has neither, as in a notebook.
    """
    main, names = sys.modules["__main__"], ("__spec__", "__file__")
    with STARTING:
        hidden = {name: vars(main)[name] for name in names if name in vars(main)}
        vars(main).update(dict.fromkeys(hidden))
        try:
            yield
        finally:
            vars(main).update(hidden)


def _by_executor(
    play: Callable[[Task], Outcome], tasks: Mapping[int, Task], pool: Executor
) -> Iterator[tuple[int, Outcome]]:
    with _unguarded():
        futures = {pool.submit(play, task): place for place, task in tasks.items()}
    n_done = 0
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
            n_done += 1
    except BrokenProcessPool as error:
        raise RuntimeError(
            f"A worker process ended before its task did (out of memory, or killed); {n_done} of {len(tasks)} tasks "
            "are stored. The same command goes on from there; fewer workers need less memory"
        ) from error
