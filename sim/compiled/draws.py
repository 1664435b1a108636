"""Addressed random numbers: the same address gives the same four uniforms in any engine and order of events.

An address is (seed, replication, stream, subject, occasion). Streams are blocks of four uniform draws, each with a
fixed place in its block, so a draw that is added or not used changes no other. Source: Salmon et al. (2011), Philox
4x64-10, equal to ``numpy.random.Philox`` to the bit.
"""

import hashlib
from typing import Any

import numpy as np
from numba import types
from numba.extending import intrinsic

from sim.compiled.jit import JIT, compiled

# Streams; the draws of each block in order, and the occasion that counts them (model 22).
BUSYNESS = 1  # busyness; the day
GAP = 2  # time to the next issue of (slot, cause); its number
SLOT = 3  # propensity, renewal day; 0
TRAITS = 4  # margin, baseline loyalty, need, digital skill; 0
PAST = 5  # last human touch; 0
MONTH = 6  # renewal, crunch, spend; the month
NATURE = 7  # off script, reassurance, work, topic; 0
SYMPTOM = 8  # second symptom, its delay, shielded; 0
WEB = 9  # tries the web, solved there, leaves, silent; 0
QUEUE = 10  # patience, tries again, delay, after opening; times this issue queued
TALK = 11  # solved, limit noise, dropped, recorded; times this issue reached a person
AFTER = 12  # after-call work, checked, concession, its size; likewise
OWNER = 13  # escalated, second line solves, told, diagnosed; likewise
RETURN = 14  # comes back, delay, after opening; likewise, 0 after the web
RELAPSE = 15  # relapses, delay, after opening; times this issue was solved
PERSON = 16  # disposition, speed, first tenure; 0
QUIT = 17  # quits; the day
JOIN = 18  # newcomers; the day
SERVICE = 19  # set-up, work drawn again; times this issue reached a person
ARRIVAL = 20  # of a table of births: time, slot, cause, spare; the day, or how often it was passed on
ABSENCE = 21  # a place in the plan is empty; the day
DOOR = 22  # balks, accepts a call-back, which of the idle agents; times this issue queued
ONWARD = 23  # moves on after service, its delay, moves on redialling, work; times this issue queued
TEACHING = 24  # taught, learned, found what lies behind, spare; times this issue reached a person
OFFER = 25  # offered, buys, annoyed, asked; likewise
SURVEY = 26  # invited, answered, noise, recovered; likewise
RECOVERY = 27  # the call back solves it; likewise
REACH = 28  # detected, told, solved before, calls all the same; 0
UNIT = 29  # false alarm, fixed by its unit, spared by a consulted launch, spare; 0
MENU = 30  # leaves in the menu; times this issue queued
COMEBACK = 31  # of a customer who left: comes back, delay; 0

MASK = 0xFFFFFFFFFFFFFFFF
MULTIPLY_0, MULTIPLY_1 = 0xD2E7470EE14C6C93, 0xCA5A826395121157
WEYL_0, WEYL_1 = 0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B


def salt(name: str) -> int:
    """The number of a name in addresses, independent of other names and their order.

    >>> salt("wrong_bill") != salt("new_fee")
    True
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little") >> 1


if JIT:

    @intrinsic
    def _high_low(typing_context: Any, a: Any, b: Any) -> Any:
        """Both halves of a 128-bit product: one instruction, where portable 32-bit halves take twice the time."""

        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            from llvmlite import ir

            wide, word = ir.IntType(128), ir.IntType(64)
            product = builder.mul(builder.zext(args[0], wide), builder.zext(args[1], wide))
            high = builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), word)
            return context.make_tuple(builder, signature.return_type, (high, builder.trunc(product, word)))

        return types.UniTuple(types.uint64, 2)(types.uint64, types.uint64), build

    word = np.uint64
else:

    def _high_low(a: int, b: int) -> tuple[int, int]:
        """Both halves of a 128-bit product."""
        product = a * b
        return product >> 64, product & MASK

    word = int  # type: ignore[assignment,misc]


@compiled
def words(
    key: tuple[int, int], counter: tuple[int, int, int, int]
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Four random words: the first block of ``numpy.random.Philox(key=key, counter=counter)``."""
    k_0, k_1 = word(key[0]), word(key[1])
    # numpy counts up before it draws; the first counter is an occasion, far from overflow
    x_0, x_1, x_2, x_3 = word(counter[0] + 1), word(counter[1]), word(counter[2]), word(counter[3])
    for _ in range(10):
        high_0, low_0 = _high_low(word(MULTIPLY_0), x_0)
        high_1, low_1 = _high_low(word(MULTIPLY_1), x_2)
        x_0, x_1, x_2, x_3 = high_1 ^ x_1 ^ k_0, low_1, high_0 ^ x_3 ^ k_1, low_0
        k_0 = (k_0 + word(WEYL_0)) & word(MASK)
        k_1 = (k_1 + word(WEYL_1)) & word(MASK)
    return x_0, x_1, x_2, x_3


@compiled
def unit(x: np.uint64) -> float:
    """A word as a number in the open interval (0, 1): the middle of one of 2^52 cells, so never 0 and never 1."""
    return (float(x >> word(12)) + 0.5) * 2.0**-52


@compiled
def uniforms(
    seed: int, replication: int, stream: int, subject: tuple[int, int], occasion: int
) -> tuple[float, float, float, float]:
    """The four uniform draws of one block of a subject (number, and salt of a name or 0) on an occasion."""
    a, b, c, d = words((seed, replication), (occasion, subject[0], subject[1], stream))
    return unit(a), unit(b), unit(c), unit(d)


@compiled
def fill(key: tuple[int, int], address: tuple[int, int], occasion: int, draws: np.ndarray) -> None:
    """Fill a row with the draws of the subjects 0, 1, 2 ... of a stream and the salt of a name."""
    stream, name = address
    for i in range(len(draws) // 4):
        draws[4 * i], draws[4 * i + 1], draws[4 * i + 2], draws[4 * i + 3] = uniforms(
            key[0], key[1], stream, (i, name), occasion
        )


def blocks(key: tuple[int, int], address: tuple[int, int], occasion: int, n: int) -> np.ndarray:
    """(n, 4) uniform draws of the first n subjects of (stream, salt of a name) in one replication."""
    draws = np.zeros(4 * n)
    fill(key, address, occasion, draws)
    return draws.reshape(n, 4)
