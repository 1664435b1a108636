"""What does each policy cost?"""

from omegaconf import DictConfig

from experiments.inputs import checked
from experiments.main import experiment, run_folder


@experiment("config")
def main(config: DictConfig) -> None:
    """Name the policies that would be played."""
    study, played = checked(config)
    print(run_folder(), study, *played)


if __name__ == "__main__":
    main()
