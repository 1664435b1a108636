"""How rules and verbs are compiled: when first needed, for the types their signatures name, and kept under their keys.

A key says all that the code depends on (``keys.py``), so what is kept is never stale. After a change in a rule, that
rule alone is compiled, and linked again with the functions that it is inlined in (``pieces.py``).
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import llvmlite
import numba
import numpy as np
from numba.core.compiler import compile_result
from numba.core.registry import CPUDispatcher, cpu_target
from numba.core.typing import make_concrete_template

from sim.compiled import code_cache, keys, pieces

Function = TypeVar("Function", bound=Callable[..., Any])

JIT = not numba.config.DISABLE_JIT
TYPES: dict[Any, Any] = {
    float: numba.float64,
    int: numba.int64,
    bool: numba.boolean,
    np.uint64: numba.uint64,
    NoneType: numba.void,
    np.ndarray: numba.float64[::1],
}
FOLDER = Path(__file__).parent
# no reference counts: nothing compiled allocates, and the caller in Python keeps the tables alive
OPTIONS = {"nopython": True, "nogil": True, "error_model": "numpy", "_nrt": False}


def numba_type(hint: Any) -> Any:
    """The compiled type of a Python type hint.

    >>> str(numba_type(tuple[float, int]))
    'Tuple(float64, int64)'
    """
    if get_origin(hint) is tuple:
        return numba.types.Tuple([numba_type(item) for item in get_args(hint)])
    return TYPES[hint]


@cache
def toolchain() -> str:
    """What compiles, which processor for, and how: part of every key."""
    versions = sys.implementation.cache_tag, sys.version, numba.__version__, llvmlite.__version__, np.__version__
    names = "OPT", "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "USING_SVML", "USE_LLVMLITE_MEMORY_MANAGER"
    config = [str(getattr(numba.config, name)) for name in names]
    ours = [keys.file_told(FOLDER / f"{name}.py") for name in ("jit", "keys", "pieces", "tables")]
    return keys.digest(versions, cpu_target.target_context.codegen().magic_tuple(), config, OPTIONS, ours)


class Part:
    """A function to compile, under the name by which others call it."""

    def __init__(self, function: Callable[..., Any], inline: bool) -> None:
        self.function = function
        self.place = function.__module__, function.__qualname__
        self.name = ".".join(self.place)
        self.symbol = pieces.symbol(self.name)
        self.options = OPTIONS | {"forceinline": inline}
        self.arguments = function.__code__.co_varnames[: function.__code__.co_argcount]

    def forget(self) -> None:
        """Another function stands here or is called from here."""
        for name in ("used", "all_called", "inlined", "piece_key", "key", "piece"):
            vars(self).pop(name, None)

    @cached_property
    def signature(self) -> Any:
        """The compiled types of what it returns and takes."""
        hints = get_type_hints(self.function)
        returned = numba_type(hints.pop("return"))
        return returned(*map(numba_type, hints.values()))

    @cached_property
    def used(self) -> dict[str, Any]:
        """What its global names stand for."""
        return keys.globals_of(self.function)

    @cached_property
    def seen(self) -> Any:
        """What its callers see of it."""
        types = self.signature.return_type, *self.signature.args
        return self.symbol, self.options["forceinline"], [keys.type_told(kind) for kind in types]

    @cached_property
    def all_called(self) -> tuple["Part", ...]:
        """Itself, then whom it calls, whom they call, and so on: each after one of its callers."""
        return self._reached(lambda _: True)

    @cached_property
    def inlined(self) -> tuple["Part", ...]:
        """Itself and what is inlined in it: they are linked as one."""
        return self._reached(lambda callee: bool(callee.options["forceinline"]))

    @property
    def linked_apart(self) -> list["Part"]:
        """All that it calls and that is linked on its own."""
        return [part for part in self.all_called if part is not self and not part.options["forceinline"]]

    def _reached(self, enters: Callable[["Part"], bool]) -> tuple["Part", ...]:
        found, waiting = {self: None}, [self]
        while waiting:
            callees = (value.part for value in waiting.pop().used.values() if hasattr(value, "part"))
            new = [callee for callee in callees if callee not in found and enters(callee)]
            found.update(dict.fromkeys(new))
            waiting += new
        return tuple(found)

    @cached_property
    def piece_key(self) -> str:
        """Of the function alone."""
        used = [(name, _told(value)) for name, value in self.used.items()]
        return keys.digest(toolchain(), self.seen, keys.code_told(self.function.__code__), used)

    @cached_property
    def key(self) -> str:
        """Of the function with all that it calls."""
        return keys.digest([part.piece_key for part in self.all_called])

    @property
    def piece_file(self) -> str:
        """Name of its piece in the cache."""
        return f"{self.piece_key}.piece"

    @property
    def file(self) -> str:
        """Name of its machine code in the cache, with what is inlined in it."""
        return f"{keys.digest([part.piece_key for part in self.inlined])}.code"

    @cached_property
    def piece(self) -> bytes:
        """The function alone, compiled."""
        kept = code_cache.read(self.piece_file)
        if kept is None:
            with _compiling():
                kept = pieces.piece(self)
            code_cache.keep(self.piece_file, kept)
        return kept

    def compile_alone(self) -> None:
        """Compile the function, unless another process has."""
        if not code_cache.holds(self.piece_file):
            _ = self.piece

    def link_alone(self) -> None:
        """Link the function with what is inlined in it, unless another process has."""
        if not code_cache.holds(self.file):
            self._code()

    def _code(self) -> bytes:
        kept = code_cache.read(self.file)
        if kept is None:
            with _compiling():
                kept = pieces.linked(self, [part.piece for part in self.inlined])
            code_cache.keep(self.file, kept)
        return kept

    def entry(self) -> Any:
        """What Python may call."""
        if self.key not in _entries:
            _entries[self.key] = self._entry()
        return _entries[self.key]

    def _entry(self) -> Any:
        for part in self.linked_apart:
            part.entry()
        called, library = pieces.loaded(self, self._code())
        return compile_result(signature=self.signature, entry_point=called, objectmode=False, library=library)


class Direct(CPUDispatcher):  # type: ignore[misc]
    """A compiled function that Python calls as it is: to look at the types of fifty tables takes 12 microseconds."""

    entry_point: Any = None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if named:
            return super().__call__(*arguments, **named)
        if self.entry_point is None:
            self.entry_point = self._compile_for_args()
        return self.entry_point(*arguments)

    def forget(self) -> None:
        """Another function stands here or is called from here."""
        self.part.forget()
        self.entry_point = None
        self.disable_compile(False)
        self._reset_overloads()


DISPATCHERS: list[Any] = []  # all functions that are compiled, as Python calls them
_entries: dict[str, Any] = {}  # by key


def _told(value: Any) -> Any:
    """What a value that a function uses adds to its key."""
    if hasattr(value, "part"):
        return value.part.seen
    if isinstance(value, numba.extending._Intrinsic):
        return value._name, keys.file_told(Path(value._defn.__code__.co_filename))
    return keys.told(value)


@contextmanager
def _compiling() -> Iterator[None]:
    """Without looking for garbage among the million objects that compiling makes: that takes a tenth of the time."""
    vectorizing, collecting = numba.config.LOOP_VECTORIZE, gc.isenabled()
    gc.disable()
    numba.config.LOOP_VECTORIZE = 0  # no loop of ours goes over numbers that lie side by side
    try:
        yield
    finally:
        numba.config.LOOP_VECTORIZE = vectorizing
        if collecting:
            gc.enable()


def compiled(function: Function) -> Function:
    """Compile for the types of the signature on first use; with the JIT off, return the function itself.

    Callees are inlined: passing arguments and checking errors was a fifth of a contact's time.
    """
    return _on_demand(function, inline=True)


def called(function: Function) -> Function:
    """The same for a long function with many callers, which is not inlined: copies would double the compile time."""
    return _on_demand(function, inline=False)


def _on_demand(function: Function, inline: bool) -> Function:
    if not JIT:
        return function
    dispatcher = numba.jit(**OPTIONS)(function)
    dispatcher.__class__ = Direct
    part = dispatcher.part = Part(function, inline)
    DISPATCHERS.append(dispatcher)

    def template(arguments: Any, keywords: Any) -> Any:
        python_signature, types = dispatcher._compiler.fold_argument_types(arguments, keywords)
        return make_concrete_template(part.name, part.name, [part.signature]), python_signature, types, {}

    def declared(_: Any) -> Part:
        if part not in cpu_target.target_context._defns:
            cpu_target.target_context.insert_user_function(part, pieces.described(part, part.symbol))
        return part

    def entry(*_: Any, **__: Any) -> Any:
        if not dispatcher.overloads:
            dispatcher.add_overload(part.entry())
            dispatcher.disable_compile()
        return next(iter(dispatcher.overloads.values())).entry_point

    # callers need its types alone, and Python its machine code
    dispatcher.get_call_template, dispatcher.get_overload, dispatcher._compile_for_args = template, declared, entry
    return dispatcher
