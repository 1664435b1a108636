"""Formulas of routing: urgency, fitness, expected wait."""

from sim.compiled.jit import compiled


@compiled
def may_take(after_s: float, from_waiting: int, offered_s: float, now_s: float, n_waiting: int) -> bool:
    """Whether a group takes a contact: always, or as overflow after a wait or from a queue length on.

    >>> may_take(0.0, 0, 100.0, 100.0, 1), may_take(30.0, 0, 100.0, 129.0, 9)
    (True, False)
    >>> may_take(30.0, 0, 100.0, 130.0, 1), may_take(30.0, 5, 100.0, 100.0, 5)
    (True, True)
    """
    if after_s == 0 and from_waiting == 0:
        return True
    return (after_s > 0 and now_s >= offered_s + after_s) or (from_waiting > 0 and n_waiting >= from_waiting)


@compiled
def contact_score(base: float, per_s: float, waited_s: float, bonus: float) -> float:
    """Urgency of a contact. Source: the score of Herzog's Callcenter-Simulator.

    >>> contact_score(100.0, 0.5, 60.0, 20.0)
    150.0
    """
    return base + per_s * waited_s + bonus


@compiled
def agent_score(level_weight: float, level: float, idle_weight: float, idle_share: float) -> float:
    """Fitness of an idle agent for a contact. Source: Herzog, likewise.

    >>> agent_score(1.0, 2.0, 4.0, 0.25)
    3.0
    """
    return level_weight * level + idle_weight * idle_share


@compiled
def expected_wait_s(n_waiting: int, aht_s: float, n_agents: int) -> float:
    """Expected wait of the next contact to join a queue: queue length including it, times AHT, over agents.

    >>> expected_wait_s(3, 200.0, 10)
    80.0
    """
    return (n_waiting + 1) * aht_s / max(1, n_agents)


@compiled
def patience_told_s(patience_s: float, after_s: float, factor: float) -> float:
    """Patience after an announcement: the remaining patience is multiplied by ``factor``.

    >>> patience_told_s(100.0, 20.0, 0.5), patience_told_s(10.0, 20.0, 0.5)
    (60.0, 10.0)
    """
    return after_s + factor * (patience_s - after_s) if patience_s > after_s else patience_s
