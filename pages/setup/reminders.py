"""Reminders: what each person will get and when, word for word, and who got what already."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st
from markupsafe import Markup

from data.exports.mails.reminder import clock
from data.rules import words
from data.rules.meeting import Send
from data.rules.reminding import Item, Reminder, Stage
from data.telling import reaching
from data.telling.letters import Letter
from data.telling.reminders import Plan, PlannedStage
from pages.parts import load
from pages.setup import parts

_WHO: dict[Stage, str] = {
    "thursday": "owners",
    "friday": "owners, once more before the deadline",
    "directors": "directors, on what is still silent before the sync",
}
_STATES = {"over": ("✓", "over", "soft"), "now": ("●", "now", "good"), "to come": ("○", "to come", "soft")}
_WAYS = {"mail": "mail", "slack": "Slack"}
_CSS = Markup("""<style>
.plain details summary { cursor: pointer; } .plain details ul { margin: 0.2rem 0 0.5rem; padding-left: 1.1rem; }
.plain details p { margin: 0.5rem 0 0; font-weight: 600; }
.okr h3.stage { font-size: 1rem; margin: 1.4rem 0 0.1rem; padding: 0; font-weight: 650; }
.plain td:first-child { width: 17rem; } .plain td:last-child { width: 15rem; }
</style>""")
_STAGE = Markup(
    '<div class="okr"><h3 class="stage">{} <span class="soft">· {}</span> '
    '<span class="badge {}"><i aria-hidden="true">{}</i> {}</span></h3></div>'
)


def show() -> None:
    plan = load.reminders()
    parts.heading("Reminders", _lead())
    if not plan.stages:
        said = "Nobody is reminded for the week of {}: its sync does not take place, or no stage has a time."
        st.html(Markup('<p class="okr">{}</p>').format(said.format(words.day(plan.week))))
        return
    st.html(_CSS + Markup("").join(_stage(stage, plan) for stage in plan.stages))


def _lead() -> Markup:
    """Whether they go by themselves, and on which ways."""
    settings = load.settings()
    ways = [_WAYS[channel] for channel in reaching.channels(settings)]
    ways += ["one message to Slack's channel"] if reaching.webhook(settings) else []
    by = f"They go by {' and '.join(ways)}." if ways else f"There is no way to reach people yet. {reaching.TO_DO}"
    if settings.reminders.active:
        return Markup("{} The server sends them by itself; who has written by then hears nothing.").format(by)
    by_hand = Markup(
        "{} They are sent when somebody runs <code>okr remind</code>; with <code>[reminders] active = true</code> the "
        "server does it by itself. Who has written by then hears nothing."
    )
    return by_hand.format(by)


def _stage(planned: PlannedStage, plan: Plan) -> Markup:
    span, now = planned.span, load.now()
    glyph, state, css = _STATES["over" if span.ends_at <= now else "now" if span.begins_at <= now else "to come"]
    zone = load.settings().reminders.moments(load.settings().org.timezone)[span.stage].zone
    drawn = _STAGE.format(clock(span.begins_at, zone), _WHO[span.stage], css, glyph, state)
    rows = [_row(letter) for letter in planned.letters] + list(_written_since(planned, plan))
    if not rows:
        return drawn + Markup('<p class="okr soft">Nobody owes an update: it stays quiet.</p>')
    return drawn + parts.table(("Who", "What they get", "Sent"), rows)


def _row(letter: Letter) -> tuple[str | Markup, ...]:
    name = Markup("{}<small>{}</small>").format(letter.name, letter.who if "@" in letter.who else "")
    return name, _preview(letter), _sent([way.sent for way in letter.deliveries if way.sent])


def _preview(letter: Letter) -> Markup:
    """The key results at a glance, and the whole of it when it is opened."""
    items = [(item, told) for told in letter.reminders for item in told.items]
    at_a_glance = Markup("; ").join(_named(item, told) for item, told in items)
    body = Markup("").join(_item(item, told) for item, told in items)
    text = Markup("<details><summary>{}</summary><p>“{}”</p>{}</details>")
    return text.format(at_a_glance, letter.subject, body)


def _named(item: Item, told: Reminder) -> Markup:
    whose = "" if item.owner.email == told.to.email else f" ({item.owner.name})"
    return Markup('{}<span class="soft">{}</span>').format(item.title, whose)


def _item(item: Item, told: Reminder) -> Markup:
    facts = Markup("").join(Markup("<li>{}</li>").format(fact) for fact in item.facts)
    return Markup("<p>{}</p><ul>{}</ul>").format(_named(item, told), facts)


def _written_since(planned: PlannedStage, plan: Plan) -> Iterator[tuple[str | Markup, ...]]:
    """Who was reminded at a stage and has nothing due any more."""
    still, people = {letter.about for letter in planned.letters}, load.people()
    for about in dict.fromkeys(send.about for send in plan.sent if send.about not in still):
        stage, _, who = (about or "").partition(" ")
        if stage == planned.span.stage:
            name = people[who].name if who in people else who
            sends = [send for send in plan.sent if send.about == about]
            yield name, Markup('<span class="soft">has written since</span>'), _sent(sends)


def _sent(sends: list[Send]) -> Markup:
    lines = [Markup("✓ {} {}").format(_way(send), parts.moment(send.recorded_at)) for send in sends if send.recorded_at]
    return Markup('<span class="num">{}</span>').format(Markup("<br>").join(lines) if lines else "not yet")


def _way(send: Send) -> str:
    return "mail" if send.to and "@" in send.to and not send.to.startswith("Slack") else "Slack"
