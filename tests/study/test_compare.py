import logging
import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from sim.study import compare, store
from sim.study.comparison import Design, tables
from tests import synthetic

DESIGN = Design(replications=4, seed=1, against="neutral")
played: list[tuple[int, int]] = []


def counted_days(scenario, seed, replication, engine):
    played.append((seed, replication))
    return synthetic.days(scenario, seed, replication, engine)


def interrupted_days(scenario, seed, replication, engine):
    if replication == 2:
        raise KeyboardInterrupt
    return counted_days(scenario, seed, replication, engine)


def killed_days(scenario, seed, replication, engine):
    os._exit(9)


class LastFirst(Executor):
    """Plays in the reverse order, once all tasks are there."""

    def __init__(self, n):
        self.n, self.waiting = n, []

    def submit(self, fn, /, *args, **kwargs):
        self.waiting.append((Future(), fn, args))
        if len(self.waiting) == self.n:
            for future, play, arguments in reversed(self.waiting):
                future.set_result(play(*arguments))
        return self.waiting[-1][0]


def scenarios(*names, **changes):
    names = names or ("neutral", "scripted_checklist", "empowered_ownership")
    return {name: synthetic.scenario(name, horizon_d=5, **changes) for name in names}


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    return compare.compare(scenarios(), DESIGN, 1, tmp_path_factory.mktemp("cache"), synthetic.days)


def plain(comparison):
    """To the bit, and with NaN equal to NaN."""
    return store.as_json(tables(comparison))


@pytest.fixture(autouse=True)
def _forget_what_was_played():
    played.clear()


@pytest.mark.parametrize("executor", [lambda: ThreadPoolExecutor(3), lambda: LastFirst(12)], ids=["threads", "last"])
def test_results_do_not_depend_on_the_order_of_tasks(comparison, executor, tmp_path):
    assert plain(compare.compare(scenarios(), DESIGN, executor(), tmp_path, synthetic.days)) == plain(comparison)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_results_do_not_depend_on_the_number_of_processes(comparison, workers, tmp_path):
    assert plain(compare.compare(scenarios(), DESIGN, workers, tmp_path, synthetic.days)) == plain(comparison)


def test_one_more_policy_changes_nobody_elses_figures(comparison, tmp_path):
    fewer = compare.compare(scenarios("neutral", "empowered_ownership"), DESIGN, 1, tmp_path, synthetic.days)
    assert fewer.rows == [item for item in comparison.rows if item["policy"] != "scripted_checklist"]


def test_a_study_is_not_played_twice(tmp_path):
    first = compare.compare(scenarios(), DESIGN, 1, tmp_path, counted_days)
    played.clear()
    again = compare.compare(scenarios(), DESIGN, 1, tmp_path, counted_days)
    assert (played, plain(again)) == ([], plain(first))


@pytest.mark.parametrize("change", [{"seed": 2}, {"engine": "story"}])
def test_another_design_is_another_study(tmp_path, change):
    compare.compare(scenarios("neutral"), DESIGN, 1, tmp_path, counted_days)
    played.clear()
    compare.compare(scenarios("neutral"), DESIGN._replace(**change), 1, tmp_path, counted_days)
    assert len(played) == DESIGN.replications


def test_more_replications_play_only_the_new_worlds(tmp_path):
    compare.compare(scenarios("neutral"), DESIGN, 1, tmp_path, counted_days)
    played.clear()
    compare.compare(scenarios("neutral"), DESIGN._replace(replications=6), 1, tmp_path, counted_days)
    assert played == [(1, 4), (1, 5)]


def test_an_interrupted_study_keeps_what_was_done(tmp_path, monkeypatch):
    monkeypatch.setattr(interrupted_days, "__qualname__", "counted_days")
    with pytest.raises(KeyboardInterrupt):
        compare.compare(scenarios("neutral"), DESIGN, 1, tmp_path, interrupted_days)
    played.clear()
    compare.compare(scenarios("neutral"), DESIGN, 1, tmp_path, counted_days)
    assert played == [(1, 2), (1, 3)]


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b"", lambda whole: b"junk"])
def test_a_damaged_result_is_computed_again_and_said_so(tmp_path, caplog, damage):
    first = compare.compare(scenarios(), DESIGN, 1, tmp_path, counted_days)
    stored = sorted(tmp_path.iterdir())[0]
    stored.write_bytes(damage(stored.read_bytes()))
    played.clear()
    with caplog.at_level(logging.WARNING, "rapport"):
        again = compare.compare(scenarios(), DESIGN, 1, tmp_path, counted_days)
    assert (len(played), "computed again" in caplog.text, plain(again) == plain(first)) == (1, True, True)


@pytest.mark.slow
def test_a_killed_worker_is_told_in_a_sentence(tmp_path):
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        pytest.raises(RuntimeError, match="A worker process ended before its task did"),
    ):
        compare.compare(scenarios("neutral"), DESIGN, pool, tmp_path, killed_days)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"against": "nobody"}, r"against is one of the policies compared \(neutral\); got 'nobody'"),
        ({"replications": 0}, "replications is at least 1"),
        ({"confidence": 95}, "Write .95 for 95 %"),
    ],
)
def test_a_study_that_cannot_be_made_is_refused_before_it_starts(tmp_path, changes, message):
    with pytest.raises(ValueError, match=message):
        compare.compare(scenarios("neutral"), DESIGN._replace(**changes), 1, tmp_path, counted_days)
    assert played == []


def test_what_a_task_leaves_does_not_grow_with_contacts():
    def size(n):
        def days(scenario, seed, replication, engine):
            rng = np.random.default_rng(seed)
            return (synthetic.random_day(scenario, rng, day, n) for day in range(5))

        outcome = compare.play(compare.Task(scenarios()["neutral"], 1, 0, "story", days))
        return sum(array.nbytes for array in outcome)

    assert size(1000) == size(10)
