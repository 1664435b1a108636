# %% [markdown]
# # A rule of your own
#
# Every formula of the model stands in `sim/rules/`, one concept a file. Do you doubt one of them? Put your own in its
# place for the length of a block, and see whether the answer hangs on it.

# %%
import sim
from sim.rules import loyalty

help(loyalty.waiting_felt)

# %% [markdown]
# The shipped rule: a wait hurts in proportion to the patience it used up. Say you believe that the first half of
# one's patience costs nothing, and the second twice as much. A rule of your own takes the same parameters, returns the
# same kind of number, and may call the one that it replaces.


# %%
def second_half_felt(weight, waited_s, patience_s):
    return 2 * loyalty.waiting_felt(weight, max(0.0, waited_s - patience_s / 2), patience_s)


# %%
study = sim.load({"customers.n_start": 20_000}, policy=["neutral", "aht_target"], horizon_d=10, replications=3)
shipped = sim.compare(study)

# %% [markdown]
# Within the block both engines play your rule, compiled: what calls it is made again, which takes some seconds. Results
# are stored with your rule's own code, so they never mix with those of the shipped one. The rule lives in this process
# alone: with more workers, `compare` says so and plays nothing.

# %%
with sim.replaced(loyalty.waiting_felt, by=second_half_felt):
    mine = sim.compare(study)

# %%
for name, result in (("shipped", shipped), ("mine", mine)):
    for row in result.differences("total_value_usd", "loyalty"):
        print(f"{name:8} {row['measure']:16} {row['mean']:12,.4f} ({row['low']:,.4f} to {row['high']:,.4f})")

# %% [markdown]
# It hardly does: callers of this center wait for seconds, so what waiting feels like moves little. In a center with
# long waits, look again.
