"""A log of contacts as issues of the horizon, or one sentence about what is wrong with it."""

import re
from pathlib import Path
from typing import Any

import pytest

from sim.calibrate.replay import read_log
from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.config.problems import InputError
from sim.scenario.center import Center, Topic, Weekday
from tests.calibrate.example import write

DAY_S = 86400
TOPICS = {
    "billing": Topic(skill="everyday", share=0.5, work_factor=1),
    "stocks": Topic(skill="stocks", share=0.5, work_factor=1),
}


def center(**more: Any) -> Center:
    profile = dict.fromkeys(Weekday, (1.0, 1.0))
    words = {"day0": Weekday.monday, "interval_s": 43200, "profile": profile, "busyness_shape": None, "topics": TOPICS}
    return Center.model_validate(words | more)


def sentence(folder: Path, every: list[str], **more: Any) -> str:
    path = write(folder, every)
    with pytest.raises(ValueError, match=re.escape(str(path))) as caught:
        read_log(path, center(**more), 2 * DAY_S)
    return str(caught.value)


def test_dates_are_counted_from_midnight_of_the_first(tmp_path: Path) -> None:
    rows = ["time,topic", "2027-01-05T00:00:01,stocks", "2027-01-04 09:30:15.5,billing"]
    log = read_log(write(tmp_path, rows), center(), 2 * DAY_S)
    assert (log.time_s, log.topic) == ((34215.5, 86401.0), ("billing", "stocks"))


def test_seconds_are_taken_as_they_are(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, ["time,topic", "100.25,stocks", "7,billing"]), center(), 2 * DAY_S)
    assert (log.time_s, log.topic) == ((7.0, 100.25), ("billing", "stocks"))


def test_what_comes_after_the_horizon_is_left_out(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, ["time,topic", "7,billing", "172800,billing"]), center(), 2 * DAY_S)
    assert log.time_s == (7.0,)


def test_other_columns_and_other_delimiters_are_no_trouble(tmp_path: Path) -> None:
    log = read_log(write(tmp_path, ["Agent;Topic;Time", "anna;billing;7"]), center(), DAY_S)
    assert (log.time_s, log.topic) == ((7.0,), ("billing",))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("noon,billing", "line 3, column time: is an ISO date and time, like 2027-01-04T08:30:15"),
        ("2027-01-05T10:00+01:00,billing", "line 3, column time: is local time, without an offset from UTC"),
        ("2027-01-05T10:00,moon", "line 3, column topic: is a topic of the center (billing, stocks); got 'moon'"),
        ("2027-01-03T10:00,billing", "line 3, column time: is on a monday, center.day0, and not a sunday"),
        ("77,billing", "line 3, column time: is an ISO date and time"),
    ],
)
def test_a_wrong_cell_is_told_with_line_and_column(tmp_path: Path, row: str, said: str) -> None:
    assert said in sentence(tmp_path, ["time,topic", "2027-01-04T10:00,billing", row])


def test_a_date_among_seconds_is_told(tmp_path: Path) -> None:
    assert "line 3, column time: is a number" in sentence(tmp_path, ["time,topic", "7,billing", "2027-01-04,billing"])


def test_a_time_before_day_0_is_told(tmp_path: Path) -> None:
    assert "line 2, column time: is 0 or more" in sentence(tmp_path, ["time,topic", "-7,billing"])


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    assert "demand.log.topic is a column of the file (time, about)" in sentence(tmp_path, ["time,about", "7,billing"])


def test_a_log_of_another_date_is_told(tmp_path: Path) -> None:
    rows = ["time,topic", "2027-01-11T10:00,billing"]
    assert "line 2, column time: is on 2027-01-04, center.date0" in sentence(tmp_path, rows, date0="2027-01-04")


def test_a_log_after_the_horizon_is_told(tmp_path: Path) -> None:
    assert "line 2, column time: is within the horizon" in sentence(tmp_path, ["time,topic", "999999,billing"])


def config(path: Path) -> Any:
    return composed("policy=[neutral]", "horizon_d=2", "+demand.arrivals=log", f"+demand.log='{path}'")


def test_the_scenario_holds_the_log_in_plain_numbers(tmp_path: Path) -> None:
    played = scenarios(config(write(tmp_path, ["time,topic", "7,regular", "8,stocks"])))["neutral"]
    assert played.model_dump(mode="json")["demand"]["log"] == {"time_s": [7, 8], "topic": ["regular", "stocks"]}


def test_a_log_is_checked_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 2, column topic: is a topic of the center"):
        scenarios(config(write(tmp_path, ["time,topic", "7,moon"])))


def test_a_log_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere.csv: cannot be read: no such file"):
        scenarios(config(tmp_path / "nowhere.csv"))
