"""A rule of one's own in the place of one of ours, for what is played in this process meanwhile."""

import inspect
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sim.compiled import jit
from sim.compiled.keys import digest

_in_force: dict[str, str] = {}  # rules by name, and what tells the replacement from any other


def in_force() -> dict[str, str]:
    """Which rules are replaced now, and by what: a part of every result's identity."""
    return dict(_in_force)


@contextmanager
def replaced(rule: Callable[..., Any], by: Callable[..., Any]) -> Iterator[None]:
    """Let a plain function stand for a rule, compiled like it, whoever calls it.

    It takes what the rule takes and returns what the rule returns. What is kept of compiled code stays right, as the
    function's code and the numbers it reads are in the keys of all that calls it.
    """
    written = getattr(rule, "py_func", rule)
    takes, given = (list(inspect.signature(function).parameters) for function in (written, by))
    if len(takes) != len(given):
        raise TypeError(f"{written.__name__} takes {', '.join(takes)}; what shall replace it takes {', '.join(given)}")
    before = in_force()
    with (_compiled_anew if jit.JIT else _bound_anew)(rule, by) as identity:
        _in_force[f"{written.__module__}.{written.__qualname__}"] = identity
        try:
            yield
        finally:
            _in_force.clear()
            _in_force.update(before)


@contextmanager
def _compiled_anew(rule: Any, by: Callable[..., Any]) -> Iterator[str]:
    part = rule.part
    kept = part.function
    _set(part, by)
    try:
        yield part.piece_key
    finally:
        _set(part, kept)


def _set(part: jit.Part, function: Callable[..., Any]) -> None:
    _ = part.signature  # by the hints of the rule
    part.function = function
    for dispatcher in jit.DISPATCHERS:
        dispatcher.part.forget()
        dispatcher.disable_compile(False)
        dispatcher._reset_overloads()


@contextmanager
def _bound_anew(rule: Any, by: Callable[..., Any]) -> Iterator[str]:
    """With the JIT off callers find the rule by its name in their modules."""
    places = [
        (vars(module), name)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").partition(".")[0] == __name__.partition(".")[0]
        for name, value in vars(module).items()
        if value is rule
    ]
    for names, name in places:
        names[name] = by
    try:
        yield digest(uuid.uuid4().hex)  # what a function depends on that is not compiled cannot be told
    finally:
        for names, name in places:
            names[name] = rule
