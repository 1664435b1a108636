"""The full model: the bank's center, 100,000 customers, the neutral policy; how its cost grows, and what it needs."""

import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from time import perf_counter
from typing import Any

import pytest

from benchmarks import contenders as c
from benchmarks.conftest import Say
from benchmarks.one_replication import held_mb_by_day
from sim.scenario import Scenario
from sim.study.workers import cores

ROUNDS = 5


def test_speed_of_the_full_model(benchmark: Any, say: Say) -> None:
    plays = {
        "the kernel": c.by_engine(c.neutral(horizon_d=90), "kernel"),
        "the story": c.by_engine(c.neutral(horizon_d=30), "story"),
        "plain SimPy": c.by_plain_simpy(1),
    }
    played = benchmark.pedantic(c.interleaved, (plays, ROUNDS), rounds=1)
    kernel, story, plain = played.values()
    say("full model, contacts/s: the kernel", f"{c.per_s(kernel):,.0f}", "at least 1,000,000")
    say("full model, rows/s: the kernel, web sessions and silence included", f"{c.per_s(_rows(kernel)):,.0f}")
    say("full model, contacts/s: the kernel, 90 days with the world's start", f"{c.whole_per_s(kernel):,.0f}")
    say("full model, s: start of a world of 100,000 customers", f"{median(one.start_s for one in kernel):.2f}")
    say("full model, contacts/s: the story", f"{c.per_s(story):,.0f}")
    slower = 1 / c.ratio(story, plain)
    say("times as slow a contact: full model on the story / plain Erlang A", f"{slower:.2f}", "at most 3")


def _rows(played: list[c.Played]) -> list[c.Played]:
    return [one._replace(contacts=one.rows) for one in played]


def test_parts_of_a_day(benchmark: Any, say: Say) -> None:
    rounds = benchmark.pedantic(_parts, (c.neutral(horizon_d=90),), rounds=1)
    spent = {name: median(one[name] for one in rounds) for name in rounds[0]}
    for name, ns in spent.items():
        say(f"full model, ns a contact: {name}", f"{ns:,.0f}", f"{ns / sum(spent.values()):.0%}")


def test_what_memory_costs(benchmark: Any, say: Say) -> None:
    """The same births and renewals, of customers whose rows lie in the nearest cache, or in the whole of memory.

    A day's part of a base of 100,000 is played with a hundredth of the customers, who have a hundred times the issues.
    """
    far = c.neutral(horizon_d=90)
    often = [f"causes.{name}.issues_per_1000_month={100 * cause.issues_per_1000_month}"
             for name, cause in far.causes.items()]  # fmt: skip
    near = c.neutral("customers.n_start=1000", *often, horizon_d=90)
    rounds = benchmark.pedantic(lambda: [(_parts(far, 1)[0], _parts(near, 1)[0]) for _ in range(ROUNDS)], rounds=1)
    for part in ("births and morning", "day"):
        apart, together = (median(one[i][part] for one in rounds) for i in (0, 1))
        say(f"full model, ns a contact, {part}: 100,000 customers", f"{apart:,.0f}")
        say(f"full model, ns a contact, {part}: 1,000 with as many issues", f"{together:,.0f}", "the rest is memory")


def test_what_memory_costs_in_the_evening(benchmark: Any, say: Say) -> None:
    rounds = benchmark.pedantic(lambda: [c.evenings(c.neutral(horizon_d=90)) for _ in range(ROUNDS)], rounds=1)
    for i, what in enumerate(("rows of customers from memory", "rows at hand")):
        say(f"full model, ns a renewal: {what}", f"{median(one[i] for one in rounds):,.0f}")


def _parts(scenario: Scenario, rounds: int = ROUNDS) -> list[dict[str, float]]:
    return [c.by_parts(scenario) for _ in range(rounds)]


def test_cost_a_contact_does_not_grow(benchmark: Any, say: Say) -> None:
    """Replications of short and small runs are added up until they are as long as the others."""
    days, customers = {1: 60, 30: 4, 540: 1}, {1_000: 40, 10_000: 8, 100_000: 1, 1_000_000: 1}
    grown = {
        "days": {f"{n} days": c.by_engine(c.neutral(horizon_d=n), "kernel", times) for n, times in days.items()},
        "customers": {
            f"{n:,} customers": c.by_engine(c.neutral(f"customers.n_start={n}", horizon_d=60), "kernel", times)
            for n, times in customers.items()
        },
    }
    for what, plays in grown.items():
        played = c.interleaved(plays, 3)
        costs_ns = {name: 1e9 / c.per_s(rounds) for name, rounds in played.items()}
        for name, cost_ns in costs_ns.items():
            say(f"full model, ns a contact: {name}", f"{cost_ns:,.0f}")
        spread = max(costs_ns.values()) / min(costs_ns.values())
        say(f"full model, dearest / cheapest contact: {what}", f"{spread:.2f}", "at most 1.6")
    benchmark.pedantic(grown["days"]["30 days"], rounds=1)


def test_memory_is_flat_in_the_horizon(benchmark: Any, say: Say) -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        held_mb = benchmark.pedantic(lambda: pool.submit(held_mb_by_day, 540).result(), rounds=1)
    if not held_mb:
        pytest.skip("this system does not tell how much memory a process holds")
    say("full model, MB held: day 30", f"{held_mb[29]:.0f}")
    say("full model, MB held: day 540", f"{held_mb[-1]:.0f}", "as on day 30")


@pytest.mark.several_cores
@pytest.mark.skipif(cores() < 2, reason="two replications at once need two cores")
def test_two_replications_at_once(benchmark: Any, say: Say) -> None:
    play = c.by_engine(c.neutral(horizon_d=360), "kernel")
    play()
    threads = benchmark.pedantic(_speed_up, (play, _in_threads), rounds=1)
    say("full model, two replications at once / one: threads", f"{threads:.2f}", "one of them at least 1.8")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:

        def in_processes(n: int) -> None:
            list(pool.map(held_mb_by_day, [360] * n))

        in_processes(2)
        processes = _speed_up(lambda: in_processes(1), lambda _, n: in_processes(n))
    say("full model, two replications at once / one: processes", f"{processes:.2f}", "one of them at least 1.8")


def _speed_up(play: Callable[[], Any], at_once: Callable[[Callable[[], Any], int], None]) -> float:
    """Work done in the time of one, with two at once, by the clock on the wall."""

    def took_s(work: Callable[[], Any]) -> float:
        began_s = perf_counter()
        work()
        return perf_counter() - began_s

    return median(2 * took_s(play) / took_s(lambda: at_once(play, 2)) for _ in range(ROUNDS))


def _in_threads(play: Callable[[], Any], n: int) -> None:
    threads = [threading.Thread(target=play) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
