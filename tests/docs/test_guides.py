"""Every example in the guides is played, and what stands below it is what happened."""

import re
from pathlib import Path
from typing import Any

import pytest
from omegaconf import OmegaConf

from sim.config.composition import composed
from sim.config.inputs import scenarios
from sim.model.engines.replication import simulate
from sim.model.world.records import End, Records
from sim.scenario import Scenario

GUIDE = Path(__file__).parents[2] / "docs" / "routing.md"
BLOCKS = re.compile(r"```yaml\n(.*?)```\n```text\n(.*?)```", re.DOTALL)
BASE = re.compile(r"```yaml base\ndefaults: \[/base/queue\]\n(.*?)```", re.DOTALL)


def scenario(text: str) -> Scenario:
    """An example on top of the guide's base."""
    base = BASE.search(GUIDE.read_text(encoding="utf-8"))
    assert base is not None
    config: Any = composed("+base=queue")
    OmegaConf.set_struct(config, False)
    return scenarios(OmegaConf.merge(config, *map(OmegaConf.create, (base[1], text))))["neutral"]


def lines(world: Scenario, records: Records) -> str:
    """What happened, a line for each contact, in the order of the offers."""
    topics, groups = sorted(world.center.topics), world.groups
    rows = records.contacts[records.contacts["end"] <= End.sent_away]
    rows = sorted(rows.tolist(), key=lambda row: row[0])
    said = []
    for row in rows:
        one = dict(zip(records.contacts.dtype.names or (), row, strict=True))
        end = End(one["end"]).name.replace("_", " ")
        by = f" by {groups[one['group']]}" if one["group"] >= 0 else ""
        how = " (called back)" * one["called_back"] + " (transferred)" * one["transferred"]
        said.append(f"{one['offered_s']:4g} s  {topics[one['topic']]}: {end} after {one['waited_s']:g} s{by}{how}\n")
    return "".join(said)


@pytest.mark.parametrize("text", [example for example, _ in BLOCKS.findall(GUIDE.read_text(encoding="utf-8"))])
@pytest.mark.parametrize("engine", ["kernel", "story"])
def test_an_example_of_the_guide_happens_as_it_says(text: str, engine: str) -> None:
    world = scenario(text)
    expected = dict(BLOCKS.findall(GUIDE.read_text(encoding="utf-8")))[text]
    assert lines(world, simulate(world, 1, 0, engine)) == expected
