"""Label, number format and section of the page of each measure, and how names are written."""

from typing import NamedTuple

from sim.measures.dictionary import BY_NAME

PARTS = {
    "Value and cost": ("total_value_usd", "value_in_horizon_usd", "customers_value_usd", "lost_margin_usd"),
    "What the dashboard shows": (
        "offered",
        "answered",
        "service_level",
        "service_level_of_offered",
        "service_level_of_answered",
        "service_level_of_served_or_left",
        "asa_s",
        "wait_s",
        "delayed_share",
        "queue_length",
        "in_system",
        "offered_per_h",
        "in_time_day",
        "abandoned_day",
        "abandonment_share",
        "blocked_share",
        "blocked_day",
        "call_back_wait_s",
        "patience_s",
        "aht_s",
        "talk_s",
        "occupancy",
        "occupancy_open",
        "utilisation",
        "recorded_solved_share",
        "survey_score",
        "response_share",
        "adherence_score",
        "web_sessions_year",
        "deflected_share",
    ),
    "Customers": (
        "customers",
        "churn_year",
        "retention_30d",
        "retention_180d",
        "retention_540d",
        "loyalty",
        "joined",
        "won_back_share",
        "reputation",
        "loyalty_wants_person",
        "loyalty_wants_no_person",
        "loyalty_untouched",
        "leaving_connected_share",
        "leaving_others_share",
        "crunch_leaving_connected_share",
        "crunch_leaving_others_share",
    ),
    "Agents": ("morale", "efficiency", "quits_year", "tenure_d", "disposition"),
}
TRUTH = "What is true"
ORDER = ("Value and cost", "What the dashboard shows", TRUTH, "Customers", "Agents")
COUNTED = ("contacts", "contacts a day", "customers", "clients")
KINDS = {"s": "s"} | dict.fromkeys(COUNTED, "count")
KINDS |= dict.fromkeys(
    (
        "latent",
        "0 to 1",
        "0 to 10",
        "per issue",
        "steps per issue",
        "per talk",
        "per hour",
        "waiting",
        "in system",
        "days",
        "per customer-year",
    ),
    "plain",
)


class Wording(NamedTuple):
    """How a measure is shown: label, kind of number, part of the page, definition."""

    label: str
    kind: str  # usd, share, s, count or plain
    part: str
    definition: str


def wording(measure: str) -> Wording:
    """Label and definition of a measure from the dictionary; an unknown measure is labelled by its name.

    >>> wording("aht_s")[:3]
    ('Average handle time (AHT)', 's', 'What the dashboard shows')
    >>> wording("transfers_share")[:3]
    ('Transfers share', 'share', 'What is true')
    """
    entry = BY_NAME.get(measure)
    money = measure.endswith("_usd") or measure.startswith("usd_")
    part = next((part for part, members in PARTS.items() if measure in members), TRUTH)
    label = entry.label if entry else measure.replace("_", " ").capitalize()
    kind = "usd" if money else KINDS.get(entry.unit, "share") if entry else _kind(measure)
    return Wording(label, kind, "Value and cost" if money else part, entry.definition if entry else "")


def _kind(measure: str) -> str:
    return {"share": "share", "s": "s"}.get(measure.rpartition("_")[2], "plain")


def policy_name(policy: str) -> str:
    """Write a policy's name with spaces and without control characters.

    >>> policy_name("empowered_ownership")
    'empowered ownership'
    """
    return printable(policy).replace("_", " ").strip() or "unnamed"


def printable(text: str) -> str:
    r"""Remove control characters.

    >>> printable("a\x1b[31mb")
    'a[31mb'
    """
    return "".join(letter for letter in text if letter.isprintable())


def listed(names: list[str]) -> str:
    """Join names with commas and "and".

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentence(text: str) -> str:
    """Capitalise the first letter only.

    >>> sentence("aht is not AHT")
    'Aht is not AHT'
    """
    return text[:1].upper() + text[1:]
