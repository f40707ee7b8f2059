"""Alerts: KPIs that moved beyond their usual noise are told to Slack after a sync, each once for a week."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from data.config import Settings
from data.exports.slack import alert_message, block_kit
from data.monday import kpis, weekly
from data.rules import calendar, gauges, movements, noise
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.meeting import Send
from data.rules.review import KpiReview
from data.store import journal
from data.store.connection import Store
from data.telling import posting
from data.telling.sends import NotConnected

_turn = threading.Lock()  # two who tell at once tell once


@dataclass(frozen=True, slots=True)
class Alert:
    """A KPI that moved beyond its noise in a week."""

    week: date
    kpi: KpiReview


def news(store: Store, settings: Settings, as_of: datetime | None = None) -> list[Alert]:
    """What moved beyond its noise in this week or the last, by the newest whole period, and is not told yet.

    The KPIs of confidential key results stay inside.
    """
    as_of = as_of or store.now()
    this_week = calendar.monday(as_of.date())
    known = weekly.facts(store, settings, this_week, as_of).key_results
    inside = {key_result.kpi for key_result in known if key_result.confidential}
    found = kpis.gauges(store, this_week, calendar.sunday(this_week), as_of)
    alerts = [_alert(gauge, as_of.date(), settings.limits) for name, gauge in found.items() if name not in inside]
    recent = [alert for alert in alerts if alert and alert.week >= this_week - calendar.WEEK]
    return [each for each in recent if not journal.newest_send(store, "alert", each.week, as_of, about=each.kpi.kpi)]


def tell(store: Store, settings: Settings) -> list[Alert]:
    """Post what is news in one message, and keep that it was told; what may have arrived counts as told.

    Raises NotConnected without a webhook, and what `posting.post` raises.
    """
    with _turn:
        found = news(store, settings)
        if not found:
            return []
        secret = settings.secrets.slack_webhook_url
        webhook = secret.get_secret_value().strip() if secret else ""
        if not webhook:
            raise NotConnected("Slack is not connected: set SLACK_WEBHOOK_URL, or [reminders] alerts = false.")
        shown = alert_message.of([each.kpi for each in found], settings.org.name, settings.org.address)
        try:
            posting.post(webhook, block_kit.fallback(shown), block_kit.blocks(shown))
        except posting.PerhapsSent:
            _keep(store, found, posting.place(webhook))
            raise
        _keep(store, found, posting.place(webhook))
        return found


def _alert(gauge: Gauge, on: date, limits: Limits) -> Alert | None:
    """The news of a KPI's newest whole period; a running one falls short of those before it until it is over."""
    whole = tuple(reading for reading in gauge.readings if not reading.is_partial)
    if not whole:
        return None
    week = calendar.monday(whole[-1].date)
    kpi = gauges.review(replace(gauge, readings=whole), week, on, limits)
    return Alert(week, kpi) if noise.is_news(kpi.change, kpi.usual_change, limits) else None


def _keep(store: Store, told: Sequence[Alert], to: str) -> None:
    with store.writing() as writer:
        sends = [
            Send(each.week, "alert", to, movements.kpi_moved(each.kpi).text, None, writer.moment, each.kpi.kpi)
            for each in told
        ]
        journal.record(writer, sends)
