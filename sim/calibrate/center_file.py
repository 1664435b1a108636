"""Write a fitted center as a config file, with the uncertainty of each number in comments."""

import os
import shlex
import textwrap
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.calibrate.arrivals import Busyness
from sim.calibrate.fit import USUAL_SHAPE, Calibration, CenterFit
from sim.calibrate.patience import PatienceFit, survival
from sim.scenario.center import Weekday

DAYS = tuple(Weekday)
WIDTH = 120


def write_whole(path: Path, text: str) -> None:
    """Write a file atomically."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)


def center_text(fit: CenterFit, asked: Calibration, command: str) -> str:
    """The text of the config file."""
    parts = (
        _head(fit, asked, command),
        _arrivals(fit, asked),
        _topics(fit),
        _patience(fit),
        _staffing(fit),
        _returns(fit),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def command_of(asked: Calibration, dialect: str) -> str:
    """The command that reproduces the file, without local folders."""
    words = [f"log={_short(asked.log)}", f"name={asked.name}", f"dialect={dialect}"]
    words += [f"daily={_short(asked.daily)}"] if asked.daily else []
    for key in ("interval_s", "open_share", "fit_patience"):
        value = getattr(asked, key)
        words += [f"{key}={str(value).lower()}"] if value != Calibration.model_fields[key].default else []
    return " ".join(["rapport calibrate", *map(shlex.quote, words), "overwrite=true"])


def _short(path: Path) -> str:
    return path.name if path.is_absolute() or ".." in path.parts else path.as_posix()


def comment(text: str, indent: int = 0) -> Iterator[str]:
    """Wrapped comment lines.

    >>> list(comment("so it is", indent=2))
    ['  # so it is']
    """
    start = " " * indent + "# "
    yield from textwrap.wrap(text, WIDTH, initial_indent=start, subsequent_indent=start, break_on_hyphens=False)


def _head(fit: CenterFit, asked: Calibration, command: str) -> Iterator[str]:
    first, last = (date.fromordinal(int(day)) for day in fit.log.days[[0, -1]])
    log, offered = fit.log, len(fit.log.offered)
    hung_up = int((~fit.log.offered["answered"]).sum())
    yield "# @package _global_"
    yield f"# A center fitted from a call log: {offered:,} contacts offered on {len(log.days)} days, {first} to {last}."
    yield f"# Source: {asked.dialect.source}."
    yield f"# Made by: {command}"
    yield from comment(
        f"Rows {log.n_rows:,}: ignored {log.n_ignored:,}, twice {log.n_twice:,}; left before the queue "
        f"{len(log.contacts) - offered:,}; hung up in the queue {hung_up:,} ({_percent(hung_up / offered, 1)} of the "
        "offered). [low, high] is a 95 % interval: whole days resampled, or as said."
    )


def _arrivals(fit: CenterFit, asked: Calibration) -> Iterator[str]:
    profile = fit.profile
    yield "center:"
    yield "  day0: monday"
    yield f"  interval_s: {asked.interval_s}"
    yield from _busyness(fit)
    yield from comment(
        f"Contacts offered per interval; 0 where closed: below {_percent(asked.open_share)} of a busy interval of that "
        f"weekday ({profile.n_closed} stray contacts left out). Weekdays with the same hours are drawn towards their "
        "mean, and intervals towards their neighbours, as far as noise explains the difference (empirical Bayes). Own "
        "weight: what is left of the weekday's own data, 0 % = its group's, 100 % = its own.",
        indent=2,
    )
    for day in sorted({incident.day for incident in profile.incidents}):
        yield from comment(f"Incident set back: {_incident(fit, asked, day)}", indent=2)
    yield "  profile:"
    for number, name in enumerate(DAYS):
        yield from _weekday(fit, number, name)


def _incident(fit: CenterFit, asked: Calibration, day: int) -> str:
    mine = [incident for incident in fit.profile.incidents if incident.day == day]
    clocks = ", ".join(_clock(incident.interval * asked.interval_s) for incident in mine)
    offered, expected = sum(i.offered for i in mine), sum(i.expected for i in mine)
    return f"{date.fromordinal(day)} {clocks}: {offered} contacts where days like it have {expected:.0f}."


def _weekday(fit: CenterFit, number: int, name: str) -> Iterator[str]:
    profile = fit.profile
    if not profile.total[number]:
        why = "stray contacts only" if profile.n_days[number] else "no contacts in the log"
        yield from comment(f"Closed: {why}.", indent=4)
    else:
        yield from comment(
            f"{profile.total[number]:.0f} a day [{profile.low[number]:.0f}, {profile.high[number]:.0f}, t], "
            f"{profile.n_days[number]} days; {_own_weight(fit, number)}",
            indent=4,
        )
    yield f"    {name}: [{', '.join(f'{value:.4g}' for value in profile.offered[number])}]"


def _own_weight(fit: CenterFit, number: int) -> str:
    group = next(group for group in fit.profile.groups if number in group)
    if len(group) == 1:
        return "no other day has these hours"
    level, shape = fit.profile.level_share[number], fit.profile.own_share[number].max()
    return f"own weight: level {_percent(level)}, shape up to {_percent(shape)}"


def _busyness(fit: CenterFit) -> Iterator[str]:
    own, daily = fit.own_busyness, fit.daily
    if own:
        yield from comment(f"This log alone, Gamma shape of daily totals given the weekday: {_shape(own)}.", indent=2)
    if fit.busyness is None:
        yield from comment(
            f"Too few days to tell (under 20 beyond one per weekday): {USUAL_SHAPE:g} is kept, from half a year of "
            "daily counts of a bank (evidence busyness, H). Add daily=FILE, or sweep it over that interval.",
            indent=2,
        )
    elif daily:
        yield from comment(
            f"From daily counts within month and weekday, {len(daily.day)} days ({daily.n_unusual} unusual and "
            f"{daily.n_imputed} imputed left out): {_shape(fit.busyness)}.",
            indent=2,
        )
    yield f"  busyness_shape: {'null' if fit.shape is None else f'{fit.shape:g}'}"


def _shape(busyness: Busyness) -> str:
    ends = (f"{value:.3g}" if np.isfinite(value) else "no limit" for value in (busyness.low, busyness.high))
    middle = f"{busyness.shape:.3g}" if np.isfinite(busyness.shape) else "none, Poisson explains them"
    return f"{middle} [{', '.join(ends)}; chi-squared, {busyness.df} df]"


def _topics(fit: CenterFit) -> Iterator[str]:
    yield from comment(
        "work_factor = (mean talk - 12 s of opening) / 177 s: the model's neutral talk has mean 189 s on an average "
        "cause (model 5), so that talks keep the log's means: the share-weighted mean factor is (mean talk of the log "
        "- 12) / 177. Talks of 10 s and more; shorter ones are agents who hang up.",
        indent=2,
    )
    yield "  topics:"
    for name, topic in fit.topics.items():
        yield from comment(
            f"{'+'.join(topic.types)}: share {topic.share}; {topic.n_talks:,} talks, mean {topic.talk_mean_s} s, CV "
            f"{topic.cv}; lognormal: median {topic.median_s} s, sigma {topic.sigma}; under 10 s {topic.short_share}",
            indent=4,
        )
        share, factor = f"{topic.share.value:.4f}", f"{topic.work_factor:.3f}"
        yield f"    {name}: {{skill: {topic.skill}, share: {share}, work_factor: {factor}}}"


def _patience(fit: CenterFit) -> Iterator[str]:
    if not fit.patience:
        yield "patience: {distribution: weibull, scale_s: 487, shape: .75}   # evidence patience, H: not fitted"
        return
    chosen, *others = fit.patience
    yield from comment(
        "Patience: answered callers would have waited longer (right-censored). Lowest AIC; all topics and attempts "
        "together. Pieces of the piecewise distribution: steps of 5 s, neighbours merged unless they differ by more "
        "than chance (1 memoryless log in 20 would show a peak); exact Poisson intervals."
    )
    yield f"# Still waiting, Kaplan-Meier: {_read_out(fit.survival)}"
    yield f"# Still waiting, fitted:       {_read_out(dict(zip(fit.survival, _at(fit, chosen), strict=True)))}"
    for key, value in chosen.intervals.items():
        low, high = value if isinstance(value[0], tuple) else ([value[0]], [value[1]])
        yield f"# {key} low:  [{', '.join(f'{v:g}' for v in low)}]"
        yield f"# {key} high: [{', '.join(f'{v:g}' for v in high)}]"
    yield f"patience: {_flow(chosen.distribution)}"
    for other in others:
        yield f"# AIC {other.aic - chosen.aic:.0f} higher: patience: {_flow(other.distribution)}   # {_ends(other)}"


def _ends(other: PatienceFit) -> str:
    if other.distribution["distribution"] == "piecewise":
        return "steps of 5 s, merged"
    return ", ".join(f"{key} [{low:g}, {high:g}]" for key, (low, high) in other.intervals.items())


def _at(fit: CenterFit, chosen: PatienceFit) -> list[float]:
    shares: list[float] = survival(chosen.distribution, np.array(list(fit.survival), float)).tolist()
    return shares


def _staffing(fit: CenterFit) -> Iterator[str]:
    yield from comment(
        "Assumed: a call log holds no schedules, so people on duty are sized by Erlang-A to this service level. Waits "
        "follow from it and are not those of the log."
    )
    yield "staffing:"
    yield "  service_level: .80   # choice"
    yield "  threshold_s: 20   # choice"
    exponential = [
        one.distribution["mean_s"] for one in fit.patience if one.distribution["distribution"] == "exponential"
    ]
    if exponential:
        yield f"  patience_mean_s: {exponential[0]:.0f}   # seconds waited / hang-ups, as in Erlang-A"


def _returns(fit: CenterFit) -> Iterator[str]:
    for name, nexts in fit.nexts.items():
        within = ", ".join(f"{share:.3f} in {time}" for time, share in nexts.within.items())
        yield from comment(
            f"Next call of an identified customer, {name} ({nexts.n:,}): {within}; those within 7 d: lognormal, median "
            f"{_duration(nexts.median_s)}, sigma {nexts.sigma:.2f}."
        )
    if fit.nexts:
        yield "# It may be about another need, so comes_back and return_delay stay the model's."
    redials = fit.redials
    if redials is None:
        yield "# Too few identified customers to tell redials: returns stay the model's."
        return
    yield from comment(
        f"Redials: what hanging up ({redials.n_hung_up:,}) adds to the next call within 4 h, over being served "
        f"({redials.n_served:,}). A lower bound: the served call again for unsolved needs, and a redial that is not "
        "identified is not seen."
    )
    yield "returns:"
    yield f"  redial_share: {redials.share.value:.3g}   # {redials.share}"
    distribution = {
        "distribution": "lognormal",
        "median_s": round(redials.median_s.value),
        "sigma": round(redials.sigma.value, 2),
    }
    yield f"  redial_delay: {_flow(distribution)}   # median {redials.median_s} s, sigma {redials.sigma}"


def _read_out(shares: dict[int, float]) -> str:
    return ", ".join(f"{share:.3f} after {s} s" for s, share in shares.items())


def _flow(distribution: dict[str, Any]) -> str:
    def written(value: Any) -> str:
        return f"[{', '.join(f'{v:g}' for v in value)}]" if isinstance(value, tuple) else f"{value:g}"

    return "{" + ", ".join(f"{k}: {v if isinstance(v, str) else written(v)}" for k, v in distribution.items()) + "}"


def _percent(share: float, digits: int = 0) -> str:
    return f"{100 * share:.{digits}f} %"


def _clock(second: int) -> str:
    return f"{second // 3600}:{second % 3600 // 60:02d}"


def _duration(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 5400 else f"{seconds / 60:.0f} min"
