"""What does each policy cost?"""

import time
from typing import Any

from omegaconf import DictConfig, OmegaConf

from experiments.main import experiment, run_folder
from sim.config import inputs
from sim.scenario import Scenario


@experiment("config")
def main(config: DictConfig) -> None:
    """Play every policy in the same worlds, print the table, and leave the run's folder with the page."""
    started = time.time()
    study, played = inputs.checked(config)
    asked = inputs.claims_of(config)
    # only now: a wrong config is said at once, not after the engine is compiled or the pictures' library is loaded
    from sim import report
    from sim.study import store
    from sim.study.compare import compare
    from sim.study.comparison import Design, judged, tables
    from sim.study.provenance import command_line, provenance

    design = Design(study.replications, study.seed, study.against, study.confidence, study.engine)
    comparison = compare(played, design, study.workers)
    comparison = comparison._replace(question=asked.question, claims=judged(asked.claims, comparison))
    folder, origin = run_folder(), provenance(study.seed, started, command_line())
    store.write_run(folder, tables(comparison), OmegaConf.to_yaml(config, resolve=True), origin)
    page = report.write(comparison, folder, origin)
    print(report.table(comparison))
    if comparison.claims:
        print(f"\n{report.claims_table(comparison)}")
    print(f"\n{report.service_table(comparison)}")
    if config.volumes:
        print(planned_and_played(played[study.against], comparison.rows, study.against))
    print(f"\nRun: {folder}\nPage: {page}")


def planned_and_played(scenario: Scenario, rows: list[dict[str, Any]], against: str) -> str:
    """Say how far the contacts offered are from the plan: repeats build up over the first weeks."""
    planned = sum(map(sum, (scenario.demand.offered or {}).values()))
    offered = next(row["mean"] for row in rows if (row["policy"], row["measure"]) == (against, "offered"))
    return (
        f"Plan: {planned:,.0f} contacts; played under {against}: {offered:,.0f} ({offered / planned - 1:+.0%}). First "
        "contacts follow the plan; repeats come of the policy, and there are none in flight on day 0. "
        "demand.contacts_per_issue sets the level."
    )


if __name__ == "__main__":
    main()
