"""Nightly updates of agents: morale, attrition, hiring."""

from sim.compiled.draws import PERSON, QUIT
from sim.compiled.jit import compiled
from sim.compiled.quantiles import lognormal, normal
from sim.model.floor import on_duty
from sim.model.floor.queues import OFF, agent_row, remove
from sim.model.world.addresses import agent_address, subject_draws
from sim.model.world.records import Turnover
from sim.model.world.state import OFF_DUTY, World
from sim.rules.loyalty import freedom
from sim.rules.morale import pulled, quits_share
from sim.time_units import DAY_S

QUITS, HIRED = int(Turnover.quit), int(Turnover.hire)


@compiled
def hires(world: World, agent: int, now_s: float, disposition: float) -> None:
    """Hire an agent into a seat, with this mean disposition."""
    worker, model = world.agents[agent], world.model[0]
    disposition_u, speed_u, _, _ = subject_draws(world, PERSON, agent_address(world, agent), 0)
    rule = model.morale
    worker.taken, worker.notice = True, False
    worker.hired_s = now_s
    worker.disposition = min(1.0, max(0.0, disposition + rule.disposition_sd * normal(disposition_u)))
    worker.speed = lognormal(1.0, model.learning.speed_cv * model.learning.speed_cv, speed_u)
    worker.morale = rule.start


@compiled
def record_seat(world: World, agent: int, day: int, turnover: int) -> None:
    """Write a row for a quit or a hire."""
    worker = world.agents[agent]
    row = world.seats[world.book[0].n_seats]
    world.book[0].n_seats += 1
    row.day, row.group, row.agent, row.turnover = day, worker.group, agent, turnover
    row.tenure_d = ((day + 1) * DAY_S - worker.hired_s) / DAY_S
    row.morale = worker.morale


@compiled
def moved(world: World, agent: int) -> float:
    """Morale after the day's work."""
    worker, rule, policy = world.agents[agent], world.model[0].morale, world.model[0].policy
    pride = worker.solved / worker.talks * freedom(policy.script, policy.authority)
    occupancy = worker.busy_s / worker.on_duty_s if worker.on_duty_s > 0 else 0.0
    appeal = (
        rule.pride * (pride - rule.pride_reference)
        - rule.dead_end * (worker.dead_ends / worker.talks - rule.dead_end_reference)
        - rule.upset * (worker.upset / worker.talks - rule.upset_reference)
        - rule.occupancy * max(0.0, occupancy - rule.occupancy_reference)
        + rule.disposition * (worker.disposition - rule.disposition_mean)
    )
    return pulled(worker.morale, appeal, rule.pull_d)


@compiled
def goes_or_stays(world: World, agent: int, day: int) -> None:
    """Draw whether an agent quits, leaving at the end of a shift; an empty seat is filled after a delay."""
    worker, rule = world.agents[agent], world.model[0].morale
    if not worker.taken:
        if day + 1 >= worker.vacant_until_day:
            worker.hires += 1
            reach = rule.hire_reach * world.model[0].policy.hire_disposition
            hires(world, agent, (day + 1) * DAY_S, rule.disposition_mean + reach)
            on_duty.rests_off_duty(world, agent)
            record_seat(world, agent, day, HIRED)
        return
    quit_u, _, _, _ = subject_draws(world, QUIT, agent_address(world, agent), day)
    if quit_u < quits_share(rule.quits_year * world.model[0].crew.quits_factor, rule.kappa, worker.morale):
        worker.notice = True
    if worker.notice and worker.state == OFF_DUTY:
        record_seat(world, agent, day, QUITS)
        remove(world, agent_row(world, agent, OFF))
        worker.taken = False
        worker.vacant_until_day = day + 1 + int(rule.vacancy_d)


@compiled
def agents_evening(world: World, day: int) -> None:
    """Update morale, attrition and hiring, and reset the day's counts."""
    for agent in range(len(world.agents)):
        worker = world.agents[agent]
        if worker.taken and worker.talks > 0:
            worker.morale = moved(world, agent)
        goes_or_stays(world, agent, day)
        worker.on_duty_s = worker.busy_s = 0.0
        worker.talks = worker.solved = worker.dead_ends = worker.upset = 0
