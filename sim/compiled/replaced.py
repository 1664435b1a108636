"""Replace a formula of `sim/rules` by one of your own while a block of code runs."""

import inspect
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import CellType, FunctionType, ModuleType
from typing import Any

from numba.core.errors import NumbaError

from sim.compiled import jit, keys

OURS = __name__.partition(".")[0]
_in_force: dict[str, dict[str, str]] = {}  # what stands in for a rule, by the rule's name


def in_force() -> dict[str, dict[str, str]]:
    """The replaced rules, each with digest and source of its replacement."""
    return dict(sorted(_in_force.items()))


@contextmanager
def replaced(rule: Callable[..., Any], by: Callable[..., Any]) -> Iterator[None]:
    """Replace a rule by another formula, in the story and, compiled, in the kernel.

    The formula takes the rule's parameters in the rule's units, and may call the rule that it replaces. It is compiled
    as it is when the block begins: global values that it reads are fixed until the block ends.
    """
    name, mine = _checked(rule, by)
    before, formula = dict(_in_force), {"digest": _digest(mine), "source": _source(mine)}
    with (_compiled_anew if jit.JIT else _bound_anew)(rule, mine):
        _in_force[name] = formula
        try:
            yield
        finally:
            _in_force.clear()
            _in_force.update(before)


def _checked(rule: Any, by: Any) -> tuple[str, FunctionType]:
    """The name of a rule that can be replaced, and the function to replace it; raises if either is unsuitable."""
    module, short = str(getattr(rule, "__module__", "")), str(getattr(rule, "__name__", ""))
    if not module.startswith(f"{OURS}.rules.") or vars(sys.modules[module]).get(short) is not rule:
        raise ValueError(f"what is replaced is a formula of sim.rules, as it stands there now; got {rule!r}")
    name = f"{module}.{short}"
    if not isinstance(by, FunctionType):
        raise ValueError(f"{name} is replaced by a function written in Python; got {by!r}")
    takes, given = _parameters(rule), _parameters(by)
    if takes != given:
        raise ValueError(f"{name} takes ({', '.join(takes)}), and so does what replaces it; got ({', '.join(given)})")
    return name, by


def _parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


@contextmanager
def _compiled_anew(rule: Any, by: FunctionType) -> Iterator[None]:
    """Put the formula in the rule's place in compiled code; the keys of its callers change with it."""
    part = rule.part
    kept = part.function
    _ = part.signature  # by the hints of the rule
    try:
        _set(part, _with(by, {id(rule): _as_it_was(rule, kept)}))
        _compile(part, by)
        yield
    finally:
        _set(part, kept)


def _set(part: jit.Part, function: Callable[..., Any]) -> None:
    part.function = function
    for dispatcher in jit.DISPATCHERS:
        dispatcher.forget()


def _compile(part: jit.Part, by: FunctionType) -> None:
    """Compile now, so that errors are reported where the formula is written."""
    try:
        _ = part.piece
    except (NumbaError, TypeError) as error:
        reason = next((line.strip() for line in str(error).splitlines()[1:] if line.strip()), str(error))
        raise ValueError(
            f"{by.__name__} cannot be compiled: {reason} It may use numbers, math, and the functions of sim.rules"
        ) from error


@cache
def _as_it_was(rule: Any, function: FunctionType) -> Any:
    """The original rule under another name, for a formula that calls it."""
    copy = FunctionType(function.__code__, function.__globals__, function.__name__, None, function.__closure__)
    copy.__module__, copy.__qualname__ = function.__module__, f"{function.__qualname__}.replaced.{rule.part.piece_key}"
    copy.__annotations__ = rule.py_func.__annotations__
    return jit.compiled(copy)


@contextmanager
def _bound_anew(rule: Any, by: FunctionType) -> Iterator[None]:
    """With the JIT off, rebind the rule's name in the modules of its callers."""
    ours = [vars(module) for name, module in list(sys.modules.items()) if name.partition(".")[0] == OURS]
    places = [(names, name) for names in ours for name, value in names.items() if value is rule]
    formula = _with(by, {})
    for names, name in places:
        names[name] = formula
    try:
        yield
    finally:
        for names, name in places:
            names[name] = rule


def _with(by: FunctionType, other: Mapping[int, Any]) -> FunctionType:
    """A copy of a formula with current global values, some of its names replaced."""

    def as_now(value: Any) -> Any:
        if isinstance(value, ModuleType) and value.__name__.partition(".")[0] == OURS:
            copy = ModuleType(value.__name__)
            vars(copy).update({name: other.get(id(one), one) for name, one in vars(value).items()})
            return copy
        return other.get(id(value), value)

    cells = tuple(CellType(as_now(cell.cell_contents)) for cell in by.__closure__ or ())
    outer = {name: as_now(value) for name, value in by.__globals__.items()}
    copy = FunctionType(by.__code__, outer, by.__name__, by.__defaults__, cells)
    copy.__module__, copy.__qualname__ = by.__module__, by.__qualname__
    return copy


def _source(by: FunctionType) -> str:
    try:
        return inspect.getsource(by)
    except (OSError, TypeError):  # written at a prompt
        return ""


def _digest(by: FunctionType) -> str:
    """Digest of a formula; unique for one that reads values that cannot be compared."""
    try:
        used = [(name, _told(value)) for name, value in keys.globals_of(by).items()]
        return keys.digest(keys.code_told(by.__code__), used)
    except TypeError:
        return uuid.uuid4().hex


def _told(value: Any) -> Any:
    if hasattr(value, "part"):
        return value.part.key
    is_ours = isinstance(value, FunctionType) and value.__module__.partition(".")[0] == OURS
    return value.__qualname__ if is_ours else keys.told(value)
