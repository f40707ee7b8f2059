"""Work: the project tracker as the meeting needs it, narrowed by the filters that the address names. What moved since
Monday comes first, then the board's items in a view, under headings.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from data.errors import OkrError
from data.pulls import tracker as trackers
from data.pulls.tracker import Tracker
from data.rules import calendar, tracking, words, work_views
from data.rules.tracking import Tracked
from pages.explore import work_choice, work_items
from pages.explore.work_choice import Choice
from pages.parts import links, load, said, work
from pages.parts.work import Names

_AT_ONCE = 8  # lines of each list at the top
_WEEKS_OF_A_MONTH = 4

_STYLE = Markup("<style>{}</style>").format(
    work.CSS
    + work_choice.CSS
    + work_items.CSS
    + Markup("""
.work-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.1rem 1.4rem; margin: 0.6rem 0 0; }
.okr .work-head h1 { font-size: 1.55rem; font-weight: 700; letter-spacing: -0.01em; line-height: 1.25; margin: 0;
  padding: 0; }
.work-head .sync { margin-left: auto; }
.okr .work-said { margin: 0.6rem 0 0; }
.okr .work-also { margin: 0.8rem 0 0; } .work-also summary { cursor: pointer; color: var(--soft); }
.okr .work-also ul { margin: 0.3rem 0 0; padding: 0; list-style: none; columns: 26rem; column-gap: 2.4rem; }
.okr .work-also li { margin: 0; padding: 0.15rem 0; break-inside: avoid; }
.work-empty { max-width: 46rem; padding: 1.6rem 0; } .okr .work-empty h2 { font-size: 1.25rem; margin: 0 0 0.4rem; }
.work-empty li { margin-bottom: 0.3rem; }
""")
)


def _tracker(choice: Choice) -> Tracker:
    """Our own work by the week, the organisation's by the month."""
    week = load.week_to_log()
    if choice.view == "organisation":
        return load.tracker(week, since=week - (_WEEKS_OF_A_MONTH - 1) * calendar.WEEK)
    return load.tracker(week, whole=choice.view == "everything")


def _page(*parts: Markup) -> Markup:
    return Markup('<div class="okr">{}</div>').format(Markup("").join(parts))


def _head(choice: Choice, tracker: Tracker, found: Tracker, names: Names) -> Markup:
    head = Markup('<div class="work-head"><h1>{}</h1><span class="sync soft">{}</span></div>{}')
    return head.format(_headline(choice, found, names), _freshness(tracker), _failure(tracker))


def _headline(choice: Choice, tracker: Tracker, names: Names) -> str:
    """ "Work of Growth since Monday 10 January: 5 slipped, 9 closed"."""
    counts = {"slipped": len(tracker.moves.slipped), "closed": len(tracker.moves.closed)}
    told = ", ".join(f"{count or 'nothing'} {word}" for word, count in counts.items())
    team = f" of {choice.team}" if choice.team else ""
    serves = f" on “{names.titles[choice.key_result]}”" if choice.key_result else ""
    return f"Work{team}{serves} since Monday {words.day(tracker.since)}: {told}"


def _freshness(tracker: Tracker) -> Markup:
    if tracker.last is None:
        newest = f"Newest item seen {said.moment(tracker.newest_at)}" if tracker.newest_at else "No item yet"
        return Markup("{}. {}").format(newest, links.link("Setup", "/setup"))
    read = tracker.last["last_good_at"]
    text = f"GitHub read {said.moment(read)}" if read else "GitHub was never read"
    return Markup("{}, {}. {}").format(
        text, words.count(_count_open(tracker), "open item"), links.link("Setup", "/setup")
    )


def _count_open(tracker: Tracker) -> int:
    return sum(not tracking.is_closed(each.item) and not each.item.is_archived for each in tracker.items)


def _failure(tracker: Tracker) -> Markup:
    """What went wrong when the board was last read; what was known before is what is shown."""
    last = tracker.last
    if last is None or last["status"] in ("ok", "empty") or not last["message"]:
        return Markup("")
    word = "could not be read" if last["status"] == "error" else "was read in part"
    text = Markup('<p class="note" role="status"><b>The board {} {}.</b> {} What was known before stays.</p>')
    return text.format(word, said.moment(last["recorded_at"]), last["message"])


def _also(tracker: Tracker) -> Markup:
    """What else moved: a sentence, with the items behind it below a fold."""
    moves = tracker.moves
    parts = {
        "came onto the board": [_named(each) for each in moves.new],
        "changed status": [
            Markup("{} <span class='soft'>{} → {}</span>").format(
                work.title(each.tracked), each.before or "none", each.after or "none"
            )
            for each in moves.changed
        ],
        "given up": [_named(each) for each in moves.given_up],
        "left the board": [_named(each) for each in moves.gone],
    }
    told = ", ".join(f"{len(found)} {what}" for what, found in parts.items() if found)
    if not told:
        return Markup("")
    lines = Markup("").join(
        Markup("<h2>{}</h2><ul>{}</ul>").format(what.capitalize(), Markup("").join(map(_li, found)))
        for what, found in parts.items()
        if found
    )
    return Markup('<details class="work-also"><summary>Also: {}</summary>{}</details>').format(told, lines)


def _li(text: Markup) -> Markup:
    return Markup("<li>{}</li>").format(text)


def _named(tracked: Tracked) -> Markup:
    return Markup("{} <span class='soft'>{}</span>").format(work.title(tracked), work.number(tracked.item))


def _no_match(choice: Choice, count: int) -> Markup:
    told = f"None of {words.count(count, 'item')} belongs to “{choice.label}”"
    ways = {"Show everything": links.to("/work", view="everything")}
    if choice.is_narrowed:
        told += " with these filters"
        ways = {"Let go of the filters": choice.to(team=None, key_result=None)} | ways
    drawn = Markup(" · ").join(Markup('<a data-page href="{}">{}</a>').format(to, label) for label, to in ways.items())
    return Markup('<div class="work-empty"><h2>No item here</h2><p>{}.</p><p>{}</p></div>').format(told, drawn)


def _not_connected() -> Markup:
    return Markup(
        '<div class="work-empty"><h2>No tracker is connected yet</h2><p>Once it is, this page shows what slipped, what '
        "was closed and what is due, and which key result each piece of work serves.</p><p>{}</p>"
        "<p class='soft'>Without GitHub, items can be imported as <code>work_items.csv</code>.</p></div>"
    ).format(links.link("Connect GitHub, step by step", "/setup", section="Sources"))


def _never_read(tracker: Tracker) -> None:
    """The board is set up, and nothing of it is known."""
    text = Markup('<div class="work-empty"><h2>{}</h2><p>{}</p></div>')
    if tracker.last:
        st.html(
            _page(_STYLE, _failure(tracker), text.format("The board has no items yet", "They appear after a sync."))
        )
    else:
        place = trackers.place(load.settings())
        st.html(_page(_STYLE, text.format("The board was never read", f"It is set up: {place}. A sync takes seconds.")))
    if load.as_of() is None and st.button("Sync now", type="primary", icon=":material/sync:", key="work_sync"):
        _sync()


def _sync() -> None:
    with st.spinner("Reading the board… stay on this page until it is done."):
        try:
            trackers.sync(load.store(), load.settings(), by=st.query_params.get("me"))
        except OkrError as error:
            st.error(str(error))
        else:
            st.rerun()


def _said(sentences: Sequence[str]) -> Markup:
    lines = Markup("<br>").join(sentences)
    return Markup('<p class="note work-said" role="status">{}</p>').format(lines) if lines else lines


def _show(asked: Choice, tracker: Tracker) -> None:
    names = work.names(tracker)
    known = work_choice.known(tracker, names.titles, load.people().values())
    choice, said = work_choice.checked(asked, known)
    found = tracker.only(choice.lets_through) if choice.is_narrowed else tracker
    items = work_views.in_view(found.items, choice.view, found.since)
    order = work_views.order((each.item for each in tracker.items), tracker.today, names.titles)
    st.html(
        _page(
            _STYLE,
            _head(choice, tracker, found, names),
            _said(said),
            work_choice.filters(choice, known),
            work.lists(found, names, _AT_ONCE, choice.more, lambda name: choice.to(more=name)),
            _also(found),
            work_choice.choices(choice, tracker),
            work_items.table(choice, items, order, names) if items else _no_match(choice, len(tracker.items)),
        )
    )


choice = work_choice.asked()
tracker = _tracker(choice)
if tracker.items:
    _show(choice, tracker)
elif tracker.last or not tracker.missing:
    _never_read(tracker)
else:
    st.html(_page(_STYLE, _not_connected()))
