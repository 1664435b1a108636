"""The verbs of a survey: who is invited and answers, and what comes of a bad one."""

from sim.compiled.draws import RECOVERY, SURVEY
from sim.compiled.jit import compiled
from sim.model.world.addresses import coins
from sim.model.world.state import World
from sim.rules.survey import answers_share, gated_share, noisy_score


@compiled
def is_recovered(world: World, issue: int, u: float) -> bool:
    """After a bad survey somebody calls back who may solve it: True if so. The talk itself is as bad as it was."""
    contact, model = world.issues[issue], world.model[0]
    if not u < model.policy.recover:
        return False
    solved_u, _, _, _ = coins(world, issue, RECOVERY, contact.talks)
    row = world.contacts[world.book[0].n_contacts - 1]
    row.second_line_s += model.survey.recover_s
    row.recovered = solved_u < model.survey.recover_solves
    return bool(row.recovered)


@compiled
def is_asked(world: World, issue: int, experience: float) -> bool:
    """A survey after the talk, on the spot or anonymous: True if a bad one has led to the issue being solved."""
    contact, model = world.issues[issue], world.model[0]
    rule = model.survey
    mode = rule.live_share if contact.asked else rule.anonymous_share
    if mode == 0:
        return False
    gated_u, answers_u, noise_u, recovers_u = coins(world, issue, SURVEY, contact.talks)
    gated = gated_share(rule.gate, model.policy.scorecard.resolution, model.crew.claim)
    if not contact.solved and gated_u < gated:
        return False
    row = world.contacts[world.book[0].n_contacts - 1]
    row.invited = True
    defeated = rule.live_dead_end_factor if contact.asked else rule.dead_end_factor
    factor = defeated if contact.dead_end else 1.0
    if not answers_u < answers_share(mode, experience, factor):
        return False
    row.score = noisy_score(rule.middle, rule.slope, experience, rule.noise, noise_u)
    return row.score < rule.bad_below and not contact.solved and is_recovered(world, issue, recovers_u)
