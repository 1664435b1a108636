from pathlib import Path

import pytest
from pydantic import ValidationError

from sim.calibrate.fit import Calibration, fit_center, read
from sim.calibrate.log import read_log
from tests.calibrate import example


def row(result: str, answered: str, ended: str) -> list[str]:
    header = example.export_rows(0)[0]
    return [header, f"C1;Billing;03/02/2026 09:00:00;{answered};{ended};{result};77"]


def test_another_dialect_needs_a_mapping_and_no_code(tmp_path: Path) -> None:
    asked = Calibration(
        log=example.write(tmp_path, example.export_rows()), name="mine", dialect=example.dialect("contact_export")
    )
    fit = fit_center(asked, *read(asked))
    assert {name: topic.types for name, topic in fit.topics.items()} == {
        "service": ("Service",),
        "billing": ("Billing",),
        "technical": ("Technical support",),
    }


def test_day_first_dates_are_not_month_first(tmp_path: Path) -> None:
    rows = row("Handled", "2026-02-03T09:00:30", "2026-02-03T09:02:30")
    contact = read_log(example.write(tmp_path, rows), example.dialect("contact_export")).contacts[0]
    assert (contact["waited_s"], contact["talk_s"]) == (30, 120)


def test_who_hangs_up_waited_until_the_end(tmp_path: Path) -> None:
    rows = row("Lost in queue", "", "2026-02-03T09:01:15")
    contact = read_log(example.write(tmp_path, rows), example.dialect("contact_export")).contacts[0]
    assert (contact["waited_s"], contact["talk_s"], bool(contact["answered"])) == (75, 0, False)


def test_an_end_before_the_start_names_both_columns(tmp_path: Path) -> None:
    rows = row("Handled", "2026-02-03T09:00:30", "2026-02-03T08:59:00")
    path = example.write(tmp_path, rows)
    with pytest.raises(ValueError, match=r"line 2, column Ended at: is not before Answered at \(2026-02-03T09:00:30\)"):
        read_log(path, example.dialect("contact_export"))


def test_a_served_contact_without_an_answer_is_named(tmp_path: Path) -> None:
    path = example.write(tmp_path, row("Handled", "", "2026-02-03T09:02:30"))
    with pytest.raises(ValueError, match="column Answered at: is a moment, as Result is Handled; got ''"):
        read_log(path, example.dialect("contact_export"))


def test_clocks_without_a_date_may_pass_midnight(tmp_path: Path) -> None:
    mapping = example.dialect().model_dump() | {
        "talk_s": None,
        "answered": {"column": "ser_start", "format": "%H:%M:%S"},
        "ended": {"column": "ser_exit", "format": "%H:%M:%S"},
    }
    cells = {"vru_entry": "23:59:00", "q_start": "23:59:00", "ser_start": "23:59:10", "ser_exit": "0:01:10"}
    path = example.write(tmp_path, [example.HEADER, example.line(1, cells)])
    log = read_log(path, type(example.dialect()).model_validate(mapping))
    assert log.contacts["talk_s"].tolist() == [120]


def test_a_contact_that_stands_twice_counts_once(tmp_path: Path) -> None:
    rows = example.lines()
    log = read_log(example.write(tmp_path, [*rows, rows[7]]), example.dialect())
    assert (log.n_twice, len(log.contacts)) == (1, 1500)


def test_who_left_in_the_menu_was_not_offered(tmp_path: Path) -> None:
    rows = [example.HEADER, example.line(1, {"outcome": "HANG", "q_start": "0:00:00"}), example.line(2)]
    log = read_log(example.write(tmp_path, rows), example.dialect())
    assert log.contacts["offered"].tolist() == [False, True]


def test_a_mapping_that_cannot_tell_waits_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs waited_s and talk_s, or answered and ended"):
        type(example.dialect()).model_validate(example.dialect().model_dump() | {"waited_s": None})


def test_clock_times_without_a_date_column_are_refused() -> None:
    with pytest.raises(ValidationError, match=r"started\.format has no date"):
        type(example.dialect()).model_validate(example.dialect().model_dump() | {"date": None})
