"""Programs that play the same center, each timed by the CPU seconds of its own process."""

import math
import shutil
import subprocess
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from benchmarks import plain_simpy
from experiments.inputs import composed, scenarios
from sim import engines
from sim.draws import GAP, NATURE, QUEUE, uniforms
from sim.records import End
from sim.scenario import Scenario

CPP = Path(__file__).with_name("erlang_a.cpp")
SEED = 1


class Played(NamedTuple):
    """What a program played, and how long it took."""

    contacts: int  # asked for a person and were answered or hung up
    rows: int  # contacts, web sessions and silence
    days_s: float  # CPU time from the first morning on
    whole_s: float  # the world's start included
    shares: np.ndarray  # (n_days, 2) of the contacts: had to wait, hung up


Play = Callable[[], Played]


def neutral(*words: str, horizon_d: int) -> Scenario:
    """The neutral policy of a config."""
    return scenarios(composed("policy=[neutral]", f"horizon_d={horizon_d}", *words))["neutral"]


def erlang_a(n_days: int) -> Scenario:
    """Twenty calls a minute, 5 minutes each, 100 agents, patience 5 minutes; whole days, day and night."""
    return neutral(
        "experiment=erlang_a",
        "causes.request.issues_per_1000_month=864000",
        "causes.request.work_mean_s=300",
        "patience.mean_s=300",
        f"staffing.on_duty.everyday={[100] * 48}",
        horizon_d=n_days,
    )


def by_engine(scenario: Scenario, engine: str) -> Play:
    """The story or the kernel; each day's records are read and let go."""

    def play() -> Played:
        contacts, rows, shares = 0, 0, []
        began_s = time.process_time()
        days = engines.days(scenario, SEED, 0, engine)
        first = next(days)
        first_s = time.process_time()
        reading_s = 0.0
        for day in _chained(first, days):
            read_s = time.process_time()
            called = day.contacts[day.contacts["end"] <= End.abandoned]
            contacts, rows = contacts + len(called), rows + len(day.contacts)
            if len(called):
                shares.append((np.mean(called["waited_s"] > 0), np.mean(called["end"] == End.abandoned)))
            reading_s += time.process_time() - read_s
        whole_s = time.process_time() - began_s - reading_s
        # the first day comes with the world's start: it is given the mean time of the others
        rest_s = time.process_time() - first_s - reading_s
        days_s = rest_s * scenario.horizon_d / max(1, scenario.horizon_d - 1)
        return Played(contacts, rows, days_s, whole_s, np.array(shares))

    return play


def _chained(first, rest):
    yield first
    yield from rest


def by_plain_simpy(n_days: int) -> Play:
    """SimPy as in its own examples."""

    def play() -> Played:
        contacts, shares, reading_s = 0, [], 0.0
        began_s = time.process_time()
        for rows in plain_simpy.days(n_days, SEED):
            read_s = time.process_time()
            contacts += len(rows)
            shares.append((np.mean([row[1] > 0 for row in rows]), np.mean([not row[3] for row in rows])))
            reading_s += time.process_time() - read_s
        spent_s = time.process_time() - began_s - reading_s
        return Played(contacts, contacts, spent_s, spent_s, np.array(shares))

    return play


@cache
def built(folder: Path) -> Path | None:
    """The C++ program, or none where there is no compiler."""
    compiler = shutil.which("g++")
    if compiler is None:
        return None
    program = folder / "erlang_a"
    subprocess.run([compiler, "-O3", "-std=c++17", "-o", str(program), str(CPP)], check=True)
    return program


def by_cpp(program: Path, n_days: int) -> Play:
    """The C++ program, which times its own days."""

    def play() -> Played:
        out = subprocess.run([program, str(n_days), str(SEED)], check=True, capture_output=True, text=True).stdout
        first, *days, spent = out.splitlines()
        assert np.array_equal(np.array(first.split(), float), first_call()), "the C++ program draws other numbers"
        counts = np.array([line.split() for line in days], float)
        offered = int(counts[:, 0].sum())
        return Played(offered, offered, float(spent), float(spent), counts[:, 1:] / counts[:, :1])

    return play


def first_call() -> np.ndarray:
    """Offered, patience and talk in seconds of issue 0 of a center that has one stream of calls."""
    blocks = [uniforms(SEED, 0, stream, 0, 0, 0) for stream in (GAP, QUEUE, NATURE)]
    means_and_coins = zip((3, 300, 300), (blocks[0][0], blocks[1][0], blocks[2][2]), strict=True)
    return np.array([-mean * math.log(u) for mean, u in means_and_coins])


def interleaved(plays: dict[str, Play], rounds: int) -> dict[str, list[Played]]:
    """A B C A B C ...: what slows the machine for a while slows them all."""
    played: dict[str, list[Played]] = {name: [] for name in plays}
    for _ in range(rounds):
        for name, play in plays.items():
            played[name].append(play())
    return played


def per_s(played: list[Played]) -> float:
    """Contacts a second of CPU time, the world's start left out."""
    return median(round.contacts / round.days_s for round in played)


def whole_per_s(played: list[Played]) -> float:
    """Contacts a second of CPU time, the world's start included."""
    return median(round.contacts / round.whole_s for round in played)


def ratio(played: list[Played], to: list[Played]) -> float:
    """How many times as fast: the median over rounds of speeds measured one after the other."""
    pairs = zip(played, to, strict=True)
    return median(a.contacts / a.days_s / (b.contacts / b.days_s) for a, b in pairs)
