"""Surveys: invitation, response, and recovery after a bad score."""

from sim.compiled.draws import RECOVERY, SURVEY
from sim.compiled.jit import compiled
from sim.model.world.addresses import issue_draws
from sim.model.world.state import World
from sim.rules.survey import answers_share, gated_share, noisy_score


@compiled
def is_recovered(world: World, issue: int, u: float) -> bool:
    """A call-back after a bad survey: True if it solves the issue. The experience of the talk is unchanged."""
    contact, model = world.issues[issue], world.model[0]
    if not u < model.policy.recover:
        return False
    solved_u, _, _, _ = issue_draws(world, issue, RECOVERY, contact.talks)
    row = world.contacts[world.book[0].n_contacts - 1]
    row.second_line_s += model.survey.recover_s
    row.recovered = solved_u < model.survey.recover_solves
    return bool(row.recovered)


@compiled
def is_asked(world: World, issue: int, experience: float) -> bool:
    """The survey after the talk, live or anonymous: True if recovery after a bad score solves the issue."""
    contact, model = world.issues[issue], world.model[0]
    rule = model.survey
    mode = rule.live_share if contact.asked else rule.anonymous_share
    if mode == 0:
        return False
    gated_u, answers_u, noise_u, recovers_u = issue_draws(world, issue, SURVEY, contact.talks)
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
