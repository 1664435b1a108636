"""Studies: every policy in the same worlds, compared replication by replication.

A task is one policy in one world. Tasks run anywhere and in any order; what they return is small, is stored as it
comes, and is summed in one fixed order, so a result does not depend on the workers.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from tqdm import tqdm

from sim import breakdown, jit, ledger, measures, store
from sim.comparison import TALK_EDGES_S, WAIT_EDGES_S, Comparison, Design, Outcome, summarise
from sim.records import DAY, End, Records, since
from sim.scenario import Scenario
from sim.workers import finished

Days = Callable[[Scenario, int, int, str], Iterable[Records]]


class Asked(NamedTuple):
    """A measure, where asked for over the contacts of one topic, or at one time of the day."""

    measure: str
    topic: str | None = None
    at_s: float | None = None


class Task(NamedTuple):
    """One policy in one world; ``days`` plays it. ``asked`` are the measures wanted, where not all are."""

    scenario: Scenario
    seed: int
    replication: int
    engine: str
    days: Days
    asked: tuple[Asked, ...] = ()


class Kind(NamedTuple):
    """A kind of task: what plays it, and the arrays it leaves."""

    play: Callable[[Task], Any]
    outcome: type[Any]


def compare(
    scenarios: Mapping[str, Scenario],
    design: Design,
    workers: int | Executor | None = None,
    cache: Path | None = None,
    days: Days | None = None,
) -> Comparison:
    """Play every policy in the same worlds and compare them, each difference with a paired interval.

    ``workers`` is a number of processes (none: one a core; 1: this one) or any executor. Results of tasks are kept
    in ``cache``, so an interrupted study goes on where it was. ``days`` plays a scenario, by default the engine.
    """
    check(scenarios, design)
    worlds = range(design.replications)
    play_days = days or loaded(design.engine)
    tasks = [Task(item, design.seed, n, design.engine, play_days) for item in scenarios.values() for n in worlds]
    outcomes = play_all(tasks, workers, store.cache_folder(cache))
    n = design.replications
    return summarise(scenarios, design, {name: outcomes[i * n : (i + 1) * n] for i, name in enumerate(scenarios)})


def loaded(engine: str) -> Days:
    """Load the engine before any worker does, so that it is compiled once, and say so."""
    from sim.engines import player_of, stretches

    started, functions = time.perf_counter(), player_of(engine).compiled
    if cold := jit.is_cold(functions):
        print("The engine is compiled, once: this takes about half a minute.", file=sys.stderr, flush=True)
    jit.compile_now(functions)
    if cold:
        print(f"The engine was compiled in {time.perf_counter() - started:.0f} s.", file=sys.stderr, flush=True)
    return stretches


def check(scenarios: Mapping[str, Scenario], design: Design) -> None:
    """Refuse a study that cannot be made, before anything is played."""
    if design.against not in scenarios:
        raise ValueError(f"against is one of the policies compared ({', '.join(scenarios)}); got {design.against!r}")
    if design.replications < 1:
        raise ValueError(f"replications is at least 1, and 2 for an interval; got {design.replications}")
    if not 0 < design.confidence < 1:
        raise ValueError(f"confidence is between 0 and 1; got {design.confidence}. Write .95 for 95 %")


def play(task: Task) -> Outcome:
    """Play one task day by day, keeping sums only."""
    scenario = task.scenario
    tally = np.zeros((len(measures.MEASURES), 2))
    months = -(-scenario.horizon_d // ledger.MONTH_D)
    book = np.zeros((months, len(ledger.units(scenario)), len(ledger.KINDS)))
    talk_s, waited_s = np.zeros(len(TALK_EDGES_S), np.int64), np.zeros(len(WAIT_EDGES_S), np.int64)
    days: list[np.ndarray] = []
    parts = {by.value: np.zeros((len(breakdown.names(by, scenario)), len(breakdown.SUMS))) for by in breakdown.By}
    for records in task.days(scenario, task.seed, task.replication, task.engine):
        counted = since(records, scenario.warm_up_d)
        posted = ledger.post(counted, scenario)
        tally += measures.tally(records, scenario, posted)
        book += ledger.by_month(posted, counted.days, scenario)
        talks = counted.contacts[counted.contacts["end"] == End.answered]
        talk_s += _counts(talks["talk_s"], TALK_EDGES_S)
        waited_s += _counts(talks["waited_s"], WAIT_EDGES_S)
        days.append(records.days)
        for by, sums in breakdown.tally(records, scenario).items():
            parts[by] += sums
    return Outcome(tally, book, np.concatenate(days) if days else np.zeros(0, DAY), talk_s, waited_s, **parts)


COMPARED = Kind(play, Outcome)


def play_all(
    tasks: Sequence[Task], workers: int | Executor | None, cache: Path, kind: Kind = COMPARED, label: str = ""
) -> list[Any]:
    """Outcomes of all tasks in their order: from the store where they are there, else played, and stored."""
    keys = _keys(tasks, kind)
    outcomes = {place: _recalled(cache, key, kind) for place, key in enumerate(keys)}
    missing = [place for place, outcome in outcomes.items() if outcome is None]
    with tqdm(
        total=len(tasks), initial=len(tasks) - len(missing), unit="task", desc=label or None, disable=None
    ) as progress:
        for place, outcome in finished(kind.play, {place: tasks[place] for place in missing}, workers):
            store.keep(cache, keys[place], outcome._asdict())
            outcomes[place] = outcome
            progress.update()
    return [outcome for outcome in outcomes.values() if outcome is not None]


def _keys(tasks: Sequence[Task], kind: Kind) -> list[str]:
    plain = {id(task.scenario): json.loads(task.scenario.model_dump_json()) for task in tasks}
    return [
        store.task_key(
            {
                "scenario": plain[id(task.scenario)],
                "seed": task.seed,
                "replication": task.replication,
                "engine": task.engine,
                "days": f"{task.days.__module__}.{task.days.__qualname__}",
                "outcome": kind.outcome.__qualname__,
                "asked": task.asked,
            }
        )
        for task in tasks
    ]


def _recalled(cache: Path, key: str, kind: Kind) -> Any:
    arrays = store.recall(cache, key, kind.outcome._fields)
    return None if arrays is None else kind.outcome(**arrays)


def _counts(seconds: np.ndarray, edges_s: np.ndarray) -> np.ndarray:
    """How many fall at or above each edge and below the next."""
    place = np.searchsorted(edges_s, seconds, side="right") - 1
    return np.bincount(np.maximum(place, 0), minlength=len(edges_s))
