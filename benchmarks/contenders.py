"""Programs that play the same center, each timed by the CPU seconds of its own process."""

import math
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np

from benchmarks import plain_simpy
from sim.compiled.draws import GAP, NATURE, QUEUE
from sim.compiled.event_queue import longer, start_day
from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.model.engines import kernel
from sim.model.engines import replication as engines
from sim.model.night import customers
from sim.model.night.evening import evening as close_day
from sim.model.setup import start
from sim.model.world.records import End
from sim.scenario import Scenario
from sim.time_units import DAY_S

CPP = Path(__file__).with_name("erlang_a.cpp")
SEED = 1


class Played(NamedTuple):
    """What a program played, and how long it took."""

    contacts: int  # asked for a person and were answered or hung up
    rows: int  # contacts, web sessions and silence
    days_s: float  # CPU time from the first morning on
    start_s: float  # CPU time to set up the world, and to value its customers at the end
    shares: np.ndarray  # of the contacts: had to wait, hung up; a row for each time records were read


Play = Callable[[], Played]


def neutral(*words: str, horizon_d: int) -> Scenario:
    """The neutral policy of a config."""
    return scenarios(composed("policy=[neutral]", f"horizon_d={horizon_d}", *words))["neutral"]


def erlang_a(n_days: int) -> Scenario:
    """Twenty calls a minute, 5 minutes each, 100 agents, patience 5 minutes; day and night."""
    return neutral(
        "experiment=erlang_a",
        "causes.request.issues_per_1000_month=864000",
        "causes.request.work_mean_s=300",
        "patience.mean_s=300",
        f"staffing.on_duty.everyday={[100] * 48}",
        horizon_d=n_days,
    )


class Stopwatch:
    """CPU seconds spent inside of some functions."""

    def __init__(self) -> None:
        self.spent_s = 0.0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any) -> Any:
            began_s = process_time()
            result = function(*args)
            self.spent_s += process_time() - began_s
            return result

        return timed


def by_engine(scenario: Scenario, engine: str, replications: int = 1) -> Play:
    """The story or the kernel; records are read, which is not timed, and let go."""

    def play() -> Played:
        once, reading, sums = Stopwatch(), Stopwatch(), Sums()
        player, read = once.around(engines.player_of(engine)), reading.around(sums.add)
        world = once.around(engines.start)
        held: list[Any] = []  # to clear a world away is no part of its days either

        def begun(*args: Any) -> Any:
            held.append(world(*args))
            return held[-1]

        set_up = {"start": begun, "player_of": lambda _: player}
        value = {"customers_value_usd": once.around(customers.customers_value_usd)}
        with patch.multiple(engines, **set_up), patch.multiple(customers, **value):
            began_s = process_time()
            for replication in range(replications):
                for records in engines.stretches(scenario, SEED, replication, engine):
                    read(records.contacts)
                once.around(held.clear)()
            spent_s = process_time() - began_s
        days_s = spent_s - once.spent_s - reading.spent_s
        return Played(sums.contacts, sums.rows, days_s, once.spent_s, np.array(sums.shares))

    return play


def by_parts(scenario: Scenario) -> dict[str, float]:
    """Nanoseconds a contact on the kernel by what a day consists of; its parts are called one by one."""
    world = start.start(scenario, SEED, 0)
    events, sums = kernel.Kernel(world).events, Sums()
    parts = {name: Stopwatch() for name in ("births and morning", "day", "evening", "records")}
    morning, evening = parts["births and morning"].around(start.with_births), parts["evening"].around(close_day)
    play, read = parts["day"].around(kernel.play), parts["records"].around(engines.read)
    for day in range(scenario.horizon_d):
        world = morning(world, day)
        start_day(events, day)
        events.places[kernel.NEXT_BIRTH] = 0
        while not play(world, events, (day + 1) * DAY_S):
            if world.book["broken"][0]:
                raise kernel.broken(world)
            world = start.with_room_for_contacts(world)
            events = longer(events, kernel.most_events(world))
        evening(world, day)
        sums.add(read(world, 0.0).contacts)
    return {name: 1e9 * part.spent_s / sums.contacts for name, part in parts.items()}


def evenings(scenario: Scenario) -> tuple[float, float]:
    """Nanoseconds a renewal: of each evening played once, and at once again, when the customers' rows are at hand."""
    world = start.start(scenario, SEED, 0)
    once, again, renewals = Stopwatch(), Stopwatch(), 0
    for day in range(scenario.horizon_d):
        for watch in (once, again):
            watch.around(close_day)(world, day)
            renewals += int(engines.read(world, 0.0).days["renewals"][0])
    return 2e9 * once.spent_s / renewals, 2e9 * again.spent_s / renewals


class Sums:
    """What is kept of the days' contacts."""

    def __init__(self) -> None:
        self.contacts = self.rows = 0
        self.shares: list[tuple[float, float]] = []

    def add(self, rows: np.ndarray) -> None:
        called = rows[rows["end"] <= End.sent_away]
        self.contacts, self.rows = self.contacts + len(called), self.rows + len(rows)
        if len(called):
            self.shares.append((np.mean(called["waited_s"] > 0), np.mean(called["end"] == End.abandoned)))


def by_plain_simpy(n_days: int) -> Play:
    """SimPy as in its own examples."""

    def play() -> Played:
        reading, contacts, shares = Stopwatch(), 0, []
        read = reading.around(lambda rows: [(waited_s > 0, not answered) for _, waited_s, _, answered in rows])
        began_s = process_time()
        for rows in plain_simpy.days(n_days, SEED):
            contacts += len(rows)
            shares.append(read(rows))
        spent_s = process_time() - began_s - reading.spent_s
        return Played(contacts, contacts, spent_s, 0.0, np.array([np.mean(day, axis=0) for day in shares]))

    return play


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
        first, *days, spent_s = out.splitlines()
        assert np.array_equal(np.array(first.split(), float), first_call()), "the C++ program draws other numbers"
        counts = np.array([line.split() for line in days], float)
        offered = int(counts[:, 0].sum())
        return Played(offered, offered, float(spent_s), 0.0, counts[:, 1:] / counts[:, :1])

    return play


def first_call() -> np.ndarray:
    """Offered, patience and talk in seconds of the first call, from numpy's own Philox."""
    streams = {GAP: (0, 3.0), QUEUE: (0, 300.0), NATURE: (2, 300.0)}
    drawn = []
    for stream, (place, mean_s) in streams.items():
        word = int(np.random.Philox(key=[SEED, 0], counter=[0, 0, 0, stream]).random_raw(4)[place])
        drawn.append(-mean_s * math.log(((word >> 12) + 0.5) * 2.0**-52))
    return np.array(drawn)


def interleaved(plays: dict[str, Play], rounds: int) -> dict[str, list[Played]]:
    """A B C A B C ...: what slows the machine for a while slows them all. The first round, which loads, is dropped."""
    played: dict[str, list[Played]] = {name: [] for name in plays}
    for _ in range(1 + rounds):
        for name, play in plays.items():
            played[name].append(play())
    return {name: rounds[1:] for name, rounds in played.items()}


def per_s(played: list[Played]) -> float:
    """Contacts a second of CPU time, from the first morning on."""
    return median(one.contacts / one.days_s for one in played)


def whole_per_s(played: list[Played]) -> float:
    """Contacts a second of CPU time, the world's start included."""
    return median(one.contacts / (one.days_s + one.start_s) for one in played)


def ratio(played: list[Played], to: list[Played]) -> float:
    """How many times as fast: the median over rounds of speeds measured one after the other."""
    pairs = zip(played, to, strict=True)
    return median(a.contacts / a.days_s / (b.contacts / b.days_s) for a, b in pairs)
