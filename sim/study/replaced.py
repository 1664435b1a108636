"""A rule of one's own in place of a formula of `sim/rules`, for as long as a block of code runs."""

import hashlib
import inspect
import pkgutil
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any, get_type_hints

import numpy as np
from numba.core.errors import NumbaError

from sim.compiled import jit

CALLERS = ("sim.rules", "sim.model", "sim.measures", "sim.study")  # packages in which rules are called
PLAIN = (int, float, complex, bool, str, bytes, type(None), np.generic)
MOST_KEPT = 8
_in_force: dict[str, dict[str, str]] = {}  # what stands in for a rule, by the rule's name
_made: dict[str, list[tuple[Any, Any]]] = {}  # functions and their copies: compiling them takes long


@contextmanager
def replaced(rule: Callable[..., Any], by: Callable[..., Any]) -> Iterator[None]:
    """Play another formula in place of a rule: on the story and, compiled, on the kernel.

    The formula takes the rule's parameters in the rule's units, and may call the rule that it replaces. It is compiled
    as it is when the block begins: what it reads of its surroundings is fixed until the block ends.
    """
    homes = _homes()
    name = _checked(rule, by, homes)
    before, formula = dict(_in_force), {"digest": _digest(by), "source": _source(by)}
    pairs = _kept(repr((name, formula, before)), lambda: _copies(rule, by, homes))
    _in_force[name] = formula
    _swap(homes, {id(old): new for old, new in pairs})
    try:
        yield
    finally:
        _swap(_homes(), {id(new): old for old, new in pairs})
        _in_force.clear()
        _in_force.update(before)


def in_force() -> dict[str, dict[str, str]]:
    """The rules that are replaced now, each with a digest and the source of what stands in its place."""
    return dict(sorted(_in_force.items()))


def _kept(key: str, make: Callable[[], list[tuple[Any, Any]]]) -> list[tuple[Any, Any]]:
    """Copies made before for the same formula, in case a notebook plays it again."""
    if key not in _made:
        _made[key] = make()
    if len(_made) > MOST_KEPT:
        del _made[next(iter(_made))]
    return _made[key]


def _copies(rule: Any, by: Any, homes: list[Any]) -> list[tuple[Any, Any]]:
    """The rule with what replaces it, and each function that its code has gone into with a copy to be compiled."""
    formula = jit.afresh(rule, _typed_as(rule, by))
    _compile(formula, by)
    return [(rule, formula), *((caller, jit.afresh(caller)) for caller in _callers(rule, homes))]


def _checked(rule: Any, by: Any, homes: list[Any]) -> str:
    """The name of a rule that can be replaced by this function."""
    name = f"{getattr(rule, '__module__', '')}.{getattr(rule, '__name__', '')}"
    if not any(home.__name__.startswith("sim.rules.") and rule in _functions(home) for home in homes):
        raise ValueError(f"what is replaced is a formula of sim.rules, as it stands there now; got {rule!r}")
    if not isinstance(by, FunctionType):
        raise ValueError(f"{name} is replaced by a function written in Python; got {by!r}")
    takes, given = (list(inspect.signature(one).parameters) for one in (rule, by))
    if takes != given:
        raise ValueError(f"{name} takes ({', '.join(takes)}), and so does what replaces it; got ({', '.join(given)})")
    return name


def _compile(formula: Any, by: Any) -> None:
    """Now, so that what cannot be compiled is said where it is written."""
    try:
        jit.compile_now([formula])
    except NumbaError as error:
        reason = next((line.strip() for line in str(error).splitlines()[1:] if line.strip()), str(error))
        raise ValueError(
            f"{by.__name__} cannot be compiled: {reason} It may use numbers, math, and the functions of sim.rules"
        ) from error


def _typed_as(rule: Any, by: Any) -> FunctionType:
    """A copy with the rule's types, and the modules of ours as they are now, in which the rule is not replaced."""
    cells = tuple(CellType(_as_now(cell.cell_contents)) for cell in by.__closure__ or ())
    outer = {name: _as_now(value) for name, value in by.__globals__.items()}
    copy = FunctionType(by.__code__, outer, by.__name__, by.__defaults__, cells)
    copy.__annotations__ = get_type_hints(getattr(rule, "py_func", rule))
    copy.__module__, copy.__qualname__ = by.__module__, by.__qualname__
    return copy


def _as_now(value: Any) -> Any:
    if not (isinstance(value, ModuleType) and value.__name__.startswith("sim.")):
        return value
    copy = ModuleType(value.__name__)
    vars(copy).update(vars(value))
    return copy


def _homes() -> list[Any]:
    """Where functions of ours have names: modules, and the classes of them."""
    for package in map(import_module, CALLERS):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(found.name)
    modules = [module for name, module in list(sys.modules.items()) if name == "sim" or name.startswith("sim.")]
    classes = [one for module in modules for one in vars(module).values() if isinstance(one, type)]
    return modules + list({one for one in classes if one.__module__.startswith("sim.")})


def _functions(home: Any) -> list[Any]:
    """The functions of ours among a home's names."""
    return [value for value in vars(home).values() if isinstance(value, FunctionType) or hasattr(value, "py_func")]


def _callers(rule: Any, homes: list[Any]) -> list[Any]:
    """The compiled functions that call a rule, and those that call them: the rule has gone into their code."""
    every = {id(one): one for home in homes for one in _functions(home) if hasattr(one, "py_func")}
    called = {place: {id(value) for value in _used(one.py_func)} for place, one in every.items()}
    found, more = {id(rule)}, {id(rule)}
    while more:
        more = {place for place, used in called.items() if used & found} - found
        found |= more
    return [every[place] for place in found - {id(rule)}]


def _used(function: FunctionType) -> list[Any]:
    """What the names in a function may stand for; with an attribute of a module too many rather than one too few."""
    names, outer = _names(function.__code__), function.__globals__
    values = [outer[name] for name in names if name in outer]
    values += [cell.cell_contents for cell in function.__closure__ or ()]
    modules = [value for value in values if isinstance(value, ModuleType)]
    return values + [getattr(module, name) for module in modules for name in names if hasattr(module, name)]


def _names(code: CodeType) -> set[str]:
    inner = [_names(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
    return {*code.co_names}.union(*inner)


def _swap(homes: list[Any], new: Mapping[int, Any]) -> None:
    """Let every name, alone or in a tuple, of one of these functions stand for the new one."""
    for home in homes:
        for name, value in list(vars(home).items()):
            if id(value) in new:
                setattr(home, name, new[id(value)])
            elif type(value) is tuple and any(id(item) in new for item in value):
                setattr(home, name, tuple(new.get(id(item), item) for item in value))


def _source(by: Any) -> str:
    try:
        return inspect.getsource(by)
    except (OSError, TypeError):  # written at a prompt
        return ""


def _digest(by: Any) -> str:
    return hashlib.sha256(repr(_told(by, ())).encode()).hexdigest()


def _told(value: Any, within: tuple[Any, ...]) -> Any:
    """What tells one formula from another; what cannot be told is never the same, and its results not found again."""
    if isinstance(value, PLAIN):
        return type(value).__name__, repr(value)
    if isinstance(value, tuple):
        return [_told(item, within) for item in value]
    if isinstance(value, ModuleType):
        return value.__name__
    if isinstance(value, CodeType):
        return value.co_code, value.co_names, value.co_varnames, [_told(item, within) for item in value.co_consts]
    function = getattr(value, "py_func", value)
    if any(function is outer for outer in within) or getattr(function, "__module__", "").startswith("sim."):
        return function.__qualname__
    if isinstance(function, FunctionType):
        inner, outer = (*within, function), function.__globals__
        named = [(name, _told(outer[name], inner)) for name in function.__code__.co_names if name in outer]
        cells = [_told(cell.cell_contents, inner) for cell in function.__closure__ or ()]
        return _told(function.__code__, inner), named, cells, _told(function.__defaults__, inner)
    return uuid.uuid4().hex
