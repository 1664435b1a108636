"""The chart of fit against data: six panels, each with its finding as a title."""

import io
import textwrap
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from sim.calibrate.center_file import DAYS
from sim.calibrate.fit import CenterFit
from sim.calibrate.patience import PatienceFit, exposure, kaplan_meier, survival
from sim.calibrate.repeat_calls import next_call_s
from sim.calibrate.topics import SHORT_S, TopicFit
from sim.time_units import DAY_S

# Okabe and Ito's colours, told apart by those who are colour-blind; lines also differ in dashes, points in shape
INK, GREY, BLUE, ORANGE, GREEN, PURPLE = "#1d2433", "#6b7486", "#0072B2", "#D55E00", "#009E73", "#CC79A7"
LOOKS = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREEN, "-.", "^"), (PURPLE, ":", "D"), (GREY, (0, (5, 1)), "v"))
STYLE = Path(__file__).parents[1] / "report" / "drawing" / "rapport.mplstyle"
WIDTH, PANEL_HEIGHT = 10.6, 3.9
UNTIL_S = 300


def draw(fit: CenterFit) -> dict[str, bytes]:
    """The chart as SVG and PNG, by file extension."""
    import matplotlib
    from matplotlib.figure import Figure

    panels: list[Callable[[Any, CenterFit], tuple[str, str]]] = [profiles, volumes, talks]
    panels += [patience, hazard] if fit.patience else []
    panels += [returns] if fit.redials else []
    rows = -(-len(panels) // 2)
    with matplotlib.rc_context(fname=STYLE), warnings.catch_warnings():
        figure = Figure(figsize=(WIDTH, PANEL_HEIGHT * rows))
        axes = figure.subplots(rows, 2, gridspec_kw={"hspace": 0.68, "wspace": 0.2}).ravel()
        figure.subplots_adjust(left=0.065, right=0.985, top=1 - 0.95 / figure.get_figheight(), bottom=0.16 / rows)
        for ax, panel in zip(axes, panels, strict=False):
            title, sentence = panel(ax, fit)
            _headed(ax, title, sentence)
        for ax in axes[len(panels) :]:
            ax.axis("off")
        return {"svg": _saved(figure, "svg", {"Date": None}), "png": _saved(figure, "png", {"Software": None})}


def _saved(figure: Any, ending: str, metadata: dict[str, None]) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format=ending, metadata=metadata, dpi=130)
    return stream.getvalue()


def _headed(ax: Any, title: str, sentence: str) -> None:
    lines = textwrap.wrap(sentence, 68)
    ax.text(0, 1.04, "\n".join(lines), transform=ax.transAxes, va="bottom", color=GREY, fontsize=9.5)
    ax.text(0, 1.07 + 0.068 * len(lines), title, transform=ax.transAxes, va="bottom", weight="bold")
    ax.tick_params(labelsize=9.5)
    ax.xaxis.label.set_size(9.5)
    ax.yaxis.label.set_size(9.5)


def _key(ax: Any, where: str) -> None:
    ax.legend(loc=where, fontsize=9, labelspacing=0.25, handlelength=2.4)


def group_name(group: tuple[int, ...]) -> str:
    """A group of weekdays in words.

    >>> group_name((0, 1, 2, 6))
    'Mon Tue Wed Sun'
    """
    return " ".join(DAYS[day].value[:3].capitalize() for day in group)


def profiles(ax: Any, fit: CenterFit) -> tuple[str, str]:
    """Contacts per interval through the day: each day of the log, and the fitted profile with its band."""
    shape = fit.profile
    hours = (np.arange(fit.counts.shape[1]) + 0.5) * 24 / fit.counts.shape[1]
    for group, (color, dash, mark) in zip(shape.groups, LOOKS, strict=False):
        line, is_open = shape.offered[group[0]], shape.offered[group[0]] > 0
        for row in fit.counts[np.isin(fit.weekdays, group)]:
            ax.plot(hours[is_open], row[is_open], mark, color=color, markersize=2.2, alpha=0.35, markeredgewidth=0)
        band = np.array([shape.low[group[0]], shape.high[group[0]]]) / shape.total[group[0]]
        ax.fill_between(
            hours[is_open], line[is_open] * band[0], line[is_open] * band[1], color=color, alpha=0.2, linewidth=0
        )
        ax.plot(hours[is_open], line[is_open], linestyle=dash, color=color, label=group_name(group))
    top = 1.6 * shape.offered.max()
    ax.set(xlim=(0, 24), ylim=(0, top), xticks=range(0, 25, 4), xlabel="hour of the day", ylabel="contacts an interval")
    _key(ax, "upper left")
    above = int((fit.counts > top).sum())
    extra = f" {above} points are above the frame." if above else ""
    return "Profile by weekday", (f"Lines: fit, bands: 95 % of the level, points: days.{_incidents(fit)}{extra}")


def _incidents(fit: CenterFit) -> str:
    days = sorted({incident.day for incident in fit.profile.incidents})
    named = ", ".join(str(date.fromordinal(day)) for day in days)
    return f" Left out: incident of {named}." if days else ""


def volumes(ax: Any, fit: CenterFit) -> tuple[str, str]:
    """Contacts offered by day, against the expectation for the weekday."""
    expected, days = fit.profile.total[fit.weekdays], np.arange(len(fit.weekdays))
    totals = fit.counts.sum(axis=1)
    variance = expected + (expected**2 / fit.shape if fit.shape else 0)
    spread = np.sqrt(variance)
    low, high = np.maximum(expected - 1.96 * spread, 0), expected + 1.96 * spread
    ax.vlines(days, low, high, color=BLUE, linewidth=7, alpha=0.25, label="95 % of days, fit")
    ax.plot(days, expected, "_", color=BLUE, markersize=11, markeredgewidth=2, label="expected, fit")
    ax.plot(days, totals, "o", color=INK, markersize=5, label="log")
    inside = int(((totals >= low) & (totals <= high)).sum())
    names = [
        f"{group_name((w,))}\n{date.fromordinal(int(d)).day}" for w, d in zip(fit.weekdays, fit.log.days, strict=True)
    ]
    step = -(-len(days) // 14)
    ax.set_xticks(days[::step], names[::step])
    ax.set(
        ylim=(0, 1.3 * max(high.max(), totals.max())), ylabel="contacts a day", xlabel="weekday and day of the month"
    )
    _key(ax, "upper left")
    source = (
        "the log" if fit.busyness and not fit.daily else "daily counts" if fit.busyness else "half a year of a bank"
    )
    shape = f"Gamma shape {fit.shape:g}" if fit.shape else "no more than Poisson"
    return (
        "Daily volumes",
        f"{inside} of {len(days)} days lie within the fit's range; {shape}, from {source}.",
    )


def talks(ax: Any, fit: CenterFit) -> tuple[str, str]:
    """Talk-time distribution by topic, and the lognormal; bars are intervals of the median."""
    grid = np.geomspace(SHORT_S, 3000, 200)
    largest = sorted(fit.topics.items(), key=lambda item: -item[1].n_talks)[: len(LOOKS)]
    for (name, topic), (color, dash, _) in zip(largest, LOOKS, strict=False):
        talk_s = np.sort(talks_of(fit, topic))
        ax.plot(talk_s, np.arange(1, len(talk_s) + 1) / len(talk_s), linestyle=dash, color=color, label=name)
        ax.plot(
            grid,
            stats.lognorm.cdf(grid, topic.sigma.value, scale=topic.median_s.value),
            color=color,
            linewidth=5,
            alpha=0.25,
        )
        ax.plot(
            [topic.median_s.low, topic.median_s.high],
            [0.5, 0.5],
            color=INK,
            linewidth=4,
            solid_capstyle="butt",
            zorder=5,
        )
    ax.set_xscale("log")
    ticks = [10, 30, 60, 120, 300, 600, 1800]
    ax.set_xticks(ticks, [str(t) for t in ticks])
    ax.minorticks_off()
    ax.set(xlim=(10, 3000), ylim=(0, 1), xlabel="talk of 10 s and more, s (log scale)", ylabel="share of talks")
    _key(ax, "lower right")
    worst = max(gap(fit, topic) for topic in fit.topics.values())
    return "Handle times", (
        f"Thin: log, thick: lognormal, black: 95 % for the median. The largest gap is {100 * worst:.0f} % of talks."
    )


def talks_of(fit: CenterFit, topic: TopicFit, contacts: np.ndarray | None = None) -> np.ndarray:
    """Talk times of at least 10 s of a topic's types; all contacts unless others are given."""
    offered = fit.log.offered if contacts is None else contacts
    mine = offered[np.isin(offered["type"], topic.places)]
    return np.asarray(mine["talk_s"][mine["talk_s"] >= SHORT_S])


def gap(fit: CenterFit, topic: TopicFit) -> float:
    """Kolmogorov-Smirnov distance between the log's distribution and the lognormal."""
    distribution = stats.lognorm(topic.sigma.value, scale=topic.median_s.value)
    talk_s = talks_of(fit, topic)
    return float(stats.ks_1samp(talk_s, distribution.cdf).statistic) if len(talk_s) else 0.0


def patience(ax: Any, fit: CenterFit) -> tuple[str, str]:
    """Survival of patience: Kaplan-Meier with its band, the chosen distribution and the others."""
    offered = fit.log.offered
    at_s, share, low, high = kaplan_meier(offered["waited_s"], ~offered["answered"])
    ax.fill_between(at_s, low, high, step="post", color=GREY, alpha=0.3, linewidth=0, label="Kaplan-Meier, 95 %")
    ax.step(at_s, share, where="post", color=INK, linewidth=1.2)
    grid = np.linspace(0, 600, 300)
    for one, (color, dash, _) in zip(fit.patience, LOOKS, strict=False):
        label = one.distribution["distribution"] + (" (chosen)" if one is fit.patience[0] else "")
        ax.plot(grid, survival(one.distribution, grid), color=color, linestyle=dash, linewidth=1.6, label=label)
    ax.set(xlim=(0, 600), ylim=(0, 1), xlabel="seconds in the queue", ylabel="share still willing to wait")
    _key(ax, "lower left")
    half = at_s[np.argmax(share <= 0.5)] if (share <= 0.5).any() else None
    middle = f"Half would hang up within {half:.0f} s" if half else "Fewer than half hang up in the log's waits"
    best = fit.patience[0].distribution["distribution"]
    return "Patience", f"{middle}; the {best} distribution fits best (lowest AIC)."


def hazard(ax: Any, fit: CenterFit) -> tuple[str, str]:
    """Abandonment hazard per second of waiting, in steps of 5 s with Poisson intervals."""
    offered = fit.log.offered
    edges = np.arange(0, UNTIL_S + 1, 5.0)
    waited = exposure(np.maximum(offered["waited_s"], 0.5), edges)[:-1]
    hung_up = offered["waited_s"][~offered["answered"]]
    n = np.histogram(np.maximum(hung_up, 0.5), edges)[0]
    middle = edges[:-1] + 2.5
    low, high = stats.chi2.ppf(0.025, 2 * n) / 2 / waited, stats.chi2.ppf(0.975, 2 * n + 2) / 2 / waited
    ax.vlines(middle, np.nan_to_num(low), high, color=GREY, linewidth=1.2, alpha=0.7, label="log, 95 %")
    ax.plot(middle, n / waited, "o", color=INK, markersize=3, label="log, steps of 5 s")
    grid = np.arange(0, UNTIL_S, 0.5)
    chosen = fit.patience[0]
    ax.plot(grid, _hazard_at(chosen, grid), color=BLUE, linewidth=2, label=chosen.distribution["distribution"])
    top = 1.35 * float((n / waited)[n >= 5].max(initial=_hazard_at(chosen, grid).max()))
    ax.set(xlim=(0, UNTIL_S), ylim=(0, top), xlabel="seconds in the queue", ylabel="hang-ups per second")
    _key(ax, "upper left")
    return "Hazard of hanging up", _peaks(chosen)


def _peaks(chosen: PatienceFit) -> str:
    if chosen.distribution["distribution"] != "piecewise":
        return f"No peaks stand out of the {chosen.distribution['distribution']} distribution."
    starts, rates = chosen.distribution["from_s"], chosen.distribution["hazard_per_s"]
    ends = (*starts[1:], np.inf)
    above = [i for i in range(len(rates)) if all(rates[i] > rates[j] for j in (i - 1, i + 1) if 0 <= j < len(rates))]
    named = ", ".join(f"{starts[i]:g}-{ends[i]:g}" for i in above if np.isfinite(ends[i]))
    return (
        f"Peaks at {named} s, where announcements often are; steps are the fitted distribution."
        if named
        else "The hazard has no peak."
    )


def _hazard_at(fit: PatienceFit, at_s: np.ndarray) -> np.ndarray:
    return np.asarray(-np.diff(np.log(survival(fit.distribution, np.append(at_s, at_s[-1] + 0.5)))) / 0.5)


def returns(ax: Any, fit: CenterFit) -> tuple[str, str]:
    """Next calls of the same customer, after abandoning and after being served."""
    contacts = fit.log.offered
    contacts = contacts[contacts["customer"] >= 0]
    delay_s, left_s = next_call_s(contacts)
    minutes = np.geomspace(0.5, 1440, 200)
    for served, name, (color, dash, _) in ((False, "hung up", LOOKS[1]), (True, "served", LOOKS[0])):
        mine = (contacts["answered"] == served) & (left_s >= DAY_S)
        share = (delay_s[mine, None] <= minutes * 60).mean(axis=0)
        width = 1.96 * np.sqrt(share * (1 - share) / mine.sum())
        ax.fill_between(minutes, share - width, share + width, color=color, alpha=0.2, linewidth=0)
        ax.plot(minutes, share, linestyle=dash, color=color, label=name)
    ax.set_xscale("log")
    ticks = {1: "1 min", 5: "5", 20: "20", 60: "1 h", 240: "4 h", 1440: "1 d"}
    ax.set_xticks(list(ticks), list(ticks.values()))
    ax.minorticks_off()
    ax.set(
        xlim=(0.5, 1440),
        ylim=(0, 1),
        xlabel="time to the same customer's next call (log scale)",
        ylabel="share who called",
    )
    _key(ax, "upper left")
    assert fit.redials is not None
    share = fit.redials.share
    return "Calling again", (
        f"Within 4 h hanging up adds {share.value:.2f} [{share.low:.2f}, {share.high:.2f}] to the share who called: "
        "redials, at least. Bands: 95 %."
    )
