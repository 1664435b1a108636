"""Small worlds to play: an empty one for hand-computed numbers, a busy town for whatever must hold everywhere."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.compiled.tables import table
from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.model.contact import births
from sim.model.engines.replication import days
from sim.model.floor import on_duty
from sim.model.setup.start import start, with_births
from sim.model.world.records import End, Records
from sim.model.world.state import World
from sim.scenario import Scenario

DAY_S = 86400.0
QUIET = "experiment=erlang_c"  # nothing but a queue is left of the center
HOURS = 48
ALWAYS = [1] * HOURS
DAYTIME = [0] * 16 + [1] * 24 + [0] * 8  # 8 to 20 h
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
TWO_SKILLS = {
    "bills": {"skill": "bills", "share": 1, "work_factor": 1},
    "lines": {"skill": "lines", "share": 3, "work_factor": 1},
}
WHOLE = ("topics", "on_duty", "offered")
CONSTANT_0 = {"distribution": "constant", "value_s": 0}


@cache
def _plain(words: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {name: scenario.model_dump(mode="json") for name, scenario in scenarios(composed(*words)).items()}


def _merged(old: Any, new: Any) -> Any:
    """Key by key all the way down; topics, plans and distributions are replaced as a whole."""
    if not isinstance(old, dict) or not isinstance(new, dict) or "distribution" in new:
        return new
    return old | {key: value if key in WHOLE else _merged(old.get(key), value) for key, value in new.items()}


def scenario(*words: str, named: str = "neutral", **parts: Any) -> Scenario:
    """The config of these overrides with keys of some parts replaced, ``policy`` among them."""
    return Scenario.model_validate(_merged(_plain(words)[named], parts))


def quiet(**parts: Any) -> Scenario:
    """One cause, one skill, always open, nobody hangs up, comes back, learns, leaves or quits."""
    return scenario(QUIET, **({"horizon_d": 2} | parts))


def opened(scenario: Scenario, replication: int = 0) -> World:
    """The morning of day 0."""
    return start(scenario, 1, replication)


def issue(world: World, **fields: Any) -> int:
    """Row of one issue of customer 0, in the hands of agent 0 unless said otherwise."""
    unset = {"agent": 0, "owner": -1, "symptom_row": -1, "patience_s": 100.0, "work_s": 100.0, "next_s": np.inf,
             "warm": np.nan}  # fmt: skip
    row = int(world.free_issues[world.book["n_free_issues"][0] - 1])
    world.book["n_free_issues"] -= 1
    world.issues[row] = table(1, world.issues.dtype)[0]
    put(world.issues, row, **(unset | fields))
    return row


def put(rows: np.ndarray, place: int, **fields: Any) -> None:
    for name, value in fields.items():
        rows[name][place] = value


def get(rows: np.ndarray, place: int, *names: str) -> list[Any]:
    return [rows[name][place].item() for name in names]


def morning(world: World, day: int) -> World:
    """A day's births are listed and have their issues."""
    world = with_births(world, day)
    for birth in range(int(world.book["n_births"][0])):
        births.is_born(world, birth)
    return world


def uneventful_days(world: World, n_days: int) -> Iterator[World]:
    """Mornings of days on which issues are born and nobody does anything about them."""
    for day in range(n_days):
        world = morning(world, day)
        yield world
        for i in range(int(world.book["n_births"][0])):
            first = int(world.births["issue"][i])
            for row in (first, int(world.issues["symptom_row"][first])):
                if first >= 0 and row >= 0:
                    world.free_issues[world.book["n_free_issues"][0]] = row
                    world.book["n_free_issues"] += 1


NATURE = ("next_s", "work_s", "off_script", "reassure")


def natures(
    scenario: Scenario, seed: int = 1, replication: int = 0
) -> dict[tuple[int, str, int, int], tuple[Any, ...]]:
    """Every issue that will be born: (slot, cause, number, symptom) -> when, and what it takes."""
    causes = sorted(scenario.causes)
    born = {}
    for world in uneventful_days(start(scenario, seed, replication), scenario.horizon_d):
        for i in range(int(world.book["n_births"][0])):
            first = int(world.births["issue"][i])
            for row in (first, int(world.issues["symptom_row"][first])):
                if first >= 0 and row >= 0:
                    slot, cause, number, symptom = get(world.issues, row, "slot", "cause", "number", "symptom")
                    served_by = world.routes["group"][world.topics["first_route"][world.issues["topic"][row]]].item()
                    born[slot, causes[cause], number, symptom] = (*get(world.issues, row, *NATURE), served_by)
    return born


def staffed(world: World, now_s: float, group: int, planned: int) -> None:
    """The edge of an interval: so many are planned, and a group with nobody is closed."""
    on_duty.opens(world, group, planned, planned > 0)
    on_duty.staff(world, now_s, group)


class Played(NamedTuple):
    scenario: Scenario
    days: tuple[Records, ...]
    whole: Records

    def __repr__(self) -> str:
        """Short: whole tables are more than a report of a failing example may hold."""
        return f"Played({len(self.days)} chunks, {len(self.whole.contacts)} contacts)"


def chunks(scenario: Scenario, seed: int = 1, replication: int = 0, engine: str = "kernel") -> Played:
    played = tuple(days(scenario, seed, replication, engine))
    tables = (np.concatenate(rows) for rows in zip(*(day[:-1] for day in played), strict=True))
    return Played(scenario, played, Records(*tables, played[-1].customers_value_usd))


def answered(records: Records) -> np.ndarray:
    return records.contacts[records.contacts["end"] == End.answered]


def queued(records: Records) -> np.ndarray:
    """Contacts that reached the center and have ended."""
    return records.contacts[records.contacts["end"] <= End.sent_away]
