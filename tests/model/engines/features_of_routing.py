"""What happened on the floor: who took what and when, who was turned away, and where contacts went on to."""

from collections import Counter

import numpy as np

from sim.model.setup.shifts import plan_s
from sim.model.setup.staffing import on_duty
from sim.model.world.records import End, Records
from sim.scenario import Scenario
from sim.scenario.routing import After, AgentRule, Closing, ContactRule, Route, Topic

CONTACTS = tuple(f"contact rule {rule}" for rule in ContactRule)
AGENTS = tuple(f"agent rule {rule}" for rule in AgentRule)
CLOSINGS = tuple(f"closing {rule}" for rule in Closing)
INPUTS = (
    *CONTACTS, *AGENTS, *CLOSINGS,
    "route after a wait", "route from a length", "route after a wait or from a length", "reserve", "tried later",
    "preferred", "two at once allowed", "no limit allowed", "lines", "places", "no place at all",
    "balking at once", "balking if waiting", "announcement", "announcement that ends patience",
    "call-back keeping the place", "call-back on an empty line", "call-back above a wait",
    "move put through", "move put through cold", "move put through warm", "move later", "move on redial",
    "later redials", "patience kept", "work redrawn", "share after a busy signal", "later share after a busy signal",
    "topic without a line", "move of a group", "waits added",
)  # fmt: skip
EVENTS = (
    "overflow after a wait", "overflow by length", "reserve kept somebody waiting", "blocked: no line",
    "blocked: no place", "balked", "left after an announcement", "called back", "called back keeping the place",
    "put through", "put through and waited", "put through in vain", "put through to a closed topic",
    "returned after service", "topic changed on redial", "redial after a busy signal", "redial after being sent away",
    "third attempt", "sent away", "held after closing", "two at once", "no limit at once",
    "moved on after its group", "stayed after another group", "came in without a line",
    "redial after a later busy signal", "in time but for waits before",
)  # fmt: skip


def inputs_of(scenario: Scenario) -> Counter[str]:
    """Which rules a scenario has; without groups of its own only those that every center has."""
    routing, returns = scenario.routing, scenario.returns
    found = Counter([f"contact rule {routing.contact}", f"agent rule {routing.agent}", f"closing {routing.closing}"])
    found["lines"] = int(routing.lines is not None)
    found["later redials"] = int(returns.redial_later_share is not None)
    found["share after a busy signal"] = int(returns.blocked_share is not None)
    found["later share after a busy signal"] = int(returns.blocked_later_share is not None)
    found["waits added"] = int(scenario.staffing.waits_added)
    found["patience kept"], found["work redrawn"] = int(returns.keeps_patience), int(returns.redraws_work)
    for group in (routing.groups or {}).values():
        found["two at once allowed"] += group.at_once == 2
        found["no limit allowed"] += group.at_once is None
        for route in group.serves.values():
            found.update(_of_route(route))
    for topic in scenario.center.topics.values():
        found.update(_of_reception(topic) + _of_moves(topic))
    return found


def _of_route(route: Route) -> Counter[str]:
    late, long = route.after_s > 0, route.from_waiting > 0
    return Counter({
        "route after a wait": late and not long, "route from a length": long and not late,
        "route after a wait or from a length": late and long, "reserve": route.reserve > 0,
        "tried later": route.tried > 1, "preferred": route.preferred > 1,
    })  # fmt: skip


def _of_reception(topic: Topic) -> Counter[str]:
    balking, told, back = topic.balking, topic.announcement, topic.call_back
    return Counter({
        "places": topic.places is not None, "no place at all": topic.places == 0,
        "topic without a line": not topic.holds_line,
        "balking at once": balking.share > 0 and not balking.only_if_waiting,
        "balking if waiting": balking.share > 0 and balking.only_if_waiting,
        "announcement": told is not None, "announcement that ends patience": told is not None and told.factor == 0,
        "call-back keeping the place": back is not None and back.keeps_place,
        "call-back on an empty line": back is not None and not back.keeps_place,
        "call-back above a wait": back is not None and back.above_s > 0,
    })  # fmt: skip


def _of_moves(topic: Topic) -> Counter[str]:
    found: Counter[str] = Counter()
    for move in topic.moves:
        through = move.after == After.service and move.delay is None
        found["move put through"] += through
        found["move put through cold"] += through and move.warm == 0
        found["move put through warm"] += through and move.warm == 1
        found["move later"] += move.after == After.service and not through
        found["move of a group"] += move.group is not None
        found["move on redial"] += move.after == After.redial
    return found


def events_of(scenario: Scenario, records: Records, before: np.ndarray, after: np.ndarray) -> dict[str, int]:
    """How often what happened; ``before`` and ``after`` are contacts that follow each other on one issue."""
    rows = records.contacts
    found = _overflows(scenario, rows) | _turned_away(scenario, rows) | _went_on(scenario, rows, before, after)
    return found | _of_groups(scenario, rows, before, after) | {
        "reserve kept somebody waiting": _kept_waiting(scenario, records),
        "held after closing": _held(scenario, records),
        "two at once": sum(most >= 2 for _, most in _overlaps(scenario, rows)),
        "no limit at once": sum(most >= 3 and limit is None for limit, most in _overlaps(scenario, rows)),
    }  # fmt: skip


def _routes(scenario: Scenario) -> list[tuple[int, int, Route]]:
    """(topic, group, route) of a scenario that says who serves what."""
    topics, groups = sorted(scenario.center.topics), scenario.groups
    given = scenario.routing.groups or {}
    return [(topics.index(topic), groups.index(name), route)
            for name, group in given.items() for topic, route in group.serves.items()]  # fmt: skip


def _overflows(scenario: Scenario, rows: np.ndarray) -> dict[str, int]:
    found = {"overflow after a wait": 0, "overflow by length": 0}
    for topic, group, route in _routes(scenario):
        taken = (rows["end"] == End.answered) & (rows["topic"] == topic) & (rows["group"] == group) & ~rows["owner"]
        if route.after_s > 0:
            found["overflow after a wait"] += np.count_nonzero(taken & np.isclose(rows["waited_s"], route.after_s))
        if route.from_waiting > 0:
            too_early = rows["waited_s"] < route.after_s if route.after_s > 0 else np.ones(len(rows), bool)
            found["overflow by length"] += np.count_nonzero(taken & too_early)
    return found


def _kept_waiting(scenario: Scenario, records: Records) -> int:
    """Contacts that waited through an interval in which a group that may always serve them had idle agents."""
    found, length_s, intervals = 0, scenario.center.interval_s, records.group_intervals
    rows = records.contacts[records.contacts["end"] <= End.sent_away]
    for topic, group, route in _routes(scenario):
        if route.reserve == 0 or route.after_s > 0 or route.from_waiting > 0:
            continue
        idle_s = (intervals["on_duty_s"] - intervals["busy_s"])[intervals["group"] == group]
        for row in rows[(rows["topic"] == topic) & ~rows["called_back"]]:
            first = int(np.ceil(row["offered_s"] / length_s))
            last = int((row["offered_s"] + row["waited_s"]) / length_s)
            found += bool((idle_s[first:last] > 1e-6).any())
    return found


def _turned_away(scenario: Scenario, rows: np.ndarray) -> dict[str, int]:
    topics = [scenario.center.topics[name] for name in sorted(scenario.center.topics)]
    has_places = np.array([topic.places is not None for topic in topics])[rows["topic"]]
    balks = np.array([topic.balking.share > 0 for topic in topics])[rows["topic"]]
    no_line = np.array([not topic.holds_line for topic in topics])[rows["topic"]] & (scenario.routing.lines is not None)
    in_time_s = scenario.staffing.threshold_s - rows["waited_s"]
    told_s = np.array([topic.announcement.after_s if topic.announcement else np.inf for topic in topics])
    keeps_place = np.array([topic.call_back is not None and topic.call_back.keeps_place for topic in topics])
    blocked, abandoned = rows["end"] == End.blocked, rows["end"] == End.abandoned
    called_back = rows["called_back"] & (rows["end"] == End.answered)
    return {
        "blocked: no line": np.count_nonzero(blocked & ~has_places),
        "blocked: no place": np.count_nonzero(blocked) if scenario.routing.lines is None else 0,
        "balked": np.count_nonzero(abandoned & balks & (rows["waited_s"] == 0) & (rows["patience_s"] > 0)),
        "left after an announcement": np.count_nonzero(abandoned & (rows["waited_s"] > told_s[rows["topic"]])),
        "called back": np.count_nonzero(called_back & ~keeps_place[rows["topic"]]),
        "called back keeping the place": np.count_nonzero(called_back & keeps_place[rows["topic"]]),
        "sent away": np.count_nonzero(rows["end"] == End.sent_away),
        "third attempt": np.count_nonzero(rows["attempt"] == 3),
        "came in without a line": np.count_nonzero(no_line & (rows["end"] == End.answered)),
        "in time but for waits before": np.count_nonzero((in_time_s >= 0) & (in_time_s < rows["waited_before_s"]))
        * scenario.staffing.waits_added,
    }


def _went_on(scenario: Scenario, rows: np.ndarray, before: np.ndarray, after: np.ndarray) -> dict[str, int]:
    topics = [scenario.center.topics[name] for name in sorted(scenario.center.topics)]
    through = np.array([_of_moves(topic)["move put through"] > 0 for topic in topics])[before["topic"]]
    later = np.array([_of_moves(topic)["move later"] > 0 for topic in topics])[before["topic"]]
    changed, served = before["topic"] != after["topic"], before["end"] == End.answered
    by_phone, transferred = before["end"] <= End.sent_away, rows["transferred"]
    return {
        "put through": np.count_nonzero(transferred & (rows["end"] == End.answered)),
        "put through and waited": np.count_nonzero(transferred & (rows["waited_s"] > 0)),
        "put through in vain": np.count_nonzero(transferred & (rows["end"] != End.answered)),
        "put through to a closed topic": np.count_nonzero(served & changed & through & ~after["transferred"]),
        "returned after service": np.count_nonzero(served & changed & later),
        "topic changed on redial": np.count_nonzero(~served & by_phone & changed),
        "redial after a busy signal": np.count_nonzero(before["end"] == End.blocked),
        "redial after a later busy signal": np.count_nonzero((before["end"] == End.blocked) & (before["attempt"] > 1)),
        "redial after being sent away": np.count_nonzero(before["end"] == End.sent_away),
    }


def _of_groups(scenario: Scenario, rows: np.ndarray, before: np.ndarray, after: np.ndarray) -> dict[str, int]:
    """Where a topic's only move is of one group: who moved on after it, and who was served by another."""
    found = {"moved on after its group": 0, "stayed after another group": 0}
    for place, name in enumerate(sorted(scenario.center.topics)):
        moves = scenario.center.topics[name].moves
        if len(moves) == 1 and moves[0].group is not None:
            group = scenario.groups.index(moves[0].group)
            served = (before["topic"] == place) & (before["end"] == End.answered) & (before["group"] == group)
            found["moved on after its group"] += np.count_nonzero(served & after["transferred"])
            others = (rows["topic"] == place) & (rows["end"] == End.answered) & (rows["group"] != group)
            found["stayed after another group"] += np.count_nonzero(others & ~rows["again"])
    return found


def _held(scenario: Scenario, records: Records) -> int:
    """Intervals in which nobody was planned and somebody was there without a contact."""
    rows = records.group_intervals
    plan = on_duty(scenario)
    steps = scenario.center.interval_s // plan_s(scenario)
    planned = plan.reshape(len(plan), -1, steps).max(axis=2)[rows["group"], rows["interval"]]
    return np.count_nonzero((planned == 0) & (rows["on_duty_s"] > rows["busy_s"] + 1e-6))


def _overlaps(scenario: Scenario, rows: np.ndarray) -> list[tuple[int | None, int]]:
    """Contacts of an agent at a time: as many as may be, and the most there were, agent by agent."""
    given, found = scenario.routing.groups or {}, []
    talks = rows[rows["end"] == End.answered]
    for agent in np.unique(talks["agent"]):
        mine = talks[talks["agent"] == agent]
        begun_s = mine["offered_s"] + mine["waited_s"]
        limit = given[scenario.groups[mine["group"][0]]].at_once if given else 1
        found.append((limit, most_at_once(begun_s - mine["set_up_s"], begun_s + mine["talk_s"] + mine["acw_s"])))
    return found


def most_at_once(begun_s: np.ndarray, done_s: np.ndarray) -> int:
    """Most spans that overlap; one may begin where another ends."""
    times, steps = np.concatenate([begun_s, done_s - 1e-6]), np.repeat([1, -1], len(begun_s))
    return int(np.cumsum(steps[np.lexsort([steps, times])]).max(initial=0))
