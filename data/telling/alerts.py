"""Alerts: KPIs that moved beyond their usual noise are told to Slack after a sync, each once for a week."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from data.config import Settings
from data.errors import OkrError
from data.exports.slack import alert_message, block_kit, message
from data.exports.slack.message import Message
from data.monday import kpis
from data.rules import calendar, confidential, gauges, movements, noise
from data.rules.gauges import Gauge
from data.rules.limits import Limits
from data.rules.meeting import Send
from data.rules.review import KpiReview
from data.store import journal
from data.store.connection import Store
from data.telling import posting, sends
from data.telling.sends import NotConnected

_turn = threading.Lock()  # two who tell at once tell once


@dataclass(frozen=True, slots=True)
class Alert:
    """A KPI that moved beyond its noise in a week."""

    week: date
    kpi: KpiReview

    @property
    def text(self) -> str:
        return movements.kpi_moved(self.kpi).text


@dataclass(frozen=True, slots=True)
class Report:
    """What is news, and where it goes: `to` is None without a webhook, `sent_at` None as long as it has not gone.

    `problem` is a sentence on what came between, where a sync goes on without it.
    """

    alerts: tuple[Alert, ...]
    message: Message
    to: str | None
    sent_at: datetime | None = None
    by: str | None = None
    problem: str | None = None

    @property
    def text(self) -> str | None:
        return message.text(self.message) if self.alerts else None

    def as_json(self) -> dict[str, Any]:
        return {
            "what": "alerts",
            "to": self.to,
            "sent_at": self.sent_at.isoformat().replace("+00:00", "Z") if self.sent_at else None,
            "by": self.by,
            "problem": self.problem,
            "alerts": [
                {"kpi": each.kpi.kpi, "name": each.kpi.name, "week": each.week.isoformat(), "text": each.text}
                for each in self.alerts
            ],
            "text": self.text,
            "blocks": block_kit.blocks(self.message) if self.alerts else [],
        }


def are_wanted(store: Store, settings: Settings) -> bool:
    """Whether they go by themselves after a sync; on the sample quarter only where its jobs are wanted too."""
    is_alive = settings.store.jobs_on_sample or journal.sample_today(store) is None
    return settings.reminders.alerts and is_alive


def news(store: Store, settings: Settings, as_of: datetime | None = None) -> list[Alert]:
    """What moved beyond its noise in this week or the last, by the newest whole period, and is not told yet.

    The KPIs of confidential key results stay inside, and so do confidential names.
    """
    as_of = as_of or store.now()
    this_week = calendar.monday(as_of.date())
    last_week = this_week - calendar.WEEK
    inside = _inside(store, settings, last_week, this_week, as_of)
    found = kpis.gauges(store, this_week - gauges.NOISE_FROM * calendar.WEEK, calendar.sunday(this_week), as_of)
    moved = [_alert(gauge, as_of.date(), settings.limits) for name, gauge in found.items() if name not in inside]
    told = {(send.about, send.week) for send in told_lately(store, as_of)}
    return [
        replace(alert, kpi=_unnamed(alert.kpi, settings))
        for alert in moved
        if alert and alert.week >= last_week and (alert.kpi.kpi, alert.week) not in told
    ]


def told_lately(store: Store, as_of: datetime | None = None) -> list[Send]:
    """What was told of this week and the last, oldest first; each send is about a KPI."""
    as_of = as_of or store.now()
    this_week = calendar.monday(as_of.date())
    weeks = (this_week - calendar.WEEK, this_week)
    return [send for week in weeks for send in journal.sends_of_week(store, "alert", week, as_of)]


def tell(store: Store, settings: Settings, *, dry_run: bool = False, by: str | None = None) -> Report:
    """Post what is news in one message, and keep that it was told; what may have arrived counts as told.

    Raises NotConnected without a webhook, posting.NotSent when it waits for the next time, and posting.PerhapsSent.
    """
    with _turn:
        url = sends.webhook(settings)
        report = _report(news(store, settings), settings, posting.place(url) if url else None, by)
        if dry_run or not report.alerts:
            return report
        if not url:
            raise NotConnected(
                f"Slack is not connected, so that {_names(report.alerts)} could not be told: set SLACK_WEBHOOK_URL, or "
                "[reminders] alerts = false."
            )
        try:
            posting.post(url, block_kit.fallback(report.message), block_kit.blocks(report.message))
        except posting.PerhapsSent:
            _keep(store, report)
            raise
        except posting.NotSent as error:
            raise posting.NotSent(f"{error} {_names(report.alerts)} will be told the next time.") from error
        return replace(report, sent_at=_keep(store, report))


def after_sync(store: Store, settings: Settings, *, by: str | None = None) -> Report | None:
    """Tell what a sync found, if that is wanted: None where it is not. What prevents it is the report's problem, since
    the sync is done.
    """
    if not are_wanted(store, settings):
        return None
    try:
        return tell(store, settings, by=by)
    except OkrError as error:
        return replace(_report([], settings, None, by), problem=str(error))


def _report(found: Iterable[Alert], settings: Settings, to: str | None, by: str | None) -> Report:
    by_week: dict[date, list[KpiReview]] = defaultdict(list)
    alerts = tuple(sorted(found, key=lambda alert: alert.week, reverse=True))
    for alert in alerts:
        by_week[alert.week].append(alert.kpi)
    return Report(alerts, alert_message.of(by_week, settings.org.name, settings.org.address), to, by=by)


def _inside(store: Store, settings: Settings, last_week: date, this_week: date, as_of: datetime) -> set[str | None]:
    """The KPIs of confidential key results, in drafts too: of the quarters of both weeks and of the one to come."""
    begins = settings.org.fiscal_year_start_month
    running = calendar.quarter_of(this_week, begins)
    labels = {str(each) for each in (calendar.quarter_of(last_week, begins), running, running.next)}
    objectives = [each for label in sorted(labels) for each in journal.objectives(store, label, as_of)]
    return {each.kpi for each in journal.key_results(store, objectives, as_of) if each.confidential}


def _unnamed(kpi: KpiReview, settings: Settings) -> KpiReview:
    return replace(confidential.unnamed(kpi, settings.org.confidential_names), kpi=kpi.kpi)


def _alert(gauge: Gauge, on: date, limits: Limits) -> Alert | None:
    """The news of a KPI's newest whole period, beside those that mean the same; a running one falls short of those
    before it until it is over.
    """
    readings = [reading for reading in gauge.readings if not reading.is_partial]
    since = max(gauges.breaks(readings), default=date.min)
    whole = tuple(reading for reading in readings if reading.date >= since)
    if not whole:
        return None
    week = calendar.monday(whole[-1].date)
    kpi = gauges.review(_with_weeks_to(replace(gauge, readings=whole)), week, on, limits)
    return Alert(week, kpi) if noise.is_news(kpi.change, kpi.usual_change, limits) else None


def _with_weeks_to(gauge: Gauge) -> Gauge:
    """A KPI that is read every day or two, with its days moved so that its weeks end with the newest: what is read on a
    Tuesday is compared with Tuesdays.
    """
    last = gauge.readings[-1].date
    late = calendar.sunday(calendar.monday(last)) - last if gauge.rhythm < calendar.WEEK.days else timedelta()
    moved = (replace(reading, date=reading.date + late) for reading in gauge.readings)
    return replace(gauge, readings=tuple(moved)) if late else gauge


def _names(alerts: Iterable[Alert]) -> str:
    return ", ".join(alert.kpi.name for alert in alerts)


def _keep(store: Store, report: Report) -> datetime:
    """Keep what was told of each KPI; answers with the moment."""
    with store.writing() as writer:
        told = [
            Send(each.week, "alert", report.to, each.text, report.by, writer.moment, each.kpi.kpi)
            for each in report.alerts
        ]
        journal.record(writer, told)
        return writer.moment
