"""Durations of a contact: the conditional distribution of its topic, group or period, else the scenario's."""

from sim.compiled.jit import compiled
from sim.model.world.state import NOBODY, World
from sim.rules.distribution import duration_s, is_increasing
from sim.scenario.by_contact import Quantity

PATIENCE, WORK, AFTER_CALL, SET_UP = (
    list(Quantity).index(of) for of in (Quantity.patience, Quantity.work, Quantity.after_call, Quantity.set_up)
)


N_KINDS = len(Quantity)


@compiled
def conditional(world: World, of: int, arrived_s: float, topic: int, group: int) -> int:
    """The conditional distribution that applies to such a contact and agent; NOBODY = the scenario's."""
    n_distributions = len(world.distribution_of)
    if n_distributions == 0:
        return NOBODY
    n_topics, n_groups = len(world.topics), len(world.groups)
    n_periods = n_distributions // (N_KINDS * n_topics * n_groups)
    period = world.period_of[int(arrived_s / world.model[0].interval_s) % len(world.period_of)]
    return world.distribution_of[((of * n_periods + period) * n_topics + topic) * n_groups + group]


@compiled
def patience_s(world: World, now_s: float, topic: int, u: float) -> float:
    """Patience of a caller who arrives now."""
    distribution = conditional(world, PATIENCE, now_s, topic, 0)
    if distribution == NOBODY:
        return duration_s(world.numbers, world.model[0].patience, u)
    return duration_s(world.numbers, world.distributions[distribution], u)


@compiled
def conditional_of_contact(world: World, of: int, issue: int) -> int:
    """The conditional distribution of a contact and the agent who answers it; NOBODY = the scenario's."""
    contact = world.issues[issue]
    return conditional(world, of, contact.offered_s, contact.topic, world.agents[contact.agent].group)


@compiled
def after_call_s(world: World, issue: int, u: float) -> float:
    """After-call work of the current talk."""
    distribution = conditional_of_contact(world, AFTER_CALL, issue)
    if distribution == NOBODY:
        return duration_s(world.numbers, world.model[0].after_call, u)
    return duration_s(world.numbers, world.distributions[distribution], u)


@compiled
def work_s(world: World, issue: int, distribution: int, u: float) -> float:
    """Work of the issue by a conditional distribution, at the same uniform draw: hard issues stay hard."""
    own, cause = world.distributions[distribution], world.causes[world.issues[issue].cause]
    return duration_s(world.numbers, own, u if is_increasing(own) == is_increasing(cause.work) else 1.0 - u)
