import gzip
import re
from pathlib import Path

import pytest

from sim.calibrate.fit import Calibration, read
from tests.calibrate import example

BROKEN_LINE = 100  # line 101 of the file, after the header


def read_file(path: Path, **keys: object) -> object:
    return read(Calibration.model_validate({"log": path, "name": "mine", "dialect": example.dialect(), **keys}))


def with_cells(**cells: object) -> list[str]:
    """The log with one line changed."""
    rows = example.lines()
    rows[BROKEN_LINE] = example.line(BROKEN_LINE - 1, cells)
    return rows


def sentence(folder: Path, rows: list[str], **keys: object) -> str:
    path = example.write(folder, rows)
    with pytest.raises(ValueError, match=re.escape(str(path))) as caught:
        read_file(path, **keys)
    return str(caught.value)


def test_the_unbroken_log_is_read(tmp_path: Path) -> None:
    log, daily = read(Calibration(log=example.write(tmp_path, example.lines()), name="mine", dialect=example.dialect()))
    assert (len(log.offered), daily) == (1500, None)


CELLS = {
    "a bad date": ({"date": "1999-02-30"}, "date", "is a moment written %Y-%m-%d; got '1999-02-30'"),
    "a bad time": ({"vru_entry": "25:00:00"}, "vru_entry", "is a moment written %H:%M:%S; got '25:00:00'"),
    "no start": ({"vru_entry": ""}, "vru_entry", "is a moment written"),
    "an unknown outcome": (
        {"outcome": "GONE"},
        "outcome",
        "is one of dialect.outcomes (AGENT, HANG, PHANTOM); got 'GONE'",
    ),
    "an unknown type": ({"type": "XX"}, "type", "is one of dialect.types"),
    "a negative wait": ({"q_time": -3}, "q_time", "is 0 or more; got '-3'"),
    "a talk that is no number": ({"ser_time": "long"}, "ser_time", "is a number; got 'long'"),
    "an endless talk": ({"ser_time": "inf"}, "ser_time", "is 0 or more; got 'inf'"),
    "a wait of nan": ({"q_time": "nan"}, "q_time", "is 0 or more; got 'nan'"),
}


@pytest.mark.parametrize(("cells", "column", "rule"), CELLS.values(), ids=CELLS)
def test_a_bad_cell_names_file_line_column_and_value(
    tmp_path: Path, cells: dict[str, object], column: str, rule: str
) -> None:
    said = sentence(tmp_path, with_cells(**cells))
    assert f"line {BROKEN_LINE + 1}, column {column}: {rule}" in said


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere\.csv: cannot be read: no such file"):
        read_file(tmp_path / "nowhere.csv")


def test_a_folder_is_no_log(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read: is a directory"):
        read_file(tmp_path)


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    assert "it is empty" in sentence(tmp_path, [])


def test_a_header_alone_says_so(tmp_path: Path) -> None:
    assert "line 2, column 1: at least one row follows" in sentence(tmp_path, [example.HEADER])


def test_a_missing_column_names_the_key_that_asks_for_it(tmp_path: Path) -> None:
    rows = [example.HEADER.replace("q_time", "queue_time"), *example.lines()[1:]]
    assert "line 1: dialect.waited_s is a column of the file" in sentence(tmp_path, rows)


def test_a_mapping_to_a_column_that_is_not_there_names_its_key(tmp_path: Path) -> None:
    mapping = example.dialect().model_dump() | {"started": {"column": "begin", "format": "%H:%M:%S"}}
    said = sentence(tmp_path, example.lines(), dialect=mapping)
    assert "dialect.started.column is a column of the file" in said


def test_text_named_gz_is_no_gzip_file(tmp_path: Path) -> None:
    path = example.write(tmp_path, example.lines(), "calls.csv.gz")
    with pytest.raises(ValueError, match=r"calls\.csv\.gz: cannot be read: is named \.gz and is no gzip file"):
        read_file(path)


def test_a_gzip_file_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv.gz"
    path.write_bytes(gzip.compress("\n".join(example.lines()).encode())[:-200])
    with pytest.raises(ValueError, match="cut off or damaged"):
        read_file(path)


def test_a_wrong_delimiter_names_the_one_in_the_file(tmp_path: Path) -> None:
    rows = [row.replace(",", ";") for row in example.lines()]
    assert "Write delimiter: ';'" in sentence(tmp_path, rows)


def test_text_that_is_not_utf_8_names_line_and_byte(tmp_path: Path) -> None:
    rows = with_cells(server="M\N{LATIN SMALL LETTER U WITH DIAERESIS}ller")
    path = example.write(tmp_path, rows, encoding="latin-1")
    with pytest.raises(ValueError, match=rf"line {BROKEN_LINE + 1}, column \d+ \(in bytes\): the text is utf-8"):
        read_file(path)


def test_a_name_that_stands_twice_in_the_header_is_named(tmp_path: Path) -> None:
    rows = [example.HEADER.replace("server", "type"), *example.lines()[1:]]
    assert "line 1, column 5: each name stands once; got 'type' 2 times" in sentence(tmp_path, rows)


def test_a_line_with_too_few_cells_is_named(tmp_path: Path) -> None:
    rows = example.lines()
    rows[BROKEN_LINE] = "AA01,99,0"
    assert f"line {BROKEN_LINE + 1}, column 4: every line has 17 cells" in sentence(tmp_path, rows)


def test_quotes_that_do_not_close_are_named(tmp_path: Path) -> None:
    rows = with_cells(server='"S01')
    assert "the quotes do not close" in sentence(tmp_path, rows)


def test_one_contact_told_twice_in_two_ways_is_named(tmp_path: Path) -> None:
    rows = with_cells(call_id=50)
    assert f"line {BROKEN_LINE + 1}, column call_id: with vru+line and call_id names one" in sentence(tmp_path, rows)


def test_too_few_calls_cannot_be_fitted(tmp_path: Path) -> None:
    assert "200 offered contacts on 5 days or more; got 60 on 1" in sentence(tmp_path, example.lines(60))


def test_many_calls_on_too_few_days_cannot_be_fitted(tmp_path: Path) -> None:
    assert "got 480 on 2" in sentence(tmp_path, example.lines(480))


def test_a_log_in_which_nobody_hangs_up_says_how_to_go_on(tmp_path: Path) -> None:
    rows = [example.HEADER, *map(example.line, range(1500))]
    assert "got 0. Look at dialect.outcomes: abandoned, or write fit_patience=false" in sentence(tmp_path, rows)


def test_a_log_in_which_nobody_is_answered_says_where_to_look(tmp_path: Path) -> None:
    rows = [example.HEADER, *(example.line(i, {"outcome": "HANG"}) for i in range(1500))]
    assert "20 talks of 10 s or more; topic 'regular' has 0" in sentence(tmp_path, rows)


def test_daily_counts_without_a_mapping_name_the_key(tmp_path: Path) -> None:
    mapping = example.dialect().model_dump() | {"daily": None}
    path = example.write(tmp_path, example.lines())
    with pytest.raises(ValueError, match=r"dialect\.daily says which columns"):
        read_file(path, dialect=mapping, daily=path)


def test_a_count_that_is_no_number_in_the_daily_file_is_named(tmp_path: Path) -> None:
    path = example.write(tmp_path, example.lines())
    daily = example.write(tmp_path, ["date,calls,imputed", "1999-01-01,12,0", "1999-01-02,x,0"], "daily.csv")
    with pytest.raises(ValueError, match=r"daily\.csv, line 3, column calls: is a number; got 'x'"):
        read_file(path, daily=daily)
