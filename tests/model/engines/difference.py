"""Where two engines' records differ first, and what happened around it."""

from typing import Any

import numpy as np

from sim.model.world.records import Records

TABLES = Records._fields[:-1]
AROUND_S = 300.0
SHOWN = (
    "ended_s",
    "slot",
    "cause",
    "number",
    "symptom",
    "group",
    "agent",
    "talk",
    "end",
    "waited_s",
    "talk_s",
    "acw_s",
)
MOST_SHOWN = 12


def difference(one: Records, other: Records, names: tuple[str, str] = ("story", "kernel")) -> str:
    """Nothing if the records are equal to the bit; else table, row, column, both rows, and the contacts around."""
    for table in TABLES:
        a, b = getattr(one, table), getattr(other, table)
        row, column = first_difference(a, b)
        if row >= 0:
            lines = [f"{table}, row {row}, column {column}: {_rows(a, b)}"]
            lines += [f"  {name}: {_row(rows, row)}" for name, rows in zip(names, (a, b), strict=True)]
            return "\n".join(lines + (_around(one, other, row, names) if table == "contacts" else []))
    a_usd, b_usd = one.customers_value_usd, other.customers_value_usd
    return (
        ""
        if _bits(np.array([a_usd]))[0] == _bits(np.array([b_usd]))[0]
        else f"customers_value_usd: {a_usd!r}, {b_usd!r}"
    )


def first_difference(a: np.ndarray, b: np.ndarray) -> tuple[int, str]:
    """First row that differs, and its first column that does; row -1 if none."""
    if a.dtype != b.dtype:
        return 0, f"types {a.dtype} and {b.dtype}"
    n = min(len(a), len(b))
    differs = np.array([_bits(a[name][:n]) != _bits(b[name][:n]) for name in a.dtype.names or ()])
    rows = np.flatnonzero(differs.any(axis=0))
    if len(rows):
        return int(rows[0]), str(a.dtype.names[int(np.argmax(differs[:, rows[0]]))])  # type: ignore[index]
    return (-1, "") if len(a) == len(b) else (n, "all, as one table ends here")


def _bits(column: np.ndarray) -> np.ndarray:
    column = np.ascontiguousarray(column)
    return column.view(f"i{column.itemsize}") if column.dtype.kind == "f" else column


def _rows(a: np.ndarray, b: np.ndarray) -> str:
    return f"{len(a)} rows" if len(a) == len(b) else f"{len(a)} rows against {len(b)}"


def _row(rows: np.ndarray, row: int) -> str:
    if row >= len(rows):
        return "no such row"
    return " ".join(f"{name}={_shown(rows[name][row])}" for name in rows.dtype.names or ())


def _shown(value: Any) -> str:
    return repr(value.item())


def _around(one: Records, other: Records, row: int, names: tuple[str, str]) -> list[str]:
    """Contacts of both engines that ended within some minutes of the first one that differs."""
    tables = one.contacts, other.contacts
    center_s = min(rows["ended_s"][row] for rows in tables if row < len(rows))
    lines = [f"contacts that ended within {AROUND_S:g} s of {center_s!r} s (day {int(center_s // 86400)}):"]
    for name, rows in zip(names, tables, strict=True):
        near = np.flatnonzero(np.abs(rows["ended_s"] - center_s) <= AROUND_S)
        near = np.sort(near[np.argsort(np.abs(near - row), kind="stable")][:MOST_SHOWN])
        lines += [f"  {name} {i}: " + " ".join(f"{key}={_shown(rows[key][i])}" for key in SHOWN) for i in near]
    return lines
