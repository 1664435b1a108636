"""Tasks: one policy in one replication. They run anywhere and in any order; results are stored as they arrive."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sim.compiled.replaced import in_force
from sim.model.world.records import Records
from sim.scenario import Scenario
from sim.study import store
from sim.study.progress import progress_bar
from sim.study.workers import finished

Days = Callable[[Scenario, int, int, str], Iterable[Records]]


class MeasureRequest(NamedTuple):
    """A requested measure, optionally for one topic or at one time of day."""

    measure: str
    topic: str | None = None
    at_s: float | None = None


class Task(NamedTuple):
    """One policy in one replication, simulated by ``days``; ``asked`` are the requested measures, if not all."""

    scenario: Scenario
    seed: int
    replication: int
    engine: str
    days: Days
    requested: tuple[MeasureRequest, ...] = ()


class Kind(NamedTuple):
    """A kind of task: its function, and the arrays it returns."""

    play: Callable[[Task], Any]
    outcome: type[Any]


def play_all(
    tasks: Sequence[Task], workers: int | Executor | None, cache: Path, kind: Kind, label: str = ""
) -> list[Any]:
    """Outcomes of all tasks in order: from the store if available, else simulated and stored."""
    keys = _keys(tasks, kind)
    outcomes = {place: _recalled(cache, key, kind) for place, key in enumerate(keys)}
    missing = [place for place, outcome in outcomes.items() if outcome is None]
    play = partial(_play, kind.play, in_force())
    with progress_bar(len(tasks), len(tasks) - len(missing), label) as progress:
        for place, outcome in finished(play, {place: tasks[place] for place in missing}, workers):
            store.keep(cache, keys[place], outcome._asdict())
            outcomes[place] = outcome
            progress.update()
    return [outcome for outcome in outcomes.values() if outcome is not None]


def _play(play: Callable[[Task], Any], rules: Mapping[str, Any], task: Task) -> Any:
    """Run a task with the rules of the process that created it; replaced rules do not exist in other processes."""
    if in_force() != rules:
        raise ValueError(f"{', '.join(rules)} is replaced in one process only, which has to play: write workers=1")
    return play(task)


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
                "requested": task.requested,
                "rules": in_force(),
            }
        )
        for task in tasks
    ]


def _recalled(cache: Path, key: str, kind: Kind) -> Any:
    arrays = store.recall(cache, key, kind.outcome._fields)
    return None if arrays is None else kind.outcome(**arrays)
