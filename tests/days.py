"""One day of a center, call by call: every time is given, nothing is left to chance, and either engine plays it."""

from typing import Any, NamedTuple

import numpy as np

from sim.compiled.event_queue import push
from sim.model.engines.kernel import CONTACT, Kernel, key_of
from sim.model.engines.replication import read
from sim.model.engines.story import Story
from sim.model.setup.start import start
from sim.model.world.addresses import ROW_BITS
from sim.model.world.records import Records
from sim.model.world.state import NOBODY
from sim.scenario import Scenario
from tests.worlds import HOURS, issue, quiet

ENGINES = ("story", "kernel")
NO_BIRTHS = {"request": {"issues_per_1000_month": 1e-9, "work_distribution": "constant", "work_mean_s": 100}}
PLAIN = {"share": 1, "work_factor": 1}


class Call(NamedTuple):
    """A customer's first call of the day."""

    at_s: float
    topic: str
    work_s: float = 100


def center(topics: dict[str, Any], groups: dict[str, Any], on_duty: dict[str, Any], **parts: Any) -> Scenario:
    """A center of these topics and groups; so many people on duty, or a plan of half-hours."""
    plans = {group: plan if isinstance(plan, list) else [plan] * HOURS for group, plan in on_duty.items()}
    return quiet(
        horizon_d=1,
        center={"topics": {name: PLAIN | topic for name, topic in topics.items()}},
        routing={"groups": groups} | parts.pop("routing", {}),
        staffing={"on_duty": plans} | parts.pop("staffing", {}),
        customers={"n_start": 20, "slots_per_customer": 1},
        causes=NO_BIRTHS,
        **parts,
    )


class Told(Story):
    """A story that begins with calls."""

    calls: list[int]

    def tell(self, day: int) -> None:
        for row in self.calls:
            self.env.process(self.issue(row))
        super().tell(day)


def played(scenario: Scenario, calls: list[Call], engine: str) -> Records:
    """The day of these calls, each of a customer of its own."""
    world = start(scenario, 1, 0)
    topics = sorted(scenario.center.topics)
    rows = [
        issue(world, slot=slot, identity=slot << ROW_BITS, next_s=float(call.at_s), begun=True, agent=NOBODY,
              topic=topics.index(call.topic), work_s=float(call.work_s))
        for slot, call in enumerate(calls)
    ]  # fmt: skip
    if engine == "story":
        told = Told(world)
        told.calls = rows
        world = told.play(world, 1)
    else:
        kernel = Kernel(world)
        for row, call in zip(rows, calls, strict=True):
            push(kernel.events, call.at_s, key_of(world, row, CONTACT), row)
        world = kernel.play(world, 1)
    return read(world, 0.0)


def told(records: Records, *names: str) -> list[tuple[Any, ...]]:
    """These columns of the contacts, customer by customer and in order of time."""
    rows = records.contacts[np.lexsort([records.contacts["offered_s"], records.contacts["slot"]])]
    return list(zip(*(rows[name].tolist() for name in names), strict=True))
