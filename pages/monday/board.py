"""The week at a glance: where every key result stands, what changed since last Monday, and who has not written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from data.rules import calendar, words
from data.rules.calendar import Quarter
from data.rules.okr import STATUSES
from data.rules.review import KeyResultReview, Review
from pages.monday import headline, news, planned, troubles
from pages.parts import links, load, table, weeks
from pages.parts.rows import Context

BY_OBJECTIVE, BY_NEED = "by objective", "needs discussion"

_STYLE = Markup("<style>{}</style>").format(
    Markup("""
.okr .empty { padding: 2rem 0; max-width: 46rem; } .okr .empty h2 { margin: 0 0 0.4rem; font-size: 1.25rem; }
@media print {
  @page { size: A4; margin: 9mm; }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; } .st-key-board_filters { display: none; }
}
""")
    + headline.CSS
    + news.CSS
    + planned.CSS
    + table.CSS
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which key results are shown; None lets all through. `objective` is a title, `owner` a name."""

    objective: str | None
    team: str | None
    owner: str | None
    status: str | None

    def of(self, review: Review, context: Context) -> list[KeyResultReview]:
        titles = {objective.objective: objective.title for objective in review.objectives}
        wanted = (self.objective, self.team, self.owner, self.status)

        def matches(row: KeyResultReview) -> bool:
            found = (titles[row.objective], row.team, context.name(row.owner), row.status)
            return all(want is None or want == is_so for want, is_so in zip(wanted, found, strict=True))

        return [row for row in review.key_results if matches(row)]


def show(week: date) -> None:
    """The board of a week. What no filter changes, the look included, is sent once."""
    review, context = load.review(week), _context(week)
    top = st.empty()
    if review.objectives:
        asked = planned.line() if week >= load.week_under_review() else Markup("")
        counts = headline.counts(review, context)
        ill = troubles.lines() if week >= load.week_under_review() else Markup("")
        st.html(_page(counts, asked, ill, _no_updates(review), news.news(review, context), _STYLE))
        _key_results(week, top)
    else:
        top.html(_page(headline.headline(review, context), _no_objectives(review), _STYLE))


@st.fragment
def _key_results(week: date, top: DeltaGenerator) -> None:
    """The filters and the table; and, above them, the headline, whose links keep the filters."""
    review, context = load.review(week), _context(week)
    with st.container(horizontal=True, vertical_alignment="center", key="board_filters"):
        chosen, sort = _filter(review, context), _sort()
    top.html(_page(headline.headline(review, context)))
    rows = chosen.of(review, context)
    st.html(_page(table.table(_sections(review, rows, sort), context) if rows else _no_match(review)))


def _page(*parts: Markup) -> Markup:
    return Markup('<div class="okr">{}</div>').format(Markup("").join(parts))


def _context(week: date) -> Context:
    quarter = load.quarter(week)
    is_running = load.now() < load.settings().org.deadline_moment.in_week(week)
    return Context(week, quarter, load.people(), is_running)


def _filter(review: Review, context: Context) -> Filter:
    rows = review.key_results
    return Filter(
        objective=_pick("objective", "All objectives", (objective.title for objective in review.objectives)),
        team=_pick("team", "All teams", sorted({row.team for row in rows if row.team})),
        owner=_pick("owner", "All owners", sorted(filter(None, {context.name(row.owner) for row in rows}))),
        status=_pick("status", "Any status", (status for status in STATUSES if review.counts[status])),
    )


def _pick(name: str, all_of_them: str, options: Iterable[str]) -> str | None:
    """One filter, bound to the query parameter of its name."""
    return st.selectbox(
        name.capitalize(),
        list(options),
        index=None,
        placeholder=all_of_them,
        key=name,
        bind="query-params",
        label_visibility="collapsed",
    )


def _sort() -> str:
    return st.segmented_control(
        "Sort",
        (BY_OBJECTIVE, BY_NEED),
        default=BY_OBJECTIVE,
        required=True,
        key="sort",
        bind="query-params",
        label_visibility="collapsed",
    )


def _sections(review: Review, rows: Sequence[KeyResultReview], sort: str) -> list[table.Section]:
    """One list in the order of discussion, or the same order under each objective that has any."""
    if sort == BY_NEED:
        return [(None, rows)]
    found = ((each, [row for row in rows if row.objective == each.objective]) for each in review.objectives)
    return [(objective, its_rows) for objective, its_rows in found if its_rows]


def _no_objectives(review: Review) -> Markup:
    """A quarter without objectives in force: where its drafts are, else where to bring some in; and other boards."""
    if review.quarter in load.written_quarters():
        way = links.link("see what is written, and approve it", "/okrs", quarter=review.quarter)
        return Markup('<div class="empty"><h2>{} has only drafts</h2><p>Nothing is approved yet: {}.</p></div>').format(
            review.quarter, way
        )
    others = Markup(", ").join(_last_board(each) for each in _begun() if str(each) != review.quarter)
    coming = None if others else load.coming(load.week_under_review())
    if coming:
        return _begins_with(review, coming)
    return Markup(
        '<div class="empty"><h2>{} has no objectives</h2>'
        "<p>Write them in {}, or bring them in under {}. Quarters with a board: {}.</p></div>"
    ).format(
        review.quarter,
        links.link("OKRs", "/okrs", quarter=review.quarter),
        links.link("Setup", "/setup"),
        others or "none yet",
    )


def _begins_with(review: Review, quarter: Quarter) -> Markup:
    """OKRs are approved for a quarter of which no week was reviewed yet."""
    text = Markup('<div class="empty"><h2>{} has no objectives</h2><p>{} are next: their first week is {}.</p></div>')
    way = links.link(f"The OKRs of {quarter}", "/okrs", quarter=str(quarter))
    return text.format(review.quarter, way, words.span(quarter.review_weeks[0]))


def _begun() -> list[Quarter]:
    """The quarters whose first week has been."""
    start, newest = load.settings().org.fiscal_year_start_month, load.week_under_review()
    found = (calendar.parse_quarter(label, start) for label in load.quarters())
    return [quarter for quarter in found if quarter.review_weeks[0] <= newest]


def _last_board(quarter: Quarter) -> Markup:
    week = min(quarter.review_weeks[-1], load.week_under_review())
    return headline.anchor(str(quarter), week=week.isoformat())


def _no_updates(review: Review) -> Markup:
    """A quarter in which nobody has written yet says how the first update comes about."""
    if any(cell.status not in ("silent", "cancelled") for row in review.key_results for cell in row.strip):
        return Markup("")
    return Markup(
        '<p class="note">Nobody has written an update in {} yet. Owners write one a week for each key result, '
        "in under a minute: {}.</p>"
    ).format(review.quarter, links.link("log an update", "/log", week=review.week.isoformat()))


def _no_match(review: Review) -> Markup:
    show_all = headline.anchor("Show all", objective=None, team=None, owner=None, status=None)
    return Markup(
        '<div class="empty"><h2>No key result matches</h2>'
        "<p>{} has {} key results, none of them like this. {}</p></div>"
    ).format(review.quarter, len(review.key_results), show_all)


if load.is_empty():
    from pages.setup import first_run

    first_run.show()
else:
    asked, problem = weeks.asked(load.now().date())
    if problem:
        st.html(_page(Markup('<p class="note" role="status">{} Showing the week under review.</p>').format(problem)))
    show(asked or load.week_under_review())
