"""The board of one past week: as it was closed, or as it stands; its meeting; and what arrived after the closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from data.monday.history import PastMeeting, PastQuarter, PastWeek
from data.rules import values, words
from data.rules.meeting import Action, AgendaItem, Note
from data.rules.okr import Update
from data.rules.review import Review
from pages.monday import headline, news
from pages.parts import links, said, table
from pages.parts.rows import Context

CSS = (
    Markup("""
.past-state { margin: 0.9rem 0 0.2rem; display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; align-items: baseline; }
.okr .past-state h2 { margin: 0; font-size: 1.25rem; } .past-state b { font-weight: 650; }
.news + .krs { margin-top: 1rem; }
.meeting { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 3rem; margin-top: 1.2rem;
  border-top: 1px solid var(--line); }
.okr .meeting ul { margin: 0; padding: 0; list-style: none; } .okr .meeting li { margin: 0 0 0.5rem; }
.meeting small { display: block; color: var(--soft); font-size: 0.83rem; } .meeting p { margin: 0; }
@media print {
  .past-head { display: none; } .okr .past-state h2 { font-size: 14pt; }
  .past-state, .meeting { margin-top: 3pt; font-size: 8pt; } .news + .krs { margin-top: 2pt; }
  .meeting { grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: 0 1rem; }
  .okr .meeting :is(li, small) { font-size: 6.8pt; line-height: 1.2; margin: 0; } .meeting { break-inside: avoid; }
  .okr .meeting h2 { font-size: 8.5pt; margin: 4pt 0 1pt; }
}
""")
    + headline.CSS
    + news.CSS
    + table.CSS
)


def board(week: PastWeek, review: Review, meeting: PastMeeting, past: PastQuarter) -> Markup:
    context = Context(week.week, past.quarter, meeting.people, week.state == "running")
    return Markup("{}{}{}{}{}").format(
        _headline(week, review, meeting),
        headline.counts(review, context),
        news.news(review, context),
        table.table(_sections(review), context),
        _meeting(meeting, review),
    )


def _headline(week: PastWeek, review: Review, meeting: PastMeeting) -> Markup:
    return Markup(
        '<div class="past-state"><h2>{}, week {}</h2><span class="soft">{}</span><span>{}</span></div>'
    ).format(review.quarter, review.week_of_quarter, words.span(week.week), _state(week, meeting))


def _state(week: PastWeek, meeting: PastMeeting) -> Markup:
    """What kind of board this is: history, or one that can still change."""
    if meeting.closing:
        by = f" by {said.name(meeting.closing.by)}" if meeting.closing.by else ""
        return Markup("<b>Closed on {}{}.</b> The board as it stood then.{}").format(
            said.moment(meeting.closing.recorded_at), by, _arrived(meeting)
        )
    if week.state == "running":
        return Markup("<b>Still running.</b> As it stands now; updates are still to come.")
    held = "" if week.has_sync else " Its meeting did not take place."
    return Markup("<b>Not closed.</b> As it stands now; it can still change.{}").format(held)


def _arrived(meeting: PastMeeting) -> str:
    count = len(meeting.late)
    return f" What arrived later ({words.count(count, 'update')}) is at the end of the page." if count else ""


def _sections(review: Review) -> list[table.Section]:
    found = (
        (each, [row for row in review.key_results if row.objective == each.objective]) for each in review.objectives
    )
    return [(objective, rows) for objective, rows in found if rows]


def _meeting(meeting: PastMeeting, review: Review) -> Markup:
    titles = {row.key_result: row.title for row in review.key_results}
    minutes = meeting.minutes
    sections = [
        _section("Decisions", [_note(note, titles) for note in minutes.notes if note.kind == "decision"]),
        _section("Notes", [_note(note, titles) for note in minutes.notes if note.kind == "note"]),
        _section("Actions promised", [_action(action, titles) for action in minutes.actions]),
        _section("Talked about", [_item(item) for item in minutes.items if item.state == "reached"]),
        _section("Arrived after closing", [_update(update, titles) for update in meeting.late]),
    ]
    if not any(sections):
        return Markup(
            '<div class="meeting"><p class="soft">No note, decision or action was kept of its meeting.</p></div>'
        )
    return Markup('<div class="meeting">{}</div>').format(Markup("").join(sections))


def _section(title: str, lines: Sequence[Markup]) -> Markup:
    if not lines:
        return Markup("")
    return Markup("<section><h2>{}</h2><ul>{}</ul></section>").format(title, Markup("").join(lines))


def _line(text: Markup | str, about: str | None) -> Markup:
    small = Markup("<small>{}</small>").format(about) if about else ""
    return Markup("<li>{}{}</li>").format(text, small)


def _note(note: Note, titles: Mapping[str, str]) -> Markup:
    return _line(_about(note.key_result, titles, note.text), f"{said.name(note.by)}, {said.moment(note.recorded_at)}")


def _action(action: Action, titles: Mapping[str, str]) -> Markup:
    due = f", by {values.short_day(action.due)}" if action.due else ""
    done = f", done {values.short_day(action.done_on)}" if action.done_on else ""
    return _line(_about(action.key_result, titles, action.text), f"{said.name(action.owner)}{due}{done}")


def _item(item: AgendaItem) -> Markup:
    return _line(item.title, said.name(item.by) if item.by else None)


def _update(update: Update, titles: Mapping[str, str]) -> Markup:
    numbers = [
        words.number(update.value) if update.value is not None else None,
        f"{words.number(update.confidence, '%')} sure" if update.confidence is not None else None,
        update.status,
    ]
    told = ", ".join(filter(None, numbers)) or "an update in words"
    version = f", {said.ordinal(update.revisions)} version" if update.revisions > 1 else ""
    about = f"{said.name(update.author)}, {said.moment(update.recorded_at)}{version}"
    return _line(_about(update.key_result, titles, told), about)


def _about(key_result: str | None, titles: Mapping[str, str], text: str) -> Markup:
    if key_result is None:
        return Markup("{}").format(text)
    return Markup("{}: {}").format(links.link(titles.get(key_result, key_result), "/kr", kr=key_result), text)
