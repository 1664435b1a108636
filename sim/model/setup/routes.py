"""Tables of topics, groups, routes and moves."""

import math
from typing import Any, NamedTuple

import numpy as np

from sim.compiled.draws import salt
from sim.compiled.tables import table
from sim.model.setup.distributions import distribution_row
from sim.model.world.rows import GROUP, MOVE, ROUTE, TOPIC
from sim.model.world.state import NOBODY
from sim.scenario import Scenario
from sim.scenario.distribution import Constant
from sim.scenario.handling import Returns
from sim.scenario.routing import After, AgentRule, Closing, ContactRule, Route, Topic

NO_LIMIT = 2**31
NO_ANNOUNCEMENT = 0.0, 1.0
AT_ONCE = Constant(distribution="constant", value_s=0)


class Routes(NamedTuple):
    """Tables of routing; rows in order of names."""

    topics: np.ndarray
    groups: np.ndarray
    routes: np.ndarray
    route_of: np.ndarray
    turns: np.ndarray
    moves: np.ndarray


def named_routes(scenario: Scenario) -> list[tuple[str, str, Route]]:
    """(topic, group, route) by topic in the order tried: from the config, or each topic to the group of its skill."""
    topics, groups = scenario.center.topics, scenario.routing.groups
    if groups is None:
        return [(name, str(topics[name].skill), Route()) for name in sorted(topics)]
    found = [(topic, name, route) for name, group in groups.items() for topic, route in group.serves.items()]
    return sorted(found, key=lambda way: (way[0], way[2].tried, way[1]))


def routes_of(scenario: Scenario, numbers: list[float]) -> Routes:
    """The tables without the seats of groups; distribution parameters are appended to ``numbers``."""
    names, groups = sorted(scenario.center.topics), scenario.groups
    ways = named_routes(scenario)
    routes = table(len(ways), ROUTE)
    route_of = np.full((len(groups), len(names)), NOBODY, np.int64)
    for row, (topic, group, route) in enumerate(ways):
        place = groups.index(group), names.index(topic)
        route_of[place] = row
        limits = route.after_s, route.from_waiting, route.reserve
        routes[row] = (place[1], place[0], route.tried, route.preferred, route.level, *limits)
    turns = np.lexsort((routes["topic"], routes["preferred"], routes["group"])).astype(np.int64)
    topics, crews, moves = _topics(scenario, routes, numbers), _groups(scenario, routes), _moves(scenario, numbers)
    return Routes(topics, crews, routes, route_of, turns, moves)


def _runs(column: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """First row and number of rows of each of n values in a sorted column."""
    counts = np.bincount(column, minlength=n)
    return np.cumsum(counts) - counts, counts


def _topics(scenario: Scenario, routes: np.ndarray, numbers: list[float]) -> np.ndarray:
    named = [scenario.center.topics[name] for name in sorted(scenario.center.topics)]
    topics = table(len(named), TOPIC)
    topics["first_route"], topics["n_routes"] = _runs(routes["topic"], len(named))
    n_moves = np.array([len(topic.moves) for topic in named])
    topics["n_moves"], topics["first_move"] = n_moves, np.cumsum(n_moves) - n_moves
    longest = [routes["from_waiting"][routes["topic"] == place].max() for place in range(len(named))]
    topics["overflows_by_length"] = np.array(longest) > 0
    for row, topic in zip(topics, named, strict=True):
        for name, value in (_topic_fields(topic, scenario) | _redial_fields(topic, scenario.returns, numbers)).items():
            row[name] = value
    return topics


def _topic_fields(topic: Topic, scenario: Scenario) -> dict[str, float]:
    told = topic.announcement
    after_s, factor = NO_ANNOUNCEMENT if told is None else (told.after_s, told.factor)
    back, offered = topic.call_back, scenario.levers.callback_offer * scenario.routing.accepts_call_back
    return {
        "work_factor": topic.work_factor,
        "holds_line": topic.holds_line,
        "places": NOBODY if topic.places is None else topic.places,
        "priority": topic.priority,
        "score_base": topic.score.base,
        "score_per_s": topic.score.per_s,
        "score_transferred": topic.score.transferred,
        "balk_share": topic.balking.share,
        "balk_only_if_waiting": topic.balking.only_if_waiting,
        "announced_after_s": after_s,
        "announced_factor": factor,
        "call_back_share": offered if back is None else back.accepts,
        "call_back_above_s": 0.0 if back is None else back.above_s,
        "call_back_keeps_place": back is None or back.keeps_place,
    }


def _redial_fields(topic: Topic, returns: Returns, numbers: list[float]) -> dict[str, Any]:
    """Redial fields of a topic, else the general ones; with its own first probability, later ones are its own, too."""
    own = topic.redial
    later, blocked_later = returns.redial_later_share, returns.blocked_later_share
    given = {
        "redial_share": returns.redial_share if own.share is None else own.share,
        "redial_later_share": own.later_share if own.later_share is not None or own.share is not None else later,
        "blocked_share": returns.blocked_share if own.blocked_share is None else own.blocked_share,
        "blocked_later_share": (
            own.blocked_later_share if own.blocked_later_share is not None or own.blocked_share is not None
            else blocked_later
        ),
    }  # fmt: skip
    shares = {name: math.nan if share is None else share for name, share in given.items()}
    return shares | {"redial_delay": distribution_row(own.delay or returns.redial_delay, numbers)}


def _groups(scenario: Scenario, routes: np.ndarray) -> np.ndarray:
    groups = table(len(scenario.groups), GROUP)
    groups["salt"] = [salt(name) for name in scenario.groups]
    groups["first_turn"], groups["n_turns"] = _runs(routes["group"], len(groups))
    given = scenario.routing.groups or {}
    at_once = [given[name].at_once if name in given else 1 for name in scenario.groups]
    groups["at_once"] = [NO_LIMIT if limit is None else limit for limit in at_once]
    return groups


def _moves(scenario: Scenario, numbers: list[float]) -> np.ndarray:
    names = sorted(scenario.center.topics)
    rows = [
        (
            list(After).index(move.after),
            NOBODY if move.group is None else scenario.groups.index(move.group),
            names.index(move.to),
            move.share,
            move.delay is None,
            distribution_row(move.delay or AT_ONCE, numbers),
            math.nan if move.warm is None else move.warm,
        )
        for name in names
        for move in scenario.center.topics[name].moves
    ]
    moves = table(max(1, len(rows)), MOVE)
    for place, row in enumerate(rows):
        moves[place] = row
    return moves


def routing_row(scenario: Scenario) -> tuple[float, ...]:
    """The routing rules as a record."""
    rule, topics = scenario.routing, scenario.center.topics.values()
    moves = [move for topic in topics for move in topic.moves]
    transfer = any(move.after == After.service and move.delay is None for move in moves)
    return (
        list(ContactRule).index(rule.contact),
        list(AgentRule).index(rule.agent),
        rule.level_weight,
        rule.idle_weight,
        NOBODY if rule.lines is None else rule.lines,
        list(Closing).index(rule.closing),
        any(topic.call_back is not None and not topic.call_back.keeps_place for topic in topics),
        rule.menu.steps,
        rule.menu.step_s,
        rule.menu.leave_share,
        rule.lines is not None or transfer,
    )
