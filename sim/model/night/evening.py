"""The night: customers renew, churn or join; agents quit and are hired; units react."""

import math

import numpy as np

from sim.compiled.draws import PERSON
from sim.compiled.jit import called, compiled
from sim.compiled.quantiles import exponential
from sim.compiled.tables import prefetch
from sim.model.contact import handling
from sim.model.contact.births import draws_next, waits
from sim.model.floor import on_duty
from sim.model.night.agents import agents_evening, hires
from sim.model.night.customers import (
    N_POINTS,
    come_back,
    counts_people,
    customers_value_usd,
    draw_slots,
    list_connection,
    list_points,
    moves_in,
    newcomers,
    renews,
)
from sim.model.night.day_records import opens_renewals, record_day
from sim.model.night.units import fees_in_force, focus_fades, units_react
from sim.model.world.addresses import agent_address, subject_draws
from sim.model.world.state import World
from sim.time_units import DAY_S, MONTH_D

AHEAD = 6  # rows that are on their way from memory


@compiled
def settles(world: World, propensity: np.ndarray) -> None:
    """Initialize the morning of day 0: customers, pending births, and agents with their tenure."""
    rule = world.model[0].customers
    list_points(world, 0, rule.need.a, rule.need.b)
    list_points(world, N_POINTS, rule.digital_skill.a, rule.digital_skill.b)
    for slot in range(int(rule.n_start)):
        moves_in(world, 0.0, slot)
    for slot in range(len(propensity)):  # none where a table brings the births
        for cause in range(len(world.causes)):
            process = world.at_work[0]
            process.slot, process.cause, process.number = slot, cause, 0
            process.propensity, process.due = propensity[slot], 0.0
            draws_next(world)
            waits(world)
    for agent in range(len(world.agents)):
        worker = world.agents[agent]
        # those who are there were hired before the policy
        hires(world, agent, 0.0, world.model[0].morale.disposition_mean)
        _, _, tenure_u, _ = subject_draws(world, PERSON, agent_address(world, agent), 0)
        quits_year = world.model[0].morale.quits_year * world.model[0].crew.quits_factor
        worker.hired_s = -exponential(365.0 / quits_year, tenure_u) * DAY_S if quits_year > 0 else -math.inf
        handling.prepares(world, 0.0, agent)
        on_duty.rests_off_duty(world, agent)


@compiled
def company_evening(world: World, day: int) -> None:
    """Update focus and units, and what agents bring to the next day's contacts."""
    focus_fades(world, day + 1.0)
    units_react(world, day + 1.0)
    for agent in range(len(world.agents)):
        handling.prepares(world, (day + 1) * DAY_S, agent)


@compiled
def day_ends_s(world: World, day: int) -> float:
    """End of the day: midnight, or the end of the horizon."""
    return min((day + 1) * DAY_S, world.model[0].end_s)


@called
def evening(world: World, day: int) -> None:
    """Close the day: end its counts, then update agents, renewals and new customers."""
    on_duty.midnight(world, day_ends_s(world, day))
    agents_evening(world, day)
    company_evening(world, day)
    counts_people(world)
    fees_in_force(world, day)
    opens_renewals(world, day)
    renewing = day % MONTH_D
    for i in range(world.first_renewing[renewing], world.first_renewing[renewing + 1]):
        # customers lie far apart: to ask for the ones to come halves the time of the night
        prefetch(world.customers, world.renewing[min(i + AHEAD, len(world.renewing) - 1)])
        slot = world.renewing[i]
        if world.customers[slot].alive:
            renews(world, day, slot)
    come_back(world, day)
    newcomers(world, day)
    record_day(world, day)
    world.book[0].day = day + 1


ONCE = (draw_slots, settles, list_connection, customers_value_usd)  # what a replication calls at its start and its end
