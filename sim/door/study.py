"""Load a study from Python: the same keys, files and error messages as on the command line."""

import html
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from omegaconf import DictConfig, OmegaConf

from sim.config.composition import composed_from
from sim.config.inputs import Claims, checked, claims_of, to_save
from sim.config.problems import InputError, at, shown
from sim.scenario import Scenario
from sim.study.design import Study

BEFORE_QUOTE = re.compile(r"(\\*)('|$)")


class LoadedStudy(NamedTuple):
    """Scenarios to compare, the settings of the study, and its question and claims."""

    scenarios: dict[str, Scenario]  # by the name of the policy
    settings: Study
    asked: Claims
    config: str  # as YAML
    command: Sequence[str]  # that plays the same
    files: Mapping[str, Path]  # read for it, by the name that the config gives their copy

    def __repr__(self) -> str:
        """Policies, replications and horizon."""
        how, days = self.settings, next(iter(self.scenarios.values())).horizon_d
        played = f"{how.replications} replications of {days} days"
        return f"Study({', '.join(self.scenarios)}; {played}; against {how.against}; seed {how.seed})"

    def _repr_html_(self) -> str:
        """The question above the short description, for a notebook."""
        return f"<p><b>{html.escape(self.asked.question)}</b><br>{html.escape(repr(self))}</p>"


def load(*overrides: str | Mapping[str, Any], config_dir: str | Path | None = None, **values: Any) -> LoadedStudy:
    """Load a study; keys are given as keywords, as command-line words, or by dotted name in a dict.

    >>> study = load({"customers.margin_usd_month": 5}, "costs.wage_usd_h=30", policy=["neutral", "aht_target"])
    >>> study.scenarios["aht_target"].customers.margin_usd_month
    5.0
    """
    words = [*_words(*overrides, values)]
    if not any(word.startswith("workers=") for word in words):
        words.insert(0, "workers=1")
    of_folder = ["--config-dir", str(config_dir)] if config_dir is not None else []
    return study_of(composed_from(words, config_dir), ["rapport", "compare", *of_folder, *words])


def study_of(config: DictConfig, command: Sequence[str]) -> LoadedStudy:
    """The study of a composed config, validated as a whole."""
    settings, scenarios = checked(config)
    saved, files = to_save(config)
    return LoadedStudy(scenarios, settings, claims_of(config), OmegaConf.to_yaml(saved, resolve=True), command, files)


def _words(*overrides: str | Mapping[str, Any]) -> list[str]:
    """Overrides as command-line words."""
    words: list[str] = []
    for one in overrides:
        if isinstance(one, Mapping):
            words += [f"{key}={_word(value, key)}" for key, value in one.items()]
        elif isinstance(one, str):
            words.append(one)
        else:
            raise InputError(f"an override is a word 'key=value' or a dict of keys and values; got {shown(one)}")
    return words


def _word(value: Any, key: str) -> str:
    r"""A value in the syntax of the command line.

    >>> print(_word([True, None, 0.5, "it's", {"distribution": "exponential"}], "patience"))
    [true,null,0.5,'it\'s',{distribution:'exponential'}]
    """
    value = value.tolist() if hasattr(value, "tolist") else value.value if isinstance(value, Enum) else value
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
        case str() | Path():
            return "'" + BEFORE_QUOTE.sub(lambda found: 2 * found[1] + found[2].replace("'", "\\'"), str(value)) + "'"
        case Mapping():
            return "{" + ",".join(f"{inner}:{_word(item, key)}" for inner, item in value.items()) + "}"
        case list() | tuple() | range():
            return "[" + ",".join(_word(item, key) for item in value) + "]"
    raise InputError(at(key, f"input should be a number, a text, a list or a dict (got {shown(value)})"))
