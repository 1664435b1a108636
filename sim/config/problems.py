"""Error messages for inputs: the key as the user wrote it, the rule, the value, the remedy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.nearest import way_out

Model = TypeVar("Model", bound=BaseModel)
Path = tuple[str | int, ...]


class InputError(Exception):
    """Invalid input; each argument is a sentence for the user."""


def at(key: str, rule: str) -> str:
    """The error message for a key of the config."""
    return f"config error at {key}: {rule}"


def as_it_is(path: Path) -> Path:
    """The identity: keys of the config and of the model are the same."""
    return path


def validated(model: type[Model], plain: Mapping[str, Any], place: Callable[[Path], Path] = as_it_is) -> Model:
    """Validate a plain config; ``place`` maps a path in the model to the key that the user wrote."""
    try:
        return model.model_validate(plain)
    except ValidationError as error:
        findings = [_finding(detail, written(detail["loc"], plain), model, plain) for detail in error.errors()]
        raise InputError(*(at(dotted(place(path)), rule) for path, rule in findings)) from None


def dotted(path: Path) -> str:
    """A path as a dotted key."""
    return ".".join(map(str, path or ("the config",)))


def written(location: Path, plain: Any) -> Path:
    """The part of a location that the user wrote, without pydantic's names of union members.

    >>> written(("patience", "weibull", "scale_s"), {"patience": {"distribution": "weibull", "scale_s": -1}})
    ('patience', 'scale_s')
    """
    path: Path = ()
    for step in location:
        if _holds(plain, step):
            path, plain = (*path, step), plain[step]
    return path


def holds(plain: Any, path: Path) -> bool:
    """Whether a plain config has something at a path.

    >>> holds({"patience": {"distribution": "weibull"}}, ("patience", "distribution"))
    True
    """
    return written(path, plain) == path


def _holds(plain: Any, step: str | int) -> bool:
    if isinstance(plain, Mapping):
        return step in plain
    return isinstance(plain, list) and isinstance(step, int) and step < len(plain)


def _finding(detail: ErrorDetails, path: Path, model: type[BaseModel], plain: Any) -> tuple[Path, str]:
    context, message = detail.get("ctx", {}), detail["msg"]
    if detail["input"] == "???":
        return path, "is needed; write a value"
    match detail["type"]:
        case "missing":
            return (*path, detail["loc"][-1]), "is missing"
        case "extra_forbidden":
            return path, unknown(str(path[-1]), keys_at(model, path[:-1]))
        case "union_tag_not_found":
            return (*path, context["discriminator"].strip("'")), "is missing"
        case "union_tag_invalid":
            distribution, known = context["discriminator"].strip("'"), context["expected_tags"]
            return (*path, distribution), f"input should be one of {known} (got {shown(context['tag'])})"
        case "model_type" | "dict_type" | "model_attributes_type":
            return path, f"input should be a group of keys (got {shown(detail['input'])})"
        case "value_error":
            return _moved_to_its_key(path, str(context["error"]), plain)
    return path, f"{message[0].lower()}{message[1:]} (got {shown(detail['input'])}){_way_out(detail)}"


def _moved_to_its_key(path: Path, message: str, plain: Any) -> tuple[Path, str]:
    """The key at fault: a rule over several keys names it in its first word."""
    for step in path:
        plain = plain[step]
    first, _, rest = message.partition(" ")
    named: Path = ()
    for word in first.split("."):
        steps = [step for step in _steps(word) if _holds(plain, step)]
        if not steps:
            return path, message
        named, plain = (*named, steps[0]), plain[steps[0]]
    return (*path, *named), rest


def _steps(word: str) -> list[str | int]:
    """Possible meanings of a word in a dotted key: a name, a list index, or a number used as a name."""
    return [word, int(word)] if word.removeprefix("-").isdecimal() else [word]


def _way_out(detail: ErrorDetails) -> str:
    value, context = detail["input"], detail.get("ctx", {})
    if 1 in (context.get("le"), context.get("lt")) and isinstance(value, int | float) and 5 <= value <= 100:
        return f". Write {value / 100:g} for {value:g} %"
    return ""


def shown(value: Any) -> str:
    """A value in YAML syntax, shortened.

    >>> shown(None), shown("many"), shown([0] * 48)
    ('null', "'many'", '[0, 0, 0, ... 48 values]')
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list | tuple) and len(value) > 6:
        return f"[{', '.join(map(shown, value[:3]))}, ... {len(value)} values]"
    return repr(value) if len(repr(value)) < 80 else repr(value)[:77] + "..."


def unknown(key: str, known: Iterable[str]) -> str:
    """Message for an unknown key, with the nearest known key.

    >>> unknown("autority", ["authority", "script"])
    'is not a known key; the nearest is authority'
    """
    return f"is not a known key; {way_out(key, known, 'leave it out')}"


def keys_at(model: Any, path: Path) -> list[str]:
    """Names of the fields allowed at a path of a model."""
    models = list(_models(model))
    for step in path:
        fields = [one.model_fields[str(step)].annotation for one in models if str(step) in one.model_fields]
        models = [inner for field in fields for inner in _models(field)] if fields else models
    return [name for one in models for name in one.model_fields]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
