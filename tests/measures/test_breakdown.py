"""Service by topic, group, interval and day: sums by hand, and parts that make up the whole."""

import numpy as np
import pytest

from sim.measures import breakdown, dictionary, ratios
from sim.measures.breakdown import SUMS, By
from sim.model.world.records import End, Records
from tests import synthetic
from tests.worlds import DAYTIME, NAMES, Played, chunks, scenario

HOUR_S = 3600
EVERYDAY, STOCKS = 0, 1  # topics, and the groups that take them
TOPICS = {name: {"skill": name, "share": 1, "work_factor": 1} for name in ("everyday", "stocks")}
THREE = {"center": {"interval_s": 8 * HOUR_S, "profile": 1, "rate_s": None, "topics": TOPICS}}
RULE = {"staffing": {"shrinkage": 0.2, "threshold_s": 20}}
OF_TOPICS = [name for name in SUMS if name not in breakdown.OF_AGENTS]


def offered(at_h: float, topic: int, end: End, waited_s: float = 0, **fields: float) -> dict[str, float]:
    return {"offered_s": at_h * HOUR_S, "topic": topic, "end": end, "waited_s": waited_s, "group": -1} | fields


def talk(at_h: float, topic: int, group: int, waited_s: float, talk_s: float, acw_s: float) -> dict[str, float]:
    return offered(at_h, topic, End.answered, waited_s, group=group, talk_s=talk_s, acw_s=acw_s)


def on_duty(interval: int, group: int, on_duty_s: float, busy_s: float) -> dict[str, float]:
    return {"day": interval // 3, "interval": interval, "group": group, "on_duty_s": on_duty_s, "busy_s": busy_s}


def two_days() -> Records:
    """Seven contacts at the center, in intervals from 0, 8 and 16 h, and one on the web."""
    contacts = [
        talk(1, EVERYDAY, EVERYDAY, waited_s=10, talk_s=100, acw_s=20),
        offered(9, EVERYDAY, End.abandoned, 40),
        talk(17, STOCKS, STOCKS, waited_s=30, talk_s=200, acw_s=0),
        offered(18, STOCKS, End.blocked),
        talk(24 + 1, STOCKS, EVERYDAY, waited_s=0, talk_s=60, acw_s=40),
        offered(24 + 2, EVERYDAY, End.abandoned, 5),
        offered(24 + 23, EVERYDAY, End.sent_away, 100),
        offered(24 + 3, EVERYDAY, End.web_solved),
    ]
    intervals = [on_duty(0, EVERYDAY, 1000, 120), on_duty(2, STOCKS, 800, 200), on_duty(3, EVERYDAY, 500, 100)]
    return synthetic.records(contacts, days=[{"day": 0}, {"day": 1}], group_intervals=intervals)


def found(by: By, **parts: object) -> list[list[float]]:
    return breakdown.tally(two_days(), synthetic.scenario(**({"horizon_d": 2} | THREE | RULE | parts)))[by].tolist()


# fmt: off
BY_HAND = {
    # ended, received, talks, abandoned, blocked, in_time, judged, ended_in_time,
    # all_waited_s, waited_s, talk_s, handle_s, busy_s, on_duty_s, paid_s, days
    By.topic: [
        [4, 4, 1, 2, 0, 1, 3, 2, 155, 10, 100, 120, 0, 0, 0, 2],
        [3, 2, 2, 0, 1, 1, 2, 1, 30, 30, 260, 300, 0, 0, 0, 2],
    ],
    By.group: [
        [2, 2, 2, 0, 0, 2, 2, 2, 10, 10, 160, 220, 220, 1500, 1875, 2],
        [1, 1, 1, 0, 0, 0, 1, 0, 30, 30, 200, 200, 200, 800, 1000, 2],
    ],
    By.interval: [
        [3, 3, 2, 1, 0, 2, 2, 3, 15, 10, 160, 220, 220, 1500, 1875, 2],
        [1, 1, 0, 1, 0, 0, 1, 0, 40, 0, 0, 0, 0, 0, 0, 2],
        [3, 2, 1, 0, 1, 0, 2, 0, 130, 30, 200, 200, 200, 800, 1000, 2],
    ],
    By.day: [
        [4, 3, 2, 1, 1, 1, 3, 1, 80, 40, 300, 320, 320, 1800, 2250, 1],
        [3, 3, 1, 1, 0, 1, 2, 2, 105, 0, 60, 100, 100, 500, 625, 1],
    ],
}
# fmt: on


@pytest.mark.parametrize("by", By)
def test_sums_by_hand(by: By) -> None:
    assert found(by) == pytest.approx(np.array(BY_HAND[by]))


def test_days_of_the_warm_up_are_left_out() -> None:
    first, second = found(By.day, warm_up_d=1)
    assert first == [0] * len(SUMS)
    assert second == BY_HAND[By.day][1]
    assert np.sum(found(By.topic, warm_up_d=1), axis=0)[SUMS.index("ended")] == 3
    assert np.sum(found(By.group, warm_up_d=1), axis=0)[SUMS.index("busy_s")] == 100
    assert {row[SUMS.index("days")] for row in found(By.interval, warm_up_d=1)} == {1}


def test_waits_of_earlier_attempts_count_where_the_rule_adds_them() -> None:
    contacts = [talk(1, EVERYDAY, EVERYDAY, 15, 60, 0) | {"waited_before_s": 10}]
    records = synthetic.records(contacts)
    in_time = {
        added: breakdown.tally(records, synthetic.scenario(staffing={"threshold_s": 20, "waits_added": added}))
        for added in (False, True)
    }
    place = SUMS.index("in_time")
    assert [tallied[By.topic][EVERYDAY, place] for tallied in in_time.values()] == [1, 0]


def test_measures_are_ratios_of_the_sums() -> None:
    sums = breakdown.ratios(By.topic, np.array(BY_HAND[By.topic]))
    told = dict(zip(breakdown.TOLD[By.topic], sums[EVERYDAY].tolist(), strict=True))
    assert told["ended_day"] == [4, 2]
    assert told["abandonment_share"] == [2, 4]
    assert told["service_level"] == [1, 3]
    assert told["service_level_of_served_or_left"] == [2, 4]
    assert told["wait_s"] == [155, 4]
    assert told["aht_s"] == [120, 1]


def test_a_group_is_told_what_it_answered_and_how_busy_it_was() -> None:
    sums = breakdown.ratios(By.group, np.array(BY_HAND[By.group]))
    told = dict(zip(breakdown.TOLD[By.group], sums[STOCKS].tolist(), strict=True))
    assert (told["answered_day"], told["occupancy"], told["utilisation"]) == ([1, 2], [200, 800], [200, 1000])


def test_values_are_called_by_names_clock_times_and_days() -> None:
    world = synthetic.scenario(**{"horizon_d": 2} | THREE)
    assert [breakdown.names(by, world) for by in By] == [
        ["everyday", "stocks"], ["everyday", "stocks"], ["00:00", "08:00", "16:00"], ["0", "1"],
    ]  # fmt: skip


def test_intervals_of_seconds_have_names_of_their_own() -> None:
    names = breakdown.names(By.interval, synthetic.scenario(center={"interval_s": 30, "profile": 1, "rate_s": None}))
    assert len(set(names)) == 2880
    assert names[:3] == ["00:00:00", "00:00:30", "00:01:00"]


@pytest.fixture(scope="module")
def busy() -> Played:
    """Three days in which everything happens at the door: answers, busy signals, hang-ups, closing hours."""
    topics = {name: {"share": 1, "work_factor": 1, "places": 2} for name in ("bills", "lines")}
    groups = {"all": {"serves": {"bills": {}, "lines": {}}}, "few": {"serves": {"bills": {}}}}
    return chunks(
        scenario(
            "center=always_open",
            horizon_d=3,
            customers={"n_start": 40_000},
            center={"topics": topics, "profile": {name: [0] * 16 + [1] * 24 + [0] * 8 for name in NAMES}},
            routing={"groups": groups, "lines": 4, "closing": "send_away"},
            staffing={"on_duty": {"all": DAYTIME, "few": DAYTIME}},
        )
    )


def totals(played: Played) -> dict[str, float]:
    """The sums that measures are made of, under their names."""
    tallied = ratios.tally(played.whole, played.scenario)
    return {
        name: value
        for measure, (top, bottom) in zip(dictionary.MEASURES, tallied, strict=True)
        for name, value in ((measure.top, top), (measure.bottom, bottom))
    }


def test_everything_happens_at_the_door(busy: Played) -> None:
    whole = totals(busy)
    assert min(whole[name] for name in ("talks", "abandoned", "blocked", "busy_s")) > 0


@pytest.mark.parametrize("by", [By.topic, By.interval, By.day])
def test_the_parts_make_up_the_whole(busy: Played, by: By) -> None:
    names = OF_TOPICS if by is By.topic else SUMS
    parts = dict(zip(SUMS, breakdown.tally(busy.whole, busy.scenario)[by].sum(axis=0), strict=True))
    whole = totals(busy)
    for name in names:
        if name != "days":
            assert parts[name] == pytest.approx(whole[name], rel=1e-9), name


def test_groups_make_up_what_was_answered_and_the_time_on_duty(busy: Played) -> None:
    parts = dict(zip(SUMS, breakdown.tally(busy.whole, busy.scenario)[By.group].sum(axis=0), strict=True))
    whole = totals(busy)
    for name in ("talks", "in_time", "waited_s", "talk_s", "handle_s", *breakdown.OF_AGENTS):
        assert parts[name] == pytest.approx(whole[name], rel=1e-9), name


@pytest.mark.parametrize("by", By)
def test_sums_of_days_add_up_to_those_of_the_whole(busy: Played, by: By) -> None:
    by_day = sum(breakdown.tally(day, busy.scenario)[by] for day in busy.days)
    np.testing.assert_allclose(by_day, breakdown.tally(busy.whole, busy.scenario)[by], rtol=1e-12)
