"""What goes out by itself: reminders, who gets what and when, word for word, and who got what already; then alerts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from pages.setup import alerts, jobs, mail_preview, parts

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
.okr.later { margin: 0.6rem 0; } .okr.later summary { cursor: pointer; } .okr.later h3.stage { display: inline; }
.plain td:first-child { width: 17rem; } .plain td:last-child { width: 15rem; }
@media (max-width: 640px) { .plain td:first-child, .plain td:last-child { width: auto; } }
</style>""")
_STAGE = Markup(
    '<h3 class="stage">{} <span class="soft">· {}</span> '
    '<span class="badge {}"><i aria-hidden="true">{}</i> {}</span></h3>'
)
_LINKLESS = Markup('<p class="okr note">They go without a link to the form. {}</p>')

_UNHEARD = Markup(
    '<p class="okr note">Nobody is reminded of {}: the owner is not active, and nobody stands in or is above. Name '
    "somebody {}.</p>"
)


def show() -> None:
    plans = load.reminders()
    parts.heading("Reminders", _lead(plans))
    if not load.settings().org.address:
        st.html(_LINKLESS.format(reaching.TO_LINK))
    stages = [(stage, plan) for plan in plans for stage in plan.stages]
    if stages:
        coming = [each for each in stages if each[0].span.ends_at > load.now()]
        over = [each for each in reversed(stages) if each not in coming]
        now = sum(stage.span.begins_at <= load.now() for stage, _ in coming)
        opened, later = coming[: now + 1], [*coming[now + 1 :], *over]
        st.html(_CSS + Markup("").join(_stage(*each) for each in opened))
        _as_they_arrive([letter for stage, _ in opened for letter in stage.letters])
        if rest := Markup("").join(_folded(*each) for each in later) + _unheard(plans):
            st.html(rest)
    else:
        st.html('<p class="okr">Nobody is reminded: no stage has a time in <code>[reminders]</code>.</p>')
    alerts.show()


def _lead(plans: Sequence[Plan]) -> Markup:
    """Whether they go by themselves, on which ways, and what is out of the ordinary about the weeks."""
    settings = load.settings()
    left_out = [words.day(plan.week) for plan in plans if plan.week in settings.org.weeks_without_sync]
    without = f" No sync reviews the week of {words.listed(left_out)}; its updates are due all the same."
    return _ways(settings) + (without if left_out else "")


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
    return Markup('<div class="okr">{}</div>{}').format(_head(planned, plan), _who(planned, plan))


def _folded(planned: PlannedStage, plan: Plan) -> Markup:
    """A stage that is further off, or over: its people when it is opened."""
    folded = Markup('<details class="okr later"><summary>{}</summary>{}</details>')
    return folded.format(_head(planned, plan), _who(planned, plan))


def _head(planned: PlannedStage, plan: Plan) -> Markup:
    span = planned.span
    glyph, state, css = _STATES[_state(planned)]
    zone = load.settings().reminders.moments(load.settings().org.timezone)[span.stage].zone
    who = f"{_WHO[span.stage]}: week of {words.day(plan.week)}"
    return _STAGE.format(reminder.clock(span.begins_at, zone), who, css, glyph, state)


def _state(planned: PlannedStage) -> str:
    span, now = planned.span, load.now()
    return "over" if span.ends_at <= now else "now" if span.begins_at <= now else "to come"


def _who(planned: PlannedStage, plan: Plan) -> Markup:
    rows = [_row(letter, _state(planned)) for letter in planned.letters] + list(_written_since(planned, plan))
    if not rows:
        return Markup('<p class="okr soft">Nobody owes an update: it stays quiet.</p>')
    return parts.table(("Who", "What they get", "Sent"), rows)


def _as_they_arrive(letters: Sequence[Letter]) -> None:
    """One of the letters as its reader sees it."""
    if not letters:
        return
    at = st.selectbox(
        "As it arrives",
        range(len(letters)),
        format_func=lambda at: f"{letters[at].name}: {letters[at].subject}",
        key="setup.reminder",
        width=640,
    )
    letter = letters[at]
    if [way for way in letter.deliveries if way.channel == "mail"] or not letter.deliveries:
        mail_preview.show(load.reminder_mail(letter.reminders[0]), "setup")
    else:
        st.code(letter.text, language=None, wrap_lines=True)


def _unheard(plans: Sequence[Plan]) -> Markup:
    """What waits without anybody to remind of it."""
    unheard = {each.key_result: each for plan in plans for each in plan.unheard}
    if not unheard:
        return Markup("")
    named = ", ".join(f"“{each.title}” ({each.owner})" for each in unheard.values())
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
