"""Errors of Hydra, OmegaConf and the YAML parser in the user's words; parsing of overrides."""

import re
from collections.abc import Iterable
from pathlib import Path

import yaml
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from omegaconf.errors import OmegaConfBaseException

from sim.config.problems import InputError, at, shown, unknown

FROM_HYDRA = (HydraException, OmegaConfBaseException, yaml.YAMLError)
LIST_OVER_KEYS = (
    "a list cannot stand where an earlier file has keys, as center.profile has the bank's weekdays; write keys, or "
    "build on center no_topics ('override /center: no_topics' in an experiment's defaults)"
)


def parsed(words: Iterable[str], folders: tuple[Path, ...]) -> list[Override]:
    """Parse overrides; the value of a config group must be names of its files."""
    overrides: list[Override] = OverridesParser.create().parse_overrides(list(words))
    for override in overrides:
        if not override.key_or_group:
            raise OverrideParseException(str(override.input_line), "the key is missing")
        if chooses_files(override, folders) and not override.is_sweep_override() and not override.is_delete():
            value = override.value()
            if not all(isinstance(name, str) for name in (value if isinstance(value, list) else [value])):
                raise InputError(_not_a_file(override.key_or_group, shown(value), folders))
    return overrides


def chooses_files(override: Override, folders: tuple[Path, ...]) -> bool:
    """Whether an override selects files of a config group rather than setting a value."""
    return any((folder / override.key_or_group).is_dir() for folder in folders)


def each_value_once(overrides: list[Override]) -> list[list[str]]:
    """The fewest command lines in which each value of a sweep occurs."""
    sweeps = [_values(override) for override in overrides]
    longest = max(map(len, sweeps), default=1)
    return [[values[min(i, len(values) - 1)] for values in sweeps] for i in range(longest)]


def _values(override: Override) -> list[str]:
    if not override.is_sweep_override():
        return [str(override.input_line)]
    if not override.is_discrete_sweep():
        raise InputError(at(override.key_or_group, "an interval has no values to play; write a list or range(from,to)"))
    return [f"{override.get_key_element()}={value}" for value in override.sweep_string_iterator()]


def sentence(error: Exception, known: Iterable[str], folders: tuple[Path, ...]) -> str:
    """One sentence for an error of composition; ``known`` are the keys that can be set."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        return f"config error in {mark.name}, line {mark.line + 1}: {error.problem}"
    if isinstance(error, OverrideParseException):
        return at(error.override, "an override is key=value; put quotes around values with spaces, commas or brackets")
    if isinstance(error, MissingConfigException) and error.missing_cfg_file:
        return _no_such_file(error.missing_cfg_file, folders)
    if "Cannot merge DictConfig with ListConfig" in f"{error}{error.__cause__}":
        return at(getattr(error.__cause__, "full_key", None) or _quoted(str(error)), LIST_OVER_KEYS)
    if isinstance(error, OmegaConfBaseException) and error.full_key:
        return at(str(error.full_key), _first_line(error))
    return _of_composition(_first_line(error), set(known))


def _first_line(error: Exception) -> str:
    line = str(error).partition("\n")[0]
    return line[:1].lower() + line[1:]


def _no_such_file(missing: str, folders: tuple[Path, ...]) -> str:
    group, _, name = missing.rpartition("/")
    return _not_a_file(group, shown(name), folders)


def _not_a_file(group: str, got: str, folders: tuple[Path, ...]) -> str:
    names = sorted({file.stem for folder in folders for file in (folder / group).glob("*.yaml")})
    choices = " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    if not group:
        return at("--config-name", f"input should be a file of the config folder (got {got}); write {choices}")
    return at(group, f"input should be a file of {group}/ (got {got}); write {choices}")


def _of_composition(message: str, known: set[str]) -> str:
    key = _quoted(message).partition("=")[0]
    if message.startswith("ambiguous value"):
        return at(key, f"several values take brackets, '{key}=[...]', or -m to play each of them")
    if "already at" in message:
        return at(key, f"is in the config; write {key}=... without the +")
    if message.startswith(("could not override", "could not delete")) and key not in known:
        return at(key, unknown(key, known))
    if message.startswith("could not override"):
        return at(key, f"is not in the composed config; write +{key}=... to add it")
    if message.startswith("could not delete"):
        return at(key, f"cannot be left out; write {key}=... to choose another")
    return at(key, message.rstrip("."))


def _quoted(message: str) -> str:
    found = re.search(r"'([^']+)'", message)
    return found[1] if found else "the config"
