"""Comparison of policies with common random numbers, replication by replication.

A task is one policy in one replication. Tasks run anywhere and in any order; their results are small, are stored as
they arrive, and are summed in a fixed order, so a result does not depend on the workers.
"""

import sys
import time
from collections.abc import Mapping
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from sim import time_units
from sim.compiled import parallel
from sim.measures import breakdown, dictionary, ledger, ratios
from sim.model.world.records import DAY, End, since
from sim.scenario import Scenario
from sim.scenario.arms import unlike
from sim.study import pilot, store
from sim.study.comparison import TALK_EDGES_S, WAIT_EDGES_S, Comparison, Design, Outcome, summarise
from sim.study.tasks import Days, Kind, Task, play_all
from sim.study.workers import kept

SMALL = 10_000_000  # customer-days: the kernel plays 5 million in a second


def compare(
    scenarios: Mapping[str, Scenario],
    design: Design,
    workers: int | Executor | None = None,
    cache: Path | None = None,
    days: Days | None = None,
) -> Comparison:
    """Simulate every policy in every replication and compare them with paired confidence intervals.

    With fixed staffing, every arm has the people of the reference arm. Pilots first measure what the scenarios leave
    open: loads for sized staffing, the AHT that vendors are paid by, handle-time targets, and bills of units.
    ``workers`` is a number of processes (1: this process; None: one for each core, or this process if the study is
    small) or any executor. Results of tasks are stored in ``cache``, so an interrupted study can be resumed. ``days``
    simulates a scenario, by default with the engine.
    """
    check(scenarios, design)
    ready, outcomes = play_worlds(pilot.same_people(scenarios, design.against), design, workers, cache, days)
    return summarise(ready, design, outcomes)


def play_worlds(
    scenarios: Mapping[str, Scenario],
    design: Design,
    workers: int | Executor | None = None,
    cache: Path | None = None,
    days: Days | None = None,
) -> tuple[dict[str, Scenario], dict[str, list[Outcome]]]:
    """Scenarios completed by pilots, and the outcomes of each in all replications, in order."""
    workers = 1 if workers is None and _is_small(scenarios, design) else workers
    play_days, folder, n = days or loaded(design.engine), store.cache_folder(cache), design.replications
    with kept(workers) if pilot.needs_pilot(scenarios) else nullcontext(workers) as players:
        ready = pilot.prepared(scenarios, design.seed, pilot.Stage(play_days, design.engine, players, folder))
        tasks = [Task(item, design.seed, i, design.engine, play_days) for item in ready.values() for i in range(n)]
        outcomes = play_all(tasks, players, folder, COMPARED)
    return ready, {name: outcomes[i * n : (i + 1) * n] for i, name in enumerate(ready)}


def _is_small(scenarios: Mapping[str, Scenario], design: Design) -> bool:
    """Whether one process has played a study before others have started, which takes them 3 seconds."""
    played = scenarios.values()
    customer_days = design.replications * sum(one.customers.n_start * one.horizon_d for one in played)
    by_customers = all(one.demand.offered is None and one.demand.log is None for one in played)
    return design.engine == "kernel" and by_customers and customer_days < SMALL


def loaded(engine: str) -> Days:
    """Load the engine in this process first, so that it is compiled once, and announce it."""
    from sim.model.engines.replication import player_of, stretches

    started, functions = time.perf_counter(), player_of(engine).compiled
    if expected_s := parallel.expected_s(functions):
        about = f"about {max(1, round(expected_s))} s"
        print(f"The engine is compiled, once: this takes {about}.", file=sys.stderr, flush=True)
    parallel.compile_now(functions)
    if expected_s:
        print(f"The engine was compiled in {time.perf_counter() - started:.0f} s.", file=sys.stderr, flush=True)
    return stretches


def check(scenarios: Mapping[str, Scenario], design: Design) -> None:
    """Raise an error for a study that cannot be run, before anything is simulated."""
    if design.against not in scenarios:
        raise ValueError(f"against is one of the policies compared ({', '.join(scenarios)}); got {design.against!r}")
    if design.replications < 1:
        raise ValueError(f"replications is at least 1, and 2 for an interval; got {design.replications}")
    if not 0 < design.confidence < 1:
        raise ValueError(f"confidence is between 0 and 1; got {design.confidence}. Write .95 for 95 %")
    if sentences := [f"{arm}: {key} {rule}" for arm, key, rule in unlike(scenarios, design.against)]:
        raise ValueError("; ".join(sentences))


def play(task: Task) -> Outcome:
    """Simulate one task in chunks of days, keeping only sums."""
    scenario = task.scenario
    tally = np.zeros((len(dictionary.MEASURES), 2))
    months = -(-scenario.horizon_d // time_units.MONTH_D)
    book = np.zeros((months, len(ledger.units(scenario)), len(ledger.KINDS)))
    talk_s, waited_s = np.zeros(len(TALK_EDGES_S), np.int64), np.zeros(len(WAIT_EDGES_S), np.int64)
    days: list[np.ndarray] = []
    parts = {by.value: np.zeros((len(breakdown.names(by, scenario)), len(breakdown.SUMS))) for by in breakdown.By}
    for records in task.days(scenario, task.seed, task.replication, task.engine):
        counted = since(records, scenario.warm_up_d)
        posted = ledger.post(counted, scenario)
        tally += ratios.tally(records, scenario, posted)
        book += ledger.by_month(posted, counted.days, scenario)
        talks = counted.contacts[counted.contacts["end"] == End.answered]
        talk_s += _counts(talks["talk_s"], TALK_EDGES_S)
        waited_s += _counts(talks["waited_s"], WAIT_EDGES_S)
        days.append(records.days)
        for by, sums in breakdown.tally(records, scenario).items():
            parts[by] += sums
    return Outcome(tally, book, np.concatenate(days) if days else np.zeros(0, DAY), talk_s, waited_s, **parts)


COMPARED = Kind(play, Outcome)


def _counts(seconds: np.ndarray, edges_s: np.ndarray) -> np.ndarray:
    """Histogram: number of values from each edge to the next."""
    place = np.searchsorted(edges_s, seconds, side="right") - 1
    return np.bincount(np.maximum(place, 0), minlength=len(edges_s))
