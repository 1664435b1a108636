"""What compiled code depends on, as a key: the same key, the same code, whoever compiled it and when.

A function is compiled with no more known of those it calls than their types, so its key is made of its bytecode, its
types, and what its global names stand for: numbers, and what callers see of other functions.
"""

import dis
import enum
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numpy as np
from numba.core.types import Type

PLAIN = (int, float, complex, bool, str, bytes, type(None), type(Ellipsis))
LIBRARIES = ("builtins", "math", "numpy", "numba")  # their versions, and Python's, are part of every key
EXTENDED, GLOBAL = dis.opmap["EXTENDED_ARG"], dis.opmap["LOAD_GLOBAL"]
# the place of the name stands above a bit that says what is called
OF_MODULE = {dis.opmap["LOAD_ATTR"]: sys.version_info >= (3, 12), dis.opmap.get("LOAD_METHOD"): False}
NOTHING = (dis.opmap.get("CACHE"), dis.opmap["PUSH_NULL"])


def digest(*parts: Any) -> str:
    """A short hash of parts whose repr is complete."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def globals_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Values of a function's global names, with attributes of modules.

    >>> import math
    >>> globals_of(lambda x: math.floor(x) + max(x, 2))
    {'math.floor': <built-in function floor>, 'max': <built-in function max>}
    """
    code, cells = function.__code__, function.__closure__ or ()
    closed = {name: cell.cell_contents for name, cell in zip(code.co_freevars, cells, strict=True)}
    return closed | dict(_named(code, vars(sys.modules["builtins"]) | function.__globals__))


def _named(code: CodeType, outer: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names and values from the bytecode; ``dis`` takes ten times as long, at every start."""
    name, value, argument = "", None, 0
    for operation, low in zip(code.co_code[::2], code.co_code[1::2], strict=True):
        argument = argument << 8 | low
        if operation == EXTENDED or operation in NOTHING:
            argument *= operation == EXTENDED
            continue
        if isinstance(value, ModuleType) and operation in OF_MODULE:
            attribute = code.co_names[argument >> OF_MODULE[operation]]
            name, value = f"{name}.{attribute}", getattr(value, attribute)
        else:
            if name:
                yield name, value
            name = code.co_names[argument >> 1] if operation == GLOBAL else ""
            value = outer.get(name)
        argument = 0
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _named(constant, outer)


def told(value: Any) -> Any:
    """What a value contributes to a key; kinds whose changes would go unnoticed are refused."""
    if type(value) in PLAIN:
        return type(value).__name__, value
    if type(value) in (tuple, frozenset):
        return type(value).__name__, [told(item) for item in value]
    if isinstance(value, enum.Enum):
        return type(value).__qualname__, value.name, told(value.value)
    if isinstance(value, np.generic):
        return type(value).__name__, value.item()
    if isinstance(value, Type):
        return type_told(value)
    if isinstance(value, CodeType):
        return code_told(value)
    name = getattr(value, "__qualname__", None) or getattr(value, "__name__", None)
    module = getattr(value, "__module__", None) or type(value).__module__
    is_library_s = module.partition(".")[0] in LIBRARIES and not isinstance(value, ModuleType)
    if name and is_library_s and not hasattr(value, "py_func"):
        return module, name
    raise TypeError(
        f"compiled code may use numbers, functions that are compiled, and those of math and numpy; not {value!r}"
    )


@cache
def type_told(kind: Type) -> str:
    """What a compiled type contributes to a key: its kind and, e.g., the layout of a record."""
    key = kind.key
    return digest(type(kind).__qualname__, [told(part) for part in key] if isinstance(key, tuple) else str(key))


def code_told(code: CodeType) -> Any:
    """What a function's code contributes to a key, independent of its place in the file."""
    parts = (code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_exceptiontable)
    return (*parts, code.co_argcount, code.co_flags, [told(constant) for constant in code.co_consts])


def file_told(path: Path) -> str:
    """What a file that generates code contributes to a key: its content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
