"""Row types of the world's tables, with units."""

import numpy as np

from sim.rules.distribution import DISTRIBUTION

CAUSE = np.dtype(
    [
        ("salt", "i8"),  # its name, in addresses of draws
        ("topic", "i8"),  # NOBODY = by the center's mix
        ("failure", "?"),
        ("off_script_share", "f8"),
        ("severity", "f8"),
        ("containment", "f8"),
        ("reassurance", "f8"),
        ("two_symptoms", "f8"),
        ("detectable", "f8"),
        ("launch_s", "f8"),  # clock time from which it is there; -NEVER_S = always
        ("launched", "?"),  # it begins on some day, and the service may be heard before
        ("fee_usd_month", "f8"),  # of each customer, from the launch on
        ("bill_usd", "f8"),  # service cost of a root issue, which its unit pays where it is charged
        ("owned", "?"),  # a unit is behind it, which may react
        ("fixed_share", "f8"),  # removed by its unit by now
        ("born", "i8"),  # of this day, as the next four
        ("roots", "i8"),
        ("fixed", "i8"),
        ("spared", "i8"),
        ("shielded", "i8"),
        ("harm", "f8"),  # loyalty taken today
        ("work", DISTRIBUTION),
    ],
    align=True,
)
TOPIC = np.dtype(
    [
        ("work_factor", "f8"),
        ("first_route", "i8"),
        ("n_routes", "i8"),
        ("first_move", "i8"),
        ("n_moves", "i8"),
        ("n_open", "i8"),  # groups that serve it and are open; 0 = closed
        ("holds_line", "?"),
        ("places", "i8"),  # NOBODY = as many as it takes
        ("priority", "i8"),
        ("score_base", "f8"),
        ("score_per_s", "f8"),
        ("score_transferred", "f8"),
        ("balk_share", "f8"),
        ("balk_only_if_waiting", "?"),
        ("overflows_by_length", "?"),
        ("call_back_share", "f8"),  # accept a call-back, if offered
        ("call_back_above_s", "f8"),
        ("call_back_keeps_place", "?"),
        ("announced_after_s", "f8"),
        ("announced_factor", "f8"),  # 1 = no announcement
        ("redial_share", "f8"),  # after the first attempt in vain; later ones; after a busy signal; later ones
        ("redial_later_share", "f8"),
        ("blocked_share", "f8"),
        ("blocked_later_share", "f8"),
        ("redial_delay", DISTRIBUTION),
        ("n_waiting", "i8"),  # on the line
        ("n_called_back", "i8"),  # waiting to be called back
        ("handled_s", "f8"),  # of contacts so far, for the expected wait
        ("n_handled", "i8"),
        ("offered", "i8"),  # of this day, as the next four
        ("answered", "i8"),
        ("abandoned", "i8"),
        ("blocked", "i8"),
        ("sent_away", "i8"),
    ],
    align=True,
)
ROUTE = np.dtype(  # of a topic to a group: topic by topic, as tried
    [
        ("topic", "i8"),
        ("group", "i8"),
        ("tried", "i8"),
        ("preferred", "i8"),
        ("level", "f8"),
        ("after_s", "f8"),
        ("from_waiting", "i8"),
        ("reserve", "i8"),
    ],
    align=True,
)
MOVE = np.dtype(  # topic by topic
    [
        ("after", "i8"),
        ("group", "i8"),  # NOBODY = any
        ("to", "i8"),
        ("share", "f8"),
        ("at_once", "?"),
        ("delay", DISTRIBUTION),
        ("warm", "f8"),
    ],
    align=True,
)
GROUP = np.dtype(
    [
        ("salt", "i8"),
        ("first_agent", "i8"),
        ("n_agents", "i8"),  # seats
        ("first_turn", "i8"),
        ("n_turns", "i8"),  # topics it serves
        ("at_once", "i8"),  # contacts of an agent at a time
        ("planned", "i8"),  # to be on duty now
        ("open", "?"),  # in its hours, breaks and absence left aside
        ("held", "?"),  # closed, and stays until the center is empty
        ("n_on_duty", "i8"),  # those who leave as soon as they are free not counted
        ("n_here", "i8"),  # those who leave counted
        ("n_busy", "i8"),
        ("n_idle", "i8"),  # who may take a contact: the length of its bench
        ("counted_s", "f8"),  # until then the next two are
        ("interval_on_duty_s", "f8"),
        ("interval_busy_s", "f8"),
        ("answered", "i8"),  # of this day, as the next two
        ("on_duty_s", "f8"),
        ("busy_s", "f8"),
    ],
    align=True,
)
# customers lie all over the memory, and issues wait for days: their rows are no wider than they must be
CUSTOMER = np.dtype(
    [
        ("alive", "?"),
        ("learned", "?"),  # to use the web
        ("n_active", "i4"),  # issues not solved and not given up
        ("generation", "i4"),
        ("joined_day", "i4"),
        ("baseline", "f8"),  # loyalty without memories
        ("fast", "f8"),  # memories of experiences, as they were at faded_s
        ("slow", "f8"),
        ("fast_connection", "f8"),  # the part of them that is human connection; the rest is satisfaction
        ("slow_connection", "f8"),
        ("faded_s", "f8"),
        ("felt_s", "f8"),  # clock time of the last experience
        ("touched_s", "f8"),  # clock time of the last human touch
        ("need", "f8"),  # for a person
        ("skill", "f8"),  # digital
        ("margin_usd_month", "f8"),
        ("shielded_until_s", "f8"),  # an owner looked ahead
        ("pitched_s", "f8"),  # clock time of the last offer
        ("open_until_s", "f8", (2,)),  # the two given up last; more do not raise the hazard
    ],
    align=True,
)
POINT = np.dtype(  # of a beta distribution: where the search for a quantile may start
    [("log_scale", "f8"), ("x", "f8"), ("share", "f8"), ("density", "f8")], align=True
)
AGENT = np.dtype(
    [
        ("group", "i4"),
        ("hires", "i4"),  # into this seat so far
        ("vacant_until_day", "i4"),
        ("n_contacts", "i4"),  # in hand
        ("place", "i4"),  # on the bench of the idle, NOBODY = not there
        ("state", "i1"),  # OFF_DUTY, IDLE, BUSY
        ("leaving", "?"),  # goes off duty when free
        ("taken", "?"),  # somebody sits here
        ("notice", "?"),  # leaves for good at the end of the shift
        ("turn", "f8"),  # order on the bench
        ("load_s", "f8"),  # worked_s when they sat down, where agents are chosen by score; else 0
        ("worked_s", "f8"),  # in contacts since the shift began
        ("shift_since_s", "f8"),
        ("on_duty_since_s", "f8"),  # or midnight
        ("busy_since_s", "f8"),  # or midnight
        ("efficiency", "f8"),  # of this day, as the next three; 1 = fully experienced
        ("care", "f8"),
        ("pressure", "f8"),
        ("warmth", "f8"),
        ("speed", "f8"),
        ("on_duty_s", "f8"),  # of this day, as the next five
        ("busy_s", "f8"),
        ("talks", "i4"),
        ("solved", "i4"),
        ("dead_ends", "i4"),
        ("upset", "i4"),
        ("hired_s", "f8"),  # clock time; before 0 for those who were there
        ("disposition", "f8"),
        ("morale", "f8"),
    ],
    align=True,
)
ISSUE = np.dtype(
    [
        ("identity", "i8"),  # slot, number, symptom: with the cause's salt the address of its draws
        ("slot", "i4"),
        ("generation", "i4"),
        ("number", "i4"),
        ("cause", "i2"),
        ("topic", "i2"),
        ("symptom", "i1"),
        ("demand", "i1"),  # why the next contact exists
        ("end", "i1"),  # End
        ("line", "i1"),  # of the waiting, see floor/queues.py
        ("off_script", "?"),
        ("reassure", "?"),
        ("void", "?"),  # its root was found before it showed
        ("begun", "?"),  # the customer noticed it
        ("next_s", "f8"),  # clock time of the next contact, NEVER_S = none
        ("offered_s", "f8"),
        ("patience_s", "f8"),
        ("waited_s", "f8"),  # to the begin of the talk, after any set-up
        ("waiting", "?"),  # on the line, or to be called back
        ("called_back", "?"),
        ("transferred", "?"),
        ("holds_line", "?"),
        ("agent", "i4"),  # of the talk in progress
        ("talks", "i4"),  # times it reached a person; other counters likewise separate (model 22)
        ("queues", "i4"),
        ("attempts", "i4"),  # times it queued since it last reached a person
        ("solutions", "i4"),
        ("symptom_row", "i4"),  # row of the second symptom, NOBODY = none
        ("owner", "i4"),  # the agent who knows it
        ("owner_hires", "i4"),  # whether that is still the same person
        ("waited_before_s", "f8"),  # in attempts before this one
        ("work_u", "f8"),  # uniform draw of its work
        ("work_s", "f8"),
        ("progress", "f8"),  # share of work that need not be repeated
        ("felt", "f8"),  # experience since the last end
        ("harm", "f8"),  # loyalty that the failure took
        ("mended", "f8"),  # by its contacts, losses off
        ("effort", "f8"),  # steps since the last end
        ("menu_s", "f8"),
        ("warm", "f8"),  # context handed on by a transfer; not a number = by the policy
        ("parts_s", "f8"),  # clock time of the end of the talk
        ("set_up_s", "f8"),  # at answering
        ("talk_s", "f8"),
        ("acw_s", "f8"),
        ("second_line_s", "f8"),
        ("concession_usd", "f8"),
        ("sale_usd", "f8"),
        ("adherence", "f8"),
        ("in_menu", "?"),  # buttons and walls lie between the call and the queue
        ("reached", "?"),  # outreach solved it, and the customer calls all the same
        ("owner_took", "?"),
        ("solved", "?"),
        ("recorded_solved", "?"),
        ("shed", "?"),
        ("dead_end", "?"),
        ("cold_escalation", "?"),
        ("checked", "?"),
        ("told", "?"),  # that the next trouble was prevented
        ("taught", "?"),
        ("latent", "?"),
        ("found", "?"),
        ("pitched", "?"),
        ("annoyed", "?"),
        ("asked", "?"),
        ("goodbye", "?"),
    ],
    align=True,
)
LINK = np.dtype([("following", "i8"), ("preceding", "i8")], align=True)
PROCESS = np.dtype(  # births of (slot, cause)
    [("due", "f8"), ("propensity", "f8"), ("number", "i8"), ("slot", "i4"), ("cause", "i4")], align=True
)
BIRTH = np.dtype(
    [
        ("born_s", "f8"),
        ("slot", "i4"),
        ("cause", "i2"),
        ("topic", "i2"),  # NOBODY = of the cause or the mix
        ("number", "i4"),  # as records have it
        ("place", "i4"),  # in the table of arrivals, NOBODY = a customer's own
        ("issue", "i4"),  # its row
    ],
    align=True,
)
BOOK = np.dtype(
    [
        ("day", "i8"),  # in play, or next to play
        ("phase", "i8"),  # of that day: what the kernel does next
        ("n_contacts", "i8"),  # rows written since the records were last read, as the next eight
        ("n_departures", "i8"),
        ("n_seats", "i8"),
        ("n_days", "i8"),
        ("n_topic_days", "i8"),
        ("n_group_days", "i8"),
        ("n_group_intervals", "i8"),
        ("n_cause_days", "i8"),
        ("n_renewal_days", "i8"),
        ("n_listed", "i8"),
        ("n_births", "i8"),
        ("n_free_issues", "i8"),
        ("first_empty", "i8"),  # place in the ring of empty slots
        ("n_empty", "i8"),
        ("n_open", "i8"),  # groups
        ("n_lines_held", "i8"),
        ("n_in_center", "i8"),  # contacts that wait or are in hand
        ("n_turns", "i8"),  # times an agent sat down on a bench
        ("told", "f8"),  # good less bad experiences told today, per customer of the base
        ("talks", "i8"),  # of this day
        ("web_sessions", "i8"),  # of this day
        ("with_people", "f8"),  # talks until now, those of long ago faded
        ("contacts", "f8"),  # talks and web sessions, likewise
        ("connected_above", "f8"),  # median connection at the start
        ("commodity", "f8"),  # factor on the hazard for lack of people in them
        ("fee_usd_month", "f8"),  # in force
        ("fee_factor", "f8"),  # of it, on the hazard
        ("broken", "?"),  # an event was to come before now, or at no time at all; then the next three say which
        ("broken_issue", "i8"),
        ("broken_rank", "i8"),
        ("broken_s", "f8"),
    ],
    align=True,
)
