"""Where is each policy best? A world for every policy, played by all of them."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from omegaconf import DictConfig, OmegaConf
from pydantic import Field

from experiments.main import experiment, run_folder
from sim.config.composition import CONFIGS, composed
from sim.config.inputs import checked, claims_of, plain_of
from sim.config.problems import InputError, at, nearest, shown, validated
from sim.scenario import Scenario
from sim.scenario.strict import Strict

if TYPE_CHECKING:
    from sim.study.comparison import Comparison

GROUP = "experiment/regimes"
RIVAL = "empowered_ownership"  # best in the default world
VALUE, WITHIN = "total_value_usd", "value_in_horizon_usd"
BEST, AHEAD, OPEN = "best of all", "ahead of ownership", "not shown"
PAGE = """Made by `rapport regimes`; the questions and numbers stand in `configs/experiment/regimes/`.

# Where each policy is best

{summary}

Each row is a world, played by all twelve policies in the same {n} replications of half a year, each policy with the
people its own load needs. Differences are in thousand {currency}, with paired 95 % intervals that hold for all policies
of the world together (11 comparisons), **in total** and, below, without the value of the customers after the horizon.
*Best of all*: the interval against every other policy is above 0. `rapport compare experiment=regimes/NAME` plays one,
with a page.

{table}
"""


class Regimes(Strict):
    """What the user asks for."""

    only: Annotated[tuple[str, ...] | None, Field(min_length=1, description="names of regimes; null = all")]
    replications: Annotated[int, Field(ge=2, le=100_000, description="worlds of each")]
    seed: Annotated[int, Field(ge=0, lt=2**63, description="seed of all draws")]
    workers: Annotated[Annotated[int, Field(ge=1)] | None, Field(description="processes; null = one for each core")]


class Regime(NamedTuple):
    """A world, and the policy that is to be best in it: that of its first claim."""

    policy: str
    question: str
    scenarios: Mapping[str, Scenario]


def names() -> list[str]:
    """The shipped regimes."""
    return sorted(file.stem for file in (CONFIGS / GROUP).glob("*.yaml"))


def regime(name: str) -> Regime:
    """A regime, composed as `rapport compare experiment=regimes/NAME` would."""
    config = composed(f"experiment=regimes/{name}")
    asked = claims_of(config)
    return Regime(asked.claims[0].policy, asked.question, checked(config)[1])


def ready(config: DictConfig) -> tuple[Regimes, dict[str, Regime]]:
    """What is asked for and its worlds, checked before any is played."""
    asked, there = validated(Regimes, plain_of(config)), names()
    for name in asked.only or ():
        if name not in there:
            near = nearest(name, there)
            way_out = f"the nearest is {near}" if near else f"there are {', '.join(there)}"
            raise InputError(at("only", f"input should be files of configs/{GROUP}/ (got {shown(name)}); {way_out}"))
    return asked, {name: regime(name) for name in there if asked.only is None or name in asked.only}


def played(asked: Regimes, regimes: Mapping[str, Regime]) -> Iterator[dict[str, Any]]:
    """Play one world after the other: a row for each."""
    from sim.study.compare import compare
    from sim.study.comparison import Design

    for name, one in regimes.items():
        comparison = compare(one.scenarios, Design(asked.replications, asked.seed, RIVAL), asked.workers)
        yield {"regime": name, "policy": one.policy, "question": one.question} | told(one.policy, comparison)


def told(policy: str, comparison: "Comparison") -> dict[str, Any]:
    """How far a policy is ahead of ownership and of the best other, and whether it is ahead of all."""
    from sim.study.comparison import between

    totals = {row["policy"]: row["mean"] for row in comparison.rows if row["measure"] == VALUE}
    del totals[policy]
    ahead = {other: between(comparison, (policy, other), VALUE)["low"] > 0 for other in totals}
    row: dict[str, Any] = {"replications": len(comparison.tallies[policy])}
    for key, other in (("ownership", RIVAL), ("next", max(totals, key=totals.__getitem__))):
        row[key] = other
        for measure in (VALUE, WITHIN):
            gap = between(comparison, (policy, other), measure) if other != policy else {}
            row |= {f"{key}_{measure}_{end}": gap.get(end, math.nan) for end in ("mean", "low", "high")}
    return row | {"verdict": BEST if all(ahead.values()) else AHEAD if ahead.get(RIVAL) else OPEN}


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as a table of Markdown."""
    lines = ["| policy | where | ahead of ownership | ahead of the next best | verdict |", "|---|---|--:|--:|---|"]
    for row in rows:
        ownership = "" if row["policy"] == RIVAL else gaps(row, "ownership")
        following = f"{row['next']}<br>{gaps(row, 'next')}"
        lines.append(f"| {row['policy']} | {row['question']} | {ownership} | {following} | {row['verdict']} |")
    return "\n".join(lines)


def summary(rows: Sequence[Mapping[str, Any]]) -> str:
    """How many of the policies are best, or ahead of ownership at least.

    >>> summary([{"verdict": BEST}, {"verdict": AHEAD}])
    'Of 2 policies 1 are best of all in a world of their own, 1 ahead of ownership, 0 not shown.'
    """
    counts = (f"{sum(row['verdict'] == word for row in rows)} {word}" for word in (AHEAD, OPEN))
    best = sum(row["verdict"] == BEST for row in rows)
    return f"Of {len(rows)} policies {best} are {BEST} in a world of their own, {', '.join(counts)}."


def gaps(row: Mapping[str, Any], key: str) -> str:
    """In total and, below it, in the horizon.

    >>> ends = {"mean": 2_000.0, "low": 1_000.0, "high": 3_000.0}
    >>> gaps({f"next_{measure}_{end}": n for measure in (VALUE, WITHIN) for end, n in ends.items()}, "next")
    '**+2** (+1 to +3)<br>+2 (+1 to +3)'
    """
    total, within = (
        [f"{row[f'{key}_{measure}_{end}'] / 1000:+,.0f}" for end in ("mean", "low", "high")]
        for measure in (VALUE, WITHIN)
    )
    return f"**{total[0]}** ({total[1]} to {total[2]})<br>{within[0]} ({within[1]} to {within[2]})"


@experiment("regimes", check=ready)
def main(config: DictConfig) -> None:
    """Print each verdict as it comes, and leave the table as regimes.md in the run's folder."""
    started = time.time()
    asked, regimes = ready(config)
    from sim.study import store
    from sim.study.provenance import command_line, provenance

    rows = []
    for row in played(asked, regimes):
        print(f"{row['policy']}: {row['verdict']}; the next is {row['next']}", flush=True)
        rows.append(row)
    folder, origin = run_folder(), provenance(asked.seed, started, command_line())
    store.write_run(folder, {"rows": rows}, OmegaConf.to_yaml(config, resolve=True), origin)
    currency = next(iter(next(iter(regimes.values())).scenarios.values())).costs.currency
    page = PAGE.format(summary=summary(rows), n=asked.replications, currency=currency, table=table(rows))
    (folder / "regimes.md").write_text(page, encoding="utf-8")
    print(f"\nRun: {folder}\nTable: {folder / 'regimes.md'}")


if __name__ == "__main__":
    main()
