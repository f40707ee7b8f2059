"""KPIs: the Looker dashboard's tiles as readings, each against a week before, its course, and what is to be doubted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import streamlit as st
from markupsafe import Markup

from data.monday import readings
from data.monday.readings import Standing
from data.rules import calendar, words
from data.rules.gauges import Gauge
from data.rules.review import KeyResultReview
from data.store.connection import Row
from pages.monday import kpi_story
from pages.parts import charts, doubts, links, load, spark
from pages.parts.charts import Colours

WEEKS = 26

_STYLE = Markup("""<style>
.kpi-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 1.4rem; margin: 0.6rem 0 0.4rem; }
.kpi-head h1 { font-size: 1.55rem; font-weight: 700; letter-spacing: -0.01em; line-height: 1.25; }
.kpi-head h1 { margin: 0; padding: 0; }
.kpi-head .sync { margin-left: auto; }
.kpi-head ul { flex-basis: 100%; margin: 0.3rem 0 0; padding: 0; list-style: none; }
.kpi-head li { margin: 0; }
.kpis { width: 100%; border-collapse: collapse; border: 0; margin: 0; }
.kpis th, .kpis td { border: 0; border-bottom: 1px solid var(--line); padding: 0.4rem 1.2rem 0.4rem 0;
  text-align: left; vertical-align: middle; }
.kpis thead th, .kpis .team th { color: var(--soft); font-size: 0.84rem; padding-bottom: 0.2rem; white-space: nowrap; }
.kpis thead th { font-weight: 500; } .kpis .team th { font-weight: 650; padding-top: 0.9rem; }
.kpis th:first-child { padding-left: 0.6rem; } .kpis .right { text-align: right; } .kpis img { display: block; }
.kpis .kpi { position: relative; } .kpis .kpi:hover, .kpis .kpi[aria-current] { background: var(--wash); }
.kpis .kpi[aria-current] { box-shadow: inset 3px 0 0 var(--accent); }
.kpis .kpi > th { font-weight: 400; width: 33%; }
.kpis .open { font-weight: 650; text-decoration: none; }
.kpis .open::after { content: ""; position: absolute; inset: 0; } .kpis .serves a { position: relative; z-index: 1; }
.kpis small { display: block; font-size: 0.84rem; color: var(--soft); }
.kpis .value { font-size: 1.2rem; font-weight: 650; } .kpis .right small { white-space: nowrap; }
.kpis .doubt { font-size: 0.86rem; width: 25%; } .kpis .doubt p { margin: 0; font-size: inherit; }
.kpi-empty { max-width: 46rem; padding: 1.6rem 0; } .kpi-empty code { white-space: nowrap; }
@media (max-width: 900px) {
  .kpis, .kpis tbody, .kpis tr { display: block; } .kpis thead { display: none; } .kpis .right { text-align: left; }
  .kpis .kpi { display: grid; grid-template-columns: 1fr 1fr; border-bottom: 1px solid var(--line); padding: 0.4rem 0; }
  .kpis th, .kpis td { border: 0; padding: 0.15rem 0.4rem; }
  .kpis .kpi > th, .kpis .doubt { grid-column: 1 / -1; width: auto; }
}
</style>""")


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows: every KPI from the Monday `first` to `today`, and the id of the one that is open."""

    first: date
    today: date
    gauges: Mapping[str, Gauge]
    standings: Mapping[str, Standing]
    serves: Mapping[str, list[KeyResultReview]]
    colours: Colours
    opened: str | None


def _look() -> View:
    today = load.now().date()
    monday = calendar.monday(today)
    first = monday - (WEEKS - 1) * calendar.WEEK
    found = load.gauges(first, calendar.sunday(monday))
    standings = {kpi: readings.standing(gauge, today, load.settings().limits) for kpi, gauge in found.items()}
    return View(first, today, found, standings, _served(), charts.colours(), st.query_params.get("kpi"))


def _served() -> dict[str, list[KeyResultReview]]:
    """The key results of the quarter under review by the KPI they read their value from."""
    found: dict[str, list[KeyResultReview]] = defaultdict(list)
    for row in load.review().key_results:
        if row.kpi and row.status != "cancelled":
            found[row.kpi].append(row)
    return found


def _page(*parts: Markup) -> Markup:
    return Markup('<div class="okr">{}</div>').format(Markup("").join(parts))


def _head(view: View) -> Markup:
    title = _headline(view.standings.values()) if view.gauges else "KPIs"
    return Markup('<div class="kpi-head"><h1>{}</h1>{}</div>').format(title, _sync_state(load.now()))


def _headline(standings: Iterable[Standing]) -> str:
    """ "12 KPIs: 5 better, 4 worse, 1 stale"."""
    all_of_them = list(standings)
    counts = {
        "better": sum(each.good is True for each in all_of_them),
        "worse": sum(each.good is False for each in all_of_them),
        "stale": sum(each.review.stale for each in all_of_them),
    }
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return words.count(len(all_of_them), "KPI") + (f": {told}" if told else "")


def _sync_state(now: datetime) -> Markup:
    """When Looker, or an org's own files, were last read, and the tiles that fail, each with its reason."""
    files = load.tiles("files")
    tiles = [*load.tiles(), *files]
    if not tiles:
        return Markup('<span class="sync soft">Looker has not been synced yet. {}</span>').format(
            links.link("Connect it in Setup", "/setup")
        )
    failing = [tile for tile in tiles if tile["status"] == "error"]
    count = words.count(len(tiles), "file" if len(files) == len(tiles) else "tile")
    state = f"{len(failing)} of {count} failing" if failing else f"{count}, none failing"
    newest = max(tile["recorded_at"] for tile in tiles)
    head = Markup('<span class="sync soft">{} synced {}, {}. {}</span>').format(
        " and ".join(name for name, found in (("Looker", load.tiles()), ("files", files)) if found).capitalize(),
        _moment(newest, now),
        state,
        links.link("Setup", "/setup"),
    )
    items = Markup("").join(_failing(tile, now.date()) for tile in failing)
    return head + Markup('<ul aria-label="Tiles that fail">{}</ul>').format(items) if failing else head


def _failing(tile: Row, today: date) -> Markup:
    good = tile["last_good_at"]
    kept = f"its values of {words.day(good, today)} stay" if good else "it has never answered"
    return Markup('<li><span class="badge s-off-track"><i aria-hidden="true">■</i> {}</span> {}; {}.</li>').format(
        tile["title"] or tile["element"], (tile["message"] or "did not answer").rstrip("."), kept
    )


def _moment(moment: datetime, now: datetime) -> str:
    """ "today at 06:10 UTC", "14 January at 06:10 UTC"."""
    age = (now.date() - moment.date()).days
    day = {0: "today", 1: "yesterday"}.get(age, words.day(moment, now.date()))
    return f"{day} at {moment:%H:%M} UTC"


def _table(view: View) -> Markup:
    teams: dict[str, list[Gauge]] = defaultdict(list)
    for gauge in view.gauges.values():
        teams[gauge.kpi.team or ""].append(gauge)
    rows = Markup("").join(
        (_team(team) if len(teams) > 1 or team else Markup(""))
        + Markup("").join(_row(gauge, view) for gauge in of_team)
        for team, of_team in sorted(teams.items(), key=lambda group: (not group[0], group[0].casefold()))
    )
    return Markup(
        '<table class="kpis"><thead><tr><th scope="col">KPI</th><th scope="col" class="right">Newest value</th>'
        '<th scope="col">Against a week before</th><th scope="col">Last {} weeks</th>'
        '<th scope="col">What to know about it</th></tr></thead><tbody>{}</tbody></table>'
    ).format(WEEKS, rows)


def _team(team: str) -> Markup:
    return Markup('<tr class="team"><th colspan="5" scope="rowgroup">{}</th></tr>').format(team or "No team")


def _row(gauge: Gauge, view: View) -> Markup:
    kpi, standing = gauge.kpi, view.standings[gauge.kpi.kpi]
    serves = (links.link(row.title, "/kr", kr=row.key_result) for row in view.serves[kpi.kpi])
    to_know = doubts.of(gauge, standing.review.stale_reason, view.first, view.today)
    return Markup(
        '<tr class="kpi"{}><th scope="row">{}<small class="serves">{}</small></th><td class="right">{}</td>'
        '<td>{}</td><td>{}</td><td class="doubt">{}</td></tr>'
    ).format(
        Markup(' aria-current="true"') if kpi.kpi == view.opened else "",
        links.link(kpi.name, "/kpis", css="open", kpi=kpi.kpi),
        Markup(" · ").join([doubts.wanted(kpi, has_band=_has_band(view.serves[kpi.kpi])), *serves]),
        _value(standing, view.today),
        _change(standing, view.today),
        spark.of(gauge, view.first, view.today, view.colours),
        Markup("").join(Markup("<p>{}</p>").format(doubt) for doubt in to_know),
    )


def _has_band(rows: Iterable[KeyResultReview]) -> bool:
    return any(row.kind == "band" for row in rows)


def _value(standing: Standing, today: date) -> Markup:
    seen = standing.review
    if seen.value is None or seen.as_of is None:
        return Markup('<span class="soft">no reading yet</span>')
    on = words.day(seen.as_of, today) + (", so far" if seen.is_partial else "")
    return Markup('<span class="num value">{}</span><small>{}</small>').format(words.number(seen.value, seen.unit), on)


def _change(standing: Standing, today: date) -> Markup:
    """ "▼ −37 ms, better", and since when."""
    seen = standing.review
    if seen.change is None or standing.since is None:
        return Markup('<span class="soft">nothing to compare yet</span>')
    since = f"since {words.day(standing.since, today)}"
    if standing.is_redefined:
        return Markup('<span class="soft">not comparable</span><small>defined anew {}</small>').format(
            f"after {words.day(standing.since, today)}"
        )
    if seen.change == 0:
        return Markup("<span>no change</span><small>{}</small>").format(since)
    css, verdict = {True: ("good", ", better"), False: ("bad", ", worse"), None: ("", "")}[standing.good]
    return Markup('<span class="num {}">{} {}{}</span><small>{}{}</small>').format(
        css,
        "▲" if seen.change > 0 else "▼",
        words.change(seen.change, seen.unit),
        verdict,
        since,
        ", the period still runs" if seen.is_partial else "",
    )


def _nothing_yet() -> Markup:
    return Markup(
        '<div class="kpi-empty"><h2>No KPI yet</h2><p>Connect Looker: set <code>LOOKERSDK_BASE_URL</code>, '
        "<code>LOOKERSDK_CLIENT_ID</code> and <code>LOOKERSDK_CLIENT_SECRET</code> in the environment, name your "
        "dashboards under <code>[looker]</code> in <code>okr.toml</code>, restart, and sync from {}. What its tiles "
        "measure appears here as KPIs.</p><p>Without Looker: import <code>kpis.csv</code> (kpi, name, unit, "
        "good_direction, team) and <code>readings.csv</code> (kpi, date, value) in {}; or name files and "
        "queries that are read again and again under <code>[kpis]</code>.</p></div>"
    ).format(links.link("Setup", "/setup"), links.link("Setup", "/setup", section="Import"))


view = _look()
st.html(_page(_STYLE, doubts.STYLE, _head(view)))
if view.opened and view.opened in view.gauges:
    kpi_story.show(view.gauges[view.opened], view.standings[view.opened], view.serves[view.opened])
elif view.opened:
    st.html(_page(Markup('<p class="note">There is no KPI “{}”. These there are:</p>').format(view.opened)))
st.html(_page(_table(view) if view.gauges else _nothing_yet()))
