"""A wrong config is told in one sentence, before anything runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hydra._internal.utils import get_args_parser

from sim.config import composition, inputs
from sim.config.problems import InputError

POLICIES = (
    "aht_target, automation_first, cross_sell_push, empowered_ownership, human_by_choice, neutral, outcome_contract, "
    "outsourced_per_contact, outsourced_per_minute, proactive_care, scripted_checklist or self_service_deflection"
)
WEEKDAYS = "'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday' or 'sunday'"

DAY_TYPES = WEEKDAYS.replace(" or 'sunday'", ", 'sunday' or 'closed'")
DAY = str([1] * 48).replace(" ", "")

WRONG = {
    # out of bounds
    "horizon_d=0": "horizon_d: input should be greater than or equal to 1 (got 0)",
    "horizon_d=4000": "horizon_d: input should be less than or equal to 3650 (got 4000)",
    "warm_up_d=-1": "warm_up_d: input should be greater than or equal to 0 (got -1)",
    "warm_up_d=90": "warm_up_d: is less than horizon_d (90); got 90",
    "replications=1": "replications: input should be greater than or equal to 2 (got 1)",
    "seed=-1": "seed: input should be greater than or equal to 0 (got -1)",
    "workers=0": "workers: input should be greater than or equal to 1 (got 0)",
    "confidence=95": "confidence: input should be less than 1 (got 95). Write 0.95 for 95 %",
    "staffing.shrinkage=30.0": "staffing.shrinkage: input should be less than 1 (got 30.0). Write 0.3 for 30 %",
    "costs.wage_usd_h=-1": "costs.wage_usd_h: input should be greater than or equal to 0 (got -1)",
    "costs.wage_usd_h=inf": "costs.wage_usd_h: input should be a finite number (got inf)",
    "center=always_open patience.scale_s=0": "patience.scale_s: input should be greater than 0 (got 0)",
    "customers.need.a=-1": "customers.need.a: input should be greater than 0 (got -1)",
    "causes.wrong_bill.severity=9": "causes.wrong_bill.severity: input should be less than or equal to 3 (got 9)",
    "center.profile.monday.0=-2": "center.profile.monday.0: input should be greater than or equal to 0 (got -2)",
    "policies.neutral.script=2": "policies.neutral.script: input should be less than or equal to 1 (got 2)",
    # of the wrong kind
    "seed=1.5": "seed: input should be a valid integer, got a number with a fractional part (got 1.5)",
    "seed=": "seed: input should be a valid integer, unable to parse string as an integer (got '')",
    "horizon_d=???": "horizon_d: is needed; write a value",
    "staffing.shrinkage='30%'": (
        "staffing.shrinkage: input should be a valid number, unable to parse string as a number (got '30%')"
    ),
    "costs.currency=12": "costs.currency: input should be a valid string (got 12)",
    "costs.repeat_payer=nobody": "costs.repeat_payer: input should be 'service' or 'unit' (got 'nobody')",
    "center.day0=holiday": f"center.day0: input should be {WEEKDAYS} (got 'holiday')",
    "causes.wrong_bill=3": "causes.wrong_bill: input should be a group of keys (got 3)",
    "policies.neutral=null": "policies.neutral: input should be a group of keys (got null)",
    "patience.distribution=pareto": (
        "patience.distribution: input should be one of 'constant', 'exponential', 'weibull', 'lognormal', 'piecewise', "
        "'erlang', 'gamma', 'hyperexponential', 'uniform', 'empirical' (got 'pareto')"
    ),
    "+distributions=[{of:talk,distribution:{distribution:constant,value_s:9}}]": (
        "distributions.0.of: input should be 'patience', 'work', 'after_call' or 'set_up' (got 'talk')"
    ),
    "+distributions=[{of:work,distribution:{distribution:erlang,mean_s:9,k:1.5}}]": (
        "distributions.0.distribution.k: input should be a valid integer, got a number with a fractional part (got 1.5)"
    ),
    # missing
    "~horizon_d": "horizon_d: is missing",
    "~seed": "seed: is missing",
    "~patience.distribution": "patience.distribution: is missing",
    "~costs.currency": "costs.currency: is missing",
    "~policy": "policy: cannot be left out; write policy=... to choose another",
    "center.profile=[1]": (
        "center.profile: a list cannot stand where an earlier file has keys, as center.profile has the "
        "bank's weekdays; "
        "write keys, or build on center no_topics ('override /center: no_topics' in an experiment's defaults)"
    ),
    "policy=[]": "policy: input should name at least one policy, 'policy=[neutral,aht_target]'",
    # unknown
    "horizon=5": "horizon: is not a known key; the nearest is horizon_d",
    "polcy=neutral": "polcy: is not a known key; the nearest is policy",
    "wage_usd_h=3": "wage_usd_h: is not a known key; the nearest is costs.wage_usd_h",
    "costs.wage_usd=3": "costs.wage_usd: is not a known key; the nearest is costs.wage_usd_h",
    "policies.neutral.autority=1": (
        "policies.neutral.autority: is not a known key; the nearest is policies.neutral.authority"
    ),
    "+costs.rent=1": "costs.rent: is not a known key; leave it out",
    "+colour=red": "colour: is not a known key; leave it out",
    "~foo": "foo: is not a known key; leave it out",
    "against=nobody": (
        "against: input should be a policy that is played (got 'nobody'); "
        "write neutral or aht_target or scripted_checklist or empowered_ownership"
    ),
    "policy=aht_target": "against: input should be a policy that is played (got 'neutral'); write aht_target",
    "policy=kind": f"policy: input should be a file of policy/ (got 'kind'); write {POLICIES}",
    "policy=[neutral,kind]": f"policy: input should be a file of policy/ (got 'kind'); write {POLICIES}",
    "center=moon": "center: input should be a file of center/ (got 'moon'); write always_open, bank or no_topics",
    "costs=3": "costs: input should be a file of costs/ (got 3); write default",
    # keys that do not go together
    "center.interval_s=7": "center.interval_s: divides a day of 86400 s; got 7. Write 900 or 1800",
    "center.interval_s=900": "center.profile.monday: has 96 intervals of 900 s; got 48",
    "+center.profile.funday=[1]": f"center.profile.funday: input should be {WEEKDAYS} (got 'funday')",
    "policies.aht_target.target_share=null": (
        "policies.aht_target.scorecard.handle_time: above 0 needs target_share, of the mean talk under neutral, or "
        "target_s; got null. Write target_share: .85"
    ),
    "center=always_open +causes.wrong_bill.topic=moon": (
        "causes.wrong_bill.topic: is a topic of the center (everyday); got 'moon'"
    ),
    "center=always_open staffing.on_duty={stocks:[1]}": (
        "staffing.on_duty: has a row for every group of agents; 'everyday' is missing"
    ),
    "references=[{measure:asa,value:1,source:me}]": (
        "references.0.measure: is a name of the dictionary, sim/measures/dictionary.py; got 'asa'; the nearest is asa_s"
    ),
    "center=always_open demand.offered={moon:[1]}": "demand.offered.moon: is a topic of the center (everyday)",
    "patience.distribution=lognormal": (
        "patience.distribution: lognormal takes median_s and sigma, or mean_s and sd_s; got none of them"
    ),
    "patience.distribution=gamma +patience.mean_s=9 +patience.sd_s=90": (
        "patience.sd_s: of a gamma is from mean_s / 100 to 5 mean_s; got 90 for 9"
    ),
    "patience.distribution=hyperexponential +patience.mean_s=9 +patience.sd_s=8": (
        "patience.sd_s: of a hyperexponential is mean_s or more; got 8 for 9. Write distribution: gamma for less"
    ),
    "patience.distribution=hyperexponential +patience.means_s=[9,1] +patience.shares=[0.5,0.4]": (
        "patience.shares: sum to 1; got 0.9"
    ),
    "patience.distribution=hyperexponential +patience.means_s=[9] +patience.shares=[0.5,0.5]": (
        "patience.shares: has one for each of means_s; got 2 for 1"
    ),
    "patience.distribution=uniform +patience.low_s=9 +patience.high_s=8": (
        "patience.high_s: is low_s or more; got 8 below 9"
    ),
    "patience.distribution=empirical +patience.file=nowhere.txt": (
        "patience.file: is a text file of one number a line; nowhere.txt: No such file or directory"
    ),
    "patience.distribution=empirical +patience.file=a.txt +patience.values_s=[1]": (
        "patience.file: stands in place of values_s; got both. Leave one out"
    ),
    "center=always_open +distributions=[{of:work,topic:moon,distribution:{distribution:constant,value_s:9}}]": (
        "distributions.0.topic: is a topic of the center (everyday); got 'moon'"
    ),
    "center=always_open +distributions=[{of:set_up,group:moon,distribution:{distribution:constant,value_s:9}}]": (
        "distributions.0.group: is a group of agents (everyday); got 'moon'"
    ),
    "center=always_open +distributions=[{of:patience,group:everyday,distribution:{distribution:constant,value_s:9}}]": (
        "distributions.0.group: is null for patience: who waits does not know who will answer; got 'everyday'"
    ),
    "+distributions=[{of:work,hours:[8,8],distribution:{distribution:constant,value_s:9}}]": (
        "distributions.0.hours: end at another time than they begin; got [8.0, 8.0]. Write null for all"
    ),
    "+distributions=[{of:work,hours:[8,9.2],distribution:{distribution:constant,value_s:9}}]": (
        "distributions.0.hours: begin and end at edges of intervals of 1800 s; got 9.2"
    ),
    "+staffing.shifts=[{group:stocks,start:'08:00',hours:8,n:1}] center=always_open": (
        "staffing.shifts.0.group: is a group of agents (everyday); got 'stocks'"
    ),
    "+staffing.shifts=[{group:everyday,start:'08:00',hours:8,n:1}]": (
        "staffing.shifts: has a shift for every group of agents; 'stocks' has none"
    ),
    "+staffing.shifts=[]": "staffing.shifts: has a shift for every group of agents; 'everyday' has none",
    "+staffing.shifts=[{group:everyday,start:'8h',hours:8,n:1}]": (
        "staffing.shifts.0.start: is a clock time from '00:00' to '23:59' (got '8h')"
    ),
    "+staffing.shifts=[{group:everyday,start:'08:00',hours:25,n:1}]": (
        "staffing.shifts.0.hours: input should be less than or equal to 24 (got 25)"
    ),
    "+staffing.shifts=[{group:everyday,start:'08:00',hours:7.99,n:1}]": (
        "staffing.shifts.0.hours: comes to whole minutes; got 7.99. Write 7.75 for 7 h 45 min"
    ),
    "+staffing.shifts=[{group:everyday,start:'08:00',hours:8,n:1,breaks:[{after_h:7.75,minutes:30}]}]": (
        "staffing.shifts.0.breaks.0.after_h: leaves 30 minutes of the 8 hours; got 7.75"
    ),
    "+staffing.shifts=[{group:everyday,start:'08:00',hours:8,n:1,"
    "breaks:[{after_h:2,minutes:30},{after_h:2.25,minutes:15}]}]": (
        "staffing.shifts.0.breaks.1.after_h: is 2.5 at least, when the break before ends; got 2.25"
    ),
    "+staffing.shifts=[{group:everyday,start:'08:00',hours:8,n:1,weekdays:[]}]": (
        "staffing.shifts.0.weekdays: has one at least; got []. Write null for all"
    ),
    "experiment=erlang_c +staffing.shifts=[{group:everyday,start:'08:00',hours:8,n:1}]": (
        "staffing.shifts: stand instead of on_duty, not beside it. Write on_duty: null"
    ),
    "experiment=erlang_c staffing=sized": (
        "staffing.people: is fixed where on_duty or shifts say who is there; got sized"
    ),
    "staffing.people=some": "staffing.people: input should be 'fixed' or 'sized' (got 'some')",
    "staffing=default": "staffing: input should be a file of staffing/ (got 'default'); write fixed or sized",
    "center=always_open +staffing.contacts_factor.moon=2": (
        "staffing.contacts_factor.moon: is a group of agents (everyday)"
    ),
    "+staffing.absence=20": "staffing.absence: input should be less than 1 (got 20). Write 0.2 for 20 %",
    "+center.date0=2027-01-05": "center.date0: falls on a monday, center.day0; got 2027-01-05, a tuesday",
    "+center.special_days={2027-12-25:{like:closed}}": (
        "center.special_days.2027-12-25: needs center.date0, the date of day 0; got null"
    ),
    "+center.special_days={-1:{like:closed}}": (
        "center.special_days.-1: is a day of the horizon, 0 or later. Write a date for one before"
    ),
    "+center.date0=2027-01-04 +center.special_days={3:{like:closed},2027-01-07:{volume:2}}": (
        "center.special_days.2027-01-07: stands once, as a number or as a date"
    ),
    "+center.special_days={3:{like:holiday}}": (
        f"center.special_days.3.like: input should be {DAY_TYPES} (got 'holiday')"
    ),
    "+center.rate_s=7": "center.rate_s: divides interval_s of 1800 s; got 7. Write 60 or 300",
    "+center.rate_s=900": "center.profile.monday: has 96 intervals of 900 s; got 48",
    "+horizon_h=8": "horizon_h: is a part of one day; got horizon_d: 90. Write horizon_d: 1",
    "+horizon_h=30 horizon_d=1": "horizon_h: input should be less than or equal to 24 (got 30)",
    "+demand.arrivals=sometimes": "demand.arrivals: input should be 'poisson', 'exact' or 'log' (got 'sometimes')",
    "+demand.arrivals=log": "demand.arrivals: of a log need demand.log, its file; got null",
    "+demand.log={time_s:[1],topic:[stocks]}": "demand.log: needs arrivals: log; got arrivals: poisson",
    "+demand.arrivals=log +demand.log={time_s:[2,1],topic:[stocks,stocks]}": "demand.log.time_s: is in order of time",
    "+demand.arrivals=log +demand.log={time_s:[1],topic:[moon]}": (
        "demand.log.topic: is a topic of the center (regular, callback, prospect, stocks); got 'moon'"
    ),
    # routing
    "center=always_open +center.topics.everyday.moves=[{after:service,to:moon,share:1}]": (
        "center.topics.everyday.moves: go to topics of the center (everyday); got 'moon'"
    ),
    "center=always_open +center.topics.everyday.moves=["
    "{after:service,to:everyday,share:0.6},{after:service,to:everyday,share:0.7}]": (
        "center.topics.everyday.moves: after service have shares that sum up to at most 1; got 1.3"
    ),
    "center=always_open +center.topics.everyday.moves=[{after:service,to:everyday,share:1,group:moon}]": (
        "center.topics.everyday.moves: are of groups of agents (everyday); got 'moon'"
    ),
    "center=always_open +center.topics.everyday.moves=[{after:service,to:everyday,share:1,group:3}]": (
        "center.topics.everyday.moves.0.group: input should be a valid string (got 3)"
    ),
    "center=always_open +center.topics.everyday.moves=["
    "{after:service,to:everyday,share:.6,group:everyday},{after:service,to:everyday,share:.6}]": (
        "center.topics.everyday.moves: after service have shares that sum up to at most 1; got 1.2"
    ),
    "center=always_open +center.topics.everyday.moves=[{after:redial,to:everyday,share:1,group:everyday}]": (
        "center.topics.everyday.moves.0.group: goes with after: service, as who redials was served by nobody. "
        "Leave it out"
    ),
    "+returns.blocked_later_share=.5": "returns.blocked_later_share: goes with blocked_share; got null. "
    "Write that, too",
    "center=always_open +center.topics.everyday.moves=[{after:lunch,to:everyday,share:1}]": (
        "center.topics.everyday.moves.0.after: input should be 'service' or 'redial' (got 'lunch')"
    ),
    "center=always_open +routing.groups={all:{serves:{moon:{}}}}": (
        "routing.groups: serve every topic of the center; nobody serves 'everyday'"
    ),
    "center=always_open +routing.groups={all:{serves:{everyday:{},moon:{}}}}": (
        "routing.groups.all.serves: names topics of the center (everyday); got 'moon'"
    ),
    "center=always_open +routing.groups={all:{serves:{}}}": (
        "routing.groups.all.serves: dictionary should have at least 1 item after validation, not 0 (got {})"
    ),
    "center=always_open +routing.groups={all:{serves:{everyday:{}},at_once:0}}": (
        "routing.groups.all.at_once: input should be greater than or equal to 1 (got 0)"
    ),
    "center=always_open +routing.groups={all:{serves:{everyday:{reserve:-1}}}}": (
        "routing.groups.all.serves.everyday.reserve: input should be greater than or equal to 0 (got -1)"
    ),
    "center=always_open +routing.groups={all:{serves:{everyday:{}}},more:{serves:{everyday:{}}}}"
    " staffing.on_duty={all:[1]}": "staffing.on_duty: has a row for every group of agents; 'more' is missing",
    "center=always_open +routing.groups={all:{serves:{everyday:{}}}} "
    f"staffing.on_duty={{all:{DAY},everyday:{DAY}}}": ("staffing.on_duty.everyday: is a group of agents (all)"),
    "+routing.lines=0": "routing.lines: input should be greater than or equal to 1 (got 0)",
    "+routing.contact=loudest": (
        "routing.contact: input should be 'first_come', 'priority' or 'score' (got 'loudest')"
    ),
    "+routing.agent=loudest": (
        "routing.agent: input should be 'longest_idle', 'least_skilled', 'random' or 'score' (got 'loudest')"
    ),
    "+routing.closing=later": ("routing.closing: input should be 'finish', 'hold' or 'send_away' (got 'later')"),
    "center=always_open +center.topics.everyday.places=-1": (
        "center.topics.everyday.places: input should be greater than or equal to 0 (got -1)"
    ),
    "center=always_open +center.topics.everyday.balking.share=30": (
        "center.topics.everyday.balking.share: input should be less than or equal to 1 (got 30). Write 0.3 for 30 %"
    ),
    "center=always_open ~center.topics.everyday.skill": (
        "center.topics.everyday: names its group of agents by skill, unless routing.groups do"
    ),
    # arms that change the world
    "policies.neutral.world=3": "policies.neutral.world: input should be a group of keys (got 3)",
    "policies.neutral.world=null": "policies.neutral.world: input should be a group of keys (got null)",
    "+policies.neutral.world.colour=red": "policies.neutral.world.colour: is not a known key; leave it out",
    "+policies.neutral.world.costs.wage_usd=3": (
        "policies.neutral.world.costs.wage_usd: is not a known key; the nearest is wage_usd_h"
    ),
    "+policies.neutral.world.costs.wage_usd_h=-1": (
        "policies.neutral.world.costs.wage_usd_h: input should be greater than or equal to 0 (got -1)"
    ),
    "+policies.neutral.world.causes.wrong_bill.work.distribution=erlang": (
        "policies.neutral.world.causes.wrong_bill.work: is not a known key; the nearest is work_scv"
    ),
    "+policies.neutral.world.patience={distribution:weibull,shape:1}": (
        "policies.neutral.world.patience.scale_s: is missing"
    ),
    "+policies.neutral.world.policy.script=1": "policies.neutral.world.policy: levers stand beside world, not in it",
    "+policies.neutral.world.horizon_d=30": (
        "policies.neutral.world.horizon_d: is the same in every arm; got 90 under aht_target, and 30 under neutral"
    ),
    "+policies.aht_target.world.warm_up_d=30": (
        "policies.aht_target.world.warm_up_d: is the same in every arm; got 30 under aht_target, and 0 under neutral"
    ),
    "center=always_open +policies.aht_target.world.center.topics.more={skill:everyday,share:1,work_factor:1}": (
        "policies.aht_target.world.center.topics: has the same names in every arm; aht_target adds more, unlike neutral"
    ),
    "policies.neutral.world.costs.wage_usd=3": (
        "policies.neutral.world.costs.wage_usd: is not a known key; "
        "the nearest is policies.neutral.world.costs.wage_usd_h"
    ),
    "policies.neutral.world.costs.wage_usd_h=3": (
        "policies.neutral.world.costs.wage_usd_h: is not in the composed config; "
        "write +policies.neutral.world.costs.wage_usd_h=... to add it"
    ),
    # misspelt command lines
    "horizon_d": "horizon_d: an override is key=value; put quotes around values with spaces, commas or brackets",
    "horizon_d=[1": "horizon_d=[1: an override is key=value; put quotes around values with spaces, commas or brackets",
    "=3": "=3: an override is key=value; put quotes around values with spaces, commas or brackets",
    "policy=neutral,aht_target": "policy: several values take brackets, 'policy=[...]', or -m to play each of them",
    "+horizon_d=3": "horizon_d: is in the config; write horizon_d=... without the +",
    "causes.wrong_bill.topic=stocks": (
        "causes.wrong_bill.topic: is not in the composed config; write +causes.wrong_bill.topic=... to add it"
    ),
    "horizon_d=${days}": "horizon_d: interpolation key 'days' not found",
}


def sentences(*words: str) -> list[str]:
    """What a command line with these words is told."""
    try:
        for config in composition.composed_for(get_args_parser().parse_args(words), "config", "compare"):
            inputs.checked(config)
    except InputError as error:
        return list(error.args)
    return []


@pytest.mark.parametrize(("words", "rule"), WRONG.items())
def test_a_wrong_config_is_told_in_one_sentence(words: str, rule: str) -> None:
    assert sentences(*words.split()) == [f"config error at {rule}"]


def test_a_right_config_is_told_nothing() -> None:
    assert sentences("horizon_d=3", "policies.aht_target.target_s=100", "patience=exponential") == []


def test_what_is_wrong_in_the_world_of_all_is_not_told_of_an_arm() -> None:
    told = sentences("costs.wage_usd_h=-1", "+policies.neutral.world.costs.telecom_usd=1")
    assert told == ["config error at costs.wage_usd_h: input should be greater than or equal to 0 (got -1)"]


def test_every_problem_is_told_at_once() -> None:
    told = sentences("horizon_d=0", "workers=0", "policies.neutral.script=2", "policies.aht_target.authority=3")
    assert [one.split(":")[0].removeprefix("config error at ") for one in told] == [
        "workers",
        "horizon_d",
        "policies.neutral.script",
        "policies.aht_target.authority",
    ]


@pytest.mark.parametrize(
    ("word", "rule"),
    [
        ("seed=1,-1", "seed: input should be greater than or equal to 0 (got -1)"),
        ("policy=neutral,kind", f"policy: input should be a file of policy/ (got 'kind'); write {POLICIES}"),
        ("seed=interval(1,2)", "seed: an interval has no values to play; write a list or range(from,to)"),
    ],
)
def test_each_value_of_a_sweep_is_checked(word: str, rule: str) -> None:
    assert sentences("-m", word) == [f"config error at {rule}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wage_usd_h: [1\nb: 2\n", "{file}, line 2: expected ',' or ']', but got ':'"),
        ("wage_usd_h: 1\nwage_usd_h: 2\n", "{file}, line 2: found duplicate key wage_usd_h"),
        ("wage_usd_h: 1\n\tb: 2\n", "{file}, line 2: found character '\\t' that cannot start any token"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "costs" / "mine.yaml"
    file.parent.mkdir()
    file.write_text(text)
    assert sentences("--config-dir", str(tmp_path), "costs=mine") == [f"config error in {told.format(file=file)}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "authority: 1\n",
            "policy: the file of a policy starts with the line '# @package policies.NAME', before all else",
        ),
        (
            "# @package policies.mine\nautority: 1\n",
            "policies.mine.autority: is not a known key; the nearest is authority",
        ),
        (
            "# @package policies.mine\nauthority: 10\n",
            "policies.mine.authority: input should be less than or equal to 1 (got 10). Write 0.1 for 10 %",
        ),
    ],
)
def test_a_users_own_policy_is_checked_like_ours(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "mine.yaml").write_text(text)
    words = ("--config-dir", str(tmp_path), "policy=[neutral,mine]")
    assert sentences(*words) == [f"config error at {told}"]


def test_a_config_folder_that_is_not_there_is_told() -> None:
    assert sentences("--config-dir", "nowhere") == [
        "config error at --config-dir: input should be a folder of config files (got 'nowhere')"
    ]


def compare(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    root = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-m", "experiments.main", "compare", *words],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_tells_and_leaves_with_status_2(tmp_path: Path) -> None:
    done = compare(tmp_path, "horizon_d=0")
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "config error at horizon_d: input should be greater than or equal to 1 (got 0)\n",
    )


def test_a_wrong_config_leaves_no_folder_behind(tmp_path: Path) -> None:
    compare(tmp_path, "-m", "seed=1,-1")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_files_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "summary.json").write_text("precious")
    done = compare(tmp_path, "hydra.run.dir=mine")
    assert done.stderr == (
        "config error at hydra.run.dir: input should be a new folder (got 'mine', which holds files)\n"
    )
    assert [file.read_text() for file in tmp_path.rglob("*.*")] == ["precious"]
