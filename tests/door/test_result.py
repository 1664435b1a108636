"""A result in the notebook, in a folder and back: the same answers, and the folder that the command leaves."""

import json
import math
import sys
from pathlib import Path

import pytest

import sim
from experiments import main as command
from sim.door import result as door

WORDS = ("policy=[neutral,aht_target]", "customers.n_start=300", "horizon_d=2", "replications=2")
MEASURES = ("service_level", "asa_s", "fcr_share")


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAPPORT_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def result(cache):
    return sim.compare(sim.load(*WORDS))


@pytest.fixture(scope="module")
def folder(result, tmp_path_factory):
    return result.save(tmp_path_factory.mktemp("runs") / "mine")


@pytest.fixture(params=["compared", "opened"])
def either(request, result, folder):
    return result if request.param == "compared" else sim.open(folder)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def same(one, other):
    """Equal rows, and NaN equal to NaN."""
    return json.dumps(one) == json.dumps(other)


def test_a_table_has_a_row_for_each_policy_and_the_measures_asked_for(either):
    rows = either.table(*MEASURES)
    assert [list(row) for row in rows] == [["policy", *MEASURES]] * 2


def test_a_table_of_no_measure_has_all_that_have_a_value(either):
    assert len(either.table()[0]) > 50


def test_a_table_tells_the_means(either):
    means = {row["policy"]: row["mean"] for row in either.rows("rows") if row["measure"] == "fcr_share"}
    assert {row["policy"]: row["fcr_share"] for row in either.table("fcr_share")} == means


def test_a_measure_without_a_value_is_not_a_number(either):
    assert math.isnan(either.table("purchases_540d_usd")[0]["purchases_540d_usd"])


def test_differences_come_with_their_intervals(either):
    (row,) = either.differences("total_value_usd")
    assert (row["policy"], row["against"], row["low"] <= row["mean"] <= row["high"]) == ("aht_target", "neutral", True)


def test_differences_can_be_to_another_policy(either):
    (there,), (back,) = either.differences("aht_s"), either.differences("aht_s", against="aht_target")
    assert (back["policy"], back["against"]) == ("neutral", "aht_target")
    assert (back["mean"], back["low"], back["high"]) == (-there["mean"], -there["high"], -there["low"])


def test_an_unknown_policy_is_answered_with_the_nearest(either):
    with pytest.raises(sim.InputError, match="there is no policy 'aht_targets'; the nearest is aht_target"):
        either.differences("aht_s", against="aht_targets")


def test_an_opened_result_answers_as_it_did_when_it_was_saved(result, folder):
    opened = sim.open(folder)
    asked = {name: result.rows(name) for name in result.tables}
    assert same({name: opened.rows(name) for name in opened.tables}, asked)


def test_a_frame_has_the_same_cells_as_the_table(either):
    assert either.frame(*MEASURES).to_dict("records") == either.table(*MEASURES)


@pytest.mark.parametrize("of", ["differences", "rows"])
def test_a_frame_can_be_of_another_table(either, of):
    assert len(either.frame("asa_s", of=of)) == {"differences": 1, "rows": 2}[of]


def test_without_a_library_for_frames_one_sentence_says_so(result, monkeypatch):
    monkeypatch.setattr(door, "find_spec", lambda library: None)
    with pytest.raises(ImportError, match="frame\\(\\) needs pandas or polars"):
        result.frame()


@pytest.mark.parametrize("ask", [lambda found: found.table("asa"), lambda found: found.differences("asa"),
                                 lambda found: found.frame("asa")])  # fmt: skip
def test_an_unknown_measure_is_answered_with_the_nearest(either, ask):
    with pytest.raises(sim.InputError, match="there is no measure 'asa'; the nearest is asa_s"):
        ask(either)


def test_an_unknown_table_is_answered_with_the_nearest(either):
    with pytest.raises(sim.InputError, match="there is no table 'servise'; the nearest is service"):
        either.rows("servise")


def test_a_folder_that_holds_files_is_refused(either, folder):
    with pytest.raises(sim.InputError, match="config error at save: input should be a new folder"):
        either.save(folder)


def test_a_folder_without_a_result_is_not_opened(tmp_path):
    with pytest.raises(sim.InputError, match="config error at open: input should be the folder of a finished run"):
        sim.open(tmp_path)


def test_an_opened_result_can_be_saved_elsewhere(folder, tmp_path):
    assert files(sim.open(folder).save(tmp_path / "copy")) == files(folder)


@pytest.fixture(scope="module")
def commanded(cache, tmp_path_factory):
    run = tmp_path_factory.mktemp("command") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["rapport", "compare", *WORDS, "workers=1", f"hydra.run.dir={run}"])
        command.main()
    return run


def test_the_command_leaves_the_same_files(folder, commanded):
    assert {name for name in files(commanded) if not name.startswith((".hydra", "compare.log"))} == files(folder)


@pytest.mark.parametrize("file", ["config.yaml", "summary.json", "tables/service.csv", "figures/value.svg"])
def test_the_command_leaves_the_same_numbers(folder, commanded, file):
    assert (commanded / file).read_text() == (folder / file).read_text()


def test_what_the_command_left_can_be_opened(result, commanded):
    assert sim.open(commanded).table(*MEASURES) == result.table(*MEASURES)


def test_a_result_is_shown_by_its_policies(either):
    assert repr(either) == "Result(neutral, aht_target; 2 replications)"


def test_a_notebook_shows_a_line_for_each_policy(either):
    shown = either._repr_html_()
    assert [shown.count(text) for text in ("<td>neutral</td>", "<td>aht target</td>", "worth more than neutral")] == [
        1
    ] * 3


def test_a_notebook_shows_names_as_text(result):
    names = {"neutral": "neutral", "aht_target": "<b>"}
    rows = {table: [row | {"policy": names[row["policy"]]} for row in result.rows(table)]
            for table in ("rows", "differences")}  # fmt: skip
    shown = result._replace(policies=list(names.values()), read=rows.__getitem__)._repr_html_()
    assert ("&lt;b&gt;" in shown, "<b>" in shown) == (True, False)


def test_records_are_shown_by_their_numbers_of_rows():
    records = sim.simulate(sim.load(*WORDS).scenarios["neutral"], 1, 0)
    assert repr(records).startswith(f"Records(contacts: {len(records.contacts)}, departures: ")


def test_a_comparison_is_shown_by_what_was_compared():
    comparison, _ = door.play(sim.load(*WORDS))
    assert repr(comparison) == "Comparison(neutral, aht_target; 2 replications; against neutral)"
