"""Stored results: a run's folder, and each task's result under a hash of its input and the code.

Files are written under a temporary name, flushed and renamed, so they are complete or absent. Nothing is pickled.
"""

import hashlib
import json
import logging
import math
import os
import uuid
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from sim.study.provenance import code_version, versions

SUMMARY = ("rows", "differences", "variance", "claims")
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError)

Rows = Sequence[Mapping[str, Any]]
log = logging.getLogger("rapport")


def write_run(folder: Path, tables: Mapping[str, Rows], config: str, origin: Mapping[str, Any]) -> None:
    """Write a run's folder: config, provenance, every table as Parquet and CSV, and the summary last.

    A folder with a summary is a finished run and is never overwritten.
    """
    check_is_new(folder)
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    _write_whole(folder / "config.yaml", lambda path: _write_text(path, config))
    _write_whole(folder / "provenance.json", lambda path: _write_text(path, as_json(origin)))
    for name, rows in tables.items():
        if rows:
            write_table(folder / "tables", name, rows)
    summary = {part: list(tables.get(part, ())) for part in SUMMARY}
    _write_whole(folder / "summary.json", lambda path: _write_text(path, as_json(summary)))


def check_is_new(folder: Path) -> None:
    """Refuse a folder that already holds a finished run."""
    if (folder / "summary.json").exists():
        raise FileExistsError(f"{folder} already holds a result, which stays as it is. Choose another folder")


def write_table(folder: Path, name: str, rows: Rows) -> None:
    """Write one table as ``name.parquet`` (zstd) and ``name.csv``; missing values are empty."""
    with duckdb.connect() as db:
        db.register("columns", {key: _column([row[key] for row in rows]) for key in rows[0]})
        _write_whole(folder / f"{name}.parquet", lambda path: _copy(db, path, "format parquet, compression zstd"))
        _write_whole(folder / f"{name}.csv", lambda path: _copy(db, path, "format csv, header"))


def read_table(path: Path) -> dict[str, np.ndarray]:
    """Columns of a Parquet table written here."""
    with duckdb.connect() as db:
        return dict(db.execute("select * from read_parquet(?)", [str(path)]).fetchnumpy())


def as_json(content: Mapping[str, Any]) -> str:
    """Strict JSON; NaN becomes null."""
    return json.dumps(_without_nan(content), indent=1, allow_nan=False, ensure_ascii=False) + "\n"


def task_key(task: Mapping[str, Any]) -> str:
    """Hash of a task's complete input, the code and the versions it depends on."""
    full = {"task": task, "code": code_version(), "versions": versions()}
    return hashlib.sha256(json.dumps(full, sort_keys=True, allow_nan=False).encode()).hexdigest()


def cache_folder(chosen: Path | None = None) -> Path:
    """Folder of stored results: as chosen, else RAPPORT_CACHE, else the user's cache."""
    if chosen is not None:
        return chosen
    if named := os.environ.get("RAPPORT_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rapport"


def keep(folder: Path, key: str, arrays: Mapping[str, np.ndarray]) -> None:
    """Store a task's result; without write access the study continues, but cannot be resumed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_whole(_stored(folder, key), lambda path: _write_arrays(path, arrays))
    except OSError as error:
        log.warning("A task's result could not be stored in %s (%s), so this study cannot be resumed.", folder, error)


def recall(folder: Path, key: str, names: Sequence[str]) -> dict[str, np.ndarray] | None:
    """A task's stored result; None if it is missing or incomplete (with a warning)."""
    path = _stored(folder, key)
    try:
        # opened here: numpy leaves a file open that turns out to be no archive
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name] for name in names}
    except FileNotFoundError:
        return None
    except UNREADABLE as error:
        log.warning("The stored result %s does not read back whole (%s); its task is computed again.", path, error)
        return None


def _stored(folder: Path, key: str) -> Path:
    return folder / f"{key}.npz"


def _write_whole(path: Path, write: Callable[[Path], None]) -> None:
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}.partial")
    try:
        write(partial)
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def _copy(db: duckdb.DuckDBPyConnection, path: Path, options: str) -> None:
    quoted = str(path).replace("'", "''")
    db.execute(f"copy columns to '{quoted}' ({options})")


def _column(items: list[Any]) -> np.ndarray:
    column = np.array(items)
    if column.dtype.kind == "f":
        return np.ma.masked_invalid(column)
    return column.astype(object) if column.dtype.kind == "U" else column


def _without_nan(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {key: _without_nan(item) for key, item in content.items()}
    if isinstance(content, list | tuple):
        return [_without_nan(item) for item in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content
