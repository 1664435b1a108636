"""The dictionary: every measure a reader sees, with its definition, estimator, unit and source.

A measure is a ratio of two sums over days and replications (never a mean of ratios), so daily tallies add up. An amount
is a ratio, too: its lower sum counts the replications.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim import ledger
from sim.calendar import DAY_S
from sim.experience import of_experience
from sim.records import End, Records, since
from sim.scenario import Scenario
from sim.sums import (
    of_causes,
    of_classes,
    of_ends,
    of_money,
    of_opening_hours,
    of_purchases,
    of_retention,
    of_service,
    of_talks,
    of_time,
    of_waits,
)


class Measure(NamedTuple):
    """One entry: ``top`` and ``bottom`` name sums of ``sums``; ``better`` is higher, lower or empty.

    USD stands for the config's currency.
    """

    name: str
    label: str
    unit: str
    better: str
    top: str
    bottom: str
    definition: str
    source: str


# fmt: off
MEASURES: tuple[Measure, ...] = (
    Measure("total_value_usd", "Total value", "USD", "higher", "total_value_usd", "replications",
            "value in the horizon and value of the customers left, discounted to day 0", "DESIGN 7, MODEL 11"),
    Measure("value_in_horizon_usd", "Value in the horizon", "USD", "higher", "value_in_horizon_usd", "replications",
            "margins, purchases, fees and sales less all costs within the horizon, discounted to day 0",
            "DESIGN 7, MODEL 11"),
    Measure("customers_value_usd", "Value of the customers left", "USD", "higher",
            "customers_value_usd", "replications",
            "expected margin and purchases of those left at the horizon, discounted to day 0", "MODEL 11"),
    Measure("service_cost_usd", "Cost of service", "USD", "lower", "service_cost_usd", "replications",
            "all costs but acquisition and fixes, not discounted", "MODEL 18"),
    Measure("usd_per_contact", "Cost per talk", "USD", "lower", "service_cost_usd", "talks",
            "all costs but acquisition and fixes / talks with a person",
            "MODEL 20; check 5-8: Gartner 2019, ContactBabel"),
    Measure("offered", "Offered", "contacts", "", "offered", "replications",
            "contacts that reached the queue = answered + abandoned + still waiting", "Gans et al. (2003)"),
    Measure("answered", "Answered", "contacts", "", "answered", "replications",
            "contacts answered by an agent", "Gans et al. (2003)"),
    Measure("service_level", "Service level", "share", "higher", "in_time", "judged",
            "answered within threshold_s / (answered + abandoned + sent away, less abandoned within it)",
            "Buist & L'Ecuyer (2005), g1"),
    Measure("service_level_of_offered", "Service level, of the offered", "share", "higher", "in_time", "ended",
            "answered within threshold_s / (answered + abandoned + blocked + sent away)", "Gans et al. (2003)"),
    Measure("service_level_of_answered", "Service level, of the answered", "share", "higher", "in_time", "talks",
            "answered within threshold_s / answered", "Gans et al. (2003)"),
    Measure("service_level_of_served_or_left", "Service level, with those who left", "share", "higher",
            "ended_in_time", "received",
            "answered or abandoned within threshold_s / (answered + abandoned + sent away)", "Gans et al. (2003)"),
    Measure("asa_s", "Speed of answer", "s", "lower", "waited_s", "talks",
            "mean wait of the answered", "Gans et al. (2003)"),
    Measure("wait_s", "Wait", "s", "lower", "all_waited_s", "received",
            "mean wait of all but those who heard a busy signal", "Gans et al. (2003)"),
    Measure("delayed_share", "Had to wait", "share", "lower", "delayed", "received",
            "contacts that waited for an agent / (answered + abandoned + sent away)", "Erlang (1917)"),
    Measure("queue_length", "Line", "waiting", "lower", "all_waited_s", "time_s",
            "mean number waiting = seconds waited / time", "Little (1961)"),
    Measure("in_system", "In the system", "there", "", "in_system_s", "time_s",
            "mean number waiting or in hand = seconds waited and handled / time", "Little (1961)"),
    Measure("offered_per_h", "Offered an hour", "per hour", "", "offered", "time_h",
            "contacts that reached the queue / hours, closed ones included", "Gans et al. (2003)"),
    Measure("in_time_day", "In time a day", "contacts a day", "higher", "in_time", "days",
            "contacts answered within threshold_s / days", "Buist & L'Ecuyer (2005)"),
    Measure("abandoned_day", "Abandoned a day", "contacts a day", "lower", "abandoned", "days",
            "contacts abandoned / days", "Buist & L'Ecuyer (2005)"),
    Measure("blocked_share", "Busy signal", "share", "lower", "blocked", "ended",
            "contacts that found no line or no place / (answered + abandoned + blocked + sent away)", "Erlang (1917)"),
    Measure("blocked_day", "Busy signals a day", "contacts a day", "lower", "blocked", "days",
            "contacts that found no line or no place / days", "Buist & L'Ecuyer (2005)"),
    Measure("clients", "Clients", "clients", "", "clients", "replications",
            "needs that asked for a person: the first contact of each", "Herzog, Callcenter-Simulator"),
    Measure("clients_lost_share", "Clients lost", "share", "lower", "clients_lost", "clients",
            "needs given up before anybody had answered / clients", "Herzog, Callcenter-Simulator"),
    Measure("called_back_share", "Called back", "share", "", "called_back", "ended",
            "contacts that took a call-back / contacts that came to an end", "Herzog, Callcenter-Simulator"),
    Measure("transferred_share", "Put through", "share", "", "transferred", "ended",
            "contacts put through by an agent / contacts that came to an end", "Herzog, Callcenter-Simulator"),
    Measure("abandonment_share", "Abandoned", "share", "lower", "abandoned", "offered",
            "abandoned / offered", "Gans et al. (2003)"),
    Measure("call_back_wait_s", "Wait for the call back", "s", "lower", "called_waited_s", "called_back",
            "mean wait of those who are called back, from their call on", "Gans et al. (2003)"),
    Measure("patience_s", "Patience, as if exponential", "s", "", "all_waited_s", "abandoned",
            "seconds waited by all / abandoned: the mean patience, were it exponential", "Brown et al. (2005)"),
    Measure("aht_s", "Handle time", "s", "", "handle_s", "talks",
            "mean talk and after-call work of the answered", "Gans et al. (2003)"),
    Measure("talk_s", "Talk time", "s", "", "talk_s", "talks",
            "mean talk of the answered", "MODEL 20"),
    Measure("occupancy", "Occupancy", "share", "", "busy_s", "on_duty_s",
            "handling / time on duty", "Gans et al. (2003)"),
    Measure("occupancy_open", "Occupancy while open", "share", "", "busy_open_s", "planned_s",
            "handling while somebody is planned on duty / planned time; unknown where staffing.on_duty is sized",
            "Buist & L'Ecuyer (2005)"),
    Measure("utilisation", "Utilisation", "share", "", "busy_s", "paid_s",
            "handling / paid time; paid = on duty / (1 - shrinkage)", "Gans et al. (2003)"),
    Measure("solved_share", "Solved", "share", "higher", "solved", "talks",
            "talks that solved the issue, in truth / talks", "MODEL 20; SQM 2022"),
    Measure("recorded_solved_share", "Recorded as solved", "share", "", "recorded", "talks",
            "talks the center wrote down as solved / talks", "MODEL 6; Dixon/tethr 2020"),
    Measure("fcr_share", "Settled in one contact", "share", "higher", "settled", "talks",
            "first talks that solved the issue for good / talks", "MODEL 20; SQM"),
    Measure("contacts_per_issue", "Talks per issue", "per issue", "lower", "talks", "births",
            "talks with a person / issues born", "MODEL 20"),
    Measure("dead_end_share", "Dead ends", "share", "lower", "dead_ends", "talks",
            "talks off the script that the agent could not solve / talks", "MODEL 7"),
    Measure("shed_share", "Shed", "share", "lower", "shed", "talks",
            "talks closed by the agent before the issue was solved / talks", "MODEL 6"),
    Measure("short_call_share", "Calls under 10 s", "share", "lower", "short", "talks",
            "talks shorter than 10 s / talks", "Brown et al. (2005)"),
    Measure("failure_demand_share", "Failure and repeat demand", "share", "lower", "not_value", "talks",
            "talks caused by a failure of the company, or by an earlier contact / talks", "Seddon, failure demand"),
    Measure("repeat_share", "Repeats", "share", "lower", "repeats", "talks",
            "talks caused by an earlier contact or by the same root / talks", "MODEL 18"),
    Measure("service_repeat_share", "Repeats the service made", "share", "lower", "service_repeats", "talks",
            "talks after shedding, dead end, no knowledge, lost context or unchecked fix / talks", "MODEL 18"),
    Measure("web_solved_share", "Solved by self-service", "share", "", "web_solved", "births",
            "issues solved on the web page / issues born", "MODEL 20; Gartner 2019, 2024"),
    Measure("given_up_share", "Given up", "share", "lower", "given_up", "births",
            "issues that ended unsolved after a contact / issues born", "MODEL 8"),
    Measure("silence_share", "Not worth a call", "share", "", "silent", "births",
            "issues whose customer made no contact / issues born", "MODEL 1"),
    Measure("churn_year", "Churn a year", "share a year", "lower", "departed", "customer_years",
            "share of customers who leave in a year = 1 - exp(-departures per customer-year)", "MODEL 20"),
    Measure("customers", "Customers", "customers", "higher", "customer_days", "days",
            "mean number of customers at midnight", "DESIGN 3"),
    Measure("retention_30d", "Kept after 1 month", "share", "higher", "kept_30d", "first_30d",
            "of the customers there on day 0, still there after 30 days", "DESIGN 3"),
    Measure("retention_180d", "Kept after 6 months", "share", "higher", "kept_180d", "first_180d",
            "of the customers there on day 0, still there after 180 days", "DESIGN 3"),
    Measure("retention_540d", "Kept after 18 months", "share", "higher", "kept_540d", "first_540d",
            "of the customers there on day 0, still there after 540 days", "DESIGN 3"),
    Measure("loyalty", "Loyalty", "latent", "higher", "loyalty", "renewals",
            "mean loyalty of customers at their monthly renewal; 0 = average", "MODEL 10, 20"),
    Measure("morale", "Morale", "0 to 1", "higher", "morale", "agent_days",
            "mean morale of agents at midnight", "MODEL 15"),
    Measure("efficiency", "Efficiency", "0 to 1", "higher", "efficiency", "agent_days",
            "mean efficiency of agents at midnight; 1 = fully experienced", "MODEL 5"),
    Measure("quits_year", "Quits a year", "per agent-year", "lower", "quits", "agent_years",
            "agents who quit per agent-year", "MODEL 15"),
    Measure("web_sessions_year", "Web sessions", "per customer-year", "", "sessions", "customer_years",
            "sessions on the web page per customer-year: what a dashboard calls engagement", "MECHANISMS A5"),
    Measure("deflected_share", "Deflected, by own count", "share", "", "deflected", "sessions",
            "web sessions without a call within the hour, solved or not / web sessions", "Gartner 2019, 2024"),
    Measure("leak_share", "Leaked to a call", "share", "lower", "leaked", "sessions",
            "web sessions after which the customer calls at once / web sessions", "MECHANISMS A1"),
    Measure("tries_before_talk", "Tries before the first talk", "per talk", "lower", "leaked", "first_talks",
            "web sessions in vain before first talks / first talks", "MECHANISMS D1"),
    Measure("human_share", "With a person", "share", "", "talks", "both_ways",
            "talks / talks and web sessions", "MODEL 11"),
    Measure("human_share_skilled", "With a person, of the skilled", "share", "", "talks_skilled", "both_ways_skilled",
            "likewise, of customers whose digital skill is above .5", "MECHANISMS C1"),
    Measure("solved_when_closed_share", "Solved while closed", "share", "higher", "solved_when_closed", "births",
            "issues solved on the web while nobody was on duty / issues born", "MECHANISMS A10"),
    Measure("left_menu_share", "Left before the queue", "share", "lower", "left_menu", "called",
            "callers who left in the menu or at the wall / callers", "MECHANISMS B6"),
    Measure("effort_per_issue", "Effort", "steps per issue", "lower", "effort", "births",
            "repeats, failed web sessions, busy signals and stories told again per issue born", "MODEL 9"),
    Measure("experience_solved", "Experience, solved", "latent", "higher", "x_solved", "all_solved",
            "mean experience of what solved the issue: a person, the web or outreach", "MODEL 9"),
    Measure("experience_web_solved", "Experience, solved on the web", "latent", "higher", "x_web_solved", "web_solved",
            "mean experience of issues solved on the web", "MODEL 3"),
    Measure("experience_unsolved", "Experience, unsolved", "latent", "higher", "x_unsolved", "unsolved",
            "mean experience of talks that did not", "MODEL 9"),
    Measure("experience_dead_end", "Experience at a dead end", "latent", "higher", "x_dead_end", "dead_ends",
            "mean experience of talks that ended in a dead end", "MODEL 9"),
    Measure("loyalty_before_unsolved", "Loyalty before an unsolved talk", "latent", "higher",
            "loyalty_before", "unsolved_there",
            "mean loyalty of customers as they call, in talks that do not solve the issue", "MECHANISMS E2"),
    Measure("loyalty_after_unsolved", "Loyalty after an unsolved talk", "latent", "higher",
            "loyalty_after", "unsolved_there",
            "the same as the talk ends", "MECHANISMS E2"),
    Measure("remembered_rare_share", "Remembered of a rare touch", "share", "", "added_rare", "x_rare",
            "what memory takes of experiences 30 days and more after the last / those experiences", "MECHANISMS E12"),
    Measure("remembered_frequent_share", "Remembered of a frequent one", "share", "", "added_frequent", "x_frequent",
            "the same within 7 days of the last", "MECHANISMS E12"),
    Measure("adherence_score", "Checklist walked", "share", "", "adherence", "talks",
            "mean share of the checklist that is walked: what quality management scores", "MECHANISMS D5"),
    Measure("taught_share", "Taught the web", "share", "", "taught", "talks",
            "talks in which the agent taught the web page / talks", "MODEL 5"),
    Measure("pitched_share", "Offers", "share", "", "pitched", "talks",
            "talks in which something was offered / talks", "MODEL 12"),
    Measure("sold_share", "Offers taken", "share", "higher", "sold", "pitched",
            "offers taken / offers", "MODEL 12"),
    Measure("escalated_share", "Second line", "share", "", "escalated", "talks",
            "talks with work of the second line, in it or calling back after a bad survey / talks", "MODEL 7, 14"),
    Measure("found_share", "Needs found", "share", "higher", "found", "latent",
            "talks that found the root of an issue to come / talks with such a root", "MECHANISMS A8"),
    Measure("relapse_share", "Relapses", "share", "lower", "relapsed", "solved",
            "solved talks whose issue comes back / solved talks", "MODEL 7"),
    Measure("recovered_share", "Recovered", "share", "higher", "recovered", "births",
            "issues solved by calling back after a bad survey / issues born", "MODEL 14"),
    Measure("claimed_share", "Claimed", "share", "lower", "claimed", "unsolved",
            "unsolved talks recorded as solved / unsolved talks", "MODEL 6"),
    Measure("response_share", "Response to surveys", "share", "higher", "responses", "invited",
            "surveys answered / surveys offered", "MODEL 14; Vocalabs 2010"),
    Measure("response_dead_end_share", "Response after dead ends", "share", "higher",
            "responses_dead_ends", "invited_dead_ends",
            "the same after dead ends", "MECHANISMS D6"),
    Measure("survey_score", "Survey score", "0 to 10", "", "scores", "responses",
            "mean score of those who answered: what a dashboard calls satisfaction", "MODEL 14"),
    Measure("true_score", "Satisfaction, true", "0 to 10", "higher", "true_scores", "talks",
            "mean score that all who talked would give", "MODEL 14"),
    Measure("resolution_gap", "Recorded less true", "share", "lower", "recorded", "talks",
            "share recorded as solved less share solved", "MODEL 6; Dixon/tethr 2020"),
    Measure("survey_bias", "Bias of the survey", "0 to 10", "", "scores", "responses",
            "survey score less true satisfaction", "MODEL 14"),
    Measure("unwanted_outreach", "False alarms", "per customer-year", "lower", "false_alarms", "customer_years",
            "messages about trouble that was none, per customer-year", "MECHANISMS E10"),
    Measure("reached_year", "Outreach", "per customer-year", "", "reached", "customer_years",
            "messages about trouble before the customer noticed, per customer-year", "MODEL 17"),
    Measure("net_value_per_talk_usd", "Net value of a talk", "USD", "higher", "net_worth_usd", "talks",
            "worth of the loyalty made and lost by contacts, and sales, less the cost of service / talks",
            "MECHANISMS E16"),
    Measure("lost_margin_usd", "Lost margin (memo)", "USD", "lower", "lost_margin_usd", "replications",
            "margin expected from those who left; attributes, is never part of the value", "MODEL 11, 23.3"),
    Measure("joined", "Joined", "customers", "higher", "joined", "replications",
            "customers who joined", "MODEL 13"),
    Measure("won_back_share", "Won back", "share", "higher", "won_back", "departed",
            "customers who came back / customers who left", "MODEL 11; Accenture"),
    Measure("reputation", "Reputation", "latent", "higher", "reputation", "days",
            "people told of good less of bad experiences, per customer of day 0, fading; mean over days", "MODEL 13"),
    Measure("lost_referrals_usd", "Lost referrals (memo)", "USD", "lower", "lost_referrals_usd", "replications",
            "newcomers whom word of mouth cost, at what as many cost to win; never part of the value", "MODEL 13, 18"),
    Measure("loyalty_wants_person", "Loyalty of those who want a person", "latent", "higher",
            "loyalty_wants_person", "renewals_wants_person",
            "mean loyalty at the renewal where the need for a person is customers.need_cut or more", "MODEL 2, 10"),
    Measure("loyalty_wants_no_person", "Loyalty of those who want none", "latent", "higher",
            "loyalty_wants_no_person", "renewals_wants_no_person",
            "mean loyalty at the renewal where the need for a person is below customers.need_cut", "MODEL 2, 10"),
    Measure("loyalty_untouched", "Loyalty of the untouched", "latent", "higher", "loyalty_untouched", "untouched",
            "mean loyalty at the renewal of those without a human touch for 180 days", "MODEL 10"),
    Measure("leaving_connected_share", "Leave, of the connected", "share", "lower",
            "departed_connected", "renewals_connected",
            "customers who leave at a renewal, of those with a loyalty of .3 or more", "MODEL 11"),
    Measure("leaving_others_share", "Leave, of the others", "share", "lower", "departed_others", "renewals_others",
            "customers who leave at a renewal, of those with a loyalty below .3", "MODEL 11"),
    Measure("crunch_leaving_connected_share", "Leave in a crunch, of the connected", "share", "lower",
            "crunch_departed_connected", "crunch_connected",
            "customers who leave in a month of little money, of those with a loyalty of .3 or more", "MODEL 11"),
    Measure("crunch_leaving_others_share", "Leave in a crunch, of the others", "share", "lower",
            "crunch_departed_others", "crunch_others",
            "customers who leave in a month of little money, of those with a loyalty below .3", "MODEL 11"),
    Measure("spend_connected_usd", "Purchases of the connected", "USD", "higher",
            "purchases_usd_connected", "renewals_connected",
            "margin of purchases / renewals, of those with a loyalty of .3 or more", "MODEL 12; Kriss"),
    Measure("spend_even_usd", "Purchases of those between", "USD", "higher", "purchases_usd_even", "renewals_even",
            "margin of purchases / renewals, of those with a loyalty from -.3 to .3", "MODEL 12; Kriss"),
    Measure("purchases_30d_usd", "Purchases in month 1", "USD", "higher", "purchases_30d", "customers_30d",
            "margin of purchases in the first 30 days / customers at their end", "MODEL 12"),
    Measure("purchases_180d_usd", "Purchases in month 6", "USD", "higher", "purchases_180d", "customers_180d",
            "margin of purchases in the 30 days before day 180 / customers then", "MODEL 12"),
    Measure("purchases_540d_usd", "Purchases in month 18", "USD", "higher", "purchases_540d", "customers_540d",
            "margin of purchases in the 30 days before day 540 / customers then", "MODEL 12"),
    Measure("births_year", "Issues a year", "per customer-year", "lower", "births", "customer_years",
            "issues born per customer-year", "MODEL 1"),
    Measure("fixed_share", "Removed by units", "share", "higher", "fixed", "to_come",
            "issues whose reason a unit has removed / issues there would be, second symptoms not counted", "MODEL 19"),
    Measure("spared_share", "Spared by hearing the service", "share", "higher", "spared", "to_come",
            "issues of a launch that hearing the service avoided / issues there would be", "MODEL 19"),
    Measure("contacts_per_root", "Talks per root", "per issue", "lower", "talks", "roots",
            "talks with a person / root causes, each of which may show as two issues", "MODEL 1, 7"),
    Measure("charged_usd", "Charged back", "USD", "", "charged_usd", "replications",
            "what units pay the service for their bills, not discounted; moves money, and makes none", "DESIGN 7"),
    Measure("tenure_d", "Tenure", "days", "higher", "tenure_d", "agent_days",
            "mean days since agents were hired, at midnight", "MODEL 15"),
    Measure("disposition", "Disposition", "0 to 1", "higher", "disposition", "agent_days",
            "mean care for people that agents were hired with", "MODEL 5"),
)
# fmt: on
MEASURES += tuple(
    Measure(
        f"{kind.name}_usd",
        kind.label,
        "USD",
        "higher" if kind.sign > 0 else "lower",
        f"{kind.name}_usd",
        "replications",
        f"{kind.definition}; discounted to day 0",
        "DESIGN 7, MODEL 18",
    )
    for kind in ledger.KINDS
    if kind.sign
)  # fmt: skip
BY_NAME = {measure.name: measure for measure in MEASURES}
NAMES = tuple(BY_NAME)
GAPS = {
    "survey_bias": ("survey_score", "true_score"),
    "resolution_gap": ("recorded_solved_share", "solved_share"),
}  # measures that are differences of two others


def tally(records: Records, scenario: Scenario, posted: np.ndarray | None = None) -> np.ndarray:
    """Upper and lower sum of every measure (n_measures, 2); tallies of consecutive days add up.

    Days of the warm-up are left out, but those of day 0 are followed from then on. ``posted`` is the ledger of the
    days that count, where the caller has it already.
    """
    counted = since(records, scenario.warm_up_d)
    posted = ledger.post(counted, scenario) if posted is None else posted
    sums = (
        of_service(counted, scenario)
        | of_talks(counted.contacts)
        | of_ends(counted.contacts)
        | of_opening_hours(counted.group_intervals, scenario)
        | of_retention(records.days, scenario.customers.n_start)
        | of_experience(counted, scenario, float(posted[:, :, ledger.SERVICE_COSTS].sum()))
        | of_purchases(records.days)
        | of_classes(counted.renewal_days)
        | of_causes(counted.cause_days)
        | of_money(counted, scenario, posted)
    )
    return np.array([(sums[measure.top], sums[measure.bottom]) for measure in MEASURES], dtype=float)


def service_tally(records: Records, scenario: Scenario, names: Sequence[str]) -> np.ndarray:
    """Upper and lower sum (n_names, 2) of some measures: many times faster where they are of queues or customers."""
    counted = since(records, scenario.warm_up_d)
    sums = of_service(counted, scenario)
    if "occupancy_open" in names:
        sums |= of_opening_hours(counted.group_intervals, scenario)
    if all({BY_NAME[name].top, BY_NAME[name].bottom} <= sums.keys() for name in names):
        return np.array([(sums[BY_NAME[name].top], sums[BY_NAME[name].bottom]) for name in names], dtype=float)
    everything = tally(records, scenario)
    return everything[[NAMES.index(name) for name in names]]


def topic_tally(records: Records, scenario: Scenario, topic: str) -> np.ndarray:
    """Upper and lower sum of every measure over the contacts of one topic; NaN for what contacts do not tell."""
    counted = since(records, scenario.warm_up_d)
    contacts = counted.contacts[counted.contacts["topic"] == sorted(scenario.center.topics).index(topic)]
    sums = of_waits(contacts, scenario) | of_talks(contacts) | of_time(counted.days, scenario)
    of_queue = {
        "offered": sums["ended"],
        "answered": sums["talks"],
        "abandoned": np.count_nonzero(contacts["end"] == End.abandoned),
    }
    known = sums | of_queue
    return np.array([(known.get(one.top, np.nan), known.get(one.bottom, np.nan)) for one in MEASURES], dtype=float)


def tally_at(records: Records, scenario: Scenario, at_s: float) -> np.ndarray:
    """Upper and lower sum (2,) of ``in_system`` at a time of the day: contacts that are there, and days.

    The last day is left out: who is there then may have no end yet, and is in no record.
    """
    first, last = scenario.warm_up_d, scenario.horizon_d - 2
    day = records.days["day"]
    there = there_at(records.contacts, at_s, first, last)
    return np.array([there, np.count_nonzero((day >= first) & (day <= last))], dtype=float)


def there_at(contacts: np.ndarray, at_s: float, first: int, last: int) -> float:
    """Contacts waiting or in hand at a time of the day, summed over the days from first to last.

    >>> contacts = np.array([(10., 30.), (20., 86430.)], [("offered_s", "f8"), ("ended_s", "f8")])
    >>> there_at(contacts, 25., first=0, last=9), there_at(contacts, 25., first=1, last=9)
    (3.0, 1.0)
    """
    begun, ended = (np.floor((contacts[name] - at_s) / DAY_S) for name in ("offered_s", "ended_s"))
    return float(np.maximum(0, np.minimum(ended, last) - np.maximum(begun, first - 1)).sum())


def values(tallied: np.ndarray, names: Sequence[str] = NAMES) -> np.ndarray:
    """Values of measures from tallies (..., n_names, 2); NaN where there is nothing to divide by."""
    top, bottom = tallied[..., 0], tallied[..., 1]
    value: np.ndarray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    a_year = [place for place, name in enumerate(names) if name == "churn_year"]
    value[..., a_year] = -np.expm1(-value[..., a_year])
    for place, name in enumerate(names):
        if name in GAPS and set(GAPS[name]) <= set(names):
            one, other = (list(names).index(part) for part in GAPS[name])
            value[..., place] = value[..., one] - value[..., other]
    return value
