"""From a composed config to validated models."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import Field, ValidationError

from sim.calibrate.replay import read_log
from sim.calibrate.volumes import read_volumes
from sim.config import overrides
from sim.config.problems import InputError, at, holds, shown, unknown, validated
from sim.config.problems import Path as Keys
from sim.scenario import Scenario
from sim.scenario.arms import unlike
from sim.scenario.center import Center
from sim.scenario.former_names import under_new_names
from sim.scenario.strict import Strict
from sim.study.claims import Claim
from sim.study.design import Study
from sim.study.references import Reference
from sim.time_units import DAY_S


def checked(config: DictConfig, *own: str) -> tuple[Study, dict[str, Scenario]]:
    """The study and one scenario for each policy; ``own`` are keys that the command itself validates."""
    sentences, found = list(_unknown_keys(config, own)), list[Any]()
    for part in (study_of, scenarios, references_of, claims_of):
        try:
            found.append(part(config))
        except InputError as error:
            sentences += error.args
    if not sentences:
        study, played, *_ = found
        sentences += [at(_of_arm(arm, key, config), rule) for arm, key, rule in unlike(played, study.against)]
    if sentences:
        raise InputError(*dict.fromkeys(sentences))
    return study, played


def _of_arm(name: str, key: str, config: DictConfig) -> str:
    """Key of the setting in which an arm differs: its own ``world``, or that of the reference arm."""
    own = _policies(plain_of(config))[name].get("world")
    return f"policies.{name if own else config.against}.world.{key}"


def study_of(config: DictConfig) -> Study:
    """The settings of the study."""
    plain = plain_of(config)
    study = validated(Study, {key: value for key, value in plain.items() if key in Study.model_fields})
    played = list(_policies(plain))
    if study.against not in played:
        rule = f"input should be a policy that is played (got {shown(study.against)}); write {' or '.join(played)}"
        raise InputError(at("against", rule))
    return study


def scenarios(config: DictConfig) -> dict[str, Scenario]:
    """One scenario for each policy, by the policy's name."""
    plain = plain_of(config)
    world = {key: value for key, value in plain.items() if key in Scenario.model_fields}
    world = _with_log(_with_volumes(plain, world))
    played: dict[str, Scenario] = {}
    sentences: list[str] = []
    for name, decided in _policies(plain).items():
        try:
            played[name] = arm(("policies", name), decided, world)
        except InputError as error:
            sentences += error.args
    if sentences:
        raise InputError(*dict.fromkeys(sentences))
    return played


def arm(written: Keys, decided: Any, world: dict[str, Any]) -> Scenario:
    """The scenario of one policy: its levers, and the other keys that its ``world`` changes.

    ``written`` is the key of the policy in the config.
    """
    own = decided.get("world", {}) if isinstance(decided, dict) else {}
    key = ".".join(map(str, (*written, "world")))
    if not isinstance(own, dict):
        raise InputError(at(key, f"input should be a group of keys (got {shown(own)})"))
    if "policy" in own:
        raise InputError(at(f"{key}.policy", "levers stand beside world, not in it"))
    levers = {key: value for key, value in decided.items() if key != "world"} if isinstance(decided, dict) else decided
    changed = _with_log(merged(world, own))
    return validated(Scenario, changed | {"policy": levers}, _place(written, own, changed))


def _place(written: Keys, own: dict[str, Any], changed: dict[str, Any]) -> Callable[[Keys], Keys]:
    """Function from a path in the scenario to the key that the user wrote."""

    def place(path: Keys) -> Keys:
        if path[:1] == ("policy",):
            return (*written, *path[1:])
        of_arm = holds(own, path if holds(changed, path) else path[:-1])
        return (*written, "world", *path) if path and own and of_arm else path

    return place


def merged(old: Any, new: Any) -> Any:
    """Merge dicts recursively; a distribution is replaced as a whole.

    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}})
    {'a': {'b': 1, 'c': 3}}
    """
    if not isinstance(old, dict) or not isinstance(new, dict) or "distribution" in new:
        return new
    return old | {key: merged(old.get(key), value) for key, value in new.items()}


def _with_volumes(plain: Mapping[str, Any], world: dict[str, Any]) -> dict[str, Any]:
    """Replace demand, and staffing if the file has it, by a planner's volumes."""
    if not plain.get("volumes"):
        return world
    try:
        center = Center.model_validate(world["center"])
        read = read_volumes(Path(plain["volumes"]), center, int(world["horizon_d"]))
    except ValidationError:
        return world  # said with all else that is wrong in the config
    except ValueError as error:
        raise InputError(str(error)) from None
    staffing = world["staffing"] | ({"on_duty": read.on_duty} if read.on_duty else {})
    return world | {"demand": world["demand"] | {"offered": read.offered}, "staffing": staffing}


def _with_log(world: dict[str, Any]) -> dict[str, Any]:
    """Replace the path of a log by its issues."""
    demand, horizon_d = world.get("demand"), world.get("horizon_d")
    if not isinstance(demand, dict) or not isinstance(demand.get("log"), str) or not isinstance(horizon_d, int):
        return world
    try:
        center = Center.model_validate(world["center"])
        read = read_log(Path(demand["log"]), center, horizon_d * DAY_S)
    except ValidationError:
        return world  # said with all else that is wrong in the config
    except ValueError as error:
        raise InputError(str(error)) from None
    return world | {"demand": demand | {"log": read.model_dump()}}


def to_save(config: DictConfig) -> tuple[DictConfig, dict[str, Path]]:
    """The config as a run's folder holds it, with input files in ``inputs/``, and where these are now."""
    saved, files = config.copy(), dict[str, Path]()
    of_arms = (f"policies.{name}.world.demand.log" for name in config.policies)
    for key in ("volumes", "demand.log", *of_arms):
        if path := OmegaConf.select(config, key):
            files[name := f"inputs/{len(files) + 1}/{Path(path).name}"] = Path(path).absolute()
            OmegaConf.update(saved, key, name)
    return saved, files


def plain_of(config: DictConfig) -> dict[str, Any]:
    """The config as plain values, without Hydra's own settings."""
    try:
        return {str(key): _plain(config, str(key)) for key in config if key != "hydra"}
    except OmegaConfBaseException as error:
        raise InputError(overrides.sentence(error, (), ())) from None


def _plain(config: DictConfig, key: str) -> Any:
    """The plain value of a key; converting the whole config, with Hydra's settings, takes longer than all checks."""
    if OmegaConf.is_missing(config, key):
        return "???"
    value = config[key]
    return OmegaConf.to_container(value, resolve=True) if OmegaConf.is_config(value) else value


def _policies(plain: Mapping[str, Any]) -> dict[str, Any]:
    policies = plain.get("policies")
    if not isinstance(policies, dict) or not policies:
        raise InputError(at("policy", "input should name at least one policy, 'policy=[neutral,aht_target]'"))
    return policies


class References(Strict):
    """Reference values of a case's measures."""

    references: tuple[Reference, ...]


def references_of(config: DictConfig) -> tuple[Reference, ...]:
    """The reference values of the config."""
    plain = plain_of(config)
    found = validated(References, {"references": plain.get("references") or ()}).references
    known = [str(topic) for topic in (plain.get("center") or {}).get("topics") or ()]
    sentences = [
        at(f"references.{place}.topic", f"is a topic of the center ({', '.join(known)}); got {shown(one.topic)}")
        for place, one in enumerate(found)
        if one.topic is not None and one.topic not in known
    ]
    if sentences:
        raise InputError(*sentences)
    return found


class Claims(Strict):
    """The question and the claims of an experiment."""

    question: Annotated[str, Field(min_length=1, description="one sentence")]
    claims: tuple[Claim, ...]


def claims_of(config: DictConfig) -> Claims:
    """The experiment's question and claims; each claim is about two policies of the study."""
    plain = plain_of(config)
    asked = {"question": plain.get("question"), "claims": under_new_names(plain.get("claims") or ())}
    found, played = validated(Claims, asked), list(_policies(plain))
    sentences = []
    for place, claim in enumerate(found.claims):
        for key, name in (("policy", claim.policy), ("against", claim.against)):
            if name is not None and name not in played:
                rule = f"input should be a policy that is played (got {shown(name)}); write {' or '.join(played)}"
                sentences.append(at(f"claims.{place}.{key}", rule))
        if claim.policy == (claim.against or plain.get("against")):
            rule = f"input should be another policy than the claim's own (got {shown(claim.policy)} twice)"
            sentences.append(at(f"claims.{place}.against", rule))
    if sentences:
        raise InputError(*sentences)
    return found


def _unknown_keys(config: DictConfig, own: tuple[str, ...]) -> Iterator[str]:
    asked = ("policies", "volumes", "references", *Claims.model_fields)
    known = {*Study.model_fields, *Scenario.model_fields, *asked, "hydra", *own} - {"policy"}
    for key in map(str, config):
        if key == "policy":
            yield at("policy", "the file of a policy starts with the line '# @package policies.NAME', before all else")
        elif key not in known:
            yield at(key, unknown(key, known - {"hydra"}))
