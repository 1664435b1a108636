# %% [markdown]
# # Your own center, from its call log
#
# When do people call, about what, how long do they hold on? A call log knows. Here the log is made up, so that the
# notebook runs anywhere; put the path of your own in its place, and say below which column is what.

# %%
import csv
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

import sim
from sim.calibrate.center_file import center_text, command_of, write_whole
from sim.calibrate.dialect import Dialect
from sim.calibrate.fit import Calibration, fit_center, read

# %% [markdown]
# Two weeks of 150 calls a day: waits of 100 s on average, callers who would hold on for 300 s, talks of 150 s (median).

# %%
rng = np.random.default_rng(5)


def call(number):
    day, started_s = number // 150, float(rng.uniform(0, 10 * 3600))
    offered = datetime(2026, 3, 2, 8) + timedelta(days=day, seconds=started_s)
    wait_s, patience_s, talk_s = rng.exponential(100), rng.exponential(300), rng.lognormal(np.log(150), 0.8)
    answered = offered + timedelta(seconds=wait_s) if wait_s < patience_s else None
    ended = answered + timedelta(seconds=talk_s) if answered else offered + timedelta(seconds=patience_s)
    queue = "Orders" if rng.random() < 0.7 else "Repairs"
    result = "handled" if answered else "lost"
    return number, queue, result, offered.isoformat(), answered.isoformat() if answered else "", ended.isoformat()


log = Path("mine/calls.csv")
log.parent.mkdir(exist_ok=True)
with log.open("w", newline="") as file:
    csv.writer(file).writerows([("call", "queue", "result", "offered", "answered", "ended")])
    csv.writer(file).writerows(map(call, range(14 * 150)))

# %% [markdown]
# A dialect says which column is what, and which words your phone system has for what became of a call.

# %%
dialect = Dialect.model_validate(
    {
        "source": "a made-up log",
        "delimiter": ",",
        "id": ["call"],
        "started": {"column": "offered", "format": "iso"},
        "answered": {"column": "answered", "format": "iso"},
        "ended": {"column": "ended", "format": "iso"},
        "outcome": "result",
        "outcomes": {"handled": "answered", "lost": "abandoned"},
        "type": "queue",
        "types": {
            "Orders": {"topic": "orders", "skill": "service"},
            "Repairs": {"topic": "repairs", "skill": "technical"},
        },
    }
)
asked = Calibration(log=log, name="mine", dialect=dialect)
fit = fit_center(asked, *read(asked))
fit.patience[0]

# %% [markdown]
# The center is a config file like those that are shipped: readable, and yours to change.

# %%
text = center_text(fit, asked, command_of(asked, "mine"))
write_whole(Path("mine/center/mine.yaml"), text)
print(text[:1200])

# %% [markdown]
# `config_dir` names the folder; `customers.n_start` says how many customers there are, which a log does not know.

# %%
study = sim.load({"customers.n_start": 2_000}, config_dir="mine", center="mine", horizon_d=7, replications=3)
result = sim.compare(study)
result

# %%
result.table("offered", "aht_s", "service_level")
