"""Rows given to days by the page: each day gets back what was put there, and pages are used again."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.compiled.due_list import FREE, NO_PAGE, PAGE, DueList, due_list, n_rows, put, take

N_DAYS = 4
STEPS = st.lists(st.tuples(st.integers(0, N_DAYS - 1), st.booleans()), max_size=400)


def free_pages(days: DueList) -> list[int]:
    page, pages = int(days.places[FREE]), []
    while page < len(days.following):
        pages.append(page)
        page = int(days.following[page])
    return pages


@given(STEPS)
@settings(max_examples=200)
def test_a_day_gives_back_the_last_row_it_was_given(steps):
    days, expected = due_list(N_DAYS, 400), [[] for _ in range(N_DAYS)]
    for day, putting in steps:
        if putting:
            expected[day].append(put(days, day))
        else:
            assert take(days, day) == (expected[day].pop() if expected[day] else NO_PAGE)
    held = [row for rows in expected for row in rows]
    assert len(set(held)) == len(held)
    assert all(0 <= row < n_rows(days) for row in held)


@given(STEPS)
@settings(max_examples=50)
def test_pages_that_are_empty_are_free(steps):
    days, n = due_list(N_DAYS, 400), np.zeros(N_DAYS, int)
    for day, putting in steps:
        if putting:
            put(days, day)
            n[day] += 1
        elif take(days, day) != NO_PAGE:
            n[day] -= 1
    pages = free_pages(days)
    assert len(set(pages)) == len(pages) == len(days.following) - np.ceil(n / PAGE).sum()


def test_there_are_pages_for_all_rows_wherever_they_go():
    days = due_list(N_DAYS, 3 * PAGE)
    for day in (0, 1, 2, *[3] * (3 * PAGE - 3)):
        put(days, day)
    assert len(free_pages(days)) == 1
