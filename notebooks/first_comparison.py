# %% [markdown]
# # A first comparison
#
# Four policies answer the same customers with the same problems on the same days. What is each of them worth?
# The first cell that plays anything compiles the engine, once; later runs start at once.

# %%
from datetime import datetime

import sim

study = sim.load(
    {"customers.n_start": 20_000}, policy=["neutral", "aht_target", "empowered_ownership"], horizon_d=10, replications=3
)
study

# %% [markdown]
# Keys are those of the command line: `sim.load("costs.wage_usd_h=30", patience="exponential")` works as
# `rapport compare costs.wage_usd_h=30 patience=exponential` does, and keys with dots may stand in a dict. A key that is
# not known is answered with the nearest that is.

# %%
try:
    sim.load(horizon=10)
except sim.InputError as error:
    print(error)

# %% [markdown]
# `compare` plays in this process; `sim.compare(study, workers=2)` starts two more, in a notebook and in a script alike.

# %%
result = sim.compare(study)
result

# %% [markdown]
# A center's dashboard shows service level and speed of answer. It does not show whether the first contact settled the
# matter.

# %%
result.table("service_level", "asa_s", "fcr_share")

# %% [markdown]
# Replications use common random numbers, so differences are far more precise than levels. Each comes with its interval,
# and the intervals of one measure hold simultaneously for all pairs of policies. `against="aht_target"` gives the
# differences to another policy than the reference.

# %%
result.differences("total_value_usd")

# %% [markdown]
# `frame` gives the same as a data frame, `rows` any of the tables that the saved folder holds.

# %%
retention = result.frame(of="days").pivot(index="day", columns="policy", values="kept_share")
retention.tail(3)

# %% [markdown]
# `save` leaves the folder that `rapport compare` leaves, with the page for those who will not open a notebook, and
# `sim.open` reads it back.

# %%
folder = result.save(f"runs/{datetime.now():%Y-%m-%d_%H-%M-%S}")
again = sim.open(folder)
again.table("total_value_usd") == result.table("total_value_usd")
