"""Play scenarios in a process of its own: ``python -m tests.model.engines.play ENGINE SCENARIO.json ...``.

Each scenario's records go to a file of the same name that ends in ``.npz``.
"""

import sys
from pathlib import Path

import numpy as np

from sim.model.engines.replication import simulate
from sim.model.world.records import Records
from sim.scenario import Scenario


def write(records: Records, path: Path) -> None:
    np.savez(path, **records._asdict())


def read(path: Path) -> Records:
    with np.load(path, allow_pickle=False) as tables:
        return Records(
            **{name: tables[name] for name in Records._fields[:-1]},
            customers_value_usd=float(tables["customers_value_usd"]),
        )


def main(engine: str, *paths: str) -> None:
    for path in map(Path, paths):
        scenario = Scenario.model_validate_json(path.read_text())
        write(simulate(scenario, 1, 0, engine), path.with_suffix(".npz"))


if __name__ == "__main__":
    main(*sys.argv[1:])
