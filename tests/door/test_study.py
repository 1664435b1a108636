"""A study is loaded from Python as from the command line."""

from pathlib import Path

import numpy as np
import pytest
from hydra._internal.utils import get_args_parser
from hydra.core.override_parser.overrides_parser import OverridesParser
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.config import composition, inputs
from sim.door.study import _word, load

TWO = ["neutral", "aht_target"]
WRONG = ["horizon=3", "customers.margin=5", "policy=neutrall", "staffing.shrinkage=30", "a b", "horizon_d=1,2",
         "policy=[neutral,aht_target] against=scripted_checklist", "patience=5", "+horizon_d=3"]  # fmt: skip


def said(*words):
    """What the command line says is wrong."""
    try:
        for config in composition.composed_for(get_args_parser().parse_args(list(words)), "config", "compare"):
            inputs.checked(config)
    except sim.InputError as error:
        return error.args
    return ()


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong_is_said_as_on_the_command_line(words):
    chosen = [words] if words == "a b" else words.split()
    with pytest.raises(sim.InputError) as raised:
        load(*chosen)
    assert raised.value.args == said(*chosen)


def test_a_folder_that_is_not_there_is_said_as_on_the_command_line():
    with pytest.raises(sim.InputError) as raised:
        load(config_dir="nowhere")
    assert raised.value.args == said("--config-dir", "nowhere")


@pytest.mark.parametrize("wrong", [3, None, ["horizon_d=3"]])
def test_an_override_that_is_no_word_is_refused_in_a_sentence(wrong):
    with pytest.raises(sim.InputError, match="an override is a word 'key=value' or a dict"):
        load(wrong)


def test_a_value_that_no_config_can_hold_is_refused_with_its_key():
    with pytest.raises(sim.InputError, match="config error at seed: input should be a number, a text, a list"):
        load(seed=object())


def test_words_keywords_and_dotted_keys_load_the_same_study():
    by_word = load("policy=[neutral,aht_target]", "customers.margin_usd_month=5", "horizon_d=30")
    by_key = load({"customers.margin_usd_month": 5}, policy=TWO, horizon_d=30)
    assert by_key[:4] == by_word[:4]  # not the commands


def test_an_experiment_brings_its_question_and_its_claims():
    asked = load(experiment="dead_end").asked
    assert (asked.question[-1], bool(asked.claims)) == ("?", True)


def test_a_users_own_folder_is_searched(tmp_path: Path):
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "mine.yaml").write_text("# @package policies.mine\nauthority: .5\n")
    assert load(config_dir=tmp_path, policy=["neutral", "mine"]).scenarios["mine"].policy.authority == 0.5


def test_one_process_plays_unless_more_are_asked_for():
    assert [load().settings.workers, load(workers=2).settings.workers] == [1, 2]


def test_the_command_that_plays_the_same_is_kept():
    command = load(config_dir="configs", policy=TWO).command
    assert list(command) == ["rapport", "compare", "--config-dir", "configs", "workers=1",
                             "policy=['neutral','aht_target']"]  # fmt: skip


@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" '\"\\,[]{}:=")))
def test_a_text_arrives_as_it_was_given(text):
    read = OverridesParser.create().parse_override(f"question={_word(text, 'question')}").value()
    assert read == text


@pytest.mark.parametrize(
    "value", [True, None, 3, 0.1, 1e-300, [1, [2.5, "a"]], {"distribution": "uniform", "low_s": 4.0}]
)
def test_a_value_arrives_as_it_was_given(value):
    assert OverridesParser.create().parse_override(f"key={_word(value, 'key')}").value() == value


def test_numbers_of_numpy_arrive_as_numbers():
    assert [_word(np.float64(0.5), "key"), _word(np.arange(3), "key")] == ["0.5", "[0,1,2]"]


def test_a_study_is_shown_by_policies_replications_and_horizon():
    shown = "Study(neutral, aht_target; 3 replications of 30 days; against neutral; seed 7)"
    assert repr(load(policy=TWO, horizon_d=30, replications=3, seed=7)) == shown


def test_a_notebook_shows_the_question_as_text():
    assert "<b>Is a &lt; b?</b>" in load(question="Is a < b?")._repr_html_()
