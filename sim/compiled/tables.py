"""Tables for compiled code, passed as one pointer to their addresses.

A named tuple of fourteen arrays is a kilobyte of structure by value, with a reference count for each, at every call:
three times slower in the kernel, twice the compile time, and 1 microsecond more for each call from Python. So a set of
tables is a named tuple whose last field, ``addresses``, holds address and length of each table, which compiled code
reads on access. The tuple keeps the tables alive. With the JIT off it is an ordinary tuple.
"""

import operator
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, NewType, TypeVar, get_type_hints

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import load_item, populate_array, store_item

from sim.compiled.jit import JIT, TYPES

Tables = TypeVar("Tables", bound=NamedTuple)
CACHE_LINE = 64
WORDS = 4  # address, and the lengths of up to three dimensions


class Rows(types.Array):  # type: ignore[misc]
    """A table of a set. Negative indices are not supported, so no wrap-around check is compiled."""


register_model(Rows)(models.ArrayModel)
Numbers = NewType("Numbers", np.ndarray)  # a table of plain numbers
TYPES[Numbers] = Rows(types.float64, 1, "C")


def _place(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Address of a row."""
    rows_type, index_type = signature.args[:2]
    rows = context.make_array(rows_type)(context, builder, args[0])
    index = context.cast(builder, args[1], index_type, types.intp)
    return builder.gep(rows.data, [index])


@lower_builtin(operator.getitem, Rows, types.Integer)
def _read_row(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    return load_item(context, builder, signature.args[0], _place(context, builder, signature, args))


@lower_builtin(operator.setitem, Rows, types.Integer, types.Any)
def _write_row(context: Any, builder: Any, signature: Any, args: Any) -> None:
    rows_type, _, value_type = signature.args
    value = context.cast(builder, args[2], value_type, rows_type.dtype)
    store_item(context, builder, rows_type, value, _place(context, builder, signature, args))


class TablesType(types.Type):  # type: ignore[misc]
    """The compiled type of a set of tables: names and types in order."""

    def __init__(self, name: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = fields
        super().__init__(name)

    @property
    def key(self) -> Any:
        return self.name, self.fields


def table(n: int, kind: np.dtype) -> np.ndarray:
    """An empty table; a recarray if nothing is compiled, for attribute access."""
    rows = np.zeros(n, kind)
    return rows if JIT or rows.dtype.names is None else rows.view(np.recarray)


def lengthened(rows: np.ndarray, n: int) -> np.ndarray:
    """A longer table with the same first rows, copied as bytes: field by field a row takes 200 ns."""
    longer = table(n, rows.dtype)
    longer.view(np.uint8)[: rows.nbytes] = rows.view(np.uint8)
    return longer


@cache
def _declared(kind: type) -> dict[str, Any]:
    """The declared content of each table of a set: (dtype, dimensions), or the set that it is itself."""
    hints = get_type_hints(kind, include_extras=True)
    del hints["addresses"]
    return {name: (*getattr(hint, "__metadata__", (hint,)), 1)[:2] for name, hint in hints.items()}


def assembled(kind: Callable[..., Tables], **parts: Any) -> Tables:
    """A set of tables with their addresses. A part is a table, a set of its own, or a number of empty rows."""
    declared = _declared(kind)
    whole = {name: table(part, declared[name][0]) if isinstance(part, int) else part for name, part in parts.items()}
    addresses = np.zeros((len(declared), WORDS), np.int64)
    for row, part in zip(addresses, (whole[name] for name in declared), strict=True):
        rows = part if isinstance(part, np.ndarray) else part.addresses
        assert rows.flags.c_contiguous
        row[0] = rows.ctypes.data
        row[1 : 1 + rows.ndim] = rows.shape
    return kind(**whole, addresses=addresses)


def changed(tables: Tables, **parts: Any) -> Tables:
    """The same set with some tables replaced."""
    fields = {name: getattr(tables, name) for name in tables._fields[:-1]}
    return assembled(type(tables), **(fields | parts))


def declare(kind: type[Tables]) -> type[Tables]:
    """Register a set for compiled functions: its fields are ``Annotated[np.ndarray, dtype, dimensions]``."""
    fields = tuple((name, _type_of(*what)) for name, what in _declared(kind).items())
    compiled_type = TablesType(kind.__name__, fields)
    typeof_impl.register(kind)(lambda value, context: compiled_type)
    setattr(kind, "_numba_type_", compiled_type)  # noqa: B010
    TYPES[kind] = compiled_type
    return kind


def _type_of(what: Any, dimensions: int) -> Any:
    if what in TYPES:  # a set of its own
        return TYPES[what]
    row = numba.from_dtype(np.dtype(what))
    return Rows(row, 1, "C") if dimensions == 1 else types.Array(row, dimensions, "C")


@register_model(TablesType)
class _Pointer(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, ir.IntType(64).as_pointer())


@unbox(TablesType)
def _unbox(kind: Any, tables: Any, c: Any) -> Any:
    rows_type = types.int64[:, ::1]
    addresses = c.unbox(rows_type, c.pyapi.tuple_getitem(tables, len(kind.fields)))
    rows = c.context.make_array(rows_type)(c.context, c.builder, addresses.value)
    return NativeValue(rows.data, is_error=addresses.is_error)


@infer_getattr
class _Fields(AttributeTemplate):  # type: ignore[misc]
    key = TablesType

    def generic_resolve(self, kind: Any, name: str) -> Any:
        return dict(kind.fields).get(name)


@lower_getattr_generic(TablesType)
def _read(context: Any, builder: Any, kind: Any, pointer: Any, name: str) -> Any:
    place = [field for field, _ in kind.fields].index(name)
    part = kind.fields[place][1]

    def word(i: int) -> Any:
        word = builder.load(builder.gep(pointer, [context.get_constant(types.intp, WORDS * place + i)]))
        # addresses are written once, so no store to a table makes it necessary to read them again
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
        return word

    if isinstance(part, TablesType):
        return builder.inttoptr(word(0), ir.IntType(64).as_pointer())
    item_type = context.get_data_type(part.dtype)
    item = context.get_constant(types.intp, context.get_abi_sizeof(item_type))
    shape = [word(1 + dimension) for dimension in range(part.ndim)]
    strides = [item]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    rows = context.make_array(part)(context, builder)
    data = builder.inttoptr(word(0), item_type.as_pointer())
    populate_array(rows, data=data, shape=shape, strides=strides, itemsize=item, meminfo=None)
    return rows._getvalue()


if JIT:

    @intrinsic
    def prefetch(_: Any, rows: Any, __: Any) -> Any:
        """Ask memory for a row that is needed soon: rows that lie far apart are waited for longer than worked on."""

        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            number = ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, number, number, number])
            instruction = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
            first = context.make_array(signature.args[0])(context, builder, args[0]).data
            size = context.get_abi_sizeof(context.get_data_type(signature.args[0].dtype))
            offset = builder.mul(args[1], ir.Constant(ir.IntType(64), size))
            start = builder.gep(builder.bitcast(first, cgutils.voidptr_t), [offset])
            for byte in (*range(0, size, CACHE_LINE), size - 1):
                place = builder.gep(start, [ir.Constant(number, byte)])
                builder.call(
                    instruction, [place, *(ir.Constant(number, word) for word in (0, 3, 1))]
                )  # read, keep, data
            return context.get_dummy_value()

        return types.void(rows, types.int64), build

else:

    def prefetch(rows: np.ndarray, row: int) -> None:
        """Nothing to do."""
