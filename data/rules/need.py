"""Why a key result is on Monday's list: the order of need for discussion, with its reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.rules import status, words
from data.rules.okr import KeyResult, Status
from data.rules.progress import bounds, in_band
from data.rules.review import Flag, Forecast

# In this order: what only people can settle first.
ORDER = (
    "owner and numbers disagree",
    "status got worse",
    "help wanted",
    "silent",
    "raised",
    "forecast crossed the target",
    "confidence falling",
)
_FLAGS = frozenset(ORDER)


def reasons(
    key_result: KeyResult,
    now: Status,
    before: Status | None,
    flags: Sequence[Flag],
    forecast: Forecast | None,
    previous_forecast: Forecast | None,
) -> tuple[Flag, ...]:
    """Every reason to discuss a key result, the most pressing first; none once it is done or cancelled."""
    if now in ("done", "cancelled"):
        return ()
    found = {flag.flag: flag for flag in flags if flag.flag in _FLAGS}
    for extra in (*_worse(now, before), *_crossed(key_result, forecast, previous_forecast)):
        found[extra.flag] = extra
    return tuple(found[name] for name in ORDER if name in found)


def rank(reasons: Sequence[Flag]) -> tuple[int, ...]:
    """Sorts key results by need: by their most pressing reason, then the next; without any comes last."""
    return (*(ORDER.index(reason.flag) for reason in reasons), len(ORDER))


def _worse(now: Status, before: Status | None) -> Iterator[Flag]:
    if status.is_worse(now, before):
        yield Flag("status got worse", f"{before} last week, {now} now")


def _crossed(key_result: KeyResult, now: Forecast | None, before: Forecast | None) -> Iterator[Flag]:
    """The forecast fell short of the target that it reached last week, or the other way round."""
    if now is None or before is None or _lands(key_result, now) is None:
        return
    if _lands(key_result, now) != _lands(key_result, before):
        side = "now reaches" if _lands(key_result, now) else "no longer reaches"
        then, value = (words.number(each.value, key_result.unit, 3) for each in (before, now))
        yield Flag("forecast crossed the target", f"the forecast {side} the target: {then} last week, {value} now")


def _lands(key_result: KeyResult, forecast: Forecast) -> bool | None:
    """Whether the forecast's value is a reached target; None where there is none to reach."""
    low, high = bounds(key_result)
    if low is not None or high is not None:
        return in_band(forecast.value, low, high)
    if key_result.target is None or key_result.baseline is None:
        return None
    is_up = key_result.target >= key_result.baseline
    return forecast.value >= key_result.target if is_up else forecast.value <= key_result.target
