"""Rapport: a contact-center simulator that prices the human connection.

``sim.simulate`` plays one replication, ``sim.days`` day by day, ``sim.compare`` a whole study. ``sim.prepared``
measures in pilots what scenarios leave open: the load that policies are staffed for, the minutes vendors quote by.
"""

from importlib import import_module
from typing import Any

PLACES = {
    "simulate": "sim.model.engines.replication",
    "days": "sim.model.engines.replication",
    "prepared": "sim.study.pilot",
    "compare": "sim.study.compare",
    "Design": "sim.study.comparison",
}


def __getattr__(name: str) -> Any:
    """Load an engine only when it is asked for: a config can be checked without."""
    if name in PLACES:
        return getattr(import_module(PLACES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
