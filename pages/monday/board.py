"""The week at a glance: where every key result stands, what changed since last Monday, and who has not written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup

from data.rules import calendar, pace
from data.rules.okr import STATUSES
from data.rules.review import KeyResultReview, Movement, Review
from pages.parts import links, load, statuses, table, weeks
from pages.parts.table import Context

FILTERS = ("objective", "team", "owner", "status")
BY_OBJECTIVE, BY_NEED = "by objective", "needs discussion"
SHOWN_CHANGES = 6

_CSS = """
.headline { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.2rem 1rem; margin-top: 0.6rem; }
.headline h1 { font-size: 1.55rem; font-weight: 700; letter-spacing: -0.01em; margin: 0; padding: 0; line-height: 1.25; }
.headline .state { font-weight: 600; } .headline nav { margin-left: auto; display: flex; gap: 1.1rem; }
.counts { display: flex; flex-wrap: wrap; gap: 0.3rem 1.9rem; margin: 0.55rem 0 0; padding: 0; list-style: none; font-size: 1.16rem; }
.counts li { margin: 0; white-space: nowrap; } .counts b { font-weight: 700; } .counts small { font-size: 0.85rem; margin-left: 0.15rem; }
.news { display: grid; grid-template-columns: minmax(0, 1.9fr) minmax(0, 1fr); gap: 0 3rem; border-top: 1px solid var(--line);
  margin-top: 0.9rem; }
.news h2 { margin-top: 0.8rem; } .news ul { margin: 0; padding: 0; list-style: none; } .news summary { cursor: pointer; color: var(--soft); }
.news li { margin: 0 0 0.25rem; padding-left: 1.35rem; position: relative; }
.news li > .badge, .news li > .mark { position: absolute; left: 0; }
.empty { padding: 2.2rem 0; max-width: 44rem; } .empty h2 { margin-top: 0; }
@media (max-width: 900px) { .news { display: block; } .headline nav { margin-left: 0; } }
@media print { .headline nav { display: none; } .headline h1 { font-size: 14pt; } .counts { font-size: 10pt; } .news { font-size: 8pt; }
  .st-key-board_filters { display: none; } }
"""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which key results are shown, and in which order; None lets all through."""

    objective: str | None
    team: str | None
    owner: str | None
    status: str | None
    sort: str

    def lets_through(self, row: KeyResultReview, context: Context, titles: dict[str, str]) -> bool:
        wanted = (self.objective, self.team, self.owner, self.status)
        found = (titles[row.objective], row.team, context.name(row.owner), row.status)
        return all(want is None or want == have for want, have in zip(wanted, found, strict=True))


def show(week: date) -> None:
    """The whole board of a week. What the filters do not change is drawn once; the rest is a fragment."""
    review, context = load.review(week), _context(week)
    heading = st.empty()
    if not review.objectives:
        heading.html(_page(_headline(review, context), _no_objectives(review)))
        return
    st.html(_page(_counts(review, context), _news(review, context)))
    _key_results(week, heading)


@st.fragment
def _key_results(week: date, heading: st.delta_generator.DeltaGenerator) -> None:
    """The filters and the table. The headline is drawn here too: its links keep the filters that are chosen."""
    review, context = load.review(week), _context(week)
    chosen = _filters(review, context)
    heading.html(_page(_headline(review, context)))
    titles = {objective.objective: objective.title for objective in review.objectives}
    rows = [row for row in review.key_results if chosen.lets_through(row, context, titles)]
    shown = table.table(_sections(review, rows, chosen), context) if rows else _no_match(review)
    st.html(_page(shown, css=table.CSS))


def _page(*parts: Markup | str, css: str = _CSS) -> Markup:
    return Markup('<div class="okr">{}<style>{}</style></div>').format(Markup("").join(parts), Markup(css))


def _context(week: date) -> Context:
    quarter = load.quarter(week)
    due = {name: pace.span(key_result, quarter)[1] for name, key_result in load.key_results(quarter).items()}
    silent_word = "due" if load.now() < _deadline(week) else "silent"
    return Context(week, quarter, load.people(), load.milestones(quarter), due, silent_word)


def _deadline(week: date):
    return load.settings().org.deadline_moment.in_week(week)


def _here(**choices: str | None) -> str:
    """This page's address with the week and the filters that are chosen, but for what is given."""
    kept = {name: st.query_params.get(name) for name in ("week", *FILTERS, "sort")}
    return links.to("/", **(kept | choices))


def _anchor(label: str | Markup, address: str) -> Markup:
    return Markup('<a data-page href="{}">{}</a>').format(address, label)


def _headline(review: Review, context: Context) -> Markup:
    title = Markup("<h1>{}, week {}</h1>").format(review.quarter, review.week_of_quarter)
    state = Markup('<span class="state">{}</span>').format(_state(review, context))
    span = Markup('<span class="soft">{}</span>').format(weeks.span(review.week))
    return Markup('<div class="headline">{}{}{}{}</div>').format(title, span, state, _week_links(review))


def _state(review: Review, context: Context) -> str:
    if review.closed:
        return "closed"
    if context.silent_word == "due":
        moment = load.settings().org.deadline_moment
        return f"running, due {weeks.clock(_deadline(review.week), moment)}"
    return "under review" if review.week == load.week_under_review() else "a past week"


def _week_links(review: Review) -> Markup:
    before, after = review.week - calendar.WEEK, review.week + calendar.WEEK
    latest = load.week_under_review()
    found = [_anchor("‹ previous week", _here(week=before.isoformat()))]
    if after <= load.now().date():
        found.append(_anchor("next week ›", _here(week=after.isoformat())))
    if review.week != latest:
        found.append(_anchor("today", _here(week=None)))
    return Markup('<nav aria-label="Weeks">{}</nav>').format(Markup("").join(found))


def _counts(review: Review, context: Context) -> Markup:
    """How many key results have each status, and how many more or fewer than last week."""
    known = any(review.previous_counts.values())
    shown = [status for status in STATUSES if review.counts[status] or review.previous_counts[status]]
    parts = []
    for status in shown:
        now, moved = review.counts[status], review.counts[status] - review.previous_counts[status]
        word = context.silent_word if status == "silent" else status
        label = Markup("<b>{}</b> {}").format(now, word)
        parts.append(
            Markup("<li>{} {} {}</li>").format(
                statuses.glyph(status),
                _anchor(label, _here(status=status)),
                _moved(moved, status) if known else "",
            )
        )
    return Markup('<ul class="counts">{}</ul>').format(Markup("").join(parts))


def _moved(by: int, status: str) -> Markup:
    if not by:
        return Markup("")
    css = "soft" if status == "cancelled" else "good" if (by > 0) == (status in ("on track", "done")) else "bad"
    return Markup('<small class="num {}" title="against last week">{}</small>').format(
        css, f"{by:+d}".replace("-", "−")
    )


def _news(review: Review, context: Context) -> Markup:
    return Markup('<div class="news"><section>{}</section><section>{}</section></div>').format(
        _changes(review), _silent(review, context)
    )


def _changes(review: Review) -> Markup:
    rows = {row.key_result: row for row in review.key_results}
    names = {kpi.kpi: kpi.name for kpi in review.kpis}
    told = [_movement(change, rows, names) for change in review.changes]
    return Markup("<h2>What changed since last Monday</h2>{}").format(
        _list(told, SHOWN_CHANGES)
        if told
        else Markup('<p class="soft">Nothing changed status, was edited or was restated.</p>')
    )


def _movement(change: Movement, rows: dict[str, KeyResultReview], kpis: dict[str, str]) -> Markup:
    """A change as a sentence whose subject, the key result or the KPI, is a link to it."""
    row = rows.get(change.key_result or "")
    if row and change.what in ("status", "silent"):
        mark = statuses.glyph(row.status)
    else:
        mark = Markup('<span class="mark soft" aria-hidden="true">{}</span>').format("↺" if change.kpi else "✎")
    subject = row.title if row else kpis.get(change.kpi or "", "")
    link = links.link(subject, "/kr", kr=change.key_result) if row else links.link(subject, "/kpis", kpi=change.kpi)
    return Markup("{}{}{}").format(mark, link, change.text.removeprefix(subject))


def _silent(review: Review, context: Context) -> Markup:
    """Who has not written, each with links to the forms that wait."""
    by_owner: dict[str, list[KeyResultReview]] = {}
    for row in review.key_results:
        if row.status == "silent":
            by_owner.setdefault(context.name(row.owner) or "No owner yet", []).append(row)
    title = "Who is silent" if context.silent_word == "silent" else "Whose update is due"
    told = [
        Markup("{} <b>{}</b>: {}").format(statuses.glyph("silent"), name, _forms(rows, review.week))
        for name, rows in sorted(by_owner.items())
    ]
    nobody = Markup('<p class="soft">Nobody: every key result has its update.</p>')
    return Markup("<h2>{}</h2>{}").format(title, _list(told, SHOWN_CHANGES) if told else nobody)


def _forms(rows: Sequence[KeyResultReview], week: date) -> Markup:
    return Markup(", ").join(links.link(row.title, "/log", kr=row.key_result, week=week.isoformat()) for row in rows)


def _list(items: Sequence[Markup], at_once: int) -> Markup:
    """The first few as a list, the others below a fold."""
    lines = [Markup("<li>{}</li>").format(item) for item in items]
    shown = Markup("<ul>{}</ul>").format(Markup("").join(lines[:at_once]))
    rest = lines[at_once:]
    more = Markup("<details><summary>{} more</summary><ul>{}</ul></details>").format(len(rest), Markup("").join(rest))
    return shown + more if rest else shown


def _filters(review: Review, context: Context) -> Filter:
    """The pickers, in one row, each bound to the query parameter of its name."""
    rows = review.key_results
    with st.container(horizontal=True, key="board_filters"):
        return Filter(
            objective=_picker("objective", "All objectives", (objective.title for objective in review.objectives)),
            team=_picker("team", "All teams", sorted({row.team for row in rows if row.team})),
            owner=_picker("owner", "All owners", sorted({context.name(row.owner) for row in rows if row.owner})),
            status=_picker("status", "Any status", (status for status in STATUSES if review.counts[status])),
            sort=st.segmented_control(
                "Sort", (BY_OBJECTIVE, BY_NEED), default=BY_OBJECTIVE, required=True, key="sort", bind="query-params",
                label_visibility="collapsed", width="content",
            ),
        )  # fmt: skip


def _picker(name: str, any_of_them: str, options: Iterable[str]) -> str | None:
    return st.selectbox(
        name.capitalize(), list(options), index=None, placeholder=any_of_them, key=name, bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip


def _sections(review: Review, rows: Sequence[KeyResultReview], chosen: Filter) -> list[table.Section]:
    """By need: the review's own order, in one list. By objective: the same order below each heading."""
    if chosen.sort == BY_NEED:
        return [(None, rows)]
    by_objective = [
        (objective, [row for row in rows if row.objective == objective.objective]) for objective in review.objectives
    ]
    return [(objective, found) for objective, found in by_objective if found or not _is_filtered(chosen)]


def _is_filtered(chosen: Filter) -> bool:
    return any((chosen.objective, chosen.team, chosen.owner, chosen.status))


def _no_match(review: Review) -> Markup:
    clear = _anchor("Show all", _here(**dict.fromkeys(FILTERS)))
    text = '<div class="empty"><h2>No key result matches</h2><p>{} key results in {}, none like this. {}</p></div>'
    return Markup(text).format(len(review.key_results), review.quarter, clear)


def _no_objectives(review: Review) -> Markup:
    return Markup("")


if load.is_empty():
    from pages.setup import first_run

    first_run.show()
else:
    asked, problem = weeks.asked(load.now().date())
    if problem:
        st.warning(f"{problem} Showing the week under review.")
    show(asked or load.week_under_review())
