"""Lines: who joins stands last, and who leaves leaves no gap."""

from hypothesis import given
from hypothesis import strategies as st

from sim.model.floor import answering
from sim.model.floor.queues import (
    CALL_BACK,
    CALLED,
    OWN,
    PUT_THROUGH,
    agent_row,
    append,
    first_issue,
    first_own,
    issue_row,
    next_own,
    remove,
    topic_line,
)
from sim.model.setup.start import with_room_for_issues
from sim.model.world.state import NOBODY
from tests.floors import BILLS, LINES, calls, given_floor, issues_in, two_topics
from tests.worlds import put

MOVES = st.lists(st.tuples(st.booleans(), st.integers(0, 9)))


@given(MOVES)
def test_a_line_is_a_plain_list(moves):
    world, plain = given_floor(), []
    head = topic_line(world, 0, CALLED)
    for joins, issue in moves:
        if joins and issue not in plain:
            append(world, head, issue_row(world, issue))
            plain.append(issue)
        elif not joins and issue in plain:
            remove(world, issue_row(world, issue))
            plain.remove(issue)
    assert issues_in(world, head) == plain


def test_nobody_is_first_in_an_empty_line():
    world = given_floor()
    assert [first_issue(world, 0, line) for line in (CALLED, PUT_THROUGH, CALL_BACK)] == [NOBODY] * 3


def test_a_topic_has_its_own_line():
    world = two_topics()
    rows = [calls(world, float(second), topic) for second, topic in enumerate((LINES, BILLS, LINES))]
    assert [issues_in(world, topic_line(world, topic, CALLED)) for topic in (BILLS, LINES)] == [
        [rows[1]],
        [rows[0], rows[2]],
    ]


def test_who_is_put_through_stands_in_a_line_of_their_own():
    world = given_floor()
    calls(world, 1.0)
    row = calls(world, 2.0, transferred=True)
    assert issues_in(world, topic_line(world, 0, PUT_THROUGH)) == [row]


def test_owned_issues_stand_in_their_owners_line_too():
    world = given_floor(policy={"ownership": 1})
    mine = [calls(world, 1.0, owner=2), calls(world, 3.0, owner=2)]
    calls(world, 2.0, owner=1)
    assert [first_own(world, 2), next_own(world, 2, mine[0]), next_own(world, 2, mine[1])] == [*mine, NOBODY]


def test_who_hangs_up_leaves_the_owners_line_too():
    world = given_floor(policy={"ownership": 1})
    row = calls(world, 1.0, owner=2)
    answering.hang_up(world, 2.0, row)
    assert issues_in(world, agent_row(world, 2, OWN)) == []


def test_the_line_is_kept_when_the_table_grows():
    world = given_floor()
    rows = [calls(world, float(second)) for second in range(3)]
    put(world.book, 0, n_listed=len(world.issues))
    longer = with_room_for_issues(world)
    assert len(longer.issues) > len(world.issues)
    assert issues_in(longer, topic_line(longer, 0, CALLED)) == rows
