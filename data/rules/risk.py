"""Risk flags: what the numbers and the owner's words give reason to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from textwrap import shorten

from data.rules import calendar, pace, progress, status, words
from data.rules.limits import Limits
from data.rules.okr import SLOPE_KINDS, Change, KeyResult, Status
from data.rules.review import Flag

GOALPOSTS = ("baseline", "target", "low", "high", "due")

Weekly = Sequence[tuple[date, float | None]]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the flags need to know about one key result in one week.

    `values` and `confidences` hold one entry per week, oldest first and the week itself last, None where a week has
    none of its own. `progress` and `expected` are those at the end of the week. `changes` are the key result's edits
    since last week, of any field. `on` is the day to which the KPI's age is counted: the week's Sunday, or today while
    the week runs.
    """

    key_result: KeyResult
    week: date
    on: date
    status: Status
    has_update: bool = False
    last_update: date | None = None  # the week of the newest update before this one
    stated_status: Status | None = None
    implied_status: Status | None = None
    implied_reason: str | None = None
    progress: float | None = None
    expected: float | None = None
    basis: str = "of the quarter gone"  # pace.basis
    values: Weekly = ()
    owner_value: float | None = None  # of the week's own update
    kpi_value: float | None = None  # what the KPI says of the week, once its period is over
    confidences: Weekly = ()
    help: str | None = None  # of the week's own update
    kpi_name: str | None = None
    kpi_as_of: date | None = None  # the date of the KPI's newest reading
    kpi_rhythm: int = 7  # days from one reading to the next
    changes: Sequence[Change] = ()
    raised_by: str | None = None  # who raised it by hand, by name
    raised_about: str | None = None

    @property
    def value(self) -> float | None:
        """The last known value."""
        return progress.last_known([value for _, value in self.values])

    @property
    def own_value(self) -> float | None:
        """The week's own value."""
        return self.values[-1][1] if self.values else None

    @property
    def confidence(self) -> float | None:
        """The week's own confidence, in percent."""
        return self.confidences[-1][1] if self.confidences else None


Rule = Callable[[Case, Limits], str | None]


def flags(case: Case, limits: Limits) -> tuple[Flag, ...]:
    """The flags of a key result, the most important first; none once it is done or cancelled."""
    if case.status in ("done", "cancelled"):
        return ()
    reasons = ((name, rule(case, limits)) for name, rule in RULES.items())
    return tuple(Flag(name, reason) for name, reason in reasons if reason is not None)


def silent(case: Case, _: Limits) -> str | None:
    if case.status != "silent":
        return None
    if case.has_update:
        return "the update gives no status, no confidence and no number"
    if case.last_update is None:
        return "no update for this week, nor for any before it"
    return f"no update for this week; the last was for the week of {words.day(case.last_update)}"


def owner_and_numbers_disagree(case: Case, limits: Limits) -> str | None:
    """About the status, about the value, or both."""
    return "; ".join(filter(None, (_of_two_minds(case, limits), _of_two_values(case, limits)))) or None


def help_wanted(case: Case, _: Limits) -> str | None:
    if not case.help or not case.help.strip():
        return None
    return shorten(case.help, 160, placeholder=" …")


def raised(case: Case, _: Limits) -> str | None:
    if case.raised_by is None:
        return None
    return f"raised by {case.raised_by}" + (f": {case.raised_about}" if case.raised_about else "")


def out_of_band(case: Case, _: Limits) -> str | None:
    low, high = progress.bounds(case.key_result)
    if case.value is None or progress.in_band(case.value, low, high):
        return None
    unit = case.key_result.unit
    return f"{words.number(case.value, unit)} now, should be {words.band(low, high, unit)}"


def going_backwards(case: Case, limits: Limits) -> str | None:
    """Both values are measured by today's baseline and target, so that a moved target alone is no step back."""
    done = progress.along(case.key_result, case.value)
    if case.key_result.kind not in pace.PACED_KINDS or done is None:
        return None
    week, before = _last_known(case.values[:-1])
    done_before = progress.along(case.key_result, before)
    if week is not None and done_before is not None and status.reaches(done_before - done, limits.movement):
        return _then_and_now(case, before, _when(case, week))
    return _then_and_now(case, case.key_result.baseline, "at the start") if done <= -limits.movement else None


def confidence_falling(case: Case, limits: Limits) -> str | None:
    return _dropped(case, limits) or _slipping(case, limits)


def behind_pace(case: Case, limits: Limits) -> str | None:
    if case.progress is None or case.expected is None or case.progress >= 1 or status.reaches(0, case.expected):
        return None
    if status.reaches(case.progress / case.expected, limits.behind_pace_below):
        return None
    return f"{words.percent(case.progress)} done, {words.percent(case.expected)} {case.basis}"


def stalled(case: Case, limits: Limits) -> str | None:
    """A week without a value of its own is silence, not standing still; nor need a reached target move."""
    done = progress.along(case.key_result, case.own_value)
    sloped = case.key_result.kind in SLOPE_KINDS and case.key_result.baseline != case.key_result.target
    if not sloped or done is None or done >= 1:
        return None
    since = case.week - limits.stalled_weeks * calendar.WEEK
    _, then = _last_known([(week, value) for week, value in case.values if week <= since])
    stretch = [then, *(value for week, value in case.values if week > since and value is not None)]
    ways = [progress.along(case.key_result, value) for value in stretch]
    if any(way is None or status.reaches(abs(done - way), limits.movement) for way in ways):
        return None
    return _then_and_now(case, then, f"{words.count(limits.stalled_weeks, 'week')} ago")


def target_moved(case: Case, _: Limits) -> str | None:
    """A goalpost that was set for the first time has not moved."""
    moved = [change for change in case.changes if change.field in GOALPOSTS and change.old]
    return "; ".join(_moved(change, case.key_result.unit) for change in moved) or None


def no_baseline_or_target(case: Case, _: Limits) -> str | None:
    return None if case.progress is not None else progress.missing(case.key_result)


def kpi_stale(case: Case, limits: Limits) -> str | None:
    if case.key_result.kpi is None:
        return None
    return staleness(case.kpi_name or case.key_result.kpi, case.kpi_as_of, case.kpi_rhythm, case.on, limits)


def staleness(kpi: str, newest: date | None, rhythm: int, on: date, limits: Limits) -> str | None:
    """Why a KPI, by name, is stale on a day; None while its next reading is not late.

    `rhythm` is in days. A reading is dated by the first day of its period and can only be seen when the period is over,
    so that the next one is expected two periods after the newest one's date.
    """
    if newest is None:
        return f"no reading of {kpi} yet"
    age = (on - newest).days
    if age <= 2 * rhythm + limits.kpi_stale_days:
        return None
    return f"the newest reading of {kpi} is of {words.day(newest, on)}, {words.count(age, 'day')} old"


# In order of importance: what only people can settle, then what the numbers say, then what is wrong with the numbers.
RULES: dict[str, Rule] = {
    "owner and numbers disagree": owner_and_numbers_disagree,
    "help wanted": help_wanted,
    "silent": silent,
    "raised": raised,
    "out of band": out_of_band,
    "going backwards": going_backwards,
    "confidence falling": confidence_falling,
    "behind pace": behind_pace,
    "stalled": stalled,
    "target moved": target_moved,
    "no baseline or target": no_baseline_or_target,
    "kpi stale": kpi_stale,
}


def _of_two_minds(case: Case, limits: Limits) -> str | None:
    _, confidence = _last_known(case.confidences)
    owner = case.stated_status or status.from_confidence(confidence, limits)
    apart = abs(status.steps_apart(owner, case.implied_status))
    if not case.has_update or apart < limits.disagreement:
        return None
    said = "the owner says" if case.stated_status else f"a confidence of {_sure(confidence or 0)} says"
    return f"{said} {owner}, the numbers say {case.implied_status} ({case.implied_reason})"


def _of_two_values(case: Case, limits: Limits) -> str | None:
    """What the owner wrote against what the KPI says of the same week, where the difference matters."""
    wrote, says = case.owner_value, case.kpi_value
    if wrote is None or says is None or wrote == says or not _is_apart(case.key_result, wrote, says, limits):
        return None
    unit = case.key_result.unit
    return f"the owner wrote {words.number(wrote, unit)}, the KPI says {words.number(says, unit)}"


def _is_apart(key_result: KeyResult, one: float, other: float, limits: Limits) -> bool:
    """By the way from baseline to target, or by a band's width; where there is a bound, also on which side of it."""
    low, high = progress.bounds(key_result)
    if progress.in_band(one, low, high) != progress.in_band(other, low, high):
        return True
    if low is None and high is None:
        here, there = (progress.along(key_result, value) for value in (one, other))
    else:
        here, there = (progress.slope(value, low, high) for value in (one, other))
    return here is not None and there is not None and status.reaches(abs(here - there), limits.value_disagreement)


def _dropped(case: Case, limits: Limits) -> str | None:
    week, before = _last_known(case.confidences[:-1])
    if week is None or before is None or case.confidence is None:
        return None
    if not status.reaches(before - case.confidence, limits.confidence_drop):
        return None
    return f"{_sure(before)} {_when(case, week)}, {_sure(case.confidence)} now"


def _slipping(case: Case, limits: Limits) -> str | None:
    weeks = limits.confidence_falling_weeks
    run = [confidence for _, confidence in case.confidences[-weeks - 1 :] if confidence is not None]
    if len(run) <= weeks or any(later >= earlier for earlier, later in pairwise(run)):
        return None
    return f"lower {words.count(weeks, 'week')} running: {', '.join(map(_sure, run))}"


def _sure(confidence: float) -> str:
    return words.number(confidence, "%")


def _last_known(weekly: Weekly) -> tuple[date | None, float | None]:
    return next(((week, value) for week, value in reversed(weekly) if value is not None), (None, None))


def _when(case: Case, week: date) -> str:
    return "last week" if week == case.week - calendar.WEEK else f"in the week of {words.day(week)}"


def _then_and_now(case: Case, then: float | None, when: str) -> str | None:
    if then is None or case.value is None:
        return None
    return f"{words.number(then, case.key_result.unit)} {when}, {words.number(case.value, case.key_result.unit)} now"


def _moved(change: Change, unit: str | None) -> str:
    new = _goalpost(change.new, unit) if change.new else "none"
    moved = f"{change.field} moved from {_goalpost(change.old or '', unit)} to {new} on {words.day(change.changed_at)}"
    return f"{moved}: {change.reason}" if change.reason else moved


def _goalpost(text: str, unit: str | None) -> str:
    """A goalpost as it was stored, which is as text: a number, a date, or whatever an imported change log says."""
    with suppress(ValueError, OverflowError):
        return words.number(float(text), unit)
    with suppress(ValueError):
        return words.day(date.fromisoformat(text))
    return text
