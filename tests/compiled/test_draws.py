"""Addressed random numbers: numpy's Philox to the bit, and never the same number at two addresses."""

import os
import subprocess
import sys
from ast import literal_eval
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled import draws
from sim.compiled.draws import salt, uniforms, unit, word, words

SIGNED = st.integers(0, 2**63 - 1)
OCCASION = st.integers(0, 2**62)
STREAMS = [value for name, value in vars(draws).items() if name.isupper() and type(value) is int and value < 100]


@given(st.tuples(SIGNED, SIGNED), st.tuples(OCCASION, SIGNED, SIGNED, SIGNED))
@settings(max_examples=500)
def test_words_are_those_of_numpys_philox(key, counter):
    expected = np.random.Philox(key=np.array(key, np.uint64), counter=np.array(counter, np.uint64)).random_raw(4)
    assert [int(x) for x in words(key, counter)] == expected.tolist()


@pytest.mark.parametrize("x", [0, 1, 2**12 - 1, 2**63, 2**64 - 2**12, 2**64 - 1])
def test_a_unit_is_strictly_between_0_and_1(x):
    assert 0.0 < unit(word(x)) < 1.0


@pytest.mark.parametrize(("x", "value"), [(0, 2.0**-53), (2**63, 0.5 + 2.0**-53), (2**64 - 1, 1 - 2.0**-53)])
def test_a_unit_is_the_middle_of_its_cell(x, value):
    assert unit(word(x)) == value


@given(st.lists(st.integers(0, 2**64 - 1), min_size=2, max_size=20))
def test_units_keep_the_order_of_words(xs):
    assert all(a <= b for a, b in pairwise(unit(word(x)) for x in sorted(xs)))


def test_no_two_addresses_share_a_coin():
    near = list(product((1, 2), (0, 1), (1, 2, 3), product((0, 1, 2), (0, 1)), (0, 1, 2)))
    drawn = [draw for address in near for draw in uniforms(*address)]
    assert len(set(drawn)) == 4 * len(near)


@given(st.permutations([3, 5, 7, 11]))
def test_numbers_of_an_address_are_not_interchangeable(numbers):
    stream, subject, salted, occasion = numbers
    same = uniforms(1, 0, stream, (subject, salted), occasion) == uniforms(1, 0, 3, (5, 7), 11)
    assert same == (numbers == [3, 5, 7, 11])


def test_streams_have_different_numbers():
    assert len(STREAMS) == len(set(STREAMS)) >= 18


def test_coins_look_uniform_and_independent():
    # 20,000 customers: each decile of a draw holds 2,000 +- 5 standard deviations, correlations are below 5 / sqrt(n)
    drawn = np.array([uniforms(1, 0, draws.TRAITS, (slot << 21, 0), 0) for slot in range(20_000)])
    deciles = np.array([np.histogram(column, 10, (0, 1))[0] for column in drawn.T])
    assert np.abs(deciles - 2000).max() < 5 * np.sqrt(2000 * 0.9)
    assert np.abs(np.corrcoef(drawn.T) - np.eye(4)).max() < 5 / np.sqrt(20_000)


def test_pinned_salt_of_a_name():
    # a pin: were it to change, so would every stored result
    assert salt("wrong_bill") == 9100873073594763405


@given(st.text(), st.text())
def test_different_names_have_different_salts(a, b):
    assert (salt(a) == salt(b)) == (a == b)


@given(st.text())
def test_a_salt_fits_an_address(name):
    assert 0 <= salt(name) < 2**63


ADDRESSES = [(1, 0, 3, (5, 7), 11), (2**63 - 1, 2**40, 18, (2**62, salt("new_fee")), 2**31), (0, 0, 0, (0, 0), 0)]
IN_PYTHON = f"from sim.compiled.draws import JIT, uniforms\nassert not JIT\nprint([uniforms(*a) for a in {ADDRESSES}])"


def test_coins_are_the_same_with_the_jit_off():
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-c", IN_PYTHON]
    printed = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    assert literal_eval(printed.stdout) == [uniforms(*address) for address in ADDRESSES]
