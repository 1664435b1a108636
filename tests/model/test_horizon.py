"""A horizon of some hours: the day ends early, and nothing is after."""

import numpy as np
import pytest

from sim.measures import dictionary, ratios
from sim.model.engines.replication import simulate
from sim.model.world.records import End
from sim.scenario import Scenario
from tests.worlds import HOURS, quiet


def hours(horizon_h: float | None, **parts) -> Scenario:
    return quiet(horizon_d=1, horizon_h=horizon_h, **parts)


@pytest.mark.parametrize("engine", ["story", "kernel"])
def test_the_day_up_to_an_hour_is_that_of_a_whole_day(engine):
    whole, part = (simulate(hours(h), 1, 0, engine).contacts for h in (None, 10.4))
    assert part.tobytes() == whole[whole["ended_s"] < 10.4 * 3600].tobytes()
    assert len(part) > 1000


def test_time_on_duty_and_in_contacts_ends_with_the_horizon():
    # 14 agents, 10.4 h
    records = simulate(hours(10.4), 1, 0)
    assert records.group_days["on_duty_s"].tolist() == pytest.approx([14 * 10.4 * 3600])
    talks = records.contacts[records.contacts["end"] == End.answered]
    busy_s = records.group_days["busy_s"][0]
    done_s = (talks["talk_s"] + talks["acw_s"]).sum()
    assert done_s < busy_s <= done_s + 14 * 2400  # and the talks in progress


def test_whoever_waits_at_the_end_is_counted_as_waiting():
    records = simulate(hours(2.0, staffing={"on_duty": {"everyday": [1] * HOURS}}), 1, 0)
    offered = records.topic_days["offered"][0]
    assert records.topic_days["waiting"][0] == offered - len(records.contacts) - 1  # and one talks


def test_exact_numbers_are_those_of_the_hours_played():
    # 200 an hour
    records = simulate(hours(10.5, demand={"arrivals": "exact"}), 1, 0)
    assert records.days["births"].tolist() == [2100]


def test_the_whole_day_in_hours_is_the_day():
    one, other = (simulate(hours(h), 1, 0) for h in (None, 24.0))
    assert one.contacts.tobytes() == other.contacts.tobytes()
    assert np.array_equal(one.group_days, other.group_days)


def test_measures_over_time_are_over_the_hours_played():
    scenario = hours(10.4)
    records = simulate(scenario, 1, 0)
    tally = dict(zip(dictionary.NAMES, ratios.tally(records, scenario), strict=True))
    assert tally["offered_per_h"].tolist() == [records.topic_days["offered"].sum(), pytest.approx(10.4)]
    assert tally["queue_length"][1] == pytest.approx(10.4 * 3600)


def test_an_interval_that_is_cut_is_planned_up_to_the_cut():
    scenario = hours(10.4)
    tally = ratios.tally(simulate(scenario, 1, 0), scenario)
    occupancy, while_open = (tally[dictionary.NAMES.index(name)] for name in ("occupancy", "occupancy_open"))
    assert while_open == pytest.approx(occupancy)  # open day and night
