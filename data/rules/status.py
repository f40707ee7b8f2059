"""Status: what the owner states, what their confidence means, and what the numbers say beside it."""

from __future__ import annotations

from data.rules import pace, progress, words
from data.rules.limits import Limits
from data.rules.okr import STAY_KINDS, KeyResult, Status

BEST_TO_WORST: tuple[Status, ...] = ("done", "on track", "at risk", "off track")

Judged = tuple[Status | None, str | None]


def of(
    stated: Status | None,
    confidence: float | None,
    implied: Status | None,
    has_update: bool,
    dropped: bool,
    limits: Limits,
) -> Status:
    """The status of a key result in a week: cancelled, silent, the stated one, the confidence's, the numbers'.

    Silence outranks everything stated before; only a cancelled key result owes no update. An update without a status, a
    confidence or a number says nothing about the status: that is silence too.
    """
    if dropped or stated == "cancelled":
        return "cancelled"
    if not has_update:
        return "silent"
    return stated or from_confidence(confidence, limits) or implied or "silent"


def from_confidence(confidence: float | None, limits: Limits) -> Status | None:
    """The status that a confidence, in percent, stands for."""
    return None if confidence is None else _by(confidence, limits.confidence_on_track, limits.confidence_at_risk)


def implied(
    key_result: KeyResult,
    progress: float | None,
    expected: float | None,
    latest_value: float | None,
    limits: Limits,
    *,
    past_due: bool = False,
) -> Judged:
    """What the numbers say, and the rule with its numbers in words; None where they say nothing, and the words why.

    Never "done": that is the owner's to state. `past_due` matters to the kinds without pace: done and baseline.
    """
    if key_result.kind in STAY_KINDS:
        return _by_band(key_result, progress, latest_value, limits)
    if key_result.kind in pace.PACED_KINDS:
        return _by_pace(key_result, progress, expected, limits)
    return _by_outcome(progress, past_due)


def is_worse(now: Status, before: Status | None) -> bool:
    """Whether a status got worse; silence and cancellation are neither better nor worse than anything."""
    return steps_apart(now, before) > 0


def steps_apart(now: Status | None, before: Status | None) -> int:
    """By how many steps of done, on track, at risk, off track a status is worse than another; negative when better."""
    if now not in BEST_TO_WORST or before not in BEST_TO_WORST:
        return 0
    return BEST_TO_WORST.index(now) - BEST_TO_WORST.index(before)


def reaches(number: float, cut_off: float) -> bool:
    """Whether a number is at its cut-off or above, whatever the last bits of a division say: 0.36 ÷ 0.4 is 0.9."""
    return number >= cut_off - 1e-9


def _by(number: float, on_track: float, at_risk: float) -> Status:
    if reaches(number, on_track):
        return "on track"
    return "at risk" if reaches(number, at_risk) else "off track"


def _by_pace(key_result: KeyResult, done: float | None, expected: float | None, limits: Limits) -> Judged:
    if done is None:
        return None, _why_unknown(key_result)
    if done >= 1:
        return "on track", f"target reached: {words.percent_reached(done)} done"
    if expected is None:
        return None, "no expected progress to compare with"
    if reaches(0, expected):
        return "on track", "nothing is expected yet"
    ratio = done / expected
    status = _by(ratio, limits.pace_on_track, limits.pace_at_risk)
    numbers = f"{words.percent(done)} done of the {words.percent(expected)} expected by now"
    return status, f"{numbers}: {words.percent_reached(ratio)} of pace, {_cut_off(status, limits)}"


def _by_band(key_result: KeyResult, share: float | None, latest_value: float | None, limits: Limits) -> Judged:
    if share is None or latest_value is None:
        return None, _why_unknown(key_result)
    low, high = progress.bounds(key_result)
    status = _by(share, limits.pace_on_track, limits.pace_at_risk)
    rule = f"in band in {words.percent_reached(share)} of the weeks with a value, {_cut_off(status, limits)}"
    if progress.in_band(latest_value, low, high):
        return status, rule
    wanted = words.band(low, high, key_result.unit)
    now = f"but out of band now: {words.number(latest_value, key_result.unit)}, should be {wanted}"
    return ("at risk" if status == "on track" else status), f"{rule}, {now}"


def _by_outcome(done: float | None, past_due: bool) -> Judged:
    if done is not None and done >= 1:
        return "on track", "reached"
    if past_due:
        return "off track", "not reached, and the due date has passed"
    return None, "reached or not reached: there is no pace before the due date"


def _cut_off(status: Status, limits: Limits) -> str:
    match status:
        case "on track":
            return f"on track from {words.percent(limits.pace_on_track)}"
        case "at risk":
            return f"at risk from {words.percent(limits.pace_at_risk)}"
        case _:
            return f"off track below {words.percent(limits.pace_at_risk)}"


def _why_unknown(key_result: KeyResult) -> str:
    return progress.missing(key_result) or "no value yet"
