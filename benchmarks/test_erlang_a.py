"""Erlang A with 100 agents: plain SimPy, the story, the kernel, and C++ written for speed alone."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks import contenders as c
from benchmarks.conftest import Say
from sim.theory import Queue, erlang_a

EXACT = erlang_a(Queue(20 / 60, 300, 100, 300), threshold_s=20)
ROUNDS = 5
DAYS = {"plain SimPy": 3, "the story": 3, "the kernel": 31, "C++": 31}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[c.Played]]:
    """Everybody, one after the other, several times."""
    program: Path | None = c.built(tmp_path_factory.mktemp("cpp"))
    plays = {
        "plain SimPy": c.by_plain_simpy(DAYS["plain SimPy"]),
        "the story": c.by_engine(c.erlang_a(DAYS["the story"]), "story"),
        "the kernel": c.by_engine(c.erlang_a(DAYS["the kernel"]), "kernel"),
    } | ({"C++": c.by_cpp(program, DAYS["C++"])} if program else {})
    c.interleaved(plays, 1)  # compile, load, fill the caches
    return c.interleaved(plays, ROUNDS)


@pytest.mark.parametrize("name", DAYS)
def test_speed_on_erlang_a(name: str, played: dict[str, list[c.Played]], benchmark, say: Say) -> None:
    if name not in played:
        pytest.skip("no g++ here: the C++ program was not built")
    rounds = played[name]
    benchmark.pedantic(lambda: None, rounds=1)
    say(f"Erlang A, contacts/s, {name}", f"{c.per_s(rounds):,.0f}")
    if name in ("the story", "the kernel"):
        say(f"Erlang A, contacts/s, {name}, start included", f"{c.whole_per_s(rounds):,.0f}")
    shares = rounds[0].shares
    # days are independent samples to this precision; 5 standard errors, and a day of 28,800 calls at least
    error = np.maximum(shares.std(axis=0, ddof=1), (0.042, 0.0035)) / np.sqrt(len(shares))
    assert np.all(np.abs(shares.mean(axis=0) - (EXACT.wait_share, EXACT.abandonment_share)) < 5 * error)


RATIOS = [
    ("the kernel", "C++", "at least .5, better .8"),
    ("the kernel", "plain SimPy", "at least 50"),
    ("the kernel", "the story", "at least 5"),
    ("the story", "plain SimPy", ""),
]


@pytest.mark.parametrize(("name", "to", "aim"), RATIOS)
def test_ratio_on_erlang_a(name: str, to: str, aim: str, played: dict[str, list[c.Played]], benchmark, say: Say) -> None:
    if not {name, to} <= set(played):
        pytest.skip("no g++ here: the C++ program was not built")
    benchmark.pedantic(lambda: None, rounds=1)
    say(f"Erlang A, {name} / {to}", f"{c.ratio(played[name], played[to]):.3g}", aim)
