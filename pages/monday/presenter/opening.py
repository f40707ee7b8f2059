"""The slides that open the meeting: the week's headline and the KPIs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import streamlit as st
from markupsafe import Markup

from data.monday.meeting import Meeting
from data.rules import calendar, noise, words
from data.rules.gauges import Gauge
from data.rules.review import KpiReview
from pages.monday import headline, news
from pages.monday.presenter.place import Place
from pages.parts import charts, links, load, rows, spark
from pages.parts.rows import Context

_WEEKS = 26

CSS = (
    headline.CSS
    + news.CSS
    + Markup("""
.opening h1 { font-size: 2.1rem; line-height: 1.15; margin: 0.2rem 0 0; padding: 0; font-weight: 720; }
.okr .opening .counts { gap: 0.2rem 1.7rem; margin: 0.7rem 0 0.5rem; }
.okr .opening .counts li { font-size: 1.15rem; } .opening .counts b { font-size: 2.7rem; line-height: 1.1; }
.opening .news { display: block; } .okr .opening .news h2 { font-size: 1.15rem; }
.okr .opening .news li { font-size: 1.02rem; margin-bottom: 0.35rem; }
.okr .tiles { width: 100%; border-collapse: collapse; margin: 0.4rem 0 0; font-size: var(--size, 1.05rem); }
.okr .tiles td { border: 0; border-top: 1px solid var(--line); padding: 0.22em 1em 0.22em 0; vertical-align: middle; }
.okr .tiles td:first-child { width: 1.2em; padding: 0 0.3em; color: var(--bad); }
.okr .tiles td:nth-child(2) { width: 36%; line-height: 1.2; } .okr .tiles td:last-child { padding-right: 0; }
.tiles .value { font-size: 1.55em; font-weight: 680; text-align: right; line-height: 1.15; }
.tiles a { text-decoration: none; font-weight: 600; } .tiles img { display: block; zoom: 1.2; margin-left: auto; }
.tiles small { color: var(--soft); font-size: 0.8em; display: block; line-height: 1.25; }
.tiles tr.news-row { background: var(--wash); }
""")
)


def week(place: Place, context: Context) -> None:
    """Quarter and week, the counts against last week, what changed, and who is silent."""
    review = place.meeting.review
    st.html(
        Markup('<div class="okr opening"><h1>{}, week {}</h1><p class="soft">{}. {}</p>{}{}</div>').format(
            review.quarter,
            review.week_of_quarter,
            words.span(review.week),
            _takes_place(place.meeting),
            headline.counts(review, context),
            news.news(review, context),
        )
    )


def kpis(place: Place) -> None:
    """Every KPI, the worst news first, each with its course."""
    found = place.meeting.review.kpis
    if not found:
        text = Markup("No KPI yet. {} how Looker is connected, or import readings.")
        st.html(_said("KPIs", text.format(links.link("Setup says", "/setup"))))
        return
    courses, until = gauges(place.week), calendar.sunday(place.week)
    lines = Markup("").join(_kpi(kpi, courses, until) for kpi in sorted(found, key=_need))
    size = "1.05rem" if len(found) <= 12 else "0.9rem"
    st.html(
        Markup(
            '<div class="okr opening"><h1>{}</h1>'
            '<table class="tiles" style="--size: {}"><tbody>{}</tbody></table></div>'
        ).format(_of_kpis(found), size, lines)
    )


def gauges(week: date) -> dict[str, Gauge]:
    """The readings that the slide of the KPIs shows, by KPI."""
    return load.gauges(week - (_WEEKS - 1) * calendar.WEEK, calendar.sunday(week))


def _said(title: str, text: Markup) -> Markup:
    return Markup('<div class="okr opening"><h1>{}</h1><p class="lead">{}</p></div>').format(title, text)


def _takes_place(meeting: Meeting) -> str:
    """When the meeting is; a Monday without one, and one on another day, are said."""
    org, on = load.settings().org, meeting.review.week
    begins = meeting.begins_at.astimezone(ZoneInfo(org.moved.get(on, org.sync_moment).zone))
    when = f"{begins:%A} {words.day(begins.date())}, {begins:%H:%M %Z}"
    if on in org.weeks_without_sync:
        return "This week has no meeting. It can be read and closed all the same"
    if meeting.closing:
        return f"The week is closed; the meeting was on {when}"
    return f"The meeting was moved to {when}" if on in org.moved else f"Meeting on {when}"


def _of_kpis(found: tuple[KpiReview, ...]) -> str:
    """ "12 KPIs, 2 of them news"."""
    count = sum(map(_is_news, found))
    return words.count(len(found), "KPI") + (f", {count} with news" if count else ", nothing out of the ordinary")


def _is_news(kpi: KpiReview) -> bool:
    return kpi.stale or noise.is_news(kpi.change, kpi.usual_change, load.settings().limits)


def _need(kpi: KpiReview) -> tuple:
    """Bad news, then what is stale, then other news; what got worse before what got better."""
    order = {False: 0, None: 1, True: 2}[kpi.good]
    return not (_is_news(kpi) and kpi.good is False), not kpi.stale, not _is_news(kpi), order, kpi.name


def _kpi(kpi: KpiReview, courses: Mapping[str, Gauge], until: date) -> Markup:
    first = until - _WEEKS * calendar.WEEK
    picture = spark.of(courses[kpi.kpi], first, until, charts.colours()) if kpi.kpi in courses else ""
    line = Markup('<tr class="{}"><td>{}</td><td>{}</td><td class="num value">{}</td><td>{}</td><td>{}</td></tr>')
    mark = Markup('<span title="news">◆</span>') if _is_news(kpi) else ""
    value = words.number(kpi.value, kpi.unit) if kpi.value is not None else "no reading"
    name = links.link(kpi.name, "/kpis", kpi=kpi.kpi) + rows.small(_doubt(kpi))
    return line.format("news-row" if _is_news(kpi) else "", mark, name, value, _moved(kpi), picture)


def _doubt(kpi: KpiReview) -> str | None:
    """Why the number is to be doubted."""
    told = (kpi.stale_reason, "restated" if kpi.is_restated else None, "so far" if kpi.is_partial else None)
    return ", ".join(filter(None, told)) or None


def _moved(kpi: KpiReview) -> Markup:
    """ "▼ −37 ms, better", with what is usual."""
    usual = f"usually {words.number(kpi.usual_change, kpi.unit, 3)} a week" if kpi.usual_change is not None else None
    small = rows.small(usual)
    if kpi.change is None:
        return Markup('<span class="soft">nothing to compare</span>{}').format(small)
    if kpi.change == 0:
        return Markup('<span class="soft">no change</span>{}').format(small)
    css, verdict = {True: ("good", ", better"), False: ("bad", ", worse"), None: ("", "")}[kpi.good]
    arrow = "▲" if kpi.change > 0 else "▼"
    text = Markup('<span class="num {}">{} {}{}</span>{}')
    return text.format(css, arrow, words.change(kpi.change, kpi.unit), verdict, small)
