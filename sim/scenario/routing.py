"""Routing: groups of agents, choice of contact and agent, lines and places, transfers and redials."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from sim.scenario.distribution import Distribution
from sim.scenario.strict import NonNegative, Positive, Share, Strict

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Rank = Annotated[int, Field(ge=1, le=1000)]


class ContactRule(StrEnum):
    """Which contact an agent takes next, among topics the group prefers equally; examples in docs/routing.md."""

    first_come = "first_come"  # the one that has waited longest
    priority = "priority"  # the topic of the smallest priority; of one priority, the one that has waited longest
    score = "score"  # the largest score; of one score, the one that has waited longest


class AgentRule(StrEnum):
    """Which idle agent takes a contact, among groups the topic tries together; examples in docs/routing.md."""

    longest_idle = "longest_idle"
    least_skilled = "least_skilled"  # the group that serves fewest topics; of such groups, the longest idle
    random = "random"  # each of them with the same chance
    score = "score"  # the largest level_weight x level + idle_weight x share of the shift idle


class Closing(StrEnum):
    """What happens to waiting contacts when a topic closes; examples in docs/routing.md."""

    finish = "finish"  # agents go one by one, and those who are busy stay until the line is empty
    hold = "hold"  # when all groups have closed, their agents stay until the center is empty
    send_away = "send_away"  # callers are sent away


class After(StrEnum):
    """When a contact may change to another topic."""

    service = "service"
    redial = "redial"


class Route(Strict):
    """How a group serves a topic."""

    tried: Annotated[Rank, Field(description="the topic tries its groups in this order; equal = together")] = 1
    preferred: Annotated[Rank, Field(description="the group takes its topics in this order; equal = together")] = 1
    level: Annotated[NonNegative, Field(description="skill, for agent: score")] = 1
    after_s: Annotated[NonNegative, Field(description="overflow: takes only who has waited that long ...")] = 0
    from_waiting: Annotated[Count, Field(description="... or if so many wait; 0 and 0 = always")] = 0
    reserve: Annotated[Count, Field(description="so many idle agents are kept for other topics")] = 0


class Group(Strict):
    """Agents who serve the same topics."""

    serves: Annotated[dict[str, Route], Field(min_length=1, description="routes by topic")]
    at_once: Annotated[
        Annotated[int, Field(ge=1, le=1000)] | None,
        Field(description="contacts of an agent at a time, as in chat; null = no limit: nobody waits"),
    ] = 1


class Score(Strict):
    """Urgency of a contact under ``contact: score``."""

    base: Annotated[float, Field(ge=-1e9, le=1e9)] = 0
    per_s: Annotated[NonNegative, Field(description="more for each second waited")] = 1
    transferred: Annotated[float, Field(ge=-1e9, le=1e9, description="more after a transfer")] = 0


class Balking(Strict):
    """Callers who abandon at once."""

    share: Share = 0
    only_if_waiting: Annotated[bool, Field(description="only those who would have to wait")] = True


class Announcement(Strict):
    """An announcement to waiting callers, and its effect on their patience."""

    after_s: Annotated[NonNegative, Field(description="time waited when they hear it")]
    factor: Annotated[NonNegative, Field(description="on the patience that is left then; 0 = they leave")]


class CallBack(Strict):
    """An offer of a call-back instead of waiting, made when all agents are busy."""

    accepts: Annotated[Share, Field(description="share of those asked who take it")]
    above_s: Annotated[NonNegative, Field(description="offered if the expected wait is longer than this")] = 0
    keeps_place: Annotated[bool, Field(description="their turn comes as if they waited; else when the line is empty")]


class Move(Strict):
    """Transfer to a topic after service, return after service, or change of topic on a redial."""

    after: After
    to: Annotated[str, Field(min_length=1, description="topic")]
    share: Annotated[Share, Field(description="of those served, or of those who redial")]
    group: Annotated[str | None, Field(description="of those this group has served; null = any")] = None
    delay: Annotated[Distribution | None, Field(description="after service; null = transferred at once")] = None
    warm: Annotated[
        Share | None, Field(description="context handed on; null = the policy's warm_handoff; 0 = blind")
    ] = None

    @model_validator(mode="after")
    def _nobody_served_who_redials(self) -> "Move":
        for name in ("group", "delay", "warm"):
            if self.after is After.redial and getattr(self, name) is not None:
                raise ValueError(f"{name} goes with after: service, as who redials was served by nobody. Leave it out")
        return self


class Redial(Strict):
    """Redial probabilities and delay of a topic; null = as in ``returns``."""

    share: Annotated[Share | None, Field(description="after the first attempt in vain")] = None
    later_share: Annotated[Share | None, Field(description="after later ones; null = like share")] = None
    blocked_share: Annotated[Share | None, Field(description="after a busy signal; null = the same")] = None
    blocked_later_share: Annotated[Share | None, Field(description="after later ones; null = the same")] = None
    delay: Distribution | None = None


class Menu(Strict):
    """Menu steps (IVR) before the queue."""

    steps: Annotated[int, Field(ge=0, le=20, description="in a row")] = 0
    step_s: Annotated[NonNegative, Field(description="length of one")] = 5
    leave_share: Annotated[Share, Field(description="callers lost at each step")] = 0.01


class Routing(Strict):
    """How contacts are routed to agents."""

    groups: Annotated[
        dict[str, Group] | None, Field(description="null = a group for each skill, which serves its topics alike")
    ] = None
    contact: ContactRule = ContactRule.first_come
    agent: AgentRule = AgentRule.longest_idle
    level_weight: Annotated[NonNegative, Field(description="of the skill level, for agent: score")] = 1
    idle_weight: Annotated[NonNegative, Field(description="of the share of time idle, for agent: score")] = 1
    lines: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000)] | None,
        Field(description="a contact holds one until it hangs up; without a free one it is blocked (busy signal)"),
    ] = None
    closing: Closing = Closing.finish
    menu: Menu = Menu()
    accepts_call_back: Annotated[Share, Field(description="take the call-back that policy.callback_offer offers")] = 0.5


class Topic(Strict):
    """A topic, and how its contacts are routed."""

    skill: Annotated[
        Annotated[str, Field(min_length=1)] | None, Field(description="names its group, unless routing.groups do")
    ] = None
    share: Annotated[NonNegative, Field(description="share of issues, of those whose cause names no topic")]
    work_factor: Annotated[Positive, Field(description="work relative to the mean of all causes")]
    priority: Annotated[Rank, Field(description="1 goes first, for contact: priority")] = 1
    score: Score = Score()
    holds_line: Annotated[bool, Field(description="takes one of routing.lines; false for mail and chat")] = True
    places: Annotated[Count | None, Field(description="as many may wait; others are blocked (busy signal)")] = None
    balking: Balking = Balking()
    announcement: Announcement | None = None
    call_back: CallBack | None = None
    redial: Redial = Redial()
    threshold_s: Annotated[
        NonNegative | None, Field(description="of its service level; null = staffing.threshold_s")
    ] = None
    moves: tuple[Move, ...] = ()

    @model_validator(mode="after")
    def _moves_add_up(self) -> "Topic":
        for after in After:
            for group in {move.group for move in self.moves}:
                total = sum(move.share for move in self.moves if move.after == after and move.group in (None, group))
                if total > 1 + 1e-9:
                    raise ValueError(f"moves after {after} have shares that sum up to at most 1; got {total:g}")
        return self
