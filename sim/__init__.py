"""Rapport: a contact-center simulator that prices the human connection.

>>> import sim
>>> study = sim.load(policy=["neutral", "aht_target"], horizon_d=30, replications=4)
>>> study
Study(neutral, aht_target; 4 replications of 30 days; against neutral; seed 1)

``sim.compare(study)`` plays it, ``sim.open`` reads a saved result. ``sim.replaced`` puts a formula of your own in the
place of one of `sim/rules`. ``sim.simulate`` plays one replication of a scenario, ``sim.days`` day by day;
``sim.prepared`` measures in pilots what scenarios leave open: the load that policies are staffed for, the minutes
vendors quote by, handle-time targets, and bills of units.
"""

from importlib import import_module
from typing import Any

PLACES = {
    "load": "sim.door.study",
    "compare": "sim.door.result",
    "open": "sim.door.result",
    "replaced": "sim.compiled.replaced",
    "simulate": "sim.model.engines.replication",
    "days": "sim.model.engines.replication",
    "prepared": "sim.study.pilot",
    "InputError": "sim.config.problems",
}
__all__ = ["InputError", "__version__", "compare", "days", "load", "open", "prepared", "replaced", "simulate"]


def __getattr__(name: str) -> Any:
    """Import on first use: the compiler and the plotting library take seconds to load."""
    if name == "__version__":
        from importlib.metadata import version

        return version("rapport")
    if name in PLACES:
        return getattr(import_module(PLACES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
