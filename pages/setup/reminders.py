"""What goes out by itself: reminders, who gets what and when, word for word, and who got what already; then alerts."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st
from markupsafe import Markup

from data.config import Settings
from data.exports.mails import reminder
from data.rules import words
from data.rules.meeting import Send
from data.rules.reminding import Item, Reminder, Stage
from data.telling import reaching
from data.telling.letters import Letter
from data.telling.reminders import Plan, PlannedStage
from pages.parts import links, load
from pages.setup import alerts, jobs, parts

_WHO: dict[Stage, str] = {
    "thursday": "owners",
    "friday": "owners, once more before the deadline",
    "directors": "who leads the owners, on what is still silent before the sync",
}
_STATES = {"over": ("✓", "over", "soft"), "now": ("●", "now", "good"), "to come": ("○", "to come", "soft")}
_WAYS = {"mail": "mail", "slack": "Slack"}
_CSS = Markup("""<style>
.plain details summary { cursor: pointer; } .plain details ul { margin: 0.2rem 0 0.5rem; padding-left: 1.1rem; }
.plain details p { margin: 0.5rem 0 0; font-weight: 600; }
.okr h3.stage { font-size: 1rem; margin: 1.4rem 0 0.1rem; padding: 0; font-weight: 650; }
.plain td:first-child { width: 17rem; } .plain td:last-child { width: 15rem; }
@media (max-width: 640px) { .plain td:first-child, .plain td:last-child { width: auto; } }
</style>""")
_STAGE = Markup(
    '<div class="okr"><h3 class="stage">{} <span class="soft">· {}</span> '
    '<span class="badge {}"><i aria-hidden="true">{}</i> {}</span></h3></div>'
)

_UNHEARD = Markup(
    '<p class="okr note">Nobody is reminded of {}: the owner is not active, and nobody stands in or is above. Name '
    "somebody {}.</p>"
)


def show() -> None:
    plan = load.reminders()
    parts.heading("Reminders", _lead(plan))
    if plan.stages:
        st.html(_CSS + Markup("").join(_stage(stage, plan) for stage in plan.stages) + _unheard(plan))
    else:
        st.html('<p class="okr">Nobody is reminded: no stage has a time in <code>[reminders]</code>.</p>')
    alerts.show()


def _lead(plan: Plan) -> Markup:
    """Whether they go by themselves, on which ways, and what is out of the ordinary about the week."""
    settings = load.settings()
    is_left_out = plan.week in settings.org.weeks_without_sync
    without = f" No sync reviews the week of {words.day(plan.week)}; its updates are due all the same."
    return _ways(settings) + (without if is_left_out else "")


def _ways(settings: Settings) -> Markup:
    ways = [_WAYS[channel] for channel in reaching.channels(settings)]
    ways += ["one message to Slack's channel"] if reaching.webhook(settings) else []
    by = f"They go by {' and '.join(ways)}." if ways else f"There is no way to reach people yet. {reaching.TO_DO}"
    if jobs.is_on("reminders"):
        return Markup("{} The server sends them by itself; who has written by then hears nothing.").format(by)
    lacks = "[store] jobs_on_sample" if settings.reminders.active else "[reminders] active"
    by_hand = Markup(
        "{} They are sent when somebody runs <code>okr remind</code>; with <code>{} = true</code> the server does it "
        "by itself. Who has written by then hears nothing."
    )
    return by_hand.format(by, lacks)


def _stage(planned: PlannedStage, plan: Plan) -> Markup:
    span, now = planned.span, load.now()
    glyph, state, css = _STATES["over" if span.ends_at <= now else "now" if span.begins_at <= now else "to come"]
    zone = load.settings().reminders.moments(load.settings().org.timezone)[span.stage].zone
    drawn = _STAGE.format(reminder.clock(span.begins_at, zone), _WHO[span.stage], css, glyph, state)
    rows = [_row(letter, state) for letter in planned.letters] + list(_written_since(planned, plan))
    if not rows:
        return drawn + Markup('<p class="okr soft">Nobody owes an update: it stays quiet.</p>')
    return drawn + parts.table(("Who", "What they get", "Sent"), rows)


def _unheard(plan: Plan) -> Markup:
    """What waits without anybody to remind of it."""
    if not plan.unheard:
        return Markup("")
    named = ", ".join(f"“{each.title}” ({each.owner})" for each in plan.unheard)
    return _UNHEARD.format(named, links.link("under People", "/setup", section="People"))


def _row(letter: Letter, state: str) -> tuple[str | Markup, ...]:
    name = Markup("{}<small>{}</small>").format(letter.name, letter.who if "@" in letter.who else "")
    sent = _sent([way.sent for way in letter.deliveries if way.sent])
    return name, _preview(letter), sent or ("not sent" if state == "over" else "not yet")


def _preview(letter: Letter) -> Markup:
    """The key results at a glance, and the whole of it when it is opened."""
    items = [(item, told) for told in letter.reminders for item in told.items]
    at_a_glance = Markup("; ").join(_named(item, told) for item, told in items)
    body = Markup("").join(_item(item, told) for item, told in items)
    is_less = any(way.text != letter.text for way in letter.deliveries)
    less = Markup("<small>In Slack without what is confidential.</small>") if is_less else ""
    text = Markup("<details><summary>{}</summary><p>“{}”</p>{}</details>{}")
    return text.format(at_a_glance, letter.subject, body, less)


def _named(item: Item, told: Reminder) -> Markup:
    is_nobodys = told.stage == "directors" and item.meant_for == item.owner
    whose = reminder.whose(item, told) + (" (nobody is above them)" if is_nobodys else "")
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
    return Markup('<span class="num">{}</span>').format(Markup("<br>").join(lines)) if lines else Markup("")


def _way(send: Send) -> str:
    return "mail" if send.to and "@" in send.to and not send.to.startswith("Slack") else "Slack"
