"""What is my center like? Fits a center's config to a call log."""

from pathlib import Path

from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

from experiments.main import experiment, run_folder
from sim.calibrate.daily_counts import Totals
from sim.calibrate.fit import Calibration, fit_center, read
from sim.calibrate.log import Log
from sim.config.composition import CONFIGS, PACKAGED
from sim.config.inputs import plain_of
from sim.config.problems import InputError, at, unknown, validated

OURS = {*Calibration.model_fields, "hydra"}


def asked_of(config: DictConfig) -> Calibration:
    """Options of the command, validated except for the files themselves."""
    plain = plain_of(config)
    sentences = [at(key, unknown(key, Calibration.model_fields)) for key in map(str, config) if key not in OURS]
    if sentences:
        raise InputError(*sentences)
    for key, example in {"log": "log=calls.csv", "name": "name=mine"}.items():
        if plain[key] == "???":
            raise InputError(at(key, f"is missing. Write {example}"))
    asked = validated(Calibration, plain)
    check_new(asked.name, asked.overwrite)
    return asked


def check_new(name: str, overwrite: bool) -> None:
    """Refuse to overwrite an existing center unless overwrite=true."""
    path = center_path(name)
    if path.exists() and not overwrite:
        raise InputError(f"{path} is there already. Choose another name, or write overwrite=true")


def center_path(name: str) -> Path:
    """Path of the center's config: in the checkout's configs, or in those of the current folder."""
    configs = Path("configs") if CONFIGS == PACKAGED else CONFIGS
    return configs / "center" / f"{name}.yaml"


def command_to_play(name: str) -> str:
    """The command that plays a center: from an installed package with the folder it was written to."""
    return f"rapport compare {'--config-dir configs ' if CONFIGS == PACKAGED else ''}center={name}"


def readable(config: DictConfig) -> tuple[Calibration, Log, Totals | None]:
    """Options and the files read: all errors are reported before a folder is made."""
    asked = asked_of(config)
    try:
        return asked, *read(asked)
    except ValueError as error:
        raise InputError(str(error)) from None


@experiment("calibrate", check=readable)
def main(config: DictConfig) -> None:
    """Write the center's config and a chart of the fit."""
    from sim.calibrate.center_file import center_text, command_of, write_whole
    from sim.calibrate.fit_chart import draw

    asked, log, daily = readable(config)
    fit, folder = fit_center(asked, log, daily), run_folder()
    dialect = HydraConfig.get().runtime.choices["dialect"]
    text = center_text(fit, asked, command_of(asked, dialect))
    for ending, picture in draw(fit).items():
        (folder / f"fit.{ending}").write_bytes(picture)
    write_whole(folder / f"{asked.name}.yaml", text)
    write_whole(center_path(asked.name), text)
    print(f"{center_path(asked.name)} is written: play it with {command_to_play(asked.name)}")
    print(f"{folder / 'fit.png'} shows the fit against the data")


if __name__ == "__main__":
    main()
