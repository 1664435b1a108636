"""Formulas of experience and memory. Source: model 9 and 10."""

import math

from sim.compiled.jit import compiled
from sim.rules.bounds import half, share
from sim.time_units import DAY_S


@compiled
def freedom(script: float, authority: float) -> float:
    """Freedom of an agent to act personally.

    >>> freedom(0.0, 0.0), freedom(1.0, 1.0)
    (0.5, 0.0)
    """
    return (1.0 - script) * (0.5 + 0.5 * authority)


@compiled
def warmth(
    morale: float, freedom: float, care: float, pressure: float, follows: tuple[float, float, float, float]
) -> float:
    """Warmth that a customer perceives; ``follows`` weights its four inputs.

    >>> round(warmth(0.5, 0.5, 0.5, 0.0, (1.0, 0.6, 0.6, 0.4)), 6)
    0.35
    """
    spirit = 0.5 + follows[0] * (morale - 0.5)
    room = 1.0 - follows[1] * (1.0 - freedom)
    minding = 1.0 + follows[2] * (care - 0.5)
    return spirit * room * minding * (1.0 - follows[3] * pressure)


@compiled
def waiting_felt(weight: float, waited_s: float, patience_s: float) -> float:
    """Effect of waiting, relative to patience.

    >>> waiting_felt(0.25, 30.0, 60.0)
    -0.125
    """
    # who waits while the agent sets up may be out of patience, or have none
    return -weight * (waited_s / patience_s if waited_s < patience_s else 1.0) if waited_s > 0 else 0.0


@compiled
def met_against_wish(effort: float, need: float, need_cut: float) -> float:
    """Cost of having to talk to a person without wanting one.

    >>> met_against_wish(0.15, 0.0, 0.35), met_against_wish(0.15, 0.5, 0.35)
    (-0.15, -0.0)
    """
    return -effort * max(0.0, 1.0 - need / need_cut)


@compiled
def untouched(weight: float, need: float, elapsed_s: float, half_life_d: float) -> float:
    """Loss of loyalty without human contact.

    >>> untouched(0.25, 0.4, 365 * 86400.0, 365.0)
    0.05
    """
    return weight * need * (1.0 - half(elapsed_s, half_life_d))


@compiled
def loyalty_class(loyalty: float) -> int:
    """Index in ``records.LoyaltyClass``.

    >>> loyalty_class(-1.2), loyalty_class(-0.3), loyalty_class(0.0), loyalty_class(1.0)
    (0, 2, 2, 4)
    """
    return int(loyalty >= -1.0) + int(loyalty >= -0.3) + int(loyalty >= 0.3) + int(loyalty >= 1.0)


@compiled
def memory_weight(experience: float, loyalty: float, elapsed_s: float, rare_d: float, headroom: float) -> float:
    """Share of an experience that memory keeps: rare contacts weigh more, and there is less to gain near the top.

    >>> round(memory_weight(0.4, 0.0, 1e9, 30.0, 4.0), 6), round(memory_weight(0.4, 2.0, 1e9, 30.0, 4.0), 6)
    (1.0, 0.5)
    """
    weight = 0.5 + 0.5 * (1.0 - math.exp(-elapsed_s / DAY_S / rare_d))
    room = 1.0 - loyalty / headroom if experience > 0 else 1.0 + loyalty / headroom
    return weight * share(room)


@compiled
def weighed(loyalty: float, satisfaction: float, connection: float, counts: tuple[float, float]) -> float:
    """Loyalty as it counts for leaving or buying: ``counts`` are the factors of satisfaction and connection.

    >>> weighed(0.1, 0.3, -0.4, (1.0, 1.0)), round(weighed(0.1, 0.3, -0.4, (2.0, 0.5)), 6)
    (0.1, 0.6)
    """
    return loyalty + (counts[0] - 1.0) * satisfaction + (counts[1] - 1.0) * connection


@compiled
def mendable(cap: float, harm: float, mended: float) -> float:
    """Most that a contact about a failure may add to memory: all contacts of an issue mend a share of its harm.

    >>> round(mendable(0.9, 0.4, 0.3), 6), round(mendable(0.9, 0.4, -0.2), 6), mendable(0.9, 0.0, 0.0)
    (0.06, 0.56, 0.0)
    """
    return max(0.0, cap * harm - mended)


@compiled
def earned(felt: float, severity: float) -> float:
    """A gain from human connection: who asks for a trifle is not won for life. A loss is not made smaller.

    >>> earned(0.1, 0.5), earned(0.1, 1.3), earned(-0.1, 0.5)
    (0.05, 0.1, -0.1)
    """
    return felt * share(severity) if felt > 0 else felt


@compiled
def beyond(need: float, need_cut: float) -> float:
    """Degree to which a customer wants a person: 0 at need ``need_cut``, 1 at need 1.

    >>> beyond(0.35, 0.35), beyond(1.0, 0.35)
    (0.0, 1.0)
    """
    return max(0.0, need - need_cut) / (1.0 - need_cut)
