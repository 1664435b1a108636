"""Validation cases: replications are added until each measure is precise, then compared with its reference.

A pilot sets the number of replications. Stopping as soon as an interval is narrow favours samples of small variance,
and intervals would cover less often than they claim; so after each round the number is set by the variance so far, and
at most ``GROWTH`` times the replications so far. Source: Law (2015), Simulation Modeling and Analysis, 9.4.1.
"""

import math
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from sim.measures import dictionary, ratios
from sim.measures.confidence import half_width, pseudo_values
from sim.scenario import Scenario
from sim.study import store
from sim.study.references import Estimate, Reference, deviation, verdict
from sim.study.tasks import Days, Kind, MeasureRequest, Task, play_all

Row = dict[str, Any]

PILOT = 10  # replications of the first round
LEAST_GROWTH, GROWTH = 1.2, 4  # times as many in the next
MARGIN = 0.97  # of the width asked for: what is left is chance


class Case(NamedTuple):
    """A scenario and the reference values of its measures."""

    name: str
    question: str
    scenario: Scenario
    references: tuple[Reference, ...]


class Plan(NamedTuple):
    """Settings of a validation."""

    precision: float  # half-width of an interval, relative to its reference
    confidence: float
    engine: str
    seed: int
    most_s: float  # of each case, on all processes
    at_once: int  # processes


class Sample(NamedTuple):
    """Sums of one replication."""

    sums: np.ndarray  # asked, (upper, lower) sum
    play_s: np.ndarray  # how long it took


def validate(case: Case, plan: Plan, days: Days, workers: Executor | None, cache: Path | None = None) -> list[Row]:
    """Run a case and give a verdict on each of its references, a row for each."""
    asked = tuple(MeasureRequest(one.measure, one.topic, one.at_s) for one in case.references)
    samples: list[Sample] = []
    n = PILOT
    while n > len(samples):
        tasks = [Task(case.scenario, plan.seed, i, plan.engine, days, asked) for i in range(n)]
        samples = play_all(tasks, workers or 1, store.cache_folder(cache), SAMPLED, case.name)
        n = min(_needed(case, plan, samples), GROWTH * n, _affordable(plan, samples))
    found = enumerate(_estimates(case, plan, samples))
    return [_row(case, plan, place, estimate, len(samples)) for place, estimate in found]


def sampled(task: Task) -> Sample:
    """Run a replication and keep the sums of the requested measures."""
    started, scenario = time.perf_counter(), task.scenario
    sums = np.zeros((len(task.requested), 2))
    names = [one.measure for one in task.requested if one.topic is None and one.at_s is None]
    of_all = np.array([one.topic is None and one.at_s is None for one in task.requested])
    for records in task.days(scenario, task.seed, task.replication, task.engine):
        if names:
            sums[of_all] += ratios.service_tally(records, scenario, names)
        for place in np.flatnonzero(~of_all):
            measure, topic, at_s = task.requested[place]
            if topic is not None:
                sums[place] += ratios.topic_tally(records, scenario, topic)[dictionary.NAMES.index(measure)]
            else:
                sums[place] += ratios.tally_at(records, scenario, at_s or 0.0)
    return Sample(sums, np.array(time.perf_counter() - started))


SAMPLED = Kind(sampled, Sample)


def _pseudo(case: Case, samples: Sequence[Sample]) -> np.ndarray:
    names = [one.measure for one in case.references]
    return pseudo_values(np.stack([one.sums for one in samples]), lambda total: ratios.values(total, names))


def _estimates(case: Case, plan: Plan, samples: Sequence[Sample]) -> list[Estimate]:
    names = [one.measure for one in case.references]
    value = ratios.values(np.sum([one.sums for one in samples], axis=0), names)
    pseudo = _pseudo(case, samples)
    half, error = half_width(pseudo, plan.confidence), pseudo.std(axis=0, ddof=1) / math.sqrt(len(pseudo))
    return [Estimate(float(v), float(h), float(e), plan.confidence) for v, h, e in zip(value, half, error, strict=True)]


def _needed(case: Case, plan: Plan, samples: Sequence[Sample]) -> int:
    """Replications after which every interval should be narrow enough, estimated from the variance so far."""
    pseudo, so_far = _pseudo(case, samples), len(samples)
    wanted = np.array([one.precision(plan.precision) * abs(one.value) for one in case.references])
    # what has no value has no interval, and more replications bring none
    if (np.nan_to_num(half_width(pseudo, plan.confidence)) <= wanted).all():
        return so_far
    widest = float(np.nanmax(pseudo.std(axis=0, ddof=1) / wanted)) / MARGIN
    n = float(so_far)
    for _ in range(5):  # the quantile hardly depends on n
        n = max(2.0, (stdtrit(n - 1, (1 + plan.confidence) / 2) * widest) ** 2)
    return max(math.ceil(n), math.ceil(so_far * LEAST_GROWTH))


def _affordable(plan: Plan, samples: Sequence[Sample]) -> int:
    """Replications that the time limit allows; stored results count as if they were simulated."""
    each_s = float(np.mean([one.play_s for one in samples])) / plan.at_once
    return math.floor(plan.most_s / each_s)


def _row(case: Case, plan: Plan, place: int, got: Estimate, replications: int) -> Row:
    reference = case.references[place]
    return {
        "case": case.name,
        "measure": reference.measure,
        "topic": reference.topic or "",
        "at_s": math.nan if reference.at_s is None else reference.at_s,
        "unit": dictionary.BY_NAME[reference.measure].unit,
        "kind": "exact" if reference.half_width_95 is None else "published",
        "reference": reference.value,
        "reference_half_width_95": reference.half_width_95 or math.nan,
        "mean": got.value,
        "low": got.value - got.half_width,
        "high": got.value + got.half_width,
        "confidence": plan.confidence,
        "half_width_share": got.half_width / abs(reference.value),
        "precision_asked": reference.precision(plan.precision),
        "deviation": deviation(reference, got),
        "verdict": verdict(reference, got, plan.precision),
        "replications": replications,
        "horizon_d": case.scenario.horizon_d,
        "warm_up_d": case.scenario.warm_up_d,
        "engine": plan.engine,
        "source": reference.source,
        "note": reference.note,
    }
