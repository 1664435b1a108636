"""Compose a config with Hydra: shipped files, a user's own folder, overrides."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hydra import compose, version
from hydra._internal.hydra import Hydra
from hydra._internal.utils import create_config_search_path
from hydra.core.config_search_path import SearchPathQuery
from hydra.core.global_hydra import GlobalHydra
from omegaconf import DictConfig, OmegaConf

import sim
from sim.config import config_files, former_names, overrides
from sim.config.problems import InputError, at, keys_at, shown
from sim.scenario import Scenario

PACKAGED = Path(sim.__file__).parent / "_configs"
CONFIGS = PACKAGED if PACKAGED.is_dir() else Path(__file__).parents[2] / "configs"


def composed(*words: str, folders: tuple[Path, ...] = (CONFIGS,)) -> DictConfig:
    """Compose the config as the command line would with these overrides, also from within a command."""
    with _initialized(folders):
        return compose("config", overrides=[*map(former_names.in_override, words)])


def composed_from(words: Sequence[str], config_dir: str | Path | None = None) -> DictConfig:
    """Compose the config of a user's overrides; errors are reported as on the command line."""
    folders = config_folders(Namespace(config_path=None, config_dir=config_dir))
    with _initialized(folders):
        return _composed("config", list(map(former_names.in_override, words)), folders)


def composed_for(arguments: Namespace, config_name: str, name: str) -> list[DictConfig]:
    """Configs of Hydra's command-line arguments, with Hydra's own settings; each value of a sweep appears once."""
    folders = config_folders(arguments)
    config_name = arguments.config_name or config_name
    with _initialized(folders, name):
        try:
            words = overrides.parsed(arguments.overrides, folders)
            lines = overrides.each_value_once(words) if arguments.multirun else [arguments.overrides]
            return [compose(config_name, line, return_hydra_config=True) for line in lines]
        except overrides.FROM_HYDRA as error:
            known = _known_keys(arguments.overrides, config_name, folders)
            raise InputError(overrides.sentence(error, known, folders)) from None


def config_folders(arguments: Namespace) -> tuple[Path, ...]:
    """Folders in which config files are searched: a user's own, then the shipped one (or another main folder)."""
    main = Path(arguments.config_path or CONFIGS).resolve()
    if not arguments.config_dir:
        return (main,)
    own = Path(arguments.config_dir)
    if not own.is_dir():
        raise InputError(at("--config-dir", f"input should be a folder of config files (got {shown(str(own))})"))
    return own.resolve(), main


@contextmanager
def _initialized(folders: tuple[Path, ...], name: str = "compare") -> Iterator[None]:
    """Let Hydra search folders in this order, and restore its state afterwards, as a command may be running."""
    config_files.read_quickly()
    running = GlobalHydra.get_state()
    GlobalHydra.instance().clear()
    version.setbase("1.3")
    search = create_config_search_path(str(folders[0]))
    for folder in folders[1:]:  # as Hydra places --config-dir; its own hydra.searchpath cannot hold the primary config
        search.prepend("rapport", f"file://{folder}", SearchPathQuery(provider="schema"))
    try:
        Hydra.create_main_hydra2(name, search)
        yield
    finally:
        GlobalHydra.set_state(running)


def _composed(config_name: str, words: list[str], folders: tuple[Path, ...]) -> DictConfig:
    try:
        overrides.parsed(words, folders)
        return compose(config_name, words)
    except overrides.FROM_HYDRA as error:
        raise InputError(overrides.sentence(error, _known_keys(words, config_name, folders), folders)) from None


def _known_keys(words: list[str], config_name: str, folders: tuple[Path, ...]) -> set[str]:
    """Every key that can be set with the chosen files, whether or not the files contain it."""
    try:
        chosen = [word for word in overrides.parsed(words, folders) if overrides.chooses_files(word, folders)]
        config = compose(config_name, [str(word.input_line) for word in chosen])
    except (InputError, *overrides.FROM_HYDRA):
        config = OmegaConf.create()
    groups = {child.name for folder in folders for child in folder.iterdir() if child.is_dir()}
    known = set(_dotted(OmegaConf.to_container(config), (), Scenario if "policies" in config else None))
    # an arm's world may have all keys of the scenario; many, so only where such a key was meant
    arms = {word.lstrip("+~").partition(".world.")[0] for word in words if ".world." in word} & known
    of_scenario = [key for key in known if key.partition(".")[0] in Scenario.model_fields]
    return groups | known | {f"{arm}.world.{key}" for arm in arms for key in of_scenario}


def _dotted(plain: Any, path: tuple[str, ...], model: type[Scenario] | None) -> Iterator[str]:
    if not isinstance(plain, dict):
        return
    in_model = ("policy", *path[2:]) if path[:1] == ("policies",) and len(path) > 1 else path
    for key in {*map(str, plain), *keys_at(model, in_model)}:
        yield ".".join((*path, key))
        yield from _dotted(plain.get(key), (*path, key), model)
