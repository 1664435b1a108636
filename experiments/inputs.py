"""From Hydra's config to checked models."""

from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_dir
from omegaconf import DictConfig, OmegaConf

import sim
from sim.scenario import Scenario

PACKAGED = Path(sim.__file__).parent / "_configs"
CONFIGS = PACKAGED if PACKAGED.is_dir() else Path(__file__).parents[1] / "configs"


def composed(*overrides: str) -> DictConfig:
    """Compose the config as a command line with these overrides would."""
    with initialize_config_dir(str(CONFIGS), version_base="1.3"):
        return compose("config", overrides=list(overrides))


def scenarios(config: DictConfig) -> dict[str, Scenario]:
    """One scenario for each policy of the config, by the policy's name."""
    plain: dict[str, Any] = OmegaConf.to_container(config, resolve=True)  # type: ignore[assignment]
    world = {key: value for key, value in plain.items() if key in Scenario.model_fields}
    return {name: Scenario.model_validate(world | {"policy": levers}) for name, levers in plain["policies"].items()}
