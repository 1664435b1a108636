"""Erlang A with 100 agents: plain SimPy, the story, the kernel, and C++ written for speed alone."""

from typing import Any

import numpy as np
import pytest

from benchmarks import contenders as c
from benchmarks.conftest import Say
from sim.theory import Queue, erlang_a

EXACT = erlang_a(Queue(20 / 60, 300, 100, 300), threshold_s=20)
ROUNDS = 7
DAYS = {"C++": 31, "the kernel": 31, "the story": 3, "plain SimPy": 3}
# standard deviations of a day's shares, from 31 days of the C++ program
DAY_SD = np.array([0.042, 0.0038])
AIMS = {
    ("the kernel", "C++"): "at least .5, better .8",
    ("the kernel", "the story"): "at least 5",
    ("the kernel", "plain SimPy"): "at least 50",
    ("the story", "plain SimPy"): "",
}


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory) -> dict[str, c.Play]:
    program = c.built(tmp_path_factory.mktemp("cpp"))
    return ({"C++": c.by_cpp(program, DAYS["C++"])} if program else {}) | {
        "the kernel": c.by_engine(c.erlang_a(DAYS["the kernel"]), "kernel"),
        "the story": c.by_engine(c.erlang_a(DAYS["the story"]), "story"),
        "plain SimPy": c.by_plain_simpy(DAYS["plain SimPy"]),
    }


@pytest.mark.parametrize("name", DAYS)
def test_erlang_a_is_played_right(name: str, plays: dict[str, c.Play], benchmark: Any) -> None:
    if name not in plays:
        pytest.skip("no g++ here, so the C++ program was not built")
    shares = benchmark.pedantic(plays[name], rounds=1).shares
    error = DAY_SD / np.sqrt(len(shares))
    assert np.all(np.abs(shares.mean(axis=0) - (EXACT.wait_share, EXACT.abandonment_share)) < 4 * error)


def test_speed_on_erlang_a(plays: dict[str, c.Play], benchmark: Any, say: Say) -> None:
    played = benchmark.pedantic(c.interleaved, (plays, ROUNDS), rounds=1)
    for name, rounds in played.items():
        say(f"Erlang A, contacts/s: {name}", f"{c.per_s(rounds):,.0f}")
        if rounds[0].start_s:
            say(f"Erlang A, contacts/s: {name}, the world's start included", f"{c.whole_per_s(rounds):,.0f}")
    for (name, to), aim in AIMS.items():
        if {name, to} <= set(played):
            say(f"Erlang A, times as fast: {name} / {to}", f"{c.ratio(played[name], played[to]):.3g}", aim)
