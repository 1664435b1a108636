"""What an engine returns: one row per contact, per departure, per quit or hire, per topic and day, per group and day,
per group and interval, per cause and day, per class of customers and day, per day.

Engines write these tables and nothing else; every figure a reader sees is a function of them.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.time_units import DAY_S


class End(IntEnum):
    """How a contact ended."""

    answered = 0
    abandoned = 1  # patience ended, or left at once
    blocked = 2  # busy signal: no line, or no place to wait
    sent_away = 3  # still waiting when the center closed
    web_solved = 4
    web_unsolved = 5  # and the customer calls at once
    silence = 6  # not worth a contact: loyalty falls, nobody measures it
    web_left = 7  # the web page did not help, and the customer left without calling
    left_menu = 8  # gave up before the queue: in the menu, or behind the wall
    outreach = 9  # the company told the customer of trouble first
    false_alarm = 10


SESSIONS = (End.web_solved, End.web_unsolved, End.web_left)  # on the web page


class Demand(IntEnum):
    """Why the contact existed. Source: Seddon, failure demand; model 18."""

    value = 0
    failure = 1
    repeat_service = 2  # made by the service: shed, dead end, no knowledge, context lost, unchecked fix
    repeat_unit = 3  # made by the cause: second symptom, checked fix that did not last


class Turnover(IntEnum):
    """Attrition or hire in a seat."""

    quit = 0
    hire = 1


class LoyaltyClass(IntEnum):
    """Customers by their loyalty; the edges are -1, -.3, .3 and 1."""

    lost = 0
    cool = 1
    even = 2
    warm = 3
    connected = 4


N_NEEDS = 2  # classes of need: wants no person, wants one


# most rows by far, so no wider than they must be; of lengths that leave no gaps, so equal rows are equal bytes
CONTACT = np.dtype(
    [
        ("offered_s", "f8"),  # clock time of the request
        ("waited_s", "f8"),  # set-up at answering included
        ("waited_before_s", "f8"),  # in earlier attempts, since the issue last reached a person
        ("set_up_s", "f8"),  # in which the agent who takes the contact is busy already
        ("patience_s", "f8"),  # would have waited
        ("talk_s", "f8"),
        ("acw_s", "f8"),  # after-call work
        ("second_line_s", "f8"),  # work of the second line: after an escalation, or calling back after a bad survey
        ("ended_s", "f8"),  # clock time of the end, after-call work included if the caller's end waits for it
        ("experience", "f8"),  # what it felt like, 0 = nothing
        ("loyalty", "f8"),  # after the contact; not a number where the customer has gone
        ("concession_usd", "f8"),
        ("sale_usd", "f8"),  # margin of what the customer bought
        ("slot", "i4"),
        ("generation", "i4"),
        ("number", "i4"),  # of this slot's issues from this cause
        ("agent", "i4"),  # seat, -1 = nobody
        ("margin_usd_month", "f4"),  # of the customer, as the next two
        ("need", "f4"),
        ("skill", "f4"),
        ("effort", "f4"),  # steps: repeats, failed web sessions, the story told again
        ("added", "f4"),  # to memory
        ("since_d", "f4"),  # since the experience before
        ("adherence", "f4"),  # share of the checklist that was walked
        ("score", "f4"),  # of the survey, 0 to 10; not a number where nobody answered
        ("talk", "i2"),  # talks of this issue with a person so far, this one included
        ("attempt", "i2"),  # times it queued since it last reached a person, this one included
        ("cause", "i2"),  # place in the names of the causes, sorted
        ("symptom", "i2"),  # 0, or 1 where one root shows a second time
        ("topic", "i2"),  # place in the names of the topics, sorted
        ("group", "i2"),  # place in the names of the groups, sorted; -1 = nobody
        ("end", "i1"),  # End
        ("demand", "i1"),  # Demand
        ("off_script", "?"),
        ("solved", "?"),  # the truth
        ("recorded_solved", "?"),  # what the center writes down
        ("shed", "?"),  # closed by the agent before it was solved
        ("dead_end", "?"),
        ("called_back", "?"),  # instead of waiting on the line
        ("transferred", "?"),  # by another agent
        ("taught", "?"),  # the web page
        ("latent", "?"),  # there was a need behind the question, of which nobody knew yet
        ("found", "?"),  # it
        ("pitched", "?"),  # something was offered
        ("asked", "?"),  # how it was, on the spot
        ("invited", "?"),  # to a survey
        ("checked", "?"),  # the fix, before the talk ended
        ("recovered", "?"),  # called back after a bad survey, and solved
        ("owner", "?"),  # taken by the agent who knows the issue
        ("again", "?"),  # this issue will be heard of again
        ("given_up", "?"),  # ended unsolved for good
    ],
    align=True,
)
DEPARTURE = np.dtype(
    [
        ("day", "i8"),
        ("slot", "i8"),
        ("generation", "i8"),
        ("n_open", "i8"),
        ("joined_day", "i8"),
        ("margin_usd_month", "f8"),
        ("loyalty", "f8"),
        ("lost_usd", "f8"),  # memo: expected margin until the customer would have left anyway
    ],
    align=True,
)
SEAT = np.dtype(
    [("day", "i8"), ("group", "i8"), ("agent", "i8"), ("turnover", "i8"), ("tenure_d", "f8"), ("morale", "f8")],
    align=True,
)
TOPIC_DAY = np.dtype(
    [
        ("day", "i8"),
        ("topic", "i8"),
        ("offered", "i8"),  # = answered + abandoned + blocked + sent away + more waiting than the midnight before
        ("answered", "i8"),
        ("abandoned", "i8"),
        ("blocked", "i8"),
        ("sent_away", "i8"),
        ("waiting", "i8"),  # at midnight, those who wait to be called back among them
    ],
    align=True,
)
GROUP_DAY = np.dtype(
    [
        ("day", "i8"),
        ("group", "i8"),
        ("answered", "i8"),
        ("on_duty_s", "f8"),
        ("busy_s", "f8"),  # talk, hold and after-call work within this day
        ("n_agents", "i8"),  # seats taken at midnight
        ("morale", "f8"),  # sum over them
        ("efficiency", "f8"),  # sum over them
        ("disposition", "f8"),  # sum over them
        ("tenure_d", "f8"),  # sum over them
    ],
    align=True,
)
GROUP_INTERVAL = np.dtype(
    [
        ("day", "i8"),
        ("interval", "i8"),  # of the horizon
        ("group", "i8"),
        ("on_duty_s", "f8"),  # sum over agents within the interval
        ("busy_s", "f8"),
    ],
    align=True,
)
CAUSE_DAY = np.dtype(
    [
        ("day", "i8"),
        ("cause", "i8"),  # place in the names of the causes, sorted
        ("born", "i8"),  # issues that began
        ("roots", "i8"),  # first symptoms of them
        ("fixed", "i8"),  # issues that did not come, with their second symptoms: the unit had removed the reason
        ("spared", "i8"),  # the service was heard before the launch
        ("shielded", "i8"),  # an agent who owned an earlier issue prevented them
        ("harm", "f8"),  # loyalty that failures took when they were noticed, summed over customers
    ],
    align=True,
)
RENEWAL_DAY = np.dtype(  # of the customers asked whether they stay
    [
        ("day", "i8"),
        ("loyalty_class", "i8"),  # LoyaltyClass
        ("wants_person", "i8"),  # 1 or 0: ? would leave gaps between columns
        ("renewals", "i8"),  # customers asked, those who left included
        ("departed", "i8"),
        ("crunch", "i8"),  # asked in a month in which money is short
        ("crunch_departed", "i8"),
        ("loyalty", "f8"),  # sum over those asked, as the next two, its parts beside the baseline
        ("satisfaction", "f8"),
        ("connection", "f8"),
        ("connected", "i8"),  # asked, with a connection above the median at the start
        ("margin_usd", "f8"),  # received
        ("purchases_usd", "f8"),
        ("untouched", "i8"),  # asked, without a human touch for half a year
        ("untouched_loyalty", "f8"),  # sum over them
    ],
    align=True,
)
DAY = np.dtype(
    [
        ("day", "i8"),
        ("births", "i8"),  # issues of customers who are there
        ("customers", "i8"),  # at midnight
        ("joined", "i8"),
        ("won_back", "i8"),  # had left, and are customers again
        ("departed", "i8"),
        ("departed_first", "i8"),  # of those who were there on day 0
        ("renewals", "i8"),  # customers asked, those who left included
        ("loyalty", "f8"),  # sum over them
        ("margin_usd", "f8"),  # received
        ("purchases_usd", "f8"),
        ("lost_usd", "f8"),  # memo: sum over departures
        ("reputation", "f8"),
        ("joins_missed", "f8"),  # memo: newcomers expected at the reference reputation, less those expected at today's
    ],
    align=True,
)


class Records(NamedTuple):
    """Tables of one day, or of a whole replication."""

    contacts: np.ndarray
    departures: np.ndarray
    seats: np.ndarray
    topic_days: np.ndarray
    group_days: np.ndarray
    group_intervals: np.ndarray
    cause_days: np.ndarray
    renewal_days: np.ndarray
    days: np.ndarray
    customers_value_usd: float  # value of the customers left at the end, on the last day; else 0

    def __repr__(self) -> str:
        """Number of rows of each table."""
        rows = ", ".join(f"{name}: {len(table):,}" for name, table in zip(self._fields, self[:-1], strict=False))
        return f"Records({rows}; customers_value_usd: {self.customers_value_usd:,.0f})"


TABLES = Records._fields[:-1]


def since(records: Records, day: int) -> Records:
    """Records from a day on, contacts by the time they were offered: those counted after a warm-up."""
    if day == 0:
        return records
    first = {"contacts": ("offered_s", day * DAY_S)}
    counted = {name: _rows(getattr(records, name), *first.get(name, ("day", day))) for name in TABLES}
    return Records(**counted, customers_value_usd=records.customers_value_usd)


def _rows(table: np.ndarray, field: str, least: float) -> np.ndarray:
    """Rows from ``least`` on; not copied if that is all of them."""
    keep = table[field] >= least
    return table if keep.all() else table[keep]
