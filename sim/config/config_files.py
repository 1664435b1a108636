"""Config files as Hydra loads them: parsed once in a process, by libyaml, with current names of keys.

OmegaConf's parser, in Python, takes ten times as long as libyaml, and Hydra has it parse each file at each composing.
"""

import pickle
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult, ConfigSource
from omegaconf import OmegaConf
from omegaconf._utils import get_yaml_loader

from sim.scenario.former_names import under_new_names


def parsed(text: str) -> Any:
    """Plain values of a YAML text, as OmegaConf reads it, also where libyaml is missing.

    >>> parsed("{a: 1e3, since: 2024-01-01}")
    {'a': 1000.0, 'since': '2024-01-01'}
    """
    return yaml.load(text, _loader())


@cache
def _loader() -> Any:
    """OmegaConf's loader: its numbers, dates and refusal of double keys, on top of libyaml's parser."""
    slow: Any = get_yaml_loader()
    if not yaml.__with_libyaml__:
        return slow

    class Loader(yaml.cyaml.CParser, slow):  # type: ignore[misc]
        def __init__(self, text: str) -> None:
            yaml.cyaml.CParser.__init__(self, text)
            yaml.constructor.SafeConstructor.__init__(self)
            yaml.resolver.Resolver.__init__(self)

    return Loader


@cache
def _config(text: str) -> bytes:
    """The config of a file's text, to be unpickled: Hydra changes what it gets, and a copy takes six times as long."""
    plain = parsed(text)
    return pickle.dumps(OmegaConf.create({} if plain is None else under_new_names(plain)))


@cache
def read_quickly() -> None:
    """Make Hydra load files by ``parsed``, and rename keys before it merges; once in a process."""
    Plugins.instance()  # registers the source of files, a class of its own that no import gives
    files = SourcesRegistry.instance().resolve("file")
    load = files.load_config

    def load_config(source: ConfigSource, config_path: str) -> ConfigResult:
        try:
            text = Path(source.path, source._normalize_file_name(config_path)).read_text(encoding="utf-8")
            config = pickle.loads(_config(text))
        except (OSError, ValueError, yaml.YAMLError):
            return load(source, config_path)  # says in its words what is wrong
        return ConfigResult(
            source.provider, f"{source.scheme()}://{source.path}", config, source._get_header_dict(text[:512])
        )

    files.load_config = load_config  # type: ignore[assignment, method-assign]
