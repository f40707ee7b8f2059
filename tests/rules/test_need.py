"""What Monday discusses, in which order, and why."""

from __future__ import annotations

import pytest

from data.rules import need
from data.rules.okr import KeyResult, Status
from data.rules.review import Flag, Forecast

INSTALLS = KeyResult("self-serve", "reliability", "Installs", baseline=20, target=80, unit="installs")
LATENCY = KeyResult("p95", "reliability", "p95", kind="decrease", baseline=900, target=450, unit="ms")
UPTIME = KeyResult("uptime", "reliability", "Uptime", kind="stay_above", target=99.9, unit="%")


def landing(value: float) -> Forecast:
    return Forecast(value, value - 5, value + 5, 0.5)


def reasons(
    *flags: str,
    now: Status = "on track",
    before: Status | None = "on track",
    forecasts: tuple[Forecast | None, Forecast | None] = (None, None),
    key_result: KeyResult = INSTALLS,
) -> list[str]:
    raised = [Flag(flag, f"because of {flag}") for flag in flags]
    then, landed = forecasts
    return [reason.flag for reason in need.reasons(key_result, now, before, raised, landed, then)]


def test_what_needs_no_discussion_is_not_on_the_list():
    assert reasons() == []
    assert reasons("stalled", "behind pace", "kpi stale") == []  # on the board, not on the agenda


def test_the_reasons_come_in_the_order_of_need():
    found = reasons("raised", "silent", "help wanted", "owner and numbers disagree", now="at risk")
    assert found == ["owner and numbers disagree", "status got worse", "help wanted", "silent", "raised"]


@pytest.mark.parametrize(
    ("before", "now", "is_worse"),
    [
        ("on track", "at risk", True),
        ("done", "on track", True),
        ("off track", "at risk", False),
        ("silent", "off track", False),
        (None, "off track", False),
    ],
)
def test_a_status_that_got_worse_is_discussed(before, now, is_worse):
    assert reasons(before=before, now=now) == (["status got worse"] if is_worse else [])


@pytest.mark.parametrize("over", ["done", "cancelled"])
def test_done_and_cancelled_are_not_discussed(over):
    assert reasons("raised", "help wanted", now=over) == []


@pytest.mark.parametrize(
    ("key_result", "then", "now", "is_news"),
    [
        (INSTALLS, 85, 78, True),
        (INSTALLS, 78, 85, True),
        (INSTALLS, 85, 90, False),
        (LATENCY, 440, 470, True),
        (LATENCY, 480, 470, False),
        (UPTIME, 99.95, 99.8, True),
        (KeyResult("x", "o", "No target yet", baseline=1), 1, 2, False),
    ],
)
def test_a_forecast_that_crossed_the_target_is_discussed_in_either_direction(key_result, then, now, is_news):
    found = reasons(key_result=key_result, forecasts=(landing(then), landing(now)))
    assert found == (["forecast crossed the target"] if is_news else [])


def test_a_crossed_forecast_says_both_values():
    (reason,) = need.reasons(INSTALLS, "on track", "on track", (), landing(78), landing(85))
    assert reason.reason == "the forecast no longer reaches the target: 85 installs last week, 78 installs now"


def test_key_results_are_ranked_by_their_most_pressing_reason_then_the_next():
    disagree, help_wanted, silent = (
        Flag(name, "…") for name in ("owner and numbers disagree", "help wanted", "silent")
    )
    ranked = sorted([(), (silent,), (disagree,), (help_wanted,), (disagree, help_wanted)], key=need.rank)
    assert ranked == [(disagree, help_wanted), (disagree,), (help_wanted,), (silent,), ()]
