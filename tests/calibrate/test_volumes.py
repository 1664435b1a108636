import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sim.calibrate.volumes import read_volumes
from sim.model.setup import arrival_rates, staffing
from sim.scenario.center import Center, Topic, Weekday
from tests.calibrate.example import write
from tests.worlds import quiet

MONDAY = datetime(2027, 1, 4)
HEADER = "start,topic,offered,on_duty"
HALF_DAY_S = 43200
TOPICS = {
    "billing": Topic(skill="everyday", share=0.5, work_factor=1),
    "service": Topic(skill="everyday", share=0.3, work_factor=1),
    "stocks": Topic(skill="stocks", share=0.2, work_factor=1),
}


def center(topics: dict[str, Topic] = TOPICS) -> Center:
    profile = dict.fromkeys(Weekday, (1.0, 1.0))
    return Center(day0=Weekday.monday, interval_s=HALF_DAY_S, profile=profile, busyness_shape=None, topics=topics)


def rows(days: int = 2) -> list[str]:
    """Two intervals a day; lines 2-4 are the first interval, 5-7 the second, and so on."""
    starts = [MONDAY + timedelta(seconds=i * HALF_DAY_S) for i in range(2 * days)]
    return [
        HEADER,
        *(
            f"{at.isoformat()},{name},{10 * i + place},{i + 1}"
            for i, at in enumerate(starts)
            for place, name in enumerate(TOPICS)
        ),
    ]


def changed(line: int, row: str) -> list[str]:
    every = rows()
    every[line - 1] = row
    return every


def sentence(folder: Path, every: list[str], horizon_d: int = 2) -> str:
    path = write(folder, every)
    with pytest.raises(ValueError, match=re.escape(str(path))) as caught:
        read_volumes(path, center(), horizon_d)
    return str(caught.value)


def test_every_interval_of_the_horizon_is_filled(tmp_path: Path) -> None:
    volumes = read_volumes(write(tmp_path, rows()), center(), 2)
    assert volumes.offered == {"billing": (0, 10, 20, 30), "service": (1, 11, 21, 31), "stocks": (2, 12, 22, 32)}


def test_people_on_duty_are_those_of_the_skill_and_not_their_sum(tmp_path: Path) -> None:
    volumes = read_volumes(write(tmp_path, rows()), center(), 2)
    assert volumes.on_duty == {"everyday": (1, 2, 3, 4), "stocks": (1, 2, 3, 4)}


def test_without_the_column_nobody_is_put_on_duty(tmp_path: Path) -> None:
    path = write(tmp_path, [row.rpartition(",")[0] for row in rows()])
    assert read_volumes(path, center(), 2).on_duty is None


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    header, *every = rows()
    shuffled = write(tmp_path, [header, *reversed(every)], "shuffled.csv")
    assert read_volumes(shuffled, center(), 2) == read_volumes(write(tmp_path, [header, *every]), center(), 2)


def test_semicolons_decimal_commas_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    every = [row.replace(",", ";").replace(";10;", ";10,5;") for row in rows()]
    path = write(tmp_path, every, encoding="utf-8-sig")
    assert read_volumes(path, center(), 2).offered["billing"] == (0, 10.5, 20, 30)


def test_seven_days_from_a_wednesday_on_are_played_from_that_wednesday_on(tmp_path: Path) -> None:
    wednesday = center().model_copy(update={"day0": Weekday.wednesday})
    later = [row.replace(at.isoformat(), (at + timedelta(days=2)).isoformat()) for row, at in dated(rows(7))]
    volumes = read_volumes(write(tmp_path, [HEADER, *later]), wednesday, 7)
    world = quiet(
        horizon_d=7,
        center={"day0": "wednesday", "interval_s": HALF_DAY_S, "profile": 1}
        | {"topics": {name: topic.model_dump() for name, topic in TOPICS.items()}},
        demand={"offered": volumes.offered},
        staffing={"on_duty": volumes.on_duty},
    )
    assert arrival_rates.births_per_interval(world).sum(axis=0).tolist() == [30 * i + 3 for i in range(14)]
    assert staffing.on_duty(world)[0].tolist() == list(range(1, 15))


def dated(every: list[str]) -> list[tuple[str, datetime]]:
    """Rows without their header, each with its time."""
    return [(row, datetime.fromisoformat(row.split(",")[0])) for row in every[1:]]


def test_a_file_longer_than_the_horizon_is_cut(tmp_path: Path) -> None:
    assert read_volumes(write(tmp_path, rows(3)), center(), 1).offered["stocks"] == (2, 12)


def test_one_topic_may_say_how_many_are_there_for_all_of_its_skill(tmp_path: Path) -> None:
    every = [re.sub(r"(,service,\d+),\d+", r"\1,", row) for row in rows()]
    volumes = read_volumes(write(tmp_path, every), center(), 2)
    assert volumes.on_duty == {"everyday": (1, 2, 3, 4), "stocks": (1, 2, 3, 4)}


LINES = {
    "a start that is no date": ("4 Jan 2027,billing,1,1", "column start: is an ISO date and time"),
    "a start with an offset": (
        "2027-01-04T12:00:00+01:00,billing,1,1",
        "column start: is local time, without an offset",
    ),
    "a start off the grid": ("2027-01-04T12:20:00,billing,1,1", "column start: is a whole number of intervals"),
    "an unknown topic": ("2027-01-04T12:00:00,travel,1,1", "column topic: is a topic of the center"),
    "a duplicate": ("2027-01-04T00:00:00,billing,1,1", "column start: stands once for each topic, and line 2 has it"),
    "a negative volume": ("2027-01-04T12:00:00,billing,-1,1", "column offered: is 0 or more; got '-1'"),
    "a volume that is no number": ("2027-01-04T12:00:00,billing,many,1", "column offered: is a number; got 'many'"),
    "no volume": ("2027-01-04T12:00:00,billing,,1", "column offered: is a number; got ''"),
    "half a person": ("2027-01-04T12:00:00,billing,1,2.5", "column on_duty: is a whole number of people"),
    "fewer than nobody": ("2027-01-04T12:00:00,billing,1,-2", "column on_duty: is 0 or more"),
    "a cell too many": ("2027-01-04T12:00:00,billing,1,2,3", "column 5: every line has 4 cells"),
}


@pytest.mark.parametrize(("row", "rule"), LINES.values(), ids=LINES)
def test_a_bad_line_is_named_with_its_column(tmp_path: Path, row: str, rule: str) -> None:
    assert f"line 5, {rule}" in sentence(tmp_path, changed(5, row))


def test_two_numbers_for_one_skill_name_both_lines(tmp_path: Path) -> None:
    said = sentence(tmp_path, changed(6, "2027-01-04T12:00:00,service,1,9"))
    assert "line 6, column on_duty: is the same for all topics of skill 'everyday', and line 5 says 2; got '9'" in said


def test_a_skill_that_nobody_staffs_is_named(tmp_path: Path) -> None:
    said = sentence(tmp_path, changed(7, "2027-01-04T12:00:00,stocks,1,"))
    assert "line 7, column on_duty: says how many with skill 'stocks' are there" in said


def test_a_missing_interval_is_named_with_the_line_after_it(tmp_path: Path) -> None:
    every = rows()
    del every[4]
    assert "line 7, column start: comes after 2027-01-04 12:00, which topic 'billing' lacks" in sentence(
        tmp_path, every
    )


def test_a_file_shorter_than_the_horizon_says_where_it_ends(tmp_path: Path) -> None:
    said = sentence(tmp_path, rows(), horizon_d=3)
    assert "line 11, column start: is the last of topic 'billing', and horizon_d goes on to 2027-01-06 12:00" in said


def test_another_step_than_the_centers_is_named(tmp_path: Path) -> None:
    every = [row for row in rows() if "T12" not in row]
    assert "line 5, column start: is 43200 s after the one before" in sentence(tmp_path, every)


def test_a_file_that_starts_on_another_weekday_says_how_to_go_on(tmp_path: Path) -> None:
    every = [row for row in rows() if "-04T" not in row]
    assert "line 2, column start: is on a monday, center.day0, and not a tuesday. Write" in sentence(tmp_path, every, 1)


def test_a_topic_without_rows_is_named(tmp_path: Path) -> None:
    every = [row for row in rows() if "stocks" not in row]
    assert "column topic: every topic of the center has rows; 'stocks' has none" in sentence(tmp_path, every)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    every = [row.replace("offered", "calls") for row in rows()]
    assert "line 1: volumes.offered is a column of the file" in sentence(tmp_path, every)


def test_a_misspelt_column_is_not_passed_over(tmp_path: Path) -> None:
    every = [row.replace("on_duty", "onduty") for row in rows()]
    assert "line 1, column 4: columns are start, topic, offered and on_duty; got 'onduty'" in sentence(tmp_path, every)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read: no such file"):
        read_volumes(tmp_path / "plan.csv", center(), 2)
