"""What a reader must know of a KPI before quoting its number: which way is good, and that it is stale, restated, …"""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from data.rules import gauges, words
from data.rules.gauges import Gauge
from data.rules.okr import Kpi, Reading

RECENT = timedelta(weeks=13)  # a restatement that came out longer ago is history, told with the whole series
STYLE = Markup("""<style>
.mark { font-weight: 650; color: var(--s-at-risk); white-space: nowrap; } .mark.old { color: var(--s-off-track); }
</style>""")
_WANTED = {"up": "higher is better", "down": "lower is better", "none": "neither higher nor lower is better"}


def wanted(kpi: Kpi, *, has_band: bool) -> str:
    """Which way is good. `has_band`: a key result that reads it is to stay between two limits."""
    return _WANTED[kpi.good_direction] + (": it has a band" if kpi.good_direction == "none" and has_band else "")


def of(gauge: Gauge, stale_reason: str | None, first: date, today: date) -> list[Markup]:
    """Stale, defined anew since `first`, restated lately: each in a line."""
    anew = [
        Markup('<span class="mark">┊ Defined anew</span> from {}').format(words.day(day, today))
        for day in gauges.breaks(gauge.readings)
        if day >= first
    ]
    return [doubt for doubt in (stale(stale_reason), *anew, _restated(gauge, today)) if doubt]


def stale(reason: str | None) -> Markup | None:
    return Markup('<span class="mark old">■ Stale:</span> {}').format(reason) if reason else None


def _restated(gauge: Gauge, today: date) -> Markup | None:
    """The newest date that now has another value than was seen before, among those restated lately."""
    counts = {reading.date: reading for reading in gauge.readings}
    recent = [(counts[day], was) for day, was in gauge.restated if today - _restated_on(counts[day]) <= RECENT]
    if not recent:
        return None
    reading, was = recent[-1]
    unit = gauge.kpi.unit
    more = f", and {words.count(len(recent) - 1, 'more date')}" if len(recent) > 1 else ""
    return Markup('<span class="mark">○ Restated:</span> {} is {}, was first seen as {}{}').format(
        words.day(reading.date, today), words.number(reading.value, unit), words.number(was, unit), more
    )


def _restated_on(reading: Reading) -> date:
    return reading.captured_at.date() if reading.captured_at else reading.date
