"""Small days with explicit times, on both engines: what a center does when the order of events matters."""

import numpy as np
import pytest

from sim.model.world.records import Demand, End
from tests.days import ENGINES, Call, center, played, told
from tests.worlds import HOURS

ANSWERED, ABANDONED, BLOCKED, SENT_AWAY = End.answered, End.abandoned, End.blocked, End.sent_away
CLOSES_AT_10 = [1] * 20 + [0] * (HOURS - 20)
TEN_S = 36000.0
ONE = {"all": {"serves": {"bills": {}}}}
BOTH = {"all": {"serves": {"bills": {}, "lines": {}}}}
FAR, NEAR = 0, 1


def constant(value_s):
    return {"distribution": "constant", "value_s": value_s}


def after_call(acw_s):
    return {"after_call_s": acw_s, "after_call_scv": 0}


@pytest.fixture(params=ENGINES)
def engine(request):
    return request.param


# --- overflow and reserve ---


def two_groups(**overflow):
    groups = {"near": {"serves": {"bills": {}}}, "far": {"serves": {"bills": {"tried": 2} | overflow}}}
    return center({"bills": {}}, groups, {"near": 1, "far": 1})


def test_another_group_helps_after_a_wait(engine):
    calls = [Call(1000, "bills", 500), Call(1010, "bills")]
    records = played(two_groups(after_s=60), calls, engine)
    assert told(records, "group", "waited_s") == [(NEAR, 0), (FAR, 60)]


def test_who_is_answered_before_does_not_overflow(engine):
    calls = [Call(1000, "bills", 50), Call(1010, "bills")]
    records = played(two_groups(after_s=60), calls, engine)
    assert told(records, "group", "waited_s") == [(NEAR, 0), (NEAR, 40)]


def test_who_hangs_up_before_does_not_overflow(engine):
    groups = {"near": {"serves": {"bills": {}}}, "far": {"serves": {"bills": {"tried": 2, "after_s": 60}}}}
    impatient = center({"bills": {}}, groups, {"near": 1, "far": 1}, patience=constant(59))
    records = played(impatient, [Call(1000, "bills", 500), Call(1010, "bills")], engine)
    assert told(records, "end", "group", "waited_s") == [(ANSWERED, NEAR, 0), (ABANDONED, -1, 59)]


def test_who_hangs_up_at_the_time_of_the_overflow_is_answered(engine):
    groups = {"near": {"serves": {"bills": {}}}, "far": {"serves": {"bills": {"tried": 2, "after_s": 60}}}}
    impatient = center({"bills": {}}, groups, {"near": 1, "far": 1}, patience=constant(60))
    records = played(impatient, [Call(1000, "bills", 500), Call(1010, "bills")], engine)
    assert told(records, "end", "group", "waited_s") == [(ANSWERED, NEAR, 0), (ANSWERED, FAR, 60)]


def test_groups_help_one_after_the_other(engine):
    groups = {
        "a": {"serves": {"bills": {}}},
        "b": {"serves": {"bills": {"tried": 2, "after_s": 60}}},
        "c": {"serves": {"bills": {"tried": 3, "after_s": 120}}},
    }
    records = played(
        center({"bills": {}}, groups, {"a": 1, "b": 1, "c": 1}),
        [Call(1000 + i, "bills", 500) for i in range(3)],
        engine,
    )
    assert told(records, "group", "waited_s") == [(0, 0), (1, 60), (2, 120)]


def test_another_group_that_is_busy_at_the_overflow_takes_the_contact_when_it_is_free(engine):
    calls = [Call(1000, "bills", 500), Call(1000, "bills", 30), Call(1010, "bills", 500), Call(1020, "bills")]
    records = played(two_groups(after_s=20), calls, engine)
    # the second is taken by the other group at 1020, until 1050; that group then takes the third, who has waited 40 s
    assert told(records, "group", "waited_s") == [(NEAR, 0), (FAR, 20), (FAR, 40), (NEAR, 480)]


def test_another_group_helps_from_a_length_of_the_line_on(engine):
    calls = [Call(1000, "bills", 500), Call(1010, "bills"), Call(1020, "bills")]
    records = played(two_groups(from_waiting=2), calls, engine)
    assert told(records, "group", "waited_s") == [(NEAR, 0), (FAR, 10), (NEAR, 480)]


def test_idle_agents_are_kept_for_another_topic(engine):
    groups = {"all": {"serves": {"bills": {"reserve": 1}, "lines": {}}}}
    calls = [Call(1000, "bills", 500), Call(1010, "bills"), Call(1020, "lines", 200)]
    records = played(center({"bills": {}, "lines": {}}, groups, {"all": 2}), calls, engine)
    # the second bill waits until both are idle
    assert told(records, "waited_s") == [(0,), (490,), (0,)]


# --- those who wait: announcements, call-backs, places, balking ---


@pytest.mark.parametrize(("factor", "left_s"), [(0.5, 80), (0, 60), (3, 180)])
def test_an_announcement_changes_the_patience_that_is_left(engine, factor, left_s):
    topics = {"bills": {"announcement": {"after_s": 60, "factor": factor}}}
    calls = [Call(1000, "bills", 500), Call(1010, "bills")]
    records = played(center(topics, ONE, {"all": 1}, patience=constant(100)), calls, engine)
    assert told(records, "end", "waited_s") == [(ANSWERED, 0), (ABANDONED, left_s)]


def test_who_leaves_before_the_announcement_does_not_hear_it(engine):
    topics = {"bills": {"announcement": {"after_s": 101, "factor": 9}}}
    calls = [Call(1000, "bills", 500), Call(1010, "bills")]
    records = played(center(topics, ONE, {"all": 1}, patience=constant(100)), calls, engine)
    assert told(records, "waited_s") == [(0,), (100,)]


@pytest.mark.parametrize(
    # an agent is busy until 1500; the next is to be called back, and the third waits on the line
    ("keeps_place", "waits_s"),
    [(True, (0, 490, 580)), (False, (0, 590, 480))],
)
def test_a_call_back_comes_in_its_turn_or_when_the_line_is_empty(engine, keeps_place, waits_s):
    topics = {"bills": {"call_back": {"accepts": 1, "keeps_place": keeps_place}}, "lines": {}}
    calls = [Call(1000, "lines", 500), Call(1010, "bills"), Call(1020, "lines")]
    records = played(center(topics, BOTH, {"all": 1}), calls, engine)
    assert told(records, "waited_s", "called_back") == list(zip(waits_s, (False, True, False), strict=True))


def test_who_is_to_be_called_back_needs_no_patience(engine):
    topics = {"bills": {"call_back": {"accepts": 1, "keeps_place": True}}}
    calls = [Call(1000, "bills", 500), Call(1010, "bills")]
    records = played(center(topics, ONE, {"all": 1}, patience=constant(100)), calls, engine)
    assert told(records, "end", "waited_s") == [(ANSWERED, 0), (ANSWERED, 490)]


def test_a_call_back_is_offered_where_the_expected_wait_is_long(engine):
    topics = {"bills": {"call_back": {"accepts": 1, "above_s": 200, "keeps_place": True}}}
    calls = [Call(1000, "bills"), Call(2000, "bills", 500), Call(2010, "bills"), Call(2020, "bills")]
    records = played(center(topics, ONE, {"all": 1}), calls, engine)
    # handle times so far are 100 and 500 s, so the first to wait expects 300 s
    assert told(records, "called_back") == [(False,), (False,), (True,), (True,)]


def test_a_call_back_is_not_offered_where_the_expected_wait_is_short(engine):
    topics = {"bills": {"call_back": {"accepts": 1, "above_s": 300, "keeps_place": True}}}
    calls = [Call(1000, "bills"), Call(2000, "bills", 500), Call(2010, "bills"), Call(2020, "bills")]
    records = played(center(topics, ONE, {"all": 1}), calls, engine)
    # 300 s for the first to wait, 600 s for the second
    assert told(records, "called_back") == [(False,), (False,), (False,), (True,)]


def test_who_finds_no_place_hears_a_busy_signal(engine):
    calls = [Call(1000, "bills", 500), Call(1010, "bills"), Call(1020, "bills"), Call(1510, "bills")]
    records = played(center({"bills": {"places": 1}}, ONE, {"all": 1}), calls, engine)
    assert told(records, "end", "waited_s") == [(ANSWERED, 0), (ANSWERED, 490), (BLOCKED, 0), (ANSWERED, 90)]


@pytest.mark.parametrize("keeps_place", [True, False])
def test_who_is_to_be_called_back_takes_no_place(engine, keeps_place):
    bills = {"places": 0, "call_back": {"accepts": 1, "keeps_place": keeps_place}}
    records = played(center({"bills": bills}, ONE, {"all": 1}), [Call(1000, "bills"), Call(1010, "bills")], engine)
    assert told(records, "end") == [(ANSWERED,), (ANSWERED,)]


def test_who_balks_leaves_at_once_rather_than_wait(engine):
    calls = [Call(1000, "bills", 500), Call(1010, "bills"), Call(1600, "bills")]
    records = played(center({"bills": {"balking": {"share": 1}}}, ONE, {"all": 1}), calls, engine)
    assert told(records, "end", "waited_s") == [(ANSWERED, 0), (ABANDONED, 0), (ANSWERED, 0)]


def test_who_balks_may_leave_though_nobody_waits(engine):
    always = {"bills": {"balking": {"share": 1, "only_if_waiting": False}}}
    records = played(center(always, ONE, {"all": 1}), [Call(1000, "bills")], engine)
    assert told(records, "end", "waited_s") == [(ABANDONED, 0)]


# --- lines ---


def test_a_line_is_free_at_the_end_of_the_talk_while_after_call_work_goes_on(engine):
    one_line = center({"bills": {}}, ONE, {"all": 1}, routing={"lines": 1}, handling=after_call(200))
    calls = [Call(1000, "bills"), Call(1050, "bills"), Call(1100, "bills")]
    records = played(one_line, calls, engine)
    # talk until 1100, after-call work until 1300
    assert told(records, "end", "waited_s") == [(ANSWERED, 0), (BLOCKED, 0), (ANSWERED, 200)]


def test_who_waits_holds_a_line(engine):
    calls = [Call(1000, "bills", 500), Call(1010, "bills"), Call(1020, "bills")]
    records = played(center({"bills": {}}, ONE, {"all": 1}, routing={"lines": 2}), calls, engine)
    assert told(records, "end") == [(ANSWERED,), (ANSWERED,), (BLOCKED,)]


def test_who_hangs_up_gives_the_line_back(engine):
    impatient = center({"bills": {}}, ONE, {"all": 1}, routing={"lines": 2}, patience=constant(10))
    calls = [Call(1000, "bills", 500), Call(1010, "bills"), Call(1015, "bills"), Call(1020, "bills")]
    records = played(impatient, calls, engine)
    assert told(records, "end", "waited_s") == [(ANSWERED, 0), (ABANDONED, 10), (BLOCKED, 0), (ABANDONED, 10)]


def test_who_is_to_be_called_back_holds_no_line(engine):
    topics = {"bills": {"call_back": {"accepts": 1, "keeps_place": True}}}
    calls = [Call(1000, "bills", 500), Call(1010, "bills"), Call(1020, "bills")]
    records = played(center(topics, ONE, {"all": 1}, routing={"lines": 2}), calls, engine)
    assert told(records, "end", "called_back") == [(ANSWERED, False), (ANSWERED, True), (ANSWERED, True)]


BILLS_AND_MAIL = {"all": {"serves": {"bills": {}, "mail": {}}}}


def test_a_topic_that_holds_no_line_comes_in_when_all_are_taken(engine):
    one_line = center({"bills": {}, "mail": {"holds_line": False}}, BILLS_AND_MAIL, {"all": 1}, routing={"lines": 1})
    calls = [Call(1000, "bills", 500), Call(1010, "mail"), Call(1020, "bills")]
    records = played(one_line, calls, engine)
    assert told(records, "end", "waited_s") == [(ANSWERED, 0), (ANSWERED, 490), (BLOCKED, 0)]


def test_a_topic_that_holds_no_line_takes_none_from_those_who_call(engine):
    one_line = center({"bills": {}, "mail": {"holds_line": False}}, BILLS_AND_MAIL, {"all": 1}, routing={"lines": 1})
    calls = [Call(1000, "mail", 500), Call(1010, "bills"), Call(1020, "bills"), Call(1400, "mail")]
    records = played(one_line, calls, engine)
    # the letter gives back no line either: the second call finds the one there is taken
    assert told(records, "end", "waited_s") == [(ANSWERED, 0), (ANSWERED, 490), (BLOCKED, 0), (ANSWERED, 200)]


def test_who_is_put_through_to_a_topic_without_a_line_gives_theirs_back(engine):
    topics = {"bills": {"moves": [{"after": "service", "to": "mail", "share": 1}]}, "mail": {"holds_line": False}}
    groups = {"back": {"serves": {"mail": {}}}, "front": {"serves": {"bills": {}}}}
    through = center(topics, groups, {"back": 1, "front": 1}, routing={"lines": 1})
    records = played(through, [Call(1000, "bills"), Call(1050, "bills"), Call(1110, "bills")], engine)
    # on a line until 1100, in the second talk until 1200
    ends = [row for row in told(records, "slot", "offered_s", "end") if row[0] > 0]
    assert ends[:2] == [(1, 1050, BLOCKED), (2, 1110, ANSWERED)]


# --- moves ---

FRONT_AND_BACK = {"back": {"serves": {"lines": {}}}, "front": {"serves": {"bills": {}}}}
ONE_EACH = {"back": 1, "front": 1}
BACK, FRONT = 0, 1
BILLS, LINES = 0, 1


def moving(**move):
    return {"bills": {"moves": [{"after": "service", "to": "lines", "share": 1} | move]}, "lines": {}}


def test_a_caller_is_put_through_at_the_end_of_the_talk(engine):
    records = played(center(moving(), FRONT_AND_BACK, ONE_EACH), [Call(1000, "bills", 70)], engine)
    # the second agent starts from new work of 100 s
    assert told(records, "topic", "group", "offered_s", "waited_s", "talk_s", "transferred", "again") == [
        (BILLS, FRONT, 1000, 0, 70, False, True),
        (LINES, BACK, 1070, 0, 100, True, False),
    ]


def test_only_who_was_served_by_the_group_of_the_move_is_put_through(engine):
    groups = {"back": {"serves": {"lines": {}}}, "east": {"serves": {"bills": {}}}, "west": {"serves": {"bills": {}}}}
    through = center(moving(group="west"), groups, dict.fromkeys(groups, 1))
    records = played(through, [Call(1000, "bills"), Call(1050, "bills")], engine)
    back, east, west = range(3)
    assert told(records, "slot", "group", "transferred") == [
        (0, east, False),
        (1, west, False),
        (1, back, True),
    ]


def test_the_agent_who_put_somebody_through_finishes_after_call_work(engine):
    through = center(moving(), FRONT_AND_BACK, ONE_EACH, handling=after_call(40))
    records = played(through, [Call(1000, "bills"), Call(1050, "bills")], engine)
    # talk until 1100, after-call work until 1140, when the back has 60 s of talk and 40 s after it left
    assert told(records, "group", "offered_s", "waited_s") == [
        (FRONT, 1000, 0),
        (BACK, 1100, 0),
        (FRONT, 1050, 90),
        (BACK, 1240, 0),
    ]


def test_who_is_put_through_keeps_a_line(engine):
    through = center(moving(), FRONT_AND_BACK, ONE_EACH, routing={"lines": 1})
    records = played(through, [Call(1000, "bills"), Call(1150, "lines")], engine)
    assert told(records, "slot", "end") == [(0, ANSWERED), (0, ANSWERED), (1, BLOCKED)]


def test_who_is_put_through_feels_it_as_one_contact(engine):
    records = played(center(moving(), FRONT_AND_BACK, ONE_EACH), [Call(1000, "bills")], engine)
    (first,), (second,) = told(records, "experience")
    assert (first == 0, second > 0) == (True, True)


def test_who_is_put_through_and_hangs_up_calls_again_as_anybody_does(engine):
    again = {"redial_share": 1, "redial_delay": constant(600)}
    impatient = center(moving(), FRONT_AND_BACK, ONE_EACH, patience=constant(10), returns=again)
    records = played(impatient, [Call(900, "lines", 500), Call(1000, "bills")], engine)
    assert told(records, "slot", "offered_s", "end", "transferred")[1:] == [
        (1, 1000, ANSWERED, False),
        (1, 1100, ABANDONED, True),
        (1, 1710, ANSWERED, False),
    ]


def test_who_was_served_comes_back_about_something_else(engine):
    coming = center(moving(delay=constant(3600)), FRONT_AND_BACK, ONE_EACH)
    records = played(coming, [Call(1000, "bills")], engine)
    assert told(records, "topic", "offered_s", "transferred", "demand") == [
        (BILLS, 1000, False, Demand.value),
        (LINES, 4700, False, Demand.repeat_service),
    ]


def test_who_redials_may_ask_for_something_else(engine):
    topics = {"bills": {"moves": [{"after": "redial", "to": "lines", "share": 1}]}, "lines": {}}
    again = {"redial_share": 1, "redial_delay": constant(600)}
    impatient = center(topics, FRONT_AND_BACK, ONE_EACH, patience=constant(30), returns=again)
    records = played(impatient, [Call(1000, "bills", 500), Call(1010, "bills")], engine)
    assert told(records, "topic", "offered_s", "attempt", "waited_before_s", "end")[1:] == [
        (BILLS, 1010, 1, 0, ABANDONED),
        (LINES, 1640, 2, 30, ANSWERED),
    ]


def test_who_hears_a_busy_signal_redials(engine):
    again = {"redial_share": 1, "redial_delay": constant(600)}
    one_line = center({"bills": {}}, ONE, {"all": 1}, routing={"lines": 1}, returns=again)
    records = played(one_line, [Call(1000, "bills"), Call(1050, "bills")], engine)
    assert told(records, "offered_s", "end", "attempt")[1:] == [(1050, BLOCKED, 1), (1650, ANSWERED, 2)]


def test_later_redials_have_a_share_of_their_own(engine):
    again = {"redial_share": 1, "redial_later_share": 0, "redial_delay": constant(600)}
    impatient = center({"bills": {}}, ONE, {"all": 1}, patience=constant(30), returns=again)
    records = played(impatient, [Call(1000, "bills", 9000), Call(1010, "bills")], engine)
    assert told(records, "end", "attempt", "again", "given_up")[1:] == [
        (ABANDONED, 1, True, False),
        (ABANDONED, 2, False, True),
    ]


# --- closing ---

LATE = [Call(TEN_S - 100, "bills", 500), Call(TEN_S - 50, "bills")]  # the center closes at 10 h


@pytest.mark.parametrize(
    ("closing", "told_of_them"),
    [
        ("finish", [(ANSWERED, 0), (ANSWERED, 450)]),
        ("hold", [(ANSWERED, 0), (ANSWERED, 450)]),
        ("send_away", [(ANSWERED, 0), (SENT_AWAY, 50)]),
    ],
)
def test_at_closing_those_who_wait_are_served_or_sent_away(engine, closing, told_of_them):
    closes = center({"bills": {}}, ONE, {"all": CLOSES_AT_10}, routing={"closing": closing})
    assert told(played(closes, LATE, engine), "end", "waited_s") == told_of_them


@pytest.mark.parametrize(
    # the bills are done 500 s after closing
    ("closing", "stays_s"),
    [("finish", 0), ("hold", 500), ("send_away", 0)],
)
def test_who_is_idle_at_closing_goes_unless_held(engine, closing, stays_s):
    plans = {"back": CLOSES_AT_10, "front": CLOSES_AT_10}
    topics = {"bills": {}, "lines": {}}
    closes = center(topics, FRONT_AND_BACK, plans, routing={"closing": closing})
    days = played(closes, LATE, engine).group_days
    assert days["on_duty_s"][BACK] == TEN_S + stays_s


def test_who_was_held_goes_home_when_the_center_is_empty(engine):
    plans = {"back": CLOSES_AT_10, "front": CLOSES_AT_10}
    closes = center({"bills": {}, "lines": {}}, FRONT_AND_BACK, plans, routing={"closing": "hold"})
    intervals = played(closes, LATE, engine).group_intervals
    after = intervals[(intervals["interval"] >= 20) & (intervals["group"] == BACK)]
    assert after["on_duty_s"].tolist() == [500.0] + [0.0] * 27


def test_who_is_sent_away_may_call_again_when_it_is_open(engine):
    again = {"redial_share": 1, "redial_delay": constant(600)}
    plan = [1] * 20 + [0] + [1] * 27
    closes = center({"bills": {}}, ONE, {"all": plan}, routing={"closing": "send_away"}, returns=again)
    records = played(closes, LATE, engine)
    # 600 s later it is still closed; it opens at 10:30
    (*_, again_s) = (offered_s for (offered_s,) in told(records, "offered_s"))
    assert told(records, "end", "attempt")[1:] == [(SENT_AWAY, 1), (ANSWERED, 2)]
    assert again_s >= TEN_S + 1800


# --- several at once ---


def test_two_chats_at_once_and_no_third(engine):
    chat = {"all": {"serves": {"bills": {}}, "at_once": 2}}
    records = played(center({"bills": {}}, chat, {"all": 1}), [Call(1000 + 10 * i, "bills") for i in range(3)], engine)
    assert told(records, "agent", "waited_s") == [(0, 0), (0, 0), (0, 80)]


def test_time_with_two_chats_counts_once(engine):
    chat = {"all": {"serves": {"bills": {}}, "at_once": 2}}
    records = played(center({"bills": {}}, chat, {"all": 1}), [Call(1000 + 10 * i, "bills") for i in range(3)], engine)
    assert records.group_days["busy_s"].tolist() == [200.0]


def test_those_who_have_less_in_hand_sat_down_before(engine):
    chat = {"all": {"serves": {"bills": {}}, "at_once": 2}}
    calls = [Call(1000, "bills"), Call(1010, "bills"), Call(1020, "bills")]
    records = played(center({"bills": {}}, chat, {"all": 2}), calls, engine)
    assert told(records, "agent") == [(0,), (1,), (0,)]


def test_without_a_limit_nobody_waits(engine):
    infinite = {"all": {"serves": {"bills": {}}, "at_once": None}}
    calls = [Call(1000 + i, "bills", 1000) for i in range(20)]
    records = played(center({"bills": {}}, infinite, {"all": 1}), calls, engine)
    assert told(records, "end", "waited_s") == [(ANSWERED, 0)] * 20


def test_a_plan_that_shrinks_leaves_those_who_chat_to_finish(engine):
    chat = {"all": {"serves": {"bills": {}}, "at_once": 2}}
    calls = [Call(TEN_S - 100, "bills", 300), Call(TEN_S - 50, "bills", 400)]
    records = played(center({"bills": {}}, chat, {"all": CLOSES_AT_10}), calls, engine)
    assert records.group_days["on_duty_s"].tolist() == [TEN_S + 350]


# --- counts of a day ---


def test_every_end_is_counted_for_its_topic(engine):
    topics = {"bills": {"places": 1}, "lines": {}}
    closes = center(topics, BOTH, {"all": CLOSES_AT_10}, routing={"closing": "send_away"}, patience=constant(200))
    calls = [Call(TEN_S - 300, "bills", 900), Call(TEN_S - 290, "bills"), Call(TEN_S - 280, "bills"),
             Call(TEN_S - 50, "lines")]  # fmt: skip
    days = played(closes, calls, engine).topic_days
    counts = [days[name].tolist() for name in ("offered", "answered", "abandoned", "blocked", "sent_away", "waiting")]
    assert counts == [[3, 1], [1, 0], [1, 0], [1, 0], [0, 1], [0, 0]]


def test_intervals_tell_who_was_there_and_busy(engine):
    calls = [Call(1700, "bills", 300)]
    intervals = played(center({"bills": {}}, ONE, {"all": 2}), calls, engine).group_intervals
    assert intervals["busy_s"][:3].tolist() == [100, 200, 0]
    assert np.unique(intervals["on_duty_s"]).tolist() == [3600]
