"""A center of many skills, and how the cost of a contact grows with the number of agents and of those who wait."""

from typing import Any

import pytest

from benchmarks import contenders as c
from benchmarks.conftest import Say
from sim.scenario import Scenario

ROUNDS = 3
AHT_S = 300
AGENTS = (10, 100, 1000, 5000)
WAITING = (100, 5_000, 50_000)
CONTACTS = 200_000


def test_speed_of_a_center_of_many_skills(benchmark: Any, say: Say) -> None:
    plays = {"the kernel": c.by_engine(c.neutral("experiment=multi_skill", horizon_d=30), "kernel")}
    played = benchmark.pedantic(c.interleaved, (plays, ROUNDS), rounds=1)["the kernel"]
    say("8 topics, 6 groups, priorities, redial: contacts/s", f"{c.per_s(played):,.0f}", "at least 500,000")


def queue(n_agents: int, load: float, n_days: int, *rules: str) -> Scenario:
    """One queue with endless patience."""
    per_month = load * n_agents / AHT_S * 86400 * 30
    return c.neutral(
        "experiment=erlang_c",
        f"causes.request.issues_per_1000_month={per_month:.6f}",
        f"causes.request.work_mean_s={AHT_S}",
        f"staffing.on_duty.everyday={[n_agents] * 48}",
        *rules,
        horizon_d=n_days,
    )


def _days(n_agents: int) -> int:
    return max(1, round(CONTACTS / (n_agents / AHT_S * 86400)))


@pytest.mark.parametrize("rule", ["longest_idle", "random", "score"])
def test_cost_by_the_number_of_agents(rule: str, benchmark: Any, say: Say) -> None:
    plays = {f"{n:,} agents": c.by_engine(queue(n, 0.7, _days(n), f"+routing.agent={rule}"), "kernel") for n in AGENTS}
    _say_costs(benchmark.pedantic(c.interleaved, (plays, ROUNDS), rounds=1), rule, say)


@pytest.mark.parametrize("rule", ["first_come", "score"])
def test_cost_by_the_number_waiting(rule: str, benchmark: Any, say: Say) -> None:
    """As many more call on a day as are answered as shall wait at its end; half of them wait on average."""
    n_agents = 1000
    answered = n_agents / AHT_S * 86400
    plays = {
        f"{n:,} waiting": c.by_engine(queue(n_agents, 1 + n / answered, 1, f"+routing.contact={rule}"), "kernel")
        for n in WAITING
    }
    _say_costs(benchmark.pedantic(c.interleaved, (plays, ROUNDS), rounds=1), rule, say)


def _say_costs(played: dict[str, list[c.Played]], rule: str, say: Say) -> None:
    for name, rounds in played.items():
        say(f"ns a contact, {rule}: {name}", f"{1e9 / c.per_s(rounds):,.0f}", "no worse than logarithmic")
