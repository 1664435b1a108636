"""One core for a benchmark, and a list of the figures at the end."""

import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version

import pytest

Say = Callable[[str, str, str], None]
FIGURES: list[tuple[str, str, str]] = []
LIBRARIES = ("numba", "llvmlite", "numpy", "simpy")


@pytest.fixture(autouse=True)
def one_core() -> Iterator[None]:
    """Pin this process to one core, where the system lets us."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    yield
    os.sched_setaffinity(0, cores)


@pytest.fixture
def say(benchmark: pytest.FixtureRequest) -> Say:
    """Note a figure for the list at the end, and in what pytest-benchmark stores: what, how much, the aim."""

    def noted(what: str, value: str, aim: str = "") -> None:
        FIGURES.append((what, value, aim))
        benchmark.extra_info[what] = value

    return noted


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """All figures, and what they were measured with."""
    if not FIGURES:
        return
    write = terminalreporter.write_line
    terminalreporter.section("how fast")
    write(f"{'':62s}{'measured':>22s}   aim")
    for what, value, aim in FIGURES:
        write(f"{what:62s}{value:>22s}   {aim}")
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    write(f"Python {platform.python_version()}, {libraries}; {platform.machine()}, {os.cpu_count()} cores.")
    write("CPU seconds of pinned processes; ratios of neighbours in one run, medians over rounds.")
