"""Read delimited text; errors name file, line and column."""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

DELIMITERS = (",", ";", "\t", "|")


class Row(NamedTuple):
    """One line: cells by column, and the line number."""

    path: Path
    line: int
    cells: dict[str, str]

    def wrong(self, column: str, what: str) -> ValueError:
        """The error message for one cell."""
        return ValueError(f"{self.path}, line {self.line}, column {column}: {what}; got {self.cells[column]!r}")


def read(
    path: Path, delimiter: str, encoding: str, names: tuple[str, ...] | None = None
) -> tuple[tuple[str, ...], list[Row]]:
    """Column names and rows.

    ``names`` are for files without a header line. Blank lines are skipped.
    """
    lines = iter(_cells(path, text_of(path, encoding), delimiter))
    if names is None:
        line, header = next(lines, (1, []))
        names = _header(path, line, header, delimiter)
    rows = []
    for line, cells in lines:
        if len(cells) != len(names):
            raise ValueError(
                f"{path}, line {line}, column {min(len(cells), len(names)) + 1}: every line has {len(names)} cells "
                f"between {delimiter!r}; got {len(cells)}"
            )
        rows.append(Row(path, line, dict(zip(names, cells, strict=True))))
    if not rows:
        raise ValueError(f"{path}, line 2, column 1: at least one row follows the names of the columns; got none")
    return names, rows


def need(path: Path, names: tuple[str, ...], wanted: Mapping[str, str], what: str) -> None:
    """Raise an error if the file lacks a column that a key of the config names."""
    for key, column in wanted.items():
        if column not in names:
            raise ValueError(
                f"{path}, line 1: {what}.{key} is a column of the file ({', '.join(names)}); got {column!r}"
            )


def number(row: Row, column: str, decimal: str = ".") -> float:
    """The value of a cell as a number of 0 or more.

    >>> number(Row(Path("log.csv"), 2, {"wait": "1.234,5"}), "wait", decimal=",")
    1234.5
    """
    cell = row.cells[column].strip()
    plain = cell.replace(".", "").replace(",", ".") if decimal == "," else cell
    try:
        value = float(plain)
    except ValueError:
        raise row.wrong(column, "is a number") from None
    if not 0 <= value < float("inf"):
        raise row.wrong(column, "is 0 or more")
    return value


def text_of(path: Path, encoding: str) -> str:
    """Text of a file, decompressed if its name ends in .gz."""
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if path.suffix == ".gz" else raw
    except OSError as error:
        # gzip's own complaint has no errno, the file system's has
        what = error.strerror.lower() if error.strerror else "is named .gz and is no gzip file"
        raise ValueError(f"{path}: cannot be read: {what}. Check the path and the ending") from None
    except (EOFError, zlib.error):
        raise ValueError(f"{path}: the gzip file is cut off or damaged. Copy it again") from None
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise ValueError(
            f"{path}, line {line}, column {column} (in bytes): the text is {encoding}; "
            f"got {raw[error.start : error.start + 1]!r}. Save it as UTF-8, or write the encoding into the dialect"
        ) from None
    if not text.strip():
        raise ValueError(f"{path}, line 1, column 1: the file has a line of names and rows; it is empty")
    return text


def _cells(path: Path, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num}: the quotes do not close ({error})") from None


def _header(path: Path, line: int, header: list[str], delimiter: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in header)
    if len(names) == 1:
        other = max(DELIMITERS, key=names[0].count)
        raise ValueError(
            f"{path}, line {line}, column 1: {delimiter!r} stands between the names; got one name, {names[0]!r}"
            + (f". Write delimiter: {other!r}" if other in names[0] else "")
        )
    for column, (name, times) in enumerate(Counter(names).items(), start=1):
        if times > 1:
            raise ValueError(f"{path}, line {line}, column {column}: each name stands once; got {name!r} {times} times")
    return names
