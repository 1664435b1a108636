"""What does each policy cost?"""

import time

from omegaconf import DictConfig, OmegaConf

from experiments import inputs
from experiments.main import experiment, run_folder


@experiment("config")
def main(config: DictConfig) -> None:
    """Play every policy in the same worlds, print the table, and leave the run's folder with the page."""
    started = time.time()
    study, played = inputs.checked(config)
    # only now: a wrong config is said at once, not after the engine is compiled or the pictures' library is loaded
    from sim import report, store
    from sim.comparison import Design, tables
    from sim.provenance import command_line, provenance
    from sim.study import compare

    design = Design(study.replications, study.seed, study.against, study.confidence, study.engine)
    comparison = compare(played, design, study.workers)
    folder, origin = run_folder(), provenance(study.seed, started, command_line())
    store.write_run(folder, tables(comparison), OmegaConf.to_yaml(config, resolve=True), origin)
    page = report.write(comparison, folder, origin)
    print(report.table(comparison))
    print(f"\nRun: {folder}\nPage: {page}")


if __name__ == "__main__":
    main()
