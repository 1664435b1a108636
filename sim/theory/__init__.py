"""Exact results of queueing theory, for tests, validation and sizing of staff.

Times are in seconds and rates per second, as everywhere in ``sim/``; names with ``_d`` are in days.
"""

from sim.theory.chains import CallBack, Orbit, TwoSkills, callback, redial_orbit, stationary, two_skills
from sim.theory.day import Day, Opening, day
from sim.theory.erlang import (
    ErlangA,
    ErlangC,
    Fates,
    Queue,
    ServiceLevels,
    erlang_a,
    erlang_b,
    erlang_c,
    fates,
    longest_queue,
)
from sim.theory.means import (
    CustomerBase,
    contacts_per_issue,
    customer_base,
    mean_efficiency,
    mg1_mean_wait_s,
    mt_m_infinity,
    priority_mean_waits_s,
)

__all__ = [
    "CallBack",
    "CustomerBase",
    "Day",
    "ErlangA",
    "ErlangC",
    "Fates",
    "Opening",
    "Orbit",
    "Queue",
    "ServiceLevels",
    "TwoSkills",
    "callback",
    "contacts_per_issue",
    "customer_base",
    "day",
    "erlang_a",
    "erlang_b",
    "erlang_c",
    "fates",
    "longest_queue",
    "mean_efficiency",
    "mg1_mean_wait_s",
    "mt_m_infinity",
    "priority_mean_waits_s",
    "redial_orbit",
    "stationary",
    "two_skills",
]
