"""The bench of a group is a sorted list, whoever sits down and stands up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled.jit import JIT
from sim.model.floor.idle_agents import push_idle, remove_idle
from sim.model.world.state import NOBODY
from tests.days import center
from tests.worlds import opened

N = 12
GROUPS = {"a": {"serves": {"bills": {}}}, "b": {"serves": {"bills": {}}}}
WORLD = opened(center({"bills": {}}, GROUPS, {"a": N, "b": N}))
STEPS = st.lists(st.tuples(st.integers(0, 2 * N - 1), st.sampled_from([0.0, 0.5, 0.25, 1.0])), max_size=200)
many = settings(max_examples=300 if JIT else 30)


def empty_benches():
    WORLD.agents["place"], WORLD.groups["n_idle"] = NOBODY, 0


def after(steps):
    """Who sits in each group, best first: who worked least, of them the one who has sat longest."""
    empty_benches()
    benches = {0: [], 1: []}
    for turn, (agent, load_s) in enumerate(steps):
        bench = benches[agent // N]
        here = [place for place in bench if place[2] == agent]
        if here:
            remove_idle(WORLD, agent)
            bench.remove(here[0])
        else:
            push_idle(WORLD, agent, load_s)
            bench.append((load_s, turn, agent))
            bench.sort()
    return benches


def top(group):
    crew = WORLD.groups[group]
    return int(WORLD.bench[crew["first_agent"]]) if crew["n_idle"] else NOBODY


@given(STEPS)
@many
def test_on_top_is_whose_turn_it_is(steps):
    benches = after(steps)
    assert [top(group) for group in (0, 1)] == [bench[0][2] if bench else NOBODY for bench in benches.values()]


@given(STEPS)
@many
def test_everybody_knows_their_place(steps):
    after(steps)
    for group in WORLD.groups:
        first, n = int(group["first_agent"]), int(group["n_idle"])
        assert WORLD.agents["place"][WORLD.bench[first : first + n]].tolist() == list(range(n))


@given(STEPS)
@many
def test_those_on_the_bench_are_those_who_sat_down(steps):
    benches = after(steps)
    for group, bench in zip(WORLD.groups, benches.values(), strict=True):
        seats = WORLD.bench[group["first_agent"] : group["first_agent"] + group["n_idle"]]
        assert sorted(seats.tolist()) == sorted(agent for _, _, agent in bench)


@given(STEPS)
@many
def test_standing_up_from_the_top_empties_the_bench_in_order(steps):
    benches = after(steps)
    order = []
    while (agent := top(0)) != NOBODY:
        order.append(agent)
        remove_idle(WORLD, agent)
    assert order == [agent for _, _, agent in benches[0]]
