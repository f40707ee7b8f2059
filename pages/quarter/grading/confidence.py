"""How well confidence predicted outcomes, for the owner themself and the VPs: what was said, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from data.rules import words
from data.rules.calibration import Band, Calibration, Horizon
from pages.parts import said

CSS = Markup("""
.sure { border-collapse: collapse; margin: 0.4rem 0 0.8rem; font-variant-numeric: tabular-nums; }
.sure :is(th, td) { border: 0; border-bottom: 1px solid var(--line); padding: 0.3rem 1.4rem 0.3rem 0; text-align: left;
  font-weight: 400; vertical-align: top; }
.sure thead th { font-size: 0.76rem; color: var(--soft); } .sure small { display: block; color: var(--soft); }
.sure .bar { display: block; width: 9rem; margin-top: 0.3rem; }
.okr .private { border-top: 1px solid var(--line); margin-top: 2.2rem; padding-top: 0.4rem; }
""")

_MEANING = (
    "The Brier score is the mean of (confidence − outcome)²: 0 is certain and right, 1 certain and wrong. Beside it is "
    "the score of somebody who always says the share that was achieved and so knows nothing about any of them: lower "
    "than that, confidence told something."
)


def section(found: Sequence[Calibration]) -> Markup:
    """Everybody's together where the viewer may see it, with each owner's below; else the viewer's own."""
    first, *owners = found
    whose = "of everybody" if first.owner is None else "of yours"
    return Markup(
        '<div class="private"><h2>How sure, and how right</h2><p class="soft">{} Over all graded quarters; seen by the '
        "owner and the VPs alone.</p>{}{}{}</div>"
    ).format(_MEANING, _horizons(first, whose), _reliability(first), _owners(owners))


def _horizons(found: Calibration, whose: str) -> Markup:
    lines = Markup("").join(
        Markup("<tr><th scope=row>{}</th>{}</tr>").format(_week(each), _numbers(each)) for each in found.horizons
    )
    return Markup(
        '<table class="sure"><thead><tr><th scope=col>Confidence {}</th><th scope=col>Key results</th>'
        "<th scope=col>Brier score</th><th scope=col>Knowing nothing</th><th scope=col>Achieved</th></tr></thead>"
        "<tbody>{}</tbody></table>"
    ).format(whose, lines)


def _numbers(each: Horizon) -> Markup:
    if each.brier is None or each.reference is None or each.base_rate is None:
        return Markup('<td>{}</td><td colspan=3 class="soft">{}</td>').format(each.count, _missing(each))
    verdict = _verdict(each)
    return Markup("<td>{}</td><td><b>{:.2f}</b><small>{}</small></td><td>{:.2f}</td><td>{}</td>").format(
        each.count, each.brier, verdict, each.reference, words.percent(each.base_rate)
    )


def _verdict(each: Horizon) -> str:
    if each.skill is None:
        return "all came out the same: nothing to compare with"
    if each.skill > 0:
        return f"{words.percent(each.skill)} better than knowing nothing"
    return "no better than knowing nothing"


def _missing(each: Horizon) -> str:
    return f"{words.count(each.missing, 'more graded key result')} needed before this says anything"


def _reliability(found: Calibration) -> Markup:
    """The last confidence by band: how sure they were, and how many were achieved."""
    bands = [band for band in found.horizons[-1].bands if band.count]
    if not bands:
        return Markup("")
    lines = Markup("").join(_band(band) for band in bands)
    return Markup(
        '<table class="sure"><thead><tr><th scope=col>Last confidence</th><th scope=col>Key results</th>'
        "<th scope=col>Mean confidence</th><th scope=col>Achieved (the mark is the mean confidence)</th></tr></thead>"
        "<tbody>{}</tbody></table>"
    ).format(lines)


def _band(band: Band) -> Markup:
    mean, achieved = band.mean or 0.0, band.achieved or 0.0
    return Markup(
        "<tr><th scope=row>{:g} to {:g}%</th><td>{}</td><td>{}</td><td>{}<span class=bar role=img title='{}'>"
        "<b style=width:{}%></b><u style=left:{}%></u></span></td></tr>"
    ).format(
        band.low, band.high, band.count, words.percent(mean), words.percent(achieved),
        f"{words.percent(achieved)} achieved, {words.percent(mean)} sure", round(achieved * 100), round(mean * 100),
    )  # fmt: skip


def _owners(owners: Sequence[Calibration]) -> Markup:
    """Each owner's last confidence, in a line."""
    if not owners:
        return Markup("")
    lines = Markup("").join(
        Markup("<tr><th scope=row>{}</th>{}</tr>").format(said.name(each.owner), _numbers(each.horizons[-1]))
        for each in owners
    )
    return Markup(
        '<table class="sure"><thead><tr><th scope=col>Last confidence by owner</th><th scope=col>Key results</th>'
        "<th scope=col>Brier score</th><th scope=col>Knowing nothing</th><th scope=col>Achieved</th></tr></thead>"
        "<tbody>{}</tbody></table>"
    ).format(lines)


def _week(each: Horizon) -> str:
    return f"at the end of week {each.week}" if each.week else "at the quarter’s end"
