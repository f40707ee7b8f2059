"""Trends: any key results and KPIs over any weeks, as a chart, a table and files. The address holds the choice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st
from markupsafe import Markup

from data.monday import trends
from data.monday.trends import MEASURES, Measure, Trend
from data.rules import calendar, words
from data.rules.board import Facts
from pages.explore import trend_chart, trend_table
from pages.explore.trend_chart import View
from pages.parts import charts, links, load

HALF_YEAR, YEAR, OTHER = "last 26 weeks", "last 52 weeks", "from – to"
LAST = {HALF_YEAR: 26, YEAR: 52}
MOST_WEEKS = 104
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHOSEN = 12  # key results, and KPIs: more lines than that tell nothing
TELLING = 3  # key results that are shown when none is chosen

_STYLE = Markup("""<style>
.trends-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.2rem; margin-top: 0.6rem; }
.trends-head h1 { font-size: 1.55rem; font-weight: 700; letter-spacing: -0.01em; line-height: 1.25; }
.trends-head h1 { margin: 0; padding: 0; }
</style>""")

Choice = tuple[list[str], list[str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen over some weeks: key results and KPIs by id with their labels, and whole groups by name."""

    key_results: Mapping[str, str]
    kpis: Mapping[str, str]
    groups: Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the row of controls asks for, and what can be chosen for it."""

    measure: Measure
    span: str
    weeks: Sequence[date]
    quarters: Sequence[Facts]
    offer: Offer
    has_pace: bool


def _page(*parts: Markup) -> Markup:
    return Markup('<div class="okr">{}</div>').format(Markup("").join(parts))


def _weeks(span: str, today: date) -> list[date]:
    """The Mondays of a span, oldest first, none after today's."""
    last = calendar.monday(today)
    if span in LAST:
        return [last - n * calendar.WEEK for n in reversed(range(LAST[span]))]
    if span == OTHER:
        return _from_to(today)
    quarter = calendar.parse_quarter(span, load.settings().org.fiscal_year_start_month)
    return [week for week in quarter.review_weeks if week <= last] or [last]


def _from_to(today: date) -> list[date]:
    asked = [
        st.date_input(label, day, max_value=today, key=label.lower(), bind="query-params", width=140)
        for label, day in (("From", today - timedelta(weeks=13)), ("To", today))
    ]
    first, last = sorted(map(calendar.monday, asked))
    count = min((last - first).days // 7 + 1, MOST_WEEKS)
    return [last - n * calendar.WEEK for n in reversed(range(count))]


def _facts(weeks: Sequence[date]) -> list[Facts]:
    """The facts of each quarter that the weeks lie in, up to its last week among them."""
    last_of = {load.quarter(week): week for week in weeks}
    return [load.facts(week) for week in last_of.values()]


def _offer(quarters: Sequence[Facts]) -> Offer:
    labels: dict[str, str] = {}
    groups: dict[str, Choice] = {"Most flags": (_most_flags(quarters[-1]), [])}
    for facts in reversed(quarters):
        teams = {objective.objective: objective.team or objective.title for objective in facts.objectives}
        when = f", {facts.quarter}" if facts is not quarters[-1] else ""
        for kr in sorted(facts.key_results, key=lambda kr: (teams[kr.objective].casefold(), kr.objective)):
            labels[kr.key_result] = f"{teams[kr.objective]}: {kr.title}{when}"
    by_team = sorted((gauge.kpi for gauge in quarters[-1].gauges.values()), key=lambda kpi: kpi.team or "")
    kpis = {kpi.kpi: f"{kpi.team}: {kpi.name}" if kpi.team else kpi.name for kpi in by_team}
    return Offer(_distinct(labels), _distinct(kpis), groups | _groups(quarters[-1]))


def _groups(facts: Facts) -> dict[str, Choice]:
    """A quarter's key results by team, objective and owner, and the KPIs by team."""
    found: dict[str, Choice] = defaultdict(lambda: ([], []))
    objectives = {objective.objective: objective for objective in facts.objectives}
    for kr in (kr for kr in facts.key_results if not kr.dropped):
        objective, owner = objectives[kr.objective], facts.people.get(kr.owner or "")
        for name in (
            f"Team: {objective.team}" if objective.team else None,
            f"Objective: {objective.title}",
            f"Owner: {owner.name}" if owner else None,
        ):
            if name:
                found[name][0].append(kr.key_result)
    for gauge in facts.gauges.values():
        found[f"KPIs: {gauge.kpi.team or 'no team'}"][1].append(gauge.kpi.kpi)
    order = ("Team", "Objective", "Owner", "KPIs")
    return dict(sorted(found.items(), key=lambda group: (order.index(group[0].partition(":")[0]), group[0].casefold())))


def _most_flags(facts: Facts) -> list[str]:
    """The key results with the most to talk about, as the board has them in that week."""
    rows = [
        row for row in load.review(facts.week).key_results if row.status != "cancelled" and row.progress is not None
    ]
    return [row.key_result for row in sorted(rows, key=lambda row: -len(row.flags))[:TELLING]]


def _distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels that name one thing each: a picker tells its options apart by them."""
    seen = list(labels.values())
    return {name: f"{text} ({name})" if seen.count(text) > 1 else text for name, text in labels.items()}


def _chosen(offer: Offer) -> tuple[Choice, list[str]]:
    """What the address names, else what tells most, and the names of it that are not to be had in these weeks."""
    asked = {name: [each for each in st.query_params.get_all(name) if each] for name in ("kr", "kpi")}
    if "kr" not in st.query_params and "kpi" not in st.query_params:
        asked["kr"] = offer.groups["Most flags"][0] if offer.key_results else []
    key_results = [each for each in asked["kr"] if each in offer.key_results]
    kpis = [each for each in asked["kpi"] if each in offer.kpis]
    return (key_results, kpis), [each for each in (*asked["kr"], *asked["kpi"]) if each not in {*key_results, *kpis}]


def _pick(name: str, label: str, labels: Mapping[str, str], chosen: Sequence[str]) -> None:
    """A picker whose choice is kept in the address by id: a label would break with the next rewording."""
    key = f"trends-{name}"
    st.session_state[key] = list(chosen)
    st.multiselect(
        label,
        list(labels),
        format_func=lambda each: labels.get(each, each),
        key=key,
        on_change=_keep,
        max_selections=MOST_CHOSEN,
        wrap=True,
    )


def _keep() -> None:
    """Write both pickers into the address; an empty one as such, so that it stays empty."""
    for name in ("kr", "kpi"):
        st.query_params[name] = st.session_state[f"trends-{name}"] or [""]


def _take(groups: Mapping[str, Choice]) -> None:
    group = st.session_state["trends-group"]
    if group:
        for name, chosen in zip(("kr", "kpi"), groups[group], strict=True):
            st.query_params[name] = chosen[:MOST_CHOSEN] or [""]
    st.session_state["trends-group"] = None


def _headline(trend: Trend, asked: Asked) -> Markup:
    key_results = sum(series.kind == "key result" for series in trend.series)
    kpis = len(trend.series) - key_results
    parts = [
        f"{asked.measure} of {words.count(key_results, 'key result')}" if key_results else "",
        words.count(kpis, "KPI") if kpis else "",
    ]
    what = " and ".join(part for part in parts if part) or "nothing chosen yet"
    return Markup('<div class="trends-head"><h1>{}</h1><span class="soft">{}</span></div>').format(
        what[0].upper() + what[1:], _when(trend.weeks[0], trend.weeks[-1], asked.span)
    )


def _when(first: date, last: date, span: str) -> str:
    """ "FY22 Q4, weeks of 1 November to 10 January 2022"."""
    year = f" {first.year}" if first.year != last.year else ""
    weeks = f"weeks of {words.day(first)}{year} to {words.day(last)} {last.year}"
    return weeks if span == OTHER else f"{span}, {weeks}"


def _downloads(trend: Trend, start_month: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        _download("CSV", "text/csv", trends.as_csv, trend, start_month)
        _download("XLSX", XLSX, trends.as_xlsx, trend, start_month)
        st.html('<div class="okr"><span class="soft">The address holds this choice: share it as it is.</span></div>')


def _download(name: str, mime: str, make: Callable[[Trend, int], str | bytes], trend: Trend, start_month: int) -> None:
    """A file that is made when it is asked for."""
    st.download_button(
        name,
        lambda: make(trend, start_month),
        file_name=f"trends-{trend.weeks[0]}-{trend.weeks[-1]}.{name.lower()}",
        mime=mime,
        key=f"trends-{name.lower()}",
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def _nothing_yet() -> Markup:
    return Markup(
        '<div class="trends-empty"><h2>Nothing to show a trend of yet</h2><p>Trends are drawn from key results '
        "with weekly updates and from KPIs. Import them, or connect Looker, in {}.</p></div>"
    ).format(links.link("Setup", "/setup"))


def _spans(today: date) -> list[str]:
    """The spans of weeks to choose from, the quarter under review first."""
    start_month = load.settings().org.fiscal_year_start_month
    current = str(load.quarter(load.week_under_review()))
    begun = [label for label in load.quarters() if calendar.parse_quarter(label, start_month).start <= today]
    return [*dict.fromkeys([current, *reversed(begun)]), HALF_YEAR, YEAR, OTHER]


def _ask(today: date) -> Asked:
    """The row of controls. The group that is chosen in it fills the pickers below."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure: Measure = (
            st.segmented_control(
                "Key results by", MEASURES, default="progress", required=True, key="measure", bind="query-params"
            )
            or "progress"
        )
        span = st.selectbox("Weeks", _spans(today), key="span", bind="query-params", width=170)
        weeks = _weeks(span, today)
        quarters = _facts(weeks)
        offer = _offer(quarters)
        st.selectbox(
            "Choose a whole group",
            list(offer.groups),
            index=None,
            placeholder="team, objective, owner …",
            key="trends-group",
            on_change=_take,
            args=(offer.groups,),
            width=300,
        )
        no_pace = measure == "confidence"
        has_pace = st.toggle("Pace", value=True, key="pace", bind="query-params", disabled=no_pace)
    return Asked(measure, span, weeks, quarters, offer, has_pace and not no_pace)


def _pick_series(offer: Offer) -> Choice:
    """The two pickers, and a word on what the address names in vain."""
    (key_results, kpis), missing = _chosen(offer)
    left, right = st.columns([2, 1])
    with left:
        _pick("kr", "Key results", offer.key_results, key_results)
    with right:
        _pick("kpi", "KPIs", offer.kpis, kpis)
    if missing:
        st.html(Markup('<div class="okr note">Not to be had in these weeks: {}.</div>').format(", ".join(missing)))
    return key_results, kpis


def _trend(asked: Asked, key_results: Sequence[str], kpis: Sequence[str]) -> Trend:
    weeks = asked.weeks
    gauges = load.gauges(weeks[0], calendar.sunday(weeks[-1])) if kpis else {}
    limits = load.settings().limits
    return trends.over(weeks, asked.quarters, gauges, key_results, kpis, asked.measure, limits)


def _draw(trend: Trend, has_pace: bool) -> None:
    start_month = load.settings().org.fiscal_year_start_month
    view = View(trend, start_month, load.settings().limits, charts.colours(), has_pace)
    undrawn = trend_chart.draw(view)
    if undrawn:
        st.html(_page(Markup('<span class="soft">In the table only: {}.</span>').format(", ".join(undrawn))))
    st.html(_page(trend_table.STYLE, trend_table.table(view)))
    _downloads(trend, start_month)


@st.fragment
def _show() -> None:
    heading = st.empty()
    asked = _ask(load.now().date())
    trend = _trend(asked, *_pick_series(asked.offer))
    heading.html(_page(_STYLE, _headline(trend, asked)))
    if trend.series:
        _draw(trend, asked.has_pace)
    else:
        st.html(_page(Markup('<p class="note">Choose a key result or a KPI above.</p>')))


if load.quarters() or load.facts(load.week_under_review()).gauges:
    _show()
else:
    st.html(_page(_nothing_yet()))
