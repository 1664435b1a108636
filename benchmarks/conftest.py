"""One core for a benchmark, and a list of the figures at the end."""

import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import pytest

Say = Callable[..., None]
FIGURES: list[tuple[str, str, str]] = []
LIBRARIES = ("numba", "llvmlite", "numpy", "simpy", "pydantic", "hydra-core")


@pytest.fixture(autouse=True)
def one_core(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pin this process and its children to one core, where the system lets us, unless several are asked for."""
    if not hasattr(os, "sched_setaffinity") or request.node.get_closest_marker("several_cores"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    yield
    os.sched_setaffinity(0, cores)


@pytest.fixture
def say(benchmark: Any) -> Say:
    """Note a figure for the list at the end, and in what pytest-benchmark stores: what, how much, the aim."""

    def noted(what: str, value: str, aim: str = "") -> None:
        FIGURES.append((what, value, aim))
        benchmark.extra_info[what] = value

    return noted


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "several_cores: not pinned to one core")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """All figures, and what they were measured with."""
    if not FIGURES:
        return
    write = terminalreporter.write_line
    terminalreporter.section("how fast")
    write(f"{'':64s}{'measured':>20s}   aim")
    for what, value, aim in FIGURES:
        write(f"{what:64s}{value:>20s}   {aim}")
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    busy = f"load {os.getloadavg()[0]:.1f} on " if hasattr(os, "getloadavg") else ""
    write(f"Python {platform.python_version()}, {libraries}; {platform.machine()}, {busy}{os.cpu_count()} cores.")
    write("CPU seconds on one core, from the first morning on; ratios of neighbours in one run, medians over rounds.")
