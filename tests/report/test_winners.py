"""Sentences about winners and ties, held against the paired interval of every pair that they name."""

import re
from itertools import combinations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.report import table
from sim.report.page.scorecard import PAIRS, both_sides, scorecard
from sim.report.page.service import FIGURES, dashboard_chart
from sim.report.page.stay import retention_chart
from sim.report.page.worth import value_chart
from sim.report.wording.answer import answer
from tests.report.conftest import gaps, made_up

POLICIES = ("neutral", "amber", "coral", "indigo")
RETENTION, VALUE, WITHIN = "retention_180d", "total_value_usd", "value_in_horizon_usd"
MEASURES = {"customers_value_usd", "loyalty", "morale", RETENTION, VALUE, WITHIN}
MEASURES |= {measure for _, measure, _ in FIGURES} | {measure for pair in PAIRS.values() for measure in pair}
LESS = {"aht_s", "contacts_per_issue"}
NAME = rf"({'|'.join(POLICIES)})"
NAMES = rf"((?:{'|'.join(POLICIES)})(?:(?:, | and )(?:{'|'.join(POLICIES)}))*)"
FIGURE = {words: measure for words, measure, _ in FIGURES}


@st.composite
def comparisons(draw):
    """Four policies with random levels, and a random half-width for each pair and measure."""
    few = st.integers(1, 6)
    known = [row for row in made_up(order=POLICIES, horizon_d=180).rows if row["measure"] in MEASURES]
    rows = [row | dict.fromkeys(("mean", "low", "high"), float(draw(few))) for row in known]
    measures = sorted({row["measure"] for row in rows})
    widths = {
        (*sorted(pair), measure): draw(st.sampled_from((0.5, 2.5, 9.0)))
        for pair in combinations(POLICIES, 2)
        for measure in measures
    }
    paired = gaps(rows, "neutral", lambda one, two: widths[*sorted((one["policy"], two["policy"])), one["measure"]])
    return made_up(order=POLICIES, horizon_d=180)._replace(rows=rows, differences=paired)


class Truth:
    """The paired intervals, asked in any direction."""

    def __init__(self, comparison):
        self.ends = {}
        for row in comparison.differences:
            self.ends[row["policy"], row["against"], row["measure"]] = row["low"], row["high"]
            self.ends[row["against"], row["policy"], row["measure"]] = -row["high"], -row["low"]

    def above(self, one, other, measure):
        low, high = self.ends[one, other, measure]
        return high < 0 if measure in LESS else low > 0

    def open(self, one, other, measure):
        low, high = self.ends[one, other, measure]
        return low <= 0 <= high

    def wins(self, one, measure):
        return all(self.above(one, other, measure) for other in POLICIES if other != one)

    def loses(self, one, measure):
        return all(self.above(other, one, measure) for other in POLICIES if other != one)


def named(text):
    return re.findall(NAME, text)


def hold_the_answer(truth, told, winner_of_total):
    sure = told.sure
    if match := re.search(rf"customers, {NAME} is worth .* more than {NAME}", told.headline):
        assert truth.above(*match.groups(), VALUE)
    if match := re.search(rf"{NAME} is worth most", told.headline):
        assert truth.wins(match[1], VALUE)
    if "no policy is worth significantly more" in told.headline:
        assert not any(truth.above(one, "neutral", VALUE) for one in POLICIES[1:])
    if match := re.search(rf"{NAMES} (?:is|are) worth significantly more than neutral", told.headline):
        assert {one for one in POLICIES[1:] if truth.above(one, "neutral", VALUE)} == {*named(match[1])}
    assert ("Its lead over every other policy" in sure) == truth.wins(winner_of_total, VALUE)
    assert ("not settled" in sure) != truth.wins(winner_of_total, VALUE)
    for match in re.finditer(rf"beats {NAMES} is not|not significantly above {NAMES}", sure):
        assert all(truth.open(winner_of_total, one, VALUE) for one in named(match[0]) if one != winner_of_total)
    if match := re.search(rf"{NAME} is (?:worth most|highest):", told.rests_on):
        assert ("worth most" in match[0]) == truth.wins(match[1], WITHIN)


def hold_the_dashboard(truth, said):
    for clause in re.split(r"[;.] ?", said):
        figures = [measure for words, measure in FIGURE.items() if words.lower() in clause.lower()]
        if match := re.search(rf"would choose {NAME}", clause):
            assert figures
            assert all(truth.wins(match[1], measure) for measure in figures)
        if match := re.search(rf"separate {NAME} from {NAMES}", clause):
            pairs = [(match[1], other, measure) for other in named(match[2]) for measure in figures]
            assert pairs
            assert all(truth.open(*pair) for pair in pairs)
        if match := re.search(rf"points to {NAME}", clause):
            assert all(truth.wins(match[1], measure) for measure in FIGURE.values())


def hold_the_charts(truth, comparison):
    kept = retention_chart(comparison).sentence
    if match := re.search(rf"After 6 months, {NAME} retains most", kept):
        assert truth.wins(match[1], RETENTION)
    if match := re.search(rf"remain under {NAME}, the highest, but not significantly above {NAMES}", kept):
        assert all(truth.open(match[1], other, RETENTION) for other in named(match[2]))
    worth = value_chart(comparison).sentence.lower()
    for match in re.finditer(rf"(above|below|different)(?: from)?(?: neutral)?: {NAMES}", worth):
        for one in named(match[2]):
            assert {
                "above": truth.above(one, "neutral", VALUE),
                "below": truth.above("neutral", one, VALUE),
                "different": truth.open(one, "neutral", VALUE),
            }[match[1]]


def hold_the_cards(truth, comparison):
    records = both_sides(comparison).sentence.lower()
    for match in re.finditer(rf"{NAME} looks best and is worst in (\w+)", records):
        seen, true = PAIRS[match[2].capitalize()]
        assert truth.wins(match[1], seen)
        assert truth.loses(match[1], true)
    for match in re.finditer(rf"(\w+) as recorded would choose {NAME}, though {NAME} is truly better", records):
        seen, true = PAIRS[match[1].capitalize()]
        assert truth.wins(match[2], seen)
        assert truth.above(match[3], match[2], true)
    if "would choose the same policies" in records:
        for seen, true in PAIRS.values():
            if (POLICIES[0], POLICIES[1], seen) in truth.ends and (POLICIES[0], POLICIES[1], true) in truth.ends:
                assert any(truth.wins(one, seen) and truth.wins(one, true) for one in POLICIES)
    card = scorecard(comparison).sentence
    if match := re.search(rf"everybody wins under {NAMES}", card):
        for one in named(match[1]):
            assert all(truth.above(one, "neutral", measure) for measure in ("loyalty", VALUE, "morale"))


@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(comparisons())
def test_no_sentence_contradicts_its_paired_interval(comparison):
    truth = Truth(comparison)
    worth = {row["policy"]: row["mean"] for row in comparison.rows if row["measure"] == VALUE}
    order = [row for row in table(comparison).splitlines() if row.split("  ")[0] in POLICIES]
    best = order[0].split()[0]
    assert worth[best] == max(worth.values())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.drawing.charts._png", lambda figure: b"")
        patch.setattr("sim.report.drawing.charts._svg", lambda figure, name: "")
        hold_the_answer(truth, answer(comparison), best)
        hold_the_dashboard(truth, dashboard_chart(comparison).sentence)
        hold_the_charts(truth, comparison)
        hold_the_cards(truth, comparison)


def test_equal_values_are_no_choice():
    whole = made_up(order=("neutral", "charged"))
    rows = [row | {"mean": 208.0, "low": 207.0, "high": 209.0} for row in whole.rows]
    tied = whole._replace(rows=rows, differences=gaps(rows, "neutral", lambda one, two: 1.0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.drawing.charts._png", lambda figure: b"")
        patch.setattr("sim.report.drawing.charts._svg", lambda figure, name: "")
        assert "would choose" not in dashboard_chart(tied).sentence
        assert "is not settled for speed and resolution" in both_sides(tied).sentence.lower()
