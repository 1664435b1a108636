"""The printed service of topics and groups."""

import math

from sim.report import service_table


def line(text, first):
    return next(row for row in text.splitlines() if row.split()[0] == first)


def test_topics_and_groups_have_a_line_each_and_intervals_and_days_none(made):
    lines = service_table(made()).splitlines()
    assert [row.split()[0] for row in lines] == ["Service", "by", "bills", "lines", "by", "east", "west"]


def test_the_service_is_that_of_the_policy_that_differences_are_to(made):
    assert service_table(made(against="aht_target")).startswith("Service under aht target;")


def test_only_the_reference_is_shown(made):
    whole = made()
    others = [row | {"mean": 7777.0} if row["policy"] != "neutral" else row for row in whole.service]
    assert "7777" not in service_table(whole._replace(service=others))


def test_a_number_has_half_of_its_interval_beside_it_and_shares_are_per_cent(made):
    row = line(service_table(made()), "bills")
    assert row.split() == ["bills", "410.0", "+-6.0", "81.0", "+-1.2", "-", "-", "14.0", "+-1.5", "-"]


def test_groups_are_told_by_what_they_answered_and_how_busy_they_were(made):
    row = line(service_table(made()), "west")
    assert row.split() == ["west", "85.0", "+-2.0", "-", "255.5", "+-4.0", "66.0", "+-1.5"]


def test_numbers_stand_below_their_headings(made):
    heading, row = (line(service_table(made()), first) for first in ("by", "lines"))
    assert row.index("+-2.0") + len("+-2.0") == heading.index("service level %") + len("service level %")


def test_one_replication_shows_no_interval(made):
    assert "+-" not in service_table(made(noise=math.nan, replications=1))


def test_one_topic_and_one_group_have_their_table_too(made):
    whole = made()
    one = [row for row in whole.service if row["value"] not in ("lines", "west")]
    assert "bills" in service_table(whole._replace(service=one))


def test_a_run_without_contacts_says_so(made):
    assert "No contacts were offered" in service_table(made()._replace(service=[]))


def test_the_table_fits_120_columns(made):
    assert max(map(len, service_table(made()).splitlines())) <= 120


def test_the_table_prints_on_an_ascii_terminal(made):
    assert service_table(made()).isascii()
