"""Births of issues: which are due today, in which order, and their attributes.

A process generates the issues of one slot from one cause, in operational time (``operational_time.py``); until its next
birth it is in a due list. If births are given for each day, a table made at the start (``given_births.py``) replaces
it. Each morning lists the day's births and sorts them by buckets, for both engines.
"""

import math

from sim.compiled.draws import ARRIVAL, GAP, NATURE, SYMPTOM
from sim.compiled.due_list import NO_PAGE, put, take
from sim.compiled.jit import called, compiled
from sim.compiled.operational_time import clock_s, passed
from sim.compiled.quantiles import exponential
from sim.model.world.addresses import MOST_ISSUES, NUMBER_BITS, ROW_BITS, issue_draws, subject_draws
from sim.model.world.records import Demand
from sim.model.world.state import NEVER_S, NOBODY, BirthRecord, World
from sim.rules.bounds import ticked
from sim.rules.causes import off_script_share, wants_reassurance
from sim.rules.distribution import duration_s
from sim.time_units import DAY_S

FAILURE, VALUE, REPEAT_UNIT = int(Demand.failure), int(Demand.value), int(Demand.repeat_unit)
MOMENT_S = 1e-6
YEAR_S = 365 * DAY_S
SURELY = 1 + 1e-9  # of an end, past rounding
PASSED_ON = 1 << 32  # occasions of ARRIVAL from here on are no days
MOST_TRIES = 64


@compiled
def draws_next(world: World) -> None:
    """Draw the next birth of the current process, if the horizon may have one: -log u is no less than 1 - u."""
    process = world.at_work[0]
    subject = int(process.slot), world.causes[process.cause].salt
    gap_u, _, _, _ = subject_draws(world, GAP, subject, process.number)
    daily, mean = world.daily[process.cause], 1.0 / process.propensity
    if process.due + mean * (1.0 - gap_u) > SURELY * daily[len(daily) - 1]:
        process.due = NEVER_S
    else:
        process.due += exponential(mean, gap_u)


@compiled
def waits(world: World) -> None:
    """Put the current process into the due list of the day of its next birth, if within the horizon."""
    process = world.at_work[0]
    daily = world.daily[process.cause]
    if process.due < daily[len(daily) - 1]:
        day = passed(daily, 0, len(daily) - 1, process.due)
        world.processes[put(world.due, day)] = process


@compiled
def comes_before(a: BirthRecord, b: BirthRecord) -> bool:
    """Order of two births."""
    if a.born_s != b.born_s:
        return a.born_s < b.born_s
    if a.slot != b.slot:
        return a.slot < b.slot
    return a.cause < b.cause or (a.cause == b.cause and a.number < b.number)


@compiled
def bucket_of(world: World, born_s: float) -> int:
    """A birth's bucket of the day; with as many buckets as births, few share one."""
    days = born_s / DAY_S
    return int((days - math.floor(days)) * len(world.buckets))


@compiled
def moves_up(world: World, row: int) -> None:
    """One step of an insertion sort; the first row of the list, copied by now, holds the birth meanwhile."""
    births, held = world.births, world.listed[0]
    if comes_before(births[row], births[row - 1]):
        world.listed[0] = births[row]
        while row > 0 and comes_before(held, births[row - 1]):
            births[row] = births[row - 1]
            row -= 1
        births[row] = held


@compiled
def is_listed(world: World, day: int) -> None:
    """List the next birth of the current process if it is on this day."""
    book, step_s, tick_s = world.book[0], world.model[0].step_s, world.model[0].tick_s
    process, born = world.at_work[0], world.listed[book.n_listed]
    a_day = int(DAY_S / step_s)
    born_s = clock_s(world.cumulative[process.cause], step_s, process.due, (day * a_day, (day + 1) * a_day))
    # a birth stays in its day: what is rounded up to midnight is a moment earlier, and ticks are rounded down
    born_s = min(born_s, (day + 1) * DAY_S - MOMENT_S)
    born.born_s = born_s // tick_s * tick_s if tick_s > 0 else born_s
    born.slot, born.cause, born.number = process.slot, process.cause, process.number
    born.topic = born.place = born.issue = NOBODY
    book.n_listed += 1
    process.number += 1


@compiled
def copies_arrivals(world: World, day: int) -> bool:
    """List the day's given births, if any; False if there is no room."""
    book, first = world.book[0], world.first_arriving[day]
    while book.n_listed < world.first_arriving[day + 1] - first:
        if book.n_listed == len(world.listed):
            return False
        world.listed[book.n_listed] = world.arrivals[first + book.n_listed]
        book.n_listed += 1
    return True


@called
def list_births(world: World, day: int) -> bool:
    """List the births of all processes due today; False if there is no room."""
    if not copies_arrivals(world, day):
        return False
    process = world.at_work[0]
    row = take(world.due, day)
    while row != NO_PAGE:
        world.at_work[0] = world.processes[row]
        while process.due < world.daily[process.cause, day + 1]:
            if world.book[0].n_listed == len(world.listed):
                waits(world)
                return False
            is_listed(world, day)
            draws_next(world)
        waits(world)
        row = take(world.due, day)
    return True


@compiled
def has_rows(world: World) -> bool:
    """Whether there are rows for all listed births, each with a second symptom."""
    n = world.book[0].n_listed
    return len(world.births) >= n and world.book[0].n_free_issues >= 2 * n


@called
def order_births(world: World) -> None:
    """Sort the day's births by time.

    Bucket sort takes constant time for each birth; a heap took four times as long on a busy day. The buckets are
    counted, and lie one after the other in memory, where lists would be read here and there.
    """
    buckets, n, first = world.buckets, world.book[0].n_listed, 0
    for bucket in range(len(buckets)):
        buckets[bucket] = 0
    for row in range(n):
        buckets[bucket_of(world, world.listed[row].born_s)] += 1
    for bucket in range(len(buckets)):
        first += buckets[bucket]
        buckets[bucket] = first - buckets[bucket]
    for row in range(n):
        bucket = bucket_of(world, world.listed[row].born_s)
        world.births[buckets[bucket]] = world.listed[row]
        buckets[bucket] += 1
    for row in range(1, n):
        moves_up(world, row)
    world.book[0].n_births, world.book[0].n_listed = n, 0


@compiled
def takes_row(world: World) -> int:
    """A free row for an issue: the one freed last, which is still in the processor's cache."""
    world.book[0].n_free_issues -= 1
    return world.free_issues[world.book[0].n_free_issues]


@compiled
def create_issue(world: World, birth: int, identity: int, symptom: int) -> int:
    """Create the issue of a birth: its customer and the work it needs."""
    born = world.births[birth]
    cause, customer, model = world.causes[born.cause], world.customers[born.slot], world.model[0]
    issue = takes_row(world)
    world.issues[issue] = world.new_issue[0]
    row = world.issues[issue]
    row.identity = identity + symptom
    row.slot, row.generation, row.cause = born.slot, customer.generation, born.cause
    row.number, row.symptom = born.number, symptom
    off_u, reassure_u, work_u, topic_u = issue_draws(world, issue, NATURE, 0)
    row.topic = cause.topic if born.topic == NOBODY else born.topic
    if row.topic == NOBODY:
        interval = int(born.born_s / model.interval_s)
        row.topic = 0
        while row.topic < len(world.topics) - 1 and topic_u >= world.mix[interval, row.topic]:
            row.topic += 1
    years = born.born_s / YEAR_S
    row.off_script = off_u < off_script_share(cause.off_script_share, model.resolution.off_growth_year, years)
    row.reassure = wants_reassurance(cause.reassurance, customer.need, model.customers.need_mean, reassure_u)
    row.work_u = work_u
    row.work_s = duration_s(world.numbers, cause.work, work_u) * world.topics[row.topic].work_factor
    row.next_s = born.born_s
    row.demand = FAILURE if cause.failure else VALUE
    return issue


@compiled
def has_second_symptom(world: World, birth: int) -> None:
    """Draw whether the root cause shows a second time; the second issue is fixed at birth."""
    born = world.births[birth]
    if world.causes[born.cause].two_symptoms == 0:
        return
    twin_u, delay_u, _, _ = issue_draws(world, born.issue, SYMPTOM, 0)
    if twin_u < world.causes[born.cause].two_symptoms:
        second = create_issue(world, birth, world.issues[born.issue].identity, 1)
        delay_s = duration_s(world.numbers, world.model[0].resolution.second_symptom_delay, delay_u)
        world.issues[second].next_s = ticked(born.born_s + delay_s, world.model[0].tick_s)
        world.issues[second].demand = REPEAT_UNIT
        world.issues[born.issue].symptom_row = second


@compiled
def passes_on(world: World, birth: int, identity: int) -> None:
    """Reassign a given birth of an empty slot to another customer, by propensity.

    So a day has its number of issues whoever has churned. The address of its draws is kept, and its number is no other
    issue's.
    """
    born, weights = world.births[birth], world.weights[0]
    subject = identity, world.causes[born.cause].salt
    n, slot, tries = len(weights) - 1, int(born.slot), 0
    while not world.customers[slot].alive and tries < MOST_TRIES:
        slot_u, _, _, _ = subject_draws(world, ARRIVAL, subject, PASSED_ON + tries)
        slot = passed(weights, 0, n, slot_u * weights[n])
        tries += 1
    while not world.customers[slot].alive and tries < MOST_TRIES + n:
        slot = (slot + 1) % n
        tries += 1
    born.slot, born.number = slot, MOST_ISSUES + born.place


@compiled
def is_born(world: World, birth: int) -> int:
    """Create an issue with its second symptom; NOBODY if the slot is empty, or before a launch."""
    born = world.births[birth]
    if born.born_s < world.causes[born.cause].launch_s:
        return NOBODY
    identity = (int(born.slot) << ROW_BITS) + (int(born.number) << NUMBER_BITS)
    if born.place != NOBODY and not world.customers[born.slot].alive:
        passes_on(world, birth, identity)
    if world.customers[born.slot].alive:
        born.issue = create_issue(world, birth, identity, 0)
        has_second_symptom(world, birth)
    return born.issue
