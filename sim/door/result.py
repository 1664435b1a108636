"""The result of a comparison: plain tables, notebook display, saving and opening."""

import math
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.compiled.replaced import in_force
from sim.config.problems import InputError, at, shown
from sim.door.study import LoadedStudy
from sim.measures.dictionary import BY_NAME
from sim.scenario.nearest import way_out
from sim.study import store
from sim.study.comparison import Comparison, Design, Row, judged, tables, turned
from sim.study.provenance import provenance

LIBRARIES = ("pandas", "polars")
NO_LIBRARY = "frame() needs pandas or polars, and neither is installed; table() and rows() give plain rows"


class Result(NamedTuple):
    """The result of a comparison."""

    policies: Sequence[str]
    tables: Sequence[str]  # names for ``rows``
    read: Callable[[str], list[Row]]
    leave: Callable[[Path], object]

    def rows(self, table: str) -> list[Row]:
        """Rows of any of ``tables``, as in the saved folder."""
        if table not in self.tables:
            raise InputError(_no_such("table", table, self.tables))
        return self.read(table)

    def table(self, *measures: str) -> list[Row]:
        """A row of means for each policy; all measures if none is named."""
        found = _chosen(self.rows("rows"), measures)
        means = {(row["policy"], row["measure"]): row["mean"] for row in found}
        columns = measures or dict.fromkeys(row["measure"] for row in found)
        return [
            {"policy": policy} | {measure: means.get((policy, measure), math.nan) for measure in columns}
            for policy in self.policies
        ]

    def differences(self, *measures: str, against: str | None = None) -> list[Row]:
        """Paired differences to the reference or another policy, with confidence intervals."""
        rows = self.rows("differences")
        if against is not None and against not in self.policies:
            raise InputError(_no_such("policy", against, self.policies))
        base = against or next((row["against"] for row in rows), "")
        pairs = [
            row if row["against"] == base else turned(row) for row in rows if base in (row["policy"], row["against"])
        ]
        return _chosen(pairs, measures)

    def frame(self, *measures: str, of: str = "table") -> Any:
        """The table, the ``differences``, or one of ``tables`` as a data frame."""
        named = {"table": self.table, "differences": self.differences}
        rows = named[of](*measures) if of in named else _chosen(self.rows(of), measures)
        for library in LIBRARIES:
            if find_spec(library):
                return import_module(library).DataFrame(rows)
        raise ImportError(NO_LIBRARY)

    def save(self, folder: str | Path) -> Path:
        """Write a new folder, as the command does: tables, figures, page, config and provenance."""
        path = Path(folder)
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise InputError(at("save", f"input should be a new folder (got {shown(str(path))}, which holds files)"))
        self.leave(path)
        return path

    def __repr__(self) -> str:
        """What was compared, not the tables."""
        n = max((row["replications"] for row in self.rows("rows")), default=0)
        return f"Result({', '.join(self.policies)}; {n} replications)"

    def _repr_html_(self) -> str:
        """A table for a notebook."""
        from sim.door.notebook import as_html

        return as_html(self.policies, self.rows("rows"), self.differences())


def compare(study: LoadedStudy, workers: int | Executor | None = None) -> Result:
    """Simulate every policy of a study with common random numbers; stored results are reused.

    One process unless ``workers`` or the study says otherwise.
    """
    comparison, origin = play(study, workers)
    found = tables(comparison)
    return Result(list(study.scenarios), _names(found), found.__getitem__, partial(leave, study, comparison, origin))


def open(folder: str | Path) -> Result:
    """Open the result in a folder written by ``save`` or by the command."""
    path = Path(folder)
    if not (path / "summary.json").is_file():
        raise InputError(at("open", f"input should be the folder of a finished run (got {shown(str(path))})"))
    found = {file.stem: [file] for file in (path / "tables").glob("*.parquet")}
    policies = list(dict.fromkeys(row["policy"] for row in _read(path, "rows")))
    return Result(policies, _names(found), partial(_read, path), partial(shutil.copytree, path, dirs_exist_ok=True))


def play(study: LoadedStudy, workers: int | Executor | None = None) -> tuple[Comparison, dict[str, Any]]:
    """The comparison with its verdicts on claims, and its provenance."""
    from sim.study.compare import compare as play_and_compare

    started, settings = time.time(), study.settings
    asked = settings.workers if workers is None else workers
    if in_force() and (asked is None or asked != 1 and isinstance(asked, int)):
        raise InputError(at("workers", f"{', '.join(in_force())} is replaced in this process only; write workers=1"))
    design = Design(settings.replications, settings.seed, settings.against, settings.confidence, settings.engine)
    comparison = play_and_compare(study.scenarios, design, asked)
    origin = provenance(settings.seed, started, study.command) | ({"rules": in_force()} if in_force() else {})
    judgement = judged(study.asked.claims, comparison)
    return comparison._replace(question=study.asked.question, claims=judgement), origin


def leave(study: LoadedStudy, comparison: Comparison, origin: Mapping[str, Any], folder: Path) -> Path:
    """Write a run's folder and return the path of its page."""
    from sim import report

    there = {name: file for name, file in study.files.items() if file.is_file()}
    for name, file in there.items():  # so that the run can be repeated anywhere
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / name)
    store.write_run(folder, tables(comparison), study.config, origin)
    return report.write(comparison, folder, origin)


def _names(found: Mapping[str, Sequence[object]]) -> list[str]:
    """Names of the tables that are not empty; differences are always included."""
    return sorted({"differences", *(name for name, rows in found.items() if rows)})


def _read(folder: Path, table: str) -> list[Row]:
    """Read a table of a saved folder; empty tables were not written."""
    file = folder / "tables" / f"{table}.parquet"
    if not file.is_file():
        return []
    columns = store.read_table(file)
    # what is unknown is masked: not a number, as it was
    cells = (
        column.filled(math.nan) if isinstance(column, np.ma.MaskedArray) else column for column in columns.values()
    )
    rows = zip(*(column.tolist() for column in cells), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _chosen(rows: list[Row], measures: Sequence[str]) -> list[Row]:
    """Rows of these measures, in this order; all rows if none is named."""
    sentences = [_no_such("measure", name, BY_NAME) for name in measures if name not in BY_NAME]
    if sentences:
        raise InputError(*sentences)
    return [row for name in measures for row in rows if row["measure"] == name] if measures else rows


def _no_such(kind: str, name: str, known: Iterable[str]) -> str:
    return f"there is no {kind} {shown(name)}; {way_out(name, known)}"
