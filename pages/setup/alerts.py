"""Alerts: which KPIs Slack will be told of, word for word, and which it was told of."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from data.rules.meeting import Send
from data.telling import sends
from data.telling.alerts import Alert
from pages.parts import links, load
from pages.setup import jobs, parts

_WHAT = "KPIs that moved beyond their usual noise, each once for a week; those of confidential key results stay inside."
_NO_WEBHOOK = Markup(" Slack is not connected yet: set <code>SLACK_WEBHOOK_URL</code>.")


def show() -> None:
    waiting, told = load.alerts()
    parts.heading("Alerts", _lead())
    rows = [_waits(alert) for alert in waiting] + [_told(send) for send in reversed(told)]
    if rows:
        st.html(parts.table(("KPI", "What Slack is told", "Told"), rows))
    else:
        st.html('<p class="okr soft">No KPI moved beyond its usual noise in this week or the last: it stays quiet.</p>')


def _lead() -> Markup:
    """Whether they go by themselves."""
    settings = load.settings()
    connected = Markup("") if sends.webhook(settings) else _NO_WEBHOOK
    if jobs.is_on("alerts"):
        return Markup("After each sync, Slack’s channel is told of {}{}").format(_WHAT, connected)
    lacks = "[store] jobs_on_sample" if settings.reminders.alerts else "[reminders] alerts"
    by_hand = Markup(
        "Slack’s channel is told of {} They are sent when somebody runs <code>okr send alerts</code>; with "
        "<code>{} = true</code> they go by themselves after each sync.{}"
    )
    return by_hand.format(_WHAT, lacks, connected)


def _waits(alert: Alert) -> tuple[str | Markup, ...]:
    return _kpi(alert.kpi.kpi, alert.kpi.name), _said(alert.text, alert.kpi.name), "not yet"


def _told(send: Send) -> tuple[str | Markup, ...]:
    about = send.about or ""
    kpi = load.kpis_by_id().get(about)
    name = kpi.name if kpi else about
    at = f"✓ Slack {parts.moment(send.recorded_at)}" if send.recorded_at else ""
    return _kpi(about, name), _said(send.text or "", name), Markup('<span class="num">{}</span>').format(at)


def _kpi(kpi: str, name: str) -> Markup:
    return links.link(name, "/kpis", kpi=kpi)


def _said(text: str, name: str) -> str:
    return text.removeprefix(f"{name}: ")
