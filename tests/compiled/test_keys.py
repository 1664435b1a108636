"""What a key is made of: all that compiled code depends on, and nothing that is of no account."""

import math

import numba
import numpy as np
import pytest

from sim.compiled import jit, keys
from sim.compiled.draws import MASK, words
from sim.compiled.tables import TablesType
from sim.rules import bounds

NUMBER = 3


def test_attributes_of_modules_are_followed_in_nested_functions_too():
    def outer(x):
        return [bounds.DAY_S * i for i in range(x)]

    assert keys.globals_of(outer) == {"range": range, "bounds.DAY_S": bounds.DAY_S}


def test_names_are_read_where_there_are_more_than_a_byte_holds():
    lines = "\n".join(f"    y = math.floor(x) + a{i}" for i in range(300))
    scope = {"math": math} | {f"a{i}": i for i in range(300)}
    exec(f"def long(x):\n{lines}", scope)
    assert keys.globals_of(scope["long"]) == {"math.floor": math.floor} | {f"a{i}": i for i in range(300)}


def test_values_that_a_function_encloses_are_told():
    def of(n):
        return lambda x: x + n

    assert [keys.globals_of(of(n)) for n in (1, 2)] == [{"n": 1}, {"n": 2}]


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (1, True), (0.0, -0.0), (np.int64(1), 1), ((1, 2), (2, 1))])
def test_values_that_compile_otherwise_are_told_otherwise(one, other):
    assert repr(keys.told(one)) != repr(keys.told(other))


@pytest.mark.parametrize("value", [np.zeros(3), [1, 2], {"a": 1}, math, lambda x: x, object()])
def test_a_value_whose_changes_would_go_unseen_is_refused(value):
    with pytest.raises(TypeError, match="compiled code may use numbers"):
        keys.told(value)


def test_a_column_more_in_a_table_is_another_type():
    def world(*columns):
        row = numba.from_dtype(np.dtype([(name, "f8") for name in columns], align=True))
        return TablesType("World", (("rows", numba.types.Array(row, 1, "C")),))

    assert keys.type_told(world("a")) != keys.type_told(world("a", "b"))


def test_a_set_of_tables_within_another_is_told_in_full():
    def world(kind):
        return TablesType("World", (("due", TablesType("DueList", (("rows", numba.types.Array(kind, 1, "C")),))),))

    assert keys.type_told(world(numba.int64)) != keys.type_told(world(numba.int32))


@pytest.mark.skipif(not jit.JIT, reason="nothing is compiled")
def test_numbers_and_written_code_that_a_function_uses_are_in_its_key():
    used = words.part.used
    assert used["MASK"] == MASK
    assert "_high_low" in used


@pytest.mark.parametrize(("library", "attribute"), [(jit.sys, "version"), (numba, "__version__"), (np, "__version__")])
def test_another_version_of_what_compiles_has_other_keys(monkeypatch, library, attribute):
    before = jit.toolchain.__wrapped__()
    monkeypatch.setattr(library, attribute, "0")
    assert jit.toolchain.__wrapped__() != before


@pytest.mark.parametrize("module", ["jit", "keys", "pieces", "tables"])
def test_a_change_in_how_functions_are_compiled_changes_all_keys(monkeypatch, tmp_path, module):
    before = jit.toolchain.__wrapped__()
    for path in jit.FOLDER.glob("*.py"):
        (tmp_path / path.name).write_bytes(path.read_bytes() + (b"# changed" if path.stem == module else b""))
    monkeypatch.setattr(jit, "FOLDER", tmp_path)
    assert jit.toolchain.__wrapped__() != before
