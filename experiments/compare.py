"""What does each policy cost?"""

import sys
from typing import Any

from omegaconf import DictConfig

from experiments.main import experiment, run_folder
from sim.door.study import study_of
from sim.scenario import Scenario
from sim.study.provenance import command_line


@experiment("config")
def main(config: DictConfig) -> None:
    """Compare all policies, print the table, and write the run's folder with the page."""
    study = study_of(config, command_line())
    # only now: a wrong config is said at once, not after the engine is compiled or the pictures' library is loaded
    from sim import report
    from sim.door.result import leave, play

    comparison, origin = play(study)
    print(report.table(comparison))
    if comparison.claims:
        print(f"\n{report.claims_table(comparison)}")
    print(f"\n{report.service_table(comparison)}")
    if config.volumes:
        print(planned_and_played(study.scenarios[comparison.against], comparison.rows, comparison.against))
    sys.stdout.flush()  # drawing the page takes longer than playing a small study
    folder = run_folder()
    page = leave(study, comparison, origin, folder)
    print(f"\nRun: {folder}\nPage: {page}")


def planned_and_played(scenario: Scenario, rows: list[dict[str, Any]], against: str) -> str:
    """Compare offered contacts with the plan: repeat contacts build up over the first weeks."""
    planned = sum(map(sum, (scenario.demand.offered or {}).values()))
    offered = next(row["mean"] for row in rows if (row["policy"], row["measure"]) == (against, "offered"))
    return (
        f"Plan: {planned:,.0f} contacts; played under {against}: {offered:,.0f} ({offered / planned - 1:+.0%}). First "
        "contacts follow the plan; repeats come of the policy, and there are none in flight on day 0. "
        "demand.contacts_per_issue sets the level."
    )


if __name__ == "__main__":
    main()
